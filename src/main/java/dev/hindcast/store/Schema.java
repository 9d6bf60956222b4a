package dev.hindcast.store;

import java.util.List;

/**
 * Tables and views of a result file (design section 7). Times are microseconds UTC, quantities millionths; views beside the tables
 * say the same in words and ISO-8601. The order of the statements is part of the file's bytes.
 */
final class Schema {
    /** Written into the file; a reader refuses another. */
    static final int VERSION = 1;

    static final List<String> TABLES = List.of(
            "CREATE TABLE run (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
            "CREATE TABLE region (id INTEGER PRIMARY KEY, name TEXT NOT NULL, dawn INTEGER NOT NULL, horizon INTEGER NOT NULL) STRICT",
            "CREATE TABLE source (id INTEGER PRIMARY KEY, region INTEGER NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL, seen INTEGER NOT NULL,"
                    + " complete INTEGER NOT NULL, sha256 TEXT NOT NULL, note TEXT NOT NULL) STRICT",
            "CREATE TABLE row_count (source INTEGER NOT NULL, raw_table TEXT NOT NULL, read INTEGER NOT NULL, emitted INTEGER NOT NULL,"
                    + " quarantined INTEGER NOT NULL, PRIMARY KEY (source, raw_table)) STRICT, WITHOUT ROWID",
            "CREATE TABLE quarantine (id INTEGER PRIMARY KEY, source INTEGER NOT NULL, raw_table TEXT NOT NULL, row INTEGER NOT NULL,"
                    + " reason TEXT NOT NULL, excerpt TEXT NOT NULL) STRICT",
            "CREATE TABLE rule (id INTEGER PRIMARY KEY, rule TEXT NOT NULL, sentence TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL,"
                    + " precedence INTEGER NOT NULL, confidence REAL NOT NULL, since TEXT NOT NULL, reads TEXT NOT NULL, golden TEXT NOT NULL) STRICT",
            "CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
            "CREATE TABLE evidence (id INTEGER PRIMARY KEY, region INTEGER NOT NULL, source INTEGER NOT NULL, raw_table INTEGER NOT NULL,"
                    + " row_key TEXT NOT NULL, row INTEGER NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, sightings INTEGER NOT NULL,"
                    + " confidence REAL NOT NULL, cells TEXT NOT NULL) STRICT",
            "CREATE TABLE claim (id INTEGER PRIMARY KEY, region INTEGER NOT NULL, kind INTEGER NOT NULL, entity INTEGER NOT NULL, attribute INTEGER NOT NULL,"
                    + " value INTEGER NOT NULL, known INTEGER, spread INTEGER, starts INTEGER NOT NULL, ends INTEGER NOT NULL, rule INTEGER NOT NULL,"
                    + " confidence REAL NOT NULL) STRICT",
            "CREATE TABLE claim_evidence (claim INTEGER NOT NULL, evidence INTEGER NOT NULL, PRIMARY KEY (claim, evidence)) STRICT, WITHOUT ROWID",
            "CREATE TABLE segment (id INTEGER PRIMARY KEY, region INTEGER NOT NULL, kind INTEGER NOT NULL, entity INTEGER NOT NULL, attribute INTEGER NOT NULL,"
                    + " value INTEGER NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL, confidence REAL NOT NULL, contested INTEGER NOT NULL) STRICT",
            "CREATE TABLE segment_claim (segment INTEGER NOT NULL, claim INTEGER NOT NULL, won INTEGER NOT NULL, PRIMARY KEY (segment, claim)) STRICT, WITHOUT ROWID",
            "CREATE TABLE quantity (vector INTEGER NOT NULL, resource TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (vector, resource)) STRICT, WITHOUT ROWID",
            "CREATE TABLE span (id INTEGER PRIMARY KEY, region INTEGER NOT NULL, type INTEGER NOT NULL, entity INTEGER NOT NULL, host INTEGER NOT NULL,"
                    + " booking INTEGER NOT NULL, cause INTEGER NOT NULL, vector INTEGER NOT NULL, known INTEGER NOT NULL, confidence REAL NOT NULL,"
                    + " starts INTEGER NOT NULL, ends INTEGER) STRICT",
            "CREATE TABLE span_segment (span INTEGER NOT NULL, segment INTEGER NOT NULL, PRIMARY KEY (span, segment)) STRICT, WITHOUT ROWID",
            "CREATE TABLE ledger (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, span INTEGER NOT NULL, sign INTEGER NOT NULL) STRICT",
            "CREATE TABLE ledger_block (block INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT",
            "CREATE TABLE checkpoint (region INTEGER NOT NULL, series INTEGER NOT NULL, resource TEXT NOT NULL, at INTEGER NOT NULL, value INTEGER NOT NULL,"
                    + " unknown INTEGER NOT NULL, unmeasured INTEGER NOT NULL, PRIMARY KEY (region, series, resource, at)) STRICT, WITHOUT ROWID",
            "CREATE TABLE issue (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, severity TEXT NOT NULL, region INTEGER NOT NULL, entity TEXT NOT NULL,"
                    + " host INTEGER NOT NULL, starts INTEGER, ends INTEGER, detail TEXT NOT NULL, rule INTEGER) STRICT",
            "CREATE TABLE issue_evidence (issue INTEGER NOT NULL, evidence INTEGER NOT NULL, PRIMARY KEY (issue, evidence)) STRICT, WITHOUT ROWID");

