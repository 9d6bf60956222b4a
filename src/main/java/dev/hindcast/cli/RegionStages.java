package dev.hindcast.cli;

import dev.hindcast.evidence.DoubleTenancy;
import dev.hindcast.evidence.EntityRows;
import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.EvidenceNote;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.NextTenant;
import dev.hindcast.evidence.Progress;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.Sighting;
import dev.hindcast.evidence.Signal;
import dev.hindcast.evidence.Tenancy;
import dev.hindcast.evidence.Version;
import dev.hindcast.ledger.Entries;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.metrics.SpanRow;
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
import dev.hindcast.reasoning.RuleBase;
import dev.hindcast.reasoning.SessionWatch;
import dev.hindcast.reasoning.Tenant;
import dev.hindcast.spans.Span;
import dev.hindcast.spans.SpanBuilder;
import dev.hindcast.store.ResultWriter;
import dev.hindcast.store.Settled;
import dev.hindcast.timeline.Resolver;
import dev.hindcast.timeline.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The stages of one region, from row versions to spans in the result file: leases first, then hosts with what these promised, then
 * instances as a stream (docs/decisions/0003). What is worked out of one entity runs on all cores.
 */
final class RegionStages {
    /** Entities that are packed together at most: enough to share names, few enough to be read back at once. */
    private static final int CHUNK = 512;

    /** Hosts take longer, and their results are larger. */
    private static final int HOSTS = 8;

    /** A small region is cut into so many chunks that all cores have work; the number may not depend on how many there are. */
    private static final int CHUNKS = 8;

    private static int chunk(long entities, int most) {
        return (int) Math.max(1, Math.min(most, entities / CHUNKS));
    }

    private final RegionEvidence region;
    private final Reasoner reasoner;
    private final Workers workers;
    private final ResultWriter writer;
    private final Entries entries;
    private final Progress progress;
    private final SpanBuilder spans;
    private final Balances balances;
    private final Map<String, Integer> issues = new TreeMap<>();
    private long spansWritten;

    RegionStages(
            RegionEvidence region,
            RuleBase rules,
            Workers workers,
            ResultWriter writer,
            Entries entries,
            Progress progress,
            SessionWatch watchOrNull) {
        this.region = region;
        this.progress = progress;
        this.reasoner = new Reasoner(rules, region, watchOrNull);
        this.workers = workers;
        this.writer = writer;
        this.entries = entries;
        this.spans = new SpanBuilder(region.dawn(), region.horizon());
        this.balances = new Balances(region.dawn(), region.horizon(), new TreeSet<>(List.of(Quantities.NODES)));
    }

    Reconstruction.RegionSummary run() {
        writer.region(region);
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
        signalFindings(noted);

        long leases = region.entities(Loader.About.BOOKING);
        progress.stage(region.region(), "leases", leases);
        Bookings bookings = bookings(chunk(leases, CHUNK));
        Map<String, HostGone> gone = new TreeMap<>();
        SortedMap<String, List<Version>> hosts = region.versionsOf(Loader.About.HOST);
        Map<String, Boolean> bareMetalServices = new HashMap<>();
        hosts(hosts, bookings, gone, bareMetalServices);
        progress.stage(
                region.region(), "allocations", bookings.allocationClaims().size());
        allocations(bookings);
        long instances = region.entities(Loader.About.INSTANCE);
        progress.stage(region.region(), "instances", instances);
        instances(chunk(instances, CHUNK), hosts, bookings, gone, bareMetalServices);

        progress.stage(region.region(), "sums", 0);
        writer.checkpoints(balances.checkpoints(), balances.resources());
        negatives(noted);
        for (Finding finding : distinct(noted)) {
            writer.finding(finding);
            count(finding);
        }
        return summary(hosts.size());
    }

    // -- leases and allocations
    // ----------------------------------------------------------------------------------------

    /** What the leases' sessions settled. */
    private record Bookings(
            Map<String, List<Claim>> allocationClaims,
            Map<String, List<Commitment>> byHost,
            Map<String, List<Reserved>> reservations) {}

    private Bookings bookings(int chunkSize) {
        Map<String, Candidate> candidates = candidates();
        Bookings bookings = new Bookings(new HashMap<>(), new HashMap<>(), new HashMap<>());
        try (Stream<EntityRows> leases = region.stream(Loader.About.BOOKING)) {
            workers.inOrder(leases.iterator(), chunkSize, chunk -> leases(chunk, candidates), settled -> {
                settled.leases().forEach(lease -> settle(bookings, lease));
                add(settled.packed());
            });
        }
        return bookings;
    }

