/**
 * Claims in, segments out.
 *
 * <p>Entry: {@link dev.hindcast.timeline.Resolver}. Invariants: segments of one attribute of one entity never overlap, unless the
 * attribute accumulates; every segment names its winning claim, and so its rule; losers are kept. Design section 5.
 */
package dev.hindcast.timeline;
