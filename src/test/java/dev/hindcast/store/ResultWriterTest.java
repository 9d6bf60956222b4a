package dev.hindcast.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.InUse;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.Signal;
import dev.hindcast.ledger.Entries;
import dev.hindcast.ledger.SpanDigest;
import dev.hindcast.metrics.Checkpoint;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.KeptFact;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.spans.Certainty;
import dev.hindcast.spans.Span;
import dev.hindcast.spans.SpanType;
import dev.hindcast.timeline.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultWriterTest {
    private static final String DEAD = "00000000-0000-4000-8000-000000000001";
    private static final String ALIVE = "00000000-0000-4000-8000-000000000002";

    private static final Rule RULE = new Rule("HOST-01", "A host exists", "10.drl", 1, 50, 1.0, "0.1", "", "");

    @TempDir
    private Path folder;

    // -- a published result

    @Test
    void a_published_result_refuses_every_change_of_evidence_claims_spans_and_ledger() throws SQLException {
        Path result = publish("region.db", 64);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + result);
                Statement statement = connection.createStatement()) {
            for (String table : Schema.GUARDED) {
                assertTrue(count(statement, table) > 0, table + " has no row to try it on");
                for (String change : List.of(
                        "INSERT INTO " + table + " SELECT * FROM " + table + " LIMIT 1",
                        "UPDATE " + table + " SET " + firstColumn(statement, table) + " = 7",
                        "DELETE FROM " + table)) {
                    SQLException refused = assertThrows(SQLException.class, () -> statement.execute(change), change);
                    assertTrue(refused.getMessage().contains("is never changed, only replaced"), refused.getMessage());
                }
            }
        }
    }

    @Test
    void a_published_result_is_one_sound_file_and_nothing_beside_it() throws IOException, SQLException {
        Path result = publish("region.db", 64);
        assertEquals(List.of("region.db"), files());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + result);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
            assertEquals("ok", rows.getString(1));
        }
    }

    @Test
    void the_run_row_holds_what_was_handed_over_and_a_digest_of_each_guarded_table() {
        Path result = publish("region.db", 64);
        Path other = publish("other.db", 96);
        try (ResultReader reader = ResultReader.open(result);
                ResultReader changed = ResultReader.open(other)) {
            assertEquals("0.1", reader.run().get("hindcast"));
            for (String table : Schema.GUARDED) {
                assertTrue(reader.run().get("digest of " + table).matches("[0-9a-f]{64}"), table);
            }
            // Another quantity is another vector and another claim.
            assertFalse(
                    reader.run().get("digest of quantity").equals(changed.run().get("digest of quantity")));
            assertEquals(reader.run().get("digest of span"), changed.run().get("digest of span"));
        }
    }

    @Test
    void the_same_content_gives_the_same_bytes_under_any_name() throws IOException {
        assertArrayEquals(Files.readAllBytes(publish("region.db", 64)), Files.readAllBytes(publish("other.db", 64)));
    }

    @Test
    void what_the_disk_refuses_is_refused_and_anything_else_is_our_fault() throws SQLException {
        Path target = folder.resolve("region.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("small.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)");
            statement.execute("PRAGMA max_page_count=10");
            PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)");
            insert.setInt(1, 1);
            insert.setString(2, "x".repeat(100_000));
            insert.addBatch();
            SQLException full = assertThrows(SQLException.class, insert::executeBatch);
            RuntimeException refused = ResultWriter.failure(target, full);
            assertTrue(refused instanceof InputRefused, refused.toString());
            assertTrue(refused.getMessage().contains("Maybe the disk is full"), refused.getMessage());

            statement.execute("INSERT INTO t VALUES (1, '')");
            insert.setInt(1, 1);
            insert.setString(2, "");
            insert.addBatch();
            SQLException twice = assertThrows(SQLException.class, insert::executeBatch);
            assertTrue(ResultWriter.failure(target, twice) instanceof IllegalStateException, twice.toString());
            statement.execute("PRAGMA query_only=1");
            SQLException readOnly =
                    assertThrows(SQLException.class, () -> statement.execute("INSERT INTO t VALUES (2, '')"));
            assertTrue(ResultWriter.failure(target, readOnly) instanceof InputRefused, readOnly.toString());
        }
        assertTrue(ResultWriter.failure(target, new IOException("no space")) instanceof InputRefused);
    }

    // -- before it is published

    @Test
    void nothing_is_at_the_target_until_it_is_complete() {
        Path result = folder.resolve("region.db");
        try (ResultWriter writer = ResultWriter.open(result)) {
            fill(writer, 64);
            assertFalse(Files.exists(result));
        }
        assertFalse(Files.exists(result));
    }

    @Test
    void a_failure_before_publishing_leaves_the_old_result_whole_and_no_litter() throws IOException {
        Path result = publish("region.db", 64);
        byte[] before = Files.readAllBytes(result);
        assertThrows(IllegalStateException.class, () -> {
            try (ResultWriter writer = ResultWriter.open(result)) {
                fill(writer, 96);
                throw new IllegalStateException("a stage failed");
            }
        });
        assertArrayEquals(before, Files.readAllBytes(result));
        assertEquals(List.of("region.db"), files());
    }

    @Test
    void a_target_that_became_unwritable_meanwhile_is_refused_and_leaves_no_litter() throws IOException {
        Path result = folder.resolve("region.db");
        InputRefused refused = assertThrows(InputRefused.class, () -> {
            try (ResultWriter writer = ResultWriter.open(result)) {
                fill(writer, 64);
                Files.createDirectories(result.resolve("in the way"));
                writer.publish(Map.of());
            }
        });
        assertTrue(refused.getMessage().startsWith(result + ": cannot be written"), refused.getMessage());
        assertEquals(List.of("region.db"), files());
        assertTrue(Files.isDirectory(result));
    }

    @Test
    void a_new_result_replaces_the_old_one() {
        Path result = publish("region.db", 64);
        publish("region.db", 96);
        try (ResultReader reader = ResultReader.open(result)) {
            assertEquals(
                    "nodes=1 vcpus=96",
                    Quantities.text(reader.span(1).orElseThrow().quantities()));
        }
    }

    // -- litter

    @Test
    void litter_of_a_dead_process_is_removed() throws IOException {
        Files.writeString(folder.resolve(".region.db." + DEAD + ".partial"), "half a file");
        publish("region.db", 64);
        assertEquals(List.of("region.db"), files());
    }

    @Test
    void what_another_run_is_at_work_on_is_left_alone() throws IOException {
        String working = ".region.db." + ALIVE + ".partial";
        InUse other = InUse.make(folder.resolve(working));
        publish("region.db", 64);
        assertEquals(List.of(working, "region.db"), files());
        other.close();
        publish("region.db", 64);
        assertEquals(List.of("region.db"), files());
    }

    @Test
    void what_belongs_to_another_target_is_left_alone_whatever_its_name() throws IOException {
        String dead = ".region.db." + DEAD + ".partial";
        Files.writeString(folder.resolve(dead), "half a file");
        Files.writeString(folder.resolve(".region.notes.partial"), "not ours");
        publish("region", 64);
        publish("region.db." + ALIVE, 64);
        assertEquals(List.of(dead, ".region.notes.partial", "region", "region.db." + ALIVE), files());
    }

    // -- places that cannot be written

    @Test
    void a_folder_is_refused_as_target() {
        assertRefused(folder, "is a folder");
    }

    @Test
    void what_is_no_result_is_not_replaced() throws IOException {
        Path backup = Files.writeString(folder.resolve("backup.sql"), "-- MySQL dump 10.13");
        assertRefused(backup, "is no result, so it is not replaced");
        assertEquals("-- MySQL dump 10.13", Files.readString(backup));
        assertEquals(List.of("backup.sql"), files());
    }

    @Test
    void an_empty_file_is_replaced() throws IOException {
        Files.createFile(folder.resolve("region.db"));
        try (ResultReader reader = ResultReader.open(publish("region.db", 64))) {
            assertTrue(reader.span(1).isPresent());
        }
    }

    @Test
    void a_device_is_not_replaced() {
        assumeTrue(Files.exists(Path.of("/dev/zero")));
        assertRefused(Path.of("/dev/zero"), "is no result, so it is not replaced");
    }

    @Test
    void a_target_in_a_missing_folder_is_refused() throws IOException {
        assertRefused(folder.resolve("missing/region.db"), "folder to write into does not exist");
        assertEquals(List.of(), files());
    }

    @Test
    void a_target_below_a_file_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertRefused(file.resolve("region.db"), "folder to write into does not exist");
    }

    // ------------------------------------------------------------------------------------------------------------------

    private static void assertRefused(Path target, String what) {
        InputRefused refused =
                assertThrows(InputRefused.class, () -> ResultWriter.open(target).close());
        assertTrue(refused.getMessage().startsWith(target + ": "), refused.getMessage());
        assertTrue(refused.getMessage().contains(what), refused.getMessage());
        assertTrue(refused.getMessage().contains("Maybe"), refused.getMessage());
    }

    private Path publish(String name, int vcpus) {
        Path result = folder.resolve(name);
        try (ResultWriter writer = ResultWriter.open(result)) {
            fill(writer, vcpus);
            writer.publish(Map.of("hindcast", "0.1"));
        }
        return result;
    }

    /** One row or more in each guarded table. */
    private static void fill(ResultWriter writer, int vcpus) {
        Evidence signal = new Signal(
                "s-1",
                Signal.Kind.STATEMENT,
                new Signal.Scope("kvm-a", "n1", "", "", ""),
                "exists",
                "true",
                100,
                200,
                1.0,
                "operations",
                "",
                "",
                1,
                "");
        Entity host = new Entity(Entity.Kind.HOST, "n1");
        Claim claim = new Claim(host, Attribute.EXISTENCE, "exists", null, null, 100, 200, RULE, 1.0, List.of(signal));
        Segment segment =
                new Segment(host, Attribute.EXISTENCE, "exists", 100, 200, 1.0, List.of(claim), List.of(), false);
        Span span = new Span(
                SpanType.NOVA_HOST,
                "n1",
                "n1",
                "",
                "",
                Quantities.parse("nodes=1 vcpus=" + vcpus),
                Certainty.KNOWN,
                1.0,
                100,
                200,
                List.of(segment));
        writer.rules(List.of(RULE), Map.of());
        // As many entries as make the writer note what stands.
        List<Span> spans = Collections.nCopies(ResultWriter.STANDING, span);
        KeptFact told = new KeptFact("Host", new TreeMap<>(Map.of("name", "n1")), 0);
        ResultWriter.Packing packing = writer.packing();
        packing.add(new Settled(host, List.of(segment), spans, List.of(), List.of(told)));
        writer.add(packing.block());
        Entries entries = new Entries();
        for (int number = 1; number <= spans.size(); number++) {
            entries.add(number, span, new SpanDigest("kvm-a").of(span));
        }
        entries.close();
        writer.ledger(entries);
        writer.checkpoints(List.of(new Checkpoint("total", "nodes", 0, 1, 0, 0)), new TreeSet<>(List.of("nodes")));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static long count(Statement statement, String table) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            return rows.getLong(1);
        }
    }

    private static String firstColumn(Statement statement, String table) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT name FROM pragma_table_info('" + table + "') LIMIT 1")) {
            return rows.getString(1);
        }
    }
}
