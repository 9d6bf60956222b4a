package dev.hindcast.reasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.evidence.EntityRows;
import dev.hindcast.evidence.EventRow;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.RegionEvidence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance's events of one day, by a small vocabulary: where it was, when it was away, when it did not run. */
class ReplayTest {
    private static final Set<String> HYPERVISORS = Set.of("kvm-1", "kvm-2");
    private static final long HOUR = 3600 * Micros.SECOND;
    private static final Rule RULE = new Rule("EVENT-99", "An event means this", "x.drl", 1, 50, 0.9, "0.1", "", "");
    private static final Replay.Vocabulary VOCABULARY = vocabulary();

    private final List<EventRow> events = new ArrayList<>();
    private final List<Replay.Move> recorded = new ArrayList<>();
    private Long createdAt = 8 * HOUR;

    // -- where it was

    @Test
    void an_instance_holds_the_host_of_its_build_from_its_creation() {
        built();
        assertReplayed("""
                stay 8.. on kvm-1 first last
                """);
        assertEquals(9 * HOUR, replayed().builtAt());
    }

    @Test
    void shelving_and_offloading_releases_the_host_at_the_offload_until_the_unshelving_begins_elsewhere() {
        built();
        event("shelve", 12, 13, "compute_shelve_instance", "Success", "kvm-1");
        event("shelve", 13, 14, "compute_shelve_offload_instance", "Success", "kvm-1");
        event("unshelve", 20, 21, "compute_unshelve_instance", "Success", "kvm-2");
        assertReplayed("""
                stay 8..14 on kvm-1 first
                stay 20.. on kvm-2 last
                away 14..20
                inactive 13..21
                """);
    }

    @Test
    void shelving_without_an_offload_of_its_own_releases_the_host_itself() {
        built();
        event("shelve", 12, 13, "compute_shelve_instance", "Success", "kvm-1");
        assertReplayed("""
                stay 8..13 on kvm-1 first last
                away 13..
                inactive 13..
                """);
    }

    @Test
    void shelving_without_an_offload_and_unshelving_leaves_it_away_in_between() {
        built();
        event("shelve", 12, 13, "compute_shelve_instance", "Success", "kvm-1");
        event("unshelve", 20, 21, "compute_unshelve_instance", "Success", "kvm-2");
        assertReplayed("""
                stay 8..13 on kvm-1 first
                stay 20.. on kvm-2 last
                away 13..20
                inactive 13..21
                """);
    }

    @Test
    void a_live_migration_moves_it_when_it_arrived_and_it_ran_all_along() {
        built();
        event("live-migration", 11, 12, "compute_post_live_migration_at_destination", "Success", "kvm-2");
        assertReplayed("""
                stay 8..12 on kvm-1 first
                stay 12.. on kvm-2 last
                """);
    }

    @Test
    void a_resize_on_its_own_host_begins_another_stay_there() {
        built();
        event("resize", 11, 12, "compute_finish_resize", "Success", "kvm-1");
        assertReplayed("""
                stay 8..12 on kvm-1 first
                stay 12.. on kvm-1 last
                """);
    }

    @Test
    void a_recorded_move_of_which_no_event_is_left_begins_another_stay() {
        built();
        recorded(11, 12, 12, "kvm-2");
        recorded(15, 16, 15, "");
        assertReplayed("""
                stay 8..12 on kvm-1 first
                stay 12..15 on -
                stay 15.. on - last
                """);
    }

    @Test
    void a_recorded_move_that_an_event_tells_of_begins_no_stay_of_its_own() {
        built();
        event("live-migration", 11, 12, "compute_post_live_migration_at_destination", "Success", "kvm-2");
        // Confirmed long after it was done.
        recorded(11, 20, 11, "kvm-2");
        assertReplayed("""
                stay 8..12 on kvm-1 first
                stay 12.. on kvm-2 last
                """);
    }

    @Test
    void a_record_may_be_an_hour_apart_from_its_event() {
        built();
        event("live-migration", 11, 12, "compute_post_live_migration_at_destination", "Success", "kvm-2");
        recorded(13, 13, 13, "kvm-2");
        assertReplayed("""
                stay 8..12 on kvm-1 first
                stay 12.. on kvm-2 last
                """);
    }

