package dev.hindcast.store;

import dev.hindcast.evidence.TextFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * Tables and views of a result file (design section 7). Times are microseconds UTC, quantities millionths,
 * resource-hours decimals in text, since in millionths they are more than a whole number of SQLite can hold; views beside the tables
 * say the same in words and ISO-8601. The order of the statements is part of the file's bytes.
 */
final class Schema {
    /** Written into the file; a reader refuses another. */
    static final int VERSION = 8;

    static final List<String> TABLES = List.of(
            "CREATE TABLE run (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
            "CREATE TABLE region (id INTEGER PRIMARY KEY, name TEXT NOT NULL, dawn INTEGER NOT NULL, horizon INTEGER NOT NULL) STRICT",
            "CREATE TABLE source (id INTEGER PRIMARY KEY, region INTEGER NOT NULL, number INTEGER NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL,"
                    + " seen INTEGER NOT NULL, complete INTEGER NOT NULL, sha256 TEXT NOT NULL, note TEXT NOT NULL) STRICT",
            "CREATE TABLE row_count (source INTEGER NOT NULL, raw_table TEXT NOT NULL, read INTEGER NOT NULL, emitted INTEGER NOT NULL,"
                    + " quarantined INTEGER NOT NULL, PRIMARY KEY (source, raw_table)) STRICT, WITHOUT ROWID",
            "CREATE TABLE quarantine (id INTEGER PRIMARY KEY, source INTEGER NOT NULL, raw_table TEXT NOT NULL, row INTEGER NOT NULL,"
                    + " reason TEXT NOT NULL, excerpt TEXT NOT NULL) STRICT",
            "CREATE TABLE rule (id INTEGER PRIMARY KEY, rule TEXT NOT NULL, sentence TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL,"
                    + " precedence INTEGER NOT NULL, confidence REAL NOT NULL, since TEXT NOT NULL, reads TEXT NOT NULL, golden TEXT NOT NULL) STRICT",
            "CREATE TABLE leaning (rule INTEGER NOT NULL, fact TEXT NOT NULL, raw_table TEXT NOT NULL, raw_column TEXT NOT NULL) STRICT",
            "CREATE TABLE window (region INTEGER NOT NULL, window TEXT NOT NULL, place TEXT NOT NULL, raw_table TEXT NOT NULL, raw_column TEXT NOT NULL,"
                    + " holds_for INTEGER, absence_from INTEGER, absence_to INTEGER, kept_for INTEGER, purged_at INTEGER, confidence REAL NOT NULL,"
                    + " author TEXT NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (region, window)) STRICT, WITHOUT ROWID",
            "CREATE TABLE signal (id INTEGER PRIMARY KEY, region INTEGER NOT NULL, signal TEXT NOT NULL, place TEXT NOT NULL, kind TEXT NOT NULL,"
                    + " scope TEXT NOT NULL, says TEXT NOT NULL, value TEXT NOT NULL, starts INTEGER, ends INTEGER, confidence REAL NOT NULL,"
                    + " author TEXT NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL, won INTEGER NOT NULL, lost INTEGER NOT NULL,"
                    + " hosts INTEGER NOT NULL, allocations INTEGER NOT NULL, instances INTEGER NOT NULL) STRICT",
            "CREATE TABLE signal_gain (signal INTEGER NOT NULL, series TEXT NOT NULL, resource TEXT NOT NULL, value TEXT NOT NULL,"
                    + " unknown TEXT NOT NULL, unmeasured TEXT NOT NULL, PRIMARY KEY (signal, series, resource)) STRICT, WITHOUT ROWID",
            "CREATE TABLE rule_file (file TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID",
            "CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
            "CREATE TABLE entity (id INTEGER PRIMARY KEY, region INTEGER NOT NULL, kind INTEGER NOT NULL, name ANY NOT NULL,"
                    + " first_span INTEGER NOT NULL) STRICT",
            "CREATE TABLE grounds (last_entity INTEGER PRIMARY KEY, first_entity INTEGER NOT NULL, content BLOB NOT NULL) STRICT",
            "CREATE TABLE told (entity INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT",
            "CREATE TABLE quantity (vector INTEGER NOT NULL, resource TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (vector, resource)) STRICT, WITHOUT ROWID",
            "CREATE TABLE span_kind (id INTEGER PRIMARY KEY, region INTEGER NOT NULL, type TEXT NOT NULL, booking TEXT NOT NULL, cause TEXT NOT NULL,"
                    + " known INTEGER NOT NULL, confidence INTEGER NOT NULL) STRICT",
            "CREATE TABLE span (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, entity INTEGER NOT NULL, host INTEGER NOT NULL, vector INTEGER NOT NULL,"
                    + " starts INTEGER NOT NULL, ends INTEGER) STRICT",
            "CREATE TABLE on_host (region INTEGER NOT NULL, host INTEGER NOT NULL, spans BLOB NOT NULL, PRIMARY KEY (region, host)) STRICT, WITHOUT ROWID",
            "CREATE TABLE ledger (seq INTEGER PRIMARY KEY, signed_span INTEGER NOT NULL) STRICT",
            "CREATE TABLE ledger_block (block INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT",
            "CREATE TABLE standing (seq INTEGER NOT NULL, region INTEGER NOT NULL, type INTEGER NOT NULL, spans BLOB NOT NULL,"
                    + " PRIMARY KEY (seq, region, type)) STRICT, WITHOUT ROWID",
            "CREATE TABLE resource (region INTEGER NOT NULL, number INTEGER NOT NULL, resource TEXT NOT NULL, PRIMARY KEY (region, number)) STRICT, WITHOUT ROWID",
            "CREATE TABLE checkpoint (region INTEGER NOT NULL, at INTEGER NOT NULL, balances BLOB NOT NULL, PRIMARY KEY (region, at)) STRICT, WITHOUT ROWID",
            "CREATE TABLE issue (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, severity INTEGER NOT NULL, region INTEGER NOT NULL, entity TEXT NOT NULL,"
                    + " host INTEGER NOT NULL, starts INTEGER, ends INTEGER, detail INTEGER NOT NULL, rule INTEGER, about INTEGER, place INTEGER) STRICT");

