package dev.hindcast.reconstruction;

import dev.hindcast.audit.Comparison;
import dev.hindcast.audit.Comparison.EntityChange;
import dev.hindcast.audit.Comparison.IssueChange;
import dev.hindcast.audit.Comparison.SeriesChange;
import dev.hindcast.audit.EntityState;
import dev.hindcast.evidence.EntityRows;
import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Knowledge;
import dev.hindcast.evidence.Progress;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.metrics.SpanRow;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Commitment;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.Finding;
import dev.hindcast.reasoning.Reasoner.Concluded;
import dev.hindcast.reasoning.Reasoner.Question;
import dev.hindcast.reasoning.Reserved;
import dev.hindcast.reasoning.RulePair;
import dev.hindcast.reconstruction.RulesTrial.Caused;
import dev.hindcast.reconstruction.RulesTrial.RegionOutcome;
import dev.hindcast.spans.Span;
import dev.hindcast.store.ResultReader.SpanText;
import dev.hindcast.store.Settled;
import dev.hindcast.timeline.Segment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One region under old and new rules and knowledge, side by side through the stages, and what differs (docs/decisions/0009).
 * One session answers for both sides wherever both ask the same; where a side is asked more or less, by another knowledge or by what
 * an earlier stage settled otherwise, it has a session of its own. Nothing is written.
 */
final class RegionTrial {
    private static final int CHUNK = 64;
    private static final int HOSTS = 4;

    /** What a side's host carries and whether it stands: what the size of everything on it depends on. */
    private static final Set<Attribute> CARRIES = Set.of(Attribute.KIND, Attribute.EXISTENCE, Attribute.INVENTORY);

    private final RegionEvidence oldEvidence;
    private final RegionEvidence evidence;
    private final RulePair rules;
    private final TrialCauses causes;
    private final Workers workers;
    private final Progress progress;
    private final RegionReasoning before;
    private final RegionReasoning after;
    private final boolean sameRows;
    private final boolean sameKnowledge;

    private final SignalEffects oldSignals;
    private final SignalEffects newSignals;
    private final Balances oldSums;
    private final Balances newSums;
    private final SortedMap<Entity.Kind, Integer> counted = new TreeMap<>();
    private final List<EntityChange> entities = new ArrayList<>();
    private final List<Moved> moved = new ArrayList<>();
    /** Hosts that carry or stand otherwise, so that what is on them may. */
    private final Set<String> otherHosts = new HashSet<>();

    private final Map<Entity, List<String>> causesOf = new HashMap<>();

    /** Spans that only one side has, with their causes. */
    private record Moved(SpanText span, List<String> causes) {}

    RegionTrial(
            RegionEvidence old,
            RegionEvidence now,
            RulePair rules,
            TrialCauses causes,
            Workers workers,
            Progress progress) {
        this.oldEvidence = old;
        this.evidence = now;
        this.rules = rules;
        this.causes = causes;
        this.workers = workers;
        this.progress = progress;
        progress.stage(now.region(), "leases", now.leaseCount());
        this.after = RegionReasoning.of(now, rules, rules::isAfter, null);
        this.before = RegionReasoning.of(old, rules, rules::isBefore, after);
        this.sameRows = now.isOfSameRows(old);
        this.sameKnowledge = sameRows && same(old.knowledge(), now.knowledge());
        this.oldSignals = new SignalEffects(before, old.horizon());
        this.newSignals = new SignalEffects(after, now.horizon());
        this.oldSums = sums(old);
        this.newSums = sums(now);
    }

    private static boolean same(Knowledge one, Knowledge other) {
        return one.signals().equals(other.signals())
                && one.windows().equals(other.windows())
                && one.settings().equals(other.settings());
    }

    private static Balances sums(RegionEvidence region) {
        return new Balances(region.dawn(), region.horizon(), new TreeSet<>(List.of(Quantities.NODES)));
    }

