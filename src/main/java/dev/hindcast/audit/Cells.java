package dev.hindcast.audit;

import dev.hindcast.evidence.Micros;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.store.ResultReader.ClaimText;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.SegmentText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of a row's cells a reader must see to believe a conclusion: those whose column speaks of it by its name, and those that show
 * the very value or bound concluded, whatever the column's name is. The structured form gives all cells.
 */
final class Cells {
    private static final int WITHOUT_ANY = 3;
    private static final Map<Attribute, Set<String>> TELLING = new EnumMap<>(Map.ofEntries(
            Map.entry(Attribute.EXISTENCE, Set.of("created_at", "deleted_at", "last_seen_up")),
            Map.entry(Attribute.KIND, Set.of("hypervisor_type", "resource_class")),
            Map.entry(Attribute.INVENTORY, Set.of("created_at")),
            Map.entry(Attribute.POOL, Set.of("reservable", "created_at", "deleted_at")),
            Map.entry(
                    Attribute.MAINTENANCE,
                    Set.of(
                            "maintenance",
                            "maintenance_reason",
                            "disabled",
                            "disabled_reason",
                            "name",
                            "project_id",
                            "start_date",
                            "end_date")),
            Map.entry(
                    Attribute.CONFLICT,
                    Set.of("host", "hypervisor_hostname", "start_date", "end_date", "created_at", "deleted_at")),
            Map.entry(Attribute.PURPOSE, Set.of("name", "project_id")),
            Map.entry(Attribute.TERM, Set.of("start_date", "end_date", "created_at", "deleted_at")),
            Map.entry(Attribute.YIELDS, Set.of("created_at")),
            Map.entry(Attribute.PLACEMENT, Set.of("host", "node", "compute_host_id")),
            Map.entry(Attribute.SIZE, Set.of("flavorName")),
            Map.entry(Attribute.PRESENCE, Set.of("created_at", "deleted_at", "action", "event", "result", "vm_state")),
            Map.entry(
                    Attribute.ACTIVITY,
                    Set.of("launched_at", "terminated_at", "action", "event", "result", "vm_state")),
            Map.entry(Attribute.END, Set.of("deleted_at", "terminated_at", "action", "event", "result", "finish_time")),
            Map.entry(Attribute.BOOKING, Set.of("reservationHint", "reservation_id"))));

    private Cells() {}

    /** {@code column=value} for each, in the order of the columns. */
    static List<String> telling(SegmentText segment, ClaimText claim, EvidenceText row) {
        Set<String> shown = new HashSet<>(List.of(claim.value(), segment.entity()));
        for (long bound : new long[] {segment.from(), segment.till(), claim.from(), claim.till()}) {
            if (bound != Micros.ALWAYS && bound != Micros.FOREVER) {
                shown.add(Micros.text(bound));
            }
        }
        for (String part : claim.value().split("[ /]")) {
            shown.add(part.substring(part.indexOf('=') + 1));
        }
        Set<String> speaking =
                row.rawTable().equals("signals") ? row.values().keySet() : TELLING.get(segment.attribute());
        // What a telling column shows need not be shown by another.
        row.values().forEach((column, value) -> {
            if (speaking.contains(bare(column))) {
                shown.remove(value);
            }
        });
        List<String> telling = new ArrayList<>();
        List<String> first = new ArrayList<>();
        row.values().forEach((column, value) -> {
            boolean speaks = speaking.contains(bare(column)) || shown.contains(value);
            // The key is said with the row's place.
            boolean key = value.equals(row.key()) && column.endsWith("id");
            if (speaks && !key && !value.isEmpty()) {
                telling.add(column + "=" + value);
            }
            if (first.size() < WITHOUT_ANY) {
                first.add(column + "=" + value);
            }
        });
        // What makes no version stands where it was last sighted.
        row.lastValues().forEach((column, value) -> {
            if (speaking.contains(bare(column)) || shown.contains(value)) {
                telling.add(column + "=" + (value.isEmpty() ? "nothing" : value) + " (row " + row.lastRow() + " in "
                        + row.lastPath() + ")");
            }
        });
        return telling.isEmpty() ? first : telling;
    }

    /** All cells, for a row that stands for itself. */
    static List<String> all(EvidenceText row) {
        List<String> cells = new ArrayList<>();
        row.values().forEach((column, value) -> {
            if (!value.isEmpty() && !value.equals(row.key())) {
                cells.add(column + "=" + value);
            }
        });
        row.lastValues()
                .forEach((column, value) -> cells.add(column + "=" + (value.isEmpty() ? "nothing" : value) + " (row "
                        + row.lastRow() + " in " + row.lastPath() + ")"));
        return cells;
    }

    /** The source's own cells but those that mean nothing by themselves: sizes, and what names the row's entity again. */
    static List<String> plain(EvidenceText row) {
        return all(row).stream()
                .filter(cell -> !cell.startsWith("(") && !cell.matches("(vcpus|memory_mb|local_gb|service_name)=.*"))
                .toList();
    }

    /** What a loader worked out from the source's columns stands in parentheses. */
    private static String bare(String column) {
        return column.startsWith("(") ? column.substring(1, column.length() - 1) : column;
    }
}
