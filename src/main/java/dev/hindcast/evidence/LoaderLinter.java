package dev.hindcast.evidence;

import dev.hindcast.evidence.LoaderText.ColumnLine;
import dev.hindcast.evidence.LoaderText.Line;
import dev.hindcast.evidence.LoaderText.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the headers of loaders, and says in their author's words what it finds (evidence-loaders/README.md has the form). */
final class LoaderLinter {
    private static final List<String> NEEDED = List.of("loader", "fact", "about", "key", "reads");
    private static final List<String> LINES = List.of(
            "loader",
            "fact",
            "about",
            "entity",
            "key",
            "also",
            "reads",
            "identity",
            "carrier",
            "events",
            "heartbeat",
            "confidence",
            "releases",
            "column");
    private static final Map<String, String> ELSEWHERE = Map.of(
            "window", "Maybe write it into windows.yml: what a table's silence means is said there.",
            "windows", "Maybe write it into windows.yml: what a table's silence means is said there.",
            "docs", "Maybe write it behind 'releases:', or as a comment in the SELECT.");
    private static final List<String> ROLES =
            List.of("entity", "at", "started", "action", "event", "result", "host", "parent");
    private static final List<String> MARKS =
            List.of("required", "volatile", "state", "momentary", "derived", "reservation", "dates");
    private static final List<String> ABOUT = Arrays.stream(Loader.About.values())
            .map(about -> about.name().toLowerCase(Locale.ROOT))
            .toList();
    private static final List<String> TYPES =
            Arrays.stream(Loader.Type.values()).map(Loader.Type::text).toList();
    /** Raw columns that every table has besides its own. */
    static final Set<String> OWN = Set.of("seen", "raw_table");

    private static final String TABLE = "[a-z0-9_]+\\.[a-z0-9_]+";
    private static final String COLUMN = "[a-z][A-Za-z0-9]*";
    /** Words of the rules' language and of Java, of which no column of a fact may have the name. */
    private static final Set<String> RESERVED = Set.of(
            "in",
            "or",
            "and",
            "not",
            "then",
            "when",
            "function",
            "import",
            "contains",
            "matches",
            "this",
            "exists",
            "abstract",
            "assert",
            "boolean",
            "break",
            "byte",
            "case",
            "catch",
            "char",
            "class",
            "const",
            "continue",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extends",
            "final",
            "finally",
            "float",
            "for",
            "goto",
            "if",
            "implements",
            "instanceof",
            "int",
            "interface",
            "long",
            "native",
            "new",
            "package",
            "private",
            "protected",
            "public",
            "return",
            "short",
            "static",
            "super",
            "switch",
            "synchronized",
            "throw",
            "throws",
            "transient",
            "try",
            "void",
            "volatile",
            "while",
            "true",
            "false",
            "null");
    /** What every fact has besides the columns of its loader, and what the versions of a row are told by. */
    private static final Set<String> TAKEN = Set.of(
            "table",
            "key",
            "firstseen",
            "lastseen",
            "sightings",
            "seenbefore",
            "seenafter",
            "lackedbefore",
            "lackedafter",
            "latest",
            "standing",
            "alive",
            "inventory",
            "since",
            "till",
            "evidence",
            "confidence",
            "version",
            "row",
            "entity",
            "origin",
            "run");

    private final LoaderText text;
    private final List<Mistake> mistakes = new ArrayList<>();
    /** Names in the line 'reads:' already told to be misspelt. */
    private final Set<String> blamed = new HashSet<>();

    private LoaderLinter(LoaderText text) {
        this.text = text;
    }

    /** All mistakes in the headers, in the order of files and lines; empty if they are in order. */
    static List<Mistake> headers(List<LoaderText> texts) {
        List<Mistake> mistakes = new ArrayList<>();
        Map<String, String> tables = new HashMap<>();
        Map<String, String> facts = new HashMap<>();
        for (LoaderText text : texts) {
            LoaderLinter linter = new LoaderLinter(text);
            linter.lines();
            linter.values();
            linter.columns();
            linter.names();
            linter.unique(tables, facts);
            linter.mistakes.sort(Comparator.comparingInt(Mistake::line).thenComparingInt(Mistake::column));
            mistakes.addAll(linter.mistakes);
        }
        return mistakes;
    }

