package dev.hindcast.reasoning;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Spelling;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.RuleText.Kind;
import dev.hindcast.reasoning.RuleText.Token;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What each condition of a rule makes of the facts of one session: which hold, which fail, and for those that fail the nearest
 * fact. The engine tells only of rules that fire.
 */
public final class Conditions {
    /** What became of a condition. */
    public enum Outcome {
        HOLDS,
        FAILS,
        /** It reads what a condition before it found unknown, or there is no fact to ask. */
        NOT_ASKED,
        /** It asks facts that are not kept, or not all of them, so that none can be said to be missing. */
        NOT_KEPT
    }

    /**
     * A condition.
     *
     * @param text      as the file writes it, with the fact it asks: {@code Held: value == "true"}
     * @param selects   whether it only says which facts are meant: a text compared with constants, as in {@code table == "a"}
     * @param factOrNull the fact it was asked of; for {@code not} the fact that is there and should not be
     * @param values    what it reads, by name as it writes them; times as text
     */
    public record Tried(
            int line, String text, boolean selects, Outcome outcome, Object factOrNull, Map<String, String> values) {}

    /** A rule's conditions, in the file's order, with the facts that come nearest to making it fire. */
    public record Attempt(Rule rule, List<Tried> conditions) {
        public boolean fires() {
            return conditions.stream().allMatch(each -> each.outcome() == Outcome.HOLDS);
        }

        public List<Tried> failing() {
            return conditions.stream()
                    .filter(each -> each.outcome() == Outcome.FAILS)
                    .toList();
        }

        /** Whether all conditions but one hold; what is not asked follows from the one. */
        public boolean narrow() {
            return failing().size() == 1;
        }
    }

    /** Words of a condition that name nothing. */
    private static final Set<String> NO_NAMES =
            Set.of("null", "true", "false", "not", "in", "matches", "contains", "memberOf", "this");
    /** Later than this, in microseconds, a number is an instant; no duration and no quantity comes near it. */
    private static final long INSTANT_MIN = 100_000_000_000_000L;

    /** @param asksFor names after whose {@code != null} what reads them is not asked; null where it asks for none */
    private record Constraint(
            Token first,
            String text,
            boolean selects,
            Expression expression,
            String bindsOrNull,
            String asksFor,
            Set<String> reads) {}

    private record Pattern(Token type, String variable, boolean absent, List<Constraint> constraints) {}

    private final Map<String, List<Pattern>> patterns = new HashMap<>();
    private final Map<String, Rule> rules = new HashMap<>();

    Conditions(List<RuleText> texts, Collection<Rule> rules) {
        Map<String, Rule> bySentence = new HashMap<>();
        rules.forEach(rule -> bySentence.put(rule.sentence(), rule));
        for (RuleText text : texts) {
            for (RuleText.Parsed parsed : text.rules()) {
                Rule rule = bySentence.get(parsed.name().text());
                List<Pattern> read = new ArrayList<>();
                for (RuleText.Pattern pattern : parsed.patterns()) {
                    read.add(pattern(text, pattern));
                }
                this.rules.put(rule.id(), rule);
                patterns.put(rule.id(), List.copyOf(read));
            }
        }
    }

    /** Of the rules of these files, which the linter has let pass. */
    public static Conditions of(List<TextFile> files) {
        List<RuleText> texts = RuleBase.texts(files);
        return new Conditions(texts, RuleBase.rules(texts).values());
    }

    private static Pattern pattern(RuleText file, RuleText.Pattern pattern) {
        List<Constraint> constraints = new ArrayList<>();
        for (List<Token> words : ConditionLinter.constraints(pattern.inside())) {
            if (!words.isEmpty()) {
                constraints.add(constraint(file, words));
            }
        }
        return new Pattern(pattern.type(), pattern.variable(), pattern.absent(), List.copyOf(constraints));
    }

    private static Constraint constraint(RuleText file, List<Token> words) {
        boolean binds = words.size() > 1 && words.get(1).is(":");
        List<Token> test = binds ? words.subList(2, words.size()) : words;
        boolean known = test.size() == 3 && test.get(1).is("!=") && test.get(2).is("null");
        Set<String> reads = new LinkedHashSet<>();
        for (int i = 0; i < test.size(); i++) {
            boolean member = i > 0 && test.get(i - 1).is(".");
            if (test.get(i).isWord()
                    && !member
                    && !NO_NAMES.contains(test.get(i).text())) {
                reads.add(test.get(i).text());
            }
        }
        boolean selects = test.size() >= 3
                && (test.get(1).is("==") || test.get(1).is("in"))
                && test.subList(2, test.size()).stream().noneMatch(word -> word.isWord() || word.kind() == Kind.NUMBER);
        String text = file.file()
                .text()
                .substring(words.get(0).at(), words.get(words.size() - 1).end())
                .strip();
        Expression expression;
        try {
            expression = Expression.of(words);
        } catch (InputRefused e) {
            throw new InputRefused(
                    file.file().name() + ":" + words.get(0).line() + ": " + text + ": " + e.getMessage()
                            + " Maybe write it as the shipped rules do.",
                    e);
        }
        return new Constraint(
                words.get(0),
                text,
                selects,
                expression,
                binds ? words.get(0).text() : null,
                known ? test.get(0).text() : null,
                reads);
    }

