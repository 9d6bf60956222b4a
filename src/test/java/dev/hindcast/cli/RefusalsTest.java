package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.evidence.TextFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hindcast does not take is said in one message with the place and what to do, and leaves nothing half-written. */
class RefusalsTest {
    private static final int REFUSED = 1;
    private static final int USAGE = 2;

    @TempDir
    private Path scratch;

    private final PrintStream console = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void listen_to_the_error_stream() {
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void give_the_error_stream_back() {
        System.setErr(console);
    }

    // -- memory

    /** Whoever ran out of it, and whatever that broke: what is to be done is the same. */
    @Test
    void more_than_the_memory_holds_is_no_fault_to_report() {
        OutOfMemoryError full = new OutOfMemoryError("Java heap space");
        for (Throwable failure :
                List.of(full, new IllegalStateException(full), new ExceptionInInitializerError(full))) {
            said.reset();
            assertRefused(
                    Main.failed(failure),
                    " MB of memory are not enough: Java heap space. HINDCAST_JAVA_OPTS=-Xmx8g gives more.");
        }
    }

    // -- rules

    @Test
    void a_folder_without_rules() throws IOException {
        Path site = Files.createDirectories(scratch.resolve("site"));
        Files.writeString(site.resolve("notes.txt"), "x");
        for (List<Object> words : List.<List<Object>>of(
                List.of("rules", "check", site),
                List.of("rules", "list", "--rules", site),
                List.of("rules", "try", scratch, "--rules", site, "-q"))) {
            assertRefused(
                    run(words),
                    site
                            + ": holds no .drl file. A folder of rules holds *.drl files and settings.yml, as rules-drl/ does.",
                    "Maybe another folder was meant.");
        }
        Path rules = Files.createDirectories(site.resolve("rules"));
        Files.writeString(rules.resolve("10-mine.drl"), "package hindcast.rules\n");
        assertRefused(run(List.of("rules", "check", site)), "Maybe " + rules + ".");
        assertRefused(
                run(List.of("rules", "try", scratch, "--rules", rules, "-q")),
                rules + ": holds rules, and no settings.yml.",
                "Maybe copy that of rules-drl/");
    }

    private int run(List<Object> words) {
        said.reset();
        return Main.run(words.stream().map(Object::toString).toArray(String[]::new));
    }

    // -- evidence

    @Test
    void an_empty_folder() throws IOException {
        Path empty = Files.createDirectories(scratch.resolve("evidence/kvm-a"));
        assertRefused(reconstruct(empty), empty + ": holds no evidence", "mysqldumps");
    }

    @Test
    void a_missing_folder() {
        Path missing = scratch.resolve("evidense");
        assertRefused(reconstruct(missing), missing + ": no such evidence folder", "misspelt");
    }

    @Test
    void a_file_in_place_of_a_folder() throws IOException {
        Path file = Files.writeString(scratch.resolve("file.sql"), "x");
        assertRefused(reconstruct(file), file + ": no such evidence folder", "misspelt");
    }

    @Test
    void a_file_that_is_no_dump() throws IOException {
        Path file = evidence("mysqldump-2024-03-01T03:00:00Z.sql", "Dear colleague,\nthe dump is on the other disk.\n");
        assertRefused(reconstruct(scratch.resolve("evidence")), file + ": is no mysqldump", "wrong file");
    }

    @Test
    void a_dump_of_another_product() throws IOException {
        Path file = evidence("mysqldump-2024-03-01T03:00:00Z.sql", """
                --
                -- PostgreSQL database dump
                --
                SET statement_timeout = 0;
                CREATE TABLE public.services (id integer NOT NULL);
                COPY public.services (id) FROM stdin;
                1
                \\.
                """);
        assertRefused(reconstruct(scratch.resolve("evidence")), file + ": is a dump of ", "pg_dump", "csv");
    }

    @Test
    void a_dump_that_nothing_dates() throws IOException {
        Path file = evidence("nova.sql", """
                CREATE TABLE `services` (
                  `id` int NOT NULL
                );
                INSERT INTO `services` VALUES (1);
                """);
        assertRefused(reconstruct(scratch.resolve("evidence")), file + ": neither its name nor a trailer", "name it");
    }

    @Test
    void a_signal_whose_value_nothing_knows() throws IOException {
        evidence();
        evidence("signals.yml", """
                signals:
                  - id: s-1
                    kind: statement
                    scope: { region: kvm-a }
                    says: { pool: reservabel }
                """);
        assertRefused(
                reconstruct(scratch.resolve("evidence")),
                "kvm-a/signals.yml:5: signal s-1: pool 'reservabel' is none of not_reservable, reservable, unknown",
                "Maybe you meant reservable",
                "says: { pool: reservabel }");
    }

    @Test
    void an_end_before_the_beginning() {
        evidence();
        assertRefused(
                reconstruct(scratch.resolve("evidence"), "--until", "2023-12-31T00:00:00Z"),
                "kvm-a: nothing is known of it before 2023-12-31T00:00:00Z",
                "--until",
                "Maybe a later one");
    }

    @Test
    void a_default_that_would_overrule_what_rows_say() throws IOException {
        evidence();
        Files.writeString(scratch.resolve("evidence/kvm-a/signals.yml"), """
                signals:
                  - id: all-work
                    kind: default
                    scope: { region: kvm-a, project: p1 }
                    says: { lease_purpose: commitment }
                """);
        assertRefused(
                reconstruct(scratch.resolve("evidence")),
                "kvm-a/signals.yml:3: signal all-work",
                "no rule reads 'lease_purpose' of a default",
                "Maybe kind: statement");
    }

    @Test
    void a_signal_with_a_misspelt_field() throws IOException {
        evidence();
        evidence("signals.yml", """
                signals:
                  - id: s-1
                    kind: statement
                    scope: { regoin: kvm-a }
                    says: { pool: reservable }
                """);
        assertRefused(
                reconstruct(scratch.resolve("evidence")),
                "kvm-a/signals.yml:4: signal s-1: scope: unknown field 'regoin'",
                "Maybe you meant region");
    }

    @Test
    void two_signals_files_of_one_region() throws IOException {
        evidence();
        evidence("signals.yml", "signals: []\n");
        Path other = scratch.resolve("evidence/kvm-a/2024-02-01/signals.yml");
        Files.writeString(other, "signals: [] # none\n");
        assertRefused(
                reconstruct(scratch.resolve("evidence")),
                "signals.yml: region kvm-a has another signals.yml already",
                "join the two");
    }

    // -- rules

    @Test
    void settings_that_are_no_duration_zone_or_yaml() throws IOException {
        evidence();
        evidence("region.yml", "settings:\n  silence: 90\n");
        assertRefused(
                reconstruct(scratch.resolve("evidence")),
                "kvm-a/region.yml:2: settings: silence",
                "'90' is no duration like PT26H or P60D");
        said.reset();
        evidence("region.yml", "settings:\n  silence: P9999999999999D\n");
        assertRefused(
                reconstruct(scratch.resolve("evidence")), "kvm-a/region.yml:2: settings: silence", "is no duration");
        said.reset();
        evidence("region.yml", "settings:\n  silence: [P60D\n");
        assertRefused(reconstruct(scratch.resolve("evidence")), "kvm-a/region.yml:", "is not readable YAML");
        said.reset();
        evidence("region.yml", "settings:\n  dump_zone: America/Nowhere\n");
        assertRefused(
                reconstruct(scratch.resolve("evidence")),
                "kvm-a/region.yml:2: settings: dump_zone 'America/Nowhere' is no time zone",
                "Maybe");
    }

    @Test
    void a_setting_that_a_rule_cannot_use() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/demo/example"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".sql")).toList()) {
                evidence(file.getFileName().toString(), Files.readString(file));
            }
        }
        evidence("region.yml", "settings:\n  maintenance_lease_name: 'maint-('\n");
        assertRefused(reconstruct(scratch.resolve("evidence")), "40-commitments.drl", "Unclosed group");
    }

    @Test
    void a_confidence_that_is_no_number() throws IOException {
        evidence();
        evidence("signals.yml", """
                signals:
                  - { id: s-1, kind: statement, scope: { region: kvm-a }, says: { pool: reservable }, confidence: high }
                """);
        assertRefused(
                reconstruct(scratch.resolve("evidence")),
                "kvm-a/signals.yml:2: signal s-1",
                "confidence high is not above 0 and at most 1");
    }

    @Test
    void a_rule_with_a_misspelt_property() throws IOException {
        evidence();
        Path rules = rules();
        Path file = rules.resolve("10-host-existence.drl");
        Files.writeString(file, Files.readString(file).replaceFirst("hypervisorType != null", "hypervisorTyp != null"));
        assertRefused(
                reconstruct(scratch.resolve("evidence"), "--rules", rules.toString()),
                "10-host-existence.drl:",
                "NovaComputeNode has no property 'hypervisorTyp'",
                "Maybe you meant hypervisorType");
    }

    @Test
    void refused_rules_are_told_before_refused_evidence_however_far_either_had_come() throws IOException {
        Path rules = rules();
        Path file = rules.resolve("10-host-existence.drl");
        Files.writeString(file, Files.readString(file).replaceFirst("hypervisorType != null", "hypervisorTyp != null"));
        assertRefused(
                reconstruct(scratch.resolve("evidense"), "--rules", rules.toString()),
                "10-host-existence.drl:",
                "NovaComputeNode has no property 'hypervisorTyp'");
    }

    @Test
    void an_empty_rule_folder() throws IOException {
        evidence();
        Path rules = Files.createDirectories(scratch.resolve("rules"));
        assertRefused(
                reconstruct(scratch.resolve("evidence"), "--rules", rules.toString()), "no .drl file", "settings.yml");
    }

    @Test
    void a_missing_rule_folder() throws IOException {
        evidence();
        Path rules = scratch.resolve("ruels");
        assertRefused(
                reconstruct(scratch.resolve("evidence"), "--rules", rules.toString()),
                rules + ": no such folder",
                "misspelt");
    }

    @Test
    void a_loader_that_drops_a_row() throws IOException {
        evidence();
        Path loaders = loaders();
        Path file = loaders.resolve("nova.services.sql");
        Files.writeString(file, Files.readString(file).stripTrailing() + "\nWHERE raw.host <> 'kvm-1'\n");
        assertRefused(
                reconstruct(scratch.resolve("evidence"), "--loaders", loaders.toString()),
                "nova.services.sql:34: [dropped-rows]",
                "WHERE drops rows",
                "Maybe");
    }

    @Test
    void a_loader_that_reads_a_file_of_the_machine() throws IOException {
        evidence();
        Path loaders = loaders();
        Path file = loaders.resolve("nova.services.sql");
        Path secret = Files.writeString(scratch.resolve("secret.csv"), "host\nkvm-1\n");
        Files.writeString(file, Files.readString(file).replace("FROM raw", "FROM read_csv('" + secret + "') AS raw"));
        assertRefused(
                reconstruct(scratch.resolve("evidence"), "--loaders", loaders.toString()),
                "nova.services.sql:33: [reaches-outside]",
                "Maybe");
    }

    @Test
    void a_loader_that_makes_two_rows_of_one() throws IOException {
        new SnapshotFolder(scratch.resolve("evidence"), "kvm-a")
                .at("2024-02-01")
                .table("nova.services", """
                        id | host  | binary       | created_at | disabled | deleted | last_seen_up
                        1  | kvm-1 | nova-compute | 2024-01-01 | 0        | 0       | 2024-01-31 23:59:00
                        2  | kvm-2 | nova-compute | 2024-01-01 | 0        | 0       | 2024-01-31 23:59:00
                        3  | kvm-3 | nova-compute | 2024-01-01 | 0        | 0       | 2024-01-31 23:59:00
                        """)
                .write();
        Path loaders = loaders();
        Path file = loaders.resolve("nova.services.sql");
        // Two services with other ids: no check of the statement alone can tell how many there are.
        Files.writeString(
                file,
                Files.readString(file).stripTrailing()
                        + "\nLEFT JOIN identity_nova_services other ON other.id <> text(raw.id)"
                        + " AND raw.seen >= other.first AND raw.seen < other.last\n");
        assertRefused(
                reconstruct(scratch.resolve("evidence"), "--loaders", loaders.toString()),
                "evidence-loaders/nova.services.sql: makes 6 rows of the 3 of nova.services",
                "JOIN");
    }

    @Test
    void a_loader_whose_id_means_nothing() throws IOException {
        evidence();
        Path loaders = loaders();
        Path file = loaders.resolve("nova.services.sql");
        Files.writeString(file, Files.readString(file).replace("id -> host", "id host"));
        assertRefused(
                reconstruct(scratch.resolve("evidence"), "--loaders", loaders.toString()),
                "nova.services.sql:8: [line-form]",
                "id -> host");
    }

    // -- the place to write

    @Test
    void an_output_in_a_missing_folder() throws IOException {
        evidence();
        Path output = scratch.resolve("missing/region.db");
        assertRefused(
                run("reconstruct", scratch.resolve("evidence").toString(), "-o", output.toString()),
                output + ": the folder to write into does not exist",
                "make it");
    }

    @Test
    void an_output_that_is_a_folder() throws IOException {
        evidence();
        Path output = Files.createDirectories(scratch.resolve("results"));
        assertRefused(
                run("reconstruct", scratch.resolve("evidence").toString(), "-o", output.toString()),
                output + ": is a folder",
                "name a file");
        assertEquals(List.of(), files(output));
    }

    @Test
    void an_output_that_is_a_backup() throws IOException {
        evidence();
        Path backup = Files.writeString(scratch.resolve("backup.sql"), "-- MySQL dump 10.13");
        assertRefused(
                run("reconstruct", scratch.resolve("evidence").toString(), "-o", backup.toString()),
                backup + ": is there already and is no result",
                "another name");
        assertEquals("-- MySQL dump 10.13", Files.readString(backup));
    }

    @Test
    void a_refused_run_leaves_the_last_result_as_it_was() throws IOException {
        // As every SQLite file begins.
        Path output = Files.writeString(scratch.resolve("region.db"), "SQLite format 3\0the last result");
        evidence("mysqldump-2024-03-01T03:00:00Z.sql", "no dump");
        assertEquals(REFUSED, reconstruct(scratch.resolve("evidence")));
        assertEquals("SQLite format 3\0the last result", Files.readString(output));
        assertEquals(List.of("evidence", "region.db"), files(scratch));
    }

    // -- the command line

    @Test
    void no_output_named() throws IOException {
        evidence();
        assertMisused(run("reconstruct", scratch.resolve("evidence").toString()), "--output");
    }

    @Test
    void no_command() {
        assertMisused(run(), "Usage: hindcast");
    }

    @Test
    void an_unknown_command() {
        assertMisused(run("reconstrukt"), "reconstrukt");
    }

    @Test
    void an_unknown_option() {
        assertMisused(run("reconstruct", "x", "-o", "y", "--thread", "2"), "--thread");
    }

    @Test
    void no_thread_at_all() {
        assertMisused(run("reconstruct", "x", "-o", "y", "--threads", "0"), "--threads is 0", "Maybe 1 or more");
    }

    @Test
    void a_time_that_is_none() {
        assertMisused(
                run("reconstruct", "x", "-o", "y", "--until", "yesterday"), "'yesterday' is no time like 2023-05-01");
    }

    @Test
    void an_unknown_table_to_export() {
        assertMisused(run("export", "region.db", "spams"), "there is no table 'spams'", "Maybe one of spans");
    }

    // -- result files

    @Test
    void no_such_result() {
        Path result = scratch.resolve("region.db");
        assertRefused(run("export", result.toString(), "spans"), result + ": no such result file", "reconstruct");
        assertFalse(Files.exists(result));
    }

    @Test
    void a_file_that_is_no_result() throws IOException {
        Path result = Files.writeString(scratch.resolve("region.db"), "Dear colleague, ".repeat(500));
        assertRefused(run("export", result.toString(), "spans"), result + ": ", "as a result file");
    }

    @Test
    void an_empty_file_is_no_result() throws IOException {
        Path result = Files.createFile(scratch.resolve("region.db"));
        assertRefused(
                run("export", result.toString(), "spans"), result + ": is no result file", "reconstruct it again");
    }

    // ------------------------------------------------------------------------------------------------------------------

    private static int run(String... arguments) {
        return Main.run(arguments);
    }

    private int reconstruct(Path folder, String... more) {
        List<String> arguments = new java.util.ArrayList<>(List.of(
                "reconstruct",
                folder.toString(),
                "-q",
                "-o",
                scratch.resolve("region.db").toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    /** One message: its first line begins the way all do and names the place, and somewhere it says what to do. */
    private void assertRefused(int code, String place, String... words) {
        String message = said.toString(StandardCharsets.UTF_8);
        assertEquals(REFUSED, code, message);
        assertTrue(message.startsWith("hindcast: "), message);
        assertEquals(1, message.split("hindcast: ", -1).length - 1, message);
        assertTrue(message.contains(place), place + "\nis not in\n" + message);
        for (String word : words) {
            assertTrue(message.contains(word), word + "\nis not in\n" + message);
        }
        assertFalse(message.contains("\tat "), message);
        assertFalse(message.contains("Exception"), message);
        assertTrue(message.lines().count() <= 5, message);
        assertNothingHalfWritten();
    }

    private void assertMisused(int code, String... words) {
        String message = said.toString(StandardCharsets.UTF_8);
        assertEquals(USAGE, code, message);
        for (String word : words) {
            assertTrue(message.contains(word), word + "\nis not in\n" + message);
        }
        assertFalse(message.contains("\tat "), message);
        assertNothingHalfWritten();
    }

    private void assertNothingHalfWritten() {
        try (Stream<Path> files = Files.walk(scratch)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.getFileName().toString().endsWith(".partial"))
                            .toList());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A region that is in order. */
    private void evidence() {
        new SnapshotFolder(scratch.resolve("evidence"), "kvm-a")
                .at("2024-02-01")
                .table("nova.services", """
                        id | host  | binary       | created_at | disabled | deleted | last_seen_up
                        1  | kvm-1 | nova-compute | 2024-01-01 | 0        | 0       | 2024-01-31 23:59:00
                        """)
                .write();
    }

    private Path evidence(String name, String text) throws IOException {
        Path region = Files.createDirectories(scratch.resolve("evidence/kvm-a"));
        return Files.writeString(region.resolve(name), text);
    }

    private Path rules() throws IOException {
        return packed("rules-drl");
    }

    private Path loaders() throws IOException {
        return packed("evidence-loaders");
    }

    /** A copy of a folder that is packed with hindcast, to be spoilt. */
    private Path packed(String name) throws IOException {
        Path folder = Files.createDirectories(scratch.resolve(name));
        for (TextFile file : TextFile.inFolder(null, name)) {
            Files.writeString(folder.resolve(file.name()), file.text());
        }
        return folder;
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
