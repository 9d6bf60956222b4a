package dev.hindcast.audit.compare;

import dev.hindcast.metrics.Series;
import java.math.BigDecimal;

/**
 * A number from elsewhere.
 *
 * @param line    where it begins in its table, from 1
 * @param from    [from, till) in microseconds UTC
 * @param hours   resource-hours over that time
 * @param project of whom; empty for all
 */
public record OutsideRow(
        long line,
        String region,
        Series series,
        String resource,
        long from,
        long till,
        BigDecimal hours,
        String project) {}
