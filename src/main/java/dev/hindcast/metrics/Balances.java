package dev.hindcast.metrics;

import dev.hindcast.evidence.Micros;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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
    /** By balance and resource: change of (value, unknown, unmeasured) by instant. */
    private final Map<Series, SortedMap<String, TreeMap<Long, long[]>>> changes = new EnumMap<>(Series.class);

    /** @param resources all resources of the region: one that a span lacks counts as unmeasured there */
    public Balances(long dawn, long horizon, SortedSet<String> resources) {
        this.dawn = dawn;
        this.horizon = horizon;
        this.resources.addAll(resources);
    }

    public SortedSet<String> resources() {
        return resources;
    }

    public void add(SpanRow span) {
        for (Series series : Series.values()) {
            if (!series.isBalance() || series.counts(span) == Series.Counts.NOT) {
                continue;
            }
            for (String resource : resources) {
                Amount amount = Amount.of(series, span, resource);
                if (amount != null) {
                    change(series, resource, span.from(), amount.value(), amount.unknown(), amount.unmeasured());
                    if (span.till() < horizon) {
                        change(series, resource, span.till(), -amount.value(), -amount.unknown(), -amount.unmeasured());
                    }
                }
            }
        }
    }

    private void change(Series series, String resource, long at, long value, long unknown, long unmeasured) {
        long[] change = changes.computeIfAbsent(series, key -> new TreeMap<>())
                .computeIfAbsent(resource, key -> new TreeMap<>())
                .computeIfAbsent(Math.max(at, dawn), key -> new long[3]);
        change[0] += value;
        change[1] += unknown;
        change[2] += unmeasured;
    }

    /** The series as a step function: a row at dawn, and one per change before the horizon. */
    public List<Step> steps(Series series, String resource) {
        TreeSet<Long> instants = new TreeSet<>();
        instants.add(dawn);
        List<Series> terms = series.terms();
        List<TreeMap<Long, long[]>> ofTerms = new ArrayList<>();
        for (Series term : terms) {
            TreeMap<Long, long[]> of =
                    changes.getOrDefault(term, new TreeMap<>()).getOrDefault(resource, new TreeMap<>());
            ofTerms.add(of);
            instants.addAll(of.keySet());
        }
        List<Step> steps = new ArrayList<>();
        long[][] sums = new long[terms.size()][3];
        Step last = null;
        for (long at : instants) {
            if (at >= horizon && at != dawn) {
                break;
            }
            for (int i = 0; i < sums.length; i++) {
                long[] change = ofTerms.get(i).get(at);
                for (int k = 0; change != null && k < 3; k++) {
                    sums[i][k] += change[k];
                }
            }
            Step step = step(at, sums);
            if (last == null
                    || last.value() != step.value()
                    || last.unknown() != step.unknown()
                    || last.unmeasured() != step.unmeasured()) {
                steps.add(step);
                last = step;
            }
        }
        return steps;
    }

    /** The first term less all others, with the range that follows from what is unknown in each. */
    private static Step step(long at, long[][] sums) {
        long low = 0;
        long high = 0;
        long unmeasured = 0;
        for (int i = 0; i < sums.length; i++) {
            low += i == 0 ? sums[i][0] : -(sums[i][0] + sums[i][1]);
            high += i == 0 ? sums[i][0] + sums[i][1] : -sums[i][0];
            unmeasured += sums[i][2];
        }
        return new Step(at, low, high - low, unmeasured);
    }

    /** The same at one instant alone, where the sum of each term is known already; in the order of {@link Series#terms}. */
    public static Step step(long at, List<Amount> terms) {
        long[][] sums = new long[terms.size()][];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = new long[] {
                terms.get(i).value(), terms.get(i).unknown(), terms.get(i).unmeasured()
            };
        }
        return step(at, sums);
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
                if (series.isBalance() && changes.containsKey(series)) {
                    checkpoints(checkpoints, series, resource);
                }
            }
        }
        return checkpoints;
    }

    private void checkpoints(List<Checkpoint> checkpoints, Series series, String resource) {
        Step last = null;
        Step kept = null;
        for (Step step : steps(series, resource)) {
            kept = checkpoint(checkpoints, series, resource, last, kept, step.at());
            last = step;
        }
        checkpoint(checkpoints, series, resource, last, kept, horizon);
    }

    /** The day boundary before {@code next}, if the balance there differs from the last one kept. */
    private static Step checkpoint(
            List<Checkpoint> checkpoints, Series series, String resource, Step last, Step kept, long next) {
        if (last == null) {
            return kept;
        }
        long midnight = Math.floorDiv(last.at() + Micros.DAY - 1, Micros.DAY) * Micros.DAY;
        if (midnight <= next
                && (kept == null
                        || kept.value() != last.value()
                        || kept.unknown() != last.unknown()
                        || kept.unmeasured() != last.unmeasured())) {
            if (midnight < next) {
                checkpoints.add(new Checkpoint(
                        series.text(), resource, midnight, last.value(), last.unknown(), last.unmeasured()));
                return last;
            }
        }
        return kept;
    }
}
