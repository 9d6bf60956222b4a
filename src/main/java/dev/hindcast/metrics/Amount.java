package dev.hindcast.metrics;

import dev.hindcast.spans.Certainty;

/**
 * What one or many spans add to a balance, in millionths.
 *
 * @param value      what is known
 * @param unknown    what may be to be added
 * @param unmeasured entities that count but whose quantity no witness gave
 */
public record Amount(long value, long unknown, long unmeasured) {
    public static final Amount NONE = new Amount(0, 0, 0);

    /** What a span adds to a balance in a resource, or null if it does not count there. */
    public static Amount of(Series balance, SpanRow span, String resource) {
        Series.Counts counts = balance.counts(span);
        Long amount = span.quantities().of(resource);
        // A difference lacks what does not differ; that is measured, or not, where the rest of its entity counts.
        boolean missing = amount == null && span.certainty() != Certainty.DIFFERENCE;
        if (counts == Series.Counts.NOT || amount == null && !missing) {
            return null;
        }
        if (missing) {
            return new Amount(0, 0, 1);
        }
        return counts == Series.Counts.KNOWN ? new Amount(amount, 0, 0) : new Amount(0, amount, 0);
    }

    public Amount plus(Amount other) {
        return new Amount(value + other.value, unknown + other.unknown, unmeasured + other.unmeasured);
    }

    public Amount times(int sign) {
        return new Amount(value * sign, unknown * sign, unmeasured * sign);
    }
}
