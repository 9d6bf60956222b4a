package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.duckdb.DuckDBConnection;
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
}
