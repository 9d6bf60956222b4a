package dev.hindcast.reconstruction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.store.Export;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.StandingSpans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole way, on two hosts that a person can follow: kvm-1 is leased and carries a stopped instance, kvm-2 was out of service
 * for five days, is named by two Blazar rows since 10 February, and carried an instance till 15 February.
 */
class ReconstructionTest {
    private static final String SITE = "site-a";

    @TempDir
    private static Path scratch;

    private static Path evidence;
    private static Path result;

    @BeforeAll
    static void reconstruct_the_region() {
        evidence = region().write();
        result = reconstruct(evidence, "result.db", 2, null);
    }

    // -- the numbers, by hand

    @Test
    void the_hosts_are_there_from_their_creation() {
        assertEquals(List.of("2024-01-01 96"), steps(Series.TOTAL, "vcpus"));
        assertEquals(List.of("2024-01-01 2"), steps(Series.TOTAL, "nodes"));
    }

    @Test
    void what_is_leased_out_of_service_or_claimed_twice_is_not_available() {
        assertEquals(List.of("2024-01-01 0", "2024-01-02 96"), steps(Series.RESERVABLE, "vcpus"));
        assertEquals(List.of("2024-01-01 0", "2024-01-10 64"), steps(Series.COMMITTED, "vcpus"));
        assertEquals(List.of("2024-01-01 0", "2024-01-20 32", "2024-01-25 0"), steps(Series.MAINTENANCE, "vcpus"));
        assertEquals(List.of("2024-01-01 0", "2024-02-10 32"), steps(Series.CONFLICT, "vcpus"));
        assertEquals(
                List.of(
                        "2024-01-01 0",
                        "2024-01-02 96",
                        "2024-01-10 32",
                        "2024-01-20 0",
                        "2024-01-25 32",
                        "2024-02-10 0"),
                steps(Series.AVAILABLE, "vcpus"));
    }

    @Test
    void instances_occupy_from_their_creation_and_idle_is_what_is_committed_less_what_its_instances_take() {
        assertEquals(
                List.of("2024-01-01 0", "2024-01-12 8", "2024-01-14 12", "2024-02-15 8"),
                steps(Series.OCCUPIED, "vcpus"));
        // 8 of 64, and 4 of 32.
        assertEquals(
                List.of("2024-01-01 0", "2024-01-12 0.125", "2024-01-14 0.25", "2024-02-15 0.125"),
                steps(Series.OCCUPIED, "nodes"));
        assertEquals(List.of("2024-01-01 0", "2024-01-10 64", "2024-01-12 56"), steps(Series.IDLE, "vcpus"));
        assertEquals(List.of("2024-01-01 0", "2024-01-14 4", "2024-02-15 0"), steps(Series.OCCUPIED_ONDEMAND, "vcpus"));
    }

    @Test
    void a_stopped_instance_still_occupies() {
        assertEquals(
                List.of(
                        "2024-01-01 0",
                        "2024-01-12 8",
                        "2024-01-12T00:10:00Z 0",
                        "2024-01-14 4",
                        "2024-01-14T00:10:00Z 0",
                        "2024-02-01T13:00:00Z 8"),
                steps(Series.STOPPED, "vcpus"));
    }

    // -- the same inputs give the same bytes

