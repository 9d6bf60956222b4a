package dev.hindcast.store;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Amount;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.metrics.SpanRow;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Entity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.sqlite.JDBC;

/** Reads one result file, and it alone: no evidence folder is needed. */
public final class ResultReader implements AutoCloseable {
    /** A region of the result; times in microseconds UTC. */
    public record Region(int id, String name, long dawn, long horizon) {
        /** Whether the result says anything about an instant: it lies within [dawn, horizon). */
        public boolean says(long instant) {
            return instant >= dawn && instant < horizon;
        }
    }

    /** A span with its names. */
    public record SpanText(
            long id,
            String type,
            String entity,
            String host,
            String booking,
            String cause,
            Quantities quantities,
            boolean known,
            double confidence,
            long from,
            long till) {
        /** What balances need of it. */
        public SpanRow row() {
            return new SpanRow(id, type, booking, quantities, known, from, till);
        }
    }

    /** A segment a span rests on. */
    public record SegmentText(
            long id,
            Entity.Kind kind,
            String entity,
            Attribute attribute,
            String value,
            long from,
            long till,
            double confidence,
            boolean contested) {}

    /**
     * A claim that won or lost in a segment, with the rule that made it.
     *
     * @param confidence of the claim; the rule's own may be higher
     */
    public record ClaimText(
            long id,
            boolean won,
            String value,
            long from,
            long till,
            String ruleId,
            String sentence,
            int precedence,
            double confidence) {}

    /**
     * A row of a source that a claim rests on.
     *
     * @param path   empty for what stands in no source file, such as a signal
     * @param row    its number in the table of that file, from 1
     * @param values by column, as text
     */
    public record EvidenceText(
            long id,
            String path,
            String rawTable,
            String key,
            long row,
            long firstSeen,
            long lastSeen,
            int sightings,
            double confidence,
            SortedMap<String, String> values) {}

