package dev.hindcast.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

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
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanDigestTest {
    private static final Entity HOST = new Entity(Entity.Kind.HOST, "n1");
    private static final Segment SEGMENT = new Segment(
            HOST,
            Attribute.POOL,
            "on-demand",
            0,
            1,
            1.0,
            List.of(new Claim(
                    HOST,
                    Attribute.POOL,
                    "on-demand",
                    null,
                    null,
                    0,
                    1,
                    new Rule("POOL-01", "x", "x.drl", 1, 50, 1.0, "0.1", "x", "x"),
                    1.0,
                    List.of())),
            List.of(),
            false);

    private final SpanDigest digest = new SpanDigest("ré");

    @Test
    void a_digest_is_the_beginning_of_sha256_of_the_fields_as_text() {
        assertDigest(
                "nova_host|ré|n1|n1|||memory_mb=0.5 vcpus=64|known|1000000|10|20",
                span("n1", "", "vcpus=64 memory_mb=0.5", 1.0, 10, 20));
        assertDigest(
                "nova_host|ré|n1|n1|||memory_mb=0.5 vcpus=64|known|0|-9223372036854775808|",
                span("n1", "", "vcpus=64 memory_mb=0.5", 0, Micros.ALWAYS, Micros.FOREVER));
        assertDigest(
                "nova_host|ré|naïve \uD83D\uDE00 -|n1|||vcpus=1|known|700000|0|9223372036854775806",
                span("naïve \uD83D\uDE00 -", "", "vcpus=1", 0.7, 0, Long.MAX_VALUE - 1));
        String letters = "a".repeat(255);
        for (int length = 0; length < 256; length++) {
            // However much of the room is left, and with a letter of two bytes at its end.
            String cause = letters.substring(length);
            assertDigest(
                    "nova_host|ré|" + letters + "|n1||" + cause
                            + "ü|vcpus=1|known|1000000|1599999999999999|1600000000000000",
                    span(letters, cause + "ü", "vcpus=1", 1.0, 1_599_999_999_999_999L, 1_600_000_000_000_000L));
        }
    }

    private void assertDigest(String fields, Span span) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256")
                    .digest(fields.replace('|', '\0').getBytes(StandardCharsets.UTF_8));
            assertArrayEquals(Arrays.copyOf(whole, 16), digest.of(span), fields);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Span span(String entity, String cause, String quantities, double confidence, long from, long till) {
        return new Span(
                SpanType.NOVA_HOST,
                entity,
                "n1",
                "",
                cause,
                Quantities.parse(quantities),
                Certainty.KNOWN,
                confidence,
                from,
                till,
                List.of(SEGMENT));
    }
}