    @Test
    void an_event_tells_of_one_recorded_move_and_of_the_one_to_its_host() {
        built();
        // An evacuation, closed when the old host came back; nothing else is left of it.
        recorded(10, 20, 10, "kvm-2");
        event("live-migration", 14, 15, "compute_post_live_migration_at_destination", "Success", "kvm-1");
        recorded(14, 15, 15, "kvm-1");
        recorded(15, 15, 15, "kvm-1");
        recorded(16, 16, 16, "");
        assertReplayed("""
                stay 8..10 on kvm-1 first
                stay 10..15 on -
                stay 15..16 on kvm-1
                stay 16.. on - last
                """);
    }

    @Test
    void an_unshelving_tells_of_no_recorded_move() {
        built();
        event("shelve", 12, 13, "compute_shelve_instance", "Success", "kvm-1");
        event("unshelve", 20, 21, "compute_unshelve_instance", "Success", "kvm-2");
        recorded(21, 22, 22, "kvm-2");
        assertReplayed("""
                stay 8..13 on kvm-1 first
                stay 20..22 on kvm-2
                stay 22.. on - last
                away 13..20
                inactive 13..21
                """);
    }

    @Test
    void a_move_recorded_before_it_was_made_or_while_it_was_shelved_moves_nothing() {
        built();
        event("shelve", 12, 13, "compute_shelve_instance", "Success", "kvm-1");
        recorded(7, 7, 7, "kvm-2");
        recorded(8, 8, 8, "kvm-2");
        recorded(13, 13, 13, "kvm-2");
        recorded(15, 15, 15, "kvm-2");
        assertReplayed("""
                stay 8..13 on kvm-1 first last
                away 13..
                inactive 13..
                """);
    }

    @Test
    void an_event_on_a_service_host_that_is_no_hypervisor_tells_no_host() {
        event("create", 8, 9, "compute__do_build_and_run_instance", "Success", "bm-ironic-0");
        assertReplayed("""
                stay 8.. on - first last
                """);
    }

    @Test
    void an_event_that_names_no_host_tells_none() {
        event("create", 8, 9, "compute__do_build_and_run_instance", "Success", null);
        assertReplayed("""
                stay 8.. on - first last
                """);
    }

    @Test
    void a_creation_that_no_row_tells_is_the_start_of_the_build() {
        createdAt = null;
        event("create", 8, 9, "compute__do_build_and_run_instance", "Success", "kvm-1");
        assertReplayed("""
                stay 8.. on kvm-1 first last
                """);
    }

    @Test
    void without_creation_and_build_it_was_there_as_long_as_one_can_look_back() {
        createdAt = null;
        event("live-migration", 11, 12, "compute_post_live_migration_at_destination", "Success", "kvm-2");
        assertReplayed("""
                stay ..12 on - first
                stay 12.. on kvm-2 last
                """);
    }

    @Test
    void a_build_that_failed_and_was_tried_elsewhere_is_on_the_host_where_it_succeeded() {
        event("create", 8, 9, "compute__do_build_and_run_instance", "Error", "kvm-1");
        event("create", 9, 10, "compute__do_build_and_run_instance", "Success", "kvm-2");
        assertReplayed("""
                stay 8.. on kvm-2 first last
                sign build_failed 9
                """);
        assertEquals(10 * HOUR, replayed().builtAt());
    }

    // -- whether it ran

    @Test
    void a_stopped_instance_does_not_run_from_the_end_of_its_stop_to_the_end_of_its_start() {
        built();
        event("stop", 10, 11, "compute_stop_instance", "Success", "kvm-1");
        event("start", 15, 16, "compute_start_instance", "Success", "kvm-1");
        assertReplayed("""
                stay 8.. on kvm-1 first last
                inactive 11..16
                """);
    }

