package dev.hindcast.audit;

import dev.hindcast.audit.Explanation.Share;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.store.ResultReader.ClaimText;
import dev.hindcast.store.ResultReader.EntryText;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.IssueText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SegmentText;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What comes from what, as a graph: a number from spans, a span from what was settled, that from what rules concluded, and these
 * from rows of files or signals. Each thing stands in it once.
 */
public final class Lineage {
    /** What a thing of the graph is. */
    enum Kind {
        NUMBER,
        ENTRY,
        STORY,
        ISSUE,
        SPAN,
        SEGMENT,
        CLAIM,
        RULE,
        ROW,
        FILE,
        AUTHOR
    }

    /** How one thing stands to another. */
    enum Relation {
        DERIVED,
        /** A claim that spoke of it and was not taken. */
        LOST,
        /** The rule by which a claim or an issue was made. */
        BY,
        /** Who said what a signal says. */
        SAID
    }

    /**
     * @param label   for people
     * @param details by name, in order
     */
    record Node(String id, Kind kind, String label, Map<String, String> details) {}

    record Edge(String from, Relation relation, String to) {}

    private final Explainer explainer;
    private final Names names;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Set<Edge> edges = new LinkedHashSet<>();
    private final Map<String, String> files = new HashMap<>();
    private final Map<ClaimText, String> claims = new HashMap<>();

    private Lineage(Explainer explainer, Region region) {
        this.explainer = explainer;
        this.names = explainer.names(region);
    }

    List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    List<Edge> edges() {
        return List.copyOf(edges);
    }

    /** Of a number; {@code limit} parts of it, those that make the most of it. */
    public static Lineage of(Explainer explainer, Explanation explanation, int limit) {
        Lineage lineage = new Lineage(explainer, explanation.region());
        Map<String, String> details = new LinkedHashMap<>();
        details.put("region", explanation.region().name());
        details.put("at", Micros.text(explanation.at()));
        details.put("formula", explanation.formula());
        details.put("low", Quantities.decimal(explanation.total().low()));
        details.put("high", Quantities.decimal(explanation.total().high()));
        String number = lineage.node(
                "number",
                Kind.NUMBER,
                explanation.series().text() + ": " + Words.amount(explanation.range(), explanation.resource()),
                details);
        List<Part> parts = Part.of(explanation);
        for (Part part : parts.subList(0, Math.min(limit, parts.size()))) {
            for (Share share : part.shares()) {
                lineage.link(number, Relation.DERIVED, lineage.span(share.span(), explanation.resource()));
            }
        }
        return lineage;
    }

    /** Of a host or an instance. */
    public static Lineage of(Explainer explainer, Story story) {
        Lineage lineage = new Lineage(explainer, story.region());
        Map<String, String> details = new LinkedHashMap<>();
        details.put("region", story.region().name());
        details.put("from", Micros.text(story.from()));
        details.put("to", Micros.text(story.till()));
        String root = lineage.node(
                "story",
                Kind.STORY,
                (story.isHost() ? "host " + lineage.names.host(story.name()) : "instance " + story.name()),
                details);
        story.grounds().forEach(ground -> lineage.link(root, Relation.DERIVED, lineage.segment(ground)));
        story.spans().forEach(span -> lineage.link(root, Relation.DERIVED, lineage.span(span, "")));
        return lineage;
    }

    /** Of one span. */
    public static Lineage of(Explainer explainer, Region region, SpanText span) {
        Lineage lineage = new Lineage(explainer, region);
        lineage.span(span, "");
        return lineage;
    }

    /** Of a ledger entry. */
    public static Lineage of(Explainer explainer, Region region, EntryText entry) {
        Lineage lineage = new Lineage(explainer, region);
        String root = lineage.node(
                "entry-" + entry.seq(), Kind.ENTRY, "entry " + entry.seq(), Map.of("at", Micros.text(entry.at())));
        lineage.link(root, Relation.DERIVED, lineage.span(entry.span(), ""));
        return lineage;
    }

    /** Of an issue. */
    public static Lineage of(Explainer explainer, IssueText issue) {
        Lineage lineage = new Lineage(explainer, issue.region());
        String root = lineage.node(
                "issue-" + issue.id(),
                Kind.ISSUE,
                issue.kind() + ": " + issue.detail(),
                Map.of("about", issue.entities()));
        if (!issue.ruleId().isEmpty()) {
            lineage.link(root, Relation.BY, lineage.rule(issue.ruleId(), issue.sentence()));
        }
        explainer.rows(issue).forEach(row -> lineage.link(root, Relation.DERIVED, lineage.row(row)));
        return lineage;
    }

    private String span(SpanText span, String resource) {
        String id = "span-" + span.id();
        if (!nodes.containsKey(id)) {
            Map<String, String> details = new LinkedHashMap<>();
            details.put("type", span.type());
            details.put("entity", span.entity());
            details.put("quantities", Quantities.text(span.quantities()));
            details.put("certainty", span.known() ? "known" : "unknown");
            interval(details, span.from(), span.till());
            details.put("confidence", Words.number(span.confidence()));
            node(id, Kind.SPAN, names.subject(span) + ", " + Words.one(span), details);
            explainer.grounds(span, resource).forEach(ground -> link(id, Relation.DERIVED, segment(ground)));
        }
        return id;
    }

