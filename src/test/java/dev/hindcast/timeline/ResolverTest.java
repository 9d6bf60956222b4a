package dev.hindcast.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Claims here are written as value, time, precedence and confidence; a claim's rule is named after its place in the list. */
class ResolverTest {
    private static final Entity HOST = new Entity(Entity.Kind.HOST, "n1");

    private final List<Claim> claims = new ArrayList<>();

    // -- one value at a time

    @Test
    void a_lone_claim_is_a_segment() {
        claim("reservable", 10, 20, 40, 0.9);
        assertSegments("reservable 10..20 confidence 0.9 by R1");
    }

    @Test
    void the_higher_precedence_wins_where_both_speak_and_the_loser_is_kept() {
        claim("reservable", 0, 100, 15, 1.0);
        claim("not_reservable", 20, 40, 40, 0.5);
        assertSegments(
                "reservable 0..20 confidence 1.0 by R1",
                "not_reservable 20..40 confidence 0.5 by R2 against R1",
                "reservable 40..100 confidence 1.0 by R1");
    }

    @Test
    void at_equal_precedence_the_surer_wins() {
        claim("reservable", 0, 20, 40, 0.8);
        claim("not_reservable", 10, 30, 40, 0.9);
        assertSegments(
                "reservable 0..10 confidence 0.8 by R1", "not_reservable 10..30 confidence 0.9 by R2 against R1");
    }

    @Test
    void equals_that_contradict_each_other_make_it_unknown_while_both_speak() {
        claim("reservable", 0, 20, 40, 0.9);
        claim("not_reservable", 10, 30, 40, 0.9);
        assertSegments(
                "reservable 0..10 confidence 0.9 by R1",
                "unknown 10..20 confidence 0.9 by R1 against R2 contested",
                "not_reservable 20..30 confidence 0.9 by R2");
    }

    @Test
    void a_third_voice_that_is_less_sure_does_not_settle_a_contest() {
        claim("reservable", 0, 10, 40, 0.9);
        claim("not_reservable", 0, 10, 40, 0.9);
        claim("reservable", 0, 10, 40, 0.8);
        assertSegments("unknown 0..10 confidence 0.9 by R2 against R1 R3 contested");
    }

    @Test
    void where_another_rival_contests_another_segment_begins() {
        claim("64", 0, 30, 40, 0.9);
        claim("96", 5, 10, 40, 0.9);
        claim("128", 10, 20, 40, 0.9);
        claim("1", 20, 30, 40, 0.5);
        assertSegments(
                "64 0..5 confidence 0.9 by R1",
                "unknown 5..10 confidence 0.9 by R1 against R2 contested",
                "unknown 10..20 confidence 0.9 by R1 against R3 contested",
                "64 20..30 confidence 0.9 by R1 against R4");
        assertEquals(
                List.of("", "96", "128", ""),
                Resolver.resolve(claims).stream()
                        .map(segment ->
                                segment.rivals().stream().map(Claim::value).collect(Collectors.joining(" ")))
                        .toList());
    }

    @Test
    void a_higher_voice_settles_a_contest() {
        claim("reservable", 0, 30, 40, 0.9);
        claim("not_reservable", 0, 30, 40, 0.9);
        claim("reservable", 10, 20, 100, 0.5);
        assertSegments(
                "unknown 0..10 confidence 0.9 by R2 against R1 contested",
                "reservable 10..20 confidence 0.5 by R3 R1 against R2",
                "unknown 20..30 confidence 0.9 by R2 against R1 contested");
    }

    @Test
    void weaker_claims_that_contradict_each_other_contest_nothing() {
        claim("reservable", 0, 10, 100, 0.9);
        claim("not_reservable", 0, 10, 40, 0.9);
        claim("unknown", 0, 10, 40, 0.9);
        assertSegments("reservable 0..10 confidence 0.9 by R1 against R2 R3");
    }

    @Test
    void all_that_agree_are_kept_as_winners_whatever_their_strength() {
        claim("reservable", 0, 10, 30, 1.0);
        claim("reservable", 0, 10, 40, 0.9);
        claim("reservable", 0, 10, 40, 0.9);
        assertSegments("reservable 0..10 confidence 0.9 by R2 R3 R1");
    }

    @Test
    void unknown_is_a_value_that_can_win_and_lose() {
        claim("unknown", 0, 20, 20, 0.8);
        claim("not_reservable", 0, 30, 5, 1.0);
        claim("reservable", 10, 30, 40, 1.0);
        assertSegments(
                "unknown 0..10 confidence 0.8 by R1 against R2",
                "reservable 10..30 confidence 1.0 by R3 against R1 R2");
    }

    @Test
    void equal_texts_of_unequal_quantities_do_not_agree() {
        claims.add(inventory("R1", 64));
        claims.add(inventory("R2", 96));
        Segment segment = Resolver.resolve(claims).get(0);
        assertTrue(segment.contested());
        assertEquals(1, segment.losers().size());
    }

    // -- pieces

