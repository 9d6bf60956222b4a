package dev.hindcast.evidence;

import static dev.hindcast.evidence.ScratchDatabase.isDoubled;
import static dev.hindcast.evidence.ScratchDatabase.name;
import static dev.hindcast.evidence.ScratchDatabase.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/** What is told of rows that a loader made: keys that stand twice in one snapshot, and look-ups that name nobody. */
final class RowNotes {
    /** Of how many keys of one table each gets a note of its own; more are told by their number. */
    private static final int DOUBLED_ROWS_MAX = 1000;

    /** Of how many rows of one table and source each gets a note of its own; more are told by their number. */
    private static final int DANGLING_ROWS_MAX = 20;

    /** Of a large database. */
    private static final long DUMPING_AT_MOST = 2 * 3600 * Micros.SECOND;

    private final String region;
    private final Loaders loaders;
    private final RegionSources sources;
    private final Snapshots snapshots;
    private final Identities identities;

    RowNotes(String region, Loaders loaders, RegionSources sources, Snapshots snapshots, Identities identities) {
        this.region = region;
        this.loaders = loaders;
        this.sources = sources;
        this.snapshots = snapshots;
        this.identities = identities;
    }

    /**
     * One key twice in one snapshot (a restored database, a row live and archived at once): the first is used, and said.
     *
     * @param ofSeveral whether only a key of several rows of {@code content_x} can be one of these
     * @return whether there was one
     */
    boolean noteDoubles(Loader loader, boolean ofSeveral, List<EvidenceNote> doubles, DuckDBConnection on)
            throws SQLException {
        // Hashes may agree where rows do not, which is then seen below; to count pairs costs several times as much.
        boolean seenOnce = snapshots.isSeenOnce(loader);
        String suspected = ofSeveral
                ? " AND row_key IN (SELECT row_key FROM content_" + loader.sqlName()
                        + " WHERE bad_reason IS NULL GROUP BY row_key HAVING count(*) > 1)"
                : "";
        if (identities.areUndoubled(loader)
                || !isDoubled(
                        "(FROM row_" + loader.sqlName() + " WHERE bad_reason IS NULL" + suspected + ")",
                        seenOnce ? "row_key" : "hash(row_key, row_seen)",
                        on)) {
            return false;
        }
        long told = 0;
        long all = 0;
        try (Statement statement = on.createStatement();
                ResultSet rows = query(
                        statement,
                        "SELECT row_key, epoch_us(row_seen), count(*), count(*) OVER (), epoch_us(min(row_seen) OVER ()),"
                                + " epoch_us(max(row_seen) OVER ()) FROM row_" + loader.sqlName()
                                + " WHERE bad_reason IS NULL GROUP BY row_key, row_seen HAVING count(*) > 1 ORDER BY CAST(row_key AS VARCHAR), row_seen"
                                + " LIMIT " + (DOUBLED_ROWS_MAX + 1))) {
            while (rows.next()) {
                all = rows.getLong(4);
                told++;
                if (loader.isEvents()) {
                    continue;
                }
                boolean more = told > DOUBLED_ROWS_MAX;
                doubles.add(new EvidenceNote(
                        "duplicate_row",
                        "note",
                        region,
                        more ? "" : rows.getString(1),
                        "",
                        more ? rows.getLong(5) : rows.getLong(2),
                        more ? rows.getLong(6) : rows.getLong(2),
                        more
                                ? loader.table() + " shows " + (all - DOUBLED_ROWS_MAX)
                                        + " more keys several times in one snapshot; the first row of each is used."
                                : loader.table() + " shows this key " + rows.getLong(3)
                                        + " times in one snapshot; the first row is used."));
            }
        }
        return all > 0;
    }

