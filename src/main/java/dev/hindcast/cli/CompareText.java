package dev.hindcast.cli;

import dev.hindcast.audit.compare.Difference;
import dev.hindcast.audit.compare.IssueDifference;
import dev.hindcast.audit.compare.OutsideComparison;
import dev.hindcast.audit.compare.OutsideComparison.Compared;
import dev.hindcast.audit.compare.ResultComparison;
import dev.hindcast.evidence.Micros;
import dev.hindcast.report.ResourceHours;
import dev.hindcast.store.ResultReader.Region;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Comparisons for a screen; causes are numbered. */
final class CompareText {
    private static final int HOURS_DECIMALS = 2;

    private final int limit;
    private final Function<String, String> all;
    private final StringBuilder text = new StringBuilder();

    /** @param limit lines of each table; 0 for all */
    private CompareText(int limit, Function<String, String> all) {
        this.limit = limit == 0 ? Integer.MAX_VALUE : limit;
        this.all = all;
    }

    // -- two results

    /** @param all the command that writes all months, or all hosts */
    static String of(ResultComparison.Outcome outcome, int limit, Function<String, String> all) {
        CompareText text = new CompareText(limit, all);
        text.results(outcome);
        return text.text.toString();
    }

    private void results(ResultComparison.Outcome outcome) {
        if (outcome.inputs().isEmpty()) {
            line("Both have the same inputs.");
        } else {
            line("Inputs of the second that differ from those of the first:");
            shown(outcome.inputs(), "inputs", each -> line("  " + each.text()));
        }
        line("Time spoken of:");
        regions("first ", outcome.before());
        regions("second", outcome.after());
        if (outcome.differences().isEmpty()) {
            line("");
            line("No series differs.");
        } else {
            series(outcome.differences());
        }
        line("");
        issues(outcome.issues());
        if (!outcome.isEqual()) {
            line("");
            certainty(outcome);
        }
    }

    /** How far the causes are to be believed. */
    private void certainty(ResultComparison.Outcome outcome) {
        if (outcome.isAnyUnexplained()) {
            line(
                    "What is unexplained differs although no input of its region does: the two were made by different builds of"
                            + " hindcast, or one was changed since. hindcast verify tells the latter.");
        } else if (outcome.isCertain()) {
            line("Only one input differs, and the same inputs give the same result: it is the cause of all.");
        }
        if (outcome.inputs().size() > 1) {
            line(
                    "Several inputs differ. A cause here is the first of them that the differing state rests on: a good guess and"
                            + " no proof, and what needs two of them at once is laid to one.");
            line("To be certain, change one input at a time and compare each step.");
        }
    }

    private void series(List<Difference> differences) {
        List<Difference> ofMonths = shownResources(differences, true);
        List<String> causes = causes(ofMonths);
        line("");
        line("Differences in resource-hours, second less first, by cause");
        byCause(ofMonths, causes);
        line("");
        boolean all = ofMonths.size() <= limit;
        line("By month" + (all ? "" : ", the largest first"));
        table(all ? ofMonths : largest(ofMonths), causes, "month", Difference::month);
        line("");
        line("By host, the largest first");
        table(
                largest(shownResources(differences, false)),
                causes,
                "host",
                each -> each.host().isEmpty() ? "(unknown)" : each.host());
    }

    private static List<Difference> largest(List<Difference> differences) {
        List<Difference> largest = new ArrayList<>(differences);
        largest.sort(Comparator.comparing((Difference each) -> each.difference()
                        .value()
                        .abs()
                        .add(each.difference().unknown().abs()))
                .reversed());
        return largest;
    }

