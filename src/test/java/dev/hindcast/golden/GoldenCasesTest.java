package dev.hindcast.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hindcast.audit.Verification;
import dev.hindcast.audit.checks.CheckGroup;
import dev.hindcast.audit.checks.Checks;
import dev.hindcast.audit.replay.Part;
import dev.hindcast.cli.GoldenCase;
import dev.hindcast.cli.GoldenQuestions;
import dev.hindcast.cli.RuleCoverage;
import dev.hindcast.evidence.Knowledge;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.Conditions;
import dev.hindcast.reasoning.RuleBase;
import dev.hindcast.reasoning.Scenario;
import dev.hindcast.reasoning.ScenarioFile;
import dev.hindcast.store.Export;
import dev.hindcast.store.ResultReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The cases of the folder golden: tiny regions of which every layer was worked out by hand. */
class GoldenCasesTest {
    private static final Path GOLDEN = Path.of("golden");
    private static final Path ACTUAL = Path.of("target", "golden");
    private static final List<GoldenCase> CASES = GoldenCase.all(GOLDEN);
    private static final Export.Filter ALL = new Export.Filter("", Micros.ALWAYS, Micros.FOREVER);
    private static final int SENTENCES_MAX = 5;

    private static final Loaders LOADERS = Loaders.of(TextFile.inFolder(null, "evidence-loaders"));
    private static final List<TextFile> RULE_FILES = TextFile.inFolder(null, "rules-drl");
    private static final RuleBase RULES = RuleBase.compile(RULE_FILES, LOADERS);
    private static final RuleCoverage COVERAGE = new RuleCoverage(RULES);

    /** Results by case: each is needed by several tests. */
    private static final Map<String, Path> RESULTS = new TreeMap<>();

    @TempDir
    static Path scratch;

