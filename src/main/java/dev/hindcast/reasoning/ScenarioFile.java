package dev.hindcast.reasoning;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Setting;
import dev.hindcast.evidence.Spelling;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.Scenario.Conclusion;
import dev.hindcast.reasoning.Scenario.Session;
import dev.hindcast.reasoning.Scenario.Unless;
import dev.hindcast.reasoning.ScenarioFacts.Cell;
import dev.hindcast.reasoning.ScenarioFacts.Row;
import java.io.StringReader;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a file of scenarios ({@code docs/how-to/change-a-rule.md}); the YAML is read node by node, since nodes know their line. */
public final class ScenarioFile {
    private static final List<String> FIELDS =
            List.of("scenario", "given", "settings", "dawn", "horizon", "then", "not", "unless");
    private static final List<String> CHANGE = List.of("because", "rule", "settings", "dawn", "horizon");
    private static final Set<String> ATTRIBUTES = Arrays.stream(Attribute.values())
            .map(attribute -> attribute.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    /** The region of a scenario that gives none: two months. */
    private static final Horizon TWO_MONTHS = new Horizon(Micros.parse("2024-01-01"), Micros.parse("2024-03-01"));

    private final TextFile file;
    private final RuleBase base;
    private final Loaders loaders;
    private final SortedMap<String, Setting> settings;
    private final Set<String> rules;

    private ScenarioFile(TextFile file, RuleBase base, Loaders loaders, SortedMap<String, Setting> settings) {
        this.file = file;
        this.base = base;
        this.loaders = loaders;
        this.settings = settings;
        this.rules = base.rules().stream().map(Rule::id).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The scenarios of a file.
     *
     * @param settings those of the rules' folder
     * @throws InputRefused naming file and line if it is not in order
     */
    public static List<Scenario> read(
            TextFile file, RuleBase base, Loaders loaders, SortedMap<String, Setting> settings) {
        ScenarioFile reader = new ScenarioFile(file, base, loaders, settings);
        try {
            return reader.scenarios();
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new InputRefused(
                    file.name() + ":" + line + ": is not readable YAML: " + e.getProblem()
                            + ". Maybe a missing blank or" + " quote.",
                    e);
        } catch (YAMLException e) {
            throw new InputRefused(file.name() + ": is not readable YAML: " + e.getMessage(), e);
        } catch (InputRefused e) {
            throw new InputRefused(file.name() + ":" + e.getMessage(), e);
        }
    }

    private List<Scenario> scenarios() {
        Node root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(file.text()));
        Map<String, Node> top = root == null ? Map.of() : map(root, "the file");
        if (!top.keySet().equals(Set.of("scenarios"))) {
            throw ScenarioFacts.refused(1, "A file of scenarios is a list under 'scenarios:'.", "");
        }
        List<Scenario> scenarios = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node node : list(top.get("scenarios"), "scenarios")) {
            Scenario scenario = scenario(node);
            if (!names.add(scenario.name())) {
                throw ScenarioFacts.refused(
                        scenario.line(),
                        "Two scenarios are named '" + scenario.name() + "'.",
                        "Maybe say how they differ.");
            }
            scenarios.add(scenario);
        }
        return scenarios;
    }

    private Scenario scenario(Node node) {
        Map<String, Node> fields = map(node, "a scenario");
        refuseUnknown(fields, FIELDS, "A scenario");
        for (String needed : List.of("scenario", "given")) {
            if (!fields.containsKey(needed)) {
                throw ScenarioFacts.refused(line(node), "The scenario lacks '" + needed + ":'.", "");
            }
        }
        Map<String, List<Row>> given = new LinkedHashMap<>();
        map(fields.get("given"), "given").forEach((type, rows) -> given.put(type, rows(type, rows)));
        Map<String, List<Conclusion>> then = new LinkedHashMap<>();
        map(fields.get("then"), "then").forEach((rule, claims) -> {
            known(rule, claims);
            List<Conclusion> expected = new ArrayList<>();
            for (Node claim : claims instanceof SequenceNode many ? many.getValue() : List.of(claims)) {
                expected.add(conclusion(claim));
            }
            then.put(rule, List.copyOf(expected));
        });
        Map<String, String> not = new LinkedHashMap<>();
        map(fields.get("not"), "not").forEach((rule, because) -> {
            known(rule, because);
            not.put(rule, text(because, "why " + rule + " does not fire"));
        });
        if (then.isEmpty() && not.isEmpty()) {
            throw ScenarioFacts.refused(
                    line(node), "The scenario expects nothing.", "Maybe add then: with a rule and what it concludes.");
        }
        // Before its changes, since what is wrong with both is wrong here.
        Session session = session(fields, given);
        List<Unless> unless = new ArrayList<>();
        if (fields.containsKey("unless")) {
            for (Node change : list(fields.get("unless"), "unless")) {
                unless.add(unless(change, fields, given, then.keySet()));
            }
        }
        return new Scenario(
                file.name(),
                line(node),
                text(fields.get("scenario"), "scenario"),
                session,
                then,
                not,
                List.copyOf(unless));
    }

