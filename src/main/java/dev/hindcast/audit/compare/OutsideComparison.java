package dev.hindcast.audit.compare;

import dev.hindcast.audit.compare.NovaUsage.Piece;
import dev.hindcast.evidence.Micros;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.report.ResourceHours;
import dev.hindcast.store.EntityWalk;
import dev.hindcast.store.EntityWalk.Walked;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SpanText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Entry for comparing a result with numbers from elsewhere: what we say of the same time, the difference, and how much of it each known
 * difference in reading explains; the rest is unexplained.
 */
public final class OutsideComparison {
    /** How whoever made the numbers read the region. */
    public enum Reading {
        /** Not known: what is unknown here may be counted there. */
        ANY("any"),
        NOVA_USAGE("nova-usage");

        private final String text;

        Reading(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** Of a number that no known reading explains. */
    public static final String UNEXPLAINED = "unexplained";

    public static final String UNKNOWN_HERE = "within what is unknown here";

    /**
     * A number and ours.
     *
     * @param covered    the part of its time that the result speaks of, from 0 to 1
     * @param difference theirs less ours, in resource-hours
     * @param causes     what each adds to the difference; they add up to it
     */
    public record Compared(
            OutsideRow row,
            BigDecimal ours,
            BigDecimal unknown,
            BigDecimal covered,
            BigDecimal difference,
            Map<String, BigDecimal> causes) {}

    /** A row that cannot be compared, and why. */
    public record Unfit(long line, String reason) {}

    /** @param compared in the order of the table */
    public record Outcome(List<Compared> compared, List<Unfit> unfit) {}

    private static final Set<Series> WITH_PROJECT = Set.of(
            Series.COMMITTED,
            Series.OCCUPIED,
            Series.OCCUPIED_RESERVATION,
            Series.OCCUPIED_ONDEMAND,
            Series.OCCUPIED_UNKNOWN_BOOKING,
            Series.ACTIVE);

    private static final int DECIMALS = 6;

    private OutsideComparison() {}

    public static Outcome of(ResultReader reader, List<OutsideRow> rows, Reading reading) {
        List<Unfit> unfit = new ArrayList<>();
        Map<String, List<Sum>> byRegion = new TreeMap<>();
        Map<String, Region> regions = new TreeMap<>();
        reader.regions().forEach(region -> regions.put(region.name(), region));
        for (OutsideRow row : rows) {
            String reason = unfit(reader, regions, row, reading);
            if (reason.isEmpty()) {
                byRegion.computeIfAbsent(row.region(), key -> new ArrayList<>())
                        .add(new Sum(row, regions.get(row.region())));
            } else {
                unfit.add(new Unfit(row.line(), reason));
            }
        }
        List<Compared> compared = new ArrayList<>();
        byRegion.forEach((name, sums) -> {
            new OfRegion(reader, regions.get(name), sums, reading).run();
            sums.forEach(sum -> compared.add(sum.compared(reading)));
        });
        compared.sort(Comparator.comparingLong(each -> each.row().line()));
        return new Outcome(compared, unfit);
    }

    /** Why a row cannot be compared with this result; empty if it can. */
    private static String unfit(ResultReader reader, Map<String, Region> regions, OutsideRow row, Reading reading) {
        Region region = regions.get(row.region());
        if (region == null) {
            return "the result has no region '" + row.region() + "'. Maybe one of "
                    + String.join(", ", regions.keySet()) + ".";
        }
        if (!reader.resources(region).contains(row.resource())) {
            return "region " + region.name() + " has no resource '" + row.resource() + "'. Maybe one of "
                    + String.join(", ", reader.resources(region)) + ".";
        }
        if (row.till() <= region.dawn() || row.from() >= region.horizon()) {
            return "the result says nothing of that time.";
        }
        if (!row.project().isEmpty() && !WITH_PROJECT.contains(row.series())) {
            return "series " + row.series().text() + " is not of projects.";
        }
        if (reading == Reading.NOVA_USAGE
                && !(NovaUsage.SERIES.contains(row.series()) && NovaUsage.RESOURCES.contains(row.resource()))) {
            return "nova's usage is of occupied or active in " + String.join(", ", NovaUsage.RESOURCES) + ", not of "
                    + row.series().text() + " in " + row.resource() + ".";
        }
        return "";
    }

    /** What is added up for one row. */
    private static final class Sum {
        private final OutsideRow row;
        private final Region region;
        private final long from;
        private final long till;
        private ResourceHours ours = ResourceHours.NONE;
        private final BigInteger[] readings = new BigInteger[NovaUsage.STEPS.size() + 1];

        Sum(OutsideRow row, Region region) {
            this.row = row;
            this.region = region;
            this.from = Math.max(row.from(), region.dawn());
            this.till = Math.min(row.till(), region.horizon());
            java.util.Arrays.fill(readings, BigInteger.ZERO);
        }

        private BigInteger within(long starts, long ends) {
            return BigInteger.valueOf(Math.max(0, Math.min(ends, till) - Math.max(starts, from)));
        }

        void add(SpanText span) {
            ours = ours.plus(
                    ResourceHours.of(row.series(), span.row(), row.resource(), within(span.from(), span.till())));
        }

        void add(NovaUsage usage) {
            List<List<Piece>> all = usage.readings(row.series(), row.resource());
            for (int i = 0; i < readings.length; i++) {
                for (Piece piece : all.get(i)) {
                    readings[i] = readings[i].add(
                            within(piece.from(), piece.till()).multiply(BigInteger.valueOf(piece.amount())));
                }
            }
        }

        Compared compared(Reading reading) {
            BigDecimal value = ours.valueHours();
            BigDecimal theirs = row.hours().setScale(DECIMALS, RoundingMode.HALF_EVEN);
            Map<String, BigDecimal> causes = new LinkedHashMap<>();
            BigDecimal reached = value;
            if (reading == Reading.NOVA_USAGE) {
                for (int i = 0; i < NovaUsage.STEPS.size(); i++) {
                    BigDecimal next = ResourceHours.hours(readings[i + 1]);
                    cause(causes, NovaUsage.STEPS.get(i), next.subtract(reached));
                    reached = next;
                }
            } else {
                BigDecimal counted = theirs.subtract(value).max(BigDecimal.ZERO).min(ours.unknownHours());
                cause(causes, UNKNOWN_HERE, counted);
                reached = reached.add(counted);
            }
            cause(causes, UNEXPLAINED, theirs.subtract(reached));
            BigDecimal covered = BigDecimal.valueOf(till - from)
                    .divide(BigDecimal.valueOf(row.till() - row.from()), DECIMALS, RoundingMode.HALF_EVEN);
            return new Compared(row, value, ours.unknownHours(), covered, theirs.subtract(value), causes);
        }

        private static void cause(Map<String, BigDecimal> causes, String cause, BigDecimal hours) {
            if (hours.signum() != 0) {
                causes.put(cause, hours);
            }
        }
    }

    /** Rows by their time, so that a span finds those that it reaches into. */
    private static final class ByTime {
        private final List<Sum> sums;
        /** Up to each row, the latest end of it and of those before. */
        private final long[] latestEnds;

        ByTime(List<Sum> all) {
            sums = new ArrayList<>(all);
            sums.sort(Comparator.comparingLong(sum -> sum.from));
            latestEnds = new long[sums.size()];
            long latest = Micros.ALWAYS;
            for (int i = 0; i < latestEnds.length; i++) {
                latest = Math.max(latest, sums.get(i).till);
                latestEnds[i] = latest;
            }
        }

        void add(SpanText span) {
            for (int i = last(span.till()); i >= 0 && latestEnds[i] > span.from(); i--) {
                sums.get(i).add(span);
            }
        }

        /** The last that begins before an instant. */
        private int last(long instant) {
            int low = 0;
            int high = sums.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sums.get(middle).from < instant) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low - 1;
        }
    }

