package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules in good order whose sessions would go on for years, or fill the memory: one message, exit code 1, nothing half-written. */
class EndlessRulesTest {
    private static final int REFUSED = 1;
    /** Tries every way to cut a text into twenty pieces; Java finds no short cut. */
    private static final String CATASTROPHIC = "(.*a){20}b";

    private static final String HEAD = """
            package hindcast.rules
            import dev.hindcast.evidence.*
            import dev.hindcast.reasoning.*
            global dev.hindcast.reasoning.Conclusions conclude
            rule "A test rule finds something"
                @id("TEST-01") @since("0.1") @precedence(0) @confidence(1.0)
                @evidence("blazar.leases") @golden("maintenance-lease-by-name")
            when
            """;

    @TempDir
    private Path scratch;

    private Path rules;

    @BeforeEach
    void the_shipped_rules() throws IOException {
        rules = Files.createDirectories(scratch.resolve("rules"));
        try (Stream<Path> files = Files.list(Path.of("rules-drl"))) {
            for (Path file : files.toList()) {
                Files.copy(file, rules.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void a_regular_expression_of_a_setting() throws Exception {
        assertStopped(
                evidence("settings:\n  maintenance_lease_name: \"" + CATASTROPHIC + "\"\n"),
                "hindcast: 40-commitments.drl:",
                "rule \"A lease named after maintenance is maintenance\": the session of lease lease-1 took more than 1 s"
                        + " of processor time");
    }

    /** Java cannot stop the thread that is busy, so it is another program that ends. */
    private void assertStopped(Path evidence, String... parts) throws Exception {
        Path result = Files.createDirectories(scratch.resolve("result")).resolve("result.db");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dhindcast.session=PT1S",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments(evidence, result));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(REFUSED, process.waitFor(), said);
        assertSaid(said, parts);
        try (Stream<Path> left = Files.list(result.getParent())) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void a_rule_that_pairs_all_facts_with_all_others() throws IOException {
        Files.writeString(rules.resolve("90-test.drl"), HEAD + """
                    NovaComputeNode()
                    $row : NovaComputeNode()
                then
                    conclude.issue("test", "note", null, null, "test", $row);
                end
                """);
        Path evidence = evidence("settings: {}\n");
        Path nodes = evidence.resolve("bm/2024-01-04T00:00:00Z/nova.compute_nodes.csv");
        List<String> lines = Files.readAllLines(nodes);
        Files.writeString(
                nodes,
                lines.get(0) + "\n"
                        + IntStream.range(0, 1_001)
                                .mapToObj(i -> lines.get(1).replace(",11,", "," + (1_000 + i) + ",") + "\n")
                                .collect(Collectors.joining()));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream console = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            List<String> arguments = arguments(evidence, scratch.resolve("result.db"));
            assertEquals(REFUSED, Main.run(arguments.toArray(new String[0])), said.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(console);
        }
        assertSaid(
                said.toString(StandardCharsets.UTF_8),
                "90-test.drl:5: rule \"A test rule finds something\": in the session of host node-1 rules concluded more than"
                        + " 1000000 times",
                "Maybe a rule pairs all facts with all others.");
    }

    private List<String> arguments(Path evidence, Path result) {
        return List.of("reconstruct", evidence.toString(), "-o", result.toString(), "--rules", rules.toString());
    }

    /** A golden case, with a lease whose name keeps a bad regular expression busy. */
    private Path evidence(String settings) throws IOException {
        Path from = Path.of("golden/maintenance-lease-by-name/raw");
        Path evidence = scratch.resolve("evidence");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = evidence.resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.writeString(
                        to, Files.readString(file).replace("maint-of-node-1-by-ann-for-disk", "a".repeat(40)));
            }
        }
        Files.writeString(evidence.resolve("bm/region.yml"), settings);
        return evidence;
    }

    private static void assertSaid(String said, String... parts) {
        for (String part : parts) {
            assertTrue(said.contains(part), part + "\nis not in\n" + said);
        }
    }
}
