package dev.hindcast.evidence;

import static dev.hindcast.evidence.ScratchDatabase.name;
import static dev.hindcast.evidence.ScratchDatabase.query;
import static dev.hindcast.evidence.ScratchDatabase.timestamp;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The raw rows of each loader, from whatever sources: a relation to read them by, and how many there are. */
final class RawRows {
    private static final long ROW_GROUP = 122_880;

    private static final Set<String> WHOLE_NUMBERS = Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT");

    private final String region;
    private final Loaders loaders;
    private final ScratchDatabase database;
    private final RegionSources sources;
    private final Exports exports;
    /** Loader table to the relation of all its raw rows. */
    private final Map<String, String> raw = new HashMap<>();
    /** Loader table to the relation of its rows as each content was first shown; only where content is shown again. */
    private final Map<String, String> firstShown = new HashMap<>();
    /** Loaders, by their names in SQL, of which one snapshot shows some content twice. */
    private final Set<String> shownTwice = new TreeSet<>();
    /** Loader table to how many raw rows it has by source and raw table, as the upper bits of their origins. */
    private final Map<String, Map<Long, Long>> rawRows = new HashMap<>();

    RawRows(String region, Loaders loaders, ScratchDatabase database, RegionSources sources, Exports exports) {
        this.region = region;
        this.loaders = loaders;
        this.database = database;
        this.sources = sources;
        this.exports = exports;
    }

    /** Finds those of the tables that were seen. */
    void find(Snapshots snapshots) throws SQLException {
        Set<String> repeated = repeated();
        for (Loader loader : loaders.all()) {
            if (snapshots.tables().contains(loader.table())) {
                List<String> exported = exported(loader);
                raw.put(loader.table(), relation(loader, exported, true));
                if (repeated.contains(loader.sqlName())) {
                    firstShown.put(loader.table(), relation(loader, exported, false));
                }
            }
        }
        countRaw();
    }

    /** Loaders of which dumps show content again; none where the dump that showed it first may be left out. */
    private Set<String> repeated() throws SQLException {
        Set<String> repeated = new TreeSet<>();
        if (sources.leavesOut() || sources.all().stream().noneMatch(source -> source.kind() == Source.Kind.DUMP)) {
            return repeated;
        }
        try (Statement statement = database.statement();
                ResultSet names = query(
                        statement,
                        "SELECT loader, bool_or(seen = first_seen OR coalesce(reached > first, false)) FROM (SELECT *,"
                                + " max(first + length) OVER (PARTITION BY loader, seen ORDER BY first"
                                + " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached"
                                + " FROM (SELECT a.loader, s.source_seen_at AS seen, f.source_seen_at AS first_seen, a.first, a.length"
                                + " FROM again a JOIN source_seen s ON s.source_number = (a.origin >> 44)"
                                + " JOIN source_seen f ON f.source_number = (a.first >> 44))) GROUP BY loader")) {
            while (names.next()) {
                repeated.add(names.getString(1));
                if (names.getBoolean(2)) {
                    shownTwice.add(names.getString(1));
                }
            }
        }
        return repeated;
    }

    /** The relation of all rows of a loader whose table was seen. */
    String of(Loader loader) {
        return raw.get(loader.table());
    }

    /** The same of its rows as each content was first shown: the same relation where each row is its own. */
    String firstShownOf(Loader loader) {
        return firstShown.getOrDefault(loader.table(), of(loader));
    }

    /** Whether content is shown again, so that there are fewer {@link #firstShownOf} than {@link #of}. */
    boolean isShownAgain(Loader loader) {
        return firstShown.containsKey(loader.table());
    }

    /** Where content is shown again: the origin and the instant of each such row, and the origin under which it was shown first. */
    static String shownAgain(Loader loader) {
        return "(SELECT a.origin, a.first_origin, s.source_seen_at AS seen FROM (SELECT origin + i AS origin,"
                + " first + i AS first_origin FROM (SELECT *, unnest(range(length)) AS i FROM again WHERE loader = '"
                + loader.sqlName() + "')) a JOIN source_seen s ON s.source_number = (a.origin >> 44))";
    }

    /** Whether one snapshot shows some content again that it has shown, maybe in another dump. */
    boolean isShownTwiceAtOnce(Loader loader) {
        return shownTwice.contains(loader.sqlName());
    }

