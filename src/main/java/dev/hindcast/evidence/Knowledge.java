package dev.hindcast.evidence;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What only people know, read from YAML: signals, windows and settings (design section 3). What can never be right is refused
 * with file, line and the nearest known name; the schemas in {@code docs/reference} say the same for editors.
 */
public final class Knowledge {
    private static final List<String> SIGNAL_FIELDS =
            List.of("id", "kind", "scope", "says", "from", "to", "confidence", "author", "source", "reason");
    private static final List<String> WINDOW_FIELDS = List.of(
            "id",
            "table",
            "column",
            "holds_for",
            "absence_from",
            "absence_to",
            "kept_for",
            "purged_at",
            "confidence",
            "author",
            "source",
            "reason");
    private static final List<String> TABLE_FIELDS = List.of("absence_from", "absence_to", "kept_for", "purged_at");
    static final String DUMP_ZONE = "dump_zone";

    private final List<Signal> signals = new ArrayList<>();
    private final List<Window> windows = new ArrayList<>();
    private final Map<String, Setting> settings = new TreeMap<>();

    // -- signals

    /**
     * Adds a {@code signals.yml}.
     *
     * @param readings what rules read of signals
     * @throws InputRefused if one of them can never be right
     */
    void addSignals(TextFile text, String where, List<SignalReading> readings, Loaders loaders) {
        KnowledgeFile file = new KnowledgeFile(text, where);
        Map<String, String> ids = new TreeMap<>();
        signals.forEach(signal -> ids.put(signal.id(), signal.where()));
        List<Signal> read = new ArrayList<>();
        for (KnowledgeFile.Item item : file.list("signals")) {
            String id = item.needed("id");
            item.named(id.isBlank() ? "" : "signal " + id);
            item.only(SIGNAL_FIELDS);
            refuseId(item, id, ids.put(id, file.where(item.line())));
            String kind = item.needed("kind");
            if (!kind.isBlank() && !List.of("statement", "default").contains(kind)) {
                item.refuse(
                        "kind",
                        "kind '" + kind + "' is neither statement nor default.",
                        Spelling.meantOrAll(kind, List.of("statement", "default")));
            }
            if (item.fields().contains("scope") && item.fields().contains("says")) {
                KnowledgeFile.Item scope = item.item("scope");
                scope.only(SignalReading.SCOPES);
                KnowledgeFile.Item says = item.item("says");
                String narrower = narrower(item, scope);
                String attribute = says.fields().size() == 1 ? says.fields().get(0) : "";
                if (attribute.isEmpty()) {
                    item.refuse(
                            "says",
                            "'says' needs exactly one attribute and its value.",
                            "Maybe { pool: not_reservable }, and one signal for each thing to say.");
                }
                String value = attribute.isEmpty() ? "" : says.text(attribute);
                if (!value.isBlank() && List.of("statement", "default").contains(kind)) {
                    SignalReading.Amiss amiss =
                            SignalReading.amiss(readings, kind, narrower, attribute, value, resources(loaders));
                    if (amiss != null) {
                        int line = amiss.field().equals("says") ? says.line(attribute) : item.line(amiss.field());
                        file.refuse(line, "signal " + id, amiss.what(), amiss.maybe());
                    }
                }
                long from = time(item, "from", Micros.ALWAYS);
                long to = time(item, "to", Micros.FOREVER);
                read.add(new Signal(
                        id,
                        kind.equals("default") ? Signal.Kind.DEFAULT : Signal.Kind.STATEMENT,
                        new Signal.Scope(
                                scope.needed("region"),
                                scope.text("host"),
                                scope.text("instance"),
                                scope.text("lease"),
                                scope.text("project")),
                        attribute,
                        value,
                        from,
                        to,
                        confidence(item),
                        item.text("author"),
                        item.text("source"),
                        item.text("reason"),
                        Origin.of(0, read.size() + 1),
                        file.where(item.line())));
                refuseNoTime(item, "from", from, "to", to);
            } else {
                item.refuse("", "'" + (item.fields().contains("scope") ? "says" : "scope") + "' is missing.", "");
            }
        }
        file.done();
        signals.addAll(read);
    }

    /** The narrowest that a scope names. */
    private static String narrower(KnowledgeFile.Item signal, KnowledgeFile.Item scope) {
        List<String> named = SignalReading.SCOPES.stream()
                .filter(word -> !word.equals("region") && scope.fields().contains(word))
                .toList();
        if (named.size() > 1) {
            signal.refuse(
                    "scope",
                    "the scope names " + String.join(" and ", named) + ", and a signal concerns one of them.",
                    "Maybe write a signal for each.");
        }
        return named.isEmpty() ? "region" : named.get(0);
    }

