package dev.hindcast.store;

import dev.hindcast.metrics.Series;
import dev.hindcast.metrics.SpanRow;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.report.MonthTimes;
import dev.hindcast.report.ResourceHours;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SegmentText;
import dev.hindcast.store.ResultReader.SpanText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * How much of each balance, per month, rests on what confidence and on which tables. A span counts where its own confidence puts it,
 * with the tables of the rows that the deciding claims of all its segments rest on; so each resource-hour counts once.
 */
final class Coverage {
    /** Bands of confidence by their lower bounds, the surest first. */
    private static final double[] BANDS = {1.0, 0.9, 0.7, 0.0};

    /** Spans that count alike and rest on alike. */
    private record Kind(SpanRow alike, String band, String source) {}

    /** A line of a month, in the order of lines. */
    private record Part(String certainty, String band, String source) {
        static final Comparator<Part> ORDER = Comparator.comparing(Part::certainty)
                .thenComparing(Part::band, Comparator.reverseOrder())
                .thenComparing(Part::source);
    }

    private final ResultReader reader;
    private final Region region;
    private final MonthTimes months;
    private final Map<Kind, long[]> times = new HashMap<>();
    /** What is on a host rests on the host's inventory as well: the tables behind each, by the host's number and its place there. */
    private final Map<Grounds.Foreign, Collection<String>> inventories = new HashMap<>();

    Coverage(ResultReader reader, Region region) {
        this.reader = reader;
        this.region = region;
        this.months = new MonthTimes(region.dawn(), region.horizon());
    }

    void run(Export.Filter filter, Consumer<List<String>> sink) {
        EntityWalk walk = new EntityWalk(reader, region);
        for (EntityWalk.Walked walked = walk.next(); walked != null; walked = walk.next()) {
            add(walked);
        }
        for (Series series : Series.values()) {
            for (String resource : reader.resources(region)) {
                if (series.isBalance()) {
                    rows(series, resource, filter, sink);
                }
            }
        }
    }

    private void add(EntityWalk.Walked walked) {
        Grounds.Of grounds = walked.grounds();
        List<Collection<String>> tables = new ArrayList<>();
        for (int place = 0; place < grounds.segments().size(); place++) {
            tables.add(tables(grounds.segments().get(place)));
            if (walked.entity().kind() == Entity.Kind.HOST) {
                inventories.put(new Grounds.Foreign(walked.number(), place), tables.get(place));
            }
        }
        for (int i = 0; i < walked.spans().size(); i++) {
            SpanText span = walked.spans().get(i);
            Grounds.OfSpan ofSpan = grounds.ofSpans().get(i);
            TreeSet<String> sources = new TreeSet<>();
            for (int place : ofSpan.own()) {
                sources.addAll(tables.get(place));
            }
            ofSpan.foreign().forEach(segment -> sources.addAll(inventories.get(segment)));
            Kind kind = new Kind(
                    new SpanRow(0, span.type(), span.booking(), span.quantities(), span.certainty(), 0, 0),
                    band(span.confidence()),
                    String.join("+", sources));
            months.add(
                    times.computeIfAbsent(kind, key -> new long[months.size()]),
                    span.from(),
                    Math.min(span.till(), region.horizon()),
                    1);
        }
    }

    /** Behind the claim that decided: winners come first, the strongest of them before the others. */
    private static Collection<String> tables(SegmentText segment) {
        TreeSet<String> tables = new TreeSet<>();
        segment.claims().get(0).evidence().forEach(row -> tables.add(row.rawTable()));
        return tables;
    }

    private static String band(double confidence) {
        for (double bound : BANDS) {
            if (confidence >= bound) {
                return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
            }
        }
        throw new IllegalStateException("a confidence of " + confidence);
    }

    private void rows(Series series, String resource, Export.Filter filter, Consumer<List<String>> sink) {
        List<SortedMap<Part, BigInteger>> sums = new ArrayList<>();
        for (int month = 0; month < months.size(); month++) {
            sums.add(new TreeMap<>(Part.ORDER));
        }
        times.forEach((kind, micros) -> {
            ResourceHours each = ResourceHours.of(series, kind.alike(), resource, BigInteger.ONE);
            for (int month = 0; month < months.size() && !each.isZero(); month++) {
                BigInteger stood = BigInteger.valueOf(micros[month]);
                add(sums.get(month), "known", kind, each.value().multiply(stood));
                add(sums.get(month), "unknown", kind, each.unknown().multiply(stood));
                // In hours of entities, which have no quantity: a millionth of each counts as the whole.
                add(
                        sums.get(month),
                        "unmeasured",
                        kind,
                        each.unmeasured().multiply(stood).multiply(MILLION));
            }
        });
        for (int month = 0; month < months.size(); month++) {
            if (filter.takes(
                    region, months.month(month).from(), months.month(month).till())) {
                rows(series, resource, months.name(month), sums.get(month), sink);
            }
        }
    }

    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    private static void add(SortedMap<Part, BigInteger> sums, String certainty, Kind kind, BigInteger amount) {
        if (amount.signum() != 0) {
            sums.merge(new Part(certainty, kind.band(), kind.source()), amount, BigInteger::add);
        }
    }

    /** Rounded so that the parts of each certainty add up to what a report says of the month. */
    private void rows(
            Series series,
            String resource,
            String month,
            SortedMap<Part, BigInteger> sums,
            Consumer<List<String>> sink) {
        for (String certainty : List.of("known", "unknown", "unmeasured")) {
            List<Part> parts = sums.keySet().stream()
                    .filter(part -> part.certainty().equals(certainty))
                    .toList();
            List<BigDecimal> hours =
                    ResourceHours.hours(parts.stream().map(sums::get).toList());
            for (int i = 0; i < parts.size(); i++) {
                Part part = parts.get(i);
                sink.accept(List.of(
                        region.name(),
                        series.text(),
                        resource,
                        month,
                        part.certainty(),
                        part.band(),
                        part.source(),
                        hours.get(i).toPlainString()));
            }
        }
    }
}
