package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesTestCommandTest {
    @TempDir
    Path folder;

    /** A copy of the shipped rules, in which one word of one file is another. */
    private Path changed(String file, String right, String wrong) throws IOException {
        Path rules = folder.resolve("rules");
        try (Stream<Path> found = Files.walk(Path.of("rules-drl"))) {
            for (Path from : found.toList()) {
                Path copy = rules.resolve(Path.of("rules-drl").relativize(from).toString());
                if (Files.isDirectory(from)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(from, copy);
                }
            }
        }
        String text = Files.readString(rules.resolve(file));
        assertTrue(text.contains(right), file + " lacks " + right);
        Files.writeString(rules.resolve(file), text.replace(right, wrong));
        return rules;
    }

    @Test
    void scenarios_run_by_name_rule_or_file_and_are_listed() {
        String silent = "ok      A service whose heartbeat stopped for good (10-host-existence.yml:3)\n"
                + "1 scenario, all as expected.\n";
        assertEquals(new CommandRun(0, silent, ""), CommandRun.of("rules", "test", "HOST-06"));
        assertEquals(new CommandRun(0, silent, ""), CommandRun.of("rules", "test", "heartbeat stopped"));
        CommandRun file = CommandRun.of("rules", "test", "60-maintenance.yml");
        assertEquals(0, file.exit());
        assertTrue(file.out().endsWith("3 scenarios, all as expected.\n"), file.out());
    }

    @Test
    void a_name_that_nothing_bears_is_refused_with_the_nearest() {
        CommandRun run = CommandRun.of("rules", "test", "HOST-O6");
        assertEquals(1, run.exit());
        assertEquals("hindcast: HOST-O6: no scenario, rule or file has this name. Maybe HOST-06.\n", run.err());
    }

    @Test
    void a_rule_that_was_changed_fails_its_scenario_and_is_a_finding() throws IOException {
        Path rules =
                changed("10-host-existence.drl", "lastSeen - lastSeenUp > $limit", "lastSeen - lastSeenUp >= $limit");
        CommandRun run = CommandRun.of("rules", "test", "HOST-06", "--rules", rules);
        assertEquals(Main.FINDINGS, run.exit());
        assertTrue(
                run.out()
                        .contains(
                                "HOST-06 fires all the same with the change of line 11, and should not: silence of three days"),
                run.out());
    }

    @Test
    void the_catalogue_is_current_and_stale_pages_are_findings() throws IOException {
        CommandRun current = CommandRun.of("rules", "docs", "--check");
        assertEquals(
                "8 pages are current.\n", current.out(), "Maybe run hindcast rules docs, and read the difference.");
        assertEquals(0, current.exit());

        Path pages = folder.resolve("pages");
        assertEquals(0, CommandRun.of("rules", "docs", "-o", pages).exit());
        Files.writeString(pages.resolve("README.md"), "something else");
        Files.writeString(pages.resolve("80-gone.md"), "rules that are no more");
        CommandRun stale = CommandRun.of("rules", "docs", "-o", pages, "--check");
        assertEquals(Main.FINDINGS, stale.exit());
        assertEquals(
                List.of(
                        "stale: " + pages.resolve("README.md"),
                        "stale: " + pages.resolve("80-gone.md") + ", whose rules are gone: delete it",
                        "Maybe run hindcast rules docs, and read the difference."),
                stale.out().lines().toList());
    }

    @Test
    void a_rule_that_says_not_why_it_is_so_is_refused_for_the_catalogue() throws IOException {
        Path rules = changed("60-maintenance.drl", "// A power cut or a move of racks is in no table.\n", "");
        CommandRun run = CommandRun.of("rules", "docs", "--rules", rules, "-o", folder.resolve("pages"));
        assertEquals(1, run.exit());
        assertTrue(run.err().contains("nothing says why these rules are so: MAINT-05."), run.err());
    }
}
