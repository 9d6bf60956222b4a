package dev.hindcast.store;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Window;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.report.ResourceHours;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which windows a segment leans on, from what the result file holds: the rule that won, what that rule reads off sightings, and
 * the rows that its claim rests on.
 */
final class WindowsUsed {
    /** A window with its row as it is exported. */
    private record Stored(
            String id, String table, String column, long holdsFor, boolean boundsAbsence, List<String> exported) {}

    private record Lean(String fact, String table, String column) {}

    /** What leans on a window, of one attribute. */
    private static final class Use {
        private long segments;
        private final SortedSet<String> entities = new TreeSet<>();
        private BigInteger micros = BigInteger.ZERO;
    }

    private final Map<Integer, List<Stored>> windows = new TreeMap<>();
    private final Map<String, List<Lean>> leans = new HashMap<>();

    WindowsUsed(ResultReader reader) {
        reader.each(
                "SELECT region, window, place, raw_table, raw_column, holds_for, absence_from, absence_to, kept_for, purged_at, confidence, author,"
                        + " source, reason FROM window ORDER BY region, window",
                rows -> {
                    Long holdsFor = number(rows.getObject(6));
                    List<String> exported = new ArrayList<>();
                    for (int i = 3; i <= 5; i++) {
                        exported.add(rows.getString(i));
                    }
                    exported.add(duration(holdsFor));
                    exported.add(time(number(rows.getObject(7))));
                    exported.add(time(number(rows.getObject(8))));
                    exported.add(duration(number(rows.getObject(9))));
                    exported.add(time(number(rows.getObject(10))));
                    exported.add(Export.decimal(rows.getDouble(11)));
                    for (int i = 12; i <= 14; i++) {
                        exported.add(rows.getString(i));
                    }
                    windows.computeIfAbsent(rows.getInt(1), region -> new ArrayList<>())
                            .add(new Stored(
                                    rows.getString(2),
                                    rows.getString(4),
                                    rows.getString(5),
                                    holdsFor == null ? Micros.FOREVER : holdsFor,
                                    rows.getObject(7) != null || rows.getObject(8) != null,
                                    exported));
                });
        reader.each(
                "SELECT r.rule, l.fact, l.raw_table, l.raw_column FROM leaning l JOIN rule r ON r.id = l.rule",
                rows -> leans.computeIfAbsent(rows.getString(1), rule -> new ArrayList<>())
                        .add(new Lean(rows.getString(2), rows.getString(3), rows.getString(4))));
    }

    private static Long number(Object value) {
        return value == null ? null : (Long) ((Number) value).longValue();
    }

    private static String time(Long micros) {
        return micros == null ? "" : Micros.text(micros);
    }

    /** Whole days as days, as people write them. */
    private static String duration(Long micros) {
        if (micros == null) {
            return "";
        }
        return micros % Micros.DAY == 0 && micros > 0
                ? "P" + micros / Micros.DAY + "D"
                : Duration.ofSeconds(micros / Micros.SECOND, micros % Micros.SECOND * 1000)
                        .toString();
    }

    /** The ids of the windows without which a winning claim of the segment would not be, or not be so long. */
    SortedSet<String> of(int region, ResultReader.SegmentText segment) {
        SortedSet<String> used = new TreeSet<>();
        for (ResultReader.ClaimText claim : segment.claims()) {
            if (claim.won()) {
                for (Lean lean : leans.getOrDefault(claim.ruleId(), List.of())) {
                    claim.evidence().stream()
                            .map(ResultReader.EvidenceText::rawTable)
                            .filter(table ->
                                    lean.table().isEmpty() || lean.table().equals(table))
                            .distinct()
                            .forEach(table -> add(used, region, lean, table, claim));
                }
            }
        }
        return used;
    }

    private void add(SortedSet<String> used, int region, Lean lean, String table, ResultReader.ClaimText claim) {
        boolean absence = lean.fact().equals("Vanished");
        Stored window = window(region, table, absence ? "" : lean.column());
        if (window == null) {
            return;
        }
        int sightings = claim.evidence().stream()
                .filter(row -> row.rawTable().equals(table))
                .mapToInt(ResultReader.EvidenceText::sightings)
                .sum();
        boolean leans = absence
                ? window.boundsAbsence()
                : lean.fact().equals("Held")
                        ? sightings > 1
                        : claim.from() != Micros.ALWAYS && claim.till() - claim.from() > window.holdsFor();
        if (leans) {
            used.add(window.id());
        }
    }

    /** As {@link dev.hindcast.evidence.Knowledge#rowWindow}: of the column, else of the table, else of all tables. */
    private Stored window(int region, String table, String column) {
        Stored found = null;
        for (Stored window : windows.getOrDefault(region, List.of())) {
            boolean all = window.table().equals(Window.ALL_TABLES);
            boolean ofColumn = window.table().equals(table) && window.column().equals(column);
            boolean ofTable = window.table().equals(table) && window.column().isEmpty();
            if (ofColumn
                    || ofTable && (found == null || found.table().equals(Window.ALL_TABLES))
                    || all && found == null) {
                found = window;
            }
        }
        return found;
    }

    /** One row per window and attribute that leans on it, and one for a window that nothing leans on. */
    List<List<String>> export(ResultReader reader, Export.Filter filter) {
        Map<Integer, ResultReader.Region> regions = new TreeMap<>();
        reader.regions().forEach(region -> regions.put(region.id(), region));
        Map<List<Object>, Use> uses = new HashMap<>();
        reader.eachGrounds((region, grounds, block) -> {
            ResultReader.Region of = regions.get(region);
            for (ResultReader.SegmentText segment : grounds.segments()) {
                long from = Math.max(segment.from(), of.dawn());
                long till = Math.min(segment.till(), of.horizon());
                if (from < till && filter.takes(of, from, till)) {
                    for (String window : this.of(region, segment)) {
                        Use use = uses.computeIfAbsent(List.of(region, window, segment.attribute()), key -> new Use());
                        use.segments++;
                        use.entities.add(segment.entity());
                        use.micros = use.micros.add(BigInteger.valueOf(till - from));
                    }
                }
            }
        });
        List<List<String>> rows = new ArrayList<>();
        windows.forEach((region, stored) -> {
            for (Stored window : stored) {
                if (filter.region().isEmpty()
                        || filter.region().equals(regions.get(region).name())) {
                    rows.addAll(rows(regions.get(region), window, uses));
                }
            }
        });
        return rows;
    }

    private static List<List<String>> rows(ResultReader.Region region, Stored window, Map<List<Object>, Use> uses) {
        List<List<String>> rows = new ArrayList<>();
        for (Attribute attribute : Attribute.values()) {
            Use use = uses.get(List.of(region.id(), window.id(), attribute));
            if (use != null) {
                rows.add(row(
                        region,
                        window,
                        attribute.name().toLowerCase(java.util.Locale.ROOT),
                        use.segments,
                        use.entities.size(),
                        ResourceHours.entityHours(use.micros)
                                .stripTrailingZeros()
                                .toPlainString()));
            }
        }
        return rows.isEmpty() ? List.of(row(region, window, "", 0, 0, "0")) : rows;
    }

    private static List<String> row(
            ResultReader.Region region, Stored window, String attribute, long segments, int entities, String hours) {
        List<String> row = new ArrayList<>(List.of(region.name(), window.id()));
        row.addAll(window.exported());
        row.addAll(List.of(attribute, Long.toString(segments), Integer.toString(entities), hours));
        return row;
    }
}
