package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.ExplainedRegion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is changed in a result file is found, wherever it is. */
class VerifyCommandTest {
    private static final int FINDINGS = 3;
    private static final int REFUSED = 1;
    private static final int USAGE = 2;

    @TempDir
    private Path scratch;

    private Path result;

    @BeforeEach
    void reconstruct() {
        result = ExplainedRegion.result(scratch);
    }

    @Test
    void a_result_as_it_was_written_is_equal() {
        CommandRun verified = CommandRun.of("verify", result);
        assertEquals(0, verified.exit(), verified.out() + verified.err());
        assertEquals(count("span"), told(verified, "spans"));
        assertEquals(count("ledger"), told(verified, "entries"));
        assertEquals(count("entity"), Long.parseLong(line(verified, "segments").split(" of | entities")[1]));
        assertFalse(verified.out().contains("DIFFERS"), verified.out());
        assertEquals(
                run("head"),
                verified.out()
                        .lines()
                        .filter(line -> line.startsWith("Head "))
                        .findFirst()
                        .orElseThrow()
                        .substring("Head ".length()));
    }

    @Test
    void a_head_kept_elsewhere_is_compared() {
        String head = run("head");
        assertEquals(0, CommandRun.of("verify", result, "--head", head).exit());
        String other = (head.startsWith("0") ? "1" : "0") + head.substring(1);
        CommandRun verified = CommandRun.of("verify", result, "--head", other);
        assertEquals(FINDINGS, verified.exit());
        assertTrue(line(verified, "head").startsWith("DIFFERS"), verified.out());
        assertTrue(verified.out().contains(other), verified.out());
        assertTrue(verified.out().contains("is not the result whose head you gave"), verified.out());
        CommandRun misspelt = CommandRun.of("verify", result, "--head", head.substring(1));
        assertEquals(USAGE, misspelt.exit());
        assertTrue(misspelt.err().contains("64 digits"), misspelt.err());
    }

    @Test
    void what_is_changed_is_named_with_its_place_and_what_was_expected() throws SQLException {
        long host = number("SELECT min(id) FROM span");
        long first = number("SELECT signed_span FROM ledger WHERE seq = 1");
        long second = number("SELECT signed_span FROM ledger WHERE seq = 2");
        assertFound(
                "UPDATE ledger SET signed_span = CASE seq WHEN 1 THEN " + second + " ELSE " + first
                        + " END WHERE seq <= 2",
                "entries",
                "ledger, row 2: the start of span " + first
                        + " on 2024-01-01T00:00:00Z stands behind row 1, expected before it");
        assertFound(
                "UPDATE ledger SET signed_span = -signed_span WHERE seq = 1",
                "entries",
                "ledger, row 1: the end of span " + first);
        assertFound(
                "UPDATE ledger SET signed_span = 4000 WHERE seq = 1",
                "entries",
                "ledger, row 1: span 4000 does not exist");
        assertFound(
                "UPDATE ledger SET signed_span = " + Long.MIN_VALUE + " WHERE seq = 1",
                "entries",
                "ledger, row 1: span " + Long.MIN_VALUE + " does not exist");
        assertFound(
                "UPDATE span SET starts = starts + 1000000 WHERE id = " + host,
                "spans",
                "span " + host + " of entity " + number("SELECT entity FROM span WHERE id = " + host) + " (host kvm-1)",
                "start is '2024-01-01T00:00:01Z', expected '2024-01-01T00:00:00Z'");
        assertFound(
                "UPDATE span SET ends = NULL WHERE ends IS NOT NULL AND id = (SELECT min(id) FROM span WHERE ends IS NOT NULL)",
                "spans",
                "end is '', expected '2024-02-01T00:00:00Z'");
        assertFound(
                "UPDATE quantity SET amount = 65000000 WHERE amount = 64000000 AND resource = 'vcpus'",
                "spans",
                "vcpus=65",
                "vcpus=64");
        assertFound("UPDATE entity SET name = 'kvm-9' WHERE name = 'kvm-1'", "spans", "kvm-9");
        assertFound("DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)", "entries", "has no entry for its");
        assertFound("UPDATE ledger_block SET hash = 'x' WHERE block = 1", "chain", "ledger_block, row 1", "hash x");
        assertFound(
                "DELETE FROM checkpoint WHERE at = (SELECT min(at) FROM checkpoint)",
                "checkpoints",
                "2024-01-01T00:00:00Z");
        assertFound("UPDATE resource SET resource = 'gpus' WHERE number = 0", "resources", "region site-b", "gpus");
        assertFound("UPDATE grounds SET content = zeroblob(9)", "segments", "cannot be unpacked");
        assertFound("UPDATE issue SET starts = 0", "digests", "table issue");
        assertFound("UPDATE source SET path = 'other.csv' WHERE id = 1", "digests", "table source");
        assertFound("UPDATE rule SET confidence = confidence - 0.001 WHERE id = 1", "digests", "table rule");
        assertFound("UPDATE row_count SET read = read + 1", "digests", "table row_count");
        assertFound("INSERT INTO quarantine VALUES (1, 1, 't', 1, 'r', 'e')", "digests", "table quarantine");
        assertFound("UPDATE region SET horizon = horizon + 1000000", "digests", "table region");
        assertFound("INSERT INTO standing VALUES (1, 1, 1, x'01')", "standing", "has 1 rows, expected 0");
        assertFound(
                "UPDATE on_host SET spans = x'01' WHERE host = (SELECT host FROM span WHERE id = " + host + ")",
                "on hosts",
                "on_host: names ",
                " spans, expected " + number("SELECT count(*) FROM span WHERE host <> 1"));
        assertFound("UPDATE on_host SET spans = x'80'", "on hosts", "host kvm-1: cannot be unpacked");
        assertFound("UPDATE on_host SET spans = x'00'", "on hosts", "host kvm-1: names span 0 behind span 0");
        assertFound("UPDATE run SET value = 'x' WHERE name = 'hindcast'", "head", "run, row 'head'");
        assertFound("DROP VIEW spans", "schema", "view spans is missing");
        assertFound(
                "INSERT INTO issue SELECT 900, (SELECT min(id) FROM name), severity, region, 'idle vcpus', host, 0, 1, detail, NULL, NULL, NULL FROM issue LIMIT 1;"
                        + "UPDATE name SET text = 'negative_idle' WHERE id = (SELECT kind FROM issue WHERE id = 900)",
                "below zero",
                "issue, row 900: negative_idle idle vcpus");
    }

