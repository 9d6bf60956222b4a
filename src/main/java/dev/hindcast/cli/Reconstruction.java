package dev.hindcast.cli;

import dev.hindcast.evidence.DoubleTenancy;
import dev.hindcast.evidence.EntityRows;
import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.EvidenceNote;
import dev.hindcast.evidence.EvidenceReader;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.NextTenant;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.Sighting;
import dev.hindcast.evidence.Signal;
import dev.hindcast.evidence.Source;
import dev.hindcast.evidence.Tenancy;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.evidence.Version;
import dev.hindcast.ledger.Entries;
import dev.hindcast.metrics.Balances;
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
import dev.hindcast.reasoning.Tenant;
import dev.hindcast.spans.Span;
import dev.hindcast.spans.SpanBuilder;
import dev.hindcast.store.ResultWriter;
import dev.hindcast.timeline.Resolver;
import dev.hindcast.timeline.Segment;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs the stages one after the other over all regions of some evidence folders, and publishes the result file. */
public final class Reconstruction {
    /**
     * What to reconstruct.
     *
     * @param rulesOrNull   a folder of rules in place of those packed
     * @param loadersOrNull the same for loaders
     * @param signalsOrNull a signals file for all regions
     * @param progress      takes lines for stderr
     */
    public record Request(
            List<Path> folders,
            Path output,
            Path rulesOrNull,
            Path loadersOrNull,
            Path signalsOrNull,
            long asOf,
            long saidUntil,
            int threads,
            java.util.function.Consumer<String> progress) {}

    /** What was found, for the summary. */
    public record Summary(List<RegionSummary> regions, String head) {}

    /** What was found in one region; issues by kind and severity. */
    public record RegionSummary(
            String region,
            long dawn,
            long horizon,
            List<Source> sources,
            Map<String, long[]> rowsByTable,
            int hosts,
            long spans,
            Map<String, Integer> issues) {}

    private static final int CHUNK = 256;

    private final Request request;
    private final Future<RuleBase> compiling;
    private final ResultWriter writer;
    private final ExecutorService workers;
    private final Entries entries = new Entries();
    private final List<RegionSummary> summaries = new ArrayList<>();

    private Reconstruction(Request request, Future<RuleBase> compiling, ResultWriter writer, ExecutorService workers) {
        this.request = request;
        this.compiling = compiling;
        this.writer = writer;
        this.workers = workers;
    }

