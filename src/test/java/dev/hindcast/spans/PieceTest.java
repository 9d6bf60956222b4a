package dev.hindcast.spans;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.timeline.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Time is a few microseconds; the grounds of a piece are named by a letter. */
class PieceTest {

    @Test
    void two_rows_of_pieces_intersect_where_both_hold_and_rest_on_both() {
        assertEquals(
                List.of("20..30 a c", "50..60 b c", "60..70 b d"),
                texts(Piece.intersect(pieces("a 10..30", "b 50..80"), pieces("c 20..60", "d 60..70"))));
    }

    @Test
    void what_is_subtracted_may_cut_a_piece_in_two_or_take_it_away() {
        assertEquals(
                List.of("10..20 a", "25..30 a", "70..80 b"),
                texts(Piece.subtract(pieces("a 10..30", "b 50..80", "e 62..64"), pieces("c 20..25", "d 40..70"))));
    }

    @Test
    void what_merely_meets_neither_intersects_nor_is_subtracted() {
        assertEquals(List.of(), texts(Piece.intersect(pieces("a 10..30"), pieces("b 0..10", "c 30..40"))));
        assertEquals(List.of("10..30 a"), texts(Piece.subtract(pieces("a 10..30"), pieces("b 0..10", "c 30..40"))));
    }

    @Test
    void a_piece_is_cut_by_others_and_rests_on_each_where_it_holds() {
        assertEquals(
                List.of("10..20 a", "20..25 a c", "25..30 a", "50..60 b d", "60..80 b"),
                texts(Piece.cut(pieces("a 10..30", "b 50..80"), pieces("c 20..25", "d 40..60"))));
        assertEquals(List.of("10..30 a"), texts(Piece.cut(pieces("a 10..30"), List.of())));
    }

    @Test
    void united_pieces_no_longer_overlap_and_name_all_that_hold() {
        assertEquals(
                List.of("10..20 a", "20..30 a b", "30..40 b", "50..60 c"),
                texts(Piece.unite(pieces("a 10..30", "b 20..40", "c 50..60"))));
    }

    @Test
    void what_several_united_pieces_rest_on_is_named_once() {
        Piece one = pieces("a 10..30").get(0);
        Piece other = new Piece(20, 40, one.because());
        assertEquals(List.of("10..20 a", "20..30 a", "30..40 a"), texts(Piece.unite(List.of(one, other))));
    }

    @Test
    void a_piece_that_comes_late_in_the_row_is_met_all_the_same() {
        assertEquals(
                List.of("15..20 a c", "40..45 b c"),
                texts(Piece.intersect(pieces("b 40..50", "a 10..20"), pieces("c 15..45"))));
    }

    /** Against the plain definition: a segment holds at an instant, or it does not. */
    @Test
    void at_every_instant_the_sweeps_say_what_holds() {
        Random random = new Random(20240101);
        for (int round = 0; round < 300; round++) {
            List<Piece> ones = anyPieces(random, 'a');
            List<Piece> others = anyPieces(random, 'n');
            assertInstants(Piece.intersect(ones, others), ones, others, (a, b) -> pairs(a, b));
            assertInstants(Piece.subtract(ones, others), ones, others, (a, b) -> b.isEmpty() ? a : List.of());
            assertInstants(Piece.cut(ones, others), ones, others, (a, b) -> b.isEmpty() ? a : pairs(a, b));
            assertInstants(
                    Piece.unite(ones),
                    ones,
                    others,
                    (a, b) -> a.isEmpty() ? List.of() : List.of(String.join(" ", new TreeSet<>(a))));
        }
    }

    /** Whether a result holds at each instant what the definition makes of that which holds in the two rows there. */
    private static void assertInstants(
            List<Piece> result,
            List<Piece> ones,
            List<Piece> others,
            BiFunction<List<String>, List<String>, List<String>> definition) {
        for (long at = 0; at < 40; at++) {
            List<String> expected = new ArrayList<>(definition.apply(at(ones, at), at(others, at)));
            expected.sort(null);
            assertEquals(expected, at(result, at), "at " + at + " of " + texts(ones) + " and " + texts(others));
        }
        for (int i = 1; i < result.size(); i++) {
            assertEquals(true, result.get(i - 1).from() <= result.get(i).from(), "in the order of time");
        }
    }

    private static List<String> pairs(List<String> ones, List<String> others) {
        List<String> pairs = new ArrayList<>();
        ones.forEach(one -> others.forEach(other -> pairs.add(one + " " + other)));
        return pairs;
    }

    /** What holds at an instant, in the order of the alphabet. */
    private static List<String> at(List<Piece> pieces, long instant) {
        return pieces.stream()
                .filter(piece -> piece.from() <= instant && instant < piece.till())
                .map(PieceTest::grounds)
                .sorted()
                .toList();
    }

    private static List<Piece> anyPieces(Random random, char letter) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = random.nextInt(7); i > 0; i--) {
            int from = random.nextInt(35);
            pieces.add(piece(String.valueOf((char) (letter + i)), from, from + 1 + random.nextInt(12)));
        }
        return pieces;
    }

    private static List<Piece> pieces(String... texts) {
        List<Piece> pieces = new ArrayList<>();
        for (String text : texts) {
            String[] parts = text.split(" |\\.\\.");
            pieces.add(piece(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2])));
        }
        return pieces;
    }

    private static Piece piece(String name, long from, long till) {
        Entity entity = new Entity(Entity.Kind.HOST, "n1");
        Rule rule = new Rule("R1", "A rule says so", "x.drl", 1, 50, 1.0, "0.1", "", "");
        Claim claim = new Claim(entity, Attribute.POOL, name, null, null, from, till, rule, 1.0, List.of());
        Segment segment = new Segment(entity, Attribute.POOL, name, from, till, 1.0, List.of(claim), List.of(), false);
        return new Piece(from, till, List.of(segment));
    }

    private static List<String> texts(List<Piece> pieces) {
        return pieces.stream()
                .map(piece -> piece.from() + ".." + piece.till() + " " + grounds(piece))
                .toList();
    }

    private static String grounds(Piece piece) {
        TreeMap<String, Segment> byName = new TreeMap<>();
        piece.because().forEach(segment -> byName.put(segment.value(), segment));
        return String.join(" ", byName.keySet());
    }
}
