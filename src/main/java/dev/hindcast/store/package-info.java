/**
 * The result file: the only access to it.
 *
 * <p>{@link dev.hindcast.store.ResultWriter} writes one, {@link dev.hindcast.store.ResultReader} reads one. Invariants: the same
 * inputs give the same bytes; a reader sees all of a run or none of it. Design section 7.
 */
package dev.hindcast.store;
