package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GoldenCommandTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2031-05-04T23:59:59Z"), ZoneOffset.UTC);
    private static final String HEADER =
            "created_at,updated_at,deleted_at,id,host,hypervisor_hostname,hypervisor_type,vcpus,memory_mb,local_gb,deleted\n";
    private static final String ROWS =
            "2024-01-01 00:00:00,,,1,kvm-1,kvm-1,QEMU,16,,,0\n2024-01-01 00:00:00,,,2,kvm-2,kvm-2,QEMU,16,,,0\n"
                    + "2024-01-01 00:00:00,,,3,kvm-3,kvm-3,QEMU,16,,,0\n";

    @TempDir
    Path golden;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream stdout = System.out;
    private final PrintStream stderr = System.err;
    private String errors = "";

    @BeforeEach
    void two_cases() throws IOException {
        makeCase("one", ROWS);
        makeCase("two", ROWS);
    }

    @AfterEach
    void restore_streams() {
        System.setOut(stdout);
        System.setErr(stderr);
    }

    @Test
    void a_new_case_is_accepted_with_every_layer_its_reason_and_the_day() throws IOException {
        assertEquals(0, accept("one", "--reason", "worked out\n by hand"));
        for (GoldenCase.Layer layer : GoldenCase.Layer.values()) {
            assertTrue(Files.exists(golden.resolve("one/expected").resolve(layer.fileName())), layer.fileName());
        }
        assertEquals(
                "# A case\n- Accepted: 2031-05-04: worked out by hand\n",
                Files.readString(golden.resolve("one/README.md")));
        assertTrue(out().contains("+++ actual/spans.csv"), out());
    }

    @Test
    void no_other_case_is_touched() throws IOException {
        Map<String, String> before = files(golden.resolve("two"));
        assertEquals(0, accept("one", "--reason", "it is so"));
        assertEquals(before, files(golden.resolve("two")));
    }

    @Test
    void where_nothing_differs_nothing_is_written() throws IOException {
        accept("one", "--reason", "it is so");
        Map<String, String> before = files(golden.resolve("one"));
        assertEquals(0, accept("one", "--reason", "again"));
        assertEquals(before, files(golden.resolve("one")));
        assertEquals("", out());
        assertTrue(errors.contains("nothing to accept"), errors);
    }

    @Test
    void the_difference_is_printed_before_it_is_written() throws IOException {
        accept("one", "--reason", "it is so");
        raw("one", ROWS.replace("3,kvm-3,kvm-3,QEMU,16", "3,kvm-3,kvm-3,QEMU,24"));
        assertEquals(0, accept("one", "--reason", "kvm-3 is larger"));
        String nova = "nova_host,kvm-3,kvm-3,,,2024-01-01T00:00:00Z,,vcpus,";
        assertTrue(out().lines().anyMatch(line -> line.startsWith("-") && line.contains(nova + "16.0")), out());
        assertTrue(out().lines().anyMatch(line -> line.startsWith("+") && line.contains(nova + "24.0")), out());
        assertTrue(Files.readString(golden.resolve("one/README.md"))
                .endsWith("- Accepted: 2031-05-04: kvm-3 is larger\n"));
    }

    @Test
    void a_machine_does_not_accept() throws IOException {
        Map<String, String> before = files(golden);
        assertEquals(1, accept(Map.of("CI", "true"), "one", "--reason", "it is so"));
        assertEquals(before, files(golden));
        assertTrue(errors.contains("CI is set"), errors);
    }

    @Test
    void without_a_reason_nothing_is_accepted() throws IOException {
        Map<String, String> before = files(golden);
        assertEquals(2, accept("one"));
        assertEquals(2, accept("one", "--reason", "  "));
        assertEquals(before, files(golden));
    }

    @Test
    void a_layer_that_shrinks_by_more_than_a_third_needs_a_word_more() throws IOException {
        accept("one", "--reason", "it is so");
        raw("one", ROWS.lines().findFirst().orElseThrow() + "\n");
        Map<String, String> before = files(golden.resolve("one"));
        assertEquals(1, accept("one", "--reason", "two hosts went"));
        assertEquals(before, files(golden.resolve("one")));
        assertTrue(errors.contains("spans.csv ("), errors);
        assertEquals(0, accept("one", "--reason", "two hosts went", "--allow-shrink"));
        assertFalse(Files.readString(golden.resolve("one/expected/spans.csv")).contains("kvm-3"));
    }

    @Test
    void a_file_that_no_layer_writes_any_more_goes_only_when_told() throws IOException {
        accept("one", "--reason", "it is so");
        Path stale = golden.resolve("one/expected/metrics.csv");
        Files.writeString(stale, "a\n");
        assertEquals(1, accept("one", "--reason", "renamed"));
        assertTrue(Files.exists(stale));
        assertEquals(0, accept("one", "--reason", "renamed", "--allow-shrink"));
        assertFalse(Files.exists(stale));
    }

    @Test
    void an_unknown_case_is_refused_with_those_that_exist() {
        assertEquals(1, accept("../one", "--reason", "it is so"));
        assertTrue(errors.contains("Maybe one of one, two."), errors);
    }

    @Test
    void without_a_command_the_usage_says_what_is_missing() {
        assertEquals(2, Main.run("golden"));
    }

    // ------------------------------------------------------------------------------------------------------------------

    private int accept(String name, String... options) {
        return accept(Map.of(), name, options);
    }

    private int accept(Map<String, String> environment, String name, String... options) {
        out.reset();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        CommandLine command = new CommandLine(new GoldenCommand(environment, CLOCK))
                .setErr(new PrintWriter(System.err, true))
                .setExecutionExceptionHandler((exception, line, parsed) -> {
                    System.err.println(exception.getMessage());
                    return exception instanceof dev.hindcast.evidence.InputRefused ? Main.REFUSED : Main.OUR_FAULT;
                });
        String[] arguments = Stream.concat(
                        Stream.of("accept", name, "--golden-dir", golden.toString()), Stream.of(options))
                .toArray(String[]::new);
        int code = command.execute(arguments);
        errors = err.toString(StandardCharsets.UTF_8);
        return code;
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private void makeCase(String name, String rows) throws IOException {
        Files.createDirectories(golden.resolve(name));
        Files.writeString(golden.resolve(name).resolve("README.md"), "# A case");
        raw(name, rows);
    }

    private void raw(String name, String rows) throws IOException {
        Path folder = Files.createDirectories(golden.resolve(name).resolve("raw/kvm/2024-01-02T00:00:00Z"));
        Files.writeString(folder.resolve("nova.compute_nodes.csv"), HEADER + rows);
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }
}
