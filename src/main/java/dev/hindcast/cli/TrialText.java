package dev.hindcast.cli;

import dev.hindcast.audit.Comparison.EntityChange;
import dev.hindcast.audit.Comparison.Hours;
import dev.hindcast.audit.Comparison.IssueChange;
import dev.hindcast.audit.Comparison.SeriesChange;
import dev.hindcast.audit.Comparison.StateChange;
import dev.hindcast.evidence.Micros;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reconstruction.RulesTrial;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a trial found, as tables for a person; causes are numbered at the top. */
final class TrialText {
    /** Lines of a table that are shown unless all are asked for. */
    private static final int LINES_MAX = 40;

    private static final int HOURS_DECIMALS = 2;

    private final RulesTrial.Outcome outcome;
    private final int most;
    private final StringBuilder text = new StringBuilder();

    private TrialText(RulesTrial.Outcome outcome, boolean all) {
        this.outcome = outcome;
        this.most = all ? Integer.MAX_VALUE : LINES_MAX;
    }

    static String of(RulesTrial.Outcome outcome, boolean all) {
        return new TrialText(outcome, all).write();
    }

    private String write() {
        if (outcome.inputs().isEmpty()) {
            return "Nothing differs: both sides have the same rules, signals, windows and settings.\n";
        }
        line("Changed:");
        for (int i = 0; i < outcome.inputs().size(); i++) {
            line("  [" + (i + 1) + "] " + outcome.inputs().get(i));
        }
        for (RulesTrial.RegionOutcome region : outcome.regions()) {
            line("");
            region(region);
        }
        return text.toString();
    }

    private void region(RulesTrial.RegionOutcome region) {
        if (region.isEmpty()) {
            line("Region " + region.region() + ": nothing differs.");
            return;
        }
        line("Region " + region.region() + ": "
                + region.counted().entrySet().stream()
                        .map(kind -> differing(region, kind.getKey()) + " of " + kind.getValue() + " "
                                + plural(kind.getKey()))
                        .collect(Collectors.joining(", "))
                + " differ.");
        series(region.series());
        for (Entity.Kind kind : List.of(Entity.Kind.HOST, Entity.Kind.ALLOCATION, Entity.Kind.INSTANCE)) {
            List<StateChange> states = region.entities().stream()
                    .filter(entity -> entity.entity().kind() == kind)
                    .flatMap(entity -> entity.states().stream())
                    .toList();
            states(kind, states);
        }
        List<IssueChange> issues = new ArrayList<>(region.issues());
        region.entities().forEach(entity -> issues.addAll(entity.issues()));
        issues(issues);
    }

    private static long differing(RulesTrial.RegionOutcome region, Entity.Kind kind) {
        return region.entities().stream()
                .map(EntityChange::entity)
                .filter(entity -> entity.kind() == kind)
                .count();
    }

