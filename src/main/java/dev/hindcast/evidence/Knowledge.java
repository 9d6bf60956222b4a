package dev.hindcast.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What only people know, read from YAML: signals, windows and settings (design section 3). */
public final class Knowledge {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Set<String> SIGNAL_FIELDS =
            Set.of("id", "kind", "scope", "says", "from", "to", "confidence", "author", "source", "reason");
    private static final Set<String> SCOPE_FIELDS = Set.of("region", "host", "instance", "lease", "project");
    private static final Set<String> WINDOW_FIELDS =
            Set.of("id", "table", "column", "holds_for", "absence_from", "confidence", "reason", "author");

    private final List<Signal> signals = new ArrayList<>();
    private final List<Window> windows = new ArrayList<>();
    private final Map<String, Setting> settings = new TreeMap<>();

    /** Adds a {@code signals.yml}; its signals get the given source number, so that they can be named. */
    void addSignals(TextFile file, int source, String where) {
        JsonNode root = root(file, where);
        JsonNode list = root.isArray() ? root : root.path("signals");
        if (!list.isArray()) {
            throw new InputRefused(where + ": expected a list under 'signals:'.");
        }
        Set<String> ids = new HashSet<>();
        int number = 0;
        for (JsonNode node : list) {
            number++;
            String at = where + ": signal " + number + " (" + node.path("id").asText("without id") + ")";
            refuseUnknown(at, node, SIGNAL_FIELDS);
            refuseUnknown(at + ": scope", node.path("scope"), SCOPE_FIELDS);
            String id = text(at, node, "id", true);
            if (!ids.add(id)) {
                throw new InputRefused(at + ": this id is used twice. Maybe give the second another name.");
            }
            JsonNode says = node.path("says");
            if (!says.isObject() || says.size() != 1) {
                throw new InputRefused(at + ": 'says' needs exactly one attribute and its value, for instance"
                        + " { pool: not_reservable }.");
            }
            String attribute = says.fieldNames().next();
            JsonNode scope = node.path("scope");
            signals.add(new Signal(
                    id,
                    kind(at, text(at, node, "kind", true)),
                    new Signal.Scope(
                            text(at + ": scope", scope, "region", true),
                            text(at, scope, "host", false),
                            text(at, scope, "instance", false),
                            text(at, scope, "lease", false),
                            text(at, scope, "project", false)),
                    attribute,
                    says.path(attribute).asText(),
                    time(at, node, "from", Micros.ALWAYS),
                    time(at, node, "to", Micros.FOREVER),
                    confidence(at, node),
                    text(at, node, "author", false),
                    text(at, node, "source", false),
                    text(at, node, "reason", false),
                    Origin.of(source, number)));
        }
    }

    /** Adds a {@code windows.yml}; a later window of the same table and column replaces an earlier one. */
    void addWindows(TextFile file, String where) {
        JsonNode list = root(file, where).path("windows");
        if (!list.isArray()) {
            throw new InputRefused(where + ": expected a list under 'windows:'.");
        }
        for (JsonNode node : list) {
            String at = where + ": window " + node.path("id").asText("without id");
            refuseUnknown(at, node, WINDOW_FIELDS);
            Window window = new Window(
                    text(at, node, "id", true),
                    text(at, node, "table", true),
                    text(at, node, "column", false),
                    node.has("holds_for") ? duration(at, node.path("holds_for").asText()) : Micros.FOREVER,
                    time(at, node, "absence_from", Micros.ALWAYS),
                    confidence(at, node),
                    text(at, node, "reason", false));
            windows.removeIf(other ->
                    other.table().equals(window.table()) && other.column().equals(window.column()));
            windows.add(window);
        }
    }