    private static Set<String> resources(Loaders loaders) {
        Set<String> resources = new TreeSet<>();
        loaders.all()
                .forEach(loader -> loader.columns().stream()
                        .map(Loader.Column::resource)
                        .filter(resource -> !resource.isEmpty())
                        .forEach(resources::add));
        return resources;
    }

    // -- windows

    /**
     * Adds a {@code windows.yml}; a later window of the same table and column replaces an earlier one.
     *
     * @param own whether it is a region's own and not what is shipped
     * @throws InputRefused if one of them can never be right
     */
    void addWindows(TextFile text, String where, Loaders loaders, boolean own) {
        KnowledgeFile file = new KnowledgeFile(text, where);
        Map<String, String> ids = new TreeMap<>();
        Map<String, Window> shipped = new TreeMap<>();
        windows.forEach(window -> shipped.put(window.id(), window));
        Map<List<String>, String> spoken = new java.util.HashMap<>();
        List<Window> read = new ArrayList<>();
        for (KnowledgeFile.Item item : file.list("windows")) {
            String id = item.needed("id");
            item.named(id.isBlank() ? "" : "window " + id);
            item.only(WINDOW_FIELDS);
            refuseId(item, id, ids.put(id, file.where(item.line())));
            String table = item.needed("table");
            String column = item.text("column");
            refuseTable(item, table, column, loaders);
            Window same = shipped.get(id);
            if (same != null && !(same.table().equals(table) && same.column().equals(column))) {
                item.refuse(
                        "id", "this is the id of the shipped window of " + same.table() + ".", "Maybe give another.");
            }
            String other = spoken.put(List.of(table, column), file.where(item.line()));
            if (other != null) {
                item.refuse("table", "this is the window of another one, " + other + ", too.", "Maybe join the two.");
            }
            long from = time(item, "absence_from", Micros.ALWAYS);
            long to = time(item, "absence_to", Micros.FOREVER);
            read.add(new Window(
                    id,
                    table,
                    column,
                    duration(item, "holds_for", Micros.FOREVER),
                    from,
                    to,
                    duration(item, "kept_for", Micros.FOREVER),
                    time(item, "purged_at", Micros.ALWAYS),
                    confidence(item),
                    item.text("author"),
                    item.text("source"),
                    item.text("reason"),
                    own ? file.where(item.line()) : ""));
            refuseNoTime(item, "absence_from", from, "absence_to", to);
        }
        file.done();
        for (Window window : read) {
            windows.removeIf(earlier ->
                    earlier.table().equals(window.table()) && earlier.column().equals(window.column()));
            windows.add(window);
        }
    }

