package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.ExplainedRegion;
import java.io.IOException;
import java.nio.file.Files;
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
        for (List<String> asked : List.of(
                List.of("explain"),
                List.of("why-not", "--attribute", option.equals("--host") ? "existence" : "booking"))) {
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

    private static CommandRun ofHost(String host, String attribute) {
        return CommandRun.of(
                "why-not", result, "--host", host, "--attribute", attribute, "--at", "2024-02-05", "--limit", "0");
    }

    private static void assertNoQuestion(CommandRun run, String message) {
        assertEquals(2, run.exit(), run.out());
        assertTrue(run.err().contains(message), run.err());
    }

    @Test
    void what_no_rule_can_say_is_no_question() {
        assertNoQuestion(
                ofHost("kvm-1", "pool=reservabel"),
                "no rule says 'reservabel' of it. Maybe reservable. The values are not_reservable, reservable, unknown, unspoken.");
        assertNoQuestion(
                ofHost("kvm-1", "existence=perhaps"),
                "no rule says 'perhaps' of it. The values are exists, gone, unknown.");
        assertNoQuestion(ofHost("kvm-1", "maintenance=service_disable"), "Maybe service_disabled. The values are");
        assertNoQuestion(ofHost("kvm-1", "booking=ondemand"), "no attribute of a host is named 'booking'.");
        // Of what a fact names anything may be asked.
        assertEquals(0, ofHost("kvm-1", "maintenance=flood").exit());
    }

    @Test
    void what_is_so_is_said_with_its_rule_and_the_one_command_for_more() {
        CommandRun run = ofHost("kvm-1", "existence=exists");
        assertEquals(
                List.of(
                        "  It is so.",
                        "  It existed: A host exists while its own nova-compute service row stands [HOST-01].",
                        "  All that is known of it then: hindcast explain " + result
                                + " --region site-b --host kvm-1 --at 2024-02-05T00:00:00Z"),
                run.out().lines().filter(line -> line.matches("  [IA].*")).toList());
        assertFalse(run.out().contains("Searched"), run.out());
    }

    @Test
    void what_is_unknown_comes_with_the_signal_that_would_settle_it() throws IOException {
        String answer = ofHost("kvm-2", "pool=not_reservable").out();
        Path evidence = ExplainedRegion.evidence(folder.resolve("told"));
        Files.writeString(
                evidence.resolve(ExplainedRegion.NAME + "/signals.yml"),
                answer.substring(answer.indexOf("signals:\n")));
        Path told = folder.resolve("told.db");
        assertEquals(0, CommandRun.of("reconstruct", evidence, "-o", told).exit());
        String now = CommandRun.of(
                        "why-not", told, "--host", "kvm-2", "--attribute", "pool=not_reservable", "--at", "2024-02-05")
                .out();
        assertTrue(now.contains("It is so.") && now.contains("[POOL-10]"), now);
        // What is settled otherwise is not asked for.
        assertFalse(ofHost("kvm-1", "existence=gone").out().contains("signals.yml"));
    }
}
