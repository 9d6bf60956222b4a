package dev.hindcast.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Origin;
import dev.hindcast.evidence.TypedCells;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Finding;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.spans.Span;
import dev.hindcast.timeline.Segment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;

/**
 * What a block of entities rests on: segments, their claims, the rows of these, packed so that a million instances take tens of bytes
 * each (docs/decisions/0007). Like goes to like: each kind of content has a stream of its own, and the streams are compressed one by
 * one. Times and texts are written where they first occur and referred to from then on.
 */
final class Grounds {
    /** Of one entity, as read back. */
    record Of(List<ResultReader.SegmentText> segments, List<OfSpan> ofSpans, List<int[]> ofFindings, List<Row> rows) {
        List<ResultReader.EvidenceText> evidence(int[] places, ResultReader.Block block) {
            List<ResultReader.EvidenceText> evidence = new ArrayList<>();
            for (int place : places) {
                evidence.add(rows.get(place).text(place, block));
            }
            return evidence;
        }
    }

    /** The places of the entity's own segments that a span rests on, and those of other entities. */
    record OfSpan(int[] own, List<Foreign> foreign) {}

    /** A segment of another entity, which was written before. */
    record Foreign(long entity, int place) {}

    /** A row of a source. */
    record Row(
            String table,
            String key,
            int source,
            long row,
            long firstSeen,
            long lastSeen,
            int sightings,
            double confidence,
            SortedMap<String, String> values,
            Last last) {
        ResultReader.EvidenceText text(int place, ResultReader.Block block) {
            return new ResultReader.EvidenceText(
                    block.id(place),
                    block.path(source),
                    table,
                    key,
                    row,
                    firstSeen,
                    lastSeen,
                    sightings,
                    confidence,
                    values,
                    last == null ? row : last.row,
                    last == null ? block.path(source) : block.path(last.source),
                    last == null ? table : last.table,
                    last == null ? NO_VALUES : last.values);
        }
    }

    /** The volatile columns of a row as its last sighting showed them, and where. */
    record Last(String table, int source, long row, SortedMap<String, String> values) {}

    private static final SortedMap<String, String> NO_VALUES = Collections.unmodifiableSortedMap(new TreeMap<>());

    private enum Stream {
        STRUCTURE,
        CELLS,
        TIMES,
        NUMBERS,
        ROWS,
        KEYS,
        IDS,
        TEXTS
    }

    /** How a value is told; what is higher refers to a text told before in the block. */
    private static final int ITSELF = 0;

    private static final int TIME = 1;
    private static final int NUMBER = 2;
    private static final int NEW_ID = 3;
    private static final int NEW_TEXT = 4;
    private static final int KNOWN_TEXT = 5;

    /** How a time is told; what is higher refers to a time told before of the entity. */
    private static final int ALWAYS = 0;

    private static final int FOREVER = 1;
    private static final int NEW_TIME = 2;
    private static final int KNOWN_TIME = 3;

    /** The least number of more digits than {@link #isNumber} takes. */
    private static final long MANY_DIGITS = 1_000_000_000_000_000_000L;

    /** The least: a higher one saves a two-hundredth of the file and costs half as much time again. */
    private static final int LEVEL = 1;
    /** A power of two. */
    private static final int RECENT = 256;

    private static final Comparator<ResultReader.ClaimText> STRONGEST = Comparator.comparing(
                    (ResultReader.ClaimText claim) -> !claim.won())
            .thenComparing(
                    Comparator.comparingInt(ResultReader.ClaimText::precedence).reversed())
            .thenComparing(Comparator.comparingDouble(ResultReader.ClaimText::confidence)
                    .reversed())
            .thenComparingLong(ResultReader.ClaimText::from);

    private Grounds() {}

    static long confidence(double confidence) {
        return Math.round(confidence * 1e6);
    }

    // -- packing
    // -------------------------------------------------------------------------------------------------------

