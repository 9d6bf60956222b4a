package dev.hindcast.reconstruction;

import dev.hindcast.evidence.Booked;
import dev.hindcast.evidence.EntityRows;
import dev.hindcast.evidence.EventKind;
import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.EvidenceNote;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.NextTenant;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.Sighting;
import dev.hindcast.evidence.Signal;
import dev.hindcast.evidence.Tenures;
import dev.hindcast.evidence.Version;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Because;
import dev.hindcast.reasoning.Candidate;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Commitment;
import dev.hindcast.reasoning.EndSign;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.Finding;
import dev.hindcast.reasoning.HostGone;
import dev.hindcast.reasoning.Overlap;
import dev.hindcast.reasoning.Reasoner;
import dev.hindcast.reasoning.Reserved;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.reasoning.RuleBase;
import dev.hindcast.reasoning.RulePair;
import dev.hindcast.reasoning.SessionWatch;
import dev.hindcast.spans.Span;
import dev.hindcast.spans.SpanBuilder;
import dev.hindcast.store.Settled;
import dev.hindcast.timeline.Resolver;
import dev.hindcast.timeline.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one set of rules makes of one region, entity by entity: leases first, then hosts with what these promised, then instances
 * (docs/decisions/0003). It writes nothing, and keeps only what later stages need.
 * What is worked out of one entity may run on several threads; what is taken for later comes in order, on one.
 */
final class RegionReasoning {
    /** Of a host that no row names, what a signal may say and be heard. */
    private static final Set<String> MAKING_HOSTS = Set.of("exists", "inventory");

    private final RegionEvidence region;
    private final Reasoner reasoner;
    private final HostRows hosts;
    private final Map<String, Candidate> candidates;
    private final SpanBuilder spans;
    /** How long nothing may be seen of what is open, till it is reported; microseconds. */
    private final long silence;

    private final Map<String, List<Claim>> allocationClaims = new HashMap<>();
    private final Map<String, List<Commitment>> commitmentsOn = new HashMap<>();
    private final Map<String, List<Reserved>> reservations = new HashMap<>();
    private final Map<String, HostGone> gone = new HashMap<>();
    private final Map<String, Boolean> bareMetalServices = new HashMap<>();
    /** Hosts that carry one instance at a time, and what follows on these. */
    private SortedSet<String> wholeNodes;

    private Tenures tenures;
    private Reasoner.InstanceContext context;

    RegionReasoning(RegionEvidence region, RuleBase rules, SessionWatch watchOrNull) {
        this(region, new Reasoner(rules, region, watchOrNull), HostRows.of(region), candidates(region));
    }

    private RegionReasoning(
            RegionEvidence region, Reasoner reasoner, HostRows hosts, Map<String, Candidate> candidates) {
        this.region = region;
        this.reasoner = reasoner;
        this.hosts = hosts;
        this.candidates = candidates;
        this.spans = new SpanBuilder(region.dawn(), region.horizon());
        this.silence = region.knowledge().setting("silence").micros();
    }

    /**
     * What one of two sets of rules makes of a region, or of the same rows under other knowledge: to be asked beside another.
     *
     * @param speaks those that say what events mean; all of them conclude, and whose conclusions count the caller picks
     * @param other  of the same rows, which then need not be read again, or null
     */
    static RegionReasoning of(RegionEvidence region, RulePair rules, Predicate<Rule> speaks, RegionReasoning other) {
        Reasoner reasoner = new Reasoner(rules, region, speaks);
        return other != null && region.isOfSameRows(other.region)
                ? new RegionReasoning(region, reasoner, other.hosts, other.candidates)
                : new RegionReasoning(region, reasoner, HostRows.of(region), candidates(region));
    }

    Reasoner reasoner() {
        return reasoner;
    }

    /** The same region, leaving out a signal; it has taken nothing yet. */
    private RegionReasoning(RegionReasoning other, Signal without) {
        this.region = other.region;
        this.reasoner = other.reasoner.without(without);
        this.hosts = other.hosts;
        this.candidates = other.candidates;
        this.spans = new SpanBuilder(other.spans);
        this.silence = other.silence;
    }

    /** The signals that are about the region. */
    List<Signal> signals() {
        return reasoner.signals();
    }

