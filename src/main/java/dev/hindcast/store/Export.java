package dev.hindcast.store;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Attribute;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Tables that can be exported, with the columns that the design promises first (section 8). */
public enum Export {
    SPANS(
            "type, region, entity_id, host, booking, cause, resource, quantity, start, end, certainty, confidence, span_id") {
        @Override
        void run(ResultReader reader, Filter filter, Consumer<List<String>> sink) {
            Map<Integer, ResultReader.Region> regions = regions(reader);
            List<Measured> alike = new ArrayList<>();
            reader.each(
                    "SELECT " + ResultReader.SPAN + ", r.id FROM span s JOIN span_kind k ON k.id = s.kind"
                            + " JOIN region r ON r.id = k.region JOIN entity e ON e.id = s.entity"
                            + filter.where("r.name", "s.starts", "s.ends")
                            + " ORDER BY r.name, k.type, " + Schema.ENTITY_NAME + ", s.starts, k.known DESC, s.id",
                    rows -> {
                        ResultReader.SpanText span = reader.span(rows);
                        String region = regions.get(rows.getInt(8)).name();
                        if (!alike.isEmpty() && !alike.get(0).isAlike(region, span)) {
                            spans(alike, sink);
                        }
                        alike.addAll(Measured.of(region, span));
                    });
            spans(alike, sink);
        }

        /** Several spans that begin at once go by resource. */
        private void spans(List<Measured> alike, Consumer<List<String>> sink) {
            alike.sort(Comparator.comparing(Measured::resource)
                    .thenComparingLong(each -> each.span().id()));
            for (Measured each : alike) {
                ResultReader.SpanText span = each.span();
                sink.accept(List.of(
                        span.type(),
                        each.region(),
                        span.entity(),
                        span.host(),
                        span.booking(),
                        span.cause(),
                        each.resource(),
                        each.amount(1),
                        Micros.text(span.from()),
                        Micros.text(span.till()),
                        span.known() ? "known" : "unknown",
                        decimal(span.confidence()),
                        Long.toString(span.id())));
            }
            alike.clear();
        }
    },
    POOL("region, host, state, start, end, confidence, rule") {
        @Override
        void run(ResultReader reader, Filter filter, Consumer<List<String>> sink) {
            segments(
                    reader,
                    filter,
                    true,
                    segment -> sink.accept(List.of(
                            segment.get(0),
                            segment.get(2),
                            segment.get(4).equals("unspoken") ? "unknown" : segment.get(4),
                            segment.get(5),
                            segment.get(6),
                            segment.get(7),
                            segment.get(8))));
        }
    },
    SERIES("region, series, resource, timestamp, value, unknown, unmeasured, low, high") {
        @Override
        void run(ResultReader reader, Filter filter, Consumer<List<String>> sink) {
            for (ResultReader.Region region : reader.regions()) {
                if (!filter.region().isEmpty() && !filter.region().equals(region.name())) {
                    continue;
                }
                Balances balances = reader.balances(region);
                for (Series series : Series.values()) {
                    for (String resource : balances.resources()) {
                        Balances.Step before = null;
                        for (Balances.Step step : balances.steps(series, resource)) {
                            if (step.at() < filter.from()) {
                                before = step;
                            } else if (step.at() < filter.till()) {
                                if (before != null && step.at() > filter.from()) {
                                    sink.accept(step(region, series, resource, filter.from(), before));
                                }
                                before = null;
                                sink.accept(step(region, series, resource, step.at(), step));
                            }
                        }
                        if (before != null && filter.from() < region.horizon()) {
                            sink.accept(step(region, series, resource, filter.from(), before));
                        }
                    }
                }
            }
        }

        private List<String> step(
                ResultReader.Region region, Series series, String resource, long at, Balances.Step step) {
            return List.of(
                    region.name(),
                    series.text(),
                    resource,
                    Micros.text(at),
                    amount(step.value()),
                    amount(step.unknown()),
                    Long.toString(step.unmeasured()),
                    amount(step.low()),
                    amount(step.high()));
        }
    },
    ISSUES("kind, severity, region, entity_id, host, start, end, detail, rule, issue_id") {
        @Override
        void run(ResultReader reader, Filter filter, Consumer<List<String>> sink) {
            reader.each(
                    "SELECT k.text, v.text, r.name, i.entity, h.text, i.starts, i.ends, d.text, coalesce(u.rule, ''), i.id FROM issue i JOIN name k ON k.id = i.kind"
                            + " JOIN name v ON v.id = i.severity JOIN name d ON d.id = i.detail"
                            + " JOIN region r ON r.id = i.region JOIN name h ON h.id = i.host LEFT JOIN rule u ON u.id = i.rule"
                            + filter.where("r.name", "coalesce(i.starts, " + Micros.ALWAYS + ")", "i.ends")
                            + " ORDER BY r.name, k.text, i.entity, h.text, i.starts, i.id",
                    rows -> sink.accept(row(rows, 10, List.of(6, 7))));
        }
    },
    SEGMENTS(
            "region, kind, entity_id, attribute, value, start, end, confidence, rule, sentence, contested, segment_id, windows") {
        @Override
        void run(ResultReader reader, Filter filter, Consumer<List<String>> sink) {
            segments(reader, filter, false, sink);
        }
    },
    LEDGER("seq, region, at, sign, type, entity_id, resource, quantity, certainty, span_id") {
        @Override
        void run(ResultReader reader, Filter filter, Consumer<List<String>> sink) {
            Map<Integer, ResultReader.Region> regions = regions(reader);
            reader.each(
                    "SELECT " + ResultReader.SPAN + ", r.id, l.seq, " + Schema.ENTRY_SIGN
                            + " FROM ledger l JOIN span s ON " + Schema.ENTRY_SPAN
                            + " JOIN span_kind k ON k.id = s.kind JOIN region r ON r.id = k.region JOIN entity e ON e.id = s.entity"
                            + filter.where("r.name", Schema.ENTRY_AT, Schema.ENTRY_AT)
                            + " ORDER BY l.seq",
                    rows -> {
                        ResultReader.SpanText span = reader.span(rows);
                        int sign = rows.getInt(10);
                        for (Measured each :
                                Measured.of(regions.get(rows.getInt(8)).name(), span)) {
                            sink.accept(List.of(
                                    Long.toString(rows.getLong(9)),
                                    each.region(),
                                    Micros.text(sign > 0 ? span.from() : span.till()),
                                    Integer.toString(sign),
                                    span.type(),
                                    span.entity(),
                                    each.resource(),
                                    each.amount(sign),
                                    span.known() ? "known" : "unknown",
                                    Long.toString(span.id())));
                        }
                    });
        }
    },
    EVIDENCE(
            "evidence_id, region, file, raw_table, key, row, first_seen, last_seen, sightings, confidence, cells, last_file, last_row, last_cells") {
        @Override
        void run(ResultReader reader, Filter filter, Consumer<List<String>> sink) {
            Map<Integer, ResultReader.Region> regions = regions(reader);
            reader.eachGrounds((region, grounds, block) -> {
                for (int place = 0; place < grounds.rows().size(); place++) {
                    ResultReader.EvidenceText row = grounds.rows().get(place).text(place, block);
                    // It was still seen at its last sighting.
                    if (filter.takes(regions.get(region), row.firstSeen(), row.lastSeen() + 1)) {
                        boolean changed = !row.lastValues().isEmpty();
                        sink.accept(List.of(
                                row.id(),
                                regions.get(region).name(),
                                row.path(),
                                row.rawTable(),
                                row.key(),
                                Long.toString(row.row()),
                                Micros.text(row.firstSeen()),
                                Micros.text(row.lastSeen()),
                                Integer.toString(row.sightings()),
                                decimal(row.confidence()),
                                cells(row.values()),
                                changed ? row.lastPath() : "",
                                changed ? Long.toString(row.lastRow()) : "",
                                cells(row.lastValues())));
                    }
                }
            });
        }
    },
    SOURCES("region, file, kind, seen, complete, sha256, note, raw_table, read, emitted, quarantined") {
        @Override
        void run(ResultReader reader, Filter filter, Consumer<List<String>> sink) {
            reader.each(
                    "SELECT r.name, s.path, s.kind, s.seen, s.complete, s.sha256, s.note, coalesce(n.raw_table, ''), n.read, n.emitted, n.quarantined FROM source s"
                            + " JOIN region r ON r.id = s.region LEFT JOIN row_count n ON n.source = s.id"
                            + filter.where("r.name", "s.seen", "s.seen")
                            + " ORDER BY r.name, s.path, n.raw_table",
                    rows -> sink.accept(row(rows, 11, List.of(4))));
        }
    },
    QUARANTINE("region, file, raw_table, row, reason, excerpt") {
        @Override
        void run(ResultReader reader, Filter filter, Consumer<List<String>> sink) {
            reader.each(
                    "SELECT r.name, s.path, q.raw_table, q.row, q.reason, q.excerpt FROM quarantine q JOIN source s ON s.id = q.source JOIN region r ON r.id = s.region"
                            + filter.where("r.name", "s.seen", "s.seen")
                            + " ORDER BY r.name, s.path, q.raw_table, q.row, q.id",
                    rows -> sink.accept(row(rows, 6, List.of())));
        }
    },
    RULES("rule, sentence, file, line, precedence, confidence, since, reads, golden, claims_won, claims_lost") {
        @Override
        void run(ResultReader reader, Filter filter, Consumer<List<String>> sink) {
            Map<String, long[]> claims = new HashMap<>();
            reader.eachGrounds((region, grounds, block) -> grounds.segments()
                    .forEach(segment -> segment.claims()
                            .forEach(claim -> claims.computeIfAbsent(claim.ruleId(), rule -> new long[2])[
                                    claim.won() ? 0 : 1]++)));
            reader.each(
                    "SELECT rule, sentence, file, line, precedence, confidence, since, reads, golden FROM rule ORDER BY rule",
                    rows -> {
                        List<String> row = new ArrayList<>(row(rows, 9, List.of()));
                        for (long count : claims.getOrDefault(row.get(0), new long[2])) {
                            row.add(Long.toString(count));
                        }
                        sink.accept(row);
                    });
        }
    },
    SIGNALS(
            "region, signal, place, kind, scope, says, value, start, end, confidence, author, source, reason, claims_won,"
                    + " claims_lost, hosts, allocations, instances, series, resource, with_value, with_unknown, without_value,"
                    + " without_unknown") {
        @Override
        void run(ResultReader reader, Filter filter, Consumer<List<String>> sink) {
            for (ResultReader.Region region : reader.regions()) {
                if (filter.region().isEmpty() || filter.region().equals(region.name())) {
                    SignalGains gains = new SignalGains(reader, region);
                    reader.each(
                            "SELECT r.name, s.signal, s.place, s.kind, s.scope, s.says, s.value, s.starts, s.ends, s.confidence, s.author, s.source,"
                                    + " s.reason, s.won, s.lost, s.hosts, s.allocations, s.instances, s.id FROM signal s JOIN region r ON r.id = s.region"
                                    + new Filter(region.name(), filter.from(), filter.till())
                                            .where("r.name", "coalesce(s.starts, " + Micros.ALWAYS + ")", "s.ends")
                                    + " ORDER BY s.signal, s.id",
                            rows -> {
                                List<String> signal = row(rows, 18, List.of(8, 9));
                                for (List<String> gain : gains.of(rows.getLong(19))) {
                                    List<String> row = new ArrayList<>(signal);
                                    row.addAll(gain);
                                    sink.accept(row);
                                }
                            });
                }
            }
        }
    },
    WINDOWS(
            "region, window, place, table, column, holds_for, absence_from, absence_to, kept_for, purged_at, confidence,"
                    + " author, source, reason, attribute, segments, entities, entity_hours") {
        @Override
        void run(ResultReader reader, Filter filter, Consumer<List<String>> sink) {
            new WindowsUsed(reader).export(reader, filter).forEach(sink);
        }
    },
    COVERAGE("region, series, resource, month, certainty, confidence, source, resource_hours") {
        @Override
        void run(ResultReader reader, Filter filter, Consumer<List<String>> sink) {
            for (ResultReader.Region region : reader.regions()) {
                if (filter.region().isEmpty() || filter.region().equals(region.name())) {
                    new Coverage(reader, region).run(filter, sink);
                }
            }
        }
    };

