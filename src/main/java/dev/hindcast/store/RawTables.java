package dev.hindcast.store;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.Entity;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.sqlite.JDBC;

/**
 * The rows of a result file as they stand, for whoever works them out anew: what refers to nothing is handed out as it is and not
 * refused. Times are microseconds UTC, quantities and confidences millionths.
 */
public final class RawTables {
    /**
     * An entity with what it rests on and its spans.
     *
     * @param spanGrounds by span, in their order: the ids of the segments it rests on
     */
    public record EntityRow(
            long id,
            int region,
            String kind,
            String name,
            long firstSpan,
            List<ResultReader.SegmentText> segments,
            List<List<String>> spanGrounds,
            List<SpanRow> spans) {}

    /** @param ends null if it is open */
    public record SpanRow(
            long id,
            int region,
            String type,
            long entity,
            String host,
            String booking,
            String cause,
            int vector,
            int known,
            long confidence,
            long starts,
            Long ends) {}

    /** An entry: the number of its span, below zero at the span's end. */
    public record EntryRow(long seq, long signedSpan) {}

    public record BlockRow(long block, long lastSeq, String hash) {}

    /** Spans that stand after an entry. */
    public record StandingRow(int region, String type, List<Long> spans) {}

    /** A finding, without what it rests on. */
    public record IssueRow(long id, String kind, int region, String entity, Long starts, Long ends) {}

    /** Some entities of the file. */
    public interface BlockSink {
        void take(List<EntityRow> entities);

        /** They cannot be unpacked: their spans are those that the entities say, and nothing is known of segments. */
        void damaged(List<EntityRow> entities, String why);
    }

    /** A table's digest as it is now. */
    public record TableDigest(String table, long rows, String sha256) {}

    private final ResultReader reader;
    private final Map<Integer, String> names = new HashMap<>();

    /** @throws InputRefused if the file cannot be read, from here on in every method */
    public RawTables(ResultReader reader) {
        this.reader = reader;
        reader.each("SELECT id, text FROM name", rows -> names.put(rows.getInt(1), rows.getString(2)));
    }

    private String name(int id) {
        return names.getOrDefault(id, "(no name " + id + ")");
    }

    // -- the file as a whole
    // -------------------------------------------------------------------------------------------