    // -- facts

    private Session session(Map<String, Node> fields, Map<String, List<Row>> given) {
        List<Row> rows = given.values().stream().flatMap(List::stream).toList();
        Horizon horizon = new Horizon(
                fields.containsKey("dawn") ? time(fields.get("dawn"), "dawn") : TWO_MONTHS.dawn(),
                fields.containsKey("horizon") ? time(fields.get("horizon"), "horizon") : TWO_MONTHS.at());
        ScenarioFacts facts = new ScenarioFacts(base, loaders, base.factTypes(), horizon);
        return new Session(
                facts.subject(rows),
                rows.stream().map(facts::fact).toList(),
                settings(map(fields.get("settings"), "settings")),
                horizon);
    }

    private List<Setting> settings(Map<String, Node> own) {
        Map<String, Setting> all = new TreeMap<>(settings);
        own.forEach((name, node) -> {
            if (!all.containsKey(name)) {
                throw ScenarioFacts.refused(
                        line(node), "No setting is named '" + name + "'.", Spelling.maybe(name, all.keySet()));
            }
            String text = text(node, name);
            all.put(name, new Setting(name, text, all.get(name).micros() == 0 ? 0 : duration(node, text)));
        });
        return List.copyOf(all.values());
    }

    private static long duration(Node node, String text) {
        try {
            return Micros.duration(text);
        } catch (DateTimeException e) {
            throw ScenarioFacts.refused(line(node), "'" + text + "' is no duration.", "Maybe PT26H or P60D.");
        }
    }

    private static List<Row> rows(String type, Node node) {
        List<Row> rows = new ArrayList<>();
        for (Node row : node instanceof SequenceNode many ? many.getValue() : List.of(node)) {
            Map<String, Cell> cells = new LinkedHashMap<>();
            map(row, type).forEach((name, value) -> cells.put(name, new Cell(text(value, name), line(value))));
            rows.add(new Row(type, rows.size() + 1, line(row), cells));
        }
        return rows;
    }

    /** A change: what it says of a row replaces columns of the row in the same place, further rows are added, "none" takes all. */
    private Unless unless(Node node, Map<String, Node> fields, Map<String, List<Row>> given, Set<String> fired) {
        Map<String, List<Row>> changed = new LinkedHashMap<>(given);
        Map<String, Node> all = new LinkedHashMap<>(fields);
        List<String> rulesMeant = new ArrayList<>(fired);
        String because = "";
        Map<String, Node> changes = map(node, "a change");
        for (Map.Entry<String, Node> change : changes.entrySet()) {
            String name = change.getKey();
            Node value = change.getValue();
            if (name.equals("because")) {
                because = text(value, name);
            } else if (name.equals("rule")) {
                rulesMeant.clear();
                for (Node rule : value instanceof SequenceNode many ? many.getValue() : List.of(value)) {
                    known(text(rule, name), rule);
                    rulesMeant.add(text(rule, name));
                }
            } else if (CHANGE.contains(name)) {
                all.put(name, value);
            } else if (name.isEmpty() || Character.isLowerCase(name.charAt(0))) {
                refuseUnknown(Map.of(name, value), CHANGE, "A change");
            } else if (value instanceof ScalarNode none && none.getValue().equals("none") && given.containsKey(name)) {
                changed.remove(name);
            } else {
                changed.put(name, changed(given.getOrDefault(name, List.of()), rows(name, value)));
            }
        }
        if (because.isEmpty()) {
            throw ScenarioFacts.refused(
                    line(node),
                    "The change says not why the rule does not fire then.",
                    "Maybe add because: and a sentence.");
        }
        if (!fired.containsAll(rulesMeant) || rulesMeant.isEmpty()) {
            throw ScenarioFacts.refused(
                    line(node),
                    "Only what fires in the scenario can be kept from it: " + String.join(", ", rulesMeant) + ".",
                    "Maybe name the rule under then: first.");
        }
        return new Unless(line(node), session(all, changed), List.copyOf(rulesMeant), because);
    }

