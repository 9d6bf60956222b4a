/**
 * Named checks of a result: what a person should look at before the numbers are believed.
 *
 * <p>In comes a result file; out go findings, each with its instant, what the ledger did then, what stood, and how to look further.
 * Entry: {@link dev.hindcast.audit.checks.Checks}. What the reconstruction has found already is shown, not found twice; the rest is
 * arithmetic over spans, series and rows. Nothing here changes a result.
 */
package dev.hindcast.audit.checks;
