package dev.hindcast.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the end of what is not read: a statement, a row too long, a comment. It knows strings, names and comments, and
 * builds nothing, so that tables nobody wants cost little.
 *
 * <p>It mistrusts them too: mysqldump escapes the newlines in its strings, so a newline inside one, with a semicolon
 * before it and the beginning of a statement behind it, shows that a closing quote was lost. Likewise the beginning of
 * an INSERT on a new line ends whatever it stands in.
 */
final class DumpSkipper {
    /** Instead of a stop: the stream ended first. */
    static final byte END = -1;

    private static final byte COMMENT = '*';
    private static final byte NEWLINE = '\n';

    private static final boolean[] STOPS_IN_STATEMENT = stops(";\n");
    private static final boolean[] STOPS_IN_ROW = stops(";)");

    private static boolean[] stops(String stops) {
        boolean[] special = new boolean[256];
        for (char c : (stops + "'\"`/-#").toCharArray()) {
            special[c] = true;
        }
        return special;
    }

    /** As much of a statement's text is kept as this, to be read as a whole. */
    static final int TEXT_BYTES_MAX = 1 << 20;

    private final DumpStretch stretch;

    /** Where the text of the present statement began in the stream; -1 if it is not kept. */
    private long textFrom = -1;

    DumpSkipper(DumpStretch stretch) {
        this.stretch = stretch;
    }

    /**
     * Moves behind the statement's semicolon.
     *
     * @return false if the stream ends first
     */
    boolean skipStatement() throws IOException {
        textFrom = -1;
        return skipToEnd();
    }

    /** The same, but the text, from here to the semicolon, stays in the buffer: see {@link #textFrom()}. */
    boolean skipStatementAndKeepIt() throws IOException {
        textFrom = stretch.offset();
        return skipToEnd();
    }

    private boolean skipToEnd() throws IOException {
        if (skipTo(STOPS_IN_STATEMENT) == END) {
            return false;
        }
        stretch.at++;
        return true;
    }

    /** The index at which the text of the statement just skipped begins; -1 if it was too long to be kept. */
    int textFrom() {
        return textFrom < 0 ? -1 : (int) (textFrom - stretch.base);
    }

    /**
     * Moves to the bracket that closes the row.
     *
     * @return the bracket; a semicolon if the statement ends first; or {@link #END}
     */
    byte skipRow() throws IOException {
        textFrom = -1;
        return skipTo(STOPS_IN_ROW);
    }

    /** Moves behind a comment of several lines; false if the stream ends first. */
    boolean skipBlockComment() throws IOException {
        textFrom = -1;
        return skipQuoted(stretch.at + 2, COMMENT) != END;
    }

    /**
     * Moves to the next stop that stands outside strings, names and comments.
     *
     * @return the stop, at which {@link DumpStretch#at} then stands; or {@link #END}
     */
    private byte skipTo(boolean[] special) throws IOException {
        int p = stretch.at;
        for (; ; ) {
            byte[] bytes = stretch.bytes;
            int end = stretch.end;
            while (p < end && !special[bytes[p] & 0xff]) {
                p++;
            }
            p = atLeast(p, 4);
            if (p >= stretch.end) {
                stretch.at = stretch.end;
                return END;
            }
            bytes = stretch.bytes;
            byte c = bytes[p];
            switch (c) {
                case '\'', '"', '`' -> {
                    byte stop = skipQuoted(p + 1, c);
                    if (stop == END || stop == ';') {
                        return stop;
                    }
                    p = stretch.at;
                }
                case '/', '-', '#' -> {
                    byte comment = commentAt(p);
                    if (comment == 0) {
                        p++;
                        continue;
                    }
                    byte stop = skipQuoted(p + (c == '#' ? 1 : 2), comment);
                    if (stop == END || stop == ';') {
                        return stop;
                    }
                    // The newline that ends a comment may be a stop as well.
                    p = comment == NEWLINE ? stretch.at - 1 : stretch.at;
                }
                case NEWLINE -> {
                    // A statement whose semicolon is lost must not carry the rows behind it away.
                    p = special[NEWLINE] ? atLeast(p + 1, MysqldumpReader.LOOKAHEAD_BYTES) : p + 1;
                    if (special[NEWLINE] && rowsFollow(p)) {
                        stretch.at = p - 1;
                        return c;
                    }
                }
                default -> {
                    // A boundary of the buffer may have put something else here.
                    if (special[c & 0xff]) {
                        stretch.at = p;
                        return c;
                    }
                }
            }
        }
    }

