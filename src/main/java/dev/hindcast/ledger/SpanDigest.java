package dev.hindcast.ledger;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.spans.Span;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What an entry of the ledger stands for, so that no field of its span can be changed unseen: the fields as text, in UTF-8 and with a
 * zero byte between them, by SHA-256. Of one region's spans, one after the other.
 */
public final class SpanDigest {
    /** Bytes of a digest: the first of SHA-256's. */
    static final int LENGTH = 16;

    private final MessageDigest sha256 = TextFile.digest();
    private final String region;
    private final DigestText fields = new DigestText();

    public SpanDigest(String region) {
        this.region = region;
    }

    public byte[] of(Span span) {
        fields.clear();
        field(span.type().text());
        field(region);
        field(span.entity());
        field(span.host());
        field(span.booking());
        field(span.cause());
        field(Quantities.text(span.quantities()));
        field(span.certainty().text());
        field(Math.round(span.confidence() * 1e6));
        field(span.from());
        // The last has no zero byte behind it.
        if (span.till() != Micros.FOREVER) {
            fields.number(span.till());
        }
        fields.into(sha256);
        return Arrays.copyOf(sha256.digest(), LENGTH);
    }

    private void field(String text) {
        fields.text(text);
        fields.letter('\0');
    }

    private void field(long number) {
        fields.number(number);
        fields.letter('\0');
    }
}
