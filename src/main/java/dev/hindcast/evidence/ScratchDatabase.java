package dev.hindcast.evidence;

import java.io.IOException;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * The scratch DuckDB of one region: its connections, how its statements are run and written. The scratch folder is removed on close.
 */
final class ScratchDatabase implements AutoCloseable {
    private static final long SMALL_BYTES = 16 << 20;

    /** Of so little a statement is done on one core before another has begun; loaders beside each other still take all. */
    private static final long ONE_CORE_BYTES = 1 << 20;

    /** For tables, what makes them and sorted rows that wait to be read; what is beyond goes to the scratch folder. */
    private static final int MEGABYTES = 512;
    /** For what cannot be put down: wide texts in large Parquet pages were seen to need more than 512. */
    private static final int MEGABYTES_AT_MOST = 1024;
    /**
     * So many of a region's rows stay in memory as they are made, about half of {@link #MEGABYTES}. DuckDB packs and writes tables of
     * more than one row group as they grow, which takes longer than to make them; those that stay are put down where memory is needed.
     */
    private static final long ROWS_KEPT = 2_000_000;

    private static final Set<String> WHOLE_NUMBERS = Set.of("INTEGER", "BIGINT");
    /** Of numbers that are marked by a bit each: fewer than a set of them takes, and 16 MB. */
    private static final long BITS_PER_ROW_AT_MOST = 64;

    private static final long BITS_AT_MOST = 1L << 27;

    /** Steps of planning a statement that take longer than they save where rows are few; they change no result. */
    private static final String FOR_LARGE =
            "statistics_propagation,compressed_materialization,late_materialization,join_order,"
                    + "common_subexpressions,build_side_probe_side,duplicate_groups,reorder_filter,column_lifetime";

    private final int threads;
    private final Progress progress;
    private final Scratch scratch;
    private final DuckDBConnection connection;
    /** Little evidence stays in memory. */
    private final boolean small;

    private final String catalog;
    /** How many of the rows that may stay in memory do so. */
    private long kept;

