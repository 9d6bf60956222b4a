package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.hindcast.SnapshotFolder;
import dev.hindcast.reasoning.SignalReadings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write: what can never be right is refused where it stands, and the schemas for editors say the same. */
class KnowledgeTest {
    private static final List<SignalReading> READINGS = SignalReadings.of(TextFile.inFolder(null, "rules-drl"));
    private static final Map<String, JsonSchema> SCHEMAS = new TreeMap<>();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final List<String> SCOPES =
            List.of("", ", host: h", ", instance: i", ", lease: l", ", project: p", ", host: h, lease: l");

    /** For each thing to say: values that are right, of which scopes, and values that never are. */
    private static final Map<String, List<List<String>>> SAYINGS = Map.of(
            "exists", sayings(List.of("true", "\"false\""), List.of(", host: h"), List.of("maybe", "\"yes\"")),
            "inventory",
                    sayings(
                            List.of("vcpus=64", "\"vcpus=64 memory_mb=0.5\"", "\"vcpus=1, disk_gb=2\""),
                            List.of(", host: h"),
                            List.of("64", "vcpus=0", "vcpus=-1", "vcpus=many", "\"\"")),
            "pool",
                    sayings(
                            List.of("reservable", "not_reservable", "unknown"),
                            List.of("", ", host: h"),
                            List.of("reservabel", "true")),
            "maintenance", sayings(List.of("bench", "none"), List.of("", ", host: h"), List.of("\" \"")),
            "conflict", sayings(List.of("double", "none"), List.of(", host: h"), List.of("\"\"")),
            "lease_purpose",
                    sayings(
                            List.of("maintenance", "commitment", "unknown"),
                            List.of(", lease: l", ", project: p"),
                            List.of("maintainance")),
            "held", sayings(List.of("true", "false"), List.of(", lease: l"), List.of("\"no\"")),
            "end",
                    sayings(
                            List.of("2024-01-02T00:00:00Z", "2024-01-02", "\"2024-01-02T00:00:00.5Z\""),
                            List.of(", instance: i"),
                            List.of("2.1.2024", "yesterday")),
            "booking", sayings(List.of("ondemand", "reservation"), List.of(", instance: i"), List.of("on_demand")),
            "host", sayings(List.of("kvm-1"), List.of(", instance: i"), List.of("\"\"")));

    private static List<List<String>> sayings(List<String> right, List<String> scopes, List<String> wrong) {
        return List.of(right, scopes, wrong);
    }

    @Test
    void every_attribute_that_a_rule_reads_is_tried_here() {
        assertEquals(
                new java.util.TreeSet<>(SAYINGS.keySet()),
                new java.util.TreeSet<>(
                        READINGS.stream().map(SignalReading::says).toList()));
    }

    @Test
    void reader_and_schema_take_the_same_signals() {
        Map<String, String> amiss = new TreeMap<>();
        SAYINGS.forEach((says, about) -> {
            for (String kind : List.of("statement", "default", "guess")) {
                for (String scope : SCOPES) {
                    boolean fits = about.get(1).contains(scope)
                            && (kind.equals("statement") || kind.equals("default") && says.equals("pool"));
                    about.get(0).forEach(value -> compare(amiss, signal(kind, scope, says, value), fits));
                    about.get(2).forEach(value -> compare(amiss, signal(kind, scope, says, value), false));
                }
            }
        });
        assertEquals(Map.of(), amiss);
    }

    private static String signal(String kind, String scope, String says, String value) {
        return "signals:\n  - { id: s-1, kind: " + kind + ", scope: { region: r" + scope + " }, says: { " + says + ": "
                + value + " } }\n";
    }

