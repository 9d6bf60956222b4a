package dev.hindcast.audit.replay;

import dev.hindcast.evidence.Micros;
import dev.hindcast.store.ResultReader.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * All balances and metrics of a region, carried along the ledger entry by entry: at each instant what has changed is looked at once,
 * and at each midnight the balances stand still.
 */
final class Sums {
    /** Spans that count alike share what they add. */
    record Alike(String type, String booking, int vector, int known) {}

    /** What a span adds to one balance; place is that of the first of its three numbers. */
    private record Share(int place, long value, long unknown, long unmeasured) {}

    /** A metric that is surely below zero over a time. */
    record Below(Dictionary metric, String resource, long from, long till) {}

    /** Takes the balances as they stand at a midnight. */
    interface Midnight {
        void at(long midnight, long[] balances);
    }

    private final Region region;
    private final List<String> resources;
    private final Midnight sink;
    private final Map<Alike, List<Share>> shares = new HashMap<>();
    private final long[] sums;
    private final long[] lastTold;
    private final Steps[] steps;
    private final long[] belowSince;
    private final List<Below> below = new ArrayList<>();
    private final BitSet touched = new BitSet();
    private long[] lastMidnight;
    private long now;

    Sums(Region region, List<String> resources, Midnight sink) {
        this.region = region;
        this.resources = List.copyOf(resources);
        this.sink = sink;
        int series = Dictionary.ALL.size() * resources.size();
        sums = new long[series * 3];
        lastTold = new long[series * 3];
        steps = new Steps[series];
        belowSince = new long[series];
        Arrays.fill(belowSince, Micros.ALWAYS);
        now = region.dawn();
        touched.set(0, series);
    }

    /** An entry; they come in the order of time. What is at the horizon or after it changes nothing that is said. */
    void entry(long at, Alike alike, SortedMap<String, Long> amounts, int sign) {
        if (at >= region.horizon()) {
            return;
        }
        if (at > now) {
            settle(at);
            now = at;
        }
        for (Share share : shares.computeIfAbsent(alike, key -> shares(key, amounts))) {
            sums[share.place] += sign * share.value;
            sums[share.place + 1] += sign * share.unknown;
            sums[share.place + 2] += sign * share.unmeasured;
            touched.set(share.place / 3);
        }
    }

    private List<Share> shares(Alike alike, SortedMap<String, Long> amounts) {
        List<Share> all = new ArrayList<>();
        for (Dictionary balance : Dictionary.ALL) {
            int counts = balance.counts(alike.type, alike.booking, alike.known);
            for (int resource = 0; resource < resources.size() && counts >= 0; resource++) {
                Long amount = amounts.get(resources.get(resource));
                int place = place(balance, resource);
                if (amount != null) {
                    all.add(new Share(place, counts * amount, (1 - counts) * amount, 0));
                } else if (alike.known >= 0) {
                    all.add(new Share(place, 0, 0, 1));
                }
            }
        }
        return all;
    }

    private int place(Dictionary series, int resource) {
        return (series.ordinal() * resources.size() + resource) * 3;
    }

    /** To be called once behind the last entry. */
    void end() {
        settle(region.horizon());
        for (int series = 0; series < steps.length; series++) {
            if (belowSince[series] != Micros.ALWAYS) {
                below(series, region.horizon());
            }
        }
    }

    /** Nothing changes any more before the next instant. */
    private void settle(long next) {
        for (int series = touched.nextSetBit(0); series >= 0; series = touched.nextSetBit(series + 1)) {
            Dictionary told = Dictionary.ALL.get(series / resources.size());
            if (told.terms().isEmpty()) {
                tell(series, sums[series * 3], sums[series * 3 + 1], sums[series * 3 + 2]);
                for (Dictionary metric : Dictionary.ALL) {
                    if (metric.terms().contains(told)) {
                        touched.set(place(metric, series % resources.size()) / 3);
                    }
                }
            } else {
                metric(series, told);
            }
        }
        touched.clear();
        long midnight = Math.floorDiv(now + Micros.DAY - 1, Micros.DAY) * Micros.DAY;
        if (midnight < next && !Arrays.equals(lastMidnight, sums)) {
            lastMidnight = sums.clone();
            sink.at(midnight, lastMidnight);
        }
    }

    private void metric(int series, Dictionary metric) {
        long low = 0;
        long high = 0;
        long unmeasured = 0;
        for (Dictionary term : metric.terms()) {
            int place = place(term, series % resources.size());
            boolean first = term == metric.terms().get(0);
            low += first ? sums[place] : -sums[place] - sums[place + 1];
            high += first ? sums[place] + sums[place + 1] : -sums[place];
            unmeasured += sums[place + 2];
        }
        tell(series, low, high - low, unmeasured);
        // What the first term adds and is of unknown size may be any amount.
        boolean surely = high < 0 && sums[place(metric.terms().get(0), series % resources.size()) + 2] == 0;
        if (surely && belowSince[series] == Micros.ALWAYS) {
            belowSince[series] = now;
        } else if (!surely && belowSince[series] != Micros.ALWAYS) {
            below(series, now);
        }
    }

    private void below(int series, long till) {
        below.add(new Below(
                Dictionary.ALL.get(series / resources.size()),
                resources.get(series % resources.size()),
                belowSince[series],
                till));
        belowSince[series] = Micros.ALWAYS;
    }

    private void tell(int series, long value, long unknown, long unmeasured) {
        int place = series * 3;
        if (steps[series] == null) {
            steps[series] = new Steps();
        } else if (lastTold[place] == value && lastTold[place + 1] == unknown && lastTold[place + 2] == unmeasured) {
            return;
        }
        steps[series].add(now, value, unknown, unmeasured);
        lastTold[place] = value;
        lastTold[place + 1] = unknown;
        lastTold[place + 2] = unmeasured;
    }

    List<Below> below() {
        return below;
    }

    List<String> resources() {
        return resources;
    }

    /** How each series went, by name and resource. */
    Steps steps(Dictionary series, int resource) {
        return steps[place(series, resource) / 3];
    }

    /** Series and resource of one of the numbers of a checkpoint. */
    String named(int place) {
        return Dictionary.ALL.get(place / 3 / resources.size()).text() + " "
                + resources.get(place / 3 % resources.size())
                + List.of("", " unknown", " unmeasured").get(place % 3);
    }
}
