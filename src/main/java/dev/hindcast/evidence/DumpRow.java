package dev.hindcast.evidence;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One row of an INSERT: where its values stand in the buffer, and what they say.
 *
 * <p>All or nothing: a row that reaches beyond the buffer is {@link Outcome#CUT} and is scanned again from its
 * beginning when there is more, which is simpler and faster than to stop and go on inside a value.
 */
final class DumpRow {
    /** How a scan ended. */
    enum Outcome {
        /** The closing bracket was found. */
        WHOLE,
        /** The buffer ends before the row does. */
        CUT,
        /** It makes no sense; {@link #badAt} and {@link #badBecause} say where and why. */
        BAD
    }

    private static final byte NULL = 0;
    private static final byte TEXT = 1;
    private static final byte ESCAPED = 2;
    private static final byte HEXADECIMAL = 3;
    private static final byte BITS = 4;
    private static final byte TRUE = 5;
    private static final byte FALSE = 6;

    private byte[] bytes = new byte[0];
    /** Where the values stand, and how they are written. */
    private int[] from = new int[0];

    private int[] to = new int[0];
    private byte[] kind = new byte[0];
    private byte[] unescaped = new byte[1 << 12];

    private int count;
    private int after;
    private int badAt;
    private String badBecause;

    /** Values beyond this number are counted and not kept. */
    void columns(int columns) {
        if (kind.length < columns) {
            from = new int[columns];
            to = new int[columns];
            kind = new byte[columns];
        }
    }

    /** How many values the row has; after a bad one, how many stand before the place. */
    int count() {
        return count;
    }

    /** The index behind the row's closing bracket. */
    int after() {
        return after;
    }

    int badAt() {
        return badAt;
    }

    String badBecause() {
        return "value " + (count + 1) + " of the row " + badBecause;
    }

    /**
     * Finds the values of a row.
     *
     * @param start of its opening bracket
     * @param end   of what the buffer holds
     */
    Outcome scan(byte[] buffer, int start, int end) {
        bytes = buffer;
        int p = start + 1;
        count = 0;
        for (; ; ) {
            while (p < end && DumpStretch.isBlank(buffer[p])) {
                p++;
            }
            if (p >= end) {
                return Outcome.CUT;
            }
            byte c = buffer[p];
            if (c == '\'') {
                int first = p + 1;
                byte its = TEXT;
                p = first;
                for (; ; ) {
                    byte d = 0;
                    while (p < end && (d = buffer[p]) != '\'' && d != '\\') {
                        p++;
                    }
                    if (p + 1 >= end) {
                        return Outcome.CUT;
                    }
                    if (d == '\'' && buffer[p + 1] != '\'') {
                        break;
                    }
                    its = ESCAPED;
                    p += 2;
                }
                value(its, first, p);
                p++;
            } else if (c >= '0' && c <= '9' || c == '-') {
                int first = p;
                do {
                    p++;
                } while (p < end && buffer[p] >= '0' && buffer[p] <= '9');
                if (p >= end) {
                    return Outcome.CUT;
                }
                if ((buffer[p] == ',' || buffer[p] == ')') && buffer[p - 1] != '-') {
                    value(TEXT, first, p);
                } else {
                    p = scanRare(first, end);
                }
            } else if (c == 'N'
                    && p + 4 < end
                    && buffer[p + 1] == 'U'
                    && buffer[p + 2] == 'L'
                    && buffer[p + 3] == 'L') {
                value(NULL, p, p);
                p += 4;
            } else if (c == ')' && count == 0) {
                after = p + 1;
                return Outcome.WHOLE;
            } else {
                p = scanRare(p, end);
            }
            if (p < 0) {
                return badBecause == null ? Outcome.CUT : Outcome.BAD;
            }
            while (p < end && DumpStretch.isBlank(buffer[p])) {
                p++;
            }
            if (p >= end) {
                return Outcome.CUT;
            }
            if (buffer[p] == ')') {
                after = p + 1;
                return Outcome.WHOLE;
            }
            if (buffer[p] != ',') {
                // The value itself was fine, but what follows belongs to it.
                count--;
                bad(p, "is followed by something other than a comma or a bracket");
                return Outcome.BAD;
            }
            p++;
        }
    }

    private void value(byte its, int first, int last) {
        if (count < kind.length) {
            kind[count] = its;
            from[count] = first;
            to[count] = last;
        }
        count++;
    }

    private int bad(int at, String because) {
        badAt = at;
        badBecause = because;
        return -1;
    }

    /** For {@link #scan}: the row is not whole in the buffer. */
    private int cut() {
        badBecause = null;
        return -1;
    }

    /** Values that are neither a plain string nor a whole number nor NULL; gives the place after the value, or -1. */
    private int scanRare(int start, int end) {
        byte[] bytes = this.bytes;
        int p = start;
        // An introducer such as _binary or _utf8mb4 says what the bytes mean; their decoding shows that as well.
        if (bytes[p] == '_') {
            while (p < end && DumpStretch.isWordByte(bytes[p])) {
                p++;
            }
            while (p < end && DumpStretch.isBlank(bytes[p])) {
                p++;
            }
        }
        if (p + 1 >= end) {
            return cut();
        }
        boolean quoted = bytes[p + 1] == '\'';
        switch (bytes[p]) {
            case '\'':
            case '"':
                return scanString(p, end);
            case '0':
                if (bytes[p + 1] == 'x') {
                    return scanDigits(p + 2, end, HEXADECIMAL, false);
                }
                break;
            case 'x':
            case 'X':
                if (quoted) {
                    return scanDigits(p + 2, end, HEXADECIMAL, true);
                }
                break;
            case 'b':
            case 'B':
                if (quoted) {
                    return scanDigits(p + 2, end, BITS, true);
                }
                break;
            case 'n':
            case 'N':
                if (quoted) {
                    return scanString(p + 1, end);
                }
                break;
            default:
                break;
        }
        return p == start ? scanBare(p, end) : bad(p, "has an introducer without a string");
    }

    private int scanString(int start, int end) {
        byte[] bytes = this.bytes;
        byte quote = bytes[start];
        byte its = TEXT;
        int p = start + 1;
        for (; ; ) {
            while (p < end && bytes[p] != quote && bytes[p] != '\\') {
                p++;
            }
            if (p + 1 >= end) {
                return cut();
            }
            if (bytes[p] == quote && bytes[p + 1] != quote) {
                value(its, start + 1, p);
                return p + 1;
            }
            its = ESCAPED;
            p += 2;
        }
    }

    private int scanDigits(int start, int end, byte its, boolean quoted) {
        byte[] bytes = this.bytes;
        int p = start;
        while (p < end && (its == BITS ? bytes[p] == '0' || bytes[p] == '1' : Character.digit(bytes[p], 16) >= 0)) {
            p++;
        }
        if (p >= end) {
            return cut();
        }
        if (quoted && bytes[p] != '\'' || !quoted && DumpStretch.isWordByte(bytes[p])) {
            return bad(p, "is no bit string and no hexadecimal one");
        }
        if (its == BITS && p - start > 64 || quoted && its == HEXADECIMAL && (p - start) % 2 != 0) {
            return bad(p, "has a number of digits that cannot be");
        }
        value(its, start, p);
        return quoted ? p + 1 : p;
    }

    private static final int BARE_BYTES_MAX = 400;
    private static final Pattern NUMBER_OR_TIME = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?"
            + "|\\d{1,4}-\\d{1,2}-\\d{1,2}([ T]\\d{1,2}:\\d{1,2}(:\\d{1,2}(\\.\\d{0,6})?)?)?"
            + "|[+-]?\\d{1,3}:\\d{1,2}(:\\d{1,2}(\\.\\d{0,6})?)?");

    /** What stands without quotes and is not a whole number: a fraction, a date, a word. */
    private int scanBare(int start, int end) {
        byte[] bytes = this.bytes;
        int p = start;
        while (p < end && bytes[p] != ',' && bytes[p] != ')' && bytes[p] != '\'' && p - start < BARE_BYTES_MAX) {
            p++;
        }
        if (p >= end) {
            return cut();
        }
        int last = p;
        while (last > start && DumpStretch.isBlank(bytes[last - 1])) {
            last--;
        }
        if (isFraction(start, last)) {
            value(TEXT, start, last);
            return p;
        }
        String text = new String(bytes, start, last - start, StandardCharsets.ISO_8859_1);
        switch (text.toUpperCase(Locale.ROOT)) {
            case "NULL" -> value(NULL, start, start);
            case "TRUE" -> value(TRUE, start, start);
            case "FALSE" -> value(FALSE, start, start);
            case "" -> {
                return bad(p, "is missing");
            }
            default -> {
                if (!NUMBER_OR_TIME.matcher(text).matches()) {
                    return bad(start, "is no string, number, date or NULL");
                }
                value(TEXT, start, last);
            }
        }
        return p;
    }

    /** Digits, a point, digits: common enough to be told without a pattern. */
    private boolean isFraction(int start, int last) {
        byte[] bytes = this.bytes;
        int p = start < last && bytes[start] == '-' ? start + 1 : start;
        int digits = p;
        while (p < last && bytes[p] >= '0' && bytes[p] <= '9') {
            p++;
        }
        if (p == digits || p >= last || bytes[p] != '.') {
            return false;
        }
        digits = ++p;
        while (p < last && bytes[p] >= '0' && bytes[p] <= '9') {
            p++;
        }
        return p == last && p > digits;
    }

    /** Adds what the wanted values say, as they stand, to a fingerprint. */
    void describe(int[] wanted, KnownRows known) {
        for (int column : wanted) {
            known.add(kind[column], bytes, from[column], to[column]);
        }
    }

    // ---- Values

    /** The text of one value of a row that was {@link Outcome#WHOLE}; null for SQL NULL. */
    String value(int column) {
        int start = from[column];
        int length = to[column] - start;
        switch (kind[column]) {
            case TEXT:
                return DumpStretch.decoded(bytes, start, length);
            case ESCAPED:
                int unescapedLength = unescape(start, length);
                return DumpStretch.decoded(unescaped, 0, unescapedLength);
            case HEXADECIMAL:
                int bytesLength = bytesOfHexadecimal(start, length);
                return DumpStretch.decoded(unescaped, 0, bytesLength);
            case BITS:
                String bits = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
                return length == 0 ? "0" : Long.toUnsignedString(Long.parseUnsignedLong(bits, 2));
            case TRUE:
                return "1";
            case FALSE:
                return "0";
            case NULL:
                return null;
            default:
                throw new IllegalStateException("a value of kind " + kind[column]);
        }
    }

    private void makeRoom(int length) {
        if (unescaped.length < length) {
            unescaped = new byte[Math.max(length, Math.min(2 * length, 1 << 20))];
        }
    }

    private int unescape(int start, int length) {
        makeRoom(length);
        byte[] bytes = this.bytes;
        byte[] out = unescaped;
        byte quote = bytes[start - 1];
        int n = 0;
        for (int p = start; p < start + length; p++) {
            byte c = bytes[p];
            if (c == quote) {
                p++;
            } else if (c == '\\') {
                p++;
                c = bytes[p];
                switch (c) {
                    case '0' -> c = 0;
                    case 'b' -> c = '\b';
                    case 'n' -> c = '\n';
                    case 'r' -> c = '\r';
                    case 't' -> c = '\t';
                    case 'Z' -> c = 0x1a;
                    // To MySQL these two stand for themselves, backslash and all, wherever no pattern is expected.
                    case '%', '_' -> out[n++] = '\\';
                    default -> {}
                }
            }
            out[n++] = c;
        }
        return n;
    }

    private int bytesOfHexadecimal(int start, int length) {
        makeRoom(length / 2 + 1);
        byte[] bytes = this.bytes;
        int n = 0;
        int p = start;
        if (length % 2 != 0) {
            unescaped[n++] = (byte) Character.digit(bytes[p++], 16);
        }
        for (; p < start + length; p += 2) {
            unescaped[n++] = (byte) (Character.digit(bytes[p], 16) << 4 | Character.digit(bytes[p + 1], 16));
        }
        return n;
    }
}
