package dev.hindcast.reasoning;

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
import java.util.TreeMap;

/**
 * Judges what stands between the brackets of one rule's patterns: names, constants, and tests that an unknown value would
 * pass or break by accident (design section 5).
 */
final class ConditionLinter {
    /** Takes what is found. */
    interface Report {
        void problem(int line, String what, String maybe);
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

    private static final double LITERAL_MAX = 1000;
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

    private final Report report;
    private final Map<String, Variable> variables = new TreeMap<>();
    private FactShape shape;
    /** Variables of the pattern at hand that are bound to a property of it. */
    private Map<String, String> aliases = Map.of();
    /** Properties of the pattern at hand that are not unknown, by what it asked before. */
    private Set<String> known = Set.of();

    ConditionLinter(Report report) {
        this.report = report;
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
            constraint(constraint);
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
                            token.line(),
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
                        word.line(),
                        "'" + word.text() + "' reads a clock, so the same evidence would give other numbers tomorrow.",
                        "Maybe use Horizon($at : at), the region's last whole snapshot.");
            } else if (FORBIDDEN.contains(word.text())) {
                report.problem(
                        word.line(),
                        "'" + word.text() + "' has no place in a condition.",
                        "Maybe compare a property with a constant or a variable.");
            } else if (!isMember(words, i) && !NO_NAMES.contains(word.text())) {
                name(words, i);
            }
        }
    }

    private void name(List<Token> words, int at) {
        Token word = words.get(at);
        boolean asks = at + 2 < words.size() && words.get(at + 1).is(".");
        Property property = property(word);
        Variable variable = variables.get(word.text());
        if (property != null) {
            if (asks && mayBeUnknown(word)) {
                report.problem(
                        word.line(),
                        word.text() + "." + words.get(at + 2).text() + " breaks where " + word.text() + " is unknown.",
                        knownFirst(word));
            }
            if (asks) {
                members(words, at, FactShape.of(property.type()));
            }
        } else if (variable != null) {
            members(words, at, variable.shape());
        } else if (Character.isUpperCase(word.text().charAt(0))) {
            if (asks && at + 3 < words.size() && words.get(at + 3).is("(")) {
                report.problem(
                        word.line(),
                        "A condition must not call " + word.text() + "."
                                + words.get(at + 2).text() + ", which is none of its facts.",
                        "Maybe compare a property with a constant or a variable.");
            }
        } else if (word.isVariable()) {
            report.problem(
                    word.line(),
                    word.text() + " is used before anything is bound to it.",
                    RuleProblem.nearest(word.text(), variables.keySet()));
        } else if (shape != null) {
            report.problem(
                    word.line(),
                    shape.name() + " has no property '" + word.text() + "'.",
                    RuleProblem.nearest(word.text(), shape.properties().keySet()));
        }
    }

    /** Follows {@code $row.host} or {@code inventory.empty} as far as its types are ours. */
    private void members(List<Token> words, int at, FactShape first) {
        FactShape owner = first;
        int i = at + 1;
        while (owner != null
                && !owner.calls().isEmpty()
                && i + 1 < words.size()
                && words.get(i).is(".")) {
            Token member = words.get(i + 1);
            boolean call = i + 2 < words.size() && words.get(i + 2).is("(");
            if (!call && !owner.properties().containsKey(member.text())) {
                report.problem(
                        member.line(),
                        owner.name() + " has no property '" + member.text() + "'.",
                        RuleProblem.nearest(member.text(), owner.properties().keySet()));
                return;
            }
            owner = call
                    ? null
                    : FactShape.of(owner.properties().get(member.text()).type());
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
                        number.line(),
                        "The number " + number.text() + " is a threshold, and a threshold is site knowledge.",
                        "Maybe put it into settings.yml and write: Setting(name == \"...\", $limit : micros).");
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
        return Double.parseDouble(digits) >= LITERAL_MAX;
    }

    /** The engine says nothing of {@code vcpus == "abc"}, and breaks on it or never matches. */
    private void constants(Token name, Property property, List<Token> right) {
        for (Token constant : right) {
            String is = "";
            if (constant.kind() == Kind.STRING && !property.isText()) {
                is = "a text";
            } else if (constant.kind() == Kind.NUMBER && !property.isNumber()) {
                is = "a number";
            } else if ((constant.is("true") || constant.is("false")) && !property.isTruth()) {
                is = "yes or no";
            }
            String should = property.isText()
                    ? "a text"
                    : property.isNumber() ? "a number" : property.isTruth() ? "yes or no" : "";
            if (!is.isEmpty() && !should.isEmpty()) {
                String example = property.isText()
                        ? "\"" + constant.text() + "\""
                        : property.isNumber() ? "a number" : "true or false";
                report.problem(
                        constant.line(),
                        name.text() + " is " + should + ", but it is compared with " + is + ".",
                        "Maybe compare it with " + example + (property.isTruth() ? ", without quotes." : "."));
            }
        }
    }

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
        if (!property(word).isTruth()) {
            report.problem(
                    word.line(),
                    word.text() + " is compared with nothing.",
                    "Maybe " + word.text() + " != null, or a variable bound to it: $" + word.text() + " : "
                            + word.text());
        } else if (property(word).nullable()) {
            report.problem(
                    word.line(),
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
                    operator.word().line(),
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
                    operator.word().line(),
                    "The property stands on the right of " + operator.word().text() + ".",
                    "Maybe turn it round, so that a reader meets the property first.");
            return "";
        }
        boolean constant = isConstant(right);
        if (property != null && constant) {
            constants(left.get(0), property, right);
        }
        boolean orders = ORDERS.contains(operator.word().text());
        if (orders || operator.negative()) {
            unknownSides(words, operator, orders);
        } else if (!constant) {
            unknownSides(left, operator, false);
        }
        return name;
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
                report.problem(word.line(), what, knownFirst(word));
            }
            Variable variable = property(word) == null ? variables.get(word.text()) : null;
            if (operator.negative() && variable != null && variable.nullable() && !asked) {
                report.problem(
                        word.line(),
                        "This also matches where " + word.text() + " is unknown.",
                        "Maybe ask for != null in the pattern that binds " + word.text() + ".");
            }
        }
    }

    private String knownFirst(Token word) {
        return "Maybe write " + propertyName(word) + " != null, before it in the same pattern.";
    }
}
