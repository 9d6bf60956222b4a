package dev.hindcast.timeline;

import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The claims about one entity resolved: as many as an instance has, and as many as a host has in ten years of dumps. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ResolverBenchmark {
    private static final List<Attribute> ATTRIBUTES =
            List.of(Attribute.PRESENCE, Attribute.ACTIVITY, Attribute.PLACEMENT, Attribute.BOOKING);

    @Param({"8", "500"})
    private int claims;

    private List<Claim> about;

    /** Each claim holds for a tenth of the time, so that about claims / 40 compete at any instant. */
    @Setup
    public void claim() {
        Random random = new Random(1);
        about = new ArrayList<>();
        for (int i = 0; i < claims; i++) {
            int precedence = 10 * (1 + i % 5);
            Rule rule = new Rule("R" + i % 20, "", "bench.drl", i, precedence, 1.0, "", "", "");
            long from = random.nextInt(1_000_000);
            about.add(new Claim(
                    new Entity(Entity.Kind.INSTANCE, "i1"),
                    ATTRIBUTES.get(i % ATTRIBUTES.size()),
                    i % 3 == 0 ? "one" : "other",
                    null,
                    null,
                    from,
                    from + 100_000,
                    rule,
                    0.5 + i % 2 * 0.4,
                    List.of()));
        }
    }

    @Benchmark
    public List<Segment> resolve() {
        return Resolver.resolve(about);
    }
}
