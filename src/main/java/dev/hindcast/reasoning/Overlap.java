package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import java.util.List;

/**
 * Two things that held one host at once over [from, till), found by a sweep.
 *
 * @param kind   {@code blazar_rows}, {@code commitments} or {@code instances}
 * @param first  the one that began earlier
 * @param second the one that began later
 * @param secondFrom when the second began, and till when it would last
 */
public record Overlap(
        String kind,
        String first,
        String second,
        String secondLease,
        long secondFrom,
        long secondTill,
        long from,
        long till,
        List<Evidence> evidence)
        implements Because {}