    /**
     * A span and one of its resources; one alone, empty, where nothing of it was measured.
     *
     * @param millionths of the resource, or null
     */
    private record Measured(String region, ResultReader.SpanText span, String resource, Long millionths) {
        static List<Measured> of(String region, ResultReader.SpanText span) {
            List<Measured> all = new ArrayList<>();
            span.quantities()
                    .millionths()
                    .forEach((resource, amount) -> all.add(new Measured(region, span, resource, amount)));
            return all.isEmpty() ? List.of(new Measured(region, span, "", null)) : all;
        }

        boolean isAlike(String otherRegion, ResultReader.SpanText other) {
            return span.from() == other.from()
                    && span.entity().equals(other.entity())
                    && span.type().equals(other.type())
                    && span.certainty() == other.certainty()
                    && region.equals(otherRegion);
        }

        String amount(int sign) {
            return millionths == null ? "" : Export.amount(sign * millionths);
        }
    }

    /** Narrows an export; an empty region means all. */
    public record Filter(String region, long from, long till) {
        public static Filter all() {
            return new Filter("", Micros.ALWAYS, Micros.FOREVER);
        }

        /** Whether [starts, ends) reaches into [from, till); an instant is its own start and end. */
        boolean takes(ResultReader.Region of, long starts, long ends) {
            return (region.isEmpty() || region.equals(of.name())) && (ends > from || starts >= from) && starts < till;
        }

