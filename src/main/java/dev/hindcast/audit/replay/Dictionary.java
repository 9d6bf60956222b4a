package dev.hindcast.audit.replay;

import java.util.List;

/**
 * The series once more, as {@code docs/reference/series.md} has them; their order is that of a checkpoint. A balance names the type
 * of its spans, and perhaps their booking; a metric the balances it is the difference of.
 */
enum Dictionary {
    TOTAL("nova_host", ""),
    RESERVABLE("blazar_host", ""),
    COMMITTED("blazar_allocation", ""),
    OCCUPIED("nova_instance_occupied", ""),
    OCCUPIED_RESERVATION("nova_instance_occupied", "reservation"),
    OCCUPIED_ONDEMAND("nova_instance_occupied", "ondemand"),
    OCCUPIED_UNKNOWN_BOOKING("nova_instance_occupied", "unknown"),
    ACTIVE("nova_instance_active", ""),
    MAINTENANCE("maintenance_mask", ""),
    CONFLICT("conflict_exclusion", ""),
    MASKED("masked", ""),
    MASKED_TOTAL("masked_total", ""),
    MASKED_ONDEMAND("masked_ondemand", ""),
    NOT_RESERVABLE("not_reservable", ""),
    UNSPOKEN("unspoken", ""),
    ADMITTABLE(RESERVABLE, MASKED),
    ADMITTABLE_TOTAL(TOTAL, MASKED_TOTAL),
    AVAILABLE(RESERVABLE, MASKED, COMMITTED),
    IDLE(COMMITTED, OCCUPIED_RESERVATION),
    STOPPED(OCCUPIED, ACTIVE),
    AVAILABLE_ONDEMAND(NOT_RESERVABLE, MASKED_ONDEMAND, OCCUPIED_ONDEMAND);

    static final List<Dictionary> ALL = List.of(values());

    private final String type;
    private final String booking;
    private final List<Dictionary> terms;

    Dictionary(String type, String booking) {
        this.type = type;
        this.booking = booking;
        this.terms = List.of();
    }

    Dictionary(Dictionary... terms) {
        this.type = "";
        this.booking = "";
        this.terms = List.of(terms);
    }

    String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The first less all others; empty for a balance. */
    List<Dictionary> terms() {
        return terms;
    }

    /** 1 if such a span counts, 0 if it only may, -1 if it does not. */
    int counts(String ofType, String ofBooking, int known) {
        if (!type.equals(ofType)) {
            return -1;
        }
        if (booking.isEmpty() || booking.equals(ofBooking)) {
            return known == 1 ? 1 : 0;
        }
        return ofBooking.equals("unknown") ? 0 : -1;
    }
}
