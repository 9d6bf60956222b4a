package dev.hindcast.reasoning;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.reasoning.RuleText.Kind;
import dev.hindcast.reasoning.RuleText.Token;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * One condition between the brackets of a pattern, worked out here and not by the engine, which only tells of matches and never
 * why there was none. It knows as much of the language as the linter lets pass; a test holds it against the engine.
 */
interface Expression {
    /** Of a fact and the variables bound so far; those that it binds are added. */
    Object value(Object fact, Map<String, Object> variables);

    /** @throws InputRefused if it is written as no rule of this project may be */
    static Expression of(List<Token> words) {
        Reader reader = new Reader(words);
        Expression read = reader.either();
        if (reader.next < words.size()) {
            throw reader.unreadable();
        }
        return read;
    }

    /** What a property of a fact is; the names are those that patterns use. */
    static Object property(Object fact, String name) {
        if (fact == null) {
            return null;
        }
        if (fact instanceof KeptFact kept) {
            return kept.property(name);
        }
        Method method = Reader.METHODS
                .computeIfAbsent(fact.getClass(), type -> new ConcurrentHashMap<>())
                .computeIfAbsent(name, key -> Reader.method(fact.getClass(), key));
        try {
            return method.invoke(fact);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(fact.getClass().getSimpleName() + "." + name, e);
        }
    }

    /** Takes the words apart by recursive descent: or, and, comparison, sum, operand. */
    final class Reader {
        private static final Map<Class<?>, Map<String, Method>> METHODS = new ConcurrentHashMap<>();
        private static final Set<String> ORDERS = Set.of("<", "<=", ">", ">=");

        private final List<Token> words;
        private int next;

        private Reader(List<Token> words) {
            this.words = words;
        }

        private static Method method(Class<?> type, String name) {
            String capital = name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1);
            for (String known : List.of("get" + capital, "is" + capital, name)) {
                try {
                    return type.getMethod(known);
                } catch (NoSuchMethodException e) {
                    continue;
                }
            }
            throw new InputRefused(type.getSimpleName() + " has no property '" + name + "'.");
        }

        private InputRefused unreadable() {
            String word = next < words.size() ? words.get(next).text() : "";
            return new InputRefused("'" + word + "' cannot be read here as part of a condition.");
        }

        private boolean at(String sign) {
            return next < words.size() && words.get(next).is(sign);
        }

        private boolean take(String sign) {
            boolean there = at(sign);
            next += there ? 1 : 0;
            return there;
        }

        private Expression either() {
            Expression one = both();
            while (take("||")) {
                Expression left = one;
                Expression right = both();
                one = (fact, variables) -> isTrue(left, fact, variables) || isTrue(right, fact, variables);
            }
            return one;
        }

        private Expression both() {
            Expression one = comparison();
            while (take("&&")) {
                Expression left = one;
                Expression right = comparison();
                one = (fact, variables) -> isTrue(left, fact, variables) && isTrue(right, fact, variables);
            }
            return one;
        }

        private static boolean isTrue(Expression expression, Object fact, Map<String, Object> variables) {
            return Boolean.TRUE.equals(expression.value(fact, variables));
        }

        private Expression comparison() {
            String bound = "";
            if (next + 1 < words.size() && words.get(next + 1).is(":")) {
                bound = words.get(next).text();
                next += 2;
            } else if (at("(") && groups()) {
                next++;
                Expression inside = either();
                if (!take(")")) {
                    throw unreadable();
                }
                return inside;
            }
            Expression left = sum();
            Expression compared = compared(left);
            if (bound.isEmpty()) {
                return compared;
            }
            String name = bound;
            boolean alone = compared == left;
            return (fact, variables) -> {
                variables.put(name, left.value(fact, variables));
                return alone ? Boolean.TRUE : compared.value(fact, variables);
            };
        }

        /** Whether the bracket here groups comparisons, and is no part of a sum. */
        private boolean groups() {
            int close = RuleText.closing(words, next);
            return close + 1 >= words.size()
                    || words.get(close + 1).is("||")
                    || words.get(close + 1).is("&&")
                    || words.get(close + 1).is(")");
        }

        private Expression compared(Expression left) {
            if (next == words.size()) {
                return left;
            }
            boolean not = at("not");
            Token word = words.get(next + (not ? 1 : 0));
            if (word.is("in") || word.is("matches") || word.is("contains") || word.is("memberOf")) {
                next += not ? 2 : 1;
                Expression found = word.is("in") ? in(left) : worded(word.text(), left, sum());
                return not ? (fact, variables) -> !isTrue(found, fact, variables) : found;
            }
            if (word.is("==") || word.is("!=")) {
                next++;
                boolean equal = word.is("==");
                Expression right = sum();
                return (fact, variables) -> same(left.value(fact, variables), right.value(fact, variables)) == equal;
            }
            if (word.kind() == Kind.SIGN && ORDERS.contains(word.text())) {
                next++;
                Expression right = sum();
                return (fact, variables) ->
                        ordered(word.text(), left.value(fact, variables), right.value(fact, variables));
            }
            return left;
        }

