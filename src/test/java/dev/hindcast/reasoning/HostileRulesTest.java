package dev.hindcast.reasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Mistake;
import dev.hindcast.evidence.TextFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsParserException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kie.internal.builder.conf.LanguageLevelOption;

/**
 * Rule files that would do harm. Each does it where the engine runs it as it is, and none does where hindcast is asked to
 * (docs/reference/rules-trust.md).
 */
class HostileRulesTest {
    private static final Path FOLDER = Path.of("src/test/resources/hostile-rules");
    private static final String PROPERTY = "hindcast.harm";
    private static final String SECRET = "secret";
    /** Harm that a test cannot see from inside the program that suffers it. */
    private static final Set<String> OUTSIDE = Set.of("endless", "exit");

    @TempDir
    private Path scratch;

    private final AtomicInteger connections = new AtomicInteger();
    private ServerSocket server;
    private Path harmed;

    /** @param effect by which the harm is seen */
    private record Hostile(String name, String what, String effect, String drl) {}

    @BeforeEach
    void a_place_to_be_harmed() throws IOException {
        harmed = scratch.resolve("harmed");
        Files.writeString(scratch.resolve("secret"), SECRET);
        System.setProperty("hindcast.secret", SECRET);
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    server.accept().close();
                    connections.incrementAndGet();
                }
            } catch (IOException e) {
                // The test is over.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void clean_up() throws IOException {
        server.close();
        System.clearProperty("hindcast.secret");
        System.clearProperty(PROPERTY);
    }

    private List<Hostile> hostile() throws IOException {
        List<Hostile> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                String drl = Files.readString(file);
                List<String> lines = drl.lines().toList();
                all.add(new Hostile(
                        file.getFileName().toString().replace(".drl", ""),
                        lines.get(0).replace("// ", ""),
                        lines.get(1).replace("// effect: ", ""),
                        drl.replace("HARM_FILE", harmed.toString())
                                .replace(
                                        "HARM_SECRET", scratch.resolve("secret").toString())
                                .replace("HARM_PORT", Integer.toString(server.getLocalPort()))));
            }
        }
        return all;
    }

    /** Whether the engine, seeing the world through this class loader, lets it do what it is after. */
    private boolean harms(Hostile hostile, ClassLoader visible, Map<String, String> said) throws IOException {
        Files.deleteIfExists(harmed);
        System.clearProperty(PROPERTY);
        int before = connections.get();
        PlainEngine.Ran ran = new PlainEngine.Ran(List.of(), 0);
        try {
            ran = PlainEngine.run(hostile.drl(), visible, 1_000);
        } catch (RuntimeException | LinkageError e) {
            said.put(hostile.name(), String.valueOf(e.getMessage()));
        }
        return switch (hostile.effect()) {
            case "file" -> Files.exists(harmed);
            case "property" -> System.getProperty(PROPERTY) != null;
            case "network" -> isConnected(before);
            case "claim" ->
                ran.claims().stream().anyMatch(claim -> claim.value().equals(SECRET));
            case "inserted" -> ran.inserted() > 0;
            default -> throw new IllegalStateException(hostile.effect());
        };
    }

    private boolean isConnected(int before) {
        for (int i = 0; i < 50 && connections.get() == before; i++) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return connections.get() > before;
    }

    @Test
    void there_are_enough_of_them_and_no_two_do_the_same() throws IOException {
        List<Hostile> all = hostile();
        assertTrue(all.size() >= 40);
        assertEquals(all.size(), all.stream().map(Hostile::what).distinct().count());
        assertEquals(
                all.size(),
                all.stream()
                        .map(each -> each.drl().substring(each.drl().indexOf("package")))
                        .distinct()
                        .count());
    }

    @Test
    void none_takes_effect_and_each_is_refused_with_file_line_rule_and_what_to_do() throws IOException {
        for (Hostile hostile : hostile()) {
            TextFile file = new TextFile(
                    "10-harm.drl", hostile.drl(), TextFile.sha256(hostile.drl().getBytes(StandardCharsets.UTF_8)));
            InputRefused refused = assertThrows(
                    InputRefused.class, () -> RuleBase.compile(List.of(file), SnapshotFolder.LOADERS), hostile.name());
            assertTrue(
                    refused.getMessage().matches("(?s)10-harm\\.drl:[1-9].*\n    .*"),
                    hostile.name() + refused.getMessage());
            assertTrue(refused.getMessage().contains("Maybe"), hostile.name() + refused.getMessage());
            assertFalse(refused.getMessage().contains("has no @"), hostile.name() + refused.getMessage());
            assertEquals(null, System.getProperty(PROPERTY), hostile.name());
            assertFalse(Files.exists(harmed), hostile.name());
        }
        assertEquals(0, connections.get());
    }

    @Test
    void each_takes_effect_where_the_engine_runs_it_as_it_is() throws IOException {
        Map<String, String> said = new TreeMap<>();
        Set<String> harmless = new TreeSet<>();
        for (Hostile hostile : hostile()) {
            if (!OUTSIDE.contains(hostile.effect()) && !harms(hostile, PlainEngine.unguarded(), said)) {
                harmless.add(hostile.name() + " " + said.get(hostile.name()));
            }
        }
        assertEquals(Set.of(), harmless);
    }

    @Test
    void those_that_would_end_or_stop_the_program_do_so_where_the_engine_runs_them_as_they_are() throws Exception {
        for (Hostile hostile : hostile()) {
            if (OUTSIDE.contains(hostile.effect())) {
                Path file = Files.writeString(scratch.resolve(hostile.name() + ".drl"), hostile.drl());
                // Each in a program of its own: one leaves no memory for the next.
                Process process = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx64m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                PlainEngine.class.getName(),
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertFalse(said.contains("ended: "), said);
                assertEquals(hostile.effect().equals("exit"), process.waitFor() == 42, hostile.name() + said);
            }
        }
    }

    @Test
    void what_the_linter_let_through_the_guard_refuses_by_what_the_engine_read() throws Exception {
        Set<String> allowed = new TreeSet<>();
        for (Hostile hostile : hostile()) {
            TextFile file = new TextFile("10-harm.drl", hostile.drl(), "");
            if (guarded(file).isEmpty()) {
                allowed.add(hostile.name());
            }
        }
        assertEquals(Set.of(), allowed);
    }

    private static List<Mistake> guarded(TextFile file) throws DroolsParserException {
        DrlParser parser = new DrlParser(LanguageLevelOption.DRL10);
        PackageDescr read = parser.parse(true, new RuleText(file).withoutMetadata());
        assertFalse(parser.hasErrors(), file.text() + parser.getErrors());
        return RuleGuard.check(file, read, SnapshotFolder.LOADERS);
    }

    @Test
    void the_guard_allows_what_the_shipped_rules_are_made_of() throws Exception {
        for (TextFile file : TextFile.inFolder(null, "rules-drl")) {
            if (file.name().endsWith(".drl")) {
                assertEquals(List.of(), guarded(file));
            }
        }
    }

    /** By itself it stops most, and not all: the reason why a rule is looked at before it is compiled. */
    @Test
    void the_class_loader_alone_stops_most() throws IOException {
        Set<String> harmful = new TreeSet<>();
        for (Hostile hostile : hostile()) {
            PlainEngine.unguarded();
            if (!OUTSIDE.contains(hostile.effect()) && harms(hostile, new RuleClassLoader(), new TreeMap<>())) {
                harmful.add(hostile.name());
            }
        }
        assertEquals(
                Set.of(
                        "condition-class-of-fact",
                        "condition-class-of-text",
                        "condition-class-property",
                        "insert",
                        "insert-logical"),
                harmful);
    }
}