    /**
     * Snapshots in which rows were set apart that may be the ones of keys shown elsewhere, so that what lacks there is not known to be
     * absent: the key was read in another snapshot, or there is none, or no row of the snapshot could be read. A key that can never be
     * read makes no snapshot doubtful, for nobody else is missed there.
     *
     * @param first  of those set apart
     * @param doubts is added to
     * @return their instants, ascending
     */
    List<Long> noteDoubted(Loader loader, Quarantined first, List<EvidenceNote> doubts, DuckDBConnection on)
            throws SQLException {
        List<Long> instants = new ArrayList<>();
        long apart = 0;
        String rows = "row_" + loader.sqlName();
        try (Statement statement = on.createStatement();
                ResultSet doubted = query(
                        statement,
                        "SELECT epoch_us(row_seen), count(bad_reason) FROM " + rows
                                + " GROUP BY row_seen HAVING count(bad_reason) = count(*) OR bool_or(bad_reason IS NOT NULL AND"
                                + " (row_key IS NULL OR row_key IN (SELECT row_key FROM " + rows
                                + " WHERE bad_reason IS NULL AND row_key IS NOT NULL))) ORDER BY row_seen")) {
            while (doubted.next()) {
                instants.add(doubted.getLong(1));
                apart += doubted.getLong(2);
            }
        }
        if (!instants.isEmpty()) {
            doubts.add(new EvidenceNote(
                    "unreadable_rows",
                    "notice",
                    region,
                    loader.table(),
                    "",
                    instants.get(0),
                    instants.get(instants.size() - 1),
                    "What lacks in " + (instants.size() == 1 ? "its snapshot" : instants.size() + " of its snapshots")
                            + " proves no absence, for some of its rows are in quarantine (" + apart
                            + "). The first of all is row "
                            + first.row() + " of " + first.table() + " in "
                            + sources.source(first.source()).path() + ": " + first.reason() + "."));
        }
        return instants;
    }

    /**
     * Rows that tell of more than two hours after their snapshot, longer than a dump takes: the snapshot is dated too early, by a name in
     * local time for one, or the clock of a controller is ahead. And snapshots without any row between others with some: the table may
     * have been emptied, or its export failed.
     *
     * @param latest by the instant of each snapshot that has rows, when any says that it was made or changed
     */
    void noteDoubtfulSnapshots(Loader loader, SortedMap<Long, Long> latest, List<EvidenceNote> notes) {
        List<Long> ahead = latest.keySet().stream()
                .filter(seen -> latest.get(seen) > seen + DUMPING_AT_MOST)
                .toList();
        if (!ahead.isEmpty()) {
            long most = Collections.max(
                    ahead,
                    Comparator.comparingLong((Long seen) -> latest.get(seen) - seen)
                            .thenComparing(Comparator.reverseOrder()));
            notes.add(new EvidenceNote(
                    "told_ahead",
                    "notice",
                    region,
                    loader.table(),
                    "",
                    ahead.get(0),
                    ahead.get(ahead.size() - 1),
                    "Rows of " + (ahead.size() == 1 ? "a snapshot" : ahead.size() + " of its snapshots")
                            + " were made or changed more than two hours after it: in that of " + Micros.text(most)
                            + " at " + Micros.text(latest.get(most))
                            + ". Maybe the name of its file or folder is in local time, or a clock is ahead."));
        }
        List<Long> emptied = Arrays.stream(snapshots.completeOf(loader))
                .filter(seen -> !latest.containsKey(seen) && latest.firstKey() < seen && seen < latest.lastKey())
                .boxed()
                .toList();
        if (!emptied.isEmpty()) {
            String first = Micros.text(emptied.get(0));
            notes.add(new EvidenceNote(
                    "emptied_table",
                    "notice",
                    region,
                    loader.table(),
                    "",
                    emptied.get(0),
                    emptied.get(emptied.size() - 1),
                    (emptied.size() == 1
                                    ? "The snapshot of " + first + " shows"
                                    : emptied.size() + " snapshots, the first of " + first + ", show")
                            + " it without any row, and others before and after with some: all that it held is gone in between."
                            + " Maybe an export that failed: take it out."));
        }
    }

    /**
     * Instances on a host that no row of hosts is named as, but for capitals, blanks at its end or dashes: to MySQL they are one, here they are
     * two, and neither is taken for the other.
     */
    List<EvidenceNote> hostsSpeltOtherwise(List<Loader> loaded, Statement statement) throws SQLException {
        List<EvidenceNote> notes = new ArrayList<>();
        String hosts = loaded.stream()
                .filter(loader -> loader.about() == Loader.About.HOST || loader.about() == Loader.About.SERVICE)
                .map(loader -> "SELECT entity FROM version_" + loader.sqlName())
                .collect(Collectors.joining(" UNION "));
        for (Loader loader : loaded) {
            if (hosts.isEmpty() || loader.about() != Loader.About.INSTANCE || loader.index("node") < 0) {
                continue;
            }
            try (ResultSet rows = query(
                    statement,
                    "WITH hosts AS (" + hosts
                            + "), named AS (SELECT node, count(DISTINCT entity) AS instances, epoch_us(min(first_seen)) AS since,"
                            + " epoch_us(max(last_seen)) AS till FROM version_" + loader.sqlName()
                            + " WHERE node IS NOT NULL AND node NOT IN (SELECT entity FROM hosts WHERE entity IS NOT NULL) GROUP BY node)"
                            + " SELECT node, min(entity), max(instances), max(since), max(till) FROM named"
                            + " JOIN hosts ON " + spelt("node") + " = " + spelt("entity")
                            + " GROUP BY node ORDER BY node")) {
                while (rows.next()) {
                    String named = rows.getString(1);
                    notes.add(
                            new EvidenceNote(
                                    "name_spelt_otherwise",
                                    "notice",
                                    region,
                                    named,
                                    rows.getString(2),
                                    rows.getLong(4),
                                    rows.getLong(5),
                                    loader.table() + " has " + rows.getLong(3) + " on '" + named
                                            + "', and the host is called '"
                                            + rows.getString(2)
                                            + "': they differ by capitals, blanks or dashes alone, and are two hosts here. Maybe make them one in the export."));
                }
            }
        }
        return notes;
    }