    /** @param sources the files that can be reached from it */
    ScratchDatabase(EvidenceReader.Request request, List<Source> sources) {
        this.threads = request.threads();
        this.progress = request.progress();
        try {
            this.scratch = Scratch.make();
            this.connection = connect();
            long bytes = bytes(sources);
            this.small = bytes < SMALL_BYTES;
            this.catalog = small ? "memory" : "staging";
            if (!small) {
                // Nobody recovers a scratch database, and its log took two thirds of the time of reading dumps; nor is
                // it written to the end, or in between, which holds up all its statements: what memory cannot keep is
                // put down all the same.
                run("ATTACH '"
                        + quoted(scratch.folder().resolve("staging.duckdb").toString()) + "' AS " + catalog
                        + " (RECOVERY_MODE no_wal_writes)");
                run("PRAGMA disable_checkpoint_on_shutdown");
                run("USE " + catalog);
                run("SET checkpoint_threshold='1TB'");
            }
            run("SET preserve_insertion_order=false");
            run("SET threads=" + (bytes < ONE_CORE_BYTES ? 1 : Math.max(1, threads)));
            limitMemory(MEGABYTES, connection);
            run("SET temp_directory='"
                    + quoted(scratch.folder().resolve("spill").toString()) + "'");
            run("SET autoinstall_known_extensions=false");
            if (small) {
                run("SET disabled_optimizers='" + FOR_LARGE + "'");
            }
            run("SET TimeZone='UTC'");
            refuseOutside(sources);
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
    private void refuseOutside(List<Source> sources) throws SQLException {
        String files = sources.stream()
                .filter(source -> source.kind() != Source.Kind.DUMP)
                .flatMap(source -> Stream.of(source.file().toAbsolutePath().toString(), Exports.oneFile(source)))
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

    private static void limitMemory(int megabytes, DuckDBConnection on) throws SQLException {
        try (Statement statement = on.createStatement()) {
            statement.execute("SET memory_limit='" + megabytes + "MB'");
        }
    }

    /** For what is seldom done and reads whole rows. */
    void takeMost() throws SQLException {
        limitMemory(MEGABYTES_AT_MOST, connection);
    }

    /** All tables are made, and from now on read in order. */
    void readFromNowOn() throws SQLException {
        // Chunks of a sorted result come out of order without it, as was seen; what makes tables is quicker without it.
        run("SET preserve_insertion_order=true");
        if (!small) {
            // Some statement may have had more.
            limitMemory(MEGABYTES, connection);
        }
    }

    /** What is made next has so many rows, and is written as it grows if they are more than may stay in memory. */
    void expect(long rows) throws SQLException {
        if (!small) {
            boolean stay = rows <= ROWS_KEPT - kept;
            kept += stay ? rows : 0;
            run("SET enable_optimistic_write=" + !stay);
        }
    }

    Statement statement() throws SQLException {
        return connection.createStatement();
    }

    /** A result that is read bit by bit needs a connection of its own. */
    DuckDBConnection another() throws SQLException {
        DuckDBConnection another = connection.duplicate();
        if (!small) {
            run("USE " + catalog, another);
        }
        return another;
    }

    DuckDBAppender appender(String table) throws SQLException {
        return connection.createAppender(catalog, DuckDBConnection.DEFAULT_SCHEMA, table);
    }

    /** What is done for one loader, on a connection of its own. */
    interface Step<T> {
        T of(Loader loader, DuckDBConnection on) throws SQLException;
    }

    /**
     * Where there is little to do, planning a statement takes longer than its rows, and goes on beside another one's. Where there is
     * much, a statement on many rows keeps all cores busy, and one on few, which DuckDB runs on a single core, goes on beside it.
     *
     * @param few loaders of few rows
     */
    <T> void beside(List<Loader> loaders, Predicate<Loader> few, Step<T> step, BiConsumer<Loader, T> then)
            throws SQLException {
        ExecutorService pool = Executors.newFixedThreadPool(small ? Math.max(1, Math.min(threads, 4)) : 1);
        ExecutorService large = small || threads < 2 ? pool : Executors.newFixedThreadPool(1);
        try {
            List<Future<T>> all = new ArrayList<>();
            for (Loader loader : loaders) {
                all.add((few.test(loader) ? pool : large).submit(() -> {
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
            large.shutdownNow();
            // Whoever closes the database must not do so under those that still run.
            awaitEnd(pool);
            awaitEnd(large);
        }
    }

    private static void awaitEnd(ExecutorService pool) {
        try {
            pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Puts what is asked about beside the rows, as {@code X_asked(X)}. */
    void ask(String what, Set<String> about) throws SQLException {
        run("CREATE OR REPLACE TABLE " + what + "_asked (" + what + " VARCHAR)");
        try (DuckDBAppender asked = appender(what + "_asked")) {
            for (String each : about) {
                asked.beginRow();
                asked.append(each);
                asked.endRow();
            }
        }
    }

    void run(String sql) throws SQLException {
        run(sql, connection);
    }

    static void run(String sql, DuckDBConnection on) throws SQLException {
        try (Statement statement = on.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            if (!lacksMemory(e)) {
                throw e;
            }
            limitMemory(MEGABYTES_AT_MOST, on);
            try (Statement again = on.createStatement()) {
                again.execute(sql);
            }
        }
    }

    /** The rows of a question about many. */
    static ResultSet query(Statement statement, String sql) throws SQLException {
        DuckDBConnection on = (DuckDBConnection) statement.getConnection();
        try {
            return statement.executeQuery(sql);
        } catch (SQLException e) {
            if (!lacksMemory(e)) {
                throw e;
            }
            limitMemory(MEGABYTES_AT_MOST, on);
            // One that failed is closed; this one is with its connection.
            return on.createStatement().executeQuery(sql);
        }
    }

    /** Of a result that is read bit by bit DuckDB says no more than that it is invalid. */
    private static boolean lacksMemory(SQLException e) {
        String why = String.valueOf(e.getMessage());
        return why.contains("Out of Memory") || why.contains("Invalid result set");
    }

    /** Whether two rows agree in an expression, or one has none. */
    static boolean isDoubled(String relation, String expression, DuckDBConnection on) throws SQLException {
        try (Statement statement = on.createStatement();
                ResultSet counts = query(
                        statement, "SELECT count(*), " + different(relation, expression, on) + " FROM " + relation)) {
            counts.next();
            return counts.getLong(1) != counts.getLong(2);
        }
    }

    /** Counts values that differ: of numbers that lie close each is marked by a bit, at a sixth of the cost of a set. */
    private static String different(String relation, String expression, DuckDBConnection on) throws SQLException {
        String set = "count(DISTINCT " + expression + ")";
        try (PreparedStatement values = on.prepareStatement("SELECT " + expression + " FROM " + relation)) {
            if (!WHOLE_NUMBERS.contains(values.getMetaData().getColumnTypeName(1))) {
                return set;
            }
        }
        String number = "CAST(" + expression + " AS BIGINT)";
        try (Statement statement = on.createStatement();
                ResultSet span = query(
                        statement, "SELECT count(*), min(" + number + "), max(" + number + ") FROM " + relation)) {
            span.next();
            // As doubles, which do not overflow.
            double bits = (double) span.getLong(3) - span.getLong(2);
            return bits > Math.min(BITS_PER_ROW_AT_MOST * span.getLong(1), BITS_AT_MOST)
                    ? set
                    : "bit_count(bitstring_agg(" + number + ", CAST('" + span.getLong(2) + "' AS BIGINT), CAST('"
                            + span.getLong(3) + "' AS BIGINT)))";
        }
    }

    static String name(String column) {
        return '"' + column.replace("\"", "\"\"") + '"';
    }

    /** Between single quotes; a zero byte would end the statement there. */
    static String quoted(String text) {
        return text.replace("'", "''").replace("\0", "' || chr(0) || '");
    }

    static String timestamp(long micros) {
        return "make_timestamp(" + micros + "::BIGINT)";
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The scratch database is thrown away all the same.
            progress.note("scratch database: " + e.getMessage());
        }
        try {
            scratch.close();
        } catch (IOException e) {
            progress.note("scratch folder " + scratch.folder() + " stays: " + e.getMessage());
        }
    }
}
