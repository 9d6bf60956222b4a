package dev.hindcast.store;

import dev.hindcast.evidence.Signal;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.report.ResourceHours;
import java.util.List;
import java.util.Map;

/**
 * A signal and what it changed, as it goes into the result file.
 *
 * @param won      segments that rest on it
 * @param lost     segments in which it yielded
 * @param entities how many of each kind have other spans because of it
 */
public record SignalRow(Signal signal, long won, long lost, Map<Entity.Kind, Integer> entities, List<Gain> gains) {
    /**
     * How much a balance is higher with the signal than without it, over the region's whole time.
     *
     * @param hours more than a long can hold: 10,000 hosts of 4 TB over 20 years are 7.4e21 millionths of MB-hours
     */
    public record Gain(Series balance, String resource, ResourceHours hours) {}
}
