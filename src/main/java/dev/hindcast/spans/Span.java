package dev.hindcast.spans;

import dev.hindcast.evidence.Quantities;
import dev.hindcast.timeline.Segment;
import java.util.List;

/**
 * Between start and end this entity contributed this much (design section 2).
 *
 * @param entity     host name, allocation id or instance uuid
 * @param host       empty if unknown
 * @param booking    reservation, ondemand, unknown; empty where it does not apply
 * @param cause      why, for masks and exclusions; several joined by '+'
 * @param quantities in millionths; a resource that lacks was never measured
 * @param from       microseconds UTC
 * @param till       microseconds UTC; {@link dev.hindcast.evidence.Micros#FOREVER} if still on at the horizon
 * @param because    the segments it rests on; none only of a {@link #bare} one
 */
public record Span(
        SpanType type,
        String entity,
        String host,
        String booking,
        String cause,
        Quantities quantities,
        Certainty certainty,
        double confidence,
        long from,
        long till,
        List<Segment> because) {

    public Span {
        if (from >= till) {
            throw new IllegalArgumentException("no span: " + type + " " + entity + " " + from + " " + till);
        }
    }

    /** The same without what it rests on. */
    public Span bare() {
        return new Span(type, entity, host, booking, cause, quantities, certainty, confidence, from, till, List.of());
    }

    /** Whether it surely contributes; else it only may be to be added. */
    public boolean known() {
        return certainty == Certainty.KNOWN;
    }
}
