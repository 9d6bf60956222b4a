package dev.hindcast.evidence;

import java.util.SortedMap;

/** A row as a sweep over a whole table found it: enough to name it as evidence. */
public record Sighting(
        String table,
        String key,
        long origin,
        long firstSeen,
        long lastSeen,
        int sightings,
        SortedMap<String, String> seen)
        implements Evidence {
    @Override
    public void tell(TypedCells into) {
        seen.forEach(into::text);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Sighting that
                        && that.origin == origin
                        && that.firstSeen == firstSeen
                        && that.key.equals(key)
                        && that.table.equals(table);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(origin);
    }

    @Override
    public double confidence() {
        return 1.0;
    }
}
