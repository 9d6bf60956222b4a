package dev.hindcast.reasoning;

import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Setting;
import dev.hindcast.evidence.Spelling;
import dev.hindcast.reasoning.FactShape.Property;
import dev.hindcast.reasoning.RuleText.Kind;
import dev.hindcast.reasoning.RuleText.Pattern;
import dev.hindcast.reasoning.RuleText.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Judges what stands between the brackets of one rule's patterns: names, constants, and tests that an unknown value would
 * pass or break by accident (design section 5).
 */
final class ConditionLinter {
    /** Takes what is found. */
    interface Report {
        void problem(Token at, RuleMistake mistake, String what, String maybe);
    }

    /** @param shape what may be asked of it; null if nobody knows */
    record Variable(FactShape shape, boolean nullable) {}

    /**
     * One comparison, or a bare yes-or-no.
     *
     * @param joint the sign that joins it to the test before
     * @param jointDepth in how many grouping brackets that sign stands
     * @param depth in how many it stands itself
     */
    private record Test(List<Token> words, String joint, int jointDepth, int depth) {}

    /** @param negative for {@code not in} and the like, and {@code !=} */
    private record Operator(Token word, boolean negative, int from, int till) {}

    /** What stands for there is none, and there is one; any larger number is somebody's choice. */
    private static final double LITERAL_MAX = 1;

    private static final Set<String> ORDERS = Set.of("<", "<=", ">", ">=");
    private static final Set<String> WORDS = Set.of("matches", "contains", "excludes", "memberOf", "in", "soundslike");
    private static final Set<String> NO_NAMES = Set.of("not", "null", "true", "false", "this", "instanceof");
    private static final Set<String> FORBIDDEN = Set.of("new", "eval", "class", "getClass");
    private static final Set<String> CLOCKS = Set.of(
            "System",
            "Instant",
            "LocalDate",
            "LocalTime",
            "LocalDateTime",
            "OffsetDateTime",
            "ZonedDateTime",
            "Clock",
            "Date",
            "Calendar",
            "now");

    /** Signs and words of other languages, and what to write. */
    private static final Map<String, String> OTHER_SIGNS = Map.ofEntries(
            Map.entry("=", "=="),
            Map.entry("&", "&& or a comma"),
            Map.entry("|", "||"),
            Map.entry("and", "&& or a comma"),
            Map.entry("or", "||"),
            Map.entry("is", "== null or != null"),
            Map.entry("like", "matches"),
            Map.entry("equals", "=="),
            Map.entry("eq", "=="),
            Map.entry("ne", "!="),
            Map.entry("gt", ">"),
            Map.entry("lt", "<"),
            Map.entry("between", "two comparisons"),
            Map.entry("nil", "null"),
            Map.entry("none", "null"));
    /** Properties that name one thing of one site. */
    private static final Set<String> NAMES_ONE = Set.of("host", "node", "name", "key", "project", "instance", "lease");

    private static final java.util.regex.Pattern ENDS_AS_NAME =
            java.util.regex.Pattern.compile(".+(Id|Uuid|Host|Hostname|Node|Compute|Name|Key)");
    private static final java.util.regex.Pattern ONE_OF_A_SITE = java.util.regex.Pattern.compile(
            "(?i).*[0-9a-f]{8}-[0-9a-f]{4}-.*|[0-9a-f]{32}|\\d{4}-\\d{2}-\\d{2}.*|\\d+\\.\\d+\\.\\d+\\.\\d+");

    private final Report report;
    private final RuleLinter.Known linter;
    private final Map<String, Variable> variables = new TreeMap<>();
    /** Variables already told to be bound by nothing; one misspelling is one mistake. */
    private final Set<String> unbound = new HashSet<>();

    private FactShape shape;
    /** Variables of the pattern at hand that are bound to a property of it. */
    private Map<String, String> aliases = Map.of();
    /** Properties of the pattern at hand that are not unknown, by what it asked before. */
    private Set<String> known = Set.of();

    ConditionLinter(Report report, RuleLinter.Known linter) {
        this.report = report;
        this.linter = linter;
    }

    /** What the patterns checked so far bind. */
    Map<String, Variable> variables() {
        return variables;
    }

    static boolean readsClock(Token word) {
        return word.isWord() && CLOCKS.contains(word.text());
    }

