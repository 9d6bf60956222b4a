package dev.hindcast.store;

import static dev.hindcast.store.Schema.ENTITY_NAME;
import static dev.hindcast.store.Schema.ENTRY_AT;
import static dev.hindcast.store.Schema.ENTRY_SIGN;
import static dev.hindcast.store.Schema.ENTRY_SPAN;

import dev.hindcast.evidence.EntityRows;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.SeriesTables;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.evidence.Window;
import dev.hindcast.metrics.Amount;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.metrics.SpanRow;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.KeptFact;
import dev.hindcast.spans.Certainty;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;

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
            Certainty certainty,
            double confidence,
            long from,
            long till) {
        /** Whether it surely contributes; else it only may be to be added. */
        public boolean known() {
            return certainty == Certainty.KNOWN;
        }

        /** What balances need of it. */
        public SpanRow row() {
            return new SpanRow(id, type, booking, quantities, certainty, from, till);
        }
    }

    /**
     * A segment a span rests on.
     *
     * @param id     unique in the result file
     * @param claims that speak of it: winners before losers, the strongest first
     */
    public record SegmentText(
            String id,
            Entity.Kind kind,
            String entity,
            Attribute attribute,
            String value,
            long from,
            long till,
            double confidence,
            boolean contested,
            List<ClaimText> claims) {
        public SegmentText {
            claims = List.copyOf(claims);
        }
    }

    /** A rule as the result file has it. */
    record RuleText(String id, String sentence, int precedence) {}

    /**
     * A claim that won or lost in a segment, with the rule that made it.
     *
     * @param confidence of the claim; the rule's own may be higher
     * @param evidence   the rows it rests on
     */
    public record ClaimText(
            boolean won,
            String value,
            long from,
            long till,
            String ruleId,
            String sentence,
            int precedence,
            double confidence,
            List<EvidenceText> evidence) {
        public ClaimText {
            evidence = List.copyOf(evidence);
        }

        ClaimText won(boolean winner) {
            return new ClaimText(winner, value, from, till, ruleId, sentence, precedence, confidence, evidence);
        }
    }

    /**
     * A row of a source that a claim rests on.
     *
     * @param id     unique in the result file
     * @param path   empty for what stands in no source file, such as a signal
     * @param row    its number in the table of that file, from 1
     * @param values by column, as text, as its first sighting showed them
     * @param lastRow where it stood at its last sighting: row of {@code lastTable} in {@code lastPath}
     * @param lastValues what that showed otherwise; only of columns that make no version, such as updated_at
     */
    public record EvidenceText(
            String id,
            String path,
            String rawTable,
            String key,
            long row,
            long firstSeen,
            long lastSeen,
            int sightings,
            double confidence,
            SortedMap<String, String> values,
            long lastRow,
            String lastPath,
            String lastTable,
            SortedMap<String, String> lastValues) {}

    /** A ledger entry with its span. */
    public record EntryText(long seq, long at, int sign, SpanText span) {}

    /**
     * A finding.
     *
     * @param entities ids, blank-separated
     * @param host     empty if it is about none
     * @param ruleId   empty if no rule raised it, as the sentence then is
     * @param about    the number of the entity in whose grounds its rows are, or 0
     * @param place    of its rows among the findings there
     */
    public record IssueText(
            long id,
            String kind,
            String severity,
            Region region,
            String entities,
            String host,
            long from,
            long till,
            String detail,
            String ruleId,
            String sentence,
            long about,
            int place) {}

    /** What a block of entities rests on, as it is unpacked. */
    private final class Unpacked implements Block {
        private final byte[] content;
        private final List<Object[]> entities;
        private final Map<Integer, String> paths;
        private int at;

        Unpacked(long first, long last, byte[] content) {
            this.content = content;
            entities = list(
                    "SELECT e.id, e.region, e.kind, " + ENTITY_NAME
                            + " FROM entity e WHERE e.id BETWEEN ? AND ? ORDER BY e.id",
                    rows -> new Object[] {rows.getLong(1), rows.getInt(2), rows.getInt(3), rows.getString(4)},
                    first,
                    last);
            if (entities.isEmpty() || entities.size() != last - first + 1) {
                throw new IllegalArgumentException(entities.size() + " entities from " + first + " to " + last);
            }
            paths = new HashMap<>();
            list(
                    "SELECT number, path FROM source WHERE region = ?",
                    rows -> paths.put(rows.getInt(1), rows.getString(2)),
                    entities.get(0)[1]);
        }

        Grounds.Of of(long entity) {
            return whole(
                    "what entity " + entity + " rests on",
                    () -> Grounds.unpack(content, this, (int) (entity - (Long) entities.get(0)[0])));
        }

        List<Grounds.Of> all() {
            return whole(
                    "what the entities from " + entities.get(0)[0] + " on rest on",
                    () -> Grounds.unpack(content, this));
        }

        @Override
        public int size() {
            return entities.size();
        }

        @Override
        public void at(int place) {
            at = place;
        }

        @Override
        public long number() {
            return (Long) entities.get(at)[0];
        }

        @Override
        public String entity() {
            return (String) entities.get(at)[3];
        }

        @Override
        public Entity.Kind kind() {
            return ResultReader.this.kind((Integer) entities.get(at)[2]);
        }

        @Override
        public String id(int place) {
            return entities.get(at)[0] + "." + (place + 1);
        }

        @Override
        public String path(int source) {
            return paths.getOrDefault(source, "");
        }

        @Override
        public RuleText rule(int number) {
            return rules().get(number - 1);
        }
    }

    /** What {@link Grounds} has to be told of a block to unpack it, entity by entity. */
    interface Block {
        int size();

        /** Goes to the entity of this place. */
        void at(int place);

        long number();

        String entity();

        Entity.Kind kind();

        /** Of a part of the entity at hand. */
        String id(int place);

        String path(int source);

        RuleText rule(int number);
    }

    /** Entities unpacked last: an explanation comes back to few. */
    private final Map<Long, Grounds.Of> unpacked = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Grounds.Of> eldest) {
            return size() > UNPACKED;
        }
    };

    private static final int UNPACKED = 256;
    private List<RuleText> rules = List.of();

    /** What many spans have in common. */
    private record SpanKind(
            int id, int region, String type, String booking, String cause, Certainty certainty, double confidence) {}

    private Map<Integer, SpanKind> spanKinds = Map.of();

    private Map<Integer, SpanKind> spanKinds() {
        if (spanKinds.isEmpty()) {
            Map<Integer, SpanKind> all = new LinkedHashMap<>();
            list(
                            "SELECT id, region, type, booking, cause, known, confidence FROM span_kind",
                            rows -> new SpanKind(
                                    rows.getInt(1),
                                    rows.getInt(2),
                                    rows.getString(3),
                                    rows.getString(4),
                                    rows.getString(5),
                                    certainty(rows, 6),
                                    rows.getLong(7) / 1e6))
                    .forEach(kind -> all.put(kind.id(), kind));
            spanKinds = all;
        }
        return spanKinds;
    }

    private List<RuleText> rules() {
        if (rules.isEmpty()) {
            rules = list(
                    "SELECT rule, sentence, precedence FROM rule ORDER BY id",
                    rows -> new RuleText(rows.getString(1), rows.getString(2), rows.getInt(3)));
        }
        return rules;
    }

    private Grounds.Of grounds(long entity) {
        Grounds.Of known = unpacked.get(entity);
        if (known == null) {
            known = block(entity).of(entity);
            unpacked.put(entity, known);
        }
        return known;
    }

    /** The block that an entity is in. */
    private Unpacked block(long entity) {
        return whole(
                "where entity " + entity + " rests",
                () -> list(
                                "SELECT first_entity, last_entity, content FROM grounds WHERE last_entity >= ? ORDER BY last_entity LIMIT 1",
                                rows -> new Unpacked(rows.getLong(1), rows.getLong(2), rows.getBytes(3)),
                                entity)
                        .get(0));
    }

    /** The grounds of the entities of one block. */
    record Opened(Block block, List<Grounds.Of> grounds) {}

    /** A block by its last entity. */
    Opened open(long lastEntity) {
        Unpacked block = block(lastEntity);
        return new Opened(block, block.all());
    }

    /** The first and the last entity of the block that an entity is in. */
    long[] blockBounds(long entity) {
        return whole(
                "where entity " + entity + " rests",
                () -> list(
                                "SELECT first_entity, last_entity FROM grounds WHERE first_entity <= ?1 AND last_entity >= ?1"
                                        + " ORDER BY last_entity LIMIT 1",
                                rows -> new long[] {rows.getLong(1), rows.getLong(2)},
                                entity)
                        .get(0));
    }

    /** The grounds of every entity, in the order of the file. */
    void eachGrounds(GroundsSink sink) {
        eachGrounds("1 = 1", sink);
    }

    private void eachGrounds(String condition, GroundsSink sink, Object... values) {
        for (long last : list(
                "SELECT last_entity FROM grounds WHERE " + condition + " ORDER BY last_entity",
                rows -> rows.getLong(1),
                values)) {
            Unpacked block = block(last);
            int place = 0;
            for (Grounds.Of grounds : block.all()) {
                block.at(place);
                sink.take((Integer) block.entities.get(place++)[1], grounds, block);
            }
        }
    }

    /** Takes the grounds of one entity. */
    interface GroundsSink {
        void take(int region, Grounds.Of grounds, Block block);
    }

    private final Path file;
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private final Map<Integer, Quantities> vectors = new HashMap<>();
    /** Names by their numbers, of those that hosts of spans had so far. */
    private final Map<Integer, String> texts = new HashMap<>();

    private final Map<String, String> names = new HashMap<>();

    private ResultReader(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** Whether a file begins as results do, of whatever version; not whether it can be read. */
    public static boolean looksLikeResult(Path file) {
        byte[] magic = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(magic.length), magic);
        } catch (IOException e) {
            return false;
        }
    }

    /** @throws InputRefused if there is no such file, or it is no result of this version */
    public static ResultReader open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputRefused(file + ": no such result file. Maybe run 'hindcast reconstruct EVIDENCE_DIR -o "
                    + file + "' first.");
        }
        try {
            // Not by way of java.sql.DriverManager, which would start DuckDB as well. SQLite takes a URI, in which a
            // name like
            // a#b is written otherwise.
            Connection connection = JDBC.createConnection(
                    "jdbc:sqlite:file:" + file.toAbsolutePath().toUri().getRawPath() + "?mode=ro&immutable=1",
                    new Properties());
            ResultReader reader = new ResultReader(file, connection);
            try {
                int version = reader.one("PRAGMA user_version", rows -> rows.getInt(1));
                if (version != Schema.VERSION) {
                    throw new InputRefused(
                            file + ": is no result file of this version of hindcast. Maybe reconstruct it again.");
                }
                return reader;
            } catch (InputRefused e) {
                reader.close();
                throw e;
            }
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

    /** Whether any signal is about the region. */
    boolean hasSignals(Region region) {
        return !list("SELECT id FROM signal WHERE region = ? LIMIT 1", rows -> rows.getLong(1), region.id())
                .isEmpty();
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
        Balances balances = new Balances(region.dawn(), region.horizon(), resources(region));
        each(
                "SELECT s.id, k.type, k.booking, s.vector, k.known, s.starts, s.ends FROM span s JOIN span_kind k ON k.id = s.kind"
                        + " WHERE s.kind IN (" + kinds(region, types) + ") ORDER BY s.id",
                rows -> balances.add(new SpanRow(
                        rows.getLong(1),
                        rows.getString(2),
                        rows.getString(3),
                        all.getOrDefault(rows.getInt(4), Quantities.none()),
                        certainty(rows, 5),
                        rows.getLong(6),
                        till(rows, 7))));
        return balances;
    }

    /** The resources that the region's series are in. */
    public SortedSet<String> resources(Region region) {
        return new TreeSet<>(
                list("SELECT resource FROM resource WHERE region = ?", rows -> rows.getString(1), region.id()));
    }

    /**
     * A balance at an instant of [dawn, horizon) from the last checkpoint of a day and the ledger since then: another way to it than
     * adding up the spans that stand, and so a check of that.
     */
    public Amount ledgerBalance(Region region, Series balance, String resource, long instant) {
        long midnight = Math.floorDiv(instant, Micros.DAY) * Micros.DAY;
        Amount sum = Amount.NONE;
        if (midnight >= region.dawn()) {
            List<String> resources = List.copyOf(resources(region));
            int place = ResultWriter.place(balance, resources.indexOf(resource), resources.size());
            for (byte[] balances : list(
                    "SELECT balances FROM checkpoint WHERE region = ? AND at <= ? ORDER BY at DESC LIMIT 1",
                    rows -> rows.getBytes(1),
                    region.id(),
                    midnight)) {
                sum = whole("the checkpoint before " + Micros.text(instant), () -> {
                    ByteBuffer content = ByteBuffer.wrap(balances);
                    for (int i = 0; i < place; i++) {
                        Numbers.signed(content);
                    }
                    return new Amount(Numbers.signed(content), Numbers.signed(content), Numbers.signed(content));
                });
            }
        }
        // The cross join keeps SQLite from looking at all spans of the type instead of at one day's entries.
        List<Amount> entries = list(
                "SELECT " + ENTRY_SIGN + ", k.booking, s.vector, k.known FROM ledger l CROSS JOIN span s ON "
                        + ENTRY_SPAN
                        + " JOIN span_kind k ON k.id = s.kind WHERE l.seq >= ? AND l.seq < ? AND s.kind IN ("
                        + kinds(region, Set.of(balance.spanType())) + ")",
                rows -> {
                    SpanRow span = new SpanRow(
                            0, balance.spanType(), rows.getString(2), vector(rows.getInt(3)), certainty(rows, 4), 0, 0);
                    Amount amount = Amount.of(balance, span, resource);
                    return amount == null ? Amount.NONE : amount.times(rows.getInt(1));
                },
                firstEntryAfter(midnight >= region.dawn() ? midnight : Micros.ALWAYS),
                firstEntryAfter(instant));
        for (Amount entry : entries) {
            sum = sum.plus(entry);
        }
        return sum;
    }

    /** The ledger is sorted by time, so its number is found by halving. */
    long firstEntryAfter(long instant) {
        long low = 1;
        long high = one("SELECT coalesce(max(seq), 0) + 1 FROM ledger", rows -> rows.getLong(1));
        while (low < high) {
            long middle = (low + high) >>> 1;
            long at = whole(
                    "entry " + middle + " of the ledger",
                    () -> list(
                                    "SELECT " + ENTRY_AT + " FROM ledger l JOIN span s ON " + ENTRY_SPAN
                                            + " WHERE l.seq = ?",
                                    rows -> rows.getLong(1),
                                    middle)
                            .get(0));
            if (at > instant) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Spans of a region and of some types that stand at an instant, by their numbers. */
    public List<SpanText> spansAt(Region region, Set<String> types, long instant) {
        return standing(region, types).at(instant);
    }

    /** The same for one instant after another. */
    public StandingSpans standing(Region region, Set<String> types) {
        return new StandingSpans(this, region, types);
    }

    /** Of spans given by their numbers those for which something holds. */
    List<SpanText> spans(BitSet numbers, String condition) {
        return spans(
                "s.id IN (SELECT value FROM json_each(?)) AND " + condition,
                numbers.stream().mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]")));
    }

    /** All spans that are on a host or of it. */
    public List<SpanText> spansOn(Region region, String host) {
        BitSet on = new BitSet();
        for (byte[] spans : list(
                "SELECT spans FROM on_host WHERE region = ? AND host IN (" + ids(Set.of(host)) + ")",
                rows -> rows.getBytes(1),
                region.id())) {
            whole("which spans are on " + host, () -> {
                Numbers.eachAscending(spans, span -> on.set(Math.toIntExact(span)));
                return on;
            });
        }
        return spans(on, "1 = 1");
    }

    /** Hosts that a span of the region names, whether anything else is known of them or not. */
    public SortedSet<String> hostsOfSpans(Region region) {
        SortedSet<String> hosts = new TreeSet<>();
        list(
                "SELECT h.text FROM on_host o JOIN name h ON h.id = o.host WHERE o.region = ?",
                rows -> hosts.add(rows.getString(1)),
                region.id());
        return hosts;
    }

    /** All issues of a region, by time. */
    public List<IssueText> issues(Region region) {
        return issues("i.region = ?", region.id());
    }

    /** Rows that could not be used, by file and table. */
    public record Quarantined(String path, String rawTable, long rows) {}

    public List<Quarantined> quarantined(Region region) {
        return list(
                "SELECT s.path, n.raw_table, n.quarantined FROM row_count n JOIN source s ON s.id = n.source"
                        + " WHERE s.region = ? AND n.quarantined > 0 ORDER BY s.path, n.raw_table",
                rows -> new Quarantined(rows.getString(1), rows.getString(2), rows.getLong(3)),
                region.id());
    }

    /** Hosts and allocations of the region that still stand at the horizon, by their numbers. */
    public Map<Long, Entity> openEntities(Region region) {
        Map<Long, Entity> open = new TreeMap<>();
        list(
                "SELECT e.id, e.kind, " + ENTITY_NAME
                        + " FROM entity e WHERE e.region = ? AND e.kind IN (0, 2) AND e.id IN (SELECT entity FROM span WHERE ends IS NULL)",
                rows -> open.put(rows.getLong(1), new Entity(kind(rows.getInt(2)), rows.getString(3))),
                region.id());
        return open;
    }

    /** The last complete snapshot of a region that shows a table, microseconds UTC; {@link Micros#ALWAYS} if none does. */
    public long lastSnapshot(Region region, String rawTable) {
        return list(
                        "SELECT coalesce(max(s.seen), " + Micros.ALWAYS
                                + ") FROM source s LEFT JOIN row_count n ON n.source = s.id AND n.raw_table = ?2"
                                // An export without rows has no count, but the table's name.
                                + " WHERE s.region = ?1 AND s.complete = 1 AND coalesce(n.quarantined, 0) = 0"
                                + " AND (n.source IS NOT NULL OR instr(s.path, ?2 || '.') > 0)",
                        rows -> rows.getLong(1),
                        region.id(),
                        rawTable)
                .get(0);
    }

    /** Takes the rows that what was concluded of one entity rests on. */
    public interface EvidenceSink {
        void take(long entity, String name, List<EvidenceText> rows);
    }

    /** How many entities a region has. */
    public long entities(Region region) {
        return list("SELECT count(*) FROM entity WHERE region = ?", rows -> rows.getLong(1), region.id())
                .get(0);
    }

    /** The evidence of all entities of a region, one after the other; what stands in no source has an empty path. */
    public void eachEvidence(Region region, EvidenceSink sink) {
        eachGrounds(
                "last_entity >= (SELECT min(id) FROM entity WHERE region = ?1)"
                        + " AND first_entity <= (SELECT max(id) FROM entity WHERE region = ?1)",
                (of, grounds, block) -> {
                    if (of == region.id()) {
                        List<EvidenceText> rows = new ArrayList<>();
                        for (int place = 0; place < grounds.rows().size(); place++) {
                            rows.add(grounds.rows().get(place).text(place, block));
                        }
                        sink.take(block.number(), block.entity(), rows);
                    }
                },
                region.id());
    }

    /** What the spans that have not ended by the horizon add to each balance, and those that end just there; by resource. */
    public Map<Series, SortedMap<String, Amount>> openAtHorizon(Region region) {
        Map<Integer, Quantities> all = vectors();
        Map<Series, SortedMap<String, Amount>> sums = new EnumMap<>(Series.class);
        Map<String, List<Series>> byType = new HashMap<>();
        for (Series series : Series.values()) {
            if (series.isBalance()) {
                SortedMap<String, Amount> none = new TreeMap<>();
                resources(region).forEach(resource -> none.put(resource, Amount.NONE));
                sums.put(series, none);
                byType.computeIfAbsent(series.spanType(), type -> new ArrayList<>())
                        .add(series);
            }
        }
        list(
                "SELECT k.type, k.booking, s.vector, k.known, s.spans FROM (SELECT kind, vector, count(*) AS spans FROM span"
                        + " WHERE kind IN (" + kinds(region, byType.keySet())
                        + ") AND (ends IS NULL OR ends >= ?) GROUP BY kind, vector) s JOIN span_kind k ON k.id = s.kind",
                rows -> {
                    String type = rows.getString(1);
                    SpanRow span = new SpanRow(
                            0,
                            type,
                            rows.getString(2),
                            all.getOrDefault(rows.getInt(3), Quantities.none()),
                            certainty(rows, 4),
                            0,
                            0);
                    int spans = rows.getInt(5);
                    for (Series balance : byType.get(type)) {
                        sums.get(balance).replaceAll((resource, sum) -> {
                            Amount amount = Amount.of(balance, span, resource);
                            return amount == null ? sum : sum.plus(amount.times(spans));
                        });
                    }
                    return span;
                },
                region.horizon());
        return sums;
    }

    /** The span of a number, or nothing. */
    public Optional<SpanText> span(long id) {
        return spans("s.id = ?", id).stream().findFirst();
    }

    /** The region of a span. */
    public Region regionOf(long span) {
        int id = list(
                        "SELECT k.region FROM span s JOIN span_kind k ON k.id = s.kind WHERE s.id = ?",
                        rows -> rows.getInt(1),
                        span)
                .get(0);
        return regions().stream()
                .filter(region -> region.id() == id)
                .findFirst()
                .orElseThrow();
    }

    private List<SpanText> spans(String condition, Object... values) {
        return list(
                "SELECT " + SPAN + " FROM span s JOIN entity e ON e.id = s.entity WHERE " + condition
                        + " ORDER BY s.id",
                this::span,
                values);
    }

    /** What {@link #span(ResultSet)} reads, first in a statement: columns of span s and of its entity e. */
    static final String SPAN = "s.id, s.kind, e.name, s.host, s.vector, s.starts, s.ends";

    /** A span, of which what many have in common is not read again for each. */
    SpanText span(ResultSet rows) throws SQLException {
        int number = rows.getInt(2);
        Object name = rows.getObject(3);
        Map<Integer, SpanKind> kinds = spanKinds();
        SpanKind kind = whole("kind " + number + " of spans", () -> Objects.requireNonNull(kinds.get(number)));
        return new SpanText(
                rows.getLong(1),
                kind.type(),
                whole("the name of an entity", () -> EntityName.read(name)),
                text(rows.getInt(4)),
                kind.booking(),
                kind.cause(),
                vector(rows.getInt(5)),
                kind.certainty(),
                kind.confidence(),
                rows.getLong(6),
                till(rows, 7));
    }

    /** A text of the names. */
    private String text(int number) {
        return texts.computeIfAbsent(
                number,
                key -> whole(
                        "name " + number,
                        () -> list("SELECT text FROM name WHERE id = ?", rows -> rows.getString(1), number)
                                .get(0)));
    }

    /** Spans by number, from the one to before the other. */
    List<SpanText> spansBetween(long from, long till) {
        return spans("s.id >= ? AND s.id < ?", from, till);
    }

    private static final Comparator<SegmentText> BY_ATTRIBUTE =
            Comparator.comparing(SegmentText::attribute).thenComparingLong(SegmentText::from);

    /** What a span rests on, by attribute and time. */
    public List<SegmentText> segmentsOf(long span) {
        return whole("what span " + span + " rests on", () -> {
            long[] entity = list(
                            "SELECT e.id, e.first_span FROM span s JOIN entity e ON e.id = s.entity WHERE s.id = ?",
                            rows -> new long[] {rows.getLong(1), rows.getLong(2)},
                            span)
                    .get(0);
            Grounds.Of grounds = grounds(entity[0]);
            List<SegmentText> segments = new ArrayList<>();
            Grounds.OfSpan ofSpan = grounds.ofSpans().get((int) (span - entity[1]));
            for (int place : ofSpan.own()) {
                segments.add(grounds.segments().get(place));
            }
            for (Grounds.Foreign foreign : ofSpan.foreign()) {
                segments.add(grounds(foreign.entity()).segments().get(foreign.place()));
            }
            segments.sort(BY_ATTRIBUTE);
            return segments;
        });
    }

    /** All segments of a host, by attribute and time; none if the region has no such host. */
    public List<SegmentText> segmentsOf(Region region, String host) {
        List<SegmentText> segments = new ArrayList<>();
        for (long entity : list(
                "SELECT id FROM entity WHERE kind = 0 AND name = ? AND region = ?",
                rows -> rows.getLong(1),
                EntityName.stored(host),
                region.id())) {
            segments.addAll(grounds(entity).segments());
        }
        segments.sort(BY_ATTRIBUTE);
        return segments;
    }

    /** The number of an entity, or nothing if the region has none of that name. */
    public Optional<Long> entity(Region region, Entity.Kind kind, String name) {
        if (kind == Entity.Kind.HOST) {
            return list(
                            "SELECT id FROM entity WHERE kind = 0 AND name = ? AND region = ?",
                            rows -> rows.getLong(1),
                            EntityName.stored(name),
                            region.id())
                    .stream()
                    .findFirst();
        }
        // Instances have no index, but they stand in the order of their names behind all else of their region.
        long low = 1;
        long high = one("SELECT coalesce(max(id), 0) + 1 FROM entity", rows -> rows.getLong(1));
        while (low < high) {
            long middle = (low + high) >>> 1;
            int order = list(
                            "SELECT e.region, e.kind, " + ENTITY_NAME + " FROM entity e WHERE e.id = ?",
                            rows -> order(rows.getInt(1), rows.getInt(2), rows.getString(3), region, kind, name),
                            middle)
                    .get(0);
            if (order == 0) {
                return Optional.of(middle);
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle;
        }
        return list(
                        "SELECT id FROM entity WHERE region = ? AND kind = ? AND name = ?",
                        rows -> rows.getLong(1),
                        region.id(),
                        kind.ordinal(),
                        EntityName.stored(name))
                .stream()
                .findFirst();
    }

    private int order(int region, int kind, String name, Region wanted, Entity.Kind wantedKind, String sought) {
        int place = WRITTEN.indexOf(kind(kind));
        return region != wanted.id()
                ? Integer.compare(region, wanted.id())
                : place != WRITTEN.indexOf(wantedKind)
                        ? Integer.compare(place, WRITTEN.indexOf(wantedKind))
                        : EntityRows.ORDER.compare(name, sought);
    }

    /** The order in which the entities of a region come into the file. */
    static final List<Entity.Kind> WRITTEN =
            List.of(Entity.Kind.LEASE, Entity.Kind.HOST, Entity.Kind.ALLOCATION, Entity.Kind.INSTANCE);

    /** All segments of an entity, by attribute and time. */
    public List<SegmentText> segmentsOfEntity(long entity) {
        return grounds(entity).segments().stream().sorted(BY_ATTRIBUTE).toList();
    }

    /** The spans of an entity, by number. */
    public List<SpanText> spansOf(long entity) {
        long first = list("SELECT first_span FROM entity WHERE id = ?", rows -> rows.getLong(1), entity)
                .get(0);
        long end = list("SELECT first_span FROM entity WHERE id = ?", rows -> rows.getLong(1), entity + 1).stream()
                .findFirst()
                .orElse(Micros.FOREVER);
        return spans("s.id >= ? AND s.id < ?", first, end);
    }

    /** The number of the entity that a span is of. */
    public long entityOf(long span) {
        return list("SELECT entity FROM span WHERE id = ?", rows -> rows.getLong(1), span)
                .get(0);
    }

    /** The entry of a number, or nothing. */
    public Optional<EntryText> entry(long seq) {
        return list(
                        "SELECT l.seq, " + ENTRY_AT + ", " + ENTRY_SIGN + ", s.id FROM ledger l JOIN span s ON "
                                + ENTRY_SPAN + " WHERE l.seq = ?",
                        rows -> new EntryText(
                                rows.getLong(1),
                                rows.getLong(2),
                                rows.getInt(3),
                                span(rows.getLong(4)).orElseThrow()),
                        seq)
                .stream()
                .findFirst();
    }

    /** Beyond so many entries nothing is looked for: what is so far away tells little. */
    private static final int AROUND = 20_000;

    /** The entries of a region and of some types up to an instant, the last first. */
    public List<EntryText> entriesUpTo(Region region, Set<String> types, long instant, int atMost) {
        long end = firstEntryAfter(instant);
        return entries(region, types, end - AROUND, end, "DESC", atMost);
    }

    /** The entries after an instant, in their order. */
    public List<EntryText> entriesAfter(Region region, Set<String> types, long instant, int atMost) {
        long end = firstEntryAfter(instant);
        return entries(region, types, end, end + AROUND, "ASC", atMost);
    }

    private List<EntryText> entries(Region region, Set<String> types, long from, long till, String order, int atMost) {
        return list(
                "SELECT l.seq, " + ENTRY_AT + ", " + ENTRY_SIGN + ", s.id FROM ledger l CROSS JOIN span s ON "
                        + ENTRY_SPAN
                        + " WHERE l.seq >= ? AND l.seq < ? AND s.kind IN (" + kinds(region, types) + ") ORDER BY l.seq "
                        + order + " LIMIT ?",
                rows -> new EntryText(
                        rows.getLong(1),
                        rows.getLong(2),
                        rows.getInt(3),
                        span(rows.getLong(4)).orElseThrow()),
                from,
                till,
                atMost);
    }

    /** The issue of a number, or nothing. */
    public Optional<IssueText> issue(long id) {
        return issues("i.id = ?", id).stream().findFirst();
    }

    /** Issues of a region about a host or another entity, by time. */
    public List<IssueText> issuesOn(Region region, String entity) {
        return issues(
                        "i.region = ? AND (i.host IN (" + ids(Set.of(entity)) + ") OR instr(i.entity, ?) > 0)",
                        region.id(),
                        entity)
                .stream()
                .filter(issue -> issue.host().equals(entity)
                        || List.of(issue.entities().split(" ")).contains(entity))
                .toList();
    }

    /** The tables that a series is made of and that no source of the region shows, see {@link SeriesTables}. */
    public List<String> unshown(Region region, Series series) {
        boolean blazar = !issuesOfKind(region, "missing_blazar").isEmpty();
        SortedSet<String> tables = new TreeSet<>(SeriesTables.tablesOf(series.text()));
        Set<String> missing = issuesOfKind(region, "missing_table").stream()
                .map(IssueText::entities)
                .collect(Collectors.toSet());
        tables.removeIf(table -> !missing.contains(table) && !(blazar && table.startsWith("blazar.")));
        return List.copyOf(tables);
    }

    private List<IssueText> issuesOfKind(Region region, String kind) {
        return issues("i.region = ? AND i.kind = (SELECT id FROM name WHERE text = ?)", region.id(), kind);
    }

    private List<IssueText> issues(String condition, Object... values) {
        Map<Integer, Region> byId = new HashMap<>();
        regions().forEach(region -> byId.put(region.id(), region));
        return list(
                "SELECT i.id, k.text, v.text, i.region, i.entity, h.text, i.starts, i.ends, d.text, coalesce(u.rule, ''), coalesce(u.sentence, ''), i.about, i.place"
                        + " FROM issue i JOIN name k ON k.id = i.kind JOIN name v ON v.id = i.severity JOIN name d ON d.id = i.detail"
                        + " JOIN name h ON h.id = i.host LEFT JOIN rule u ON u.id = i.rule WHERE " + condition
                        + " ORDER BY coalesce(i.starts, " + Micros.ALWAYS + "), i.id",
                rows -> {
                    long starts = rows.getLong(7);
                    boolean bounded = !rows.wasNull();
                    return new IssueText(
                            rows.getLong(1),
                            rows.getString(2),
                            rows.getString(3),
                            byId.get(rows.getInt(4)),
                            rows.getString(5),
                            rows.getString(6),
                            bounded ? starts : Micros.ALWAYS,
                            till(rows, 8),
                            rows.getString(9),
                            rows.getString(10),
                            rows.getString(11),
                            rows.getLong(12),
                            rows.getInt(13));
                },
                values);
    }

    /** The rows that an issue rests on. */
    public List<EvidenceText> evidence(IssueText issue) {
        if (issue.about() == 0) {
            return List.of();
        }
        return whole("what issue " + issue.id() + " rests on", () -> {
            Unpacked block = block(issue.about());
            Grounds.Of grounds = block.of(issue.about());
            return grounds.evidence(grounds.ofFindings().get(issue.place()), block);
        });
    }

    /** What the rules of a host were told; nothing for what is no host. */
    public List<KeptFact> told(long entity) {
        return list("SELECT content FROM told WHERE entity = ?", rows -> rows.getBytes(1), entity).stream()
                .findFirst()
                .map(content ->
                        whole("what the rules of entity " + entity + " were told", () -> ToldFacts.unpack(content)))
                .orElse(List.of());
    }

    /** The rule files as they were. */
    public List<TextFile> ruleFiles() {
        return list(
                "SELECT file, text FROM rule_file ORDER BY file",
                rows -> new TextFile(rows.getString(1), rows.getString(2), ""));
    }

    /** A snapshot of a table: when, and whether it was whole: its source not cut short, and none of its rows in quarantine. */
    public record SnapshotText(long seen, boolean complete) {}

    /** When a region's sources showed a table, by time. */
    public List<SnapshotText> snapshots(Region region, String table) {
        return list(
                "SELECT s.seen, s.complete = 1 AND coalesce(n.quarantined, 0) = 0 FROM source s LEFT JOIN row_count n ON n.source = s.id AND n.raw_table = ?2"
                        // As above.
                        + " WHERE s.region = ?1 AND (n.source IS NOT NULL OR instr(s.path, ?2 || '.') > 0)"
                        + " GROUP BY 1, 2 ORDER BY 1",
                rows -> new SnapshotText(rows.getLong(1), rows.getInt(2) == 1),
                region.id(),
                table);
    }

    /**
     * What a table's silence means, and how long its states hold.
     *
     * @param column      empty for the whole row
     * @param holdsFor    microseconds, as is keptFor; {@link Micros#FOREVER} without bound
     * @param absenceFrom microseconds UTC, as are the others; {@link Micros#ALWAYS} or {@link Micros#FOREVER} where it has none
     */
    public record WindowText(
            String id,
            String column,
            long holdsFor,
            long absenceFrom,
            long absenceTo,
            long keptFor,
            long purgedAt,
            double confidence,
            String reason) {
        /** Whether what a snapshot of this instant lacks is not there. */
        public boolean provesAbsence(long seen) {
            return seen >= absenceFrom && seen < absenceTo;
        }
    }

    /** The windows of a table and of its columns; those of all tables where it has none as a whole. */
    public List<WindowText> windows(Region region, String table) {
        return list(
                "SELECT window, raw_column, ifnull(holds_for, ?3), ifnull(absence_from, ?4), ifnull(absence_to, ?3),"
                        + " ifnull(kept_for, ?3), ifnull(purged_at, ?4), confidence, reason FROM window WHERE region = ?1"
                        + " AND (raw_table = ?2 OR raw_table = '" + Window.ALL_TABLES + "' AND NOT EXISTS"
                        + " (SELECT 1 FROM window WHERE region = ?1 AND raw_table = ?2 AND raw_column = ''))"
                        + " ORDER BY raw_column, window",
                rows -> new WindowText(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getLong(3),
                        rows.getLong(4),
                        rows.getLong(5),
                        rows.getLong(6),
                        rows.getLong(7),
                        rows.getDouble(8),
                        rows.getString(9)),
                region.id(),
                table,
                Micros.FOREVER,
                Micros.ALWAYS);
    }

    /** The signals given for an instance alone, as its rules were told of them. */
    public List<KeptFact> signalsOf(Region region, String instance) {
        return list(
                "SELECT signal, place, kind, says, value, ifnull(starts, ?3), ifnull(ends, ?4) FROM signal"
                        + " WHERE region = ?1 AND scope = 'instance ' || ?2 ORDER BY id",
                rows -> {
                    SortedMap<String, Object> properties = new TreeMap<>();
                    properties.put("name", rows.getString(1));
                    properties.put("place", rows.getString(2));
                    properties.put("kind", rows.getString(3));
                    properties.put("says", rows.getString(4));
                    properties.put("value", rows.getString(5));
                    properties.put("from", rows.getLong(6));
                    properties.put("till", rows.getLong(7));
                    properties.put("instance", instance);
                    return new KeptFact("Signalled", properties, 0);
                },
                region.id(),
                instance,
                Micros.ALWAYS,
                Micros.FOREVER);
    }

    /** The path of a region's source by its number; empty if there is none. */
    public String path(Region region, int source) {
        return list(
                        "SELECT path FROM source WHERE region = ? AND number = ?",
                        rows -> rows.getString(1),
                        region.id(),
                        source)
                .stream()
                .findFirst()
                .orElse("");
    }

    /** The names of all hosts of a region. */
    public SortedSet<String> hosts(Region region) {
        return new TreeSet<>(list(
                "SELECT " + ENTITY_NAME + " FROM entity e WHERE e.kind = 0 AND e.region = ?",
                rows -> rows.getString(1),
                region.id()));
    }

    /** Instances that a misspelt name might mean: it is cut short, or they share its first third or its last. */
    public SortedSet<String> instancesLike(Region region, String name) {
        int third = name.length() / 3;
        return new TreeSet<>(list(
                "SELECT name FROM (SELECT " + ENTITY_NAME
                        + " AS name FROM entity e WHERE e.kind = ? AND e.region = ?) WHERE substr(name, 1, ?) = ?"
                        + " OR substr(name, -?) = ? LIMIT 1000",
                rows -> rows.getString(1),
                Entity.Kind.INSTANCE.ordinal(),
                region.id(),
                third,
                name.substring(0, third),
                third,
                name.substring(name.length() - third)));
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
    String ids(Set<String> wanted) {
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

    /** The numbers of the kinds of a region's spans that are of some types, for an IN. */
    String kinds(Region region, Set<String> types) {
        return spanKinds().values().stream()
                .filter(kind -> kind.region() == region.id() && types.contains(kind.type()))
                .map(kind -> Integer.toString(kind.id()))
                .collect(Collectors.joining(", "));
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
    <T> List<T> list(String sql, Row<T> row, Object... values) {
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

    private Certainty certainty(ResultSet rows, int column) throws SQLException {
        int number = rows.getInt(column);
        return whole("the certainty of a span", () -> Certainty.of(number));
    }

    BigDecimal decimal(String text) {
        return whole("'" + text + "', a number,", () -> new BigDecimal(text));
    }

    Entity.Kind kind(int ordinal) {
        return whole("the kind of an entity", () -> Entity.Kind.values()[ordinal]);
    }

    /** What bytes or numbers of the file stand for: those that are damaged or forged end in whatever they run into. */
    <T> T whole(String what, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InputRefused e) {
            throw e;
        } catch (RuntimeException e) {
            throw damaged(what + " cannot be read (" + e + ")", e);
        }
    }

    /** What to throw where contents of the file contradict each other. */
    public InputRefused damaged(String what, RuntimeException whyOrNull) {
        return new InputRefused(
                file + ": is a damaged result: " + what + ". Maybe run 'hindcast verify " + file
                        + "', which says where it is damaged, and reconstruct it again.",
                whyOrNull);
    }

    InputRefused refused(SQLException e) {
        // Nothing is written into the file: it is what SQLite puts down while it sorts.
        if (e.getErrorCode() == SQLiteErrorCode.SQLITE_FULL.code) {
            return new InputRefused(
                    file
                            + ": to sort its rows takes more room than there is in SQLite's temporary folder, mostly /var/tmp."
                            + " Maybe SQLITE_TMPDIR=DIR with a folder that has room.",
                    e);
        }
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
