/**
 * Evidence folders in, row versions per entity out.
 *
 * <p>Entry: {@link dev.hindcast.evidence.EvidenceReader}. A scratch DuckDB takes the raw rows, the loaders say what they say, and
 * equal sightings fold into versions. Invariants: rows read = emitted + quarantined; nothing is dropped in silence; the order of files
 * changes nothing. Design sections 2 to 4.
 *
 * <p>{@link dev.hindcast.evidence.Staging} holds the order of the steps: {@link dev.hindcast.evidence.DumpIntake} and
 * {@link dev.hindcast.evidence.Exports} take the files in, {@link dev.hindcast.evidence.Snapshots} tells when each table was seen,
 * {@link dev.hindcast.evidence.RawRows} gives each loader its rows, {@link dev.hindcast.evidence.Identities} what an id meant,
 * {@link dev.hindcast.evidence.LoaderRun} runs the loaders, {@link dev.hindcast.evidence.VersionFold} makes versions of their rows.
 * {@link dev.hindcast.evidence.RowNotes} and {@link dev.hindcast.evidence.SourceNotes} tell what was found amiss. What is staged is
 * read by {@link dev.hindcast.evidence.EntityStreams} and {@link dev.hindcast.evidence.InstanceSweeps}.
 */
package dev.hindcast.evidence;