    /**
     * The region as it would be without one signal. Only what the signal decided is worked out anew, and then what rests on that:
     * from leases over hosts to allocations and instances. For the rest it is as it is, so its whole is never made.
     * May be used from several threads, stage after stage.
     */
    final class Without {
        private final RegionReasoning anew;
        private final Set<String> leases = ConcurrentHashMap.newKeySet();
        private final Set<String> hostsConcerned = ConcurrentHashMap.newKeySet();
        private final Set<String> allocations = ConcurrentHashMap.newKeySet();
        private final Set<String> reservationsConcerned = ConcurrentHashMap.newKeySet();
        /** Hosts that carry something else, or are there at other times. */
        private final Set<String> hostsChanged = ConcurrentHashMap.newKeySet();
        /** Claims about allocations that do not hold without the signal; by identity, since others may be equal. */
        private final Set<Claim> dropped = Collections.newSetFromMap(new IdentityHashMap<>());

        private Map<String, HostGone> endsOrNull;

        Without(Signal signal) {
            this.anew = new RegionReasoning(RegionReasoning.this, signal);
        }

        /** Works a lease out anew. */
        void lease(Lease asItIs) {
            Lease without = anew.lease(asItIs.rows());
            synchronized (this) {
                leases.add(asItIs.rows().entity());
                anew.take(without);
                for (Lease lease : List.of(asItIs, without)) {
                    for (Commitment commitment : lease.commitments()) {
                        if (!commitment.host().isEmpty()) {
                            hostsConcerned.add(commitment.host());
                        }
                        reservationsConcerned.add(commitment.reservation());
                    }
                }
                exchange(asItIs.concluded().claims(), without.concluded().claims());
            }
        }

        private void exchange(List<Claim> before, List<Claim> after) {
            before.forEach(claim -> allocations.add(claim.entity().id()));
            after.forEach(claim -> allocations.add(claim.entity().id()));
            dropped.addAll(before);
        }

        boolean concernsHost(String host) {
            return hostsConcerned.contains(host);
        }

        /** Works a host out anew; returns its spans. */
        List<Span> host(Host asItIs) {
            String host = asItIs.settled().entity().id();
            List<Commitment> commitments = new ArrayList<>(commitmentsOn.getOrDefault(host, List.of()));
            commitments.removeIf(commitment -> leases.contains(commitment.lease()));
            commitments.addAll(anew.commitmentsOn.getOrDefault(host, List.of()));
            Host without = anew.host(host, anew.reasoner.conclude(anew.askHost(host, commitments)));
            List<Segment> before = asItIs.settled().segments();
            List<Segment> after = without.settled().segments();
            synchronized (this) {
                for (Attribute attribute : List.of(Attribute.EXISTENCE, Attribute.KIND, Attribute.INVENTORY)) {
                    if (!same(Segment.of(before, attribute), Segment.of(after, attribute))) {
                        hostsChanged.add(host);
                    }
                }
                goneAt(host, after, region.horizon()).ifPresent(end -> anew.gone.put(host, end));
                if (!asItIs.ofAllocations().equals(without.ofAllocations())) {
                    exchange(asItIs.ofAllocations(), without.ofAllocations());
                    for (Claim claim : without.ofAllocations()) {
                        anew.allocationClaims
                                .computeIfAbsent(claim.entity().id(), id -> new ArrayList<>())
                                .add(claim);
                    }
                }
            }
            return without.settled().spans();
        }

        private boolean same(List<Segment> some, List<Segment> others) {
            return some.stream()
                    .map(this::content)
                    .toList()
                    .equals(others.stream().map(this::content).toList());
        }

        private List<Object> content(Segment segment) {
            return Arrays.asList(
                    segment.value(), segment.from(), segment.till(), segment.confidence(), segment.quantities());
        }

        /** Whether allocations or instances may be others without it; known once all hosts were worked out. */
        boolean reachesOthers() {
            return !allocations.isEmpty() || !hostsChanged.isEmpty() || !reservationsConcerned.isEmpty();
        }

        boolean concernsAllocation(Settled asItIs) {
            return allocations.contains(asItIs.entity().id()) || isOnChangedHost(asItIs.segments());
        }

        List<Span> allocation(Settled asItIs) {
            String id = asItIs.entity().id();
            List<Claim> claims = new ArrayList<>(allocationClaims.getOrDefault(id, List.of()));
            claims.removeIf(dropped::contains);
            claims.addAll(anew.allocationClaims.getOrDefault(id, List.of()));
            return anew.allocation(Map.entry(id, claims)).spans();
        }

