package dev.hindcast.reasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.Version;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What held, what changed in between, what vanished. One region, read once, in which each host is a case: Blazar's and nova's rows
 * were seen on 1 February, March and April 2024, services also on 2 and 10 February, ironic's on 1 February only.
 */
class RowHistoryTest {
    /** The confidence of the shipped window of all rows. */
    private static final double WINDOW = 0.95;

    @TempDir
    private static Path evidence;

    private static RegionEvidence region;

    @BeforeAll
    static void read_the_region() {
        region = new SnapshotFolder(evidence, "kvm-a")
                .at("2024-02-01")
                .table("blazar.computehosts", """
                        id | hypervisor_hostname | reservable | created_at | updated_at | deleted_at
                        1  | unchanged           | 1          | 2024-01-10 | 2024-01-10 |
                        2  | changed-undated     | 1          | 2024-01-10 |            |
                        3  | changed-dated       | 1          | 2024-01-10 | 2024-01-10 |
                        4  | changed-dated-early | 1          | 2024-01-10 | 2024-01-20 |
                        5  | changed-and-deleted | 1          | 2024-01-10 | 2024-01-10 |
                        6  | changed-then-gone   | 1          | 2024-01-10 | 2024-01-10 |
                        7  | vanished            | 1          | 2024-01-10 |            |
                        8  | undeleted           | 1          | 2024-01-10 | 2024-01-20 | 2024-01-20
                        9  | came-back           | 1          | 2024-01-10 |            |
                        10 | enrolled-again      | 1          | 2024-01-10 | 2024-01-20 | 2024-01-20
                        11 | enrolled-again      | 1          | 2024-01-21 |            |
                        12 | moved-dated-from    | 1          | 2024-01-10 | 2024-01-10 |
                        13 | moved-from          | 1          | 2024-01-10 |            |
                        14 | there-and-back      | 1          | 2024-01-10 |            |
                        """)
                .table("nova.compute_nodes", """
                        id | hypervisor_hostname | vcpus | created_at | deleted_at
                        1  | zero-in-between     | 64    | 2024-01-10 |
                        2  | zero-at-first       | 0     | 2024-01-10 |
                        3  | zero-at-last        | 64    | 2024-01-10 |
                        4  | zero-always         | 0     | 2024-01-10 |
                        5  | zero-in-a-change    | 64    | 2024-01-10 |
                        6  | two-keys            | 64    | 2024-01-10 | 2024-01-20
                        7  | two-keys            | 64    | 2024-01-20 |
                        8  | two-keys-grown      | 64    | 2024-01-10 |
                        10 | renamed-from        | 64    | 2024-01-10 |
                        """)
                .table("nova.services", """
                        id | host         | binary       | created_at | disabled
                        1  | flag-held    | nova-compute | 2024-01-10 | 1
                        2  | flag-changed | nova-compute | 2024-01-10 | 1
                        """)
                .table("ironic.nodes", """
                        id | uuid       | created_at
                        1  | seen-never-again | 2024-01-10
                        """)
                .at("2024-02-02")
                .table("nova.services", """
                        id | host         | binary       | created_at | disabled
                        1  | flag-held    | nova-compute | 2024-01-10 | 1
                        2  | flag-changed | nova-compute | 2024-01-10 | 0
                        """)
                .at("2024-02-10")
                .table("nova.services", """
                        id | host         | binary       | created_at | disabled
                        1  | flag-held    | nova-compute | 2024-01-10 | 1
                        2  | flag-changed | nova-compute | 2024-01-10 | 0
                        """)
                .at("2024-03-01")
                .table("blazar.computehosts", """
                        id | hypervisor_hostname | reservable | created_at | updated_at | deleted_at
                        1  | unchanged           | 1          | 2024-01-10 | 2024-01-10 |
                        2  | changed-undated     | 0          | 2024-01-10 |            |
                        3  | changed-dated       | 0          | 2024-01-10 | 2024-02-15 |
                        4  | changed-dated-early | 0          | 2024-01-10 | 2024-01-20 |
                        5  | changed-and-deleted | 0          | 2024-01-10 | 2024-02-20 | 2024-02-20
                        6  | changed-then-gone   | 0          | 2024-01-10 | 2024-02-10 | 2024-02-20
                        8  | undeleted           | 1          | 2024-01-10 | 2024-02-05 |
                        10 | enrolled-again      | 1          | 2024-01-10 | 2024-01-20 | 2024-01-20
                        11 | enrolled-again      | 1          | 2024-01-21 |            |
                        12 | moved-dated-to      | 1          | 2024-01-10 | 2024-02-10 |
                        13 | moved-to            | 1          | 2024-01-10 |            |
                        14 | visited             | 1          | 2024-01-10 |            |
                        """)
                .table("nova.compute_nodes", """
                        id | hypervisor_hostname | vcpus | created_at | deleted_at
                        1  | zero-in-between     | 0     | 2024-01-10 |
                        2  | zero-at-first       | 64    | 2024-01-10 |
                        3  | zero-at-last        | 0     | 2024-01-10 |
                        4  | zero-always         | 0     | 2024-01-10 |
                        5  | zero-in-a-change    | 0     | 2024-01-10 |
                        6  | two-keys            | 64    | 2024-01-10 | 2024-01-20
                        7  | two-keys            | 64    | 2024-01-20 |
                        8  | two-keys-grown      | 64    | 2024-01-10 | 2024-02-10
                        9  | two-keys-grown      | 96    | 2024-02-11 |
                        10 | renamed-to          | 64    | 2024-01-10 |
                        """)
                .at("2024-04-01")
                .table("blazar.computehosts", """
                        id | hypervisor_hostname | reservable | created_at | updated_at | deleted_at
                        1  | unchanged           | 1          | 2024-01-10 | 2024-01-10 |
                        2  | changed-undated     | 0          | 2024-01-10 |            |
                        3  | changed-dated       | 0          | 2024-01-10 | 2024-02-15 |
                        4  | changed-dated-early | 0          | 2024-01-10 | 2024-01-20 |
                        5  | changed-and-deleted | 0          | 2024-01-10 | 2024-02-20 | 2024-02-20
                        6  | changed-then-gone   | 0          | 2024-01-10 | 2024-02-10 | 2024-02-20
                        8  | undeleted           | 1          | 2024-01-10 | 2024-02-05 |
                        9  | came-back           | 1          | 2024-01-10 |            |
                        10 | enrolled-again      | 1          | 2024-01-10 | 2024-01-20 | 2024-01-20
                        11 | enrolled-again      | 1          | 2024-01-21 |            |
                        12 | moved-dated-to      | 1          | 2024-01-10 | 2024-02-10 |
                        13 | moved-to            | 1          | 2024-01-10 |            |
                        14 | there-and-back      | 1          | 2024-01-10 |            |
                        """)
                .table("nova.compute_nodes", """
                        id | hypervisor_hostname | vcpus | created_at | deleted_at
                        1  | zero-in-between     | 64    | 2024-01-10 |
                        2  | zero-at-first       | 64    | 2024-01-10 |
                        3  | zero-at-last        | 0     | 2024-01-10 |
                        4  | zero-always         | 0     | 2024-01-10 |
                        5  | zero-in-a-change    | 96    | 2024-01-10 |
                        6  | two-keys            | 64    | 2024-01-10 | 2024-01-20
                        7  | two-keys            | 64    | 2024-01-20 |
                        8  | two-keys-grown      | 64    | 2024-01-10 | 2024-02-10
                        9  | two-keys-grown      | 96    | 2024-02-11 |
                        10 | renamed-to          | 64    | 2024-01-10 |
                        """)
                .table("nova.services", """
                        id | host         | binary       | created_at | disabled
                        1  | flag-held    | nova-compute | 2024-01-10 | 0
                        2  | flag-changed | nova-compute | 2024-01-10 | 0
                        """)
                .read();
    }