    RegionOutcome run() {
        leases();
        hosts();
        allocations();
        instances();
        progress.stage(evidence.region(), "sums", 0);
        List<Finding> old = new ArrayList<>(before.noted());
        List<Finding> now = new ArrayList<>(after.noted());
        old.addAll(oldSignals.issues(oldEvidence));
        now.addAll(newSignals.issues(evidence));
        List<Caused> series = new ArrayList<>();
        if (!moved.isEmpty() || !sameRows) {
            for (Series each : Series.values()) {
                old.addAll(RegionReasoning.negatives(oldSums, each));
                now.addAll(RegionReasoning.negatives(newSums, each));
            }
            for (SeriesChange change : Comparison.series(oldSums, newSums)) {
                series.add(new Caused(change, causes(change)));
            }
        }
        Set<String> all = new LinkedHashSet<>();
        moved.forEach(span -> all.addAll(span.causes()));
        List<IssueChange> issues = Comparison.issues(
                EntityState.issues(RegionReasoning.distinct(old)),
                EntityState.issues(RegionReasoning.distinct(now)),
                causes.suspects(),
                all.isEmpty() ? causes.all() : List.copyOf(all));
        return new RegionOutcome(evidence.region(), counted, List.copyOf(entities), series, issues);
    }

    private List<String> causes(SeriesChange change) {
        Set<String> types = change.series().spanTypes();
        Set<String> found = new LinkedHashSet<>();
        for (Moved each : moved) {
            if (types.contains(each.span().type())
                    && change.touches(each.span().from(), each.span().till())) {
                found.addAll(each.causes());
            }
        }
        return List.copyOf(found);
    }

    // -- one session for both, where both ask the same
    // ------------------------------------------------------------------------

    /** What each side concludes; the very same object if they conclude the same. */
    private record Answers(Concluded before, Concluded after) {
        boolean same() {
            return before == after;
        }
    }

    /**
     * Asks both sides.
     *
     * @param alike whether it is known beforehand that the old side asks the same
     */
    private Answers answers(Question now, boolean alike, Supplier<Question> old) {
        boolean sameQuestion = sameRows && (alike || now.equals(old.get()));
        Concluded all = after.reasoner().session(now);
        Concluded theirs = all.of(rules::isAfter);
        if (sameQuestion && after.reasoner().answersAs(before.reasoner(), now)) {
            Concluded ours = all.of(rules::isBefore);
            Concluded both = theirs.with(now.replayed());
            return new Answers(ours == theirs ? both : ours.with(now.replayed()), both);
        }
        Question asked = old.get();
        Concluded both = theirs.with(now.replayed());
        Concluded ours = before.reasoner().session(asked).of(rules::isBefore).with(asked.replayed());
        return new Answers(ours.equals(both) ? both : ours, both);
    }

    // -- leases
    // ---------------------------------------------------------------------------------------------------------

    /** An entity as each side settled it, null on the side that has none; the very same object if they do not differ. */
    private record Both<T>(T before, T after) {
        boolean same() {
            return before == after;
        }
    }

    private void leases() {
        try (Stream<EntityRows> now = after.leaseRows();
                Stream<EntityRows> old = sameRows ? Stream.of() : before.leaseRows()) {
            workers.inOrder(
                    paired(old, now),
                    CHUNK,
                    chunk -> chunk.stream().map(this::lease).toList(),
                    leases -> leases.forEach(this::takeLease));
        }
    }

    private Both<RegionReasoning.Lease> lease(Both<EntityRows> rows) {
        if (rows.before() == null) {
            return new Both<>(null, after.lease(rows.after(), conclude(after, after.askLease(rows.after()))));
        }
        if (rows.after() == null) {
            return new Both<>(before.lease(rows.before(), conclude(before, before.askLease(rows.before()))), null);
        }
        Answers answers = answers(after.askLease(rows.after()), sameKnowledge, () -> before.askLease(rows.before()));
        RegionReasoning.Lease now = after.lease(rows.after(), answers.after());
        return new Both<>(answers.same() ? now : before.lease(rows.before(), answers.before()), now);
    }