        private boolean isOnChangedHost(List<Segment> segments) {
            for (Segment segment : hostsChanged.isEmpty() ? List.<Segment>of() : segments) {
                if (segment.attribute() == Attribute.PLACEMENT && hostsChanged.contains(segment.value())) {
                    return true;
                }
            }
            return false;
        }

        boolean concernsInstance(EntityRows rows, Settled asItIs) {
            if (isOnChangedHost(asItIs.segments())) {
                return true;
            }
            if (!hostsChanged.isEmpty()
                    && rows.versions().stream()
                            .anyMatch(row -> row.value("node") != null && hostsChanged.contains(row.string("node")))) {
                return true;
            }
            return !reservationsConcerned.isEmpty()
                    && !Collections.disjoint(reservationsConcerned, Reasoner.reservations(rows));
        }

        /** Of hosts without the signal; the same for all instances, which are asked for once all hosts were taken. */
        private synchronized Map<String, HostGone> ends() {
            if (endsOrNull == null) {
                endsOrNull = new HashMap<>(gone);
                endsOrNull.keySet().removeAll(hostsChanged);
                endsOrNull.putAll(anew.gone);
            }
            return endsOrNull;
        }

        List<Span> instance(EntityRows rows) {
            Map<String, List<Reserved>> theirs = new HashMap<>();
            for (String id : Reasoner.reservations(rows)) {
                List<Reserved> without = anew.reservations.get(id);
                List<Reserved> asItIs = reservationsConcerned.contains(id) ? null : reservations.get(id);
                if (without != null || asItIs != null) {
                    theirs.put(id, without != null ? without : asItIs);
                }
            }
            Reasoner.InstanceContext around = new Reasoner.InstanceContext(
                    theirs,
                    context.bindings(),
                    context.next(),
                    context.doubleTenancies(),
                    ends(),
                    context.hypervisors());
            return anew.instance(rows, anew.reasoner.conclude(anew.reasoner.instance(rows, around)), bareMetalServices)
                    .spans();
        }
    }

    /** What is to be noted before anything is reasoned: about words of events and sources. */
    List<Finding> noted() {
        List<Finding> noted = new ArrayList<>(reasoner.vocabularyFindings());
        for (EvidenceNote note : region.notes()) {
            noted.add(new Finding(
                    note.kind(),
                    note.severity(),
                    note.entity(),
                    note.host(),
                    note.from(),
                    note.till(),
                    note.detail(),
                    null,
                    List.of()));
        }
        return noted;
    }

    Stream<EntityRows> leaseRows() {
        return region.leases(reasoner::asksFor);
    }

    // -- leases and allocations
    // ----------------------------------------------------------------------------------------

    /**
     * A lease as its session settled it.
     *
     * @param commitments what its allocations hold, by allocation and time; of no host where that is unknown
     */
    record Lease(EntityRows rows, Reasoner.Concluded concluded, List<Segment> segments, List<Commitment> commitments) {
        /** What goes into the result beside its allocations: what its session found amiss. */
        Settled settled() {
            return new Settled(
                    new Entity(Entity.Kind.LEASE, rows.entity()), List.of(), List.of(), distinct(concluded.findings()));
        }
    }

    Lease lease(EntityRows lease) {
        return lease(lease, reasoner.conclude(askLease(lease)));
    }

    Reasoner.Question askLease(EntityRows lease) {
        List<Candidate> theirs = new ArrayList<>();
        for (Version row : lease.versions()) {
            String id = row.string("computeHostId");
            Candidate candidate = id == null ? null : candidates.get(id);
            if (candidate != null && row.value("host") == null && !theirs.contains(candidate)) {
                theirs.add(candidate);
            }
        }
        return reasoner.lease(lease, theirs);
    }

    Lease lease(EntityRows lease, Reasoner.Concluded concluded) {
        List<Segment> segments = Resolver.resolve(concluded.claims());
        return new Lease(lease, concluded, segments, commitments(lease, segments));
    }