    /** @throws dev.hindcast.evidence.InputRefused if an input, a rule or the place to write is refused */
    public static Summary run(Request request) {
        List<TextFile> loaderFiles = TextFile.inFolder(request.loadersOrNull(), "evidence-loaders");
        List<TextFile> ruleFiles = TextFile.inFolder(request.rulesOrNull(), "rules-drl");
        Loaders loaders = Loaders.of(loaderFiles);
        List<TextFile> settings = new ArrayList<>(ruleFiles);
        settings.addAll(loaderFiles);
        ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, request.threads()), task -> {
            Thread thread = new Thread(task, "reasoning");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Future<RuleBase> compiling = workers.submit(() -> RuleBase.compile(ruleFiles, loaders));
            // Rules compile while the first sources are read; if they are refused, that is said at once and not at the
            // end.
            EvidenceReader reader = new EvidenceReader(new EvidenceReader.Request(
                    request.folders(),
                    loaders,
                    settings,
                    request.signalsOrNull(),
                    request.asOf(),
                    request.saidUntil(),
                    request.threads(),
                    line -> {
                        if (compiling.isDone()) {
                            get(compiling);
                        }
                        request.progress().accept(line);
                    }));
            try (ResultWriter writer = ResultWriter.open(request.output())) {
                Reconstruction reconstruction = new Reconstruction(request, compiling, writer, workers);
                TreeMap<String, String> run = new TreeMap<>();
                for (String region : reader.regionNames()) {
                    try (RegionEvidence evidence = reader.read(region)) {
                        reconstruction.region(evidence);
                        for (Source source : evidence.sources()) {
                            run.put("source " + region + "/" + source.path(), source.sha256());
                        }
                        evidence.knowledge()
                                .settings()
                                .forEach(
                                        setting -> run.put("setting " + region + "/" + setting.name(), setting.text()));
                    }
                }
                reconstruction.entries.close();
                writer.ledger(reconstruction.entries);
                for (TextFile file : ruleFiles) {
                    run.put("rules " + file.name(), file.sha256());
                }
                for (TextFile file : loaderFiles) {
                    run.put("loaders " + file.name(), file.sha256());
                }
                for (TextFile file : reader.knowledgeFiles()) {
                    run.put("knowledge " + file.sha256(), file.name());
                }
                run.put("hindcast", HindcastVersion.text());
                run.put("as_of", Micros.text(request.asOf()));
                run.put("until", Micros.text(request.saidUntil()));
                run.put("ledger head", reconstruction.entries.head());
                request.progress().accept("publishing " + request.output().getFileName());
                writer.publish(run);
                return new Summary(reconstruction.summaries, reconstruction.entries.head());
            }
        } finally {
            workers.shutdownNow();
        }
    }

    // ------------------------------------------------------------------------------------------------------------------

    private final List<Finding> findings = new ArrayList<>();
    private String regionName;
    private Balances balances;
    private List<SpanRow> spanRows;
    private long spansWritten;

    private void region(RegionEvidence region) {
        request.progress().accept(region.region() + ": reasoning");
        regionName = region.region();
        findings.clear();
        spansWritten = 0;
        RuleBase rules = get(compiling);
        if (summaries.isEmpty()) {
            writer.rules(rules.rules());
        }
        writer.region(region);
        Reasoner reasoner = new Reasoner(rules, region);
        findings.addAll(reasoner.vocabularyFindings());
        for (EvidenceNote note : region.notes()) {
            findings.add(new Finding(
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
        spanRows = new ArrayList<>();
        SpanBuilder spans = new SpanBuilder(region.dawn(), region.horizon());

        Bookings bookings = bookings(region, reasoner);
        Map<String, HostGone> gone = new TreeMap<>();
        SortedMap<String, List<Version>> hosts = region.versionsOf(Loader.About.HOST);
        Map<String, Boolean> bareMetalServices = new HashMap<>();
        hosts(region, reasoner, hosts, bookings, spans, gone, bareMetalServices);
        allocations(bookings, spans);
        instances(region, reasoner, hosts, bookings, spans, gone, bareMetalServices);
        signalFindings(region);

        TreeSet<String> resources = new TreeSet<>(List.of(Quantities.NODES));
        spanRows.forEach(span -> resources.addAll(span.quantities().millionths().keySet()));
        balances = new Balances(region.dawn(), region.horizon(), resources);
        spanRows.forEach(balances::add);
        writer.checkpoints(balances.checkpoints());
        negatives(region);
        List<Finding> all = distinct(findings);
        writer.findings(all);
        summaries.add(summary(region, hosts.size(), all));
    }

    // -- leases and allocations
    // ----------------------------------------------------------------------------------------

    /** What the leases' sessions settled. */
    private record Bookings(
            TreeMap<String, List<Segment>> allocations,
            TreeMap<String, List<Claim>> allocationClaims,
            Map<String, List<Commitment>> byHost,
            Map<String, List<Reserved>> reservations) {}

    private Bookings bookings(RegionEvidence region, Reasoner reasoner) {
        Map<String, Candidate> candidates = candidates(region);
        Bookings bookings = new Bookings(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        try (Stream<EntityRows> leases = region.stream(Loader.About.BOOKING)) {
            inOrder(
                    leases.iterator(),
                    lease -> {
                        List<Candidate> theirs = new ArrayList<>();
                        for (Version row : lease.versions()) {
                            String id = row.string("computeHostId");
                            Candidate candidate = id == null ? null : candidates.get(id);
                            if (candidate != null && row.value("host") == null && !theirs.contains(candidate)) {
                                theirs.add(candidate);
                            }
                        }
                        Reasoner.Concluded concluded = reasoner.booking(lease, theirs);
                        return new Lease(lease, concluded, Resolver.resolve(concluded.claims()));
                    },
                    lease -> settle(bookings, lease));
        }
        return bookings;
    }

    private record Lease(EntityRows rows, Reasoner.Concluded concluded, List<Segment> segments) {}

    private void settle(Bookings bookings, Lease lease) {
        findings.addAll(lease.concluded().findings());
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
            bookings.allocations().put(allocation, segments);
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
    private static Map<String, Candidate> candidates(RegionEvidence region) {
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

    private void allocations(Bookings bookings, SpanBuilder spans) {
        bookings.allocationClaims().forEach((allocation, claims) -> {
            List<Segment> segments = Resolver.resolve(claims);
            write(segments, spans.allocation(allocation, segments));
        });
    }

    // -- hosts
    // ---------------------------------------------------------------------------------------------------------

    private void hosts(
            RegionEvidence region,
            Reasoner reasoner,
            SortedMap<String, List<Version>> own,
            Bookings bookings,
            SpanBuilder spans,
            Map<String, HostGone> gone,
            Map<String, Boolean> bareMetalServices) {
        SortedMap<String, List<Version>> services = region.versionsOf(Loader.About.SERVICE);
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
        inOrder(
                names.iterator(),
                host -> {
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
                    return reasoner.host(host, own.getOrDefault(host, List.of()), carriedBy, settled);
                },
                concluded -> {
                    findings.addAll(concluded.findings());
                    List<Claim> ours = new ArrayList<>();
                    for (Claim claim : concluded.claims()) {
                        if (claim.entity().kind() == Entity.Kind.ALLOCATION) {
                            bookings.allocationClaims()
                                    .computeIfAbsent(claim.entity().id(), id -> new ArrayList<>())
                                    .add(claim);
                        } else {
                            ours.add(claim);
                        }
                    }
                    List<Segment> segments = Resolver.resolve(ours);
                    noteContested(segments);
                    write(segments, spans.host(concluded.entity(), segments));
                    goneAt(concluded.entity(), segments, region.horizon())
                            .ifPresent(end -> gone.put(concluded.entity(), end));
                    boolean bareMetal = of(segments, Attribute.KIND).stream()
                            .anyMatch(kind -> kind.value().equals("bare_metal"));
                    for (String service : carriers.getOrDefault(concluded.entity(), Set.of())) {
                        bareMetalServices.merge(service, bareMetal, Boolean::logicalOr);
                    }
                });
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

    private record Instance(EntityRows rows, Reasoner.Concluded concluded, List<Segment> segments) {}

    private void instances(
            RegionEvidence region,
            Reasoner reasoner,
            SortedMap<String, List<Version>> hosts,
            Bookings bookings,
            SpanBuilder spans,
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
                        new EndSign("next_instance", tenant.at(), tenant.at(), tenant.next(), List.of(tenant.row())));
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
        try (Stream<EntityRows> rows = region.stream(Loader.About.INSTANCE)) {
            inOrder(
                    rows.iterator(),
                    entity -> {
                        Reasoner.Concluded concluded = reasoner.instance(entity, context);
                        return new Instance(entity, concluded, Resolver.resolve(concluded.claims()));
                    },
                    instance -> {
                        findings.addAll(instance.concluded().findings());
                        noteContested(instance.segments());
                        String service = null;
                        for (Version row : instance.rows().versions()) {
                            for (String column : List.of("launchedOn", "host")) {
                                service = row.value(column) == null ? service : row.string(column);
                            }
                        }
                        List<Span> theirs = spans.instance(
                                instance.rows().entity(), instance.segments(), service, bareMetalServices);
                        write(instance.segments(), theirs);
                        noteOpenEnded(region, instance.rows(), theirs);
                    });
        }
    }

    private void noteOpenEnded(RegionEvidence region, EntityRows rows, List<Span> spans) {
        boolean open = spans.stream().anyMatch(span -> span.till() == Micros.FOREVER);
        long lastSeen =
                rows.versions().stream().mapToLong(Version::lastSeen).max().orElse(Micros.ALWAYS);
        if (open
                && lastSeen
                        < region.horizon()
                                - region.knowledge().setting("silence").micros()) {
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

    private void noteContested(List<Segment> segments) {
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
                                + segment.losers().get(0).value() + " ("
                                + segment.losers().get(0).rule().id() + "); it is unknown.",
                        null,
                        segment.winner().because()));
            }
        }
    }

    // -- what the sums show
    // --------------------------------------------------------------------------------------------

    /** Signals that name a host, instance or lease that no evidence knows would change nothing in silence. */
    private void signalFindings(RegionEvidence region) {
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

    private void negatives(RegionEvidence region) {
        for (dev.hindcast.metrics.Series series : dev.hindcast.metrics.Series.values()) {
            for (String resource : series.isBalance() ? new TreeSet<String>() : balances.resources()) {
                Balances.Step since = null;
                for (Balances.Step step : balances.steps(series, resource)) {
                    if (step.high() < 0 && since == null) {
                        since = step;
                    } else if (step.high() >= 0 && since != null) {
                        negative(series.text(), resource, since, step.at());
                        since = null;
                    }
                }
                if (since != null) {
                    negative(series.text(), resource, since, region.horizon());
                }
            }
        }
    }

    private void negative(String series, String resource, Balances.Step since, long till) {
        findings.add(new Finding(
                "negative_" + series,
                "note",
                series + " " + resource,
                "",
                since.at(),
                till,
                "The most " + series + " can have been is " + Quantities.decimal(since.high()) + " " + resource
                        + ", below zero.",
                null,
                List.of()));
    }

    // ------------------------------------------------------------------------------------------------------------------

    private void write(List<Segment> segments, List<Span> spans) {
        Map<Segment, Long> numbers = segments.isEmpty() ? new IdentityHashMap<>() : writer.segments(segments);
        long number = writer.spans(spans, numbers);
        for (Span span : spans) {
            entries.add(number, regionName, span);
            spanRows.add(new SpanRow(
                    number,
                    span.type().text(),
                    span.booking(),
                    span.quantities(),
                    span.known(),
                    span.from(),
                    span.till()));
            number++;
            spansWritten++;
        }
    }

    private static List<Segment> of(List<Segment> segments, Attribute attribute) {
        return segments.stream()
                .filter(segment -> segment.attribute() == attribute)
                .toList();
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

    private RegionSummary summary(RegionEvidence region, int hosts, List<Finding> all) {
        Map<String, long[]> rows = new TreeMap<>();
        region.counts().forEach(count -> {
            long[] sums = rows.computeIfAbsent(count.table(), table -> new long[3]);
            sums[0] += count.read();
            sums[1] += count.emitted();
            sums[2] += count.quarantined();
        });
        Map<String, Integer> issues = new TreeMap<>();
        all.forEach(finding -> issues.merge(finding.severity() + " " + finding.kind(), 1, Integer::sum));
        return new RegionSummary(
                region.region(), region.dawn(), region.horizon(), region.sources(), rows, hosts, spansWritten, issues);
    }

    /** Works on several threads, hands over in order: the same bytes however many threads there are. */
    private <T, R> void inOrder(Iterator<T> items, Function<T, R> work, java.util.function.Consumer<R> take) {
        Deque<Future<List<R>>> running = new ArrayDeque<>();
        int ahead = Math.max(1, request.threads()) * 2;
        while (items.hasNext() || !running.isEmpty()) {
            while (items.hasNext() && running.size() < ahead) {
                List<T> chunk = new ArrayList<>(CHUNK);
                while (items.hasNext() && chunk.size() < CHUNK) {
                    chunk.add(items.next());
                }
                running.add(workers.submit(() -> chunk.stream().map(work).toList()));
            }
            get(running.poll()).forEach(take);
        }
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
