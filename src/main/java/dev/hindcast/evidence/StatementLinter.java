package dev.hindcast.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Judges what loaders do: one SELECT that renames and casts, row by row, and neither decides nor reaches outside
 * (evidence-loaders/README.md). DuckDB itself takes each statement apart and says what its columns would be; no row is read.
 */
final class StatementLinter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> KEPT = Set.of("origin", "seen", "raw_table");
    /** Of these DuckDB says that their answer never changes. */
    private static final Set<String> CHANGING =
            Set.of("current_localtimestamp", "current_localtime", "version", "pg_postmaster_start_time");

    private static final Set<String> CLOCK_WORDS = Set.of(
            "current_timestamp",
            "current_date",
            "current_time",
            "localtimestamp",
            "localtime",
            "current_user",
            "session_user",
            "user");
    private static final Set<String> FILLING = Set.of("ifnull", "nvl");
    private static final Set<String> CHOOSING = Set.of("greatest", "least");
    /** Macros of DuckDB's own that speak of its session or its catalogue. */
    private static final Pattern SESSION = Pattern.compile(
            "(pg|has|inet|current|session)_.*|user|txid.*|ago|get_block_size|format_.*|.*_description|map_to_pg_oid");

    private static final Pattern OF_A_SITE =
            Pattern.compile("(?i)\\d{4}-\\d{2}-\\d{2}.*|[0-9a-f]{8}-[0-9a-f]{4}-.*|[0-9a-f]{32}");
    private static final Pattern MACRO = Pattern.compile(
            "\\s*CREATE\\s+(?:OR\\s+REPLACE\\s+)?MACRO\\s+(\\w+)\\s*\\(([^)]*)\\)\\s+AS\\s+", Pattern.CASE_INSENSITIVE);
    private static final Pattern PLACE = Pattern.compile("LINE (\\d+): (.*)\\n( *)(\\^*)");

    /** What kind of function a name is; the larger decides. */
    private enum Kind {
        ANSWERS,
        CHANGES,
        READS,
        SUMS
    }

    private final Loaders loaders;
    private final Connection connection;
    private final Set<String> doubted;
    private final Map<String, Kind> functions = new HashMap<>();
    private final Set<String> macros = new TreeSet<>();
    private final List<Mistake> mistakes = new ArrayList<>();
    // Of the file at hand.
    private TextFile file;
    private int statementAt;
    private String sql = "";
    private Loader loader;
    private Map<String, Set<String>> joined = Map.of();

    private StatementLinter(Loaders loaders, Connection connection, Set<String> doubted) {
        this.loaders = loaders;
        this.connection = connection;
        this.doubted = doubted.stream()
                .map(table -> "identity_" + table.replace('.', '_'))
                .collect(Collectors.toSet());
    }

    /** All mistakes in the statements and the macros; empty if they are in order. */
    /** @param doubted tables whose loaders' headers cannot be believed, so that nobody knows what look-up they offer */
    static List<Mistake> lint(Loaders loaders, Set<String> doubted) {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            StatementLinter linter = new StatementLinter(loaders, connection, doubted);
            linter.run("SET autoinstall_known_extensions=false");
            linter.run("SET autoload_known_extensions=false");
            linter.run("SET enable_external_access=false");
            linter.readFunctions();
            linter.readMacros();
            if (!linter.mistakes.isEmpty()) {
                // Each loader would only say the same again.
                return linter.mistakes;
            }
            for (Loader other : loaders.all()) {
                linter.makeIdentity(other);
            }
            for (Loader each : loaders.all()) {
                linter.loader(each);
            }
            return linter.mistakes;
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB does not look at the loaders: " + e.getMessage(), e);
        }
    }

    // -- what DuckDB knows

    private void readFunctions() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT DISTINCT function_name, function_type, coalesce(stability, '') FROM duckdb_functions()")) {
            while (rows.next()) {
                String name = rows.getString(1).toLowerCase(Locale.ROOT);
                Kind kind = switch (rows.getString(2)) {
                    case "aggregate" -> Kind.SUMS;
                    case "scalar" ->
                        rows.getString(3).equals("CONSISTENT") && !CHANGING.contains(name)
                                ? Kind.ANSWERS
                                : Kind.CHANGES;
                    case "macro" -> SESSION.matcher(name).matches() ? Kind.CHANGES : Kind.ANSWERS;
                    default -> Kind.READS;
                };
                functions.merge(name, kind, (one, other) -> one.compareTo(other) > 0 ? one : other);
            }
        }
        // It sums lists too, but answers for one value.
        CHOOSING.forEach(name -> functions.put(name, Kind.ANSWERS));
    }

    /** Macros are made one by one, so that the place of a mistake in them is known. */
    private void readMacros() throws SQLException {
        file = loaders.macros();
        Map<Integer, String> cut = new LinkedHashMap<>();
        int at = 0;
        for (String part : file.text().split(";", -1)) {
            cut.put(at, part);
            at += part.length() + 1;
            Matcher macro = MACRO.matcher(blanked(part));
            if (macro.lookingAt()) {
                macros.add(macro.group(1).toLowerCase(Locale.ROOT));
            }
        }
        for (Map.Entry<Integer, String> part : cut.entrySet()) {
            String blank = blanked(part.getValue());
            if (!blank.isBlank()) {
                statementAt = part.getKey();
                sql = part.getValue();
                macro(blank);
            }
        }
    }

    /** The text without its comments, everything else where it was. */
    private static String blanked(String text) {
        Matcher comment = Pattern.compile("--[^\n]*").matcher(text);
        return comment.replaceAll(found -> " ".repeat(found.group().length()));
    }

    private void macro(String blank) throws SQLException {
        Matcher macro = MACRO.matcher(blank);
        int begins = blank.length() - blank.stripLeading().length();
        if (!macro.lookingAt()) {
            problem(
                    begins,
                    blank.indexOf('\n', begins) < 0 ? blank.length() : blank.indexOf('\n', begins),
                    LoaderMistake.BAD_MACRO,
                    "This is no macro, and macros.sql holds nothing else.",
                    "Maybe CREATE OR REPLACE MACRO name(x) AS ..., or no semicolon within a macro.");
            return;
        }
        Set<String> parameters =
                new HashSet<>(List.of(macro.group(2).replace(" ", "").split(",")));
        String asked = " ".repeat(macro.end() - 7) + "SELECT " + blank.substring(macro.end());
        JsonNode tree = tree(asked);
        if (tree == null) {
            return;
        }
        int before = mistakes.size();
        walk(tree.path("select_list"), column -> {
            String name = column.path("column_names").path(0).asText();
            if (!parameters.contains(name)) {
                problem(
                        column,
                        LoaderMistake.BAD_MACRO,
                        "The macro " + macro.group(1) + " takes no '" + name + "'.",
                        Spelling.meant(name, parameters).isEmpty()
                                ? "Maybe you meant " + String.join(" or ", parameters) + "."
                                : Spelling.meant(name, parameters));
            }
        });
        if (!tree.path("from_table").path("type").asText().equals("EMPTY")) {
            problem(
                    begins,
                    macro.end(),
                    LoaderMistake.BAD_MACRO,
                    "The macro " + macro.group(1) + " reads from a table.",
                    "Maybe a look-up in the loader.");
        }
        if (mistakes.size() == before) {
            try {
                run(sql);
            } catch (SQLException e) {
                notRun(e, 0);
            }
        }
    }

    private void makeIdentity(Loader other) throws SQLException {
        if (!other.identity().isEmpty()) {
            run("CREATE VIEW identity_" + other.sqlName() + " AS SELECT "
                    + identityColumns(other).stream()
                            .map(column -> (column.equals("first") || column.equals("last")
                                            ? "NULL::TIMESTAMP AS "
                                            : "NULL::VARCHAR AS ")
                                    + ScratchDatabase.name(column))
                            .collect(Collectors.joining(", ")));
        }
    }

    private static List<String> identityColumns(Loader other) {
        List<String> columns = new ArrayList<>(List.of("id", "key", "first", "last"));
        columns.addAll(other.identity().subList(2, other.identity().size()));
        return columns;
    }

    private void run(String statement) throws SQLException {
        try (Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    // -- one loader

    private void loader(Loader each) throws SQLException {
        loader = each;
        file = each.text().file();
        statementAt = each.text().statementAt();
        sql = each.sql();
        joined = new TreeMap<>();
        Set<String> raw = new HashSet<>(KEPT);
        each.reads().forEach(column -> raw.add(column.name()));
        joined.put("raw", raw);
        int before = mistakes.size();
        JsonNode select = isSelect() ? tree(sql) : null;
        if (select == null) {
            return;
        }
        shape(select);
        from(select.path("from_table"), true);
        walk(select.path("select_list"), this::column);
        if (mistakes.size() == before) {
            origin(select.path("select_list"));
        }
        walkConditions(select.path("from_table"));
        boolean readable = mistakes.subList(before, mistakes.size()).stream()
                .noneMatch(mistake -> UNREADABLE.contains(mistake.name()));
        boolean believed =
                joined.keySet().stream().noneMatch(name -> joined.get(name).isEmpty());
        if (readable && believed) {
            // What else differs only follows from the mistakes before it.
            boolean clean = mistakes.size() == before;
            outputs(select.path("select_list"), clean);
            if (mistakes.size() == before) {
                unused();
            }
        }
    }

    private void walkConditions(JsonNode table) {
        if (table.path("type").asText().equals("JOIN")) {
            walkConditions(table.path("left"));
            walkConditions(table.path("right"));
            walk(table.path("condition"), this::column);
        }
    }

    /** After one of these DuckDB would only say the same again. */
    private static final Set<String> UNREADABLE = Set.of(
                    LoaderMistake.UNKNOWN_COLUMN,
                    LoaderMistake.UNKNOWN_FUNCTION,
                    LoaderMistake.UNKNOWN_TABLE,
                    LoaderMistake.REACHES_OUTSIDE,
                    LoaderMistake.PICKED_WINNER,
                    LoaderMistake.NOT_ONE_SELECT,
                    LoaderMistake.STAR)
            .stream()
            .map(LoaderMistake::text)
            .collect(Collectors.toSet());

    private boolean isSelect() {
        int[] first = firstWord();
        String word = sql.substring(first[0], first[1]);
        boolean is = word.equalsIgnoreCase("SELECT") || word.equalsIgnoreCase("WITH");
        if (!is) {
            boolean misspelt = Spelling.nearest(word, List.of("SELECT")).equals("SELECT");
            problem(
                    first,
                    misspelt ? LoaderMistake.SYNTAX : LoaderMistake.NOT_ONE_SELECT,
                    word.isEmpty()
                            ? "The SELECT is missing."
                            : misspelt
                                    ? "'" + word + "' cannot be read here."
                                    : "A loader is one SELECT over raw, and this is something else.",
                    misspelt ? "Maybe you meant SELECT." : "Maybe begin it with SELECT; nothing else is run.");
        }
        return is;
    }

    /** The SELECT as DuckDB takes it apart; null if it is none, which is reported. */
    private JsonNode tree(String statement) throws SQLException {
        JsonNode parsed;
        try (PreparedStatement ask = connection.prepareStatement("SELECT json_serialize_sql(?::VARCHAR)")) {
            ask.setString(1, statement);
            try (ResultSet rows = ask.executeQuery()) {
                rows.next();
                parsed = JSON.readTree(rows.getString(1));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        if (parsed.path("error").asBoolean()) {
            syntax(parsed);
            return null;
        }
        JsonNode statements = parsed.path("statements");
        JsonNode node = statements.path(0).path("node");
        if (statements.size() != 1
                || !node.path("type").asText().equals("SELECT_NODE")
                || !node.path("cte_map").path("map").isEmpty()) {
            String word = statements.size() > 1 ? ";" : "WITH|UNION|INTERSECT|EXCEPT";
            problem(
                    statements.size() > 1
                            ? new int[] {
                                blanked(sql).indexOf(word), blanked(sql).indexOf(word) + 1
                            }
                            : wordInSql(word),
                    LoaderMistake.NOT_ONE_SELECT,
                    "A loader is one SELECT over raw: no WITH, UNION or second statement.",
                    "Maybe one loader for each table, and let a rule bring them together.");
            return null;
        }
        return node;
    }

    private void syntax(JsonNode parsed) {
        String message =
                parsed.path("error_message").asText().lines().findFirst().orElse("");
        if (message.startsWith("Only SELECT")) {
            problem(
                    firstWord(),
                    LoaderMistake.NOT_ONE_SELECT,
                    "A loader is one SELECT over raw, and this is something else.",
                    sql.isBlank() || file.text().isBlank()
                            ? "Maybe the SELECT is missing."
                            : "Maybe you meant SELECT; nothing else can be run from a loader.");
            return;
        }
        int at = chars(parsed.path("position").asInt(0));
        Matcher near = Pattern.compile("at or near \"(.*)\"", Pattern.DOTALL).matcher(message);
        String word = near.find() ? near.group(1) : "";
        at = at < sql.length() ? at : sql.stripTrailing().length() - 1;
        String said = blanked(sql.substring(0, Math.max(0, at))).stripTrailing();
        String maybe = said.endsWith(",")
                ? "Maybe a comma too much before it."
                : word.isEmpty()
                        ? "Maybe a bracket or a quote is missing."
                        : "Maybe a missing comma, bracket or quote before it.";
        String before = lastWord(said);
        boolean beginsLine = !word.isEmpty()
                && sql.substring(sql.lastIndexOf('\n', at) + 1, at).isBlank();
        if (!keyword(before).isEmpty()) {
            at = said.length() - before.length();
            word = before;
            maybe = "Maybe you meant " + keyword(before) + ".";
        } else if (!keyword(word).isEmpty()) {
            maybe = "Maybe you meant " + keyword(word) + ".";
        } else if (beginsLine && !said.isEmpty() && !said.endsWith(",")) {
            problem(
                    said.length() - 1,
                    said.length(),
                    LoaderMistake.SYNTAX,
                    "What follows, '" + word + "', cannot be read.",
                    "Maybe a missing comma or bracket here.");
            return;
        }
        problem(
                at,
                at + Math.max(1, word.length()),
                LoaderMistake.SYNTAX,
                word.isEmpty() ? "This cannot be read: " + message + "." : "'" + word + "' cannot be read here.",
                maybe);
    }

    private static final List<String> KEYWORDS =
            List.of("SELECT", "FROM", "LEFT", "JOIN", "CASE", "WHEN", "THEN", "ELSE", "END", "ORDER");

    /** The keyword that a word misspells by one letter; empty if it is one, or none is near. */
    private static String keyword(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        return KEYWORDS.contains(upper) || upper.length() < 3
                ? ""
                : KEYWORDS.stream()
                        .filter(known -> Spelling.distance(upper, known) == 1)
                        .findFirst()
                        .orElse("");
    }

    private static String lastWord(String text) {
        Matcher word = Pattern.compile("(\\w+)$").matcher(text);
        return word.find() ? word.group(1) : "";
    }

    private int[] firstWord() {
        String blank = blanked(sql);
        int at = blank.length() - blank.stripLeading().length();
        int end = at;
        while (end < sql.length() && !Character.isWhitespace(sql.charAt(end))) {
            end++;
        }
        return new int[] {at, end};
    }

    /** What would make more or fewer rows of some, or one of several. */
    private void shape(JsonNode select) {
        JsonNode where = select.path("where_clause");
        if (where.isObject()) {
            problem(
                    where,
                    LoaderMistake.DROPPED_ROWS,
                    "WHERE drops rows, and a loader makes one of each.",
                    "Maybe emit the column it asks for, and let a rule decide.");
        }
        for (String clause : List.of("having", "qualify", "sample")) {
            if (select.path(clause).isObject()) {
                problem(
                        clause.equals("sample") ? wordInSql("SAMPLE") : placeOf(select.path(clause)),
                        LoaderMistake.DROPPED_ROWS,
                        clause.toUpperCase(Locale.ROOT) + " drops rows, and a loader makes one of each.",
                        "Maybe delete it, and let a rule decide.");
            }
        }
        for (JsonNode modifier : select.path("modifiers")) {
            String type = modifier.path("type").asText();
            if (type.equals("DISTINCT_MODIFIER") || type.startsWith("LIMIT")) {
                String word = type.startsWith("LIMIT") ? "LIMIT" : "DISTINCT";
                problem(
                        wordInSql(word),
                        LoaderMistake.DROPPED_ROWS,
                        word + " drops rows, and a loader makes one of each.",
                        "Maybe delete it: equal rows are folded later, and counted.");
            }
        }
        if (!select.path("group_expressions").isEmpty()
                || select.path("aggregate_handling").asText().equals("FORCE_AGGREGATES")) {
            problem(
                    wordInSql("GROUP"),
                    LoaderMistake.PICKED_WINNER,
                    "GROUP BY makes one row of several.",
                    "Maybe emit every row, and let a rule choose by its precedence.");
        }
    }

    /** From raw, and from look-ups joined to it by LEFT JOIN. */
    private void from(JsonNode table, boolean leftmost) {
        String type = table.path("type").asText();
        switch (type) {
            case "BASE_TABLE" -> baseTable(table, leftmost);
            case "JOIN" -> {
                from(table.path("left"), leftmost);
                boolean lookUp = !table.path("right").path("type").asText().equals("TABLE_FUNCTION");
                if (lookUp
                        && (!table.path("join_type").asText().equals("LEFT")
                                || !table.path("ref_type").asText().equals("REGULAR"))) {
                    problem(
                            placeOf(table.path("right")),
                            LoaderMistake.DROPPED_ROWS,
                            "This join drops rows that find nothing, or doubles them.",
                            "Maybe you meant LEFT JOIN ... ON.");
                }
                from(table.path("right"), false);
                timed(table);
            }
            case "EMPTY" ->
                problem(
                        firstWord(),
                        LoaderMistake.UNKNOWN_TABLE,
                        "The SELECT reads from nothing.",
                        "Maybe FROM raw at its end, or FROM is misspelt.");
            case "TABLE_FUNCTION" -> {
                String name = table.path("function").path("function_name").asText(type);
                outside(wordInSql(name), name);
            }
            default ->
                problem(
                        table,
                        LoaderMistake.NOT_ONE_SELECT,
                        "A loader reads from raw itself, and not from a query.",
                        "Maybe FROM raw, and look-ups by LEFT JOIN identity_...");
        }
    }

    private void outside(JsonNode at, String name) {
        outside(placeOf(at), name);
    }

    private void outside(int[] at, String name) {
        problem(
                at,
                LoaderMistake.REACHES_OUTSIDE,
                "'" + name + "' reaches outside: a loader sees the rows of its table and nothing else.",
                "Maybe a loader of its own for what it reads.");
    }

    private void baseTable(JsonNode table, boolean leftmost) {
        String name = table.path("table_name").asText();
        String alias = table.path("alias").asText();
        if (leftmost && name.equalsIgnoreCase("raw")) {
            if (!alias.isEmpty()) {
                joined.put(alias, joined.get("raw"));
                problem(
                        table,
                        LoaderMistake.UNKNOWN_TABLE,
                        "raw is called " + alias + " here, and nothing else knows it by that name.",
                        "Maybe FROM raw, without another name.");
            }
            return;
        }
        Map<String, Loader> lookUps = new TreeMap<>();
        loaders.all().stream()
                .filter(other -> !other.identity().isEmpty())
                .forEach(other -> lookUps.put("identity_" + other.sqlName(), other));
        Loader lookedUp = lookUps.get(name.toLowerCase(Locale.ROOT));
        if (doubted.contains(name.toLowerCase(Locale.ROOT))) {
            joined.put(alias.isEmpty() ? name : alias, Set.of());
        } else if (lookedUp != null && !leftmost) {
            joined.put(alias.isEmpty() ? name : alias, new TreeSet<>(identityColumns(lookedUp)));
        } else if (name.contains("/") || name.matches("(?i).*\\.(csv|parquet|json|db|txt)(\\.\\w+)?")) {
            joined.put(alias.isEmpty() ? name : alias, Set.of());
            outside(table, name);
        } else {
            joined.put(alias.isEmpty() ? name : alias, Set.of());
            SortedSet<String> known = new TreeSet<>(lookUps.keySet());
            known.add("raw");
            String meant = Spelling.meant(name, known);
            problem(
                    table,
                    LoaderMistake.UNKNOWN_TABLE,
                    leftmost
                            ? "A loader reads from raw, not from " + name + "."
                            : "There is no look-up '" + name + "'.",
                    meant.isEmpty()
                            ? "Maybe FROM raw, and look-ups by LEFT JOIN " + String.join(" or ", lookUps.keySet()) + "."
                            : meant);
        }
    }

    /** A look-up that is not as of the row's own time finds an id in each of its meanings. */
    private void timed(JsonNode join) {
        JsonNode right = join.path("right");
        String alias = right.path("alias").asText(right.path("table_name").asText());
        boolean lookUp = right.path("table_name").asText().startsWith("identity_");
        String condition = join.path("condition").toString();
        for (String bound : List.of("first", "last")) {
            boolean asked = condition.contains("\"column_names\":[\"" + alias + "\",\"" + bound + "\"]")
                    && condition.contains("\"column_names\":[\"raw\",\"seen\"]");
            if (lookUp && !asked) {
                problem(
                        right,
                        LoaderMistake.DOUBLED_ROWS,
                        "The look-up is not as of the row's own time, so an id that meant two things doubles the row.",
                        "Maybe ON " + alias + ".id = ... AND raw.seen >= " + alias + ".first AND raw.seen < " + alias
                                + ".last");
                return;
            }
        }
    }

    private void origin(JsonNode list) {
        JsonNode first = list.path(0);
        if (first.path("class").asText().equals("STAR")) {
            return;
        }
        boolean there = first.path("column_names").toString().equals("[\"raw\",\"origin\"]")
                && first.path("alias").asText().isEmpty();
        if (!there) {
            problem(
                    first,
                    LoaderMistake.MISSING_ORIGIN,
                    "The first column is not raw.origin, so a fact would not know its file and row.",
                    "Maybe SELECT raw.origin, and then this.");
        }
    }

    // -- expressions

    /** Is told of each column that an expression names. */
    private interface Columns {
        void column(JsonNode reference);
    }

    private void walk(JsonNode node, Columns columns) {
        if (node.isArray()) {
            node.forEach(child -> walk(child, columns));
            return;
        }
        if (!node.isObject()) {
            return;
        }
        switch (node.path("class").asText()) {
            case "COLUMN_REF" -> columns.column(node);
            case "FUNCTION" -> function(node);
            case "STAR" ->
                problem(
                        node,
                        LoaderMistake.STAR,
                        "* is whatever a release has.",
                        "Maybe name the columns, those of the header.");
            case "WINDOW" ->
                problem(
                        node,
                        LoaderMistake.PICKED_WINNER,
                        "A window looks at other rows, and a loader at one.",
                        "Maybe emit every row, and let a rule choose by its precedence.");
            case "SUBQUERY" -> {
                if (node.toString().contains("\"type\":\"TABLE_FUNCTION\"")) {
                    outside(node, "SELECT ... FROM");
                } else {
                    problem(
                            node,
                            LoaderMistake.NOT_ONE_SELECT,
                            "A loader is one SELECT, without another in it.",
                            "Maybe a look-up by LEFT JOIN identity_...");
                }
                return;
            }
            case "OPERATOR" -> operator(node);
            case "CAST" -> cast(node);
            case "COMPARISON", "BETWEEN" -> threshold(node);
            default -> {
                // What is in it is looked at below.
            }
        }
        for (Map.Entry<String, JsonNode> child : node.properties()) {
            // What a table is joined with is looked at as a table.
            if (!child.getKey().equals("qualified_name")) {
                walk(child.getValue(), columns);
            }
        }
    }

    private void column(JsonNode reference) {
        JsonNode names = reference.path("column_names");
        String last = names.path(names.size() - 1).asText();
        if (names.size() == 1) {
            String name = last.toLowerCase(Locale.ROOT);
            if (CLOCK_WORDS.contains(name) || functions.getOrDefault(name, Kind.ANSWERS) == Kind.CHANGES) {
                changing(reference, last);
                return;
            }
            Set<String> raw = joined.getOrDefault("raw", Set.of());
            problem(
                    reference,
                    LoaderMistake.UNKNOWN_COLUMN,
                    "'" + last + "' does not say whose column it is.",
                    !last.matches("\\w+")
                            ? "Maybe you meant '" + last + "', a text in single quotes."
                            : raw.contains(last)
                                    ? "Maybe you meant raw." + last + "."
                                    : "Maybe raw." + nearestOr(last, raw) + ", or a text in single quotes.");
            return;
        }
        String table = names.path(0).asText();
        Set<String> known = joined.get(table);
        if (known == null) {
            String meant = Spelling.nearest(table, joined.keySet());
            problem(
                    reference,
                    LoaderMistake.UNKNOWN_COLUMN,
                    "Nothing in this SELECT is named '" + table + "'.",
                    "Maybe you meant " + (meant.isEmpty() ? "raw" : meant) + "." + last + ".");
        } else if (!known.isEmpty() && !known.contains(last)) {
            String meant = Spelling.nearest(last, known);
            problem(
                    reference,
                    LoaderMistake.UNKNOWN_COLUMN,
                    table + " has no column '" + last + "'"
                            + (table.equals("raw") ? ": the header's line 'reads:' does not name it." : "."),
                    meant.isEmpty()
                            ? table.equals("raw")
                                    ? "Maybe add " + last + " to that line."
                                    : "Maybe one of " + String.join(", ", known) + "."
                            : "Maybe you meant " + table + "." + meant + ".");
        }
    }

    private static String nearestOr(String word, Set<String> names) {
        String nearest = Spelling.nearest(word, names);
        return nearest.isEmpty() ? word : nearest;
    }

    private void function(JsonNode call) {
        String name = call.path("function_name").asText().toLowerCase(Locale.ROOT);
        if (macros.contains(name)) {
            return;
        }
        if (FILLING.contains(name)) {
            filling(call);
            return;
        }
        Kind kind = functions.get(name);
        if (CHOOSING.contains(name) || kind == Kind.SUMS) {
            problem(
                    call,
                    LoaderMistake.PICKED_WINNER,
                    "'" + name + "' chooses or sums, and a loader only says what stands in a row.",
                    "Maybe emit each, and let a rule choose by its precedence.");
        } else if (kind == Kind.CHANGES) {
            changing(call, name);
        } else if (kind == Kind.READS) {
            outside(call, name);
        } else if (kind == null && !call.path("is_operator").asBoolean()) {
            String meant = Spelling.meant(name, macros);
            SortedSet<String> answering = new TreeSet<>();
            functions.forEach((known, is) -> {
                if (is == Kind.ANSWERS) {
                    answering.add(known);
                }
            });
            meant = meant.isEmpty() ? Spelling.meant(name, answering) : meant;
            problem(
                    call,
                    LoaderMistake.UNKNOWN_FUNCTION,
                    "There is no function '" + name + "'.",
                    macros.isEmpty()
                            ? "Maybe macros.sql is missing in this folder."
                            : meant.isEmpty() ? "Maybe one of macros.sql: " + String.join(", ", macros) + "." : meant);
        }
    }

    private void changing(JsonNode at, String name) {
        problem(
                at,
                LoaderMistake.CHANGING_ANSWER,
                "'" + name + "' answers otherwise each time: the same evidence must give the same facts.",
                "Maybe raw.seen, the instant of the snapshot that shows the row.");
    }

    private void operator(JsonNode node) {
        if (node.path("type").asText().equals("OPERATOR_COALESCE")) {
            filling(node);
        } else if (node.path("type").asText().endsWith("IN")) {
            threshold(node);
        }
    }

    private void filling(JsonNode node) {
        Set<String> columns = new TreeSet<>();
        references(node, columns);
        if (columns.size() > 1) {
            problem(
                    node,
                    LoaderMistake.PICKED_WINNER,
                    "This takes one of " + String.join(", ", columns) + ": two witnesses, and a choice between them.",
                    "Maybe emit both, and let a rule choose by its precedence.");
        } else {
            problem(
                    node,
                    LoaderMistake.FILLED_UNKNOWN,
                    "This puts a value where nothing is known.",
                    "Maybe leave it NULL: unknown is never turned into 0, false or a date.");
        }
    }

    private static void references(JsonNode node, Set<String> columns) {
        if (node.path("class").asText().equals("COLUMN_REF")) {
            columns.add(node.path("column_names")
                    .path(node.path("column_names").size() - 1)
                    .asText());
        }
        node.forEach(child -> references(child, columns));
    }

    private static final Map<String, String> READING = Map.of(
            "BIGINT", "whole",
            "INTEGER", "whole",
            "SMALLINT", "whole",
            "TINYINT", "whole",
            "TIMESTAMP", "instant",
            "DATE", "instant",
            "BOOLEAN", "flag");

    private void cast(JsonNode node) {
        String type = node.path("type_expr")
                .path("type_name")
                .asText(node.path("cast_type").path("id").asText());
        Set<String> columns = new TreeSet<>();
        references(node.path("child"), columns);
        boolean texts =
                type.equalsIgnoreCase("VARCHAR") || type.equalsIgnoreCase("TEXT") || type.equalsIgnoreCase("STRING");
        if (loader != null && !node.path("try_cast").asBoolean() && !texts && !columns.isEmpty()) {
            String reading = READING.get(type.toUpperCase(Locale.ROOT));
            problem(
                    node,
                    LoaderMistake.BREAKING_CAST,
                    "A cast breaks the run on the first value that is no " + type + ".",
                    reading == null
                            ? "Maybe TRY_CAST, which leaves NULL."
                            : "Maybe " + reading + "(...), which leaves NULL and has the row set aside.");
        }
    }

    private void threshold(JsonNode node) {
        if (loader == null) {
            return;
        }
        for (JsonNode side : node) {
            for (JsonNode one : side.isArray() ? side : List.of(side)) {
                JsonNode literal = one.path("literal").isMissingNode() ? one.path("value") : one.path("literal");
                String value = literal.path("text").asText(literal.path("value").asText(""));
                boolean constant = one.path("class").asText().equals("CONSTANT");
                boolean number = value.matches("[0-9]+(\\.[0-9]+)?")
                        && !literal.path("kind").asText().equals("STRING");
                boolean large = number && Double.parseDouble(value) > 1;
                if (constant && (large || OF_A_SITE.matcher(value).matches())) {
                    problem(
                            one,
                            LoaderMistake.THRESHOLD,
                            "'" + value + "' is a threshold or a name of one site, and a loader is for all.",
                            "Maybe emit the column, and let a rule compare it with a Setting.");
                }
            }
        }
    }

    // -- what comes out

    private void outputs(JsonNode list, boolean clean) throws SQLException {
        Map<String, JsonNode> items = new LinkedHashMap<>();
        Map<String, String> types = new LinkedHashMap<>();
        run(
                "CREATE OR REPLACE VIEW raw AS SELECT NULL::BIGINT AS origin, NULL::TIMESTAMP AS seen, NULL::VARCHAR AS raw_table"
                        + loader.reads().stream()
                                .map(column -> ", NULL::VARCHAR AS " + ScratchDatabase.name(column.name()))
                                .collect(Collectors.joining()));
        try (Statement describe = connection.createStatement();
                ResultSet rows = describe.executeQuery("DESCRIBE\n" + sql)) {
            int at = 0;
            while (rows.next()) {
                String name = rows.getString(1);
                if (types.putIfAbsent(name, rows.getString(2)) != null) {
                    problem(
                            list.path(at),
                            LoaderMistake.EXTRA_COLUMN,
                            "The SELECT makes " + name + " twice.",
                            "Maybe one of them is another column.");
                }
                items.putIfAbsent(name, list.path(at));
                at++;
            }
        } catch (SQLException e) {
            if (clean) {
                notRun(e, 1);
            }
            return;
        }
        items.remove("origin");
        if (!clean) {
            // What stands in the place of raw.origin is told already.
            items.keySet()
                    .removeIf(name -> items.get(name) == list.path(0)
                            && loader.column(name).isEmpty());
        }
        int before = mistakes.size();
        List<String> extra = new ArrayList<>(items.keySet());
        loader.columns().forEach(column -> extra.remove(column.name()));
        for (Loader.Column column : loader.columns()) {
            JsonNode item = items.get(column.name());
            if (item == null) {
                missing(column, extra, items);
            } else {
                type(column, types.get(column.name()), item);
                if (clean && mistakes.size() == before) {
                    source(column, item);
                }
            }
        }
        for (String name : extra) {
            problem(
                    items.get(name),
                    LoaderMistake.EXTRA_COLUMN,
                    "The header declares no column '" + name + "'.",
                    "Maybe -- column " + name + " and its type in the header, or AS another name here.");
        }
    }

    /** A column that is declared and made under another name is one mistake, and not two. */
    private void missing(Loader.Column column, List<String> extra, Map<String, JsonNode> items) {
        String meant = Spelling.nearest(column.name(), extra);
        LoaderText.Word declared = declared(column);
        if (!meant.isEmpty()) {
            extra.remove(meant);
            boolean asRaw = meant.equalsIgnoreCase(column.raw().replace("_", ""));
            String what = "The header declares " + column.name() + ", and the SELECT makes " + meant + ".";
            if (asRaw) {
                mistakes.add(Mistake.at(
                        LoaderMistake.MISSING_COLUMN.text(),
                        file,
                        declared.at(),
                        declared.end(),
                        "",
                        what,
                        "Maybe you meant " + meant + " here."));
            } else {
                problem(
                        items.get(meant),
                        LoaderMistake.MISSING_COLUMN,
                        what,
                        "Maybe you meant AS " + column.name() + ".");
            }
            return;
        }
        mistakes.add(Mistake.at(
                LoaderMistake.MISSING_COLUMN.text(),
                file,
                declared.at(),
                declared.end(),
                "",
                "The SELECT makes no column " + column.name() + ".",
                "Maybe add to it: " + READ_BY.get(column.type()) + "(raw."
                        + (column.raw().isEmpty() ? "..." : column.raw()) + ") AS " + column.name()));
    }

    private LoaderText.Word declared(Loader.Column column) {
        return loader.text().columns().stream()
                .map(line -> line.declared().get(0))
                .filter(name -> name.text().equals(column.name()))
                .findFirst()
                .orElseThrow();
    }

    private static final Map<Loader.Type, String> READ_BY = Map.of(
            Loader.Type.STRING, "text",
            Loader.Type.LONG, "whole",
            Loader.Type.INSTANT, "instant",
            Loader.Type.BOOLEAN, "flag",
            Loader.Type.DOUBLE, "TRY_CAST");

    private void type(Loader.Column column, String made, JsonNode item) {
        boolean good = switch (column.type()) {
            case STRING -> made.equals("VARCHAR");
            case LONG -> made.matches("U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?");
            case DOUBLE -> made.matches("DOUBLE|FLOAT|DECIMAL.*|U?(TINY|SMALL|BIG)?INT(EGER)?");
            case BOOLEAN -> made.equals("BOOLEAN");
            case INSTANT -> made.matches("TIMESTAMP(_S|_MS)?");
        };
        boolean nothing = item.path("class").asText().equals("CONSTANT");
        if (!good && !(nothing && made.contains("NULL"))) {
            problem(
                    item,
                    LoaderMistake.WRONG_TYPE,
                    "The header's line " + line(declared(column).at()) + " declares " + column.name() + " as "
                            + column.type().text() + ", and this is " + made + ".",
                    "Maybe "
                            + (column.type() == Loader.Type.DOUBLE
                                    ? "TRY_CAST(... AS DOUBLE)."
                                    : READ_BY.get(column.type()) + "(...), or another type in the header."));
        }
    }

    /** What the header says a column is made of is what the SELECT makes it of. */
    private void source(Loader.Column column, JsonNode item) {
        Set<String> used = new TreeSet<>();
        references(item, used);
        // Through a look-up it is made of what the look-up is joined by.
        for (String alias : joined.keySet()) {
            if (!alias.equals("raw") && item.toString().contains("\"column_names\":[\"" + alias + "\",")) {
                Matcher by = Pattern.compile("\\b" + Pattern.quote(alias) + "\\.id\\s*=([^\\n]*)")
                        .matcher(sql);
                if (by.find()) {
                    Matcher name = Pattern.compile("raw\\.\"?(\\w+)").matcher(by.group(1));
                    while (name.find()) {
                        used.add(name.group(1));
                    }
                }
            }
        }
        loader.text().columns().stream()
                .filter(line -> line.declared().get(0).text().equals(column.name()))
                .flatMap(line -> line.raw().stream())
                .filter(raw -> !used.contains(raw.text()))
                .limit(1)
                .forEach(raw -> problem(
                        item,
                        LoaderMistake.OTHER_SOURCE,
                        "The header says that " + column.name() + " is made of " + raw.text() + ", and this is made of "
                                + (used.isEmpty() ? "nothing" : String.join(", ", used)) + ".",
                        "Maybe you meant raw." + raw.text() + ", or another column behind <- in the header."));
    }

    private int line(int at) {
        return 1
                + (int) file.text()
                        .substring(0, at)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    private void unused() {
        Set<String> used = new HashSet<>(loader.key());
        used.addAll(loader.identity());
        used.addAll(loader.heartbeat());
        for (LoaderText.Word read : loader.text().line("reads").orElseThrow().names()) {
            String name = Loader.rawColumn(read.text()).name();
            boolean asked = Pattern.compile("\\braw\\.\"?" + Pattern.quote(name) + "\\b")
                    .matcher(sql)
                    .find();
            if (!asked && !used.contains(name) && !read.text().equals("-")) {
                mistakes.add(Mistake.at(
                        LoaderMistake.UNUSED.text(),
                        file,
                        read.at(),
                        read.end(),
                        "",
                        "The SELECT never reads " + name + ", and a table that lacks it would be refused for nothing.",
                        "Maybe delete it here."));
            }
        }
    }

    // -- places

    /** What DuckDB says of a statement that it takes apart and cannot run. */
    private void notRun(SQLException e, int linesBefore) {
        String message = e.getMessage().lines().findFirst().orElse("").replaceFirst("^[A-Za-z]+ Error: ", "");
        Matcher meant = Pattern.compile("Did you mean \"([^\"]+)\"").matcher(e.getMessage());
        String maybe = meant.find()
                ? "Maybe you meant " + meant.group(1) + "."
                : message.startsWith("No function matches")
                        ? "Maybe text(...) around its argument, or another number of arguments."
                        : "";
        Matcher place = PLACE.matcher(e.getMessage());
        int at = firstWord()[0];
        int length = 1;
        if (place.find()) {
            int line = Integer.parseInt(place.group(1)) - 1 - linesBefore;
            int indent = place.group(3).length() - ("LINE " + place.group(1) + ": ").length();
            String[] lines = sql.split("\n", -1);
            int from = 0;
            for (int i = 0; i < Math.min(line, lines.length); i++) {
                from += lines[i].length() + 1;
            }
            boolean cut = place.group(2).startsWith("...");
            at = Math.min(sql.length() - 1, from + (cut ? 0 : Math.max(0, indent)));
            length = Math.max(1, place.group(4).length());
        }
        problem(at, at + length, LoaderMistake.NOT_RUN, message, maybe);
    }

    private int[] wordInSql(String word) {
        Matcher found = Pattern.compile("\\b(" + word + ")\\b", Pattern.CASE_INSENSITIVE)
                .matcher(blanked(sql));
        return found.find() ? new int[] {found.start(), found.end()} : firstWord();
    }

    private int[] placeOf(JsonNode node) {
        JsonNode location = node.path("query_location");
        if (!location.canConvertToInt()) {
            return firstWord();
        }
        int from = chars(location.asInt());
        int till = chars(location.asInt()
                + Math.max(1, node.path("query_location_length").asInt(1)));
        return new int[] {from, till};
    }

    /** DuckDB counts bytes. */
    private int chars(int bytes) {
        byte[] all = sql.getBytes(StandardCharsets.UTF_8);
        return new String(all, 0, Math.min(bytes, all.length), StandardCharsets.UTF_8).length();
    }

    private void problem(JsonNode at, LoaderMistake mistake, String what, String maybe) {
        problem(placeOf(at), mistake, what, maybe);
    }

    private void problem(int[] place, LoaderMistake mistake, String what, String maybe) {
        problem(place[0], place[1], mistake, what, maybe);
    }

    private void problem(int from, int till, LoaderMistake mistake, String what, String maybe) {
        mistakes.add(Mistake.at(
                mistake.text(), file, statementAt + from, statementAt + Math.max(till, from + 1), "", what, maybe));
    }
}
