package dev.hindcast.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hindcast.ExplainedRegion;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Parquet file has the rows that the other forms have, in their order. */
@Timeout(120)
class ParquetFileTest {
    /** As docs/reference/export-tables.md has them; the value of series is one too. */
    private static final List<String> DOUBLES = List.of(
            "quantity",
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

    @TempDir
    private static Path shared;

    private static Path explained;

    @TempDir
    private Path folder;

    @BeforeAll
    static void reconstruct() {
        explained = ExplainedRegion.result(shared);
    }

    @Test
    void each_table_is_what_is_read_of_it() throws Exception {
        try (ResultReader reader = ResultReader.open(explained)) {
            for (Export export : Export.values()) {
                List<List<String>> expected = new ArrayList<>();
                reader.export(export, Export.Filter.all(), expected::add);
                List<List<Object>> written = written(reader, export);
                assertEquals(expected.size(), written.size(), export.text());
                // Nothing is harmed in that region, and nobody says a thing of it.
                assertEquals(
                        List.of(Export.QUARANTINE, Export.SIGNALS).contains(export), expected.isEmpty(), export.text());
                for (int row = 0; row < expected.size(); row++) {
                    for (int column = 0; column < export.columns().size(); column++) {
                        String text = expected.get(row).get(column);
                        Object value = written.get(row).get(column);
                        String what =
                                export + " row " + row + ", " + export.columns().get(column);
                        if (value instanceof Double number) {
                            assertEquals(Double.parseDouble(text), number, what);
                        } else {
                            assertEquals(text, value == null ? "" : value, what);
                        }
                    }
                }
            }
        }
    }

    /** Of the numbers of rows around those that are handed over at once none is lost, and none comes twice. */
    @Test
    void many_rows_keep_their_order() throws Exception {
        for (int rows : List.of(0, 1, 2047, 2048, 2049, 20_000)) {
            try (ResultReader reader = ResultReader.open(quarantined(rows))) {
                assertEquals(
                        IntStream.rangeClosed(1, rows)
                                .mapToObj(Integer::toString)
                                .toList(),
                        written(reader, Export.QUARANTINE).stream()
                                .map(row -> row.get(3))
                                .toList());
            }
        }
    }

    /** The file that is there is an earlier export, which is not lost to one that fails half-way. */
    @Test
    void what_reading_throws_is_thrown_and_an_older_file_is_left() throws Exception {
        Path older = Files.writeString(folder.resolve("older.parquet"), "as it was");
        Path none = folder.resolve("none.parquet");
        try (ResultReader reader = ResultReader.open(quarantined(20_000))) {
            for (Throwable thrown : List.of(
                    new InputRefused("a damaged block"),
                    new CancellationException(),
                    new OutOfMemoryError("made up"))) {
                for (int row : List.of(1, 2048, 2049, 15_000)) {
                    for (Path file : List.of(older, none)) {
                        Progress fails = failsAt(row, thrown);
                        assertSame(
                                thrown,
                                assertThrows(
                                        thrown.getClass(),
                                        () -> ParquetFile.write(
                                                file, reader, Export.QUARANTINE, Export.Filter.all(), fails)));
                    }
                }
            }
            assertEquals(20_000, written(reader, Export.QUARANTINE).size(), "and the next one is whole");
        }
        assertEquals("as it was", Files.readString(older));
        assertFalse(Files.exists(none));
    }

    @Test
    void a_file_that_cannot_be_written_is_told_with_the_reason() throws Exception {
        try (ResultReader reader = ResultReader.open(quarantined(20_000))) {
            assertEquals("No such file or directory", refused(reader, folder.resolve("no folder/x.parquet")));
            Path full = Path.of("/dev/full");
            assumeTrue(Files.exists(full));
            assertEquals("No space left on device", refused(reader, full));
        }
    }

    private static String refused(ResultReader reader, Path file) {
        String message = assertThrows(
                        InputRefused.class,
                        () -> ParquetFile.write(file, reader, Export.QUARANTINE, Export.Filter.all(), Progress.NONE))
                .getMessage();
        String before = file + ": cannot be written: ";
        assertTrue(message.startsWith(before), message);
        return message.substring(before.length(), message.indexOf(". Maybe"));
    }

    private static Progress failsAt(int row, Throwable thrown) {
        AtomicInteger done = new AtomicInteger();
        return new Progress() {
            @Override
            public void stage(String region, String stage, long expected) {}

            @Override
            public void note(String line) {}

            @Override
            public void done(long rows) {
                if (done.incrementAndGet() == row) {
                    throwAny(thrown);
                }
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwAny(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** A result with so many rows in quarantine, numbered from 1. */
    private Path quarantined(int rows) throws Exception {
        Path result = Files.copy(explained, folder.resolve(rows + ".db"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + result);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO quarantine WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                    + " WHERE i < " + rows
                    + ") SELECT i, (SELECT min(id) FROM source), 't', i, 'bad', '' FROM n WHERE i <= "
                    + rows);
        }
        return result;
    }

    private List<List<Object>> written(ResultReader reader, Export export) throws Exception {
        Path file = folder.resolve(export.text() + ".parquet");
        ParquetFile.write(file, reader, export, Export.Filter.all(), Progress.NONE);
        List<List<Object>> written = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("FROM '" + file + "'")) {
            ResultSetMetaData told = rows.getMetaData();
            assertEquals(export.columns().size(), told.getColumnCount());
            for (int i = 0; i < told.getColumnCount(); i++) {
                String column = export.columns().get(i);
                assertEquals(column, told.getColumnName(i + 1));
                boolean number = DOUBLES.contains(column) || column.equals("value") && export == Export.SERIES;
                assertEquals(number ? "DOUBLE" : "VARCHAR", told.getColumnTypeName(i + 1), export + "." + column);
            }
            while (rows.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 0; i < told.getColumnCount(); i++) {
                    row.add(rows.getObject(i + 1));
                }
                written.add(row);
            }
        }
        return written;
    }
}