    /** Adds a {@code settings.yml} or {@code region.yml}; later values replace earlier ones. */
    void addSettings(TextFile file, String where, boolean mayInvent) {
        JsonNode map = root(file, where).path("settings");
        if (!map.isObject()) {
            throw new InputRefused(where + ": expected names and values under 'settings:'.");
        }
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            if (!mayInvent && !settings.containsKey(entry.getKey())) {
                throw new InputRefused(where + ": no setting is named '" + entry.getKey() + "'. Maybe one of "
                        + String.join(", ", settings.keySet()) + ".");
            }
            String text = entry.getValue().asText();
            Setting replaced = settings.get(entry.getKey());
            boolean duration = text.matches("P(T?\\d).*") || replaced != null && replaced.micros() != 0;
            settings.put(
                    entry.getKey(),
                    new Setting(entry.getKey(), text, duration ? duration(where + ": " + entry.getKey(), text) : 0));
        }
    }

    /** The settings of a rule folder by name; empty if it holds no settings file. */
    public static SortedMap<String, Setting> settingsOf(List<TextFile> files) {
        Knowledge knowledge = new Knowledge();
        for (TextFile file : files) {
            if (file.name().equals("settings.yml")) {
                knowledge.addSettings(file, file.name(), true);
            }
        }
        return new TreeMap<>(knowledge.settings);
    }

    Knowledge copy() {
        Knowledge copy = new Knowledge();
        copy.signals.addAll(signals);
        copy.windows.addAll(windows);
        copy.settings.putAll(settings);
        return copy;
    }

    public List<Signal> signals() {
        return List.copyOf(signals);
    }

    public List<Window> windows() {
        return List.copyOf(windows);
    }

    public List<Setting> settings() {
        return List.copyOf(settings.values());
    }

    /** @throws IllegalArgumentException if no file gives it */
    public Setting setting(String name) {
        Setting setting = settings.get(name);
        if (setting == null) {
            throw new InputRefused(
                    "settings.yml: the setting '" + name + "' is missing. Maybe restore the shipped file.");
        }
        return setting;
    }

    /** The window of a state of a row: of its column, else of its table, else the one of all tables. */
    public Window rowWindow(String table, String column) {
        Window own = window(table, column);
        return own == null ? window(Window.ALL_TABLES, "") : own;
    }

    /** The window of a column, else that of its table, else none. */
    public Window window(String table, String column) {
        Window found = null;
        for (Window window : windows) {
            if (window.table().equals(table)
                    && (window.column().equals(column) || window.column().isEmpty())
                    && (found == null || found.column().isEmpty())) {
                found = window;
            }
        }
        return found;
    }

    private static JsonNode root(TextFile file, String where) {
        try {
            JsonNode root = YAML.readTree(file.text());
            return root == null ? YAML.createObjectNode() : root;
        } catch (JsonProcessingException e) {
            String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            // The parser draws the place below its words, over many lines.
            String problem = e.getOriginalMessage()
                    .lines()
                    .filter(words -> !words.isBlank() && !words.startsWith(" "))
                    .collect(Collectors.joining("; "));
            throw new InputRefused(where + line + ": is not readable YAML: " + problem, e);
        }
    }

    private static void refuseUnknown(String at, JsonNode node, Set<String> known) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new InputRefused(at + ": unknown field '" + name + "'. Maybe one of "
                        + String.join(", ", known.stream().sorted().toList()) + ".");
            }
        }
    }

    private static Signal.Kind kind(String at, String text) {
        try {
            return Signal.Kind.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InputRefused(at + ": kind '" + text + "' is neither statement nor default.", e);
        }
    }

    private static String text(String at, JsonNode node, String field, boolean needed) {
        String text = node.path(field).asText("");
        if (needed && text.isEmpty()) {
            throw new InputRefused(at + ": '" + field + "' is missing.");
        }
        return text;
    }

    private static long time(String at, JsonNode node, String field, long missing) {
        String text = node.path(field).asText("");
        if (text.isEmpty()) {
            return missing;
        }
        try {
            return Micros.parse(text);
        } catch (DateTimeException e) {
            throw new InputRefused(at + ": " + field + " '" + text + "' is no time like 2023-05-01T12:00:00Z.", e);
        }
    }

    private static double confidence(String at, JsonNode node) {
        JsonNode given = node.path("confidence");
        double confidence = given.asDouble(given.isMissingNode() ? 1.0 : Double.NaN);
        if (!(confidence > 0 && confidence <= 1)) {
            throw new InputRefused(at + ": confidence " + given.asText() + " is not above 0 and at most 1.");
        }
        return confidence;
    }

    private static long duration(String at, String text) {
        try {
            Duration duration = Duration.parse(text);
            return Math.addExact(Math.multiplyExact(duration.getSeconds(), Micros.SECOND), duration.getNano() / 1000);
        } catch (DateTimeException | ArithmeticException e) {
            throw new InputRefused(at + ": '" + text + "' is no duration like PT26H or P60D.", e);
        }
    }
}