    @Test
    void stopped_twice_it_is_stopped_since_the_first_time_and_once() {
        built();
        event("stop", 10, 11, "compute_stop_instance", "Success", "kvm-1");
        event("stop", 12, 13, "compute_stop_instance", "Success", "kvm-1");
        event("start", 15, 16, "compute_start_instance", "Success", "kvm-1");
        assertReplayed("""
                stay 8.. on kvm-1 first last
                inactive 11..16
                """);
    }

    @Test
    void a_failed_reboot_puts_it_in_error_until_one_succeeds() {
        built();
        event("reboot", 11, 12, "compute_reboot_instance", "Error", "kvm-1");
        event("reboot", 13, 14, "compute_reboot_instance", "Success", "kvm-1");
        assertReplayed("""
                stay 8.. on kvm-1 first last
                inactive 12..14
                """);
    }

    @Test
    void a_conclusion_of_the_replay_rests_on_the_event_and_names_its_rule() {
        built();
        event("stop", 10, 11, "compute_stop_instance", "Success", "kvm-1");
        Claim claim = replayed().claims().get(0);
        assertEquals(List.of(events.get(1)), claim.because());
        assertEquals("EVENT-99", claim.rule().id());
        assertEquals(0.9, claim.confidence());
    }

    // -- ends

    @Test
    void an_end_closes_and_never_opens() {
        built();
        event("start", 9, 10, "compute_start_instance", "Success", "kvm-1");
        event("unshelve", 10, 11, "compute_unshelve_instance", "Success", "kvm-1");
        event("shelve", 12, 13, "compute_shelve_offload_instance", "Success", "kvm-1");
        event("shelve", 14, 15, "compute_shelve_offload_instance", "Success", "kvm-1");
        event("resize", 15, 16, "compute_finish_resize", "Success", "kvm-2");
        assertReplayed("""
                stay 8..13 on kvm-1 first last
                sign disbelieved 16
                away 13..
                inactive 13..
                """);
    }

    @Test
    void ends_and_failed_ends_are_signs_and_end_no_stay_by_themselves() {
        built();
        event("delete", 12, 13, "compute_terminate_instance", "Error", "kvm-1");
        event("delete", 14, 15, "compute_terminate_instance", "Success", "kvm-1");
        assertReplayed("""
                stay 8.. on kvm-1 first last
                sign failed_event 13
                sign event 15
                """);
    }

    @Test
    void an_action_that_no_event_accompanies_counts_by_itself() {
        built();
        action("delete", 14, 15, "7");
        assertReplayed("""
                stay 8.. on kvm-1 first last
                sign event 15
                """);
    }

    @Test
    void an_action_with_its_event_counts_once_by_the_event() {
        built();
        action("delete", 13, 16, "delete");
        event("delete", 14, 15, "compute_terminate_instance", "Success", "kvm-1");
        assertReplayed("""
                stay 8.. on kvm-1 first last
                sign event 15
                """);
    }

    // -- clocks that disagree

    @Test
    void what_finished_before_the_creation_is_believed_as_little_as_an_end_before_it() {
        event("stop", 5, 6, "compute_stop_instance", "Success", "kvm-1");
        event("shelve", 6, 7, "compute_shelve_offload_instance", "Success", "kvm-1");
        built();
        assertReplayed("""
                stay 8.. on kvm-1 first last
                sign disbelieved 6
                sign disbelieved 7
                """);
    }

    @Test
    void released_at_its_very_creation_it_held_nothing() {
        event("shelve", 7, 8, "compute_shelve_offload_instance", "Success", "kvm-1");
        event("unshelve", 20, 21, "compute_unshelve_instance", "Success", "kvm-2");
        assertReplayed("""
                stay 20.. on kvm-2 last
                away 8..20
                inactive 8..21
                """);
    }

    @Test
    void an_unshelving_that_began_before_the_release_finished_takes_its_host_from_then() {
        built();
        event("shelve", 12, 14, "compute_shelve_offload_instance", "Success", "kvm-1");
        event("unshelve", 13, 15, "compute_unshelve_instance", "Success", "kvm-2");
        assertReplayed("""
                stay 8..14 on kvm-1 first
                stay 14.. on kvm-2 last
                inactive 14..15
                """);
    }

