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
    public static final Comparator<Claim> ORDER = Claim::inOrder;

    /** Step by step and no chain of comparators: tens of millions are compared. */
    private static int inOrder(Claim one, Claim other) {
        int order = one.entity.compareTo(other.entity);
        order = order != 0 ? order : one.attribute.compareTo(other.attribute);
        order = order != 0 ? order : Integer.compare(other.rule.precedence(), one.rule.precedence());
        order = order != 0 ? order : Double.compare(other.confidence, one.confidence);
        order = order != 0 ? order : Long.compare(one.from, other.from);
        order = order != 0 ? order : Long.compare(one.till, other.till);
        order = order != 0 ? order : one.value.compareTo(other.value);
        order = order != 0 ? order : one.rule.id().compareTo(other.rule.id());
        return order != 0 ? order : byGrounds(one, other);
    }

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
