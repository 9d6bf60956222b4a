package dev.hindcast.cli;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.report.Bucket;
import dev.hindcast.report.BucketReport;
import dev.hindcast.store.ResultReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code hindcast report}. */
@Command(
        name = "report",
        description = {
            "Writes time-weighted means and resource-hours of the series per day, week or month as CSV.",
            "",
            "  hindcast report region.db -o report.csv",
            "  hindcast report region.db --bucket 1d --series committed --resource vcpus --from 2023-05-01 --to 2023-06-01",
            ""
        },
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    private static final List<String> COLUMNS = List.of(
            "region",
            "series",
            "resource",
            "bucket_start",
            "bucket_end",
            "mean",
            "resource_hours",
            "low_mean",
            "high_mean",
            "unknown_share",
            "covered_share");

    @Parameters(index = "0", paramLabel = "RESULT", description = "The result file.")
    private Path result;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write; stdout unless set.")
    private Path output;

    @Option(
            names = "--bucket",
            paramLabel = "LENGTH",
            converter = LengthOption.class,
            description = "1d, 7d (weeks from Monday) or 1mo, the default.")
    private Bucket.Length bucket = Bucket.Length.MONTH;

    @Option(names = "--region", paramLabel = "R", description = "This region only.")
    private String region = "";

    @Option(names = "--series", paramLabel = "S", converter = SeriesOption.class, description = "This series only.")
    private Series series;

    @Option(names = "--resource", paramLabel = "X", description = "This resource only.")
    private String resource = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "Nothing before it is counted.")
    private long from = Micros.ALWAYS;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "Nothing from it on is counted.")
    private long till = Micros.FOREVER;

    @Override
    public Integer call() throws IOException {
        if (output != null && !output.toString().endsWith(".csv")) {
            throw new InputRefused(output + ": this version writes reports as CSV. Maybe name it report.csv.");
        }
        try (ResultReader reader = ResultReader.open(result)) {
            List<ResultReader.Region> regions = region.isEmpty() ? reader.regions() : List.of(reader.region(region));
            if (output == null) {
                try (Writer writer = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8))) {
                    write(reader, regions, writer);
                }
            } else {
                try (Writer writer = Files.newBufferedWriter(output, StandardCharsets.UTF_8)) {
                    write(reader, regions, writer);
                } catch (java.nio.file.NoSuchFileException | java.nio.file.AccessDeniedException e) {
                    throw new InputRefused(output + ": cannot be written. Maybe the folder does not exist.", e);
                }
            }
        }
        return 0;
    }

    private void write(ResultReader reader, List<ResultReader.Region> regions, Writer writer) throws IOException {
        writer.write(Csv.line(COLUMNS));
        for (ResultReader.Region covered : regions) {
            Balances balances = reader.balances(covered);
            if (!resource.isEmpty() && !balances.resources().contains(resource)) {
                throw new InputRefused(result + ": region " + covered.name() + " has no resource '" + resource
                        + "'. Maybe one of " + String.join(", ", balances.resources()) + ".");
            }
            long begins = Math.max(from, covered.dawn());
            long ends = Math.min(till, covered.horizon());
            List<Bucket> buckets = begins < ends ? Bucket.covering(bucket, begins, ends) : List.of();
            for (Series each : series == null ? Arrays.asList(Series.values()) : List.of(series)) {
                for (String measured : resource.isEmpty() ? balances.resources() : List.of(resource)) {
                    for (BucketReport.Line line :
                            BucketReport.lines(balances.steps(each, measured), begins, ends, buckets)) {
                        writer.write(Csv.line(List.of(
                                covered.name(),
                                each.text(),
                                measured,
                                Micros.text(line.from()),
                                Micros.text(line.till()),
                                plain(line.mean()),
                                plain(line.resourceHours()),
                                plain(line.lowMean()),
                                plain(line.highMean()),
                                plain(line.unknownShare()),
                                plain(line.coveredShare()))));
                    }
                }
            }
        }
    }

    /** Always with a decimal point, so that no reader takes the column for whole numbers. */
    private static String plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return (stripped.scale() < 1 ? stripped.setScale(1) : stripped).toPlainString();
    }

    /** A bucket's length on the command line. */
    static final class LengthOption implements ITypeConverter<Bucket.Length> {
        @Override
        public Bucket.Length convert(String value) {
            for (Bucket.Length length : Bucket.Length.values()) {
                if (length.text().equals(value)) {
                    return length;
                }
            }
            throw new TypeConversionException("'" + value + "' is none of 1d, 7d, 1mo");
        }
    }
}
