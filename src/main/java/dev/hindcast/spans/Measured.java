package dev.hindcast.spans;

import dev.hindcast.evidence.Quantities;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.timeline.Segment;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.TreeMap;

/**
 * What an inventory or size segment says (design section 6): what is known, and what may be to be added, without zero entries.
 * Contradicting equals are a range, as two sightings are.
 */
record Measured(Quantities known, Quantities spread) {
    static final Measured NOTHING = new Measured(Quantities.none(), Quantities.none());

    static Measured of(Segment segment) {
        Quantities low = segment.winner().quantities();
        Quantities high = most(segment.winner());
        for (Claim rival : segment.rivals()) {
            low = low.combine(rival.quantities(), Math::min);
            high = high.combine(most(rival), Math::max);
        }
        Measured measured = new Measured(low, Quantities.none());
        for (String resource : low.millionths().keySet()) {
            measured = measured.with(resource, low.of(resource), high.of(resource));
        }
        return measured;
    }

    private static Quantities most(Claim claim) {
        TreeMap<String, Long> most = new TreeMap<>(claim.quantities().millionths());
        if (claim.spread() != null) {
            claim.spread().millionths().forEach((resource, more) -> most.merge(resource, more, Long::sum));
        }
        return new Quantities(most);
    }

    /** The same with so much of a resource, at least and at most, in millionths. */
    Measured with(String resource, long least, long most) {
        return new Measured(known.with(resource, least), most > least ? spread.with(resource, most - least) : spread);
    }

    /**
     * The same with its share of a host's vcpus as nodes; without where either is unmeasured. Of two sizes the share is least with
     * the smaller one on the larger host.
     */
    Measured shareOf(Measured host) {
        Long ours = known.of(Quantities.VCPUS);
        Long theirs = host.known.of(Quantities.VCPUS);
        if (ours == null || theirs == null || theirs == 0) {
            return this;
        }
        return with(Quantities.NODES, share(ours, host.most(Quantities.VCPUS)), share(most(Quantities.VCPUS), theirs));
    }

    private long most(String resource) {
        Long more = spread.of(resource);
        return known.of(resource) + (more == null ? 0 : more);
    }

    private static long share(long ours, long theirs) {
        return BigDecimal.valueOf(ours)
                .multiply(BigDecimal.valueOf(Quantities.ONE))
                .divide(BigDecimal.valueOf(theirs), 0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }
}
