package dev.hindcast.spans;

import dev.hindcast.evidence.Quantities;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.timeline.Segment;
import java.util.TreeMap;

/**
 * What an inventory or size segment says (design section 6): what is known, and what may be to be added, without zero entries.
 * Contradicting equals are a range, as two sightings are.
 */
record Measured(Quantities known, Quantities spread) {
    static final Measured NOTHING = new Measured(Quantities.none(), Quantities.none());

    static Measured of(Segment segment) {
        if (segment.rivals().isEmpty() && segment.winner().spread() == null) {
            return new Measured(segment.winner().quantities(), Quantities.none());
        }
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
        long product = Math.multiplyExact(ours, Quantities.ONE);
        long share = product / theirs;
        // Half to the even neighbour, so that many halves do not all go one way.
        int half = Long.compare(product % theirs, theirs - product % theirs);
        return half > 0 || half == 0 && share % 2 == 1 ? share + 1 : share;
    }
}
