package dev.hindcast.reconstruction;

import dev.hindcast.evidence.EntityRows;
import dev.hindcast.evidence.Progress;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.ledger.Entries;
import dev.hindcast.ledger.SpanDigest;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.metrics.SpanRow;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Finding;
import dev.hindcast.reasoning.RuleBase;
import dev.hindcast.reasoning.SessionWatch;
import dev.hindcast.spans.Span;
import dev.hindcast.spans.SpanType;
import dev.hindcast.store.ResultWriter;
import dev.hindcast.store.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The stages of one region, from row versions to spans in the result file, instances as a stream (docs/decisions/0003): what
 * {@link RegionReasoning} works out of one entity runs on all cores, and is written in order.
 */
final class RegionStages {
    /** Entities that are packed together at most: enough to share names, few enough to be read back at once. */
    private static final int CHUNK = 512;

    /** So many signals that name nothing are told of one by one. */
    private static final int TOLD = 5;

    /** Hosts take longer, and their results are larger. */
    private static final int HOSTS = 8;

    /** A small region is cut into so many chunks that all cores have work; the number may not depend on how many there are. */
    private static final int CHUNKS = 8;

    private static int chunk(long entities, int most) {
        return (int) Math.max(1, Math.min(most, entities / CHUNKS));
    }

    private final RegionEvidence region;
    private final RuleBase rules;
    private final SessionWatch watchOrNull;
    private final Workers workers;
    private final ResultWriter writer;
    private final Entries entries;
    private final Progress progress;
    private final Balances balances;
    /** By severity, then kind. */
    private final Map<String, Map<String, Integer>> issues = new TreeMap<>();