    /** Keeps what was settled of a lease, for its hosts and instances. */
    void take(Lease lease) {
        for (Claim claim : lease.concluded().claims()) {
            allocationClaims
                    .computeIfAbsent(claim.entity().id(), id -> new ArrayList<>())
                    .add(claim);
        }
        TreeMap<String, List<Commitment>> byReservation = new TreeMap<>();
        for (Commitment commitment : lease.commitments()) {
            if (!commitment.host().isEmpty()) {
                commitmentsOn
                        .computeIfAbsent(commitment.host(), host -> new ArrayList<>())
                        .add(commitment);
            }
            byReservation
                    .computeIfAbsent(commitment.reservation(), id -> new ArrayList<>())
                    .add(commitment);
        }
        byReservation.forEach((reservation, commitments) -> {
            Set<String> hosts = new TreeSet<>();
            long from = Micros.FOREVER;
            long till = Micros.ALWAYS;
            List<Evidence> evidence = new ArrayList<>();
            for (Commitment commitment : commitments) {
                hosts.add(commitment.host());
                from = Math.min(from, commitment.from());
                till = Math.max(till, commitment.till());
                Evidence.addInOrder(evidence, commitment.evidence());
            }
            reservations.put(
                    reservation,
                    List.of(new Reserved(
                            reservation,
                            lease.rows().entity(),
                            hosts.size() == 1 ? hosts.iterator().next() : "",
                            from,
                            till,
                            List.copyOf(evidence))));
        });
    }

    /** @param segments of all its allocations, one after the other */
    private static List<Commitment> commitments(EntityRows lease, List<Segment> segments) {
        // The last row of each allocation that names a reservation: a lease may have thousands.
        Map<String, Version> rows = new HashMap<>();
        for (Version row : lease.versions()) {
            if (row.value("reservationId") != null) {
                rows.put(row.key(), row);
            }
        }
        List<Commitment> commitments = new ArrayList<>();
        int till = 0;
        while (till < segments.size()) {
            int from = till;
            Entity allocation = segments.get(from).entity();
            while (till < segments.size() && segments.get(till).entity().equals(allocation)) {
                till++;
            }
            commitments.addAll(
                    commitments(lease, allocation.id(), rows.get(allocation.id()), segments.subList(from, till)));
        }
        return commitments;
    }

    private static List<Commitment> commitments(
            EntityRows lease, String allocation, Version rowOrNull, List<Segment> segments) {
        String reservation = rowOrNull == null ? "" : rowOrNull.string("reservationId");
        String computeHostId =
                rowOrNull == null || rowOrNull.value("computeHostId") == null ? "" : rowOrNull.string("computeHostId");
        List<Segment> terms = Segment.of(segments, Attribute.TERM, "held");
        List<Segment> purpose = Segment.of(segments, Attribute.PURPOSE);
        List<Segment> size = Segment.of(segments, Attribute.SIZE);
        List<Segment> places = Segment.of(segments, Attribute.PLACEMENT);
        List<Commitment> commitments = new ArrayList<>();
        for (Segment term : terms) {
            if (purpose.isEmpty()) {
                continue;
            }
            List<Evidence> evidence = new ArrayList<>(term.winner().because());
            Evidence.addInOrder(evidence, purpose.get(0).winner().because());
            int without = commitments.size();
            for (Segment place : places) {
                if (place.contested() || place.from() >= term.till() || place.till() <= term.from()) {
                    continue;
                }
                commitments.add(new Commitment(
                        allocation,
                        lease.entity(),
                        reservation,
                        computeHostId,
                        place.value(),
                        purpose.get(0).value(),
                        size.isEmpty() ? null : size.get(0).quantities(),
                        Math.max(term.from(), place.from()),
                        Math.min(term.till(), place.till()),
                        Math.min(
                                Math.min(term.confidence(), place.confidence()),
                                purpose.get(0).confidence()),
                        evidence));
            }
            if (commitments.size() == without) {
                commitments.add(new Commitment(
                        allocation,
                        lease.entity(),
                        reservation,
                        computeHostId,
                        "",
                        purpose.get(0).value(),
                        size.isEmpty() ? null : size.get(0).quantities(),
                        term.from(),
                        term.till(),
                        term.confidence(),
                        evidence));
            }
        }
        return commitments;
    }

