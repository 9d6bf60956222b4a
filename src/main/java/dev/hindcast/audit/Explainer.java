package dev.hindcast.audit;

import dev.hindcast.audit.Explanation.Share;
import dev.hindcast.audit.Explanation.Term;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Origin;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.SignalReading;
import dev.hindcast.evidence.Spelling;
import dev.hindcast.metrics.Amount;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Concluding;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.KeptFact;
import dev.hindcast.reasoning.SignalReadings;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.ResultReader.ClaimText;
import dev.hindcast.store.ResultReader.EntryText;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.IssueText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SegmentText;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

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
                throw reader.damaged(
                        "the spans that stand in " + region.name() + " on " + Micros.text(at) + " add up to "
                                + Quantities.decimal(sum.value()) + " " + resource + " in " + term.text()
                                + ", and its ledger to " + Quantities.decimal(ledger.value()),
                        null);
            }
            ofTerm.sort(LARGEST_FIRST);
            shares.addAll(ofTerm);
            terms.add(new Term(term, sign, sum));
        }
        Balances.Step total = Balances.step(at, terms.stream().map(Term::amount).toList());
        return new Explanation(region, series, resource, at, total, terms, shares, reader.unshown(region, series));
    }

    Names names(Region region) {
        return new Names(reader, region);
    }

    /** Entries looked at for the few that count: of a span type not all do, by booking and resource. */
    private static final int LOOKED_AT = 200;

    private static final int SHOWN = 2;
    /** So much of an id tells what it is the beginning of. */
    private static final int CUT_MIN = 4;

    /** The last entries up to the instant that count in it, the latest first. */
    List<EntryText> entriesUpTo(Explanation explanation) {
        return counting(
                explanation,
                reader.entriesUpTo(
                        explanation.region(), explanation.series().spanTypes(), explanation.at(), LOOKED_AT));
    }

    /** The first entries after the instant that count in it. */
    List<EntryText> entriesAfter(Explanation explanation) {
        return counting(
                explanation,
                reader.entriesAfter(
                        explanation.region(), explanation.series().spanTypes(), explanation.at(), LOOKED_AT));
    }

    /** Of an entity of which one span ends where the next begins, with the same amount, nothing changed. */
    private static List<EntryText> counting(Explanation explanation, List<EntryText> entries) {
        // Of the last instant of so many entries perhaps not all were read.
        long cut = entries.size() < LOOKED_AT
                ? Micros.ALWAYS
                : entries.get(entries.size() - 1).at();
        Map<List<Object>, List<Amount>> net = new HashMap<>();
        entries.forEach(entry -> net.merge(whose(entry), changes(explanation, entry), Explainer::sums));
        return entries.stream()
                .filter(entry -> entry.at() != cut
                        && changesAny(net.get(whose(entry)))
                        && changesAny(changes(explanation, entry)))
                .limit(SHOWN)
                .toList();
    }

    private static List<Object> whose(EntryText entry) {
        return List.of(entry.at(), entry.span().entity(), entry.span().host());
    }

    /** How an entry changes each term. */
    private static List<Amount> changes(Explanation explanation, EntryText entry) {
        List<Amount> changes = new ArrayList<>();
        for (Series term : explanation.series().terms()) {
            Amount amount = Amount.of(term, entry.span().row(), explanation.resource());
            changes.add(
                    amount == null
                            ? Amount.NONE
                            : new Amount(
                                    entry.sign() * amount.value(),
                                    entry.sign() * amount.unknown(),
                                    entry.sign() * amount.unmeasured()));
        }
        return changes;
    }

    private static List<Amount> sums(List<Amount> one, List<Amount> other) {
        List<Amount> sums = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            sums.add(one.get(i).plus(other.get(i)));
        }
        return sums;
    }

    /** What is taken from the first term with it leaves the difference as it is, if both are known. */
    private static boolean changesAny(List<Amount> terms) {
        long value = terms.get(0).value()
                - terms.stream().skip(1).mapToLong(Amount::value).sum();
        return value != 0 || terms.stream().anyMatch(term -> term.unknown() != 0 || term.unmeasured() != 0);
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

    static Ground ground(SegmentText segment, boolean ofHost) {
        List<Ground.Reason> winners = new ArrayList<>();
        List<Ground.Reason> losers = new ArrayList<>();
        for (ClaimText claim : segment.claims()) {
            (claim.won() ? winners : losers).add(new Ground.Reason(claim, claim.evidence()));
        }
        return new Ground(segment, ofHost, winners, losers);
    }

    /**
     * All that is known of a host or an instance over [from, till).
     *
     * @throws InputRefused if the region has none of that name
     */
    public Story story(Region region, Entity.Kind kind, String name, long from, long till) {
        java.util.Optional<Long> named = reader.entity(region, kind, name);
        if (named.isEmpty() && kind == Entity.Kind.HOST) {
            return story(region, kind, hostCalled(region, name), from, till);
        }
        long entity = named.orElseThrow(() -> {
            SortedSet<String> like = reader.instancesLike(region, name);
            List<String> cutShort = like.stream()
                    .filter(instance -> name.length() >= CUT_MIN && instance.startsWith(name))
                    .limit(SHOWN)
                    .toList();
            String near = cutShort.isEmpty() ? Spelling.maybeAny(name, like) : "Maybe " + String.join(" or ", cutShort);
            return new InputRefused("region " + region.name() + " has no instance '" + name + "'. "
                    + (near.isEmpty() ? "Maybe its id is misspelt; it is the uuid of nova.instances." : near + "."));
        });
        List<Ground> grounds = reader.segmentsOfEntity(entity).stream()
                .filter(segment -> segment.from() < till && from < segment.till())
                .map(segment -> ground(segment, false))
                .toList();
        List<SpanText> all = kind == Entity.Kind.HOST ? reader.spansOn(region, name) : reader.spansOf(entity);
        List<SpanText> spans = all.stream()
                .filter(span -> span.from() < till && from < span.till())
                .toList();
        List<IssueText> issues = reader.issuesOn(region, name).stream()
                .filter(issue -> issue.from() < till && from < Math.max(issue.till(), issue.from() + 1))
                .toList();
        return new Story(region, kind, name, from, till, grounds, spans, issues);
    }

    /** The host that ironic calls so. */
    private String hostCalled(Region region, String name) {
        Names names = names(region);
        SortedSet<String> hosts = reader.hosts(region);
        List<String> called =
                hosts.stream().filter(host -> names.hostName(host).equals(name)).toList();
        if (called.size() == 1) {
            return called.get(0);
        }
        if (!called.isEmpty()) {
            throw new InputRefused("region " + region.name() + " has " + called.size() + " hosts that ironic called '"
                    + name + "'. Maybe " + String.join(" or ", called) + ".");
        }
        Set<String> known = new TreeSet<>(hosts);
        hosts.forEach(host -> known.add(names.hostName(host)));
        String near = Spelling.maybeAny(name, known);
        throw new InputRefused("region " + region.name() + " has no host '" + name + "'. "
                + (near.isEmpty() ? "" : near + ". ") + "It has " + Words.count(hosts.size(), "host", "hosts")
                + (hosts.isEmpty() || !near.isEmpty() ? "." : ", for instance " + hosts.first() + "."));
    }

    /** Whom an issue is about. */
    Parties parties(Names names, IssueText issue) {
        return new Parties(names, issue, rows(issue));
    }

    /** The rows that an issue rests on. */
    List<EvidenceText> rows(IssueText issue) {
        return reader.evidence(issue);
    }

    /**
     * Why something was not settled about a host or an instance at an instant of [dawn, horizon).
     *
     * @param value       what one would have expected; empty for any
     * @param ruleOrEmpty the one rule to look at; empty for all that could have said it
     * @throws InputRefused if the region has none of that name
     */
    public WhyNot whyNot(
            Region region,
            Entity.Kind kind,
            String name,
            Attribute attribute,
            String value,
            long at,
            String ruleOrEmpty) {
        Story story = story(region, kind, name, at, at + 1);
        long entity = reader.entity(region, kind, story.name()).orElseThrow();
        return new WhyNot.Search(reader, region, kind, story.name(), entity, at).of(attribute, value, ruleOrEmpty);
    }

    /** What the rules of a result can conclude. */
    public List<Concluding> rules() {
        return Concluding.of(reader.ruleFiles());
    }

    /** What these rules read of signals. */
    List<SignalReading> signalReadings() {
        return SignalReadings.of(reader.ruleFiles());
    }

    /** The file and row that a fact of a region stands in; empty if it stands in none. */
    String place(Region region, KeptFact fact) {
        if (fact.properties().get("place") instanceof String place) {
            return place;
        }
        String path = fact.origin() == 0 ? "" : reader.path(region, Origin.source(fact.origin()));
        return path.isEmpty() ? "" : "row " + Origin.row(fact.origin()) + " in " + path;
    }

    /** What shows the state of those an issue is about when it began, if it is about a host or an instance. */
    java.util.Optional<String> storyOf(IssueText issue, Commands commands) {
        Region region = issue.region();
        String instance = issue.entities().split(" ")[0];
        boolean hosts = !issue.host().isEmpty();
        if (!hosts && reader.entity(region, Entity.Kind.INSTANCE, instance).isEmpty()) {
            return java.util.Optional.empty();
        }
        long at = Math.min(Math.max(issue.from(), region.dawn()), region.horizon() - 1);
        return java.util.Optional.of(
                commands.story(region, hosts ? "--host" : "--instance", hosts ? issue.host() : instance) + " --at "
                        + Micros.text(at));
    }

    private static String maybe(String word, Set<String> names) {
        String nearest = Spelling.maybe(word, names);
        return nearest.isEmpty() ? "" : nearest + ". ";
    }
}