    /** Where tables, views, indexes or guards are not as hindcast makes them, or nothing. */
    public Optional<String> schemaDifference() {
        String sql = "SELECT type || ' ' || name, tbl_name || ': ' || coalesce(sql, '') FROM sqlite_master";
        SortedMap<String, String> found = new TreeMap<>();
        reader.each(sql, rows -> found.put(rows.getString(1), rows.getString(2)));
        SortedMap<String, String> made = new TreeMap<>();
        try (Connection fresh = JDBC.createConnection("jdbc:sqlite::memory:", new Properties());
                Statement statement = fresh.createStatement()) {
            for (String table : Schema.TABLES) {
                statement.execute(table);
            }
            for (String later : Schema.afterwards()) {
                statement.execute(later);
            }
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    made.put(rows.getString(1), rows.getString(2));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        for (Map.Entry<String, String> expected : made.entrySet()) {
            String stands = found.remove(expected.getKey());
            if (!expected.getValue().equals(stands)) {
                return Optional.of(expected.getKey()
                        + (stands == null ? " is missing" : " is not as hindcast makes it: " + stands));
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found.firstKey() + " is none of hindcast's");
    }

    /** What SQLite itself finds wrong with pages and indexes, or nothing. */
    public Optional<String> damage() {
        return reader.list("PRAGMA integrity_check(1)", rows -> rows.getString(1)).stream()
                .filter(line -> !line.equals("ok"))
                .findFirst();
    }

    public SortedMap<String, String> run() {
        return new TreeMap<>(reader.run());
    }

    /** The head that the run row gives now. */
    public String head() {
        return Schema.head(run());
    }

    /** All tables that have a digest in the run row. */
    public List<String> tables() {
        return Schema.tables().stream().filter(table -> !table.equals("run")).toList();
    }

    /** Reads a table and all its values, in the order of its key. */
    public TableDigest digest(String table) {
        MessageDigest digest = TextFile.digest();
        long[] read = {0};
        int key = reader.list(
                        "SELECT count(*) FROM pragma_table_info('" + table + "') WHERE pk > 0", rows -> rows.getInt(1))
                .get(0);
        StringBuilder order = new StringBuilder(" ORDER BY 1");
        for (int column = 2; column <= key; column++) {
            order.append(", ").append(column);
        }
        Digested row = new Digested();
        reader.each("SELECT * FROM " + table + order, rows -> {
            if (row.columns == 0) {
                ResultSetMetaData columns = rows.getMetaData();
                row.columns = columns.getColumnCount();
            }
            digest.update(row.of(rows));
            read[0]++;
        });
        return new TableDigest(table, read[0], HexFormat.of().formatHex(digest.digest()));
    }

    /** A row as the bytes that its digest is of: each value's kind, and its number, or its length and bytes. */
    private static final class Digested {
        private ByteBuffer bytes = ByteBuffer.allocate(1024);
        private int columns;

        ByteBuffer of(ResultSet rows) throws SQLException {
            bytes.clear();
            for (int column = 1; column <= columns; column++) {
                Object value = rows.getObject(column);
                if (value == null) {
                    put(0, 0);
                } else if (value instanceof Integer || value instanceof Long) {
                    put(1, ((Number) value).longValue());
                } else if (value instanceof Double number) {
                    put(2, Double.doubleToLongBits(number));
                } else {
                    // Of a text the bytes as they stand, which may be no text.
                    byte[] content = value instanceof byte[] blob ? blob : rows.getBytes(column);
                    put(value instanceof byte[] ? 3 : 4, content.length);
                    room(content.length);
                    bytes.put(content);
                }
            }
            return bytes.flip();
        }

        private void put(int kind, long number) {
            room(9);
            bytes.put((byte) kind).putLong(number);
        }

        private void room(int more) {
            if (bytes.remaining() < more) {
                bytes = ByteBuffer.allocate(Math.max(bytes.capacity() * 2, bytes.position() + more))
                        .put(bytes.flip());
            }
        }
    }

    // -- rows
    // ----------------------------------------------------------------------------------------------------------

    public List<ResultReader.Region> regions() {
        return reader.regions();
    }

    /** Resources of a region by their number; a number that lacks is an empty text. */
    public List<String> resources(int region) {
        return reader.list(
                "SELECT resource FROM resource WHERE region = ? ORDER BY number", rows -> rows.getString(1), region);
    }

    /** Millionths by resource, by vector. */
    public Map<Integer, SortedMap<String, Long>> vectors() {
        Map<Integer, SortedMap<String, Long>> vectors = new HashMap<>();
        reader.each(
                "SELECT vector, resource, amount FROM quantity",
                rows -> vectors.computeIfAbsent(rows.getInt(1), vector -> new TreeMap<>())
                        .put(rows.getString(2), rows.getLong(3)));
        return vectors;
    }

    public long count(String table) {
        return reader.list("SELECT count(*) FROM " + table, rows -> rows.getLong(1))
                .get(0);
    }

    /** All entities and spans, block by block as they are packed. */
    public void eachBlock(BlockSink sink) {
        List<long[]> blocks = reader.list("SELECT first_entity, last_entity FROM grounds ORDER BY last_entity", rows ->
                new long[] {rows.getLong(1), rows.getLong(2)});
        long spans = count("span");
        long nextSpan = 1;
        for (long[] block : blocks) {
            List<Grounds.Of> grounds = null;
            String why = "";
            try {
                grounds = reader.open(block[1]).grounds();
            } catch (InputRefused e) {
                if (e.getCause() instanceof SQLException) {
                    throw e;
                }
                // Whatever the unpacking of damaged bytes ran into.
                why = e.getCause().toString();
            }
            List<EntityRow> entities = block(block[0], block[1], grounds, nextSpan, spans);
            for (EntityRow entity : entities) {
                nextSpan += entity.spanGrounds().size();
            }
            if (grounds == null) {
                sink.damaged(entities, why);
            } else {
                sink.take(entities);
            }
        }
    }

    /**
     * Whose span is which is told by the grounds, and what the other tables say of that can be compared with it.
     *
     * @param groundsOrNull null if they cannot be told; then the entities say which spans are theirs
     */
    private List<EntityRow> block(
            long first, long last, List<Grounds.Of> groundsOrNull, long firstSpan, long spansOfAll) {
        List<EntityRow> entities = new ArrayList<>();
        long[] next = {firstSpan};
        reader.list(
                "SELECT id, region, kind, " + Schema.ENTITY_NAME
                        + ", first_span, coalesce((SELECT n.first_span FROM entity n WHERE n.id = e.id + 1), ?)"
                        + " FROM entity e WHERE id BETWEEN ? AND ? ORDER BY id",
                rows -> {
                    long id = rows.getLong(1);
                    List<ResultReader.SegmentText> segments = List.of();
                    List<List<String>> rests;
                    if (groundsOrNull == null) {
                        long theirs = Math.max(0, Math.min(spansOfAll, rows.getLong(6) - 1) - rows.getLong(5) + 1);
                        rests = Collections.nCopies((int) theirs, List.of());
                    } else {
                        Grounds.Of of = groundsOrNull.get(entities.size());
                        segments = of.segments();
                        rests = of.ofSpans().stream().map(rest -> ids(id, rest)).toList();
                    }
                    next[0] += rests.size();
                    return entities.add(new EntityRow(
                            id,
                            rows.getInt(2),
                            kind(rows.getInt(3)),
                            rows.getString(4),
                            rows.getLong(5),
                            segments,
                            rests,
                            new ArrayList<>()));
                },
                spansOfAll + 1,
                first,
                last);
        Map<Long, SpanRow> spans = new HashMap<>();
        reader.list(
                "SELECT s.id, k.region, k.type, s.entity, s.host, k.booking, k.cause, s.vector, k.known, k.confidence, s.starts, s.ends, s.kind"
                        + " FROM span s LEFT JOIN span_kind k ON k.id = s.kind WHERE s.id >= ? AND s.id < ?",
                rows -> spans.put(rows.getLong(1), span(rows)),
                firstSpan,
                next[0]);
        long number = firstSpan;
        for (EntityRow entity : entities) {
            for (int i = 0; i < entity.spanGrounds().size(); i++) {
                SpanRow span = spans.get(number++);
                if (span != null) {
                    entity.spans().add(span);
                }
            }
        }
        return entities;
    }

    private static List<String> ids(long entity, Grounds.OfSpan rests) {
        List<String> ids = new ArrayList<>();
        for (int place : rests.own()) {
            ids.add(entity + "." + (place + 1));
        }
        rests.foreign().forEach(foreign -> ids.add(foreign.entity() + "." + (foreign.place() + 1)));
        return ids;
    }

    private static String kind(int ordinal) {
        Entity.Kind[] kinds = Entity.Kind.values();
        return ordinal >= 0 && ordinal < kinds.length
                ? kinds[ordinal].name().toLowerCase(Locale.ROOT)
                : "(no kind " + ordinal + ")";
    }

    private SpanRow span(ResultSet rows) throws SQLException {
        long ends = rows.getLong(12);
        boolean open = rows.wasNull();
        boolean known = rows.getString(3) != null;
        return new SpanRow(
                rows.getLong(1),
                rows.getInt(2),
                known ? rows.getString(3) : "(no kind " + rows.getLong(13) + ")",
                rows.getLong(4),
                name(rows.getInt(5)),
                known ? rows.getString(6) : "",
                known ? rows.getString(7) : "",
                rows.getInt(8),
                rows.getInt(9),
                rows.getLong(10),
                rows.getLong(11),
                open ? null : ends);
    }

    public void eachEntry(Consumer<EntryRow> sink) {
        reader.each(
                "SELECT seq, signed_span FROM ledger ORDER BY seq",
                rows -> sink.accept(new EntryRow(rows.getLong(1), rows.getLong(2))));
    }

    public List<BlockRow> chain() {
        return reader.list(
                "SELECT block, last_seq, hash FROM ledger_block ORDER BY block",
                rows -> new BlockRow(rows.getLong(1), rows.getLong(2), rows.getString(3)));
    }

    /** What is written down as standing after an entry. */
    public List<StandingRow> standing(long seq) {
        return reader.list(
                "SELECT region, type, spans FROM standing WHERE seq = ?",
                rows -> new StandingRow(rows.getInt(1), name(rows.getInt(2)), ascending(rows.getBytes(3))),
                seq);
    }

    private static List<Long> ascending(byte[] packed) {
        List<Long> numbers = new ArrayList<>();
        Numbers.eachAscending(packed, numbers::add);
        return numbers;
    }

    /** Takes what is written down as the spans on a host. */
    public interface OnHostSink {
        /** @param spans nothing if they cannot be unpacked */
        void take(int region, String host, Optional<List<Long>> spans);
    }

    public void eachOnHost(OnHostSink sink) {
        reader.each("SELECT region, host, spans FROM on_host ORDER BY region, host", rows -> {
            Optional<List<Long>> spans;
            try {
                spans = Optional.of(ascending(rows.getBytes(3)));
            } catch (java.nio.BufferUnderflowException e) {
                spans = Optional.empty();
            }
            sink.take(rows.getInt(1), name(rows.getInt(2)), spans);
        });
    }

    /** A checkpoint as it stands, three numbers a balance; nothing if there is none at that instant. */
    public Optional<List<Long>> checkpoint(int region, long at) {
        return reader
                .list(
                        "SELECT balances FROM checkpoint WHERE region = ? AND at = ?",
                        rows -> signed(rows.getBytes(1)),
                        region,
                        at)
                .stream()
                .findFirst();
    }

    private static List<Long> signed(byte[] packed) {
        List<Long> numbers = new ArrayList<>();
        ByteBuffer content = ByteBuffer.wrap(packed);
        while (content.hasRemaining()) {
            numbers.add(Numbers.signed(content));
        }
        return numbers;
    }

    /** Instants of the checkpoints of a region. */
    public List<Long> checkpoints(int region) {
        return reader.list("SELECT at FROM checkpoint WHERE region = ? ORDER BY at", rows -> rows.getLong(1), region);
    }

    public List<IssueRow> issues() {
        return reader.list(
                "SELECT id, kind, region, entity, starts, ends FROM issue ORDER BY id",
                rows -> new IssueRow(
                        rows.getLong(1),
                        name(rows.getInt(2)),
                        rows.getInt(3),
                        rows.getString(4),
                        orNull(rows, 5),
                        orNull(rows, 6)));
    }

    private static Long orNull(ResultSet rows, int column) throws SQLException {
        long number = rows.getLong(column);
        return rows.wasNull() ? null : (Long) number;
    }
}