    /** @param fact what the pattern's fact has; null if there is no such fact, which is reported elsewhere */
    void check(Pattern pattern, FactShape fact) {
        shape = fact;
        aliases = new HashMap<>();
        known = new HashSet<>();
        Map<String, Variable> before = new TreeMap<>(variables);
        if (!pattern.variable().isEmpty()) {
            variables.put(pattern.variable(), new Variable(shape, false));
        }
        for (List<Token> constraint : constraints(pattern.inside())) {
            if (readable(constraint)) {
                constraint(constraint);
            }
        }
        if (shape != null) {
            constantsOf(pattern);
        }
        if (pattern.absent()) {
            variables.clear();
            variables.putAll(before);
        } else {
            aliases.forEach((name, property) -> variables.computeIfPresent(
                    name,
                    (same, variable) ->
                            new Variable(variable.shape(), variable.nullable() && !known.contains(property))));
        }
    }

    static List<List<Token>> constraints(List<Token> inside) {
        List<List<Token>> constraints = new ArrayList<>();
        List<Token> current = new ArrayList<>();
        int depth = 0;
        for (Token token : inside) {
            depth += opens(token) ? 1 : closes(token) ? -1 : 0;
            if (token.is(",") && depth == 0) {
                constraints.add(current);
                current = new ArrayList<>();
            } else {
                current.add(token);
            }
        }
        constraints.add(current);
        return constraints;
    }

    /** Looks for what is no comparison in the language of rules; what it binds is known all the same. */
    private boolean readable(List<Token> words) {
        int comparisons = 0;
        int depth = 0;
        for (int i = 0; i < words.size(); i++) {
            Token word = words.get(i);
            depth += opens(word) ? 1 : closes(word) ? -1 : 0;
            String meant = word.kind() == Kind.STRING || property(word) != null || isMember(words, i)
                    ? null
                    : OTHER_SIGNS.get(word.text().toLowerCase(java.util.Locale.ROOT));
            boolean pair =
                    word.is("<") && i + 1 < words.size() && words.get(i + 1).is(">");
            if (meant != null || pair) {
                report.problem(
                        word,
                        RuleMistake.UNKNOWN_OPERATOR,
                        "'" + word.text() + (pair ? ">" : "") + "' compares nothing in a rule.",
                        "Maybe you meant " + (pair ? "!=" : meant) + ".");
                return bindsNothing(words);
            }
            if (isOperator(words, i)
                    && word.is("in")
                    && i + 1 < words.size()
                    && !words.get(i + 1).is("(")) {
                report.problem(
                        words.get(i + 1),
                        RuleMistake.OPEN_BRACKET,
                        "Behind in stands a list in brackets.",
                        "Maybe in (\"a\", \"b\")");
                return bindsNothing(words);
            }
            boolean joins = word.is("&&") || word.is("||");
            boolean compares =
                    word.is("==") || word.is("!=") || word.kind() == Kind.SIGN && ORDERS.contains(word.text());
            comparisons = joins ? 0 : comparisons + (compares && depth == 0 ? 1 : 0);
            boolean bindsAgain = i > 1 && word.is(":") && depth == 0;
            if (comparisons > 1 || bindsAgain) {
                report.problem(
                        words.get(bindsAgain ? i - 1 : i),
                        RuleMistake.MISSING_COMMA,
                        "Two tests stand side by side.",
                        "Maybe a missing comma between them.");
                return bindsNothing(words);
            }
        }
        return true;
    }

    private boolean bindsNothing(List<Token> words) {
        for (int i = 0; i + 1 < words.size(); i++) {
            boolean binds = words.get(i + 1).is(":") || words.get(i + 1).is("=") && i == 0;
            if (words.get(i).isVariable() && binds) {
                variables.put(words.get(i).text(), new Variable(null, false));
            }
        }
        return false;
    }

    private static boolean opens(Token token) {
        return token.is("(") || token.is("[") || token.is("{");
    }

    private static boolean closes(Token token) {
        return token.is(")") || token.is("]") || token.is("}");
    }

