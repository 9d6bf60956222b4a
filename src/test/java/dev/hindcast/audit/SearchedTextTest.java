package dev.hindcast.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.evidence.Micros;
import dev.hindcast.store.ResultReader.SnapshotText;
import dev.hindcast.store.ResultReader.WindowText;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Snapshots of 1 January, whole, of 11 January, cut short, and of 1 February, whole; asked for the 5th of January. */
class SearchedTextTest {
    private static final long AT = Micros.parse("2024-01-05");
    private static final List<SnapshotText> SNAPSHOTS = List.of(
            new SnapshotText(Micros.parse("2024-01-01"), true),
            new SnapshotText(Micros.parse("2024-01-11"), false),
            new SnapshotText(Micros.parse("2024-02-01"), true));

    private static String text(List<SnapshotText> snapshots, WindowText... windows) {
        Page page = new Page(1000);
        new SearchedText(page, AT).write(List.of(new WhyNot.Searched("a.b", 0, snapshots, List.of(windows))));
        return page.toString();
    }

    private static WindowText window(long holdsFor, long absenceFrom, long keptFor, long purgedAt) {
        return new WindowText("w", "", holdsFor, absenceFrom, Micros.FOREVER, keptFor, purgedAt, 1.0, "");
    }

    @Test
    void snapshots_are_told_with_those_around_and_those_cut_short_between() {
        assertEquals(
                "  a.b (no row about it): in 2 whole snapshots from 2024-01-01T00:00:00Z to 2024-02-01T00:00:00Z; around then"
                        + " 2024-01-01T00:00:00Z and 2024-02-01T00:00:00Z, and in between 1 not whole, in which a row that is"
                        + " lacking proves nothing.\n",
                text(SNAPSHOTS));
    }

    @Test
    void a_table_that_nobody_shows_has_no_silence() {
        assertEquals(
                "  a.b (no row about it): no source shows it.\n",
                text(List.of(), window(Micros.DAY, Micros.ALWAYS, Micros.DAY, AT)));
    }

    @Test
    void an_absence_is_proven_only_where_the_window_says_so() {
        assertTrue(text(SNAPSHOTS, window(Micros.FOREVER, Micros.ALWAYS, Micros.FOREVER, Micros.ALWAYS))
                .contains("window w: a row that the snapshot after it lacks is not there."));
        assertTrue(
                text(SNAPSHOTS, window(Micros.FOREVER, Micros.parse("2024-03-01"), Micros.FOREVER, Micros.ALWAYS))
                        .contains(
                                "that the snapshot after it lacks a row proves nothing (from 2024-03-01T00:00:00Z on it would)"));
    }

    /** The sightings are 31 days apart, which a window of 26 hours does not bridge and one of 31 days does. */
    @Test
    void a_gap_longer_than_a_state_is_held_is_told() {
        assertTrue(text(SNAPSHOTS, window(26 * 3600 * Micros.SECOND, Micros.ALWAYS, Micros.FOREVER, Micros.ALWAYS))
                .contains("held in between for up to 26 hours, and these are 31 days apart."));
        assertTrue(text(SNAPSHOTS, window(31 * Micros.DAY, Micros.ALWAYS, Micros.FOREVER, Micros.ALWAYS))
                .contains("held in between for up to 31 days."));
    }

    /** What ended on the 5th was gone after 20 days, on the 25th; after 30 days the snapshot of 1 February had it still. */
    @Test
    void rows_thrown_away_before_the_next_snapshot_are_told() {
        String lost = "so that none of what ended then was left for the snapshot after it";
        assertTrue(text(SNAPSHOTS, window(Micros.FOREVER, Micros.ALWAYS, 20 * Micros.DAY, Micros.ALWAYS))
                .contains(lost));
        assertFalse(text(SNAPSHOTS, window(Micros.FOREVER, Micros.ALWAYS, 30 * Micros.DAY, Micros.ALWAYS))
                .contains(lost));
        String purge = "after the instant and before the next snapshot";
        assertTrue(text(SNAPSHOTS, window(Micros.FOREVER, Micros.ALWAYS, Micros.FOREVER, Micros.parse("2024-01-20")))
                .contains(purge));
        assertFalse(text(SNAPSHOTS, window(Micros.FOREVER, Micros.ALWAYS, Micros.FOREVER, Micros.parse("2024-02-20")))
                .contains(purge));
    }
}
