package dev.hindcast.audit.compare;

import dev.hindcast.audit.Comparison.StateChange;
import dev.hindcast.evidence.Micros;
import dev.hindcast.metrics.Series;
import dev.hindcast.metrics.SpanRow;
import dev.hindcast.report.MonthTimes;
import dev.hindcast.report.ResourceHours;
import dev.hindcast.store.EntityWalk;
import dev.hindcast.store.EntityWalk.Walked;
import dev.hindcast.store.ResultInputs;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.IssueText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SegmentText;
import dev.hindcast.store.ResultReader.SpanText;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Entry for comparing two result files: what differs in resource-hours by series, resource and month, and by host, each with what every
 * cause adds to it.
 *
 * <p>Every series is a sum over spans. The spans that both results have are left out, the others cut where their cause changes, and each
 * piece counts under its cause: so the causes of a difference add up to it exactly, which is checked.
 */
public final class ResultComparison {
    /**
     * All that differs.
     *
     * @param before      the regions of the first result, {@code after} those of the second
     * @param differences by region, series, resource and month; then by region, series, resource and host
     * @param issues      by region and kind, those of the first result before those of the second
     */
    public record Outcome(
            List<InputChange> inputs,
            List<Region> before,
            List<Region> after,
            List<Difference> differences,
            List<IssueDifference> issues) {
        public Outcome {
            inputs = List.copyOf(inputs);
            differences = List.copyOf(differences);
            issues = List.copyOf(issues);
        }

        /** Whether nothing differs but perhaps inputs. */
        public boolean isEqual() {
            return differences.isEmpty() && issues.isEmpty();
        }

        /** Whether the causes are certain: the same inputs give the same result, so a single one that differs is the cause of all. */
        public boolean isCertain() {
            return inputs.size() == 1 && !isAnyUnexplained();
        }

        /** Whether anything differs for which no input does. */
        public boolean isAnyUnexplained() {
            return issues.stream().anyMatch(each -> each.cause().equals(Causes.UNEXPLAINED))
                    || differences.stream().anyMatch(each -> each.causes().containsKey(Causes.UNEXPLAINED));
        }
    }

    private ResultComparison() {}

    /** @param wanted the region to compare; all if empty */
    public static Outcome of(ResultReader first, ResultReader second, String wanted) {
        ResultInputs before = ResultInputs.of(first);
        ResultInputs after = ResultInputs.of(second);
        List<InputChange> inputs = InputChange.between(before, after);
        SortedSet<String> names = new TreeSet<>();
        first.regions().forEach(region -> names.add(region.name()));
        second.regions().forEach(region -> names.add(region.name()));
        List<Difference> differences = new ArrayList<>();
        List<IssueDifference> issues = new ArrayList<>();
        // The head covers every row of a result.
        boolean equal = before.run().getOrDefault("head", "").equals(after.run().get("head"));
        for (String name : names) {
            if (!equal && (wanted.isEmpty() || wanted.equals(name))) {
                List<InputChange> ofRegion = inputs.stream()
                        .filter(change ->
                                change.region().isEmpty() || change.region().equals(name))
                        .toList();
                Causes causes = new Causes(ofRegion, before, after);
                OfRegion region = new OfRegion(name, new Side(first, name), new Side(second, name), causes);
                differences.addAll(region.run());
                issues.addAll(region.issues());
            }
        }
        return new Outcome(inputs, first.regions(), second.regions(), differences, issues);
    }

    /** A region as one result has it, if it has it. */
    private static final class Side {
        private final Optional<Region> region;
        private final SortedSet<String> resources;
        private final EntityWalk walkOrNull;
        private final List<IssueText> issues;
        private final Map<SpanRow, long[]> times = new HashMap<>();
        private Walked next;

        Side(ResultReader reader, String name) {
            region = reader.regions().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst();
            resources = region.map(reader::resources).orElseGet(TreeSet::new);
            issues = region.map(reader::issues).orElse(List.of());
            walkOrNull = region.map(each -> new EntityWalk(reader, each)).orElse(null);
            advance();
        }

        void advance() {
            next = walkOrNull == null ? null : walkOrNull.next();
        }

