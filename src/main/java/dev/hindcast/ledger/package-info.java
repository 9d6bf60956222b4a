/**
 * Spans in, + and - entries out, chained by hash.
 *
 * <p>Entry: {@link dev.hindcast.ledger.Entries}. Invariants: every span has one + entry and, unless it is open at the horizon, one -
 * entry; entries are never changed. Design section 7.
 */
package dev.hindcast.ledger;
