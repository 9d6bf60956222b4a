package dev.hindcast.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.hindcast.ExplainedRegion;
import dev.hindcast.evidence.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Parquet file has the rows that the other forms have, in their order. */
class ParquetFileTest {
    @TempDir
    private Path folder;

    @Test
    void each_table_is_what_is_read_of_it() throws Exception {
        try (ResultReader reader = ResultReader.open(ExplainedRegion.result(folder))) {
            for (Export export : Export.values()) {
                List<List<String>> expected = new ArrayList<>();
                reader.export(export, Export.Filter.all(), expected::add);
                List<List<Object>> written = written(reader, export);
                assertEquals(expected.size(), written.size(), export.text());
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

    /** An analyst adds them up. */
    @Test
    void amounts_are_numbers_and_times_are_text() throws Exception {
        try (ResultReader reader = ResultReader.open(ExplainedRegion.result(folder))) {
            List<Object> first = written(reader, Export.SERIES).get(0);
            for (String column : List.of("value", "unknown", "unmeasured", "low", "high")) {
                assertInstanceOf(Double.class, first.get(Export.SERIES.columns().indexOf(column)), column);
            }
            int ends = Export.SPANS.columns().indexOf("end");
            int quantity = Export.SPANS.columns().indexOf("quantity");
            for (List<Object> span : written(reader, Export.SPANS)) {
                assertInstanceOf(String.class, span.get(ends));
                assertInstanceOf(Double.class, span.get(quantity));
            }
        }
    }

    /** Of the numbers of rows around those that are handed over at once none is lost, and none comes twice. */
    @Test
    void many_rows_keep_their_order() throws Exception {
        Path result = ExplainedRegion.result(folder);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + result);
                Statement statement = connection.createStatement()) {
            for (int rows : List.of(0, 1, 2047, 2048, 2049, 20_000)) {
                statement.execute("DELETE FROM quarantine");
                statement.execute(
                        "INSERT INTO quarantine WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                                + " WHERE i < " + rows
                                + ") SELECT i, (SELECT min(id) FROM source), 't', i, 'bad', '' FROM n WHERE i <= "
                                + rows);
                try (ResultReader reader = ResultReader.open(result)) {
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
    }

    private List<List<Object>> written(ResultReader reader, Export export) throws Exception {
        Path file = folder.resolve(export.text() + ".parquet");
        ParquetFile.write(file, reader, export, Export.Filter.all(), Progress.NONE);
        List<List<Object>> written = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("FROM '" + file + "'")) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                columns.add(rows.getMetaData().getColumnName(i));
            }
            assertEquals(export.columns(), columns);
            while (rows.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 0; i < columns.size(); i++) {
                    row.add(rows.getObject(i + 1));
                }
                written.add(row);
            }
        }
        return written;
    }
}