    @Test
    void a_release_that_finished_after_the_unshelving_which_followed_it_ends_nothing() {
        built();
        event("shelve", 10, 11, "compute_shelve_instance", "Success", "kvm-1");
        event("unshelve", 13, 14, "compute_unshelve_instance", "Success", "kvm-2");
        event("shelve", 11, 15, "compute_shelve_offload_instance", "Success", "kvm-1");
        assertReplayed("""
                stay 8..11 on kvm-1 first
                stay 13.. on kvm-2 last
                sign disbelieved 15
                away 11..13
                inactive 11..14
                """);
    }

    @Test
    void unshelved_elsewhere_without_a_release_it_moved_when_the_unshelving_began() {
        built();
        event("unshelve", 13, 14, "compute_unshelve_instance", "Success", "kvm-2");
        assertReplayed("""
                stay 8..13 on kvm-1 first
                stay 13.. on kvm-2 last
                inactive 13..14
                """);
    }

    @Test
    void an_unshelving_tells_a_host_that_nothing_told_before() {
        event("unshelve", 13, 14, "compute_unshelve_instance", "Success", "kvm-2");
        event("unshelve", 13, 14, "compute_unshelve_instance", "Success", "kvm-2");
        assertReplayed("""
                stay 8..13 on - first
                stay 13.. on kvm-2 last
                inactive 13..14
                """);
    }

    /** Events at random times, in the order in which they are read: by their finish, then by their start. */
    @Test
    void stays_never_overlap_and_begin_only_with_what_takes_a_host() {
        List<String> takes = List.of("compute_unshelve_instance", "compute_finish_resize");
        for (long seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            events.clear();
            createdAt = random.nextInt(4) == 0 ? null : (Long) (random.nextInt(20) * HOUR);
            for (int i = random.nextInt(9); i > 0; i--) {
                randomEvent(random);
            }
            events.sort(Comparator.comparingLong(EventRow::at).thenComparingLong(EventRow::startedAt));
            Replay replay = replayed();
            String where = "seed " + seed + " " + told();
            long before = Micros.ALWAYS;
            for (Stay stay : replay.stays()) {
                assertTrue(stay.from() < stay.till() && stay.from() >= before, where);
                boolean took = stay.evidence().stream().anyMatch(row -> takes.contains(((EventRow) row).event()));
                assertEquals(!took, stay.first(), where);
                assertEquals(replay.stays().indexOf(stay) == replay.stays().size() - 1, stay.last(), where);
                before = stay.till();
            }
            assertApart(replay, "away", where);
            assertApart(replay, "inactive", where);
            for (Claim away : replay.claims()) {
                boolean holds = replay.stays().stream()
                        .anyMatch(stay -> stay.from() < away.till() && away.from() < stay.till());
                assertFalse(away.value().equals("away") && holds, where);
            }
            List<String> once = texts(replay);
            // Each event twice says no more than once.
            for (int i = events.size() - 1; i >= 0; i--) {
                events.add(i, events.get(i));
            }
            assertEquals(once, texts(replayed()), where);
            events.removeIf(event -> event.action().equals("shelve"));
            assertEquals(Micros.FOREVER, held(replayed()), where);
        }
    }

    /** Till when it held a host without a break; where nothing releases it, for ever. */
    private long held(Replay replay) {
        long till = replay.stays().get(0).from();
        for (Stay stay : replay.stays()) {
            till = stay.from() == till ? stay.till() : till;
        }
        return till;
    }

    private static List<String> texts(Replay replay) {
        List<String> texts = new ArrayList<>();
        replay.stays().forEach(stay -> texts.add(stay.from() + ".." + stay.till() + " " + stay.host()));
        replay.claims().forEach(claim -> texts.add(claim.from() + ".." + claim.till() + " " + claim.value()));
        return texts;
    }

    private static void assertApart(Replay replay, String value, String where) {
        long before = Micros.ALWAYS;
        for (Claim claim : replay.claims()) {
            if (claim.value().equals(value)) {
                assertTrue(claim.from() >= before && claim.from() < claim.till(), where);
                before = claim.till();
            }
        }
    }