    /**
     * Packs one block after the other, on one thread at a time; what a block grew its room to serves the next. Entities are added as they
     * are settled: what they rest on is still in the processor's caches then, and need not be kept.
     */
    static final class Packer {
        private final ToIntFunction<Rule> rules;
        private final Function<Segment, Foreign> ofOthers;
        private final Numbers[] streams = new Numbers[Stream.values().length];
        private final Numbers structure = stream(Stream.STRUCTURE);
        private final Numbers cells = stream(Stream.CELLS);
        private final Numbers tellTimes = stream(Stream.TIMES);
        private final Numbers tellNumbers = stream(Stream.NUMBERS);
        private final Numbers tellRows = stream(Stream.ROWS);
        private final Numbers tellKeys = stream(Stream.KEYS);
        private final Numbers tellIds = stream(Stream.IDS);
        private final Numbers tellTexts = stream(Stream.TEXTS);
        private final Numbers all = new Numbers();
        private final Places<String> texts = new Places<>(String::equals);
        /** Texts that were named last, by what is left of their hash, and their places: most cells are one of few objects. */
        private final String[] recent = new String[RECENT];

        private final int[] recentPlaces = new int[RECENT];
        private Shape shapes;
        private final Places<Object> times = new Places<>((one, other) -> false);
        private final Places<Claim> claims = new Places<>((one, other) -> false);
        /** A row is an object of its own nearly always, but two may stand for one. */
        private final Places<Evidence> evidence = new Places<>((one, other) -> Evidence.ORDER.compare(one, other) == 0);

        private final Places<Segment> segments = new Places<>((one, other) -> false);
        private final TypedCells first = new TypedCells();
        private final TypedCells last = new TypedCells();
        /** Of the segments that a span rests on. */
        private int[] places = new int[16];

        private String entity;
        /** The entity's id if it is one; else what no cell is told as. */
        private long entityInstant;

        private long entityNumber;
        private long lastTime;

        Packer(ToIntFunction<Rule> rules, Function<Segment, Foreign> ofOthers) {
            this.rules = rules;
            this.ofOthers = ofOthers;
        }

        private Numbers stream(Stream stream) {
            streams[stream.ordinal()] = new Numbers();
            return streams[stream.ordinal()];
        }

        /** Begins a block. */
        void begin() {
            for (Numbers stream : streams) {
                stream.clear();
            }
            texts.clear();
            Arrays.fill(recent, null);
            shapes = new Shape("", "");
        }

        /** The block that was begun. */
        byte[] end() {
            all.clear();
            try (ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(LEVEL)) {
                for (Numbers stream : streams) {
                    all.compressed(stream, zstd);
                }
            }
            return all.toByteArray();
        }

        void add(Settled settled) {
            times.clear();
            claims.clear();
            evidence.clear();
            segments.clear();
            lastTime = 0;
            entity = settled.entity().id();
            entityInstant = Micros.fromText(entity);
            entityNumber = isNumber(entity) ? Long.parseLong(entity) : -1;
            structure.number(settled.segments().size());
            for (Segment segment : settled.segments()) {
                segment(segment);
            }
            structure.number(settled.spans().size());
            for (Span span : settled.spans()) {
                grounds(span.because());
            }
            structure.number(settled.findings().size());
            for (Finding finding : settled.findings()) {
                rows(finding.because());
            }
        }

        /** The segments that a span rests on: the entity's own, then those of others. */
        private void grounds(List<Segment> because) {
            int all = because.size();
            if (places.length < all) {
                places = new int[all * 2];
            }
            int own = 0;
            for (int i = 0; i < all; i++) {
                Segment segment = because.get(i);
                places[i] = segments.find(key(segment), segment);
                own += places[i] < 0 ? 0 : 1;
            }
            structure.number(own);
            for (int i = 0; i < all; i++) {
                if (places[i] >= 0) {
                    structure.number(places[i]);
                }
            }
            structure.number(all - own);
            for (int i = 0; i < all; i++) {
                if (places[i] < 0) {
                    Foreign other = ofOthers.apply(because.get(i));
                    structure.number(other.entity());
                    structure.number(other.place());
                }
            }
        }

