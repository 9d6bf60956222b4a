package dev.hindcast.reasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Mistake;
import dev.hindcast.evidence.TextFile;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One test per finding: a rule that is in order, and one thing wrong with it. */
class RuleLinterTest {
    private static final Loaders LOADERS = Loaders.of(List.of(new TextFile("nova.services.sql", """
            -- loader: nova.services
            -- fact:   NovaService
            -- about:  service
            -- entity: host
            -- key:    id
            -- reads:  id, host, state, binary, disabled, report_count, created_at
            -- column createdAt   instant           <- created_at
            -- column host        String            <- host
            -- column state       String            <- state
            -- column binaryName  String   required <- binary
            -- column disabled    Boolean           <- disabled
            -- column reportCount Long              <- report_count
            SELECT raw.origin FROM raw
            """, "")));

    private static final String HEAD = """
            package hindcast.rules
            import dev.hindcast.evidence.Setting
            import dev.hindcast.reasoning.*
            global dev.hindcast.reasoning.Conclusions conclude
            """;

    private static final String RULE = """
            rule "A host exists while its service row stands"
                @id("HOST-01") @since("0.1") @precedence(50)
                @confidence(0.9) @evidence("nova.services") @golden("kvm-host-lives-with-its-service")
            when
                Host($name : name)
                $row : NovaService(host != null, host == $name)
            then
                conclude.exists($row.getCreatedAt(), null, $row);
            end
            """;

    private static final String CONDITION = "$row : NovaService(host != null, host == $name)";
    private static final String CONCLUSION = "conclude.exists($row.getCreatedAt(), null, $row);";
    private static final int RULE_LINE = 5;
    private static final int CONDITION_LINE = 10;
    private static final int CONCLUSION_LINE = 12;

    @Test
    void a_clean_rule_has_no_findings() {
        assertClean(RULE);
    }

    @Test
    void what_stands_in_comments_and_texts_is_not_read() {
        assertClean(with(
                CONDITION,
                "/* salience 10 \n modify( */ $row : NovaService(state == \"not (a and b) // 5000\") // eval"));
    }

    @Test
    void a_problem_names_file_line_rule_and_sentence() {
        assertEquals("""
                10-host.drl:10: rule "A host exists while its service row stands" [unknown-property]
                    $row : NovaService(hots == "a")
                                       ^^^^
                    NovaService has no property 'hots'.
                    Maybe you meant host.""", Mistake.text(lint(HEAD + with(CONDITION, "$row : NovaService(hots == \"a\")"))));
    }

    // -- the file

    @Test
    void another_package_is_refused() {
        String text = (HEAD + RULE).replace("package hindcast.rules", "package site.rules");
        assertFound(lint(text), 1, "one package", "Maybe package hindcast.rules");
    }

    @Test
    void a_missing_package_is_refused() {
        assertFound(
                lint((HEAD + RULE).replace("package hindcast.rules\n", "")), 1, "does not begin with its package", "");
    }

    @Test
    void another_global_is_refused() {
        assertFound(lint(HEAD + "global java.util.List sink\n" + RULE), 5, "one global", "Conclusions conclude");
    }

    @Test
    void an_import_from_elsewhere_is_refused() {
        assertFound(lint(HEAD + "import java.io.File\n" + RULE), 5, "not java.io.File", "delete");
        assertFound(lint(HEAD + "import java.util.*\n" + RULE), 5, "not java.util.*", "delete");
        assertFound(lint(HEAD + "import static java.lang.System.exit\n" + RULE), 5, "java.lang.System.exit", "delete");
    }

    @Test
    void an_import_of_a_misspelt_fact_is_refused() {
        assertFound(
                lint(HEAD + "import dev.hindcast.reasoning.Hosst\n" + RULE), 5, "There is no", "Maybe you meant Host.");
    }

    @Test
    void a_fact_that_the_file_itself_does_not_import_is_refused() {
        assertFound(
                lint((HEAD + RULE).replace("import dev.hindcast.reasoning.*\n", "")),
                8,
                "does not import Host",
                "Maybe import dev.hindcast.reasoning.Host");
    }

