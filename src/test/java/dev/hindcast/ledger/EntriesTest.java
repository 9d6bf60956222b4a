package dev.hindcast.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.spans.Certainty;
import dev.hindcast.spans.Span;
import dev.hindcast.spans.SpanType;
import dev.hindcast.timeline.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EntriesTest {
    private static final Span SPAN =
            span(SpanType.NOVA_HOST, "n1", "n1", "", "", "vcpus=64", Certainty.KNOWN, 1.0, 10, 20);

    private final Entries entries = new Entries();

    @Test
    void a_span_is_added_at_its_start_and_taken_away_at_its_end() {
        add(1, from(10, 20));
        assertEntries("1 at 10 + span 1", "2 at 20 - span 1");
    }

    @Test
    void an_open_span_is_added_and_never_taken_away() {
        add(1, from(10, Micros.FOREVER));
        assertEntries("1 at 10 + span 1");
    }

    @Test
    void entries_are_in_the_order_of_time() {
        add(1, from(30, 40));
        add(2, from(10, 35));
        assertEntries("1 at 10 + span 2", "2 at 30 + span 1", "3 at 35 - span 2", "4 at 40 - span 1");
    }

    @Test
    void at_one_instant_ends_come_before_beginnings_and_either_in_the_order_of_spans() {
        add(1, from(20, 30));
        add(2, from(10, 20));
        add(3, from(20, 30));
        add(4, from(10, 20));
        assertEntries(
                "1 at 10 + span 2",
                "2 at 10 + span 4",
                "3 at 20 - span 2",
                "4 at 20 - span 4",
                "5 at 20 + span 1",
                "6 at 20 + span 3",
                "7 at 30 - span 1",
                "8 at 30 - span 3");
    }

    @Test
    void what_is_added_and_never_taken_away_is_what_is_open() {
        Random random = new Random(7);
        TreeSet<Long> open = new TreeSet<>();
        for (long number = 1; number <= 3000; number++) {
            long start = random.nextInt(500);
            boolean stays = random.nextInt(4) == 0;
            add(number, from(start, stays ? Micros.FOREVER : start + 1 + random.nextInt(50)));
            if (stays) {
                open.add(number);
            }
        }
        entries.close();
        assertEquals(2 * 3000 - open.size(), entries.size());
        TreeSet<Long> left = new TreeSet<>();
        long last = Micros.ALWAYS;
        for (int i = 0; i < entries.size(); i++) {
            // Taking away what was never added, or adding twice, would show here.
            assertTrue(entries.sign(i) > 0 ? left.add(entries.span(i)) : left.remove(entries.span(i)));
            assertTrue(entries.at(i) >= last);
            last = entries.at(i);
        }
        assertEquals(open, left);
    }

    @Test
    void spans_are_numbered_from_one_without_gaps() {
        assertThrows(IllegalArgumentException.class, () -> add(2, SPAN));
        add(1, SPAN);
        assertThrows(IllegalArgumentException.class, () -> add(1, SPAN));
        assertThrows(IllegalArgumentException.class, () -> add(3, SPAN));
    }

    // -- the chain

    @Test
    void an_empty_ledger_has_no_head() {
        entries.close();
        assertEquals("", entries.head());
        assertEquals(List.of(), entries.blockHashes());
    }

    @Test
    void the_same_spans_give_the_same_head() {
        assertEquals(head("kvm-a", SPAN), head("kvm-a", SPAN));
    }

    @Test
    void the_head_changes_with_every_field_of_a_span_and_with_its_region() {
        List<Span> changed = List.of(
                span(SpanType.BLAZAR_HOST, "n1", "n1", "", "", "vcpus=64", Certainty.KNOWN, 1.0, 10, 20),
                span(SpanType.NOVA_HOST, "n2", "n1", "", "", "vcpus=64", Certainty.KNOWN, 1.0, 10, 20),
                span(SpanType.NOVA_HOST, "n1", "n2", "", "", "vcpus=64", Certainty.KNOWN, 1.0, 10, 20),
                span(SpanType.NOVA_HOST, "n1", "n1", "ondemand", "", "vcpus=64", Certainty.KNOWN, 1.0, 10, 20),
                span(SpanType.NOVA_HOST, "n1", "n1", "", "ondemand", "vcpus=64", Certainty.KNOWN, 1.0, 10, 20),
                span(SpanType.NOVA_HOST, "n1", "n1", "", "", "vcpus=64.000001", Certainty.KNOWN, 1.0, 10, 20),
                span(SpanType.NOVA_HOST, "n1", "n1", "", "", "memory_mb=64", Certainty.KNOWN, 1.0, 10, 20),
                span(SpanType.NOVA_HOST, "n1", "n1", "", "", "vcpus=64", Certainty.UNKNOWN, 1.0, 10, 20),
                span(SpanType.NOVA_HOST, "n1", "n1", "", "", "vcpus=64", Certainty.KNOWN, 0.9, 10, 20),
                span(SpanType.NOVA_HOST, "n1", "n1", "", "", "vcpus=64", Certainty.KNOWN, 1.0, 11, 20),
                span(SpanType.NOVA_HOST, "n1", "n1", "", "", "vcpus=64", Certainty.KNOWN, 1.0, 10, 21),
                span(SpanType.NOVA_HOST, "n1", "n1", "", "", "vcpus=64", Certainty.KNOWN, 1.0, 10, Micros.FOREVER));
        TreeSet<String> heads = new TreeSet<>(List.of(head("kvm-a", SPAN), head("kvm-b", SPAN)));
        changed.forEach(span -> heads.add(head("kvm-a", span)));
        assertEquals(changed.size() + 2, heads.size());
    }

    @Test
    void a_change_in_an_early_block_changes_every_later_link() {
        List<String> hashes = threeBlocks("vcpus=64").blockHashes();
        List<String> changed = threeBlocks("vcpus=65").blockHashes();
        assertEquals(3, hashes.size());
        for (int block = 0; block < 3; block++) {
            assertNotEquals(hashes.get(block), changed.get(block));
        }
        assertNotEquals(hashes.get(0), hashes.get(1));
    }

    @Test
    void each_block_tells_its_last_entry() {
        Entries three = threeBlocks("vcpus=64");
        assertEquals(Entries.BLOCK, three.lastSeq(0));
        assertEquals(2 * Entries.BLOCK, three.lastSeq(1));
        assertEquals(2 * Entries.BLOCK + 2, three.lastSeq(2));
    }

    // ------------------------------------------------------------------------------------------------------------------

    /** Two full blocks and one span more; only the very first span is of the given size. */
    private static Entries threeBlocks(String quantities) {
        Entries three = new Entries();
        for (int i = 0; i <= Entries.BLOCK; i++) {
            String size = i == 0 ? quantities : "vcpus=1";
            Span span = span(SpanType.NOVA_HOST, "n1", "n1", "", "", size, Certainty.KNOWN, 1.0, 10L * i, 10L * i + 5);
            three.add(i + 1, span, new SpanDigest("kvm-a").of(span));
        }
        three.close();
        return three;
    }

    private static String head(String region, Span span) {
        Entries alone = new Entries();
        alone.add(1, span, new SpanDigest(region).of(span));
        alone.close();
        return alone.head();
    }

    private void add(long number, Span span) {
        entries.add(number, span, new SpanDigest("kvm-a").of(span));
    }

    private void assertEntries(String... expected) {
        entries.close();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            found.add((i + 1) + " at " + entries.at(i) + (entries.sign(i) > 0 ? " + " : " - ") + "span "
                    + entries.span(i));
        }
        assertEquals(List.of(expected), found);
    }

    private static Span from(long from, long till) {
        return span(SpanType.NOVA_HOST, "n1", "n1", "", "", "vcpus=64", Certainty.KNOWN, 1.0, from, till);
    }

    private static Span span(
            SpanType type,
            String entity,
            String host,
            String booking,
            String cause,
            String quantities,
            Certainty certainty,
            double confidence,
            long from,
            long till) {
        return new Span(
                type,
                entity,
                host,
                booking,
                cause,
                Quantities.parse(quantities),
                certainty,
                confidence,
                from,
                till,
                List.of(ground()));
    }

    private static Segment ground() {
        Entity host = new Entity(Entity.Kind.HOST, "n1");
        Rule rule = new Rule("R1", "A rule says so", "x.drl", 1, 50, 1.0, "0.1", "", "");
        Claim claim = new Claim(host, Attribute.EXISTENCE, "exists", null, null, 0, 99, rule, 1.0, List.of());
        return new Segment(host, Attribute.EXISTENCE, "exists", 0, 99, 1.0, List.of(claim), List.of(), false);
    }
}