    /** Blazar host ids that no row explains, and the one host on which instances of all their reservations ran. */
    static Map<String, Candidate> candidates(RegionEvidence region) {
        Map<String, Set<String>> reservationsOfId = new TreeMap<>();
        Map<String, Set<String>> explained = new TreeMap<>();
        Set<String> inQuestion = new TreeSet<>();
        for (Booked booked : region.unexplainedBookings()) {
            inQuestion.add(booked.reservationId());
            if (booked.hostOrNull() == null) {
                reservationsOfId
                        .computeIfAbsent(booked.computeHostId(), id -> new TreeSet<>())
                        .add(booked.reservationId());
            } else {
                explained
                        .computeIfAbsent(booked.reservationId(), id -> new TreeSet<>())
                        .add(booked.hostOrNull());
            }
        }
        Map<String, Candidate> candidates = new TreeMap<>();
        if (reservationsOfId.isEmpty()) {
            return candidates;
        }
        Map<String, List<Sighting>> ran = region.hostsOfReservations(inQuestion);
        reservationsOfId.forEach((id, reservations) -> {
            Map<String, List<Evidence>> byHost = new TreeMap<>();
            int told = 0;
            Map<String, Integer> votes = new TreeMap<>();
            for (String reservation : reservations) {
                Set<String> hosts = new TreeSet<>();
                for (Sighting sighting : ran.getOrDefault(reservation, List.of())) {
                    String host = sighting.seen().get("node");
                    if (!explained.getOrDefault(reservation, Set.of()).contains(host)) {
                        hosts.add(host);
                        byHost.computeIfAbsent(host, key -> new ArrayList<>()).add(sighting);
                    }
                }
                told += hosts.isEmpty() ? 0 : 1;
                hosts.forEach(host -> votes.merge(host, 1, Integer::sum));
            }
            int all = told;
            List<String> unanimous = votes.entrySet().stream()
                    .filter(vote -> vote.getValue() == all)
                    .map(Map.Entry::getKey)
                    .toList();
            if (unanimous.size() == 1) {
                candidates.put(id, new Candidate(id, unanimous.get(0), byHost.get(unanimous.get(0))));
            }
        });
        return candidates;
    }

    /** What all leases and hosts claim of each allocation, in the order of their ids; complete once all hosts were taken. */
    SortedMap<String, List<Claim>> allocations() {
        SortedMap<String, List<Claim>> byId = new TreeMap<>(EntityRows.ORDER);
        byId.putAll(allocationClaims);
        return byId;
    }

    Settled allocation(Map.Entry<String, List<Claim>> allocation) {
        List<Segment> segments = Resolver.resolve(allocation.getValue());
        return new Settled(
                new Entity(Entity.Kind.ALLOCATION, allocation.getKey()),
                segments,
                spans.allocation(allocation.getKey(), segments),
                List.of());
    }

    // -- hosts
    // ---------------------------------------------------------------------------------------------------------

    /** Every host that any row or commitment names; complete once all leases were taken. */
    SortedSet<String> hostsOfRows() {
        SortedSet<String> names = new TreeSet<>(EntityRows.ORDER);
        names.addAll(hosts.names());
        names.addAll(commitmentsOn.keySet());
        return names;
    }

    /** See {@link HostRows#otherNames}. */
    SortedMap<String, SortedMap<String, String>> otherNames() {
        return hosts.otherNames();
    }

    /** These, and those of which signals say that they were there or what they carried; what else is said of one, misspelt maybe, makes none. */
    SortedSet<String> hostNames() {
        SortedSet<String> names = hostsOfRows();
        for (Signal signal : signals()) {
            if (!signal.scope().host().isEmpty() && MAKING_HOSTS.contains(signal.says())) {
                names.add(signal.scope().host());
            }
        }
        return names;
    }

    /** How many hosts have rows of their own. */
    int hosts() {
        return hosts.own().size();
    }

    /** A host, and what its session said of allocations. */
    record Host(Settled settled, List<Claim> ofAllocations) {}

    Host host(String host) {
        return host(host, reasoner.conclude(askHost(host)));
    }

    Reasoner.Question askHost(String host) {
        return askHost(host, commitmentsOn.getOrDefault(host, List.of()));
    }

    private Reasoner.Question askHost(String host, List<Commitment> commitments) {
        List<Because> settled = new ArrayList<>(sorted(commitments));
        settled.addAll(hosts.tenants().getOrDefault(host, List.of()));
        return reasoner.host(
                host, hosts.own().getOrDefault(host, List.of()), hosts.carriedBy(host), hosts.moves(), settled);
    }