        /** Where it begins to speak; {@code otherwise} if it never does. */
        long dawn(long otherwise) {
            return region.map(Region::dawn).orElse(otherwise);
        }

        long horizon(long otherwise) {
            return region.map(Region::horizon).orElse(otherwise);
        }
    }

    /** What adds to a host in alike ways and by one cause. */
    private record Share(String host, SpanRow alike, String cause) {}

    /** What adds to a host in alike ways. */
    private record OfHost(String host, SpanRow alike) {}

    /** A span but for what does not change what it adds. */
    private record Stretch(String host, SpanRow alike, long from, long till) {}

    private static final class OfRegion {
        private final String name;
        private final Side before;
        private final Side after;
        private final Causes causes;
        private final MonthTimes months;
        /** The time of which both speak. */
        private final long from;

        private final long till;
        private final Map<Share, long[]> shares = new HashMap<>();
        private final Map<OfHost, BigInteger[]> hosts = new HashMap<>();
        private final IssueDifferences issues;
        private final List<IssueDifference> causedIssues = new ArrayList<>();

        OfRegion(String name, Side before, Side after, Causes causes) {
            this.name = name;
            this.before = before;
            this.after = after;
            this.causes = causes;
            long dawnBefore = before.dawn(after.dawn(0));
            long dawnAfter = after.dawn(dawnBefore);
            long horizonBefore = before.horizon(dawnAfter);
            long horizonAfter = after.horizon(dawnBefore);
            this.months = new MonthTimes(Math.min(dawnBefore, dawnAfter), Math.max(horizonBefore, horizonAfter));
            this.from = Math.max(dawnBefore, dawnAfter);
            this.till = Math.min(horizonBefore, horizonAfter);
            this.issues = new IssueDifferences(before.issues, after.issues);
        }

        List<Difference> run() {
            while (before.next != null || after.next != null) {
                int order = before.next == null
                        ? 1
                        : after.next == null ? -1 : EntityWalk.ORDER.compare(before.next.entity(), after.next.entity());
                Walked old = order <= 0 ? before.next : null;
                Walked now = order >= 0 ? after.next : null;
                entity(old, now);
                if (old != null) {
                    before.advance();
                }
                if (now != null) {
                    after.advance();
                }
            }
            List<Difference> differences = differences();
            ofNoEntity(differences);
            return differences;
        }

        /** To be asked for after {@link #run}. */
        List<IssueDifference> issues() {
            causedIssues.sort(
                    Comparator.comparing((IssueDifference each) -> each.issue().kind())
                            .thenComparing(IssueDifference::inSecond)
                            .thenComparingLong(each -> each.issue().from())
                            .thenComparingLong(each -> each.issue().id()));
            return causedIssues;
        }

        // -- one entity

        private void entity(Walked oldOrNull, Walked nowOrNull) {
            Map<Stretch, Integer> differing = new HashMap<>();
            side(before, oldOrNull, 0, differing);
            side(after, nowOrNull, 1, differing);
            differing.values().removeIf(count -> count == 0);
            List<IssueText> gone = oldOrNull == null ? List.of() : issues.of(oldOrNull.number(), false);
            List<IssueText> come = nowOrNull == null ? List.of() : issues.of(nowOrNull.number(), true);
            if (differing.isEmpty() && gone.isEmpty() && come.isEmpty()) {
                return;
            }
            List<List<StateChange>> changes = causes.of(
                    (oldOrNull == null ? nowOrNull : oldOrNull).entity(), segments(oldOrNull), segments(nowOrNull));
            differing.forEach((stretch, count) -> {
                long begins = stretch.from();
                TreeSet<Long> bounds = new TreeSet<>(causes.bounds(changes, stretch.host()));
                bounds.add(stretch.till());
                for (long bound : bounds.subSet(begins, false, stretch.till(), true)) {
                    add(
                            stretch,
                            causes.at(changes, stretch.alike().type(), stretch.host(), begins),
                            begins,
                            bound,
                            count);
                    begins = bound;
                }
            });
            gone.forEach(issue -> issue(issue, oldOrNull, changes, false));
            come.forEach(issue -> issue(issue, nowOrNull, changes, true));
        }

