package dev.hindcast.reasoning;

import dev.hindcast.evidence.Spelling;
import dev.hindcast.reasoning.ConditionLinter.Report;
import dev.hindcast.reasoning.ConditionLinter.Variable;
import dev.hindcast.reasoning.FactShape.Session;
import dev.hindcast.reasoning.RuleText.Kind;
import dev.hindcast.reasoning.RuleText.Token;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    private static final String ALLOCATION = "an allocation";

    /** What an argument is; {@code type} is null where nobody knows, and where it is the null that is no value. */
    private record Argument(Token at, Class<?> type) {}

    private final Report report;
    private final Map<String, Variable> variables;
    private final Set<Session> sessions;
    private List<Token> words = List.of();
    private int next;

    /** @param sessions in which the rule's conditions can hold */
    ConsequenceLinter(Report report, Map<String, Variable> variables, Set<Session> sessions) {
        this.report = report;
        this.variables = variables;
        this.sessions = sessions;
    }

    void check(Token rule, List<Token> consequence) {
        words = consequence;
        next = 0;
        if (words.isEmpty()) {
            report.problem(rule, RuleMistake.NO_CONCLUSION, "The rule concludes nothing.", ONE_CALL);
            return;
        }
        if (hasForbiddenWord() || call(true) == null) {
            return;
        }
        if (!at(";")) {
            boolean closes = at(")");
            refuse(
                    closes ? RuleMistake.STRAY_BRACKET : RuleMistake.NOT_ONE_CALL,
                    closes ? "This bracket closes none." : "The call does not end in a semicolon.",
                    closes ? "Maybe delete it." : "Maybe a missing ; at its end.");
            return;
        }
        next++;
        if (next < words.size()) {
            refuse(
                    RuleMistake.NOT_ONE_CALL,
                    "A rule concludes one thing, by one call.",
                    "Maybe a rule of its own for the rest.");
        }
    }

    private boolean hasForbiddenWord() {
        for (int i = 0; i < words.size(); i++) {
            Token word = words.get(i);
            boolean member = i > 0 && words.get(i - 1).is(".");
            if (ConditionLinter.readsClock(word) && !member) {
                report.problem(
                        word,
                        RuleMistake.CLOCK,
                        "'" + word.text() + "' reads a clock, so the same evidence would give other numbers tomorrow.",
                        "Maybe use Horizon($at : at), the region's last whole snapshot.");
                return true;
            } else if (word.isWord() && CHANGES.contains(word.text()) && !member) {
                report.problem(
                        word,
                        RuleMistake.CHANGED_FACT,
                        "'" + word.text() + "' would change the facts: evidence is never changed.",
                        ONE_CALL);
                return true;
            } else if (word.isWord() && STEPS.contains(word.text()) && !member) {
                report.problem(
                        word,
                        RuleMistake.DECISION,
                        "'" + word.text() + "' has no place in a conclusion: the rule's conditions decide.",
                        "Maybe a condition, or a rule for each case.");
                return true;
            }
        }
        return false;
    }

    /**
     * Reads {@code conclude.method(argument, ...)}; the outer one concludes, one inside gives a value.
     *
     * @return null if it cannot be read
     */
    private Argument call(boolean concludes) {
        if (!at("conclude") || next + 2 >= words.size() || !words.get(next + 1).is(".")) {
            Token first = words.get(next);
            boolean misspelt = next + 1 < words.size()
                    && words.get(next + 1).is(".")
                    && Spelling.nearest(first.text(), List.of("conclude")).equals("conclude");
            return refuse(
                    RuleMistake.NOT_ONE_CALL,
                    "A conclusion is one call of conclude.",
                    misspelt ? "Maybe you meant conclude." : ONE_CALL);
        }
        Token name = words.get(next + 2);
        next += 3;
        SortedSet<String> names =
                methods(concludes).map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
        if (!names.contains(name.text())) {
            String meant = Spelling.meant(name.text(), names);
            report.problem(
                    name,
                    RuleMistake.UNKNOWN_CONCLUSION,
                    concludes
                            ? "Nothing can be concluded by '" + name.text() + "'."
                            : "Within a conclusion only conclude." + String.join(", conclude.", names)
                                    + " may be called, not '" + name.text() + "'.",
                    meant.isEmpty() && concludes ? "Maybe one of " + String.join(", ", names) + "." : meant);
            return null;
        }
        List<Argument> arguments = arguments();
        if (arguments == null) {
            return null;
        }
        List<Method> named = methods(concludes)
                .filter(method -> method.getName().equals(name.text()))
                .toList();
        if (named.stream().noneMatch(method -> takes(method, arguments.size()))) {
            report.problem(
                    name,
                    RuleMistake.WRONG_ARGUMENTS,
                    "conclude." + name.text() + " takes another number of arguments than " + arguments.size() + ".",
                    "Maybe " + signatures(named));
            return null;
        }
        Conclusion conclusion = Conclusion.all().get(name.text());
        if (concludes && !sessions.isEmpty() && conclusion != null) {
            if (!sessions.contains(conclusion.session())) {
                report.problem(
                        name,
                        RuleMistake.WRONG_SUBJECT,
                        "conclude." + name.text() + " speaks of " + subject(Set.of(conclusion.session()))
                                + ", but the rule's facts are about " + subject(sessions) + ".",
                        "Maybe another conclusion, or facts about " + subject(Set.of(conclusion.session())) + ".");
                return null;
            }
        }
        List<Method> taking =
                named.stream().filter(each -> takes(each, arguments.size())).toList();
        // Of several, the one into which all fit; where none is, the first tells what does not.
        Method method = taking.stream()
                .filter(each -> suits(each, arguments))
                .findFirst()
                .orElse(taking.get(0));
        for (int i = 0; i < arguments.size(); i++) {
            if (!fits(method, i, arguments.get(i), named)) {
                return null;
            }
        }
        return new Argument(name, concludes ? null : method.getReturnType());
    }

    private static String subject(Set<Session> sessions) {
        return new TreeSet<>(sessions)
                .stream()
                        .map(session -> switch (session) {
                            case LEASE -> ALLOCATION;
                            case HOST -> "a host";
                            case INSTANCE -> "an instance";
                            case VOCABULARY -> "a word of the vocabulary of events";
                        })
                        .collect(Collectors.joining(" or "));
    }

    private static boolean suits(Method method, List<Argument> arguments) {
        return IntStream.range(0, arguments.size())
                .allMatch(i -> isOf(arguments.get(i).type(), parameter(method, i)));
    }

    private static Class<?> parameter(Method method, int place) {
        int last = method.getParameterCount() - 1;
        Class<?> parameter = method.getParameterTypes()[Math.min(place, last)];
        return method.isVarArgs() && place >= last ? parameter.getComponentType() : parameter;
    }

    /** A null is of every kind. */
    private static boolean isOf(Class<?> type, Class<?> parameter) {
        return type == null
                || (parameter == Long.class
                        ? type == Long.class || type == long.class
                        : parameter.isAssignableFrom(type));
    }

    /** Whether an argument is of the kind that stands in its place. */
    private boolean fits(Method method, int place, Argument argument, List<Method> named) {
        int last = method.getParameterCount() - 1;
        Class<?> parameter = parameter(method, place);
        if (argument.type() == null) {
            return true;
        }
        if (!isOf(argument.type(), parameter)) {
            report.problem(
                    argument.at(),
                    argument.type() == Number.class ? RuleMistake.SITE_KNOWLEDGE : RuleMistake.WRONG_ARGUMENTS,
                    "conclude." + method.getName() + " takes " + kind(parameter) + " here, and this is "
                            + kind(argument.type()) + ".",
                    argument.type() == Number.class
                            ? "Maybe a time of a fact, such as $row.from(), or null for one without bound."
                            : "Maybe " + signatures(named));
            return false;
        }
        Words words = place <= last ? method.getParameters()[place].getAnnotation(Words.class) : null;
        boolean known = words == null
                || argument.at().kind() != Kind.STRING
                || List.of(words.value()).contains(argument.at().text());
        if (!known) {
            String meant = Spelling.meant(argument.at().text(), List.of(words.value()));
            report.problem(
                    argument.at(),
                    RuleMistake.UNKNOWN_WORD,
                    "conclude." + method.getName() + " knows no '"
                            + argument.at().text() + "'.",
                    meant.isEmpty() ? "Maybe one of " + String.join(", ", words.value()) + "." : meant);
        }
        return known;
    }

    private static String kind(Class<?> type) {
        if (type == Long.class || type == long.class) {
            return "a time";
        }
        if (Because.class.isAssignableFrom(type)) {
            return "a fact";
        }
        if (type == Number.class) {
            return "a number written into the rule";
        }
        return FactShape.kind(type).isEmpty() ? type.getSimpleName() : FactShape.kind(type);
    }

    private static String signatures(List<Method> methods) {
        return methods.stream().map(ConsequenceLinter::signature).sorted().collect(Collectors.joining(", or "));
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

    /** @return null if they cannot be read */
    private List<Argument> arguments() {
        if (!at("(")) {
            refuse(RuleMistake.OPEN_BRACKET, "A bracket is missing.", ONE_CALL);
            return null;
        }
        Token open = words.get(next);
        next++;
        List<Argument> arguments = new ArrayList<>();
        while (!at(")")) {
            if (next >= words.size() || at(";")) {
                report.problem(open, RuleMistake.OPEN_BRACKET, "This bracket is never closed.", "Maybe a missing )");
                return null;
            }
            if (!arguments.isEmpty() && !at(",")) {
                boolean reckons = words.get(next).kind() == Kind.SIGN;
                refuse(
                        reckons ? RuleMistake.ARITHMETIC : RuleMistake.MISSING_COMMA,
                        reckons
                                ? "An argument is a constant, a variable, or a property of one like $row.from();"
                                        + " there is no arithmetic."
                                : "Two arguments stand side by side.",
                        reckons
                                ? "Maybe let a fact made in Java carry the result."
                                : "Maybe a missing comma between them.");
                return null;
            }
            next += arguments.isEmpty() ? 0 : 1;
            Argument argument = argument();
            if (argument == null) {
                return null;
            }
            arguments.add(argument);
        }
        next++;
        return arguments;
    }

    private Argument argument() {
        boolean text = next < words.size() && words.get(next).kind() == Kind.STRING;
        Argument first = operand();
        if (first == null) {
            return null;
        }
        // A text may be put together; numbers are not reckoned with.
        Argument whole = first;
        while (text && at("+")) {
            next++;
            if (operand() == null) {
                return null;
            }
            whole = new Argument(
                    new Token(
                            Kind.WORD,
                            "",
                            first.at().line(),
                            first.at().at(),
                            first.at().end()),
                    String.class);
        }
        return whole;
    }

    private Argument operand() {
        if (at("-") && next + 1 < words.size() && words.get(next + 1).kind() == Kind.NUMBER) {
            next++;
        }
        if (next >= words.size()) {
            return refuse(RuleMistake.OPEN_BRACKET, "The call is never closed.", "Maybe a missing )");
        }
        Token word = words.get(next);
        if (word.kind() == Kind.STRING || word.kind() == Kind.NUMBER || CONSTANTS.contains(word.text())) {
            next++;
            return new Argument(
                    word,
                    word.kind() == Kind.STRING
                            ? String.class
                            : word.kind() == Kind.NUMBER ? Number.class : word.is("null") ? null : Boolean.class);
        }
        if (word.is("conclude")) {
            return call(false);
        }
        if (word.isWord() && variables.containsKey(word.text())) {
            next++;
            return getters(word, variables.get(word.text()).shape());
        }
        if (word.isVariable()) {
            return refuse(
                    RuleMistake.UNBOUND_VARIABLE,
                    word.text() + " is bound by no condition (and what stands under not or exists cannot be used).",
                    Spelling.meant(word.text(), variables.keySet()));
        }
        boolean lacksDollar = variables.containsKey("$" + word.text());
        return refuse(
                lacksDollar ? RuleMistake.UNBOUND_VARIABLE : RuleMistake.FORBIDDEN_WORD,
                "'" + word.text() + "' is neither a constant nor a variable that a condition binds.",
                lacksDollar
                        ? "Maybe you meant $" + word.text() + "."
                        : "Maybe a variable like $row, or a text in quotes.");
    }

    /** Reads {@code .getHost()} and the like after a variable. */
    private Argument getters(Token variable, FactShape first) {
        FactShape owner = first;
        while (at(".") && next + 1 < words.size()) {
            Token name = words.get(next + 1);
            boolean calls = next + 3 < words.size()
                    && words.get(next + 2).is("(")
                    && words.get(next + 3).is(")");
            String call =
                    owner == null || owner.calls().containsKey(name.text()) ? name.text() : call(owner, name.text());
            if (owner != null && !owner.calls().containsKey(name.text()) || !calls) {
                next++;
                return refuse(
                        RuleMistake.UNKNOWN_PROPERTY,
                        calls
                                ? owner.name() + " has no '" + name.text() + "()'."
                                : "A property of a variable is read by a call without arguments.",
                        call.isEmpty() ? "" : "Maybe you meant " + variable.text() + "." + call + "().");
            }
            owner = owner == null ? null : FactShape.of(owner.calls().get(name.text()));
            next += 4;
        }
        return new Argument(variable, owner == null ? null : owner.type());
    }

    /** The call that reads a property of this or a similar name; empty if there is none. */
    private static String call(FactShape owner, String name) {
        String property = Spelling.nearest(name, owner.properties().keySet());
        String capital =
                property.isEmpty() ? "" : property.substring(0, 1).toUpperCase(Locale.ROOT) + property.substring(1);
        for (String call : List.of(property, "get" + capital, "is" + capital)) {
            if (owner.calls().containsKey(call)) {
                return call;
            }
        }
        return Spelling.nearest(name, owner.calls().keySet());
    }

    private boolean at(String word) {
        return next < words.size() && words.get(next).is(word);
    }

    private Argument refuse(RuleMistake mistake, String what, String maybe) {
        report.problem(words.get(Math.min(next, words.size() - 1)), mistake, what, maybe);
        return null;
    }
}
