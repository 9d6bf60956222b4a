package dev.hindcast.evidence;

import java.util.Map;
import java.util.TreeMap;

/**
 * One action or event row, as last seen.
 *
 * @param parent    the action it belongs to, or its own key for an action
 * @param ownAction whether this is the row of the action itself
 * @param startedAt microseconds UTC, or null
 * @param at        when it finished, microseconds UTC, or null
 * @param host      the service host that it names, or null
 */
public record EventRow(
        String table,
        String key,
        String entity,
        String parent,
        boolean ownAction,
        String action,
        String event,
        String result,
        Long startedAt,
        Long at,
        String host,
        long origin,
        long firstSeen,
        long lastSeen,
        int sightings,
        double confidence)
        implements Evidence {

    @Override
    public Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        // An event's own row names its action by number only; the loader looked the name up.
        put(values, ownAction ? "action" : "(action)", action);
        put(values, "event", event);
        put(values, "result", result);
        put(values, "host", host);
        put(values, "start_time", startedAt == null ? null : Micros.text(startedAt));
        put(values, "finish_time", at == null ? null : Micros.text(at));
        return values;
    }

    private static void put(Map<String, String> values, String name, String value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
