package dev.hindcast.reasoning;

/** What a claim speaks of. Those that accumulate are all kept side by side; of the others the resolver keeps one value a time. */
public enum Attribute {
    /** Host: exists, gone, unknown. */
    EXISTENCE(false),
    /** Host: bare_metal or hypervisor. */
    KIND(false),
    /** Host: quantities. */
    INVENTORY(false),
    /** Host: reservable, not_reservable, unknown. */
    POOL(false),
    /** Host: why it is out of service. */
    MAINTENANCE(true),
    /** Host: why its capacity must not be counted. */
    CONFLICT(true),
    /** Allocation: commitment or maintenance. */
    PURPOSE(false),
    /** Allocation: when it holds. */
    TERM(false),
    /** Allocation: yields to an earlier one. */
    YIELDS(false),
    /** Allocation or instance: on which host. */
    PLACEMENT(false),
    /** Allocation or instance: quantities. */
    SIZE(false),
    /** Instance: holding, away, unknown. */
    PRESENCE(false),
    /** Instance: active, inactive, unknown. */
    ACTIVITY(false),
    /** Instance: when it ended; a time, or two times with / between. */
    END(false),
    /** Instance: reservation, ondemand or unknown. */
    BOOKING(false);

    private final boolean accumulates;

    Attribute(boolean accumulates) {
        this.accumulates = accumulates;
    }

    public boolean accumulates() {
        return accumulates;
    }
}
