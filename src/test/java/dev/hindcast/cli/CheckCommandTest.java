package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindcast.SnapshotFolder;
import dev.hindcast.audit.checks.CheckFinding;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.reconstruction.Reconstruction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What checks find in regions whose story a person can tell. */
class CheckCommandTest {
    private static final int FINDINGS = 3;
    private static final int USAGE = 2;

    @TempDir
    private Path scratch;

    /** A cron job that fails on a kind must not fail on its name as long as all is well. */
    @Test
    void every_kind_that_the_page_of_issues_names_can_be_failed_on_where_there_is_none() throws IOException {
        Path result = golden("lease-deleted-before-its-start");
        List<String> kinds = Files.readAllLines(Path.of("docs/reference/issues.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .flatMap(cell -> Pattern.compile("`([a-z_]+)`").matcher(cell).results())
                .map(kind -> kind.group(1))
                .filter(kind -> !List.of("action", "notice", "note").contains(kind))
                .toList();
        assertTrue(kinds.contains("signal_contradicted") && kinds.contains("maintenance_lease"), kinds.toString());
        for (String kind : kinds) {
            CommandRun run = CommandRun.of("check", result.toString(), "--fail-on", kind);
            assertTrue(run.exit() == 0 || run.exit() == FINDINGS, kind + ": " + run.err());
        }
    }

    @Test
    void what_is_read_is_not_written_over() throws IOException {
        Path result = golden("allocation-overlap");
        byte[] before = Files.readAllBytes(result);
        for (List<String> words : List.of(
                List.of("check", "--format=csv"),
                List.of("export", "series"),
                List.of("export", "spans", "--format=parquet"),
                List.of("report"))) {
            String said = refused(words, result, result);
            assertTrue(said.contains(result + ": is a result, and is not written over"), said);
            assertArrayEquals(before, Files.readAllBytes(result));
        }
    }

    @Test
    void a_full_disk_is_told_with_the_file() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        Path result = golden("allocation-overlap");
        for (List<String> words : List.of(
                List.of("check", "--format=csv"),
                List.of("export", "series"),
                List.of("export", "series", "--format=jsonl"),
                List.of("export", "series", "--format=parquet"),
                List.of("report"))) {
            String said = refused(words, result, full);
            assertTrue(
                    said.startsWith("hindcast: /dev/full: cannot be written: No space left on device. Maybe "), said);
            assertEquals(1, said.lines().count(), said);
        }
    }

    /** What a command on a result says that cannot write to a file. */
    private static String refused(List<String> words, Path result, Path output) {
        List<String> typed = new ArrayList<>(List.of(words.get(0), result.toString()));
        typed.addAll(words.subList(1, words.size()));
        typed.addAll(List.of("-o", output.toString()));
        CommandRun run = CommandRun.of(typed.toArray());
        assertEquals(1, run.exit(), typed + run.err());
        return run.err();
    }

    /** A host that is leased and excluded at once is taken off twice: reservable 1 - masked 1 - committed 1. */
    @Test
    void a_host_both_leased_and_masked_is_told_as_such() throws IOException {
        Map<String, String> nodes = only(find(golden("allocation-overlap"), "negative_available"), "nodes");
        assertEquals("2024-01-03T00:00:00Z", nodes.get("start"));
        assertEquals("2024-01-04T00:00:00Z", nodes.get("end"));
        assertEquals("2024-01-03T00:00:00Z", nodes.get("instant"));
        assertEquals("available", nodes.get("series"));
        assertTrue(
                nodes.get("cause").matches("leased and masked, so subtracted twice: 1 nodes on \\S+"),
                nodes.get("cause"));
        // The host itself, its mask, and the lease that came first.
        assertEquals(3, nodes.get("active_spans").split(" ").length);
        assertTrue(nodes.get("deltas").contains("+1 nodes masked of "), nodes.get("deltas"));
        assertTrue(
                nodes.get("command").endsWith(" --series available --resource nodes --at 2024-01-03T00:00:00Z"),
                nodes.get("command"));
    }

    /** vm-1 holds 4 vcpus from 2 January, and its host is first there on the 3rd. */
    @Test
    void an_instance_older_than_its_host_is_outside_its_life_and_above_capacity() throws IOException {
        Path result = golden("instance-older-than-its-host");
        Map<String, String> outside = only(find(result, "instance_outside_host"), "");
        assertEquals("vm-1", outside.get("entity_id"));
        assertEquals("kvm-1", outside.get("host"));
        assertEquals("note", outside.get("severity"));
        assertEquals("2024-01-02T00:00:00Z", outside.get("start"));
        assertEquals("2024-01-03T00:00:00Z", outside.get("end"));
        Map<String, String> above = only(find(result, "use_above_capacity"), "vcpus");
        assertEquals("occupied is 4 vcpus, and total at most 0.", above.get("detail"));
        assertEquals("2024-01-03T00:00:00Z", above.get("end"));
        Map<String, String> below = only(find(result, "negative_available_ondemand"), "vcpus");
        assertEquals("instances on demand on hosts not known to be on demand: 4 vcpus on kvm-1", below.get("cause"));
    }

    /** In the dump of 1 March the row of kvm-1 tells an older updated_at than in February's, and kvm-2 one of the day after. */
    @Test
    void clocks_that_go_back_or_ahead_are_found_in_the_rows() throws IOException {
        SnapshotFolder region = new SnapshotFolder(scratch.resolve("evidence"), "site");
        region.at("2024-02-01").table("nova.compute_nodes", """
                id | host  | hypervisor_hostname | hypervisor_type | vcpus | memory_mb | local_gb | created_at | updated_at
                1  | kvm-1 | kvm-1               | QEMU            | 64    | 1000      | 100      | 2024-01-01 | 2024-01-30
                """);
        region.at("2024-03-01").table("nova.compute_nodes", """
                id | host  | hypervisor_hostname | hypervisor_type | vcpus | memory_mb | local_gb | created_at | updated_at
                1  | kvm-1 | kvm-1               | QEMU            | 32    | 1000      | 100      | 2024-01-01 | 2024-01-20
                2  | kvm-2 | kvm-2               | QEMU            | 32    | 1000      | 100      | 2024-02-10 | 2024-03-02
                """);
        Path result = reconstruct(region.write());
        String back = only(find(result, "clock_back"), "").get("detail");
        assertTrue(back.startsWith("nova.compute_nodes 1: updated_at was 2024-01-30T00:00:00Z in "), back);
        assertTrue(back.contains(", and is 2024-01-20T00:00:00Z in "), back);
        String ahead = only(find(result, "clock_ahead"), "").get("detail");
        assertTrue(
                ahead.startsWith("A row of nova.compute_nodes in ") && ahead.contains(": updated_at is later "), ahead);
        assertTrue(ahead.endsWith("shows it: 2, 2024-03-02T00:00:00Z as shown at 2024-03-01T00:00:00Z."), ahead);
    }

    /** Without the checkpoints the ledger of the last day alone does not come to what is open at the horizon. */
    @Test
    void sums_at_the_horizon_that_do_not_come_out_are_found() throws IOException, SQLException {
        Path result = golden("instance-older-than-its-host");
        assertEquals(List.of(), find(result, "horizon_sum"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + result);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TRIGGER no_delete_checkpoint");
            statement.execute("DELETE FROM checkpoint");
        }
        Map<String, String> total = find(result, "horizon_sum").stream()
                .filter(row ->
                        row.get("series").equals("total") && row.get("resource").equals("vcpus"))
                .findFirst()
                .orElseThrow();
        assertEquals("action", total.get("severity"));
        assertEquals(
                "At the horizon the ledger gives 0 (unknown 0, unmeasured 0), and the spans that are open 16 (unknown 0,"
                        + " unmeasured 0).",
                total.get("detail"));
    }

    @Test
    void a_group_or_a_severity_is_asked_for_and_a_misspelt_one_refused() throws IOException {
        Path result = golden("allocation-overlap");
        assertEquals(
                FINDINGS, CommandRun.of("check", result, "--fail-on", "action").exit());
        assertEquals(
                FINDINGS,
                CommandRun.of("check", result, "--fail-on", "negative_available")
                        .exit());
        assertEquals(
                0, CommandRun.of("check", result, "--fail-on", "zombie_silent").exit());
        assertEquals(
                0,
                CommandRun.of("check", result, "--group", "capacity", "--fail-on", "notice")
                        .exit());
        CommandRun misspelt = CommandRun.of("check", result, "--fail-on", "negative_availabel");
        assertEquals(USAGE, misspelt.exit());
        assertTrue(misspelt.err().contains("'negative_availabel' is no check"), misspelt.err());
        assertEquals(
                USAGE, CommandRun.of("check", result, "--group", "capacities").exit());
    }

    /** The table has all, the text the first and how to see the others. */
    @Test
    void text_says_how_many_more_there_are_and_the_table_has_them() throws IOException {
        Path result = golden("allocation-overlap");
        CommandRun text = CommandRun.of("check", result, "--check", "negative_available", "--limit", "1");
        assertEquals(0, text.exit(), text.err());
        int all = find(result, "negative_available").size();
        assertTrue(all > 1, all + " findings");
        assertTrue(
                text.out()
                        .contains((all - 1) + " more: hindcast check " + result
                                + " --check negative_available --format csv\n"),
                text.out());
        Path table = scratch.resolve("checks.csv");
        CommandRun.of("check", result, "--check", "negative_available", "--format", "csv", "-o", table);
        List<String> lines = Files.readAllLines(table);
        assertEquals(String.join(",", CheckFinding.COLUMNS), lines.get(0));
        assertEquals(all + 1, lines.size());
    }

    private Path golden(String name) {
        Path result = scratch.resolve(name + ".db");
        GoldenCase.reconstruct(Path.of("golden").resolve(name).resolve("raw"), result, 2);
        return result;
    }

    private Path reconstruct(Path evidence) {
        Path result = scratch.resolve("result.db");
        Reconstruction.run(new Reconstruction.Request(
                List.of(evidence), result, null, null, null, Micros.FOREVER, Micros.FOREVER, 2, Progress.NONE));
        return result;
    }

    private static List<Map<String, String>> find(Path result, String check) throws IOException {
        CommandRun run = CommandRun.of("check", result, "--check", check, "--format", "jsonl");
        assertEquals(0, run.exit(), run.err());
        return rows(run);
    }

    private static List<Map<String, String>> rows(CommandRun run) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            rows.add(json.readValue(line, new TypeReference<TreeMap<String, String>>() {}));
        }
        return rows;
    }

    private static Map<String, String> only(List<Map<String, String>> rows, String resource) {
        List<Map<String, String>> of = rows.stream()
                .filter(row -> row.get("resource").equals(resource))
                .collect(Collectors.toList());
        assertEquals(1, of.size(), rows.toString());
        return of.get(0);
    }

    @Test
    void a_screen_has_lines_cut_between_words_and_a_file_has_them_whole() {
        String says = "The leases of January were ".repeat(10).strip();
        List<CheckFinding> findings = List.of(saying("first_check", says), saying("second_check", says));
        String whole = CheckText.of(findings, 1, false, finding -> "", check -> "");
        assertEquals(4, whole.lines().filter(line -> line.endsWith(says)).count(), whole);
        String cut = CheckText.of(findings, 1, true, finding -> "", check -> "");
        assertEquals(
                4,
                cut.lines()
                        .filter(line -> line.endsWith(" leases of January ..."))
                        .count(),
                cut);
    }

    private static CheckFinding saying(String check, String detail) {
        return new CheckFinding(
                check, "note", "kvm", "", "", "", "", 0, 1, 0, detail, "", List.of(), List.of(), "", 0, List.of());
    }
}
