package dev.hindcast.timeline;

import dev.hindcast.reasoning.Claim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Entry of the timeline stage: claims in, segments out (design section 5).
 * Picks by (precedence, confidence), keeps the losers, and turns a tie of contradicting equals into {@code unknown}.
 */
public final class Resolver {
    /** Those that say the same for the same reasons. */
    private static final Comparator<Claim> SAME = Comparator.comparing(Claim::value)
            .thenComparingLong(Claim::from)
            .thenComparingLong(Claim::till)
            .thenComparing(Claim::byGrounds);

    private static final Comparator<Claim> BY_START = Comparator.comparingLong(Claim::from);

    private Resolver() {}

    /** All segments of the claims, by entity, attribute and time; those of one attribute never overlap unless it accumulates. */
    public static List<Segment> resolve(List<Claim> claims) {
        List<Claim> sorted = new ArrayList<>(claims);
        sorted.sort(Claim.ORDER);
        List<Segment> segments = new ArrayList<>();
        int till = 0;
        while (till < sorted.size()) {
            int from = till;
            Claim first = sorted.get(from);
            while (till < sorted.size() && isOfSame(sorted.get(till), first)) {
                till++;
            }
            List<Claim> group = sorted.subList(from, till);
            segments.addAll(first.attribute().accumulates() ? accumulate(group) : decide(group));
        }
        return segments;
    }

    private static boolean isOfSame(Claim claim, Claim other) {
        return claim.attribute() == other.attribute() && claim.entity().equals(other.entity());
    }

    /**
     * Equal claims, the same value over the same time, become one segment; others stand side by side. Only a claim that there was
     * nothing takes its time from those that are weaker.
     */
    private static List<Segment> accumulate(List<Claim> claims) {
        List<Claim> nones = claims.stream()
                .filter(claim -> claim.value().equals(Claim.NONE))
                .sorted(BY_START)
                .toList();
        TreeMap<Claim, List<Claim>> equal = new TreeMap<>(SAME);
        for (Claim claim : claims) {
            equal.computeIfAbsent(claim, first -> new ArrayList<>()).add(claim);
        }
        List<Segment> segments = new ArrayList<>();
        for (List<Claim> same : equal.values()) {
            Claim first = same.get(0);
            List<Claim> losers = !first.value().equals(Claim.NONE)
                    ? List.of()
                    : claims.stream().filter(other -> takesFrom(first, other)).toList();
            long from = first.from();
            for (Claim none : nones) {
                if (takesFrom(none, first)) {
                    if (from < none.from()) {
                        segments.add(segment(first, from, none.from(), same, losers, false));
                    }
                    from = Math.max(from, none.till());
                }
            }
            if (from < first.till()) {
                segments.add(segment(first, from, first.till(), same, losers, false));
            }
        }
        segments.sort(Comparator.comparingLong(Segment::from)
                .thenComparingLong(Segment::till)
                .thenComparing(Segment::value));
        return segments;
    }

    private static boolean takesFrom(Claim none, Claim other) {
        int precedence = Integer.compare(none.rule().precedence(), other.rule().precedence());
        boolean stronger = precedence > 0 || precedence == 0 && none.confidence() > other.confidence();
        return stronger
                && !other.value().equals(Claim.NONE)
                && none.from() < other.till()
                && none.till() > other.from();
    }

    /** @param claims in their order */
    private static List<Segment> decide(List<Claim> claims) {
        if (isOfOneTime(claims)) {
            Stretch all = Stretch.of(claims, claims.get(0).from(), claims.get(0).till());
            return List.of(all.segment());
        }
        long[] bounds = bounds(claims);
        List<Claim> byStart = new ArrayList<>(claims);
        byStart.sort(BY_START);
        int next = 0;
        List<Segment> segments = new ArrayList<>();
        List<Claim> active = new ArrayList<>();
        Stretch last = null;
        for (int i = 0; i + 1 < bounds.length; i++) {
            long from = bounds[i];
            if (from == bounds[i + 1]) {
                continue;
            }
            active.removeIf(claim -> claim.till() <= from);
            while (next < byStart.size() && byStart.get(next).from() == from) {
                addInOrder(active, byStart.get(next++));
            }
            if (active.isEmpty()) {
                continue;
            }
            Stretch then = Stretch.of(active, from, bounds[i + 1]);
            if (last != null && last.goesOnAs(then)) {
                last.append(then);
            } else {
                if (last != null) {
                    segments.add(last.segment());
                }
                last = then;
            }
        }
        segments.add(last.segment());
        return segments;
    }