    /** Whether there is such a rule. */
    public boolean knows(String id) {
        return rules.containsKey(id);
    }

    /**
     * The attempt that fails in the fewest conditions; of those the one in which the facts meant are there.
     *
     * @param facts all of the session, with its settings and its horizon
     * @throws InputRefused if there is no such rule
     */
    public Attempt nearest(String id, Collection<?> facts) {
        return nearest(id, facts, type -> true);
    }

    /**
     * The same where some facts of the session are not at hand. Of a type that is not kept no absence is claimed; those that are
     * there are asked.
     *
     * @param kept whether {@code facts} has all there were of a type, by its name in rules
     */
    public Attempt nearest(String id, Collection<?> facts, Predicate<String> kept) {
        if (!knows(id)) {
            String maybe = Spelling.maybe(id, rules.keySet());
            throw new InputRefused("no rule has the id '" + id + "'." + (maybe.isEmpty() ? "" : " " + maybe + "."));
        }
        Search search = new Search(patterns.get(id), facts, kept);
        search.go(0, new HashMap<>(), new HashSet<>(), new ArrayList<>(), 0);
        return new Attempt(
                rules.get(id), search.best.stream().map(Conditions::tried).toList());
    }

    private static Tried tried(Asked asked) {
        Constraint constraint = asked.constraintOrNull();
        Map<String, String> values = new LinkedHashMap<>();
        if (constraint != null) {
            for (String name : constraint.reads()) {
                boolean known = name.startsWith("$") || asked.fact() != null;
                if (known && asked.outcome() != Outcome.NOT_ASKED && asked.outcome() != Outcome.NOT_KEPT) {
                    values.put(name, text(name, value(name, asked)));
                }
            }
        }
        Token place = constraint == null ? asked.pattern().type() : constraint.first();
        return new Tried(
                place.line(),
                asked.text(),
                constraint != null && constraint.selects(),
                asked.outcome(),
                asked.fact(),
                values);
    }

    private static Object value(String name, Asked asked) {
        return asked.variables().containsKey(name)
                ? asked.variables().get(name)
                : name.startsWith("$") ? null : Expression.property(asked.fact(), name);
    }

    private static String text(String name, Object value) {
        if (value == null) {
            return "unknown";
        }
        if (!(value instanceof Long)) {
            return value instanceof String ? "\"" + value + "\"" : value.toString();
        }
        long number = (Long) value;
        if (number == Micros.ALWAYS || number == Micros.FOREVER) {
            return number == Micros.ALWAYS ? "ever" : "open";
        }
        boolean duration = name.equals("micros") || name.equals("$limit") || name.equals("length");
        return number >= INSTANT_MIN
                ? Micros.text(number)
                : duration ? Duration.of(number, ChronoUnit.MICROS).toString() : Long.toString(number);
    }

    /**
     * A condition as asked; {@link Tried} is made of those of the best attempt alone.
     *
     * @param constraintOrNull null where it is a whole pattern that is asked for
     */
    private record Asked(
            Pattern pattern,
            Constraint constraintOrNull,
            String text,
            Outcome outcome,
            Object fact,
            Map<String, Object> variables) {}

    /** Facts for each pattern in turn; what already fails more than the best so far is given up. */
    private static final class Search {
        private static final int FAILURE = 100;

        private final List<Pattern> patterns;
        private final Predicate<String> kept;
        private final Map<String, List<Object>> byType = new HashMap<>();
        private List<Asked> best;
        private int least = Integer.MAX_VALUE;

        Search(List<Pattern> patterns, Collection<?> facts, Predicate<String> kept) {
            this.patterns = patterns;
            this.kept = kept;
            Set<String> types = new HashSet<>();
            patterns.forEach(pattern -> types.add(pattern.type().text()));
            for (Object fact : facts) {
                if (fact instanceof KeptFact told && types.contains(told.type())) {
                    byType.computeIfAbsent(told.type(), name -> new ArrayList<>())
                            .add(fact);
                }
                for (Class<?> type = fact.getClass(); type != null; type = type.getSuperclass()) {
                    if (types.contains(type.getSimpleName())) {
                        byType.computeIfAbsent(type.getSimpleName(), name -> new ArrayList<>())
                                .add(fact);
                    }
                }
            }
        }

