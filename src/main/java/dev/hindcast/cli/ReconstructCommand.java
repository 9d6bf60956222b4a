package dev.hindcast.cli;

import dev.hindcast.evidence.Progress;
import dev.hindcast.reconstruction.Reconstruction;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast reconstruct}. */
@Command(
        name = "reconstruct",
        description = {
            "Reconstructs regions from their evidence folders into one result file.",
            "",
            "  hindcast reconstruct backups/ -o region.db",
            "  hindcast reconstruct backups/ -o region.db --signals signals.yml --until 2024-01-01T00:00:00Z",
            ""
        },
        mixinStandardHelpOptions = true)
final class ReconstructCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "EVIDENCE_DIR",
            description = "Folders with dumps, exports and settings of one or more regions.")
    private List<Path> folders;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The result file; replaced when the new one is complete.")
    private Path output;

    @Option(
            names = "--signals",
            paramLabel = "FILE",
            description = "What operators know, for all regions, beside each folder's own signals.yml.")
    private Path signals;

    @Option(names = "--rules", paramLabel = "DIR", description = "Rules in place of those packed with hindcast.")
    private Path rules;

    @Option(names = "--loaders", paramLabel = "DIR", description = "Loaders in place of those packed with hindcast.")
    private Path loaders;

    @Mixin
    private ReasoningOptions reasoning;

    @Option(
            names = "--progress",
            paramLabel = "FORM",
            description =
                    "Progress as 'line' (written anew in its place), 'lines' (one for each stage) or 'json' (one object a"
                            + " line); unless set, a line on a terminal and lines elsewhere.")
    private Form form = "true".equals(System.getProperty("hindcast.terminal")) ? Form.line : Form.lines;

    /** How progress is shown. Named as they are typed. */
    enum Form {
        line,
        lines,
        json
    }

    @Override
    public Integer call() {
        Reconstruction.Summary summary;
        try (ProgressForm progress = reasoning.isQuiet() ? null : progress()) {
            summary = reconstruct(ProgressForm.of(progress));
        }
        System.out.print(SummaryText.of(summary, output));
        return 0;
    }

    private Reconstruction.Summary reconstruct(Progress progress) {
        return Reconstruction.run(new Reconstruction.Request(
                folders,
                output,
                rules,
                loaders,
                signals,
                reasoning.asOf(),
                reasoning.until(),
                reasoning.threads(),
                progress));
    }

    private ProgressForm progress() {
        return switch (form) {
            case line -> new ProgressLine(System.err, System::nanoTime);
            case lines -> new ProgressLines(System.err, System::nanoTime);
            case json -> new ProgressJson(System.err, System::nanoTime);
        };
    }
}
