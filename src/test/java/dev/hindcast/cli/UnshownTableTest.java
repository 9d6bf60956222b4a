package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One region shows nova's hosts and no table beside, the other also that it has no instances: both count 0 instances, and only one knows. */
class UnshownTableTest {
    @TempDir
    private static Path folder;

    private static Path result;

    @BeforeAll
    static void reconstruct() throws IOException {
        for (String day : new String[] {"2024-01-02T00:00:00Z", "2024-01-05T00:00:00Z"}) {
            for (String region : new String[] {"silent", "empty"}) {
                write(
                        region,
                        day,
                        "nova.compute_nodes",
                        "id,hypervisor_hostname,hypervisor_type,created_at,updated_at,deleted,deleted_at,vcpus,memory_mb,local_gb\n"
                                + "1,c1,QEMU,2024-01-01 00:00:00,,0,,8,,\n");
            }
            write(
                    "empty",
                    day,
                    "nova.instances",
                    "created_at,updated_at,deleted_at,uuid,project_id,vm_state,host,launched_on,launched_at,terminated_at,deleted,"
                            + "instance_type_id,vcpus,memory_mb,root_gb,ephemeral_gb\n");
        }
        result = folder.resolve("result.db");
        CommandRun run = CommandRun.of("reconstruct", folder.resolve("evidence"), "-o", result);
        assertEquals(0, run.exit(), run.err());
    }

    private static void write(String region, String day, String table, String rows) throws IOException {
        Path shown = Files.createDirectories(
                folder.resolve("evidence").resolve(region).resolve(day));
        Files.writeString(shown.resolve(table + ".csv"), rows);
    }

    private static CommandRun explain(String region, String series, String... more) {
        Object[] words = new Object[10 + more.length];
        System.arraycopy(
                new Object[] {
                    "explain",
                    result,
                    "--region",
                    region,
                    "--series",
                    series,
                    "--resource",
                    "nodes",
                    "--at",
                    "2024-01-03"
                },
                0,
                words,
                0,
                10);
        System.arraycopy(more, 0, words, 10, more.length);
        CommandRun run = CommandRun.of(words);
        assertEquals(0, run.exit(), run.err());
        return run;
    }

    @Test
    void a_number_says_which_of_its_tables_no_source_shows() {
        assertTrue(explain("silent", "occupied").out().contains("No source of the region shows nova.instances"));
        assertTrue(explain("silent", "occupied", "--format", "json")
                .out()
                .matches("(?s).*\"unshown_tables\" : \\[\\s+\"nova.instances\"\\s+].*"));
        assertFalse(explain("empty", "occupied").out().contains("No source"));
        assertFalse(explain("silent", "total").out().contains("No source"));
    }

    /** Of Blazar nothing is shown, which is one issue for all its tables. */
    @Test
    void without_any_table_of_blazar_all_of_a_series_are_named() {
        String answer = explain("empty", "committed", "--width", "400").out();
        for (String table : new String[] {"leases", "reservations", "computehost_allocations"}) {
            assertTrue(answer.contains("No source of the region shows blazar." + table + ","), answer);
        }
    }

    @Test
    void a_report_says_it_beside_its_columns() {
        CommandRun run = CommandRun.of("report", result, "--resource", "nodes", "--series", "occupied");
        assertEquals(0, run.exit(), run.err());
        assertEquals(
                "silent: no source shows nova.instances, so that a 0 of occupied is no evidence of 0.\n", run.err());
    }

    /** Its rows are there, and none can be read: it says no more than one that is not there. */
    @Test
    void a_table_of_which_all_rows_are_in_quarantine_is_no_table_shown() throws IOException {
        Path evidence = folder.resolve("spoilt");
        Path shown = Files.createDirectories(evidence.resolve("r/2024-01-02T00:00:00Z"));
        Path whole = folder.resolve("evidence/empty/2024-01-02T00:00:00Z");
        Files.copy(whole.resolve("nova.compute_nodes.csv"), shown.resolve("nova.compute_nodes.csv"));
        Files.writeString(
                shown.resolve("nova.instances.csv"),
                Files.readString(whole.resolve("nova.instances.csv")) + "1 May 2024,,,i-1,p,active,c1,c1,,,0,1,4,,,\n");
        CommandRun run = CommandRun.of("reconstruct", evidence, "-o", folder.resolve("spoilt.db"));
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.err().contains("a 0 of occupied, "), run.err());
        String issues =
                CommandRun.of("export", folder.resolve("spoilt.db"), "issues").out();
        assertTrue(issues.contains("missing_table,notice,r,nova.instances,"), issues);
    }

    /** Set apart as a whole it was not shown at all, and its rows are counted. */
    @Test
    void a_table_that_cannot_be_read_is_no_table_shown() throws IOException {
        Path evidence = folder.resolve("unreadable");
        for (String table : new String[] {"nova.compute_nodes", "nova.instances"}) {
            Path shown = evidence.resolve("r/2024-01-02T00:00:00Z/" + table + ".csv");
            Files.createDirectories(shown.getParent());
            Files.copy(folder.resolve("evidence/empty/2024-01-02T00:00:00Z/" + table + ".csv"), shown);
        }
        Files.writeString(
                evidence.resolve("r/2024-01-02T00:00:00Z/nova.instances.csv"),
                "uuid,host,hots,created_at\nu1,h,h,2024-01-01 00:00:00\nu2,h,h,2024-01-01 00:00:00\n");
        CommandRun run = CommandRun.of("reconstruct", evidence, "-o", folder.resolve("unreadable.db"));
        assertEquals(0, run.exit(), run.err());
        assertTrue(
                run.err()
                        .contains(
                                "r, nova.instances: None of its rows in r/2024-01-02T00:00:00Z/nova.instances.csv could be"
                                        + " read (2 in quarantine), and their absence proves nothing: the whole table lacks the column updated_at"),
                run.err());
        assertTrue(run.err().contains("r, nova.instances: No source of this region shows this table"), run.err());
        assertTrue(run.out().matches("(?s).*nova\\.instances +2 +0 +2\\n.*"), run.out());
    }

    /** What was not known then is not counted then, whatever is wrong with it. */
    @Test
    void what_is_set_apart_later_than_as_of_is_left_out() throws IOException {
        Path region = Files.createDirectories(folder.resolve("later/r"));
        String whole =
                "-- MySQL dump 10.13\nUSE `nova`;\nCREATE TABLE `compute_nodes` (\n  `id` int, `created_at` datetime,"
                        + " `updated_at` datetime, `deleted_at` datetime, `host` varchar(255), `hypervisor_hostname` varchar(255),"
                        + " `hypervisor_type` text, `vcpus` int, `memory_mb` int, `local_gb` int, `deleted` int\n);\n"
                        + "INSERT INTO `compute_nodes` VALUES (1,'2024-01-01 00:00:00',NULL,NULL,'c1','c1','QEMU',8,1024,10,0);\n"
                        + "-- Dump completed on 2024-01-02  0:00:00\n";
        Files.writeString(region.resolve("mysqldump-2024-01-02T00:00:00Z.sql"), whole);
        Files.writeString(region.resolve("mysqldump-2024-01-05T00:00:00Z.sql"), whole.replace(",10,0);", ",10);"));
        Path later = folder.resolve("later.db");
        CommandRun run = CommandRun.of("reconstruct", folder.resolve("later"), "-o", later, "--as-of", "2024-01-03");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().matches("(?s).*nova\\.compute_nodes +1 +1 +0\\n.*"), run.out());
    }
}
