package dev.hindcast.evidence;

import static dev.hindcast.evidence.ScratchDatabase.name;
import static dev.hindcast.evidence.ScratchDatabase.quoted;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The exports of a region: files of one raw table each, which DuckDB reads where they stand. */
final class Exports {
    private static final Set<String> TIMES = Set.of("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS");

    private final String region;
    private final Loaders loaders;
    private final ScratchDatabase database;
    private final RegionSources sources;
    /** By number of the source: to describe a file costs more than to read a small one. */
    private final Map<Integer, Map<String, String>> described = new HashMap<>();

    Exports(String region, Loaders loaders, ScratchDatabase database, RegionSources sources) {
        this.region = region;
        this.loaders = loaders;
        this.database = database;
        this.sources = sources;
    }

    /** A bare export was made at the latest heartbeat or event time in the region's bare files, never at a planned date. */
    void readInstants(List<EvidenceNote> notes, Quarantine quarantine) throws SQLException {
        leaveOutUnread(notes);
        long latest = Micros.ALWAYS;
        for (Source source : sources.all()) {
            Loader loader = loaderOf(source);
            if (loader != null) {
                refuseUnreadable(source);
                if (!isSetApart(source, loader, quarantine)) {
                    sources.shows(source, rawTable(source));
                }
            }
            if (loader != null && source.seen() == Micros.ALWAYS) {
                Set<String> there = columnsOf(source).keySet();
                TreeSet<String> told = new TreeSet<>(loader.heartbeat());
                told.addAll(List.of("created_at", "updated_at", "deleted_at"));
                told.retainAll(there);
                if (!told.isEmpty()) {
                    try {
                        latest = Math.max(latest, latest(source, told));
                    } catch (SQLException e) {
                        throw unreadable(source, e);
                    }
                }
            }
        }
        long made = latest;
        sources.replaceAll(source -> source.seen() == Micros.ALWAYS ? dated(source, made) : source);
    }

    /** Where a column lacks that the loader cannot do without, nothing can be read: the table was not shown, rather than shown empty. */
    private boolean isSetApart(Source source, Loader loader, Quarantine quarantine) throws SQLException {
        Set<String> there = columnsOf(source).keySet();
        for (Loader.RawColumn column : loader.reads()) {
            if (!column.optional() && !there.contains(column.name())) {
                quarantine.addTable(Quarantined.lacksColumn(source, rawTable(source), column.name(), there));
                long[] count = sources.rowsToCount(source, rawTable(source));
                count[0] = rows(source);
                count[1] = count[0];
                return true;
            }
        }
        return false;
    }

