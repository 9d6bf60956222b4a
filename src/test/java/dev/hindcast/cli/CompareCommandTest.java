package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.ExplainedRegion;
import dev.hindcast.SnapshotFolder;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.reconstruction.Reconstruction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What differs between two results of small regions, or from other numbers, is as one works it out by hand, and so is why. */
class CompareCommandTest {
    private static final int REFUSED = 1;
    private static final int USAGE = 2;
    private static final int FINDINGS = 3;

    @TempDir
    private Path folder;

    // -- two results

    @Test
    void equal_results_differ_in_nothing() {
        Path evidence = ExplainedRegion.evidence(folder.resolve("evidence"));
        Path first = result("first", evidence, null);
        CommandRun run = CommandRun.of("compare", first, result("second", evidence, null), "--fail-on-difference");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().contains("Both have the same inputs."), run.out());
        assertTrue(run.out().contains("No series differs."), run.out());
        assertTrue(run.out().contains("No issue differs."), run.out());
    }

    /** Without the only signal nobody says that lease 1 is maintenance: its issue is gone, and the day is committed. */
    @Test
    void an_issue_that_only_one_result_has_is_told_with_its_cause() throws IOException {
        Path told = copy("maintenance-lease-by-project", "told");
        Path untold = copy("maintenance-lease-by-project", "untold");
        Files.delete(untold.resolve("bm/signals.yml"));
        Files.writeString(told.resolve("bm/signals.yml"), lease("ops-is-maintenance", "project: ops"));
        Path first = result("first", told, null);
        Path second = result("second", untold, null);
        String signal = "signal ops-is-maintenance (missing)";
        assertEquals(
                List.of("first maintenance_lease note bm lease-1 node-1 2024-01-02T00:00:00Z 2024-01-03T00:00:00Z "
                        + signal),
                issues(first, second));
        CommandRun text = CommandRun.of("compare", first, second);
        assertTrue(text.out().contains("Only one input differs, "), text.out());
        assertTrue(
                text.out()
                        .lines()
                        .anyMatch(line -> line.matches(" +bm +maintenance_lease +note +1 +0 +\\Q" + signal + "\\E")),
                text.out());
    }

    /**
     * A signal makes lease 2 maintenance, so that it overlaps nothing and nothing is below zero; a setting differs, too. The node is
     * masked on the 3rd and 4th by the lease in place of the conflict.
     */
    @Test
    void issues_of_several_inputs_are_told_apart_and_the_doubt_is_said() throws IOException {
        Path before = copy("allocation-overlap", "before");
        Path after = copy("allocation-overlap", "after");
        Files.writeString(after.resolve("bm/signals.yml"), lease("lease-2-is-maintenance", "lease: lease-2"));
        Files.writeString(after.resolve("bm/region.yml"), "settings:\n  silence: P30D\n");
        Path first = result("first", before, null);
        Path second = result("second", after, null);
        String signal = "signal lease-2-is-maintenance (added)";
        assertEquals(
                List.of(
                        "first allocation_overlap action bm lease-2 node-1 2024-01-03T00:00:00Z 2024-01-05T00:00:00Z "
                                + signal,
                        "second maintenance_lease note bm lease-2 node-1 2024-01-03T00:00:00Z 2024-01-05T00:00:00Z "
                                + signal),
                issues(first, second));
        CommandRun text = CommandRun.of("compare", first, second);
        assertTrue(text.out().contains("Several inputs differ."), text.out());
        CommandRun json = CommandRun.of("compare", first, second, "--format", "json");
        assertTrue(json.out().contains("\"causes_are_certain\" : false"), json.out());
        assertEquals(
                FINDINGS,
                CommandRun.of("compare", first, second, "--series", "total", "--fail-on-difference")
                        .exit());
    }

    private static String lease(String id, String scope) {
        return """
                signals:
                  - id: %s
                    kind: statement
                    scope: { region: bm, %s }
                    says: { lease_purpose: maintenance }
                    confidence: 1.0
                    author: operations
                    source: a mail
                """.formatted(id, scope);
    }

    private Path copy(String golden, String name) throws IOException {
        Path raw = Path.of("golden", golden, "raw");
        try (Stream<Path> files = Files.walk(raw)) {
            for (Path file : files.toList()) {
                Path to = folder.resolve(name).resolve(raw.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
        return folder.resolve(name);
    }

    private static List<String> issues(Path first, Path second) {
        CommandRun run = CommandRun.of("compare", first, second, "--by", "issue", "--format", "csv");
        assertEquals(0, run.exit(), run.err());
        return Csv.rows(run.out()).stream()
                .skip(1)
                .map(row -> String.join(" ", row.subList(0, 8)) + " " + row.get(10))
                .toList();
    }

    /**
     * Of February, 29 days, only the second speaks: kvm-1 and kvm-2 stand 2 x 696 hours. kvm-1 is in question and kvm-2 unspoken,
     * so each may be to be added to what is not reservable, and kvm-1 to what is. i-1 takes 8 and i-2 4 vcpus.
     */
    @Test
    void a_dump_more_moves_the_horizon_and_is_the_cause_of_what_is_said_since() throws IOException {
        Path evidence = ExplainedRegion.evidence(folder.resolve("evidence"));
        Path less = ExplainedRegion.evidence(folder.resolve("less"));
        delete(less.resolve("site-b/2024-03-01"));
        Path first = result("first", less, null);
        Path second = result("second", evidence, null);
        String cause = "only the second speaks of 2024-02-01T00:00:00Z to 2024-03-01T00:00:00Z:"
                + " source site-b/2024-03-01/blazar.computehosts.csv (added) and 4 more";
        assertEquals(
                List.of(
                        "total nodes 2024-02 value 0.000000 1392.000000 1392.000000 " + cause + " 1392.000000",
                        "reservable nodes 2024-02 unknown 0.000000 696.000000 696.000000 " + cause + " 696.000000",
                        "occupied vcpus 2024-02 value 0.000000 8352.000000 8352.000000 " + cause + " 8352.000000",
                        "not_reservable nodes 2024-02 unknown 0.000000 1392.000000 1392.000000 " + cause
                                + " 1392.000000"),
                months(first, second, "total nodes", "reservable nodes", "occupied vcpus", "not_reservable nodes"));
        CommandRun text = CommandRun.of("compare", first, second, "--fail-on-difference", "--limit", "3");
        assertEquals(FINDINGS, text.exit(), text.err());
        assertTrue(text.out().contains("source site-b/2024-03-01/blazar.computehosts.csv (added)"), text.out());
        assertTrue(text.out().contains(" more: hindcast compare "), text.out());
    }

    /**
     * A dump of 15 February still has kvm-1's Blazar row, so of its time in question 14 days are known to be reservable: 336 hours.
     * A signal says that kvm-2 was reservable from 16 February on: 14 days up to the horizon, 336 hours that nothing spoke of.
     */
    @Test
    void a_dump_and_a_signal_are_told_apart() throws IOException {
        Path evidence = ExplainedRegion.evidence(folder.resolve("evidence"));
        Path first = result("first", evidence, null);
        Path more = ExplainedRegion.evidence(folder.resolve("more"));
        new SnapshotFolder(more, "site-b")
                .at("2024-02-15")
                .table("blazar.computehosts", """
                        id | hypervisor_hostname | vcpus | memory_mb | local_gb | reservable | created_at
                        h1 | kvm-1               | 64    | 1000      | 100      | 1          | 2024-01-02 12:00:00
                        """)
                .file("signals.yml", """
                        signals:
                          - id: kvm-2-joins
                            kind: statement
                            scope: { region: site-b, host: kvm-2 }
                            says: { pool: reservable }
                            from: 2024-02-16T00:00:00Z
                            confidence: 1.0
                            author: operations
                            source: a mail
                            reason: enrolled by hand
                        """)
                .write();
        Path second = result("second", more, null);
        String dump = "source site-b/2024-02-15/blazar.computehosts.csv (added)";
        String signal = "signal kvm-2-joins (added)";
        assertEquals(
                List.of(
                        "reservable nodes 2024-02 value 0.000000 672.000000 672.000000 " + signal + " 336.000000",
                        "reservable nodes 2024-02 value 0.000000 672.000000 672.000000 " + dump + " 336.000000",
                        "reservable nodes 2024-02 unknown 696.000000 360.000000 -336.000000 " + dump + " -336.000000",
                        "unspoken nodes 2024-02 value 696.000000 360.000000 -336.000000 " + signal + " -336.000000"),
                months(first, second, "reservable nodes", "unspoken nodes"));
        // By host, over all time: kvm-1 was reservable for 29.5 days of January, 708 hours.
        assertEquals(
                List.of(
                        "reservable nodes kvm-1 value 708.000000 1044.000000 336.000000 " + dump + " 336.000000",
                        "reservable nodes kvm-1 unknown 696.000000 360.000000 -336.000000 " + dump + " -336.000000",
                        "reservable nodes kvm-2 value 0.000000 336.000000 336.000000 " + signal + " 336.000000"),
                rows(CommandRun.of("compare", first, second, "--by", "host", "--format", "csv"), "reservable nodes"));
    }

    /** A statement takes kvm-1 out of the pool from 10 to 20 January, 240 hours; below the Blazar rows it no longer does. */
    @Test
    void a_rules_precedence_is_told() throws IOException {
        Path evidence = ExplainedRegion.evidence(folder.resolve("evidence"));
        new SnapshotFolder(evidence, "site-b").file("signals.yml", """
                signals:
                  - id: kvm-1-out
                    kind: statement
                    scope: { region: site-b, host: kvm-1 }
                    says: { pool: not_reservable }
                    from: 2024-01-10T00:00:00Z
                    to: 2024-01-20T00:00:00Z
                    confidence: 1.0
                    author: operations
                    source: a mail
                    reason: lent away
                """).write();
        Path rules = folder.resolve("rules");
        Files.createDirectories(rules);
        try (Stream<Path> files = Files.list(Path.of("rules-drl"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file)
                        .replace(
                                "@id(\"POOL-10\") @since(\"0.1\") @precedence(100)",
                                "@id(\"POOL-10\") @since(\"0.1\") @precedence(10)");
                Files.writeString(rules.resolve(file.getFileName()), text);
            }
        }
        Path first = result("first", evidence, null);
        Path second = result("second", evidence, rules);
        String rule = "rule POOL-10 (precedence 100 is 10)";
        assertEquals(
                List.of(
                        "reservable nodes 2024-01 value 468.000000 708.000000 240.000000 " + rule + " 240.000000",
                        "not_reservable nodes 2024-01 value 240.000000 0.000000 -240.000000 " + rule + " -240.000000"),
                months(first, second, "reservable nodes", "not_reservable nodes"));
    }

    // -- numbers from elsewhere

    /**
     * vm-1 holds 4 vcpus for 24 hours and 8 for 48, vm-2 holds 4 for 60: 720. Nova counts vm-1 from its launch, an hour later, with 8
     * all along, 71 x 8 = 568, and vm-2 an hour less, 59 x 4 = 236: 804. The table says 810.
     */
    @Test
    void nova_counts_from_launch_and_with_the_latest_flavour() throws IOException {
        assertEquals(
                List.of(
                        "810 720.000000 0.000000 90.000000 counted from launch -8.000000",
                        "810 720.000000 0.000000 90.000000 latest flavour for the whole life 92.000000",
                        "810 720.000000 0.000000 90.000000 unexplained 6.000000"),
                usage("resized-onto-another-host", "occupied", "810"));
    }

    /** vm-1 runs 11 and 24 hours; nova counts the 12 hours in between, in which it was stopped: 47 x 4 = 188. */
    @Test
    void nova_knows_no_stop() throws IOException {
        assertEquals(
                List.of("188 140.000000 0.000000 48.000000 stop, pause and shelving ignored 48.000000"),
                usage("stopped-and-started-again", "active", "188"));
    }

    /**
     * vm-1 holds 4 vcpus for 24 hours and perhaps 24 more, vm-2 for 42: 264 and 96 unknown. Their rows have no terminated_at, so nova
     * would count both from launch up to the horizon, 2 x 71 x 4 = 568, had they not been purged.
     */
    @Test
    void nova_misses_what_was_purged() throws IOException {
        assertEquals(
                List.of(
                        "0 264.000000 96.000000 -264.000000 what is unknown here counts in full 96.000000",
                        "0 264.000000 96.000000 -264.000000 counted from launch -8.000000",
                        "0 264.000000 96.000000 -264.000000 counted to terminated_at, without it for ever 216.000000",
                        "0 264.000000 96.000000 -264.000000 purged and archived rows missing -568.000000"),
                usage("purged-after-an-earlier-sighting", "occupied", "0"));
    }

    private List<String> usage(String golden, String series, String value) throws IOException {
        Path result = result("result", Path.of("golden", golden, "raw"), null);
        Path table = folder.resolve("usage.csv");
        Files.writeString(table, "tenant_id,total_vcpus_usage\nproject-1," + value + "\nproject-2,0\n");
        CommandRun run = CommandRun.of(
                "compare",
                result,
                "--with",
                table,
                "--reading",
                "nova-usage",
                "--format",
                "csv",
                "--columns",
                "value=total_vcpus_usage,project=tenant_id",
                "--set",
                "region=kvm,resource=vcpus,month=2024-01,series=" + series);
        assertEquals(0, run.exit(), run.err());
        List<String> ofNobody =
                run.out().lines().filter(line -> line.contains("project-2")).toList();
        assertEquals(1, ofNobody.size(), run.out());
        assertTrue(ofNobody.get(0).endsWith(",0.000000,,0"), ofNobody.get(0));
        return Csv.rows(run.out()).stream()
                .filter(row -> row.get(6).equals("project-1"))
                .map(row -> String.join(
                        " ", List.of(row.get(7), row.get(8), row.get(9), row.get(11), row.get(12), row.get(13))))
                .toList();
    }

    /**
     * Reservable nodes of January are 708, of February 0 to 696. A table that counts half of February is within what is unknown.
     * Of its 64 vcpus 696 hours are 44544.
     */
    @Test
    void other_numbers_may_count_what_is_unknown_here() throws IOException {
        Path table = folder.resolve("cache.csv");
        Files.writeString(table, """
                region,series,resource,month,value,unit
                site-b,reservable,nodes,2024-01,708,hours
                site-b,reservable,nodes,2024-02,0.5,mean
                site-b,reservable,vcpus,2024-02,44800,
                """);
        CommandRun run = CommandRun.of(
                "compare", ExplainedRegion.result(folder), "--with", table, "--format", "csv", "--fail-on-difference");
        assertEquals(FINDINGS, run.exit(), run.err());
        assertEquals(
                List.of(
                        "2 708 708.000000 0.000000  0",
                        "3 348.0 0.000000 348.000000 within what is unknown here 348.000000",
                        "4 44800 0.000000 44800.000000 within what is unknown here 44544.000000",
                        "4 44800 0.000000 44800.000000 unexplained 256.000000"),
                Csv.rows(run.out()).stream()
                        .skip(1)
                        .map(row -> String.join(
                                " ", row.get(0), row.get(7), row.get(8), row.get(11), row.get(12), row.get(13)))
                        .toList());
    }

    @Test
    void a_row_that_cannot_be_compared_is_told_with_its_line() throws IOException {
        Path table = folder.resolve("cache.csv");
        Files.writeString(table, """
                region,series,resource,start,end,value,project
                site-b,total,nodes,2024-01-01,2024-02-01,1140,
                site-c,total,nodes,2024-01-01,2024-02-01,1,
                site-b,totals,nodes,2024-01-01,2024-02-01,1,
                site-b,total,gpus,2024-01-01,2024-02-01,1,
                site-b,total,nodes,2024-02-01,2024-01-01,1,
                site-b,total,nodes,yesterday,2024-02-01,1,
                site-b,total,nodes,2024-01-01,2024-02-01,"1,140",
                site-b,total,nodes,2014-01-01,2014-02-01,1,
                site-b,total,nodes,2024-01-01,2024-02-01,1,p
                site-b,total,nodes,2024-01-01
                site-b,total,nodes,2024-01-01T00:00:00Z,2024-02-01,7,
                site-b,total,nodes,2024-01-01,2024-01-02,1.140,,5
                site-b,total,nodes,2024-01-01,2024-01-03,NaN,
                site-b,total,nodes,2024-01-01,2024-01-03,1e999,
                site-b,total,nodes,2024-01-01,2024-01-04,24,,,
                """);
        CommandRun run = CommandRun.of("compare", ExplainedRegion.result(folder), "--with", table, "--limit", "0");
        assertEquals(0, run.exit(), run.err());
        for (String told : List.of(
                "2 rows compared, 13 could not be.",
                "line 3: the result has no region 'site-c'. Maybe one of site-b.",
                "line 4: there is no series 'totals'.",
                "line 5: region site-b has no resource 'gpus'. Maybe one of disk_gb, memory_mb, nodes, vcpus.",
                "line 6: it ends before it begins.",
                "line 7: 'yesterday' is no time like 2023-05-01T12:00:00Z.",
                "line 8: '1,140' is no number. Maybe write it plainly, as in 1234.5.",
                "line 9: the result says nothing of that time.",
                "line 10: series total is not of projects.",
                "line 11: it has no value.",
                "line 12: it is of the same number and time as line 2, which counts.",
                "line 13: it has 8 cells, and the header 7. Maybe a comma stands within one",
                "line 14: 'NaN' is no number.",
                "line 15: '1e999' is no number.")) {
            assertTrue(run.out().contains(told), told + "\n" + run.out());
        }
    }

    @Test
    void what_is_no_such_table_is_refused() throws IOException {
        Path result = ExplainedRegion.result(folder);
        Path table = folder.resolve("table.csv");
        refused(result, table, ": no such table.");
        Files.writeString(table, "");
        refused(result, table, ": is empty.");
        Files.writeString(table, "a,b\n1,2\n");
        refused(result, table, ":1: there is no column region, series, resource, value, month (or start and end).");
        Files.writeString(table, "region;series;value\nsite-b;total;1\n");
        refused(result, table, ":1: there is no column ");
        assertTrue(
                CommandRun.of("compare", result, "--with", table).err().contains("Maybe it is not parted by commas"));
        Files.writeString(table, "\uFEFFregion,series,resource,month,value\r\n");
        refused(result, table, ": has a header and no rows.");
        Files.writeString(table, "value,value\n1,2\n");
        refused(result, table, ":1: the column 'value' stands twice.");
        Files.writeString(table, "region,series,resource,month,value\n\"a,b\n");
        refused(result, table, ":2: a quote is never closed.");
        Files.write(table, "region,series,resource,month,value\na\0b\n".getBytes(StandardCharsets.UTF_8));
        refused(result, table, ":2: there is a zero byte");
        Files.write(table, new byte[] {(byte) 0xff, (byte) 0xfe, 1});
        refused(result, table, ": is not UTF-8 text.");
    }

    private static void refused(Path result, Path table, String message) {
        CommandRun run = CommandRun.of("compare", result, "--with", table);
        assertEquals(REFUSED, run.exit(), run.err());
        assertTrue(run.err().contains(table + message), run.err());
    }

    @Test
    void it_takes_a_second_result_or_a_table() {
        Path result = ExplainedRegion.result(folder);
        assertEquals(USAGE, CommandRun.of("compare", result).exit());
        assertEquals(
                USAGE,
                CommandRun.of("compare", result, result, "--with", "t.csv").exit());
        assertEquals(
                USAGE,
                CommandRun.of("compare", result, result, "--reading", "nova-usage")
                        .exit());
        assertEquals(
                REFUSED,
                CommandRun.of("compare", result, folder.resolve("none.db")).exit());
    }

    // ------------------------------------------------------------------------------------------------------------------

    private Path result(String name, Path evidence, Path rulesOrNull) {
        Path result = folder.resolve(name + ".db");
        Reconstruction.run(new Reconstruction.Request(
                List.of(evidence), result, rulesOrNull, null, null, Micros.FOREVER, Micros.FOREVER, 2, Progress.NONE));
        return result;
    }

    private static List<String> months(Path first, Path second, String... wanted) {
        return rows(CommandRun.of("compare", first, second, "--format", "csv"), wanted);
    }

    /** The rows of some series and resources, without what is empty. */
    private static List<String> rows(CommandRun run, String... wanted) {
        assertEquals(0, run.exit(), run.err());
        return Csv.rows(run.out()).stream()
                .filter(row -> List.of(wanted).contains(row.get(1) + " " + row.get(2)))
                .map(row -> String.join(
                        " ",
                        row.subList(1, 11).stream()
                                .filter(cell -> !cell.isEmpty())
                                .toList()))
                .toList();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
