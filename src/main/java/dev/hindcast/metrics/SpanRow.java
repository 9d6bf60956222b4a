package dev.hindcast.metrics;

import dev.hindcast.evidence.Quantities;
import dev.hindcast.spans.Certainty;

/**
 * What a balance needs to know of a span.
 *
 * @param till microseconds UTC; {@link dev.hindcast.evidence.Micros#FOREVER} if open
 */
public record SpanRow(
        long id, String type, String booking, Quantities quantities, Certainty certainty, long from, long till) {}
