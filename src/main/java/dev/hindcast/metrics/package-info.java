/**
 * Spans in, balances and metrics out.
 *
 * <p>Entry: {@link dev.hindcast.metrics.Balances}; the dictionary of series is {@link dev.hindcast.metrics.Series}. Invariants: sums
 * are exact; nothing is clipped; what is unknown is a range and not a guess. Design section 6.
 */
package dev.hindcast.metrics;