    private final Path file;
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final Map<Integer, Quantities> vectors = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    private ResultReader(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** @throws InputRefused if there is no such file, or it is no result of this version */
    public static ResultReader open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputRefused(file + ": no such result file. Maybe run 'hindcast reconstruct EVIDENCE_DIR -o "
                    + file + "' first.");
        }
        try {
            // Not by way of java.sql.DriverManager, which would start DuckDB as well.
            Connection connection =
                    JDBC.createConnection("jdbc:sqlite:file:" + file.toAbsolutePath() + "?mode=ro&immutable=1", new Properties());
            ResultReader reader = new ResultReader(file, connection);
            int version = reader.one("PRAGMA user_version", rows -> rows.getInt(1));
            if (version != Schema.VERSION) {
                throw new InputRefused(
                        file + ": is no result file of this version of hindcast. Maybe reconstruct it again.");
            }
            return reader;
        } catch (SQLException e) {
            throw new InputRefused(file + ": cannot be read as a result file: " + e.getMessage(), e);
        }
    }

    /** Regions, in the order of their names. */
    public List<Region> regions() {
        return list(
                "SELECT id, name, dawn, horizon FROM region ORDER BY name",
                rows -> new Region(rows.getInt(1), rows.getString(2), rows.getLong(3), rows.getLong(4)));
    }

    /** @throws InputRefused if the result has no such region */
    public Region region(String name) {
        return regions().stream()
                .filter(region -> region.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InputRefused(file + ": has no region '" + name + "'. Maybe one of "
                        + String.join(", ", regions().stream().map(Region::name).toList()) + "."));
    }

    /** What the run row holds, by name. */
    public Map<String, String> run() {
        Map<String, String> run = new TreeMap<>();
        each("SELECT name, value FROM run ORDER BY name", rows -> run.put(rows.getString(1), rows.getString(2)));
        return run;
    }

    /** The region's balances over its whole time. */
    public Balances balances(Region region) {
        return balances(region, List.of(Series.values()));
    }

    /** The same for some series alone, which is faster. */
    public Balances balances(Region region, Collection<Series> wanted) {
        Set<String> types = new TreeSet<>();
        wanted.forEach(series -> types.addAll(series.spanTypes()));
        Map<Integer, Quantities> all = vectors();
        List<SpanRow> spans = new ArrayList<>();
        TreeSet<String> resources = new TreeSet<>(resources(region));
        each(
                "SELECT s.id, t.text, b.text, s.vector, s.known, s.starts, s.ends FROM span s JOIN name t ON t.id = s.type JOIN name b ON b.id = s.booking"
                        + " WHERE s.region = " + region.id() + " AND s.type IN (" + ids(types) + ") ORDER BY s.id",
                rows -> {
                    Quantities quantities = all.getOrDefault(rows.getInt(4), Quantities.none());
                    resources.addAll(quantities.millionths().keySet());
                    spans.add(new SpanRow(
                            rows.getLong(1),
                            rows.getString(2),
                            rows.getString(3),
                            quantities,
                            rows.getInt(5) == 1,
                            rows.getLong(6),
                            till(rows, 7)));
                });
        Balances balances = new Balances(region.dawn(), region.horizon(), resources);
        spans.forEach(balances::add);
        return balances;
    }

    /** The resources that the region's series are in. */
    public SortedSet<String> resources(Region region) {
        TreeSet<String> resources = new TreeSet<>(List.of(Quantities.NODES));
        resources.addAll(list(
                "SELECT DISTINCT resource FROM checkpoint WHERE region = " + region.id(), rows -> rows.getString(1)));
        if (resources.size() == 1) {
            // A region shorter than a day has no checkpoint.
            resources.addAll(list(
                    "SELECT DISTINCT q.resource FROM span s JOIN quantity q ON q.vector = s.vector WHERE s.region = "
                            + region.id(),
                    rows -> rows.getString(1)));
        }
        return resources;
    }

    /**
     * A balance at an instant of [dawn, horizon) from the last checkpoint of a day and the ledger since then: another way to it than
     * adding up the spans that stand, and so a check of that.
     */
    public Amount ledgerBalance(Region region, Series balance, String resource, long instant) {
        long midnight = Math.floorDiv(instant, Micros.DAY) * Micros.DAY;
        Amount sum = Amount.NONE;
        if (midnight >= region.dawn()) {
            for (Amount checkpoint : list(
                    "SELECT value, unknown, unmeasured FROM checkpoint WHERE region = ? AND series IN ("
                            + ids(Set.of(balance.text())) + ") AND resource = ? AND at <= ? ORDER BY at DESC LIMIT 1",
                    rows -> new Amount(rows.getLong(1), rows.getLong(2), rows.getLong(3)),
                    region.id(),
                    resource,
                    midnight)) {
                sum = checkpoint;
            }
        }
        // The cross join keeps SQLite from looking at all spans of the type instead of at one day's entries.
        List<Amount> entries = list(
                "SELECT l.sign, b.text, s.vector, s.known FROM ledger l CROSS JOIN span s ON s.id = l.span JOIN name b ON b.id = s.booking"
                        + " WHERE l.seq >= ? AND l.seq < ? AND s.region = ? AND s.type IN ("
                        + ids(Set.of(balance.spanType())) + ")",
                rows -> {
                    SpanRow span = new SpanRow(
                            0,
                            balance.spanType(),
                            rows.getString(2),
                            vector(rows.getInt(3)),
                            rows.getInt(4) == 1,
                            0,
                            0);
                    Amount amount = Amount.of(balance, span, resource);
                    return amount == null ? Amount.NONE : amount.times(rows.getInt(1));
                },
                firstEntryAfter(midnight >= region.dawn() ? midnight : Micros.ALWAYS),
                firstEntryAfter(instant),
                region.id());
        for (Amount entry : entries) {
            sum = sum.plus(entry);
        }
        return sum;
    }

    /** The ledger is sorted by time, so its number is found by halving. */
    private long firstEntryAfter(long instant) {
        long low = 1;
        long high = one("SELECT coalesce(max(seq), 0) + 1 FROM ledger", rows -> rows.getLong(1));
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (list("SELECT at FROM ledger WHERE seq = ?", rows -> rows.getLong(1), middle)
                            .get(0)
                    > instant) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Spans of a region and of some types that stand at an instant. */
    public List<SpanText> spansAt(Region region, Set<String> types, long instant) {
        return spans(
                "s.region = ? AND s.type IN (" + ids(types) + ") AND s.starts <= ? AND (s.ends IS NULL OR s.ends > ?)",
                region.id(),
                instant,
                instant);
    }

    /** All spans that are on a host or of it. */
    public List<SpanText> spansOn(Region region, String host) {
        return spans("s.region = ? AND s.host IN (" + ids(Set.of(host)) + ")", region.id());
    }

    /** The span of a number, or nothing. */
    public Optional<SpanText> span(long id) {
        return spans("s.id = ?", id).stream().findFirst();
    }

    /** The region of a span. */
    public Region regionOf(long span) {
        int id = list("SELECT region FROM span WHERE id = ?", rows -> rows.getInt(1), span)
                .get(0);
        return regions().stream()
                .filter(region -> region.id() == id)
                .findFirst()
                .orElseThrow();
    }

    private List<SpanText> spans(String condition, Object... values) {
        return list(
                "SELECT s.id, t.text, e.text, h.text, b.text, c.text, s.vector, s.known, s.confidence, s.starts, s.ends FROM span s"
                        + " JOIN name t ON t.id = s.type JOIN name e ON e.id = s.entity JOIN name h ON h.id = s.host JOIN name b ON b.id = s.booking"
                        + " JOIN name c ON c.id = s.cause WHERE " + condition + " ORDER BY s.id",
                rows -> new SpanText(
                        rows.getLong(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getString(6),
                        vector(rows.getInt(7)),
                        rows.getInt(8) == 1,
                        rows.getDouble(9),
                        rows.getLong(10),
                        till(rows, 11)),
                values);
    }

    /** What a span rests on, by time and attribute. */
    public List<SegmentText> segmentsOf(long span) {
        return segments("g.id IN (SELECT segment FROM span_segment WHERE span = ?)", span);
    }

    /** All segments of one entity. */
    public List<SegmentText> segmentsOf(Region region, Entity.Kind kind, String entity) {
        return segments(
                "g.region = ? AND g.kind = ? AND g.entity IN (" + ids(Set.of(entity)) + ")",
                region.id(),
                kind.ordinal());
    }

    private List<SegmentText> segments(String condition, Object... values) {
        return list(
                "SELECT g.id, g.kind, e.text, g.attribute, v.text, g.starts, g.ends, g.confidence, g.contested FROM segment g"
                        + " JOIN name e ON e.id = g.entity JOIN name v ON v.id = g.value WHERE " + condition
                        + " ORDER BY g.attribute, g.starts, g.id",
                rows -> new SegmentText(
                        rows.getLong(1),
                        Entity.Kind.values()[rows.getInt(2)],
                        rows.getString(3),
                        Attribute.values()[rows.getInt(4)],
                        rows.getString(5),
                        rows.getLong(6),
                        rows.getLong(7),
                        rows.getDouble(8),
                        rows.getInt(9) == 1),
                values);
    }

    /** The claims of a segment: winners before losers, the strongest first. */
    public List<ClaimText> claimsOf(long segment) {
        return list(
                "SELECT c.id, w.won, v.text, c.starts, c.ends, u.rule, u.sentence, u.precedence, c.confidence FROM segment_claim w"
                        + " JOIN claim c ON c.id = w.claim JOIN name v ON v.id = c.value JOIN rule u ON u.id = c.rule WHERE w.segment = ?"
                        + " ORDER BY w.won DESC, u.precedence DESC, c.confidence DESC, c.starts, c.id",
                rows -> new ClaimText(
                        rows.getLong(1),
                        rows.getInt(2) == 1,
                        rows.getString(3),
                        rows.getLong(4),
                        rows.getLong(5),
                        rows.getString(6),
                        rows.getString(7),
                        rows.getInt(8),
                        rows.getDouble(9)),
                segment);
    }

    /** The rows a claim rests on. */
    public List<EvidenceText> evidenceOf(long claim) {
        return list(
                "SELECT e.id, coalesce(o.path, ''), t.text, e.row_key, e.row, e.first_seen, e.last_seen, e.sightings, e.confidence, e.cells"
                        + " FROM claim_evidence x JOIN evidence e ON e.id = x.evidence JOIN name t ON t.id = e.raw_table"
                        + " LEFT JOIN source o ON o.id = e.source WHERE x.claim = ? ORDER BY e.id",
                rows -> new EvidenceText(
                        rows.getLong(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getLong(5),
                        rows.getLong(6),
                        rows.getLong(7),
                        rows.getInt(8),
                        rows.getDouble(9),
                        cells(rows.getString(10))),
                claim);
    }

    /** The lines {@code column=value} that the writer made; a value may hold escaped line feeds. */
    private static SortedMap<String, String> cells(String lines) {
        SortedMap<String, String> cells = new TreeMap<>();
        for (String line : lines.isEmpty() ? new String[0] : lines.split("\n", -1)) {
            int equals = line.indexOf('=');
            cells.put(line.substring(0, equals), unescaped(line.substring(equals + 1)));
        }
        return cells;
    }

    private static String unescaped(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            boolean escape = value.charAt(i) == '\\' && i + 1 < value.length();
            text.append(!escape ? value.charAt(i) : value.charAt(++i) == 'n' ? '\n' : value.charAt(i));
        }
        return text.toString();
    }

    /** The names of all hosts of a region. */
    public SortedSet<String> hosts(Region region) {
        return new TreeSet<>(list(
                "SELECT DISTINCT e.text FROM segment g JOIN name e ON e.id = g.entity WHERE g.region = ? AND g.kind = ?",
                rows -> rows.getString(1),
                region.id(),
                Entity.Kind.HOST.ordinal()));
    }

    /** The rows of an export, the first being the column names; numbers are plain decimals, times ISO-8601, an open end is empty. */
    public void export(Export export, Export.Filter filter, Consumer<List<String>> sink) {
        export.run(this, filter, sink);
    }

    // ------------------------------------------------------------------------------------------------------------------

    private Map<Integer, Quantities> vectors() {
        Map<Integer, TreeMap<String, Long>> amounts = new HashMap<>();
        each(
                "SELECT vector, resource, amount FROM quantity",
                rows -> amounts.computeIfAbsent(rows.getInt(1), key -> new TreeMap<>())
                        .put(rows.getString(2), rows.getLong(3)));
        Map<Integer, Quantities> all = new HashMap<>();
        amounts.forEach((vector, map) -> all.put(vector, new Quantities(map)));
        return all;
    }

    /** One vector: an explanation needs few of many. */
    private Quantities vector(int number) {
        Quantities known = vectors.get(number);
        if (known == null) {
            TreeMap<String, Long> amounts = new TreeMap<>();
            list(
                    "SELECT resource, amount FROM quantity WHERE vector = ?",
                    rows -> amounts.put(rows.getString(1), rows.getLong(2)),
                    number);
            known = new Quantities(amounts);
            vectors.put(number, known);
        }
        return known;
    }

    /** The numbers of some names, for an IN; names that the result does not know have none. */
    private String ids(Set<String> wanted) {
        Set<String> unknown = new TreeSet<>(wanted);
        unknown.removeAll(names.keySet());
        if (!unknown.isEmpty()) {
            // Names have no index, so those that are asked for again and again come along with the first.
            if (names.isEmpty()) {
                for (Series series : Series.values()) {
                    unknown.add(series.text());
                    unknown.addAll(series.spanTypes());
                }
            }
            unknown.forEach(name -> names.put(name, ""));
            list(
                    "SELECT text, id FROM name WHERE text IN (" + "?,".repeat(unknown.size() - 1) + "?)",
                    rows -> names.put(rows.getString(1), Integer.toString(rows.getInt(2))),
                    unknown.toArray());
        }
        return wanted.stream().map(names::get).filter(id -> !id.isEmpty()).collect(Collectors.joining(", "));
    }

    static String attribute(int ordinal) {
        return dev.hindcast.reasoning.Attribute.values()[ordinal].name().toLowerCase(java.util.Locale.ROOT);
    }

    private static long till(ResultSet rows, int column) throws SQLException {
        long till = rows.getLong(column);
        return rows.wasNull() ? Micros.FOREVER : till;
    }

    /** Turns one row into something. */
    interface Row<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** Takes one row. */
    interface RowSink {
        void take(ResultSet rows) throws SQLException;
    }

    <T> List<T> list(String sql, Row<T> row) {
        List<T> list = new ArrayList<>();
        each(sql, rows -> list.add(row.read(rows)));
        return list;
    }

    /** The same with values in place of the question marks; the statement is kept for the next time. */
    private <T> List<T> list(String sql, Row<T> row, Object... values) {
        try {
            PreparedStatement statement = prepared.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                prepared.put(sql, statement);
            }
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<T> list = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    list.add(row.read(rows));
                }
            }
            return list;
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    <T> T one(String sql, Row<T> row) {
        return list(sql, row).get(0);
    }

    void each(String sql, RowSink sink) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                sink.take(rows);
            }
        } catch (SQLException e) {
            throw refused(e);
        }
    }

    private InputRefused refused(SQLException e) {
        return new InputRefused(
                file + ": cannot be read as a result file: " + e.getMessage()
                        + ". Maybe it is damaged; reconstruct it again.",
                e);
    }

    @Override
    public void close() {
        try {
            for (PreparedStatement statement : prepared.values()) {
                statement.close();
            }
            connection.close();
        } catch (SQLException e) {
            throw refused(e);
        }
    }
}
