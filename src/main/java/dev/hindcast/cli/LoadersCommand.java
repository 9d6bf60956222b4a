package dev.hindcast.cli;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Mistake;
import dev.hindcast.evidence.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hindcast loaders}. */
@Command(
        name = "loaders",
        description = {
            "Lists the loaders and the facts they make, or checks a folder of them without reading any evidence.",
            "",
            "  hindcast loaders list",
            "  hindcast loaders check my-loaders/",
            ""
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | check)")
final class LoadersCommand {
    /** Forms of the list. */
    enum Format {
        text,
        csv
    }

    @Command(
            name = "list",
            description = {
                "Lists the loaders by table: the fact that each makes, whose it is, and its columns.",
                "",
                "  hindcast loaders list",
                "  hindcast loaders list my-loaders/ --format csv",
                ""
            },
            mixinStandardHelpOptions = true)
    int list(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "DIR",
                            description = "The folder; the loaders packed with hindcast unless given.")
                    Path folder,
            @Option(names = "--format", description = "text (the default) or csv.", defaultValue = "text")
                    Format format) {
        Loaders loaders = Loaders.of(TextFile.inFolder(folder, "evidence-loaders"));
        StringBuilder text = new StringBuilder(
                format == Format.csv
                        ? Csv.line(List.of("table", "fact", "about", "column", "type", "made_of", "file"))
                        : "");
        for (Loader loader : loaders.all()) {
            String about = loader.about().name().toLowerCase(Locale.ROOT);
            if (format == Format.text) {
                text.append(loader.table())
                        .append(": ")
                        .append(loader.fact())
                        .append(", about ")
                        .append(about)
                        .append(loader.isEvents() ? ", events (replayed)" : "")
                        .append("\n    ")
                        .append(loader.columns().stream()
                                .map(column -> column.name() + " " + column.typeName())
                                .collect(Collectors.joining(", ")))
                        .append('\n');
                continue;
            }
            for (Loader.Column column : loader.columns()) {
                text.append(Csv.line(List.of(
                        loader.table(),
                        loader.fact(),
                        about,
                        column.name(),
                        column.typeName(),
                        column.raw(),
                        loader.file())));
            }
        }
        System.out.print(text);
        return 0;
    }

    @Command(
            name = "check",
            description = {
                "Checks loaders: headers, statements, and whether the columns they read are those of the example beside each; every finding"
                        + " names file and line, and what to do.",
                "",
                "  hindcast loaders check",
                "  hindcast loaders check my-loaders/",
                ""
            },
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "DIR",
                            description = "The folder; the loaders packed with hindcast unless given.")
                    Path folder) {
        List<TextFile> files = TextFile.inFolder(folder, "evidence-loaders");
        if (files.stream().noneMatch(file -> file.name().endsWith(".sql"))) {
            throw new InputRefused((folder == null ? "evidence-loaders" : folder)
                    + ": holds no .sql file. Maybe another folder was meant.");
        }
        List<TextFile> withExamples = new ArrayList<>(files);
        withExamples.addAll(TextFile.examplesIn(folder));
        List<Mistake> mistakes = Loaders.check(withExamples);
        if (!mistakes.isEmpty()) {
            return RulesCommand.tell(mistakes, "loader-errors");
        }
        List<Loader> loaders = Loaders.of(files).all();
        System.out.println((loaders.size() == 1 ? "1 loader is" : loaders.size() + " loaders are") + " in order.");
        List<String> unheld = Loaders.withoutExample(loaders, withExamples);
        if (!unheld.isEmpty()) {
            System.out.println("Nothing tells whether the columns are there that these read: "
                    + String.join(", ", unheld) + ". Maybe write two raw rows of each into a file beside it, such as "
                    + unheld.get(0) + ".in.csv.");
        }
        return 0;
    }
}