    @Test
    void a_function_a_query_and_a_declaration_are_refused() {
        for (String word : List.of("function", "query", "declare")) {
            assertFound(
                    lint(HEAD + word + " something() { return 1; }\n" + RULE),
                    5,
                    "'" + word + "' has no place",
                    "Maybe");
        }
    }

    @Test
    void nothing_hides_behind_a_semicolon() {
        String imported = "import dev.hindcast.reasoning.*";
        assertEquals("", Mistake.text(lint((HEAD + RULE).replace(imported, imported + ";"))));
        assertFound(
                lint((HEAD + RULE).replace(imported, imported + "; import java.io.File")), 3, "not java.io.File", "");
        assertFound(lint((HEAD + RULE).replace(imported, imported + ";\nfunction void a() {}")), 4, "'function'", "");
    }

    @Test
    void a_unicode_escape_is_refused_even_in_a_comment() {
        assertFound(lint(HEAD + "// \\u000a\n" + RULE), 5, "hides", "the letter itself");
    }

    @Test
    void an_open_quote_or_comment_is_found_where_it_begins() {
        assertFound(
                lint(HEAD + with(CONDITION, "$row : NovaService(state == \"a)")), CONDITION_LINE, "never closed", "");
        assertFound(lint(HEAD + RULE + "/* the rest"), 14, "comment", "*/");
    }

    @Test
    void a_rule_without_end_is_refused() {
        assertFound(
                lint(HEAD
                        + RULE.replace("end\n", "")
                        + RULE.replace("A host", "Another host").replace("01", "02")),
                CONCLUSION_LINE,
                "no end",
                "Maybe");
    }

    // -- name and metadata

    @Test
    void a_name_is_a_quoted_sentence() {
        assertFound(lint(HEAD + RULE.replace("\"A host", "\"a host")), RULE_LINE, "capital letter", "Maybe");
        assertFound(
                lint(HEAD + RULE.replace("\"A host exists while its service row stands\"", "HostExists")),
                RULE_LINE,
                "not quoted",
                "Maybe");
    }

    @Test
    void a_name_and_an_id_are_unique_over_all_files() {
        List<Mistake> problems = lint(List.of(file("10-host.drl", HEAD + RULE), file("20-pool.drl", HEAD + RULE)));
        assertEquals(1, problems.size());
        assertEquals("20-pool.drl", problems.get(0).file());
        assertFound(problems, RULE_LINE, "at 10-host.drl:5 already, with the same name and @id", "delete one");
        problems = lint(HEAD + RULE + RULE.replace("A host", "Another host"));
        assertFound(problems, 15, "10-host.drl:5 has the same @id", "HOST-02");
        assertEquals(1, problems.size());
        problems = lint(HEAD + RULE + RULE.replace("HOST-01", "HOST-02"));
        assertFound(problems, 14, "10-host.drl:5 has the same name", "how the two differ");
        assertEquals(1, problems.size());
    }

    @Test
    void each_metadata_is_required() {
        for (String metadata : List.of("id", "since", "precedence", "confidence", "evidence", "golden")) {
            String text = RULE.replaceFirst("@" + metadata + "\\([^)]*\\)", "");
            assertFound(lint(HEAD + text), RULE_LINE, "no @" + metadata, "Maybe @" + metadata + "(");
        }
    }

    @Test
    void each_metadata_has_its_form() {
        assertFound(lint(HEAD + RULE.replace("HOST-01", "host one")), 6, "@id is not in order", "POOL-03");
        assertFound(
                lint(HEAD + RULE.replace("@precedence(50)", "@precedence(\"50\")")), 6, "@precedence", "whole number");
        assertFound(
                lint(HEAD + RULE.replace("@precedence(50)", "@precedence(high)")), 6, "@precedence", "whole number");
        assertFound(lint(HEAD + RULE.replace("@confidence(0.9)", "@confidence(0)")), 7, "@confidence", "above 0");
        assertFound(lint(HEAD + RULE.replace("@confidence(0.9)", "@confidence(1.5)")), 7, "@confidence", "at most 1");
        assertFound(lint(HEAD + RULE.replace("kvm-host", "KVM host")), 7, "@golden", "Maybe @golden");
        assertFound(lint(HEAD + RULE.replace("\"0.1\"", "0.1")), 6, "@since", "Maybe @since");
    }