    /** What kind of comment begins here: {@link #COMMENT}, {@link #NEWLINE} (up to the end of the line), or 0. */
    private byte commentAt(int p) {
        byte[] bytes = stretch.bytes;
        int left = stretch.end - p;
        switch (bytes[p]) {
            case '#':
                return NEWLINE;
            case '-':
                return left > 2 && bytes[p + 1] == '-' && bytes[p + 2] <= ' ' && bytes[p + 2] >= 0 ? NEWLINE : 0;
            default:
                boolean comment = left > 1 && bytes[p + 1] == '*';
                boolean code =
                        left > 2 && bytes[p + 2] == '!' || left > 3 && bytes[p + 2] == 'M' && bytes[p + 3] == '!';
                return comment && !code ? COMMENT : 0;
        }
    }

    /**
     * Moves past the end of a string, a name or a comment.
     *
     * @param close the quote that ends it, {@link #COMMENT} or {@link #NEWLINE}
     * @return {@code close}; {@link #END}; or a semicolon if the statement ends first, seen by the beginning of another
     */
    private byte skipQuoted(int start, byte close) throws IOException {
        boolean escapes = close == '\'' || close == '"';
        int p = start;
        for (; ; ) {
            byte[] bytes = stretch.bytes;
            int end = stretch.end;
            while (p < end && bytes[p] != close && bytes[p] != '\\' && bytes[p] != '\n') {
                p++;
            }
            if (p >= end) {
                p = further(p);
                if (p >= stretch.end) {
                    stretch.at = stretch.end;
                    return END;
                }
                continue;
            }
            byte c = bytes[p];
            if (c == '\\' && escapes) {
                p += 2;
            } else if (c == close && close == COMMENT) {
                p = atLeast(p, 2);
                if (p + 1 < stretch.end && stretch.bytes[p + 1] == '/') {
                    stretch.at = p + 2;
                    return close;
                }
                p++;
            } else if (c == close) {
                stretch.at = p + 1;
                return close;
            } else if (c == '\n') {
                p = atLeast(p, MysqldumpReader.LOOKAHEAD_BYTES);
                int semicolon = afterSemicolon(p);
                if (semicolon >= 0 && statementFollows(p + 1) || rowsFollow(p + 1)) {
                    stretch.at = semicolon >= 0 ? semicolon : p;
                    return ';';
                }
                p++;
            } else {
                p++;
            }
        }
    }

    /** Where the semicolon stands that ends the line whose newline is here; -1 if it ends otherwise. */
    private int afterSemicolon(int newline) {
        byte[] bytes = stretch.bytes;
        int p = newline - 1;
        if (p > 0 && bytes[p] == '\r') {
            p--;
        }
        return p >= 0 && bytes[p] == ';' ? p : -1;
    }

    private static final byte[][] AFTER_STATEMENT = bytes(
            "/*!",
            "--\n",
            "--\r\n",
            "-- ",
            "INSERT ",
            "REPLACE ",
            "UNLOCK TABLES",
            "LOCK TABLES",
            "CREATE TABLE ",
            "DROP TABLE ",
            "COMMIT;",
            "commit;",
            "USE `");

    private static byte[][] bytes(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    private boolean statementFollows(int start) {
        int p = start;
        while (p < stretch.end && p < start + 4 && (stretch.bytes[p] == '\n' || stretch.bytes[p] == '\r')) {
            p++;
        }
        return startsWithOneOf(AFTER_STATEMENT, p);
    }

    private static final byte[][] BEFORE_ROWS = bytes("INSERT INTO ", "INSERT  IGNORE INTO ", "REPLACE INTO ");

    private boolean rowsFollow(int start) {
        return startsWithOneOf(BEFORE_ROWS, start);
    }

    private boolean startsWithOneOf(byte[][] beginnings, int start) {
        for (byte[] beginning : beginnings) {
            if (stretch.startsWith(beginning, start)) {
                return true;
            }
        }
        return false;
    }

    /** Brings in bytes until so many stand from here on, or the stream has ended; gives the place's new index. */
    private int atLeast(int position, int bytes) throws IOException {
        int p = position;
        while (stretch.end - p < bytes && !stretch.ended) {
            p = further(p);
        }
        return p;
    }

    /** Brings in bytes behind a place, keeping the statement's text while it is short; gives the place's new index. */
    private int further(int position) throws IOException {
        stretch.at = position;
        if (textFrom >= 0 && stretch.offset() - textFrom > TEXT_BYTES_MAX) {
            textFrom = -1;
        }
        // Two bytes before the place are kept to recognise the semicolon before a newline.
        stretch.more(
                textFrom >= 0 ? (int) (textFrom - stretch.base) : Math.max(0, Math.min(position, stretch.end) - 2));
        return stretch.at;
    }
}