        private void segment(Segment segment) {
            segments.findOrAdd(key(segment), segment);
            structure.number(segment.attribute().ordinal());
            value(structure, segment.value());
            time(structure, segment.from());
            time(structure, segment.till());
            structure.number(confidence(segment.confidence()));
            structure.number(segment.contested() ? 1 : 0);
            structure.number(segment.winners().size());
            structure.number(segment.losers().size());
            for (Claim claim : segment.winners()) {
                claim(claim);
            }
            for (Claim claim : segment.losers()) {
                claim(claim);
            }
        }

        private static long key(Segment segment) {
            return segment.from() * 31
                    + segment.attribute().ordinal()
                    + key(segment.winner().because());
        }

        /** Of pairs of what collides on a host there may be thousands that differ in their rows alone. */
        private static long key(List<Evidence> rows) {
            long key = 0;
            for (int i = 0; i < rows.size(); i++) {
                long mixed = rows.get(i).origin() * 0x9E3779B97F4A7C15L;
                key += mixed ^ mixed >>> 29;
            }
            return key;
        }

        private void claim(Claim claim) {
            int known = claims.findOrAdd(claim.from() * 31 + claim.till() + key(claim.because()), claim);
            structure.number(known + 1);
            if (known < 0) {
                value(structure, claim.value());
                time(structure, claim.from());
                time(structure, claim.till());
                structure.number(rules.applyAsInt(claim.rule()));
                structure.number(confidence(claim.confidence()));
                rows(claim.because());
            }
        }

        private void rows(List<Evidence> rows) {
            structure.number(rows.size());
            for (Evidence row : rows) {
                int known = evidence.findOrAdd(row.origin() * 31 + row.firstSeen(), row);
                structure.number(known + 1);
                if (known < 0) {
                    row(row);
                }
            }
        }

        private void row(Evidence row) {
            first.clear();
            row.tell(first);
            last.clear();
            row.tellLast(last);
            value(structure, shape(row));
            long origin = row.origin();
            structure.number(Origin.source(origin));
            tellRows.number(Origin.row(origin));
            if (last.size() > 0) {
                structure.number(Origin.source(row.lastOrigin()));
                tellRows.signed(Origin.row(row.lastOrigin()) - Origin.row(origin));
            }
            String key = row.key();
            if (isNumber(key)) {
                // Row numbers and keys grow together.
                structure.number(NUMBER);
                tellKeys.signed(Long.parseLong(key) - Origin.row(origin));
            } else {
                value(structure, key);
            }
            time(structure, row.firstSeen());
            time(structure, row.lastSeen());
            structure.number(row.sightings());
            structure.number(confidence(row.confidence()));
            cells(first);
            cells(last);
        }

        /** Table and columns of a row's first sighting, and of its last where that differs. */
        private String shape(Evidence row) {
            Shape shape = shapes.with(row.table());
            for (int i = 0; i < first.size(); i++) {
                shape = shape.with(first.column(i));
            }
            if (last.size() > 0) {
                // No column has an empty name.
                shape = shape.with("").with(row.lastTable());
                for (int i = 0; i < last.size(); i++) {
                    shape = shape.with(last.column(i));
                }
            }
            return shape.text;
        }

        private void cells(TypedCells told) {
            for (int i = 0; i < told.size(); i++) {
                if (told.isText(i)) {
                    value(cells, told.text(i));
                } else if (told.isInstant(i)) {
                    instant(told.number(i));
                } else {
                    number(told.number(i));
                }
            }
        }

        /** As {@link #value} of the instant written out, without writing it out. */
        private void instant(long instant) {
            if (instant == entityInstant || !Micros.isWholeSecondOfOurEra(instant)) {
                value(cells, Micros.text(instant));
            } else {
                cells.number(TIME);
                time(cells, instant);
            }
        }

        /** As {@link #value} of the number written out, without writing it out. */
        private void number(long number) {
            if (number == entityNumber || number < 0 || number >= MANY_DIGITS) {
                value(cells, Long.toString(number));
            } else {
                cells.number(NUMBER);
                tellNumbers.signed(number);
            }
        }

