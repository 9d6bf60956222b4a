package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.SnapshotFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tools make of times and flags: read as what it says, or not at all. */
class MacrosTest {
    @TempDir
    private Path folder;

    private static String of(String expression) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone='UTC'");
            for (String macro : SnapshotFolder.LOADERS.macros().text().split(";")) {
                if (!macro.replaceAll("--[^\n]*", "").isBlank()) {
                    statement.execute(macro);
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT CAST(" + expression + " AS VARCHAR)")) {
                row.next();
                return String.valueOf(row.getString(1));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-01, 2024-01-01 00:00:00",
        "2024-01-01 03:04:05, 2024-01-01 03:04:05",
        "2024-01-01T03:04:05.123456789Z, 2024-01-01 03:04:05.123456",
        "2024-01-01 03:04:05 UTC, 2024-01-01 03:04:05",
        "2024-01-01 03:04, 2024-01-01 03:04:00",
        "2024-01-01 03:04:05+06, 2023-12-31 21:04:05",
        "2024-01-01 03:04+06, 2023-12-31 21:04:00",
        "2024-01-01T03:04:05.5-05:30, 2024-01-01 08:34:05.5",
        "2024-02-29 00:00:00, 2024-02-29 00:00:00"
    })
    void a_time_is_read_with_its_zone(String text, String expected) throws SQLException {
        assertEquals(expected, of("instant('" + text + "')"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-01-01 00:00:00 Europe/Berlin",
                "2024-01-01 00:00 CST",
                "2024-01-01 12:00:00 AM",
                "2024-01-01 12:00 AM",
                "2024-01-01 00:00:00 +06:00",
                "2023-02-29 00:00:00",
                "01/01/2024 00:00:00",
                "1704067200",
                "infinity",
                "None"
            })
    void a_time_that_says_something_else_is_none(String text) throws SQLException {
        assertEquals("null", of("instant('" + text + "')"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "'0', false",
                "'0.00', false",
                "'False', false",
                "false, false",
                "0.00::DECIMAL(20), false",
                "'7', true",
                "7.0::DOUBLE, true",
                "true, true",
                "'0f00c2e4-6d4d-4c6e-9a57-2f8f8ad1a6b1', true",
                "'None', null",
                "'\\N', null",
                "'nan'::DOUBLE, null",
                "'', null"
            })
    void a_soft_deletion_is_a_number_a_flag_or_an_id(String value, String expected) throws SQLException {
        assertEquals(expected, of("soft_deleted(" + value + ")"));
    }

    /** Each would have been an instance that never launched, a service that is not disabled. */
    @Test
    void what_is_typed_and_no_time_and_a_flag_that_is_none_go_to_quarantine() throws IOException, SQLException {
        SnapshotFolder region =
                new SnapshotFolder(folder, "kvm-a").at("2024-02-01").table("nova.services", """
                id | host  | binary       | created_at | disabled | deleted
                1  | kvm-1 | nova-compute | 2024-01-01 | 0        | 0
                2  | kvm-2 | nova-compute | 2024-01-01 | maybe    | 0
                """);
        region.write();
        Path instances = folder.resolve("kvm-a/2024-02-01/nova.instances.parquet");
        StringBuilder others = new StringBuilder();
        for (Loader.RawColumn column :
                SnapshotFolder.LOADERS.reading("nova.instances").orElseThrow().reads()) {
            if (!List.of("uuid", "launched_at", "created_at").contains(column.name())) {
                others.append(", NULL::VARCHAR AS ").append(column.name());
            }
        }
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "COPY (SELECT 'vm-1' AS uuid, TIMESTAMP '2024-01-01' AS created_at, 1704067200::BIGINT AS launched_at"
                            + others + ") TO '" + instances + "' (FORMAT parquet)");
        }
        try (RegionEvidence evidence = region.read()) {
            assertEquals(
                    List.of("launched_at is no time: 1704067200", "disabled is no flag: maybe"),
                    evidence.quarantined().stream().map(Quarantined::reason).toList());
        }
    }
}