    private long spansWritten;
    private int unspoken;

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
        this.rules = rules;
        this.watchOrNull = watchOrNull;
        this.workers = workers;
        this.writer = writer;
        this.entries = entries;
        this.balances = new Balances(region.dawn(), region.horizon(), new TreeSet<>(List.of(Quantities.NODES)));
    }

    /** @param spansAreIn is done beside the sums, once the region has no more spans to come */
    Reconstruction.RegionSummary run(Runnable spansAreIn) {
        writer.region(region);
        long leases = region.leaseCount();
        progress.stage(region.region(), "leases", leases);
        Future<RegionReasoning> begun = workers.submit(() -> new RegionReasoning(region, rules, watchOrNull));
        // To sort the rows takes as long as what is asked of the region as a whole, and neither needs the other.
        Future<Stream<EntityRows>> sorting = workers.submit(() -> region.leases(rules::asksFor));
        // First, so that it goes on no longer if the other is refused and the region is closed.
        Stream<EntityRows> leaseRows = Workers.get(sorting);
        RegionReasoning reasoning = Workers.get(begun);
        SignalEffects effects = new SignalEffects(reasoning, region.horizon());
        List<Finding> noted = reasoning.noted();
        leases(leaseRows, reasoning, effects, chunk(leases, CHUNK));
        SortedSet<String> hosts = reasoning.hostNames();
        progress.stage(region.region(), "hosts", hosts.size());
        hosts(reasoning, effects, hosts);
        hintAtDefault(hosts.size());
        SortedMap<String, List<Claim>> allocations = reasoning.allocations();
        progress.stage(region.region(), "allocations", allocations.size());
        Future<Long> counting = workers.submit(region::instanceCount);
        workers.inOrder(allocations.entrySet().iterator(), CHUNK, chunk -> pack(chunk, effects::allocation), this::add);
        long instances = Workers.get(counting);
        progress.stage(region.region(), "instances", instances);
        instances(reasoning, effects, chunk(instances, CHUNK));

        spansAreIn.run();
        progress.stage(region.region(), "sums", 0);
        List<Future<List<Finding>>> negatives = new ArrayList<>();
        for (Series series : Series.values()) {
            negatives.add(workers.submit(() -> RegionReasoning.negatives(balances, series)));
        }
        writer.checkpoints(balances.checkpoints(), balances.resources());
        negatives.forEach(found -> noted.addAll(Workers.get(found)));
        List<Finding> ofSignals = effects.issues(region);
        noted.addAll(ofSignals);
        tellOfSignals(ofSignals);
        effects.effects().forEach(effect -> writer.signal(effect.row(balances.resources())));
        for (Finding finding : RegionReasoning.distinct(noted)) {
            writer.finding(finding);
            count(finding);
        }
        return summary(reasoning.hosts());
    }

    /** What somebody wrote down and what changes nothing, or not what was meant, is told on the spot too. */
    private void tellOfSignals(List<Finding> findings) {
        List<String> told = findings.stream()
                .filter(finding -> finding.kind().equals("signal_unknown"))
                .filter(finding -> finding.severity().equals("notice"))
                .map(Finding::detail)
                .toList();
        told.stream().limit(TOLD).forEach(progress::note);
        if (told.size() > TOLD) {
            progress.note("Of " + (told.size() - TOLD) + " more signals of " + region.region()
                    + " the same is so; 'hindcast check' on the result shows them all.");
        }
    }

    /** Leases as settled, and of those among them of which something is noted, what goes into the file. */
    private record Leases(List<RegionReasoning.Lease> leases, Packed packed) {}

    private void leases(Stream<EntityRows> rows, RegionReasoning reasoning, SignalEffects effects, int chunkSize) {
        try (Stream<EntityRows> leases = rows) {
            workers.inOrder(
                    leases.iterator(),
                    chunkSize,
                    chunk -> {
                        List<RegionReasoning.Lease> settled = new ArrayList<>(chunk.size());
                        List<RegionReasoning.Lease> noted = new ArrayList<>();
                        for (EntityRows each : chunk) {
                            RegionReasoning.Lease lease = effects.lease(each);
                            settled.add(lease);
                            if (!lease.concluded().findings().isEmpty()) {
                                noted.add(lease);
                            }
                        }
                        return new Leases(settled, pack(noted, RegionReasoning.Lease::settled));
                    },
                    settled -> {
                        settled.leases().forEach(reasoning::take);
                        add(settled.packed());
                    });
        }
    }

    /** Hosts as settled, and what goes into the file. */
    private record Hosts(List<RegionReasoning.Host> hosts, Packed packed) {}

    private void hosts(RegionReasoning reasoning, SignalEffects effects, SortedSet<String> names) {
        workers.inOrder(
                names.iterator(),
                chunk(names.size(), HOSTS),
                chunk -> {
                    List<RegionReasoning.Host> settled =
                            chunk.stream().map(effects::host).toList();
                    return new Hosts(settled, pack(settled, RegionReasoning.Host::settled));
                },
                settled -> {
                    settled.hosts().forEach(reasoning::take);
                    settled.hosts().stream()
                            .filter(host ->
                                    host.settled().spans().stream().anyMatch(span -> span.type() == SpanType.UNSPOKEN))
                            .forEach(host -> unspoken++);
                    add(settled.packed());
                });
    }

    /** A site of hypervisors that Blazar never enrols would go unknown for ever, for want of one signal. */
    private void hintAtDefault(int hosts) {
        boolean said = region.notes().stream().anyMatch(note -> note.kind().equals("missing_blazar"));
        if (unspoken > 0 && !said) {
            progress.note(region.region() + ": for " + unspoken + " of " + hosts
                    + " hosts there is a time in which nothing says whether they could be reserved, so their pool is unknown"
                    + " there. Only if your site knows that these were on demand, for Blazar's silence is no evidence of it, this"
                    + " in " + region.region() + "/signals.yml fills it: signals: [ { id: on-demand-unless-enrolled,"
                    + " kind: default, scope: { region: \""
                    + region.region().replace("\\", "\\\\").replace("\"", "\\\"")
                    + "\" }, says: { pool: not_reservable } } ]");
        }
    }

    private void instances(RegionReasoning reasoning, SignalEffects effects, int chunkSize) {
        // To sort the rows takes as long as to ask who followed whom, and neither needs the other.
        Future<Stream<EntityRows>> sorting = workers.submit(reasoning::instanceRows);
        reasoning.beginInstances(null);
        try (Stream<EntityRows> rows = Workers.get(sorting)) {
            workers.inOrder(rows.iterator(), chunkSize, chunk -> pack(chunk, effects::instance), this::add);
        }
    }

    // ------------------------------------------------------------------------------------------------------------------

    /** A block, and the digests of its spans in their order. */
    private record Packed(ResultWriter.Block block, List<byte[]> digests) {}

    /** Each is packed as it is settled; a loop, and no stream that the compiler would make one large piece of with all that it does. */
    private <T> Packed pack(List<T> chunk, Function<T, Settled> settling) {
        ResultWriter.Packing packing = writer.packing();
        SpanDigest digest = new SpanDigest(region.region());
        List<byte[]> digests = new ArrayList<>();
        for (T each : chunk) {
            Settled entity = settling.apply(each);
            for (Span span : entity.spans()) {
                digests.add(digest.of(span));
            }
            packing.add(entity);
        }
        return new Packed(packing.block(), digests);
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
        issues.computeIfAbsent(finding.severity(), severity -> new TreeMap<>()).merge(finding.kind(), 1, Integer::sum);
    }

    private Reconstruction.RegionSummary summary(int hosts) {
        Map<String, Integer> counted = new TreeMap<>();
        issues.forEach((severity, kinds) -> kinds.forEach((kind, count) -> counted.put(severity + " " + kind, count)));
        Map<String, long[]> rows = new TreeMap<>();
        region.counts().forEach(count -> {
            long[] sums = rows.computeIfAbsent(count.table(), table -> new long[3]);
            sums[0] += count.read();
            sums[1] += count.emitted();
            sums[2] += count.quarantined();
        });
        return new Reconstruction.RegionSummary(
                region.region(), region.dawn(), region.horizon(), region.sources(), rows, hosts, spansWritten, counted);
    }
}
