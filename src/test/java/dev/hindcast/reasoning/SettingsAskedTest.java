package dev.hindcast.reasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.evidence.Setting;
import dev.hindcast.evidence.TextFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsAskedTest {
    private static final List<Setting> SETTINGS =
            List.of(new Setting("churn", "PT1H", 1), new Setting("silence", "P60D", 2));
    private static final Host HOST = new Host("n1");
    private static final HostGone GONE = new HostGone("n1", 7, List.of());

    @Test
    void a_setting_is_needed_beside_all_facts_that_its_rule_asks_for() {
        String rule = rule("Setting(name == \"churn\", $limit : micros)", "Host()", "HostGone()");
        assertEquals(List.of(), asked(rule));
        assertEquals(List.of(), asked(rule, HOST));
        assertEquals(List.of("churn"), asked(rule, HOST, GONE));
    }

    @Test
    void what_may_be_absent_is_not_waited_for() {
        assertEquals(List.of("churn"), asked(rule("Setting(name == \"churn\")", "Host()", "not HostGone()"), HOST));
    }

    @Test
    void a_rule_with_an_or_gets_its_setting_whatever_else_there_is() {
        assertEquals(List.of("churn"), asked(rule("Setting(name == \"churn\")", "(Host() or HostGone())")));
        assertEquals(List.of("churn"), asked(rule("Setting(name == \"churn\")", "Host(name == \"a\" || == \"b\")")));
    }

    @Test
    void a_rule_that_names_no_setting_gets_all() {
        assertEquals(List.of("churn", "silence"), asked(rule("Setting($name : name)", "Host()"), HOST));
        assertEquals(List.of("churn", "silence"), asked(rule("Setting(name != \"churn\")", "Host()"), HOST));
    }

    @Test
    void a_fact_is_also_what_its_class_implements() {
        assertEquals(List.of("churn"), asked(rule("Setting(name == \"churn\")", "Because()"), GONE));
        assertEquals(List.of(), asked(rule("Setting(name == \"churn\")", "Because()"), HOST));
    }

    private static List<String> asked(String rule, Object... facts) {
        RuleText text = new RuleText(new TextFile("x.drl", rule, ""));
        return new SettingsAsked(List.of(text))
                .beside(List.of(facts), SETTINGS).stream().map(Setting::name).toList();
    }

    private static String rule(String... conditions) {
        return "rule \"A rule\"\nwhen\n" + String.join("\n", conditions) + "\nthen\nconclude.poolUnspoken();\nend\n";
    }
}
