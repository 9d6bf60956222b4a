package dev.hindcast.audit;

import dev.hindcast.evidence.Micros;
import dev.hindcast.reasoning.KeptFact;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.ResultReader.ClaimText;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.IssueText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SegmentText;
import dev.hindcast.store.ResultReader.SnapshotText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an instance's rules were told, as far as the result has it: the rows that anything said about it rests on, as facts again.
 * There are too many instances to keep the facts of each as those of a host are, and these rows are there anyway.
 */
final class InstanceFacts {
    private final ResultReader reader;
    private final Region region;

    private InstanceFacts(ResultReader reader, Region region) {
        this.reader = reader;
        this.region = region;
    }

    static List<KeptFact> of(ResultReader reader, Region region, String instance, List<SegmentText> segments) {
        Map<String, EvidenceText> rows = new LinkedHashMap<>();
        for (SegmentText segment : segments) {
            for (ClaimText claim : segment.claims()) {
                claim.evidence().forEach(row -> rows.put(row.id(), row));
            }
        }
        for (IssueText issue : reader.issuesOn(region, instance)) {
            reader.evidence(issue).forEach(row -> rows.putIfAbsent(row.id(), row));
        }
        Map<String, List<EvidenceText>> byRow = new LinkedHashMap<>();
        rows.values().stream()
                .filter(row -> row.rawTable().contains("."))
                .sorted(Comparator.comparingLong(EvidenceText::firstSeen))
                .forEach(row -> byRow.computeIfAbsent(table(row.rawTable()) + " " + row.key(), key -> new ArrayList<>())
                        .add(row));
        InstanceFacts facts = new InstanceFacts(reader, region);
        return byRow.values().stream()
                .map(facts::versions)
                .flatMap(Collection::stream)
                .toList();
    }

    /** The contents of one row, by time. */
    private List<KeptFact> versions(List<EvidenceText> row) {
        List<KeptFact> versions = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            versions.add(fact(
                    row.get(i),
                    i == 0 ? Optional.empty() : Optional.of(row.get(i - 1)),
                    i + 1 == row.size() ? Optional.empty() : Optional.of(row.get(i + 1))));
        }
        return versions;
    }

    /** As {@link dev.hindcast.reasoning.RowVersion} names its properties. */
    private KeptFact fact(EvidenceText row, Optional<EvidenceText> before, Optional<EvidenceText> after) {
        SortedMap<String, Object> properties = new TreeMap<>();
        row.values().forEach((column, text) -> properties.put(property(column), value(text)));
        row.lastValues().forEach((column, text) -> {
            if (text.isEmpty()) {
                properties.remove(property(column));
            } else {
                properties.put(property(column), value(text));
            }
        });
        properties.put("table", table(row.rawTable()));
        properties.put("key", row.key());
        properties.put("firstSeen", row.firstSeen());
        properties.put("lastSeen", row.lastSeen());
        properties.put("sightings", (long) row.sightings());
        properties.put("latest", after.isEmpty());
        properties.put("standing", row.lastSeen() >= reader.lastSnapshot(region, row.rawTable()));
        properties.put(
                "alive", !Boolean.TRUE.equals(properties.get("deleted")) && !properties.containsKey("deletedAt"));
        properties.put("since", before.isEmpty() ? Micros.ALWAYS : row.firstSeen());
        properties.put("till", after.map(EvidenceText::firstSeen).orElse(Micros.FOREVER));
        before.ifPresent(earlier -> properties.put("seenBefore", earlier.lastSeen()));
        after.ifPresent(later -> properties.put("seenAfter", later.firstSeen()));
        if (after.isEmpty()) {
            reader.snapshots(region, row.rawTable()).stream()
                    .filter(look -> look.complete() && look.seen() > row.lastSeen())
                    .mapToLong(SnapshotText::seen)
                    .findFirst()
                    .ifPresent(lacked -> properties.put("lackedAfter", lacked));
        }
        properties.put("place", "row " + row.row() + " in " + row.path());
        return new KeptFact(type(table(row.rawTable())), properties, 0);
    }

    /** What is archived is the same row in another table. */
    private static String table(String rawTable) {
        return rawTable.replace(".shadow_", ".");
    }

    /** {@code NovaRequestSpec} for {@code nova_api.request_specs}, as loaders name their facts. */
    static String type(String table) {
        String schema = table.substring(0, table.indexOf('.')).replaceAll("_.*", "");
        String rows = table.substring(table.indexOf('.') + 1).replaceAll("s$", "");
        return capital(camel(schema)) + capital(camel(rows));
    }

    /** {@code launchedAt} for {@code launched_at}; what a loader worked out bears its name in parentheses. */
    static String property(String column) {
        return column.startsWith("(") ? column.substring(1, column.length() - 1) : camel(column);
    }

    private static String camel(String words) {
        StringBuilder camel = new StringBuilder();
        for (String word : words.split("_")) {
            camel.append(camel.length() == 0 ? word : capital(word));
        }
        return camel.toString();
    }

    private static String capital(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** A text as a condition compares it. */
    private static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        if (text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z")) {
            return Micros.parse(text);
        }
        return text.matches("-?\\d{1,18}") ? Long.valueOf(text) : text;
    }
}