    @AfterAll
    static void close_the_region() {
        region.close();
    }

    // -- a row of a table whose updated_at dates its changes: blazar.computehosts

    @Test
    void an_equal_value_is_held_from_the_creation_of_its_row_to_no_end() {
        assertEquals("""
                held reservable=true 2024-01-10..
                held row=there 2024-01-10..
                """, history("unchanged"));
    }

    @Test
    void a_change_that_nothing_dates_is_a_gap_between_the_two_sightings() {
        assertEquals("""
                held reservable=true 2024-01-10..2024-02-01
                held row=there 2024-01-10..
                gap reservable true->false 2024-02-01..2024-03-01
                held reservable=false 2024-03-01..
                """, history("changed-undated"));
    }

    @Test
    void a_change_is_at_the_rows_own_updated_at_if_that_lies_between_the_sightings() {
        assertEquals("""
                held reservable=true 2024-01-10..2024-02-15
                held row=there 2024-01-10..
                held reservable=false 2024-02-15..
                """, history("changed-dated"));
    }

    @Test
    void an_updated_at_outside_the_two_sightings_dates_nothing() {
        assertEquals("""
                held reservable=true 2024-01-10..2024-02-01
                held row=there 2024-01-10..
                gap reservable true->false 2024-02-01..2024-03-01
                held reservable=false 2024-03-01..
                """, history("changed-dated-early"));
    }

