package dev.hindcast.cli;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Knowledge;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Setting;
import dev.hindcast.evidence.Spelling;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.Conditions;
import dev.hindcast.reasoning.RuleBase;
import dev.hindcast.reasoning.RuleFolder;
import dev.hindcast.reasoning.Scenario;
import dev.hindcast.reasoning.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast rules test}. */
@Command(
        name = "test",
        description = {
            "Runs the scenarios beside the rules: small examples of what rules make of a handful of facts.",
            "With --coverage also the golden cases: where each rule fires, and where it narrowly does not.",
            "",
            "  hindcast rules test",
            "  hindcast rules test POOL-04 --rules my-rules/",
            ""
        },
        mixinStandardHelpOptions = true)
final class RulesTestCommand implements Callable<Integer> {
    /** Where a folder of rules has its scenarios. */
    static final String FOLDER = "scenarios";

    private static final int NAMES_MAX = 3;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "A scenario's name or a part of it, a rule's id, or a file of scenarios; all unless given.")
    private List<String> wanted = List.of();

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description = "Rules, with their folder scenarios, in place of those packed with hindcast.")
    private Path rulesFolder;

    @Option(names = "--loaders", paramLabel = "DIR", description = "Loaders in place of those packed with hindcast.")
    private Path loadersFolder;

    @Option(
            names = "--coverage",
            description =
                    "Also run the golden cases, and say of each rule where it fires and where it narrowly does not.")
    private boolean isCoverage;

    @Option(
            names = "--golden-dir",
            paramLabel = "DIR",
            defaultValue = "golden",
            description = "The folder of golden cases; ${DEFAULT-VALUE} unless given.")
    private Path goldenFolder;

    @Override
    public Integer call() {
        List<TextFile> files = RuleFolder.files(rulesFolder);
        Loaders loaders = Loaders.of(TextFile.inFolder(loadersFolder, "evidence-loaders"));
        RuleBase rules = RuleBase.compile(files, loaders);
        List<Scenario> scenarios = scenarios(rules, loaders, Knowledge.settingsOf(files));
        RuleCoverage coverage = new RuleCoverage(rules);
        Conditions conditions = rules.conditions();
        int failed = 0;
        for (Scenario scenario : scenarios) {
            Scenario.Verdict verdict =
                    scenario.run(rules, conditions, isCoverage ? coverage.of(scenario.name()) : null);
            String place = scenario.name() + " (" + scenario.file() + ":" + scenario.line() + ")";
            if (!verdict.amiss().isEmpty()) {
                failed++;
                System.out.print("FAILED  " + place + "\n" + verdict.amiss());
            } else if (!wanted.isEmpty()) {
                System.out.println("ok      " + place);
            }
        }
        String many = scenarios.size() == 1 ? "1 scenario" : scenarios.size() + " scenarios";
        System.out.println(many + ", " + (failed == 0 ? "all as expected." : failed + " not as expected."));
        boolean covered = true;
        if (isCoverage) {
            coverage.golden(
                    GoldenCase.all(goldenFolder),
                    rulesFolder,
                    Runtime.getRuntime().availableProcessors());
            covered = print(coverage, scenarios);
        }
        return failed == 0 && covered ? 0 : Main.FINDINGS;
    }

    private List<Scenario> scenarios(RuleBase rules, Loaders loaders, SortedMap<String, Setting> settings) {
        Map<String, List<Scenario>> byFile = new LinkedHashMap<>();
        List<Scenario> chosen = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String word : wanted) {
            Path path = Path.of(word);
            if (word.endsWith(".yml") && Files.isRegularFile(path)) {
                chosen.addAll(ScenarioFile.read(read(path), rules, loaders, settings));
            } else {
                names.add(word);
            }
        }
        if (names.isEmpty() && !wanted.isEmpty()) {
            return chosen;
        }
        Path folder = rulesFolder == null ? null : rulesFolder.resolve(FOLDER);
        for (TextFile file : TextFile.inFolder(folder, "rules-drl/" + FOLDER)) {
            byFile.put(file.name(), ScenarioFile.read(file, rules, loaders, settings));
        }
        if (wanted.isEmpty()) {
            byFile.values().forEach(chosen::addAll);
        }
        for (String name : names) {
            List<Scenario> found = named(name, byFile);
            if (found.isEmpty()) {
                throw nothingNamed(name, rules, byFile);
            }
            chosen.addAll(found);
        }
        return List.copyOf(new LinkedHashSet<>(chosen));
    }

    private static TextFile read(Path path) {
        try {
            return TextFile.read(path);
        } catch (IOException e) {
            throw new InputRefused(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Scenario> named(String name, Map<String, List<Scenario>> byFile) {
        if (byFile.containsKey(name)) {
            return byFile.get(name);
        }
        List<Scenario> found = new ArrayList<>();
        String part = name.toLowerCase(Locale.ROOT);
        byFile.values()
                .forEach(scenarios -> scenarios.forEach(scenario -> {
                    if (scenario.then().containsKey(name)
                            || scenario.not().containsKey(name)
                            || scenario.name().toLowerCase(Locale.ROOT).contains(part)) {
                        found.add(scenario);
                    }
                }));
        return found;
    }

    private static InputRefused nothingNamed(String name, RuleBase rules, Map<String, List<Scenario>> byFile) {
        Set<String> known = new TreeSet<>(byFile.keySet());
        rules.rules().forEach(rule -> known.add(rule.id()));
        if (known.contains(name)) {
            return new InputRefused(name + ": no scenario expects anything of this rule. Maybe write one: docs/how-to/"
                    + "change-a-rule.md says how.");
        }
        byFile.values().forEach(scenarios -> scenarios.forEach(scenario -> known.add(scenario.name())));
        String nearest = Spelling.maybe(name, known);
        return new InputRefused(name + ": no scenario, rule or file has this name. "
                + (nearest.isEmpty() ? "Maybe a part of a scenario's name." : nearest + "."));
    }

    // -- coverage

    /** @return whether every rule has a case in which it fires and one in which it narrowly does not */
    private boolean print(RuleCoverage coverage, List<Scenario> scenarios) {
        List<String> never = new ArrayList<>();
        List<String> nowhereNarrow = new ArrayList<>();
        Set<String> asked = new TreeSet<>(wanted);
        scenarios.forEach(scenario ->
                asked.addAll(wanted.isEmpty() ? Set.of() : scenario.then().keySet()));
        for (RuleCoverage.Line line : coverage.lines()) {
            String id = line.rule().id();
            if (!wanted.isEmpty() && !asked.contains(id)) {
                continue;
            }
            if (line.fires().isEmpty()) {
                never.add(id);
            }
            if (line.misses().isEmpty()) {
                nowhereNarrow.add(id);
            }
            List<String> misses = new ArrayList<>();
            line.misses().forEach((where, condition) -> misses.add(where + " for " + condition));
            System.out.println(id + "  " + line.rule().sentence());
            System.out.println("  fires in              " + some(List.copyOf(line.fires())));
            System.out.println("  narrowly does not in  " + some(misses));
        }
        System.out.println("Never fires: " + (never.isEmpty() ? "none of these rules." : String.join(", ", never)));
        System.out.println("Nowhere does it narrowly not fire: "
                + (nowhereNarrow.isEmpty() ? "none of these rules." : String.join(", ", nowhereNarrow)));
        if (!coverage.misjudged().isEmpty()) {
            System.out.println("Judged otherwise than by the engine, so please report it: "
                    + String.join(", ", coverage.misjudged()) + ".");
        }
        return never.isEmpty() && nowhereNarrow.isEmpty();
    }

    private static String some(List<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String first = String.join("\n                        ", names.subList(0, Math.min(NAMES_MAX, names.size())));
        return names.size() <= NAMES_MAX
                ? first
                : first + "\n                        and " + (names.size() - NAMES_MAX) + " more";
    }
}
