package dev.hindcast.evidence;

import static dev.hindcast.evidence.ScratchDatabase.name;
import static dev.hindcast.evidence.ScratchDatabase.query;
import static dev.hindcast.evidence.ScratchDatabase.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/** Runs the loaders over their raw rows: makes rows, counts them, sets bad ones apart and has the rest folded into versions. */
final class LoaderRun {
    private final Progress progress;
    private final ScratchDatabase database;
    private final RegionSources sources;
    private final Exports exports;
    private final Snapshots snapshots;
    private final RawRows raw;
    private final Identities identities;
    private final RowNotes rowNotes;

    LoaderRun(
            Progress progress,
            ScratchDatabase database,
            RegionSources sources,
            Exports exports,
            Snapshots snapshots,
            RawRows raw,
            Identities identities,
            RowNotes rowNotes) {
        this.progress = progress;
        this.database = database;
        this.sources = sources;
        this.exports = exports;
        this.snapshots = snapshots;
        this.raw = raw;
        this.identities = identities;
        this.rowNotes = rowNotes;
    }

    /**
     * What came of the rows of all loaders.
     *
     * @param firstTold the first instant that any version tells of
     */
    record Told(List<RowCount> counts, long firstTold) {
        /** Loaders' tables of which there are rows, and all are in quarantine. */
        Set<String> unusable(Loaders loaders) {
            Set<String> unusable = new TreeSet<>();
            for (Loader loader : loaders.all()) {
                List<RowCount> rows = counts.stream()
                        .filter(count -> loader.tables().contains(count.table()))
                        .toList();
                if (rows.stream().anyMatch(count -> count.read() > 0)
                        && rows.stream().allMatch(count -> count.emitted() == 0)) {
                    unusable.add(loader.table());
                }
            }
            return unusable;
        }
    }

    /**
     * What came of the rows of one loader.
     *
     * @param counted   by the upper bits of the origins of its rows
     * @param firstTold the first instant that a version tells of
     */
    private record Made(
            SortedMap<Long, Counted> counted,
            List<Quarantined> apart,
            List<EvidenceNote> doubles,
            List<EvidenceNote> dangling,
            long firstTold) {}

    /**
     * What a loader made of one raw table of one source.
     *
     * @param bad    of the rows those that it cannot use
     * @param latest when any of the others says that it was made or changed; {@link Micros#ALWAYS} where none says
     */
    private record Counted(long rows, long bad, long latest) {}

    /**
     * Runs loaders over their raw rows, of which each has some, sets bad ones apart, and folds the rest into versions.
     *
     * @param notes is added to, as is {@code quarantine}
     */
    Told runAll(List<Loader> loaded, List<EvidenceNote> notes, Quarantine quarantine) throws SQLException {
        List<RowCount> counts = new ArrayList<>();
        long[] firstTold = {Micros.FOREVER};
        List<EvidenceNote> dangling = new ArrayList<>();
        database.beside(loaded, loader -> !raw.hasMany(loader), this::make, (loader, made) -> {
            count(loader, made.counted(), counts);
            made.apart().forEach(row -> quarantine.add(row, 0));
            notes.addAll(made.doubles());
            dangling.addAll(made.dangling());
            firstTold[0] = Math.min(firstTold[0], made.firstTold());
        });
        notes.addAll(dangling);
        sources.countUnreadable(counts);
        return new Told(List.copyOf(counts), firstTold[0]);
    }

    private Made make(Loader loader, DuckDBConnection on) throws SQLException {
        boolean again = raw.isShownAgain(loader) && identities.areTimeless(loader);
        runLoader(loader, again, on);
        SortedMap<Long, Counted> counted = counted(loader, on);
        boolean bad = counted.values().stream().anyMatch(rows -> rows.bad() > 0);
        List<Quarantined> apart = bad ? setApart(loader, on) : List.of();
        List<EvidenceNote> doubles = new ArrayList<>();
        if (bad) {
            List<Long> doubted = rowNotes.noteDoubted(loader, apart.get(0), doubles, on);
            if (!doubted.isEmpty()) {
                snapshots.doubt(loader, doubted, on);
            }
        }
        rowNotes.noteDoubtfulSnapshots(loader, latest(counted), doubles);
        // A key of one content stands twice only where that is shown twice.
        boolean ofSeveral = again && !raw.isShownTwiceAtOnce(loader);
        boolean doubled = rowNotes.noteDoubles(loader, ofSeveral, doubles, on);
        new VersionFold(loader, snapshots.isSeenOnce(loader), doubled, again).fold(on);
        String created = loader.index("createdAt") >= 0 ? "coalesce(createdAt, first_seen)" : "first_seen";
        String first = loader.isEvents() ? "NULL" : "epoch_us(min(" + created + ") FILTER (entity IS NOT NULL))";
        boolean dangles;
        long told;
        try (Statement statement = on.createStatement();
                ResultSet rows = query(
                        statement,
                        "SELECT count(*) FILTER (entity IS NULL), " + first + " FROM "
                                + (loader.isEvents() ? "event_" : "version_") + loader.sqlName())) {
            rows.next();
            dangles = rows.getLong(1) > 0;
            told = rows.getObject(2) == null ? Micros.FOREVER : rows.getLong(2);
        }
        return new Made(counted, apart, doubles, dangles ? rowNotes.dangling(loader, on) : List.of(), told);
    }

