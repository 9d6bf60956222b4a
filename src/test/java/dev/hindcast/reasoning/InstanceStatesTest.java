package dev.hindcast.reasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Version;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times are hours; the instance launched at hour 0. */
class InstanceStatesTest {
    private static final long HOUR = 3600 * Micros.SECOND;

    private final List<Version> rows = new ArrayList<>();
    private final List<Long> told = new ArrayList<>();

    @Test
    void an_instance_always_seen_active_is_nothing_to_speak_of() {
        row("active", 10, 20, null);
        row("active", 30, 40, null);
        assertFacts();
    }

    @Test
    void a_state_that_an_event_tells_of_is_nothing_to_speak_of() {
        told.add(25 * HOUR);
        row("active", 10, 20, null);
        row("stopped", 30, 40, null);
        assertFacts();
    }

    @Test
    void an_event_within_the_time_of_a_dump_tells_of_it_too() {
        told.add(31 * HOUR);
        row("active", 10, 20, null);
        row("stopped", 30, 40, null);
        assertFacts();
    }

    @Test
    void a_state_that_no_event_tells_of_is_open_between_its_sightings() {
        row("active", 10, 20, null);
        row("stopped", 30, 40, null);
        assertFacts("gap active->stopped 20..30", "held stopped 30..");
    }

    @Test
    void the_rows_own_date_settles_it_between_two_sightings() {
        row("active", 10, 20, null);
        row("stopped", 30, 40, 25L);
        row("paused", 50, 60, 45L);
        assertFacts("held stopped 25..45", "held paused 45..");
    }

    @Test
    void a_state_first_seen_is_open_since_the_launch_or_till_the_row_was_last_changed() {
        row("stopped", 10, 20, 5L);
        assertFacts("gap ->stopped 0..5", "held stopped 5..");
    }

    @Test
    void a_date_from_before_the_last_sighting_settles_nothing() {
        row("active", 10, 20, null);
        row("stopped", 30, 40, 15L);
        assertFacts("gap active->stopped 20..30", "held stopped 30..");
    }

    @Test
    void what_is_shown_holds_until_an_event_tells_of_another_state() {
        told.add(50 * HOUR);
        row("active", 10, 20, null);
        row("stopped", 30, 40, null);
        row("active", 60, 70, null);
        assertFacts("gap active->stopped 20..30", "held stopped 30..50");
    }

    @Test
    void states_before_the_launch_and_after_the_deletion_are_none() {
        Loader loader = SnapshotFolder.LOADERS.reading("nova.instances").orElseThrow();
        Object[] building = new Object[loader.columns().size()];
        building[loader.index("vmState")] = "building";
        rows.add(version(loader, building, 1, 2, null));
        row("active", 10, 20, null);
        Object[] deleted = new Object[loader.columns().size()];
        deleted[loader.index("vmState")] = "deleted";
        deleted[loader.index("launchedAt")] = 0L;
        deleted[loader.index("deletedAt")] = 25 * HOUR;
        rows.add(version(loader, deleted, 30, 40, null));
        assertFacts();
    }

    private void row(String state, long first, long last, Long changed) {
        Loader loader = SnapshotFolder.LOADERS.reading("nova.instances").orElseThrow();
        Object[] cells = new Object[loader.columns().size()];
        cells[loader.index("vmState")] = state;
        cells[loader.index("launchedAt")] = 0L;
        rows.add(version(loader, cells, first, last, changed));
    }

    private static Version version(Loader loader, Object[] cells, long first, long last, Long changed) {
        return new Version(
                loader,
                "vm",
                "vm",
                cells,
                cells,
                first,
                first,
                first * HOUR,
                last * HOUR,
                2,
                changed == null ? null : changed * HOUR,
                null,
                null,
                null,
                null,
                100 * HOUR,
                1.0);
    }

    private void assertFacts(String... expected) {
        List<String> facts = new ArrayList<>();
        for (Object fact : InstanceStates.of(rows, told)) {
            if (fact instanceof Gap gap) {
                facts.add("gap " + gap.before() + "->" + gap.after() + " " + gap.from() / HOUR + ".."
                        + gap.till() / HOUR);
            } else if (fact instanceof Held held) {
                String till = held.till() == Micros.FOREVER ? "" : String.valueOf(held.till() / HOUR);
                facts.add("held " + held.value() + " " + held.from() / HOUR + ".." + till);
            }
        }
        assertEquals(List.of(expected), facts);
    }
}
