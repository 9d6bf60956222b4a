package dev.hindcast.evidence;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.ZipException;

/** The part of the stream that is held in memory; it slides along and grows when a row needs it. */
final class DumpStretch {
    private final InputStream in;
    private final int bytesMax;
    byte[] bytes;
    /** Where reading stands, and the end of what is held: indexes into {@link #bytes}. */
    int at;

    int end;
    /** The offset in the stream of the first byte held. */
    long base;
    /** Nothing more will come. */
    boolean ended;
    /** Why not, if the compressed data ended before they should. */
    String cut;

    DumpStretch(InputStream in, int bufferBytes, int rowBytesMax) {
        this.in = in;
        this.bytes = new byte[bufferBytes];
        this.bytesMax = (int) Math.min(Integer.MAX_VALUE - 16L, (long) rowBytesMax + bufferBytes);
    }

    long offset() {
        return base + at;
    }

    /** Forgets what stands before an index and fills the buffer; false if nothing came. All indexes move. */
    boolean more(int keepFrom) throws IOException {
        if (ended) {
            return false;
        }
        int kept = end - keepFrom;
        byte[] target = bytes;
        if (kept > bytes.length / 2) {
            long wish = Math.max(Math.min(2L * bytes.length, bytesMax), kept + 64L);
            target = new byte[(int) Math.max(bytes.length, wish)];
        }
        System.arraycopy(bytes, keepFrom, target, 0, kept);
        bytes = target;
        base += keepFrom;
        at -= keepFrom;
        end = kept;
        while (end < bytes.length && !ended) {
            try {
                int read = in.read(bytes, end, bytes.length - end);
                ended = read < 0;
                end += Math.max(read, 0);
            } catch (EOFException | ZipException e) {
                cut = e.getMessage() == null ? "unexpected end" : e.getMessage();
                ended = true;
            }
        }
        return end > kept;
    }

    /** Whether so many bytes stand from {@link #at} on, after reading more if need be. Keeps the byte before. */
    boolean ensure(int wish) throws IOException {
        while (end - at < wish && more(Math.max(at - 1, 0))) {
            // until there are enough
        }
        return end - at >= wish;
    }

    void drain() throws IOException {
        do {
            at = end;
        } while (more(at));
    }

    boolean startsWith(String text) {
        if (end - at < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    boolean startsWith(byte[] text, int start) {
        return end - start >= text.length && Arrays.equals(bytes, start, start + text.length, text, 0, text.length);
    }

    /** The word that begins here, in capitals; empty if something other than a letter stands here. */
    String word() {
        int p = at;
        while (p < end
                && p < at + MysqldumpReader.LOOKAHEAD_BYTES
                && (bytes[p] | 0x20) >= 'a'
                && (bytes[p] | 0x20) <= 'z') {
            p++;
        }
        boolean wordEnds = p >= end || !isWordByte(bytes[p]);
        return wordEnds ? new String(bytes, at, p - at, StandardCharsets.US_ASCII).toUpperCase(Locale.ROOT) : "";
    }

    static boolean isBlank(byte c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r';
    }

    /** A byte that may stand in a name without quotes; every byte of a character beyond ASCII may. */
    static boolean isWordByte(byte c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c < 0;
    }

    /** UTF-8, or Latin-1 if it is not valid UTF-8: then every byte is still told apart from every other. */
    static String decoded(byte[] bytes, int start, int length) {
        String text = new String(bytes, start, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        // A replacement character may stand in the data; then the text gives back the same bytes.
        byte[] again = text.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(again, 0, again.length, bytes, start, start + length)
                ? text
                : new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    }
}
