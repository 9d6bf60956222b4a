package dev.hindcast.store;

import com.github.luben.zstd.Zstd;
import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Origin;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Finding;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.spans.Span;
import dev.hindcast.timeline.Segment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
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

    private static final int LEVEL = 3;

    private static final Comparator<ResultReader.ClaimText> STRONGEST = Comparator.comparing(
                    (ResultReader.ClaimText claim) -> !claim.won())
            .thenComparing(
                    Comparator.comparingInt(ResultReader.ClaimText::precedence).reversed())
            .thenComparing(Comparator.comparingDouble(ResultReader.ClaimText::confidence)
                    .reversed())
            .thenComparingLong(ResultReader.ClaimText::from);

    private Grounds() {}

    static byte[] pack(List<Settled> entities, ToIntFunction<Rule> rules, Function<Segment, Foreign> ofOthers) {
        return new Packer(rules, ofOthers).pack(entities);
    }

    static long confidence(double confidence) {
        return Math.round(confidence * 1e6);
    }

    // -- packing
    // -------------------------------------------------------------------------------------------------------

    private static final class Packer {
        private final ToIntFunction<Rule> rules;
        private final Function<Segment, Foreign> ofOthers;
        private final Map<Stream, Numbers> streams = new EnumMap<>(Stream.class);
        private final Map<String, Integer> texts = new HashMap<>();
        private final Map<List<String>, String> shapes = new HashMap<>();
        private final Map<Long, Integer> times = new HashMap<>();
        private final Map<Claim, Integer> claims = new IdentityHashMap<>();
        private final Map<Evidence, Integer> evidence = new TreeMap<>(Evidence.ORDER);
        private final Map<Evidence, Integer> seen = new IdentityHashMap<>();
        private final Map<Segment, Integer> segments = new IdentityHashMap<>();
        private String entity;
        private long lastTime;

        Packer(ToIntFunction<Rule> rules, Function<Segment, Foreign> ofOthers) {
            this.rules = rules;
            this.ofOthers = ofOthers;
            for (Stream stream : Stream.values()) {
                streams.put(stream, new Numbers());
            }
        }

        byte[] pack(List<Settled> entities) {
            for (Settled settled : entities) {
                times.clear();
                claims.clear();
                evidence.clear();
                seen.clear();
                segments.clear();
                lastTime = 0;
                entity = settled.entity().id();
                Numbers structure = streams.get(Stream.STRUCTURE);
                structure.number(settled.segments().size());
                settled.segments().forEach(this::segment);
                structure.number(settled.spans().size());
                for (Span span : settled.spans()) {
                    List<Foreign> foreign = new ArrayList<>();
                    structure.number(span.because().stream()
                            .filter(segments::containsKey)
                            .count());
                    for (Segment segment : span.because()) {
                        Integer own = segments.get(segment);
                        if (own == null) {
                            foreign.add(ofOthers.apply(segment));
                        } else {
                            structure.number(own);
                        }
                    }
                    structure.number(foreign.size());
                    for (Foreign other : foreign) {
                        structure.number(other.entity());
                        structure.number(other.place());
                    }
                }
                structure.number(settled.findings().size());
                for (Finding finding : settled.findings()) {
                    rows(finding.because());
                }
            }
            Numbers all = new Numbers();
            for (Stream stream : Stream.values()) {
                byte[] raw = streams.get(stream).toByteArray();
                byte[] packed = Zstd.compress(raw, LEVEL);
                all.number(raw.length);
                all.number(packed.length);
                all.bytes(packed);
            }
            return all.toByteArray();
        }

        private void segment(Segment segment) {
            segments.put(segment, segments.size());
            Numbers structure = streams.get(Stream.STRUCTURE);
            structure.number(segment.attribute().ordinal());
            value(structure, segment.value());
            time(structure, segment.from());
            time(structure, segment.till());
            structure.number(confidence(segment.confidence()));
            structure.number(segment.contested() ? 1 : 0);
            structure.number(segment.winners().size());
            structure.number(segment.losers().size());
            segment.winners().forEach(this::claim);
            segment.losers().forEach(this::claim);
        }

        private void claim(Claim claim) {
            Numbers structure = streams.get(Stream.STRUCTURE);
            Integer known = claims.putIfAbsent(claim, claims.size());
            structure.number(known == null ? 0 : known + 1);
            if (known == null) {
                value(structure, claim.value());
                time(structure, claim.from());
                time(structure, claim.till());
                structure.number(rules.applyAsInt(claim.rule()));
                structure.number(confidence(claim.confidence()));
                rows(claim.because());
            }
        }

        private void rows(List<Evidence> rows) {
            streams.get(Stream.STRUCTURE).number(rows.size());
            rows.forEach(this::row);
        }

        private void row(Evidence row) {
            Numbers structure = streams.get(Stream.STRUCTURE);
            // A row is an object of its own nearly always; only the first sight of each asks for its key.
            Integer known = seen.get(row);
            if (known == null) {
                known = evidence.putIfAbsent(row, evidence.size());
                seen.put(row, known == null ? evidence.size() - 1 : known);
            }
            structure.number(known == null ? 0 : known + 1);
            if (known != null) {
                return;
            }
            Map<String, String> cells = row.values();
            List<String> shape = new ArrayList<>(cells.size() + 1);
            shape.add(row.table());
            shape.addAll(cells.keySet());
            Map<String, String> last = row.lastValues();
            if (!last.isEmpty()) {
                // No column has an empty name.
                shape.add("");
                shape.add(row.lastTable());
                shape.addAll(last.keySet());
            }
            value(structure, shapes.computeIfAbsent(shape, parts -> String.join("\n", parts)));
            structure.number(Origin.source(row.origin()));
            streams.get(Stream.ROWS).number(Origin.row(row.origin()));
            if (!last.isEmpty()) {
                structure.number(Origin.source(row.lastOrigin()));
                streams.get(Stream.ROWS).signed(Origin.row(row.lastOrigin()) - Origin.row(row.origin()));
            }
            if (isNumber(row.key())) {
                // Row numbers and keys grow together.
                structure.number(NUMBER);
                streams.get(Stream.KEYS).signed(Long.parseLong(row.key()) - Origin.row(row.origin()));
            } else {
                value(structure, row.key());
            }
            time(structure, row.firstSeen());
            time(structure, row.lastSeen());
            structure.number(row.sightings());
            structure.number(confidence(row.confidence()));
            Numbers into = streams.get(Stream.CELLS);
            cells.values().forEach(cell -> value(into, cell));
            last.values().forEach(cell -> value(into, cell));
        }

        private void value(Numbers into, String text) {
            if (text.equals(entity)) {
                into.number(ITSELF);
                return;
            }
            Integer known = texts.get(text);
            if (known != null) {
                into.number(KNOWN_TEXT + known);
                return;
            }
            long instant = Micros.fromText(text);
            if (instant != Micros.ALWAYS) {
                into.number(TIME);
                time(into, instant);
            } else if (isNumber(text)) {
                into.number(NUMBER);
                streams.get(Stream.NUMBERS).signed(Long.parseLong(text));
            } else {
                texts.put(text, texts.size());
                UUID id = id(text);
                into.number(id == null ? NEW_TEXT : NEW_ID);
                if (id == null) {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    streams.get(Stream.TEXTS).number(bytes.length);
                    streams.get(Stream.TEXTS).bytes(bytes);
                } else {
                    streams.get(Stream.IDS).whole(id.getMostSignificantBits());
                    streams.get(Stream.IDS).whole(id.getLeastSignificantBits());
                }
            }
        }

        private void time(Numbers into, long instant) {
            if (instant == Micros.ALWAYS || instant == Micros.FOREVER) {
                into.number(instant == Micros.ALWAYS ? ALWAYS : FOREVER);
                return;
            }
            Integer known = times.putIfAbsent(instant, times.size());
            if (known != null) {
                into.number(KNOWN_TIME + known);
                return;
            }
            into.number(NEW_TIME);
            // Almost all times are whole seconds; the others are told in full.
            boolean whole = instant % Micros.SECOND == 0;
            Numbers stream = streams.get(Stream.TIMES);
            if (whole) {
                stream.signed((instant / Micros.SECOND - lastTime) * 2);
                lastTime = instant / Micros.SECOND;
            } else {
                stream.signed(instant * 2 + 1);
            }
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

    /** The text as an id of 16 bytes, or null if it is not just what such an id is written as. */
    private static UUID id(String text) {
        if (text.length() != 36) {
            return null;
        }
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : (c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return null;
            }
        }
        return UUID.fromString(text);
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