        private void value(Numbers into, String text) {
            if (text.equals(entity)) {
                into.number(ITSELF);
                return;
            }
            int slot = recent(text);
            if (recent[slot] == text) {
                into.number(KNOWN_TEXT + recentPlaces[slot]);
                return;
            }
            long instant = Micros.fromText(text);
            if (instant != Micros.ALWAYS) {
                into.number(TIME);
                time(into, instant);
            } else if (isNumber(text)) {
                into.number(NUMBER);
                tellNumbers.signed(Long.parseLong(text));
            } else {
                text(into, text);
            }
        }

        private static int recent(String text) {
            int hash = text.hashCode();
            return (hash ^ hash >>> 16) & RECENT - 1;
        }

        private void text(Numbers into, String text) {
            int known = texts.findOrAdd(text.hashCode(), text);
            if (known >= 0) {
                int slot = recent(text);
                recent[slot] = text;
                recentPlaces[slot] = known;
                into.number(KNOWN_TEXT + known);
            } else if (isId(text)) {
                into.number(NEW_ID);
                UUID id = UUID.fromString(text);
                tellIds.whole(id.getMostSignificantBits());
                tellIds.whole(id.getLeastSignificantBits());
            } else {
                into.number(NEW_TEXT);
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                tellTexts.number(bytes.length);
                tellTexts.bytes(bytes);
            }
        }

        private void time(Numbers into, long instant) {
            if (instant == Micros.ALWAYS || instant == Micros.FOREVER) {
                into.number(instant == Micros.ALWAYS ? ALWAYS : FOREVER);
                return;
            }
            int known = times.findOrAdd(instant, null);
            if (known >= 0) {
                into.number(KNOWN_TIME + known);
                return;
            }
            into.number(NEW_TIME);
            // Almost all times are whole seconds; the others are told in full.
            long second = instant / Micros.SECOND;
            if (second * Micros.SECOND == instant) {
                tellTimes.signed((second - lastTime) * 2);
                lastTime = second;
            } else {
                tellTimes.signed(instant * 2 + 1);
            }
        }
    }

    /** A table and some of its columns as one text, and what it becomes with one more: rows have few shapes among them. */
    private static final class Shape {
        private final String name;
        private final String text;
        private Shape[] more = new Shape[0];

        Shape(String name, String text) {
            this.name = name;
            this.text = text;
        }

        Shape with(String next) {
            for (Shape shape : more) {
                if (shape.name.equals(next)) {
                    return shape;
                }
            }
            Shape shape = new Shape(next, text.isEmpty() ? next : text + "\n" + next);
            more = Arrays.copyOf(more, more.length + 1);
            more[more.length - 1] = shape;
            return shape;
        }
    }

