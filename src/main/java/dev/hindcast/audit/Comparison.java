package dev.hindcast.audit;

import dev.hindcast.audit.EntityState.Issue;
import dev.hindcast.audit.EntityState.State;
import dev.hindcast.evidence.Micros;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Balances.Step;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.report.Bucket;
import dev.hindcast.report.BucketReport;
import dev.hindcast.store.ResultReader.SpanText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Entry for whatever compares two results: what differs in the states, spans and issues of one entity, and in the series of one
 * region. It does not care where the two came from.
 *
 * <p>A cause is one of the suspects: what is known to differ between the inputs of the two (rules by id, signals as
 * {@link EntityState#signal} names them, ...), with the words that say how. Of a state that differs it is the first suspect that
 * either winner rests on, the new one's before the old one's.
 */
public final class Comparison {
    /**
     * A stretch of time in which an attribute of an entity differs.
     *
     * @param oldValue several, joined by '+', of attributes that accumulate; empty where nothing is said
     * @param newValue equal to the old one if the value stays and another rule decides it, or as sure as it was not
     * @param oldRule  what decided it; empty where nothing is said
     * @param causes   in words; empty if no suspect is among the grounds
     */
    public record StateChange(
            Entity entity,
            Attribute attribute,
            long from,
            long till,
            String oldValue,
            String newValue,
            String oldRule,
            String newRule,
            List<String> causes) {
        public boolean sameValue() {
            return oldValue.equals(newValue);
        }
    }

    /** An issue that only one of the two has: {@code gone} if the old one. */
    public record IssueChange(Issue issue, boolean gone, List<String> causes) {}

    /** What differs of one entity; nothing does if all lists are empty. */
    public record EntityChange(
            Entity entity,
            List<StateChange> states,
            List<SpanText> spansGone,
            List<SpanText> spansNew,
            List<IssueChange> issues) {
        public boolean isEmpty() {
            return states.isEmpty() && spansGone.isEmpty() && spansNew.isEmpty() && issues.isEmpty();
        }

        /** All causes, in the order found. */
        public List<String> causes() {
            Set<String> causes = new LinkedHashSet<>();
            states.forEach(state -> causes.addAll(state.causes()));
            issues.forEach(issue -> causes.addAll(issue.causes()));
            return List.copyOf(causes);
        }
    }

    /**
     * A month in which a series differs at any instant.
     *
     * @param before the old hours, {@code after} the new ones
     */
    public record SeriesChange(Series series, String resource, Bucket month, Hours before, Hours after) {
        /** As in {@code 2023-04}. */
        public String monthText() {
            return Micros.text(month.from()).substring(0, 7);
        }

        /** Whether anything of [from, till) lies in the month. */
        public boolean touches(long from, long till) {
            return from < month.till() && till > month.from();
        }
    }

    /**
     * Over a month, times the hours each stood.
     *
     * @param unmeasured entities that count but whose quantity no witness gave, on the mean
     */
    public record Hours(BigDecimal value, BigDecimal unknown, BigDecimal unmeasured) {
        static final Hours NONE = new Hours(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);
    }

    private Comparison() {}

    // -- one entity

    /**
     * What differs between two states of one entity.
     *
     * @param suspects  by name among the grounds, in words
     * @param otherwise the causes of what rests on no suspect itself, for instance those of its host
     */
    public static EntityChange entity(
            EntityState before, EntityState after, Map<String, String> suspects, List<String> otherwise) {
        List<StateChange> states = new ArrayList<>();
        if (!before.states().equals(after.states())) {
            for (Attribute attribute : Attribute.values()) {
                states(after.entity(), of(before, attribute), of(after, attribute), suspects, otherwise, states);
            }
        }
        EntityChange raw = new EntityChange(
                after.entity(),
                states,
                less(before.spans(), after.spans()),
                less(after.spans(), before.spans()),
                List.of());
        // What arithmetic noted follows from the states.
        List<String> ofStates = raw.causes().isEmpty() ? otherwise : raw.causes();
        return new EntityChange(
                raw.entity(),
                states,
                raw.spansGone(),
                raw.spansNew(),
                issues(before.issues(), after.issues(), suspects, ofStates));
    }

    private static List<State> of(EntityState entity, Attribute attribute) {
        return entity.states().stream()
                .filter(state -> state.attribute() == attribute)
                .toList();
    }

    private static void states(
            Entity entity,
            List<State> before,
            List<State> after,
            Map<String, String> suspects,
            List<String> otherwise,
            List<StateChange> changes) {
        if (before.equals(after)) {
            return;
        }
        TreeSet<Long> bounds = new TreeSet<>();
        for (List<State> side : List.of(before, after)) {
            side.forEach(state -> bounds.addAll(List.of(state.from(), state.till())));
        }
        Long from = null;
        for (long till : bounds) {
            if (from != null) {
                change(entity, at(before, from), at(after, from), from, till, suspects, otherwise, changes);
            }
            from = till;
        }
    }

    private static List<State> at(List<State> states, long instant) {
        return states.stream()
                .filter(state -> state.from() <= instant && instant < state.till())
                .toList();
    }

    private static void change(
            Entity entity,
            List<State> before,
            List<State> after,
            long from,
            long till,
            Map<String, String> suspects,
            List<String> otherwise,
            List<StateChange> changes) {
        if (decided(before).equals(decided(after))) {
            return;
        }
        // Of causes that accumulate, those that both have stay out of it.
        List<State> gone = before.stream()
                .filter(state -> !decided(after).contains(decision(state)))
                .toList();
        List<State> come = after.stream()
                .filter(state -> !decided(before).contains(decision(state)))
                .toList();
        List<State> differing = new ArrayList<>(come);
        differing.addAll(gone);
        Set<String> causes = new LinkedHashSet<>();
        for (State state : differing) {
            // Where one value is decided, what decides it now is what matters.
            if (causes.isEmpty() || state.attribute().accumulates()) {
                state.grounds().stream()
                        .filter(suspects::containsKey)
                        .findFirst()
                        .ifPresent(ground -> causes.add(suspects.get(ground)));
            }
        }
        StateChange next = new StateChange(
                entity,
                differing.get(0).attribute(),
                from,
                till,
                joined(before, State::value),
                joined(after, State::value),
                joined(before, State::rule),
                joined(after, State::rule),
                causes.isEmpty() ? otherwise : List.copyOf(causes));
        StateChange last = changes.isEmpty() ? null : changes.get(changes.size() - 1);
        boolean goesOn = last != null
                && last.till() == from
                && last.equals(new StateChange(
                        entity,
                        next.attribute(),
                        last.from(),
                        from,
                        next.oldValue(),
                        next.newValue(),
                        next.oldRule(),
                        next.newRule(),
                        next.causes()));
        if (goesOn) {
            changes.set(
                    changes.size() - 1,
                    new StateChange(
                            entity,
                            next.attribute(),
                            last.from(),
                            till,
                            next.oldValue(),
                            next.newValue(),
                            next.oldRule(),
                            next.newRule(),
                            next.causes()));
        } else {
            changes.add(next);
        }
    }

    private static Set<List<Object>> decided(List<State> states) {
        return states.stream().map(Comparison::decision).collect(Collectors.toSet());
    }

    private static List<Object> decision(State state) {
        return List.of(state.value(), state.rule(), state.confidence());
    }

    private static String joined(List<State> states, java.util.function.Function<State, String> part) {
        return states.stream().map(part).distinct().sorted().collect(Collectors.joining("+"));
    }

    private static List<SpanText> less(List<SpanText> ones, List<SpanText> others) {
        if (ones.equals(others)) {
            return List.of();
        }
        Map<SpanText, Integer> left = new HashMap<>();
        others.forEach(span -> left.merge(span, 1, Integer::sum));
        return ones.stream()
                .filter(span -> left.merge(span, -1, Integer::sum) < 0)
                .toList();
    }

    /** Issues that only one side has; those of a region alone are compared by this, too. */
    public static List<IssueChange> issues(
            List<Issue> before, List<Issue> after, Map<String, String> suspects, List<String> otherwise) {
        List<IssueChange> changes = new ArrayList<>();
        less(before, after, true, suspects, otherwise, changes);
        less(after, before, false, suspects, otherwise, changes);
        return changes;
    }

    private static void less(
            List<Issue> ones,
            List<Issue> others,
            boolean gone,
            Map<String, String> suspects,
            List<String> otherwise,
            List<IssueChange> changes) {
        Map<List<Object>, Integer> left = new HashMap<>();
        others.forEach(issue -> left.merge(issue.finding(), 1, Integer::sum));
        for (Issue issue : ones) {
            if (left.merge(issue.finding(), -1, Integer::sum) < 0) {
                List<String> found = issue.grounds().stream()
                        .filter(suspects::containsKey)
                        .map(suspects::get)
                        .toList();
                changes.add(new IssueChange(issue, gone, found.isEmpty() ? otherwise : found));
            }
        }
    }

    // -- series

    /** The months in which any series of a region differs, by series, resource and month. */
    public static List<SeriesChange> series(Balances before, Balances after) {
        List<SeriesChange> changes = new ArrayList<>();
        List<Bucket> months = Bucket.covering(
                Bucket.Length.MONTH,
                Math.min(before.dawn(), after.dawn()),
                Math.max(before.horizon(), after.horizon()));
        Set<String> resources = new TreeSet<>(before.resources());
        resources.addAll(after.resources());
        for (Series series : Series.values()) {
            for (String resource : resources) {
                List<Step> old = steps(before, series, resource);
                List<Step> now = steps(after, series, resource);
                boolean sameTime = before.dawn() == after.dawn() && before.horizon() == after.horizon();
                if (!sameTime || !old.equals(now)) {
                    months(series, resource, before, old, after, now, months, changes);
                }
            }
        }
        return changes;
    }

    private static List<Step> steps(Balances side, Series series, String resource) {
        return side.resources().contains(resource) ? side.steps(series, resource) : List.of();
    }

    private static void months(
            Series series,
            String resource,
            Balances before,
            List<Step> old,
            Balances after,
            List<Step> now,
            List<Bucket> months,
            List<SeriesChange> changes) {
        List<BucketReport.Line> oldLines = BucketReport.lines(old, before.dawn(), before.horizon(), months);
        List<BucketReport.Line> newLines = BucketReport.lines(now, after.dawn(), after.horizon(), months);
        Months oldMonths = new Months(old, before);
        Months newMonths = new Months(now, after);
        for (int i = 0; i < months.size(); i++) {
            if (!oldMonths.within(months.get(i)).equals(newMonths.within(months.get(i)))) {
                changes.add(new SeriesChange(
                        series, resource, months.get(i), hours(oldLines.get(i)), hours(newLines.get(i))));
            }
        }
    }

    /** How a series goes month by month; asked in the order of time, so that all steps are passed once. */
    private static final class Months {
        private final List<Step> steps;
        private final Balances side;
        private int next;

        Months(List<Step> steps, Balances side) {
            this.steps = steps;
            this.side = side;
        }

        /** From where it stands at the beginning of the month to its end, if the side says anything of it. */
        List<Step> within(Bucket month) {
            long from = Math.max(month.from(), side.dawn());
            long till = Math.min(month.till(), side.horizon());
            List<Step> within = new ArrayList<>();
            if (from >= till) {
                return within;
            }
            while (next < steps.size() && steps.get(next).at() <= from) {
                next++;
            }
            if (next > 0) {
                Step standing = steps.get(next - 1);
                within.add(new Step(from, standing.value(), standing.unknown(), standing.unmeasured()));
            }
            while (next < steps.size() && steps.get(next).at() < till) {
                within.add(steps.get(next++));
            }
            // So that what is said of less time differs.
            within.add(new Step(till, 0, 0, 0));
            return within;
        }
    }

    private static Hours hours(BucketReport.Line line) {
        return line.isCovered()
                ? new Hours(line.resourceHours(), line.unknownHours(), line.unmeasuredMean())
                : Hours.NONE;
    }
}
