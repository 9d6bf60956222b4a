package dev.hindcast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.store.Export;
import dev.hindcast.store.ParquetFile;
import dev.hindcast.store.ResultReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hindcast export}. */
@Command(
        name = "export",
        description = {
            "Writes one table of a result file as CSV, JSON lines or Parquet.",
            "",
            "  hindcast export region.db series --format csv",
            "  hindcast export region.db issues --region bm-a --format jsonl -o issues.jsonl",
            ""
        },
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    /** Forms of the output. */
    enum Format {
        csv,
        jsonl,
        parquet
    }

    @Parameters(index = "0", paramLabel = "RESULT", description = "The result file.")
    private Path result;

    @Parameters(
            index = "1",
            paramLabel = "TABLE",
            converter = ExportOption.class,
            description =
                    "spans, pool, series, issues, segments, ledger, evidence, sources, quarantine, rules, signals, windows or coverage.")
    private Export table;

    @Option(names = "--format", description = "csv (the default), jsonl or parquet.")
    private Format format = Format.csv;

    @Mixin
    private OutputFile output;

    @Option(names = "--region", paramLabel = "R", description = "This region only.")
    private String region = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "What has ended by then is left out.")
    private long from = Micros.ALWAYS;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "What begins at or after it is left out.")
    private long till = Micros.FOREVER;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (from >= till) {
            throw new ParameterException(
                    spec.commandLine(),
                    "export: --from " + Micros.text(from) + " is not before --to " + Micros.text(till) + ".");
        }
        try (ResultReader reader = ResultReader.open(result)) {
            if (!region.isEmpty()) {
                reader.region(region);
            }
            Export.Filter filter = new Export.Filter(region, from, till);
            // Rows on a terminal are progress enough.
            try (ProgressForm shown = output.pathOrNull() == null ? null : ProgressLine.onTerminalOrNull()) {
                Progress progress = ProgressForm.of(shown);
                progress.stage(region, "rows of " + table.name().toLowerCase(Locale.ROOT), 0);
                if (format == Format.parquet) {
                    if (output.pathOrNull() == null) {
                        throw new InputRefused(
                                "export: Parquet cannot be written to stdout. Maybe name a file with -o.");
                    }
                    ParquetFile.write(output.pathOrNull(), reader, table, filter, progress);
                } else {
                    output.write(writer -> write(reader, filter, writer, progress));
                }
            }
        }
        return 0;
    }

    private void write(ResultReader reader, Export.Filter filter, Writer writer, Progress progress) throws IOException {
        ObjectMapper json = new ObjectMapper();
        if (format == Format.csv) {
            writer.write(Csv.line(table.columns()));
        }
        reader.export(table, filter, row -> {
            progress.done(1);
            try {
                writer.write(format == Format.csv ? Csv.line(row) : json.writeValueAsString(named(row)) + "\n");
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Map<String, String> named(List<String> row) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            named.put(table.columns().get(i), row.get(i));
        }
        return named;
    }
}