    private List<String> told() {
        return events.stream()
                .map(event -> event.event() + " " + hours(event.startedAt(), event.at()) + " on " + event.host())
                .toList();
    }

    private void randomEvent(Random random) {
        List<String> words = List.of(
                "shelve compute_shelve_instance",
                "shelve compute_shelve_offload_instance",
                "unshelve compute_unshelve_instance",
                "resize compute_finish_resize",
                "stop compute_stop_instance",
                "start compute_start_instance",
                "create compute__do_build_and_run_instance");
        String[] word = words.get(random.nextInt(words.size())).split(" ");
        int started = random.nextInt(20);
        String host = random.nextBoolean() ? "kvm-1" : "kvm-2";
        event(word[0], started, started + random.nextInt(5), word[1], "Success", host);
    }

    // -- what says nothing

    @Test
    void unknown_words_and_events_that_never_finished_change_nothing() {
        built();
        event("stop", 10, 11, "compute_stop_instance", "", "kvm-1");
        event("dance", 10, 11, "compute_dance_instance", "Success", "kvm-1");
        event("attach", 10, 11, "compute_attach_volume", "Success", "kvm-1");
        events.add(row("stop", "compute_stop_instance", "Success", 12 * HOUR, null, "kvm-1", "stop", false));
        assertReplayed("""
                stay 8.. on kvm-1 first last
                """);
    }

    @Test
    void without_events_it_is_where_it_was_created() {
        assertReplayed("""
                stay 8.. on - first last
                """);
    }

    @Test
    void rows_in_any_order_are_replayed_in_the_order_of_time(@TempDir Path evidence) {
        SnapshotFolder folder = new SnapshotFolder(evidence, "kvm-a")
                .at("1970-01-02")
                .table("nova.instances", """
                        uuid | created_at
                        i-1  | 1970-01-01 08:00:00
                        """)
                .table("nova.instance_actions", """
                        id | instance_uuid | action   | start_time          | finish_time
                        3  | i-1           | create   | 1970-01-01 08:00:00 | 1970-01-01 09:00:00
                        2  | i-1           | stop     | 1970-01-01 10:00:00 | 1970-01-01 11:00:00
                        1  | i-1           | start    | 1970-01-01 15:00:00 | 1970-01-01 16:00:00
                        """)
                .table("nova.instance_actions_events", """
                        id | action_id | event                  | start_time          | finish_time         | result  | host
                        7  | 1         | compute_start_instance | 1970-01-01 15:00:00 | 1970-01-01 16:00:00 | Success | kvm-1
                        9  | 3         | compute__do_build_and_run_instance | 1970-01-01 08:00:00 | 1970-01-01 09:00:00 | Success | kvm-1
                        8  | 2         | compute_stop_instance  | 1970-01-01 10:00:00 | 1970-01-01 11:00:00 | Success | kvm-1
                        """);
        try (RegionEvidence region = folder.read();
                Stream<EntityRows> instances = region.stream(Loader.About.INSTANCE)) {
            EntityRows instance = instances.findFirst().orElseThrow();
            createdAt = instance.versions().get(0).micros("createdAt");
            events.addAll(instance.events());
        }
        assertEquals(6, events.size());
        assertReplayed("""
                stay 8.. on kvm-1 first last
                inactive 11..16
                """);
    }

    // ------------------------------------------------------------------------------------------------------------------

