package dev.hindcast.metrics;

import dev.hindcast.spans.Certainty;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The metric dictionary (design section 6): a series is a balance of spans, or algebra over balances.
 * Unit: that of the resource, at an instant. In nodes, a part of a KVM host counts by its share of the host's vcpus.
 */
public enum Series {
    TOTAL("nova_host"),
    RESERVABLE("blazar_host"),
    COMMITTED("blazar_allocation"),
    OCCUPIED("nova_instance_occupied"),
    OCCUPIED_RESERVATION("nova_instance_occupied", "reservation"),
    OCCUPIED_ONDEMAND("nova_instance_occupied", "ondemand"),
    OCCUPIED_UNKNOWN_BOOKING("nova_instance_occupied", "unknown"),
    ACTIVE("nova_instance_active"),
    MAINTENANCE("maintenance_mask"),
    CONFLICT("conflict_exclusion"),
    MASKED("masked"),
    MASKED_TOTAL("masked_total"),
    MASKED_ONDEMAND("masked_ondemand"),
    NOT_RESERVABLE("not_reservable"),
    UNSPOKEN("unspoken"),
    ADMITTABLE(RESERVABLE, MASKED),
    ADMITTABLE_TOTAL(TOTAL, MASKED_TOTAL),
    AVAILABLE(RESERVABLE, MASKED, COMMITTED),
    IDLE(COMMITTED, OCCUPIED_RESERVATION),
    STOPPED(OCCUPIED, ACTIVE),
    AVAILABLE_ONDEMAND(NOT_RESERVABLE, MASKED_ONDEMAND, OCCUPIED_ONDEMAND);

    private final String text = name().toLowerCase(Locale.ROOT);
    private final String spanType;
    private final String booking;
    private final List<Series> terms;

    Series(String spanType) {
        this(spanType, "");
    }

    Series(String spanType, String booking) {
        this.spanType = spanType;
        this.booking = booking;
        this.terms = List.of();
    }

    /** The first less all others. */
    Series(Series... terms) {
        this.spanType = "";
        this.booking = "";
        this.terms = List.of(terms);
    }

    public String text() {
        return text;
    }

    /** The balances it is made of: the first counts plus, the others minus; itself if it is a balance. */
    public List<Series> terms() {
        return terms.isEmpty() ? List.of(this) : terms;
    }

    public boolean isBalance() {
        return terms.isEmpty();
    }

    /** How a span counts in this balance. */
    enum Counts {
        NOT,
        KNOWN,
        UNKNOWN
    }

    Counts counts(SpanRow span) {
        if (!span.type().equals(spanType)) {
            return Counts.NOT;
        }
        if (!booking.isEmpty() && !span.booking().equals(booking)) {
            // An instance of unknown booking may be to be added to either.
            return span.booking().equals("unknown") ? Counts.UNKNOWN : Counts.NOT;
        }
        return span.certainty() == Certainty.KNOWN ? Counts.KNOWN : Counts.UNKNOWN;
    }

    /** Whether a span surely counts in this balance; else it only may be to be added, or does not count at all. */
    public boolean surelyCounts(SpanRow span) {
        return counts(span) == Counts.KNOWN;
    }

    /** The type of the spans that a balance sums. */
    public String spanType() {
        return spanType;
    }

    /** The span types it is made of. */
    public Set<String> spanTypes() {
        Set<String> types = new java.util.TreeSet<>();
        terms().forEach(term -> types.add(term.spanType));
        return types;
    }

    /** Whether a span is one of those that this series sums. */
    public boolean sums(SpanRow span) {
        return terms().stream().anyMatch(term -> term.counts(span) != Counts.NOT);
    }

    /** In words: {@code reservable - masked}. */
    public String formula() {
        List<String> names = new ArrayList<>();
        terms().forEach(term -> names.add(term.text()));
        return isBalance()
                ? "sum of " + spanType + (booking.isEmpty() ? "" : " booked " + booking)
                : String.join(" - ", names);
    }

    /** The series of a name. */
    public static java.util.Optional<Series> named(String text) {
        for (Series series : values()) {
            if (series.text().equals(text)) {
                return java.util.Optional.of(series);
            }
        }
        return java.util.Optional.empty();
    }
}