    /** Whether the text is what {@code Long.toString} gives. */
    private static boolean isNumber(String text) {
        int length = text.length();
        if (length == 0 || length > 18 || text.charAt(0) == '0' && length > 1) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Whether the text is just what an id of 16 bytes is written as. */
    private static boolean isId(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : (c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    // -- unpacking
    // -----------------------------------------------------------------------------------------------------

    /** All entities of a block. */
    static List<Of> unpack(byte[] content, ResultReader.Block block) {
        return new Unpacker(content, block).entities(block.size(), place -> true);
    }

    /** One entity of a block: the others are passed over, which takes a fraction of the time. */
    static Of unpack(byte[] content, ResultReader.Block block, int place) {
        return new Unpacker(content, block)
                .entities(place + 1, other -> other == place)
                .get(0);
    }

    private static final class Unpacker {
        private final ResultReader.Block block;
        private final Map<Stream, ByteBuffer> streams = new EnumMap<>(Stream.class);
        /** Ids are written out only when asked for. */
        private final List<Object> texts = new ArrayList<>();

        private final Map<String, String[]> shapes = new HashMap<>();
        private final List<Long> times = new ArrayList<>();
        private final List<ResultReader.ClaimText> claims = new ArrayList<>();
        private List<Row> rows = new ArrayList<>();
        private String entity;
        private long lastTime;
        /** Whether the entity at hand is wanted; else all is read and nothing made of it. */
        private boolean wanted;

        Unpacker(byte[] content, ResultReader.Block block) {
            this.block = block;
            ByteBuffer all = ByteBuffer.wrap(content);
            for (Stream stream : Stream.values()) {
                int raw = (int) number(all);
                byte[] packed = new byte[count(number(all), all)];
                all.get(packed);
                // What is damaged must not ask for all the memory there is.
                if (raw < 0 || Zstd.getFrameContentSize(packed) != raw) {
                    throw new IllegalArgumentException("a stream is " + raw + " bytes long, or it is not");
                }
                streams.put(stream, ByteBuffer.wrap(Zstd.decompress(packed, raw)));
            }
        }

        List<Of> entities(int upTo, IntPredicate wants) {
            List<Of> entities = new ArrayList<>();
            for (int i = 0; i < upTo; i++) {
                wanted = wants.test(i);
                times.clear();
                claims.clear();
                rows = new ArrayList<>();
                lastTime = 0;
                block.at(i);
                entity = block.entity();
                List<ResultReader.SegmentText> segments = new ArrayList<>();
                for (long n = next(); n > 0; n--) {
                    segments.add(segment(segments.size()));
                }
                List<OfSpan> ofSpans = new ArrayList<>();
                for (long n = next(); n > 0; n--) {
                    ofSpans.add(ofSpan());
                }
                List<int[]> ofFindings = new ArrayList<>();
                for (long n = next(); n > 0; n--) {
                    ofFindings.add(rowPlaces());
                }
                if (wanted) {
                    entities.add(new Of(segments, ofSpans, ofFindings, rows));
                }
            }
            return entities;
        }

        private OfSpan ofSpan() {
            int[] own = new int[count()];
            for (int i = 0; i < own.length; i++) {
                own[i] = (int) next();
            }
            List<Foreign> foreign = new ArrayList<>();
            for (long n = next(); n > 0; n--) {
                foreign.add(new Foreign(next(), (int) next()));
            }
            return new OfSpan(own, foreign);
        }

        private ResultReader.SegmentText segment(int place) {
            Attribute attribute = Attribute.values()[(int) next()];
            String value = value(Stream.STRUCTURE);
            long from = time(Stream.STRUCTURE);
            long till = time(Stream.STRUCTURE);
            double confidence = next() / 1e6;
            boolean contested = next() == 1;
            long winners = next();
            long all = winners + next();
            List<ResultReader.ClaimText> said = new ArrayList<>();
            for (int i = 0; i < all; i++) {
                ResultReader.ClaimText claim = claim();
                if (wanted) {
                    said.add(claim.won(i < winners));
                }
            }
            if (!wanted) {
                return null;
            }
            said.sort(STRONGEST);
            return new ResultReader.SegmentText(
                    block.id(place), block.kind(), entity, attribute, value, from, till, confidence, contested, said);
        }

        private ResultReader.ClaimText claim() {
            int known = (int) next();
            if (known == 0) {
                String value = value(Stream.STRUCTURE);
                long from = time(Stream.STRUCTURE);
                long till = time(Stream.STRUCTURE);
                ResultReader.RuleText rule = block.rule((int) next());
                double confidence = next() / 1e6;
                int[] places = rowPlaces();
                if (!wanted) {
                    claims.add(null);
                    return null;
                }
                List<ResultReader.EvidenceText> evidence = new ArrayList<>();
                for (int place : places) {
                    evidence.add(rows.get(place).text(place, block));
                }
                claims.add(new ResultReader.ClaimText(
                        true, value, from, till, rule.id(), rule.sentence(), rule.precedence(), confidence, evidence));
                return claims.get(claims.size() - 1);
            }
            return claims.get(known - 1);
        }

        private int[] rowPlaces() {
            int[] places = new int[count()];
            for (int i = 0; i < places.length; i++) {
                int known = (int) next();
                places[i] = known == 0 ? rows.size() : known - 1;
                if (known == 0) {
                    rows.add(row());
                }
            }
            return places;
        }

        private Row row() {
            String[] shape = shapes.computeIfAbsent(shape(), text -> text.split("\n", -1));
            int source = (int) next();
            long number = number(streams.get(Stream.ROWS));
            int columns = List.of(shape).indexOf("");
            columns = columns < 0 ? shape.length : columns;
            int lastSource = columns == shape.length ? 0 : (int) next();
            long lastRow = columns == shape.length ? 0 : number + signed(streams.get(Stream.ROWS));
            int place = streams.get(Stream.STRUCTURE).position();
            String key;
            if (next() == NUMBER) {
                long told = signed(streams.get(Stream.KEYS)) + number;
                key = wanted ? Long.toString(told) : "";
            } else {
                streams.get(Stream.STRUCTURE).position(place);
                key = value(Stream.STRUCTURE);
            }
            long first = time(Stream.STRUCTURE);
            long last = time(Stream.STRUCTURE);
            int sightings = (int) next();
            double confidence = next() / 1e6;
            SortedMap<String, String> values = cells(shape, 1, columns);
            SortedMap<String, String> lastValues = cells(shape, columns + 2, shape.length);
            if (!wanted) {
                return null;
            }
            Last sighted =
                    columns == shape.length ? null : new Last(shape[columns + 1], lastSource, lastRow, lastValues);
            return new Row(shape[0], key, source, number, first, last, sightings, confidence, values, sighted);
        }

        private SortedMap<String, String> cells(String[] shape, int from, int till) {
            SortedMap<String, String> values = new TreeMap<>();
            for (int i = from; i < till; i++) {
                String value = value(Stream.CELLS);
                if (wanted) {
                    values.put(shape[i], value);
                }
            }
            return values;
        }

        /** A table and its columns as one text, which is needed of every row to know how many cells it has. */
        private String shape() {
            boolean before = wanted;
            wanted = true;
            String shape = value(Stream.STRUCTURE);
            wanted = before;
            return shape;
        }

        private String value(Stream from) {
            int tag = (int) number(streams.get(from));
            switch (tag) {
                case ITSELF:
                    return entity;
                case TIME:
                    long time = time(from);
                    return wanted ? Micros.text(time) : "";
                case NUMBER:
                    long told = signed(streams.get(Stream.NUMBERS));
                    return wanted ? Long.toString(told) : "";
                case NEW_ID:
                    ByteBuffer ids = streams.get(Stream.IDS);
                    texts.add(new UUID(ids.getLong(), ids.getLong()));
                    return wanted ? texts.get(texts.size() - 1).toString() : "";
                case NEW_TEXT:
                    ByteBuffer stream = streams.get(Stream.TEXTS);
                    byte[] bytes = new byte[count(number(stream), stream)];
                    stream.get(bytes);
                    texts.add(new String(bytes, StandardCharsets.UTF_8));
                    return (String) texts.get(texts.size() - 1);
                default:
                    return wanted ? texts.get(tag - KNOWN_TEXT).toString() : "";
            }
        }

        private long time(Stream from) {
            int tag = (int) number(streams.get(from));
            switch (tag) {
                case ALWAYS:
                    return Micros.ALWAYS;
                case FOREVER:
                    return Micros.FOREVER;
                case NEW_TIME:
                    long told = signed(streams.get(Stream.TIMES));
                    if ((told & 1) == 0) {
                        lastTime += told / 2;
                        times.add(lastTime * Micros.SECOND);
                    } else {
                        times.add(told - 1 >> 1);
                    }
                    return times.get(times.size() - 1);
                default:
                    return times.get(tag - KNOWN_TIME);
            }
        }

        private long next() {
            return number(streams.get(Stream.STRUCTURE));
        }

        private int count() {
            return count(next(), streams.get(Stream.STRUCTURE));
        }

        /** How many of something follow, each of at least a byte: no more than there are bytes. */
        private static int count(long told, ByteBuffer of) {
            if (told < 0 || told > of.remaining()) {
                throw new IllegalArgumentException(told + " of something in " + of.remaining() + " bytes");
            }
            return (int) told;
        }

        private static long number(ByteBuffer from) {
            return Numbers.number(from);
        }

        private static long signed(ByteBuffer from) {
            return Numbers.signed(from);
        }
    }
}
