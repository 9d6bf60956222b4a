package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.SnapshotFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are sources, and what is said of those that are none. */
class SourcesTest {
    @TempDir
    private Path folder;

    private SnapshotFolder region;

    @BeforeEach
    void oneTable() {
        region = new SnapshotFolder(folder, "kvm-a").at("2024-02-01").table("nova.services", """
                id | host  | binary       | created_at | disabled | deleted
                1  | kvm-1 | nova-compute | 2024-01-01 | 0        | 0
                """);
    }

    private String refused() {
        return assertThrows(InputRefused.class, () -> region.read().close()).getMessage();
    }

    private static RegionEvidence read(Path evidence) {
        return read(evidence, Micros.FOREVER);
    }

    private static RegionEvidence read(Path evidence, long asOf) {
        return new EvidenceReader(new EvidenceReader.Request(
                        List.of(evidence),
                        SnapshotFolder.LOADERS,
                        TextFile.inFolder(null, "rules-drl"),
                        null,
                        List::of,
                        asOf,
                        Micros.FOREVER,
                        1,
                        Progress.NONE))
                .read("kvm-a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nova-2024-02-30T03:00:00Z.sql", "2024-13-01/nova.sql", "nova-2024-02-03T25:00:00Z.sql.gz"})
    void a_file_named_by_an_impossible_time_is_refused_by_its_name(String name) {
        String message = refusedBeside(name, "CREATE TABLE x (id int);");
        assertTrue(message.contains(Path.of(name).getFileName().toString()), message);
        assertTrue(message.contains("is no time. Maybe a misspelt date."), message);
    }

    @Test
    void a_dump_compressed_otherwise_is_refused_and_not_passed_over() {
        String message = refusedBeside("nova-2024-02-03.sql.bz2", "BZh91AY&SY");
        assertTrue(message.contains("compressed with bzip2, and only gzip and zstd are read"), message);
    }

    private String refusedBeside(String name, String text) {
        region.file(name, text);
        return refused();
    }

