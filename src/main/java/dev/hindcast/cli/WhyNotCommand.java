package dev.hindcast.cli;

import dev.hindcast.audit.Commands;
import dev.hindcast.audit.Explainer;
import dev.hindcast.audit.ExplanationJson;
import dev.hindcast.audit.ExplanationText;
import dev.hindcast.audit.Look;
import dev.hindcast.audit.WhyNot;
import dev.hindcast.audit.WhyNotText;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Spelling;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Concluding;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.ResultReader.Region;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hindcast why-not}. */
@Command(
        name = "why-not",
        description = {
            "Says why something one would have expected was not concluded: what was searched, each rule that could have said it, and"
                    + " what became of its conditions; or why a host does not count in a series.",
            "",
            "  hindcast why-not region.db --region bm-a --host node-1 --attribute pool=reservable --at 2023-05-01T12:00:00Z",
            "  hindcast why-not region.db --region bm-a --host node-1 --series available --resource vcpus --at 2023-05-01T12:00:00Z",
            ""
        },
        mixinStandardHelpOptions = true)
final class WhyNotCommand implements Callable<Integer> {
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

    @Option(names = "--host", paramLabel = "H", description = "The host, by its name in nova or in ironic.")
    private String host = "";

    @Option(names = "--instance", paramLabel = "ID", description = "An instance in place of a host, by its uuid.")
    private String instance = "";

    @Option(
            names = "--attribute",
            paramLabel = "A=V",
            description =
                    "What one would have expected, for instance pool=reservable or existence=gone; without a value, anything of"
                            + " the attribute.")
    private String attribute = "";

    @Option(
            names = "--rule",
            paramLabel = "ID",
            description = "One rule, in place of an attribute: why it did not speak.")
    private String rule = "";

    @Option(
            names = "--series",
            paramLabel = "S",
            converter = SeriesOption.class,
            description = "A series, in place of an attribute: why the host does not count in it.")
    private Series series;

    @Option(names = "--resource", paramLabel = "X", description = "With --series, the resource; nodes unless set.")
    private String resource = "nodes";

    @Option(
            names = "--at",
            paramLabel = "TIME",
            required = true,
            converter = TimeOption.class,
            description = "The instant, in UTC.")
    private Long at;