    /** What was promised on a host, in the order of time. */
    List<Commitment> commitments(String host) {
        return sorted(commitmentsOn.getOrDefault(host, List.of()));
    }

    private static List<Commitment> sorted(List<Commitment> commitments) {
        List<Commitment> sorted = new ArrayList<>(commitments);
        sorted.sort(Comparator.comparingLong(Commitment::from).thenComparing(Commitment::allocation));
        return sorted;
    }

    Host host(String host, Reasoner.Concluded concluded) {
        List<Claim> ofAllocations = new ArrayList<>();
        List<Claim> ours = new ArrayList<>();
        for (Claim claim : concluded.claims()) {
            (claim.entity().kind() == Entity.Kind.ALLOCATION ? ofAllocations : ours).add(claim);
        }
        List<Segment> segments = Resolver.resolve(ours);
        List<Finding> findings = new ArrayList<>(concluded.findings());
        noteContested(segments, findings);
        return new Host(
                new Settled(
                        new Entity(Entity.Kind.HOST, host),
                        segments,
                        spans.host(host, segments),
                        distinct(findings),
                        concluded.facts()),
                ofAllocations);
    }

    /** Keeps what was settled of a host, for its allocations and instances. */
    void take(Host host) {
        for (Claim claim : host.ofAllocations()) {
            allocationClaims
                    .computeIfAbsent(claim.entity().id(), id -> new ArrayList<>())
                    .add(claim);
        }
        String name = host.settled().entity().id();
        List<Segment> segments = host.settled().segments();
        goneAt(name, segments, region.horizon()).ifPresent(end -> gone.put(name, end));
        boolean bareMetal = Segment.of(segments, Attribute.KIND).stream()
                .anyMatch(kind -> kind.value().equals("bare_metal"));
        for (String service : hosts.carriers().getOrDefault(name, Set.of())) {
            bareMetalServices.merge(service, bareMetal, Boolean::logicalOr);
        }
    }

    private static java.util.Optional<HostGone> goneAt(String host, List<Segment> segments, long horizon) {
        Segment last = null;
        for (Segment segment : Segment.of(segments, Attribute.EXISTENCE)) {
            last = segment.value().equals("gone") ? last : segment;
        }
        if (last == null || last.till() >= horizon || !last.value().equals("exists")) {
            return java.util.Optional.empty();
        }
        return java.util.Optional.of(
                new HostGone(host, last.till(), last.winner().because()));
    }

    // -- instances
    // -----------------------------------------------------------------------------------------------------

    /** Instances with their rows and those of their events that tell something; to be read once all hosts were taken. */
    Stream<EntityRows> instances() {
        beginInstances(null);
        return instanceRows();
    }

    Stream<EntityRows> instanceRows() {
        return region.instances(reasoner.telling());
    }

    /** Makes ready for instances, whoever reads them; another of the same rows may have done so before. */
    void beginInstances(RegionReasoning otherOrNull) {
        List<EventKind> arrivals = reasoner.arrivals();
        SortedSet<String> nodes = hostNames();
        nodes.removeIf(host -> !spans.isBareMetal(host));
        boolean alike = otherOrNull != null
                && region.isOfSameRows(otherOrNull.region)
                && arrivals.equals(otherOrNull.reasoner.arrivals())
                && nodes.equals(otherOrNull.wholeNodes);
        wholeNodes = nodes;
        tenures = alike ? otherOrNull.tenures : region.tenures(nodes, arrivals);
        Map<String, EndSign> next = new HashMap<>();
        for (NextTenant tenant : tenures.next()) {
            next.put(
                    tenant.instance(),
                    new EndSign("next_instance", tenant.at(), tenant.at(), tenant.next(), 1.0, List.of(tenant.row())));
        }
        Map<String, Overlap> doubles = new HashMap<>();
        tenures.doubles().forEach(pair -> doubles.put(pair.earlier(), Overlap.of(pair)));
        context =
                new Reasoner.InstanceContext(reservations, hosts.bindings(), next, doubles, gone, hosts.hypervisors());
    }

    /** Whether the session of an instance is given the same besides its own rows. */
    boolean asksOfInstancesAs(RegionReasoning other) {
        return context.equals(other.context) && reasoner.readsEventsAs(other.reasoner);
    }

    /** Whether spans of an instance of the same segments are the same, as long as its hosts are. */
    boolean measuresInstancesAs(RegionReasoning other) {
        return bareMetalServices.equals(other.bareMetalServices) && silence == other.silence;
    }