    @Test
    void pieces_that_one_claim_decides_are_joined_and_keep_the_losers_of_both() {
        claim("reservable", 0, 100, 40, 1.0);
        claim("unknown", 20, 40, 20, 0.8);
        claim("not_reservable", 60, 80, 15, 0.8);
        assertSegments("reservable 0..100 confidence 1.0 by R1 against R2 R3");
    }

    @Test
    void pieces_of_one_value_by_two_claims_stay_two_segments() {
        claim("reservable", 0, 20, 40, 1.0);
        claim("reservable", 20, 40, 40, 0.9);
        assertSegments("reservable 0..20 confidence 1.0 by R1", "reservable 20..40 confidence 0.9 by R2");
    }

    @Test
    void where_no_claim_speaks_there_is_no_segment() {
        claim("reservable", 0, 10, 40, 1.0);
        claim("reservable", 20, 30, 40, 1.0);
        assertSegments("reservable 0..10 confidence 1.0 by R1", "reservable 20..30 confidence 1.0 by R2");
    }

    @Test
    void time_may_have_no_bounds() {
        claim("unspoken", Micros.ALWAYS, Micros.FOREVER, 0, 1.0);
        claim("reservable", 10, Micros.FOREVER, 40, 1.0);
        assertSegments("unspoken ..10 confidence 1.0 by R1", "reservable 10.. confidence 1.0 by R2 against R1");
    }

    // -- attributes that accumulate

    @Test
    void masks_stand_side_by_side() {
        claim(Attribute.MAINTENANCE, "lease", 0, 20, 50, 1.0);
        claim(Attribute.MAINTENANCE, "ironic_flag", 10, 30, 50, 0.9);
        claim(Attribute.MAINTENANCE, "lease", 15, 18, 100, 1.0);
        assertSegments(
                "lease 0..20 confidence 1.0 by R1",
                "ironic_flag 10..30 confidence 0.9 by R2",
                "lease 15..18 confidence 1.0 by R3");
    }

    @Test
    void equal_masks_of_two_rules_are_one_segment_with_both_as_winners() {
        claim(Attribute.MAINTENANCE, "lease", 0, 20, 50, 0.9);
        claim(Attribute.MAINTENANCE, "lease", 0, 20, 100, 0.8);
        assertSegments("lease 0..20 confidence 0.8 by R2 R1");
    }

    // -- many entities

    @Test
    void entities_and_attributes_do_not_meet() {
        claims.add(claim(new Entity(Entity.Kind.INSTANCE, "a"), Attribute.BOOKING, "ondemand", "R1"));
        claims.add(claim(HOST, Attribute.POOL, "unknown", "R2"));
        claims.add(claim(HOST, Attribute.EXISTENCE, "exists", "R3"));
        claims.add(claim(new Entity(Entity.Kind.HOST, "m1"), Attribute.POOL, "reservable", "R4"));
        assertEquals(
                List.of("m1 POOL", "n1 EXISTENCE", "n1 POOL", "a BOOKING"),
                Resolver.resolve(claims).stream()
                        .map(segment -> segment.entity().id() + " " + segment.attribute())
                        .toList());
    }

    @Test
    void no_claims_are_no_segments() {
        assertEquals(List.of(), Resolver.resolve(List.of()));
    }

    /** They differ in nothing that claims are ordered by; whatever their hash codes, the first stays first, and both stay. */
    @Test
    void claims_that_are_alike_stay_two_in_the_order_in_which_they_came() {
        for (int i = 0; i < 64; i++) {
            claims.clear();
            claim("reservable", 0, 10, 40, 0.9);
            Claim first = claims.get(0);
            Claim second = new Claim(
                    first.entity(),
                    first.attribute(),
                    first.value(),
                    first.quantities(),
                    first.spread(),
                    first.from(),
                    first.till(),
                    first.rule(),
                    first.confidence(),
                    first.because());
            Segment segment = Resolver.resolve(List.of(first, second)).get(0);
            assertEquals(2, segment.winners().size());
            assertSame(first, segment.winners().get(0));
            assertSame(second, segment.winners().get(1));
        }
    }

    // -- what always holds

    @Test
    void whatever_is_claimed_each_instant_has_its_strongest_claims_and_no_claim_is_lost() {
        for (int seed = 0; seed < 200; seed++) {
            List<Claim> random = random(new Random(seed));
            List<Segment> segments = Resolver.resolve(random);
            for (Attribute attribute : List.of(Attribute.POOL, Attribute.EXISTENCE)) {
                for (long at = 0; at < 40; at++) {
                    long instant = at;
                    List<Claim> speaking = random.stream()
                            .filter(claim -> claim.attribute() == attribute)
                            .filter(claim -> claim.from() <= instant && instant < claim.till())
                            .toList();
                    List<Segment> there = segments.stream()
                            .filter(segment -> segment.attribute() == attribute)
                            .filter(segment -> segment.from() <= instant && instant < segment.till())
                            .toList();
                    assertEquals(speaking.isEmpty() ? 0 : 1, there.size(), "seed " + seed + " at " + at);
                    if (!there.isEmpty()) {
                        assertDecided(speaking, there.get(0), "seed " + seed + " at " + at);
                    }
                }
            }
        }
    }

