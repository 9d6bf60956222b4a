package dev.hindcast.evidence;

/**
 * Two launched instances whose rows put them on one node at once over [from, till), microseconds UTC; only where the earlier
 * one's row is marked deleted, since one that lives on is a {@link NextTenant} case.
 *
 * @param from when the later one came
 * @param till when the earlier one's row says that it ended
 */
public record DoubleTenancy(
        String node, String earlier, String later, long from, long till, Sighting earlierRow, Sighting laterRow) {}
