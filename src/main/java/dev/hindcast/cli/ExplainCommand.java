package dev.hindcast.cli;

import dev.hindcast.audit.Explainer;
import dev.hindcast.audit.Explanation;
import dev.hindcast.audit.ExplanationJson;
import dev.hindcast.audit.ExplanationText;
import dev.hindcast.audit.HostExplanation;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.metrics.Series;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SpanText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hindcast explain}. */
@Command(
        name = "explain",
        description = {
            "Says why a number is what it is, down to the rules and the rows of the sources.",
            "",
            "  hindcast explain region.db --region bm-a --series reservable --resource nodes --at 2023-05-01T12:00:00Z",
            "  hindcast explain region.db --region bm-a --host node-1 --at 2023-05-01T12:00:00Z",
            ""
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    /** Forms of the output. */
    enum Format {
        text,
        json
    }

    @Parameters(index = "0", paramLabel = "RESULT", description = "The result file.")
    private Path result;

    @Option(
            names = "--region",
            paramLabel = "R",
            description = "The region; may be left out where the result has only one.")
    private String region = "";

    @Option(
            names = "--series",
            paramLabel = "S",
            converter = SeriesOption.class,
            description = "The series, for instance reservable.")
    private Series series;

    @Option(names = "--resource", paramLabel = "X", description = "The resource, for instance nodes or vcpus.")
    private String resource = "";

    @Option(names = "--at", paramLabel = "TIME", converter = TimeOption.class, description = "The instant, in UTC.")
    private Long at;

    @Option(
            names = "--host",
            paramLabel = "H",
            description = "All that is known of this host at the instant, in place of a number.")
    private String host = "";

    @Option(
            names = "--span",
            paramLabel = "ID",
            description = "One span, by the number that an explanation or the export gives it.")
    private Long span;

    @Option(names = "--format", description = "text (the default) or json, which has everything.")
    private Format format = Format.text;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "In text, the first N spans, largest first; 10 unless set, 0 for all.")
    private int limit = 10;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        checkWhatIsAskedFor();
        // Not to be closed: stdout belongs to the process.
        Writer writer = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
        try (ResultReader reader = ResultReader.open(result)) {
            Explainer explainer = new Explainer(reader);
            if (span != null) {
                explainSpan(reader, explainer, writer);
            } else if (!host.isEmpty()) {
                explainHost(region(reader), explainer, writer);
            } else {
                explainNumber(region(reader), explainer, writer);
            }
        }
        writer.flush();
        return 0;
    }

    private void checkWhatIsAskedFor() {
        boolean number = series != null || !resource.isEmpty();
        if ((span != null ? 1 : 0) + (host.isEmpty() ? 0 : 1) + (number ? 1 : 0) != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "explain: ask for one thing: --series with --resource and --at, or --host with --at, or --span.");
        }
        List<String> missing = new ArrayList<>();
        if (number && series == null) {
            missing.add("--series");
        }
        if (number && resource.isEmpty()) {
            missing.add("--resource");
        }
        if (span == null && at == null) {
            missing.add("--at");
        }
        if (!missing.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "explain: " + String.join(" and ", missing)
                            + (missing.size() == 1 ? " is missing." : " are missing.")
                            + " Maybe --series reservable --resource nodes --at 2023-05-01T12:00:00Z.");
        }
        if (limit < 0) {
            throw new ParameterException(
                    spec.commandLine(), "explain: --limit " + limit + " is below 0. Maybe 0, for all.");
        }
    }

    private Region region(ResultReader reader) {
        if (!region.isEmpty()) {
            return reader.region(region);
        }
        List<Region> regions = reader.regions();
        if (regions.size() != 1) {
            throw new InputRefused(result + ": has the regions "
                    + String.join(", ", regions.stream().map(Region::name).toList())
                    + ". Maybe name one with --region.");
        }
        return regions.get(0);
    }

    private void explainNumber(Region of, Explainer explainer, Writer writer) throws IOException {
        if (!of.says(at)) {
            if (format == Format.json) {
                ExplanationJson.writeOutside(of, series, resource, at, writer);
            } else {
                writer.write(ExplanationText.outside(of, at));
            }
            return;
        }
        Explanation explanation = explainer.explain(of, series, resource, at);
        if (format == Format.json) {
            ExplanationJson.write(explainer, explanation, writer);
        } else {
            writer.write(ExplanationText.of(explainer, explanation, limit, command(result, of, series, resource, at)));
        }
    }

    private void explainHost(Region of, Explainer explainer, Writer writer) throws IOException {
        boolean said = of.says(at);
        HostExplanation explanation =
                said ? explainer.host(of, host, at) : new HostExplanation(of, host, at, List.of(), List.of());
        if (format == Format.json) {
            ExplanationJson.write(explainer, explanation, writer);
        } else if (!said) {
            writer.write(ExplanationText.outside(of, at));
        } else {
            writer.write(ExplanationText.of(explanation, "hindcast explain " + word(result.toString())));
        }
    }

    private void explainSpan(ResultReader reader, Explainer explainer, Writer writer) throws IOException {
        SpanText found = reader.span(span)
                .orElseThrow(() -> new InputRefused(result + ": has no span " + span
                        + ". Maybe the number is from another result; they are given anew with each."));
        Region of = reader.regionOf(found.id());
        if (format == Format.json) {
            ExplanationJson.write(explainer, of, found, writer);
        } else {
            writer.write(ExplanationText.of(explainer, of, found));
        }
    }

    /** What explains a number, as typed in a shell. */
    static String command(Path result, Region region, Series series, String resource, long at) {
        return "hindcast explain " + word(result.toString()) + " --region " + word(region.name()) + " --series "
                + series.text() + " --resource " + word(resource) + " --at " + Micros.text(at);
    }

    private static String word(String text) {
        return text.matches("[\\w./:@%+=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
