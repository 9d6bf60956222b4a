package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScratchDatabaseTest {
    /** Numbers close together and far apart, those at either end of what there is, texts, none at all. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (1), (2), (3), (4)                                       | false
            (1), (2), (3), (2)                                       | true
            (3), (3)                                                 | true
            (-5), (-4), (-6)                                         | false
            (1), (NULL)                                              | true
            (NULL::BIGINT)                                           | true
            (1::BIGINT), (9000000000)                                | false
            (1::BIGINT), (9000000000), (9000000000)                  | true
            (9223372036854775807), (9223372036854775806)             | false
            (9223372036854775807), (-9223372036854775807)            | false
            (-9223372036854775807), (-9223372036854775807)           | true
            ('a'), ('b')                                             | false
            ('a'), ('b'), ('a')                                      | true
            """)
    void rows_that_agree_are_found(String rows, boolean doubled) throws SQLException {
        try (DuckDBConnection on = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:")) {
            assertEquals(doubled, ScratchDatabase.isDoubled("(VALUES " + rows + ") t(x)", "x", on));
            assertEquals(false, ScratchDatabase.isDoubled("(FROM (VALUES " + rows + ") t(x) WHERE false)", "x", on));
        }
    }

    /** As in scratch databases, results are read bit by bit: what fails then says no more than that it is invalid. */
    @Test
    void a_question_that_lacks_memory_is_asked_again_with_more() throws SQLException {
        Properties bitByBit = new Properties();
        bitByBit.setProperty("jdbc_stream_results", "true");
        try (DuckDBConnection on = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", bitByBit)) {
            ScratchDatabase.run("SET memory_limit='24MB'", on);
            // Nothing can be put down.
            ScratchDatabase.run("SET temp_directory=''", on);
            String many = "(SELECT range AS x FROM range(2000000))";
            try (Statement statement = on.createStatement()) {
                assertThrows(
                        SQLException.class,
                        () -> statement.executeQuery("SELECT count(DISTINCT hash(x)) FROM " + many));
            }
            assertEquals(false, ScratchDatabase.isDoubled(many, "hash(x)", on));
        }
    }

    /** Of 2,000,000 rows that may stay 1,500,000 do; then 600,000 are too many, and 500,000 are not. */
    @Test
    void tables_are_written_as_they_grow_once_enough_stay_in_memory(@TempDir Path folder) throws Exception {
        Path dump = folder.resolve("nova.sql");
        try (RandomAccessFile file = new RandomAccessFile(dump.toFile(), "rw")) {
            // More than is kept in memory whatever it is.
            file.setLength(17 << 20);
        }
        Source source =
                new Source(1, "r", "nova.sql", dump, Source.Kind.DUMP, Micros.ALWAYS, true, new FileDigest(dump), "");
        EvidenceReader.Request request = new EvidenceReader.Request(
                List.of(folder),
                Loaders.of(TextFile.inFolder(null, "evidence-loaders")),
                List.of(),
                null,
                List::of,
                Micros.FOREVER,
                Micros.FOREVER,
                2,
                Progress.NONE);
        try (ScratchDatabase database = new ScratchDatabase(request, List.of(source))) {
            List<String> written = new ArrayList<>();
            for (long rows : new long[] {1_500_000, 600_000, 500_000, 1}) {
                database.expect(rows);
                try (Statement statement = database.statement();
                        ResultSet setting =
                                statement.executeQuery("SELECT current_setting('enable_optimistic_write')")) {
                    setting.next();
                    written.add(setting.getString(1));
                }
            }
            assertEquals(List.of("false", "true", "false", "true"), written);
        }
    }
}