    @Test
    void metadata_twice_or_misspelt_is_refused() {
        assertFound(lint(HEAD + RULE.replace("@since", "@precedence(1) @since")), 6, "twice", "Maybe");
        assertFound(
                lint(HEAD + RULE.replace("@since", "@sinse(\"1\") @since")),
                6,
                "no metadata @sinse",
                "Maybe you meant @since.");
    }

    @Test
    void attributes_of_the_engine_are_refused() {
        for (String attribute : List.of(
                "salience 10",
                "no-loop true",
                "lock-on-active",
                "agenda-group \"a\"",
                "activation-group \"a\"",
                "ruleflow-group \"a\"",
                "auto-focus true",
                "enabled false",
                "timer (int: 5)",
                "calendars \"a\"",
                "duration 5",
                "date-effective \"1\"",
                "date-expires \"1\"",
                "dialect \"mvel\"")) {
            String name = attribute.split(" ")[0];
            assertFound(
                    lint(HEAD + RULE.replace("when\n", attribute + "\nwhen\n")),
                    8,
                    "'" + name + "' is not allowed",
                    "Maybe");
        }
        assertFound(lint(HEAD + "dialect \"mvel\"\n" + RULE), 5, "'dialect' has no place", "Maybe");
    }

    // -- conditions

    @Test
    void what_hides_its_matches_is_refused() {
        assertCondition("$row : NovaService() from $name.rows", "'from' is not allowed", "bind each fact");
        assertCondition("accumulate(NovaService(); $row : count())", "'accumulate' is not allowed", "bind each fact");
        assertCondition("$row : collect(NovaService())", "'collect' is not allowed", "bind each fact");
        assertCondition("forall(NovaService())", "'forall' is not allowed", "bind each fact");
        assertCondition("eval(true)", "'eval' is not allowed", "bind each fact");
    }

    @Test
    void not_and_exists_stand_over_one_fact() {
        for (String word : List.of("not", "exists")) {
            String more = "more than one fact";
            assertCondition(word + " (NovaService() and Held())\n" + CONDITION, more, "split");
            assertCondition(word + " (NovaService() or Held())\n" + CONDITION, more, "split");
            assertCondition(word + " (NovaService() Held())\n" + CONDITION, more, "split");
            assertCondition(word + " (NovaService() && not Held())\n" + CONDITION, more, "split");
            assertClean(with(CONDITION, word + " (NovaService(state == \"a\"))\n" + CONDITION));
            assertClean(with(CONDITION, word + " NovaService(state == \"a\" || reportCount == 1)\n" + CONDITION));
        }
    }

    @Test
    void a_rule_has_six_patterns_at_most() {
        assertClean(with(CONDITION, CONDITION + " not Held()".repeat(4)));
        assertFound(
                lint(HEAD + with(CONDITION, CONDITION + " not Held()".repeat(5))), RULE_LINE, "7 conditions", "split");
    }

    @Test
    void a_condition_that_is_none_is_refused() {
        assertCondition("NovaService\n" + CONDITION, "cannot be read as a condition", "Maybe");
        assertFound(
                lint(HEAD + RULE.replace("when\n", "").replace("Host($name : name)", "")),
                RULE_LINE,
                "no when",
                "Maybe");
    }

    @Test
    void an_unknown_fact_is_refused() {
        assertCondition("$row : NovaServise()", "no fact 'NovaServise'", "Maybe you meant NovaService.");
        assertCondition("$row : Hold() Held()", "no fact 'Hold'", "Maybe you meant Held.");
    }

    @Test
    void an_unknown_property_is_refused() {
        assertCondition(
                "$row : NovaService(binaryNames == \"a\")", "no property 'binaryNames'", "Maybe you meant binaryName.");
        assertCondition("$row : NovaService($since : sinc)", "no property 'sinc'", "Maybe you meant since.");
        assertCondition(
                CONDITION + " Commitment(wholeHots == true)", "no property 'wholeHots'", "Maybe you meant wholeHost.");
        assertCondition("$row : NovaService(inventory.emty == true)", "no property 'emty'", "Maybe you meant empty.");
    }