    private static List<Row> changed(List<Row> rows, List<Row> changes) {
        List<Row> changed = new ArrayList<>(rows);
        for (int i = 0; i < changes.size(); i++) {
            if (i == rows.size()) {
                changed.addAll(changes.subList(i, changes.size()));
                break;
            }
            Map<String, Cell> cells = new LinkedHashMap<>(rows.get(i).cells());
            cells.putAll(changes.get(i).cells());
            changed.set(i, new Row(rows.get(i).type(), i + 1, changes.get(i).line(), cells));
        }
        return changed;
    }

    // -- what is expected

    private void known(String rule, Node where) {
        if (!rules.contains(rule)) {
            throw ScenarioFacts.refused(line(where), "No rule has the id '" + rule + "'.", Spelling.maybe(rule, rules));
        }
    }

    private static Conclusion conclusion(Node node) {
        Map<String, Node> fields = map(node, "a conclusion");
        Map<String, String> says = new TreeMap<>(Scenario.FIRST);
        Set<String> whats = new TreeSet<>(ATTRIBUTES);
        whats.add("issue");
        whats.add("means");
        Set<String> names = new TreeSet<>(whats);
        names.addAll(Scenario.OPTIONAL);
        names.addAll(List.of("from", "to"));
        refuseUnknown(fields, names, "A conclusion");
        fields.forEach((name, value) -> {
            String text = text(value, name);
            says.put(
                    name,
                    switch (name) {
                        case "end" ->
                            Arrays.stream(text.split("/", -1))
                                    .map(end -> end.isEmpty() ? "" : Micros.text(time(value, end, name)))
                                    .collect(Collectors.joining("/"));
                        case "from", "to" -> text.isEmpty() ? "" : Micros.text(time(value, name));
                        case "confidence" -> decimal(value, text);
                        default -> text;
                    });
        });
        if (fields.keySet().stream().filter(whats::contains).count() != 1) {
            throw ScenarioFacts.refused(
                    line(node),
                    "A conclusion says one thing.",
                    "Maybe one of " + String.join(", ", whats) + ", and its value.");
        }
        if (!fields.containsKey("means")) {
            says.putIfAbsent("from", "");
            says.putIfAbsent("to", "");
        }
        return new Conclusion(says);
    }

    private static String decimal(Node node, String text) {
        try {
            return Double.toString(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw ScenarioFacts.refused(line(node), "confidence '" + text + "' is no number.", "Maybe 0.9.");
        }
    }

    // -- nodes

    private static void refuseUnknown(Map<String, Node> fields, java.util.Collection<String> known, String what) {
        fields.forEach((name, node) -> {
            if (!known.contains(name)) {
                String nearest = Spelling.maybe(name, known);
                throw ScenarioFacts.refused(
                        line(node),
                        what + " has no '" + name + "'.",
                        nearest.isEmpty() ? "Maybe one of " + String.join(", ", known) : nearest);
            }
        });
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** @return empty where there is no such node */
    private static Map<String, Node> map(Node node, String what) {
        Map<String, Node> fields = new LinkedHashMap<>();
        if (node == null) {
            return fields;
        }
        if (!(node instanceof MappingNode mapping)) {
            throw ScenarioFacts.refused(
                    line(node), "Names and values are expected of " + what + ".", "Maybe name: value");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String name = text(tuple.getKeyNode(), what);
            if (fields.put(name, tuple.getValueNode()) != null) {
                throw ScenarioFacts.refused(
                        line(tuple.getKeyNode()),
                        "'" + name + "' stands twice.",
                        "Maybe write the second as one more row of a list.");
            }
        }
        return fields;
    }

    private static List<Node> list(Node node, String what) {
        if (!(node instanceof SequenceNode sequence)) {
            throw ScenarioFacts.refused(
                    line(node), "A list is expected under " + what + ".", "Maybe begin with a dash.");
        }
        return sequence.getValue();
    }

    private static String text(Node node, String what) {
        if (!(node instanceof ScalarNode scalar)) {
            throw ScenarioFacts.refused(line(node), "One value is expected for " + what + ".", "");
        }
        return scalar.getValue();
    }

    private static long time(Node node, String what) {
        return time(node, text(node, what), what);
    }

    private static long time(Node node, String text, String what) {
        return ScenarioFacts.time(new Cell(text, line(node)), what);
    }
}