        private Expression in(Expression left) {
            List<Expression> values = new ArrayList<>();
            if (!take("(")) {
                throw unreadable();
            }
            do {
                values.add(sum());
            } while (take(","));
            if (!take(")")) {
                throw unreadable();
            }
            return (fact, variables) -> {
                Object value = left.value(fact, variables);
                return values.stream().anyMatch(each -> same(value, each.value(fact, variables)));
            };
        }

        private static Expression worded(String word, Expression left, Expression right) {
            return (fact, variables) -> {
                Object one = left.value(fact, variables);
                Object other = right.value(fact, variables);
                if (one == null || other == null) {
                    return false;
                }
                return switch (word) {
                    case "matches" -> Pattern.matches(other.toString(), one.toString());
                    case "contains" ->
                        one instanceof Collection<?> many
                                ? many.contains(other)
                                : one.toString().contains(other.toString());
                    default -> other instanceof Collection<?> many && many.contains(one);
                };
            };
        }

        private static boolean same(Object one, Object other) {
            boolean numbers = one instanceof Number && other instanceof Number;
            return numbers ? compare(one, other) == 0 : Objects.equals(one, other);
        }

        /** Nothing is smaller or larger than the unknown, nor than what is of another kind. */
        private static boolean ordered(String order, Object one, Object other) {
            boolean numbers = one instanceof Number && other instanceof Number;
            if (one == null || other == null || !numbers && one.getClass() != other.getClass()) {
                return false;
            }
            int way = compare(one, other);
            return way < 0 && order.startsWith("<")
                    || way > 0 && order.startsWith(">")
                    || way == 0 && order.length() > 1;
        }

        @SuppressWarnings("unchecked")
        private static int compare(Object one, Object other) {
            boolean numbers = one instanceof Number && other instanceof Number;
            if (numbers && (one instanceof Double || other instanceof Double)) {
                return Double.compare(((Number) one).doubleValue(), ((Number) other).doubleValue());
            }
            return numbers
                    ? Long.compare(((Number) one).longValue(), ((Number) other).longValue())
                    : ((Comparable<Object>) one).compareTo(other);
        }

        private Expression sum() {
            Expression one = operand();
            while (at("-") || at("+")) {
                int sign = words.get(next++).is("-") ? -1 : 1;
                Expression left = one;
                Expression right = operand();
                one = (fact, variables) -> {
                    Object first = left.value(fact, variables);
                    Object second = right.value(fact, variables);
                    return first == null || second == null
                            ? null
                            : (Object) (((Number) first).longValue() + sign * ((Number) second).longValue());
                };
            }
            return one;
        }

        private Expression operand() {
            if (next == words.size()) {
                throw unreadable();
            }
            Token word = words.get(next++);
            if (word.is("(")) {
                Expression inside = sum();
                if (!take(")")) {
                    throw unreadable();
                }
                return inside;
            }
            Expression value = switch (word.kind()) {
                case STRING -> constant(unescaped(word.text()));
                case NUMBER -> constant(number(word));
                case WORD -> named(word);
                case SIGN -> throw unreadable();
            };
            while (take(".")) {
                if (next == words.size()) {
                    throw unreadable();
                }
                String member = words.get(next++).text();
                if (take("(") && !take(")")) {
                    throw unreadable();
                }
                Expression owner = value;
                value = (fact, variables) -> property(owner.value(fact, variables), member);
            }
            return value;
        }

        private static Expression constant(Object value) {
            return (fact, variables) -> value;
        }

        private static String unescaped(String text) {
            return text.indexOf('\\') < 0 ? text : text.translateEscapes();
        }

        private Object number(Token word) {
            String digits = word.text().replace("_", "").replaceAll("[lLdD]$", "");
            try {
                return digits.contains(".") ? (Object) Double.valueOf(digits) : (Object) Long.valueOf(digits);
            } catch (NumberFormatException e) {
                throw new InputRefused("'" + word.text() + "' is no number.", e);
            }
        }

        private static Expression named(Token word) {
            String name = word.text();
            return switch (name) {
                case "null" -> constant(null);
                case "true" -> constant(true);
                case "false" -> constant(false);
                case "this" -> (fact, variables) -> fact;
                default ->
                    word.isVariable()
                            ? (fact, variables) -> variables.get(name)
                            : (fact, variables) ->
                                    variables.containsKey(name) ? variables.get(name) : property(fact, name);
            };
        }
    }
}
