package dev.hindcast.reasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.Signal;
import dev.hindcast.evidence.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Times are small whole numbers here: the sweep only compares them. */
class HostOverlapsTest {
    private static final long HORIZON = 1000;

    private final List<Version> rows = new ArrayList<>();
    private final List<Commitment> commitments = new ArrayList<>();

    // -- commitments

    @Test
    void two_allocations_of_the_whole_host_overlap_while_both_hold_it() {
        commitment("a", 10, 30);
        commitment("b", 20, 40);
        assertOverlaps("commitments a b 20..30 second 20..40 of lease-b");
    }

    @Test
    void one_inside_another_overlaps_for_its_whole_time() {
        commitment("a", 10, 40);
        commitment("b", 20, 30);
        assertOverlaps("commitments a b 20..30 second 20..30 of lease-b");
    }

    @Test
    void an_end_at_the_very_beginning_of_the_next_is_no_overlap() {
        commitment("a", 10, 20);
        commitment("b", 20, 30);
        assertOverlaps();
    }

    @Test
    void of_two_that_begin_at_once_the_one_with_the_smaller_id_is_first_in_whatever_order_they_come() {
        commitment("b", 10, 30);
        commitment("a", 10, 20);
        assertOverlaps("commitments a b 10..20 second 10..30 of lease-b");
    }

    @Test
    void three_at_once_are_three_pairs() {
        commitment("a", 10, 40);
        commitment("b", 20, 40);
        commitment("c", 30, 40);
        assertOverlaps(
                "commitments a b 20..40 second 20..40 of lease-b",
                "commitments a c 30..40 second 30..40 of lease-c",
                "commitments b c 30..40 second 30..40 of lease-c");
    }

    @Test
    void parts_of_a_host_and_maintenance_overlap_nothing() {
        commitment("a", 10, 40);
        commitments.add(new Commitment(
                "part", "l", "r", "", "n1", "commitment", Quantities.parse("vcpus=4"), 20, 30, 1, List.of()));
        commitments.add(new Commitment("work", "l", "r", "", "n1", "maintenance", null, 20, 30, 1, List.of()));
        assertOverlaps();
    }

    @Test
    void what_is_planned_beyond_the_horizon_is_not_spoken_of() {
        commitment("a", 10, 3000);
        commitment("b", 999, 2000);
        commitment("c", 1000, 2000);
        assertOverlaps("commitments a b 999..2000 second 999..2000 of lease-b");
    }

    @Test
    void an_overlap_rests_on_the_rows_of_both() {
        commitment("a", 10, 30);
        commitment("b", 20, 40);
        assertEquals(
                List.of("row of a", "row of b"),
                found().get(0).evidence().stream().map(Evidence::key).toList());
    }

    // -- Blazar rows

    @Test
    void two_live_rows_of_one_host_overlap_from_the_creation_of_the_later() {
        row("1", 10L, null, 500, null);
        row("2", 20L, null, 500, null);
        assertOverlaps("blazar_rows 1 2 20.. second 20.. of ");
    }

    @Test
    void a_row_holds_till_its_deletion() {
        row("1", 10L, 30L, 500, null);
        row("2", 30L, null, 500, null);
        row("3", 29L, null, 500, null);
        assertOverlaps("blazar_rows 1 3 29..30 second 29.. of ", "blazar_rows 3 2 30.. second 30.. of ");
    }

    @Test
    void a_row_that_vanished_holds_till_its_last_sighting() {
        row("1", 10L, null, 100, 200L);
        row("2", 90L, null, 500, null);
        row("3", 150L, 160L, 500, null);
        assertOverlaps("blazar_rows 1 2 90..100 second 90.. of ", "blazar_rows 2 3 150..160 second 150..160 of ");
    }

    @Test
    void a_row_that_went_to_or_came_from_another_host_holds_while_it_is_seen_here() {
        row("1", 10L, null, null, 100, 150, 200L, null);
        row("2", 20L, null, 150L, 200, 250, null, null);
        row("3", 140L, null, null, 200, 250, null, null);
        assertOverlaps("blazar_rows 1 3 140..150 second 140.. of ", "blazar_rows 3 2 200.. second 200.. of ");
    }

    @Test
    void of_a_rows_versions_the_latest_tells_its_end() {
        row("1", 10L, null, 100, null);
        row("1", 10L, 120L, 500, null);
        row("2", 150L, null, 500, null);
        assertOverlaps();
    }

    @Test
    void a_row_without_a_creation_holds_from_its_first_sighting() {
        row("1", 10L, 120L, 500, null);
        row("2", null, null, 500, null);
        assertOverlaps("blazar_rows 1 2 100..120 second 100.. of ");
    }

