package dev.hindcast.audit.compare;

import dev.hindcast.metrics.Series;
import dev.hindcast.report.ResourceHours;
import java.util.SortedMap;

/**
 * Where a series differs: in a month, over all hosts; or of a host, over all time.
 *
 * @param month  as in 2023-04; empty if it is about a host
 * @param host   empty if it is about a month, and of what is on no known host
 * @param causes what each cause adds to the difference; they add up to it exactly
 */
public record Difference(
        String region,
        Series series,
        String resource,
        String month,
        String host,
        ResourceHours before,
        ResourceHours after,
        SortedMap<String, ResourceHours> causes) {
    public ResourceHours difference() {
        return after.minus(before);
    }

    public boolean isOfMonth() {
        return !month.isEmpty();
    }
}
