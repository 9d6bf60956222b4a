package dev.hindcast.cli;

import dev.hindcast.evidence.Micros;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
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
    private static final String AT = "2024-02-20T12:00:00Z";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The result file; hindcast-demo.db here unless set.")
    private Path output = Path.of("hindcast-demo.db");

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("hindcast-demo-");
        try {
            unpack(folder);
            Reconstruction.Summary summary = Reconstruction.run(new Reconstruction.Request(
                    java.util.List.of(folder.resolve("example")),
                    output,
                    null,
                    null,
                    null,
                    Micros.FOREVER,
                    Micros.FOREVER,
                    Runtime.getRuntime().availableProcessors(),
                    line -> {}));
            System.out.print(SummaryText.of(summary, output));
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        System.out.printf(
                "%nOne number, explained (hindcast explain %s --region example --series reservable --resource nodes --at %s):%n%n",
                output, AT);
        return new CommandLine(new ExplainCommand())
                .execute(
                        output.toString(),
                        "--region",
                        "example",
                        "--series",
                        "reservable",
                        "--resource",
                        "nodes",
                        "--at",
                        AT);
    }

    private static void unpack(Path folder) throws IOException {
        for (String name :
                text("/demo/index.txt").lines().filter(line -> !line.isBlank()).toList()) {
            Path file = folder.resolve(name.strip());
            Files.createDirectories(file.getParent());
            Files.writeString(file, text("/demo/" + name.strip()));
        }
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = DemoCommand.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("not packed: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
