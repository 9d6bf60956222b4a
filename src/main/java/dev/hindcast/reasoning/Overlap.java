package dev.hindcast.reasoning;

import dev.hindcast.evidence.DoubleTenancy;
import dev.hindcast.evidence.Evidence;
import java.util.List;

/**
 * Two things that held one host at once over [from, till), or two hosts that held one instance, found by a sweep.
 *
 * @param kind   {@code blazar_rows}, {@code commitments} or {@code instances} of one host; {@code places} of one instance
 * @param first  the one that began earlier
 * @param second the one that began later
 * @param secondFrom when the second began, and till when it would last
 */
public record Overlap(
        @Words({"blazar_rows", "commitments", "instances", "places"})
        String kind,

        String first,
        String second,
        String secondLease,
        long secondFrom,
        long secondTill,
        long from,
        long till,
        List<Evidence> evidence)
        implements Because {
    /** Two instances on one node. */
    public static Overlap of(DoubleTenancy pair) {
        return new Overlap(
                "instances",
                pair.earlier(),
                pair.later(),
                "",
                pair.from(),
                pair.till(),
                pair.from(),
                pair.till(),
                List.of(pair.earlierRow(), pair.laterRow()));
    }

    /** Both, blank-separated. */
    public String getBoth() {
        return first + " " + second;
    }

    /** Microseconds that both last. */
    public long getLength() {
        return till - from;
    }
}
