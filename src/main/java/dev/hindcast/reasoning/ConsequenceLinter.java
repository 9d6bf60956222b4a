package dev.hindcast.reasoning;

import dev.hindcast.reasoning.ConditionLinter.Report;
import dev.hindcast.reasoning.ConditionLinter.Variable;
import dev.hindcast.reasoning.RuleText.Kind;
import dev.hindcast.reasoning.RuleText.Token;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges what stands between {@code then} and {@code end}: one call of {@link Conclusions}, which names what was matched and
 * decides nothing (design section 5).
 */
final class ConsequenceLinter {
    private static final Set<String> CHANGES = Set.of(
            "modify", "update", "delete", "retract", "insert", "insertLogical", "insertAsync", "drools", "kcontext");
    private static final Set<String> STEPS =
            Set.of("if", "else", "for", "while", "do", "switch", "try", "return", "throw", "new", "eval");
    private static final Set<String> CONSTANTS = Set.of("true", "false", "null");
    private static final List<Method> METHODS = Arrays.stream(Conclusions.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .toList();
    private static final String ONE_CALL = "Maybe conclude.exists($row.from(), $row.till(), $row);";

    private final Report report;
    private final Map<String, Variable> variables;
    private List<Token> words = List.of();
    private int next;

    ConsequenceLinter(Report report, Map<String, Variable> variables) {
        this.report = report;
        this.variables = variables;
    }

    void check(int ruleLine, List<Token> consequence) {
        words = consequence;
        next = 0;
        if (words.isEmpty()) {
            report.problem(ruleLine, "The rule concludes nothing.", ONE_CALL);
            return;
        }
        if (hasForbiddenWord() || !call(true)) {
            return;
        }
        if (!at(";")) {
            refuse("The call does not end in a semicolon.", ONE_CALL);
            return;
        }
        next++;
        if (next < words.size()) {
            refuse("A rule concludes one thing, by one call.", "Maybe a rule of its own for the rest.");
        }
    }

    private boolean hasForbiddenWord() {
        for (int i = 0; i < words.size(); i++) {
            Token word = words.get(i);
            boolean member = i > 0 && words.get(i - 1).is(".");
            String what = "";
            String maybe = ONE_CALL;
            if (ConditionLinter.readsClock(word) && !member) {
                what = "'" + word.text() + "' reads a clock, so the same evidence would give other numbers tomorrow.";
                maybe = "Maybe use Horizon($at : at), the region's last whole snapshot.";
            } else if (word.isWord() && CHANGES.contains(word.text()) && !member) {
                what = "'" + word.text() + "' would change the facts: evidence is never changed.";
            } else if (word.isWord() && STEPS.contains(word.text()) && !member) {
                what = "'" + word.text() + "' has no place in a conclusion: the rule's conditions decide.";
                maybe = "Maybe a condition, or a rule for each case.";
            }
            if (!what.isEmpty()) {
                report.problem(word.line(), what, maybe);
                return true;
            }
        }
        return false;
    }

    /** Reads {@code conclude.method(argument, ...)}; the outer one concludes, one inside gives a value. */
    private boolean call(boolean concludes) {
        if (!at("conclude") || next + 2 >= words.size() || !words.get(next + 1).is(".")) {
            return refuse("A conclusion is one call of conclude.", ONE_CALL);
        }
        Token name = words.get(next + 2);
        next += 3;
        SortedSet<String> names =
                methods(concludes).map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
        if (!names.contains(name.text())) {
            report.problem(
                    name.line(),
                    concludes
                            ? "Nothing can be concluded by '" + name.text() + "'."
                            : "Within a conclusion only conclude." + String.join(", conclude.", names)
                                    + " may be called, not '" + name.text() + "'.",
                    RuleProblem.nearest(name.text(), names));
            return false;
        }
        int arguments = arguments();
        if (arguments < 0) {
            return false;
        }
        if (methods(concludes).noneMatch(method -> method.getName().equals(name.text()) && takes(method, arguments))) {
            report.problem(
                    name.line(),
                    "conclude." + name.text() + " takes other arguments.",
                    "Maybe "
                            + methods(concludes)
                                    .filter(method -> method.getName().equals(name.text()))
                                    .map(ConsequenceLinter::signature)
                                    .sorted()
                                    .collect(Collectors.joining(", or ")));
            return false;
        }
        return true;
    }

    /** Those that conclude give nothing; the others give a value and conclude nothing. */
    private static Stream<Method> methods(boolean concludes) {
        return METHODS.stream().filter(method -> (method.getReturnType() == void.class) == concludes);
    }

    private static boolean takes(Method method, int arguments) {
        int parameters = method.getParameterCount();
        return method.isVarArgs() ? arguments >= parameters - 1 : arguments == parameters;
    }

    /** In a rule author's words: {@code exists(time, time, facts ...)}. */
    static String signature(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(type -> type == Long.class
                        ? "time"
                        : type == String.class
                                ? "text"
                                : type == Long[].class
                                        ? "times ..."
                                        : type == Because[].class ? "facts ..." : type.getSimpleName())
                .collect(Collectors.joining(", ", "conclude." + method.getName() + "(", ")"));
    }

    /** @return how many there are, or -1 if they cannot be read */
    private int arguments() {
        if (!at("(")) {
            refuse("A bracket is missing.", ONE_CALL);
            return -1;
        }
        next++;
        int count = 0;
        while (!at(")")) {
            if (count > 0 && !at(",")) {
                refuse(
                        "An argument is a constant, a variable, or a property of one like $row.from(); there is no arithmetic.",
                        "Maybe let a fact made in Java carry the result.");
                return -1;
            }
            next += count > 0 ? 1 : 0;
            if (!argument()) {
                return -1;
            }
            count++;
        }
        next++;
        return count;
    }

    private boolean argument() {
        boolean text = next < words.size() && words.get(next).kind() == Kind.STRING;
        if (!operand()) {
            return false;
        }
        // A text may be put together; numbers are not reckoned with.
        while (text && at("+")) {
            next++;
            if (!operand()) {
                return false;
            }
        }
        return true;
    }

    private boolean operand() {
        if (at("-") && next + 1 < words.size() && words.get(next + 1).kind() == Kind.NUMBER) {
            next++;
        }
        if (next >= words.size()) {
            return refuse("The call is never closed.", "Maybe a missing )");
        }
        Token word = words.get(next);
        if (word.kind() == Kind.STRING || word.kind() == Kind.NUMBER || CONSTANTS.contains(word.text())) {
            next++;
            return true;
        }
        if (word.is("conclude")) {
            return call(false);
        }
        if (word.isWord() && variables.containsKey(word.text())) {
            next++;
            return getters(variables.get(word.text()).shape());
        }
        if (word.isVariable()) {
            return refuse(
                    word.text() + " is bound by no condition (and what stands under not or exists cannot be used).",
                    RuleProblem.nearest(word.text(), variables.keySet()));
        }
        return refuse(
                "'" + word.text() + "' is neither a constant nor a variable that a condition binds.",
                "Maybe a variable like $row, or a text in quotes.");
    }

    /** Reads {@code .getHost()} and the like after a variable. */
    private boolean getters(FactShape first) {
        FactShape owner = first;
        while (at(".")) {
            if (next + 3 >= words.size()
                    || !words.get(next + 2).is("(")
                    || !words.get(next + 3).is(")")) {
                next++;
                return refuse(
                        "A property of a variable is read by a call without arguments.",
                        "Maybe $row.from() or $row.getKey()");
            }
            Token name = words.get(next + 1);
            if (owner != null && !owner.calls().containsKey(name.text())) {
                report.problem(
                        name.line(),
                        owner.name() + " has no '" + name.text() + "()'.",
                        RuleProblem.nearest(name.text(), owner.calls().keySet()));
                return false;
            }
            owner = owner == null ? null : FactShape.of(owner.calls().get(name.text()));
            next += 4;
        }
        return true;
    }

    private boolean at(String word) {
        return next < words.size() && words.get(next).is(word);
    }

    private boolean refuse(String what, String maybe) {
        report.problem(words.get(Math.min(next, words.size() - 1)).line(), what, maybe);
        return false;
    }
}
