package dev.hindcast.cli;

import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Mistake;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.reasoning.RuleBase;
import dev.hindcast.reasoning.RuleFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast rules}. */
@Command(
        name = "rules",
        description = {
            "Lists the rules, checks them, runs their scenarios, writes their catalogue, or tries what a change of them does.",
            "",
            "  hindcast rules list",
            "  hindcast rules check my-rules/",
            ""
        },
        subcommands = {RulesTestCommand.class, RulesDocsCommand.class, RulesTryCommand.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | check | test | docs | try)")
final class RulesCommand {
    /** Forms of the list. */
    enum Format {
        text,
        csv
    }

    @Command(
            name = "list",
            description = {
                "Lists the rules by id: precedence, confidence, sentence, and where each stands.",
                "",
                "  hindcast rules list",
                "  hindcast rules list --rules my-rules/ --format csv",
                ""
            },
            mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = "--rules",
                            paramLabel = "DIR",
                            description = "Rules in place of those packed with hindcast.")
                    Path rules,
            @Option(
                            names = "--loaders",
                            paramLabel = "DIR",
                            description = "Loaders in place of those packed with hindcast.")
                    Path loaders,
            @Option(names = "--format", description = "text (the default) or csv.", defaultValue = "text")
                    Format format) {
        List<Rule> all = compile(RuleFolder.files(rules), loaders).rules();
        System.out.print(format == Format.csv ? csv(all) : table(all));
        return 0;
    }

    private static String csv(List<Rule> rules) {
        StringBuilder text = new StringBuilder(Csv.line(
                List.of("rule", "precedence", "confidence", "sentence", "file", "line", "since", "reads", "golden")));
        for (Rule rule : rules) {
            text.append(Csv.line(List.of(
                    rule.id(),
                    Integer.toString(rule.precedence()),
                    Double.toString(rule.confidence()),
                    rule.sentence(),
                    rule.file(),
                    Integer.toString(rule.line()),
                    rule.since(),
                    rule.evidence(),
                    rule.golden())));
        }
        return text.toString();
    }

    private static String table(List<Rule> rules) {
        StringBuilder text = new StringBuilder(line("rule", "precedence", "confidence", "sentence (file:line)"));
        for (Rule rule : rules) {
            text.append(line(
                    rule.id(),
                    Integer.toString(rule.precedence()),
                    Double.toString(rule.confidence()),
                    rule.sentence() + " (" + rule.file() + ":" + rule.line() + ")"));
        }
        return text.toString();
    }

    private static String line(String id, String precedence, String confidence, String sentence) {
        return String.format(Locale.ROOT, "%-10s %10s %10s  %s", id, precedence, confidence, sentence) + "\n";
    }

    @Command(
            name = "check",
            description = {
                "Compiles and lints rules; every finding names file, line and rule, and what to do.",
                "",
                "  hindcast rules check",
                "  hindcast rules check my-rules/",
                ""
            },
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "DIR",
                            description = "The folder; the rules packed with hindcast unless given.")
                    Path rules,
            @Option(
                            names = "--loaders",
                            paramLabel = "DIR",
                            description = "Loaders in place of those packed with hindcast.")
                    Path loaders) {
        List<TextFile> files = RuleFolder.files(rules);
        Set<String> cases = goldenCases(rules);
        List<Mistake> mistakes = RuleBase.check(files, facts(loaders), cases);
        if (!mistakes.isEmpty()) {
            return tell(mistakes, "rule-errors");
        }
        List<Rule> compiled = compile(files, loaders).rules();
        System.out.println(compiled.size() + " rules in "
                + compiled.stream().map(Rule::file).distinct().count() + " files are in order."
                + (cases.isEmpty()
                        ? " That their golden cases exist was not looked at: there is no folder golden beside them."
                        : ""));
        return 0;
    }

    /**
     * What a check finds is what it was asked for, and no error of its own.
     *
     * @param page of docs/reference that explains them
     */
    static int tell(List<Mistake> mistakes, String page) {
        System.out.println(Mistake.text(mistakes));
        System.out.println("docs/reference/" + page + ".md explains each by the name in brackets.");
        return Main.REFUSED;
    }

    /** The cases of the folder golden beside a folder of rules; empty if there is none. */
    private static Set<String> goldenCases(Path rulesOrNull) {
        Path beside = (rulesOrNull == null ? Path.of("rules-drl") : rulesOrNull)
                .toAbsolutePath()
                .resolveSibling("golden");
        Path golden = rulesOrNull != null || Files.isDirectory(beside) ? beside : Path.of("golden");
        return Files.isDirectory(golden)
                ? GoldenCase.all(golden).stream().map(GoldenCase::name).collect(Collectors.toSet())
                : Set.of();
    }

    private static RuleBase compile(List<TextFile> rules, Path loaders) {
        return RuleBase.compile(rules, facts(loaders));
    }

    private static Loaders facts(Path loaders) {
        return Loaders.of(TextFile.inFolder(loaders, "evidence-loaders"));
    }
}
