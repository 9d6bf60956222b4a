/**
 * Segments in, spans out.
 *
 * <p>Entry: {@link dev.hindcast.spans.SpanBuilder}. Invariants: every span names the segments it rests on, has a confidence no higher
 * than theirs, starts before it ends and within [dawn, horizon). Design section 6.
 */
package dev.hindcast.spans;