    private static final String ISO =
            "strftime('%%Y-%%m-%%dT%%H:%%M:%%S', %1$s / 1000000, 'unixepoch') || CASE WHEN %1$s %% 1000000 <> 0"
                    + " THEN printf('.%%06d', %1$s %% 1000000) ELSE '' END || 'Z'";

    static final List<String> VIEWS = List.of(
            "CREATE VIEW spans AS SELECT s.type AS type_id, t.text AS type, r.name AS region, e.text AS entity_id, h.text AS host, b.text AS booking,"
                    + " c.text AS cause, q.resource, q.amount / 1000000.0 AS quantity, " + iso("s.starts")
                    + " AS start, " + iso("s.ends")
                    + " AS \"end\", CASE s.known WHEN 1 THEN 'known' ELSE 'unknown' END AS certainty, s.confidence, s.id AS span_id"
                    + " FROM span s JOIN region r ON r.id = s.region JOIN name t ON t.id = s.type JOIN name e ON e.id = s.entity JOIN name h ON h.id = s.host"
                    + " JOIN name b ON b.id = s.booking JOIN name c ON c.id = s.cause JOIN quantity q ON q.vector = s.vector",
            "CREATE VIEW ledger_entries AS SELECT l.seq, " + iso("l.at")
                    + " AS at, l.sign, p.type, p.region, p.entity_id, p.host, p.resource,"
                    + " l.sign * p.quantity AS quantity, p.certainty, l.span AS span_id FROM ledger l JOIN spans p ON p.span_id = l.span",
            "CREATE VIEW issues AS SELECT k.text AS kind, i.severity, r.name AS region, i.entity AS entity_id, h.text AS host, "
                    + iso("i.starts")
                    + " AS start, " + iso("i.ends")
                    + " AS \"end\", i.detail, i.id AS issue_id FROM issue i JOIN name k ON k.id = i.kind"
                    + " JOIN region r ON r.id = i.region JOIN name h ON h.id = i.host",
            "CREATE VIEW segments AS SELECT r.name AS region, g.kind, e.text AS entity_id, g.attribute, v.text AS value, g.starts, g.ends, g.confidence,"
                    + " u.rule, u.sentence, g.contested, g.id AS segment_id FROM segment g JOIN region r ON r.id = g.region JOIN name e ON e.id = g.entity"
                    + " JOIN name v ON v.id = g.value JOIN segment_claim w ON w.segment = g.id AND w.won = 1 JOIN claim c ON c.id = w.claim"
                    + " JOIN rule u ON u.id = c.rule");

    /** Found by the queries of explain and export; made last, when all rows are in. */
    static final List<String> INDEXES = List.of(
            "CREATE INDEX span_by_entity ON span (entity)",
            "CREATE INDEX span_by_host ON span (host)",
            "CREATE INDEX span_by_time ON span (region, type, starts, ends)",
            "CREATE INDEX segment_by_entity ON segment (entity)",
            "CREATE INDEX issue_by_kind ON issue (kind)");

    /** Guards against mistakes; made after the load, so they cost nothing then. Against tampering there is the hash chain. */
    static final List<String> GUARDED = List.of(
            "evidence",
            "claim",
            "claim_evidence",
            "segment",
            "segment_claim",
            "quantity",
            "span",
            "span_segment",
            "ledger",
            "ledger_block");

    private Schema() {}

    private static String iso(String column) {
        return String.format(ISO, column);
    }
}