    private String segment(Ground ground) {
        SegmentText segment = ground.segment();
        String id = "segment-" + segment.id();
        if (!nodes.containsKey(id)) {
            Map<String, String> details = new LinkedHashMap<>();
            details.put("attribute", Words.attribute(segment.attribute()));
            details.put("value", segment.value());
            interval(details, segment.from(), segment.till());
            details.put("confidence", Words.number(segment.confidence()));
            node(id, Kind.SEGMENT, Words.settled(ground, names), details);
            ground.winners().forEach(winner -> link(id, Relation.DERIVED, claim(segment, winner)));
            ground.losers().forEach(loser -> link(id, Relation.LOST, claim(segment, loser)));
        }
        return id;
    }

    private String claim(SegmentText segment, Ground.Reason reason) {
        ClaimText claim = reason.claim();
        String known = claims.get(claim);
        if (known != null) {
            return known;
        }
        Map<String, String> details = new LinkedHashMap<>();
        details.put("value", claim.value());
        interval(details, claim.from(), claim.till());
        details.put("precedence", Integer.toString(claim.precedence()));
        details.put("confidence", Words.number(claim.confidence()));
        String id = node(
                "claim-" + (claims.size() + 1),
                Kind.CLAIM,
                Words.value(segment.attribute(), claim.value()) + " [" + claim.ruleId() + "]",
                details);
        claims.put(claim, id);
        link(id, Relation.BY, rule(claim.ruleId(), claim.sentence()));
        reason.evidence().forEach(row -> link(id, Relation.DERIVED, row(row)));
        return id;
    }

    private String rule(String rule, String sentence) {
        return node("rule-" + rule, Kind.RULE, rule + ": " + sentence, Map.of());
    }

    private String row(EvidenceText row) {
        String id = "row-" + row.id();
        if (!nodes.containsKey(id)) {
            Map<String, String> details = new LinkedHashMap<>();
            details.put("table", row.rawTable());
            details.put("key", row.key());
            details.put("row", Long.toString(row.row()));
            details.put("first_seen", Micros.text(row.firstSeen()));
            details.put("last_seen", Micros.text(row.lastSeen()));
            row.values().forEach((column, value) -> details.put("cell." + column, value));
            row.lastValues().forEach((column, value) -> details.put("last_cell." + column, value));
            node(id, Kind.ROW, row.rawTable() + " " + row.key(), details);
            if (!row.path().isEmpty()) {
                link(id, Relation.DERIVED, file(row.path()));
            }
            if (!row.lastValues().isEmpty()) {
                link(id, Relation.DERIVED, file(row.lastPath()));
            }
            String author = row.rawTable().equals("signals") ? row.values().getOrDefault("author", "") : "";
            if (!author.isEmpty()) {
                link(id, Relation.SAID, node("author-" + author.replaceAll("\\W", "_"), Kind.AUTHOR, author, Map.of()));
            }
        }
        return id;
    }

    private String file(String path) {
        String id = files.computeIfAbsent(path, key -> "file-" + (files.size() + 1));
        return node(id, Kind.FILE, path, Map.of());
    }

    private String node(String id, Kind kind, String label, Map<String, String> details) {
        nodes.putIfAbsent(id, new Node(id, kind, label, details));
        return id;
    }

    private void link(String from, Relation relation, String to) {
        edges.add(new Edge(from, relation, to));
    }

    private static void interval(Map<String, String> details, long from, long till) {
        if (from != Micros.ALWAYS) {
            details.put("from", Micros.text(from));
        }
        if (till != Micros.FOREVER) {
            details.put("to", Micros.text(till));
        }
    }

    /** As a picture for Graphviz: the answer on the left, the files on the right. */
    public String dot() {
        StringBuilder dot =
                new StringBuilder("digraph explanation {\n  rankdir=LR;\n  node [shape=box, fontsize=10];\n");
        for (Node node : nodes.values()) {
            String more = node.kind() == Kind.SPAN || node.kind() == Kind.SEGMENT
                    ? "\n"
                            + Words.from(
                                    node.details().get("from"), node.details().get("to"))
                    : node.kind() == Kind.ROW ? "\nrow " + node.details().get("row") : "";
            dot.append("  \"").append(node.id()).append("\" [label=\"").append(escaped(node.label() + more));
            dot.append("\", style=").append(style(node.kind())).append("];\n");
        }
        for (Edge edge : edges) {
            dot.append("  \"")
                    .append(edge.from())
                    .append("\" -> \"")
                    .append(edge.to())
                    .append('"');
            dot.append(
                    switch (edge.relation()) {
                        case DERIVED -> "";
                        case LOST -> " [style=dashed, label=\"not taken\"]";
                        case BY -> " [style=dotted]";
                        case SAID -> " [label=\"said by\"]";
                    });
            dot.append(";\n");
        }
        return dot.append("}\n").toString();
    }

    private static String style(Kind kind) {
        return switch (kind) {
            case NUMBER, STORY, ISSUE, ENTRY -> "bold";
            case RULE -> "rounded";
            case FILE, AUTHOR -> "dashed";
            default -> "solid";
        };
    }

    private static String escaped(String label) {
        List<String> lines = new ArrayList<>();
        for (String line : label.split("\n")) {
            StringBuilder current = new StringBuilder();
            for (String word : line.split(" ")) {
                if (current.length() > 0 && current.length() + word.length() > 40) {
                    lines.add(current.toString());
                    current.setLength(0);
                }
                current.append(current.length() > 0 ? " " : "").append(word);
            }
            lines.add(current.toString());
        }
        return String.join("\n", lines)
                .replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n");
    }
}