    private static final String ISO =
            "strftime('%%Y-%%m-%%dT%%H:%%M:%%S', %1$s / 1000000, 'unixepoch') || CASE WHEN %1$s %% 1000000 <> 0"
                    + " THEN printf('.%%06d', %1$s %% 1000000) ELSE '' END || 'Z'";

    /** Of an entry of ledger l and its span s: the sign, and when it is, which is told by the span alone. */
    static final String ENTRY_SIGN = "CASE WHEN l.signed_span > 0 THEN 1 ELSE -1 END";

    static final String ENTRY_AT = "CASE WHEN l.signed_span > 0 THEN s.starts ELSE s.ends END";

    static final String ENTRY_SPAN = "s.id = abs(l.signed_span)";

    /** Of an entity e: its name as text, where the column has a UUID as its 16 bytes. */
    static final String ENTITY_NAME =
            "CASE typeof(e.name) WHEN 'blob' THEN " + uuid("lower(hex(e.name))") + " ELSE e.name END";

    static final List<String> VIEWS = List.of(
            "CREATE VIEW spans AS SELECT k.type, r.name AS region, " + ENTITY_NAME
                    + " AS entity_id, h.text AS host, k.booking, k.cause, q.resource, q.amount / 1000000.0 AS quantity, "
                    + iso("s.starts") + " AS start, " + iso("s.ends")
                    + " AS \"end\", CASE k.known WHEN 1 THEN 'known' ELSE 'unknown' END AS certainty, k.confidence / 1000000.0 AS confidence, s.id AS span_id"
                    + " FROM span s JOIN span_kind k ON k.id = s.kind JOIN region r ON r.id = k.region JOIN entity e ON e.id = s.entity"
                    + " JOIN name h ON h.id = s.host LEFT JOIN quantity q ON q.vector = s.vector",
            "CREATE VIEW ledger_entries AS SELECT l.seq, CASE WHEN l.signed_span > 0 THEN p.start ELSE p.\"end\" END AS at, "
                    + ENTRY_SIGN
                    + " AS sign, p.type, p.region, p.entity_id, p.host, p.resource, " + ENTRY_SIGN
                    + " * p.quantity AS quantity, p.certainty, p.span_id FROM ledger l JOIN spans p ON p.span_id = abs(l.signed_span)",
            "CREATE VIEW issues AS SELECT k.text AS kind, v.text AS severity, r.name AS region, i.entity AS entity_id, h.text AS host, "
                    + iso("i.starts")
                    + " AS start, " + iso("i.ends")
                    + " AS \"end\", d.text AS detail, i.id AS issue_id FROM issue i JOIN name k ON k.id = i.kind JOIN name v ON v.id = i.severity"
                    + " JOIN name d ON d.id = i.detail JOIN region r ON r.id = i.region JOIN name h ON h.id = i.host");

    /** Found by the queries of explain and export; made last, when all rows are in. */
    static final List<String> INDEXES = List.of("CREATE INDEX host_by_name ON entity (name) WHERE kind = 0");

    /** Guards against mistakes; made after the load, so they cost nothing then. Against tampering there is the hash chain. */
    static final List<String> GUARDED = List.of(
            "entity",
            "grounds",
            "told",
            "quantity",
            "span_kind",
            "span",
            "on_host",
            "ledger",
            "ledger_block",
            "standing",
            "checkpoint");

    private static final Pattern NAMED = Pattern.compile("CREATE TABLE (\\w+) .*");

    private Schema() {}

    /** The names of all tables. */
    static List<String> tables() {
        return TABLES.stream()
                .map(table -> NAMED.matcher(table).replaceAll("$1"))
                .toList();
    }

    /** What is made when all rows are in, in its order. */
    static List<String> afterwards() {
        List<String> statements = new ArrayList<>(INDEXES);
        statements.addAll(VIEWS);
        for (String table : GUARDED) {
            for (String change : List.of("INSERT", "UPDATE", "DELETE")) {
                statements.add("CREATE TRIGGER no_" + change.toLowerCase(Locale.ROOT) + "_" + table + " BEFORE "
                        + change + " ON " + table
                        + " BEGIN SELECT RAISE(ABORT, 'a published result is never changed, only replaced'); END");
            }
        }
        return statements;
    }

    /**
     * The head of a result: SHA-256 over all names and values of the run row but itself. Among them are the last link of the ledger's
     * chain and a digest of each table, so it changes with every value of the file.
     */
    static String head(SortedMap<String, String> run) {
        MessageDigest digest = TextFile.digest();
        run.forEach((name, value) -> {
            if (!name.equals("head")) {
                for (String text : List.of(name, value)) {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                    digest.update(bytes);
                }
            }
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String uuid(String digits) {
        return String.format(
                "substr(%1$s, 1, 8) || '-' || substr(%1$s, 9, 4) || '-' || substr(%1$s, 13, 4) || '-' || substr(%1$s, 17, 4)"
                        + " || '-' || substr(%1$s, 21)",
                digits);
    }

    private static String iso(String column) {
        return String.format(ISO, column);
    }
}