    Settled instance(EntityRows rows) {
        return instance(rows, reasoner.conclude(askInstance(rows)));
    }

    Reasoner.Question askInstance(EntityRows rows) {
        return reasoner.instance(rows, context);
    }

    /** The reservations that an instance's request may name, by their ids. */
    Map<String, List<Reserved>> reservations() {
        return reservations;
    }

    Settled instance(EntityRows rows, Reasoner.Concluded concluded) {
        return instance(rows, concluded, bareMetalServices);
    }

    private Settled instance(EntityRows rows, Reasoner.Concluded concluded, Map<String, Boolean> bareMetal) {
        List<Segment> segments = Resolver.resolve(concluded.claims());
        List<Finding> findings = new ArrayList<>(concluded.findings());
        noteContested(segments, findings);
        String service = null;
        for (Version row : rows.versions()) {
            String launchedOn = row.string("launchedOn");
            String host = row.string("host");
            service = host != null ? host : launchedOn != null ? launchedOn : service;
        }
        List<Span> theirs = spans.instance(rows.entity(), segments, service, bareMetal);
        noteOpenEnded(rows, theirs, findings);
        return new Settled(new Entity(Entity.Kind.INSTANCE, rows.entity()), segments, theirs, distinct(findings));
    }

    private void noteOpenEnded(EntityRows rows, List<Span> open, List<Finding> findings) {
        long lastSeen = Micros.ALWAYS;
        for (Version row : rows.versions()) {
            lastSeen = Math.max(lastSeen, row.lastSeen());
        }
        if (lastSeen < region.horizon() - silence && open.stream().anyMatch(span -> span.till() == Micros.FOREVER)) {
            findings.add(new Finding(
                    "open_ended",
                    "notice",
                    rows.entity(),
                    "",
                    lastSeen,
                    Micros.FOREVER,
                    "Still open at the horizon; no source has shown it since " + Micros.text(lastSeen) + ".",
                    null,
                    List.of()));
        }
    }

    private static void noteContested(List<Segment> segments, List<Finding> findings) {
        for (Segment segment : segments) {
            if (segment.contested()) {
                findings.add(new Finding(
                        "conflict",
                        "note",
                        segment.entity().id(),
                        segment.entity().kind() == Entity.Kind.HOST
                                ? segment.entity().id()
                                : "",
                        segment.from(),
                        segment.till(),
                        "Equals contradict each other about "
                                + segment.attribute().name().toLowerCase(java.util.Locale.ROOT) + ": "
                                + segment.winner().value() + " ("
                                + segment.winner().rule().id() + ") against "
                                + segment.rivals().get(0).value() + " ("
                                + segment.rivals().get(0).rule().id() + "); it is unknown.",
                        null,
                        segment.winner().because()));
            }
        }
    }

    // -- what the sums show
    // --------------------------------------------------------------------------------------------

    /** Where a metric cannot have been what it is: even the most it can have been is below zero. */
    static List<Finding> negatives(Balances balances, Series series) {
        List<Finding> findings = new ArrayList<>();
        if (!series.isBalance()) {
            balances.eachBelowZero(
                    series, (resource, since, till) -> findings.add(negative(series.text(), resource, since, till)));
        }
        return findings;
    }

    private static Finding negative(String series, String resource, Balances.Step since, long till) {
        return new Finding(
                "negative_" + series,
                "note",
                series + " " + resource,
                "",
                since.at(),
                till,
                "The most " + series + " can have been is " + Quantities.decimal(since.high()) + " " + resource
                        + ", below zero.",
                null,
                List.of());
    }

    /** Two rules may raise the same finding; it is reported once. */
    static List<Finding> distinct(List<Finding> findings) {
        if (findings.size() < 2) {
            return findings;
        }
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(Finding.ORDER);
        List<Finding> kept = new ArrayList<>();
        for (Finding finding : sorted) {
            Finding last = kept.isEmpty() ? null : kept.get(kept.size() - 1);
            boolean same = last != null
                    && last.kind().equals(finding.kind())
                    && last.entities().equals(finding.entities())
                    && last.host().equals(finding.host())
                    && last.from() == finding.from()
                    && last.till() == finding.till();
            if (!same) {
                kept.add(finding);
            }
        }
        return kept;
    }
}
