/**
 * Two results, or a result and numbers from outside, in; what differs, by cause, out.
 *
 * <p>Entries: {@link dev.hindcast.audit.compare.ResultComparison} and {@link dev.hindcast.audit.compare.OutsideComparison}.
 * Invariants: the parts of every difference add up to it exactly; what no cause is found for says so. Entities are walked side by side
 * in the order of the files: memory grows with months, hosts and what differs, never with instances.
 */
package dev.hindcast.audit.compare;