    /**
     * Makes {@code content_x} of the raw rows, and {@code row_x}, where each row is told by whom it was first shown.
     *
     * @param again whether content that is shown again is read once
     */
    private void runLoader(Loader loader, boolean again, DuckDBConnection on) {
        String bookkeeping = "raw.origin, raw.row_key, raw.seen AS row_seen, " + badReason(loader) + " AS bad_reason";
        String sql = loader.sql()
                .replaceFirst("\\braw\\.origin\\b", java.util.regex.Matcher.quoteReplacement(bookkeeping))
                .replaceAll(
                        "(?i)\\bFROM\\s+raw\\b",
                        java.util.regex.Matcher.quoteReplacement(
                                "FROM " + (again ? raw.firstShownOf(loader) : raw.of(loader)) + " AS raw"));
        // Of an event only what its columns mean is ever read, and rows that were seen once are not compared.
        String read = loader.isEvents()
                ? "origin, row_key, row_seen, bad_reason, " + roles(loader)
                : snapshots.isSeenOnce(loader) ? "*" : "*, " + VersionFold.contentHash(loader);
        String content = "content_" + loader.sqlName();
        String shownAgain =
                " UNION ALL SELECT c.* REPLACE (a.origin AS origin, a.seen AS row_seen), a.first_origin FROM "
                        + RawRows.shownAgain(loader) + " a JOIN " + content + " c ON c.origin = a.first_origin";
        try {
            if (raw.hasMany(loader)) {
                // Of few rows nothing is written as they grow; and loaders of many run one after the other.
                database.expect(raw.count(loader));
            }
            run("CREATE TABLE " + content + " AS SELECT " + read + " FROM (" + sql + "\n)", on);
            run(
                    "CREATE VIEW row_" + loader.sqlName() + " AS SELECT *, origin AS first_origin FROM " + content
                            + (again ? shownAgain : ""),
                    on);
        } catch (SQLException e) {
            InputRefused damaged = exports.damaged();
            if (damaged != null) {
                throw damaged;
            }
            throw new InputRefused(
                    "evidence-loaders/" + loader.file() + ": DuckDB refuses it: "
                            + e.getMessage().lines().limit(4).collect(Collectors.joining(" ")),
                    e);
        }
    }

    /** What the loader's columns mean, under fixed names; NULL where it has none. */
    private static String roles(Loader loader) {
        Map<String, String> roles = loader.events();
        List<String> columns = new ArrayList<>();
        for (String role : List.of("entity", "at", "started", "parent", "action", "event", "result", "host")) {
            String type = role.equals("at") || role.equals("started") ? "TIMESTAMP" : "VARCHAR";
            columns.add((roles.containsKey(role) ? name(roles.get(role)) : "NULL::" + type) + " AS role_" + role);
        }
        return String.join(", ", columns);
    }

