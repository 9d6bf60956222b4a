package dev.hindcast.reasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Knowledge;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Setting;
import dev.hindcast.evidence.TextFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {
    private static final Loaders LOADERS = Loaders.of(TextFile.inFolder(null, "evidence-loaders"));
    private static final List<TextFile> FILES = TextFile.inFolder(null, "rules-drl");
    private static final RuleBase RULES = RuleBase.compile(FILES, LOADERS);
    private static final SortedMap<String, Setting> SETTINGS = Knowledge.settingsOf(FILES);
    private static final Conditions CONDITIONS = RULES.conditions();

    private static final String HEARTBEAT = """
            scenarios:
              - scenario: silent
                given:
                  Host: { name: kvm-1 }
                  NovaService: { host: kvm-1, binaryName: nova-compute, lastSeenUp: 2024-01-01, lastSeen: 2024-01-05 }
                then:
                  HOST-06: { existence: gone, from: 2024-01-01 }
                unless:
                  - NovaService: { lastSeen: 2024-01-04 }
                    because: three days are the limit
            """;

    private static List<Scenario> read(String text) {
        return ScenarioFile.read(new TextFile("mine.yml", text, ""), RULES, LOADERS, SETTINGS);
    }

    private static String amiss(String text) {
        return read(text).get(0).run(RULES, CONDITIONS, null).amiss();
    }

    @TestFactory
    Stream<DynamicTest> every_shipped_scenario_is_as_expected_and_each_of_its_changes_is_a_narrow_one() {
        return TextFile.inFolder(null, "rules-drl/scenarios").stream()
                .flatMap(file -> ScenarioFile.read(file, RULES, LOADERS, SETTINGS).stream())
                .map(scenario -> dynamicTest(scenario.name(), () -> {
                    List<List<Object>> sessions = new ArrayList<>();
                    assertEquals(
                            "",
                            scenario.run(RULES, CONDITIONS, (subject, facts, fired) -> sessions.add(facts))
                                    .amiss());
                    for (int i = 0; i < scenario.unless().size(); i++) {
                        for (String rule : scenario.unless().get(i).rules()) {
                            List<Conditions.Tried> failing = CONDITIONS
                                    .nearest(rule, sessions.get(i + 1))
                                    .failing();
                            assertEquals(1, failing.size(), rule + ", change " + (i + 1) + ": " + failing);
                        }
                    }
                }));
    }

    @Test
    void what_came_out_otherwise_stands_beside_what_was_expected() {
        String amiss = amiss(HEARTBEAT.replace("gone, from: 2024-01-01", "gone, from: 2024-01-02"));
        assertEquals("""
                    HOST-06    expected                           actual
                               existence: gone, from 2024-01-02   existence: gone, from 2024-01-01
                """.indent(4).stripTrailing(), amiss.indent(4).stripTrailing());
    }

    @Test
    void of_a_rule_that_did_not_fire_the_failing_condition_is_told_with_the_nearest_fact() {
        String amiss = amiss(HEARTBEAT.replace("lastSeen: 2024-01-05", "lastSeen: 2024-01-03"));
        assertTrue(
                amiss.contains("NovaService: lastSeen - lastSeenUp > $limit fails; lastSeen is 2024-01-03T00:00:00Z,"
                        + " lastSeenUp is 2024-01-01T00:00:00Z, $limit is PT72H."),
                amiss);
        assertTrue(amiss.contains("10-host-existence.drl:"), amiss);
    }

    @Test
    void a_rule_that_fires_in_spite_of_a_change_is_told_with_the_reason_that_was_given() {
        String amiss = amiss(HEARTBEAT.replace("lastSeen: 2024-01-04", "lastSeen: 2024-01-20"));
        assertEquals(
                "    HOST-06 fires all the same with the change of line 9, and should not: three days are the limit\n",
                amiss);
    }

    @Test
    void a_rule_that_should_not_fire_and_does_is_told() {
        String amiss = amiss(HEARTBEAT + "    not:\n      HOST-07: nobody forgot it\n");
        assertEquals("    HOST-07 fires, and should not: nobody forgot it\n", amiss);
    }

    @Test
    void one_claim_more_or_less_than_expected_is_amiss() {
        String two = """
                scenarios:
                  - scenario: two
                    given:
                      Held:
                        - { table: nova.compute_nodes, column: row, from: 2024-01-01, till: 2024-01-02 }
                        - { table: nova.compute_nodes, column: row, from: 2024-01-03, till: 2024-01-04 }
                    then:
                      HOST-02:
                        - { existence: exists, from: 2024-01-03, to: 2024-01-04 }
                        - { existence: exists, from: 2024-01-01, to: 2024-01-02 }
                """;
        assertEquals("", amiss(two));
        String one = two.substring(0, two.lastIndexOf("        - "));
        assertTrue(amiss(one).contains("nothing more"), amiss(one));
    }

    @Test
    void a_setting_of_the_scenario_stands_in_place_of_the_shipped_one() {
        String patient = HEARTBEAT.replace("    then:", "    settings: { heartbeat_lost: P30D }\n    then:");
        assertTrue(amiss(patient).contains("$limit is PT720H"), amiss(patient));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "HOST-06|HOST-66|mine.yml:7: No rule has the id 'HOST-66'. Maybe HOST-06.",
                "NovaService: { host|NovaServise: { host|mine.yml:5: There is no fact 'NovaServise'. Maybe NovaService.",
                "lastSeenUp: 2024-01-01|lastSeenUpp: 2024-01-01|mine.yml:5: NovaService has no 'lastSeenUpp' that can be"
                        + " given. Maybe lastSeenUp.",
                "name: kvm-1|nam: kvm-1|mine.yml:4: Host has no 'nam' that can be given. Maybe name.",
                "lastSeenUp: 2024-01-01|lastSeenUp: yesterday|mine.yml:5: lastSeenUp 'yesterday' is no time. Maybe"
                        + " 2024-01-31; or 2024-01-31T12:00:00Z.",
                "binaryName: nova-compute; |`` |mine.yml:5: NovaService needs 'binaryName'; which is never NULL in its"
                        + " table. Maybe binaryName: a name.",
                "existence: gone|existense: gone|mine.yml:7: A conclusion has no 'existense'. Maybe existence.",
                "existence: gone; from|from|mine.yml:7: A conclusion says one thing. Maybe one of activity",
                "scenario: silent|scenariu: silent|mine.yml:2: A scenario has no 'scenariu'. Maybe scenario.",
                "because: three|becose: three|mine.yml:10: A change has no 'becose'. Maybe because.",
                "given:|given: [|mine.yml:5: is not readable YAML",
                "Host: { name|Setting: { name|mine.yml:4: Setting is in every session. Maybe write it under settings:",
            })
    void what_is_wrong_with_a_file_is_told_with_its_line_and_what_to_do(String right, String wrong, String told) {
        // A comma would end the column.
        String text = HEARTBEAT.replaceFirst(
                java.util.regex.Pattern.quote(right.strip().replace(';', ',')),
                wrong.strip().replace(';', ','));
        assertFalse(text.equals(HEARTBEAT), "nothing was made wrong");
        String message = assertThrows(InputRefused.class, () -> read(text)).getMessage();
        assertTrue(message.startsWith(told.replace(';', ',')), message);
    }

    @Test
    void every_fact_that_a_rule_asks_for_can_be_given() {
        Set<String> types = new TreeSet<>(RULES.factTypes());
        types.removeAll(Set.of("Setting", "Horizon"));
        for (String type : types) {
            String text = "scenarios:\n  - scenario: one\n    given: { " + type
                    + ": { } }\n    not: { HOST-06: there is no service }\n";
            try {
                read(text);
            } catch (InputRefused e) {
                assertTrue(e.getMessage().contains(type + " needs '"), e.getMessage());
            }
        }
    }

    @Test
    void every_call_that_concludes_is_known_to_the_linter_the_catalogue_and_why_not() {
        TreeSet<String> calls = new TreeSet<>();
        for (java.lang.reflect.Method method : Conclusions.class.getDeclaredMethods()) {
            if (java.lang.reflect.Modifier.isPublic(method.getModifiers())) {
                calls.add(method.getName());
            }
        }
        calls.removeAll(Set.of("issue", "issueAbout", "latest", "earliest"));
        assertEquals(calls, new TreeSet<>(Conclusion.all().keySet()));
    }
}
