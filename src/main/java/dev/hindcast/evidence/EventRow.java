package dev.hindcast.evidence;

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
    public void tell(TypedCells into) {
        // An event's own row names its action by number only; the loader looked the name up.
        text(into, ownAction ? "action" : "(action)", action);
        text(into, "event", event);
        instant(into, "finish_time", at);
        text(into, "host", host);
        text(into, "result", result);
        instant(into, "start_time", startedAt);
    }

    private static void text(TypedCells into, String column, String textOrNull) {
        if (textOrNull != null) {
            into.text(column, textOrNull);
        }
    }

    private static void instant(TypedCells into, String column, Long microsOrNull) {
        if (microsOrNull != null) {
            into.instant(column, microsOrNull);
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
