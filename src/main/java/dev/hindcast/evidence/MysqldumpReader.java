package dev.hindcast.evidence;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * Reads one mysqldump as a stream of rows, whatever its flavour (MySQL or MariaDB, one database or many, rows on one
 * line or on many), and says at the end whether it was whole.
 *
 * <p>Content never makes it throw: what cannot be read is handed to {@link Rows#malformed}, and a stream that ends
 * early gives the rows up to there. At the end every byte is accounted for ({@link DumpAccount}): none vanishes. It throws only what the stream throws for other reasons than a cut or damage of the
 * compressed data ({@link EOFException} and {@link ZipException} are taken as the end of the data).
 *
 * <p>How it finds its way after damage. mysqldump escapes every newline inside a string, so {@code ),\n(} and
 * {@code ;\n} never stand inside one: after an unreadable row, reading resumes at the first of these after the row's
 * beginning. {@code ),(} may stand inside a string and counts only after the place where the row stopped making sense.
 * For the same reason a semicolon, a newline and the beginning of a statement end a string that was never closed.
 *
 * <p>A dump is complete if the stream ended properly, outside every statement, and the last thing in it is the line
 * {@code -- Dump completed}. Dumps made with {@code --skip-comments} have neither that line nor the opening one; they
 * are complete if the stream ended outside every statement and the settings saved at the beginning were restored at
 * the end ({@code SET SQL_NOTES=@OLD_SQL_NOTES}). A dump made with {@code --compact} has neither mark, so that nobody
 * can tell: it counts as incomplete. Malformed rows do not make a dump incomplete; that judgement is the caller's.
 */
final class MysqldumpReader {
    /** Rows longer than this are reported and not read, so that one of them cannot take all memory. */
    static final int ROW_BYTES_MAX = 64 << 20;

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int LINE_BYTES_MAX = 4096;
    private static final int EXCERPT_CHARACTERS_MAX = 120;
    /** More than the longest beginning of a statement that is looked for. */
    static final int LOOKAHEAD_BYTES = 64;

    /** Who is told what the dump holds. */
    interface Rows {
        /**
         * The rows that follow, until the next call, are rows of this table. Called at each CREATE TABLE, and at an
         * INSERT when it is into another table, or names other columns, than the call before.
         *
         * @param schema  empty if neither the dump nor the caller names one
         * @param columns empty if they are not known: an INSERT names none and no CREATE TABLE came before it
         * @return indexes into {@code columns}, in the order in which {@link #row} shall give the values; null if the
         *     rows are not wanted, and then they are skipped unread, damaged ones without a word. If the columns are
         *     not known, anything but null has the whole INSERT reported as malformed.
         */
        int[] table(String schema, String table, List<String> columns);

        /**
         * Asked before a row's values are decoded.
         *
         * @param number as in {@link #row}
         * @param wanted the columns that {@link #row} would give
         * @return true if nothing more is to be told of it
         */
        default boolean isKnown(long number, DumpRow row, int[] wanted) throws IOException {
            return false;
        }

        /**
         * One row.
         *
         * @param number 1-based, within the table in this dump; a malformed stretch counts as one row
         * @param offset of the row's opening bracket in the decompressed stream
         * @param values the wanted columns in the wanted order, null for SQL NULL. Strings are unescaped, numbers and
         *     dates are as they stand, TRUE and FALSE are 1 and 0, a bit string is a decimal number, a hexadecimal
         *     string is the text its bytes spell. Text is UTF-8, or Latin-1 where it is not valid UTF-8. The array
         *     is used again for the next row.
         */
        void row(long number, long offset, String[] values) throws IOException;

        /**
         * A row, or a stretch of bytes, that could not be read.
         *
         * @param table   empty if it stands outside every INSERT; {@code number} is then 0
         * @param excerpt how it begins: at most 120 printable characters
         */
        void malformed(
                String schema, String table, long number, long offset, long bytes, String reason, String excerpt);
    }

    /**
     * What the dump as a whole turned out to be.
     *
     * @param incompleteBecause null if complete
     * @param completedAt       from the line {@code -- Dump completed on}, in the dumping client's local time; or null
     * @param server            such as {@code MariaDB 10.11.19}; or null
     * @param tables            {@code schema.table}, or {@code table} where no schema is known, of each CREATE TABLE
     *                          and INSERT, in alphabetical order
     * @param unshown           those of which the dump has the structure alone, as with {@code --no-data}: neither a row nor one of
     *                          the marks (a comment, a lock) that mysqldump makes before the rows, even of an empty table
     * @param conditions        those of which the dump has the rows that meet a condition, as with {@code --where}, and the condition
     * @param rows              handed to {@link Rows#row} or known
     * @param account           where the decompressed bytes went
     * @param product           the maker of the file where that is known to be another than mysqldump; or null
     */
    record Summary(
            boolean complete,
            String incompleteBecause,
            LocalDateTime completedAt,
            String server,
            Set<String> tables,
            Set<String> unshown,
            Map<String, String> conditions,
            long rows,
            DumpAccount account,
            boolean looksLikeDump,
            String product) {
        Summary {
            if (complete != (incompleteBecause == null)) {
                throw new IllegalArgumentException("exactly an incomplete dump has a reason: " + incompleteBecause);
            }
            tables = Collections.unmodifiableSet(new TreeSet<>(tables));
            unshown = Collections.unmodifiableSet(new TreeSet<>(unshown));
            conditions = Collections.unmodifiableMap(new TreeMap<>(conditions));
        }

        /** Decompressed bytes read. */
        long bytes() {
            return account.bytes();
        }
    }

    /** A table met in the dump. */
    private static final class Table {
        final String schema;
        final String name;
        /** From its CREATE TABLE; null if none was seen. */
        List<String> columns;

        /** Whether its rows stand here, or a mark that they would. */
        boolean shown;
        /** What its rows meet, where the dump was told to leave out others. */
        String condition = "";

        long rows;

        Table(String schema, String name) {
            this.schema = schema;
            this.name = name;
        }

        String fullName() {
            return schema.isEmpty() ? name : schema + "." + name;
        }
    }

    private final DumpStretch stretch;
    private final DumpSkipper skipper;
    private final Rows rows;
    private final int rowBytesMax;

    private String schema;
    private final Map<String, Table> tables = new HashMap<>();

    /** The table and columns last told to {@link #rows}, and its answer. */
    private Table table;

    /** The table whose rows the last comment announced; or null. */
    private Table announced;

    private List<String> columns = List.of();
    private int[] wanted;
    private String[] values = new String[0];
    private final DumpRow row = new DumpRow();

    /** The head of the last INSERT: where every row has its own INSERT, all but the first are recognised by it. */
    private byte[] lastHead = new byte[0];

    private boolean header;
    private boolean notesSaved;
    private boolean restored;
    private boolean trailer;
    private boolean looksLikeDump;
    private LocalDateTime completedAt;
    private String server;
    private String product;
    private long rowsRead;
    /** In what the stream ended, if that is not between two statements. */
    private String unfinished;

    /** Up to this offset every byte is in one of the sums that follow. */
    private long accounted;

    private long understoodBytes;
    private long rowBytes;
    private long unwantedBytes;
    private long malformedBytes;

    private MysqldumpReader(InputStream in, String defaultSchema, Rows rows, int rowBytesMax, int bufferBytes) {
        this.stretch = new DumpStretch(in, bufferBytes, rowBytesMax);
        this.skipper = new DumpSkipper(stretch);
        this.schema = defaultSchema == null ? "" : defaultSchema;
        this.rows = rows;
        this.rowBytesMax = rowBytesMax;
    }

    /**
     * Reads the dump to its end.
     *
     * @param in            decompressed, not closed here
     * @param defaultSchema of the rows for which the dump itself names none; may be null
     */
    static Summary read(InputStream in, String defaultSchema, Rows rows) throws IOException {
        return read(in, defaultSchema, rows, ROW_BYTES_MAX);
    }

    static Summary read(InputStream in, String defaultSchema, Rows rows, int rowBytesMax) throws IOException {
        return read(in, defaultSchema, rows, rowBytesMax, BUFFER_BYTES);
    }

    /** With a buffer so small that every border falls somewhere inside the text: for tests. */
    static Summary read(InputStream in, String defaultSchema, Rows rows, int rowBytesMax, int bufferBytes)
            throws IOException {
        MysqldumpReader reader = new MysqldumpReader(in, defaultSchema, rows, rowBytesMax, bufferBytes);
        reader.readStatements();
        return reader.summary();
    }

    private Summary summary() {
        long read = stretch.base + stretch.end;
        if (unfinished == null && product == null) {
            understoodUpTo(read);
        }
        DumpAccount account =
                new DumpAccount(understoodBytes, rowBytes, unwantedBytes, malformedBytes, read - accounted, accounted);
        if (account.bytes() != read) {
            throw new IllegalStateException("of " + read + " bytes these are accounted for: " + account);
        }
        String because = incompleteBecause(account);
        Set<String> names = new TreeSet<>();
        Set<String> unshown = new TreeSet<>();
        Map<String, String> conditions = new HashMap<>();
        for (Table each : tables.values()) {
            // A table that a lock alone names is none that the dump holds.
            if (each.columns != null || each.rows > 0) {
                names.add(each.fullName());
                if (!each.shown && each.rows == 0) {
                    unshown.add(each.fullName());
                }
                if (!each.condition.isEmpty()) {
                    conditions.put(each.fullName(), each.condition);
                }
            }
        }
        return new Summary(
                because == null,
                because,
                completedAt,
                server,
                names,
                unshown,
                conditions,
                rowsRead,
                account,
                looksLikeDump && product == null,
                product);
    }

    private String incompleteBecause(DumpAccount account) {
        if (product != null) {
            return "it was made by " + product + ", not by mysqldump";
        }
        String where = unfinished == null ? "" : ", inside " + unfinished;
        if (account.leftOut() > 0) {
            where += "; " + account.leftOut() + " bytes from byte " + account.leftOutFrom() + " on are left out";
        }
        if (stretch.cut != null) {
            return "the compressed data end early or are damaged (" + stretch.cut + ")" + where;
        }
        if (unfinished != null) {
            return "it ends" + where.substring(1);
        }
        if (!looksLikeDump) {
            return account.bytes() == 0 ? "it is empty" : "it does not look like a mysqldump";
        }
        if (header) {
            return trailer ? null : "the line \"-- Dump completed\" is missing at its end";
        }
        return trailer || restored ? null : "nothing at its end says that the dump was completed";
    }

    // ---- Statements

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private void readStatements() throws IOException {
        stretch.ensure(LOOKAHEAD_BYTES);
        if (stretch.startsWith(BYTE_ORDER_MARK, 0)) {
            stretch.at += BYTE_ORDER_MARK.length;
        }
        if (stretch.startsWith("PGDMP")) {
            product = "pg_dump";
        } else if (stretch.startsWith("SQLite format 3")) {
            product = "SQLite";
        }
        while (product == null && unfinished == null && skipBlanks(true)) {
            understoodUpTo(stretch.offset());
            stretch.ensure(LOOKAHEAD_BYTES);
            if (startsLineComment()) {
                readComment();
            } else if (startsBlockComment()) {
                if (!skipper.skipBlockComment()) {
                    unfinished = "a comment";
                }
            } else {
                readStatement();
            }
        }
        stretch.drain();
    }

    private boolean startsLineComment() {
        byte[] bytes = stretch.bytes;
        int at = stretch.at;
        // mysqldump writes none of these: anything but "# words" on a line of its own is damage to a statement.
        boolean hash = bytes[at] == '#'
                && (at == 0 || bytes[at - 1] == '\n')
                && (at + 1 >= stretch.end || DumpStretch.isBlank(bytes[at + 1]) || bytes[at + 1] == '#');
        return hash
                || stretch.startsWith("--") && (at + 2 >= stretch.end || bytes[at + 2] <= ' ' || bytes[at + 2] == '-');
    }

    /** A comment in which servers see a comment; {@code /*!40101 ... *}{@code /} is code to them, and so it is here. */
    private boolean startsBlockComment() {
        return stretch.startsWith("/*!999999")
                || stretch.startsWith("/*M!999999")
                || stretch.startsWith("/*") && !stretch.startsWith("/*!") && !stretch.startsWith("/*M!");
    }

    private void readStatement() throws IOException {
        String word = stretch.word();
        switch (word) {
            case "INSERT", "REPLACE" -> {
                restored = false;
                trailer = false;
                readInsert();
            }
            case "DELIMITER" -> skipDelimited();
            case "PRAGMA" -> {
                if (looksLikeDump) {
                    readNonsense(word);
                } else {
                    product = "SQLite";
                }
            }
            default -> {
                if (startsStatement(word)) {
                    readOther(word);
                } else {
                    readNonsense(word);
                }
            }
        }
    }

    private boolean startsStatement(String word) {
        return STATEMENTS.contains(word) || stretch.startsWith("/*!") || stretch.startsWith("/*M!");
    }

    private static final Set<String> STATEMENTS = Set.of(
            "ALTER",
            "ANALYZE",
            "BEGIN",
            "CALL",
            "CHANGE",
            "COMMIT",
            "CREATE",
            "DELETE",
            "DELIMITER",
            "DO",
            "DROP",
            "FLUSH",
            "GRANT",
            "INSERT",
            "INSTALL",
            "LOCK",
            "OPTIMIZE",
            "REPLACE",
            "RESET",
            "REVOKE",
            "ROLLBACK",
            "SELECT",
            "SET",
            "START",
            "STOP",
            "TRUNCATE",
            "UNLOCK",
            "UPDATE",
            "USE",
            "WITH");

    /** A statement that holds no rows: read for the names in it. */
    private void readOther(String word) throws IOException {
        trailer = false;
        long offset = stretch.offset();
        String excerpt = word.equals("CREATE") ? excerpt(stretch.at) : "";
        if (!skipper.skipStatementAndKeepIt()) {
            unfinished = "a statement";
            return;
        }
        int start = skipper.textFrom();
        int end = stretch.at - 1;
        if (start < 0) {
            if (word.equals("CREATE")) {
                report(null, offset, "is longer than a CREATE statement can be", excerpt);
            }
            return;
        }
        if (word.equals("CREATE")) {
            readCreate(start, end);
        } else if (word.equals("USE")) {
            DumpTokens tokens = new DumpTokens(stretch.bytes, start + "USE".length(), end, true);
            if (tokens.nextName()) {
                useSchema(tokens.text());
            }
        } else if (word.equals("LOCK")) {
            DumpTokens tokens = new DumpTokens(stretch.bytes, start + "LOCK TABLES".length(), end, true);
            if (tokens.nextName()) {
                table(schema, tokens.text()).shown = true;
            }
        } else if (word.isEmpty()) {
            looksLikeDump = true;
            readSetting(new String(stretch.bytes, start, Math.min(end - start, 200), StandardCharsets.ISO_8859_1));
        }
    }

    /** The settings a dump saves at its beginning and restores at its end. */
    private void readSetting(String text) {
        if (text.contains("@OLD_SQL_NOTES=@@SQL_NOTES")) {
            notesSaved = true;
            restored = false;
        } else if (text.contains("SQL_NOTES=@OLD_SQL_NOTES")) {
            restored = true;
        } else if (!notesSaved && text.contains("COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION")) {
            restored = true;
        }
    }

    /** Reads the names of the columns, if it is a table. */
    private void readCreate(int start, int end) {
        DumpTokens tokens = new DumpTokens(stretch.bytes, start, end, true);
        tokens.next();
        tokens.next();
        tokens.skipWords("OR", "REPLACE", "TEMPORARY");
        if (!tokens.isWord("TABLE")) {
            return;
        }
        tokens.next();
        tokens.skipWords("IF", "NOT", "EXISTS");
        String first = tokens.name();
        String name = tokens.nameAfterDot(first);
        if (name == null) {
            report(null, stretch.base + start, "is a CREATE TABLE that names no table", excerpt(start));
            return;
        }
        restored = false;
        looksLikeDump = true;
        lastHead = new byte[0];
        Table created = table(tokens.qualifier() == null ? schema : tokens.qualifier(), name);
        List<String> its = tokens.columns();
        // CREATE TABLE ... LIKE and ... SELECT say nothing of columns.
        created.columns = its.isEmpty() ? null : its;
        tell(created, its);
    }

    private Table table(String itsSchema, String name) {
        return tables.computeIfAbsent(itsSchema + "\0" + name, key -> new Table(itsSchema, name));
    }

    private void tell(Table itsTable, List<String> itsColumns) {
        table = itsTable;
        columns = itsColumns;
        wanted = rows.table(itsTable.schema, itsTable.name, itsColumns);
        if (wanted == null) {
            return;
        }
        wanted = columns.isEmpty() ? new int[0] : wanted.clone();
        for (int index : wanted) {
            Objects.checkIndex(index, columns.size());
        }
        values = new String[wanted.length];
        row.columns(columns.size());
    }

    /** Between two DELIMITER commands stand routines, triggers and events: no rows, and quotes of all kinds. */
    private void skipDelimited() throws IOException {
        boolean normal = readDelimiter();
        while (!normal) {
            if (!stretch.ensure(1)) {
                unfinished = "a routine or trigger";
                return;
            }
            stretch.ensure(LOOKAHEAD_BYTES);
            if (stretch.startsWith("DELIMITER ") || stretch.startsWith("delimiter ")) {
                normal = readDelimiter();
            } else if (stretch.startsWith("-- Dumping data for table `")
                    || stretch.startsWith("-- Table structure for table `")
                    || stretch.startsWith("-- Current Database: `")
                    || stretch.startsWith("-- Dump completed")) {
                // The closing command is damaged; what follows is no routine any more.
                normal = true;
            } else {
                skipLine();
            }
        }
    }

    private boolean readDelimiter() throws IOException {
        String line = readLine();
        return line.substring(Math.min("DELIMITER ".length(), line.length()))
                .strip()
                .equals(";");
    }

    /** Skips to the next line that begins as a statement or comment does, and reports what lies before it. */
    private void readNonsense(String word) throws IOException {
        long start = stretch.offset();
        String excerpt = excerpt(stretch.at);
        boolean oneLine = true;
        for (; ; ) {
            boolean closed = skipLine();
            if (!closed && oneLine && (isBeginningOfStatement(word) || excerpt.length() < 2)) {
                unfinished = "a statement";
                return;
            }
            oneLine = false;
            if (!closed || !skipBlanks(true)) {
                break;
            }
            stretch.ensure(LOOKAHEAD_BYTES);
            if (startsLineComment() || startsBlockComment() || startsStatement(stretch.word())) {
                break;
            }
        }
        report(null, start, "is no statement that a mysqldump holds", excerpt);
    }

    private boolean isBeginningOfStatement(String word) {
        return !word.isEmpty() && STATEMENTS.stream().anyMatch(each -> each.startsWith(word));
    }

    // ---- Comments

    private static final String ANNOUNCED = "-- Dumping data for table ";

    private void readComment() throws IOException {
        String line = readLine();
        boolean closed = stretch.at > 0 && stretch.bytes[stretch.at - 1] == '\n';
        if (line.startsWith("-- MySQL dump ") || line.startsWith("-- MariaDB dump ")) {
            header = true;
            looksLikeDump = true;
            trailer = false;
        } else if (line.startsWith("-- Host: ") && line.contains("Database: ")) {
            String name = line.substring(line.indexOf("Database: ") + "Database: ".length())
                    .strip();
            useSchema(name);
        } else if (line.startsWith("-- Current Database: ")) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            DumpTokens tokens = new DumpTokens(bytes, "-- Current Database: ".length(), bytes.length, true);
            if (tokens.nextName()) {
                useSchema(tokens.text());
            }
        } else if (line.startsWith(ANNOUNCED)) {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            DumpTokens tokens = new DumpTokens(bytes, ANNOUNCED.length(), bytes.length, true);
            announced = tokens.nextName() ? table(schema, tokens.text()) : null;
            if (announced != null) {
                announced.shown = true;
            }
        } else if (line.startsWith("-- WHERE: ") && announced != null) {
            announced.condition = line.substring("-- WHERE: ".length()).strip();
        } else if (line.startsWith("-- Server version")) {
            server = server(line.substring("-- Server version".length()).strip());
        } else if (line.startsWith("-- Dump completed")) {
            completedAt = completedAt(line);
            trailer = closed || completedAt != null;
        } else if (line.startsWith("-- PostgreSQL database") && !looksLikeDump) {
            product = "pg_dump";
        }
    }

    private void useSchema(String name) {
        if (!name.isEmpty()) {
            schema = name;
            lastHead = new byte[0];
        }
    }

    private static final Pattern VERSION = Pattern.compile("(?:5\\.5\\.5-)?(\\d+(?:\\.\\d+)+)(.*)");

    private static String server(String text) {
        Matcher version = VERSION.matcher(text);
        if (!version.matches()) {
            return null;
        }
        boolean maria = version.group(2).toLowerCase(Locale.ROOT).contains("mariadb");
        return (maria ? "MariaDB " : "MySQL ") + version.group(1);
    }

    private static final Pattern COMPLETED =
            Pattern.compile("-- Dump completed on (\\d{4})-(\\d\\d)-(\\d\\d) +(\\d{1,2}):(\\d\\d):(\\d\\d)\\s*");

    private static LocalDateTime completedAt(String line) {
        Matcher time = COMPLETED.matcher(line);
        if (!time.matches()) {
            return null;
        }
        int[] parts = new int[6];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Integer.parseInt(time.group(i + 1));
        }
        try {
            return LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The rest of the line, at most {@link #LINE_BYTES_MAX} of it; moves past its newline. */
    private String readLine() throws IOException {
        stretch.ensure(LINE_BYTES_MAX);
        int start = stretch.at;
        int end = start;
        int last = Math.min(stretch.end, start + LINE_BYTES_MAX);
        while (end < last && stretch.bytes[end] != '\n') {
            end++;
        }
        String line = DumpStretch.decoded(stretch.bytes, start, end - start);
        stretch.at = end;
        skipLine();
        return line;
    }

    /** Moves past the next newline; false if there is none. */
    private boolean skipLine() throws IOException {
        do {
            byte[] bytes = stretch.bytes;
            for (int p = stretch.at; p < stretch.end; p++) {
                if (bytes[p] == '\n') {
                    stretch.at = p + 1;
                    return true;
                }
            }
            stretch.at = stretch.end;
        } while (stretch.more(stretch.at));
        return false;
    }

    private boolean skipBlanks(boolean alsoSemicolons) throws IOException {
        do {
            byte[] bytes = stretch.bytes;
            for (int p = stretch.at; p < stretch.end; p++) {
                if (!DumpStretch.isBlank(bytes[p]) && !(alsoSemicolons && bytes[p] == ';')) {
                    stretch.at = p;
                    return true;
                }
            }
            stretch.at = stretch.end;
        } while (stretch.more(Math.max(stretch.at - 1, 0)));
        return false;
    }

    // ---- Rows

    private void readInsert() throws IOException {
        if (!sameHead() && !readHead()) {
            return;
        }
        if (wanted == null) {
            if (skipper.skipStatement()) {
                unwantedBytes += stretch.offset() - accounted;
                accounted = stretch.offset();
            } else {
                unfinished = "the rows of " + table.fullName();
            }
        } else {
            readRows();
        }
    }

    /** Whether the INSERT is into the same table and columns as the last: then it needs no reading. */
    private boolean sameHead() throws IOException {
        int length = lastHead.length;
        if (length == 0 || !stretch.ensure(length) || !stretch.startsWith(lastHead, stretch.at)) {
            return false;
        }
        stretch.at += length;
        return true;
    }

    /** Reads an INSERT up to its first row; false if it is not like that. */
    private boolean readHead() throws IOException {
        DumpTokens.Head head = DumpTokens.Head.of(stretch.bytes, stretch.at, stretch.end);
        while (head == DumpTokens.Head.CUT && stretch.end - stretch.at < DumpSkipper.TEXT_BYTES_MAX) {
            if (!stretch.more(stretch.at)) {
                stretch.at = stretch.end;
                unfinished = "a statement";
                return false;
            }
            head = DumpTokens.Head.of(stretch.bytes, stretch.at, stretch.end);
        }
        if (head == DumpTokens.Head.CUT || head == DumpTokens.Head.BAD) {
            table = null;
            lastHead = new byte[0];
            skipUnreadable("is no INSERT with VALUES");
            return false;
        }
        looksLikeDump = true;
        Table its = table(head.schema == null ? schema : head.schema, head.table);
        boolean known = head.columns != null || its.columns != null;
        List<String> itsColumns = head.columns != null ? head.columns : known ? its.columns : List.of();
        if (its != table || !itsColumns.equals(columns)) {
            tell(its, itsColumns);
        }
        its.shown = true;
        if (!known && wanted != null) {
            lastHead = new byte[0];
            skipUnreadable("names no columns, and no CREATE TABLE came before it");
            return false;
        }
        lastHead = known ? Arrays.copyOfRange(stretch.bytes, stretch.at, head.end) : new byte[0];
        stretch.at = head.end;
        return true;
    }

    /** Skips and reports a whole INSERT. */
    private void skipUnreadable(String reason) throws IOException {
        long offset = stretch.offset();
        String excerpt = excerpt(stretch.at);
        if (!skipper.skipStatement()) {
            unfinished = "a statement";
        }
        report(table, offset, reason, excerpt);
    }

    private void readRows() throws IOException {
        do {
            if (!skipBlanks(false)) {
                unfinished = "the rows of " + table.fullName();
                return;
            }
            if (stretch.bytes[stretch.at] == '(') {
                readRow();
            } else {
                resume(stretch.offset(), "something else stands where a row should begin");
            }
        } while (nextRow());
    }

    /** Moves past the comma between two rows; false if the statement ends, or the stream. */
    private boolean nextRow() throws IOException {
        while (unfinished == null) {
            if (!skipBlanks(false)) {
                unfinished = "the rows of " + table.fullName();
                return false;
            }
            byte c = stretch.bytes[stretch.at];
            if (c == ',' || c == ';') {
                stretch.at++;
                return c == ',';
            }
            stretch.ensure(LOOKAHEAD_BYTES);
            if (stretch.startsWith("ON DUPLICATE KEY UPDATE ")) {
                if (!skipper.skipStatement()) {
                    unfinished = "a statement";
                }
                return false;
            } else {
                resume(stretch.offset(), "something else stands where a row has ended");
            }
        }
        return false;
    }

    private void readRow() throws IOException {
        DumpRow.Outcome outcome = row.scan(stretch.bytes, stretch.at, stretch.end);
        while (outcome == DumpRow.Outcome.CUT) {
            if (stretch.end - stretch.at > rowBytesMax) {
                skipLongRow();
                return;
            }
            if (!stretch.more(stretch.at)) {
                endInRow();
                return;
            }
            outcome = row.scan(stretch.bytes, stretch.at, stretch.end);
        }
        if (outcome == DumpRow.Outcome.BAD && row.badAt() - stretch.at > rowBytesMax) {
            skipLongRow();
            return;
        }
        if (outcome == DumpRow.Outcome.BAD) {
            resume(stretch.base + row.badAt(), row.badBecause());
            return;
        }
        long offset = stretch.offset();
        int length = row.after() - stretch.at;
        if (length > rowBytesMax) {
            // Where it ends is found as if no buffer had held it, for the buffer's size may not show in what is told.
            skipLongRow();
            return;
        }
        if (row.count() != columns.size()) {
            String excerpt = excerpt(stretch.at);
            stretch.at = row.after();
            report(table, offset, miscounted(), excerpt);
            return;
        }
        table.rows++;
        rowsRead++;
        boolean known = rows.isKnown(table.rows, row, wanted);
        if (!known) {
            for (int i = 0; i < wanted.length; i++) {
                values[i] = row.value(wanted[i]);
            }
        }
        stretch.at = row.after();
        understoodUpTo(offset);
        rowBytes += length;
        accounted += length;
        if (!known) {
            rows.row(table.rows, offset, values);
        }
    }

    /** The stream ended: either the row was cut with it, or it only seems so long because a quote is lost. */
    private void endInRow() throws IOException {
        if (boundary(stretch.at, Long.MAX_VALUE, false) >= 0) {
            resume(Long.MAX_VALUE, "the row has a string without an end");
        } else {
            understoodUpTo(stretch.offset());
            stretch.at = stretch.end;
            unfinished = "a row of " + table.fullName();
        }
    }

    private String miscounted() {
        return "the row has " + row.count() + " values and the table " + columns.size() + " columns";
    }

    private void skipLongRow() throws IOException {
        long offset = stretch.offset();
        String excerpt = excerpt(stretch.at);
        byte stop = skipper.skipRow();
        if (stop == ')') {
            stretch.at++;
        } else if (stop == DumpSkipper.END) {
            unfinished = "a row of " + table.fullName();
        }
        report(table, offset, "the row is longer than " + rowBytesMax + " bytes", excerpt);
    }

    /**
     * Reports what begins here and makes no sense, and moves to the comma or semicolon behind it.
     *
     * @param errorAt the offset in the stream at which it stopped making sense
     */
    private void resume(long errorAt, String reason) throws IOException {
        long offset = stretch.offset();
        String excerpt = excerpt(stretch.at);
        int found = boundary(stretch.at, errorAt, true);
        while (found < 0 && !stretch.ended) {
            // So many bytes are looked at again as a boundary that straddles the border may have.
            stretch.at = Math.max(stretch.at, stretch.end - BOUNDARY_BYTES_MAX);
            stretch.more(stretch.at);
            found = boundary(stretch.at, errorAt, true);
        }
        if (found < 0) {
            found = stretch.end;
            unfinished = "the rows of " + table.fullName();
        }
        stretch.at = found;
        report(table, offset, reason, excerpt);
    }

    private static final int BOUNDARY_BYTES_MAX = 12;

    /**
     * The comma between two rows or the semicolon that ends the statement; -1 if neither is found.
     *
     * @param endCounts whether the end of the stream is as good as a newline behind a semicolon
     */
    private int boundary(int start, long errorAt, boolean endCounts) {
        byte[] bytes = stretch.bytes;
        int end = stretch.end;
        for (int p = start; p < end; p++) {
            byte c = bytes[p];
            if (c == ';' && endsLine(p + 1, endCounts)) {
                return p;
            }
            if (c != ')' || p + 2 >= end || bytes[p + 1] != ',') {
                continue;
            }
            int q = p + 2;
            boolean newline = false;
            while (q < end && q < p + BOUNDARY_BYTES_MAX && DumpStretch.isBlank(bytes[q])) {
                newline |= bytes[q] == '\n';
                q++;
            }
            if (q < end && bytes[q] == '(' && (newline || stretch.base + p >= errorAt)) {
                return p + 1;
            }
        }
        return -1;
    }

    private boolean endsLine(int p, boolean endCounts) {
        byte[] bytes = stretch.bytes;
        if (p >= stretch.end) {
            return endCounts && stretch.ended;
        }
        return bytes[p] == '\n' || bytes[p] == '\r' && p + 1 < stretch.end && bytes[p + 1] == '\n';
    }

    // ---- Reports

    private void understoodUpTo(long offset) {
        understoodBytes += offset - accounted;
        accounted = offset;
    }

    /** Reports what lies between an offset and here; of no table if that is null. */
    private void report(Table its, long offset, String reason, String excerpt) {
        long length = stretch.offset() - offset;
        understoodUpTo(offset);
        malformedBytes += length;
        accounted += length;
        if (its == null) {
            rows.malformed(schema, "", 0, offset, length, reason, excerpt);
        } else {
            its.rows++;
            rows.malformed(its.schema, its.name, its.rows, offset, length, reason, excerpt);
        }
    }

    private String excerpt(int start) {
        int length = Math.min(stretch.end - start, EXCERPT_CHARACTERS_MAX);
        StringBuilder excerpt = new StringBuilder(length);
        for (int p = start; p < start + length; p++) {
            byte c = stretch.bytes[p];
            excerpt.append(c >= ' ' && c < 0x7f ? (char) c : '.');
        }
        return excerpt.toString();
    }
}
