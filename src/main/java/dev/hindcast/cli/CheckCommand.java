package dev.hindcast.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindcast.audit.checks.CheckFinding;
import dev.hindcast.audit.checks.CheckGroup;
import dev.hindcast.audit.checks.Checks;
import dev.hindcast.store.ResultReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hindcast check}. */
@Command(
        name = "check",
        description = {
            "Shows what a person should look at before the numbers are believed, with the next command to type.",
            "",
            "  hindcast check region.db",
            "  hindcast check region.db --group capacity --format csv -o checks.csv --fail-on action",
            ""
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    /** Forms of the output. */
    enum Format {
        text,
        csv,
        jsonl
    }

    @Parameters(index = "0", paramLabel = "RESULT", description = "The result file.")
    private Path result;

    @Option(
            names = "--group",
            paramLabel = "G",
            description =
                    "This group of checks only: capacity, open_ended, inventory, conflicts, alive_and_dead, places,"
                            + " clocks, sums, sources or settled. May be given several times.")
    private List<String> wanted = new ArrayList<>();

    @Option(names = "--check", paramLabel = "NAME", description = "This check only.")
    private String check = "";

    @Option(names = "--region", paramLabel = "R", description = "This region only.")
    private String region = "";

    @Option(names = "--format", description = "text (the default), csv or jsonl, which have every finding.")
    private Format format = Format.text;

    @Mixin
    private OutputFile output;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description =
                    "In text, the first N findings of each check in full, 0 for all; unless set, 3 of what --check or"
                            + " --group names, and of all together what fits a screen.")
    private Integer limit;

    @Option(
            names = "--fail-on",
            paramLabel = "KIND|SEVERITY",
            description =
                    "Exit code 3 if there is a finding of this check, or of this severity (action, notice, note) or a"
                            + " graver one.")
    private String failOn = "";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Set<CheckGroup> groups = groups();
        if (limit != null && limit < 0) {
            throw new ParameterException(
                    spec.commandLine(), "check: --limit " + limit + " is below 0. Maybe 0, for all.");
        }
        try (ResultReader reader = ResultReader.open(result)) {
            checkNames(reader);
            List<CheckFinding> findings;
            try (ProgressForm progress = ProgressLine.onTerminalOrNull()) {
                findings = new ArrayList<>(Checks.run(
                        reader,
                        region.isEmpty() ? reader.regions() : List.of(reader.region(region)),
                        groups,
                        ProgressForm.of(progress)));
            }
            findings.removeIf(finding -> !check.isEmpty() && !finding.check().equals(check));
            output.write(writer -> write(findings, writer));
            boolean failed = findings.stream()
                    .anyMatch(finding -> CheckFinding.isSeverity(failOn)
                            ? finding.isAtLeast(failOn)
                            : finding.check().equals(failOn));
            return failed ? Main.FINDINGS : 0;
        }
    }

    private Set<CheckGroup> groups() {
        Set<CheckGroup> groups = EnumSet.noneOf(CheckGroup.class);
        for (String name : wanted) {
            groups.add(CheckGroup.named(name)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "check: --group '" + name + "' is no group of checks. Maybe one of "
                                    + String.join(
                                            ", ",
                                            List.of(CheckGroup.values()).stream()
                                                    .map(CheckGroup::text)
                                                    .toList())
                                    + ".")));
        }
        if (groups.isEmpty()) {
            groups.addAll(check.isEmpty() ? List.of(CheckGroup.values()) : List.of(CheckGroup.of(check)));
        }
        return groups;
    }

    /** A misspelt name would never fail. */
    private void checkNames(ResultReader reader) {
        for (String name : List.of(check, failOn)) {
            if (!name.isEmpty() && !(CheckFinding.isSeverity(name) && name.equals(failOn))) {
                Set<String> known = new TreeSet<>();
                for (CheckGroup group : CheckGroup.values()) {
                    known.addAll(group.checks());
                }
                for (ResultReader.Region of : reader.regions()) {
                    reader.issues(of).forEach(issue -> known.add(issue.kind()));
                }
                if (!known.contains(name) && !CheckGroup.isIssue(name, reader.ruleFiles())) {
                    throw new ParameterException(
                            spec.commandLine(),
                            "check: '" + name + "' is no check. Maybe one of " + String.join(", ", known)
                                    + (name.equals(failOn) ? "; or a severity: action, notice, note." : "."));
                }
            }
        }
    }

    private void write(List<CheckFinding> findings, Writer writer) throws IOException {
        if (format == Format.text) {
            int unset = check.isEmpty() && wanted.isEmpty() ? -1 : 3;
            // There is a console only where people read what is written and type what is asked.
            boolean screen = output.pathOrNull() == null && System.console() != null;
            writer.write(CheckText.of(findings, limit == null ? unset : limit, screen, this::command, this::all));
            return;
        }
        ObjectMapper json = new ObjectMapper();
        if (format == Format.csv) {
            writer.write(Csv.line(CheckFinding.COLUMNS));
        }
        for (CheckFinding finding : findings) {
            List<String> row = finding.row(command(finding));
            if (format == Format.csv) {
                writer.write(Csv.line(row));
            } else {
                Map<String, String> named = new LinkedHashMap<>();
                for (int i = 0; i < row.size(); i++) {
                    named.put(CheckFinding.COLUMNS.get(i), row.get(i));
                }
                writer.write(json.writeValueAsString(named) + "\n");
            }
        }
    }

    /** What looks further into a finding, as typed in a shell. */
    private String command(CheckFinding finding) {
        List<String> words = new ArrayList<>(finding.next());
        words.add(1, result.toString());
        return TypedCommand.of(words);
    }

    /** What shows all findings of a check. */
    private String all(String name) {
        List<String> words = new ArrayList<>(List.of("check", result.toString(), "--check", name));
        if (!region.isEmpty()) {
            words.addAll(List.of("--region", region));
        }
        words.addAll(List.of("--format", "csv"));
        return TypedCommand.of(words);
    }
}