    private void constraint(List<Token> words) {
        List<Test> tests = tests(words);
        Set<String> before = known;
        // What this constraint has asked so far, and in how many brackets.
        Map<String, Integer> asked = new HashMap<>();
        for (int i = 0; i < tests.size(); i++) {
            Test test = tests.get(i);
            if (test.joint().equals("||")) {
                asked.values().removeIf(depth -> depth >= test.jointDepth());
            }
            known = new HashSet<>(before);
            known.addAll(asked.keySet());
            String settled = test(test.words());
            boolean orElse = i + 1 < tests.size() && tests.get(i + 1).joint().equals("||");
            if (!settled.isEmpty()) {
                asked.put(settled, test.depth());
            } else if (orElse && !unknownIf(test.words()).isEmpty()) {
                // After "x == null ||" x is known for the rest of the constraint.
                asked.put(unknownIf(test.words()), -1);
            }
        }
        known = before;
        if (tests.stream().noneMatch(test -> test.joint().equals("||"))) {
            known.addAll(asked.keySet());
        }
    }

    /** The tests of a constraint. Brackets that only group are left out, those of calls and lists stay. */
    private List<Test> tests(List<Token> words) {
        List<Test> tests = new ArrayList<>();
        Deque<Boolean> groups = new ArrayDeque<>();
        List<Token> current = new ArrayList<>();
        String joint = "";
        int jointDepth = 0;
        int depth = 0;
        int ownDepth = 0;
        for (Token token : words) {
            boolean inCall = groups.contains(false);
            if (opens(token)) {
                boolean negated = current.size() == 1 && current.get(0).is("!");
                boolean group = !inCall && token.is("(") && (current.isEmpty() || negated);
                groups.push(group);
                if (group && negated) {
                    report.problem(
                            token,
                            RuleMistake.UNKNOWN_PASSES,
                            "!( ... ) also matches where a value is unknown.",
                            "Maybe turn the comparison inside round, for instance == into !=.");
                    current.clear();
                }
                depth += group ? 1 : 0;
                if (group) {
                    continue;
                }
            } else if (closes(token) && !groups.isEmpty()) {
                if (groups.pop()) {
                    depth--;
                    continue;
                }
            } else if (!inCall && (token.is("&&") || token.is("||"))) {
                tests.add(new Test(List.copyOf(current), joint, jointDepth, ownDepth));
                current.clear();
                joint = token.text();
                jointDepth = depth;
                continue;
            }
            if (current.isEmpty()) {
                ownDepth = depth;
            }
            current.add(token);
        }
        tests.add(new Test(List.copyOf(current), joint, jointDepth, ownDepth));
        return tests;
    }

    /** @return the property that is not unknown where this test holds; empty if it tells of none */
    private String test(List<Token> all) {
        boolean binds = all.size() >= 2
                && all.get(0).isWord()
                && (all.get(1).is(":") || all.get(1).is(":="));
        List<Token> words = binds ? all.subList(2, all.size()) : all;
        if (words.isEmpty()) {
            return "";
        }
        names(words);
        thresholds(words);
        if (binds) {
            bind(all.get(0), words);
        }
        Operator operator = operator(words);
        if (operator != null) {
            return comparison(words, operator);
        }
        if (!binds) {
            bare(words);
        }
        return "";
    }

    private void bind(Token variable, List<Token> words) {
        Property property = property(words.get(0));
        boolean whole = words.size() == 1 || !words.get(1).is(".");
        if (property == null || !whole) {
            variables.put(variable.text(), new Variable(null, false));
        } else {
            variables.put(variable.text(), new Variable(FactShape.of(property.type()), property.nullable()));
            aliases.put(variable.text(), words.get(0).text());
        }
    }

    /** The property that a word of the pattern at hand names, by itself or through a variable; else null. */
    private Property property(Token word) {
        return shape == null || !word.isWord() ? null : shape.properties().get(propertyName(word));
    }

    private String propertyName(Token word) {
        return aliases.getOrDefault(word.text(), word.text());
    }

    private boolean mayBeUnknown(Token word) {
        Property property = property(word);
        return property != null && property.nullable() && !known.contains(propertyName(word));
    }

    private static boolean isMember(List<Token> words, int at) {
        return at > 0 && (words.get(at - 1).is(".") || words.get(at - 1).is("!."));
    }

    // -- names