    private static final class OfRegion {
        private final ResultReader reader;
        private final Region region;
        private final Reading reading;
        /** By project; empty for all. */
        private final Map<String, ByTime> byProject = new TreeMap<>();

        OfRegion(ResultReader reader, Region region, List<Sum> sums, Reading reading) {
            this.reader = reader;
            this.region = region;
            this.reading = reading;
            Map<String, List<Sum>> of = new TreeMap<>();
            sums.forEach(sum -> of.computeIfAbsent(sum.row.project(), key -> new ArrayList<>())
                    .add(sum));
            of.forEach((project, theirs) -> byProject.put(project, new ByTime(theirs)));
        }

        void run() {
            long lastSnapshot = reader.lastSnapshot(region, "nova.instances");
            boolean anyProject = byProject.size() > 1 || !byProject.containsKey("");
            EntityWalk walk = new EntityWalk(reader, region);
            for (Walked walked = walk.next(); walked != null; walked = walk.next()) {
                List<ByTime> wanted = new ArrayList<>();
                for (String project : anyProject ? new TreeSet<>(List.of("", project(walked))) : Set.of("")) {
                    if (byProject.containsKey(project)) {
                        wanted.add(byProject.get(project));
                    }
                }
                for (ByTime rows : wanted) {
                    walked.spans().forEach(rows::add);
                }
                if (reading == Reading.NOVA_USAGE
                        && walked.entity().kind() == Entity.Kind.INSTANCE
                        && !wanted.isEmpty()) {
                    NovaUsage usage = new NovaUsage(walked, lastSnapshot);
                    wanted.forEach(rows -> rows.sums.forEach(sum -> sum.add(usage)));
                }
            }
        }

        /** Of an instance as its row says, of an allocation as its lease's does; empty for all else. */
        private static String project(Walked walked) {
            EvidenceText row = switch (walked.entity().kind()) {
                case INSTANCE -> NovaUsage.row(walked, NovaUsage.TABLES);
                case ALLOCATION -> NovaUsage.row(walked, Set.of("blazar.leases"));
                default -> null;
            };
            return row == null ? "" : row.values().getOrDefault("project_id", "");
        }
    }
}
