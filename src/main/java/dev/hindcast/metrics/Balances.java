package dev.hindcast.metrics;

import dev.hindcast.evidence.Micros;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Entry of the metrics stage: spans of one region in, series out (design section 6).
 * Sums are exact: whole millionths, added in one sweep over time.
 */
public final class Balances {
    /**
     * A series after an instant, in millionths.
     *
     * @param value      what is known; for a metric the lowest it can be
     * @param unknown    what may be to be added
     * @param unmeasured entities that count but whose quantity no witness gave
     */
    public record Step(long at, long value, long unknown, long unmeasured) {
        /** The least it was. */
        public long low() {
            return value;
        }

        /** The most it was. */
        public long high() {
            return value + unknown;
        }
    }

    private final long dawn;
    private final long horizon;
    private final SortedSet<String> resources = new TreeSet<>();
    private final SortedMap<String, Changes> byType = new TreeMap<>();

    /** @param resources besides those that a span measures; one that another span lacks counts as unmeasured there */
    public Balances(long dawn, long horizon, SortedSet<String> resources) {
        this.dawn = dawn;
        this.horizon = horizon;
        this.resources.addAll(resources);
    }

    public SortedSet<String> resources() {
        return resources;
    }

    /** Where the series begin, microseconds UTC. */
    public long dawn() {
        return dawn;
    }

    /** Where they end, microseconds UTC. */
    public long horizon() {
        return horizon;
    }

    public void add(SpanRow span) {
        byType.computeIfAbsent(span.type(), type -> new Changes()).add(span);
    }

    /**
     * Starts and ends of the spans of one type. Spans that count alike, whatever their time, share one number; its sign is that of the
     * change. A region has millions of spans and few hundred that differ.
     */
    private final class Changes {
        private final List<SpanRow> alike = new ArrayList<>();
        private final Map<SpanRow, Integer> numbers = new HashMap<>();
        private long[] at = new long[16];
        private int[] what = new int[16];
        private int size;
        private boolean sorted;

        void add(SpanRow span) {
            Integer number = numbers.computeIfAbsent(
                    new SpanRow(0, span.type(), span.booking(), span.quantities(), span.certainty(), 0, 0), key -> {
                        alike.add(key);
                        resources.addAll(key.quantities().millionths().keySet());
                        return alike.size();
                    });
            change(Math.max(span.from(), dawn), number);
            if (span.till() < horizon) {
                change(Math.max(span.till(), dawn), -number);
            }
        }

        private void change(long instant, int number) {
            if (size == at.length) {
                at = Arrays.copyOf(at, size * 2);
                what = Arrays.copyOf(what, size * 2);
            }
            at[size] = instant;
            what[size++] = number;
            sorted = false;
        }

        /** Several series may be swept at once, once all spans are in. */
        synchronized void sort() {
            if (sorted) {
                return;
            }
            int[] order = Micros.order(at, size);
            long[] sortedAt = new long[size];
            int[] sortedWhat = new int[size];
            for (int i = 0; i < size; i++) {
                sortedAt[i] = at[order[i]];
                sortedWhat[i] = what[order[i]];
            }
            at = sortedAt;
            what = sortedWhat;
            sorted = true;
        }
    }

    /** One term of a series as it is swept over time: where it has come to, and its sums of (value, unknown, unmeasured). */
    private static final class Term {
        private final Changes changes;
        /** By number of those that count alike, three of each. */
        private final long[] amounts;

        private final long[] sums = new long[3];
        private int place;

        Term(Series series, String resource, Changes changes) {
            this.changes = changes;
            this.amounts = new long[3 * changes.alike.size()];
            int next = 0;
            for (SpanRow span : changes.alike) {
                Amount amount = Amount.of(series, span, resource);
                if (amount != null) {
                    amounts[next] = amount.value();
                    amounts[next + 1] = amount.unknown();
                    amounts[next + 2] = amount.unmeasured();
                }
                next += 3;
            }
            changes.sort();
            skip();
        }

        /** Goes past what does not count here, to the next change that does: of all that a type has, often few. */
        private void skip() {
            while (place < changes.size) {
                int amount = (Math.abs(changes.what[place]) - 1) * 3;
                if ((amounts[amount] | amounts[amount + 1] | amounts[amount + 2]) != 0) {
                    return;
                }
                place++;
            }
        }

        long next() {
            return place < changes.size ? changes.at[place] : Micros.FOREVER;
        }

        void advance(long till) {
            while (place < changes.size && changes.at[place] <= till) {
                int number = changes.what[place++];
                int sign = Integer.signum(number);
                int amount = (Math.abs(number) - 1) * 3;
                sums[0] += sign * amounts[amount];
                sums[1] += sign * amounts[amount + 1];
                sums[2] += sign * amounts[amount + 2];
                skip();
            }
        }
    }

    /** A series as it is swept over time, and what it is where it has come to. */
    private final class Sweep {
        private final Term[] terms;
        private final long[][] sums;
        private final long[] now = new long[3];
        private long next;

