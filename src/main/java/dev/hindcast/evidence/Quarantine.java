package dev.hindcast.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rows set apart. Of each source and table the first {@value #ROWS_MAX} are kept one by one and the rest as their number, so that
 * a file in which nothing can be read does not take all memory.
 */
final class Quarantine {
    static final int ROWS_MAX = 1000;

    private final List<Quarantined> kept = new ArrayList<>();
    private final List<Quarantined> tables = new ArrayList<>();
    /** By source and table: how many there were, and the bytes of those not kept. */
    private final Map<Place, long[]> seen = new TreeMap<>();

    private record Place(int source, String table) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return source == other.source ? table.compareTo(other.table) : Integer.compare(source, other.source);
        }
    }

    /** @param bytes how long the row is in its file; 0 if that is not known */
    void add(Quarantined row, long bytes) {
        long[] before = seen.computeIfAbsent(new Place(row.source(), row.table()), place -> new long[2]);
        before[0]++;
        if (before[0] <= ROWS_MAX) {
            kept.add(row);
        } else {
            before[1] += bytes;
        }
    }

    /** Sets a whole table of a source apart: its rows are counted and not kept. */
    void addTable(Quarantined table) {
        tables.add(table);
        add(table, 0);
    }

    /** The tables set apart as a whole, in the order they came. */
    List<Quarantined> tables() {
        return List.copyOf(tables);
    }

    /** Forgets what other sources hold. */
    void retain(Set<Integer> sources) {
        kept.removeIf(row -> !sources.contains(row.source()));
        tables.removeIf(table -> !sources.contains(table.source()));
        seen.keySet().removeIf(place -> !sources.contains(place.source()));
    }

    /** Those kept, in the order they came, and a line for each source and table that has more. */
    List<Quarantined> rows() {
        List<Quarantined> rows = new ArrayList<>(kept);
        seen.forEach((place, counted) -> {
            if (counted[0] > ROWS_MAX) {
                String bytes = counted[1] > 0 ? " (" + counted[1] + " bytes)" : "";
                rows.add(new Quarantined(
                        place.source(),
                        place.table(),
                        0,
                        (counted[0] - ROWS_MAX) + " more that could not be used" + bytes,
                        ""));
            }
        });
        return rows;
    }
}
