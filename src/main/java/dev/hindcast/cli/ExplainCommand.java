package dev.hindcast.cli;

import dev.hindcast.audit.Commands;
import dev.hindcast.audit.Explainer;
import dev.hindcast.audit.Explanation;
import dev.hindcast.audit.ExplanationJson;
import dev.hindcast.audit.ExplanationText;
import dev.hindcast.audit.Lineage;
import dev.hindcast.audit.LineageProv;
import dev.hindcast.audit.Look;
import dev.hindcast.audit.Story;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.ResultReader.EntryText;
import dev.hindcast.store.ResultReader.IssueText;
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
            "Says why a number is what it is, down to the rules and the rows of the sources; or tells all that is known of a host"
                    + " or an instance, or what stands behind a span, an issue or a ledger entry.",
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
        json,
        prov,
        dot
    }

    private static final int PARTS_IN_A_PICTURE = 5;

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
            names = "--from",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "With --host or --instance, from when on; the region's first evidence unless set.")
    private Long from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "With --host or --instance, until when; the region's last whole snapshot unless set.")
    private Long to;

    @Option(
            names = "--host",
            paramLabel = "H",
            description =
                    "All that is known of this host, by its name in nova or in ironic; at the instant, or over a time.")
    private String host = "";

    @Option(names = "--instance", paramLabel = "ID", description = "All that is known of this instance, by its uuid.")
    private String instance = "";

    @Option(
            names = "--span",
            paramLabel = "ID",
            description = "One span, by the number that an explanation or the export gives it.")
    private Long span;

    @Option(names = "--issue", paramLabel = "ID", description = "One issue, by its number.")
    private Long issue;

    @Option(names = "--entry", paramLabel = "SEQ", description = "One entry of the ledger, by its number.")
    private Long entry;

    @Option(
            names = "--format",
            description =
                    "text (the default), json, which has everything, prov (W3C PROV-JSON), or dot, a picture for Graphviz.")
    private Format format = Format.text;

    @Option(
            names = "--depth",
            paramLabel = "N",
            description =
                    "In text: 1, what it is made of; 2, also the rule and the rows behind each; 3, also all else that speaks"
                            + " for it and against it; unless set, what fits on a screen.")
    private int depth;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description =
                    "The first N of each, largest first; 0 for all; in text what fits on a screen unless set, in a picture 5.")
    private Integer limit;

    @Option(names = "--width", paramLabel = "N", description = "Of a line of text; 100 unless set.")
    private int width = Look.SCREEN.width();

    @Spec
    private CommandSpec spec;

    private final Writer writer;

    ExplainCommand() {
        // Not to be closed: stdout belongs to the process.
        this(new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)));
    }

    ExplainCommand(Writer writer) {
        this.writer = writer;
    }

    @Override
    public Integer call() throws IOException {
        checkWhatIsAskedFor();
        try (ResultReader reader = ResultReader.open(result)) {
            Explainer explainer = new Explainer(reader);
            ExplanationText text = new ExplanationText(
                    explainer, new Look(depth, limit == null ? -1 : limit, width), commands(result));
            if (span != null) {
                explainSpan(reader, explainer, text);
            } else if (issue != null) {
                explainIssue(reader, explainer, text);
            } else if (entry != null) {
                explainEntry(reader, explainer, text);
            } else if (series != null) {
                explainNumber(region(reader, result, region), explainer, text);
            } else {
                explainStory(region(reader, result, region), explainer, text);
            }
        }
        writer.flush();
        return 0;
    }

    /** What to type next, called as this program was. */
    static Commands commands(Path result) {
        return new Commands(TypedCommand.program(), result.toString());
    }

    private void checkWhatIsAskedFor() {
        boolean number = series != null || !resource.isEmpty();
        boolean story = !host.isEmpty() || !instance.isEmpty();
        int asked = (number ? 1 : 0) + (host.isEmpty() ? 0 : 1) + (instance.isEmpty() ? 0 : 1);
        for (Long id : new Long[] {span, issue, entry}) {
            asked += id == null ? 0 : 1;
        }
        if (asked != 1) {
            throw refused("ask for one thing: --series with --resource and --at, --host or --instance with --at or with"
                    + " --from and --to, --span, --issue or --entry.");
        }
        List<String> missing = new ArrayList<>();
        if (number && series == null) {
            missing.add("--series");
        }
        if (number && resource.isEmpty()) {
            missing.add("--resource");
        }
        if (number && at == null) {
            missing.add("--at");
        }
        if (!missing.isEmpty()) {
            throw refused(String.join(" and ", missing) + (missing.size() == 1 ? " is missing." : " are missing.")
                    + " Maybe --series reservable --resource nodes --at 2023-05-01T12:00:00Z.");
        }
        if (!story && (from != null || to != null)) {
            throw refused("--from and --to go with --host or --instance alone. Maybe --at.");
        }
        if (at != null && (from != null || to != null)) {
            throw refused("--at is an instant, --from and --to are a time; ask for one of them.");
        }
        if (from != null && to != null && from >= to) {
            throw refused("--from is not before --to. Maybe the two are the wrong way round.");
        }
        if (limit != null && limit < 0) {
            throw refused("--limit " + limit + " is below 0. Maybe 0, for all.");
        }
        if (depth < 0 || depth > 3) {
            throw refused("--depth " + depth + " is none of 1, 2, 3.");
        }
        if (width < 40) {
            throw refused("--width " + width + " is below 40, too narrow for an id.");
        }
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), "explain: " + why);
    }

    /** The region named, or the only one there is. */
    static Region region(ResultReader reader, Path result, String named) {
        if (!named.isEmpty()) {
            return reader.region(named);
        }
        List<Region> regions = reader.regions();
        if (regions.size() != 1) {
            throw new InputRefused(result + ": has the regions "
                    + String.join(", ", regions.stream().map(Region::name).toList())
                    + ". Maybe name one with --region.");
        }
        return regions.get(0);
    }

    private void explainNumber(Region of, Explainer explainer, ExplanationText text) throws IOException {
        if (!of.says(at)) {
            if (format == Format.json) {
                ExplanationJson.writeOutside(of, series, resource, at, writer);
            } else {
                writer.write(ExplanationText.outside(of, at));
            }
            return;
        }
        Explanation explanation = explainer.explain(of, series, resource, at);
        switch (format) {
            case text -> writer.write(text.of(explanation));
            case json -> ExplanationJson.write(explainer, explanation, writer);
            case prov, dot -> write(Lineage.of(explainer, explanation, parts()));
        }
    }

    private int parts() {
        int all = format == Format.dot ? PARTS_IN_A_PICTURE : Integer.MAX_VALUE;
        return limit == null ? all : limit == 0 ? Integer.MAX_VALUE : limit;
    }

    private void write(Lineage lineage) throws IOException {
        if (format == Format.dot) {
            writer.write(lineage.dot());
        } else {
            LineageProv.write(lineage, writer);
        }
    }

    private void explainStory(Region of, Explainer explainer, ExplanationText text) throws IOException {
        long begin = at != null ? at : from == null ? of.dawn() : Math.max(from, of.dawn());
        long end = at != null ? at + 1 : to == null ? of.horizon() : Math.min(to, of.horizon());
        if (begin >= end || !of.says(begin)) {
            writer.write(ExplanationText.outside(of, at != null ? at : from != null ? from : to));
            return;
        }
        Entity.Kind kind = host.isEmpty() ? Entity.Kind.INSTANCE : Entity.Kind.HOST;
        Story story = explainer.story(of, kind, host.isEmpty() ? instance : host, begin, end);
        switch (format) {
            case text -> writer.write(text.of(story));
            case json -> ExplanationJson.write(explainer, story, writer);
            case prov, dot -> write(Lineage.of(explainer, story));
        }
    }

    private void explainSpan(ResultReader reader, Explainer explainer, ExplanationText text) throws IOException {
        SpanText found = reader.span(span).orElseThrow(() -> unknown("span", span));
        Region of = reader.regionOf(found.id());
        switch (format) {
            case text -> writer.write(text.of(of, found));
            case json -> ExplanationJson.write(explainer, of, found, writer);
            case prov, dot -> write(Lineage.of(explainer, of, found));
        }
    }

    private void explainIssue(ResultReader reader, Explainer explainer, ExplanationText text) throws IOException {
        IssueText found = reader.issue(issue).orElseThrow(() -> unknown("issue", issue));
        switch (format) {
            case text -> writer.write(text.of(found));
            case json -> ExplanationJson.write(explainer, found, writer);
            case prov, dot -> write(Lineage.of(explainer, found));
        }
    }

    private void explainEntry(ResultReader reader, Explainer explainer, ExplanationText text) throws IOException {
        EntryText found = reader.entry(entry).orElseThrow(() -> unknown("ledger entry", entry));
        Region of = reader.regionOf(found.span().id());
        switch (format) {
            case text -> writer.write(text.of(of, found));
            case json -> ExplanationJson.write(explainer, of, found, writer);
            case prov, dot -> write(Lineage.of(explainer, of, found));
        }
    }

    private InputRefused unknown(String what, long id) {
        return new InputRefused(result + ": has no " + what + " " + id
                + ". Maybe the number is from another result; they are given anew with each.");
    }
}