        Sweep(Series series, String resource) {
            terms = new Term[series.terms().size()];
            sums = new long[terms.length][];
            for (int i = 0; i < terms.length; i++) {
                Series term = series.terms().get(i);
                terms[i] = new Term(term, resource, byType.getOrDefault(term.spanType(), new Changes()));
                sums[i] = terms[i].sums;
            }
        }

        void to(long instant) {
            next = Micros.FOREVER;
            for (Term term : terms) {
                term.advance(instant);
                next = Math.min(next, term.next());
            }
            sum(sums, now);
        }

        /** When the next span begins or ends that counts in it. */
        long next() {
            return next;
        }

        /** Whether even the most it can have been is below zero: what adds to it and is not measured may be any amount. */
        boolean isBelowZero() {
            return now[0] + now[1] < 0 && sums[0][2] == 0;
        }

        boolean differs(Step lastOrNull) {
            return lastOrNull == null
                    || lastOrNull.value() != now[0]
                    || lastOrNull.unknown() != now[1]
                    || lastOrNull.unmeasured() != now[2];
        }

        Step step(long at) {
            return new Step(at, now[0], now[1], now[2]);
        }
    }

    /** The series as a step function: a row at dawn, and one per change before the horizon. */
    public List<Step> steps(Series series, String resource) {
        List<Step> steps = new ArrayList<>();
        eachStep(series, resource, steps::add);
        return steps;
    }

    /** The same, one by one. */
    public void eachStep(Series series, String resource, Consumer<Step> sink) {
        Sweep sweep = new Sweep(series, resource);
        Step last = null;
        for (long at = dawn; at < horizon || last == null; at = sweep.next()) {
            sweep.to(at);
            if (sweep.differs(last)) {
                last = sweep.step(at);
                sink.accept(last);
            }
        }
    }

    /** Where even the most that a series can have been is below zero: the first step of each such stretch, and when it ended. */
    public void eachBelowZero(Series series, String resource, BiConsumer<Step, Long> sink) {
        Sweep sweep = new Sweep(series, resource);
        Step below = null;
        for (long at = dawn; at < horizon; at = sweep.next()) {
            sweep.to(at);
            if (below == null && sweep.isBelowZero()) {
                below = sweep.step(at);
            } else if (below != null && !sweep.isBelowZero()) {
                sink.accept(below, at);
                below = null;
            }
        }
        if (below != null) {
            sink.accept(below, horizon);
        }
    }

    /** The first term less all others, with the range that follows from what is unknown in each. */
    private static void sum(long[][] terms, long[] into) {
        long low = 0;
        long high = 0;
        long unmeasured = 0;
        for (int i = 0; i < terms.length; i++) {
            low += i == 0 ? terms[i][0] : -(terms[i][0] + terms[i][1]);
            high += i == 0 ? terms[i][0] + terms[i][1] : -terms[i][0];
            unmeasured += terms[i][2];
        }
        into[0] = low;
        into[1] = high - low;
        into[2] = unmeasured;
    }

    /** The same at one instant alone, where the sum of each term is known already; in the order of {@link Series#terms}. */
    public static Step step(long at, List<Amount> terms) {
        long[][] sums = new long[terms.size()][];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = new long[] {
                terms.get(i).value(), terms.get(i).unknown(), terms.get(i).unmeasured()
            };
        }
        long[] sum = new long[3];
        sum(sums, sum);
        return new Step(at, sum[0], sum[1], sum[2]);
    }

    /** The series at an instant; null before dawn and from the horizon on, where nothing is said. */
    public Step at(Series series, String resource, long instant) {
        Step found = null;
        if (instant >= dawn && instant < horizon) {
            for (Step step : steps(series, resource)) {
                found = step.at() <= instant ? step : found;
            }
        }
        return found;
    }

    /** Balances at 00:00 UTC of each day that begins with another value than the day before. */
    public List<Checkpoint> checkpoints() {
        List<Checkpoint> checkpoints = new ArrayList<>();
        for (Series series : Series.values()) {
            for (String resource : resources) {
                if (series.isBalance() && byType.containsKey(series.spanType())) {
                    checkpoints(series, resource, checkpoints);
                }
            }
        }
        return checkpoints;
    }

    private void checkpoints(Series series, String resource, List<Checkpoint> into) {
        Sweep sweep = new Sweep(series, resource);
        Step last = null;
        for (long at = dawn; at < horizon; at = sweep.next()) {
            long midnight = Math.floorDiv(at + Micros.DAY - 1, Micros.DAY) * Micros.DAY;
            if (midnight >= horizon) {
                return;
            }
            sweep.to(midnight);
            if (sweep.differs(last)) {
                last = sweep.step(midnight);
                into.add(new Checkpoint(
                        series.text(), resource, midnight, last.value(), last.unknown(), last.unmeasured()));
            }
        }
    }
}
