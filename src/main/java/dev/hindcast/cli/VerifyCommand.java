package dev.hindcast.cli;

import dev.hindcast.audit.Verification;
import dev.hindcast.audit.replay.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hindcast verify}. */
@Command(
        name = "verify",
        description = {
            "Works a result file out again from its segments, and says whether it is equal and as it was written.",
            "",
            "  hindcast verify region.db",
            "  hindcast verify region.db --head 9ec4e04c1937a870a3dbe08a732254efa5e63dc123b027e51ac54b58347c2466",
            ""
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RESULT", description = "The result file.")
    private Path result;

    @Option(
            names = "--head",
            paramLabel = "HEX",
            description = "The head that was kept elsewhere, as reconstruct and verify print it.")
    private String head = "";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String kept = head.strip().toLowerCase(Locale.ROOT);
        if (!kept.isEmpty() && !kept.matches("[0-9a-f]{64}")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "verify: --head '" + head
                            + "' is no head: it has 64 digits from 0 to f. Maybe some were lost in copying.");
        }
        Verification.Outcome outcome;
        try (ProgressForm progress = ProgressLine.onTerminalOrNull()) {
            outcome = Verification.run(result, kept, ProgressForm.of(progress));
        }
        System.out.print(text(outcome));
        return outcome.isEqual() ? 0 : Main.FINDINGS;
    }

    private String text(Verification.Outcome outcome) {
        StringBuilder text = new StringBuilder();
        for (Part part : outcome.parts()) {
            text.append(String.format(
                    Locale.ROOT, "%-8s %-12s %s%n", part.isEqual() ? "equal" : "DIFFERS", part.name(), part.counted()));
            if (!part.isEqual()) {
                text.append("         ").append(part.difference()).append('\n');
            }
            if (part.more() > 0) {
                text.append("         and ").append(part.more()).append(" more\n");
            }
        }
        text.append("Head ").append(outcome.head()).append('\n');
        text.append(result).append(verdict(outcome)).append('\n');
        return text.toString();
    }

    private String verdict(Verification.Outcome outcome) {
        List<String> differing = outcome.parts().stream()
                .filter(part -> !part.isEqual())
                .map(Part::name)
                .toList();
        if (differing.isEmpty()) {
            return " says what its segments make, and is as it was written.";
        }
        return !head.isBlank() && differing.equals(List.of("head"))
                ? " says what its segments make, but is not the result whose head you gave. Maybe it was made again since,"
                        + " or the head was copied wrongly."
                : " is not as it was written, or not what its segments make. Maybe reconstruct it again,"
                        + " or take the copy whose head was kept.";
    }
}
