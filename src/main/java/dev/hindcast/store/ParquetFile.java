package dev.hindcast.store;

import dev.hindcast.evidence.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
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
     * Rows go to the file as they come: of an export, which is as large as its result, little is in memory at once.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, ResultReader reader, Export export, Export.Filter filter, Progress progress)
            throws IOException {
        Rows rows = new Rows(export);
        Thread reading = new Thread(() -> rows.read(reader, filter, progress), "rows of an export");
        reading.setDaemon(true);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                DuckDBTableFunctionBuilder function = DuckDBFunctions.tableFunction()) {
            function.withName("exported").withFunction(rows).register(connection);
            // A second would find no rows of its own, and at times looks for them all the while.
            statement.execute("SET threads=1");
            reading.start();
            statement.execute("COPY (FROM exported()) TO '" + file.toString().replace("'", "''")
                    + "' (FORMAT PARQUET, COMPRESSION ZSTD)");
        } catch (SQLException e) {
            rows.throwWhatReadingThrew();
            Matcher why = WHY.matcher(e.getMessage());
            throw new IOException(
                    why.find()
                            ? why.group(1)
                            : e.getMessage().lines().findFirst().orElse(""),
                    e);
        } finally {
            stop(reading);
        }
    }

    /** The result is about to be closed. */
    private static void stop(Thread reading) {
        reading.interrupt();
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

    /** The rows of an export as a table of DuckDB: read on one thread while those before them are written on another. */
    private static final class Rows implements DuckDBTableFunction<Export, Rows, Object> {
        /** Rows that are handed over at once. DuckDB takes no more. */
        private static final int BATCH = 2048;

        /** Some rows by column, each {@code String[]} or {@code double[]}; none after the last. */
        private record Batch(Object[] columns, int rows) {}

        private final Export export;
        private final BlockingQueue<Batch> waiting = new ArrayBlockingQueue<>(4);
        private Object[] columns;
        private int rows;
        private boolean ended;
        private volatile Throwable thrown;

        Rows(Export export) {
            this.export = export;
            begin();
        }

        private void begin() {
            columns = export.columns().stream()
                    .map(column -> isNumber(export, column) ? new double[BATCH] : (Object) new String[BATCH])
                    .toArray();
            rows = 0;
        }

        void read(ResultReader reader, Export.Filter filter, Progress progress) {
            try {
                try {
                    reader.export(export, filter, row -> {
                        progress.done(1);
                        add(row);
                    });
                    if (rows > 0) {
                        handOver();
                    }
                } catch (CancellationException e) {
                    throw e;
                } catch (RuntimeException | Error e) {
                    thrown = e;
                }
                rows = 0;
                handOver();
            } catch (CancellationException e) {
                // The file could not be written, and nobody waits for rows.
                waiting.clear();
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
                handOver();
                begin();
            }
        }

        private void handOver() {
            try {
                waiting.put(new Batch(columns, rows));
            } catch (InterruptedException e) {
                throw new CancellationException();
            }
        }

        void throwWhatReadingThrew() {
            if (thrown instanceof RuntimeException failure) {
                throw failure;
            } else if (thrown instanceof Error failure) {
                throw failure;
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

        /** One thread asks for rows, so that they stay in their order. */
        @Override
        public Rows init(DuckDBTableFunctionInitInfo scan) {
            scan.setMaxThreads(1);
            return this;
        }

        @Override
        public long apply(DuckDBTableFunctionCallInfo call, DuckDBDataChunkWriter into) throws InterruptedException {
            if (ended) {
                return 0;
            }
            Batch batch = waiting.take();
            ended = batch.rows == 0;
            if (thrown != null) {
                throw new IllegalStateException(thrown);
            }
            for (int i = 0; i < batch.columns.length; i++) {
                DuckDBWritableVector column = into.vector(i);
                if (batch.columns[i] instanceof double[] values) {
                    for (int row = 0; row < batch.rows; row++) {
                        if (Double.isNaN(values[row])) {
                            column.setNull(row);
                        } else {
                            column.setDouble(row, values[row]);
                        }
                    }
                } else {
                    column.setStrings(0, Arrays.copyOf((String[]) batch.columns[i], batch.rows));
                }
            }
            return batch.rows;
        }
    }
}
