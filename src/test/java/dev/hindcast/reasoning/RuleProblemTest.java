package dev.hindcast.reasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.evidence.Mistake;
import dev.hindcast.evidence.Spelling;
import dev.hindcast.evidence.TextFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kie.api.io.Resource;
import org.kie.api.io.ResourceType;
import org.kie.internal.builder.KnowledgeBuilder;
import org.kie.internal.builder.KnowledgeBuilderConfiguration;
import org.kie.internal.builder.KnowledgeBuilderError;
import org.kie.internal.builder.KnowledgeBuilderFactory;
import org.kie.internal.builder.conf.LanguageLevelOption;
import org.kie.internal.io.ResourceFactory;

/** What the engine says of a mistake, as a rule author reads it. */
class RuleProblemTest {
    private static final String HEAD = """
            package hindcast.rules
            import dev.hindcast.reasoning.*
            global dev.hindcast.reasoning.Conclusions conclude
            rule "Before it" when Host() then conclude.kind("hypervisor"); end
            """;

    @Test
    void a_misspelt_property_is_placed_and_a_near_one_named() {
        assertSaid("""
                a.drl:8: rule "A host exists" [not-compiled]
                    key == "a", fromm > 3)
                                ^^^^^
                    Held has no property 'fromm'.
                    Maybe you meant from.""", """
                rule "A host exists"
                when
                    $row : Held(
                        key == "a", fromm > 3)
                then
                    conclude.exists(null, null, $row);
                end
                """);
    }

    @Test
    void an_unbound_variable_is_placed_though_the_engine_gives_no_line() {
        assertSaid("""
                a.drl:6: rule "A host exists" [not-compiled]
                    when Held(from > $form)
                                     ^^^^^
                    $form is used before anything is bound to it.
                    Maybe a misspelt variable.""", """
                rule "A host exists"
                when Held(from > $form)
                then conclude.kind("a"); end
                """);
    }

    @Test
    void an_unknown_fact_is_named() {
        assertSaid("""
                a.drl:5: rule "A host exists" [not-compiled]
                    rule "A host exists" when Hosst() then conclude.kind("a"); end
                                              ^^^^^
                    There is no fact 'Hosst'.
                    Maybe a missing import.""", """
                rule "A host exists" when Hosst() then conclude.kind("a"); end
                """);
    }

    @Test
    void a_misspelt_conclusion_is_placed_and_a_near_one_named() {
        assertSaid("""
                a.drl:8: rule "A host exists" [not-compiled]
                    conclude.exist(null, null, $row);
                             ^^^^^
                    Conclusions has no 'exist()'.
                    Maybe you meant exists.""", """
                rule "A host exists"
                when $row : Held()
                then
                    conclude.exist(null, null, $row);
                end
                """);
    }

    @Test
    void other_arguments_are_answered_with_those_it_takes() {
        assertSaid("""
                a.drl:6: rule "A host exists" [not-compiled]
                    then conclude.exists("a", null, $row); end
                                  ^^^^^^
                    exists does not take (String, null, Held).
                    Maybe conclude.exists(time, time, facts ...)""", """
                rule "A host exists" when $row : Held()
                then conclude.exists("a", null, $row); end
                """);
    }

    @Test
    void an_error_of_syntax_is_told_once_and_without_what_the_parser_expected() {
        assertSaid("""
                a.drl:5: rule "A host exists" [not-compiled]
                    rule "A host exists" wen Host() then conclude.kind("a"); end
                    'wen' cannot be read here.
                    Maybe a bracket, a comma or a quote is missing before it.""", """
                rule "A host exists" wen Host() then conclude.kind("a"); end
                """);
    }

    @Test
    void what_is_not_known_keeps_the_engines_words_without_its_own_names() {
        assertSaid("""
                a.drl:5: rule "A host exists" [not-compiled]
                    rule "A host exists" when Host() then conclude.kind("a") end
                    Syntax error, insert ";" to complete Statement""", """
                rule "A host exists" when Host() then conclude.kind("a") end
                """);
    }

    @Test
    void a_near_name_is_near() {
        assertEquals("Maybe host", Spelling.maybe("hots", List.of("from", "host", "till")));
        assertEquals("Maybe hypervisorType", Spelling.maybe("hypervisortype", List.of("hypervisorType")));
        assertEquals("", Spelling.maybe("vcpus", List.of("from", "host", "till")));
    }

    private static void assertSaid(String expected, String rule) {
        String text = HEAD + rule;
        List<Mistake> mistakes = RuleProblem.of(errors(text), List.of(new TextFile("a.drl", text, "")));
        assertEquals(expected, Mistake.text(mistakes));
    }

    private static Iterable<KnowledgeBuilderError> errors(String text) {
        KnowledgeBuilderConfiguration configuration = KnowledgeBuilderFactory.newKnowledgeBuilderConfiguration();
        configuration.setOption(LanguageLevelOption.DRL10);
        KnowledgeBuilder builder = KnowledgeBuilderFactory.newKnowledgeBuilder(configuration);
        Resource resource = ResourceFactory.newByteArrayResource(text.getBytes(StandardCharsets.UTF_8));
        resource.setSourcePath("a.drl");
        builder.add(resource, ResourceType.DRL);
        return builder.getErrors();
    }
}
