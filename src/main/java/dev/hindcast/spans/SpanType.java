package dev.hindcast.spans;

import java.util.Locale;

/** Types of spans (design section 6); the second group is derived per host, so that capacity can be taken away once. */
public enum SpanType {
    NOVA_HOST,
    BLAZAR_HOST,
    BLAZAR_ALLOCATION,
    NOVA_INSTANCE_OCCUPIED,
    NOVA_INSTANCE_ACTIVE,
    MAINTENANCE_MASK,
    CONFLICT_EXCLUSION,
    /** Capacity outside the reservable pool; of unknown certainty where no source says so. */
    NOT_RESERVABLE,
    /** Capacity of which no source says whether it was reservable. */
    UNSPOKEN,
    /** Per host the union of masks and exclusions, cut with its reservable time. */
    MASKED,
    /** The same, cut with all its time. */
    MASKED_TOTAL,
    /** The same, cut with its time outside the pool. */
    MASKED_ONDEMAND;

    private final String text = name().toLowerCase(Locale.ROOT);

    public String text() {
        return text;
    }
}