    @Test
    void a_deletion_overwrites_updated_at_so_that_does_not_date_what_else_had_changed() {
        assertEquals("""
                held reservable=true 2024-01-10..2024-02-01
                held row=there 2024-01-10..2024-02-20
                gap reservable true->false 2024-02-01..2024-02-20
                """, history("changed-and-deleted"));
    }

    @Test
    void an_updated_at_before_the_deletion_still_dates_the_change() {
        assertEquals("""
                held reservable=true 2024-01-10..2024-02-10
                held row=there 2024-01-10..2024-02-20
                held reservable=false 2024-02-10..2024-02-20
                """, history("changed-then-gone"));
    }

    @Test
    void a_row_that_a_whole_snapshot_lacks_vanished_in_between() {
        assertEquals("""
                held reservable=true 2024-01-10..2024-02-01
                held row=there 2024-01-10..2024-02-01
                vanished 7 2024-02-01..2024-03-01
                """, history("vanished"));
    }

    @Test
    void a_table_that_is_not_seen_again_says_nothing_of_its_rows_from_then_on() {
        assertEquals("""
                held row=there 2024-01-10..2024-02-01
                vanished 1 2024-02-01..
                """, history("seen-never-again"));
    }

    @Test
    void a_row_whose_deletion_was_taken_back_has_two_lives_and_its_updated_at_dates_the_second() {
        assertEquals("""
                held reservable=true 2024-01-10..2024-01-20
                held row=there 2024-01-10..2024-01-20
                succession 8->8 2024-01-20..2024-02-05
                held reservable=true 2024-02-05..
                held row=there 2024-02-05..
                """, history("undeleted"));
    }

    @Test
    void a_row_that_one_whole_snapshot_lacks_and_the_next_shows_again_has_two_lives() {
        assertEquals("""
                held reservable=true 2024-01-10..2024-02-01
                held row=there 2024-01-10..2024-02-01
                succession 9->9 2024-02-01..2024-04-01 vanished
                vanished 9 2024-02-01..2024-03-01
                gap row ->there 2024-03-01..2024-04-01
                held reservable=true 2024-04-01..
                held row=there 2024-04-01..
                """, history("came-back"));
    }

    @Test
    void a_host_enrolled_again_under_a_new_id_succeeds_itself() {
        assertEquals("""
                held reservable=true 2024-01-10..2024-01-20
                held row=there 2024-01-10..2024-01-20
                succession 10->11 2024-01-20..2024-01-21
                held reservable=true 2024-01-21..
                held row=there 2024-01-21..
                """, history("enrolled-again"));
    }

    @Test
    void a_key_that_moved_to_another_host_at_its_own_updated_at_ends_there_and_begins_here() {
        assertEquals("""
                held reservable=true 2024-01-10..2024-02-10
                held row=there 2024-01-10..2024-02-10
                vanished 12 2024-02-10..2024-02-10 moved
                """, history("moved-dated-from"));
        assertEquals("""
                held reservable=true 2024-02-10..
                held row=there 2024-02-10..
                """, history("moved-dated-to"));
    }

    @Test
    void a_key_that_moved_and_nothing_dates_it_is_in_question_on_both_hosts_between_the_sightings() {
        assertEquals("""
                held reservable=true 2024-01-10..2024-02-01
                held row=there 2024-01-10..2024-02-01
                vanished 13 2024-02-01..2024-03-01 moved
                """, history("moved-from"));
        assertEquals("""
                gap row ->there 2024-02-01..2024-03-01
                held reservable=true 2024-03-01..
                held row=there 2024-03-01..
                """, history("moved-to"));
    }

    @Test
    void a_key_that_moved_away_and_back_has_two_lives_and_none_while_it_was_away() {
        assertEquals("""
                held reservable=true 2024-01-10..2024-02-01
                held row=there 2024-01-10..2024-02-01
                succession 14->14 2024-02-01..2024-04-01 vanished
                vanished 14 2024-02-01..2024-03-01 moved
                gap row ->there 2024-03-01..2024-04-01
                held reservable=true 2024-04-01..
                held row=there 2024-04-01..
                """, history("there-and-back"));
        assertEquals("""
                gap row ->there 2024-02-01..2024-03-01
                vanished 14 2024-03-01..2024-04-01 moved
                """, history("visited"));
    }