    @Test
    void names_of_folders_are_names_and_nothing_else() throws IOException {
        Path odd = scratch.resolve("it's [a-z]*?{1,2} a=b;\n--");
        Path linked = Files.createSymbolicLink(scratch.resolve("linked"), odd);
        try (Stream<Path> files = Files.walk(evidence)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = odd.resolve(evidence.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Files.createSymbolicLink(odd.resolve("loop"), odd);
        assertSameBytes(reconstruct(odd, "odd.db", 2, null));
        assertSameBytes(reconstruct(linked, "linked.db", 2, null));
    }

    @Test
    void the_name_of_a_result_is_a_name_and_nothing_else() throws IOException {
        Path odd = Files.createDirectories(scratch.resolve("named")).resolve("a#b%41?mode=rw&c d.db");
        Files.copy(result, odd);
        assertEquals(List.of("2024-01-01 96"), steps(odd, Series.TOTAL, "vcpus"));
        try (Stream<Path> beside = Files.list(odd.getParent())) {
            assertEquals(List.of(odd), beside.toList());
        }
    }

    @Test
    void one_thread_and_two_give_the_same_bytes() throws IOException {
        assertSameBytes(reconstruct(evidence, "one-thread.db", 1, null));
    }

    @Test
    void another_folder_filled_in_another_order_gives_the_same_bytes() throws IOException {
        List<String> order = new ArrayList<>(region().fileNames());
        Collections.shuffle(order, new Random(5));
        Path elsewhere = region().write(scratch.resolve("else/where"), order);
        assertSameBytes(reconstruct(elsewhere, "elsewhere.db", 2, null));
    }

    @Test
    void a_second_copy_of_a_source_changes_one_note_and_nothing_else() throws IOException {
        Path copied = region().write(scratch.resolve("copied"), region().fileNames());
        Path sameInstant = Files.createDirectories(copied.resolve(SITE).resolve("2024-03-01T00:00:00Z"));
        Files.copy(
                copied.resolve(SITE).resolve("2024-03-01/blazar.leases.csv"), sameInstant.resolve("blazar.leases.csv"));
        Path other = reconstruct(copied, "copied.db", 2, null);
        for (Export export : Export.values()) {
            List<List<String>> expected = rows(result, export);
            List<List<String>> found = new ArrayList<>(rows(other, export));
            if (export == Export.ISSUES) {
                assertEquals(expected.size() + 1, found.size());
                found.removeIf(row -> row.get(0).equals("source_copy"));
            }
            assertEquals(expected, found, export.text());
        }
    }

    // -- signals

    // -- a region without Blazar

    @Test
    void the_signal_that_a_region_without_blazar_is_asked_for_can_be_pasted_and_decides_every_pool() {
        SnapshotFolder region = new SnapshotFolder(scratch.resolve("no-blazar"), SITE);
        everyMonthOfNova(region.at("2024-02-01"), "2024-01-31 23:59:00");
        List<List<String>> asked = rows(reconstruct(region.write(), "asked.db", 1, null), Export.ISSUES).stream()
                .filter(issue -> issue.get(0).equals("missing_blazar"))
                .toList();
        assertEquals(1, asked.size());
        String detail = asked.get(0).get(Export.ISSUES.columns().indexOf("detail"));
        region.file("signals.yml", detail.substring(detail.indexOf("signals:")));
        Path answered = reconstruct(region.write(), "answered.db", 1, null);
        int state = Export.POOL.columns().indexOf("state");
        assertEquals(
                List.of("not_reservable", "not_reservable"),
                rows(answered, Export.POOL).stream().map(row -> row.get(state)).toList());
        assertTrue(rows(answered, Export.ISSUES).stream()
                .noneMatch(issue -> issue.get(0).equals("missing_blazar")));
    }

    @Test
    void a_table_that_sums_are_made_of_is_missed_with_a_notice_that_names_them() {
        SnapshotFolder region = new SnapshotFolder(scratch.resolve("no-instances"), SITE);
        everyMonthOfNova(region.at("2024-02-01"), "2024-01-31 23:59:00");
        List<List<String>> missing = rows(reconstruct(region.write(), "missing.db", 1, null), Export.ISSUES).stream()
                .filter(issue -> issue.get(0).equals("missing_table"))
                .toList();
        int table = Export.ISSUES.columns().indexOf("entity_id");
        List<String> instances = missing.stream()
                .filter(issue -> issue.get(table).equals("nova.instances"))
                .findFirst()
                .orElseThrow();
        assertEquals("notice", instances.get(1));
        String detail = instances.get(Export.ISSUES.columns().indexOf("detail"));
        assertTrue(detail.contains("a 0 of occupied, occupied_reservation, occupied_ondemand"), detail);
        assertEquals(
                List.of("note"),
                missing.stream()
                        .filter(issue -> issue.get(table).equals("nova.migrations"))
                        .map(issue -> issue.get(1))
                        .toList());
    }

    @Test
    void a_copy_is_named_by_its_whole_path_blanks_and_all() throws IOException {
        Path copied = region().write(scratch.resolve("blanks"), region().fileNames());
        Path again = Files.createDirectories(
                copied.resolve("the same again").resolve(SITE).resolve("2024-03-01"));
        Files.copy(copied.resolve(SITE).resolve("2024-03-01/blazar.leases.csv"), again.resolve("blazar.leases.csv"));
        List<List<String>> notes = rows(reconstruct(copied, "blanks.db", 2, null), Export.ISSUES).stream()
                .filter(row -> row.get(0).equals("source_copy"))
                .toList();
        assertEquals(1, notes.size());
        assertEquals(
                "the same again/site-a/2024-03-01/blazar.leases.csv",
                notes.get(0).get(Export.ISSUES.columns().indexOf("entity_id")));
    }

    @Test
    void two_folders_with_a_file_of_one_name_leave_the_digests_of_both_in_whatever_order_they_are_given()
            throws IOException {
        Path more = new SnapshotFolder(scratch.resolve("more"), SITE)
                .at("2024-03-01")
                .table("nova.services", """
                        id | host  | binary       | created_at | disabled | deleted | last_seen_up
                        9  | kvm-9 | nova-compute | 2024-01-01 | 0        | 0       | 2024-02-29 23:59:00
                        """)
                .write();
        String name = SITE + "/2024-03-01/nova.services.csv";
        TreeSet<String> digests = new TreeSet<>();
        for (Path folder : List.of(evidence, more)) {
            digests.add(TextFile.sha256(Files.readAllBytes(folder.resolve(name))));
        }
        List<byte[]> results = new ArrayList<>();
        for (List<Path> folders : List.of(List.of(evidence, more), List.of(more, evidence))) {
            Path output = scratch.resolve("both.db");
            Reconstruction.run(new Reconstruction.Request(
                    folders, output, null, null, null, Micros.FOREVER, Micros.FOREVER, 2, Progress.NONE));
            results.add(Files.readAllBytes(output));
            try (ResultReader reader = ResultReader.open(output)) {
                assertEquals(String.join(" ", digests), reader.run().get("source " + SITE + "/" + name));
            }
        }
        assertArrayEquals(results.get(0), results.get(1));
    }

    // -- rules are no decoration

    @ParameterizedTest
    @CsvSource({
        "10-host-existence.drl, TOTAL, nodes",
        "20-host-inventory.drl, TOTAL, vcpus",
        "30-pool-membership.drl, RESERVABLE, nodes",
        "40-commitments.drl, COMMITTED, nodes",
        "50-instances.drl, OCCUPIED, vcpus",
        "60-maintenance.drl, MAINTENANCE, nodes",
        "70-conflicts.drl, CONFLICT, nodes",
        "settings.yml, MAINTENANCE, nodes"
    })
    void without_any_one_of_the_rule_files_its_series_is_empty(String file, Series series, String resource)
            throws IOException {
        Path rules = Files.createDirectories(scratch.resolve("without-" + file));
        for (TextFile rule : TextFile.inFolder(null, "rules-drl")) {
            if (!rule.name().equals(file)) {
                Files.writeString(rules.resolve(rule.name()), rule.text());
            }
        }
        assertFalse(steps(result, series, resource).equals(List.of("2024-01-01 0")));
        try {
            Path other = reconstruct(evidence, file + ".db", 2, rules);
            assertEquals(List.of("2024-01-01 0"), steps(other, series, resource));
        } catch (InputRefused e) {
            assertEquals("settings.yml", file);
            assertTrue(e.getMessage().contains("settings.yml"), e.getMessage());
        }
    }

    @Test
    void every_rule_file_of_hindcast_is_tried() {
        assertEquals(8, TextFile.inFolder(null, "rules-drl").size());
    }

    @Test
    void every_segment_names_the_rule_that_decided_it_and_every_claim_its_evidence() {
        try (ResultReader reader = ResultReader.open(result)) {
            List<List<String>> segments = rows(result, Export.SEGMENTS);
            assertTrue(segments.size() > 20);
            int rule = Export.SEGMENTS.columns().indexOf("rule");
            for (List<String> segment : segments) {
                assertTrue(segment.get(rule).matches("[A-Z]+-\\d\\d"), segment.toString());
            }
            ResultReader.Region region = reader.regions().get(0);
            int claims = 0;
            for (ResultReader.SpanText span : reader.spansAt(region, Series.TOTAL.spanTypes(), region.horizon() - 1)) {
                for (ResultReader.SegmentText segment : reader.segmentsOf(span.id())) {
                    assertTrue(segment.claims().get(0).won(), segment.toString());
                    for (ResultReader.ClaimText claim : segment.claims()) {
                        // Only that nothing speaks rests on nothing.
                        assertTrue(!claim.evidence().isEmpty() || claim.value().equals("unspoken"), claim.toString());
                        claims++;
                    }
                }
            }
            assertTrue(claims > 10, "only " + claims);
        }
    }

    // -- the ledger

    @Test
    void what_stands_at_an_instant_has_begun_and_not_ended_whatever_was_asked_before() {
        record Told(String type, long from, long till) {}
        Map<Long, Told> spans = new TreeMap<>();
        for (List<String> row : rows(result, Export.SPANS)) {
            String end = row.get(Export.SPANS.columns().indexOf("end"));
            spans.put(
                    Long.valueOf(row.get(Export.SPANS.columns().indexOf("span_id"))),
                    new Told(
                            row.get(Export.SPANS.columns().indexOf("type")),
                            Micros.fromText(row.get(Export.SPANS.columns().indexOf("start"))),
                            end.isEmpty() ? Micros.FOREVER : Micros.fromText(end)));
        }
        TreeSet<Long> instants = new TreeSet<>();
        spans.values().forEach(span -> instants.addAll(List.of(span.from() - 1, span.from())));
        spans.values().stream()
                .filter(span -> span.till() != Micros.FOREVER)
                .forEach(span -> instants.addAll(List.of(span.till() - 1, span.till())));
        List<Long> asked = new ArrayList<>(instants);
        asked.addAll(instants.descendingSet());
        try (ResultReader reader = ResultReader.open(result)) {
            ResultReader.Region region = reader.regions().get(0);
            for (Series series : List.of(Series.TOTAL, Series.AVAILABLE, Series.OCCUPIED)) {
                StandingSpans standing = reader.standing(region, series.spanTypes());
                for (long instant : asked) {
                    List<Long> expected = new ArrayList<>();
                    Map<Long, Integer> changes = new TreeMap<>();
                    spans.forEach((number, span) -> {
                        if (series.spanTypes().contains(span.type())) {
                            if (span.from() <= instant && span.till() > instant) {
                                expected.add(number);
                            }
                            if (span.from() == instant || span.till() == instant) {
                                changes.put(number, span.from() == instant ? 1 : -1);
                            }
                        }
                    });
                    assertEquals(
                            expected,
                            standing.at(instant).stream()
                                    .map(ResultReader.SpanText::id)
                                    .toList());
                    Map<Long, Integer> entries = new TreeMap<>();
                    standing.entries().forEach(entry -> entries.put(entry.span().id(), entry.sign()));
                    assertEquals(changes, entries);
                }
            }
        }
    }

    @Test
    void at_the_horizon_the_sum_of_all_entries_is_the_sum_of_the_open_spans_and_the_last_balance() {
        Map<String, Long> entries = new TreeMap<>();
        for (List<String> entry : rows(result, Export.LEDGER)) {
            entries.merge(key(Export.LEDGER, entry), amount(Export.LEDGER, entry), Long::sum);
        }
        Map<String, Long> open = new TreeMap<>();
        for (List<String> span : rows(result, Export.SPANS)) {
            boolean ended = !span.get(Export.SPANS.columns().indexOf("end")).isEmpty();
            open.merge(key(Export.SPANS, span), ended ? 0 : amount(Export.SPANS, span), Long::sum);
        }
        assertEquals(open, entries);
        assertTrue(open.values().stream().anyMatch(amount -> amount > 0));
        try (ResultReader reader = ResultReader.open(result)) {
            ResultReader.Region region = reader.region(SITE);
            Balances balances = reader.balances(region);
            for (Series series : List.of(Series.TOTAL, Series.RESERVABLE, Series.COMMITTED, Series.CONFLICT)) {
                for (String resource : balances.resources()) {
                    Balances.Step last = balances.at(series, resource, region.horizon() - 1);
                    String key = series.spanType() + " " + resource + " ";
                    assertEquals(open.getOrDefault(key + "known", 0L), last.value(), key);
                    assertEquals(open.getOrDefault(key + "unknown", 0L), last.unknown(), key);
                }
            }
        }
    }

    // ------------------------------------------------------------------------------------------------------------------

    private static SnapshotFolder region() {
        SnapshotFolder region = new SnapshotFolder(scratch.resolve("evidence"), SITE);
        region.at("2024-02-01").table("blazar.computehosts", """
                id | hypervisor_hostname | vcpus | memory_mb | local_gb | reservable | created_at
                h1 | kvm-1               | 64    | 1000      | 100      | 1          | 2024-01-02
                h2 | kvm-2               | 32    | 500       | 50       | 1          | 2024-01-02
                """).table("nova.instances", """
                uuid | host  | node  | vcpus | memory_mb | root_gb | created_at | launched_at         | vm_state | deleted
                i-1  | kvm-1 | kvm-1 | 8     | 100       | 10      | 2024-01-12 | 2024-01-12 00:10:00 | active   | 0
                i-2  | kvm-2 | kvm-2 | 4     | 100       | 10      | 2024-01-14 | 2024-01-14 00:10:00 | active   | 0
                """);
        everyMonth(region, "2024-01-31 23:59:00");
        region.at("2024-03-01").table("blazar.computehosts", """
                id | hypervisor_hostname | vcpus | memory_mb | local_gb | reservable | created_at
                h1 | kvm-1               | 64    | 1000      | 100      | 1          | 2024-01-02
                h2 | kvm-2               | 32    | 500       | 50       | 1          | 2024-01-02
                h3 | kvm-2               | 32    | 500       | 50       | 1          | 2024-02-10
                """).table("nova.instances", """
                uuid | host  | node  | vcpus | memory_mb | root_gb | created_at | launched_at         | vm_state | deleted | deleted_at | terminated_at
                i-1  | kvm-1 | kvm-1 | 8     | 100       | 10      | 2024-01-12 | 2024-01-12 00:10:00 | stopped  | 0       |            |
                i-2  | kvm-2 | kvm-2 | 4     | 100       | 10      | 2024-01-14 | 2024-01-14 00:10:00 | active   | 2       | 2024-02-15 | 2024-02-15
                """);
        everyMonth(region, "2024-02-29 23:59:00");
        return region;
    }

    private static void everyMonth(SnapshotFolder region, String heartbeat) {
        everyMonthOfNova(region, heartbeat)
                .table("blazar.leases", """
                id | name                           | project_id | start_date | end_date   | created_at
                l1 | work                           | p1         | 2024-01-10 | 2024-04-01 | 2024-01-09
                l2 | maint-of-kvm-2-by-ann-for-disk | p1         | 2024-01-20 | 2024-01-25 | 2024-01-19
                """)
                .table("blazar.reservations", """
                id | lease_id | resource_type | created_at
                r1 | l1       | physical:host | 2024-01-09
                r2 | l2       | physical:host | 2024-01-19
                """)
                .table("blazar.computehost_allocations", """
                id | compute_host_id | reservation_id | created_at
                a1 | h1              | r1             | 2024-01-09
                a2 | h2              | r2             | 2024-01-19
                """)
                .table("nova.instance_actions", """
                id | instance_uuid | action | start_time          | finish_time
                1  | i-1           | create | 2024-01-12 00:00:00 | 2024-01-12 00:10:00
                2  | i-1           | stop   | 2024-02-01 12:00:00 | 2024-02-01 13:00:00
                """)
                .table("nova.instance_actions_events", """
                id | action_id | event                              | start_time          | finish_time         | result  | host
                1  | 1         | compute__do_build_and_run_instance | 2024-01-12 00:00:00 | 2024-01-12 00:10:00 | Success | kvm-1
                2  | 2         | compute_stop_instance              | 2024-02-01 12:00:00 | 2024-02-01 13:00:00 | Success | kvm-1
                """)
                .table("nova_api.request_specs", """
                id | instance_uuid | created_at | spec
                1  | i-1           | 2024-01-12 | {"nova_object.data": {"flavor": {"nova_object.data": {"name": "m1"}}, "scheduler_hints": {"reservation": ["r1"]}}}
                2  | i-2           | 2024-01-14 | {"nova_object.data": {"flavor": {"nova_object.data": {"name": "m1"}}, "scheduler_hints": {}}}
                """);
    }

    private static SnapshotFolder everyMonthOfNova(SnapshotFolder region, String heartbeat) {
        return region.table("nova.services", """
                id | host  | binary       | created_at | disabled | deleted | last_seen_up
                1  | kvm-1 | nova-compute | 2024-01-01 | 0        | 0       | %1$s
                2  | kvm-2 | nova-compute | 2024-01-01 | 0        | 0       | %1$s
                """.formatted(heartbeat)).table("nova.compute_nodes", """
                id | host  | hypervisor_hostname | hypervisor_type | vcpus | memory_mb | local_gb | created_at
                1  | kvm-1 | kvm-1               | QEMU            | 64    | 1000      | 100      | 2024-01-01
                2  | kvm-2 | kvm-2               | QEMU            | 32    | 500       | 50       | 2024-01-01
                """);
    }

    private static Path reconstruct(Path folder, String name, int threads, Path rulesOrNull) {
        Path output = scratch.resolve(name);
        Reconstruction.run(new Reconstruction.Request(
                List.of(folder),
                output,
                rulesOrNull,
                null,
                null,
                Micros.FOREVER,
                Micros.FOREVER,
                threads,
                Progress.NONE));
        return output;
    }

    private static void assertSameBytes(Path other) throws IOException {
        assertArrayEquals(Files.readAllBytes(result), Files.readAllBytes(other));
    }

    private static List<List<String>> rows(Path file, Export export) {
        List<List<String>> rows = new ArrayList<>();
        try (ResultReader reader = ResultReader.open(file)) {
            reader.export(export, Export.Filter.all(), rows::add);
        }
        return rows;
    }

    private static List<String> steps(Series series, String resource) {
        return steps(result, series, resource);
    }

    /** Instant and value; what is unknown beside it, if anything. */
    private static List<String> steps(Path file, Series series, String resource) {
        try (ResultReader reader = ResultReader.open(file)) {
            return reader.balances(reader.region(SITE)).steps(series, resource).stream()
                    .map(step -> Micros.text(step.at()).replace("T00:00:00Z", "") + " "
                            + Quantities.decimal(step.value())
                            + (step.unknown() == 0 ? "" : " unknown " + Quantities.decimal(step.unknown())))
                    .toList();
        }
    }

    private static String key(Export export, List<String> row) {
        List<String> columns = export.columns();
        return row.get(columns.indexOf("type")) + " " + row.get(columns.indexOf("resource")) + " "
                + row.get(columns.indexOf("certainty"));
    }

    private static long amount(Export export, List<String> row) {
        String text = row.get(export.columns().indexOf("quantity"));
        return new java.math.BigDecimal(text).movePointRight(6).longValueExact();
    }
}
