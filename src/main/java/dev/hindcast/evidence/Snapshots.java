package dev.hindcast.evidence;

import static dev.hindcast.evidence.ScratchDatabase.run;
import static dev.hindcast.evidence.ScratchDatabase.timestamp;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/** When each loader's table was seen, and whether what lacked then was truly absent. */
final class Snapshots {
    /** Loader table to the instants of its snapshots, and whether each is complete. */
    private final Map<String, SortedMap<Long, Boolean>> snapshots = new HashMap<>();

    /** Loader table to those that are complete and lack rows that could not be read. */
    private final Map<String, Set<Long>> doubted = new ConcurrentHashMap<>();

    private Snapshots() {}

    /** Of sources whose instants are known; puts the tables {@code source_seen} and {@code snapshot} beside the rows. */
    static Snapshots find(Loaders loaders, Knowledge knowledge, RegionSources sources, ScratchDatabase database)
            throws SQLException {
        Snapshots found = new Snapshots();
        // One statement for all rows: a statement takes longer to plan than its rows to insert.
        database.run("CREATE TABLE source_seen (source_number BIGINT, source_seen_at TIMESTAMP)");
        if (!sources.all().isEmpty()) {
            database.run("INSERT INTO source_seen VALUES "
                    + sources.all().stream()
                            .map(source -> "(" + source.id() + ", " + timestamp(source.seen()) + ")")
                            .collect(Collectors.joining(", ")));
        }
        database.run(
                "CREATE TABLE snapshot (loader VARCHAR, seen TIMESTAMP, complete_before INTEGER, complete_upto INTEGER)");
        List<String> rows = new ArrayList<>();
        for (Loader loader : loaders.all()) {
            TreeMap<Long, Boolean> seen = new TreeMap<>();
            Window window = knowledge.window(loader.table(), "");
            Set<Integer> whole = sources.showing(loader.table());
            List<String> tables = loader.tables();
            Set<Integer> shown = new TreeSet<>();
            tables.forEach(table -> shown.addAll(sources.showing(table)));
            for (int id : shown) {
                Source source = sources.source(id);
                // Archived rows alone show who was there, and of nobody that he was not.
                boolean proves = source.complete()
                        && whole.contains(id)
                        && tables.stream().noneMatch(table -> sources.isDamaged(id, table))
                        && !sources.isDamaged(id, "")
                        && (window == null || window.provesAbsence(source.seen()));
                seen.merge(source.seen(), proves, Boolean::logicalOr);
            }
            if (!seen.isEmpty()) {
                found.snapshots.put(loader.table(), seen);
                rows.addAll(found.counted(loader));
            }
        }
        if (!rows.isEmpty()) {
            database.run("INSERT INTO snapshot VALUES " + String.join(", ", rows));
        }
        return found;
    }

    /** Rows of the table {@code snapshot}: how many complete ones there are before and up to each. */
    private List<String> counted(Loader loader) {
        List<String> rows = new ArrayList<>();
        int complete = 0;
        for (long seen : of(loader.table())) {
            int before = complete;
            complete += provesAbsence(loader, seen) ? 1 : 0;
            rows.add("('" + loader.sqlName() + "', " + timestamp(seen) + ", " + before + ", " + complete + ")");
        }
        return rows;
    }

    /**
     * What these snapshots of a loader's table lack proves nothing: some of their rows could not be read. The table was seen whole all the
     * same, so that one row spoilt for good does not end what is said.
     */
    void doubt(Loader loader, Collection<Long> instants, DuckDBConnection on) throws SQLException {
        // Several loaders are run at once.
        doubted.put(loader.table(), Set.copyOf(instants));
        run("DELETE FROM snapshot WHERE loader = '" + loader.sqlName() + "'", on);
        run("INSERT INTO snapshot VALUES " + String.join(", ", counted(loader)), on);
    }

    /** Tables that were seen at all. */
    Set<String> tables() {
        return snapshots.keySet();
    }

    boolean isSeenOnce(Loader loader) {
        return snapshots.get(loader.table()).size() == 1;
    }

    /** Whether of each entity there is one version at most. */
    boolean showEachOnce(Loader loader) {
        return isSeenOnce(loader) && loader.isKeyedByEntity();
    }

    /** Instants at which a table was seen, ascending. */
    List<Long> of(String table) {
        return List.copyOf(snapshots.getOrDefault(table, new TreeMap<>()).keySet());
    }

    /** Tables of which there is a complete snapshot, with the last such. */
    SortedMap<String, Long> tableEnds() {
        SortedMap<String, Long> ends = new TreeMap<>();
        snapshots.forEach((table, seen) -> seen.forEach((at, complete) -> {
            if (complete) {
                ends.put(table, at);
            }
        }));
        return ends;
    }

    /** Instants of a table's complete snapshots of which all rows could be read, ascending. */
    long[] completeOf(Loader loader) {
        return of(loader.table()).stream()
                .filter(seen -> provesAbsence(loader, seen))
                .mapToLong(Long::longValue)
                .toArray();
    }

    private boolean provesAbsence(Loader loader, long seen) {
        return snapshots.get(loader.table()).get(seen)
                && !doubted.getOrDefault(loader.table(), Set.of()).contains(seen);
    }

    /** The last complete snapshot of all, but not beyond what is to be said. */
    long horizon(String region, long saidUntil) {
        long horizon =
                tableEnds().values().stream().mapToLong(Long::longValue).max().orElse(Micros.ALWAYS);
        if (horizon == Micros.ALWAYS) {
            throw new InputRefused(region + ": no whole snapshot of any table that a loader reads. Maybe every dump is"
                    + " cut short, or has rows that cannot be read, or --as-of lies before the first.");
        }
        return Math.min(horizon, saidUntil);
    }
}
