package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Quantities;
import java.util.Comparator;
import java.util.List;

/**
 * What a rule concludes (design section 2).
 *
 * @param value      as text, for instance {@code reservable}; {@code unknown} is a value with a reason
 * @param quantities for inventory and size: what is known; else null
 * @param spread     for inventory: what may be to be added; else null
 * @param from       microseconds UTC, {@link dev.hindcast.evidence.Micros#ALWAYS} if unbounded
 * @param because    the rows it rests on, in a fixed order
 */
public record Claim(
        Entity entity,
        Attribute attribute,
        String value,
        Quantities quantities,
        Quantities spread,
        long from,
        long till,
        Rule rule,
        double confidence,
        List<Evidence> because) {
    public static final String UNKNOWN = "unknown";

    /** Of what may stand side by side, that there was nothing of it: it takes its time from weaker claims. */
    public static final String NONE = "none";

    /** A fixed order, whatever order the rules fired in; the stronger of two claims of one time comes first. */
    public static final Comparator<Claim> ORDER = Comparator.comparing(Claim::entity)
            .thenComparing(Claim::attribute)
            .thenComparing(Comparator.comparingInt((Claim claim) -> claim.rule().precedence())
                    .reversed())
            .thenComparing(Comparator.comparingDouble(Claim::confidence).reversed())
            .thenComparingLong(Claim::from)
            .thenComparingLong(Claim::till)
            .thenComparing(Claim::value)
            .thenComparing(claim -> claim.rule().id())
            .thenComparing(Claim::byGrounds);

    /** Orders claims by the rows they rest on. */
    public static int byGrounds(Claim one, Claim other) {
        List<Evidence> some = one.because;
        List<Evidence> others = other.because;
        for (int i = 0; i < some.size() && i < others.size(); i++) {
            int order = Evidence.ORDER.compare(some.get(i), others.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(some.size(), others.size());
    }

    /** What must be equal for two claims to agree. */
    public boolean agrees(Claim other) {
        return value.equals(other.value)
                && java.util.Objects.equals(quantities, other.quantities)
                && java.util.Objects.equals(spread, other.spread);
    }
}
