package dev.hindcast.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Origin;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.Sighting;
import dev.hindcast.evidence.TypedCells;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.Finding;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.spans.Certainty;
import dev.hindcast.spans.Span;
import dev.hindcast.spans.SpanType;
import dev.hindcast.timeline.Segment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GroundsTest {
    private static final List<Rule> RULES = List.of(rule("A-01", 50), rule("B-02", 10));

    /** Values of every kind there is a way to tell, and those that only look like one. */
    private static final List<String> VALUES = List.of(
            "",
            "0",
            "00",
            "007",
            "-3",
            "123456789012345678",
            "1234567890123456789",
            "2024-02-29T23:59:59Z",
            "2024-02-30T00:00:00Z",
            "2024-02-29T23:59:59.123456Z",
            "0000-00-00 00:00:00",
            "0f8fad5b-d9cb-469f-a165-70867728950e",
            "0F8FAD5B-d9cb-469f-a165-70867728950e",
            "0f8fad5b-d9cb-469f-a165-70867728950",
            "O'Brien's \"29648\" \u2014 na\u00efve\n=\\",
            "n1");

    private static final Segment OTHER = new Segment(
            new Entity(Entity.Kind.HOST, "host"),
            Attribute.INVENTORY,
            "vcpus=1",
            0,
            1,
            1.0,
            List.of(new Claim(
                    new Entity(Entity.Kind.HOST, "host"),
                    Attribute.INVENTORY,
                    "vcpus=1",
                    null,
                    null,
                    0,
                    1,
                    RULES.get(0),
                    1.0,
                    List.of())),
            List.of(),
            false);
    private static final Map<Segment, Grounds.Foreign> OTHERS = Map.of(OTHER, new Grounds.Foreign(300, 4));

    /** Of all blocks of all tests: nothing of one may be left in the next. */
    private static final Grounds.Packer PACKER = new Grounds.Packer(rule -> RULES.indexOf(rule) + 1, OTHERS::get);

    @Test
    void what_is_packed_is_what_is_unpacked() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<Settled> packed = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(5); i++) {
                packed.add(settled("n" + i, random));
            }
            byte[] content = pack(packed);
            List<Grounds.Of> unpacked = Grounds.unpack(content, new Names(packed));
            assertEquals(packed.size(), unpacked.size());
            for (int i = 0; i < packed.size(); i++) {
                same(packed.get(i), unpacked.get(i), new Names(packed));
                same(packed.get(i), Grounds.unpack(content, new Names(packed), i), new Names(packed));
            }
        }
    }

    @Test
    void the_same_is_packed_to_the_same_bytes() {
        List<Settled> one = List.of(settled("n1", new Random(5)));
        List<Settled> same = List.of(settled("n1", new Random(5)));
        assertArrayEquals(pack(one), pack(same));
    }

    /** A row of one column for each cell; typed or all as text. */
    private record Telling(List<Object> cells, boolean typed) implements Evidence {
        private static String text(Object cell) {
            return cell instanceof Instant instant ? Micros.text(Micros.of(instant)) : cell.toString();
        }

        @Override
        public void tell(TypedCells into) {
            for (int i = 0; i < cells.size(); i++) {
                String column = "column" + (char) ('a' + i);
                if (typed && cells.get(i) instanceof Instant instant) {
                    into.instant(column, Micros.of(instant));
                } else if (typed && cells.get(i) instanceof Long number) {
                    into.number(column, number);
                } else {
                    into.text(column, text(cells.get(i)));
                }
            }
        }

        @Override
        public void tellLast(TypedCells into) {
            tell(into);
        }

        @Override
        public String table() {
            return "nova.instances";
        }

        @Override
        public String key() {
            return "1";
        }

        @Override
        public long origin() {
            return Origin.of(1, 1);
        }

        @Override
        public long firstSeen() {
            return 0;
        }

        @Override
        public long lastSeen() {
            return 1;
        }

        @Override
        public int sightings() {
            return 1;
        }

        @Override
        public double confidence() {
            return 1.0;
        }
    }

    @Test
    void an_instant_and_a_number_are_packed_as_their_texts_are() {
        List<Object> odd = List.of(
                0L,
                -1L,
                7L,
                999_999_999_999_999_999L,
                1_000_000_000_000_000_000L,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                Instant.EPOCH,
                Instant.EPOCH.minusSeconds(1),
                Instant.parse("2024-02-29T23:59:59Z"),
                Instant.parse("2024-02-29T23:59:59.5Z"),
                Instant.parse("9999-12-31T23:59:59Z"),
                Instant.parse("+10000-01-01T00:00:00Z"),
                "7",
                "-0",
                "+1",
                "2024-02-29T23:59:59Z");
        for (Object named : odd) {
            String name = Telling.text(named);
            assertArrayEquals(packed(name, new Telling(odd, false)), packed(name, new Telling(odd, true)), name);
        }
    }

    private static byte[] pack(List<Settled> entities) {
        PACKER.begin();
        entities.forEach(PACKER::add);
        return PACKER.end();
    }

    private static byte[] packed(String name, Evidence row) {
        Finding finding = new Finding("kind", "note", name, "", 0, 1, "", RULES.get(0), List.of(row));
        return pack(
                List.of(new Settled(new Entity(Entity.Kind.INSTANCE, name), List.of(), List.of(), List.of(finding))));
    }

    private static void same(Settled packed, Grounds.Of unpacked, ResultReader.Block names) {
        assertEquals(packed.segments().size(), unpacked.segments().size());
        for (int i = 0; i < packed.segments().size(); i++) {
            Segment segment = packed.segments().get(i);
            ResultReader.SegmentText read = unpacked.segments().get(i);
            assertEquals(segment.entity().id(), read.entity());
            assertEquals(segment.attribute(), read.attribute());
            assertEquals(segment.value(), read.value());
            assertEquals(segment.from(), read.from());
            assertEquals(segment.till(), read.till());
            assertEquals(segment.confidence(), read.confidence());
            assertEquals(segment.contested(), read.contested());
            List<String> claims = new ArrayList<>();
            segment.winners().forEach(claim -> claims.add(text(true, claim)));
            segment.losers().forEach(claim -> claims.add(text(false, claim)));
            List<String> readClaims = new ArrayList<>();
            read.claims().forEach(claim -> readClaims.add(text(claim)));
            claims.sort(null);
            readClaims.sort(null);
            assertEquals(claims, readClaims);
        }
        assertEquals(packed.spans().size(), unpacked.ofSpans().size());
        for (int i = 0; i < packed.spans().size(); i++) {
            List<Segment> because = packed.spans().get(i).because();
            Grounds.OfSpan read = unpacked.ofSpans().get(i);
            int own = 0;
            List<Grounds.Foreign> foreign = new ArrayList<>();
            for (Segment segment : because) {
                if (OTHERS.containsKey(segment)) {
                    foreign.add(OTHERS.get(segment));
                } else {
                    assertTrue(packed.segments().get(read.own()[own++]) == segment);
                }
            }
            assertEquals(own, read.own().length);
            assertEquals(foreign, read.foreign());
        }
        assertEquals(packed.findings().size(), unpacked.ofFindings().size());
        for (int i = 0; i < packed.findings().size(); i++) {
            List<String> rows = new ArrayList<>();
            unpacked.evidence(unpacked.ofFindings().get(i), names).forEach(row -> rows.add(text(row)));
            assertEquals(
                    packed.findings().get(i).because().stream()
                            .map(GroundsTest::text)
                            .toList(),
                    rows);
        }
    }

    private static String text(boolean won, Claim claim) {
        return won + claim.value() + " " + claim.from() + " " + claim.till() + " "
                + claim.rule().id()
                + " " + claim.confidence() + " "
                + claim.because().stream().map(GroundsTest::text).toList();
    }

    private static String text(ResultReader.ClaimText claim) {
        return claim.won() + claim.value() + " " + claim.from() + " " + claim.till() + " " + claim.ruleId() + " "
                + claim.confidence() + " "
                + claim.evidence().stream().map(GroundsTest::text).toList();
    }

    private static String text(Evidence row) {
        return row.table() + "|" + row.key() + "|file " + Origin.source(row.origin()) + "|" + Origin.row(row.origin())
                + "|" + row.firstSeen() + "|" + row.lastSeen() + "|" + row.sightings() + "|" + row.values();
    }

    private static String text(ResultReader.EvidenceText row) {
        return row.rawTable() + "|" + row.key() + "|" + row.path() + "|" + row.row() + "|" + row.firstSeen() + "|"
                + row.lastSeen() + "|" + row.sightings() + "|" + row.values();
    }

    private static Settled settled(String name, Random random) {
        Entity entity = new Entity(Entity.Kind.INSTANCE, name);
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            long from = time(random);
            long till = random.nextInt(3) == 0 ? Micros.FOREVER : Math.max(from, 0) + 1 + random.nextInt(1000);
            claims.add(new Claim(
                    entity,
                    Attribute.PLACEMENT,
                    any(VALUES, random),
                    null,
                    null,
                    from,
                    till,
                    any(RULES, random),
                    random.nextInt(1_000_000) / 1e6,
                    rows(random)));
        }
        List<Segment> segments = new ArrayList<>();
        List<Span> spans = new ArrayList<>();
        for (Claim claim : claims) {
            List<Claim> losers = random.nextBoolean() ? List.of() : List.of(any(claims, random));
            segments.add(new Segment(
                    entity,
                    any(List.of(Attribute.values()), random),
                    claim.value(),
                    claim.from(),
                    claim.till(),
                    claim.confidence(),
                    List.of(claim),
                    losers,
                    random.nextBoolean()));
            spans.add(new Span(
                    SpanType.NOVA_HOST,
                    name,
                    "",
                    "",
                    "",
                    Quantities.none(),
                    Certainty.KNOWN,
                    1.0,
                    claim.from(),
                    claim.till(),
                    random.nextBoolean() ? List.of(any(segments, random)) : List.of(any(segments, random), OTHER)));
        }
        Finding finding = new Finding("kind", "note", name, "", 0, 1, "", RULES.get(0), rows(random));
        return new Settled(entity, segments, spans, random.nextBoolean() ? List.of(finding) : List.of());
    }

    private static List<Evidence> rows(Random random) {
        List<Evidence> rows = new ArrayList<>();
        for (int i = 0; i < random.nextInt(3); i++) {
            TreeMap<String, String> values = new TreeMap<>();
            for (int column = 0; column < random.nextInt(4); column++) {
                values.put("column" + column, any(VALUES, random));
            }
            rows.add(new Sighting(
                    any(List.of("nova.instances", "blazar.leases"), random),
                    any(VALUES, random) + i,
                    Origin.of(1 + random.nextInt(3), 1 + random.nextInt(1_000_000)),
                    time(random),
                    Micros.parse("2024-05-01") + random.nextInt(5),
                    1 + random.nextInt(20),
                    values));
        }
        return rows;
    }

    private static long time(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Micros.ALWAYS;
            case 1 -> random.nextLong(-1_000_000_000L, 1_900_000_000L) * Micros.SECOND;
            case 2 -> random.nextLong(-1_000_000_000L, 1_900_000_000_000_000L);
            default -> Micros.parse("2024-01-01");
        };
    }

    private static <T> T any(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static Rule rule(String id, int precedence) {
        return new Rule(id, "sentence of " + id, "x.drl", 1, precedence, 1.0, "0.1", "", "");
    }

    private static final class Names implements ResultReader.Block {
        private final List<Settled> entities;
        private int at;

        Names(List<Settled> entities) {
            this.entities = entities;
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
            return at + 1;
        }

        @Override
        public String entity() {
            return entities.get(at).entity().id();
        }

        @Override
        public Entity.Kind kind() {
            return entities.get(at).entity().kind();
        }

        @Override
        public String id(int place) {
            return at + "." + place;
        }

        @Override
        public String path(int source) {
            return "file " + source;
        }

        @Override
        public ResultReader.RuleText rule(int number) {
            Rule rule = RULES.get(number - 1);
            return new ResultReader.RuleText(rule.id(), rule.sentence(), rule.precedence());
        }
    }
}
