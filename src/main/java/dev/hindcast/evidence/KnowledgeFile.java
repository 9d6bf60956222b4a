package dev.hindcast.evidence;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML file that people write, taken apart down to texts, each with its line. What is wrong in it is collected, so that it
 * is all said at once, in the order of the file.
 */
final class KnowledgeFile {
    private static final int SHOWN_MAX = 300;
    private static final int TOLD_MAX = 20;

    private static final int EXCERPT_LENGTH = 120;

    private final String where;
    private final List<String> lines;
    private final Node rootOrNull;
    private final Map<Integer, String> problems = new java.util.TreeMap<>();

    /**
     * @param where how messages name it
     * @throws InputRefused if it is no YAML
     */
    KnowledgeFile(TextFile file, String where) {
        this.where = where;
        this.lines = file.text().lines().toList();
        try {
            // Nothing is constructed from the nodes: a file cannot name a class to be made.
            this.rootOrNull = new Yaml(new LoaderOptions()).compose(new StringReader(file.text()));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new InputRefused(
                    where + (line == 0 ? "" : ":" + line) + ": is not readable YAML: " + e.getProblem()
                            + (e.getContext() == null ? "" : ", " + e.getContext()) + excerpt(line),
                    e);
        } catch (YAMLException e) {
            throw new InputRefused(where + ": is not readable YAML: " + firstLine(e.getMessage()), e);
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    String where(int line) {
        return where + ":" + line;
    }

    /** Something is wrong on a line: it is refused when all has been read. */
    void refuse(int line, String about, String what, String maybe) {
        problems.merge(
                line,
                where(line) + ": " + (about.isEmpty() ? "" : shortened(about) + ": ") + shortened(what)
                        + (maybe.isEmpty() ? "" : " " + shortened(maybe)),
                (one, other) -> one + "\n" + other);
    }

    /** A value that is told may be a whole book. */
    private static String shortened(String text) {
        return text.length() <= SHOWN_MAX
                ? text
                : text.substring(0, SHOWN_MAX / 2) + " ... " + text.substring(text.length() - SHOWN_MAX / 2);
    }

    /** @throws InputRefused if anything was wrong */
    void done() {
        if (!problems.isEmpty()) {
            List<String> told = new ArrayList<>();
            problems.forEach((line, problem) -> {
                if (told.size() < TOLD_MAX) {
                    told.add(problem + excerpt(line));
                }
            });
            if (problems.size() > TOLD_MAX) {
                told.add(where + ": and so on, on " + (problems.size() - TOLD_MAX) + " more lines.");
            }
            throw new InputRefused(String.join("\n", told));
        }
    }

    private String excerpt(int line) {
        if (line < 1 || line > lines.size() || lines.get(line - 1).isBlank()) {
            return "";
        }
        String text = lines.get(line - 1).strip();
        return "\n    " + (text.length() > EXCERPT_LENGTH ? text.substring(0, EXCERPT_LENGTH) + " ..." : text);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** The fields of the file, of which one is needed. */
    Item root(String field) {
        if (rootOrNull == null) {
            throw new InputRefused(where + ": is empty. Maybe begin it with '" + field + ":'.");
        }
        Item root = item(rootOrNull, "");
        if (root == null) {
            done();
        }
        root.only(List.of(field));
        return root;
    }

    /** The items of the list under a field, or of a file that is nothing but the list. */
    List<Item> list(String field) {
        Node list = rootOrNull instanceof SequenceNode
                ? rootOrNull
                : root(field).nodes.get(field);
        if (!(list instanceof SequenceNode)) {
            refuse(
                    list == null ? 1 : line(list),
                    "",
                    "expected a list under '" + field + ":'.",
                    "Maybe '" + field + ": []' if there is nothing to say.");
            return List.of();
        }
        List<Item> items = new ArrayList<>();
        for (Node node : ((SequenceNode) list).getValue()) {
            Item item = item(node, field.substring(0, field.length() - 1) + " " + (items.size() + 1));
            if (item != null) {
                items.add(item);
            }
        }
        return items;
    }

    private Item item(Node node, String about) {
        if (!(node instanceof MappingNode)) {
            refuse(line(node), about, "expected fields and their values.", "Maybe write them like 'id: name'.");
            return null;
        }
        Item item = new Item(line(node), about);
        for (NodeTuple tuple : ((MappingNode) node).getValue()) {
            String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
            if (item.nodes.put(name, tuple.getValueNode()) != null) {
                refuse(line(tuple.getKeyNode()), about, "'" + name + "' stands here twice.", "Maybe leave one out.");
            }
            item.lines.put(name, line(tuple.getKeyNode()));
        }
        return item;
    }

    /** Names and values that belong together: a signal, its scope, the settings. */
    final class Item {
        private final int line;
        private final Map<String, Node> nodes = new LinkedHashMap<>();
        private final Map<String, Integer> lines = new LinkedHashMap<>();
        private String about;

        private Item(int line, String about) {
            this.line = line;
            this.about = about;
        }

        /** How messages name it; unless it has a name, by its place. */
        void named(String nameOrEmpty) {
            about = nameOrEmpty.isEmpty() ? about : nameOrEmpty;
        }

        List<String> fields() {
            return List.copyOf(nodes.keySet());
        }

        int line() {
            return line;
        }

        int line(String field) {
            return lines.getOrDefault(field, line);
        }

        void refuse(String field, String what, String maybe) {
            KnowledgeFile.this.refuse(line(field), about, what, maybe);
        }

        void only(Collection<String> known) {
            for (String field : nodes.keySet()) {
                if (!known.contains(field)) {
                    refuse(field, "unknown field '" + field + "'.", Spelling.meantOrAll(field, known));
                }
            }
        }

        /** The text of a field; empty if it is not given. */
        String text(String field) {
            Node node = nodes.get(field);
            if (node == null) {
                return "";
            }
            if (!(node instanceof ScalarNode text)) {
                refuse(field, "'" + field + "' needs one value.", "Maybe put it into quotes.");
                return "";
            }
            if (text.getValue().isBlank()) {
                refuse(field, "'" + field + "' is empty.", "Maybe leave it out.");
            }
            return text.getValue();
        }

        /** The same of a field that must be there. */
        String needed(String field) {
            if (!nodes.containsKey(field)) {
                refuse("", "'" + field + "' is missing.", "");
            }
            return text(field);
        }

        /** A field that has fields itself; one without any if it is not given. */
        Item item(String field) {
            Node node = nodes.get(field);
            String part = (about.isEmpty() ? "" : about + ": ") + field;
            Item item = node == null ? null : KnowledgeFile.this.item(node, part);
            return item == null ? new Item(line(field), part) : item;
        }
    }
}