    // -- the inventory: nova.compute_nodes, the hosts' own table

    @Test
    void where_a_moved_row_may_have_stood_its_inventory_may_have_been_with_it() {
        assertEquals("""
                held inventory=vcpus=64 2024-01-10..2024-03-01
                held row=there 2024-01-10..2024-02-01
                vanished 10 2024-02-01..2024-03-01 moved
                """, history("renamed-from"));
        assertEquals("""
                gap row ->there 2024-02-01..2024-03-01
                held inventory=vcpus=64 2024-02-01..
                held row=there 2024-03-01..
                """, history("renamed-to"));
    }

    @Test
    void an_inventory_of_zero_is_bridged_by_the_equal_sightings_around_it() {
        assertEquals("""
                held inventory=vcpus=64 2024-01-10..2024-02-01
                held row=there 2024-01-10..
                held inventory=vcpus=64 2024-02-01..2024-04-01 bridged
                held inventory=vcpus=64 2024-04-01..
                """, history("zero-in-between"));
    }

    @Test
    void an_inventory_of_zero_at_first_is_bridged_by_the_first_that_was_measured() {
        assertEquals("""
                held inventory=vcpus=64 2024-01-10..2024-03-01 bridged
                held row=there 2024-01-10..
                held inventory=vcpus=64 2024-03-01..
                """, history("zero-at-first"));
    }

    @Test
    void an_inventory_of_zero_at_last_is_bridged_by_the_last_that_was_measured() {
        assertEquals("""
                held inventory=vcpus=64 2024-01-10..2024-02-01
                held row=there 2024-01-10..
                held inventory=vcpus=64 2024-02-01.. bridged
                """, history("zero-at-last"));
    }

    @Test
    void an_inventory_that_was_never_measured_is_not_held_at_all() {
        assertEquals("held row=there 2024-01-10..\n", history("zero-always"));
    }

    @Test
    void a_zero_between_two_differing_inventories_leaves_the_gap_between_those() {
        assertEquals("""
                held inventory=vcpus=64 2024-01-10..2024-02-01
                held row=there 2024-01-10..
                gap inventory vcpus=64->vcpus=96 2024-02-01..2024-04-01
                held inventory=vcpus=96 2024-04-01..
                """, history("zero-in-a-change"));
    }

    @Test
    void one_inventory_under_two_primary_keys_is_held_as_one() {
        assertEquals("""
                held inventory=vcpus=64 2024-01-10..
                held row=there 2024-01-10..2024-01-20
                held row=there 2024-01-20..
                succession 6->7 2024-01-20..2024-01-20
                """, history("two-keys"));
    }

    @Test
    void an_inventory_that_differs_under_the_new_primary_key_changed_between_deletion_and_sighting() {
        assertEquals("""
                held inventory=vcpus=64 2024-01-10..2024-02-10
                held row=there 2024-01-10..2024-02-10
                gap inventory vcpus=64->vcpus=96 2024-02-10..2024-03-01
                succession 8->9 2024-02-10..2024-02-11
                held row=there 2024-02-11..
                held inventory=vcpus=96 2024-03-01..
                """, history("two-keys-grown"));
    }

    // -- a flag of the moment: nova.services.disabled, whose window is 26 hours

    @Test
    void a_flag_of_the_moment_holds_between_equal_sightings_a_day_apart_and_not_between_far_ones() {
        assertEquals("""
                held row=there 2024-01-10..
                held disabled=true 2024-02-01..2024-02-02 confidence 0.9
                held disabled=true 2024-02-10..2024-02-10 confidence 0.9
                held disabled=false 2024-04-01..2024-04-01 confidence 0.9
                """, history("flag-held"));
    }

    @Test
    void a_flag_of_the_moment_that_changed_does_not_reach_from_one_sighting_to_the_next() {
        assertEquals("""
                held row=there 2024-01-10..
                held disabled=true 2024-02-01..2024-02-01 confidence 0.9
                held disabled=false 2024-02-02..2024-02-02 confidence 0.9
                held disabled=false 2024-02-10..2024-02-10 confidence 0.9
                held disabled=false 2024-04-01..2024-04-01 confidence 0.9
                """, history("flag-changed"));
    }

