package dev.hindcast.cli;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.reconstruction.RulesTrial;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast rules try}. */
@Command(
        name = "try",
        description = {
            "Says what new rules, signals, windows or settings would change in the numbers of evidence folders.",
            "",
            "  hindcast rules try backups/ --rules my-rules/",
            "  hindcast rules try backups/ --old-signals signals.yml --signals new-signals.yml",
            ""
        },
        mixinStandardHelpOptions = true)
final class RulesTryCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "EVIDENCE_DIR",
            description = "Folders with dumps, exports and settings of one or more regions.")
    private List<Path> folders;

    @Option(
            names = "--rules",
            paramLabel = "DIR",
            description = "The new rules, with their settings.yml; the old ones unless given.")
    private Path rules;

    @Option(
            names = "--old-rules",
            paramLabel = "DIR",
            description = "The old rules, in place of those packed with hindcast.")
    private Path oldRules;

    @Option(
            names = "--signals",
            paramLabel = "FILE",
            description = "The new side's signals, beside each folder's own signals.yml; the old side's unless given.")
    private Path signals;

    @Option(
            names = "--old-signals",
            paramLabel = "FILE",
            description = "The old side's signals, beside each folder's own signals.yml.")
    private Path oldSignals;

    @Option(
            names = "--windows",
            paramLabel = "FILE",
            description = "The new side's windows, in place of the windows.yml of the loaders.")
    private Path windows;

    @Option(
            names = "--loaders",
            paramLabel = "DIR",
            description = "Loaders of both sides, in place of those packed with hindcast.")
    private Path loaders;

    @Mixin
    private ReasoningOptions reasoning;

    @Option(
            names = "--all",
            description = "All that differs, however much; text shows the first of each kind unless set.")
    private boolean all;

    @Option(names = "--format", description = "text (the default) or jsonl.", defaultValue = "text")
    private Format format;

    /** Forms of what differs. */
    enum Format {
        text,
        jsonl
    }

    @Override
    public Integer call() {
        RulesTrial.Side old = new RulesTrial.Side(oldRules, oldSignals, null);
        RulesTrial.Side now =
                new RulesTrial.Side(rules == null ? oldRules : rules, signals == null ? oldSignals : signals, windows);
        if (old.equals(now)) {
            throw new InputRefused("There is nothing to try: both sides have the same rules, signals and windows."
                    + " Maybe --rules DIR, --signals FILE or --windows FILE.");
        }
        RulesTrial.Outcome outcome;
        try (ProgressForm progress = reasoning.isQuiet() ? null : new ProgressLines(System.err, System::nanoTime)) {
            outcome = RulesTrial.run(new RulesTrial.Request(
                    folders,
                    old,
                    now,
                    loaders,
                    reasoning.asOf(),
                    reasoning.until(),
                    reasoning.threads(),
                    ProgressForm.of(progress)));
        } catch (InputRefused refused) {
            return refused(refused);
        }
        System.out.print(format == Format.jsonl ? TrialJson.of(outcome) : TrialText.of(outcome, all));
        return 0;
    }

    /** What is wrong with the rules is told as rules check does; whatever else is refused is an error of its own. */
    private static int refused(InputRefused refused) {
        if (refused.mistakes().isEmpty()) {
            throw refused;
        }
        return RulesCommand.tell(refused.mistakes(), "rule-errors");
    }
}
