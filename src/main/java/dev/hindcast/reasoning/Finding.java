package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import java.util.Comparator;
import java.util.List;

/**
 * A typed finding about an entity over an interval: an issue (design section 2).
 *
 * @param severity {@code action}, {@code notice} or {@code note}
 * @param entities one or several ids, blank-separated
 * @param rule     the rule that raised it, or null where arithmetic did
 */
public record Finding(
        String kind,
        String severity,
        String entities,
        String host,
        long from,
        long till,
        String detail,
        Rule rule,
        List<Evidence> because) {
    public static final Comparator<Finding> ORDER = Comparator.comparing(Finding::kind)
            .thenComparing(Finding::entities)
            .thenComparing(Finding::host)
            .thenComparingLong(Finding::from)
            .thenComparingLong(Finding::till)
            .thenComparing(Finding::detail)
            .thenComparing(Finding::severity);
}
