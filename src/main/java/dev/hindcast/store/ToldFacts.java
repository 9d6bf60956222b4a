package dev.hindcast.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.reasoning.KeptFact;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the rules of one host were told, as packed JSON: asked for rarely, one host at a time. */
final class ToldFacts {
    /** Writes no more than texts, numbers and truths. */
    private static final JsonFactory PLAIN = new JsonFactory();

    private static final int LEVEL = 3;
    private static final String QUANTITIES = "quantities";

    private ToldFacts() {}

    /** Made only where facts are read: it takes longer than to write those of a small region. */
    private static final class Reading {
        static final ObjectMapper JSON = new ObjectMapper();
    }

    static byte[] pack(List<KeptFact> facts) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator into = PLAIN.createGenerator(json)) {
            into.writeStartArray();
            for (KeptFact fact : facts) {
                into.writeStartArray();
                into.writeString(fact.type());
                into.writeNumber(fact.origin());
                into.writeStartObject();
                for (Map.Entry<String, Object> property : fact.properties().entrySet()) {
                    into.writeFieldName(property.getKey());
                    value(into, property.getValue());
                }
                into.writeEndObject();
                into.writeEndArray();
            }
            into.writeEndArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Zstd.compress(json.toByteArray(), LEVEL);
    }

    private static void value(JsonGenerator into, Object value) throws IOException {
        if (value instanceof Quantities quantities) {
            into.writeStartObject();
            into.writeStringField(QUANTITIES, Quantities.text(quantities));
            into.writeEndObject();
        } else if (value instanceof Number || value instanceof Boolean) {
            into.writePOJO(value);
        } else {
            into.writeString(value.toString());
        }
    }

    static List<KeptFact> unpack(byte[] content) {
        byte[] json = Zstd.decompress(content, (int) Zstd.getFrameContentSize(content));
        List<KeptFact> facts = new ArrayList<>();
        try {
            for (JsonNode told : Reading.JSON.readTree(new String(json, StandardCharsets.UTF_8))) {
                SortedMap<String, Object> properties = new TreeMap<>();
                told.get(2)
                        .properties()
                        .forEach(property -> properties.put(property.getKey(), value(property.getValue())));
                facts.add(new KeptFact(
                        told.get(0).asText(), properties, told.get(1).asLong()));
            }
            return facts;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object value(JsonNode node) {
        if (node.isObject()) {
            String text = node.get(QUANTITIES).asText();
            return text.isEmpty() ? Quantities.none() : Quantities.parse(text);
        }
        return node.isBoolean()
                ? (Object) node.asBoolean()
                : node.isFloatingPointNumber()
                        ? (Object) node.asDouble()
                        : node.isNumber() ? (Object) node.asLong() : node.asText();
    }
}