    private record Leases(List<Lease> leases, Packed packed) {}

    private Leases leases(List<EntityRows> chunk, Map<String, Candidate> candidates) {
        List<Lease> leases = new ArrayList<>();
        List<Settled> noted = new ArrayList<>();
        for (EntityRows lease : chunk) {
            List<Candidate> theirs = new ArrayList<>();
            for (Version row : lease.versions()) {
                String id = row.string("computeHostId");
                Candidate candidate = id == null ? null : candidates.get(id);
                if (candidate != null && row.value("host") == null && !theirs.contains(candidate)) {
                    theirs.add(candidate);
                }
            }
            Reasoner.Concluded concluded = reasoner.booking(lease, theirs);
            leases.add(new Lease(lease, concluded, Resolver.resolve(concluded.claims())));
            if (!concluded.findings().isEmpty()) {
                noted.add(new Settled(
                        new Entity(Entity.Kind.LEASE, lease.entity()),
                        List.of(),
                        List.of(),
                        distinct(concluded.findings())));
            }
        }
        return new Leases(leases, pack(noted));
    }

    private record Lease(EntityRows rows, Reasoner.Concluded concluded, List<Segment> segments) {}

    private void settle(Bookings bookings, Lease lease) {
        TreeMap<String, List<Segment>> byAllocation = new TreeMap<>();
        for (Segment segment : lease.segments()) {
            byAllocation
                    .computeIfAbsent(segment.entity().id(), id -> new ArrayList<>())
                    .add(segment);
        }
        for (Claim claim : lease.concluded().claims()) {
            bookings.allocationClaims()
                    .computeIfAbsent(claim.entity().id(), id -> new ArrayList<>())
                    .add(claim);
        }
        TreeMap<String, List<Commitment>> byReservation = new TreeMap<>();
        byAllocation.forEach((allocation, segments) -> {
            for (Commitment commitment : commitments(lease.rows(), allocation, segments)) {
                if (!commitment.host().isEmpty()) {
                    bookings.byHost()
                            .computeIfAbsent(commitment.host(), host -> new ArrayList<>())
                            .add(commitment);
                }
                byReservation
                        .computeIfAbsent(commitment.reservation(), id -> new ArrayList<>())
                        .add(commitment);
            }
        });
        byReservation.forEach((reservation, commitments) -> {
            Set<String> hosts = new TreeSet<>();
            long from = Micros.FOREVER;
            long till = Micros.ALWAYS;
            Set<Evidence> evidence = new TreeSet<>(Comparator.comparing(Evidence::evidenceKey));
            for (Commitment commitment : commitments) {
                hosts.add(commitment.host());
                from = Math.min(from, commitment.from());
                till = Math.max(till, commitment.till());
                evidence.addAll(commitment.evidence());
            }
            bookings.reservations()
                    .put(
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

    private static List<Commitment> commitments(EntityRows lease, String allocation, List<Segment> segments) {
        String reservation = "";
        String computeHostId = "";
        for (Version row : lease.versions()) {
            if (row.key().equals(allocation) && row.value("reservationId") != null) {
                reservation = row.string("reservationId");
                computeHostId = row.value("computeHostId") == null ? "" : row.string("computeHostId");
            }
        }
        List<Segment> terms = of(segments, Attribute.TERM).stream()
                .filter(term -> term.value().equals("held"))
                .toList();
        List<Segment> purpose = of(segments, Attribute.PURPOSE);
        List<Segment> size = of(segments, Attribute.SIZE);
        List<Segment> places = of(segments, Attribute.PLACEMENT);
        List<Commitment> commitments = new ArrayList<>();
        for (Segment term : terms) {
            if (purpose.isEmpty()) {
                continue;
            }
            List<Segment> during = places.stream()
                    .filter(place -> !place.contested() && place.from() < term.till() && place.till() > term.from())
                    .toList();
            Set<Evidence> evidence = new TreeSet<>(Comparator.comparing(Evidence::evidenceKey));
            evidence.addAll(term.winner().because());
            evidence.addAll(purpose.get(0).winner().because());
            if (during.isEmpty()) {
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
                        List.copyOf(evidence)));
            }
            for (Segment place : during) {
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
                        List.copyOf(evidence)));
            }
        }
        return commitments;
    }

