package dev.hindcast.store;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;

/** An export as a Parquet file, written by DuckDB; all columns are text as in the other forms, numbers excepted. */
public final class ParquetFile {
    private static final List<String> NUMBERS = List.of(
            "quantity",
            "value",
            "unknown",
            "unmeasured",
            "low",
            "high",
            "confidence",
            "read",
            "emitted",
            "quarantined",
            "resource_hours",
            "with_value",
            "with_unknown",
            "without_value",
            "without_unknown",
            "entity_hours");

    /** What DuckDB says of a file: the name of the file, which is known, and then what the system says. */
    private static final Pattern WHY = Pattern.compile("(?:Could not write|Cannot open) file .*?\": ([^\"\n]+)");

    private ParquetFile() {}

    /** What segments and signals say is text under a name that series use for a number. */
    private static boolean isNumber(Export export, String column) {
        return NUMBERS.contains(column) && (export == Export.SERIES || !column.equals("value"));
    }

    /**
     * Rows go to the file as they come: of an export, which is as large as its result, there are some 100,000 in memory at once.
     *
     * @throws InputRefused if the file cannot be written
     */
    public static void write(Path file, ResultReader reader, Export export, Export.Filter filter, Progress progress) {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                DuckDBTableFunctionBuilder function = DuckDBFunctions.tableFunction();
                Rows rows = new Rows(
                        export,
                        into -> reader.export(export, filter, row -> {
                            progress.done(1);
                            into.accept(row);
                        }))) {
            function.withName("exported").withFunction(rows).register(connection);
            // A second would find no rows of its own, and at times looks for them all the while.
            statement.execute("SET threads=1");
            try {
                statement.execute("COPY (FROM exported()) TO '"
                        + file.toString().replace("'", "''") + "' (FORMAT PARQUET, COMPRESSION ZSTD)");
            } catch (SQLException e) {
                rows.throwWhatWasThrown();
                throw e;
            }
        } catch (SQLException e) {
            Matcher why = WHY.matcher(e.getMessage());
            String reason = why.find()
                    ? why.group(1)
                    : e.getMessage().lines().findFirst().orElse("");
            throw new InputRefused(
                    file + ": cannot be written: " + reason
                            + ". Maybe the folder does not exist or is not yours, or the disk is full.",
                    e);
        }
    }

    /** The rows of an export as a table of DuckDB: read on one thread while those before them are written on another. */
    private static final class Rows implements DuckDBTableFunction<Export, Rows, Object>, AutoCloseable {
        /** Rows that are handed over at once. DuckDB takes no more. */
        private static final int BATCH = 2048;
        /** How long to wait before it is asked whether the other side is still there. */
        private static final long MILLIS = 100;

        /** Some rows by column, each {@code String[]} or {@code double[]}; none after the last. */
        private record Batch(Object[] columns, int rows) {}

        private static final Batch END = new Batch(new Object[0], 0);

        /** Nobody takes rows any longer. */
        private static final class Stopped extends RuntimeException {
            private static final long serialVersionUID = 1;
        }

        private final Export export;
        private final Thread reading;
        private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(4);
        private Object[] columns;
        private int rows;
        private boolean ended;
        private volatile boolean stopped;
        /** On either side. */
        private volatile Throwable thrown;

        Rows(Export export, Consumer<Consumer<List<String>>> source) {
            this.export = export;
            begin();
            reading = new Thread(() -> read(source), "rows of an export");
            reading.setDaemon(true);
        }

        private void begin() {
            columns = export.columns().stream()
                    .map(column -> isNumber(export, column) ? new double[BATCH] : (Object) new String[BATCH])
                    .toArray();
            rows = 0;
        }

        private void read(Consumer<Consumer<List<String>>> source) {
            try {
                source.accept(this::add);
                if (rows > 0) {
                    handOver(new Batch(columns, rows));
                }
                handOver(END);
            } catch (Throwable e) {
                thrown = e;
                // If there is no room for it, whoever waits for rows sees later that none will come.
                waiting.offer(END);
            }
        }

        private void add(List<String> row) {
            for (int i = 0; i < columns.length; i++) {
                String value = row.get(i);
                if (columns[i] instanceof String[] texts) {
                    texts[rows] = value;
                } else {
                    ((double[]) columns[i])[rows] = value.isEmpty() ? Double.NaN : Double.parseDouble(value);
                }
            }
            if (++rows == BATCH) {
                handOver(new Batch(columns, rows));
                begin();
            }
        }

        private void handOver(Batch batch) {
            try {
                while (!waiting.offer(batch, MILLIS, TimeUnit.MILLISECONDS)) {
                    if (stopped) {
                        throw new Stopped();
                    }
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Export bind(DuckDBTableFunctionBindInfo table) {
            for (String column : export.columns()) {
                table.addResultColumn(
                        column, isNumber(export, column) ? DuckDBColumnType.DOUBLE : DuckDBColumnType.VARCHAR);
            }
            return export;
        }

        @Override
        public Rows init(DuckDBTableFunctionInitInfo scan) {
            scan.setMaxThreads(1);
            reading.start();
            return this;
        }

        @Override
        public long apply(DuckDBTableFunctionCallInfo call, DuckDBDataChunkWriter into) throws InterruptedException {
            if (ended) {
                return 0;
            }
            try {
                Batch batch = next();
                ended = batch == END;
                if (ended && thrown != null) {
                    throw new IllegalStateException(thrown);
                }
                for (int i = 0; i < batch.columns.length; i++) {
                    put(batch.columns[i], batch.rows, into.vector(i));
                }
                return batch.rows;
            } catch (RuntimeException | Error e) {
                // DuckDB tells its text alone.
                thrown = thrown == null ? e : thrown;
                throw e;
            }
        }

        private Batch next() throws InterruptedException {
            Batch batch = waiting.poll(MILLIS, TimeUnit.MILLISECONDS);
            while (batch == null) {
                boolean over = !reading.isAlive();
                batch = waiting.poll(MILLIS, TimeUnit.MILLISECONDS);
                if (over && batch == null) {
                    throw new IllegalStateException(thrown);
                }
            }
            return batch;
        }

        private static void put(Object values, int rows, DuckDBWritableVector column) {
            if (values instanceof double[] numbers) {
                for (int row = 0; row < rows; row++) {
                    if (Double.isNaN(numbers[row])) {
                        column.setNull(row);
                    } else {
                        column.setDouble(row, numbers[row]);
                    }
                }
            } else {
                column.setStrings(0, Arrays.copyOf((String[]) values, rows));
            }
        }

        void throwWhatWasThrown() {
            if (thrown instanceof RuntimeException failure) {
                throw failure;
            } else if (thrown instanceof Error failure) {
                throw failure;
            }
        }

        /** The result is about to be closed, so nobody may be reading it. */
        @Override
        public void close() {
            stopped = true;
            boolean interrupted = false;
            while (reading.isAlive()) {
                try {
                    reading.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
