package dev.hindcast.ledger;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Checkpoint;
import dev.hindcast.metrics.Series;
import dev.hindcast.metrics.SpanRow;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.spans.Certainty;
import dev.hindcast.spans.Span;
import dev.hindcast.spans.SpanType;
import dev.hindcast.timeline.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What happens once to all spans of a region, two hundred thousand of ten years here: the ledger, and the sums over time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SweepBenchmark {
    private static final int SPANS = 200_000;
    private static final long DAWN = 0;
    private static final long HORIZON = 3650 * Micros.DAY;
    private static final List<SpanType> TYPES =
            List.of(SpanType.NOVA_INSTANCE_OCCUPIED, SpanType.NOVA_INSTANCE_ACTIVE, SpanType.BLAZAR_ALLOCATION);

    private final List<Span> spans = new ArrayList<>();
    private final List<byte[]> digests = new ArrayList<>();

    /** Spans of up to ten days, of three types and two sizes. */
    @Setup
    public void span() {
        Entity entity = new Entity(Entity.Kind.INSTANCE, "i1");
        Rule rule = new Rule("R1", "", "bench.drl", 1, 50, 1.0, "", "", "");
        Claim claim = new Claim(entity, Attribute.PRESENCE, "holding", null, null, 0, 1, rule, 1.0, List.of());
        List<Segment> because = List.of(
                new Segment(entity, Attribute.PRESENCE, "holding", 0, 1, 1.0, List.of(claim), List.of(), false));
        Random random = new Random(1);
        for (int i = 0; i < SPANS; i++) {
            long from = (long) (random.nextDouble() * HORIZON);
            Span span = new Span(
                    TYPES.get(i % TYPES.size()),
                    "i" + i,
                    "n" + i % 1200,
                    i % 2 == 0 ? "reservation" : "ondemand",
                    "",
                    Quantities.parse(i % 5 == 0 ? "nodes=1 vcpus=64" : "nodes=0.125 vcpus=8"),
                    Certainty.KNOWN,
                    1.0,
                    from,
                    from + 1 + (long) (random.nextDouble() * 10 * Micros.DAY),
                    because);
            spans.add(span);
            digests.add(new SpanDigest("bench").of(span));
        }
    }

    /** Entries sorted by time and chained. */
    @Benchmark
    public String ledger() {
        Entries entries = new Entries();
        for (int i = 0; i < SPANS; i++) {
            entries.add(i + 1, spans.get(i), digests.get(i));
        }
        entries.close();
        return entries.head();
    }

    /** The balances at each midnight, and one metric over all its steps. */
    @Benchmark
    public long sums() {
        Balances balances = new Balances(DAWN, HORIZON, new TreeSet<>(List.of(Quantities.NODES)));
        for (int i = 0; i < SPANS; i++) {
            Span span = spans.get(i);
            balances.add(new SpanRow(
                    i + 1,
                    span.type().text(),
                    span.booking(),
                    span.quantities(),
                    span.certainty(),
                    span.from(),
                    span.till()));
        }
        List<Checkpoint> checkpoints = balances.checkpoints();
        long[] steps = {checkpoints.size()};
        balances.eachStep(Series.IDLE, Quantities.NODES, step -> steps[0]++);
        return steps[0];
    }
}
