/**
 * Evidence folders in, row versions per entity out.
 *
 * <p>Entry: {@link dev.hindcast.evidence.EvidenceReader}. A scratch DuckDB takes the raw rows, the loaders say what they say, and
 * equal sightings fold into versions. Invariants: rows read = emitted + quarantined; nothing is dropped in silence; the order of files
 * changes nothing. Design sections 2 to 4.
 */
package dev.hindcast.evidence;
