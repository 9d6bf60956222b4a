package dev.hindcast.timeline;

import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Entity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

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

    private Resolver() {}

    /** All segments of the claims, by entity, attribute and time; those of one attribute never overlap unless it accumulates. */
    public static List<Segment> resolve(List<Claim> claims) {
        TreeMap<Entity, TreeMap<Attribute, List<Claim>>> grouped = new TreeMap<>();
        for (Claim claim : claims) {
            grouped.computeIfAbsent(claim.entity(), entity -> new TreeMap<>())
                    .computeIfAbsent(claim.attribute(), attribute -> new ArrayList<>())
                    .add(claim);
        }
        List<Segment> segments = new ArrayList<>();
        grouped.forEach((entity, attributes) -> attributes.forEach((attribute, group) -> {
            group.sort(Claim.ORDER);
            segments.addAll(attribute.accumulates() ? accumulate(group) : decide(group));
        }));
        return segments;
    }

    /**
     * Equal claims, the same value over the same time, become one segment; others stand side by side. Only a claim that there was
     * nothing takes its time from those that are weaker.
     */
    private static List<Segment> accumulate(List<Claim> claims) {
        List<Claim> nones = claims.stream()
                .filter(claim -> claim.value().equals(Claim.NONE))
                .sorted(Comparator.comparingLong(Claim::from))
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
        if (claims.size() == 1) {
            return List.of(
                    segment(claims.get(0), claims.get(0).from(), claims.get(0).till(), claims, List.of(), false));
        }
        TreeSet<Long> bounds = new TreeSet<>();
        TreeMap<Long, List<Integer>> starts = new TreeMap<>();
        for (int place = 0; place < claims.size(); place++) {
            Claim claim = claims.get(place);
            bounds.add(claim.from());
            bounds.add(claim.till());
            starts.computeIfAbsent(claim.from(), at -> new ArrayList<>()).add(place);
        }
        List<Segment> segments = new ArrayList<>();
        // By their places, which are in order: claims that are alike stay two.
        TreeSet<Integer> active = new TreeSet<>();
        Long from = null;
        for (long bound : bounds) {
            if (from != null && !active.isEmpty()) {
                append(segments, piece(active.stream().map(claims::get).toList(), from, bound));
            }
            long now = bound;
            active.removeIf(place -> claims.get(place).till() <= now);
            active.addAll(starts.getOrDefault(bound, List.of()));
            from = bound;
        }
        return segments;
    }

    private static Segment piece(List<Claim> active, long from, long till) {
        Claim best = active.get(0);
        List<Claim> winners = new ArrayList<>();
        List<Claim> losers = new ArrayList<>();
        boolean contested = false;
        for (Claim claim : active) {
            if (claim.agrees(best)) {
                winners.add(claim);
            } else {
                losers.add(claim);
                contested |= claim.rule().precedence() == best.rule().precedence()
                        && claim.confidence() == best.confidence();
            }
        }
        return segment(best, from, till, winners, losers, contested);
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

    /** Joins two pieces that meet and that the same claims decide; losers of either are losers of the whole. */
    private static void append(List<Segment> segments, Segment next) {
        Segment last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
        if (last != null
                && last.till() == next.from()
                && last.winner() == next.winner()
                && last.contested() == next.contested()
                && sameRivals(last.rivals(), next.rivals())) {
            List<Claim> winners = new ArrayList<>(last.winners());
            next.winners().stream().filter(claim -> !contains(winners, claim)).forEach(winners::add);
            List<Claim> losers = new ArrayList<>(last.losers());
            next.losers().stream().filter(claim -> !contains(losers, claim)).forEach(losers::add);
            segments.set(segments.size() - 1, segmentOf(last, next.till(), winners, losers));
        } else {
            segments.add(next);
        }
    }

    private static Segment segmentOf(Segment last, long till, List<Claim> winners, List<Claim> losers) {
        return new Segment(
                last.entity(),
                last.attribute(),
                last.value(),
                last.from(),
                till,
                last.confidence(),
                winners,
                losers,
                last.contested());
    }

    /** What is contested spans the range of the rivals, so another rival makes another segment. */
    private static boolean sameRivals(List<Claim> ones, List<Claim> others) {
        return ones.size() == others.size() && ones.stream().allMatch(claim -> contains(others, claim));
    }

    private static boolean contains(List<Claim> claims, Claim claim) {
        return claims.stream().anyMatch(other -> other == claim);
    }
}