    /** Where any of them begins or ends, in order; some more than once. */
    private static long[] bounds(List<Claim> claims) {
        long[] bounds = new long[claims.size() * 2];
        int size = 0;
        for (Claim claim : claims) {
            bounds[size++] = claim.from();
            bounds[size++] = claim.till();
        }
        Arrays.sort(bounds);
        return bounds;
    }

    /** Claims that are alike stay two. */
    private static void addInOrder(List<Claim> claims, Claim claim) {
        int place = claims.size();
        while (place > 0 && Claim.ORDER.compare(claims.get(place - 1), claim) > 0) {
            place--;
        }
        claims.add(place, claim);
    }

    /** As most are: then nobody's time ends or begins within another's. */
    private static boolean isOfOneTime(List<Claim> claims) {
        Claim first = claims.get(0);
        for (Claim claim : claims) {
            if (claim.from() != first.from() || claim.till() != first.till()) {
                return false;
            }
        }
        return true;
    }

    /** A segment that may still grow by stretches that follow. */
    private static final class Stretch {
        private final Claim best;
        private final long from;
        private long till;
        private final List<Claim> winners;
        private final List<Claim> losers = new ArrayList<>(0);
        /** The losers that contradict the best as its equals. */
        private final List<Claim> rivals = new ArrayList<>(0);
        /** All winners and losers, by identity; null until another was appended. */
        private Set<Claim> named;

        private Stretch(Claim best, long from, long till, int claims) {
            this.best = best;
            this.winners = new ArrayList<>(claims);
            this.from = from;
            this.till = till;
        }

        /** @param active claims that hold over all of it, in their order */
        static Stretch of(List<Claim> active, long from, long till) {
            Stretch stretch = new Stretch(active.get(0), from, till, active.size());
            for (Claim claim : active) {
                if (claim.agrees(stretch.best)) {
                    stretch.winners.add(claim);
                } else {
                    stretch.losers.add(claim);
                    if (claim.rule().precedence() == stretch.best.rule().precedence()
                            && claim.confidence() == stretch.best.confidence()) {
                        stretch.rivals.add(claim);
                    }
                }
            }
            return stretch;
        }

        /** Whether both meet and the same claims decide them; what is contested spans the range of the rivals. */
        boolean goesOnAs(Stretch next) {
            return till == next.from && best == next.best && isSame(rivals, next.rivals);
        }

        private static boolean isSame(List<Claim> ones, List<Claim> others) {
            boolean same = ones.size() == others.size();
            // Both are in the order of the claims.
            for (int i = 0; same && i < ones.size(); i++) {
                same = ones.get(i) == others.get(i);
            }
            return same;
        }

        /** Losers of either are losers of the whole. */
        void append(Stretch next) {
            if (named == null) {
                named = Collections.newSetFromMap(new IdentityHashMap<>());
                named.addAll(winners);
                named.addAll(losers);
            }
            for (Claim claim : next.winners) {
                if (named.add(claim)) {
                    winners.add(claim);
                }
            }
            for (Claim claim : next.losers) {
                if (named.add(claim)) {
                    losers.add(claim);
                }
            }
            till = next.till;
        }

        Segment segment() {
            return Resolver.segment(best, from, till, winners, losers, !rivals.isEmpty());
        }
    }

    private static Segment segment(
            Claim best, long from, long till, List<Claim> winners, List<Claim> losers, boolean contested) {
        return new Segment(
                best.entity(),
                best.attribute(),
                contested ? Claim.UNKNOWN : best.value(),
                from,
                till,
                best.confidence(),
                winners,
                losers,
                contested);
    }
}
