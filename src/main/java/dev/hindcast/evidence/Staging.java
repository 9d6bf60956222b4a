package dev.hindcast.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * One region's raw rows in a scratch DuckDB: takes dumps and exports in, runs the loaders, folds their rows into versions.
 * The scratch folder is removed on close.
 */
final class Staging implements AutoCloseable {
    private static final long SMALL_BYTES = 16 << 20;

    /** Wide texts in large Parquet pages were seen to need more than 512; what is beyond goes to the scratch folder. */
    private static final int MEMORY_MEGABYTES = 1024;

    /** Steps of planning a statement that take longer than they save where rows are few; they change no result. */
    private static final String FOR_LARGE =
            "statistics_propagation,compressed_materialization,late_materialization,join_order,"
                    + "common_subexpressions,build_side_probe_side,duplicate_groups,reorder_filter,column_lifetime";

    private final EvidenceReader.Request request;
    private final SourceFinder.Found found;
    private final Knowledge knowledge;
    private final Scratch scratch;
    private final DuckDBConnection connection;
    /** Little evidence stays in memory. */
    private final boolean small;

    private final String catalog;
    private final List<Source> sources;
    private final List<EvidenceNote> notes = new ArrayList<>();
    private final Quarantine quarantine = new Quarantine();
    /** Source and raw table of which some rows could not be read, so that what lacks there proves nothing. */
    private final Set<String> damaged = new HashSet<>();

    private final Map<String, long[]> rowsRead = new TreeMap<>();
    private final List<RowCount> counts = new ArrayList<>();
    /** Raw table to the sources that show it. */
    private final Map<String, TreeSet<Integer>> shownBy = new TreeMap<>();
    /** Loader table to the instants of its snapshots, and whether each is complete. */
    private final Map<String, SortedMap<Long, Boolean>> snapshots = new HashMap<>();

    /** Tables seen once of which each key is known to be that of one row. */
    private final Set<String> undoubled = ConcurrentHashMap.newKeySet();

    /** Loader table to the relation of all its raw rows. */
    private final Map<String, String> raw = new HashMap<>();
    /** Loaders that have rows. */
    private final List<Loader> loaded = new ArrayList<>();
    /** The first instant that any row tells of. */
    private long firstTold = Micros.FOREVER;
    /** Loader table to how many raw rows it has by source and raw table, as the upper bits of their origins. */
    private final Map<String, Map<Long, Long>> rawRows = new HashMap<>();

