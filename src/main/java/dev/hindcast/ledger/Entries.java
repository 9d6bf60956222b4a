package dev.hindcast.ledger;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.spans.Span;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Entry of the ledger stage: spans in, + and - entries out, sorted by time and chained by hash (design section 7).
 * A span still open at the horizon has its + entry only, so that at the horizon the balance is the sum of the open spans.
 */
public final class Entries {
    /** Entries in one link of the chain. */
    static final int BLOCK = 1024;

    private byte[] content = new byte[1024 * SpanDigest.LENGTH];
    private int spans;
    private long[] at = new long[1024];
    private long[] signedSpan = new long[1024];
    private int size;
    private CompletableFuture<List<String>> hashes;

    /**
     * Adds the entries of a span; its number is its place in the result file, from 1 and without gaps.
     *
     * @param digest the span's, see {@link SpanDigest}
     */
    public void add(long number, Span span, byte[] digest) {
        if (number != spans + 1) {
            throw new IllegalArgumentException("span " + number + " comes after " + spans);
        }
        if (spans * SpanDigest.LENGTH == content.length) {
            content = Arrays.copyOf(content, content.length * 2);
        }
        System.arraycopy(digest, 0, content, spans++ * SpanDigest.LENGTH, SpanDigest.LENGTH);
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
        int[] standing = new int[size];
        int place = 0;
        for (int sign = -1; sign <= 1; sign += 2) {
            for (int i = 0; i < size; i++) {
                if (Long.signum(signedSpan[i]) == sign) {
                    standing[place++] = i;
                }
            }
        }
        long[] instants = new long[size];
        for (int i = 0; i < size; i++) {
            instants[i] = at[standing[i]];
        }
        int[] order = Micros.order(instants, size);
        long[] sortedSpan = new long[size];
        long[] sortedAt = new long[size];
        for (int i = 0; i < size; i++) {
            sortedAt[i] = instants[order[i]];
            sortedSpan[i] = signedSpan[standing[order[i]]];
        }
        at = sortedAt;
        signedSpan = sortedSpan;
        // Beside whoever writes the entries meanwhile.
        hashes = CompletableFuture.supplyAsync(this::chain);
    }

    private List<String> chain() {
        List<String> chained = new ArrayList<>();
        byte[] last = new byte[0];
        MessageDigest digest = TextFile.digest();
        DigestText entries = new DigestText();
        for (int from = 0; from < size; from += BLOCK) {
            entries.clear();
            entries.bytes(last, 0, last.length);
            for (int i = from; i < Math.min(size, from + BLOCK); i++) {
                entries.number(i + 1);
                entries.letter(' ');
                entries.number(at[i]);
                entries.letter(' ');
                entries.number(signedSpan[i]);
                entries.letter(' ');
                entries.bytes(content, ((int) Math.abs(signedSpan[i]) - 1) * SpanDigest.LENGTH, SpanDigest.LENGTH);
            }
            entries.into(digest);
            last = digest.digest();
            chained.add(HexFormat.of().formatHex(last));
        }
        return chained;
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
        return hashes.join();
    }

    public int lastSeq(int block) {
        return Math.min(size, (block + 1) * BLOCK);
    }

    /** The last link: whoever keeps it elsewhere can tell later that nothing was changed. */
    public String head() {
        List<String> all = blockHashes();
        return all.isEmpty() ? "" : all.get(all.size() - 1);
    }
}