    /** Rows whose look-up names nobody reach no session; nothing is dropped in silence (design sections 1 and 3). */
    List<EvidenceNote> dangling(Loader loader, DuckDBConnection on) throws SQLException {
        List<EvidenceNote> notes = new ArrayList<>();
        Loader.LookUp lookUp = loader.entityLookUp().orElse(null);
        if (lookUp == null) {
            return notes;
        }
        String named = loaders.all().stream()
                .filter(other -> other.sqlName().equals(lookUp.in()))
                .map(Loader::table)
                .findFirst()
                .orElse(lookUp.in());
        String table = (loader.isEvents() ? "event_" : "version_") + loader.sqlName();
        String id = "CAST(" + (loader.isEvents() ? "parent" : name(lookUp.column())) + " AS VARCHAR)";
        Map<Long, List<EvidenceNote>> bySource = new TreeMap<>();
        Map<Long, long[]> totals = new TreeMap<>();
        try (Statement statement = on.createStatement();
                ResultSet rows = query(
                        statement,
                        "SELECT origin, row_key, " + id
                                + ", epoch_us(first_seen), epoch_us(last_seen), count(*) OVER p, epoch_us(min(first_seen) OVER p),"
                                + " epoch_us(max(last_seen) OVER p), row_number() OVER (PARTITION BY origin >> 40 ORDER BY origin) AS place, "
                                + spelt(id) + " IN (SELECT " + spelt("id") + " FROM identity_" + lookUp.in()
                                + ") AS alike FROM "
                                + table
                                + " WHERE entity IS NULL WINDOW p AS (PARTITION BY origin >> 40) QUALIFY place <= "
                                + DANGLING_ROWS_MAX + " ORDER BY origin")) {
            while (rows.next()) {
                long origin = rows.getLong(1);
                String meant = rows.getString(3) == null ? "NULL" : rows.getString(3);
                boolean alike = rows.getBoolean(10);
                bySource.computeIfAbsent(origin >> 40, key -> new ArrayList<>())
                        .add(dangling(
                                alike ? "notice" : "note",
                                rows.getString(2),
                                rows.getLong(4),
                                rows.getLong(5),
                                "This row of " + loader.rawTable(origin) + " in "
                                        + sources.source(Origin.source(origin)).path() + " has " + lookUp.raw() + " "
                                        + meant
                                        + ", and no row of " + named + " is named so"
                                        + (alike ? ", but for capitals, blanks or dashes" : "")
                                        + "; it reaches nothing."));
                totals.put(origin >> 40, new long[] {rows.getLong(6), rows.getLong(7), rows.getLong(8), origin});
            }
        }
        bySource.forEach((where, each) -> {
            long[] total = totals.get(where);
            if (total[0] <= DANGLING_ROWS_MAX) {
                notes.addAll(each);
            } else {
                String file = sources.source(Origin.source(total[3])).path();
                String examples =
                        each.stream().limit(3).map(EvidenceNote::entity).collect(Collectors.joining(", "));
                boolean alike = each.stream().anyMatch(note -> note.severity().equals("notice"));
                notes.add(dangling(
                        alike ? "notice" : "note",
                        loader.rawTable(total[3]) + " " + file,
                        total[1],
                        total[2],
                        "Of " + total[0] + " rows of " + loader.rawTable(total[3]) + " in " + file + " no row of "
                                + named + " has the " + lookUp.raw()
                                + (alike ? ", but for capitals, blanks or dashes" : "") + ", as of those with the keys "
                                + examples
                                + "; they reach nothing."));
            }
        });
        return notes;
    }

    /** An id or a name as a person, and mostly MySQL, would take it. */
    private static String spelt(String name) {
        return "replace(lower(rtrim(" + name + ")), '-', '')";
    }

    private EvidenceNote dangling(String severity, String entity, long from, long till, String detail) {
        return new EvidenceNote("dangling_row", severity, region, entity, "", from, till, detail);
    }
}