    @Test
    void properties_of_rows_and_those_worked_out_are_known() {
        assertClean(with(
                CONDITION, "$row : NovaService(table == \"nova.services\", latest, standing == true, $s : since)"));
        assertClean(
                with(CONDITION, CONDITION + " Commitment(wholeHost, purpose == \"maintenance\", confidence < 1.0)"));
        assertClean(with(CONDITION, "$row : NovaService(inventory.empty == false)"));
    }

    @Test
    void an_unbound_variable_is_refused() {
        assertCondition(CONDITION + " Held(key == $nam)", "$nam is used before", "Maybe you meant $name.");
    }

    @Test
    void a_condition_calls_nothing_from_outside() {
        assertCondition("$row : NovaService(firstSeen > System.nanoTime())", "reads a clock", "Horizon");
        assertCondition("$row : NovaService(firstSeen > now())", "reads a clock", "Horizon");
        assertCondition(
                "$row : NovaService(firstSeen > Long.parseLong(\"1\"))", "must not call Long.parseLong", "Maybe");
        assertCondition("$row : NovaService(binaryName == new String(\"a\"))", "'new' has no place", "Maybe");
        assertCondition("$row : NovaService(\"\".class.name == $name)", "'class' has no place", "Maybe");
        assertCondition("$row : NovaService(binaryName.getClass() == $name)", "'getClass' has no place", "Maybe");
    }

    @Test
    void a_threshold_is_no_constant() {
        assertCondition("$row : NovaService(firstSeen > 86400000000)", "86400000000 is a threshold", "settings.yml");
        assertCondition("$row : NovaService(lastSeen - firstSeen > 60 * 24)", "60 is a threshold", "Setting(");
        assertCondition("$row : NovaService(sightings > 1_000L)", "1_000L is a threshold", "Setting(");
        assertCondition("$row : NovaService(this after[10d] $name)", "10d is a threshold", "Setting(");
        assertClean(with(CONDITION, "$row : NovaService(sightings > 1)"));
    }

    @Test
    void a_constant_is_of_its_propertys_kind() {
        assertCondition("$row : NovaService(sightings == \"2\")", "sightings is a number", "a number");
        assertCondition("$row : NovaService(binaryName == 2)", "binaryName is a text", "\"2\"");
        assertCondition("$row : NovaService(disabled == \"true\")", "disabled is yes or no", "without quotes");
        assertCondition("$row : NovaService(sightings in (1, \"2\"))", "sightings is a number", "a number");
    }

    @Test
    void the_property_stands_on_the_left() {
        assertCondition("$row : NovaService(1 < sightings)", "stands on the right", "turn it round");
        assertCondition(
                "$row : NovaService(sightings > 1 && < 5)", "A side of < is missing", "Maybe name the property");
    }

    // -- the unknown

    @Test
    void a_bare_yes_or_no_that_may_be_unknown_is_refused() {
        assertCondition("$row : NovaService(disabled)", "breaks where disabled is unknown", "disabled == true");
        assertCondition("$row : NovaService(!disabled)", "breaks where disabled is unknown", "disabled == false");
        assertCondition("$row : NovaService(sightings)", "compared with nothing", "Maybe");
    }

    @Test
    void tests_that_the_unknown_passes_need_a_null_test_first() {
        assertUnknown("state != \"a\"", "state");
        assertUnknown("state not matches \"a.*\"", "state");
        assertUnknown("state not in (\"a\", \"b\")", "state");
        assertUnknown("state not contains \"a\"", "state");
        assertUnknown("disabled != true", "disabled");
        assertUnknown("reportCount != 0", "reportCount");
    }

    @Test
    void orders_of_what_may_be_unknown_need_a_null_test_first() {
        assertUnknown("reportCount < 1", "reportCount");
        assertUnknown("reportCount >= sightings", "reportCount");
        assertUnknown("lastSeen - createdAt > $other", "createdAt");
        assertUnknown("seenBefore <= firstSeen", "seenBefore");
    }

    @Test
    void joins_on_what_may_be_unknown_need_a_null_test_first() {
        assertUnknown("host == $name", "host");
        assertUnknown("host == binaryName", "host");
    }

