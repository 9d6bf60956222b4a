package dev.hindcast.store;

import dev.hindcast.evidence.Signal;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Entity;
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
     * @param value      in millionths of resource-hours, as are the others
     * @param unmeasured in millionths of entity-hours
     */
    public record Gain(Series balance, String resource, long value, long unknown, long unmeasured) {}
}
