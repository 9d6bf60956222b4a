package dev.hindcast.reasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Setting;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.Conditions.Attempt;
import dev.hindcast.reasoning.Conditions.Outcome;
import dev.hindcast.reasoning.Conditions.Tried;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That it judges as the engine does is tested on the sessions of all golden cases; here is what it says of a rule that does not fire. */
class ConditionsTest {
    private static final String HEAD = """
            package hindcast.rules
            import dev.hindcast.evidence.*
            import dev.hindcast.reasoning.*
            global dev.hindcast.reasoning.Conclusions conclude
            """;

    private static Attempt nearest(String when, Object... facts) {
        return conditions(when).nearest("X-01", List.of(facts));
    }

    private static Conditions conditions(String when) {
        String rule = HEAD + "rule \"A rule\" @id(\"X-01\") @since(\"0.1\") @precedence(1) @confidence(1.0)"
                + " @evidence(\"nova.instances\") @golden(\"a-case\")\nwhen\n" + when
                + "\nthen\n    conclude.exists(null, null);\nend\n";
        Rule known = new Rule("X-01", "A rule", "mine.drl", 5, 1, 1.0, "0.1", "nova.instances", "a-case");
        return new Conditions(List.of(new RuleText(new TextFile("mine.drl", rule, ""))), List.of(known));
    }

    private static List<String> failing(Attempt attempt) {
        return attempt.failing().stream().map(Tried::text).toList();
    }

    private static EndSign sign(String kind, long at) {
        return new EndSign(kind, at, at, "", 1.0, List.of());
    }

    @Test
    void the_fact_with_the_fewest_failing_conditions_is_the_nearest() {
        Attempt attempt = nearest(
                "EndSign(kind == \"event\", at > 5, detail == \"\")",
                sign("unbound", 1),
                sign("event", 3),
                sign("unbound", 2));
        assertEquals(List.of("EndSign: at > 5"), failing(attempt));
        assertTrue(attempt.narrow());
        assertEquals("3", attempt.failing().get(0).values().get("at"));
    }

    @Test
    void of_two_facts_equally_near_that_of_the_kind_asked_for_is_told() {
        Attempt attempt = nearest("EndSign(kind == \"event\", at > 5)", sign("unbound", 9), sign("event", 3));
        assertEquals(List.of("EndSign: at > 5"), failing(attempt));
    }

    @Test
    void what_reads_the_unknown_is_not_asked() {
        Held held = new Held("t", "1", "row", "", null, 0, 9, false, false, null, 5L, 1.0, List.of());
        Attempt attempt =
                nearest("Held(createdAt != null, createdAt < till, updatedAt != null, updatedAt < till)", held);
        assertEquals(
                List.of(Outcome.FAILS, Outcome.NOT_ASKED, Outcome.HOLDS, Outcome.HOLDS),
                attempt.conditions().stream().map(Tried::outcome).toList());
        assertTrue(attempt.narrow());
    }

    @Test
    void nothing_is_smaller_or_larger_than_the_unknown() {
        Held held = new Held("t", "1", "row", "", null, 0, 9, false, false, null, null, 1.0, List.of());
        assertFalse(nearest("Held(createdAt < till)", held).fires());
        assertFalse(nearest("Held(createdAt >= till)", held).fires());
        assertTrue(nearest("Held(createdAt == null || createdAt < from)", held).fires());
    }

    @Test
    void what_should_not_be_there_and_is_there_is_named() {
        Attempt attempt = nearest(
                "EndSign(kind == \"unbound\", $at : at)\n    not EndSign(kind == \"event\", at < $at)",
                sign("unbound", 5),
                sign("event", 4));
        assertEquals(List.of("not EndSign(kind == \"event\", at < $at)"), failing(attempt));
        assertEquals(4, ((EndSign) attempt.failing().get(0).factOrNull()).at());
        assertTrue(nearest(
                        "EndSign(kind == \"unbound\", $at : at)\n    not EndSign(kind == \"event\", at < $at)",
                        sign("unbound", 5),
                        sign("event", 6))
                .fires());
    }

    @Test
    void a_missing_fact_is_a_near_miss_only_where_nothing_is_asked_of_it() {
        assertTrue(nearest("Built()").narrow());
        Attempt attempt = nearest("Built(at > 3)");
        assertEquals(List.of("there is a Built", "Built: at > 3"), failing(attempt));
        assertFalse(attempt.narrow());
    }

    @Test
    void facts_are_joined_by_what_earlier_patterns_bind() {
        String when = "Setting(name == \"limit\", $limit : micros)\n    $one : EndSign($at : at)\n"
                + "    EndSign(this != $one, at - $at > $limit)";
        Object limit = new Setting("limit", "PT0.00001S", 10);
        assertTrue(nearest(when, limit, sign("a", 1), sign("b", 12)).fires());
        assertEquals(List.of("EndSign: at - $at > $limit"), failing(nearest(when, limit, sign("a", 1), sign("b", 11))));
    }

    @Test
    void lists_patterns_and_their_negations_are_read() {
        assertTrue(nearest("EndSign(kind in (\"event\", \"unbound\"))", sign("unbound", 1))
                .fires());
        assertFalse(nearest("EndSign(kind not in (\"event\", \"unbound\"))", sign("unbound", 1))
                .fires());
        assertTrue(nearest("EndSign(kind matches \"un.*\", (at == 1 || at == 2) && at != 3)", sign("unbound", 1))
                .fires());
        assertFalse(nearest("EndSign(kind not matches \"un.*\")", sign("unbound", 1))
                .fires());
    }

    @Test
    void the_shipped_rules_are_all_read() {
        Loaders loaders = Loaders.of(TextFile.inFolder(null, "evidence-loaders"));
        RuleBase base = RuleBase.compile(TextFile.inFolder(null, "rules-drl"), loaders);
        base.rules()
                .forEach(rule -> assertFalse(
                        base.conditions()
                                .nearest(rule.id(), List.of())
                                .conditions()
                                .isEmpty(),
                        rule.id()));
    }

    /** A sign that is there fails by itself; that there is none of another type is not known, nor what reads it. */
    @Test
    void of_a_type_that_is_not_kept_no_absence_is_claimed() {
        Attempt attempt = conditions("EndSign(kind == \"event\")\nBuilt($at : at)\nnot HostGone()\nEndSign(at > $at)")
                .nearest("X-01", List.of(sign("unbound", 7)), type -> type.equals("EndSign"));
        assertEquals(
                List.of(Outcome.FAILS, Outcome.NOT_KEPT, Outcome.NOT_KEPT, Outcome.NOT_ASKED),
                attempt.conditions().stream().map(Tried::outcome).toList());
        assertEquals(List.of("EndSign: kind == \"event\""), failing(attempt));
    }
}
