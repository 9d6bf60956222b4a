package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has SQLite and nothing else reads in the views what export says. */
class ViewsTest {
    @TempDir
    private Path scratch;

    @Test
    void the_views_say_what_export_says() throws SQLException, IOException {
        Path result = scratch.resolve("demo.db");
        assertEquals(0, CommandRun.of("demo", "-o", result).exit());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + result);
                Statement statement = connection.createStatement()) {
            List<List<String>> forms = rows(statement, "SELECT DISTINCT typeof(name) FROM entity ORDER BY 1");
            assertEquals(
                    List.of(List.of("blob"), List.of("text")),
                    forms,
                    "the example has names that are UUIDs, and others");
            for (String view : List.of(
                    "spans: type, region, entity_id, host, booking, cause, resource, quantity, start, end, certainty, confidence, span_id",
                    "issues: kind, severity, region, entity_id, host, start, end, detail, issue_id",
                    "ledger: seq, region, at, sign, type, entity_id, resource, quantity, certainty, span_id")) {
                String table = view.substring(0, view.indexOf(':'));
                List<String> columns =
                        List.of(view.substring(table.length() + 2).split(", "));
                List<List<String>> seen = rows(
                        statement,
                        "SELECT \"" + String.join("\", \"", columns) + "\" FROM "
                                + (table.equals("ledger") ? "ledger_entries" : table));
                List<List<String>> exported = exported(result, table, columns);
                assertFalse(seen.isEmpty(), table);
                assertEquals(sorted(exported), sorted(seen), table);
            }
            // The story of the example: it is enrolled as this from then on.
            assertTrue(rows(statement, "SELECT DISTINCT entity_id, start FROM spans WHERE type = 'nova_host'")
                    .contains(List.of("11111111-0000-4000-8000-00000000a001", "2024-01-22T08:10:00Z")));
        }
    }

    private static List<String> sorted(List<List<String>> rows) {
        return rows.stream().map(row -> String.join("|", row)).sorted().toList();
    }

    private static List<List<String>> exported(Path result, String table, List<String> columns) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String line : CommandRun.of("export", result, table, "--format", "jsonl")
                .out()
                .lines()
                .toList()) {
            JsonNode row = new ObjectMapper().readTree(line);
            rows.add(columns.stream()
                    .map(column -> plain(row.get(column).asText("")))
                    .toList());
        }
        return rows;
    }

    private static List<List<String>> rows(Statement statement, String sql) throws SQLException {
        List<List<String>> all = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    String text = rows.getString(column);
                    row.add(plain(text == null ? "" : text));
                }
                all.add(row);
            }
        }
        return all;
    }

    /** A number may end in .0 on either side. */
    private static String plain(String text) {
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
