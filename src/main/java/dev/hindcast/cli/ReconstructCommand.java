package dev.hindcast.cli;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.reconstruction.Reconstruction;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "Say nothing beyond this instant.")
    private long until = Micros.FOREVER;

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "Leave out evidence observed after this instant.")
    private long asOf = Micros.FOREVER;

    @Option(names = "--threads", paramLabel = "N", description = "Threads for reasoning; all cores unless set.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress on stderr.")
    private boolean quiet;

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

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (threads < 1) {
            throw new ParameterException(
                    spec.commandLine(), "reconstruct: --threads is " + threads + ". Maybe 1 or more.");
        }
        Reconstruction.Summary summary;
        if (quiet) {
            summary = reconstruct(Progress.NONE);
        } else {
            try (ProgressForm progress = progress()) {
                summary = reconstruct(progress);
            }
        }
        System.out.print(SummaryText.of(summary, output));
        return 0;
    }

    private Reconstruction.Summary reconstruct(Progress progress) {
        return Reconstruction.run(
                new Reconstruction.Request(folders, output, rules, loaders, signals, asOf, until, threads, progress));
    }

    private ProgressForm progress() {
        return switch (form) {
            case line -> new ProgressLine(System.err, System::nanoTime);
            case lines -> new ProgressLines(System.err, System::nanoTime);
            case json -> new ProgressJson(System.err, System::nanoTime);
        };
    }
}
