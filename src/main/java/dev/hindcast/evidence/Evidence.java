package dev.hindcast.evidence;

import java.util.Comparator;
import java.util.Map;

/**
 * Something observed or stated that a conclusion can rest on, down to file, table, key and column (design section 1, sentence 8).
 * Order goes by {@link #ORDER}, so that the same input in any order gives the same bytes.
 */
public interface Evidence {
    /** By table, key, first sighting and place. */
    Comparator<Evidence> ORDER = Comparator.comparing(Evidence::table)
            .thenComparing(Evidence::key)
            .thenComparingLong(Evidence::firstSeen)
            .thenComparingLong(Evidence::origin);

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

    /** What its first sighting showed, column by column, as text; columns without a value are left out. */
    Map<String, String> values();

    /** The row in its last sighting, where {@link #lastValues} stand. */
    default long lastOrigin() {
        return origin();
    }

    /** The table it stood in then: a row may have been archived in between. */
    default String lastTable() {
        return table();
    }

    /** Of the volatile columns those that its last sighting showed otherwise than its first; empty text for no value. */
    default Map<String, String> lastValues() {
        return Map.of();
    }

    /** 1.0 unless the loader's header or a window lowers it. */
    double confidence();
}