    @Test
    void a_property_of_what_may_be_unknown_needs_a_null_test_first() {
        assertCondition("$row : NovaService(host.length > 1)", "host.length breaks", "host != null");
    }

    @Test
    void records_of_ours_have_unknowns_too() {
        assertCondition(CONDITION + " Held(createdAt > 1)", "createdAt may be unknown", "createdAt != null");
        assertClean(with(CONDITION, CONDITION + " Held(key == $name, value != \"true\", from > 1)"));
    }

    @Test
    void tests_that_the_unknown_fails_need_none() {
        for (String test : List.of(
                "state == \"a\"",
                "state in (\"a\", \"b\")",
                "state matches \"a.*\"",
                "disabled == true",
                "host == null",
                "binaryName != \"a\"",
                "binaryName == $name",
                "latest")) {
            assertClean(with(CONDITION, "$row : NovaService(" + test + ")"));
        }
    }

    @Test
    void a_null_test_holds_as_far_as_it_is_joined_by_and() {
        assertClean(with(CONDITION, "$row : NovaService(state != null && state != \"a\", state != \"b\")"));
        assertClean(with(CONDITION, "$row : NovaService(state == null || state != \"a\")"));
        assertClean(with(CONDITION, "$row : NovaService(state != null && (latest == true || state != \"a\"))"));
        assertClean(with(CONDITION, "$row : NovaService($h : state, $h != null, $h != \"a\")"));
        assertUnknown("latest == true || state != \"a\"", "state");
        assertUnknown("state != null || latest == true, state != \"a\"", "state");
        assertUnknown("(state != null && latest == true) || state != \"a\"", "state");
        assertUnknown("state == null || latest == true, state != \"a\"", "state");
        assertUnknown("state != \"a\", state != null", "state");
    }

    @Test
    void a_negated_group_is_refused() {
        assertCondition("$row : NovaService(!(state == \"a\"))", "also matches where a value is unknown", "== into !=");
    }

    @Test
    void a_variable_that_may_be_unknown_is_not_compared_by_unequal() {
        String held = " Held(from != $at)";
        assertCondition("$row : NovaService($at : reportCount)" + held, "where $at is unknown", "binds $at");
        assertClean(with(CONDITION, "$row : NovaService($at : reportCount, reportCount != null)" + held));
    }

    // -- the conclusion

    @Test
    void a_conclusion_may_bound_its_times_and_put_a_text_together() {
        assertConclusionClean(
                "conclude.exists(conclude.latest($row.getCreatedAt(), $row.getFirstSeen()), null, $row);");
        assertConclusionClean("conclude.issue(\"kind\", \"note\", null, null, \"Host \" + $name + \".\", $row);");
        assertConclusionClean("conclude.existenceUnknown(null, null);");
    }

    @Test
    void a_conclusion_is_one_call() {
        assertConclusion("", "concludes nothing", "Maybe conclude.");
        assertConclusion(CONCLUSION + " " + CONCLUSION, "one thing", "a rule of its own");
        assertConclusion("conclude.exists(null, null, $row)", "semicolon", "Maybe");
        assertConclusion("$row.rest(null);", "one call of conclude", "Maybe");
        assertConclusion("java.lang.Runtime.getRuntime().exit(1);", "one call of conclude", "Maybe");
    }

    @Test
    void a_conclusion_changes_no_fact() {
        for (String word : List.of("modify", "update", "delete", "retract", "insert", "insertLogical")) {
            assertConclusion(word + "($row);", "'" + word + "' would change the facts", "Maybe");
        }
    }

    @Test
    void a_conclusion_decides_nothing() {
        for (String word : List.of("if", "for", "while")) {
            assertConclusion(word + " (true) " + CONCLUSION, "'" + word + "' has no place", "Maybe");
        }
        assertConclusion("conclude.exists(new Long(1), null, $row);", "'new' has no place", "Maybe");
        assertConclusion("conclude.exists(System.nanoTime(), null, $row);", "reads a clock", "Horizon");
        assertConclusion("conclude.exists($row.getFirstSeen() + 5, null, $row);", "no arithmetic", "made in Java");
        assertConclusion("conclude.exists(Long.valueOf(1), null, $row);", "'Long' is neither", "Maybe");
        assertConclusion("conclude.exists(conclude.gone(null, null, $row), null, $row);", "may be called", "");
        assertConclusion("conclude.latest(1, 2);", "Nothing can be concluded by 'latest'", "");
    }

