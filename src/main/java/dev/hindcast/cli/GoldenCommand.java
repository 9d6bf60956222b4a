package dev.hindcast.cli;

import dev.hindcast.evidence.InputRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hindcast golden}. */
@Command(
        name = "golden",
        description = {
            "Takes what hindcast says now as what a golden case expects from now on.",
            "",
            "  hindcast golden accept blazar-gap-is-unknown --reason \"the gap ends with the first whole snapshot\"",
            "  hindcast golden accept allocation-overlap --allow-shrink --reason \"an exclusion is counted once\"",
            ""
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class GoldenCommand implements Callable<Integer> {
    private final Map<String, String> environment;
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    GoldenCommand() {
        this(System.getenv(), Clock.systemUTC());
    }

    GoldenCommand(Map<String, String> environment, Clock clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "golden: a command is missing. Maybe 'golden accept CASE --reason \"...\"'.");
    }

    @Command(
            name = "accept",
            description = {
                "Accepts the actual layers of one case, prints what changes, and notes the reason in the case's README.",
                "",
                "  hindcast golden accept blazar-gap-is-unknown --reason \"the gap ends with the first whole snapshot\"",
                ""
            },
            mixinStandardHelpOptions = true)
    int accept(
            @Parameters(index = "0", paramLabel = "CASE", description = "The name of the case, which is its folder's.")
                    String name,
            @Option(
                            names = "--reason",
                            required = true,
                            paramLabel = "TEXT",
                            description = "Why what was expected has changed.")
                    String reason,
            @Option(
                            names = "--golden-dir",
                            paramLabel = "DIR",
                            defaultValue = "golden",
                            description = "The folder of all cases; ./golden unless set.")
                    Path goldenFolder,
            @Option(
                            names = "--allow-shrink",
                            description = "Accept also if a layer vanishes or loses more than a third of its rows.")
                    boolean allowShrink)
            throws IOException {
        if (!environment.getOrDefault("CI", "").isBlank()) {
            throw new InputRefused(
                    "golden accept: CI is set, and a machine must not decide what is right. Maybe run it where a person"
                            + " reads the difference, and commit what it writes.");
        }
        if (reason.isBlank()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "golden accept: the reason is empty. Maybe say why what was expected has changed.");
        }
        GoldenCase accepted = named(goldenFolder, name);
        if (!Files.isDirectory(accepted.raw()) || !Files.isRegularFile(accepted.readme())) {
            throw new InputRefused(accepted.folder()
                    + ": needs a README.md and a folder raw. Maybe look at golden/README.md for how to make a case.");
        }
        Reconstructed reconstructed = reconstructed(accepted);
        Map<GoldenCase.Layer, String> actual = reconstructed.layers();
        String difference = actual.entrySet().stream()
                .map(layer -> accepted.difference(layer.getKey(), layer.getValue()))
                .collect(Collectors.joining());
        for (Map.Entry<String, String> answer : reconstructed.answers().entrySet()) {
            difference += accepted.questions().difference(answer.getKey(), answer.getValue());
        }
        TreeSet<String> stale = stale(accepted);
        if (difference.isEmpty() && stale.isEmpty()) {
            System.err.println(name + ": nothing to accept; every layer is as expected.");
            return 0;
        }
        System.out.print(difference);
        stale.forEach(file -> System.out.println("--- expected/" + file + " is no layer's and goes"));
        if (!allowShrink) {
            refuseShrinking(accepted, actual, stale);
        }
        GoldenCase.write(actual, accepted.expected());
        GoldenQuestions.write(reconstructed.answers(), accepted.questions().folder());
        for (String file : stale) {
            Files.delete(accepted.expected().resolve(file));
        }
        note(accepted, reason);
        System.err.println(name + ": accepted. Next: read the difference once more, and commit the case.");
        return 0;
    }

    private static GoldenCase named(Path goldenFolder, String name) {
        List<GoldenCase> cases = GoldenCase.all(goldenFolder);
        return cases.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InputRefused(goldenFolder + ": has no case '" + name + "'. Maybe one of "
                        + cases.stream().map(GoldenCase::name).collect(Collectors.joining(", ")) + "."));
    }

    private record Reconstructed(Map<GoldenCase.Layer, String> layers, SortedMap<String, String> answers) {}

    private static Reconstructed reconstructed(GoldenCase accepted) throws IOException {
        Path scratch = Files.createTempDirectory("hindcast-golden-");
        Path result = scratch.resolve("result.db");
        try {
            GoldenCase.reconstruct(accepted.raw(), result, 1);
            return new Reconstructed(
                    GoldenCase.layers(result), accepted.questions().answers(result));
        } finally {
            Files.deleteIfExists(result);
            Files.delete(scratch);
        }
    }

    /** Files among the expected ones that no layer writes any more. */
    private static TreeSet<String> stale(GoldenCase accepted) throws IOException {
        TreeSet<String> files = new TreeSet<>();
        if (Files.isDirectory(accepted.expected())) {
            try (Stream<Path> found = Files.list(accepted.expected())) {
                found.forEach(file -> files.add(file.getFileName().toString()));
            }
        }
        for (GoldenCase.Layer layer : GoldenCase.Layer.values()) {
            files.remove(layer.fileName());
        }
        return files;
    }

    private static void refuseShrinking(
            GoldenCase accepted, Map<GoldenCase.Layer, String> actual, TreeSet<String> stale) {
        TreeSet<String> lost = new TreeSet<>(stale);
        actual.forEach((layer, text) -> {
            long before = rows(accepted.expected(layer));
            long after = rows(text);
            if (3 * after < 2 * before) {
                lost.add(layer.fileName() + " (" + before + " rows, now " + after + ")");
            }
        });
        if (!lost.isEmpty()) {
            throw new InputRefused(accepted.name() + ": would lose more than a third of " + String.join(", ", lost)
                    + "; nothing was written. Maybe something broke; if it is meant, say --allow-shrink.");
        }
    }

    private static long rows(String csv) {
        return Math.max(0, csv.lines().count() - 1);
    }

    private void note(GoldenCase accepted, String reason) throws IOException {
        String readme = Files.readString(accepted.readme());
        String line =
                "- Accepted: " + LocalDate.now(clock) + ": " + reason.strip().replaceAll("\\s+", " ") + "\n";
        Files.writeString(
                accepted.readme(),
                (readme.endsWith("\n") ? "" : "\n") + line,
                StandardCharsets.UTF_8,
                StandardOpenOption.APPEND);
    }
}