    private void problem(Word at, LoaderMistake mistake, String what, String maybe) {
        mistakes.add(Mistake.at(mistake.text(), text.file(), at.at(), at.end(), "", what, maybe));
    }

    /** The word itself, or the key where the line has no value. */
    private static Word valueOf(Line line) {
        return line.value().text().isEmpty() ? line.key() : line.value();
    }

    private Word top() {
        int end = text.file().text().indexOf('\n');
        return new Word("", 0, Math.max(1, end < 0 ? text.file().text().length() : end));
    }

    // -- which lines there are

    private void lines() {
        Set<String> seen = new HashSet<>();
        // What is there and misspelt is not missing as well.
        Set<String> meantToBe = new HashSet<>();
        for (Line line : text.lines()) {
            String key = line.key().text();
            if (LINES.contains(key)) {
                if (!seen.add(key)) {
                    problem(line.key(), LoaderMistake.DOUBLE_LINE, "'" + key + ":' stands twice.", "Maybe delete one.");
                }
                continue;
            }
            String meant = Spelling.nearest(key, LINES);
            meantToBe.add(meant);
            problem(
                    line.key(),
                    LoaderMistake.UNKNOWN_LINE,
                    "A header has no line '" + key + ":', and nothing would read it.",
                    ELSEWHERE.getOrDefault(
                            key,
                            meant.isEmpty()
                                    ? "Maybe one of " + String.join(", ", LINES)
                                            + "; a remark is indented by three blanks."
                                    : "Maybe you meant " + meant + "."));
        }
        for (Word other : text.others()) {
            String meant = Spelling.nearest(other.text(), LINES);
            if (!meant.isEmpty()) {
                meantToBe.add(meant);
                problem(
                        other,
                        LoaderMistake.UNKNOWN_LINE,
                        "'" + other.text() + "' begins no line of a header.",
                        "Maybe you meant " + meant + (meant.equals("column") ? "." : ":"));
            }
        }
        for (String needed : NEEDED) {
            if (!seen.contains(needed) && !meantToBe.contains(needed)) {
                problem(
                        top(),
                        LoaderMistake.MISSING_LINE,
                        "The header has no line '-- " + needed + ": ...'.",
                        "Maybe copy the header of another loader and change it.");
            }
        }
        boolean aboutSomebody = seen.contains("about") && !text.first("about").equals("nobody");
        if (aboutSomebody && !seen.contains("entity") && !meantToBe.contains("entity")) {
            problem(
                    top(),
                    LoaderMistake.MISSING_LINE,
                    "The header does not say which column names the " + text.first("about") + ".",
                    "Maybe -- entity: and the name of an output column.");
        }
        if (text.columns().isEmpty() && !meantToBe.contains("column")) {
            problem(
                    top(),
                    LoaderMistake.MISSING_LINE,
                    "The header declares no column.",
                    "Maybe -- column host String required <- host");
        }
    }

    // -- what they say