    private static String plural(Entity.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT) + "s";
    }

    // -- series

    private void series(List<RulesTrial.Caused> all) {
        if (all.isEmpty()) {
            line("  No series differs.");
            return;
        }
        // In nodes if these differ, else in what does: all resources of a series mostly differ alike.
        Map<Series, String> resources = new EnumMap<>(Series.class);
        for (RulesTrial.Caused each : all) {
            String resource = each.change().resource();
            resources.merge(each.change().series(), resource, (one, other) -> other.equals("nodes") ? other : one);
        }
        Set<String> others = new HashSet<>();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "series",
                "resource",
                "month",
                "old hours",
                "new hours",
                "difference",
                "old unknown",
                "new unknown",
                "difference",
                "by"));
        for (RulesTrial.Caused each : all) {
            SeriesChange change = each.change();
            if (most != Integer.MAX_VALUE && !resources.get(change.series()).equals(change.resource())) {
                others.add(change.resource());
                continue;
            }
            Hours old = change.before();
            Hours now = change.after();
            boolean measured = old.unmeasured().compareTo(now.unmeasured()) == 0;
            rows.add(List.of(
                    change.series().text(),
                    change.resource(),
                    change.monthText(),
                    hours(old.value()),
                    hours(now.value()),
                    signed(now.value().subtract(old.value())),
                    hours(old.unknown()),
                    hours(now.unknown()),
                    signed(now.unknown().subtract(old.unknown())),
                    by(each.causes())
                            + (measured
                                    ? ""
                                    : " (unmeasured " + hours(old.unmeasured()) + " is now " + hours(now.unmeasured())
                                            + ")")));
        }
        line("");
        line("  Resource-hours by month");
        table(rows, Set.of(3, 4, 5, 6, 7, 8));
        if (!others.isEmpty()) {
            line("  Not shown: " + others.stream().sorted().collect(Collectors.joining(", ")) + " (--all).");
        }
    }

    private static String hours(BigDecimal hours) {
        return hours.setScale(HOURS_DECIMALS, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static String signed(BigDecimal hours) {
        return (hours.signum() > 0 ? "+" : "") + hours(hours);
    }

    // -- states

    private void states(Entity.Kind kind, List<StateChange> states) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                kind.name().toLowerCase(Locale.ROOT), "attribute", "from", "to", "old value", "new value", "by"));
        Map<String, Set<Entity>> otherwise = new LinkedHashMap<>();
        for (StateChange change : states) {
            String attribute = change.attribute().name().toLowerCase(Locale.ROOT);
            if (change.sameValue()) {
                String decided = change.oldRule().equals(change.newRule())
                        ? "is as sure as " + change.newRule() + " is now"
                        : "is decided by " + change.newRule() + " and no longer by " + change.oldRule();
                otherwise
                        .computeIfAbsent(
                                attribute + " stays and " + decided + ", by " + by(change.causes()),
                                key -> new HashSet<>())
                        .add(change.entity());
            } else {
                rows.add(List.of(
                        change.entity().id(),
                        attribute,
                        bound(change.from()),
                        bound(change.till()),
                        value(change.oldValue(), change.oldRule()),
                        value(change.newValue(), change.newRule()),
                        by(change.causes())));
            }
        }
        if (rows.size() > 1) {
            line("");
            line("  States of " + plural(kind));
            table(rows, Set.of());
        }
        if (!otherwise.isEmpty()) {
            line("");
            line("  Of " + plural(kind) + " whose value stays");
            otherwise.forEach((how, entities) -> line("  " + entities.size() + ": " + how));
        }
    }

    private static String bound(long instant) {
        return instant == Micros.ALWAYS || instant == Micros.FOREVER ? "-" : Micros.text(instant);
    }

    private static String value(String value, String rule) {
        return value.isEmpty() ? "-" : value + " (" + rule + ")";
    }

    // -- issues

    private void issues(List<IssueChange> issues) {
        if (issues.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("issue", "severity", "kind", "about", "from", "to", "by"));
        for (IssueChange change : issues) {
            rows.add(List.of(
                    change.gone() ? "gone" : "new",
                    change.issue().severity(),
                    change.issue().kind(),
                    change.issue().entities(),
                    bound(change.issue().from()),
                    bound(change.issue().till()),
                    by(change.causes())));
        }
        line("");
        line("  Issues");
        table(rows, Set.of());
    }

    // ------------------------------------------------------------------------------------------------------------------

    /** The numbers of causes. */
    private String by(List<String> causes) {
        return causes.stream()
                .map(cause -> outcome.inputs().indexOf(cause) + 1)
                .sorted()
                .map(number -> "[" + number + "]")
                .collect(Collectors.joining());
    }

    /** @param numbers the columns that end, and do not begin, at one place */
    private void table(List<List<String>> rows, Set<Integer> numbers) {
        List<List<String>> shown = rows.subList(0, (int) Math.min(rows.size(), most + 1L));
        text.append(TextTable.of(shown, numbers));
        if (shown.size() < rows.size()) {
            line("  ... and " + (rows.size() - shown.size()) + " more (--all).");
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
