package dev.hindcast.audit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.store.ResultInputs;
import dev.hindcast.store.ResultInputs.Named;
import dev.hindcast.store.ResultInputs.SourceText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputChangeTest {
    @Test
    void a_source_is_its_content_and_its_instant_wherever_it_lies() {
        assertEquals(
                List.of("source b.sql (changed)", "source c.sql (missing)", "source d.sql (added)"),
                told(
                        sources(source("a.sql", "1", 10), source("b.sql", "2", 20), source("c.sql", "3", 30)),
                        sources(source("old/a.sql", "1", 10), source("b.sql", "4", 20), source("d.sql", "3", 40))));
    }

    @Test
    void a_rule_is_told_by_what_differs_of_it_and_its_file_is_not() {
        assertEquals(
                List.of(
                        "rule POOL-01 (precedence 40 is 50)",
                        "rule POOL-02 (its text changed)",
                        "rule POOL-03 (added)"),
                told(
                        rules(Map.of("rules 30.drl", "x"), rule("POOL-01", "40", "a"), rule("POOL-02", "40", "b")),
                        rules(
                                Map.of("rules 30.drl", "y"),
                                rule("POOL-01", "50", "a'"),
                                rule("POOL-02", "40", "b'"),
                                rule("POOL-03", "40", "c"))));
    }

    @Test
    void a_file_of_rules_is_told_where_none_of_its_rules_differs() {
        assertEquals(
                List.of("rule file 30.drl (changed)"),
                told(
                        rules(Map.of("rules 30.drl", "x"), rule("POOL-01", "40", "a")),
                        rules(Map.of("rules 30.drl", "y"), rule("POOL-01", "40", "a"))));
    }

    @Test
    void windows_settings_options_and_the_version_are_told_by_what_they_say() {
        ResultInputs before = new ResultInputs(
                Map.of(
                        "loaders windows.yml",
                        "x",
                        "setting kvm/silence",
                        "P60D",
                        "hindcast",
                        "1",
                        "as_of",
                        "",
                        "until",
                        ""),
                List.of(),
                List.of(),
                List.of(),
                List.of(window("P400D")));
        ResultInputs after = new ResultInputs(
                Map.of(
                        "loaders windows.yml", "y",
                        "setting kvm/silence", "P30D",
                        "hindcast", "2",
                        "as_of", "2024-01-01T00:00:00Z",
                        "until", ""),
                List.of(),
                List.of(),
                List.of(),
                List.of(window("P1D")));
        assertEquals(
                List.of(
                        "window rows (holds_for P400D is P1D)",
                        "setting silence (P60D is P30D)",
                        "option --as-of (none is 2024-01-01T00:00:00Z)",
                        "version of hindcast (1 is 2)"),
                told(before, after));
    }

    private static List<String> told(ResultInputs before, ResultInputs after) {
        return InputChange.between(before, after).stream()
                .map(InputChange::text)
                .toList();
    }

    private static ResultInputs sources(SourceText... sources) {
        return new ResultInputs(Map.of(), List.of(sources), List.of(), List.of(), List.of());
    }

    private static SourceText source(String path, String sha256, long seen) {
        return new SourceText("kvm", path, sha256, seen);
    }

    private static ResultInputs rules(Map<String, String> run, Named... rules) {
        return new ResultInputs(run, List.of(), List.of(rules), List.of(), List.of());
    }

    private static Named rule(String id, String precedence, String text) {
        return new Named("", id, "30.drl", List.of("precedence"), List.of(precedence, text));
    }

    private static Named window(String holdsFor) {
        return new Named("kvm", "rows", "*", List.of("holds_for"), List.of(holdsFor));
    }
}