    boolean hasAny(Loader loader) {
        return rawRows.containsKey(loader.table());
    }

    /** Whether DuckDB shares out its rows among cores: it gives each so many at a time. */
    boolean hasMany(Loader loader) {
        return count(loader) > ROW_GROUP;
    }

    long count(Loader loader) {
        return rawRows.getOrDefault(loader.table(), Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** How many rows a loader that has any has, by the upper bits of their origins. */
    Map<Long, Long> counted(Loader loader) {
        return rawRows.get(loader.table());
    }

    long total() {
        return rawRows.values().stream()
                .flatMap(rows -> rows.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Selects of what a loader's exports show; those in CSV are put beside the rows of dumps. */
    private List<String> exported(Loader loader) throws SQLException {
        List<String> parts = new ArrayList<>();
        boolean fromDumps = fromDumps();
        for (Source source : sources.all()) {
            if (isExportOf(loader, source)) {
                Map<String, String> there = exports.columnsOf(source);
                StringBuilder select = new StringBuilder();
                Set<String> ids = loader.ids();
                for (Loader.RawColumn column : loader.reads()) {
                    boolean has = there.containsKey(column.name());
                    String expression = has ? name(column.name()) : "NULL";
                    if (has && ids.contains(column.name()) && !WHOLE_NUMBERS.contains(there.get(column.name()))) {
                        expression = id(expression);
                    }
                    select.append(", ")
                            .append(fromDumps || !has ? "CAST(" + expression + " AS VARCHAR)" : expression)
                            .append(" AS ")
                            .append(name(column.name()));
                }
                int index = loader.table().equals(Exports.rawTable(source))
                        ? 0
                        : loader.also().indexOf(Exports.rawTable(source)) + 1;
                String origin = "SELECT " + Origin.of(source.id(), index, 1) + " + row_in_file AS origin";
                String from = select + " FROM " + Exports.numberedScan(source);
                if (source.kind() == Source.Kind.CSV) {
                    long rows = takeIn(loader, origin + from);
                    if (rows > 0) {
                        rawRows.computeIfAbsent(loader.table(), table -> new TreeMap<>())
                                .put(Origin.of(source.id(), index, 0) >> 40, rows);
                    }
                } else {
                    parts.add(origin + ", " + timestamp(source.seen()) + " AS seen, '" + Exports.rawTable(source)
                            + "' AS raw_table" + from);
                }
            }
        }
        return parts;
    }

    /** One relation of a loader's raw rows, from whatever sources. @param again whether with content that is shown again */
    private String relation(Loader loader, List<String> exported, boolean again) throws SQLException {
        List<String> parts = new ArrayList<>(exported);
        boolean numbered = !fromDumps();
        String columns = loader.reads().stream().map(c -> ", " + name(c.name())).collect(Collectors.joining());
        if (fromDumps()) {
            String repeated = again
                    ? " UNION ALL SELECT d.* REPLACE (a.origin AS origin) FROM " + shownAgain(loader) + " a JOIN dump_"
                            + loader.sqlName() + " d ON d.origin = a.first_origin"
                    : "";
            parts.add(
                    0,
                    "SELECT d.origin, s.source_seen_at AS seen, d.raw_table" + columns
                            + " FROM (SELECT *, CASE (origin >> 40) & 15 " + tableNames(loader)
                            + " END AS raw_table FROM (FROM dump_" + loader.sqlName() + repeated
                            + ")) d JOIN source_seen s ON s.source_number = (d.origin >> 44)");
        }
        for (Source source : sources.all()) {
            numbered &= !isExportOf(loader, source)
                    || WHOLE_NUMBERS.contains(
                            exports.columnsOf(source).getOrDefault(loader.key().get(0), ""));
        }
        if (parts.isEmpty()) {
            parts.add("SELECT NULL::BIGINT AS origin, NULL::TIMESTAMP AS seen, '' AS raw_table"
                    + loader.reads().stream()
                            .map(c -> ", NULL::VARCHAR AS " + name(c.name()))
                            .collect(Collectors.joining())
                    + " WHERE false");
        }
        // A number stays one until it is told: it is compared, kept and read at half the cost of its text.
        String key = numbered && loader.key().size() == 1
                ? "CAST(" + name(loader.key().get(0)) + " AS BIGINT)"
                : loader.key().stream()
                        .map(column -> "CAST(" + name(column) + " AS VARCHAR)")
                        .collect(Collectors.joining(" || '/' || "));
        return "(SELECT *, " + key + " AS row_key FROM (" + String.join(" UNION ALL ", parts) + "))";
    }

    /** Whether rows are texts, as dumps and CSV have them; numbers otherwise. */
    private boolean fromDumps() {
        return sources.all().stream().anyMatch(source -> source.kind() != Source.Kind.PARQUET);
    }

    /**
     * An id as it is compared: where an exporter made decimals of whole numbers (as pandas does of a column with NULLs) or padded them,
     * {@code 7.0} and {@code 7 } are 7. Whole numbers of Parquet and what dumps hold are as they are.
     */
    private static String id(String column) {
        String text = "CAST(" + column + " AS VARCHAR)";
        return "CASE WHEN NOT (contains(" + text + ", '.') OR contains(" + text + ", ' ')) THEN " + text
                + " WHEN regexp_full_match(" + text + ", '\\s*\\d+(\\.0*)?\\s*') THEN regexp_extract(" + text
                + ", '\\d+') ELSE " + text + " END";
    }

    /**
     * Puts the rows of a CSV beside those of dumps, and tells how many there are: a statement that reads thousands of files at once
     * takes memory for each, beyond what DuckDB is held to.
     */
    private long takeIn(Loader loader, String rows) {
        try (Statement statement = database.statement()) {
            return statement.executeUpdate("INSERT INTO dump_" + loader.sqlName() + " " + rows);
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    /** Whether a loader reads an export: one that is set apart shows nothing. */
    private boolean isExportOf(Loader loader, Source source) {
        return loader != null
                && exports.loaderOf(source) == loader
                && sources.showing(Exports.rawTable(source)).contains(source.id());
    }

    private static String tableNames(Loader loader) {
        StringBuilder cases = new StringBuilder("WHEN 0 THEN '" + loader.table() + "'");
        for (int i = 0; i < loader.also().size(); i++) {
            cases.append(" WHEN ")
                    .append(i + 1)
                    .append(" THEN '")
                    .append(loader.also().get(i))
                    .append('\'');
        }
        return cases.toString();
    }

    /** Counts the raw rows of each loader, by source and raw table: those of dumps have been counted as they were read. */
    private void countRaw() {
        Map<String, Loader> byTable = new TreeMap<>();
        for (Source source : sources.all()) {
            Loader reading = exports.loaderOf(source);
            if (source.kind() == Source.Kind.PARQUET && isExportOf(reading, source)) {
                byTable.put(reading.table(), reading);
            }
            for (Loader loader : loaders.all()) {
                List<String> tables = loader.tables();
                for (int i = 0; i < tables.size(); i++) {
                    long[] read = sources.rows(source.id(), tables.get(i));
                    if (read[0] > read[1]) {
                        rawRows.computeIfAbsent(loader.table(), table -> new TreeMap<>())
                                .put(Origin.of(source.id(), i, 0) >> 40, read[0] - read[1]);
                    }
                }
            }
        }
        // One statement for all, see Snapshots.
        List<Loader> exported = List.copyOf(byTable.values());
        String union = IntStream.range(0, exported.size())
                .mapToObj(i -> "SELECT " + i + ", origin >> 40, count(*) FROM "
                        + raw.get(exported.get(i).table()) + " GROUP BY ALL")
                .collect(Collectors.joining(" UNION ALL "));
        if (union.isEmpty()) {
            return;
        }
        try (Statement statement = database.statement();
                ResultSet rows = query(statement, union)) {
            while (rows.next()) {
                rawRows.computeIfAbsent(exported.get(rows.getInt(1)).table(), table -> new TreeMap<>())
                        .put(rows.getLong(2), rows.getLong(3));
            }
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private InputRefused refused(SQLException why) {
        InputRefused damaged = exports.damaged();
        return damaged != null
                ? damaged
                : new InputRefused(
                        region + ": its rows cannot be read: "
                                + why.getMessage().lines().limit(4).collect(Collectors.joining(" ")),
                        why);
    }
}
