package dev.hindcast.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One region's evidence, staged and ready to be read entity by entity. Closing it frees the scratch space. */
public final class RegionEvidence implements AutoCloseable {
    private final String region;
    private final StagedRows staged;
    private final Knowledge knowledge;
    private final List<Source> sources;
    private final List<EvidenceNote> notes;
    private final List<Quarantined> quarantined;
    private final List<RowCount> counts;
    private final long dawn;
    private final long horizon;

    RegionEvidence(
            String region,
            StagedRows staged,
            Knowledge knowledge,
            List<Source> sources,
            List<EvidenceNote> notes,
            List<Quarantined> quarantined,
            List<RowCount> counts,
            long dawn,
            long horizon) {
        this.region = region;
        this.staged = staged;
        this.knowledge = knowledge;
        this.sources = List.copyOf(sources);
        this.notes = List.copyOf(notes);
        this.quarantined = List.copyOf(quarantined);
        this.counts = List.copyOf(counts);
        this.dawn = dawn;
        this.horizon = horizon;
    }

    public String region() {
        return region;
    }

    /**
     * The same rows under other knowledge; null if by that they would be read otherwise.
     *
     * @param noted what was noted of the knowledge that it was read under; {@code otherNoted} of the other
     */
    RegionEvidence underOrNull(Knowledge other, List<EvidenceNote> noted, List<EvidenceNote> otherNoted) {
        if (!staged.readsAlike(other)) {
            return null;
        }
        List<EvidenceNote> all = new ArrayList<>(notes);
        all.removeAll(noted);
        all.removeAll(staged.sourceNotes().missing(knowledge));
        all.addAll(otherNoted);
        all.addAll(staged.sourceNotes().missing(other));
        return new RegionEvidence(region, staged, other, sources, all, quarantined, counts, dawn, horizon);
    }

    /** Whether both show the very same rows, so that these were read once for both. */
    public boolean isOfSameRows(RegionEvidence other) {
        return staged == other.staged;
    }

    public Knowledge knowledge() {
        return knowledge;
    }

    public List<Source> sources() {
        return sources;
    }

    public List<EvidenceNote> notes() {
        return notes;
    }

    public List<Quarantined> quarantined() {
        return quarantined;
    }

    public List<RowCount> counts() {
        return counts;
    }

    /** The region's first evidence, microseconds UTC. */
    public long dawn() {
        return dawn;
    }

    /** Its last complete snapshot, or what {@code --until} says, microseconds UTC. */
    public long horizon() {
        return horizon;
    }

    /** Instants of the region's snapshots, complete or not, ascending. */
    public List<Long> snapshots() {
        return sources.stream().map(Source::seen).distinct().sorted().toList();
    }

    /** Row versions of all facts about hosts or services, by entity. */
    public SortedMap<String, List<Version>> versionsOf(Loader.About about) {
        SortedMap<String, List<Version>> byEntity = new TreeMap<>();
        try (Stream<EntityRows> rows = stream(about)) {
            rows.forEach(entity -> byEntity.put(entity.entity(), entity.versions()));
        }
        return byEntity;
    }

    /** Entities in ascending order, each with all its rows; must be closed. */
    public Stream<EntityRows> stream(Loader.About about) {
        return staged.streams().stream(about, loader -> true, null);
    }

    /**
     * Leases in ascending order, each with its rows; must be closed.
     *
     * @param asked the only loaders whose rows are read: of five tables, two are asked for by no rule. A lease that only others
     *              name comes without rows
     */
    public Stream<EntityRows> leases(Predicate<Loader> asked) {
        return staged.streams().stream(Loader.About.BOOKING, asked, null);
    }

    /** Instances, of whose events only those of some words are read. */
    public Stream<EntityRows> instances(Set<EventKind> telling) {
        return staged.streams().stream(Loader.About.INSTANCE, loader -> true, telling);
    }

    /** How many leases rows tell of. */
    public long leaseCount() {
        return staged.streams().entities(Loader.About.BOOKING);
    }

    /** How many instances rows tell of, but for those of which only events tell. */
    public long instanceCount() {
        return staged.streams().entities(Loader.About.INSTANCE);
    }

    /** The distinct words of the event tables. */
    public List<EventKind> vocabulary() {
        return staged.streams().vocabulary();
    }

    /**
     * Instances never marked deleted whose node another instance took later, and those marked deleted later than that.
     *
     * @param nodes    on which only one instance can be at a time; of others nothing is told
     * @param arrivals words of events that bring an instance to a host, so that it is there since then
     */
    public Tenures tenures(Set<String> nodes, List<EventKind> arrivals) {
        return nodes.isEmpty()
                ? new Tenures(List.of(), List.of())
                : staged.sweeps().tenures(nodes, arrivals);
    }

    /** What sizes of instances each node carried, and when. */
    public List<Tenancy> tenancies() {
        return staged.sweeps().tenancies();
    }

    /** All hosts of those reservations of which an allocation names a host by an id that no row explains. */
    public List<Booked> unexplainedBookings() {
        return staged.sweeps().unexplainedBookings();
    }

    /** By reservation, of some: the instances whose request names it, each with the node it was seen on. */
    public Map<String, List<Sighting>> hostsOfReservations(Set<String> reservations) {
        return staged.sweeps().hostsOfReservations(reservations);
    }

    /** Instants at which a table was seen, ascending. */
    public List<Long> snapshotsOf(String table) {
        return staged.snapshots().of(table);
    }

    /** Raw tables of which at least one complete snapshot exists. */
    public Map<String, Long> tableEnds() {
        return staged.snapshots().tableEnds();
    }

    @Override
    public void close() {
        staged.close();
    }
}
