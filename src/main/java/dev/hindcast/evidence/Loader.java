package dev.hindcast.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
 * @param layout     what rows are asked of their columns
 * @param text       the file it was read from
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
        Layout layout,
        String sql,
        LoaderText text) {

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

        /** As a header writes it. */
        String text() {
            return this == INSTANT ? "instant" : javaName;
        }

        static Optional<Type> named(String text) {
            return Arrays.stream(values())
                    .filter(type -> type.text().equals(text))
                    .findFirst();
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

        /** Its type as a header writes it. */
        public String typeName() {
            return type.text();
        }

        /** Base columns are fields of every fact and are not declared again. */
        public boolean base() {
            return BASE.contains(name);
        }
    }

    /**
     * A column as it is told of a row.
     *
     * @param name  as the source has it; what the loader worked out stands in parentheses
     * @param place of its cell in {@link Version#cells()}
     */
    public record ToldColumn(String name, int place, boolean instant, boolean derived) {}

    /**
     * Where columns stand in {@link Version#cells()}, worked out once: it is looked up for each of millions of rows.
     *
     * @param places       by their names
     * @param told         the columns as a row tells them, by name, and of one name in their order
     * @param reservations of those that name a reservation
     * @param inventory    of those that measure
     */
    record Layout(
            Map<String, Integer> places, List<ToldColumn> told, List<Integer> reservations, List<Integer> inventory) {
        static Layout of(List<Column> columns) {
            Map<String, Integer> places = new HashMap<>();
            List<Integer> reservations = new ArrayList<>();
            List<Integer> inventory = new ArrayList<>();
            for (int place = 0; place < columns.size(); place++) {
                Column column = columns.get(place);
                // Asked for by constants of ours, which are the same object then and need not be compared.
                places.putIfAbsent(column.name().intern(), place);
                if (column.reservation()) {
                    reservations.add(place);
                }
                if (!column.resource().isEmpty()) {
                    inventory.add(place);
                }
            }
            return new Layout(places, toldOf(columns), reservations, inventory);
        }
    }

    private static List<ToldColumn> toldOf(List<Column> columns) {
        List<ToldColumn> told = new ArrayList<>();
        for (Column column : columns) {
            told.add(new ToldColumn(
                    (column.derived() ? "(" + column.name() + ")" : column.raw()).intern(),
                    told.size(),
                    column.type() == Type.INSTANT,
                    column.derived()));
        }
        told.sort(Comparator.comparing(ToldColumn::name));
        return List.copyOf(told);
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

    /** Raw columns that are compared as ids: its keys, the id whose meaning it tells, and what its look-ups compare with another's. */
    Set<String> ids() {
        Set<String> ids = new TreeSet<>(key);
        identity.stream().findFirst().ifPresent(ids::add);
        Matcher lookUp = LOOK_UP.matcher(sql);
        while (lookUp.find()) {
            ids.add(lookUp.group(1));
        }
        return ids;
    }

    /**
     * Whether its entity is the key of its rows, as it stands there: only where the statement says so in as many words and names
     * nothing else so, since two rows of one entity would be taken for one.
     */
    boolean isKeyedByEntity() {
        if (entity.isEmpty() || key.size() != 1) {
            return false;
        }
        String said = plain();
        String named = "\\s+AS\\s+\"?" + Pattern.quote(entity) + "\\b";
        return Pattern.compile("(?i)(,|\\bSELECT)\\s*text\\(raw\\." + Pattern.quote(key.get(0)) + "\\)" + named)
                        .matcher(said)
                        .find()
                && Pattern.compile("(?i)" + named).matcher(said).results().count() == 1;
    }

    /** Names in SQL of the loaders whose look-ups it uses. */
    Set<String> lookUps() {
        Set<String> used = new TreeSet<>();
        Pattern.compile("(?i)\\bidentity_(\\w+)").matcher(plain()).results().forEach(each -> used.add(each.group(1)));
        return used;
    }

    /** Whether a row says the same whenever and beside whatever others it is shown, as long as its look-ups do. */
    boolean isTimeless() {
        String said = plain().replaceAll(
                        "(?i)\\braw\\.seen\\s*>=\\s*(\\w+)\\.first\\s+AND\\s+raw\\.seen\\s*<\\s*\\1\\.last\\b", " ");
        return !Pattern.compile("(?i)\\bseen\\b|\\bOVER\\b|\\(\\s*(SELECT|FROM)\\b")
                        .matcher(said)
                        .find()
                && Pattern.compile("(?i)\\borigin\\b").matcher(said).results().count() == 1;
    }

    private String plain() {
        return sql.replaceAll("--[^\n]*|/\\*(?s:.*?)\\*/", " ");
    }

    private static final Pattern LOOK_UP = Pattern.compile("\\.id\\s*=\\s*text\\(raw\\.(\\w+)\\)");

    /** Whether its rows are the instances themselves, with their sizes, and not what was asked for or done to them. */
    public boolean tellsInstances() {
        return about == About.INSTANCE && measuresInventory();
    }

    /** Whether its rows are moves of instances, and say when. */
    public boolean tellsMoves() {
        return about == About.INSTANCE && isInstant("movedAt");
    }

    /** Whether there is a column of that name that holds times. */
    boolean isInstant(String name) {
        int place = index(name);
        return place >= 0 && columns.get(place).type() == Type.INSTANT;
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
        return layout.places().getOrDefault(name, -1);
    }

    /** Whether the row's own updated_at tells when its content changed, and is no mere heartbeat. */
    public boolean datesChanges() {
        return columns.stream().anyMatch(Column::dates);
    }

    public boolean measuresInventory() {
        return !layout.inventory().isEmpty();
    }

    /** Positions of the columns that name a reservation. */
    public List<Integer> reservations() {
        return layout.reservations();
    }

    /** The raw table that a row of this origin stands in. */
    public String rawTable(long origin) {
        int index = Origin.table(origin);
        return index == 0 ? table : also.get(index - 1);
    }

    /** Its raw tables, in the order in which origins number them. */
    List<String> tables() {
        List<String> tables = new ArrayList<>(List.of(table));
        tables.addAll(also);
        return tables;
    }

    /** A name usable in SQL for this loader's scratch tables. */
    String sqlName() {
        return table.replace('.', '_');
    }

    /** Of a file in whose header there is no mistake ({@link LoaderLinter}). */
    static Loader of(LoaderText text) {
        List<Column> columns = text.columns().stream().map(Loader::column).toList();
        return new Loader(
                text.file().name(),
                text.file().sha256(),
                text.first("loader"),
                text.first("fact"),
                About.valueOf(text.first("about").toUpperCase(Locale.ROOT)),
                text.names("entity").stream().findFirst().orElse(""),
                text.names("key"),
                text.names("also"),
                text.names("reads").stream().map(Loader::rawColumn).toList(),
                text.names("identity").stream()
                        .filter(name -> !name.equals(MEANS))
                        .toList(),
                text.names("carrier").stream().findFirst().orElse(""),
                roles(text.names("events")),
                text.names("heartbeat"),
                text.line("confidence")
                        .map(line -> Double.parseDouble(line.first()))
                        .orElse(1.0),
                columns,
                Layout.of(columns),
                text.statement(),
                text);
    }

    /** Stands between an id and what it means. */
    static final String MEANS = "->";

    static RawColumn rawColumn(String name) {
        boolean optional = name.endsWith("?");
        return new RawColumn(optional ? name.substring(0, name.length() - 1) : name, optional);
    }

    private static Map<String, String> roles(List<String> names) {
        Map<String, String> roles = new LinkedHashMap<>();
        for (String name : names) {
            String column = name.substring(name.indexOf('=') + 1);
            if (!column.equals("-")) {
                roles.put(name.substring(0, name.indexOf('=')), column);
            }
        }
        return roles;
    }

    private static Column column(LoaderText.ColumnLine line) {
        List<String> words = line.declared().stream().map(LoaderText.Word::text).toList();
        List<String> marks = words.subList(2, words.size());
        String raw = line.raw().isEmpty() ? "" : line.raw().get(0).text();
        return new Column(
                words.get(0),
                Type.named(words.get(1)).orElseThrow(),
                raw,
                marks.contains("required"),
                marks.contains("volatile"),
                marks.contains("state"),
                marks.contains("momentary"),
                marks.contains("derived") || raw.isEmpty(),
                marks.contains("reservation"),
                marks.contains("dates"),
                marks.stream()
                        .filter(mark -> mark.startsWith(INVENTORY))
                        .map(mark -> mark.substring(INVENTORY.length(), mark.length() - 1))
                        .findFirst()
                        .orElse(""));
    }

    static final String INVENTORY = "inventory(";
}
