package dev.hindcast.reasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.evidence.EventRow;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Version;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times are small whole numbers here: they are only compared. */
class InstancePlacesTest {
    private final List<Version> rows = new ArrayList<>();
    private final List<Stay> stays = new ArrayList<>();
    private final List<Reasoner.Binding> bindings = new ArrayList<>();

    @Test
    void a_row_that_agrees_with_its_events_and_with_ironic_is_nothing_to_speak_of() {
        stay(0, Micros.FOREVER, "a", 0);
        row("a", 10, 20, null);
        bindings.add(new Reasoner.Binding("a", 10, 20, Micros.FOREVER, List.of()));
        assertFacts();
    }

    @Test
    void ironic_binds_another_node_while_the_row_names_this_one() {
        stay(0, Micros.FOREVER, "", 0);
        row("a", 10, 20, null);
        bindings.add(new Reasoner.Binding("b", 15, 30, Micros.FOREVER, List.of()));
        assertFacts("overlap a b 15..20");
    }

    @Test
    void a_single_sighting_at_one_instant_is_an_overlap_of_that_instant() {
        bindings.add(new Reasoner.Binding("a", 15, 15, Micros.FOREVER, List.of()));
        bindings.add(new Reasoner.Binding("b", 15, 15, Micros.FOREVER, List.of()));
        assertFacts("overlap a b 15..15");
    }

    @Test
    void what_a_deleted_row_names_is_no_place_of_today() {
        stay(0, Micros.FOREVER, "", 0);
        row("a", 10, 20, 5L);
        bindings.add(new Reasoner.Binding("b", 15, 30, Micros.FOREVER, List.of()));
        assertFacts();
    }

    @Test
    void the_event_that_began_a_stay_names_another_host_than_the_row_in_it() {
        stay(0, Micros.FOREVER, "a", 0);
        row("b", 10, 20, null);
        assertFacts("overlap a b 10..20");
    }

    @Test
    void a_node_that_changed_within_a_stay_is_held_at_its_sightings_and_open_between_them() {
        stay(0, Micros.FOREVER, "", 0);
        row("a", 10, 20, null);
        row("b", 30, 40, null);
        assertFacts("gap a->b 20..30", "held a 0..20", "held b 30..");
    }

    @Test
    void a_node_that_changed_before_the_deletion_changed_before_that() {
        stay(0, Micros.FOREVER, "", 0);
        row("a", 10, 20, null);
        row("b", 40, 50, 30L);
        assertFacts("gap a->b 20..30", "held a 0..20", "held b 30..");
    }

    @Test
    void a_move_that_events_tell_of_is_no_change_within_a_stay() {
        stay(0, 25, "a", 0);
        stay(25, Micros.FOREVER, "b", 22);
        row("a", 10, 20, null);
        row("b", 30, 40, null);
        assertFacts();
    }

    @Test
    void a_row_that_names_the_new_node_while_the_move_is_under_way_is_of_the_next_stay() {
        stay(0, 25, "a", 0);
        stay(25, Micros.FOREVER, "b", 22);
        row("a", 10, 20, null);
        row("b", 23, 40, null);
        assertFacts("held a 0..25");
    }

    // ------------------------------------------------------------------------------------------------------------------

    private void stay(long from, long till, String host, long begun) {
        stays.add(new Stay(from, till, host, stays.isEmpty(), false, false, List.of(event(begun, from))));
    }

    private static EventRow event(long startedAt, long at) {
        return new EventRow("t", "1", "i", "1", false, "a", "e", "Success", startedAt, at, null, 1, 0, 0, 1, 1.0);
    }

    private void row(String node, long firstSeen, long lastSeen, Long deletedAt) {
        Loader loader = SnapshotFolder.LOADERS.reading("nova.instances").orElseThrow();
        Object[] cells = new Object[loader.columns().size()];
        cells[loader.index("node")] = node;
        cells[loader.index("deletedAt")] = deletedAt;
        rows.add(new Version(
                loader, "i", "i", cells, cells, 1, 1, firstSeen, lastSeen, 1, null, null, null, null, null, 500, 1.0));
    }

    private void assertFacts(String... expected) {
        assertEquals(
                List.of(expected),
                InstancePlaces.of(rows, stays, bindings).stream()
                        .map(InstancePlacesTest::text)
                        .sorted()
                        .toList());
    }

    private static String text(Object fact) {
        if (fact instanceof Overlap pair) {
            return "overlap " + pair.first() + " " + pair.second() + " " + pair.from() + ".." + pair.till();
        } else if (fact instanceof Gap gap) {
            return "gap " + gap.before() + "->" + gap.after() + " " + gap.from() + ".." + gap.till();
        }
        Held held = (Held) fact;
        return "held " + held.value() + " " + held.from() + ".."
                + (held.till() == Micros.FOREVER ? "" : String.valueOf(held.till()));
    }
}
