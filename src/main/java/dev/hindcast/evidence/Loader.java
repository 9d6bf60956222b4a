package dev.hindcast.evidence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of {@code evidence-loaders/}: what a raw table says, as a header and a SELECT (design section 3).
 *
 * @param table    the raw table, {@code schema.table}
 * @param fact     the name of the fact type it gives
 * @param about    which session gets its facts
 * @param entity   the output column that names the session's entity; empty for {@code nobody}
 * @param key      raw columns of the primary key
 * @param also     further raw tables of the same shape
 * @param identity the raw columns of the look-up it offers: id, then what it means; empty if none
 * @param carrier  the output column that names the service which carries the host; empty if none
 * @param events   role to output column, for a loader of events; empty if it is none
 * @param heartbeat raw columns that tell when a bare export was made
 * @param confidence of what the table says, above 0 and at most 1
 */
public record Loader(
        String file,
        String sha256,
        String table,
        String fact,
        About about,
        String entity,
        List<String> key,
        List<String> also,
        List<RawColumn> reads,
        List<String> identity,
        String carrier,
        Map<String, String> events,
        List<String> heartbeat,
        double confidence,
        List<Column> columns,
        String sql) {

    /** Whose session a fact goes to. */
    public enum About {
        HOST,
        SERVICE,
        INSTANCE,
        BOOKING,
        NOBODY
    }

    /** Type of an output column. */
    public enum Type {
        STRING("String"),
        LONG("Long"),
        DOUBLE("Double"),
        BOOLEAN("Boolean"),
        INSTANT("Long");

        private final String javaName;

        Type(String javaName) {
            this.javaName = javaName;
        }

        /** The type a rule sees; instants are microseconds. */
        public String javaName() {
            return javaName;
        }
    }

    /** A raw column; an optional one is NULL where a schema release lacks it. */
    public record RawColumn(String name, boolean optional) {}

    /**
     * A column of the fact.
     *
     * @param raw      the raw column it is read from; empty if it is computed
     * @param resource the inventory resource it measures; empty if none
     */
    public record Column(
            String name,
            Type type,
            String raw,
            boolean required,
            boolean volatileValue,
            boolean state,
            boolean momentary,
            boolean derived,
            boolean reservation,
            boolean dates,
            String resource) {

        /** Base columns are fields of every fact and are not declared again. */
        public boolean base() {
            return BASE.contains(name);
        }
    }

    /**
     * Where a row's entity is looked up and not read off.
     *
     * @param column the output column that holds the id itself
     * @param raw    the same in the raw table
     * @param in     the loader whose look-up it is, by its name in SQL
     */
    public record LookUp(String column, String raw, String in) {}

    /** How the entity is looked up; empty where the row names it itself. */
    public Optional<LookUp> entityLookUp() {
        if (entity.isEmpty()) {
            return Optional.empty();
        }
        Matcher key = Pattern.compile("\\b(\\w+)\\.key\\s+AS\\s+" + Pattern.quote(entity) + "\\b")
                .matcher(sql);
        if (!key.find()) {
            return Optional.empty();
        }
        Matcher join =
                Pattern.compile("\\bidentity_(\\w+)\\s+" + key.group(1) + "\\b").matcher(sql);
        String raw = column(entity).map(Column::raw).orElse("");
        return columns.stream()
                .filter(column -> column.raw().equals(raw) && !column.derived())
                .findFirst()
                .filter(column -> join.find())
                .map(column -> new LookUp(column.name(), raw, join.group(1)));
    }

    private static final Set<String> BASE = Set.of("createdAt", "updatedAt", "deletedAt");

    /** Whether its rows are replayed by the vocabulary of events and not inserted one by one. */
    public boolean isEvents() {
        return !events.isEmpty();
    }

    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** Position of a column in {@link Version#cells()}, or -1. */
    public int index(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the row's own updated_at tells when its content changed, and is no mere heartbeat. */
    public boolean datesChanges() {
        return columns.stream().anyMatch(Column::dates);
    }

    public boolean measuresInventory() {
        return columns.stream().anyMatch(column -> !column.resource().isEmpty());
    }

    /** The raw table that a row of this origin stands in. */
    public String rawTable(long origin) {
        int index = Origin.table(origin);
        return index == 0 ? table : also.get(index - 1);
    }

    /** A name usable in SQL for this loader's scratch tables. */
    String sqlName() {
        return table.replace('.', '_');
    }

    /**
     * Reads a loader file.
     *
     * @throws InputRefused if the header or the statement is not in order
     */
    static Loader parse(String file, String text, String sha256) {
        Map<String, String> header = new LinkedHashMap<>();
        List<Column> columns = new ArrayList<>();
        StringBuilder sql = new StringBuilder();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            String comment =
                    line.strip().startsWith("--") ? line.strip().substring(2).strip() : null;
            if (comment == null || sql.toString().strip().length() > 0) {
                sql.append(line).append('\n');
            } else if (comment.startsWith("column ")) {
                columns.add(column(file + ":" + (i + 1), comment.substring(7).strip()));
            } else {
                int colon = comment.indexOf(':');
                if (colon > 0 && KEYS.contains(comment.substring(0, colon).strip())) {
                    header.put(
                            comment.substring(0, colon).strip(),
                            comment.substring(colon + 1).strip());
                }
            }
        }
        String statement = sql.toString().strip();
        for (String needed : List.of("loader", "fact", "about", "key", "reads")) {
            if (!header.containsKey(needed)) {
                throw new InputRefused(file + ":1: the header has no line '-- " + needed
                        + ": ...'. Maybe copy the header of another loader and change it.");
            }
        }
        if (!statement.contains("raw.origin")) {
            throw new InputRefused(
                    file + ": the SELECT does not pass raw.origin through, so its facts would not know their"
                            + " file and row. Maybe make raw.origin the first column.");
        }
        return new Loader(
                file,
                sha256,
                header.get("loader"),
                header.get("fact"),
                about(file, header.get("about")),
                first(header.get("entity")),
                list(header.get("key")),
                list(header.get("also")),
                list(header.get("reads")).stream()
                        .map(name -> name.endsWith("?")
                                ? new RawColumn(name.substring(0, name.length() - 1), true)
                                : new RawColumn(name, false))
                        .toList(),
                identity(file, header.get("identity")),
                first(header.get("carrier")),
                events(header.get("events")),
                list(header.get("heartbeat")),
                confidence(file, header.get("confidence")),
                List.copyOf(columns),
                statement.endsWith(";") ? statement.substring(0, statement.length() - 1) : statement);
    }

    private static double confidence(String file, String textOrNull) {
        if (textOrNull == null) {
            return 1.0;
        }
        try {
            double confidence = Double.parseDouble(first(textOrNull));
            if (confidence > 0 && confidence <= 1) {
                return confidence;
            }
        } catch (NumberFormatException e) {
            // Refused below, as what is out of bounds is.
        }
        throw new InputRefused(
                file + ":1: confidence '" + textOrNull + "' is no number above 0 and at most 1. Maybe 0.9.");
    }

    private static final Set<String> KEYS = Set.of(
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
            "releases",
            "window",
            "confidence",
            "docs");

    private static About about(String file, String text) {
        try {
            return About.valueOf(first(text).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InputRefused(
                    file + ": about: " + text + " is none of host, service, instance, booking, nobody.", e);
        }
    }

    private static Column column(String where, String text) {
        String declared = text;
        String raw = "";
        int arrow = text.indexOf("<-");
        if (arrow >= 0) {
            declared = text.substring(0, arrow);
            raw = first(text.substring(arrow + 2));
        }
        String[] words = declared.strip().split("\\s+");
        if (words.length < 2) {
            throw new InputRefused(where + ": '-- column " + text + "' needs a name and a type.");
        }
        Type type = switch (words[1]) {
            case "String" -> Type.STRING;
            case "Long" -> Type.LONG;
            case "Double" -> Type.DOUBLE;
            case "Boolean" -> Type.BOOLEAN;
            case "instant" -> Type.INSTANT;
            default ->
                throw new InputRefused(
                        where + ": type " + words[1] + " is none of String, Long, Double, Boolean, instant.");
        };
        List<String> marks = List.of(words).subList(2, words.length);
        String resource = "";
        for (String mark : marks) {
            if (mark.startsWith("inventory(") && mark.endsWith(")")) {
                resource = mark.substring(10, mark.length() - 1);
            } else if (!MARKS.contains(mark)) {
                throw new InputRefused(where + ": mark " + mark + " is none of " + String.join(", ", MARKS)
                        + ", inventory(resource).");
            }
        }
        return new Column(
                words[0],
                type,
                raw,
                marks.contains("required"),
                marks.contains("volatile"),
                marks.contains("state"),
                marks.contains("momentary"),
                marks.contains("derived") || raw.isEmpty(),
                marks.contains("reservation"),
                marks.contains("dates"),
                resource);
    }

    private static final List<String> MARKS =
            List.of("required", "volatile", "state", "momentary", "derived", "reservation", "dates");

    private static List<String> identity(String file, String text) {
        if (text == null || text.startsWith("-") && !text.startsWith("->") || text.isEmpty()) {
            return List.of();
        }
        int arrow = text.indexOf("->");
        if (arrow <= 0 || list(text.substring(arrow + 2)).isEmpty()) {
            throw new InputRefused(
                    file + ": identity: " + text + " does not say what an id means. Maybe 'id -> host'.");
        }
        List<String> columns = new ArrayList<>();
        columns.add(text.substring(0, arrow).strip());
        columns.addAll(list(text.substring(arrow + 2)));
        return List.copyOf(columns);
    }

    private static Map<String, String> events(String text) {
        Map<String, String> roles = new LinkedHashMap<>();
        for (String part : list(text)) {
            int equals = part.indexOf('=');
            if (equals > 0 && !part.substring(equals + 1).strip().equals("-")) {
                roles.put(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
        }
        return roles;
    }

    /** Comma separated names; a line of the header may end in a remark after a blank and "--". */
    private static List<String> list(String text) {
        if (text == null) {
            return List.of();
        }
        int remark = text.indexOf(" --");
        String names = (remark >= 0 ? text.substring(0, remark) : text).strip();
        if (names.isEmpty() || names.equals("-")) {
            return List.of();
        }
        List<String> out = new ArrayList<>();
        for (String name : names.split(",")) {
            if (!name.isBlank()) {
                out.add(name.strip());
            }
        }
        return List.copyOf(out);
    }

    private static String first(String text) {
        List<String> names = list(text);
        return names.isEmpty() ? "" : names.get(0).split("\\s+")[0];
    }
}
