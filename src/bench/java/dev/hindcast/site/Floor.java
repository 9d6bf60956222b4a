package dev.hindcast.site;

import com.sun.management.OperatingSystemMXBean;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.TextFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;

/**
 * What nobody does without who reads a site's Parquet and writes such a result: DuckDB brings the columns that loaders read, sorted by
 * entity, into Java, where each value is looked at once; SQLite takes as many rows as the result has, of the same shape.
 *
 * <p>It joins, folds, reasons and checks nothing. A table that names its entity by another table's id is sorted by that id.
 */
final class Floor {
    private static final int BATCH = 5000;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final List<Launched.Stage> parts = new ArrayList<>();
    private long touched;

    private Floor() {}

    /** @param result of the same folder */
    static List<Launched.Stage> of(Path folder, Path result, Path scratch) throws IOException, SQLException {
        Floor floor = new Floor();
        Map<String, Map<Path, List<Path>>> tables = tables(folder);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET memory_limit='1024MB'");
            statement.execute("SET temp_directory='" + scratch.resolve("spill") + "'");
            for (Loader loader :
                    Loaders.of(TextFile.inFolder(null, "evidence-loaders")).all()) {
                Map<Path, List<Path>> byRegion = new TreeMap<>();
                Stream.concat(Stream.of(loader.table()), loader.also().stream())
                        .forEach(table -> tables.getOrDefault(table, Map.of())
                                .forEach((region, files) -> byRegion.computeIfAbsent(region, key -> new ArrayList<>())
                                        .addAll(files)));
                if (!byRegion.isEmpty()) {
                    floor.measured("DuckDB: " + loader.table(), () -> {
                        long rows = 0;
                        for (List<Path> files : byRegion.values()) {
                            rows += floor.scan(connection, loader, files);
                        }
                        return rows;
                    });
                }
            }
        }
        floor.measured("SQLite", () -> insert(result, scratch.resolve("floor.db")));
        if (floor.touched == 0) {
            throw new IllegalStateException("nothing was read");
        }
        return floor.parts;
    }

    private interface Work {
        long rows() throws IOException, SQLException;
    }

    private void measured(String name, Work work) throws IOException, SQLException {
        long start = System.nanoTime();
        long cpu = SYSTEM.getProcessCpuTime();
        long rows = work.rows();
        parts.add(new Launched.Stage(
                name, rows, (System.nanoTime() - start) / 1e9, (SYSTEM.getProcessCpuTime() - cpu) / 1e9));
    }

    private static Map<String, Map<Path, List<Path>>> tables(Path folder) throws IOException {
        Map<String, Map<Path, List<Path>>> tables = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted(Comparator.naturalOrder())
                    .forEach(file -> tables.computeIfAbsent(
                                    file.getFileName().toString().replaceFirst("\\.parquet$", ""),
                                    key -> new TreeMap<>())
                            .computeIfAbsent(file.getParent(), key -> new ArrayList<>())
                            .add(file));
        }
        return tables;
    }

    private long scan(Connection connection, Loader loader, List<Path> files) throws SQLException {
        String from = " FROM read_parquet("
                + files.stream()
                        .map(file -> "'" + file.toString().replace("'", "''") + "'")
                        .collect(Collectors.joining(", ", "[", "]"))
                + ", union_by_name=true)";
        Map<String, String> present = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet columns = statement.executeQuery("DESCRIBE SELECT *" + from)) {
            while (columns.next()) {
                present.put(columns.getString(1), columns.getString(2));
            }
        }
        List<Boolean> texts = new ArrayList<>();
        List<String> selected = new ArrayList<>();
        for (Loader.RawColumn column : loader.reads()) {
            String type = present.get(column.name());
            if (type != null) {
                String name = '"' + column.name() + '"';
                boolean number = type.endsWith("INT") || type.equals("INTEGER");
                boolean time = type.startsWith("TIMESTAMP");
                texts.add(!number && !time);
                selected.add(
                        time ? "epoch_us(" + name + ")" : "CAST(" + name + " AS " + (number ? "BIGINT)" : "VARCHAR)"));
            }
        }
        String entity = loader.column(loader.entity()).map(Loader.Column::raw).orElse("");
        String order = entity.isEmpty() ? "" : " ORDER BY \"" + entity + '"';
        try (DuckDBPreparedStatement statement = connection
                        .prepareStatement("SELECT " + String.join(", ", selected) + from + order)
                        .unwrap(DuckDBPreparedStatement.class);
                DuckDBChunkedResult result = statement.query()) {
            long rows = 0;
            while (result.nextChunk()) {
                rows += touch(result.chunk(), texts);
            }
            return rows;
        }
    }

    private long touch(DuckDBDataChunkReader chunk, List<Boolean> texts) {
        long rows = chunk.rowCount();
        for (int column = 0; column < texts.size(); column++) {
            DuckDBReadableVector vector = chunk.vector(column);
            boolean text = texts.get(column);
            for (long row = 0; row < rows; row++) {
                if (!vector.isNull(row)) {
                    touched += text ? vector.getString(row).length() : vector.getLong(row);
                }
            }
        }
        return rows;
    }

    /** Writes, for each of the large tables, the row from its middle as often as there are rows; with blobs of the usual length. */
    private static long insert(Path result, Path copy) throws IOException, SQLException {
        Files.deleteIfExists(copy);
        long written = 0;
        try (Connection from = DriverManager.getConnection("jdbc:sqlite:" + result);
                Connection into = DriverManager.getConnection("jdbc:sqlite:" + copy);
                Statement read = from.createStatement();
                Statement write = into.createStatement()) {
            for (String pragma : List.of("page_size=4096", "journal_mode=OFF", "synchronous=OFF")) {
                write.execute("PRAGMA " + pragma);
            }
            into.setAutoCommit(false);
            for (String table : List.of("entity", "grounds", "span", "ledger")) {
                write.execute(one(read, "SELECT sql FROM sqlite_master WHERE name = '" + table + "'")
                        .get(0)
                        .toString());
                long rows = ((Number) one(read, "SELECT count(*) FROM " + table).get(0)).longValue();
                List<Object> row = one(read, "SELECT * FROM " + table + " LIMIT 1 OFFSET " + rows / 2);
                if (table.equals("grounds")) {
                    Object bytes = one(read, "SELECT CAST(avg(length(content)) AS INTEGER) FROM grounds")
                            .get(0);
                    row.set(2, new byte[((Number) bytes).intValue()]);
                }
                insert(into, table, row, rows);
                written += rows;
            }
            into.commit();
        }
        Files.delete(copy);
        return written;
    }

    private static List<Object> one(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            List<Object> values = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                values.add(rows.getObject(i));
            }
            return values;
        }
    }

    private static void insert(Connection into, String table, List<Object> row, long times) throws SQLException {
        String places = "?" + ", ?".repeat(row.size() - 1);
        try (PreparedStatement statement = into.prepareStatement("INSERT INTO " + table + " VALUES (" + places + ")")) {
            for (long key = 1; key <= times; key++) {
                statement.setLong(1, key);
                for (int i = 1; i < row.size(); i++) {
                    statement.setObject(i + 1, row.get(i));
                }
                statement.addBatch();
                if (key % BATCH == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        }
    }
}