    private void names(List<Token> words) {
        for (int i = 0; i < words.size(); i++) {
            Token word = words.get(i);
            if (!word.isWord() || isOperator(words, i)) {
                continue;
            }
            if (readsClock(word) && property(word) == null) {
                report.problem(
                        word,
                        RuleMistake.CLOCK,
                        "'" + word.text() + "' reads a clock, so the same evidence would give other numbers tomorrow.",
                        "Maybe use Horizon($at : at), the region's last whole snapshot.");
            } else if (FORBIDDEN.contains(word.text())) {
                report.problem(
                        word,
                        RuleMistake.FORBIDDEN_WORD,
                        "'" + word.text() + "' has no place in a condition.",
                        "Maybe compare a property with a constant or a variable.");
                return;
            } else if (!isMember(words, i) && !NO_NAMES.contains(word.text())) {
                name(words, i);
            }
        }
    }

    private void name(List<Token> words, int at) {
        Token word = words.get(at);
        boolean asks = at + 2 < words.size() && words.get(at + 1).is(".");
        boolean calls = at + 1 < words.size() && words.get(at + 1).is("(");
        Property property = property(word);
        Variable variable = variables.get(word.text());
        if (calls) {
            call(word, word.text());
        } else if (property != null) {
            if (asks && mayBeUnknown(word)) {
                report.problem(
                        word,
                        RuleMistake.UNKNOWN_PASSES,
                        word.text() + "." + words.get(at + 2).text() + " breaks where " + word.text() + " is unknown.",
                        knownFirst(word));
            } else if (asks) {
                members(words, at, FactShape.of(property.type()));
            }
        } else if (variable != null) {
            members(words, at, variable.shape());
        } else if (Character.isUpperCase(word.text().charAt(0))) {
            boolean callsOf = asks && at + 3 < words.size() && words.get(at + 3).is("(");
            if (callsOf) {
                call(word, word.text() + "." + words.get(at + 2).text());
            } else if (shape != null) {
                noProperty(words, at, shape);
            }
        } else if (word.isVariable()) {
            if (unbound.add(word.text())) {
                report.problem(
                        word,
                        RuleMistake.UNBOUND_VARIABLE,
                        word.text() + " is used before anything is bound to it.",
                        Spelling.meant(word.text(), variables.keySet()));
                variables.put(word.text(), new Variable(null, false));
            }
        } else if (shape != null) {
            noProperty(words, at, shape);
        }
    }

    /** A word on the right of a sign of comparison may have been meant as a text. */
    private void noProperty(List<Token> words, int at, FactShape owner) {
        Token word = words.get(at);
        String lower = word.text().toLowerCase(java.util.Locale.ROOT);
        boolean right = at > 0
                && (words.get(at - 1).is("==")
                        || words.get(at - 1).is("!=")
                        || ORDERS.contains(words.get(at - 1).text())
                        || isOperator(words, at - 1));
        if (!right
                || !Spelling.nearest(word.text(), owner.properties().keySet()).isEmpty()) {
            noProperty(word, owner);
        } else {
            report.problem(
                    word,
                    RuleMistake.UNKNOWN_PROPERTY,
                    "'" + word.text() + "' is neither a property nor a text.",
                    NO_NAMES.contains(lower)
                            ? "Maybe you meant " + lower + "."
                            : "Maybe you meant \"" + word.text() + "\", in quotes.");
        }
    }

    private void call(Token word, String function) {
        report.problem(
                word,
                RuleMistake.UNKNOWN_FUNCTION,
                "A condition must not call " + function + ": there are no functions in rules.",
                "Maybe compare a property with a constant or a variable, or let the loader work it out.");
    }

    private void noProperty(Token word, FactShape owner) {
        String meant = Spelling.meant(word.text(), owner.properties().keySet());
        report.problem(
                word,
                RuleMistake.UNKNOWN_PROPERTY,
                owner.name() + " has no property '" + word.text() + "'.",
                meant.isEmpty() && !owner.properties().isEmpty()
                        ? "Maybe one of " + String.join(", ", owner.properties().keySet()) + "."
                        : meant);
    }

    /** Follows {@code $row.host} or {@code inventory.empty} as far as its types are known. */
    private void members(List<Token> words, int at, FactShape first) {
        FactShape owner = first;
        int i = at + 1;
        while (owner != null && i + 1 < words.size() && words.get(i).is(".")) {
            Token member = words.get(i + 1);
            if (i + 2 < words.size() && words.get(i + 2).is("(")) {
                call(member, member.text());
                return;
            }
            Property property = owner.properties().get(member.text());
            if (property == null) {
                noProperty(member, owner);
                return;
            }
            owner = FactShape.of(property.type());
            i += 2;
        }
    }