    @Test
    void equal_sightings_further_apart_than_their_window_holds_leave_the_time_between_open(@TempDir Path folder) {
        SnapshotFolder region = new SnapshotFolder(folder, "kvm-a").file("windows.yml", """
                windows:
                  - id: a-month
                    table: blazar.computehosts
                    holds_for: P31D
                    confidence: 0.8
                """);
        for (String day : List.of("2024-02-01", "2024-03-03", "2024-04-04")) {
            region.at(day).table("blazar.computehosts", """
                    id | hypervisor_hostname | reservable | created_at
                    1  | seen-monthly        | 1          | 2024-01-10
                    """);
        }
        try (RegionEvidence read = region.read()) {
            // February had 29 days, so the 3rd of March is 31 days after the 1st; the 4th of April is 32 days later.
            assertEquals("""
                    held reservable=true 2024-01-10..2024-03-03 confidence 0.8
                    held row=there 2024-01-10..2024-03-03 confidence 0.8
                    gap reservable true->true 2024-03-03..2024-04-04
                    gap row there->there 2024-03-03..2024-04-04
                    held reservable=true 2024-04-04.. confidence 0.8
                    held row=there 2024-04-04.. confidence 0.8
                    """, history(read, "seen-monthly"));
        }
    }

    @Test
    void a_mark_of_deletion_without_a_time_leaves_the_end_open_since_the_last_sighting_alive(@TempDir Path folder) {
        SnapshotFolder region = new SnapshotFolder(folder, "kvm-a")
                .at("2024-02-01")
                .table("blazar.computehosts", """
                        id | hypervisor_hostname | reservable | created_at | deleted | deleted_at
                        1  | zeroed              | 1          | 2024-01-10 |         |
                        2  | zeroed-at-first     | 1          | 2024-01-10 | 2       | 0000-00-00 00:00:00
                        """)
                .at("2024-03-01")
                .table("blazar.computehosts", """
                        id | hypervisor_hostname | reservable | created_at | deleted | deleted_at
                        1  | zeroed              | 1          | 2024-01-10 | 1       | 0000-00-00 00:00:00
                        2  | zeroed-at-first     | 1          | 2024-01-10 | 2       | 0000-00-00 00:00:00
                        """);
        try (RegionEvidence read = region.read()) {
            assertEquals("""
                    held reservable=true 2024-01-10..2024-02-01
                    held row=there 2024-01-10..2024-02-01
                    vanished 1 2024-02-01..2024-03-01
                    """, withoutInventory(history(read, "zeroed")));
            assertEquals("vanished 2 2024-01-10..2024-02-01\n", withoutInventory(history(read, "zeroed-at-first")));
        }
    }

    @Test
    void nothing_seen_is_no_history() {
        assertEquals("", history("no-such-host"));
    }

    // ------------------------------------------------------------------------------------------------------------------

    private record Line(long from, String text) {}

    /** A host's or service's history, in the order of time. */
    private static String history(String name) {
        return history(region, name);
    }

    private static String withoutInventory(String history) {
        return history.replaceAll("held inventory=.*\n", "");
    }

    private static String history(RegionEvidence read, String name) {
        Loader.About about = name.startsWith("flag-") ? Loader.About.SERVICE : Loader.About.HOST;
        Map<String, List<Version>> hosts = read.versionsOf(about);
        return RowHistory.of(read, hosts.getOrDefault(name, List.of()), RowHistory.moves(hosts.values())).stream()
                .map(RowHistoryTest::line)
                .sorted(Comparator.comparingLong(Line::from).thenComparing(Line::text))
                .map(line -> line.text() + "\n")
                .collect(Collectors.joining());
    }

    private static Line line(Object fact) {
        if (fact instanceof Held held) {
            String suffix = (held.bridged() ? " bridged" : "")
                    + (held.confidence() == WINDOW ? "" : " confidence " + held.confidence());
            return line("held " + held.column() + "=" + held.value(), held.from(), held.till(), suffix);
        } else if (fact instanceof Gap gap) {
            return line("gap " + gap.column() + " " + gap.before() + "->" + gap.after(), gap.from(), gap.till(), "");
        } else if (fact instanceof Vanished vanished) {
            return line(
                    "vanished " + vanished.key(), vanished.from(), vanished.till(), vanished.moved() ? " moved" : "");
        } else if (fact instanceof Succession rows) {
            String keys = rows.earlierKey() + "->" + rows.laterKey();
            return line("succession " + keys, rows.from(), rows.till(), rows.vanished() ? " vanished" : "");
        }
        throw new AssertionError("a fact of another kind: " + fact);
    }

    private static Line line(String what, long from, long till, String suffix) {
        return new Line(from, what + " " + day(from) + ".." + day(till) + suffix);
    }

    private static String day(long at) {
        return Micros.text(at).replace("T00:00:00Z", "");
    }
}
