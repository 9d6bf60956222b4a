package dev.hindcast.cli;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Spelling;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.report.Bucket;
import dev.hindcast.report.BucketReport;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.ResultReader.Region;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code hindcast report}. */
@Command(
        name = "report",
        description = {
            "Writes time-weighted means and resource-hours of the series per day, week, month, quarter or year as CSV.",
            "",
            "  hindcast report region.db -o report.csv",
            "  hindcast report region.db --bucket 1y --series total --resource nodes",
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
            "covered_share",
            "unmeasured_mean");

    @Parameters(index = "0", paramLabel = "RESULT", description = "The result file.")
    private Path result;

    @Mixin
    private OutputFile output;

    @Option(
            names = "--bucket",
            paramLabel = "LENGTH",
            converter = LengthOption.class,
            description = "1d, 7d (weeks from Monday), 1mo (the default), 3mo (quarters from January) or 1y.")
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
            description =
                    "The first bucket is the one it falls into, and nothing before it counts; the region's first evidence unless set.")
    private long from = Micros.ALWAYS;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "Nothing from it on counts; the region's last whole snapshot unless set.")
    private long till = Micros.FOREVER;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (from >= till) {
            throw new ParameterException(
                    spec.commandLine(),
                    "report: --from " + Micros.text(from) + " is not before --to " + Micros.text(till) + ".");
        }
        Path file = output.pathOrNull();
        String name = file == null ? "" : file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".html") || name.endsWith(".htm")) {
            throw new InputRefused(file + ": CSV is what this version writes. Maybe "
                    + file.toString().replaceFirst("\\.[^.]*$", ".csv") + ".");
        }
        try (ResultReader reader = ResultReader.open(result)) {
            List<Region> regions = region.isEmpty() ? reader.regions() : List.of(reader.region(region));
            checkResource(reader, regions);
            output.write(writer -> write(reader, regions, writer));
            tellUnshown(reader, regions);
        }
        return 0;
    }

    /** Before anything is written, so that nothing is left half written. */
    private void checkResource(ResultReader reader, List<Region> regions) {
        SortedSet<String> resources = new TreeSet<>();
        regions.forEach(one -> resources.addAll(reader.resources(one)));
        if (!resource.isEmpty() && !resources.contains(resource)) {
            String nearest = Spelling.maybe(resource, resources);
            throw new InputRefused(
                    result + ": has no resource '" + resource + "'. " + (nearest.isEmpty() ? "" : nearest + ". ")
                            + "The resources are " + String.join(", ", resources) + ".");
        }
    }

    private void write(ResultReader reader, List<Region> regions, Writer writer) throws IOException {
        writer.write(Csv.line(COLUMNS));
        List<Series> wanted = wanted();
        for (Region of : regions) {
            Balances balances = reader.balances(of, wanted);
            List<Bucket> buckets = Bucket.covering(
                    bucket, from == Micros.ALWAYS ? of.dawn() : from, till == Micros.FOREVER ? of.horizon() : till);
            for (Series each : wanted) {
                for (String measured : balances.resources()) {
                    if (resource.isEmpty() || resource.equals(measured)) {
                        long begins = Math.max(from, of.dawn());
                        long ends = Math.min(till, of.horizon());
                        for (BucketReport.Line line :
                                BucketReport.lines(balances.steps(each, measured), begins, ends, buckets)) {
                            writer.write(Csv.line(row(of, each, measured, line)));
                        }
                    }
                }
            }
        }
    }

    /** What the columns cannot say: a 0 for want of a table looks like any other. */
    private void tellUnshown(ResultReader reader, List<Region> regions) {
        for (Region of : regions) {
            SortedMap<String, List<String>> series = new TreeMap<>();
            for (Series each : wanted()) {
                reader.unshown(of, each)
                        .forEach(table -> series.computeIfAbsent(table, key -> new ArrayList<>())
                                .add(each.text()));
            }
            series.forEach((table, rest) -> System.err.println(of.name() + ": no source shows " + table
                    + ", so that a 0 of " + String.join(", ", rest) + " is no evidence of 0."));
        }
    }

    private List<Series> wanted() {
        return series == null ? List.of(Series.values()) : List.of(series);
    }

    private static List<String> row(Region of, Series series, String resource, BucketReport.Line line) {
        List<String> row = new ArrayList<>(List.of(
                of.name(),
                series.text(),
                resource,
                Micros.text(line.bucket().from()),
                Micros.text(line.bucket().till())));
        for (BigDecimal figure :
                List.of(line.lowMean(), line.resourceHours(), line.lowMean(), line.highMean(), line.unknownShare())) {
            row.add(line.isCovered() ? plain(figure) : "");
        }
        row.add(plain(line.coveredShare()));
        row.add(line.isCovered() ? plain(line.unmeasuredMean()) : "");
        return row;
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
            throw new TypeConversionException("'" + value + "' is none of 1d, 7d, 1mo, 3mo, 1y");
        }
    }
}
