package dev.hindcast.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.ExplainedRegion;
import dev.hindcast.evidence.Micros;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --from} and {@code --to} leave of each table of the explained region. */
class ExportTest {
    @TempDir
    private static Path folder;

    private static ResultReader reader;

    @BeforeAll
    static void open_the_result() {
        reader = ResultReader.open(ExplainedRegion.result(folder));
    }

    @AfterAll
    static void close_the_result() {
        reader.close();
    }

    @Test
    void a_span_that_ends_at_from_or_begins_at_to_is_left_out() {
        // kvm-1 is in the pool from noon of 2 January to 1 February, and in question from then on.
        assertEquals(List.of("known 2024-01-02T12:00:00Z"), pool("2024-01-02T12:00:00Z", "2024-02-01T00:00:00Z"));
        assertEquals(List.of("unknown 2024-02-01T00:00:00Z"), pool("2024-02-01T00:00:00Z", "2024-02-02T00:00:00Z"));
        assertEquals(List.of(), pool("2024-01-01T00:00:00Z", "2024-01-02T12:00:00Z"));
        assertEquals(
                List.of("known 2024-01-02T12:00:00Z", "unknown 2024-02-01T00:00:00Z"),
                pool("2024-01-31T23:59:59Z", "2024-02-01T00:00:01Z"));
    }

    /** A result is read and never written; what SQLite puts down while it sorts goes to a folder of its own. */
    @Test
    void a_full_temporary_folder_is_not_taken_for_a_damaged_result() throws SQLException {
        try (Connection full = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = full.createStatement()) {
            statement.execute("PRAGMA max_page_count=2");
            statement.execute("CREATE TABLE t(x)");
            SQLException noRoom = assertThrows(
                    SQLException.class, () -> statement.execute("INSERT INTO t VALUES (zeroblob(100000))"));
            String said = reader.refused(noRoom).getMessage();
            assertTrue(
                    said.endsWith(": to sort its rows takes more room than there is in SQLite's temporary folder,"
                            + " mostly /var/tmp. Maybe SQLITE_TMPDIR=DIR with a folder that has room."),
                    said);
            SQLException other =
                    assertThrows(SQLException.class, () -> statement.execute("SELECT no_such_column FROM t"));
            assertTrue(reader.refused(other).getMessage().contains("Maybe it is damaged"), other.getMessage());
        }
    }

    /** At every bound that occurs: what is left is what the half-open periods say, and an instant is in its own period. */
    @Test
    void every_table_is_narrowed_by_half_open_periods() {
        TreeSet<String> bounds = new TreeSet<>();
        rows(Export.SPANS, Export.Filter.all()).forEach(row -> {
            bounds.add(cell(Export.SPANS, row, "start"));
            bounds.add(cell(Export.SPANS, row, "end"));
        });
        bounds.remove("");
        assertTrue(bounds.size() > 5, bounds.toString());
        for (Export export :
                List.of(Export.SPANS, Export.POOL, Export.ISSUES, Export.SEGMENTS, Export.LEDGER, Export.EVIDENCE)) {
            for (String from : bounds) {
                for (String till : bounds.tailSet(from, false)) {
                    List<List<String>> expected = new ArrayList<>(rows(export, Export.Filter.all()));
                    expected.removeIf(row -> !reaches(export, row, Micros.parse(from), Micros.parse(till)));
                    Export.Filter filter = new Export.Filter("", Micros.parse(from), Micros.parse(till));
                    assertEquals(expected, rows(export, filter), export + " from " + from + " to " + till);
                }
            }
        }
    }

    /**
     * No rule makes two spans of one entity and type that begin at once, but a result may come from others. Of i-1, occupied from 12
     * January, one more stands as the last span: 8 vcpus, 100 of memory and 10 of disk each, and each shares a hypervisor as nodes.
     */
    @Test
    void spans_that_begin_at_once_go_by_resource_and_then_by_number() throws Exception {
        Path twice = folder.resolve("twice.db");
        Files.copy(folder.resolve("result.db"), twice);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + twice);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TRIGGER no_insert_span");
            statement.execute(
                    "INSERT INTO span SELECT 900, s.kind, s.entity, s.host, s.vector, s.starts, s.ends FROM span s"
                            + " JOIN entity e ON e.id = s.entity JOIN span_kind k ON k.id = s.kind"
                            + " WHERE e.name = 'i-1' AND k.type = 'nova_instance_occupied'");
        }
        try (ResultReader doubled = ResultReader.open(twice)) {
            List<String> spans = new ArrayList<>();
            doubled.export(Export.SPANS, Export.Filter.all(), row -> {
                if (cell(Export.SPANS, row, "entity_id").equals("i-1")
                        && cell(Export.SPANS, row, "type").equals("nova_instance_occupied")) {
                    spans.add(cell(Export.SPANS, row, "resource") + " "
                            + (cell(Export.SPANS, row, "span_id").equals("900") ? "second" : "first"));
                }
            });
            assertEquals(
                    List.of(
                            "disk_gb first",
                            "disk_gb second",
                            "memory_mb first",
                            "memory_mb second",
                            "nodes first",
                            "nodes second",
                            "vcpus first",
                            "vcpus second"),
                    spans);
        }
    }

    private static boolean reaches(Export export, List<String> row, long from, long till) {
        if (export == Export.LEDGER) {
            long at = Micros.parse(cell(export, row, "at"));
            return from <= at && at < till;
        }
        if (export == Export.EVIDENCE) {
            return Micros.parse(cell(export, row, "last_seen")) >= from
                    && Micros.parse(cell(export, row, "first_seen")) < till;
        }
        String start = cell(export, row, "start");
        String end = cell(export, row, "end");
        boolean instant = !start.isEmpty() && start.equals(end) && Micros.parse(end) >= from;
        return (end.isEmpty() || Micros.parse(end) > from || instant)
                && (start.isEmpty() || Micros.parse(start) < till);
    }

    /** Spans of the pool in nodes that reach into a time. */
    private static List<String> pool(String from, String till) {
        Export.Filter filter = new Export.Filter("", Micros.parse(from), Micros.parse(till));
        return rows(Export.SPANS, filter).stream()
                .filter(row -> cell(Export.SPANS, row, "type").equals("blazar_host"))
                .filter(row -> cell(Export.SPANS, row, "resource").equals("nodes"))
                .map(row -> cell(Export.SPANS, row, "certainty") + " " + cell(Export.SPANS, row, "start"))
                .toList();
    }

    private static List<List<String>> rows(Export export, Export.Filter filter) {
        List<List<String>> rows = new ArrayList<>();
        reader.export(export, filter, rows::add);
        return rows;
    }

    private static String cell(Export export, List<String> row, String column) {
        return row.get(export.columns().indexOf(column));
    }
}
