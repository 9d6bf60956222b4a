package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.SnapshotFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loaders as they run, without the check that would refuse them before. */
class LoaderRunTest {
    private static final List<TextFile> LOADERS = TextFile.inFolder(null, "evidence-loaders");

    @TempDir
    private Path folder;

    @Test
    void a_loader_reaches_nothing_but_the_regions_files() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.csv"), "host\nkvm-1\n");
        String reading = "(SELECT any_value(host) FROM read_csv('" + secret + "'))";
        // The control: such a statement runs where DuckDB may read files.
        assertEquals(1, read("text(raw.host)").counts().size());
        InputRefused refused = assertThrows(InputRefused.class, () -> read(reading));
        assertTrue(refused.getMessage().contains("evidence-loaders/nova.services.sql"), refused.getMessage());
        assertTrue(refused.getMessage().contains("file system operations are disabled"), refused.getMessage());
    }

    @Test
    void an_export_that_no_loader_reads_is_told_with_the_table_that_was_meant() throws IOException {
        Path region = folder.resolve("evidence/kvm-a");
        Files.createDirectories(region);
        Files.writeString(region.resolve("nova.servces.csv"), "id,host\n1,kvm-1\n");
        RegionEvidence read = read("text(raw.host)");
        List<EvidenceNote> told = read.notes().stream()
                .filter(note -> note.kind().equals("unread_table"))
                .toList();
        assertEquals(
                List.of("nova.servces"), told.stream().map(EvidenceNote::entity).toList());
        assertTrue(
                told.get(0).detail().endsWith("Maybe you meant nova.services."),
                told.get(0).detail());
    }

    /** As pandas writes a column of whole numbers in which one is missing. */
    @Test
    void an_id_written_with_decimals_is_the_same_id() {
        SnapshotFolder region = new SnapshotFolder(folder.resolve("evidence"), "kvm-a");
        List<String> ids = List.of("7", "7.0", "7.00", "7");
        List<String> references = List.of("7.0", "7", "7", "7.0");
        for (int month = 1; month <= ids.size(); month++) {
            region.at("2024-0" + month + "-01")
                    .table(
                            "nova.services",
                            "id | host | binary | created_at | disabled | deleted\n" + ids.get(month - 1)
                                    + " | kvm-1 | nova-compute | 2023-01-01 | 0 | 0\n")
                    .table(
                            "nova.compute_nodes",
                            "id | service_id | hypervisor_hostname | created_at | deleted\n" + ids.get(month - 1)
                                    + " | " + references.get(month - 1) + " | node-1 | 2023-01-01 | 0\n");
        }
        try (RegionEvidence evidence = region.read()) {
            List<Version> rows = evidence.versionsOf(Loader.About.HOST).get("node-1");
            assertEquals(1, rows.size());
            assertEquals("7", rows.get(0).key());
            assertEquals("kvm-1", rows.get(0).string("service"));
            assertEquals(4, rows.get(0).sightings());
        }
    }

    /** Nothing is lent by another sighting, for a dump of February would tell of March. */
    @Test
    void a_volatile_column_is_as_first_and_as_last_sighted_also_where_that_is_null() {
        SnapshotFolder region = new SnapshotFolder(folder.resolve("evidence"), "kvm-a");
        List<String> heartbeats = List.of("", "2024-02-28", "");
        for (int month = 1; month <= heartbeats.size(); month++) {
            region.at("2024-0" + month + "-01")
                    .table(
                            "nova.services",
                            "id | host | binary | created_at | last_seen_up | disabled | deleted\n1 | kvm-1 | nova-compute | 2023-01-01 | "
                                    + heartbeats.get(month - 1) + " | 0 | 0\n");
        }
        try (RegionEvidence evidence = region.read()) {
            Version row = evidence.versionsOf(Loader.About.SERVICE).get("kvm-1").get(0);
            assertEquals(3, row.sightings());
            int heartbeat = row.loader().index("lastSeenUp");
            assertEquals(null, row.firstCells()[heartbeat]);
            assertEquals(null, row.cells()[heartbeat]);
        }
    }

    /** Texts of a row are read in one, by their lengths: here with letters that count double in Java, with none, and with nothing. */
    @Test
    void each_text_of_a_row_is_told_as_it_is() {
        SnapshotFolder region = new SnapshotFolder(folder.resolve("evidence"), "kvm-a")
                .at("2024-02-01")
                .table("nova.instances", """
                        uuid   | project_id | vm_state | host    | node  | created_at | deleted
                        vm-😀1 | p😀😀q     | active   | köln-🂡 | kvm-1 | 2024-01-01 | 0
                        vm-2   |            | active   |         | kvm-2 | 2024-01-01 | 0
                        vm-3   | prøject    | active   | kvm-3   |       | 2024-01-01 | 0
                        """)
                .table("nova.instance_actions", """
                        id | instance_uuid | action | start_time
                        7  | vm-😀1        | create | 2024-01-01
                        8  | vm-2          | create | 2024-01-01
                        """)
                .table("nova.instance_actions_events", """
                        id | action_id | event                      | result  | start_time | finish_time | host
                        1  | 7         | compute__do_build_and_run_instance | Success | 2024-01-01 | 2024-01-01  | köln-🂡
                        2  | 8         | compute__do_build_and_run_instance | Success | 2024-01-01 | 2024-01-01  |
                        """);
        List<String> told = new ArrayList<>();
        try (RegionEvidence evidence = region.read();
                Stream<EntityRows> instances = evidence.stream(Loader.About.INSTANCE)) {
            instances.forEach(rows -> {
                Version row = rows.versions().get(0);
                told.add(String.join(
                        " ",
                        rows.entity(),
                        row.string("uuid"),
                        row.string("projectId"),
                        row.string("vmState"),
                        row.string("host"),
                        row.string("node")));
                rows.events().forEach(event -> told.add(event.table() + " " + event.entity() + " " + event.host()));
            });
        }
        assertEquals(
                List.of(
                        "vm-2 vm-2 null active null kvm-2",
                        "nova.instance_actions vm-2 null",
                        "nova.instance_actions_events vm-2 null",
                        "vm-3 vm-3 prøject active kvm-3 null",
                        "vm-😀1 vm-😀1 p😀😀q active köln-🂡 kvm-1",
                        "nova.instance_actions vm-😀1 null",
                        "nova.instance_actions_events vm-😀1 köln-🂡"),
                told);
    }

    @Test
    void a_volatile_text_is_as_first_and_as_last_sighted() {
        SnapshotFolder region = new SnapshotFolder(folder.resolve("evidence"), "kvm-a");
        List<String> states = List.of("PEND😀", "X", "ACTIVE");
        for (int month = 1; month <= states.size(); month++) {
            region.at("2024-0" + month + "-01")
                    .table(
                            "blazar.leases",
                            "id | name | project_id | start_date | end_date | status\nlease-1 | a | p-1 | 2024-01-01 | 2024-12-01 | "
                                    + states.get(month - 1) + "\n");
        }
        try (RegionEvidence evidence = region.read();
                Stream<EntityRows> leases = evidence.stream(Loader.About.BOOKING)) {
            Version row = leases.toList().get(0).versions().get(0);
            assertEquals(3, row.sightings());
            assertEquals("p-1", row.string("projectId"));
            int status = row.loader().index("status");
            assertEquals("PEND😀", row.firstCells()[status]);
            assertEquals("ACTIVE", row.cells()[status]);
        }
    }

    /** MySQL compares names without regard to capitals, and another table may hold a UUID without dashes. */
    @Test
    void what_is_named_otherwise_by_spelling_alone_is_told() {
        SnapshotFolder region = new SnapshotFolder(folder.resolve("evidence"), "kvm-a")
                .at("2024-02-01")
                .table("nova.services", """
                        id | host  | binary       | created_at | disabled | deleted
                        1  | kvm-1 | nova-compute | 2024-01-01 | 0        | 0
                        """)
                .table("nova.compute_nodes", """
                        id | host  | hypervisor_hostname | created_at | deleted
                        1  | kvm-1 | kvm-1               | 2024-01-01 | 0
                        """)
                .table("nova.instances", """
                        uuid | node  | created_at | deleted
                        vm-1 | Kvm-1 | 2024-01-01 | 0
                        vm-2 | Kvm-1 | 2024-01-01 | 0
                        vm-3 | kvm-1 | 2024-01-01 | 0
                        vm-4 | kvm-9 | 2024-01-01 | 0
                        """)
                .table("blazar.reservations", """
                        id                               | lease_id | resource_type
                        aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | lease-1  | physical:host
                        """)
                .table("blazar.computehost_allocations", """
                        id | compute_host_id | reservation_id
                        1  | 7               | AAAAAAAA-aaaa-aaaa-aaaa-aaaaaaaaaaaa
                        """);
        try (RegionEvidence evidence = region.read()) {
            List<EvidenceNote> told = evidence.notes().stream()
                    .filter(note -> note.kind().equals("name_spelt_otherwise")
                            || note.kind().equals("dangling_row"))
                    .toList();
            assertEquals(
                    List.of("dangling_row notice 1 ", "name_spelt_otherwise notice Kvm-1 kvm-1"),
                    told.stream()
                            .map(note -> note.kind() + " " + note.severity() + " " + note.entity() + " " + note.host())
                            .sorted()
                            .toList());
            assertTrue(told.stream().anyMatch(note -> note.detail().contains("nova.instances has 2 on 'Kvm-1'")));
        }
    }

    @Test
    void an_id_that_means_another_host_for_a_while_means_the_first_one_again_later() {
        SnapshotFolder region = new SnapshotFolder(folder.resolve("evidence"), "kvm-a");
        List<String> services = List.of("kvm-1", "kvm-2", "kvm-1");
        for (int month = 1; month <= services.size(); month++) {
            region.at("2024-0" + month + "-01")
                    .table("nova.services", """
                            id | host  | binary       | created_at | disabled | deleted
                            1  | HOST  | nova-compute | 2023-01-01 | 0        | 0
                            2  | kvm-9 | nova-compute | 2023-01-01 | 0        | 0
                            """.replace("HOST", services.get(month - 1)))
                    .table("nova.compute_nodes", """
                            id | service_id | hypervisor_hostname | created_at | deleted
                            1  | 1          | node-1              | 2023-01-01 | 0
                            2  | 2          | node-2              | 2023-01-01 | 0
                            """);
        }
        try (RegionEvidence evidence = region.read()) {
            assertEquals(
                    List.of(
                            "node-1 on kvm-1 from 2024-01-01T00:00:00Z",
                            "node-1 on kvm-2 from 2024-02-01T00:00:00Z",
                            "node-1 on kvm-1 from 2024-03-01T00:00:00Z",
                            "node-2 on kvm-9 from 2024-01-01T00:00:00Z"),
                    evidence.versionsOf(Loader.About.HOST).values().stream()
                            .flatMap(List::stream)
                            .filter(row -> row.table().equals("nova.compute_nodes"))
                            .map(row -> row.entity() + " on " + row.string("service") + " from "
                                    + Micros.text(row.firstSeen()))
                            .toList());
        }
    }

    @Test
    void keys_shown_twice_beyond_the_thousandth_are_told_by_their_number() {
        StringBuilder services = new StringBuilder("id | host  | binary       | created_at | deleted\n");
        for (int id = 1; id <= 1003; id++) {
            for (int time = 0; time < 2; time++) {
                services.append(id).append(" | kvm-").append(id).append(" | nova-compute | 2024-01-01 | 0\n");
            }
        }
        try (RegionEvidence evidence = new SnapshotFolder(folder.resolve("evidence"), "kvm-a")
                .at("2024-02-01")
                .table("nova.services", services.toString())
                .read()) {
            List<EvidenceNote> doubles = evidence.notes().stream()
                    .filter(note -> note.kind().equals("duplicate_row"))
                    .toList();
            assertEquals(1001, doubles.size());
            assertEquals(
                    List.of(
                            "nova.services shows 3 more keys several times in one snapshot; the first row of each is used."),
                    doubles.stream()
                            .filter(note -> note.entity().isEmpty())
                            .map(EvidenceNote::detail)
                            .toList());
        }
    }

    @Test
    void words_of_events_hold_whatever_a_dump_can() throws IOException {
        Path region = Files.createDirectories(folder.resolve("evidence/kvm-a"));
        Files.writeString(region.resolve("mysqldump-2024-02-01T00:00:00Z.sql"), """
                USE `nova`;
                CREATE TABLE `instance_actions` (
                  `created_at` datetime,
                  `updated_at` datetime,
                  `id` int,
                  `instance_uuid` varchar(36),
                  `action` varchar(255),
                  `start_time` datetime,
                  `finish_time` datetime,
                  `message` varchar(255)
                );
                INSERT INTO `instance_actions` VALUES
                (NULL,NULL,1,'i-1','it\\'s','2024-01-01 00:00:00','2024-01-01 01:00:00',NULL),
                (NULL,NULL,2,'i-1','a\\0b','2024-01-01 02:00:00','2024-01-01 03:00:00','no\\nhost');
                -- Dump completed on 2024-02-01  0:00:00
                """);
        try (RegionEvidence evidence = region(LOADERS);
                Stream<EntityRows> instances = evidence.stream(Loader.About.INSTANCE)) {
            assertEquals(
                    List.of("it's/", "a\0b/no\nhost"),
                    instances
                            .flatMap(rows -> rows.events().stream())
                            .map(event -> event.action() + "/" + event.result())
                            .toList());
        }
    }

    @Test
    void what_names_an_events_action_need_be_no_whole_number() {
        List<TextFile> loaders = new ArrayList<>();
        for (TextFile file : LOADERS) {
            loaders.add(new TextFile(
                    file.name(),
                    file.text()
                            .replace("actionId     Long", "actionId     Double")
                            .replaceAll(
                                    "whole\\((raw\\.(action_)?id)\\) AS actionId", "CAST($1 AS DOUBLE) AS actionId"),
                    ""));
        }
        new SnapshotFolder(folder.resolve("evidence"), "kvm-a")
                .at("2024-02-01")
                .table("nova.instance_actions", """
                        id | instance_uuid | action | start_time | finish_time
                        3  | i-1           | create | 2024-01-01 | 2024-01-02
                        """)
                .table("nova.instance_actions_events", """
                        id | action_id | event | start_time | finish_time | result
                        7  | 3         | build | 2024-01-01 | 2024-01-02  | Success
                        """)
                .write();
        try (RegionEvidence evidence = region(loaders);
                Stream<EntityRows> instances = evidence.instances(Set.copyOf(evidence.vocabulary()))) {
            assertEquals(
                    List.of("build of 3.0"),
                    instances
                            .flatMap(rows -> rows.events().stream())
                            .map(event -> event.event() + " of " + event.parent())
                            .toList());
        }
    }

    /** Reads one snapshot of one service, whose host a loader finds by this expression. */
    private RegionEvidence read(String host) {
        new SnapshotFolder(folder.resolve("evidence"), "kvm-a")
                .at("2024-02-01")
                .table("nova.services", """
                        id | host  | binary       | created_at | disabled | deleted | last_seen_up
                        1  | kvm-1 | nova-compute | 2024-01-01 | 0        | 0       | 2024-01-31 23:59:00
                        """)
                .write();
        List<TextFile> files = new ArrayList<>();
        for (TextFile file : LOADERS) {
            files.add(
                    file.name().equals("nova.services.sql")
                            ? new TextFile(file.name(), file.text().replace("text(raw.host)", host), "")
                            : file);
        }
        try (RegionEvidence evidence = region(files)) {
            return evidence;
        }
    }

    /** Reads the region by these loaders; to be closed. */
    private RegionEvidence region(List<TextFile> loaders) {
        return new EvidenceReader(new EvidenceReader.Request(
                        List.of(folder.resolve("evidence")),
                        Loaders.of(loaders),
                        TextFile.inFolder(null, "rules-drl"),
                        null,
                        List::of,
                        Micros.FOREVER,
                        Micros.FOREVER,
                        1,
                        Progress.NONE))
                .read("kvm-a");
    }
}
