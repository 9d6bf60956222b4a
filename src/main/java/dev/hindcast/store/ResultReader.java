package dev.hindcast.store;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.SpanRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Reads one result file, and it alone: no evidence folder is needed. */
public final class ResultReader implements AutoCloseable {
    /** A region of the result; times in microseconds UTC. */
    public record Region(int id, String name, long dawn, long horizon) {}

    /** A span with its names. */
    public record SpanText(
            long id, String type, String entity, String host, String booking, String cause, Quantities quantities, boolean known,
            double confidence, long from, long till) {}

    /** A segment a span rests on, with the rule that decided it. */
    public record SegmentText(
            long id, String entity, String attribute, String value, long from, long till, double confidence, boolean contested) {}

    /** A claim that won or lost in a segment. */
    public record ClaimText(
            long id, boolean won, String value, String ruleId, String sentence, int precedence, double confidence) {}

    /** A row of a source that a claim rests on; {@code cells} are lines {@code column=value}. */
    public record EvidenceText(
            long id, String path, String rawTable, String key, long row, long firstSeen, long lastSeen, int sightings, String cells) {}

    private final Path file;
    private final Connection connection;

    private ResultReader(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** @throws InputRefused if there is no such file, or it is no result of this version */
    public static ResultReader open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputRefused(file + ": no such result file. Maybe run 'hindcast reconstruct EVIDENCE_DIR -o " + file + "' first.");
        }
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:file:" + file.toAbsolutePath() + "?mode=ro&immutable=1");
            ResultReader reader = new ResultReader(file, connection);
            int version = reader.one("PRAGMA user_version", rows -> rows.getInt(1));
            if (version != Schema.VERSION) {
                throw new InputRefused(file + ": is no result file of this version of hindcast. Maybe reconstruct it again.");
            }
            return reader;
        } catch (SQLException e) {
            throw new InputRefused(file + ": cannot be read as a result file: " + e.getMessage(), e);
        }
    }

    /** Regions, in the order of their names. */
    public List<Region> regions() {
        return list("SELECT id, name, dawn, horizon FROM region ORDER BY name",
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
        Map<Integer, Quantities> vectors = vectors();
        List<SpanRow> spans = new ArrayList<>();
        TreeSet<String> resources = new TreeSet<>(List.of(Quantities.NODES));
        each("SELECT s.id, t.text, b.text, s.vector, s.known, s.starts, s.ends FROM span s JOIN name t ON t.id = s.type JOIN name b ON b.id = s.booking"
                        + " WHERE s.region = " + region.id() + " ORDER BY s.id",
                rows -> {
                    Quantities quantities = vectors.getOrDefault(rows.getInt(4), Quantities.none());
                    resources.addAll(quantities.millionths().keySet());
                    spans.add(new SpanRow(rows.getLong(1), rows.getString(2), rows.getString(3), quantities, rows.getInt(5) == 1, rows.getLong(6), till(rows, 7)));
                });
        Balances balances = new Balances(region.dawn(), region.horizon(), resources);
        spans.forEach(balances::add);
        return balances;
    }

    /** Spans of a region that are active at an instant. */
    public List<SpanText> spansAt(Region region, long instant) {
        return spans("s.region = " + region.id() + " AND s.starts <= " + instant + " AND (s.ends IS NULL OR s.ends > " + instant + ")");
    }

    /** All spans of a region that a host or an entity has. */
    public List<SpanText> spansOf(Region region, String hostOrEntity) {
        List<Integer> ids = namesOf(hostOrEntity);
        return ids.isEmpty() ? List.of() : spans("s.region = " + region.id() + " AND (s.host = " + ids.get(0) + " OR s.entity = " + ids.get(0) + ")");
    }

    public List<SpanText> span(long id) {
        return spans("s.id = " + id);
    }

    private List<SpanText> spans(String condition) {
        Map<Integer, Quantities> vectors = vectors();
        return list("SELECT s.id, t.text, e.text, h.text, b.text, c.text, s.vector, s.known, s.confidence, s.starts, s.ends FROM span s"
                        + " JOIN name t ON t.id = s.type JOIN name e ON e.id = s.entity JOIN name h ON h.id = s.host JOIN name b ON b.id = s.booking"
                        + " JOIN name c ON c.id = s.cause WHERE " + condition + " ORDER BY s.id",
                rows -> new SpanText(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4), rows.getString(5), rows.getString(6),
                        vectors.getOrDefault(rows.getInt(7), Quantities.none()), rows.getInt(8) == 1, rows.getDouble(9), rows.getLong(10), till(rows, 11)));
    }

    /** What a span rests on. */
    public List<SegmentText> segmentsOf(long span) {
        return segments("g.id IN (SELECT segment FROM span_segment WHERE span = " + span + ")");
    }

    /** All segments of one entity. */
    public List<SegmentText> segmentsOf(Region region, String entity) {
        List<Integer> ids = namesOf(entity);
        return ids.isEmpty() ? List.of() : segments("g.region = " + region.id() + " AND g.entity = " + ids.get(0));
    }

    private List<SegmentText> segments(String condition) {
        return list("SELECT g.id, e.text, g.attribute, v.text, g.starts, g.ends, g.confidence, g.contested FROM segment g JOIN name e ON e.id = g.entity"
                        + " JOIN name v ON v.id = g.value WHERE " + condition + " ORDER BY g.id",
                rows -> new SegmentText(rows.getLong(1), rows.getString(2), attribute(rows.getInt(3)), rows.getString(4), rows.getLong(5), rows.getLong(6),
                        rows.getDouble(7), rows.getInt(8) == 1));
    }

    /** The claims of a segment, winners first. */
    public List<ClaimText> claimsOf(long segment) {
        return list("SELECT c.id, w.won, v.text, u.rule, u.sentence, u.precedence, c.confidence FROM segment_claim w JOIN claim c ON c.id = w.claim"
                        + " JOIN name v ON v.id = c.value JOIN rule u ON u.id = c.rule WHERE w.segment = " + segment + " ORDER BY w.won DESC, u.precedence DESC, c.id",
                rows -> new ClaimText(rows.getLong(1), rows.getInt(2) == 1, rows.getString(3), rows.getString(4), rows.getString(5), rows.getInt(6), rows.getDouble(7)));
    }

    /** The rows a claim rests on. */
    public List<EvidenceText> evidenceOf(long claim) {
        return list("SELECT e.id, coalesce(o.path, ''), t.text, e.row_key, e.row, e.first_seen, e.last_seen, e.sightings, e.cells FROM claim_evidence x"
                        + " JOIN evidence e ON e.id = x.evidence JOIN name t ON t.id = e.raw_table LEFT JOIN source o ON o.id = e.source WHERE x.claim = "
                        + claim + " ORDER BY e.id",
                rows -> new EvidenceText(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4), rows.getLong(5), rows.getLong(6), rows.getLong(7),
                        rows.getInt(8), rows.getString(9)));
    }

    /** The rows of an export, the first being the column names; numbers are plain decimals, times ISO-8601, an open end is empty. */
    public void export(Export export, Export.Filter filter, Consumer<List<String>> sink) {
        export.run(this, filter, sink);
    }

    // ------------------------------------------------------------------------------------------------------------------

    private Map<Integer, Quantities> vectors() {
        Map<Integer, TreeMap<String, Long>> amounts = new HashMap<>();
        each("SELECT vector, resource, amount FROM quantity", rows -> amounts.computeIfAbsent(rows.getInt(1), key -> new TreeMap<>()).put(rows.getString(2), rows.getLong(3)));
        Map<Integer, Quantities> vectors = new HashMap<>();
        amounts.forEach((vector, map) -> vectors.put(vector, new Quantities(map)));
        return vectors;
    }

    private List<Integer> namesOf(String text) {
        try (PreparedStatement statement = connection.prepareStatement("SELECT id FROM name WHERE text = ?")) {
            statement.setString(1, text);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? List.of(rows.getInt(1)) : List.of();
            }
        } catch (SQLException e) {
            throw refused(e);
        }
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
        return new InputRefused(file + ": cannot be read as a result file: " + e.getMessage() + ". Maybe it is damaged; reconstruct it again.", e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw refused(e);
        }
    }
}
