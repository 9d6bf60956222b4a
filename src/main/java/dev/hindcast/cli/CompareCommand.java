package dev.hindcast.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hindcast.audit.compare.Difference;
import dev.hindcast.audit.compare.InputChange;
import dev.hindcast.audit.compare.IssueDifference;
import dev.hindcast.audit.compare.OutsideComparison;
import dev.hindcast.audit.compare.OutsideComparison.Compared;
import dev.hindcast.audit.compare.OutsideComparison.Unfit;
import dev.hindcast.audit.compare.ResultComparison;
import dev.hindcast.evidence.Micros;
import dev.hindcast.metrics.Series;
import dev.hindcast.report.ResourceHours;
import dev.hindcast.store.ResultReader;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hindcast compare}. */
@Command(
        name = "compare",
        description = {
            "Shows in which months, on which hosts and in which issues two results differ, or a result from other numbers, each by its cause.",
            "",
            "  hindcast compare before.db after.db",
            "  hindcast compare region.db --with usage.csv --reading nova-usage --columns value=total_vcpus_usage --set series=occupied",
            ""
        },
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    /** Forms of the output. */
    enum Format {
        text,
        csv,
        json
    }

    /** What the rows of a CSV are about. */
    enum By {
        month,
        host,
        issue
    }

    private static final List<String> OF_RESULTS = List.of(
            "region",
            "series",
            "resource",
            "month",
            "host",
            "measure",
            "first",
            "second",
            "difference",
            "cause",
            "by_cause");
    private static final List<String> OF_ISSUES = List.of(
            "only_in",
            "kind",
            "severity",
            "region",
            "entity_id",
            "host",
            "start",
            "end",
            "detail",
            "issue_id",
            "cause");
    private static final List<String> OF_NUMBERS = List.of(
            "line",
            "region",
            "series",
            "resource",
            "start",
            "end",
            "project",
            "theirs",
            "ours",
            "unknown",
            "covered_share",
            "difference",
            "cause",
            "by_cause");

    @Parameters(index = "0", paramLabel = "FIRST", description = "The first result file.")
    private Path first;

    @Parameters(index = "1", arity = "0..1", paramLabel = "SECOND", description = "The second; or use --with.")
    private Path second;

    @Option(
            names = "--with",
            paramLabel = "TABLE",
            description = "A CSV of numbers from elsewhere, in place of a second result.")
    private Path table;

    @Option(
            names = "--columns",
            split = ",",
            paramLabel = "OURS=THEIRS",
            description =
                    "What the columns of the table are called there: region, series, resource, start, end, month, value, unit, project.")
    private Map<String, String> columns = new LinkedHashMap<>();

    @Option(
            names = "--set",
            split = ",",
            paramLabel = "OURS=VALUE",
            description = "What holds for each row of the table that does not say it itself.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(
            names = "--reading",
            paramLabel = "R",
            description = "How the numbers of the table were made: any (the default) or nova-usage.")
    private String reading = "any";

    @Option(names = "--region", paramLabel = "R", description = "This region only.")
    private String region = "";

    @Option(names = "--series", paramLabel = "S", converter = SeriesOption.class, description = "This series only.")
    private Series series;

    @Option(names = "--resource", paramLabel = "X", description = "This resource only.")
    private String resource = "";

    @Option(
            names = "--by",
            description = "In csv, a row per month (the default), per host, or per issue that only one result has.")
    private By by = By.month;

    @Option(names = "--format", description = "text (the default), csv or json, which has everything.")
    private Format format = Format.text;

    @Mixin
    private OutputFile output;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "In text, the first N lines of each table; 10 unless set, 0 for all.")
    private int limit = 10;

    @Option(names = "--fail-on-difference", description = "Exit code 3 if any number or issue differs.")
    private boolean failOnDifference;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if ((second == null) == (table == null)) {
            throw usage("it takes a second result or --with a table, and not both.");
        }
        if (table == null && !(columns.isEmpty() && set.isEmpty() && reading.equals("any"))) {
            throw usage("--columns, --set and --reading are about a table. Maybe name it by --with.");
        }
        if (limit < 0) {
            throw usage("--limit " + limit + " is below 0. Maybe 0, for all.");
        }
        for (Map<String, String> named : List.of(columns, set)) {
            for (String name : named.keySet()) {
                if (!OutsideTable.COLUMNS.contains(name)) {
                    throw usage("'" + name + "' is no column of ours. Maybe one of "
                            + String.join(", ", OutsideTable.COLUMNS) + ".");
                }
            }
        }
        return table == null ? results() : numbers();
    }

    private ParameterException usage(String what) {
        return new ParameterException(spec.commandLine(), "compare: " + what);
    }

    // -- two results

    private int results() throws IOException {
        try (ResultReader before = ResultReader.open(first);
                ResultReader after = ResultReader.open(second)) {
            if (!region.isEmpty()
                    && before.regions().stream().noneMatch(each -> each.name().equals(region))) {
                after.region(region);
            }
            ResultComparison.Outcome all = ResultComparison.of(before, after, region);
            ResultComparison.Outcome outcome = new ResultComparison.Outcome(
                    all.inputs(),
                    all.before(),
                    all.after(),
                    all.differences().stream()
                            .filter(each -> (series == null || each.series() == series)
                                    && (resource.isEmpty() || each.resource().equals(resource)))
                            .toList(),
                    all.issues());
            output.write(writer -> {
                switch (format) {
                    case text -> writer.write(CompareText.of(outcome, limit, this::allOf));
                    case csv -> csv(outcome, writer);
                    case json -> writer.write(json(outcome));
                }
            });
            return failOnDifference && !outcome.isEqual() ? Main.FINDINGS : 0;
        }
    }

    private void csv(ResultComparison.Outcome outcome, Writer writer) throws IOException {
        writer.write(Csv.line(by == By.issue ? OF_ISSUES : OF_RESULTS));
        if (by == By.issue) {
            for (IssueDifference each : outcome.issues()) {
                writer.write(Csv.line(row(each)));
            }
            return;
        }
        for (Difference each : outcome.differences()) {
            for (List<String> row : each.isOfMonth() == (by == By.month) ? rows(each) : List.<List<String>>of()) {
                writer.write(Csv.line(row));
            }
        }
    }

    private static List<String> row(IssueDifference each) {
        return List.of(
                each.inSecond() ? "second" : "first",
                each.issue().kind(),
                each.issue().severity(),
                each.issue().region().name(),
                each.issue().entities(),
                each.issue().host(),
                Micros.text(each.issue().from()),
                Micros.text(each.issue().till()),
                each.issue().detail(),
                Long.toString(each.issue().id()),
                each.cause());
    }

    /** A row per measure that differs and cause. */
    private static List<List<String>> rows(Difference of) {
        List<List<String>> rows = new ArrayList<>();
        rows(of, "value", ResourceHours::value, ResourceHours::valueHours, rows);
        rows(of, "unknown", ResourceHours::unknown, ResourceHours::unknownHours, rows);
        // Entities without a quantity are counted whole, and so a million times the exact sum of what has one.
        rows(
                of,
                "unmeasured",
                hours -> hours.unmeasured().multiply(BigInteger.valueOf(1_000_000)),
                ResourceHours::unmeasuredHours,
                rows);
        return rows;
    }

    private static void rows(
            Difference of,
            String measure,
            Function<ResourceHours, BigInteger> exact,
            Function<ResourceHours, BigDecimal> hours,
            List<List<String>> rows) {
        List<String> causes = new ArrayList<>();
        List<BigInteger> parts = new ArrayList<>();
        of.causes().forEach((cause, share) -> {
            if (exact.apply(share).signum() != 0) {
                causes.add(cause);
                parts.add(exact.apply(share));
            }
        });
        List<BigDecimal> byCause = ResourceHours.hours(parts);
        for (int i = 0; i < causes.size(); i++) {
            rows.add(List.of(
                    of.region(),
                    of.series().text(),
                    of.resource(),
                    of.month(),
                    of.host(),
                    measure,
                    hours.apply(of.before()).toPlainString(),
                    hours.apply(of.after()).toPlainString(),
                    hours.apply(of.difference()).toPlainString(),
                    causes.get(i),
                    byCause.get(i).toPlainString()));
        }
    }

    private static String json(ResultComparison.Outcome outcome) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = json.createObjectNode();
        ArrayNode inputs = root.putArray("inputs");
        for (InputChange each : outcome.inputs()) {
            inputs.addObject()
                    .put("kind", each.kind().name().toLowerCase(java.util.Locale.ROOT))
                    .put("region", each.region())
                    .put("name", each.name())
                    .put("how", each.how());
        }
        root.put("causes_are_certain", outcome.isCertain());
        regions(root.putArray("first"), outcome.before());
        regions(root.putArray("second"), outcome.after());
        ArrayNode differences = root.putArray("differences");
        outcome.differences()
                .forEach(each -> rows(each).forEach(row -> named(OF_RESULTS, row, differences.addObject())));
        ArrayNode issues = root.putArray("issues");
        outcome.issues().forEach(each -> named(OF_ISSUES, row(each), issues.addObject()));
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void regions(ArrayNode into, List<ResultReader.Region> regions) {
        regions.forEach(each -> into.addObject()
                .put("region", each.name())
                .put("dawn", Micros.text(each.dawn()))
                .put("horizon", Micros.text(each.horizon())));
    }

    private static void named(List<String> names, List<String> row, ObjectNode into) {
        for (int i = 0; i < names.size(); i++) {
            into.put(names.get(i), row.get(i));
        }
    }

    // -- numbers from elsewhere

    private int numbers() throws IOException {
        OutsideComparison.Reading how = List.of(OutsideComparison.Reading.values()).stream()
                .filter(each -> each.text().equals(reading))
                .findFirst()
                .orElseThrow(() -> usage("--reading '" + reading + "' is none. Maybe any or nova-usage."));
        OutsideTable.Content content = OutsideTable.read(table, columns, set);
        try (ResultReader reader = ResultReader.open(first)) {
            if (!region.isEmpty()) {
                reader.region(region);
            }
            OutsideComparison.Outcome compared = OutsideComparison.of(
                    reader,
                    content.rows().stream()
                            .filter(row -> (region.isEmpty() || row.region().equals(region))
                                    && (series == null || row.series() == series)
                                    && (resource.isEmpty() || row.resource().equals(resource)))
                            .toList(),
                    how);
            List<Unfit> unfit = new ArrayList<>(content.unfit());
            unfit.addAll(compared.unfit());
            unfit.sort(java.util.Comparator.comparingLong(Unfit::line));
            OutsideComparison.Outcome outcome = new OutsideComparison.Outcome(compared.compared(), unfit);
            output.write(writer -> {
                switch (format) {
                    case text -> writer.write(CompareText.of(table.toString(), outcome, limit, this::allOf));
                    case csv -> {
                        tellUnfit(unfit);
                        writer.write(Csv.line(OF_NUMBERS));
                        for (Compared each : outcome.compared()) {
                            for (List<String> row : rows(each)) {
                                writer.write(Csv.line(row));
                            }
                        }
                    }
                    case json -> writer.write(json(outcome));
                }
            });
            boolean differs = outcome.compared().stream()
                    .anyMatch(each -> each.difference().signum() != 0);
            return failOnDifference && differs ? Main.FINDINGS : 0;
        }
    }

    /** What a table of rows has no place for. */
    private void tellUnfit(List<Unfit> unfit) {
        int most = limit == 0 ? unfit.size() : Math.min(limit, unfit.size());
        unfit.subList(0, most)
                .forEach(each -> System.err.println(table + ":" + each.line() + ": left out: " + each.reason()));
        if (most < unfit.size()) {
            System.err.println(table + ": " + (unfit.size() - most) + " more rows left out: " + allOf(""));
        }
    }

    /** A row per cause; one without a cause where nothing differs. */
    private static List<List<String>> rows(Compared each) {
        Map<String, BigDecimal> causes = each.causes().isEmpty() ? Map.of("", BigDecimal.ZERO) : each.causes();
        List<List<String>> rows = new ArrayList<>();
        causes.forEach((cause, hours) -> rows.add(List.of(
                Long.toString(each.row().line()),
                each.row().region(),
                each.row().series().text(),
                each.row().resource(),
                Micros.text(each.row().from()),
                Micros.text(each.row().till()),
                each.row().project(),
                each.row().hours().toPlainString(),
                each.ours().toPlainString(),
                each.unknown().toPlainString(),
                each.covered().toPlainString(),
                each.difference().toPlainString(),
                cause,
                hours.toPlainString())));
        return rows;
    }

    private static String json(OutsideComparison.Outcome outcome) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = json.createObjectNode();
        ArrayNode unfit = root.putArray("unfit");
        outcome.unfit()
                .forEach(each -> unfit.addObject().put("line", each.line()).put("reason", each.reason()));
        ArrayNode compared = root.putArray("compared");
        outcome.compared().forEach(each -> rows(each).forEach(row -> named(OF_NUMBERS, row, compared.addObject())));
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    // ------------------------------------------------------------------------------------------------------------------

    /** What writes all that a table shows the first of. */
    private String allOf(String what) {
        List<String> words = new ArrayList<>(List.of("compare", first.toString()));
        if (table == null) {
            words.add(second.toString());
        } else {
            words.addAll(List.of("--with", table.toString()));
            columns.forEach((ours, theirs) -> words.addAll(List.of("--columns", ours + "=" + theirs)));
            set.forEach((ours, value) -> words.addAll(List.of("--set", ours + "=" + value)));
            words.addAll(reading.equals("any") ? List.of() : List.of("--reading", reading));
        }
        words.addAll(region.isEmpty() ? List.of() : List.of("--region", region));
        words.addAll(series == null ? List.of() : List.of("--series", series.text()));
        words.addAll(resource.isEmpty() ? List.of() : List.of("--resource", resource));
        boolean isRows = what.matches("month|host|issue") || table != null && what.isEmpty();
        if (!isRows || format == Format.csv) {
            words.addAll(List.of("--limit", "0"));
        }
        if (isRows && table == null) {
            words.addAll(List.of("--by", what));
        }
        if (isRows || format == Format.csv) {
            words.addAll(List.of("--format", "csv"));
        }
        return TypedCommand.of(words);
    }
}