    @TestFactory
    Stream<DynamicTest> every_layer_of_a_case_is_as_expected() {
        return CASES.stream()
                .map(golden -> dynamicTest(golden.name(), () -> {
                    Map<GoldenCase.Layer, String> actual = GoldenCase.layers(result(golden));
                    Path written = ACTUAL.resolve(golden.name());
                    GoldenCase.write(actual, written);
                    for (GoldenCase.Layer layer : GoldenCase.Layer.values()) {
                        String difference = golden.difference(layer, actual.get(layer));
                        if (!difference.isEmpty()) {
                            fail(golden.name() + ": " + layer.fileName()
                                    + " is the first layer that differs; all are in " + written + ".\n"
                                    + difference
                                    + "Maybe something broke. If the change is meant and its README tells the story still:\n"
                                    + "  hindcast golden accept " + golden.name() + " --reason \"...\"");
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> every_question_of_a_case_is_answered_as_expected() {
        return CASES.stream()
                .map(golden -> dynamicTest(golden.name(), () -> {
                    SortedMap<String, String> answers = golden.questions().answers(result(golden));
                    GoldenQuestions.write(answers, ACTUAL.resolve(golden.name()).resolve("explain"));
                    StringBuilder differences = new StringBuilder();
                    answers.forEach((file, answer) ->
                            differences.append(golden.questions().difference(file, answer)));
                    assertEquals("", differences.toString(), golden.name() + ": an answer differs");
                }));
    }

    @TestFactory
    Stream<DynamicTest> the_same_files_give_the_same_bytes_in_whatever_order_place_and_threads() {
        return CASES.stream()
                .map(golden -> dynamicTest(golden.name(), () -> {
                    Path elsewhere = Files.createDirectories(
                            scratch.resolve("elsewhere").resolve(golden.name()).resolve("evidence"));
                    copyShuffled(golden.raw(), elsewhere);
                    Path again = scratch.resolve(golden.name() + ".again.db");
                    GoldenCase.reconstruct(elsewhere, again, 1);
                    assertArrayEquals(Files.readAllBytes(result(golden)), Files.readAllBytes(again));
                }));
    }

    @TestFactory
    Stream<DynamicTest> the_replay_comes_to_the_same_result() {
        return CASES.stream()
                .map(golden -> dynamicTest(golden.name(), () -> {
                    Verification.Outcome outcome = Verification.run(result(golden), "", Progress.NONE);
                    assertEquals(
                            List.of(),
                            outcome.parts().stream()
                                    .map(Part::difference)
                                    .filter(difference -> !difference.isEmpty())
                                    .toList());
                }));
    }

    @TestFactory
    Stream<DynamicTest> every_issue_is_one_finding_of_the_checks() {
        return CASES.stream()
                .map(golden -> dynamicTest(golden.name(), () -> {
                    try (ResultReader reader = ResultReader.open(result(golden))) {
                        List<String> issues = new ArrayList<>();
                        reader.export(Export.ISSUES, ALL, row -> issues.add(String.join(" ", row.subList(0, 3))));
                        List<String> found = new ArrayList<>();
                        Checks.run(reader, reader.regions(), Set.of(CheckGroup.values()), Progress.NONE).stream()
                                .filter(finding -> finding.issue() > 0)
                                .forEach(finding ->
                                        found.add(finding.check() + " " + finding.severity() + " " + finding.region()));
                        issues.sort(null);
                        found.sort(null);
                        assertEquals(issues, found);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> every_rule_leaves_a_trace_in_the_case_it_names() {
        TreeMap<String, List<String>> rulesByCase = new TreeMap<>();
        rules().forEach((rule, golden) ->
                rulesByCase.computeIfAbsent(golden, name -> new ArrayList<>()).add(rule));
        return CASES.stream()
                .filter(golden -> rulesByCase.containsKey(golden.name()))
                .map(golden -> dynamicTest(golden.name(), () -> {
                    TreeSet<String> silent = new TreeSet<>(rulesByCase.get(golden.name()));
                    // A rule about the vocabulary of events speaks of words; what follows rests on the events
                    // themselves.
                    silent.removeIf(rule -> rule.startsWith("EVENT-"));
                    silent.removeAll(traces(result(golden)));
                    assertEquals(
                            Set.of(),
                            silent,
                            "rules that name this case and neither win, lose nor report anything in it");
                }));
    }

    @Test
    void every_rule_fires_in_a_case_or_scenario_and_narrowly_does_not_in_another() {
        CASES.forEach(GoldenCasesTest::result);
        Conditions conditions = RULES.conditions();
        for (TextFile file : TextFile.inFolder(null, "rules-drl/scenarios")) {
            for (Scenario scenario : ScenarioFile.read(file, RULES, LOADERS, Knowledge.settingsOf(RULE_FILES))) {
                scenario.run(RULES, conditions, COVERAGE.of(scenario.name()));
            }
        }
        TreeSet<String> amiss = new TreeSet<>();
        for (RuleCoverage.Line line : COVERAGE.lines()) {
            if (line.fires().isEmpty()) {
                amiss.add(line.rule().id() + " fires nowhere");
            }
            if (line.misses().isEmpty()) {
                amiss.add(line.rule().id() + " has no case in which all its conditions but one hold");
            }
        }
        assertEquals(
                "",
                String.join("\n", amiss),
                "Maybe write a scenario in rules-drl/scenarios; hindcast rules test --coverage shows what there is.");
        assertEquals(Set.of(), COVERAGE.misjudged(), "the engine and Conditions judge these rules differently");
    }

    @Test
    void every_rule_names_a_case_that_exists_and_is_named_by_it() throws IOException {
        List<String> amiss = new ArrayList<>();
        Map<String, GoldenCase> byName = CASES.stream().collect(Collectors.toMap(GoldenCase::name, golden -> golden));
        for (Map.Entry<String, String> rule : rules().entrySet()) {
            GoldenCase golden = byName.get(rule.getValue());
            if (golden == null) {
                amiss.add(rule.getKey() + " names the case " + rule.getValue() + ", which does not exist");
            } else if (!rulesOf(golden).contains(rule.getKey())) {
                amiss.add(golden.readme() + " does not name " + rule.getKey() + ", which names it");
            }
        }
        for (GoldenCase golden : CASES) {
            for (String rule : rulesOf(golden)) {
                if (!rules().containsKey(rule)) {
                    amiss.add(golden.readme() + " names the rule " + rule + ", which does not exist");
                }
            }
        }
        assertEquals("", String.join("\n", amiss));
    }

    @Test
    void every_case_is_whole() throws IOException {
        List<String> amiss = new ArrayList<>();
        TreeSet<String> layers = Arrays.stream(GoldenCase.Layer.values())
                .map(GoldenCase.Layer::fileName)
                .collect(Collectors.toCollection(TreeSet::new));
        for (GoldenCase golden : CASES) {
            boolean asked = Files.isDirectory(golden.folder().resolve("explain"));
            expect(
                    amiss,
                    golden.folder(),
                    asked
                            ? List.of("README.md", "expected", "explain", "raw")
                            : List.of("README.md", "expected", "raw"));
            expect(amiss, golden.expected(), layers);
            if (Files.isRegularFile(golden.readme())) {
                story(amiss, golden);
            }
        }
        assertEquals("", String.join("\n", amiss));
    }

    @Test
    void the_list_of_cases_is_current() throws IOException {
        StringBuilder expected = new StringBuilder();
        for (GoldenCase golden : CASES) {
            expected.append("- [")
                    .append(golden.name())
                    .append("](")
                    .append(golden.name())
                    .append("/README.md): ")
                    .append(title(golden))
                    .append("\n");
        }
        String list = Files.readString(GOLDEN.resolve("README.md"))
                .lines()
                .filter(line -> line.startsWith("- ["))
                .collect(Collectors.joining("\n", "", "\n"));
        assertEquals(
                expected.toString(), list, "golden/README.md lists other cases than there are, or with other titles");
    }

    // ------------------------------------------------------------------------------------------------------------------

    private static synchronized Path result(GoldenCase golden) {
        return RESULTS.computeIfAbsent(golden.name(), name -> {
            Path result = scratch.resolve(name + ".db");
            golden.reconstruct(null, result, 2, COVERAGE.of("golden/" + name));
            return result;
        });
    }

    /** Other order of making, other times of the files, other folder above. */
    private static void copyShuffled(Path from, Path into) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(from)) {
            files = new ArrayList<>(found.filter(Files::isRegularFile).sorted().toList());
        }
        Collections.shuffle(files, new Random(files.size()));
        long time = 1_000_000_000_000L;
        for (Path file : files) {
            Path copy = into.resolve(from.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
            Files.setLastModifiedTime(copy, FileTime.fromMillis(time));
            time -= 86_400_000L;
        }
    }

    /** Every rule and the case it names. */
    private static Map<String, String> rules() {
        assertFalse(CASES.isEmpty(), "there are no golden cases");
        Map<String, String> rules = new TreeMap<>();
        int golden = Export.RULES.columns().indexOf("golden");
        try (ResultReader reader = ResultReader.open(result(CASES.get(0)))) {
            reader.export(
                    Export.RULES,
                    ALL,
                    row -> rules.put(row.get(Export.RULES.columns().indexOf("rule")), row.get(golden)));
        }
        return rules;
    }

    /** Rules with a claim that won or lost, or with an issue. */
    private static Set<String> traces(Path result) {
        Set<String> traces = new TreeSet<>();
        List<String> columns = Export.RULES.columns();
        int rule = Export.ISSUES.columns().indexOf("rule");
        try (ResultReader reader = ResultReader.open(result)) {
            reader.export(Export.RULES, ALL, row -> {
                if (!row.get(columns.indexOf("claims_won")).equals("0")
                        || !row.get(columns.indexOf("claims_lost")).equals("0")) {
                    traces.add(row.get(columns.indexOf("rule")));
                }
            });
            reader.export(Export.ISSUES, ALL, row -> traces.add(row.get(rule)));
        }
        return traces;
    }

    private static void expect(List<String> amiss, Path folder, Iterable<String> names) throws IOException {
        TreeSet<String> there = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> found = Files.list(folder)) {
                found.forEach(file -> there.add(file.getFileName().toString()));
            }
        }
        for (String name : names) {
            if (!there.remove(name)) {
                amiss.add(folder + " lacks " + name);
            }
        }
        there.forEach(name -> amiss.add(folder + " holds " + name + ", which is no part of a case"));
    }

    private static void story(List<String> amiss, GoldenCase golden) throws IOException {
        String readme = Files.readString(golden.readme());
        for (String part : List.of("# ", "\n**Guards:** ", "\n**Rules:** ", "\n**By hand:** ", "\n- Accepted: ")) {
            if (!readme.contains(part)) {
                amiss.add(golden.readme() + " lacks '" + part.strip() + "'");
            }
        }
        int guards = readme.indexOf("**Guards:**");
        int begin = readme.indexOf('\n');
        long sentences = guards < begin
                ? 0
                : Pattern.compile("[.!?](\\s|$)")
                        .matcher(readme.substring(begin, guards))
                        .results()
                        .count();
        if (sentences == 0 || sentences > SENTENCES_MAX) {
            amiss.add(golden.readme() + " tells its story in " + sentences + " sentences; 1 to " + SENTENCES_MAX
                    + " are wanted");
        }
        Matcher accepted = Pattern.compile("(?m)^- Accepted: (.*)$").matcher(readme);
        while (accepted.find()) {
            if (!accepted.group(1).matches("\\d{4}-\\d{2}-\\d{2}: \\S.*")) {
                amiss.add(golden.readme() + ": 'Accepted' needs a date and a reason");
            }
        }
    }

    private static String title(GoldenCase golden) throws IOException {
        String first = Files.readString(golden.readme()).lines().findFirst().orElse("");
        assertTrue(first.startsWith("# "), golden.readme() + " begins without a title");
        return first.substring(2);
    }

    private static Set<String> rulesOf(GoldenCase golden) throws IOException {
        return Files.readString(golden.readme())
                .lines()
                .filter(line -> line.startsWith("**Rules:** "))
                .flatMap(line ->
                        Pattern.compile("[A-Z]+-\\d+").matcher(line).results().map(match -> match.group()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