    private void issues(List<IssueDifference> issues) {
        if (issues.isEmpty()) {
            line("No issue differs.");
            return;
        }
        Map<List<String>, int[]> counts = new LinkedHashMap<>();
        issues.forEach(each -> counts.computeIfAbsent(
                        List.of(
                                each.issue().region().name(),
                                each.issue().kind(),
                                each.issue().severity(),
                                each.cause()),
                        key -> new int[2])[each.inSecond() ? 1 : 0]++);
        List<Map.Entry<List<String>, int[]>> most = new ArrayList<>(counts.entrySet());
        most.sort(Comparator.comparing(each -> -each.getValue()[0] - each.getValue()[1]));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("region", "kind", "severity", "only in the first", "only in the second", "cause"));
        most.forEach(each -> rows.add(List.of(
                each.getKey().get(0),
                each.getKey().get(1),
                each.getKey().get(2),
                Integer.toString(each.getValue()[0]),
                Integer.toString(each.getValue()[1]),
                each.getKey().get(3))));
        line("Issues that only one of them has, by kind and cause; one that changed counts on either side");
        table(rows, Set.of(3, 4), "issue");
    }

    private void regions(String which, List<Region> regions) {
        regions.forEach(region -> line("  " + which + " " + region.name() + ": " + Micros.text(region.dawn()) + " to "
                + Micros.text(region.horizon())));
    }

    /** In nodes if these differ, else in what does: all resources of a series mostly differ alike. */
    private static List<Difference> shownResources(List<Difference> differences, boolean months) {
        Map<List<String>, String> resources = new TreeMap<>(Comparator.comparing(key -> String.join("\n", key)));
        for (Difference each : differences) {
            resources.merge(
                    List.of(each.region(), each.series().text()),
                    each.resource(),
                    (one, other) -> other.equals("nodes") ? other : one);
        }
        return differences.stream()
                .filter(each -> each.isOfMonth() == months
                        && resources
                                .get(List.of(each.region(), each.series().text()))
                                .equals(each.resource()))
                .toList();
    }

    private static List<String> causes(List<Difference> differences) {
        List<String> causes = new ArrayList<>();
        for (Difference each : differences) {
            each.causes().keySet().stream()
                    .filter(cause -> !causes.contains(cause))
                    .forEach(causes::add);
        }
        return causes;
    }

    private void byCause(List<Difference> ofMonths, List<String> causes) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("region", "series", "resource", "value", "unknown", "cause"));
        Map<List<String>, ResourceHours> sums = new LinkedHashMap<>();
        for (Difference each : ofMonths) {
            each.causes()
                    .forEach((cause, hours) -> sums.merge(
                            List.of(
                                    each.region(),
                                    each.series().text(),
                                    each.resource(),
                                    "[" + (causes.indexOf(cause) + 1) + "] " + cause),
                            hours,
                            ResourceHours::plus));
        }
        sums.forEach((key, hours) -> rows.add(List.of(
                key.get(0),
                key.get(1),
                key.get(2),
                signed(hours.valueHours()),
                signed(hours.unknownHours()),
                key.get(3))));
        table(rows, Set.of(3, 4), "month");
    }

    private void table(
            List<Difference> differences, List<String> causes, String by, Function<Difference, String> which) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "region",
                "series",
                "resource",
                by,
                "first",
                "second",
                "difference",
                "first unknown",
                "second unknown",
                "difference",
                "cause"));
        for (Difference each : differences) {
            StringBuilder numbers = new StringBuilder();
            each.causes()
                    .keySet()
                    .forEach(cause -> numbers.append('[')
                            .append(causes.indexOf(cause) + 1)
                            .append(']'));
            rows.add(List.of(
                    each.region(),
                    each.series().text(),
                    each.resource(),
                    which.apply(each),
                    hours(each.before().valueHours()),
                    hours(each.after().valueHours()),
                    signed(each.difference().valueHours()),
                    hours(each.before().unknownHours()),
                    hours(each.after().unknownHours()),
                    signed(each.difference().unknownHours()),
                    numbers.toString()));
        }
        table(rows, Set.of(4, 5, 6, 7, 8, 9), by);
    }

    // -- numbers from elsewhere

    /** @param all the command that writes all rows */
    static String of(String table, OutsideComparison.Outcome outcome, int limit, Function<String, String> all) {
        CompareText text = new CompareText(limit, all);
        text.outside(table, outcome);
        return text.text.toString();
    }

    private void outside(String table, OutsideComparison.Outcome outcome) {
        line(table + ": " + outcome.compared().size() + " rows compared, "
                + outcome.unfit().size() + " could not be.");
        shown(outcome.unfit(), "row", each -> line("  line " + each.line() + ": " + each.reason()));
        if (outcome.compared().isEmpty()) {
            return;
        }
        line("");
        line("In resource-hours; the difference is theirs less ours, and what explains it adds up to it");
        Map<List<String>, List<Compared>> bySeries = new LinkedHashMap<>();
        outcome.compared()
                .forEach(each -> bySeries.computeIfAbsent(
                                List.of(
                                        each.row().region(),
                                        each.row().series().text(),
                                        each.row().resource()),
                                key -> new ArrayList<>())
                        .add(each));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("region", "series", "resource", "theirs", "ours", "difference", "explained by"));
        bySeries.forEach((key, compared) -> {
            rows.add(List.of(
                    key.get(0),
                    key.get(1),
                    key.get(2),
                    hours(sum(compared, each -> each.row().hours())),
                    hours(sum(compared, Compared::ours)),
                    signed(sum(compared, Compared::difference)),
                    ""));
            Map<String, BigDecimal> causes = new LinkedHashMap<>();
            compared.forEach(
                    each -> each.causes().forEach((cause, hours) -> causes.merge(cause, hours, BigDecimal::add)));
            causes.forEach((cause, hours) -> rows.add(List.of("", "", "", "", "", signed(hours), cause)));
        });
        table(rows, Set.of(3, 4, 5), "");
        line("");
        line("By row");
        List<List<String>> each = new ArrayList<>();
        each.add(List.of(
                "line",
                "region",
                "series",
                "resource",
                "from",
                "to",
                "project",
                "theirs",
                "ours",
                "unknown",
                "difference",
                "mostly by"));
        for (Compared compared : outcome.compared()) {
            String mostly = compared.causes().entrySet().stream()
                    .max(Map.Entry.comparingByValue(Comparator.comparing(BigDecimal::abs)))
                    .map(Map.Entry::getKey)
                    .orElse("");
            each.add(List.of(
                    Long.toString(compared.row().line()),
                    compared.row().region(),
                    compared.row().series().text(),
                    compared.row().resource(),
                    Micros.text(compared.row().from()),
                    Micros.text(compared.row().till()),
                    compared.row().project(),
                    hours(compared.row().hours()),
                    hours(compared.ours()),
                    hours(compared.unknown()),
                    signed(compared.difference()),
                    mostly));
        }
        table(each, Set.of(0, 7, 8, 9, 10), "");
    }

    private static BigDecimal sum(List<Compared> compared, Function<Compared, BigDecimal> of) {
        return compared.stream().map(of).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    // ------------------------------------------------------------------------------------------------------------------

    private <T> void shown(List<T> lines, String what, java.util.function.Consumer<T> show) {
        lines.stream().limit(limit).forEach(show);
        more(lines.size(), what);
    }

    private void more(int size, String what) {
        if (size > limit) {
            line("  " + (size - limit) + " more: " + all.apply(what));
        }
    }

    private static String hours(BigDecimal hours) {
        return hours.setScale(HOURS_DECIMALS, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static String signed(BigDecimal hours) {
        return (hours.signum() > 0 ? "+" : "") + hours(hours);
    }

    /** @param numbers the columns that end, and do not begin, at one place */
    private void table(List<List<String>> rows, Set<Integer> numbers, String by) {
        text.append(TextTable.of(rows.subList(0, (int) Math.min(rows.size(), limit + 1L)), numbers));
        more(rows.size() - 1, by);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