    // -- constants

    private void thresholds(List<Token> words) {
        for (int i = 0; i < words.size(); i++) {
            Token number = words.get(i);
            if (number.kind() == Kind.NUMBER
                    && (isThreshold(number.text())
                            || i > 0 && isFactor(words.get(i - 1))
                            || i + 1 < words.size() && isFactor(words.get(i + 1)))) {
                report.problem(
                        number,
                        RuleMistake.SITE_KNOWLEDGE,
                        "The number " + number.text() + " is a threshold, and a threshold is site knowledge.",
                        "Maybe put it into settings.yml and write: Setting(name == \"...\", $limit : micros).");
            }
        }
    }

    /** Texts of a whole pattern that must be ones that exist: settings, tables, and their columns. */
    private void constantsOf(Pattern pattern) {
        String type = pattern.type().text();
        if (type.equals(Setting.class.getSimpleName()) && !linter.settings().isEmpty()) {
            setting(pattern);
        }
        SortedSet<String> tables = new TreeSet<>();
        linter.loaders().all().forEach(loader -> tables.add(loader.table()));
        for (Token table : compared(pattern, "table")) {
            if (!tables.contains(table.text())) {
                report.problem(
                        table,
                        RuleMistake.UNKNOWN_TABLE,
                        "No loader reads a table '" + table.text() + "'.",
                        Spelling.meant(table.text(), tables));
            }
        }
        if (type.equals(Held.class.getSimpleName()) || type.equals(Gap.class.getSimpleName())) {
            heldTexts(pattern, type);
            SortedSet<String> told = told(compared(pattern, "table"));
            for (Token column : compared(pattern, "column")) {
                if (!told.contains(column.text())) {
                    report.problem(
                            column,
                            RuleMistake.UNKNOWN_COLUMN,
                            "There is no " + type + " of a column '" + column.text() + "' of this table.",
                            "Maybe one of " + String.join(", ", told)
                                    + "; a column that a loader marks state or momentary is one more.");
                }
            }
        }
    }

    /** A flag is held as true or false, and a row as there; any other text never stands. */
    private void heldTexts(Pattern pattern, String type) {
        List<Token> columns = compared(pattern, "column");
        SortedSet<String> texts = new TreeSet<>();
        for (Token column : columns) {
            boolean flag = linter.loaders().all().stream()
                    .flatMap(loader -> loader.column(column.text()).stream())
                    .allMatch(known -> known.type() == Loader.Type.BOOLEAN);
            if (column.text().equals("row")) {
                texts.addAll(List.of("there", ""));
            } else if (flag
                    && !Set.of("inventory", InstancePlaces.NODE, InstanceStates.STATE)
                            .contains(column.text())) {
                texts.addAll(List.of("true", "false", ""));
            } else {
                return;
            }
        }
        for (String property : List.of("value", "before", "after")) {
            for (Token text : columns.isEmpty() ? List.<Token>of() : compared(pattern, property)) {
                if (!texts.contains(text.text())) {
                    String meant = Spelling.meant(text.text(), texts);
                    report.problem(
                            text,
                            RuleMistake.UNKNOWN_WORD,
                            property + " of a " + type + " of this column is never '" + text.text() + "'.",
                            meant.isEmpty() ? "Maybe one of \"" + String.join("\", \"", texts) + "\"." : meant);
                }
            }
        }
    }

    /** What is followed through time of these tables, or of any. */
    private SortedSet<String> told(List<Token> tables) {
        Set<String> named = tables.stream().map(Token::text).collect(Collectors.toSet());
        SortedSet<String> told = new TreeSet<>(List.of("row"));
        for (Loader loader : linter.loaders().all()) {
            if (named.isEmpty() || named.contains(loader.table())) {
                loader.columns().stream()
                        .filter(column -> column.state() || column.momentary())
                        .forEach(column -> told.add(column.name()));
                if (loader.measuresInventory()) {
                    told.add("inventory");
                }
                for (String followed : List.of(InstancePlaces.NODE, InstanceStates.STATE)) {
                    if (loader.about() == Loader.About.INSTANCE && loader.index(followed) >= 0) {
                        told.add(followed);
                    }
                }
            }
        }
        return told;
    }

