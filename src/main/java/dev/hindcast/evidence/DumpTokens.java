package dev.hindcast.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of a statement, for the few places where its grammar matters. */
final class DumpTokens {
    static final char END = 0;
    static final char NAME = '`';
    static final char WORD = 'w';
    static final char STRING = '\'';

    private final byte[] bytes;
    private final int end;
    /** Whether the text ends where the bytes do, or may go on behind them. */
    private final boolean whole;

    private int p;
    private char type;
    private String text;
    private String qualifier;

    DumpTokens(byte[] bytes, int start, int end, boolean whole) {
        this.bytes = bytes;
        this.p = start;
        this.end = end;
        this.whole = whole;
    }

    /** Moves to the next token. Conditional comments are looked into, all others left out. */
    void next() {
        text = null;
        type = END;
        skipBlanksAndComments();
        if (p >= end) {
            return;
        }
        byte c = bytes[p];
        if (c == '`' || c == '"' || c == '\'') {
            readQuoted(c);
        } else if (DumpStretch.isWordByte(c)) {
            int start = p;
            while (p < end && DumpStretch.isWordByte(bytes[p])) {
                p++;
            }
            if (p < end || whole) {
                type = WORD;
                text = DumpStretch.decoded(bytes, start, p - start);
            }
        } else {
            p++;
            type = (char) (c & 0xff);
        }
    }

    private void skipBlanksAndComments() {
        while (p < end) {
            if (bytes[p] >= 0 && bytes[p] <= ' ') {
                p++;
            } else if (starts("/*!") || starts("/*M!")) {
                p += starts("/*!") ? 3 : 4;
                while (p < end && bytes[p] >= '0' && bytes[p] <= '9') {
                    p++;
                }
            } else if (starts("*/")) {
                p += 2;
            } else if (starts("/*")) {
                p += 2;
                while (p < end && !starts("*/")) {
                    p++;
                }
            } else if (!whole && end - p < 4 && (bytes[p] == '/' || bytes[p] == '*')) {
                // The beginning of a comment, or of its end, that the buffer's border cuts in two.
                p = end;
            } else {
                return;
            }
        }
    }

    private boolean starts(String beginning) {
        if (end - p < beginning.length()) {
            return false;
        }
        for (int i = 0; i < beginning.length(); i++) {
            if (bytes[p + i] != beginning.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void readQuoted(byte quote) {
        StringBuilder name = null;
        int start = ++p;
        while (p < end) {
            if (bytes[p] == '\\' && quote != '`') {
                p++;
            } else if (bytes[p] == '\n' && quote == '`') {
                // No sane name holds a newline: its closing quote is lost.
                type = '?';
                return;
            } else if (bytes[p] == quote) {
                boolean last = p + 1 >= end;
                if (last && !whole) {
                    break;
                }
                if (last || bytes[p + 1] != quote) {
                    String rest = DumpStretch.decoded(bytes, start, p - start);
                    text = name == null ? rest : name + rest;
                    type = quote == '\'' ? STRING : NAME;
                    p++;
                    return;
                }
                name = name == null ? new StringBuilder() : name;
                name.append(DumpStretch.decoded(bytes, start, p + 1 - start));
                p++;
                start = p + 1;
            }
            p++;
        }
        p = end;
    }

    boolean isWord(String word) {
        return type == WORD && text.equalsIgnoreCase(word);
    }

    void skipWords(String... words) {
        while (type == WORD && Arrays.stream(words).anyMatch(text::equalsIgnoreCase)) {
            next();
        }
    }

    /** The text of the present name, word or string. */
    String text() {
        return text;
    }

    /** The schema before the last name that was read; null if there was none. */
    String qualifier() {
        return qualifier;
    }

    boolean nextName() {
        next();
        return type == NAME || type == WORD;
    }

    /** The name that stands here, and moves past it; null if none does. */
    String name() {
        String name = type == NAME || type == WORD ? text : null;
        if (name != null) {
            next();
        }
        return name;
    }

    /** The table's name, where its schema may stand before it. */
    String nameAfterDot(String first) {
        if (first == null || type != '.') {
            return first;
        }
        qualifier = first;
        next();
        return name();
    }

    /** A list of names in brackets, and moves past it; null if it is none. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        next();
        while (type == NAME || type == WORD) {
            names.add(text);
            next();
            if (type == ',') {
                next();
            } else if (type != ')') {
                break;
            }
        }
        if (type != ')') {
            type = type == END ? END : '?';
            return null;
        }
        next();
        return List.copyOf(names);
    }

    private static final Set<String> NO_COLUMNS = Set.of(
            "PRIMARY",
            "UNIQUE",
            "KEY",
            "INDEX",
            "CONSTRAINT",
            "FULLTEXT",
            "SPATIAL",
            "CHECK",
            "FOREIGN",
            "PERIOD",
            "LIKE");

    /** The columns of a CREATE TABLE, from its opening bracket on. */
    List<String> columns() {
        List<String> columns = new ArrayList<>();
        if (type != '(') {
            return List.of();
        }
        int depth = 1;
        boolean first = true;
        while (depth > 0) {
            next();
            if (type == END) {
                break;
            }
            boolean word = type == WORD && !NO_COLUMNS.contains(text.toUpperCase(Locale.ROOT));
            if (first && (type == NAME || word)) {
                columns.add(text);
            }
            if (type == '(') {
                depth++;
            } else if (type == ')') {
                depth--;
            }
            first = depth == 1 && type == ',';
        }
        return List.copyOf(columns);
    }

    /** What an INSERT says before its first row. */
    static final class Head {
        static final Head CUT = new Head(null, null, null, 0);
        static final Head BAD = new Head(null, null, null, 0);

        final String schema;
        final String table;
        final List<String> columns;
        final int end;

        private Head(String schema, String table, List<String> columns, int end) {
            this.schema = schema;
            this.table = table;
            this.columns = columns;
            this.end = end;
        }

        static Head of(byte[] bytes, int start, int end) {
            DumpTokens tokens = new DumpTokens(bytes, start, end, false);
            tokens.next();
            tokens.next();
            tokens.skipWords("LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "IGNORE", "INTO");
            String name = tokens.nameAfterDot(tokens.name());
            List<String> columns = null;
            if (name != null && tokens.type == '(') {
                columns = tokens.names();
            }
            if (tokens.type == DumpTokens.END) {
                return CUT;
            }
            boolean values = tokens.isWord("VALUES") || tokens.isWord("VALUE");
            return name == null || !values ? BAD : new Head(tokens.qualifier, name, columns, tokens.p);
        }
    }
}
