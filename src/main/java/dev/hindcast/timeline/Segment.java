package dev.hindcast.timeline;

import dev.hindcast.evidence.Quantities;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Entity;
import java.util.ArrayList;
import java.util.List;

/**
 * One value of one attribute of one entity over [from, till), after the resolver (design section 2).
 *
 * @param winners the claims that agree on it, the first by order in front; never empty
 * @param losers  those that lost over all or part of it
 * @param contested whether equals contradicted each other, so that the value is unknown
 */
public record Segment(
        Entity entity,
        Attribute attribute,
        String value,
        long from,
        long till,
        double confidence,
        List<Claim> winners,
        List<Claim> losers,
        boolean contested) {

    public Segment {
        if (from >= till || winners.isEmpty()) {
            throw new IllegalArgumentException("no segment: " + entity + " " + attribute + " " + from + " " + till);
        }
        winners = List.copyOf(winners);
        losers = List.copyOf(losers);
    }

    public Claim winner() {
        return winners.get(0);
    }

    /** The losers that contradict the winner as its equals: of the same precedence and confidence. */
    public List<Claim> rivals() {
        return contested
                ? losers.stream()
                        .filter(claim ->
                                claim.rule().precedence() == winner().rule().precedence()
                                        && claim.confidence() == winner().confidence())
                        .toList()
                : List.of();
    }

    /** What is known by the winner, or null for an attribute without quantities. */
    public Quantities quantities() {
        return winner().quantities();
    }

    /** Those of one attribute and value, in their order. */
    public static List<Segment> of(List<Segment> segments, Attribute attribute, String value) {
        List<Segment> found = of(segments, attribute);
        found.removeIf(segment -> !segment.value().equals(value));
        return found;
    }

    /** Those of one attribute, in their order. */
    public static List<Segment> of(List<Segment> segments, Attribute attribute) {
        // Of an instance there is one of most.
        List<Segment> found = new ArrayList<>(1);
        for (Segment segment : segments) {
            if (segment.attribute() == attribute) {
                found.add(segment);
            }
        }
        return found;
    }
}
