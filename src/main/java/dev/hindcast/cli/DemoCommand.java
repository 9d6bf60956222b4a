package dev.hindcast.cli;

import dev.hindcast.audit.Commands;
import dev.hindcast.audit.Explainer;
import dev.hindcast.audit.ExplanationText;
import dev.hindcast.audit.Look;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.Scratch;
import dev.hindcast.metrics.Series;
import dev.hindcast.reconstruction.Reconstruction;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.ResultReader.Region;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hindcast demo}. */
@Command(
        name = "demo",
        description = {
            "Reconstructs a small example region that comes with hindcast, and explains one of its numbers.",
            "",
            "  hindcast demo",
            "  hindcast demo -o demo.db",
            ""
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final Series SERIES = Series.RESERVABLE;
    private static final String RESOURCE = Quantities.VCPUS;
    /** A host's Blazar row has vanished by then, so the number is a range, and its explanation says why. */
    private static final long AT = Micros.parse("2024-03-09T12:00:00Z");

    private static final String PACKED = "/demo/";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The result file; hindcast-demo.db here unless set.")
    private Path output = Path.of("hindcast-demo.db");

    @Override
    public Integer call() throws IOException {
        try (Scratch scratch = Scratch.make()) {
            unpack(scratch.folder());
            Reconstruction.Summary summary = Reconstruction.run(new Reconstruction.Request(
                    List.of(scratch.folder().resolve("example")),
                    output,
                    null,
                    null,
                    null,
                    Micros.FOREVER,
                    Micros.FOREVER,
                    Runtime.getRuntime().availableProcessors(),
                    Progress.NONE));
            System.out.print(SummaryText.of(summary, output));
        }
        explain();
        return 0;
    }

    private void explain() {
        try (ResultReader reader = ResultReader.open(output)) {
            Region region = reader.regions().get(0);
            Commands commands = ExplainCommand.commands(output);
            String command = commands.number(region, SERIES, RESOURCE, AT);
            Explainer explainer = new Explainer(reader);
            System.out.print("\nOne number, explained by:  " + command + "\n\n"
                    + new ExplanationText(explainer, Look.SCREEN, commands)
                            .of(explainer.explain(region, SERIES, RESOURCE, AT))
                    + "\nNext, for instance:\n"
                    + "  " + commands.number(region, Series.AVAILABLE, Quantities.NODES, AT) + "\n"
                    + "  " + commands.explain(" --host kvm-01 --at " + Micros.text(AT)) + "\n"
                    + "  " + commands.hindcast() + " report " + Commands.word(output.toString())
                    + " --bucket 7d --series committed\n"
                    + "  " + commands.hindcast() + " export " + Commands.word(output.toString()) + " issues\n"
                    + "  " + commands.hindcast() + " rules list\n");
        }
    }

    private static void unpack(Path folder) throws IOException {
        List<String> names;
        try (InputStream index = packed("index.txt")) {
            names = new String(index.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            try (InputStream content = packed(name)) {
                Files.copy(content, file);
            }
        }
    }

    private static InputStream packed(String name) {
        InputStream content = DemoCommand.class.getResourceAsStream(PACKED + name);
        if (content == null) {
            throw new IllegalStateException("not packed: " + PACKED + name);
        }
        return content;
    }
}
