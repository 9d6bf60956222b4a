/**
 * Looks at results from beside the stages: what differs, what is amiss, why.
 *
 * <p>In come results and texts; out go differences, findings and explanations as values, which the commands print. Stages do not
 * know this package. Nothing here changes a result. Design sections 3 and 8.
 */
package dev.hindcast.audit;