    /** @param noted about what people wrote, for the region's issues */
    Staging(EvidenceReader.Request request, SourceFinder.Found found, Knowledge knowledge, List<EvidenceNote> noted) {
        this.request = request;
        this.found = found;
        this.knowledge = knowledge;
        this.sources = new ArrayList<>(found.sources());
        this.notes.addAll(noted);
        try {
            this.scratch = Scratch.make();
            this.connection = connect();
            this.small = bytes(sources) < SMALL_BYTES;
            this.catalog = small ? "memory" : "staging";
            if (!small) {
                // Nobody recovers a scratch database, and its log took two thirds of the time of reading dumps.
                run("ATTACH '"
                        + quoted(scratch.folder().resolve("staging.duckdb").toString()) + "' AS " + catalog
                        + " (RECOVERY_MODE no_wal_writes)");
                run("USE " + catalog);
            }
            run("SET preserve_insertion_order=false");
            run("SET threads=" + Math.max(1, request.threads()));
            run("SET memory_limit='" + MEMORY_MEGABYTES + "MB'");
            run("SET temp_directory='"
                    + quoted(scratch.folder().resolve("spill").toString()) + "'");
            run("SET autoinstall_known_extensions=false");
            if (small) {
                run("SET disabled_optimizers='" + FOR_LARGE + "'");
            }
            run("SET TimeZone='UTC'");
            refuseOutside();
            for (String macro : request.loaders().macros().text().split(";")) {
                if (!macro.replaceAll("--[^\n]*", "").isBlank()) {
                    run(macro);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB does not start: " + e.getMessage(), e);
        }
    }

    /** Starts the engine once and throws it away. */
    static void start() {
        try (DuckDBConnection first = connect()) {
            first.getAutoCommit();
        } catch (SQLException | LinkageError e) {
            // Whoever needs it meets the same, and says so.
            return;
        }
    }

    private static DuckDBConnection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        return (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
    }

    /** Loaders are run here, and whatever they say can reach this region's files and nothing else. */
    private void refuseOutside() throws SQLException {
        String files = sources.stream()
                .filter(source -> source.kind() != Source.Kind.DUMP)
                .flatMap(source -> Stream.of(source.file().toAbsolutePath().toString(), oneFile(source)))
                .map(file -> "'" + quoted(file) + "'")
                .collect(Collectors.joining(", "));
        run("SET allowed_paths=[" + files + "]");
        run("SET enable_external_access=false");
    }

    private static long bytes(List<Source> sources) {
        return sources.stream()
                .mapToLong(source -> source.file().toFile().length())
                .sum();
    }

    RegionEvidence read() {
        try {
            readDumps();
            readExportInstants();
            leaveOutLater();
            findSnapshots();
            for (Loader loader : request.loaders().all()) {
                if (snapshots.containsKey(loader.table())) {
                    raw.put(loader.table(), rawRows(loader));
                }
            }
            countRaw();
            // Tables without rows need no statement more.
            request.loaders().all().stream()
                    .filter(loader -> rawRows.containsKey(loader.table()))
                    .forEach(loaded::add);
            beside(
                    request.loaders().all().stream()
                            .filter(loader -> !loader.identity().isEmpty())
                            .toList(),
                    (loader, on) -> {
                        makeIdentity(loader, on);
                        return loader;
                    },
                    (loader, made) -> {});
            request.progress()
                    .stage(
                            found.region(),
                            "rows of tables",
                            rawRows.values().stream()
                                    .flatMap(rows -> rows.values().stream())
                                    .mapToLong(Long::longValue)
                                    .sum());
            runLoaders();
            // Chunks of a sorted result come out of order without it, as was seen; what makes tables is quicker without
            // it.
            run("SET preserve_insertion_order=true");
            countUnreadable();
            noteSources();
            noteWindows();
            long horizon = horizon();
            long dawn = Math.min(horizon, firstTold);
            if (dawn == horizon && horizon == request.saidUntil()) {
                throw new InputRefused(found.region() + ": nothing is known of it before " + Micros.text(horizon)
                        + ", the instant of --until. Maybe a later one.");
            }
            return new RegionEvidence(
                    found.region(), this, knowledge, sources, notes, quarantine.rows(), counts, dawn, horizon);
        } catch (SQLException e) {
            InputRefused damaged = damagedExport();
            close();
            throw damaged != null ? damaged : new IllegalStateException(found.region() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    // -- dumps
    // ---------------------------------------------------------------------------------------------------------

    private void readDumps() throws SQLException {
        for (Loader loader : request.loaders().all()) {
            run("CREATE TABLE dump_" + loader.sqlName() + " (origin BIGINT"
                    + loader.reads().stream()
                            .map(c -> ", " + name(c.name()) + " VARCHAR")
                            .collect(Collectors.joining())
                    + ")");
        }
        // Of all loaders in one table: for a small region a statement costs more than its rows.
        run("CREATE TABLE again (loader VARCHAR, origin BIGINT, first BIGINT, length BIGINT)");
        long bytes = 0;
        for (Source source : sources) {
            bytes += source.kind() == Source.Kind.DUMP ? source.file().toFile().length() : 0;
        }
        if (bytes > 0) {
            request.progress().stage(found.region(), "bytes of dumps", bytes);
        }
        try (DumpRows rows = new DumpRows()) {
            for (int i = 0; i < sources.size(); i++) {
                Source source = sources.get(i);
                if (source.kind() == Source.Kind.DUMP) {
                    rows.begin(source);
                    sources.set(i, readDump(source, rows));
                }
            }
        }
    }

    private Source readDump(Source source, DumpRows rows) {
        long[] told = new long[1];
        try (InputStream in = Compression.open(source.file(), bytes -> {
            request.progress().done(bytes - told[0]);
            told[0] = bytes;
        })) {
            MysqldumpReader.Summary summary = MysqldumpReader.read(in, null, rows);
            rows.endRun();
            if (summary.product() != null) {
                throw new InputRefused(source.file() + ": is a dump of " + summary.product()
                        + ", not of MySQL or MariaDB. Maybe export its tables as <schema>.<table>.csv.");
            }
            if (!summary.looksLikeDump()) {
                throw new InputRefused(source.file() + ": is no mysqldump: no CREATE TABLE or INSERT was found in "
                        + summary.bytes() + " bytes. Maybe a wrong file; take it out of the evidence folder.");
            }
            Source read = source;
            if (source.seen() == Micros.ALWAYS) {
                read = dated(source, summary.completedAt());
            }
            for (String table : summary.tables()) {
                if (request.loaders().reading(table).isPresent() && !rows.refused.contains(table)) {
                    shownBy.computeIfAbsent(table, t -> new TreeSet<>()).add(source.id());
                }
            }
            return summary.complete() ? read : read.with(read.seen(), false, summary.incompleteBecause());
        } catch (IOException e) {
            throw new InputRefused(source.file() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private Source dated(Source source, LocalDateTime completedAt) {
        if (completedAt == null) {
            throw new InputRefused(source.file() + ": neither its name nor a trailer tells when it was made."
                    + " Maybe name it like mysqldump-2024-05-01T03:00:00Z.sql.");
        }
        String zone = knowledge.setting(DUMP_ZONE).text();
        long seen = Micros.of(completedAt.atZone(ZoneId.of(zone)).toInstant());
        notes.add(new EvidenceNote(
                "assumed_time",
                "note",
                found.region(),
                source.name(),
                "",
                seen,
                seen,
                "The instant is the dump trailer's, read as local time of the zone " + zone + " (setting dump_zone)."));
        return source.with(seen, source.complete(), "instant from the trailer");
    }

    /** Takes the rows of all dumps into the scratch tables: what was read before only as a reference to its first row. */
    private final class DumpRows implements MysqldumpReader.Rows, AutoCloseable {
        private final KnownRows known = new KnownRows();
        private final Map<String, Integer> layouts = new HashMap<>();
        private final Map<String, DuckDBAppender> appenders = new HashMap<>();
        private final TreeSet<String> refused = new TreeSet<>();
        private Source source;
        private DuckDBAppender appender;
        private String loaderName;
        /** Rows one after the other that stood one after the other before: what did not change comes in long runs. */
        private long runFrom;

        private long runFirst;
        private long runLength;
        private int tableIndex;
        private long layout;
        private int[] place;
        private long[] count;

        void begin(Source next) {
            source = next;
            refused.clear();
        }

        @Override
        public int[] table(String schema, String table, List<String> columns) {
            String rawTable = schema + "." + table;
            endRun();
            appender = null;
            Loader loader = request.loaders().reading(rawTable).orElse(null);
            if (loader == null) {
                return null;
            }
            if (columns.isEmpty()) {
                // Nothing names its columns: wanted all the same, so that the rows are reported and not skipped.
                return new int[0];
            }
            List<Loader.RawColumn> reads = loader.reads();
            place = new int[reads.size()];
            List<Integer> wanted = new ArrayList<>();
            for (int i = 0; i < place.length; i++) {
                int index = columns.indexOf(reads.get(i).name());
                place[i] = index < 0 ? -1 : wanted.size();
                if (index >= 0) {
                    wanted.add(index);
                } else if (!reads.get(i).optional()) {
                    if (refused.add(rawTable)) {
                        quarantine.add(
                                lacksColumn(source, rawTable, reads.get(i).name()), 0);
                    }
                    return null;
                }
            }
            tableIndex = loader.table().equals(rawTable) ? 0 : loader.also().indexOf(rawTable) + 1;
            count = rowsRead.computeIfAbsent(source.id() + " " + rawTable, key -> new long[2]);
            appender = appenders.computeIfAbsent("dump_" + loader.sqlName(), this::open);
            loaderName = loader.sqlName();
            // Equal values are equal rows only if they stand in the same columns of the same table.
            layout = layouts.computeIfAbsent(rawTable + Arrays.toString(place), key -> layouts.size());
            return wanted.stream().mapToInt(Integer::intValue).toArray();
        }

        private DuckDBAppender open(String table) {
            try {
                return connection.createAppender(catalog, DuckDBConnection.DEFAULT_SCHEMA, table);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean isKnown(long number, DumpRow row, int[] wanted) {
            known.begin(layout);
            row.describe(wanted, known);
            long origin = Origin.of(source.id(), tableIndex, number);
            long first = known.first(origin);
            if (first == origin) {
                return false;
            }
            if (origin != runFrom + runLength || first != runFirst + runLength) {
                endRun();
                runFrom = origin;
                runFirst = first;
            }
            runLength++;
            count[0]++;
            return true;
        }

        private void endRun() {
            try {
                if (runLength > 0) {
                    DuckDBAppender again = appenders.computeIfAbsent("again", this::open);
                    again.beginRow();
                    again.append(loaderName);
                    again.append(runFrom);
                    again.append(runFirst);
                    again.append(runLength);
                    again.endRow();
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            runLength = 0;
        }

        @Override
        public void row(long number, long offset, String[] values) {
            try {
                appender.beginRow();
                appender.append(Origin.of(source.id(), tableIndex, number));
                for (int index : place) {
                    appender.append(index < 0 ? null : values[index]);
                }
                appender.endRow();
                count[0]++;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void malformed(
                String schema, String table, long number, long offset, long bytes, String reason, String excerpt) {
            String rawTable = table.isEmpty() ? "" : schema + "." + table;
            if (rawTable.isEmpty() || request.loaders().reading(rawTable).isPresent()) {
                long[] counted = rowsRead.computeIfAbsent(source.id() + " " + rawTable, key -> new long[2]);
                counted[0]++;
                counted[1]++;
                damaged.add(source.id() + " " + rawTable);
                quarantine.add(
                        new Quarantined(
                                source.id(),
                                rawTable,
                                number,
                                reason + " (" + bytes + " bytes from byte " + offset + ")",
                                excerpt),
                        bytes);
            }
        }

        @Override
        public void close() throws SQLException {
            for (DuckDBAppender open : appenders.values()) {
                open.close();
            }
        }
    }

    private static Quarantined lacksColumn(Source source, String rawTable, String column) {
        return new Quarantined(
                source.id(),
                rawTable,
                0,
                "the whole table lacks the column " + column
                        + ": a schema release the loader does not know. Maybe mark it '" + column
                        + "?' in the loader's reads line.",
                "");
    }

    // -- exports
    // -------------------------------------------------------------------------------------------------------

    /** A bare export was made at the latest heartbeat or event time in the region's bare files, never at a planned date. */
    private void readExportInstants() throws SQLException {
        leaveOutUnread();
        long latest = Micros.ALWAYS;
        for (Source source : sources) {
            Loader loader = loaderOf(source);
            if (loader != null) {
                refuseUnreadable(source);
                shownBy.computeIfAbsent(rawTable(source), t -> new TreeSet<>()).add(source.id());
            }
            if (loader != null && source.seen() == Micros.ALWAYS) {
                Set<String> there = columnsOf(source).keySet();
                TreeSet<String> told = new TreeSet<>(loader.heartbeat());
                told.addAll(List.of("created_at", "updated_at", "deleted_at"));
                told.retainAll(there);
                String latestOfEach = told.stream()
                        .map(column -> "max(instant(" + name(column) + "))")
                        .collect(Collectors.joining(", "));
                if (!told.isEmpty()) {
                    try (Statement statement = connection.createStatement();
                            ResultSet rows = statement.executeQuery(
                                    "SELECT epoch_us(greatest(" + latestOfEach + ")) FROM " + scan(source))) {
                        if (rows.next() && rows.getObject(1) != null) {
                            latest = Math.max(latest, rows.getLong(1));
                        }
                    } catch (SQLException e) {
                        throw unreadable(source, e);
                    }
                }
            }
        }
        for (int i = 0; i < sources.size(); i++) {
            Source source = sources.get(i);
            if (source.seen() == Micros.ALWAYS) {
                if (latest == Micros.ALWAYS) {
                    throw new InputRefused(source.file() + ": nothing in it tells when it was made."
                            + " Maybe put it into a folder named like 2024-05-01T03:00:00Z.");
                }
                sources.set(
                        i, source.with(latest, true, "instant from the latest heartbeat or event time in the files"));
            }
        }
    }

    /** An export of a table that no loader reads is told, and not asked when it was made. */
    private void leaveOutUnread() {
        Set<String> tables = new TreeSet<>();
        request.loaders().all().forEach(loader -> {
            tables.add(loader.table());
            tables.addAll(loader.also());
        });
        for (Source source : List.copyOf(sources)) {
            if (source.kind() != Source.Kind.DUMP && loaderOf(source) == null) {
                String meant = Spelling.meant(rawTable(source), tables);
                notes.add(new EvidenceNote(
                        "unread_table",
                        "note",
                        found.region(),
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
    private InputRefused damagedExport() {
        for (Source source : sources) {
            if (loaderOf(source) != null) {
                try (Statement statement = connection.createStatement();
                        ResultSet rows =
                                statement.executeQuery("SELECT bit_xor(hash(t)) FROM " + scan(source) + " t")) {
                    rows.next();
                } catch (SQLException e) {
                    return unreadable(source, e);
                }
            }
        }
        return null;
    }

    private static InputRefused unreadable(Source source, SQLException why) {
        return new InputRefused(
                source.file() + ": cannot be read as " + source.kind() + ": "
                        + why.getMessage().lines().findFirst().orElse(""),
                why);
    }

    /** The columns of an export, each with its type. */
    private Map<String, String> columnsOf(Source source) throws SQLException {
        Map<String, String> columns = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("DESCRIBE SELECT * FROM " + scan(source))) {
            while (rows.next()) {
                columns.put(rows.getString(1), rows.getString(2));
            }
        }
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

    /** To DuckDB a path is a pattern, and a folder like {@code a=b} a column: here it is the file of that name and nothing else. */
    private static String oneFile(Source source) {
        return source.file().toAbsolutePath().toString().replaceAll("[\\[*?]", "[$0]");
    }

    private static String rawTable(Source source) {
        String name = source.name();
        return name.substring(0, name.lastIndexOf('.'));
    }

    /** The loader of an export, or null where none reads its table. */
    private Loader loaderOf(Source source) {
        return source.kind() == Source.Kind.DUMP
                ? null
                : request.loaders().reading(rawTable(source)).orElse(null);
    }

    // -- snapshots
    // -----------------------------------------------------------------------------------------------------

    private void leaveOutLater() {
        for (TreeSet<Integer> ids : shownBy.values()) {
            ids.removeIf(id -> source(id).seen() > request.asOf());
        }
        shownBy.values().removeIf(TreeSet::isEmpty);
        sources.removeIf(source -> source.seen() > request.asOf());
    }

    private Source source(int id) {
        return sources.stream().filter(source -> source.id() == id).findFirst().orElseThrow();
    }

    private void findSnapshots() throws SQLException {
        // One statement for all rows: a statement takes longer to plan than its rows to insert.
        run("CREATE TABLE source_seen (source_number BIGINT, source_seen_at TIMESTAMP)");
        if (!sources.isEmpty()) {
            run("INSERT INTO source_seen VALUES "
                    + sources.stream()
                            .map(source -> "(" + source.id() + ", " + timestamp(source.seen()) + ")")
                            .collect(Collectors.joining(", ")));
        }
        run("CREATE TABLE snapshot (loader VARCHAR, seen TIMESTAMP, complete_before INTEGER, complete_upto INTEGER)");
        List<String> rows = new ArrayList<>();
        for (Loader loader : request.loaders().all()) {
            TreeMap<Long, Boolean> seen = new TreeMap<>();
            Window window = knowledge.window(loader.table(), "");
            Set<Integer> whole = shownBy.getOrDefault(loader.table(), new TreeSet<>());
            List<String> tables = tables(loader);
            Set<Integer> shown = new TreeSet<>();
            tables.forEach(table -> shown.addAll(shownBy.getOrDefault(table, new TreeSet<>())));
            for (int id : shown) {
                Source source = source(id);
                // Archived rows alone show who was there, and of nobody that he was not.
                boolean proves = source.complete()
                        && whole.contains(id)
                        && tables.stream().noneMatch(table -> damaged.contains(id + " " + table))
                        && !damaged.contains(id + " ")
                        && (window == null || window.provesAbsence(source.seen()));
                seen.merge(source.seen(), proves, Boolean::logicalOr);
            }
            if (!seen.isEmpty()) {
                snapshots.put(loader.table(), seen);
                int complete = 0;
                for (Map.Entry<Long, Boolean> snapshot : seen.entrySet()) {
                    int before = complete;
                    complete += snapshot.getValue() ? 1 : 0;
                    rows.add("('" + loader.sqlName() + "', " + timestamp(snapshot.getKey()) + ", " + before + ", "
                            + complete + ")");
                }
            }
        }
        if (!rows.isEmpty()) {
            run("INSERT INTO snapshot VALUES " + String.join(", ", rows));
        }
    }

    /** Instants at which a table was seen, ascending. */
    List<Long> snapshotsOf(String table) {
        return List.copyOf(snapshots.getOrDefault(table, new TreeMap<>()).keySet());
    }

    SortedMap<String, Long> tableEnds() {
        SortedMap<String, Long> ends = new TreeMap<>();
        snapshots.forEach((table, seen) -> seen.forEach((at, complete) -> {
            if (complete) {
                ends.put(table, at);
            }
        }));
        return ends;
    }

    private long horizon() {
        long horizon =
                tableEnds().values().stream().mapToLong(Long::longValue).max().orElse(Micros.ALWAYS);
        if (horizon == Micros.ALWAYS) {
            throw new InputRefused(
                    found.region() + ": no whole snapshot of any table that a loader reads. Maybe every dump is"
                            + " cut short, or --as-of lies before the first.");
        }
        return Math.min(horizon, request.saidUntil());
    }

    // -- loaders
    // -------------------------------------------------------------------------------------------------------

    private static final Set<String> WHOLE_NUMBERS = Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT");

    /** One relation of all raw rows of a loader's tables, from whatever sources. */
    private String rawRows(Loader loader) throws SQLException {
        List<String> parts = new ArrayList<>();
        boolean fromDumps = sources.stream().anyMatch(s -> s.kind() != Source.Kind.PARQUET);
        boolean numbered = !fromDumps;
        String columns = loader.reads().stream().map(c -> ", " + name(c.name())).collect(Collectors.joining());
        parts.add("SELECT d.origin, s.source_seen_at AS seen, d.raw_table" + columns
                + " FROM (SELECT *, CASE (origin >> 40) & 15 "
                + tableNames(loader) + " END AS raw_table FROM (SELECT * FROM dump_" + loader.sqlName()
                + " UNION ALL SELECT d.* REPLACE (a.origin AS origin) FROM (SELECT origin + i AS origin, first + i AS first"
                + " FROM (SELECT *, unnest(range(length)) AS i FROM again WHERE loader = '" + loader.sqlName()
                + "')) a JOIN dump_"
                + loader.sqlName()
                + " d ON d.origin = a.first)) d JOIN source_seen s ON s.source_number = (d.origin >> 44)");
        for (Source source : sources) {
            if (loaderOf(source) == loader) {
                Map<String, String> there = columnsOf(source);
                numbered &=
                        WHOLE_NUMBERS.contains(there.getOrDefault(loader.key().get(0), ""));
                StringBuilder select = new StringBuilder();
                String lacking = null;
                for (Loader.RawColumn column : loader.reads()) {
                    boolean has = there.containsKey(column.name());
                    lacking = has || column.optional() ? lacking : column.name();
                    String expression = has ? name(column.name()) : "NULL";
                    select.append(", ")
                            .append(fromDumps || !has ? "CAST(" + expression + " AS VARCHAR)" : expression)
                            .append(" AS ")
                            .append(name(column.name()));
                }
                if (lacking != null) {
                    quarantine.add(lacksColumn(source, rawTable(source), lacking), 0);
                    continue;
                }
                int index = loader.table().equals(rawTable(source))
                        ? 0
                        : loader.also().indexOf(rawTable(source)) + 1;
                parts.add("SELECT " + Origin.of(source.id(), index, 1) + " + row_in_file AS origin, "
                        + timestamp(source.seen()) + " AS seen, '" + rawTable(source) + "' AS raw_table" + select
                        + " FROM " + numberedScan(source));
            }
        }
        if (!fromDumps) {
            parts.remove(0);
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

    private static String numberedScan(Source source) {
        return source.kind() == Source.Kind.PARQUET
                ? "(SELECT *, file_row_number AS row_in_file FROM read_parquet('" + quoted(oneFile(source))
                        + "', hive_partitioning=false, file_row_number=true))"
                : "(SELECT *, row_number() OVER () - 1 AS row_in_file FROM " + scan(source) + ")";
    }

    /** identity_x(id, key, first, last, ...): one row per run of an id that meant one key; runs meet, the outer ones are open. */
    private void makeIdentity(Loader loader, DuckDBConnection on) throws SQLException {
        String id = name(loader.identity().get(0));
        List<String> meanings = loader.identity().subList(1, loader.identity().size());
        String offered = "CAST(" + name(meanings.get(0)) + " AS VARCHAR) AS key"
                + meanings.stream()
                        .skip(1)
                        .map(m -> ", CAST(" + name(m) + " AS VARCHAR) AS " + name(m))
                        .collect(Collectors.joining());
        boolean there = rawRows.containsKey(loader.table());
        String from = there
                ? raw.get(loader.table())
                : "(SELECT NULL::TIMESTAMP AS seen, "
                        + loader.identity().stream()
                                .map(c -> "NULL::VARCHAR AS " + name(c))
                                .collect(Collectors.joining(", "))
                        + " WHERE false)";
        boolean seenOnce = there && snapshots.get(loader.table()).size() == 1;
        if (seenOnce && !isDoubled(from, id, on)) {
            if (loader.key().equals(List.of(loader.identity().get(0)))) {
                undoubled.add(loader.table());
            }
            // Seen once, an id means one key for all time.
            run(
                    "CREATE VIEW identity_" + loader.sqlName() + " AS SELECT CAST(" + id + " AS VARCHAR) AS id, "
                            + offered
                            + ", TIMESTAMP '0001-01-01' AS first, TIMESTAMP '9999-01-01' AS last FROM " + from
                            + " WHERE " + id
                            + " IS NOT NULL AND " + name(meanings.get(0)) + " IS NOT NULL",
                    on);
            return;
        }
        String more = meanings.stream().skip(1).map(m -> ", " + name(m)).collect(Collectors.joining());
        String least = meanings.stream()
                .skip(1)
                .map(m -> ", min(" + name(m) + ") AS " + name(m))
                .collect(Collectors.joining());
        // Nearly every id means one key for ever; only of the others is every sighting compared with the one before.
        run(
                "CREATE TABLE identity_" + loader.sqlName() + " AS WITH meant AS (SELECT CAST(" + id
                        + " AS VARCHAR) AS id, seen, " + offered
                        + " FROM " + from + " WHERE " + id + " IS NOT NULL AND " + name(meanings.get(0))
                        + " IS NOT NULL), several AS (SELECT id FROM meant GROUP BY id HAVING min(key) <> max(key)),"
                        + " sighted AS (SELECT id, key, seen" + least
                        + " FROM meant WHERE id IN (FROM several) GROUP BY id, key, seen),"
                        + " compared AS (SELECT *, lag(key) OVER (PARTITION BY id ORDER BY seen, key) AS before FROM sighted),"
                        + " runs AS (SELECT id, key, seen AS first_seen" + more
                        + " FROM compared WHERE before IS DISTINCT FROM key UNION ALL"
                        + " SELECT id, min(key) AS key, min(seen) AS first_seen" + least
                        + " FROM meant WHERE id NOT IN (FROM several) GROUP BY id)"
                        + " SELECT id, key" + more
                        + ", CASE WHEN lag(key) OVER w IS NULL THEN TIMESTAMP '0001-01-01' ELSE first_seen END AS first,"
                        + " coalesce(lead(first_seen) OVER w, TIMESTAMP '9999-01-01') AS last"
                        + " FROM runs WINDOW w AS (PARTITION BY id ORDER BY first_seen, key)",
                on);
    }

    /** Whether two rows agree in an expression. */
    private static boolean isDoubled(String relation, String expression, DuckDBConnection on) throws SQLException {
        try (Statement statement = on.createStatement();
                ResultSet counts = statement.executeQuery(
                        "SELECT count(*), count(DISTINCT " + expression + ") FROM " + relation)) {
            counts.next();
            return counts.getLong(1) != counts.getLong(2);
        }
    }

    /**
     * What came of the rows of one loader.
     *
     * @param counted   rows that it made and rows that it cannot use, by the upper bits of their origins
     * @param firstTold the first instant that a version tells of
     */
    private record Made(
            SortedMap<Long, long[]> counted,
            List<Quarantined> apart,
            List<EvidenceNote> doubles,
            List<EvidenceNote> dangling,
            long firstTold) {}

    /** Runs all loaders over their raw rows, sets bad ones apart, and folds the rest into versions. */
    private void runLoaders() throws SQLException {
        List<EvidenceNote> dangling = new ArrayList<>();
        beside(loaded, this::make, (loader, made) -> {
            count(loader, made.counted());
            made.apart().forEach(row -> quarantine.add(row, 0));
            notes.addAll(made.doubles());
            dangling.addAll(made.dangling());
            firstTold = Math.min(firstTold, made.firstTold());
        });
        notes.addAll(dangling);
    }

    private Made make(Loader loader, DuckDBConnection on) throws SQLException {
        runLoader(loader, on);
        SortedMap<Long, long[]> counted = counted(loader, on);
        boolean bad = counted.values().stream().anyMatch(rows -> rows[1] > 0);
        List<Quarantined> apart = bad ? setApart(loader, on) : List.of();
        List<EvidenceNote> doubles = new ArrayList<>();
        fold(loader, noteDoubles(loader, doubles, on), on);
        String created = loader.index("createdAt") >= 0 ? "coalesce(createdAt, first_seen)" : "first_seen";
        String first = loader.isEvents() ? "NULL" : "epoch_us(min(" + created + ") FILTER (entity IS NOT NULL))";
        boolean dangles;
        long told;
        try (Statement statement = on.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FILTER (entity IS NULL), " + first + " FROM "
                        + (loader.isEvents() ? "event_" : "version_") + loader.sqlName())) {
            rows.next();
            dangles = rows.getLong(1) > 0;
            told = rows.getObject(2) == null ? Micros.FOREVER : rows.getLong(2);
        }
        return new Made(counted, apart, doubles, dangles ? dangling(loader, on) : List.of(), told);
    }

    private interface Step<T> {
        T of(Loader loader, DuckDBConnection on) throws SQLException;
    }

    /** Where there is little to do, planning a statement takes longer than its rows, and goes on beside another one's. */
    private <T> void beside(List<Loader> loaders, Step<T> step, BiConsumer<Loader, T> then) throws SQLException {
        int threads = small ? Math.max(1, Math.min(request.threads(), 4)) : 1;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> all = new ArrayList<>();
            for (Loader loader : loaders) {
                all.add(pool.submit(() -> {
                    try (DuckDBConnection on = another()) {
                        return step.of(loader, on);
                    }
                }));
            }
            for (int i = 0; i < all.size(); i++) {
                then.accept(loaders.get(i), all.get(i).get());
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new SQLException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            pool.shutdownNow();
            // Whoever closes the database must not do so under those that still run.
            awaitEnd(pool);
        }
    }

    private static void awaitEnd(ExecutorService pool) {
        try {
            pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runLoader(Loader loader, DuckDBConnection on) {
        String bookkeeping = "raw.origin, raw.row_key, raw.seen AS row_seen, " + badReason(loader) + " AS bad_reason";
        String sql = loader.sql()
                .replaceFirst("\\braw\\.origin\\b", java.util.regex.Matcher.quoteReplacement(bookkeeping))
                .replaceAll(
                        "(?i)\\bFROM\\s+raw\\b",
                        java.util.regex.Matcher.quoteReplacement("FROM " + raw.get(loader.table()) + " AS raw"));
        // Of an event only what its columns mean is ever read.
        String read = loader.isEvents() ? "origin, row_key, row_seen, bad_reason, " + roles(loader) : "*";
        try {
            run("CREATE TABLE row_" + loader.sqlName() + " AS SELECT " + read + " FROM (" + sql + "\n)", on);
        } catch (SQLException e) {
            InputRefused damaged = damagedExport();
            if (damaged != null) {
                throw damaged;
            }
            throw new InputRefused(
                    "evidence-loaders/" + loader.file() + ": DuckDB refuses it: "
                            + e.getMessage().lines().limit(4).collect(Collectors.joining(" ")),
                    e);
        }
    }

    private void fold(Loader loader, boolean doubled, DuckDBConnection on) throws SQLException {
        if (!doubled && snapshots.get(loader.table()).size() == 1) {
            run(seenOnce(loader), on);
        } else {
            run(loader.isEvents() ? foldEvents(loader) : foldVersions(loader, doubled), on);
            run("DROP TABLE row_" + loader.sqlName(), on);
        }
    }

    /** Where a table was seen once and no key twice, its rows are the versions: nothing has to be compared or copied. */
    private static String seenOnce(Loader loader) {
        String name = loader.sqlName();
        if (loader.isEvents()) {
            return "CREATE VIEW event_" + name + " AS SELECT " + EVENT_COLUMNS
                    + ", origin, row_seen AS first_seen, row_seen AS last_seen, 1::BIGINT AS sightings FROM row_" + name
                    + " WHERE bad_reason IS NULL";
        }
        return "CREATE VIEW version_" + name + " AS " + seenOnceVersions(loader);
    }

    private static final String KEY = "CAST(row_key AS VARCHAR) AS row_key";

    private static String seenOnceVersions(Loader loader) {
        return "SELECT " + entity(loader) + " AS entity, " + KEY + ", origin, row_seen AS first_seen,"
                + " row_seen AS last_seen, 1::BIGINT AS sightings, "
                + (loader.datesChanges() ? "updatedAt" : "NULL::TIMESTAMP")
                + " AS changed_at, NULL::TIMESTAMP AS seen_before, NULL::TIMESTAMP AS seen_after"
                + loader.columns().stream().map(c -> ", " + name(c.name())).collect(Collectors.joining())
                + ", origin AS last_origin"
                + volatiles(loader, column -> name(column) + " AS " + first(column))
                + " FROM row_" + loader.sqlName() + " WHERE bad_reason IS NULL";
    }

    /** Volatile columns keep their first value beside their last. */
    private static String first(String column) {
        return name("first " + column);
    }

    private static String volatiles(Loader loader, UnaryOperator<String> expression) {
        return loader.columns().stream()
                .filter(Loader.Column::volatileValue)
                .map(column -> ", " + expression.apply(column.name()))
                .collect(Collectors.joining());
    }

    private static String entity(Loader loader) {
        return loader.entity().isEmpty() ? "NULL::VARCHAR" : "CAST(" + name(loader.entity()) + " AS VARCHAR)";
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
            String cast = switch (column.type()) {
                case LONG -> "TRY_CAST(" + raw + " AS BIGINT)";
                case DOUBLE -> "TRY_CAST(" + raw + " AS DOUBLE)";
                case INSTANT -> "TRY_CAST(" + raw + " AS TIMESTAMP)";
                default -> "";
            };
            if (!column.derived() && !cast.isEmpty()) {
                String mend =
                        column.type() == Loader.Type.INSTANT ? " AND NOT starts_with(" + text + ", '0000-00-00')" : "";
                // What is typed already was read by whoever wrote the file.
                cases.append(" WHEN typeof(")
                        .append(raw)
                        .append(") = 'VARCHAR' AND ")
                        .append(raw)
                        .append(" IS NOT NULL AND ")
                        .append(text)
                        .append(" <> ''")
                        .append(mend)
                        .append(" AND ")
                        .append(cast)
                        .append(" IS NULL THEN '")
                        .append(column.raw())
                        .append(" is no ")
                        .append(column.type() == Loader.Type.INSTANT ? "time" : "number")
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
                ResultSet rows = statement.executeQuery("SELECT origin, bad_reason, row_key FROM row_"
                        + loader.sqlName() + " WHERE bad_reason IS NOT NULL ORDER BY origin")) {
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
    private SortedMap<Long, long[]> counted(Loader loader, DuckDBConnection on) throws SQLException {
        SortedMap<Long, long[]> counted = new TreeMap<>();
        Map<Long, Long> read = new TreeMap<>(rawRows.get(loader.table()));
        try (Statement statement = on.createStatement();
                ResultSet rows = statement.executeQuery("SELECT origin >> 40, count(*), count(bad_reason) FROM row_"
                        + loader.sqlName() + " GROUP BY 1 ORDER BY 1")) {
            while (rows.next()) {
                long place = rows.getLong(1);
                Long there = read.remove(place);
                refuseUnlessEqual(loader, place << 40, there == null ? 0 : there, rows.getLong(2));
                counted.put(place, new long[] {rows.getLong(2), rows.getLong(3)});
            }
        }
        read.forEach((place, there) -> refuseUnlessEqual(loader, place << 40, there, 0));
        return counted;
    }

    private void count(Loader loader, SortedMap<Long, long[]> counted) {
        counted.forEach((place, rows) -> {
            long origin = place << 40;
            String table = loader.rawTable(origin);
            long[] dumped = rowsRead.getOrDefault(Origin.source(origin) + " " + table, new long[2]);
            long read = rows[0] + dumped[1];
            long bad = rows[1] + dumped[1];
            request.progress().done(rows[0]);
            counts.add(new RowCount(Origin.source(origin), table, read, read - bad, bad));
        });
    }

    private void refuseUnlessEqual(Loader loader, long origin, long read, long made) {
        if (read != made) {
            throw new InputRefused(
                    "evidence-loaders/" + loader.file() + ": makes " + made + " rows of the " + read
                            + " of " + loader.rawTable(origin) + " in "
                            + source(Origin.source(origin)).path()
                            + "; a loader makes one of each. Maybe a WHERE that drops some, or a JOIN that finds none or several.");
        }
    }

    /** Tables of which a dump shows nothing that could be read are counted too. */
    private void countUnreadable() {
        java.util.Set<String> counted = counts.stream()
                .map(count -> count.source() + " " + count.table())
                .collect(Collectors.toSet());
        rowsRead.forEach((where, rows) -> {
            if (rows[1] > 0 && !counted.contains(where)) {
                int blank = where.indexOf(' ');
                counts.add(new RowCount(
                        Integer.parseInt(where.substring(0, blank)), where.substring(blank + 1), rows[1], 0, rows[1]));
            }
        });
    }

    private String foldVersions(Loader loader, boolean doubled) {
        String name = loader.sqlName();
        String entity = entity(loader);
        String stable = loader.columns().stream()
                .filter(column -> !column.volatileValue())
                .map(column -> name(column.name()))
                .collect(Collectors.joining(", "));
        String all = loader.columns().stream().map(c -> ", " + name(c.name())).collect(Collectors.joining());
        String folded = loader.columns().stream()
                .map(column -> ", "
                        + (column.volatileValue()
                                ? "arg_max(" + name(column.name()) + ", row_seen)"
                                : "any_value(" + name(column.name()) + ")")
                        + " AS " + name(column.name()))
                .collect(Collectors.joining());
        String changed = loader.datesChanges() ? "arg_min(updatedAt, row_seen)" : "NULL::TIMESTAMP";
        if (snapshots.get(loader.table()).size() == 1) {
            return "CREATE TABLE version_" + name + " AS " + seenOnceVersions(loader)
                    + " QUALIFY row_number() OVER (PARTITION BY row_key ORDER BY origin) = 1";
        }
        return "CREATE TABLE version_" + name
                + " AS WITH sighted AS (SELECT r.*, s.complete_before, s.complete_upto, hash(" + stable
                + ") AS stable_hash FROM row_" + name + " r JOIN snapshot s ON s.loader = '" + name
                + "' AND s.seen = r.row_seen WHERE r.bad_reason IS NULL"
                + (doubled
                        ? " QUALIFY row_number() OVER (PARTITION BY r.row_key, r.row_seen ORDER BY r.origin) = 1"
                        : "")
                + "),"
                + " broken AS (SELECT *, CASE WHEN lag(stable_hash) OVER w = stable_hash"
                + " AND lag(complete_upto) OVER w = complete_before THEN 0 ELSE 1 END AS break_here"
                + " FROM sighted WINDOW w AS (PARTITION BY row_key ORDER BY row_seen)),"
                + " numbered AS (SELECT *, sum(break_here) OVER (PARTITION BY row_key ORDER BY row_seen ROWS UNBOUNDED PRECEDING) AS run FROM broken),"
                + " folded AS (SELECT row_key, run, arg_min(origin, row_seen) AS origin, min(row_seen) AS first_seen, max(row_seen) AS last_seen, count(*) AS sightings, "
                + changed + " AS changed_at" + folded + ", arg_max(origin, row_seen) AS last_origin"
                + volatiles(loader, column -> "arg_min(" + name(column) + ", row_seen) AS " + first(column))
                + " FROM (SELECT n.*"
                + " FROM numbered n) GROUP BY row_key, run)"
                + " SELECT " + entity + " AS entity, " + KEY + ", origin, first_seen, last_seen, sightings, changed_at,"
                + " lag(last_seen) OVER v AS seen_before, lead(first_seen) OVER v AS seen_after" + all
                + ", last_origin" + volatiles(loader, Staging::first)
                + " FROM folded WINDOW v AS (PARTITION BY row_key ORDER BY first_seen)";
    }

    /** Of how many keys of one table each gets a note of its own; more are told by their number. */
    private static final int DOUBLED_ROWS_MAX = 1000;

    /**
     * One key twice in one snapshot (a restored database, a row live and archived at once): the first is used, and said.
     *
     * @return whether there was one
     */
    private boolean noteDoubles(Loader loader, List<EvidenceNote> doubles, DuckDBConnection on) throws SQLException {
        // Hashes may agree where rows do not, which is then seen below; to count pairs costs several times as much.
        boolean seenOnce = snapshots.get(loader.table()).size() == 1;
        if (undoubled.contains(loader.table())
                || !isDoubled(
                        "(FROM row_" + loader.sqlName() + " WHERE bad_reason IS NULL)",
                        seenOnce ? "row_key" : "hash(row_key, row_seen)",
                        on)) {
            return false;
        }
        long told = 0;
        long all = 0;
        try (Statement statement = on.createStatement();
                ResultSet rows = statement.executeQuery(
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
                        found.region(),
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

    private static final String EVENT_COLUMNS =
            "CAST(role_entity AS VARCHAR) AS entity, row_key, role_parent AS parent,"
                    + " role_action AS action, role_event AS event, role_result AS result, role_started AS started_at, role_at AS at_time,"
                    + " role_host AS host";

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

    /** Of how many rows of one table and source each gets a note of its own; more are told by their number. */
    private static final int DANGLING_ROWS_MAX = 20;

    /** Rows whose look-up names nobody reach no session; nothing is dropped in silence (design sections 1 and 3). */
    private List<EvidenceNote> dangling(Loader loader, DuckDBConnection on) throws SQLException {
        List<EvidenceNote> notes = new ArrayList<>();
        Loader.LookUp lookUp = loader.entityLookUp().orElse(null);
        if (lookUp == null) {
            return notes;
        }
        String named = request.loaders().all().stream()
                .filter(other -> other.sqlName().equals(lookUp.in()))
                .map(Loader::table)
                .findFirst()
                .orElse(lookUp.in());
        String table = (loader.isEvents() ? "event_" : "version_") + loader.sqlName();
        String id = "CAST(" + (loader.isEvents() ? "parent" : name(lookUp.column())) + " AS VARCHAR)";
        Map<Long, List<EvidenceNote>> bySource = new TreeMap<>();
        Map<Long, long[]> totals = new TreeMap<>();
        try (Statement statement = on.createStatement();
                ResultSet rows = statement.executeQuery("SELECT origin, row_key, " + id
                        + ", epoch_us(first_seen), epoch_us(last_seen), count(*) OVER p, epoch_us(min(first_seen) OVER p),"
                        + " epoch_us(max(last_seen) OVER p), row_number() OVER (PARTITION BY origin >> 40 ORDER BY origin) AS place FROM "
                        + table + " WHERE entity IS NULL WINDOW p AS (PARTITION BY origin >> 40) QUALIFY place <= "
                        + DANGLING_ROWS_MAX + " ORDER BY origin")) {
            while (rows.next()) {
                long origin = rows.getLong(1);
                String meant = rows.getString(3) == null ? "NULL" : rows.getString(3);
                bySource.computeIfAbsent(origin >> 40, key -> new ArrayList<>())
                        .add(dangling(
                                rows.getString(2),
                                rows.getLong(4),
                                rows.getLong(5),
                                "This row of " + loader.rawTable(origin) + " in "
                                        + source(Origin.source(origin)).path() + " has " + lookUp.raw() + " " + meant
                                        + ", and no row of " + named + " is named so; it reaches nothing."));
                totals.put(origin >> 40, new long[] {rows.getLong(6), rows.getLong(7), rows.getLong(8), origin});
            }
        }
        bySource.forEach((where, each) -> {
            long[] total = totals.get(where);
            if (total[0] <= DANGLING_ROWS_MAX) {
                notes.addAll(each);
            } else {
                String file = source(Origin.source(total[3])).path();
                String examples =
                        each.stream().limit(3).map(EvidenceNote::entity).collect(Collectors.joining(", "));
                notes.add(dangling(
                        loader.rawTable(total[3]) + " " + file,
                        total[1],
                        total[2],
                        "Of " + total[0] + " rows of " + loader.rawTable(total[3]) + " in " + file + " no row of "
                                + named + " has the " + lookUp.raw() + ", as of those with the keys " + examples
                                + "; they reach nothing."));
            }
        });
        return notes;
    }

    private EvidenceNote dangling(String entity, long from, long till, String detail) {
        return new EvidenceNote("dangling_row", "note", found.region(), entity, "", from, till, detail);
    }

    private static String foldEvents(Loader loader) {
        String name = loader.sqlName();
        return "CREATE TABLE event_" + name + " AS SELECT " + EVENT_COLUMNS
                + ", origin, first_seen, row_seen AS last_seen, sightings FROM (SELECT *"
                + ", min(row_seen) OVER (PARTITION BY row_key) AS first_seen, count(*) OVER (PARTITION BY row_key) AS sightings"
                + " FROM row_" + name + " WHERE bad_reason IS NULL"
                + " QUALIFY row_number() OVER (PARTITION BY row_key ORDER BY row_seen DESC, origin) = 1)";
    }

    // -- streams
    // -------------------------------------------------------------------------------------------------------

    List<EventKind> vocabulary() {
        List<EventKind> words = new ArrayList<>();
        String union = loaded.stream()
                .filter(Loader::isEvents)
                .map(loader ->
                        "SELECT action, event, CASE WHEN at_time IS NULL THEN NULL ELSE result END AS result FROM event_"
                                + loader.sqlName()
                                + (loader.events().containsKey("event") ? " WHERE event IS NOT NULL" : ""))
                .collect(Collectors.joining(" UNION ALL "));
        if (union.isEmpty()) {
            return words;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT coalesce(action, ''), coalesce(event, ''), coalesce(result, ''), count(*) FROM ("
                                + union + ") GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")) {
            while (rows.next()) {
                words.add(new EventKind(rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return words;
    }

    /** Counts the raw rows of each loader, by source and raw table: those of dumps have been counted as they were read. */
    private void countRaw() {
        Map<Integer, Loader> byExport = new TreeMap<>();
        for (Source source : sources) {
            if (source.kind() != Source.Kind.DUMP) {
                byExport.put(source.id(), loaderOf(source));
            }
            for (Loader loader : request.loaders().all()) {
                List<String> tables = tables(loader);
                for (int i = 0; i < tables.size(); i++) {
                    long[] read = rowsRead.getOrDefault(source.id() + " " + tables.get(i), new long[2]);
                    if (read[0] > read[1]) {
                        rawRows.computeIfAbsent(loader.table(), table -> new TreeMap<>())
                                .put(Origin.of(source.id(), i, 0) >> 40, read[0] - read[1]);
                    }
                }
            }
        }
        // One statement for all, see findSnapshots.
        List<Loader> exported = byExport.values().stream().distinct().toList();
        String union = IntStream.range(0, exported.size())
                .mapToObj(i -> "SELECT " + i + ", origin >> 40, count(*) FROM "
                        + raw.get(exported.get(i).table()) + " GROUP BY ALL")
                .collect(Collectors.joining(" UNION ALL "));
        if (union.isEmpty()) {
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(union)) {
            while (rows.next()) {
                rawRows.computeIfAbsent(exported.get(rows.getInt(1)).table(), table -> new TreeMap<>())
                        .put(rows.getLong(2), rows.getLong(3));
            }
        } catch (SQLException e) {
            InputRefused damaged = damagedExport();
            if (damaged != null) {
                throw damaged;
            }
            throw new InputRefused(
                    found.region() + ": its rows cannot be read: "
                            + e.getMessage().lines().limit(4).collect(Collectors.joining(" ")),
                    e);
        }
    }

    /** The raw tables of a loader, in the order in which origins number them. */
    private static List<String> tables(Loader loader) {
        List<String> tables = new ArrayList<>(List.of(loader.table()));
        tables.addAll(loader.also());
        return tables;
    }

    long entities(Loader.About about) {
        String union = loaded.stream()
                .filter(loader -> loader.about() == about && !loader.isEvents())
                .map(loader -> "SELECT entity FROM version_" + loader.sqlName())
                .collect(Collectors.joining(" UNION ALL "));
        if (union.isEmpty()) {
            return 0;
        }
        try (Statement statement = connection.createStatement();
                ResultSet counted = statement.executeQuery("SELECT count(DISTINCT entity) FROM (" + union + ")")) {
            counted.next();
            return counted.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param telling the only words of events that are read; null for all */
    Stream<EntityRows> stream(Loader.About about, Set<EventKind> telling) {
        List<EntityCursor> cursors = new ArrayList<>();
        try {
            for (Loader loader : loaded) {
                if (loader.about() == about) {
                    List<EventKind> words = loader.isEvents() ? wordsOf(loader, telling) : List.of();
                    cursors.add(EntityCursor.open(
                            another(),
                            loader,
                            loader.isEvents() ? eventQuery(loader, telling, words) : versionQuery(loader),
                            words,
                            tableEnds(),
                            completeOf(loader)));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return EntityCursor.merge(cursors);
    }

    /** The words of the events that are read, in some order: a row then names its word by its place in the list. */
    private List<EventKind> wordsOf(Loader loader, Set<EventKind> telling) throws SQLException {
        if (telling != null) {
            return List.copyOf(telling);
        }
        List<EventKind> words = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT coalesce(action, ''), coalesce(event, ''), coalesce(result, ''), count(*) FROM event_"
                                + loader.sqlName() + " GROUP BY 1, 2, 3")) {
            while (rows.next()) {
                words.add(new EventKind(rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4)));
            }
        }
        return words;
    }

    private static String versionQuery(Loader loader) {
        return "SELECT entity, nullif(row_key, entity), origin, epoch_us(first_seen), epoch_us(last_seen), sightings,"
                + " epoch_us(changed_at), epoch_us(seen_before), epoch_us(seen_after)"
                + loader.columns().stream()
                        .map(column -> ", " + cell(column.type(), name(column.name())))
                        .collect(Collectors.joining())
                + ", last_origin"
                + loader.columns().stream()
                        .filter(Loader.Column::volatileValue)
                        .map(column -> ", " + cell(column.type(), first(column.name())))
                        .collect(Collectors.joining())
                + " FROM version_" + loader.sqlName()
                + " WHERE entity IS NOT NULL ORDER BY entity, row_key, first_seen";
    }

    private static String cell(Loader.Type type, String column) {
        return switch (type) {
            case INSTANT -> "epoch_us(" + column + ")";
            case STRING -> "CAST(" + column + " AS VARCHAR)";
            case LONG -> "CAST(" + column + " AS BIGINT)";
            case DOUBLE -> "CAST(" + column + " AS DOUBLE)";
            case BOOLEAN -> "CAST(" + column + " AS BOOLEAN)";
        };
    }

    /**
     * Most events say nothing that bounds a span, and an action whose events speak says nothing more: these are not read.
     * Of one entity they come in any order, since those of several tables are sorted into one another all the same.
     */
    private String eventQuery(Loader loader, Set<EventKind> telling, List<EventKind> words) {
        String spoken = "";
        if (telling != null && !loader.events().containsKey("event")) {
            spoken = loaded.stream()
                    .filter(other -> other.isEvents() && other.events().containsKey("event"))
                    .map(other -> "SELECT CAST(parent AS VARCHAR) AS parent FROM event_" + other.sqlName()
                            + " WHERE entity IS NOT NULL")
                    .collect(Collectors.joining(" UNION ALL "));
        }
        // A number is left as one, see EntityCursor; whatever else a loader has in its place is told as text.
        int parent = loader.index(loader.events().getOrDefault("parent", ""));
        boolean number = parent >= 0 && loader.columns().get(parent).type() == Loader.Type.LONG;
        return "SELECT entity, row_key, " + cell(number ? Loader.Type.LONG : Loader.Type.STRING, "parent")
                + ", word, epoch_us(started_at), epoch_us(at_time), host, origin,"
                + " epoch_us(first_seen), epoch_us(last_seen), sightings FROM " + speaking(loader, words)
                + (spoken.isEmpty()
                        ? ""
                        : " ANTI JOIN (" + spoken + ") spoken ON spoken.parent = CAST(event.parent AS VARCHAR)")
                + " WHERE entity IS NOT NULL" + (telling == null ? "" : " AND at_time IS NOT NULL")
                + " ORDER BY entity";
    }

    /** The events of some words, as a relation called event; each with the place of its word in the list. */
    private static String speaking(Loader loader, List<EventKind> words) {
        String rows = IntStream.range(0, words.size())
                .mapToObj(place -> "('" + quoted(words.get(place).action()) + "', '"
                        + quoted(words.get(place).event()) + "', '"
                        + quoted(words.get(place).result()) + "', " + place + ")")
                .collect(Collectors.joining(", "));
        return "event_" + loader.sqlName() + " event JOIN (VALUES " + (rows.isEmpty() ? "(NULL, NULL, NULL, 0)" : rows)
                + ") words(word_action, word_event, word_result, word) ON coalesce(event.action, '') = word_action"
                + " AND coalesce(event.event, '') = word_event AND coalesce(event.result, '') = word_result";
    }

    /** A result that is read bit by bit needs a connection of its own. */
    private DuckDBConnection another() throws SQLException {
        DuckDBConnection another = connection.duplicate();
        if (!small) {
            run("USE " + catalog, another);
        }
        return another;
    }

    private long[] completeOf(Loader loader) {
        return snapshots.get(loader.table()).entrySet().stream()
                .filter(Map.Entry::getValue)
                .mapToLong(Map.Entry::getKey)
                .toArray();
    }

    // -- sweeps over instances
    // -----------------------------------------------------------------------------------------

    /** The loader of instance rows: about instances, with a size and a node. */
    private Loader instances() {
        return loaded.stream()
                .filter(loader -> loader.about() == Loader.About.INSTANCE
                        && loader.measuresInventory()
                        && loader.index("node") >= 0)
                .findFirst()
                .orElse(null);
    }

    /** By instance: its node, its creation, whether any version is marked deleted. */
    private static String lives(Loader loader, String which) {
        return "(SELECT entity, arg_max(node, last_seen) AS node, min(createdAt) AS created, bool_or(deletedAt IS NOT NULL) AS gone,"
                + " bool_or(launchedAt IS NOT NULL) AS launched, min(least(terminatedAt, deletedAt)) AS ended,"
                + " arg_min(row_key, (first_seen, origin)) AS row_key, arg_min(origin, (first_seen, origin)) AS origin,"
                + " min(first_seen) AS first_seen, max(last_seen) AS last_seen,"
                + " CAST(sum(sightings) AS INTEGER) AS sightings FROM version_" + loader.sqlName()
                + " WHERE " + which + " GROUP BY entity)";
    }

    /**
     * Lives that know since when the instance is on its node: since its creation, or since an event last brought it there.
     *
     * @param arrivals words of events that bring an instance to a host
     */
    private String tenures(Loader loader, List<EventKind> arrivals) {
        String events = loaded.stream()
                .filter(Loader::isEvents)
                .map(from -> "SELECT entity, at_time FROM " + speaking(from, arrivals))
                .collect(Collectors.joining(" UNION ALL "));
        String arrived = events.isEmpty() ? "SELECT NULL::VARCHAR AS entity, NULL::TIMESTAMP AS at_time" : events;
        return "(SELECT lives.*, greatest(created, arrived) AS since FROM " + lives(loader, "entity IS NOT NULL")
                + " lives LEFT JOIN (SELECT entity, max(at_time) AS arrived FROM (" + arrived
                + ") GROUP BY entity) arrivals USING (entity) WHERE node IN (FROM node_asked) AND created IS NOT NULL)";
    }

    /** What a sweep says of the tenant in a row and of the next on its node: columns 1 to 8, and the same again behind them. */
    private static final String TENANT = "entity, epoch_us(since) AS at_time, epoch_us(created), row_key, origin,"
            + " epoch_us(first_seen), epoch_us(last_seen), sightings";

    private static final String NEXT_TENANT =
            "lead(entity) OVER w AS next, epoch_us(lead(since) OVER w) AS next_at, epoch_us(lead(created) OVER w),"
                    + " lead(row_key) OVER w, lead(origin) OVER w, epoch_us(lead(first_seen) OVER w),"
                    + " epoch_us(lead(last_seen) OVER w), lead(sightings) OVER w";

    /** @param nodes whose instances are looked at */
    Tenures tenures(Set<String> nodes, List<EventKind> arrivals) {
        Tenures tenures = new Tenures(new ArrayList<>(), new ArrayList<>());
        Loader loader = instances();
        if (loader == null) {
            return tenures;
        }
        try {
            ask("node", nodes);
            run("CREATE OR REPLACE TABLE tenure AS FROM " + tenures(loader, arrivals));
            nextTenants(loader, tenures.next());
            doubleTenancies(loader, tenures.doubles());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return tenures;
    }

    private void nextTenants(Loader loader, List<NextTenant> next) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM (SELECT " + TENANT + ", " + NEXT_TENANT
                        + ", node, gone FROM tenure WINDOW w AS (PARTITION BY node ORDER BY since, entity))"
                        + " WHERE NOT gone AND next IS NOT NULL ORDER BY entity")) {
            while (rows.next()) {
                next.add(new NextTenant(
                        rows.getString(1),
                        rows.getString(17),
                        rows.getString(9),
                        rows.getLong(10),
                        tenant(loader, rows, 8)));
            }
        }
    }

    private void doubleTenancies(Loader loader, List<DoubleTenancy> doubles) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM (SELECT " + TENANT + ", " + NEXT_TENANT
                        + ", node, gone, ended, epoch_us(ended) FROM tenure"
                        + " WHERE launched WINDOW w AS (PARTITION BY node ORDER BY since, entity))"
                        + " WHERE gone AND epoch_us(ended) > next_at ORDER BY entity")) {
            while (rows.next()) {
                doubles.add(new DoubleTenancy(
                        rows.getString(17),
                        rows.getString(1),
                        rows.getString(9),
                        rows.getLong(10),
                        rows.getLong(20),
                        tenant(loader, rows, 0),
                        tenant(loader, rows, 8)));
            }
        }
    }

    private static Sighting tenant(Loader loader, ResultSet rows, int before) throws SQLException {
        TreeMap<String, String> seen = new TreeMap<>();
        seen.put("node", rows.getString(17));
        seen.put("created_at", Micros.text(rows.getLong(before + 3)));
        return new Sighting(
                loader.rawTable(rows.getLong(before + 5)),
                rows.getString(before + 4),
                rows.getLong(before + 5),
                rows.getLong(before + 6),
                rows.getLong(before + 7),
                rows.getInt(before + 8),
                seen);
    }

    List<Tenancy> tenancies() {
        List<Tenancy> tenancies = new ArrayList<>();
        Loader loader = instances();
        if (loader == null) {
            return tenancies;
        }
        List<Loader.Column> sizes = loader.columns().stream()
                .filter(column -> !column.resource().isEmpty())
                .toList();
        String size = sizes.stream().map(column -> ", " + name(column.name())).collect(Collectors.joining());
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT node, " + tenancyEnd("arg_min") + ", "
                        + tenancyEnd("arg_max") + size + " FROM (SELECT row_key, node" + size
                        + ", min(createdAt) AS created, arg_min(origin, (first_seen, origin)) AS origin, min(first_seen) AS first_seen,"
                        + " max(last_seen) AS last_seen, CAST(sum(sightings) AS INTEGER) AS sightings FROM version_"
                        + loader.sqlName() + " WHERE node IS NOT NULL AND createdAt IS NOT NULL GROUP BY row_key, node"
                        + size + ") GROUP BY node" + size + " ORDER BY node" + size)) {
            while (rows.next()) {
                TreeMap<String, Long> measured = new TreeMap<>();
                TreeMap<String, String> seen = new TreeMap<>();
                seen.put("node", rows.getString(1));
                for (int i = 0; i < sizes.size(); i++) {
                    long amount = rows.getLong(14 + i);
                    if (amount > 0) {
                        measured.put(sizes.get(i).resource(), amount * Quantities.ONE);
                        String raw = sizes.get(i).derived()
                                ? "(" + sizes.get(i).name() + ")"
                                : sizes.get(i).raw();
                        seen.put(raw, Long.toString(amount));
                    }
                }
                tenancies.add(new Tenancy(
                        rows.getString(1),
                        new Quantities(measured),
                        rows.getLong(2),
                        rows.getLong(8),
                        tenancyEnd(loader, rows, 2, seen),
                        tenancyEnd(loader, rows, 8, seen)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return tenancies;
    }

    /** Of the earliest or latest made instance: when, and its row as it was sighted. */
    private static String tenancyEnd(String choice) {
        return Stream.of(
                        "epoch_us(created)",
                        "row_key",
                        "origin",
                        "epoch_us(first_seen)",
                        "epoch_us(last_seen)",
                        "sightings")
                .map(column -> choice + "(" + column + ", (created, row_key))")
                .collect(Collectors.joining(", "));
    }

    private static Sighting tenancyEnd(Loader loader, ResultSet rows, int from, SortedMap<String, String> common)
            throws SQLException {
        TreeMap<String, String> seen = new TreeMap<>(common);
        seen.put("created_at", Micros.text(rows.getLong(from)));
        return new Sighting(
                loader.rawTable(rows.getLong(from + 2)),
                rows.getString(from + 1),
                rows.getLong(from + 2),
                rows.getLong(from + 3),
                rows.getLong(from + 4),
                rows.getInt(from + 5),
                seen);
    }

    List<Booked> unexplainedBookings() {
        List<Booked> booked = new ArrayList<>();
        String union = loaded.stream()
                .filter(loader -> loader.about() == Loader.About.BOOKING
                        && Stream.of("reservationId", "computeHostId", "host").allMatch(c -> loader.index(c) >= 0))
                .map(
                        loader ->
                                "SELECT CAST(reservationId AS VARCHAR) AS reservation, CAST(computeHostId AS VARCHAR) AS id,"
                                        + " CAST(host AS VARCHAR) AS host FROM version_" + loader.sqlName()
                                        + " WHERE entity IS NOT NULL AND reservationId IS NOT NULL AND computeHostId IS NOT NULL")
                .collect(Collectors.joining(" UNION ALL "));
        if (union.isEmpty()) {
            return booked;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("WITH booked AS (" + union + ") SELECT DISTINCT * FROM booked"
                        + " WHERE reservation IN (SELECT reservation FROM booked WHERE host IS NULL) ORDER BY ALL")) {
            while (rows.next()) {
                booked.add(new Booked(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return booked;
    }

    /** Reservation to the hypervisors on which its instances were seen. */
    Map<String, List<Sighting>> hostsOfReservations(Set<String> reservations) {
        Map<String, List<Sighting>> hosts = new TreeMap<>();
        Loader loader = instances();
        if (loader == null) {
            return hosts;
        }
        try {
            ask("reservation", reservations);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        for (Loader other : loaded) {
            for (Loader.Column column : other.columns()) {
                if (!column.reservation()) {
                    continue;
                }
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("WITH told AS (SELECT DISTINCT " + name(column.name())
                                + " AS reservation, entity FROM version_" + other.sqlName() + " WHERE "
                                + name(column.name()) + " IN (FROM reservation_asked) AND entity IS NOT NULL)"
                                + " SELECT reservation, node, row_key, origin, epoch_us(first_seen), epoch_us(last_seen), sightings"
                                + " FROM told JOIN " + lives(loader, "entity IN (SELECT entity FROM told)")
                                + " USING (entity) WHERE node IS NOT NULL ORDER BY 1, 2, 3")) {
                    while (rows.next()) {
                        TreeMap<String, String> seen = new TreeMap<>();
                        seen.put("node", rows.getString(2));
                        hosts.computeIfAbsent(rows.getString(1), key -> new ArrayList<>())
                                .add(new Sighting(
                                        loader.rawTable(rows.getLong(4)),
                                        rows.getString(3),
                                        rows.getLong(4),
                                        rows.getLong(5),
                                        rows.getLong(6),
                                        rows.getInt(7),
                                        seen));
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return hosts;
    }

    /** Puts what is asked about beside the rows, as {@code X_asked(X)}. */
    private void ask(String what, Set<String> about) throws SQLException {
        run("CREATE OR REPLACE TABLE " + what + "_asked (" + what + " VARCHAR)");
        try (DuckDBAppender asked =
                connection.createAppender(catalog, DuckDBConnection.DEFAULT_SCHEMA, what + "_asked")) {
            for (String each : about) {
                asked.beginRow();
                asked.append(each);
                asked.endRow();
            }
        }
    }

    // -- notes about the sources
    // ---------------------------------------------------------------------------------------

    private void noteSources() {
        for (String path : found.ignored()) {
            notes.add(new EvidenceNote(
                    "unread_file",
                    "note",
                    found.region(),
                    path,
                    "",
                    Micros.ALWAYS,
                    Micros.FOREVER,
                    path + " is neither a dump nor named <schema>.<table>.csv or .parquet, so nothing of it is read."));
        }
        for (SourceFinder.Copy copy : found.copies()) {
            notes.add(new EvidenceNote(
                    "source_copy",
                    "note",
                    found.region(),
                    copy.path(),
                    "",
                    Micros.ALWAYS,
                    Micros.FOREVER,
                    copy.path() + " equals " + copy.equal() + ", byte by byte; it was read once."));
        }
        List<Source> dumps = sources.stream()
                .filter(source -> source.kind() == Source.Kind.DUMP)
                .sorted(Comparator.comparingLong(Source::seen))
                .toList();
        for (int i = 0; i < dumps.size(); i++) {
            Source dump = dumps.get(i);
            if (!dump.complete()) {
                long before = i == 0 ? dump.seen() : dumps.get(i - 1).seen();
                notes.add(new EvidenceNote(
                        "truncated_dump",
                        "notice",
                        found.region(),
                        dump.name(),
                        "",
                        before,
                        dump.seen(),
                        "Cut short: " + dump.note() + ". Its rows count, what it lacks proves nothing."));
            }
        }
        noteMissing(dumps);
        notes.addAll(missing(knowledge));
    }

    /** Whether evidence is read alike under other knowledge: how dumps are dated, and when absence proves something. */
    boolean readsAlike(Knowledge other) {
        return other.setting(DUMP_ZONE)
                        .text()
                        .equals(knowledge.setting(DUMP_ZONE).text())
                && request.loaders().all().stream()
                        .allMatch(loader -> absence(other, loader).equals(absence(knowledge, loader)));
    }

    private static List<Long> absence(Knowledge knowledge, Loader loader) {
        Window window = knowledge.window(loader.table(), "");
        return window == null
                ? List.of(Micros.ALWAYS, Micros.FOREVER)
                : List.of(window.absenceFrom(), window.absenceTo());
    }

    /** What no source of the region shows, as far as the knowledge does not make up for it. */
    List<EvidenceNote> missing(Knowledge knowing) {
        List<EvidenceNote> missing = new ArrayList<>();
        boolean blazarMissing = noteMissingBlazar(knowing, missing);
        for (String table : request.loaders().all().stream().map(Loader::table).toList()) {
            if (!snapshots.containsKey(table) && !(blazarMissing && table.startsWith(BLAZAR))) {
                missing.add(new EvidenceNote(
                        "missing_table",
                        "note",
                        found.region(),
                        table,
                        "",
                        Micros.ALWAYS,
                        Micros.FOREVER,
                        "No source of this region shows this table; what rests on it alone is unknown."));
            }
        }
        return missing;
    }

    private static final String DUMP_ZONE = "dump_zone";
    private static final String BLAZAR = "blazar.";

    /**
     * A dump without Blazar's schema is not a site without Blazar (design section 5): where no signal about the region's pool says
     * which it is, one issue prints the signal to write. An empty schema is something else: it shows that Blazar was there.
     */
    private boolean noteMissingBlazar(Knowledge knowing, List<EvidenceNote> missing) {
        boolean shown = snapshots.keySet().stream().anyMatch(table -> table.startsWith(BLAZAR));
        boolean said = knowing.signals().stream()
                .anyMatch(signal -> signal.says().equals("pool")
                        && signal.scope().region().equals(found.region())
                        && signal.scope().host().isEmpty());
        if (shown || said) {
            return false;
        }
        String region = found.region();
        missing.add(new EvidenceNote(
                "missing_blazar",
                "notice",
                region,
                region,
                "",
                Micros.ALWAYS,
                Micros.FOREVER,
                "No source of this region shows any table of Blazar, so the pool of every host is unknown: a dump without"
                        + " the schema is not a site without Blazar. If you know that there is none, write this into"
                        + " signals.yml in the region's folder, with your name and how you know:\n"
                        + "signals:\n"
                        + "  - id: no-blazar-here\n"
                        + "    kind: default\n"
                        + "    scope: { region: \""
                        + region.replace("\\", "\\\\").replace("\"", "\\\"") + "\" }\n"
                        + "    says: { pool: not_reservable }\n"
                        + "    confidence: 0.9\n"
                        + "    author: your name\n"
                        + "    source: how you know\n"
                        + "    reason: This region has no Blazar."));
        return true;
    }

    /** Windows of the region's own that no source gives a meaning, and times of which a table never told what had ended in them. */
    private void noteWindows() {
        for (Window window : knowledge.windows()) {
            List<Long> seen = snapshotsOf(window.table());
            String named = "window " + window.id() + (window.where().isEmpty() ? "" : " of " + window.where());
            if (seen.isEmpty() && !window.where().isEmpty() && !window.table().equals(Window.ALL_TABLES)) {
                noteWindow(
                        "window_unused",
                        "note",
                        window,
                        Micros.ALWAYS,
                        Micros.FOREVER,
                        "The " + named + " is about a table that no source of this region shows; it changes nothing.");
            }
            long before = Micros.ALWAYS;
            for (long at : seen) {
                if (window.keptFor() != Micros.FOREVER && at - window.keptFor() > before) {
                    noteWindow(
                            "history_incomplete",
                            "notice",
                            window,
                            before,
                            at - window.keptFor(),
                            "Rows of " + window.table() + " are kept for " + Micros.length(window.keptFor())
                                    + " after what they tell of has ended (" + named
                                    + "): what began and ended in this time no source shows, and it is not counted.");
                }
                if (before < window.purgedAt() && window.purgedAt() <= at) {
                    noteWindow(
                            "history_incomplete",
                            "notice",
                            window,
                            before,
                            window.purgedAt(),
                            "Rows of " + window.table() + " about what had ended were thrown away at its end (" + named
                                    + "): what began and ended in this time no source shows, and it is not counted.");
                }
                before = at;
            }
        }
    }

    private void noteWindow(String kind, String severity, Window window, long from, long till, String detail) {
        notes.add(new EvidenceNote(kind, severity, found.region(), window.table(), "", from, till, detail));
    }

    /** A gap of more than one and a half times the usual distance between dumps. */
    private void noteMissing(List<Source> dumps) {
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < dumps.size(); i++) {
            gaps.add(dumps.get(i).seen() - dumps.get(i - 1).seen());
        }
        gaps.sort(Comparator.naturalOrder());
        if (gaps.size() < 3) {
            return;
        }
        long usual = gaps.get(gaps.size() / 2);
        for (int i = 1; i < dumps.size(); i++) {
            long from = dumps.get(i - 1).seen();
            long till = dumps.get(i).seen();
            if (till - from > usual + usual / 2) {
                notes.add(new EvidenceNote(
                        "missing_dump",
                        "notice",
                        found.region(),
                        dumps.get(i - 1).name() + " " + dumps.get(i).name(),
                        "",
                        from,
                        till,
                        "No dump for " + Micros.length(till - from) + "; the usual distance is " + Micros.length(usual)
                                + "."));
            }
        }
    }

    // -- SQL
    // -----------------------------------------------------------------------------------------------------------

    private void run(String sql) throws SQLException {
        run(sql, connection);
    }

    private static void run(String sql, DuckDBConnection on) throws SQLException {
        try (Statement statement = on.createStatement()) {
            statement.execute(sql);
        }
    }

    static String name(String column) {
        return '"' + column.replace("\"", "\"\"") + '"';
    }

    /** Between single quotes; a zero byte would end the statement there. */
    private static String quoted(String text) {
        return text.replace("'", "''").replace("\0", "' || chr(0) || '");
    }

    private static String timestamp(long micros) {
        return "make_timestamp(" + micros + "::BIGINT)";
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The scratch database is thrown away all the same.
            request.progress().note("scratch database: " + e.getMessage());
        }
        try {
            scratch.close();
        } catch (IOException e) {
            request.progress().note("scratch folder " + scratch.folder() + " stays: " + e.getMessage());
        }
    }
}