    private void values() {
        text.line("loader").ifPresent(line -> {
            if (!line.first().matches(TABLE)) {
                form(line, "is no raw table", "Maybe schema.table in small letters, such as nova.services.");
            } else if (!text.file().name().equals(line.first() + ".sql")) {
                problem(
                        valueOf(line),
                        LoaderMistake.OTHER_FILE_NAME,
                        "The file is named " + text.file().name() + ", and it loads " + line.first() + ".",
                        "Maybe name it " + line.first() + ".sql, or correct the table.");
            }
        });
        text.line("fact").ifPresent(line -> {
            if (!line.first().matches("[A-Z][A-Za-z0-9]*")) {
                form(line, "is no name of a fact", "Maybe one that begins with a capital letter, such as NovaService.");
            }
        });
        text.line("about").ifPresent(line -> {
            if (!ABOUT.contains(line.first())) {
                String meant = Spelling.meant(line.first(), ABOUT);
                form(
                        line,
                        "is none of " + String.join(", ", ABOUT),
                        meant.isEmpty() ? "Maybe host, if its rows tell of hosts." : meant);
            }
        });
        text.line("also")
                .ifPresent(line -> line.names().stream()
                        .filter(name -> !name.text().equals("-") && !name.text().matches(TABLE))
                        .forEach(name -> problem(
                                name,
                                LoaderMistake.LINE_FORM,
                                "'" + name.text() + "' is no raw table.",
                                "Maybe schema.table in small letters, or - if there is none.")));
        text.line("reads")
                .ifPresent(line -> line.names().stream()
                        .filter(name -> !name.text().matches("[A-Za-z_][A-Za-z0-9_]*\\??"))
                        .forEach(name -> problem(
                                name,
                                LoaderMistake.LINE_FORM,
                                "'" + name.text() + "' is no name of a raw column.",
                                "Maybe letters and _ only, and a ? behind one that some releases lack.")));
        text.line("key").ifPresent(line -> {
            if (text.names("key").isEmpty()) {
                form(line, "names no column", "Maybe -- key: id");
            }
        });
        text.line("identity").ifPresent(line -> {
            List<String> names = text.names("identity");
            boolean good = names.isEmpty() || names.size() > 2 && names.indexOf(Loader.MEANS) == 1;
            if (!good) {
                form(line, "does not say what an id means", "Maybe -- identity: id -> host");
            }
        });
        text.line("events").ifPresent(line -> {
            for (Word role : line.names()) {
                String name = role.text().replaceAll("=.*", "");
                if (!role.text().equals("-") && (!role.text().matches("\\w+=(\\w+|-)") || !ROLES.contains(name))) {
                    String meant = Spelling.meant(name, ROLES);
                    problem(
                            role,
                            LoaderMistake.LINE_FORM,
                            "'" + role.text() + "' gives no role to a column.",
                            ROLES.contains(name) || meant.isEmpty()
                                    ? "Maybe at=finishTime; roles are " + String.join(", ", ROLES) + "."
                                    : meant);
                }
            }
        });
        text.line("confidence").ifPresent(line -> {
            boolean good = line.first().matches("[01]|[01]?\\.[0-9]+")
                    && Double.parseDouble(line.first()) > 0
                    && Double.parseDouble(line.first()) <= 1;
            if (!good) {
                form(line, "is no number above 0 and at most 1", "Maybe 0.9.");
            }
        });
    }

    private void form(Line line, String what, String maybe) {
        problem(
                valueOf(line),
                LoaderMistake.LINE_FORM,
                line.key().text() + ": '" + line.value().text() + "' " + what + ".",
                maybe);
    }

    // -- columns

    private void columns() {
        Map<String, String> seen = new HashMap<>();
        for (ColumnLine line : text.columns()) {
            if (line.declared().size() < 2) {
                problem(
                        line.all(),
                        LoaderMistake.LINE_FORM,
                        "A column needs a name and a type.",
                        "Maybe -- column host String <- host");
                continue;
            }
            Word name = line.declared().get(0);
            name(name);
            if (seen.putIfAbsent(name.text().toLowerCase(Locale.ROOT), name.text()) != null) {
                problem(
                        name,
                        LoaderMistake.DOUBLE_COLUMN,
                        "The column " + name.text() + " is declared twice.",
                        "Maybe delete one, or name it otherwise.");
            }
            Word type = line.declared().get(1);
            if (!TYPES.contains(type.text())) {
                String meant = Spelling.meant(type.text(), TYPES);
                problem(
                        type,
                        LoaderMistake.UNKNOWN_TYPE,
                        "There is no type '" + type.text() + "'.",
                        OTHER_TYPES.getOrDefault(
                                type.text().toLowerCase(Locale.ROOT),
                                meant.isEmpty() ? "Maybe one of " + String.join(", ", TYPES) + "." : meant));
            }
            for (Word mark : line.declared().subList(2, line.declared().size())) {
                if (!mark(name.text(), type.text(), mark, line)) {
                    break;
                }
            }
            base(name.text(), type);
            if (line.arrow() && line.raw().isEmpty()) {
                problem(
                        line.all(),
                        LoaderMistake.LINE_FORM,
                        "Behind <- stands no raw column.",
                        "Maybe the column it is made of, or no <- at all.");
            }
        }
    }

