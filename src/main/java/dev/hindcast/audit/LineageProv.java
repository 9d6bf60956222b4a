package dev.hindcast.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindcast.audit.Lineage.Edge;
import dev.hindcast.audit.Lineage.Kind;
import dev.hindcast.audit.Lineage.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A lineage as PROV-JSON (the W3C member submission of 24 April 2013). Numbers, spans, claims, rows and files are entities; what a
 * rule did is an activity, carried out by hindcast with the rule as its plan; who said what a signal says is an agent.
 */
public final class LineageProv {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OURS = "hindcast:";

    private final Map<String, Map<String, Object>> document = new LinkedHashMap<>();

    /** Ids of what a rule made. */
    private final Set<String> concluded = new HashSet<>();

    private LineageProv() {}

    /** Writes the document, with the same names in the same order each time. */
    public static void write(Lineage lineage, Writer writer) {
        LineageProv prov = new LineageProv();
        prov.document.put("prefix", Map.of("hindcast", "urn:hindcast:"));
        lineage.nodes().forEach(prov::node);
        for (Edge edge : lineage.edges()) {
            if (edge.relation() == Lineage.Relation.BY) {
                prov.concluded.add(edge.from());
            }
        }
        lineage.edges().forEach(prov::edge);
        try {
            writer.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(prov.document));
            writer.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void node(Node node) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("prov:label", node.label());
        attributes.put(
                "prov:type",
                node.kind() == Kind.AUTHOR
                        ? type("prov:Person")
                        : node.kind() == Kind.RULE
                                ? type("prov:Plan")
                                : type(OURS + node.kind().name().toLowerCase(Locale.ROOT)));
        node.details().forEach((name, value) -> attributes.put(OURS + name.replaceAll("[^\\w.-]", "_"), value));
        put(node.kind() == Kind.AUTHOR ? "agent" : "entity", OURS + node.id(), attributes);
    }

    private static Map<String, Object> type(String name) {
        Map<String, Object> type = new LinkedHashMap<>();
        type.put("$", name);
        type.put("type", "prov:QUALIFIED_NAME");
        return type;
    }

    private void edge(Edge edge) {
        String from = OURS + edge.from();
        String to = OURS + edge.to();
        String activity = OURS + "conclusion-of-" + edge.from();
        switch (edge.relation()) {
            case DERIVED -> {
                relation("wasDerivedFrom", "prov:generatedEntity", from, "prov:usedEntity", to);
                if (concluded.contains(edge.from())) {
                    relation("used", "prov:activity", activity, "prov:entity", to);
                }
            }
            case LOST -> relation("wasInfluencedBy", "prov:influencee", from, "prov:influencer", to);
            case SAID -> relation("wasAttributedTo", "prov:entity", from, "prov:agent", to);
            case BY -> {
                Map<String, Object> hindcast = new LinkedHashMap<>();
                hindcast.put("prov:type", type("prov:SoftwareAgent"));
                put("agent", OURS + "hindcast", hindcast);
                put("activity", activity, Map.of("prov:type", type(OURS + "conclusion")));
                relation("wasGeneratedBy", "prov:entity", from, "prov:activity", activity);
                Map<String, Object> association = new LinkedHashMap<>();
                association.put("prov:activity", activity);
                association.put("prov:agent", OURS + "hindcast");
                association.put("prov:plan", to);
                add("wasAssociatedWith", association);
            }
        }
    }

    private void relation(String kind, String one, String ones, String other, String others) {
        Map<String, Object> relation = new LinkedHashMap<>();
        relation.put(one, ones);
        relation.put(other, others);
        add(kind, relation);
    }

    private void add(String kind, Map<String, Object> relation) {
        Map<String, Object> all = document.computeIfAbsent(kind, key -> new LinkedHashMap<>());
        all.put("_:" + kind + (all.size() + 1), relation);
    }

    private void put(String kind, String id, Map<String, Object> attributes) {
        document.computeIfAbsent(kind, key -> new LinkedHashMap<>()).putIfAbsent(id, attributes);
    }
}
