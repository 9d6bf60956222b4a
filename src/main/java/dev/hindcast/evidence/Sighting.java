package dev.hindcast.evidence;

import java.util.Map;
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
    public Map<String, String> values() {
        return seen;
    }

    @Override
    public double confidence() {
        return 1.0;
    }
}
