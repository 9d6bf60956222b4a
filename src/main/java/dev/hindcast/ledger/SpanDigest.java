package dev.hindcast.ledger;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.spans.Span;
import java.nio.charset.StandardCharsets;
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
    /** Nearly all spans of an entity are of one size. */
    private Quantities lastQuantities = Quantities.none();

    private byte[] fields = new byte[256];
    private int size;

    public SpanDigest(String region) {
        this.region = region;
    }

    public byte[] of(Span span) {
        size = 0;
        field(span.type().text());
        field(region);
        field(span.entity());
        field(span.host());
        field(span.booking());
        field(span.cause());
        if (!span.quantities().equals(lastQuantities)) {
            lastQuantities = span.quantities();
        }
        field(Quantities.text(lastQuantities));
        field(span.certainty().text());
        field(Math.round(span.confidence() * 1e6));
        field(span.from());
        if (span.till() == Micros.FOREVER) {
            field("");
        } else {
            field(span.till());
        }
        sha256.update(fields, 0, size - 1);
        return Arrays.copyOf(sha256.digest(), LENGTH);
    }

    private void field(String text) {
        room(text.length());
        int start = size;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter > 127) {
                size = start;
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                room(bytes.length);
                System.arraycopy(bytes, 0, fields, size, bytes.length);
                size += bytes.length;
                break;
            }
            fields[size++] = (byte) letter;
        }
        fields[size++] = 0;
    }

    private void field(long number) {
        if (number <= 0) {
            field(Long.toString(number));
            return;
        }
        room(19);
        int end = size;
        for (long rest = number; rest > 0; rest /= 10) {
            end++;
        }
        size = end;
        for (long rest = number; rest > 0; rest /= 10) {
            fields[--end] = (byte) ('0' + rest % 10);
        }
        fields[size++] = 0;
    }

    /** Room for so many bytes and the zero behind them. */
    private void room(int more) {
        if (fields.length - size <= more) {
            fields = Arrays.copyOf(fields, Math.max(fields.length * 2, size + more + 1));
        }
    }
}