    /** What one side concludes of what only it has. */
    private Concluded conclude(RegionReasoning side, Question question) {
        return side.reasoner()
                .session(question)
                .of(side == after ? rules::isAfter : rules::isBefore)
                .with(question.replayed());
    }

    private void takeLease(Both<RegionReasoning.Lease> lease) {
        count(Entity.Kind.LEASE);
        if (lease.before() != null) {
            before.take(lease.before());
            oldSignals.note(lease.before());
        }
        if (lease.after() != null) {
            after.take(lease.after());
            newSignals.note(lease.after());
        }
        if (!lease.same()) {
            Settled old = lease.before() == null ? null : lease.before().settled();
            Settled now = lease.after() == null ? null : lease.after().settled();
            List<String> why = causes.between(
                    lease.before() == null
                            ? List.of()
                            : lease.before().concluded().claims(),
                    lease.after() == null
                            ? List.of()
                            : lease.after().concluded().claims());
            differ(old, now, why);
            causesOf.put((old == null ? now : old).entity(), why);
        }
    }

    // -- hosts
    // ---------------------------------------------------------------------------------------------------------

    private void hosts() {
        SortedSet<String> old = before.hostNames();
        SortedSet<String> now = after.hostNames();
        SortedSet<String> names = new TreeSet<>(old);
        names.addAll(now);
        progress.stage(evidence.region(), "hosts", names.size());
        workers.inOrder(
                names.iterator(),
                HOSTS,
                chunk -> chunk.stream()
                        .map(name -> host(name, old.contains(name), now.contains(name)))
                        .toList(),
                hosts -> hosts.forEach(this::takeHost));
    }

    private Both<RegionReasoning.Host> host(String name, boolean isOld, boolean isNew) {
        if (!isOld) {
            return new Both<>(null, after.host(name, conclude(after, after.askHost(name))));
        }
        if (!isNew) {
            return new Both<>(before.host(name, conclude(before, before.askHost(name))), null);
        }
        boolean alike = sameKnowledge && before.commitments(name).equals(after.commitments(name));
        Answers answers = answers(after.askHost(name), alike, () -> before.askHost(name));
        RegionReasoning.Host now = after.host(name, answers.after());
        // The old side's spans are built even if they are the same: what is on the host asks for its inventory.
        RegionReasoning.Host then = before.host(name, answers.before());
        return new Both<>(answers.same() && sameRows ? now : then, now);
    }

    private void takeHost(Both<RegionReasoning.Host> host) {
        count(Entity.Kind.HOST);
        if (host.before() != null) {
            before.take(host.before());
            oldSignals.note(host.before());
        }
        if (host.after() != null) {
            after.take(host.after());
            newSignals.note(host.after());
        }
        Settled old = host.before() == null ? null : host.before().settled();
        Settled now = host.after() == null ? null : host.after().settled();
        if (host.same()) {
            same(now);
            return;
        }
        Entity entity = (old == null ? now : old).entity();
        if (!carries(old).equals(carries(now))) {
            otherHosts.add(entity.id());
        }
        Set<String> ofLeases = new LinkedHashSet<>();
        for (RegionReasoning side : List.of(before, after)) {
            for (Commitment commitment : side.commitments(entity.id())) {
                ofLeases.addAll(causesOf.getOrDefault(new Entity(Entity.Kind.LEASE, commitment.lease()), List.of()));
            }
        }
        List<String> why = differ(old, now, causes.or(ofLeases));
        causesOf.put(entity, why);
    }

    private static List<Segment> carries(Settled hostOrNull) {
        return hostOrNull == null
                ? List.of()
                : hostOrNull.segments().stream()
                        .filter(segment -> CARRIES.contains(segment.attribute()))
                        .toList();
    }

    // -- allocations
    // ---------------------------------------------------------------------------------------------------

