package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
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
}
