package dev.hindcast.audit;

import dev.hindcast.audit.Explanation.Share;
import dev.hindcast.metrics.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of a number: one span of a sum; of a difference, all spans of one host (of one instance, for {@code stopped}), so that what
 * was taken stands beside what it was taken from.
 *
 * @param about the host or the instance
 */
record Part(String about, List<Share> shares) {
    private static final Comparator<Part> TELLING_FIRST = Comparator.comparing(Part::cancels)
            .thenComparing(Comparator.comparingLong((Part part) -> Math.abs(part.known()))
                    .reversed())
            .thenComparing(Comparator.comparingLong(Part::unknown).reversed())
            .thenComparing(Part::about)
            .thenComparingLong(part -> part.shares().get(0).span().id());

    Part {
        shares = List.copyOf(shares);
    }

    /** The parts of a number, those first that make the most of it. */
    static List<Part> of(Explanation explanation) {
        List<Part> parts = new ArrayList<>();
        if (explanation.series().isBalance()) {
            explanation
                    .shares()
                    .forEach(share -> parts.add(new Part(share.span().entity(), List.of(share))));
        } else {
            Map<String, List<Share>> byAbout = new LinkedHashMap<>();
            for (Share share : explanation.shares()) {
                boolean byEntity = explanation.series() == Series.STOPPED
                        || share.span().host().isEmpty();
                byAbout.computeIfAbsent(
                                byEntity ? share.span().entity() : share.span().host(), key -> new ArrayList<>())
                        .add(share);
            }
            byAbout.forEach((about, shares) -> parts.add(new Part(about, shares)));
        }
        parts.sort(TELLING_FIRST);
        return parts;
    }

    /** What is surely left of it, in millionths. */
    long known() {
        return shares.stream()
                .filter(Share::isKnown)
                .mapToLong(share -> share.sign() * share.quantity())
                .sum();
    }

    /** What may change that, in millionths. */
    long unknown() {
        return shares.stream()
                .filter(share -> !share.isKnown())
                .mapToLong(Share::quantity)
                .sum();
    }

    /** Whether what was taken is just what there was. */
    boolean cancels() {
        return shares.size() > 1
                && known() == 0
                && unknown() == 0
                && shares.stream().allMatch(Share::isMeasured);
    }
}