    private void allocations() {
        SortedMap<String, List<Claim>> old = before.allocations();
        SortedMap<String, List<Claim>> now = after.allocations();
        SortedSet<String> ids = new TreeSet<>(old.keySet());
        ids.addAll(now.keySet());
        progress.stage(evidence.region(), "allocations", ids.size());
        workers.inOrder(
                ids.iterator(),
                CHUNK,
                chunk -> chunk.stream()
                        .map(id -> allocation(id, old.get(id), now.get(id)))
                        .toList(),
                allocations -> allocations.forEach(allocation -> {
                    count(Entity.Kind.ALLOCATION);
                    take(
                            allocation,
                            () -> causes.between(claims(old, allocation.before()), claims(now, allocation.after())));
                }));
    }

    private static List<Claim> claims(Map<String, List<Claim>> side, Settled allocationOrNull) {
        return allocationOrNull == null
                ? List.of()
                : side.get(allocationOrNull.entity().id());
    }

    private Both<Settled> allocation(String id, List<Claim> old, List<Claim> now) {
        Settled settled = now == null ? null : after.allocation(Map.entry(id, now));
        boolean same = sameRows && now != null && now.equals(old) && !isOnOtherHost(settled);
        return new Both<>(same ? settled : old == null ? null : before.allocation(Map.entry(id, old)), settled);
    }

    /** Whether any of its hosts carries otherwise, so that its spans may differ though its segments do not. */
    private boolean isOnOtherHost(Settled settled) {
        return !otherHosts.isEmpty()
                && settled.segments().stream()
                        .anyMatch(segment -> segment.attribute() == Attribute.PLACEMENT
                                && (segment.contested() || otherHosts.contains(segment.value())));
    }

    // -- instances
    // -----------------------------------------------------------------------------------------------------

    private void instances() {
        progress.stage(evidence.region(), "instances", evidence.instanceCount());
        boolean sameStream =
                sameRows && after.reasoner().telling().equals(before.reasoner().telling());
        try (Stream<EntityRows> now = after.instances()) {
            before.beginInstances(after);
            boolean alike = sameKnowledge && before.asksOfInstancesAs(after);
            boolean samePlaces = sameRows && before.measuresInstancesAs(after);
            try (Stream<EntityRows> old = sameStream ? Stream.of() : before.instanceRows()) {
                Iterator<Both<EntityRows>> pairs = sameStream
                        ? now.map(rows -> new Both<>(rows, rows)).iterator()
                        : zipped(old.iterator(), now.iterator());
                workers.inOrder(
                        pairs,
                        CHUNK,
                        chunk -> chunk.stream()
                                .map(rows -> instance(rows, alike, samePlaces))
                                .toList(),
                        instances -> instances.forEach(instance -> {
                            count(Entity.Kind.INSTANCE);
                            take(instance, () -> upstream(instance));
                        }));
            }
        }
    }

    private Both<Settled> instance(Both<EntityRows> rows, boolean alike, boolean samePlaces) {
        Both<Settled> settled = settled(rows, alike, samePlaces);
        if (settled.before() != null) {
            oldSignals.note(rows.before(), settled.before());
        }
        if (settled.after() != null) {
            newSignals.note(rows.after(), settled.after());
        }
        return settled;
    }

    private Both<Settled> settled(Both<EntityRows> rows, boolean alike, boolean samePlaces) {
        if (rows.before() == null) {
            return new Both<>(null, after.instance(rows.after(), conclude(after, after.askInstance(rows.after()))));
        }
        if (rows.after() == null) {
            return new Both<>(
                    before.instance(rows.before(), conclude(before, before.askInstance(rows.before()))), null);
        }
        boolean sameRowsHere = rows.before() == rows.after();
        Answers answers = answers(
                after.askInstance(rows.after()), alike && sameRowsHere, () -> before.askInstance(rows.before()));
        Settled now = after.instance(rows.after(), answers.after());
        boolean same = answers.same() && sameRowsHere && samePlaces && !isOnOtherHost(now);
        return new Both<>(same ? now : before.instance(rows.before(), answers.before()), now);
    }

