package dev.hindcast.evidence;

import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;

/**
 * Something observed or stated that a conclusion can rest on, down to file, table, key and column (design section 1, sentence 8).
 * Order goes by {@link #ORDER}, so that the same input in any order gives the same bytes.
 */
public interface Evidence {
    /** By table, key, first sighting and place. */
    Comparator<Evidence> ORDER = Evidence::inOrder;

    private static int inOrder(Evidence one, Evidence other) {
        if (one == other) {
            return 0;
        }
        int order = one.table().compareTo(other.table());
        order = order != 0 ? order : one.key().compareTo(other.key());
        order = order != 0 ? order : Long.compare(one.firstSeen(), other.firstSeen());
        return order != 0 ? order : Long.compare(one.origin(), other.origin());
    }

    /** Adds rows to those that are there, which are in order, each at its place; a row that is there already is there once. */
    static void addInOrder(List<Evidence> rows, List<Evidence> more) {
        for (Evidence row : more) {
            int place = rows.size();
            int order = -1;
            while (place > 0) {
                order = inOrder(rows.get(place - 1), row);
                if (order <= 0) {
                    break;
                }
                place--;
            }
            if (place == 0 || order < 0) {
                rows.add(place, row);
            }
        }
    }

    /** Where it stands: {@code schema.table}, or {@code signals}. */
    String table();

    /** The row's primary key, or the signal's id. */
    String key();

    /** The row in its first sighting: source number and row number, see {@link Origin}. */
    long origin();

    /** First and last sighting, microseconds UTC. */
    long firstSeen();

    long lastSeen();

    int sightings();

    /** Tells what its first sighting showed, in the order of the columns' names; columns without a value are left out. */
    void tell(TypedCells into);

    /** What its first sighting showed, by column. */
    default SortedMap<String, String> values() {
        TypedCells cells = new TypedCells();
        tell(cells);
        return cells.texts();
    }

    /** The row in its last sighting, which {@link #tellLast} tells of. */
    default long lastOrigin() {
        return origin();
    }

    /** The table it stood in then: a row may have been archived in between. */
    default String lastTable() {
        return table();
    }

    /** As {@link #tell}, of the volatile columns those that its last sighting showed otherwise; empty text for no value. */
    default void tellLast(TypedCells into) {}

    /** 1.0 unless the loader's header or a window lowers it. */
    double confidence();
}
