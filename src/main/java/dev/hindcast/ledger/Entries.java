package dev.hindcast.ledger;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.spans.Span;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Entry of the ledger stage: spans in, + and - entries out, sorted by time and chained by hash (design section 7).
 * A span still open at the horizon has its + entry only, so that at the horizon the balance is the sum of the open spans.
 */
public final class Entries {
    /** Entries in one link of the chain. */
    static final int BLOCK = 1024;

    private final List<byte[]> content = new ArrayList<>();
    private long[] at = new long[1024];
    private long[] signedSpan = new long[1024];
    private int size;
    private List<String> hashes;

    /** Adds the entries of a span; its number is its place in the result file, from 1 and without gaps. */
    public void add(long number, String region, Span span) {
        if (number != content.size() + 1) {
            throw new IllegalArgumentException("span " + number + " comes after " + content.size());
        }
        content.add(digest(region, span));
        entry(span.from(), number);
        if (span.till() != Micros.FOREVER) {
            entry(span.till(), -number);
        }
    }

    private void entry(long instant, long signed) {
        if (size == at.length) {
            at = Arrays.copyOf(at, size * 2);
            signedSpan = Arrays.copyOf(signedSpan, size * 2);
        }
        at[size] = instant;
        signedSpan[size++] = signed;
    }

    /** Sorts by time; at one instant ends come before beginnings, so that a host handed over is not counted twice. */
    public void close() {
        Integer[] order = new Integer[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        Arrays.sort(order, (a, b) -> {
            int byTime = Long.compare(at[a], at[b]);
            int bySign = Boolean.compare(signedSpan[a] > 0, signedSpan[b] > 0);
            return byTime != 0
                    ? byTime
                    : bySign != 0 ? bySign : Long.compare(Math.abs(signedSpan[a]), Math.abs(signedSpan[b]));
        });
        long[] sortedAt = new long[size];
        long[] sortedSpan = new long[size];
        for (int i = 0; i < size; i++) {
            sortedAt[i] = at[order[i]];
            sortedSpan[i] = signedSpan[order[i]];
        }
        at = sortedAt;
        signedSpan = sortedSpan;
        hashes = chain();
    }

    private List<String> chain() {
        List<String> chained = new ArrayList<>();
        byte[] last = new byte[0];
        for (int from = 0; from < size; from += BLOCK) {
            MessageDigest digest = TextFile.digest();
            digest.update(last);
            for (int i = from; i < Math.min(size, from + BLOCK); i++) {
                digest.update((i + 1 + " " + at[i] + " " + signedSpan[i] + " ").getBytes(StandardCharsets.US_ASCII));
                digest.update(content.get((int) Math.abs(signedSpan[i]) - 1));
            }
            last = digest.digest();
            chained.add(HexFormat.of().formatHex(last));
        }
        return chained;
    }

    /** What an entry stands for, so that no field of its span can be changed unseen. */
    static byte[] digest(String region, Span span) {
        String text = String.join(
                "\u0000",
                span.type().text(),
                region,
                span.entity(),
                span.host(),
                span.booking(),
                span.cause(),
                Quantities.text(span.quantities()),
                span.certainty().text(),
                Double.toString(span.confidence()),
                Long.toString(span.from()),
                span.till() == Micros.FOREVER ? "" : Long.toString(span.till()));
        return Arrays.copyOf(TextFile.digest().digest(text.getBytes(StandardCharsets.UTF_8)), 16);
    }

    public int size() {
        return size;
    }

    /** Microseconds UTC. */
    public long at(int index) {
        return at[index];
    }

    public long span(int index) {
        return Math.abs(signedSpan[index]);
    }

    /** +1 at a span's start, -1 at its end. */
    public int sign(int index) {
        return signedSpan[index] > 0 ? 1 : -1;
    }

    public List<String> blockHashes() {
        return hashes;
    }

    public int lastSeq(int block) {
        return Math.min(size, (block + 1) * BLOCK);
    }

    /** The last link: whoever keeps it elsewhere can tell later that nothing was changed. */
    public String head() {
        return hashes.isEmpty() ? "" : hashes.get(hashes.size() - 1);
    }
}