    /** A window of a table that no loader reads, or of a column that is never held, would change nothing in silence. */
    private static void refuseTable(KnowledgeFile.Item item, String table, String column, Loaders loaders) {
        for (String field : TABLE_FIELDS) {
            if (item.fields().contains(field) && (table.equals(Window.ALL_TABLES) || !column.isEmpty())) {
                item.refuse(field, "'" + field + "' is said of one table as a whole.", "Maybe of a window of its own.");
            }
        }
        if (table.equals(Window.ALL_TABLES)) {
            if (!column.isEmpty()) {
                item.refuse("column", "a column needs its table.", "Maybe nova.services or another one.");
            }
            return;
        }
        Loader loader = loaders.all().stream()
                .filter(known -> known.table().equals(table))
                .findFirst()
                .orElse(null);
        if (loader == null) {
            Set<String> tables = new TreeSet<>(List.of(Window.ALL_TABLES));
            loaders.all().forEach(known -> tables.add(known.table()));
            String archive = loaders.all().stream()
                    .filter(known -> known.also().contains(table))
                    .map(known -> "Maybe " + known.table() + ", which takes in its rows.")
                    .findFirst()
                    .orElse(Spelling.meantOrAll(table, tables));
            item.refuse("table", "no loader is named after the table '" + table + "'.", archive);
            return;
        }
        Set<String> held = new TreeSet<>();
        for (Loader.Column known : loader.columns()) {
            if (known.state() || known.momentary()) {
                held.add(known.name());
            }
        }
        if (loader.measuresInventory()) {
            held.add("inventory");
        }
        if (!column.isEmpty() && !held.contains(column)) {
            item.refuse(
                    "column",
                    "no state of " + table + " is held by the column '" + column + "'.",
                    held.isEmpty() ? "Maybe leave it out." : Spelling.meantOrAll(column, held));
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

    // -- settings

    /** Adds a {@code settings.yml} or {@code region.yml}; later values replace earlier ones. */
    void addSettings(TextFile text, String where, boolean mayInvent) {
        KnowledgeFile file = new KnowledgeFile(text, where);
        KnowledgeFile.Item given = file.root("settings").item("settings");
        for (String name : given.fields()) {
            Setting replaced = settings.get(name);
            if (!mayInvent && replaced == null) {
                given.refuse(name, "no setting is named '" + name + "'.", Spelling.meantOrAll(name, settings.keySet()));
                continue;
            }
            String value = given.text(name);
            boolean duration = value.matches("P(T?\\d).*") || replaced != null && replaced.micros() != 0;
            if (name.equals(DUMP_ZONE)) {
                refuseZone(given, value);
            }
            settings.put(name, new Setting(name, value, duration ? duration(given, name, 0) : 0));
        }
        file.done();
    }

    private static void refuseZone(KnowledgeFile.Item given, String zone) {
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            String meant = Spelling.meant(zone, ZoneId.getAvailableZoneIds());
            given.refuse(
                    DUMP_ZONE,
                    "dump_zone '" + zone + "' is no time zone.",
                    meant.isEmpty() ? "Maybe one like America/Chicago." : meant);
        }
    }

    // -- what was read

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

    /** @throws InputRefused if no file gives it */
    public Setting setting(String name) {
        Setting setting = settings.get(name);
        if (setting == null) {
            throw new InputRefused(
                    "settings.yml: the setting '" + name + "' is missing. Maybe restore the shipped file.");
        }
        return setting;
    }

    /** Whether evidence is read alike under other knowledge: how dumps are dated, and when absence proves something. */
    boolean readsAlike(Knowledge other, Loaders loaders) {
        return other.setting(DUMP_ZONE).text().equals(setting(DUMP_ZONE).text())
                && loaders.all().stream()
                        .allMatch(loader -> absence(other, loader).equals(absence(this, loader)));
    }

    private static List<Long> absence(Knowledge knowledge, Loader loader) {
        Window window = knowledge.window(loader.table(), "");
        return window == null
                ? List.of(Micros.ALWAYS, Micros.FOREVER)
                : List.of(window.absenceFrom(), window.absenceTo());
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

    // -- fields

    /** An id is one word, since lists of them are blank-separated, and stands for one thing. */
    private static void refuseId(KnowledgeFile.Item item, String id, String otherOrNull) {
        if (id.matches(".*\\s.*")) {
            item.refuse("id", "an id has no blanks.", "Maybe " + id.strip().replaceAll("\\s+", "-") + ".");
        }
        if (otherOrNull != null) {
            item.refuse("id", "this id is used twice, see " + otherOrNull + ".", "Maybe give one another name.");
        }
    }

    private static void refuseNoTime(KnowledgeFile.Item item, String from, long begins, String to, long ends) {
        if (item.fields().contains(from) && item.fields().contains(to) && begins >= ends) {
            item.refuse(to, "'" + to + "' is not after '" + from + "'.", "Maybe the two are exchanged.");
        }
    }

    private static long time(KnowledgeFile.Item item, String field, long missing) {
        String text = item.text(field);
        if (text.isBlank()) {
            return missing;
        }
        try {
            return Micros.parse(text);
        } catch (DateTimeException e) {
            item.refuse(field, field + " '" + text + "' is no time.", "Maybe write it like 2023-05-01T12:00:00Z.");
            return missing;
        }
    }

    private static double confidence(KnowledgeFile.Item item) {
        String text = item.text("confidence");
        try {
            double confidence = text.isBlank() ? 1 : Double.parseDouble(text);
            if (confidence > 0 && confidence <= 1) {
                return confidence;
            }
        } catch (NumberFormatException e) {
            // Refused below, as what is out of bounds is.
        }
        item.refuse("confidence", "confidence " + text + " is not above 0 and at most 1.", "Maybe 0.9.");
        return 1;
    }

    private static long duration(KnowledgeFile.Item item, String field, long missing) {
        String text = item.text(field);
        if (text.isBlank()) {
            return missing;
        }
        try {
            return Micros.duration(text);
        } catch (DateTimeException e) {
            item.refuse(field, field + ": '" + text + "' is no duration like PT26H or P60D.", "");
            return missing;
        }
    }
}