    @Test
    void a_row_deleted_as_soon_as_or_before_it_was_made_held_nothing() {
        row("1", 10L, null, 500, null);
        row("2", 20L, 20L, 500, null);
        row("3", 40L, 30L, 500, null);
        assertOverlaps();
    }

    // -- what allocations tell of Blazar's rows

    @Test
    void allocations_that_name_one_blazar_row_testify_from_the_first_beginning_to_the_last_end() {
        commitments.add(naming("7", "a", 20, 30, 0.9));
        commitments.add(naming("8", "b", 15, 18, 1.0));
        commitments.add(naming("7", "c", 50, 60, 0.8));
        commitments.add(naming("", "d", 1, 99, 0.1));
        commitments.add(naming("7", "e", 25, 55, 1.0));
        assertEquals(
                List.of("7 20..60 0.8 [row of a, row of c]", "8 15..18 1.0 [row of b]"),
                HostOverlaps.testimonies(commitments).stream()
                        .map(told -> told.computeHostId() + " " + told.from() + ".." + told.till() + " "
                                + told.confidence() + " "
                                + told.evidence().stream().map(Evidence::key).toList())
                        .toList());
    }

    // -- against every pair compared with every other

    @Test
    void the_sweep_finds_the_pairs_that_comparing_all_with_all_finds() {
        Random random = new Random(20240301);
        for (int round = 0; round < 50; round++) {
            commitments.clear();
            for (int i = 0; i < 30; i++) {
                long from = random.nextInt(100);
                commitment("a" + i, from, from + 1 + random.nextInt(20));
            }
            TreeSet<String> expected = new TreeSet<>();
            for (Commitment one : commitments) {
                for (Commitment other : commitments) {
                    long from = Math.max(one.from(), other.from());
                    long till = Math.min(one.till(), other.till());
                    if (one.allocation().compareTo(other.allocation()) < 0 && from < till) {
                        expected.add(one.allocation() + " " + other.allocation() + " " + from + ".." + till);
                    }
                }
            }
            List<Overlap> found = found();
            assertEquals(
                    expected,
                    found.stream()
                            .map(pair -> both(pair.first(), pair.second()) + " " + pair.from() + ".." + pair.till())
                            .collect(Collectors.toCollection(TreeSet::new)));
            assertEquals(expected.size(), found.size());
        }
    }

    // ------------------------------------------------------------------------------------------------------------------

    private static String both(String one, String other) {
        return one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
    }

    private void commitment(String allocation, long from, long till) {
        commitments.add(new Commitment(
                allocation,
                "lease-" + allocation,
                "r",
                "",
                "n1",
                "commitment",
                null,
                from,
                till,
                1.0,
                List.of(rowOf(allocation))));
    }

    private static Commitment naming(String row, String allocation, long from, long till, double confidence) {
        return new Commitment(
                allocation,
                "l",
                "r",
                row,
                "n1",
                "commitment",
                null,
                from,
                till,
                confidence,
                List.of(rowOf(allocation)));
    }

    private static Evidence rowOf(String allocation) {
        return new Signal(
                "row of " + allocation,
                Signal.Kind.STATEMENT,
                new Signal.Scope("kvm-a", "", "", "", ""),
                "",
                "",
                0,
                0,
                1.0,
                "",
                "",
                "",
                1,
                "");
    }

    /** A version of a Blazar row of n1, first seen at 100. */
    private void row(String key, Long created, Long deleted, long lastSeen, Long lackedAfter) {
        row(key, created, deleted, null, 100, lastSeen, null, lackedAfter);
    }

    private void row(
            String key,
            Long created,
            Long deleted,
            Long seenBefore,
            long firstSeen,
            long lastSeen,
            Long seenAfter,
            Long lackedAfter) {
        Loader loader = SnapshotFolder.LOADERS.reading("blazar.computehosts").orElseThrow();
        Object[] cells = new Object[loader.columns().size()];
        cells[loader.index("createdAt")] = created;
        cells[loader.index("deletedAt")] = deleted;
        rows.add(new Version(
                loader,
                "n1",
                key,
                cells,
                cells,
                1,
                1,
                firstSeen,
                lastSeen,
                1,
                null,
                seenBefore,
                seenAfter,
                null,
                lackedAfter,
                500,
                1.0));
    }

    private List<Overlap> found() {
        return HostOverlaps.find(rows, commitments, HORIZON);
    }

    private void assertOverlaps(String... expected) {
        assertEquals(
                List.of(expected),
                found().stream()
                        .map(pair -> pair.kind() + " " + pair.first() + " " + pair.second() + " "
                                + span(pair.from(), pair.till()) + " second "
                                + span(pair.secondFrom(), pair.secondTill()) + " of " + pair.secondLease())
                        .toList());
    }

    private static String span(long from, long till) {
        return from + ".." + (till == Micros.FOREVER ? "" : till);
    }
}