    private static Replay.Vocabulary vocabulary() {
        Map<Replay.Word, Meaning> meanings = new HashMap<>();
        String build = "compute__do_build_and_run_instance";
        meanings.put(new Replay.Word("create", build, "Success"), Meaning.BUILDS);
        meanings.put(new Replay.Word("create", build, "Error"), Meaning.FAILS);
        meanings.put(new Replay.Word("delete", "compute_terminate_instance", "Success"), Meaning.TERMINATES);
        meanings.put(new Replay.Word("delete", "compute_terminate_instance", "Error"), Meaning.END_FAILS);
        meanings.put(new Replay.Word("delete", "", ""), Meaning.TERMINATES);
        meanings.put(new Replay.Word("shelve", "compute_shelve_instance", "Success"), Meaning.SHELVES);
        meanings.put(new Replay.Word("shelve", "compute_shelve_offload_instance", "Success"), Meaning.RELEASES);
        meanings.put(new Replay.Word("unshelve", "compute_unshelve_instance", "Success"), Meaning.OCCUPIES);
        meanings.put(
                new Replay.Word("live-migration", "compute_post_live_migration_at_destination", "Success"),
                Meaning.MOVES);
        meanings.put(new Replay.Word("resize", "compute_finish_resize", "Success"), Meaning.MOVES);
        meanings.put(new Replay.Word("stop", "compute_stop_instance", "Success"), Meaning.STOPS);
        meanings.put(new Replay.Word("start", "compute_start_instance", "Success"), Meaning.STARTS);
        meanings.put(new Replay.Word("reboot", "compute_reboot_instance", "Success"), Meaning.STARTS);
        meanings.put(new Replay.Word("reboot", "compute_reboot_instance", "Error"), Meaning.BREAKS);
        meanings.put(new Replay.Word("attach", "compute_attach_volume", "Success"), Meaning.NOTHING);
        Map<Replay.Word, Rule> rules = new HashMap<>();
        meanings.keySet().forEach(word -> rules.put(word, RULE));
        return new Replay.Vocabulary(meanings, rules);
    }

    private void built() {
        event("create", 8, 9, "compute__do_build_and_run_instance", "Success", "kvm-1");
    }

    /** An event of an action of the same name, from one full hour to another. */
    private void event(String action, int started, int finished, String event, String result, String host) {
        events.add(row(action, event, result, started * HOUR, finished * HOUR, host, action, false));
    }

    private void recorded(int from, int till, int at, String to) {
        EventRow row = row("live-migration", "", "", from * HOUR, till * HOUR, to, "m" + at, true);
        recorded.add(new Replay.Move(from * HOUR, till * HOUR, at * HOUR, to, row));
    }

    private void action(String action, int started, int finished, String key) {
        events.add(row(action, "", "", started * HOUR, finished * HOUR, null, key, true));
    }

    private static EventRow row(
            String action,
            String event,
            String result,
            Long started,
            Long finished,
            String host,
            String parent,
            boolean own) {
        String table = own ? "nova.instance_actions" : "nova.instance_actions_events";
        String key = own ? parent : event + finished;
        return new EventRow(
                table, key, "i-1", parent, own, action, event, result, started, finished, host, 1, 0, 0, 1, 1.0);
    }

    private Replay replayed() {
        Replay replay = Replay.of("i-1", events, createdAt, VOCABULARY, new TreeSet<>(HYPERVISORS));
        replay.alsoMoved(recorded, HOUR);
        return replay;
    }

    private void assertReplayed(String expected) {
        Replay replay = replayed();
        StringBuilder lines = new StringBuilder();
        for (Stay stay : replay.stays()) {
            lines.append("stay ")
                    .append(hours(stay.from(), stay.till()))
                    .append(" on ")
                    .append(stay.host().isEmpty() ? "-" : stay.host())
                    .append(stay.first() ? " first" : "")
                    .append(stay.last() ? " last" : "")
                    .append('\n');
        }
        for (EndSign sign : replay.signs()) {
            assertEquals(sign.after(), sign.at());
            lines.append("sign ")
                    .append(sign.kind())
                    .append(' ')
                    .append(sign.at() / HOUR)
                    .append('\n');
        }
        for (Claim claim : replay.claims()) {
            lines.append(claim.value())
                    .append(' ')
                    .append(hours(claim.from(), claim.till()))
                    .append('\n');
        }
        assertEquals(expected, lines.toString());
    }

    private static String hours(long from, long till) {
        return (from == Micros.ALWAYS ? "" : from / HOUR) + ".." + (till == Micros.FOREVER ? "" : till / HOUR);
    }
}
