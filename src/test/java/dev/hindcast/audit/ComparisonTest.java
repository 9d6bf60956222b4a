package dev.hindcast.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.audit.Comparison.EntityChange;
import dev.hindcast.audit.Comparison.StateChange;
import dev.hindcast.audit.EntityState.Issue;
import dev.hindcast.audit.EntityState.State;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.SpanRow;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.spans.Certainty;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Entity HOST = new Entity(Entity.Kind.HOST, "node-1");
    private static final Map<String, String> SUSPECTS =
            Map.of("POOL-01", "POOL-01 changed", "POOL-09", "POOL-09 added", "signal s", "signal s added");

    @Test
    void equal_states_differ_in_nothing() {
        EntityState same = states(state("2024-01-01", "2024-02-01", "reservable", "POOL-01"));
        assertTrue(Comparison.entity(
                        same, states(state("2024-01-01", "2024-02-01", "reservable", "POOL-01")), SUSPECTS, List.of())
                .isEmpty());
    }

    @Test
    void only_the_stretch_that_differs_is_told_with_the_new_rule_as_its_cause() {
        assertEquals(
                List.of("2024-01-10..2024-02-01 reservable (POOL-02) -> unknown (POOL-09): POOL-09 added"),
                changes(
                        states(state("2024-01-01", "2024-02-01", "reservable", "POOL-02")),
                        states(
                                state("2024-01-01", "2024-01-10", "reservable", "POOL-02"),
                                state("2024-01-10", "2024-02-01", "unknown", "POOL-09"))));
    }

    @Test
    void a_rule_that_lost_is_the_cause_where_what_takes_its_place_did_not_change() {
        assertEquals(
                List.of("2024-01-01..2024-02-01 reservable (POOL-01) ->  (): POOL-01 changed"),
                changes(states(state("2024-01-01", "2024-02-01", "reservable", "POOL-01")), states()));
        assertEquals(
                List.of("2024-01-01..2024-02-01 reservable (POOL-01) -> unknown (POOL-05): POOL-01 changed"),
                changes(
                        states(state("2024-01-01", "2024-02-01", "reservable", "POOL-01")),
                        states(state("2024-01-01", "2024-02-01", "unknown", "POOL-05"))));
    }

    @Test
    void pieces_cut_elsewhere_are_one_change_if_they_say_the_same() {
        assertEquals(
                List.of("2024-01-01..2024-03-01 reservable (POOL-02) -> unknown (POOL-09): POOL-09 added"),
                changes(
                        states(
                                state("2024-01-01", "2024-01-20", "reservable", "POOL-02"),
                                state("2024-01-20", "2024-03-01", "reservable", "POOL-02")),
                        states(state("2024-01-01", "2024-03-01", "unknown", "POOL-09"))));
    }

    @Test
    void the_value_may_stay_and_another_rule_decide_it() {
        List<StateChange> changes = Comparison.entity(
                        states(state("2024-01-01", "2024-02-01", "reservable", "POOL-02")),
                        states(state("2024-01-01", "2024-02-01", "reservable", "POOL-09")),
                        SUSPECTS,
                        List.of())
                .states();
        assertEquals(1, changes.size());
        assertTrue(changes.get(0).sameValue());
    }

    @Test
    void what_rests_on_no_suspect_has_the_cause_of_what_it_follows() {
        EntityChange change = Comparison.entity(
                states(state("2024-01-01", "2024-02-01", "reservable", "POOL-02")),
                states(),
                SUSPECTS,
                List.of("what its lease did"));
        assertEquals(List.of("what its lease did"), change.causes());
    }

    @Test
    void of_causes_that_accumulate_only_those_count_that_differ() {
        EntityState before = new EntityState(HOST, List.of(mask("flag", "MAINT-01")), List.of(), List.of());
        EntityState after = new EntityState(
                HOST, List.of(mask("flag", "MAINT-01"), mask("outage", "MAINT-02", "signal s")), List.of(), List.of());
        assertEquals(
                List.of("2024-01-01..2024-02-01 flag (MAINT-01) -> flag+outage (MAINT-01+MAINT-02): signal s added"),
                changes(before, after));
    }

    @Test
    void an_issue_is_gone_or_new_whoever_raised_it() {
        EntityState before = issues(issue("pk_churn", "note", "HOST-02"), issue("null_host", "notice", "POOL-01"));
        EntityState after = issues(issue("pk_churn", "note", "HOST-03"), issue("null_host", "action", "POOL-01"));
        List<String> told = Comparison.entity(before, after, SUSPECTS, List.of()).issues().stream()
                .map(change ->
                        (change.gone() ? "gone " : "new ") + change.issue().severity() + " "
                                + change.issue().kind() + ": " + String.join("; ", change.causes()))
                .toList();
        assertEquals(List.of("gone notice null_host: POOL-01 changed", "new action null_host: POOL-01 changed"), told);
    }

    @Test
    void months_are_told_in_which_a_series_differs_at_any_instant() {
        // One node over the 60 days of January and February, against one from 11 January to 1 February and again from
        // 11 February.
        Balances before = balances(span("2024-01-01", "2024-03-01"));
        Balances after = balances(span("2024-01-11", "2024-02-01"), span("2024-02-11", "2024-03-01"));
        assertEquals(
                List.of("total nodes 2024-01 744 -> 504", "total nodes 2024-02 696 -> 456"), totals(before, after));
    }

    @Test
    void a_month_is_told_even_if_its_sum_stays() {
        Balances before = balances(span("2024-01-01", "2024-01-11"));
        Balances after = balances(span("2024-01-11", "2024-01-21"));
        assertEquals(List.of("total nodes 2024-01 240 -> 240"), totals(before, after));
        assertEquals(List.of(), totals(before, before));
    }

    private static List<String> totals(Balances before, Balances after) {
        return Comparison.series(before, after).stream()
                .filter(change -> change.series().text().equals("total"))
                .map(change -> change.series().text() + " " + change.resource() + " " + change.monthText() + " "
                        + change.before().value().stripTrailingZeros().toPlainString() + " -> "
                        + change.after().value().stripTrailingZeros().toPlainString())
                .toList();
    }

    private static Balances balances(SpanRow... spans) {
        Balances balances =
                new Balances(Micros.parse("2024-01-01"), Micros.parse("2024-03-01"), new TreeSet<>(List.of("nodes")));
        List.of(spans).forEach(balances::add);
        return balances;
    }

    private static SpanRow span(String from, String till) {
        Quantities one = new Quantities(new TreeMap<>(Map.of("nodes", Quantities.ONE)));
        return new SpanRow(1, "nova_host", "", one, Certainty.KNOWN, Micros.parse(from), Micros.parse(till));
    }

    private static List<String> changes(EntityState before, EntityState after) {
        return Comparison.entity(before, after, SUSPECTS, List.of()).states().stream()
                .map(change -> Micros.text(change.from()).substring(0, 10) + ".."
                        + Micros.text(change.till()).substring(0, 10) + " " + change.oldValue() + " ("
                        + change.oldRule() + ") -> " + change.newValue() + " (" + change.newRule() + "): "
                        + String.join("; ", change.causes()))
                .toList();
    }

    private static EntityState states(State... states) {
        return new EntityState(HOST, List.of(states), List.of(), List.of());
    }

    private static State state(String from, String till, String value, String rule) {
        return new State(Attribute.POOL, value, Micros.parse(from), Micros.parse(till), 1.0, rule, List.of(rule));
    }

    private static State mask(String cause, String... grounds) {
        return new State(
                Attribute.MAINTENANCE,
                cause,
                Micros.parse("2024-01-01"),
                Micros.parse("2024-02-01"),
                1.0,
                grounds[0],
                List.of(grounds));
    }

    private static EntityState issues(Issue... issues) {
        return new EntityState(HOST, List.of(), List.of(), List.of(issues));
    }

    private static Issue issue(String kind, String severity, String rule) {
        return new Issue(kind, severity, "node-1", "node-1", 0, 1, "", List.of(rule));
    }
}
