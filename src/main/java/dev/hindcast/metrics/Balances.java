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

    /** One term of a series as it is swept over time: where it has come to, and its sums of (value, unknown, unmeasured) per resource. */
    private static final class Term {
        private final Changes changes;
        /** By number of those that count alike, three of each resource. */
        private final long[][] amounts;

        private final long[] sums;
        private int place;

        Term(Series series, List<String> resources, Changes changes) {
            this.changes = changes;
            this.amounts = new long[changes.alike.size()][];
            this.sums = new long[3 * resources.size()];
            for (int alike = 0; alike < amounts.length; alike++) {
                amounts[alike] = amounts(series, changes.alike.get(alike), resources);
            }
            changes.sort();
            skip();
        }

        /** Null of what counts nowhere. */
        private static long[] amounts(Series series, SpanRow span, List<String> resources) {
            long[] amounts = new long[3 * resources.size()];
            boolean counts = false;
            for (int resource = 0; resource < resources.size(); resource++) {
                Amount amount = Amount.of(series, span, resources.get(resource));
                if (amount != null) {
                    amounts[3 * resource] = amount.value();
                    amounts[3 * resource + 1] = amount.unknown();
                    amounts[3 * resource + 2] = amount.unmeasured();
                    counts |= (amount.value() | amount.unknown() | amount.unmeasured()) != 0;
                }
            }
            return counts ? amounts : null;
        }

        /** Goes past what does not count here, to the next change that does: of all that a type has, often few. */
        private void skip() {
            while (place < changes.size && amounts[Math.abs(changes.what[place]) - 1] == null) {
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
                long[] change = amounts[Math.abs(number) - 1];
                for (int i = 0; i < change.length; i++) {
                    sums[i] += sign * change[i];
                }
                skip();
            }
        }
    }

    /** A series as it is swept over time, all resources at once, and what it is where it has come to. */
    private final class Sweep {
        private final Term[] terms;
        private final long[][] sums;
        private final long[] now;
        private long next;

        Sweep(Series series, List<String> resources) {
            terms = new Term[series.terms().size()];
            sums = new long[terms.length][];
            now = new long[3 * resources.size()];
            for (int i = 0; i < terms.length; i++) {
                Series term = series.terms().get(i);
                terms[i] = new Term(term, resources, byType.getOrDefault(term.spanType(), new Changes()));
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
        boolean isBelowZero(int resource) {
            int of = 3 * resource;
            return now[of] + now[of + 1] < 0 && sums[0][of + 2] == 0;
        }

        boolean differs(int resource, Step lastOrNull) {
            int of = 3 * resource;
            return lastOrNull == null
                    || lastOrNull.value() != now[of]
                    || lastOrNull.unknown() != now[of + 1]
                    || lastOrNull.unmeasured() != now[of + 2];
        }

        Step step(int resource, long at) {
            int of = 3 * resource;
            return new Step(at, now[of], now[of + 1], now[of + 2]);
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
        Sweep sweep = new Sweep(series, List.of(resource));
        Step last = null;
        for (long at = dawn; at < horizon || last == null; at = sweep.next()) {
            sweep.to(at);
            if (sweep.differs(0, last)) {
                last = sweep.step(0, at);
                sink.accept(last);
            }
        }
    }

    /** Is told of a stretch in which even the most that a series can have been is below zero: its first step, and when it ended. */
    public interface BelowZero {
        void stretch(String resource, Step since, long till);
    }

    /** Where even the most that a series can have been is below zero, of any resource. */
    public void eachBelowZero(Series series, BelowZero sink) {
        List<String> swept = List.copyOf(resources);
        Sweep sweep = new Sweep(series, swept);
        Step[] below = new Step[swept.size()];
        for (long at = dawn; at < horizon; at = sweep.next()) {
            sweep.to(at);
            for (int resource = 0; resource < below.length; resource++) {
                boolean isBelow = sweep.isBelowZero(resource);
                if (below[resource] == null && isBelow) {
                    below[resource] = sweep.step(resource, at);
                } else if (below[resource] != null && !isBelow) {
                    sink.stretch(swept.get(resource), below[resource], at);
                    below[resource] = null;
                }
            }
        }
        for (int resource = 0; resource < below.length; resource++) {
            if (below[resource] != null) {
                sink.stretch(swept.get(resource), below[resource], horizon);
            }
        }
    }

    /** The first term less all others, with the range that follows from what is unknown in each. */
    private static void sum(long[][] terms, long[] into) {
        for (int of = 0; of < into.length; of += 3) {
            long low = terms[0][of];
            long high = terms[0][of] + terms[0][of + 1];
            long unmeasured = terms[0][of + 2];
            for (int i = 1; i < terms.length; i++) {
                low -= terms[i][of] + terms[i][of + 1];
                high -= terms[i][of];
                unmeasured += terms[i][of + 2];
            }
            into[of] = low;
            into[of + 1] = high - low;
            into[of + 2] = unmeasured;
        }
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
            if (series.isBalance() && byType.containsKey(series.spanType())) {
                checkpoints(series, checkpoints);
            }
        }
        return checkpoints;
    }

    private void checkpoints(Series series, List<Checkpoint> into) {
        List<String> swept = List.copyOf(resources);
        Sweep sweep = new Sweep(series, swept);
        Step[] last = new Step[swept.size()];
        for (long at = dawn; at < horizon; at = sweep.next()) {
            long midnight = Math.floorDiv(at + Micros.DAY - 1, Micros.DAY) * Micros.DAY;
            if (midnight >= horizon) {
                return;
            }
            sweep.to(midnight);
            for (int resource = 0; resource < last.length; resource++) {
                if (sweep.differs(resource, last[resource])) {
                    Step step = sweep.step(resource, midnight);
                    last[resource] = step;
                    into.add(new Checkpoint(
                            series.text(),
                            swept.get(resource),
                            midnight,
                            step.value(),
                            step.unknown(),
                            step.unmeasured()));
                }
            }
        }
    }
}
