package dev.hindcast.audit;

import dev.hindcast.audit.Explanation.Share;
import dev.hindcast.audit.Explanation.Term;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Amount;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.RuleProblem;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.ResultReader.ClaimText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SegmentText;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/**
 * Entry for explanations: a number down to the rows of its sources, from a result file alone (design section 1, sentence 8).
 * Reads only the spans that stand at the instant; what these rest on is read when asked for.
 */
public final class Explainer {
    private static final Comparator<Share> LARGEST_FIRST = Comparator.comparingLong(Share::quantity)
            .reversed()
            .thenComparing(Share::isKnown, Comparator.reverseOrder())
            .thenComparing(share -> share.span().entity())
            .thenComparingLong(share -> share.span().id());

    private final ResultReader reader;

    public Explainer(ResultReader reader) {
        this.reader = reader;
    }

    /**
     * The value of a series at an instant of [dawn, horizon), and what it is made of.
     *
     * @throws InputRefused if the region has no such resource
     * @throws IllegalStateException if the spans do not add up to what the ledger says, which would be our fault
     */
    public Explanation explain(Region region, Series series, String resource, long at) {
        if (!region.says(at)) {
            throw new IllegalArgumentException(Micros.text(at) + " is outside of what is said about " + region.name());
        }
        SortedSet<String> resources = reader.resources(region);
        if (!resources.contains(resource)) {
            throw new InputRefused("region " + region.name() + " has no resource '" + resource + "'. "
                    + maybe(resource, resources) + "The resources are " + String.join(", ", resources) + ".");
        }
        List<SpanText> spans = reader.spansAt(region, series.spanTypes(), at);
        List<Term> terms = new ArrayList<>();
        List<Share> shares = new ArrayList<>();
        for (Series term : series.terms()) {
            int sign = terms.isEmpty() ? 1 : -1;
            Amount sum = Amount.NONE;
            List<Share> ofTerm = new ArrayList<>();
            for (SpanText span : spans) {
                Amount amount = Amount.of(term, span.row(), resource);
                if (amount != null) {
                    ofTerm.add(new Share(span, term, sign, amount));
                    sum = sum.plus(amount);
                }
            }
            Amount ledger = reader.ledgerBalance(region, term, resource, at);
            if (!ledger.equals(sum)) {
                throw new IllegalStateException(
                        "The spans that stand on " + Micros.text(at) + " add up to " + sum + ", but the ledger says "
                                + ledger + ": " + region.name() + " " + term.text() + " " + resource);
            }
            ofTerm.sort(LARGEST_FIRST);
            shares.addAll(ofTerm);
            terms.add(new Term(term, sign, sum));
        }
        Balances.Step total = Balances.step(at, terms.stream().map(Term::amount).toList());
        return new Explanation(region, series, resource, at, total, terms, shares);
    }

    /**
     * What a span rests on.
     *
     * @param resource in which it counts; what does not bear on that is left out where that is sure; empty for all
     */
    public List<Ground> grounds(SpanText span, String resource) {
        List<SegmentText> own = new ArrayList<>();
        List<SegmentText> ofHost = new ArrayList<>();
        for (SegmentText segment : reader.segmentsOf(span.id())) {
            boolean foreign = segment.attribute() == Attribute.INVENTORY
                    && !segment.entity().equals(span.entity());
            (foreign ? ofHost : own).add(segment);
        }
        List<Ground> grounds = new ArrayList<>();
        own.forEach(segment -> grounds.add(ground(segment, false)));
        // A commitment to a whole host is as large as the host and one node; a part is a share of its vcpus in nodes
        // alone.
        boolean part = own.stream().anyMatch(segment -> segment.attribute() == Attribute.SIZE);
        if (resource.isEmpty() || part == resource.equals(Quantities.NODES)) {
            ofHost.forEach(segment -> grounds.add(ground(segment, true)));
        }
        return grounds;
    }

    private Ground ground(SegmentText segment, boolean ofHost) {
        List<Ground.Reason> winners = new ArrayList<>();
        List<Ground.Reason> losers = new ArrayList<>();
        for (ClaimText claim : segment.claims()) {
            (claim.won() ? winners : losers).add(new Ground.Reason(claim, claim.evidence()));
        }
        return new Ground(segment, ofHost, winners, losers);
    }

    /**
     * All that is known of a host at an instant of [dawn, horizon).
     *
     * @throws InputRefused if the region has no such host
     */
    public HostExplanation host(Region region, String host, long at) {
        List<SegmentText> all = reader.segmentsOf(region, host);
        if (all.isEmpty()) {
            SortedSet<String> hosts = reader.hosts(region);
            throw new InputRefused("region " + region.name() + " has no host '" + host + "'. " + maybe(host, hosts)
                    + "It has " + hosts.size() + " hosts"
                    + (hosts.isEmpty() ? "." : ", for instance " + hosts.first() + "."));
        }
        List<Ground> grounds = all.stream()
                .filter(segment -> segment.from() <= at && at < segment.till())
                .map(segment -> ground(segment, false))
                .toList();
        List<SpanText> spans = reader.spansOn(region, host).stream()
                .filter(span -> span.from() <= at && at < span.till())
                .toList();
        return new HostExplanation(region, host, at, grounds, spans);
    }

    private static String maybe(String word, Set<String> names) {
        String nearest = RuleProblem.nearest(word, names);
        return nearest.isEmpty() ? "" : nearest + ". ";
    }
}
