package dev.hindcast.evidence;

/**
 * What is left of a region's rows once they are staged, and how it is asked. Closing it frees the scratch space.
 *
 * @param knowledge under which they were read
 */
record StagedRows(
        Loaders loaders,
        Knowledge knowledge,
        ScratchDatabase database,
        Snapshots snapshots,
        EntityStreams streams,
        InstanceSweeps sweeps,
        SourceNotes sourceNotes)
        implements AutoCloseable {

    /** Whether they would be read alike under other knowledge. */
    boolean readsAlike(Knowledge other) {
        return knowledge.readsAlike(other, loaders);
    }

    @Override
    public void close() {
        database.close();
    }
}