    /** What happened to its reservations and to the hosts that it was on. */
    private List<String> upstream(Both<Settled> instance) {
        Set<String> found = new LinkedHashSet<>();
        for (Settled side : new Settled[] {instance.before(), instance.after()}) {
            for (Segment segment : side == null ? List.<Segment>of() : side.segments()) {
                if (segment.attribute() == Attribute.PLACEMENT) {
                    found.addAll(causesOf.getOrDefault(new Entity(Entity.Kind.HOST, segment.value()), List.of()));
                }
                for (Evidence row : segment.winner().because()) {
                    found.addAll(ofReservation(row));
                }
            }
        }
        return causes.or(found);
    }

    private List<String> ofReservation(Evidence row) {
        String reservation =
                row.values().getOrDefault("reservation_id", row.values().get("(reservationHint)"));
        Set<String> found = new LinkedHashSet<>();
        for (RegionReasoning side : List.of(before, after)) {
            for (Reserved reserved :
                    side.reservations().getOrDefault(reservation == null ? "" : reservation, List.of())) {
                found.addAll(causesOf.getOrDefault(new Entity(Entity.Kind.LEASE, reserved.lease()), List.of()));
            }
        }
        return List.copyOf(found);
    }

    // -- what differs
    // ------------------------------------------------------------------------------------------------------

    private void take(Both<Settled> entity, Supplier<Collection<String>> why) {
        if (entity.same()) {
            same(entity.after());
        } else {
            differ(entity.before(), entity.after(), causes.or(why.get()));
        }
    }

    private void count(Entity.Kind kind) {
        counted.merge(kind, 1, Integer::sum);
    }

    private void same(Settled both) {
        for (Span span : both.spans()) {
            SpanRow row = row(span);
            oldSums.add(row);
            newSums.add(row);
        }
    }

    /** Notes what differs, if anything does; returns its causes. */
    private List<String> differ(Settled oldOrNull, Settled newOrNull, List<String> otherwise) {
        Entity entity = (oldOrNull == null ? newOrNull : oldOrNull).entity();
        if (oldOrNull != null) {
            oldOrNull.spans().forEach(span -> oldSums.add(row(span)));
        }
        if (newOrNull != null) {
            newOrNull.spans().forEach(span -> newSums.add(row(span)));
        }
        EntityChange change = Comparison.entity(
                oldOrNull == null ? EntityState.none(entity) : EntityState.of(oldOrNull),
                newOrNull == null ? EntityState.none(entity) : EntityState.of(newOrNull),
                causes.suspects(),
                otherwise);
        List<String> why = change.causes().isEmpty() ? otherwise : change.causes();
        if (!change.isEmpty()) {
            entities.add(change);
            for (List<SpanText> spans : List.of(change.spansGone(), change.spansNew())) {
                spans.forEach(span -> moved.add(new Moved(span, why)));
            }
        }
        return why;
    }

    private static SpanRow row(Span span) {
        return new SpanRow(
                0, span.type().text(), span.booking(), span.quantities(), span.certainty(), span.from(), span.till());
    }

    // -- rows of both sides
    // --------------------------------------------------------------------------------------------

    private Iterator<Both<EntityRows>> paired(Stream<EntityRows> old, Stream<EntityRows> now) {
        return sameRows ? now.map(rows -> new Both<>(rows, rows)).iterator() : zipped(old.iterator(), now.iterator());
    }

    /** Of two streams in the order of their entities, what each has of each. */
    private static Iterator<Both<EntityRows>> zipped(Iterator<EntityRows> old, Iterator<EntityRows> now) {
        return new Iterator<>() {
            private EntityRows left = old.hasNext() ? old.next() : null;
            private EntityRows right = now.hasNext() ? now.next() : null;

            @Override
            public boolean hasNext() {
                return left != null || right != null;
            }

            @Override
            public Both<EntityRows> next() {
                int order =
                        left == null ? 1 : right == null ? -1 : EntityRows.ORDER.compare(left.entity(), right.entity());
                Both<EntityRows> pair = new Both<>(order <= 0 ? left : null, order >= 0 ? right : null);
                left = order > 0 ? left : old.hasNext() ? old.next() : null;
                right = order < 0 ? right : now.hasNext() ? now.next() : null;
                return pair;
            }
        };
    }
}