    @Option(names = "--format", description = "text (the default), or json for an attribute or a rule.")
    private Format format = Format.text;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "The first N rules, the nearest first; 0 for all; what fits on a screen unless set.")
    private Integer limit;

    @Option(names = "--width", paramLabel = "N", description = "Of a line of text; 100 unless set.")
    private int width = Look.SCREEN.width();

    @Spec
    private CommandSpec spec;

    private final Writer writer;

    WhyNotCommand() {
        // Not to be closed: stdout belongs to the process.
        this(new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)));
    }

    WhyNotCommand(Writer writer) {
        this.writer = writer;
    }

    @Override
    public Integer call() throws IOException {
        if (host.isEmpty() == instance.isEmpty()) {
            throw refused("name a host or an instance: --host or --instance.");
        }
        if ((attribute.isEmpty() ? 0 : 1) + (rule.isEmpty() ? 0 : 1) + (series == null ? 0 : 1) != 1) {
            throw refused("ask for one thing: --attribute pool=reservable, --rule POOL-01 or --series reservable.");
        }
        if (series != null && host.isEmpty()) {
            throw refused("--series goes with --host. Maybe ask 'hindcast explain --instance' what is known of it.");
        }
        if (limit != null && limit < 0) {
            throw refused("--limit " + limit + " is below 0. Maybe 0, for all.");
        }
        if (width < 40) {
            throw refused("--width " + width + " is below 40, too narrow for an id.");
        }
        Attribute asked = attribute.isEmpty() ? null : attribute();
        try (ResultReader reader = ResultReader.open(result)) {
            Region of = ExplainCommand.region(reader, result, region);
            if (of.says(at)) {
                answer(of, new Explainer(reader), asked);
            } else {
                writer.write(ExplanationText.outside(of, at));
            }
        }
        writer.flush();
        return 0;
    }

    private void answer(Region of, Explainer explainer, Attribute asked) throws IOException {
        Commands commands = ExplainCommand.commands(result);
        WhyNotText text = new WhyNotText(explainer, new Look(0, limit == null ? -1 : limit, width), commands);
        if (series != null) {
            writer.write(text.of(
                    explainer.explain(of, series, resource, at),
                    explainer.story(of, Entity.Kind.HOST, host, at, at + 1)));
            return;
        }
        Attribute attributeOf = asked == null ? concludedBy(explainer) : asked;
        String value = attribute.contains("=") ? attribute.substring(attribute.indexOf('=') + 1) : "";
        if (!value.isEmpty()) {
            checkValue(explainer, attributeOf, value);
        }
        Entity.Kind kind = kind();
        WhyNot whyNot = explainer.whyNot(of, kind, host.isEmpty() ? instance : host, attributeOf, value, at, rule);
        if (format == Format.json) {
            ExplanationJson.write(explainer, whyNot, writer);
        } else {
            writer.write(text.of(whyNot, command(commands, of)));
        }
    }

    private String command(Commands commands, Region of) {
        return commands.hindcast() + " why-not " + Commands.word(result.toString()) + " --region "
                + Commands.word(of.name())
                + (host.isEmpty() ? " --instance " + Commands.word(instance) : " --host " + Commands.word(host))
                + (rule.isEmpty() ? " --attribute " + Commands.word(attribute) : " --rule " + Commands.word(rule))
                + " --at "
                + Micros.text(at);
    }

    private Entity.Kind kind() {
        return host.isEmpty() ? Entity.Kind.INSTANCE : Entity.Kind.HOST;
    }

    private Attribute attribute() {
        String name = attribute.replaceAll("=.*", "");
        List<String> names = Concluding.attributes(kind()).stream()
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!names.contains(name)) {
            String nearest = Spelling.maybe(name, names);
            throw refused(
                    "--attribute '" + attribute + "': no attribute of " + (host.isEmpty() ? "an instance" : "a host")
                            + " is named '" + name + "'. " + (nearest.isEmpty() ? "" : nearest + ". ") + "They are "
                            + String.join(", ", names) + ".");
        }
        return Attribute.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** What no rule can say would be answered as if it only had not been said. */
    private void checkValue(Explainer explainer, Attribute of, String value) {
        Set<String> values = Concluding.values(explainer.rules(), of);
        String nearest = Spelling.maybe(value, values);
        if (!values.contains(value) && (!nearest.isEmpty() || !Concluding.isOpen(of))) {
            throw refused("--attribute '" + attribute + "': no rule says '" + value + "' of it. "
                    + (nearest.isEmpty() ? "" : nearest + ". ") + "The values are " + String.join(", ", values)
                    + (Concluding.isOpen(of) ? ", and what rows or signals name." : "."));
        }
    }

    /** What the rule asked for settles. */
    private Attribute concludedBy(Explainer explainer) {
        List<Concluding> rules = explainer.rules();
        Concluding found = rules.stream()
                .filter(each -> each.rule().id().equals(rule))
                .findFirst()
                .orElseThrow(() -> {
                    String nearest = Spelling.maybe(
                            rule, rules.stream().map(each -> each.rule().id()).toList());
                    return new InputRefused(result + ": was made without a rule '" + rule + "'. "
                            + (nearest.isEmpty() ? "Maybe 'hindcast rules list' shows it." : nearest + "."));
                });
        if (found.attribute() == null) {
            throw new InputRefused("rule " + rule
                    + " settles nothing about a host or an instance; it reports or says what an event means. Maybe look at"
                    + " 'hindcast export RESULT issues'.");
        }
        return found.attribute();
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), "why-not: " + why);
    }
}