    private static void compare(Map<String, String> amiss, String text, boolean right) {
        boolean read = refusal("signals.yml", text).isEmpty();
        boolean schema = fits("signals", text);
        if (read != right || schema != right) {
            amiss.put(text, "should be " + right + ", reader " + read + ", schema " + schema);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "says: { pool: reservable, exists: true }",
                "says: {}",
                "says: pool",
                "says: { pool: [ reservable ] }",
                "says: { poool: reservable }",
                "says: { pool: reservable }\n    authr: me",
                "says: { pool: reservable }\n    from: January",
                "says: { pool: reservable }\n    confidence: 0",
                "says: { pool: reservable }\n    confidence: 1.5",
                "says: { pool: reservable }\n    confidence: high",
                "says: { pool: reservable }\n    author:"
            })
    void what_both_refuse(String rest) {
        String text = "signals:\n  - id: s-1\n    kind: statement\n    scope: { region: r }\n    " + rest + "\n";
        assertTrue(refusal("signals.yml", text).startsWith("r/signals.yml:"), refusal("signals.yml", text));
        assertTrue(!fits("signals", text), text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            table: nova.services                                    | true
            table: "*", holds_for: P400D                            | true
            table: nova.services, column: disabled, holds_for: PT2H | true
            table: nova.instances, kept_for: P30D                   | true
            table: nova.instances, purged_at: 2024-01-02T00:00:00Z  | true
            table: nova.services, absence_from: 2024-01-02T00:00:00Z, absence_to: 2024-01-03T00:00:00Z | true
            table: "*", column: disabled                            | false
            table: "*", absence_from: 2024-01-02T00:00:00Z          | false
            table: nova.services, column: disabled, kept_for: P1D   | false
            table: nova.services, holds_for: 3 days                 | false
            table: nova.services, holds_for: P                      | false
            table: nova.services, holds: P3D                        | false
            table: nova.services, confidence: 2                     | false
            column: disabled                                        | false
            """)
    void reader_and_schema_take_the_same_windows(String fields, boolean right) {
        String text = "windows:\n  - { id: w-1, " + fields + " }\n";
        assertEquals(right, refusal("windows.yml", text).isEmpty(), refusal("windows.yml", text));
        assertEquals(right, fits("windows", text), text);
    }

    @Test
    void what_is_shipped_fits_its_schema() throws IOException {
        assertTrue(fits("windows", Files.readString(Path.of("evidence-loaders/windows.yml"))));
        // Settings of one's own are for a copy of the rules; the shipped ones are all in the schema.
        assertTrue(fits("region", Files.readString(Path.of("rules-drl/settings.yml"))));
        assertTrue(fits("signals", Files.readString(Path.of("src/main/resources/demo/example/signals.yml"))));
    }

    // -- what only the reader knows

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            table: nova.service                    | no loader is named after the table 'nova.service'. Maybe you meant nova.services.
            table: nova.shadow_instances           | Maybe nova.instances, which takes in its rows.
            table: nova.services, column: disabeld | no state of nova.services is held by the column 'disabeld'. Maybe you meant disabled.
            table: nova.services, absence_from: 2024-01-03T00:00:00Z, absence_to: 2024-01-02T00:00:00Z | 'absence_to' is not after 'absence_from'
            table: nova.services                   | this is the id of the shipped window of *
            """)
    void a_window_that_can_never_apply(String fields, String message) {
        String id = message.contains("id of the shipped") ? "rows" : "w-1";
        String said = refusal("windows.yml", "windows:\n  - { id: " + id + ", " + fields + " }\n");
        assertTrue(said.startsWith("r/windows.yml:2: window " + id + ": "), said);
        assertTrue(said.contains(message), said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            host: h     | inventory: vcpu=64         | no loader measures 'vcpu'. Maybe you meant vcpus.
            host: h     | inventory: vcpus=1 vcpus=2 | inventory gives vcpus twice
            host: h     | exists: maybe              | exists 'maybe' is none of false, true.
            host: h     | poool: reservable          | no rule reads 'poool' of a signal. Maybe you meant pool.
            instance: i | pool: reservable           | 'pool' as a statement cannot be said of an instance. Maybe of a host or a region.
            lease: l, host: h | exists: true         | the scope names host and lease
            """)
    void a_signal_that_can_never_be_right(String scope, String says, String message) {
        String said = refusal(
                "signals.yml",
                "# a remark\nsignals:\n  - { id: s-1, kind: statement, scope: { region: r, " + scope + " }, says: { "
                        + says + " } }\n");
        assertTrue(said.startsWith("r/signals.yml:3: signal s-1: "), said);
        assertTrue(said.contains(message), said);
    }

    @Test
    void all_that_is_wrong_is_said_at_once_in_the_order_of_the_file() {
        String said = refusal("signals.yml", """
                signals:
                  - id: b
                    kind: default
                    scope: { region: r, host: h }
                    says: { exists: true }
                  - id: b
                    kind: statement
                    scope: { regoin: r }
                    says: { pool: reservable }
                    from: 2024-01-02T00:00:00Z
                    to: 2024-01-01T00:00:00Z
                """);
        assertEquals("""
                r/signals.yml:3: signal b: no rule reads 'exists' of a default. Maybe kind: statement.
                    kind: default
                r/signals.yml:6: signal b: this id is used twice, see r/signals.yml:2. Maybe give one another name.
                    - id: b
                r/signals.yml:8: signal b: scope: unknown field 'regoin'. Maybe you meant region.
                r/signals.yml:8: signal b: scope: 'region' is missing.
                    scope: { regoin: r }
                r/signals.yml:11: signal b: 'to' is not after 'from'. Maybe the two are exchanged.
                    to: 2024-01-01T00:00:00Z""", said);
    }

    @Test
    void a_file_that_is_no_yaml_or_full_of_references_is_refused_with_its_line() {
        assertTrue(refusal("signals.yml", "signals:\n  - [a\n").startsWith("r/signals.yml:"));
        assertTrue(refusal("signals.yml", "").contains("is empty. Maybe begin it with 'signals:'"));
        assertTrue(refusal("signals.yml", "signal: []\n").contains("unknown field 'signal'. Maybe you meant signals."));
        String nested = "signals: " + "[".repeat(5000) + "]".repeat(5000) + "\n";
        assertTrue(refusal("signals.yml", nested).contains("is not readable YAML"));
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            laughs.append("a" + i + ": &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
        }
        assertTrue(refusal("signals.yml", laughs.toString()).startsWith("r/signals.yml"));
    }

    // ------------------------------------------------------------------------------------------------------------------

    /** What is said of a file, empty if it is taken. */
    private static String refusal(String name, String text) {
        TextFile file = new TextFile(name, text, TextFile.sha256(text.getBytes(StandardCharsets.UTF_8)));
        Knowledge knowledge = new Knowledge();
        for (TextFile shipped : TextFile.inFolder(null, "evidence-loaders")) {
            if (shipped.name().equals("windows.yml")) {
                knowledge.addWindows(shipped, "windows.yml", SnapshotFolder.LOADERS, false);
            }
        }
        try {
            if (name.equals("signals.yml")) {
                knowledge.addSignals(file, "r/" + name, READINGS, SnapshotFolder.LOADERS);
            } else {
                knowledge.addWindows(file, "r/" + name, SnapshotFolder.LOADERS, true);
            }
            return "";
        } catch (InputRefused e) {
            return e.getMessage();
        }
    }

    private static boolean fits(String schema, String yaml) {
        try {
            JsonSchema read = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                    .getSchema(Files.readString(Path.of("docs/reference/schema", schema + ".schema.json")));
            return read.validate(new ObjectMapper(new YAMLFactory()).readTree(yaml))
                    .isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