        String where(String regionColumn, String starts, String ends) {
            List<String> conditions = new ArrayList<>();
            if (!region.isEmpty()) {
                conditions.add(regionColumn + " = '" + region.replace("'", "''") + "'");
            }
            if (from != Micros.ALWAYS) {
                conditions.add(
                        "(" + ends + " IS NULL OR " + ends + " > " + from + " OR " + starts + " >= " + from + ")");
            }
            if (till != Micros.FOREVER) {
                conditions.add(starts + " < " + till);
            }
            return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        }
    }

    private final List<String> columns;

    Export(String columns) {
        this.columns = List.of(columns.split(", "));
    }

    public List<String> columns() {
        return columns;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    abstract void run(ResultReader reader, Filter filter, Consumer<List<String>> sink);

    private static Map<Integer, ResultReader.Region> regions(ResultReader reader) {
        return reader.regions().stream().collect(Collectors.toMap(ResultReader.Region::id, region -> region));
    }

    /** Segments are what was concluded; a pool is what is said, and nothing is said outside dawn and horizon. */
    private static void segments(ResultReader reader, Filter filter, boolean pool, Consumer<List<String>> sink) {
        Map<Integer, ResultReader.Region> regions = regions(reader);
        WindowsUsed windows = new WindowsUsed(reader);
        reader.eachGrounds((number, grounds, block) -> {
            ResultReader.Region region = regions.get(number);
            for (ResultReader.SegmentText segment : grounds.segments()) {
                long from = pool ? Math.max(segment.from(), region.dawn()) : segment.from();
                long till = pool && segment.till() >= region.horizon() ? Micros.FOREVER : segment.till();
                boolean said = !pool
                        || segment.attribute() == Attribute.POOL && from < region.horizon() && till > region.dawn();
                if (said && filter.takes(region, from, till)) {
                    // Of the claims that agree the strongest comes first: its confidence is the segment's.
                    ResultReader.ClaimText winner = segment.claims().get(0);
                    sink.accept(List.of(
                            region.name(),
                            segment.kind().name().toLowerCase(Locale.ROOT),
                            segment.entity(),
                            segment.attribute().name().toLowerCase(Locale.ROOT),
                            segment.value(),
                            Micros.text(from),
                            Micros.text(till),
                            decimal(segment.confidence()),
                            winner.ruleId(),
                            winner.sentence(),
                            segment.contested() ? "1" : "0",
                            segment.id(),
                            String.join(" ", windows.of(number, segment))));
                }
            }
        });
    }

    private static String cells(Map<String, String> values) {
        return values.entrySet().stream()
                .map(cell -> cell.getKey() + "="
                        + cell.getValue().replace("\\", "\\\\").replace("\n", "\\n"))
                .collect(Collectors.joining("\n"));
    }

    static String decimal(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** Always with a decimal point, so that no reader takes the column for whole numbers. */
    static String amount(long millionths) {
        return pointed(Quantities.decimal(millionths));
    }

    static String amount(BigDecimal number) {
        return pointed(number.stripTrailingZeros().toPlainString());
    }

    private static String pointed(String plain) {
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    private static List<String> row(ResultSet rows, int width, List<Integer> times) throws SQLException {
        List<String> row = new ArrayList<>(width);
        for (int i = 1; i <= width; i++) {
            Object value = rows.getObject(i);
            if (value == null) {
                row.add("");
            } else if (times.contains(i)) {
                row.add(Micros.text(rows.getLong(i)));
            } else if (value instanceof Double number) {
                row.add(decimal(number));
            } else {
                row.add(value.toString());
            }
        }
        return row;
    }
}
