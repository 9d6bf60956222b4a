package dev.hindcast.evidence;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBAppender;

/** Puts rows of dumps into their scratch tables, beside the reading of more: DuckDB takes as long to store them as they take to be read. */
final class RowAppender implements AutoCloseable {
    private static final int BATCH_ROWS = 512;
    private static final int BATCH_CHARACTERS = 1 << 20;
    /** That wait to be stored. */
    private static final int BATCHES = 4;

    private interface Row {
        void store() throws SQLException;
    }

    private final ScratchDatabase database;
    private final ExecutorService storing;
    private final Semaphore room = new Semaphore(BATCHES);
    private final Map<String, DuckDBAppender> appenders = new HashMap<>();
    private volatile Throwable failed;
    private List<Row> batch = new ArrayList<>(BATCH_ROWS);
    private int characters;

    /** @param beside whether on a thread of its own */
    RowAppender(ScratchDatabase database, boolean beside) {
        this.database = database;
        this.storing = beside
                ? Executors.newSingleThreadExecutor(task -> {
                    Thread thread = new Thread(task, "storing");
                    thread.setDaemon(true);
                    return thread;
                })
                : null;
    }

    /** @param cells as texts, null for NULL; kept */
    void add(String table, long origin, String[] cells) {
        int more = 0;
        for (String cell : cells) {
            more += cell == null ? 0 : cell.length();
        }
        add(more, () -> {
            DuckDBAppender into = appender(table);
            into.beginRow();
            into.append(origin);
            for (String cell : cells) {
                into.append(cell);
            }
            into.endRow();
        });
    }

    /** Rows one after the other that say what others did before, one after the other as well. */
    void addAgain(String loader, long origin, long first, long length) {
        add(0, () -> {
            DuckDBAppender into = appender("again");
            into.beginRow();
            into.append(loader);
            into.append(origin);
            into.append(first);
            into.append(length);
            into.endRow();
        });
    }

    private DuckDBAppender appender(String table) throws SQLException {
        DuckDBAppender open = appenders.get(table);
        if (open == null) {
            open = database.appender(table);
            appenders.put(table, open);
        }
        return open;
    }

    private void add(int more, Row row) {
        batch.add(row);
        characters += more;
        if (batch.size() >= BATCH_ROWS || characters >= BATCH_CHARACTERS) {
            store();
        }
    }

    private void store() {
        List<Row> full = batch;
        batch = new ArrayList<>(BATCH_ROWS);
        characters = 0;
        if (storing == null) {
            store(full);
        } else {
            room.acquireUninterruptibly();
            storing.execute(() -> {
                try {
                    store(full);
                } finally {
                    room.release();
                }
            });
        }
        throwFailure();
    }

    private void store(List<Row> rows) {
        try {
            for (Row row : rows) {
                if (failed == null) {
                    row.store();
                }
            }
        } catch (SQLException | RuntimeException | Error e) {
            failed = e;
        }
    }

    private void throwFailure() {
        if (failed != null) {
            throw new IllegalStateException("rows of dumps cannot be stored: " + failed.getMessage(), failed);
        }
    }

    /** Stores what is left, and waits for it. */
    @Override
    public void close() {
        if (failed == null) {
            store();
        }
        if (storing == null) {
            closeAppenders();
            throwFailure();
            return;
        }
        // An appender that another thread closes than the one that used it forgets its last rows.
        storing.execute(this::closeAppenders);
        storing.shutdown();
        boolean interrupted = false;
        while (!storing.isTerminated()) {
            try {
                storing.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        throwFailure();
    }

    private void closeAppenders() {
        for (DuckDBAppender open : appenders.values()) {
            try {
                open.close();
            } catch (SQLException | RuntimeException e) {
                failed = failed == null ? e : failed;
            }
        }
    }
}