    /** The texts with which the pattern compares a property by == or in. */
    private List<Token> compared(Pattern pattern, String property) {
        List<Token> texts = new ArrayList<>();
        if (!shape.properties().containsKey(property)) {
            return texts;
        }
        for (List<Token> words : constraints(pattern.inside())) {
            if (words.size() > 2
                    && words.get(0).is(property)
                    && (words.get(1).is("==") || words.get(1).is("in"))) {
                words.stream()
                        .skip(2)
                        .filter(word -> word.kind() == Kind.STRING)
                        .forEach(texts::add);
            }
        }
        return texts;
    }

    private void setting(Pattern pattern) {
        List<Token> names = compared(pattern, "name");
        if (names.isEmpty()) {
            report.problem(
                    pattern.type(),
                    RuleMistake.UNKNOWN_SETTING,
                    "This matches every setting there is.",
                    "Maybe name one: Setting(name == \"" + linter.settings().firstKey() + "\", ...).");
            return;
        }
        for (Token name : names) {
            Setting setting = linter.settings().get(name.text());
            if (setting == null) {
                String meant = Spelling.meant(name.text(), linter.settings().keySet());
                report.problem(
                        name,
                        RuleMistake.UNKNOWN_SETTING,
                        "settings.yml has no setting '" + name.text() + "'.",
                        meant.isEmpty()
                                ? "Maybe add it there, or one of "
                                        + String.join(", ", linter.settings().keySet()) + "."
                                : meant);
                continue;
            }
            String other = setting.micros() == 0 ? "micros" : "text";
            for (Token word : pattern.inside()) {
                if (word.is(other)) {
                    report.problem(
                            word,
                            RuleMistake.SETTING_FORM,
                            "The setting " + setting.name() + " is '" + setting.text() + "', "
                                    + (setting.micros() == 0 ? "which is no duration." : "a duration."),
                            "Maybe you meant " + (setting.micros() == 0 ? "text" : "micros") + ".");
                    // What it is compared with is wrong for the same reason.
                    pattern.inside().stream()
                            .filter(Token::isVariable)
                            .forEach(variable -> variables.put(variable.text(), new Variable(null, false)));
                }
            }
        }
    }

    private static boolean isFactor(Token sign) {
        return sign.is("*") || sign.is("/");
    }

    /** Large, or with a unit of time as in {@code 60d}. */
    private static boolean isThreshold(String number) {
        String digits = number.replace("_", "");
        if (!digits.isEmpty() && "Ll".indexOf(digits.charAt(digits.length() - 1)) >= 0) {
            digits = digits.substring(0, digits.length() - 1);
        }
        if (digits.chars().anyMatch(Character::isLetter)) {
            return true;
        }
        double value = Double.parseDouble(digits);
        return value > LITERAL_MAX || value != Math.rint(value);
    }

    /** The engine says nothing of {@code vcpus == "abc"}, and breaks on it or never matches. */
    private void constants(Token name, Property property, Operator operator, List<Token> right) {
        String should = FactShape.kind(property.type());
        for (Token constant : right) {
            String is = constant.kind() == Kind.STRING
                    ? "a text"
                    : constant.kind() == Kind.NUMBER
                            ? "a number"
                            : constant.is("true") || constant.is("false") ? "yes or no" : "";
            if (!is.isEmpty() && !should.isEmpty() && !is.equals(should)) {
                wrongType(name, should, constant, is, property);
            } else if (constant.kind() == Kind.STRING) {
                text(name, property, operator, constant);
            }
        }
    }

    private void wrongType(Token name, String should, Token other, String is, Property property) {
        String example = FactShape.isText(property.type())
                ? "\"" + other.text() + "\"."
                : FactShape.isNumber(property.type())
                        ? isTime(name) ? "a time of another fact, such as $row.firstSeen." : "a number, without quotes."
                        : "true or false, without quotes.";
        report.problem(
                other,
                RuleMistake.WRONG_TYPE,
                name.text() + " is " + should + ", but it is compared with " + is + ".",
                "Maybe compare it with " + example);
    }

