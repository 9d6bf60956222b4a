package dev.hindcast.cli;

import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.reasoning.RuleBase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast rules}. */
@Command(
        name = "rules",
        description = {
            "Lists the rules, or checks a folder of them without reading any evidence.",
            "",
            "  hindcast rules list",
            "  hindcast rules check my-rules/",
            ""
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | check)")
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
        StringBuilder text = new StringBuilder();
        if (format == Format.csv) {
            text.append(Csv.line(List.of(
                    "rule", "precedence", "confidence", "sentence", "file", "line", "since", "reads", "golden")));
        }
        for (Rule rule : compile(rules, loaders).rules()) {
            if (format == Format.csv) {
                text.append(Csv.line(List.of(
                        rule.id(),
                        String.valueOf(rule.precedence()),
                        String.valueOf(rule.confidence()),
                        rule.sentence(),
                        rule.file(),
                        String.valueOf(rule.line()),
                        rule.since(),
                        rule.evidence(),
                        rule.golden())));
            } else {
                text.append(String.format(
                        Locale.ROOT,
                        "%-10s %4d  %4.2f  %s  (%s:%d)%n",
                        rule.id(),
                        rule.precedence(),
                        rule.confidence(),
                        rule.sentence(),
                        rule.file(),
                        rule.line()));
            }
        }
        System.out.print(text);
        return 0;
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
        List<Rule> compiled = compile(rules, loaders).rules();
        long files = compiled.stream().map(Rule::file).distinct().count();
        System.out.printf(Locale.ROOT, "%d rules in %d files are in order.%n", compiled.size(), files);
        return 0;
    }

    private static RuleBase compile(Path rules, Path loaders) {
        List<TextFile> files = new ArrayList<>(TextFile.inFolder(rules, "rules-drl"));
        return RuleBase.compile(files, Loaders.of(TextFile.inFolder(loaders, "evidence-loaders")));
    }
}