        /** @param unknown names that a condition found unknown: what reads them is not asked */
        void go(int at, Map<String, Object> variables, Set<String> unknown, List<Asked> tried, int cost) {
            if (cost >= least) {
                return;
            }
            if (at == patterns.size()) {
                least = cost;
                best = List.copyOf(tried);
                return;
            }
            Pattern pattern = patterns.get(at);
            List<Object> candidates = byType.getOrDefault(pattern.type().text(), List.of());
            if (pattern.absent()) {
                absent(at, candidates, variables, unknown, tried, cost);
                return;
            }
            if (candidates.isEmpty()) {
                missing(at, variables, unknown, tried, cost);
            }
            for (Object fact : candidates) {
                Map<String, Object> bound = new HashMap<>(variables);
                Set<String> notKnown = new HashSet<>(unknown);
                List<Asked> more = new ArrayList<>(tried);
                int failures = cost + ask(pattern, fact, bound, notKnown, more);
                if (!pattern.variable().isEmpty()) {
                    bound.put(pattern.variable(), fact);
                }
                go(at + 1, bound, notKnown, more, failures);
            }
        }

        private void missing(int at, Map<String, Object> variables, Set<String> unknown, List<Asked> tried, int cost) {
            Pattern pattern = patterns.get(at);
            boolean all = kept.test(pattern.type().text());
            Outcome outcome = all ? Outcome.FAILS : Outcome.NOT_KEPT;
            List<Asked> more = new ArrayList<>(tried);
            more.add(thereIs(pattern, outcome, null));
            Set<String> notKnown = new HashSet<>(unknown);
            notKnown.add(pattern.variable());
            int each = all ? FAILURE : 1;
            int failures = each;
            for (Constraint constraint : pattern.constraints()) {
                if (constraint.bindsOrNull() != null) {
                    notKnown.add(constraint.bindsOrNull());
                }
                if (!bindsOnly(constraint)) {
                    more.add(asked(pattern, constraint, outcome, null, variables));
                    failures += each;
                }
            }
            go(at + 1, variables, notKnown, more, cost + failures);
        }

        private void absent(
                int at,
                List<Object> candidates,
                Map<String, Object> variables,
                Set<String> unknown,
                List<Asked> tried,
                int cost) {
            Pattern pattern = patterns.get(at);
            String text = "not " + pattern.type().text() + "("
                    + String.join(
                            ", ",
                            pattern.constraints().stream().map(Constraint::text).toList())
                    + ")";
            boolean asked = pattern.constraints().stream()
                    .noneMatch(constraint -> constraint.reads().stream().anyMatch(unknown::contains));
            Object there = null;
            for (Object fact : asked ? candidates : List.of()) {
                Map<String, Object> bound = new HashMap<>(variables);
                if (there == null
                        && pattern.constraints().stream()
                                .allMatch(constraint -> Boolean.TRUE.equals(
                                        constraint.expression().value(fact, bound)))) {
                    there = fact;
                }
            }
            List<Asked> more = new ArrayList<>(tried);
            Outcome outcome = there != null
                    ? Outcome.FAILS
                    : !kept.test(pattern.type().text()) ? Outcome.NOT_KEPT : asked ? Outcome.HOLDS : Outcome.NOT_ASKED;
            more.add(new Asked(pattern, null, text, outcome, there, variables));
            go(at + 1, variables, unknown, more, cost + (there == null ? 0 : FAILURE));
        }

        /** @return what its failing conditions cost */
        private static int ask(
                Pattern pattern, Object fact, Map<String, Object> bound, Set<String> unknown, List<Asked> tried) {
            int cost = 0;
            // A property of one fact is unknown; of the next pattern's fact the same name is another.
            Set<String> here = new HashSet<>();
            if (pattern.constraints().isEmpty()) {
                tried.add(thereIs(pattern, Outcome.HOLDS, fact));
            }
            for (Constraint constraint : pattern.constraints()) {
                boolean asked =
                        constraint.reads().stream().noneMatch(name -> unknown.contains(name) || here.contains(name));
                Object value = constraint.expression().value(fact, bound);
                boolean holds = Boolean.TRUE.equals(value);
                if (!asked && constraint.bindsOrNull() != null) {
                    unknown.add(constraint.bindsOrNull());
                }
                if (bindsOnly(constraint)) {
                    continue;
                }
                Outcome outcome = holds ? Outcome.HOLDS : asked ? Outcome.FAILS : Outcome.NOT_ASKED;
                tried.add(asked(pattern, constraint, outcome, fact, bound));
                cost += outcome != Outcome.FAILS ? 0 : constraint.selects() ? FAILURE + 1 : FAILURE;
                if (outcome == Outcome.FAILS && constraint.asksFor() != null) {
                    here.add(constraint.asksFor());
                }
            }
            return cost;
        }

        private static boolean bindsOnly(Constraint constraint) {
            return constraint.bindsOrNull() != null && constraint.text().matches("(?s)\\$?\\w+\\s*:\\s*[\\w.]+");
        }

        private static Asked thereIs(Pattern pattern, Outcome outcome, Object fact) {
            return new Asked(pattern, null, "there is a " + pattern.type().text(), outcome, fact, Map.of());
        }

        private static Asked asked(
                Pattern pattern, Constraint constraint, Outcome outcome, Object fact, Map<String, Object> variables) {
            String text = pattern.type().text() + ": " + constraint.text();
            return new Asked(pattern, constraint, text, outcome, fact, variables);
        }
    }
}