        private void issue(IssueText issue, Walked walked, List<List<StateChange>> changes, boolean inSecond) {
            List<EvidenceText> rows = causes.areCertain() ? List.of() : walked.evidence(issue);
            causedIssues.add(
                    new IssueDifference(issue, inSecond, causes.of(issue, rows, changes, within(issue.from()))));
        }

        private long within(long instant) {
            return Math.max(from, Math.min(instant, till));
        }

        /** What is about a number follows from what makes that differ. */
        private void ofNoEntity(List<Difference> differences) {
            Map<String, List<Difference>> byNumber = new HashMap<>();
            differences.stream()
                    .filter(Difference::isOfMonth)
                    .forEach(each -> byNumber.computeIfAbsent(
                                    each.series().text() + " " + each.resource(), key -> new ArrayList<>())
                            .add(each));
            for (boolean inSecond : new boolean[] {false, true}) {
                for (IssueText issue : issues.of(0, inSecond)) {
                    String first = month(issue.from());
                    String last = month(issue.till());
                    TreeSet<String> ofNumber = new TreeSet<>();
                    for (Difference each : byNumber.getOrDefault(issue.entities(), List.of())) {
                        if (first.compareTo(each.month()) <= 0 && each.month().compareTo(last) <= 0) {
                            ofNumber.addAll(each.causes().keySet());
                        }
                    }
                    causedIssues.add(new IssueDifference(
                            issue,
                            inSecond,
                            ofNumber.isEmpty()
                                    ? causes.of(issue, List.of(), List.of(), within(issue.from()))
                                    : String.join(" and ", ofNumber)));
                }
            }
        }

        /** As in 2023-04. */
        private String month(long instant) {
            return Micros.text(within(instant)).substring(0, 7);
        }

        private static List<SegmentText> segments(Walked walkedOrNull) {
            return walkedOrNull == null ? List.of() : walkedOrNull.segments();
        }

        /** Adds the spans to the sums of their side, and those within the common time to what may differ. */
        private void side(Side side, Walked walkedOrNull, int number, Map<Stretch, Integer> differing) {
            if (walkedOrNull == null) {
                return;
            }
            int sign = number == 0 ? -1 : 1;
            long dawn = side.dawn(0);
            long horizon = side.horizon(0);
            for (SpanText span : walkedOrNull.spans()) {
                SpanRow alike = new SpanRow(0, span.type(), span.booking(), span.quantities(), span.certainty(), 0, 0);
                long begins = Math.max(span.from(), dawn);
                long ends = Math.min(span.till(), horizon);
                months.add(side.times.computeIfAbsent(alike, key -> new long[months.size()]), begins, ends, 1);
                BigInteger[] sums = hosts.computeIfAbsent(
                        new OfHost(span.host(), alike), key -> new BigInteger[] {BigInteger.ZERO, BigInteger.ZERO});
                sums[number] = sums[number].add(BigInteger.valueOf(ends - begins));
                Stretch common = new Stretch(span.host(), alike, Math.max(begins, from), Math.min(ends, till));
                if (common.from() < common.till()) {
                    differing.merge(common, sign, Integer::sum);
                }
                outside(common, begins, Math.min(ends, from), dawn, Math.min(from, horizon), sign);
                outside(common, Math.max(begins, Math.max(till, from)), ends, Math.max(till, dawn), horizon, sign);
            }
        }

        private void outside(Stretch of, long begins, long ends, long spoken, long unspoken, int sign) {
            if (begins < ends) {
                add(of, causes.ofTime(sign > 0, spoken, unspoken), begins, ends, sign);
            }
        }

        private void add(Stretch of, String cause, long begins, long ends, int count) {
            months.add(
                    shares.computeIfAbsent(new Share(of.host(), of.alike(), cause), key -> new long[months.size()]),
                    begins,
                    ends,
                    count);
        }

        // -- sums

