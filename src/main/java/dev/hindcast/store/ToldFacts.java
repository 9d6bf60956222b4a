package dev.hindcast.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.reasoning.KeptFact;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the rules of one host were told, as packed JSON: asked for rarely, one host at a time. */
final class ToldFacts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LEVEL = 3;
    private static final String QUANTITIES = "quantities";

    private ToldFacts() {}

    static byte[] pack(List<KeptFact> facts) {
        ArrayNode all = JSON.createArrayNode();
        for (KeptFact fact : facts) {
            ArrayNode told = all.addArray().add(fact.type()).add(fact.origin());
            ObjectNode properties = told.addObject();
            for (Map.Entry<String, Object> property : fact.properties().entrySet()) {
                Object value = property.getValue();
                if (value instanceof Quantities quantities) {
                    properties.putObject(property.getKey()).put(QUANTITIES, Quantities.text(quantities));
                } else {
                    properties.putPOJO(property.getKey(), value);
                }
            }
        }
        try {
            return Zstd.compress(JSON.writeValueAsBytes(all), LEVEL);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<KeptFact> unpack(byte[] content) {
        byte[] json = Zstd.decompress(content, (int) Zstd.getFrameContentSize(content));
        List<KeptFact> facts = new ArrayList<>();
        try {
            for (JsonNode told : JSON.readTree(new String(json, StandardCharsets.UTF_8))) {
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