    private static final Map<String, String> OTHER_TYPES = Map.of(
            "int", "Maybe you meant Long.",
            "integer", "Maybe you meant Long.",
            "bigint", "Maybe you meant Long.",
            "text", "Maybe you meant String.",
            "varchar", "Maybe you meant String.",
            "bool", "Maybe you meant Boolean.",
            "timestamp", "Maybe you meant instant.",
            "datetime", "Maybe you meant instant.",
            "float", "Maybe you meant Double.",
            "decimal", "Maybe you meant Double.");

    private void name(Word name) {
        boolean taken = TAKEN.contains(name.text().toLowerCase(Locale.ROOT));
        if (!name.text().matches(COLUMN)) {
            problem(
                    name,
                    LoaderMistake.COLUMN_NAME,
                    "'" + name.text() + "' is no name of a column: it is written likeThis.",
                    "Maybe you meant " + camel(name.text()) + ".");
        } else if (RESERVED.contains(name.text()) || taken) {
            problem(
                    name,
                    LoaderMistake.COLUMN_NAME,
                    taken
                            ? "Every fact has a '" + name.text() + "' of its own."
                            : "Rules could not speak of a column named '" + name.text() + "'.",
                    "Maybe a longer name, such as " + name.text() + "Name.");
        }
    }