    @Test
    void a_conclusion_is_spelt_as_it_is_known() {
        assertConclusion(
                "conclude.exist(null, null, $row);", "Nothing can be concluded by 'exist'", "Maybe you meant exists.");
        assertConclusion(
                "conclude.exists($row);",
                "another number of arguments",
                "Maybe conclude.exists(time, time, facts ...)");
        assertConclusion(
                "conclude.exists($row.getCreateAt(), null, $row);",
                "no 'getCreateAt()'",
                "Maybe you meant $row.getCreatedAt().");
        assertConclusion(
                "conclude.exists(null, null, $rows);", "$rows is bound by no condition", "Maybe you meant $row.");
        assertConclusion("conclude.kind($name.trim(), $row);", "no 'trim()'", "");
    }

    /** A call that concludes that there was nothing speaks of the same as the one that concludes that there was something. */
    @Test
    void what_there_was_not_is_concluded_of_the_same_as_what_there_was() {
        assertConclusion(
                "conclude.notHeld(\"a-1\", null, null, $row);",
                "conclude.notHeld speaks of an allocation, but the rule's facts are about a host.",
                "facts about an allocation");
        assertConclusionClean("conclude.noMask(null, null, $row);");
        assertConclusionClean("conclude.noExclusion(null, null, $row);");
    }

    @Test
    void what_only_not_or_exists_match_cannot_be_named() {
        assertFound(
                lint(HEAD + with(CONDITION, "not NovaService($row : host)")),
                CONCLUSION_LINE,
                "$row is bound by no condition",
                "");
    }

    // -- asking

    private static String with(String part, String other) {
        assertTrue(RULE.contains(part));
        return RULE.replace(part, other);
    }

    private static TextFile file(String name, String text) {
        return new TextFile(name, text, "");
    }

    private static List<Mistake> lint(String text) {
        return lint(List.of(file("10-host.drl", text)));
    }

    private static List<Mistake> lint(List<TextFile> files) {
        return RuleLinter.lint(
                files.stream().map(RuleText::new).toList(), new RuleLinter.Known(LOADERS, new TreeMap<>(), Set.of()));
    }

    private static void assertClean(String rule) {
        assertEquals("", Mistake.text(lint(HEAD + rule)));
    }

    private static void assertConclusionClean(String conclusion) {
        assertClean(with(CONCLUSION, conclusion));
    }

    private static void assertCondition(String condition, String what, String maybe) {
        assertFound(lint(HEAD + with(CONDITION, condition)), CONDITION_LINE, what, maybe);
    }

    /** Refused for that property alone, and in order once its null test stands first. */
    private static void assertUnknown(String test, String property) {
        String pattern = "NovaService($other : firstSeen, " + test + ")";
        List<Mistake> problems = lint(HEAD + with(CONDITION, "$row : " + pattern));
        assertEquals(1, problems.size(), Mistake.text(problems));
        assertFound(problems, CONDITION_LINE, property, "Maybe write " + property + " != null");
        assertClean(with(CONDITION, "$row : " + pattern.replace(test, property + " != null, " + test)));
    }

    private static void assertConclusion(String conclusion, String what, String maybe) {
        int line = conclusion.isEmpty() ? RULE_LINE : CONCLUSION_LINE;
        List<Mistake> problems = lint(HEAD + with(CONCLUSION, conclusion));
        assertEquals(1, problems.size(), Mistake.text(problems));
        assertFound(problems, line, what, maybe);
    }

    private static void assertFound(List<Mistake> problems, int line, String what, String maybe) {
        assertTrue(
                problems.stream()
                        .anyMatch(problem -> problem.line() == line
                                && problem.what().contains(what)
                                && problem.maybe().contains(maybe)),
                "line " + line + ": " + what + " / " + maybe + "\nis not in\n" + Mistake.text(problems));
    }
}
