/**
 * Series in, means and resource-hours per day, week, month, quarter or year out.
 *
 * <p>Entry: {@link dev.hindcast.report.BucketReport}. Invariants: buckets are UTC and half-open; figures are over the covered part of a
 * bucket, and a bucket says how much of it was covered. Design sections 4 and 6.
 */
package dev.hindcast.report;
