package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.ExplainedRegion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of instances, whose facts are not kept: their rows answer, and what these cannot is said. */
class WhyNotCommandTest {
    @TempDir
    private static Path folder;

    private static Path result;

    @BeforeAll
    static void reconstruct() {
        result = ExplainedRegion.result(folder);
    }

    private static String whyNot(String instance, String attribute) {
        CommandRun run = CommandRun.of(
                "why-not",
                result,
                "--instance",
                instance,
                "--attribute",
                attribute,
                "--at",
                "2024-02-05",
                "--width",
                "400",
                "--limit",
                "0");
        assertEquals(0, run.exit(), run.err());
        return run.out();
    }

    /** The request of i-1 hints at the reservation r1. */
    @Test
    void a_condition_is_asked_of_the_row_that_something_else_rests_on() {
        String answer = whyNot("i-1", "booking=ondemand");
        assertTrue(answer.contains("It was booked by a reservation"), answer);
        assertTrue(
                answer.contains(
                        "NO   row of nova_api.request_specs: reservation hint is unknown   (reservation hint is \"r1\")"),
                answer);
        assertTrue(answer.contains("NO   No signal speaks of it."), answer);
    }

    /** No request of i-2 was seen at all, nor is one known to be missing. */
    @Test
    void of_what_is_not_kept_no_absence_is_claimed() {
        String answer = whyNot("i-2", "booking=ondemand");
        assertTrue(answer.contains("?    Whether there is a nova request spec row is not kept."), answer);
        assertTrue(answer.contains("nova_api.request_specs (no row about it): in 2 whole snapshots"), answer);
    }

    /** i-1 lives: its row is not marked deleted, and what its events told is not kept. */
    @Test
    void a_rule_that_reads_rows_and_events_tells_both() {
        String answer = whyNot("i-1", "end");
        assertTrue(answer.contains("deleted at is known   (deleted at is unknown)"), answer);
        assertTrue(
                answer.contains("?    What its events, its node and the next instance there tell of its end"), answer);
    }

    private static void assertRefused(String option, String name, String message) {
        for (List<String> asked : List.of(List.of("explain"), List.of("why-not", "--attribute", "existence"))) {
            List<Object> words = new ArrayList<>(List.of(asked.get(0), result, option, name, "--at", "2024-02-05"));
            words.addAll(asked.subList(1, asked.size()));
            CommandRun run = CommandRun.of(words.toArray());
            assertEquals(1, run.exit(), run.out());
            assertTrue(run.err().contains(message), run.err());
        }
    }

    @Test
    void a_misspelt_host_or_instance_is_answered_with_the_nearest() {
        assertRefused("--host", "kmv-1", "region site-b has no host 'kmv-1'. Maybe kvm-1 or kvm-2. It has 2 hosts.");
        assertRefused("--host", "elsewhere", "no host 'elsewhere'. It has 2 hosts, for instance kvm-1.");
        assertRefused("--instance", "i-11", "region site-b has no instance 'i-11'. Maybe i-1.");
        assertRefused("--instance", "web", "Maybe its id is misspelt; it is the uuid of nova.instances.");
    }
}