    @Test
    void whatever_is_claimed_masks_lose_none_and_gain_none() {
        for (int seed = 0; seed < 100; seed++) {
            List<Claim> masks = random(new Random(seed)).stream()
                    .filter(claim -> claim.attribute() == Attribute.MAINTENANCE)
                    .toList();
            List<Segment> segments = Resolver.resolve(masks);
            assertEquals(
                    masks.size(),
                    segments.stream()
                            .mapToInt(segment -> segment.winners().size())
                            .sum());
            for (Segment segment : segments) {
                for (Claim winner : segment.winners()) {
                    assertEquals(segment.from(), winner.from());
                    assertEquals(segment.till(), winner.till());
                    assertEquals(segment.value(), winner.value());
                }
            }
        }
    }

    @Test
    void the_order_of_the_claims_does_not_matter() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            List<Claim> ordered = random(random);
            List<String> expected = texts(Resolver.resolve(ordered));
            List<Claim> shuffled = new ArrayList<>(ordered);
            Collections.shuffle(shuffled, random);
            assertEquals(expected, texts(Resolver.resolve(shuffled)), "seed " + seed);
        }
    }

    // ------------------------------------------------------------------------------------------------------------------

    private static void assertDecided(List<Claim> speaking, Segment segment, String where) {
        Claim best = speaking.stream()
                .max(Comparator.comparingInt((Claim claim) -> claim.rule().precedence())
                        .thenComparingDouble(Claim::confidence))
                .orElseThrow();
        List<String> strongest = speaking.stream()
                .filter(claim -> claim.rule().precedence() == best.rule().precedence()
                        && claim.confidence() == best.confidence())
                .map(Claim::value)
                .distinct()
                .toList();
        assertEquals(strongest.size() > 1, segment.contested(), where);
        assertEquals(strongest.size() > 1 ? Claim.UNKNOWN : strongest.get(0), segment.value(), where);
        assertEquals(best.confidence(), segment.confidence(), where);
        for (Claim claim : speaking) {
            boolean kept = segment.winners().contains(claim) != segment.losers().contains(claim);
            assertTrue(kept, where + ": " + claim);
        }
        assertSame(segment.winners().get(0), segment.winner());
        assertTrue(segment.confidence() <= segment.winner().confidence(), where);
    }

    private static List<Claim> random(Random random) {
        List<String> values = List.of("reservable", "not_reservable", "unknown", "exists");
        List<Attribute> attributes = List.of(Attribute.POOL, Attribute.EXISTENCE, Attribute.MAINTENANCE);
        List<Claim> claims = new ArrayList<>();
        int count = 1 + random.nextInt(15);
        for (int i = 0; i < count; i++) {
            long from = random.nextInt(35);
            claims.add(new Claim(
                    HOST,
                    attributes.get(random.nextInt(3)),
                    values.get(random.nextInt(4)),
                    null,
                    null,
                    from,
                    from + 1 + random.nextInt(12),
                    rule("R" + i, 10 * random.nextInt(3)),
                    random.nextBoolean() ? 1.0 : 0.8,
                    List.of()));
        }
        return claims;
    }

    private void claim(String value, long from, long till, int precedence, double confidence) {
        claim(Attribute.POOL, value, from, till, precedence, confidence);
    }

    private void claim(Attribute attribute, String value, long from, long till, int precedence, double confidence) {
        Rule rule = rule("R" + (claims.size() + 1), precedence);
        claims.add(new Claim(HOST, attribute, value, null, null, from, till, rule, confidence, List.of()));
    }

    private static Claim claim(Entity entity, Attribute attribute, String value, String rule) {
        return new Claim(entity, attribute, value, null, null, 0, 10, rule(rule, 50), 1.0, List.of());
    }

    private static Claim inventory(String rule, long vcpus) {
        Quantities quantities = Quantities.none().with(Quantities.VCPUS, vcpus * Quantities.ONE);
        return new Claim(HOST, Attribute.INVENTORY, "as told", quantities, null, 0, 10, rule(rule, 50), 1.0, List.of());
    }

    private static Rule rule(String id, int precedence) {
        return new Rule(id, "A rule says so", "x.drl", 1, precedence, 1.0, "0.1", "", "");
    }

    private void assertSegments(String... expected) {
        assertEquals(List.of(expected), texts(Resolver.resolve(claims)));
    }

    private static List<String> texts(List<Segment> segments) {
        return segments.stream().map(ResolverTest::text).toList();
    }

    private static String text(Segment segment) {
        return segment.value() + " " + (segment.from() == Micros.ALWAYS ? "" : segment.from()) + ".."
                + (segment.till() == Micros.FOREVER ? "" : segment.till()) + " confidence " + segment.confidence()
                + " by" + rules(segment.winners())
                + (segment.losers().isEmpty() ? "" : " against" + rules(segment.losers()))
                + (segment.contested() ? " contested" : "");
    }

    private static String rules(List<Claim> claims) {
        return claims.stream().map(claim -> " " + claim.rule().id()).collect(Collectors.joining());
    }
}