    @Test
    void a_file_that_nothing_reads_is_told() {
        region.file("2024-02-01/nova.instances.csv.gz", "x").file("2024-02-01/nova.instances.json", "[]");
        try (RegionEvidence evidence = region.read()) {
            assertEquals(
                    List.of("kvm-a/2024-02-01/nova.instances.csv.gz", "kvm-a/2024-02-01/nova.instances.json"),
                    evidence.notes().stream()
                            .filter(note -> note.kind().equals("unread_file"))
                            .map(EvidenceNote::entity)
                            .toList());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            nova.instances.parqet        | notice | Maybe name it nova.instances.parquet.
            nova.instances.csv.gz        | notice | Maybe decompress it: only dumps are read compressed.
            nova.instances.json          | notice | Maybe export the table as nova.instances.csv or .parquet.
            nova.instances.txt           | notice | Maybe export the table as nova.instances.csv or .parquet.
            blazar.sql.7z                | notice | Maybe unpack it.
            march.tar                    | notice | Maybe unpack it.
            nova.dmp                     | notice | Maybe name it nova.dump.
            instances.csv                | notice | -
            nova-backup                  | notice | -
            README.md                    | note   | -
            nova-was-upgraded.txt        | note   | -
            LICENSE                      | note   | -
            nova.instances.parquet.sha256| note   | -
            .DS_Store                    | note   | -
            rack.png                     | note   | -
            """)
    void an_unread_file_that_seems_to_be_evidence_is_a_notice(String name, String severity, String maybe) {
        region.file("2024-02-01/" + name, "x");
        try (RegionEvidence evidence = region.read()) {
            List<EvidenceNote> notes = evidence.notes().stream()
                    .filter(note -> note.kind().equals("unread_file"))
                    .toList();
            assertEquals(
                    List.of(severity),
                    notes.stream().map(EvidenceNote::severity).toList());
            assertEquals(
                    "kvm-a/2024-02-01/" + name
                            + " is neither a dump nor named <schema>.<table>.csv or .parquet, so nothing of it is read."
                            + (maybe == null ? "" : " " + maybe),
                    notes.get(0).detail());
        }
    }

    /** Else a whole region would be lost in silence. */
    @Test
    void files_of_a_folder_without_any_source_are_told_in_the_first_region() {
        region.file("kvm-b/nova.instances.csv.gz", "x");
        try (RegionEvidence evidence = region.read()) {
            assertEquals(
                    List.of("kvm-a/kvm-b/nova.instances.csv.gz"),
                    evidence.notes().stream()
                            .filter(note -> note.kind().equals("unread_file"))
                            .map(EvidenceNote::entity)
                            .toList());
        }
    }

    /** Wherever it is met first: DuckDB reads a file several times. */
    @Test
    void an_export_with_a_ragged_row_is_refused_by_its_name() throws IOException {
        region.write();
        Path services = folder.resolve("kvm-a/2024-02-01/nova.services.csv");
        Files.writeString(services, Files.readString(services) + "2,kvm-2\n");
        for (String at : List.of("2024-02-01", "")) {
            Path file = folder.resolve("other/kvm-a").resolve(at).resolve("nova.services.csv");
            Files.createDirectories(file.getParent());
            Files.copy(services, file);
            String message = assertThrows(
                            InputRefused.class,
                            () -> read(folder.resolve("other")).close())
                    .getMessage();
            assertTrue(message.contains("nova.services.csv"), message);
            Files.delete(file);
        }
    }

    /** Typed as a time, a file tells the latest of each of its parts; here of one that has none, and of one in whose first row it is. */
    @ParameterizedTest
    @ValueSource(strings = {"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMPTZ", "VARCHAR"})
    void a_bare_export_was_made_at_the_latest_time_in_it_however_that_is_typed(String type) throws Exception {
        Path file = folder.resolve("bare/kvm-a/nova.services.parquet");
        Files.createDirectories(file.getParent());
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("SET TimeZone='UTC'");
            statement.execute(
                    "COPY (SELECT i AS id, 'kvm-' || i AS host, 'nova-compute' AS \"binary\", 0 AS disabled, 0 AS deleted, NULL AS disabled_reason,"
                            + " TIMESTAMP '2024-01-01' AS created_at, NULL::INTEGER AS deleted_at,"
                            + " CAST(CASE WHEN i = 2048 THEN TIMESTAMP '2024-03-01 10:00:00' WHEN i > 2048 THEN TIMESTAMP '2024-02-01' END AS "
                            + type + ") AS updated_at FROM range(6000) t(i)) TO '" + file
                            + "' (FORMAT parquet, ROW_GROUP_SIZE 2048)");
        }
        try (RegionEvidence evidence = read(folder.resolve("bare"))) {
            assertEquals(
                    List.of("2024-03-01T10:00:00Z"),
                    evidence.snapshots().stream().map(Micros::text).toList());
        }
    }

    @Test
    void rows_archived_meanwhile_count_though_the_table_itself_was_not_shown_again_and_prove_no_absence() {
        region.table("nova.instances", """
                        uuid | created_at | deleted
                        vm-1 | 2024-01-10 | 0
                        vm-2 | 2024-01-11 | 0
                        """).at("2024-03-01").table("nova.shadow_instances", """
                        uuid | created_at | deleted | deleted_at
                        vm-1 | 2024-01-10 | 1       | 2024-02-10
                        """);
        try (RegionEvidence evidence = region.read()) {
            assertEquals(
                    List.of(
                            "nova.instances vm-1 seen 2024-02-01T00:00:00Z lacked null",
                            "nova.shadow_instances vm-1 seen 2024-03-01T00:00:00Z lacked null",
                            "nova.instances vm-2 seen 2024-02-01T00:00:00Z lacked null"),
                    evidence.versionsOf(Loader.About.INSTANCE).values().stream()
                            .flatMap(List::stream)
                            .map(row -> row.table() + " " + row.key() + " seen " + Micros.text(row.firstSeen())
                                    + " lacked " + row.lackedAfter())
                            .toList());
        }
    }

    /** Structure alone, and some of the rows: neither shows that a host which it lacks was not there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | has its structure and none of its rows (--no-data, --tab), which does not show it empty.",
                "id > 7 | has those of its rows where id > 7 (--where); they count, and what lacks there proves nothing."
            })
    void a_dump_that_was_told_to_leave_rows_out_proves_no_absence(String condition, String told) {
        String data = condition.isEmpty() ? "" : "-- Dumping data for table `services`\n-- WHERE:  " + condition + "\n";
        region.file("mysqldump-2024-03-01T00:00:00Z.sql", dump("nova", data));
        try (RegionEvidence evidence = region.read()) {
            assertEquals(Micros.parse("2024-02-01"), evidence.tableEnds().get("nova.services"));
            assertEquals(List.of("kvm-a/mysqldump-2024-03-01T00:00:00Z.sql " + told), told(evidence, "partial_table"));
        }
    }

    /** As of the rows of each day alone: a table is told once, however many dumps there are. */
    @Test
    void dumps_with_a_condition_each_are_told_together() {
        for (int day = 1; day <= 3; day++) {
            region.file(
                    "mysqldump-2024-03-0" + day + "T00:00:00Z.sql",
                    dump("nova", "-- Dumping data for table `services`\n-- WHERE:  day = " + day + "\n"));
        }
        try (RegionEvidence evidence = region.read()) {
            assertEquals(
                    List.of(
                            "kvm-a/mysqldump-2024-03-01T00:00:00Z.sql and 2 more has those of its rows where day = 1, or as"
                                    + " others say (--where); they count, and what lacks there proves nothing."),
                    told(evidence, "partial_table"));
        }
    }

    @Test
    void a_dump_that_holds_a_table_without_rows_proves_absence() {
        region.file(
                "mysqldump-2024-03-01T00:00:00Z.sql", dump("nova", "LOCK TABLES `services` WRITE;\nUNLOCK TABLES;\n"));
        try (RegionEvidence evidence = region.read()) {
            assertEquals(Micros.parse("2024-03-01"), evidence.tableEnds().get("nova.services"));
            assertEquals(List.of(), told(evidence, "partial_table"));
        }
    }

    /** Another cell, the cell of what no host was found for, and a dump that names no database. */
    @ParameterizedTest
    @CsvSource({
        "nova_cell2, notice, 'Maybe another cell: make it a region of its own, with a copy of the loaders for its database.'",
        "nova_cell0, note, nova keeps there what no host was found for.",
        "'', notice, Nothing says of which database it is. Maybe dump it with --databases.",
        "cinder, , "
    })
    void a_table_that_is_read_in_another_database_alone_is_told(String schema, String severity, String told) {
        region.file(
                "mysqldump-2024-03-01T00:00:00Z.sql",
                dump(schema, "INSERT INTO `services` (`id`, `host`) VALUES (1,'kvm-9');\n"));
        try (RegionEvidence evidence = region.read()) {
            String table = schema.isEmpty() ? "services" : schema + ".services";
            assertEquals(
                    told == null
                            ? List.of()
                            : List.of(severity
                                    + " kvm-a/mysqldump-2024-03-01T00:00:00Z.sql shows this table, and nova.services is"
                                    + " read and not this one: none of it counts. " + told),
                    evidence.notes().stream()
                            .filter(note -> note.entity().equals(table))
                            .map(note -> note.severity() + " " + note.detail())
                            .toList());
        }
    }

    @Test
    void what_people_know_outside_a_regions_folder_is_refused() throws IOException {
        Files.writeString(folder.resolve("signals.yml"), "signals: []\n");
        String message = refused();
        assertTrue(message.contains("signals.yml: there is no evidence in its folder"), message);
        assertTrue(message.contains("Maybe move it into the folder of kvm-a."), message);
    }

    @Test
    void of_what_was_observed_later_than_asked_for_nothing_is_told() throws IOException {
        region.file("nova.sql", dump("nova", "LOCK TABLES `services` WRITE;\nUNLOCK TABLES;\n"))
                .file("mysqldump-2024-02-27T00:00:00Z.sql", dump("nova", "LOCK TABLES `services` WRITE;\n"));
        region.write();
        Path other = Files.createDirectories(folder.resolve("uc/kvm-a/2024-02-02"));
        Files.copy(folder.resolve("kvm-a/2024-02-01/nova.services.csv"), other.resolve("nova.services.csv"));
        List<String> kinds = List.of("assumed_time", "instant_contradicted", "joined_folders");
        for (String asOf : List.of("2024-02-01", "2024-03-02")) {
            try (RegionEvidence evidence = read(folder, Micros.parse(asOf))) {
                assertEquals(
                        asOf.equals("2024-02-01") ? List.of() : kinds,
                        evidence.notes().stream()
                                .map(EvidenceNote::kind)
                                .filter(kinds::contains)
                                .distinct()
                                .sorted()
                                .toList());
            }
        }
    }

    @Test
    void folders_of_one_name_that_lie_apart_are_told() throws IOException {
        region.write();
        Path other = Files.createDirectories(folder.resolve("uc/kvm-a/2024-02-02"));
        Files.copy(folder.resolve("kvm-a/2024-02-01/nova.services.csv"), other.resolve("nova.services.csv"));
        try (RegionEvidence evidence = region.read()) {
            List<String> joined = told(evidence, "joined_folders");
            assertEquals(1, joined.size());
            assertTrue(joined.get(0).startsWith("The folders kvm-a and uc/kvm-a have one name"), joined.get(0));
        }
    }

    /** By its name, in UTC unless a zone follows; by the trailer where the name tells the day alone. */
    @ParameterizedTest
    @CsvSource({
        "mysqldump-2024-03-01T03:00:00Z.sql, 2024-03-01T03:00:00Z, ''",
        "mysqldump-2024-03-01T03:00:00+06:00.sql, 2024-02-29T21:00:00Z, ''",
        "mysqldump-2024-03-01_030000-0500.sql, 2024-03-01T08:00:00Z, ''",
        "mysqldump-2024-03-01-0001.sql, 2024-03-01T03:04:05Z, assumed_time",
        "mysqldump-2024-03-01.sql, 2024-03-01T03:04:05Z, assumed_time",
        "2024-03-01/nova.sql, 2024-03-01T03:04:05Z, assumed_time",
        "2024-03-01T03:00:00Z/nova.sql, 2024-03-01T03:00:00Z, ''",
        "mysqldump-2024-03-09.sql, 2024-03-09T00:00:00Z, instant_contradicted",
        "mysqldump-2024-03-09T03:00:00Z.sql, 2024-03-09T03:00:00Z, instant_contradicted"
    })
    void a_dump_is_dated_by_its_name_or_its_trailer(String name, String seen, String told) {
        region.file(name, dump("nova", "LOCK TABLES `services` WRITE;\n").replace("0:00:00", "3:04:05"));
        try (RegionEvidence evidence = region.read()) {
            assertEquals(seen, Micros.text(evidence.tableEnds().get("nova.services")));
            assertEquals(
                    told.isEmpty() ? List.of() : List.of(told),
                    evidence.notes().stream()
                            .map(EvidenceNote::kind)
                            .filter(kind -> kind.equals("assumed_time") || kind.equals("instant_contradicted"))
                            .toList());
        }
    }

    @Test
    void a_snapshot_without_a_row_between_others_and_one_dated_too_early_are_told() {
        region.at("2024-02-02")
                .table("nova.services", "id | host | binary | created_at | deleted\n")
                .at("2024-02-03T00:00:00Z")
                .table("nova.services", """
                        id | host  | binary       | created_at          | deleted
                        1  | kvm-1 | nova-compute | 2024-01-01          | 0
                        2  | kvm-2 | nova-compute | 2024-02-03 02:00:01 | 0
                        """);
        try (RegionEvidence evidence = region.read()) {
            assertEquals(
                    List.of(
                            "The snapshot of 2024-02-02T00:00:00Z shows it without any row, and others before and after with some:"
                                    + " all that it held is gone in between. Maybe an export that failed: take it out."),
                    told(evidence, "emptied_table"));
            assertEquals(
                    List.of("Rows of a snapshot were made or changed more than two hours after it: in that of"
                            + " 2024-02-03T00:00:00Z at 2024-02-03T02:00:01Z. Maybe the name of its file or folder is in local"
                            + " time, or a clock is ahead."),
                    told(evidence, "told_ahead"));
        }
    }

    private static String dump(String schema, String data) {
        StringBuilder columns = new StringBuilder();
        SnapshotFolder.LOADERS
                .reading("nova.services")
                .orElseThrow()
                .reads()
                .forEach(
                        column -> columns.append(columns.isEmpty() ? "" : ", ").append("`" + column.name() + "` text"));
        return "-- MySQL dump 10.13\n" + (schema.isEmpty() ? "" : "USE `" + schema + "`;\n")
                + "CREATE TABLE `services` (" + columns + ");\n" + data + "-- Dump completed on 2024-03-01  0:00:00\n";
    }

    private static List<String> told(RegionEvidence evidence, String kind) {
        return evidence.notes().stream()
                .filter(note -> note.kind().equals(kind))
                .map(EvidenceNote::detail)
                .toList();
    }

    @Test
    void a_byte_order_mark_before_the_first_word_is_no_part_of_it() throws IOException {
        Path file = Files.writeString(folder.resolve("nova.services.sql"), "\uFEFF-- loader: nova.services\r\n");
        assertEquals("-- loader: nova.services\n", TextFile.read(file).text());
    }

    @Test
    void a_text_in_another_encoding_is_refused_by_its_line() throws IOException {
        region.write();
        Path signals = folder.resolve("kvm-a/signals.yml");
        Files.write(signals, "signals: []\n# gepr\u00fcft\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(signals + ":2: is not written in UTF-8. Maybe saved as Latin-1 by an editor.", refused());
    }

    @Test
    void however_long_a_value_is_and_however_many_are_wrong_the_message_can_be_read() {
        String signal =
                "  - { id: a-NUMBER, kind: default, scope: { region: kvm-a }, says: { pool: unknown }, confidence: "
                        + "1".repeat(10_000) + " }\n";
        StringBuilder signals = new StringBuilder("signals:\n");
        for (int number = 0; number < 100; number++) {
            signals.append(signal.replace("NUMBER", Integer.toString(number)));
        }
        region.file("signals.yml", signals.toString());
        String message = refused();
        assertTrue(message.length() < 20_000, () -> message.length() + " letters");
        assertTrue(message.contains("signals.yml:2: signal a-0: confidence 111"), message);
        assertTrue(message.endsWith("and so on, on 80 more lines."), message);
    }

    @Test
    void lengths_are_told_in_the_largest_unit_there_are_two_of() {
        assertEquals(
                List.of("2 days", "36 hours", "90 minutes", "0 minutes"),
                List.of(
                        Micros.length(2 * Micros.DAY),
                        Micros.length(36 * 3600 * Micros.SECOND),
                        Micros.length(90 * 60 * Micros.SECOND),
                        Micros.length(0)));
    }

    @Test
    void a_time_too_far_away_is_no_time() {
        assertThrows(java.time.DateTimeException.class, () -> Micros.parse("+300000-01-01T00:00:00Z"));
    }
}