        private List<Difference> differences() {
            List<Difference> ofMonths = new ArrayList<>();
            List<Difference> ofHosts = new ArrayList<>();
            SortedSet<String> resources = new TreeSet<>(before.resources);
            resources.addAll(after.resources);
            for (Series series : Series.values()) {
                for (String resource : resources) {
                    months(series, resource, ofMonths);
                    hosts(series, resource, ofHosts);
                }
            }
            ofMonths.addAll(ofHosts);
            return ofMonths;
        }

        private void months(Series series, String resource, List<Difference> into) {
            List<SortedMap<String, ResourceHours>> byCause = new ArrayList<>();
            for (int month = 0; month < months.size(); month++) {
                byCause.add(new TreeMap<>());
            }
            shares.forEach((share, micros) -> {
                ResourceHours each = ResourceHours.of(series, share.alike(), resource, BigInteger.ONE);
                for (int month = 0; month < months.size() && !each.isZero(); month++) {
                    add(byCause.get(month), share.cause(), each.times(BigInteger.valueOf(micros[month])));
                }
            });
            if (byCause.stream().allMatch(Map::isEmpty)) {
                return;
            }
            ResourceHours[] old = sums(before, series, resource);
            ResourceHours[] now = sums(after, series, resource);
            for (int month = 0; month < months.size(); month++) {
                difference(
                        new Difference(
                                name,
                                series,
                                resource,
                                months.name(month),
                                "",
                                old[month],
                                now[month],
                                byCause.get(month)),
                        into);
            }
        }

        private ResourceHours[] sums(Side side, Series series, String resource) {
            ResourceHours[] sums = new ResourceHours[months.size()];
            java.util.Arrays.fill(sums, ResourceHours.NONE);
            side.times.forEach((alike, micros) -> {
                ResourceHours each = ResourceHours.of(series, alike, resource, BigInteger.ONE);
                for (int month = 0; month < sums.length && !each.isZero(); month++) {
                    sums[month] = sums[month].plus(each.times(BigInteger.valueOf(micros[month])));
                }
            });
            return sums;
        }

        private void hosts(Series series, String resource, List<Difference> into) {
            SortedMap<String, SortedMap<String, ResourceHours>> byHost = new TreeMap<>();
            shares.forEach((share, micros) -> {
                ResourceHours each = ResourceHours.of(series, share.alike(), resource, BigInteger.ONE);
                if (!each.isZero()) {
                    BigInteger all = BigInteger.ZERO;
                    for (long month : micros) {
                        all = all.add(BigInteger.valueOf(month));
                    }
                    add(byHost.computeIfAbsent(share.host(), key -> new TreeMap<>()), share.cause(), each.times(all));
                }
            });
            if (byHost.isEmpty()) {
                return;
            }
            Map<String, ResourceHours[]> sums = new HashMap<>();
            hosts.forEach((of, micros) -> {
                ResourceHours each = ResourceHours.of(series, of.alike(), resource, BigInteger.ONE);
                if (!each.isZero() && byHost.containsKey(of.host())) {
                    ResourceHours[] both = sums.computeIfAbsent(
                            of.host(), key -> new ResourceHours[] {ResourceHours.NONE, ResourceHours.NONE});
                    both[0] = both[0].plus(each.times(micros[0]));
                    both[1] = both[1].plus(each.times(micros[1]));
                }
            });
            byHost.forEach((host, byCause) -> {
                ResourceHours[] both = sums.get(host);
                difference(new Difference(name, series, resource, "", host, both[0], both[1], byCause), into);
            });
        }

        private static void add(SortedMap<String, ResourceHours> byCause, String cause, ResourceHours hours) {
            if (!hours.isZero()) {
                byCause.merge(cause, hours, ResourceHours::plus);
            }
        }

        /** Causes that came to nothing are left out, and so is what does not differ. */
        private static void difference(Difference difference, List<Difference> into) {
            difference.causes().values().removeIf(ResourceHours::isZero);
            ResourceHours sum = ResourceHours.NONE;
            for (ResourceHours share : difference.causes().values()) {
                sum = sum.plus(share);
            }
            if (!sum.equals(difference.difference())) {
                throw new IllegalStateException("the causes do not add up: " + difference);
            }
            if (!difference.causes().isEmpty()) {
                into.add(difference);
            }
        }
    }
}