    private static String camel(String name) {
        StringBuilder camel = new StringBuilder();
        for (String part : name.replaceAll("[^A-Za-z0-9]+", "_").split("_")) {
            if (!part.isEmpty()) {
                camel.append(
                        camel.length() == 0
                                ? part.substring(0, 1).toLowerCase(Locale.ROOT) + part.substring(1)
                                : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
            }
        }
        return camel.toString();
    }

    /** @return whether what follows is a mark as well */
    private boolean mark(String column, String type, Word mark, ColumnLine line) {
        boolean arrow = mark.text().matches("<|-|<--|->|<=|=");
        boolean inventory = mark.text().matches("inventory\\([a-z][a-z0-9_]*\\)");
        if (!inventory && !MARKS.contains(mark.text())) {
            List<String> marks = new ArrayList<>(MARKS);
            marks.add("inventory(vcpus)");
            String meant = Spelling.meant(mark.text(), marks);
            problem(
                    mark,
                    LoaderMistake.UNKNOWN_MARK,
                    "There is no mark '" + mark.text() + "'.",
                    meant.isEmpty()
                            ? arrow
                                    ? "Maybe you meant <-."
                                    : "Maybe one of " + String.join(", ", MARKS) + ", inventory(resource)."
                            : meant);
        } else if (inventory && !type.equals("Long")) {
            form(mark, "A quantity is a Long, and " + column + " is a " + type + ".", "Maybe you meant Long.");
        } else if (mark.text().equals("dates") && !column.equals("updatedAt")) {
            form(mark, "Only updatedAt dates a change of its row.", "Maybe delete the mark.");
        } else if (mark.text().equals("reservation") && !type.equals("String")) {
            form(mark, "A reservation is named by a String.", "Maybe you meant String.");
        } else if (mark.text().equals("required") && line.raw().isEmpty()) {
            form(mark, "What is required has a raw column that must be there.", "Maybe <- and the raw column.");
        }
        return !arrow;
    }

    private void form(Word mark, String what, String maybe) {
        problem(mark, LoaderMistake.MARK_FORM, what, maybe);
    }

    /** Columns that mean the same in every fact. */
    private void base(String name, Word type) {
        String must = switch (name) {
            case "createdAt", "updatedAt", "deletedAt" -> Loader.Type.INSTANT.text();
            case "deleted" -> Loader.Type.BOOLEAN.text();
            default -> type.text();
        };
        if (!must.equals(type.text())) {
            problem(
                    type,
                    LoaderMistake.UNKNOWN_TYPE,
                    name + " is " + must + " in every fact, and not " + type.text() + ".",
                    "Maybe you meant " + must + ".");
        }
    }

    // -- what they name

    private void names() {
        Set<String> reads = new HashSet<>(OWN);
        text.names("reads").forEach(name -> reads.add(Loader.rawColumn(name).name()));
        Set<String> columns = new HashSet<>();
        text.columns().stream()
                .filter(line -> !line.declared().isEmpty())
                .forEach(line -> columns.add(line.declared().get(0).text()));
        if (text.line("reads").isPresent()) {
            for (String key : List.of("key", "identity", "heartbeat")) {
                text.line(key).ifPresent(line -> line.names().forEach(name -> read(name, reads)));
            }
            text.columns().forEach(line -> line.raw().forEach(name -> read(name, reads)));
        }
        for (String key : List.of("entity", "carrier")) {
            text.line(key).stream()
                    .flatMap(line -> line.names().stream().limit(1))
                    .forEach(name -> declared(name, name.text(), columns));
        }
        text.line("events")
                .ifPresent(line -> line.names().stream()
                        .filter(name -> name.text().contains("="))
                        .forEach(name ->
                                declared(name, name.text().substring(name.text().indexOf('=') + 1), columns)));
    }

    private void read(Word name, Set<String> reads) {
        if (!name.text().equals("-") && !name.text().equals(Loader.MEANS) && !reads.contains(name.text())) {
            String meant = Spelling.meant(name.text(), reads);
            Word misspelt = misspeltRead(name.text(), Spelling.nearest(name.text(), reads));
            if (misspelt != null) {
                if (blamed.add(misspelt.text())) {
                    problem(
                            misspelt,
                            LoaderMistake.NOT_READ,
                            "Nothing reads " + misspelt.text() + ", and " + name.text() + " is named by nothing here.",
                            "Maybe you meant " + name.text() + ".");
                }
                return;
            }
            problem(
                    name,
                    LoaderMistake.NOT_READ,
                    "The line 'reads:' names no raw column '" + name.text() + "'.",
                    meant.isEmpty() ? "Maybe add it to that line." : meant);
        }
    }

    /** Where the SELECT uses a name as well, it is the line 'reads:' that has it wrong; else null. */
    private Word misspeltRead(String name, String nearest) {
        boolean used = uses(name) && !uses(nearest);
        return !used
                ? null
                : text.line("reads").stream()
                        .flatMap(line -> line.names().stream())
                        .filter(read -> Loader.rawColumn(read.text()).name().equals(nearest))
                        .findFirst()
                        .orElse(null);
    }

    private boolean uses(String raw) {
        return Pattern.compile("\\braw\\.\"?" + Pattern.quote(raw) + "\\b")
                .matcher(text.statement())
                .find();
    }

    private void declared(Word at, String name, Set<String> columns) {
        if (!name.equals("-") && !columns.contains(name)) {
            String meant = Spelling.meant(name, columns);
            problem(
                    at,
                    LoaderMistake.NOT_DECLARED,
                    "The header declares no column '" + name + "'.",
                    meant.isEmpty()
                            ? "Maybe -- column " + name + " String <- ..., and the same in the SELECT."
                            : meant);
        }
    }

    private void unique(Map<String, String> tables, Map<String, String> facts) {
        for (String key : List.of("loader", "also")) {
            text.line(key).ifPresent(line -> {
                for (Word table : line.names()) {
                    String before = table.text().equals("-")
                            ? null
                            : tables.putIfAbsent(table.text(), text.file().name());
                    boolean misnamed = mistakes.stream()
                            .anyMatch(mistake -> mistake.name().equals(LoaderMistake.OTHER_FILE_NAME.text()));
                    if (before != null && !misnamed) {
                        problem(
                                table,
                                LoaderMistake.DOUBLE_TABLE,
                                before + " already loads " + table.text() + ".",
                                "Maybe delete one of them.");
                    }
                }
            });
        }
        text.line("fact").ifPresent(line -> {
            String before = facts.putIfAbsent(line.first(), text.file().name());
            if (before != null) {
                problem(
                        valueOf(line),
                        LoaderMistake.DOUBLE_FACT,
                        before + " makes facts named " + line.first() + " already.",
                        "Maybe a name that tells the two tables apart.");
            }
        });
    }
}