    private static boolean isTime(Token name) {
        return name.text().matches(".*(At|Seen|Date|Time|Up)|from|till|since|at|after");
    }

    private void text(Token name, Property property, Operator operator, Token constant) {
        if (operator.word().is("matches")) {
            try {
                java.util.regex.Pattern.compile(constant.text().replace("\\\\", "\\"));
            } catch (java.util.regex.PatternSyntaxException e) {
                report.problem(
                        constant,
                        RuleMistake.BAD_EXPRESSION,
                        "\"" + constant.text() + "\" is no regular expression: " + e.getDescription() + ".",
                        "Maybe a missing bracket in it, or a sign that wants two backslashes before it.");
                return;
            }
        }
        boolean ours = shape != null
                && (shape.type() == Setting.class || shape.type() == dev.hindcast.evidence.EventKind.class);
        boolean names = NAMES_ONE.contains(propertyName(name))
                || ENDS_AS_NAME.matcher(propertyName(name)).matches();
        if (!ours
                && !constant.text().isEmpty()
                && (names && !KINDS.contains(propertyName(name))
                        || ONE_OF_A_SITE.matcher(constant.text()).matches())) {
            report.problem(
                    constant,
                    RuleMistake.SITE_KNOWLEDGE,
                    "Which " + name.text() + " is site knowledge, and this rule is for all sites.",
                    "Maybe write a signal about it, or put a pattern into settings.yml and write:"
                            + " Setting(name == \"...\", $pattern : text).");
        } else if (!property.words().isEmpty() && !property.words().contains(constant.text())) {
            String meant = Spelling.meant(constant.text(), property.words());
            report.problem(
                    constant,
                    RuleMistake.UNKNOWN_WORD,
                    name.text() + " of " + shape.name() + " is never '" + constant.text() + "'.",
                    meant.isEmpty() ? "Maybe one of " + String.join(", ", property.words()) + "." : meant);
        }
    }

    /** Named like a name, and a kind of things all the same. */
    private static final Set<String> KINDS = Set.of("binaryName", "flavorName");

    // -- comparisons and the unknown

    private static boolean isOperator(List<Token> words, int at) {
        Token word = words.get(at);
        return at > 0 && !isMember(words, at) && word.isWord() && WORDS.contains(word.text());
    }

    private static Operator operator(List<Token> words) {
        int depth = 0;
        for (int i = 0; i < words.size(); i++) {
            Token word = words.get(i);
            depth += opens(word) ? 1 : closes(word) ? -1 : 0;
            if (depth > 0) {
                continue;
            }
            if (isOperator(words, i)) {
                boolean not = words.get(i - 1).is("not");
                return new Operator(word, not || word.is("excludes"), not ? i - 1 : i, i + 1);
            }
            if (word.is("==") || word.is("!=") || word.kind() == Kind.SIGN && ORDERS.contains(word.text())) {
                return new Operator(word, word.is("!="), i, i + 1);
            }
        }
        return null;
    }

    private void bare(List<Token> words) {
        boolean negated = words.get(0).is("!");
        List<Token> rest = negated ? words.subList(1, words.size()) : words;
        if (rest.size() != 1 || property(rest.get(0)) == null) {
            return;
        }
        Token word = rest.get(0);
        if (!FactShape.isTruth(property(word).type())) {
            report.problem(
                    word,
                    RuleMistake.NO_TEST,
                    word.text() + " is compared with nothing.",
                    "Maybe " + word.text() + " != null, or a variable bound to it: $" + word.text() + " : "
                            + word.text());
        } else if (property(word).nullable()) {
            report.problem(
                    word,
                    RuleMistake.UNKNOWN_PASSES,
                    (negated ? "!" : "") + word.text() + " breaks where " + word.text() + " is unknown.",
                    "Maybe " + word.text() + (negated ? " == false" : " == true"));
        }
    }

    /** The property that {@code x == null} speaks of; empty if this is no such test. */
    private String unknownIf(List<Token> words) {
        boolean asks =
                words.size() == 3 && words.get(1).is("==") && words.get(2).is("null");
        return asks && property(words.get(0)) != null ? propertyName(words.get(0)) : "";
    }