    /** An SQL expression: why a row cannot be used, or NULL. */
    private static String badReason(Loader loader) {
        StringBuilder cases = new StringBuilder("CASE WHEN raw.row_key IS NULL THEN 'no primary key'");
        for (Loader.Column column : loader.columns()) {
            if (column.raw().isEmpty()) {
                continue;
            }
            String raw = "raw." + name(column.raw());
            String text = "CAST(" + raw + " AS VARCHAR)";
            if (column.required()) {
                cases.append(" WHEN ")
                        .append(raw)
                        .append(" IS NULL THEN '")
                        .append(column.raw())
                        .append(" is NULL'");
            }
            String read = switch (column.type()) {
                case LONG -> "TRY_CAST(" + raw + " AS BIGINT)";
                case DOUBLE -> "TRY_CAST(" + raw + " AS DOUBLE)";
                case INSTANT -> "instant(" + raw + ")";
                case BOOLEAN -> "flag(" + raw + ")";
                default -> "";
            };
            if (!column.derived() && !read.isEmpty()) {
                // What is typed as what it says was read by whoever wrote the file, and is asked for first since it
                // costs nothing.
                String untold = switch (column.type()) {
                    case INSTANT ->
                        "typeof(" + raw + ") NOT IN ('TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'DATE')"
                                + " AND NOT starts_with(" + text + ", '0000-00-00')";
                    case BOOLEAN -> "typeof(" + raw + ") <> 'BOOLEAN'";
                    default -> "typeof(" + raw + ") = 'VARCHAR'";
                };
                String kind = switch (column.type()) {
                    case INSTANT -> "time";
                    case BOOLEAN -> "flag";
                    default -> "number";
                };
                cases.append(" WHEN ")
                        .append(untold)
                        .append(" AND ")
                        .append(raw)
                        .append(" IS NOT NULL AND trim(")
                        .append(text)
                        .append(") <> '' AND ")
                        .append(read)
                        .append(" IS NULL THEN '")
                        .append(column.raw())
                        .append(" is no ")
                        .append(kind)
                        .append(": ' || left(")
                        .append(text)
                        .append(", 80)");
            }
        }
        return cases.append(" END").toString();
    }

    private static List<Quarantined> setApart(Loader loader, DuckDBConnection on) throws SQLException {
        List<Quarantined> apart = new ArrayList<>();
        try (Statement statement = on.createStatement();
                ResultSet rows = query(
                        statement,
                        "SELECT origin, bad_reason, row_key FROM row_" + loader.sqlName()
                                + " WHERE bad_reason IS NOT NULL ORDER BY origin")) {
            while (rows.next()) {
                long origin = rows.getLong(1);
                apart.add(new Quarantined(
                        Origin.source(origin),
                        loader.rawTable(origin),
                        Origin.row(origin),
                        rows.getString(2),
                        rows.getString(3) == null ? "" : "key " + rows.getString(3)));
            }
        }
        return apart;
    }

    /** Counts what the loader made of its raw rows; that it made one of each is looked after, since the counts would hide the rest. */
    private SortedMap<Long, Counted> counted(Loader loader, DuckDBConnection on) throws SQLException {
        SortedMap<Long, Counted> counted = new TreeMap<>();
        Map<Long, Long> read = new TreeMap<>(raw.counted(loader));
        boolean dated = loader.isInstant("createdAt") && loader.isInstant("updatedAt") && !loader.isEvents();
        String latest = dated ? "max(greatest(createdAt, updatedAt)) FILTER (bad_reason IS NULL)" : "NULL::TIMESTAMP";
        try (Statement statement = on.createStatement();
                ResultSet rows = query(
                        statement,
                        "SELECT origin >> 40, count(*), count(bad_reason), epoch_us(" + latest + ") FROM row_"
                                + loader.sqlName() + " GROUP BY 1 ORDER BY 1")) {
            while (rows.next()) {
                long place = rows.getLong(1);
                Long there = read.remove(place);
                refuseUnlessEqual(loader, place << 40, there == null ? 0 : there, rows.getLong(2));
                long told = rows.getLong(4);
                counted.put(
                        place, new Counted(rows.getLong(2), rows.getLong(3), rows.wasNull() ? Micros.ALWAYS : told));
            }
        }
        read.forEach((place, there) -> refuseUnlessEqual(loader, place << 40, there, 0));
        return counted;
    }

    /** The same by the instants of the snapshots that have rows. */
    private SortedMap<Long, Long> latest(SortedMap<Long, Counted> counted) {
        SortedMap<Long, Long> latest = new TreeMap<>();
        counted.forEach((place, rows) ->
                latest.merge(sources.source(Origin.source(place << 40)).seen(), rows.latest(), Math::max));
        return latest;
    }

    private void count(Loader loader, SortedMap<Long, Counted> counted, List<RowCount> counts) {
        counted.forEach((place, rows) -> {
            long origin = place << 40;
            String table = loader.rawTable(origin);
            long[] dumped = sources.rows(Origin.source(origin), table);
            long read = rows.rows() + dumped[1];
            long bad = rows.bad() + dumped[1];
            progress.done(rows.rows());
            counts.add(new RowCount(Origin.source(origin), table, read, read - bad, bad));
        });
    }

    private void refuseUnlessEqual(Loader loader, long origin, long read, long made) {
        if (read != made) {
            throw new InputRefused(
                    "evidence-loaders/" + loader.file() + ": makes " + made + " rows of the " + read
                            + " of " + loader.rawTable(origin) + " in "
                            + sources.source(Origin.source(origin)).path()
                            + "; a loader makes one of each. Maybe a WHERE that drops some, or a JOIN that finds none or several.");
        }
    }
}