    /** Whatever column of whatever table it is: the table is named, or the file is refused in one line. */
    @Test
    void a_changed_value_of_any_column_is_found_and_its_table_named() throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + result);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT m.name, c.name, c.type FROM sqlite_master m,"
                        + " pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid")) {
            while (rows.next()) {
                columns.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3));
            }
        }
        int changed = 0;
        for (String each : columns) {
            String[] column = each.split(" ");
            if (count(column[0]) == 0) {
                continue;
            }
            changed++;
            String value = switch (column[2]) {
                case "INTEGER" -> "coalesce(" + column[1] + ", 0) + 7919";
                case "REAL" -> column[1] + " + 0.125";
                case "BLOB" -> "substr(" + column[1] + ", 1, length(" + column[1] + ") - 1) || x'fe'";
                default -> column[1] + " || 'x'";
            };
            String cast = column[2].equals("BLOB") ? "CAST(" + value + " AS BLOB)" : value;
            String change = "UPDATE " + column[0] + " SET " + column[1] + " = " + cast + " WHERE " + column[1]
                    + " IS (SELECT " + column[1] + " FROM " + column[0] + " LIMIT 1)";
            CommandRun verified = verify(change);
            String what = change + "\n" + verified.out() + verified.err();
            if (verified.exit() == REFUSED) {
                assertEquals(1, verified.err().lines().count(), what);
            } else {
                assertEquals(FINDINGS, verified.exit(), what);
                boolean named = verified.out().contains("table " + column[0] + ":")
                        || column[0].equals("run") && verified.out().contains("run, row '");
                assertTrue(named, what);
            }
        }
        assertTrue(changed > 80, changed + " columns");
    }

    /** A forger who knows the chain and the digests can make all of them anew; what the segments say still stands against it. */
    @Test
    void a_span_forged_with_its_ledger_does_not_follow_from_its_segments() throws SQLException {
        long span = number("SELECT max(id) FROM span WHERE starts = (SELECT max(starts) FROM span)");
        CommandRun verified = verify("UPDATE span SET starts = starts + 1 WHERE id = " + span);
        assertTrue(line(verified, "spans").startsWith("DIFFERS"), verified.out());
    }

    /** Whether data changed is decided by reading all tables with SQLite, before verify is asked. */
    @Test
    void single_bytes_changed_anywhere_are_found_where_they_change_data() throws IOException {
        byte[] whole = Files.readAllBytes(result);
        List<String> before = content(result);
        Random random = new Random(20240501);
        int changed = 0;
        for (int edit = 0; edit < 60; edit++) {
            byte[] edited = whole.clone();
            int place = random.nextInt(edited.length);
            edited[place] ^= (byte) (1 + random.nextInt(255));
            Path file = Files.write(scratch.resolve("edited.db"), edited);
            List<String> after = content(file);
            CommandRun verified = CommandRun.of("verify", file);
            String what = "byte " + place + ": " + verified.out() + verified.err();
            assertTrue(List.of(0, REFUSED, FINDINGS).contains(verified.exit()), what);
            if (!before.equals(after)) {
                changed++;
                assertFalse(verified.exit() == 0, what);
            }
            if (verified.exit() == REFUSED) {
                assertEquals(1, verified.err().lines().count(), what);
            }
        }
        // Free room in pages is a good part of so small a file.
        assertTrue(changed > 15, changed + " edits changed data");
    }

    @Test
    void what_is_no_result_or_half_of_one_is_refused_in_one_line() throws IOException {
        byte[] whole = Files.readAllBytes(result);
        for (int length : List.of(0, 100, 4096, 5000, whole.length / 2, whole.length - 4096)) {
            Path half = Files.write(scratch.resolve("half.db"), Arrays.copyOf(whole, length));
            CommandRun verified = CommandRun.of("verify", half);
            assertEquals(REFUSED, verified.exit(), length + ": " + verified.out() + verified.err());
            assertEquals(1, verified.err().lines().count(), verified.err());
            assertTrue(verified.err().contains(half.toString()), verified.err());
        }
    }

    private void assertFound(String change, String part, String... words) throws SQLException {
        CommandRun verified = verify(change.split(";"));
        assertEquals(FINDINGS, verified.exit(), change + "\n" + verified.out() + verified.err());
        assertTrue(line(verified, part).startsWith("DIFFERS"), change + "\n" + verified.out());
        for (String word : words) {
            assertTrue(verified.out().contains(word), change + " lacks '" + word + "'\n" + verified.out());
        }
    }

    /** Of a copy that was changed, the guards being away meanwhile. */
    private CommandRun verify(String... changes) throws SQLException {
        Path copy = scratch.resolve("changed.db");
        try {
            Files.copy(result, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                Statement statement = connection.createStatement()) {
            List<String> guards = new ArrayList<>();
            List<String> names = new ArrayList<>();
            try (ResultSet rows =
                    statement.executeQuery("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                    guards.add(rows.getString(2));
                }
            }
            for (String name : names) {
                statement.execute("DROP TRIGGER " + name);
            }
            for (String change : changes) {
                statement.execute(change);
            }
            for (String guard : guards) {
                statement.execute(guard);
            }
        }
        return CommandRun.of("verify", copy);
    }

    private static String line(CommandRun verified, String part) {
        return verified.out()
                .lines()
                .filter(line -> line.matches("\\S+ +" + part + " .*"))
                .findFirst()
                .orElse("no line of " + part);
    }

    private static long told(CommandRun verified, String part) {
        return Long.parseLong(line(verified, part).replaceFirst("\\S+ +" + part + " +(\\d+) .*", "$1"));
    }

    private long count(String table) {
        return number("SELECT count(*) FROM " + table);
    }

    private long number(String sql) {
        return Long.parseLong(value(sql));
    }

    private String run(String name) {
        return value("SELECT value FROM run WHERE name = '" + name + "'");
    }

    private String value(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + result);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Schema and all rows of all tables with the types of their values; what cannot be read is told as such. */
    private static List<String> content(Path file) {
        List<String> content = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows =
                    statement.executeQuery("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")) {
                while (rows.next()) {
                    content.add(rows.getString(1) + rows.getString(2) + rows.getString(3) + rows.getString(4));
                    if (rows.getString(1).equals("table")) {
                        tables.add(rows.getString(2));
                    }
                }
            }
            for (String table : tables) {
                List<String> found = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery("SELECT * FROM \"" + table + "\"")) {
                    while (rows.next()) {
                        StringBuilder row = new StringBuilder(table);
                        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                            Object value = rows.getObject(column);
                            row.append('|')
                                    .append(
                                            value == null
                                                    ? ""
                                                    : value.getClass().getSimpleName())
                                    .append(value instanceof Number ? value : Arrays.toString(rows.getBytes(column)));
                        }
                        found.add(row.toString());
                    }
                }
                found.sort(null);
                content.addAll(found);
            }
        } catch (SQLException e) {
            content.add("unreadable");
        }
        return content;
    }
}