    private String comparison(List<Token> words, Operator operator) {
        List<Token> left = words.subList(0, operator.from());
        List<Token> right = words.subList(operator.till(), words.size());
        if (left.isEmpty() || right.isEmpty()) {
            report.problem(
                    operator.word(),
                    RuleMistake.MISSING_SIDE,
                    "A side of " + operator.word().text() + " is missing.",
                    "Maybe name the property in each comparison: a > 1 && a < 5");
            return "";
        }
        Property property = left.size() == 1 ? property(left.get(0)) : null;
        String name = property == null ? "" : propertyName(left.get(0));
        if (right.size() == 1 && right.get(0).is("null")) {
            return operator.negative() ? name : "";
        }
        if (property == null && (isConstant(left) || left.size() == 1) && property(right.get(0)) != null) {
            report.problem(
                    operator.word(),
                    RuleMistake.TURNED_ROUND,
                    "The property stands on the right of " + operator.word().text() + ".",
                    "Maybe turn it round, so that a reader meets the property first.");
            return "";
        }
        boolean constant = isConstant(right);
        if (property != null && constant) {
            constants(left.get(0), property, operator, right);
        } else if (property != null && right.size() == 1) {
            otherSide(left.get(0), property, right.get(0));
        }
        boolean orders = ORDERS.contains(operator.word().text());
        if (orders && property != null && !FactShape.isNumber(property.type())) {
            report.problem(
                    operator.word(),
                    RuleMistake.WRONG_TYPE,
                    left.get(0).text() + " is " + FactShape.kind(property.type()) + ", and has no order.",
                    "Maybe == or !=, or a property that is a number or a time.");
        }
        if (orders || operator.negative()) {
            unknownSides(words, operator, orders);
        } else if (!constant) {
            unknownSides(left, operator, false);
        }
        return name;
    }

    /** Two things of different kinds are never equal, and the engine does not mind. */
    private void otherSide(Token name, Property property, Token other) {
        Variable variable = variables.get(other.text());
        Class<?> type = property(other) != null
                ? property(other).type()
                : variable == null || variable.shape() == null
                        ? null
                        : variable.shape().type();
        String is = type == null ? "" : FactShape.kind(type);
        String should = FactShape.kind(property.type());
        if (type != null && !should.isEmpty() && !is.equals(should)) {
            String meant = other.isVariable()
                    ? "Maybe another variable, or bind " + other.text() + " to another property."
                    : "";
            report.problem(
                    other,
                    RuleMistake.WRONG_TYPE,
                    name.text() + " is " + should + ", but " + other.text() + " is "
                            + (is.isEmpty() ? "a " + variableKind(type) : is) + ".",
                    meant.isEmpty() ? "Maybe another property." : meant);
        }
    }

    private static String variableKind(Class<?> type) {
        return type == RowVersion.class ? "whole row" : type.getSimpleName();
    }

    /** Whether these words hold nothing but constants: one, or a list of them. */
    private static boolean isConstant(List<Token> words) {
        return words.stream()
                .allMatch(word -> !word.isWord() || word.is("null") || word.is("true") || word.is("false"));
    }

    private void unknownSides(List<Token> words, Operator operator, boolean orders) {
        Set<String> told = new HashSet<>();
        for (int i = 0; i < words.size(); i++) {
            Token word = words.get(i);
            if (isMember(words, i) || !word.isWord()) {
                continue;
            }
            boolean asked = i + 1 < words.size() && words.get(i + 1).is(".");
            if (mayBeUnknown(word) && !asked && told.add(propertyName(word))) {
                String what = orders
                        ? word.text() + " may be unknown, and nothing is smaller or larger than the unknown."
                        : operator.negative()
                                ? "This also matches where " + word.text() + " is unknown."
                                : "This also matches where both " + word.text() + " and the other side are unknown.";
                report.problem(word, RuleMistake.UNKNOWN_PASSES, what, knownFirst(word));
            }
            Variable variable = property(word) == null ? variables.get(word.text()) : null;
            if (operator.negative() && variable != null && variable.nullable() && !asked) {
                report.problem(
                        word,
                        RuleMistake.UNKNOWN_PASSES,
                        "This also matches where " + word.text() + " is unknown.",
                        "Maybe ask for != null in the pattern that binds " + word.text() + ".");
            }
        }
    }

    private String knownFirst(Token word) {
        return "Maybe write " + propertyName(word) + " != null, before it in the same pattern.";
    }
}