    private long rows(Source source) {
        try (Statement statement = database.statement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + scan(source))) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw unreadable(source, e);
        }
    }

    /** The latest time in some columns of an export; {@link Micros#ALWAYS} if there is none. */
    private long latest(Source source, Set<String> columns) throws SQLException {
        if (source.kind() == Source.Kind.PARQUET) {
            OptionalLong told = toldByParquet(source, columns);
            if (told.isPresent()) {
                return told.getAsLong();
            }
        }
        String latestOfEach = columns.stream()
                .map(column -> "max(instant(" + name(column) + "))")
                .collect(Collectors.joining(", "));
        try (Statement statement = database.statement();
                ResultSet rows = statement.executeQuery(
                        "SELECT epoch_us(greatest(" + latestOfEach + ")) FROM " + scan(source))) {
            return rows.next() && rows.getObject(1) != null ? rows.getLong(1) : Micros.ALWAYS;
        }
    }

    /** The same as a Parquet file tells it of itself; empty if it does not so of each column in each of its parts. */
    private OptionalLong toldByParquet(Source source, Set<String> columns) throws SQLException {
        Map<String, String> types = columnsOf(source);
        // Of a column that is no time it tells only that there is nothing in it.
        String times = listed(columns.stream().filter(column -> TIMES.contains(types.get(column))));
        String told = "TRY_CAST(CASE WHEN path_in_schema IN " + times
                + " AND max_is_exact IS DISTINCT FROM false THEN stats_max_value END AS TIMESTAMP)";
        try (Statement statement = database.statement();
                ResultSet rows = statement.executeQuery("SELECT count(DISTINCT path_in_schema) = " + columns.size()
                        + " AND bool_and(coalesce(stats_null_count = num_values, false) OR " + told
                        + " IS NOT NULL), epoch_us(max(" + told + ")) FROM parquet_metadata('"
                        + quoted(oneFile(source)) + "') WHERE path_in_schema IN " + listed(columns.stream()))) {
            rows.next();
            return rows.getBoolean(1)
                    ? OptionalLong.of(rows.getObject(2) == null ? Micros.ALWAYS : rows.getLong(2))
                    : OptionalLong.empty();
        }
    }

    private static String listed(Stream<String> texts) {
        return texts.map(text -> "'" + quoted(text) + "'").collect(Collectors.joining(", ", "[", "]::VARCHAR[]"));
    }

    private static Source dated(Source source, long latest) {
        if (latest == Micros.ALWAYS) {
            throw new InputRefused(source.file() + ": nothing in it tells when it was made."
                    + " Maybe put it into a folder named like 2024-05-01T03:00:00Z.");
        }
        return source.with(latest, true, "instant from the latest heartbeat or event time in the files");
    }

    /** An export of a table that no loader reads is told, and not asked when it was made. */
    private void leaveOutUnread(List<EvidenceNote> notes) {
        Set<String> tables = new TreeSet<>();
        loaders.all().forEach(loader -> {
            tables.add(loader.table());
            tables.addAll(loader.also());
        });
        for (Source source : List.copyOf(sources.all())) {
            if (source.kind() != Source.Kind.DUMP && loaderOf(source) == null) {
                String meant = Spelling.meant(rawTable(source), tables);
                notes.add(new EvidenceNote(
                        "unread_table",
                        "note",
                        region,
                        rawTable(source),
                        "",
                        Micros.ALWAYS,
                        Micros.FOREVER,
                        "No loader reads the table of " + source.path() + ", so it changes nothing. "
                                + (meant.isEmpty() ? "Maybe write a loader for it." : meant)));
                sources.remove(source);
            }
        }
    }

    private void refuseUnreadable(Source source) {
        try {
            columnsOf(source);
        } catch (SQLException e) {
            throw unreadable(source, e);
        }
    }

    /** The first export that cannot be read to its end, or null: looked for once reading has failed, since DuckDB names none. */
    InputRefused damaged() {
        for (Source source : sources.all()) {
            if (loaderOf(source) != null) {
                try {
                    // Too little memory for a wide row would look like damage.
                    database.takeMost();
                    hash(source);
                } catch (SQLException e) {
                    return unreadable(source, e);
                }
            }
        }
        return null;
    }

    private void hash(Source source) throws SQLException {
        try (Statement statement = database.statement();
                ResultSet rows = statement.executeQuery("SELECT bit_xor(hash(t)) FROM " + scan(source) + " t")) {
            rows.next();
        }
    }

    private static InputRefused unreadable(Source source, SQLException why) {
        return new InputRefused(
                source.file() + ": cannot be read as " + source.kind() + ": "
                        + why.getMessage().lines().findFirst().orElse(""),
                why);
    }

    /** The columns of an export, each with its type. */
    Map<String, String> columnsOf(Source source) throws SQLException {
        Map<String, String> known = described.get(source.id());
        if (known != null) {
            return known;
        }
        Map<String, String> columns = new HashMap<>();
        try (Statement statement = database.statement();
                ResultSet rows = statement.executeQuery("DESCRIBE SELECT * FROM " + scan(source))) {
            while (rows.next()) {
                columns.put(rows.getString(1), rows.getString(2));
            }
        }
        described.put(source.id(), columns);
        return columns;
    }

    private static String scan(Source source) {
        String file = quoted(oneFile(source));
        return source.kind() == Source.Kind.PARQUET
                ? "read_parquet('" + file + "', hive_partitioning=false)"
                : "read_csv('" + file
                        + "', hive_partitioning=false, header=true, all_varchar=true, delim=',', quote='\"', escape='\"', comment='',"
                        + " null_padding=false, parallel=false)";
    }

    /** What an export shows, with the number of each row in its file, from 0. */
    static String numberedScan(Source source) {
        return source.kind() == Source.Kind.PARQUET
                ? "(SELECT *, file_row_number AS row_in_file FROM read_parquet('" + quoted(oneFile(source))
                        + "', hive_partitioning=false, file_row_number=true))"
                : "(SELECT *, row_number() OVER () - 1 AS row_in_file FROM " + scan(source) + ")";
    }

    /** To DuckDB a path is a pattern, and a folder like {@code a=b} a column: here it is the file of that name and nothing else. */
    static String oneFile(Source source) {
        return source.file().toAbsolutePath().toString().replaceAll("[\\[*?]", "[$0]");
    }

    static String rawTable(Source source) {
        String name = source.name();
        return name.substring(0, name.lastIndexOf('.'));
    }

    /** The loader of an export, or null where none reads its table. */
    Loader loaderOf(Source source) {
        return source.kind() == Source.Kind.DUMP
                ? null
                : loaders.reading(rawTable(source)).orElse(null);
    }
}