    /** Blazar host ids that no row explains, and the one host on which instances of all their reservations ran. */
    private Map<String, Candidate> candidates() {
        Map<String, Set<String>> reservationsOfId = new TreeMap<>();
        Map<String, Set<String>> explained = new TreeMap<>();
        try (Stream<EntityRows> leases = region.stream(Loader.About.BOOKING)) {
            leases.forEach(lease -> {
                for (Version row : lease.versions()) {
                    if (row.value("computeHostId") != null && row.value("reservationId") != null) {
                        if (row.value("host") == null) {
                            reservationsOfId
                                    .computeIfAbsent(row.string("computeHostId"), id -> new TreeSet<>())
                                    .add(row.string("reservationId"));
                        } else {
                            explained
                                    .computeIfAbsent(row.string("reservationId"), id -> new TreeSet<>())
                                    .add(row.string("host"));
                        }
                    }
                }
            });
        }
        Map<String, Candidate> candidates = new TreeMap<>();
        if (reservationsOfId.isEmpty()) {
            return candidates;
        }
        Map<String, List<Sighting>> ran = region.hostsOfReservations();
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

    private void allocations(Bookings bookings) {
        workers.inOrder(
                new TreeMap<>(bookings.allocationClaims()).entrySet().iterator(),
                CHUNK,
                chunk -> pack(chunk.stream()
                        .map(allocation -> {
                            List<Segment> segments = Resolver.resolve(allocation.getValue());
                            return new Settled(
                                    new Entity(Entity.Kind.ALLOCATION, allocation.getKey()),
                                    segments,
                                    spans.allocation(allocation.getKey(), segments),
                                    List.of());
                        })
                        .toList()),
                this::add);
    }

    // -- hosts
    // ---------------------------------------------------------------------------------------------------------

    private void hosts(
            SortedMap<String, List<Version>> own,
            Bookings bookings,
            Map<String, HostGone> gone,
            Map<String, Boolean> bareMetalServices) {
        SortedMap<String, List<Version>> services = region.versionsOf(Loader.About.SERVICE);
        Map<Version, Version> moves = Reasoner.moves(own.values(), services.values());
        Map<String, Set<String>> carriers = new TreeMap<>();
        Set<String> carrying = new TreeSet<>();
        own.forEach((host, rows) -> rows.forEach(row -> {
            String column = row.loader().carrier();
            if (!column.isEmpty() && row.value(column) != null) {
                carriers.computeIfAbsent(host, key -> new TreeSet<>()).add(row.string(column));
                carrying.add(row.string(column));
            }
        }));
        Set<String> names = new TreeSet<>(own.keySet());
        services.keySet().stream()
                .filter(service -> !carrying.contains(service))
                .forEach(names::add);
        names.addAll(bookings.byHost().keySet());
        for (Signal signal : region.knowledge().signals()) {
            if (signal.scope().region().equals(region.region())
                    && !signal.scope().host().isEmpty()) {
                names.add(signal.scope().host());
            }
        }
        Map<String, List<Tenant>> tenants = new TreeMap<>();
        Map<String, List<Tenancy>> tenancies = new TreeMap<>();
        region.tenancies()
                .forEach(tenancy -> tenancies
                        .computeIfAbsent(tenancy.node(), node -> new ArrayList<>())
                        .add(tenancy));
        tenancies.forEach((node, sizes) -> sizes.forEach(tenancy -> {
            long follows = sizes.stream()
                    .mapToLong(Tenancy::from)
                    .filter(from -> from > tenancy.till())
                    .min()
                    .orElse(Micros.FOREVER);
            tenants.computeIfAbsent(node, name -> new ArrayList<>())
                    .add(new Tenant(
                            tenancy.size(),
                            tenancy.from(),
                            tenancy.till(),
                            follows,
                            List.of(tenancy.first(), tenancy.last())));
        }));
        progress.stage(region.region(), "hosts", names.size());
        workers.inOrder(
                names.iterator(),
                chunk(names.size(), HOSTS),
                chunk -> hosts(chunk, host -> {
                    List<Version> carriedBy = new ArrayList<>();
                    Set<String> serviceNames = new TreeSet<>(carriers.getOrDefault(host, Set.of()));
                    serviceNames.add(host);
                    serviceNames.forEach(service -> carriedBy.addAll(services.getOrDefault(service, List.of())));
                    List<Because> settled = new ArrayList<>();
                    List<Commitment> commitments =
                            new ArrayList<>(bookings.byHost().getOrDefault(host, List.of()));
                    commitments.sort(Comparator.comparingLong(Commitment::from).thenComparing(Commitment::allocation));
                    settled.addAll(commitments);
                    settled.addAll(tenants.getOrDefault(host, List.of()));
                    return reasoner.host(host, own.getOrDefault(host, List.of()), carriedBy, moves, settled);
                }),
                hosts -> {
                    for (Claim claim : hosts.ofAllocations()) {
                        bookings.allocationClaims()
                                .computeIfAbsent(claim.entity().id(), id -> new ArrayList<>())
                                .add(claim);
                    }
                    for (Settled host : hosts.packed().block().entities()) {
                        String name = host.entity().id();
                        goneAt(name, host.segments(), region.horizon()).ifPresent(end -> gone.put(name, end));
                        boolean bareMetal = of(host.segments(), Attribute.KIND).stream()
                                .anyMatch(kind -> kind.value().equals("bare_metal"));
                        for (String service : carriers.getOrDefault(name, Set.of())) {
                            bareMetalServices.merge(service, bareMetal, Boolean::logicalOr);
                        }
                    }
                    add(hosts.packed());
                });
    }

    /** Some hosts, and what their sessions said of allocations. */
    private record Hosts(List<Claim> ofAllocations, Packed packed) {}

    private Hosts hosts(List<String> chunk, Function<String, Reasoner.Concluded> reasoned) {
        List<Claim> ofAllocations = new ArrayList<>();
        List<Settled> hosts = new ArrayList<>();
        for (String host : chunk) {
            Reasoner.Concluded concluded = reasoned.apply(host);
            List<Claim> ours = new ArrayList<>();
            for (Claim claim : concluded.claims()) {
                (claim.entity().kind() == Entity.Kind.ALLOCATION ? ofAllocations : ours).add(claim);
            }
            List<Segment> segments = Resolver.resolve(ours);
            List<Finding> findings = new ArrayList<>(concluded.findings());
            noteContested(segments, findings);
            hosts.add(new Settled(
                    new Entity(Entity.Kind.HOST, host), segments, spans.host(host, segments), distinct(findings)));
        }
        return new Hosts(ofAllocations, pack(hosts));
    }

    private static java.util.Optional<HostGone> goneAt(String host, List<Segment> segments, long horizon) {
        Segment last = null;
        for (Segment segment : of(segments, Attribute.EXISTENCE)) {
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

    private void instances(
            int chunkSize,
            SortedMap<String, List<Version>> hosts,
            Bookings bookings,
            Map<String, HostGone> gone,
            Map<String, Boolean> bareMetalServices) {
        Set<String> hypervisors = new TreeSet<>();
        hosts.forEach((host, rows) -> {
            if (rows.stream().anyMatch(row -> !row.loader().carrier().isEmpty())) {
                hypervisors.add(host);
            }
        });
        Map<String, EndSign> next = new TreeMap<>();
        for (NextTenant tenant : region.nextTenants(reasoner.arrivals())) {
            if (spans.isBareMetal(tenant.node())) {
                next.put(
                        tenant.instance(),
                        new EndSign(
                                "next_instance", tenant.at(), tenant.at(), tenant.next(), 1.0, List.of(tenant.row())));
            }
        }
        Map<String, Overlap> doubles = new TreeMap<>();
        for (DoubleTenancy pair : region.doubleTenancies(reasoner.arrivals())) {
            if (spans.isBareMetal(pair.node())) {
                doubles.put(pair.earlier(), Overlap.of(pair));
            }
        }
        Reasoner.InstanceContext context = new Reasoner.InstanceContext(
                bookings.reservations(),
                Reasoner.bindings(hosts.values(), region.snapshots()),
                next,
                doubles,
                gone,
                hypervisors);
        try (Stream<EntityRows> rows = region.instances(reasoner.telling())) {
            workers.inOrder(
                    rows.iterator(),
                    chunkSize,
                    chunk -> pack(chunk.stream()
                            .map(instance -> instance(instance, context, bareMetalServices))
                            .toList()),
                    this::add);
        }
    }

    private Settled instance(
            EntityRows rows, Reasoner.InstanceContext context, Map<String, Boolean> bareMetalServices) {
        Reasoner.Concluded concluded = reasoner.instance(rows, context);
        List<Segment> segments = Resolver.resolve(concluded.claims());
        List<Finding> findings = new ArrayList<>(concluded.findings());
        noteContested(segments, findings);
        String service = null;
        for (Version row : rows.versions()) {
            for (String column : List.of("launchedOn", "host")) {
                service = row.value(column) == null ? service : row.string(column);
            }
        }
        List<Span> theirs = spans.instance(rows.entity(), segments, service, bareMetalServices);
        noteOpenEnded(rows, theirs, findings);
        return new Settled(new Entity(Entity.Kind.INSTANCE, rows.entity()), segments, theirs, distinct(findings));
    }

    private void noteOpenEnded(EntityRows rows, List<Span> open, List<Finding> findings) {
        long lastSeen =
                rows.versions().stream().mapToLong(Version::lastSeen).max().orElse(Micros.ALWAYS);
        long silence = region.knowledge().setting("silence").micros();
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

    /** A signal that lies outside the region's time would change nothing in silence. */
    private void signalFindings(List<Finding> findings) {
        for (Signal signal : region.knowledge().signals()) {
            boolean outside = signal.from() >= region.horizon() || signal.till() <= region.dawn();
            if (signal.scope().region().equals(region.region()) && outside) {
                findings.add(new Finding(
                        "signal_outside",
                        "note",
                        signal.id(),
                        signal.scope().host(),
                        signal.from(),
                        signal.till(),
                        "This signal lies wholly outside the region's time and changes nothing.",
                        null,
                        List.of(signal)));
            }
        }
    }

    private void negatives(List<Finding> findings) {
        for (Series series : Series.values()) {
            for (String resource : series.isBalance() ? new TreeSet<String>() : balances.resources()) {
                Balances.Step[] since = {null};
                balances.eachStep(series, resource, step -> {
                    if (step.high() < 0 && since[0] == null) {
                        since[0] = step;
                    } else if (step.high() >= 0 && since[0] != null) {
                        findings.add(negative(series.text(), resource, since[0], step.at()));
                        since[0] = null;
                    }
                });
                if (since[0] != null) {
                    findings.add(negative(series.text(), resource, since[0], region.horizon()));
                }
            }
        }
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

    // ------------------------------------------------------------------------------------------------------------------

    /** A block, and the digests of its spans in their order. */
    private record Packed(ResultWriter.Block block, List<byte[]> digests) {}

    private Packed pack(List<Settled> entities) {
        List<byte[]> digests = new ArrayList<>();
        entities.forEach(entity -> entity.spans().forEach(span -> digests.add(Entries.digest(region.region(), span))));
        return new Packed(writer.pack(entities), digests);
    }

    private void add(Packed packed) {
        long number = writer.add(packed.block());
        int place = 0;
        for (Settled entity : packed.block().entities()) {
            for (Span span : entity.spans()) {
                entries.add(number, span, packed.digests().get(place++));
                balances.add(new SpanRow(
                        number++,
                        span.type().text(),
                        span.booking(),
                        span.quantities(),
                        span.certainty(),
                        span.from(),
                        span.till()));
                spansWritten++;
            }
            entity.findings().forEach(this::count);
        }
    }

    private void count(Finding finding) {
        issues.merge(finding.severity() + " " + finding.kind(), 1, Integer::sum);
    }

    private static List<Segment> of(List<Segment> segments, Attribute attribute) {
        List<Segment> found = new ArrayList<>();
        for (Segment segment : segments) {
            if (segment.attribute() == attribute) {
                found.add(segment);
            }
        }
        return found;
    }

    /** Two rules may raise the same finding; it is reported once. */
    private static List<Finding> distinct(List<Finding> findings) {
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

    private Reconstruction.RegionSummary summary(int hosts) {
        Map<String, long[]> rows = new TreeMap<>();
        region.counts().forEach(count -> {
            long[] sums = rows.computeIfAbsent(count.table(), table -> new long[3]);
            sums[0] += count.read();
            sums[1] += count.emitted();
            sums[2] += count.quarantined();
        });
        return new Reconstruction.RegionSummary(
                region.region(), region.dawn(), region.horizon(), region.sources(), rows, hosts, spansWritten, issues);
    }
}
