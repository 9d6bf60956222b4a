package dev.hindcast.evidence;

import static dev.hindcast.evidence.ScratchDatabase.name;
import static dev.hindcast.evidence.ScratchDatabase.run;

import java.sql.SQLException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/**
 * Folds the rows that a loader made, {@code row_x}, into {@code version_x} or {@code event_x}: equal sightings of one key are one.
 *
 * @param seenOnce whether the table has one snapshot
 * @param doubled  whether one shows a key twice
 * @param again    whether {@code content_x} has fewer rows than {@code row_x}, since content is shown again
 */
record VersionFold(Loader loader, boolean seenOnce, boolean doubled, boolean again) {
    private static final String KEY = "CAST(row_key AS VARCHAR) AS row_key";

    private static final String EVENT_COLUMNS =
            "CAST(role_entity AS VARCHAR) AS entity, row_key, role_parent AS parent,"
                    + " role_action AS action, role_event AS event, role_result AS result, role_started AS started_at, role_at AS at_time,"
                    + " role_host AS host";

    void fold(DuckDBConnection on) throws SQLException {
        if (!doubled && seenOnce) {
            run(rowsAsTheyAre(), on);
        } else {
            run(loader.isEvents() ? foldEvents() : foldVersions(), on);
            run("DROP VIEW row_" + x(), on);
            run("DROP TABLE content_" + x(), on);
        }
    }

    /** A column of {@code content_x} in which rows agree that are one version; not needed where the table was seen once. */
    static String contentHash(Loader loader) {
        return loader.columns().stream()
                .filter(column -> !column.volatileValue())
                .map(column -> name(column.name()))
                .collect(Collectors.joining(", ", "hash(", ") AS content_hash"));
    }

    private String x() {
        return loader.sqlName();
    }

    /** Where a table was seen once and no key twice, its rows are the versions: nothing has to be compared or copied. */
    private String rowsAsTheyAre() {
        if (loader.isEvents()) {
            return "CREATE VIEW event_" + x() + " AS SELECT " + EVENT_COLUMNS
                    + ", origin, row_seen AS first_seen, row_seen AS last_seen, 1::BIGINT AS sightings FROM row_" + x()
                    + " WHERE bad_reason IS NULL";
        }
        return "CREATE VIEW version_" + x() + " AS " + seenOnce(loader, used());
    }

    private String used() {
        return "row_" + x() + " WHERE bad_reason IS NULL";
    }

    /**
     * The versions of a table that was seen once: each is a row.
     *
     * @param rows a relation with {@code row_key}, {@code origin}, {@code row_seen} and the loader's columns
     */
    static String seenOnce(Loader loader, String rows) {
        return "SELECT " + entity(loader) + " AS entity, " + KEY + ", origin, row_seen AS first_seen,"
                + " row_seen AS last_seen, 1::BIGINT AS sightings, "
                + (loader.datesChanges() ? "updatedAt" : "NULL::TIMESTAMP")
                + " AS changed_at, NULL::TIMESTAMP AS seen_before, NULL::TIMESTAMP AS seen_after" + columns(loader)
                + ", origin AS last_origin"
                + volatiles(loader, column -> name(column) + " AS " + firstName(column))
                + " FROM " + rows;
    }

    /** Volatile columns keep their first value beside their last. */
    static String firstName(String column) {
        return name("first " + column);
    }

    static String columns(Loader loader) {
        return loader.columns().stream()
                .map(column -> ", " + name(column.name()))
                .collect(Collectors.joining());
    }

    private static String volatiles(Loader loader, UnaryOperator<String> expression) {
        return loader.columns().stream()
                .filter(Loader.Column::volatileValue)
                .map(column -> ", " + expression.apply(column.name()))
                .collect(Collectors.joining());
    }

    private static String entity(Loader loader) {
        return loader.entity().isEmpty() ? "NULL::VARCHAR" : "CAST(" + name(loader.entity()) + " AS VARCHAR)";
    }

    /** Runs are found among few columns, and the others are fetched for their ends alone. */
    private String foldVersions() {
        if (seenOnce) {
            return "CREATE TABLE version_" + x() + " AS " + seenOnce(loader, used())
                    + " QUALIFY row_number() OVER (PARTITION BY row_key ORDER BY origin) = 1";
        }
        return "CREATE TABLE version_" + x()
                + " AS WITH sighted AS (SELECT r.row_key, r.row_seen, r.origin, r.first_origin, r.content_hash,"
                + " s.complete_before, s.complete_upto FROM row_" + x() + " r JOIN snapshot s ON s.loader = '" + x()
                + "' AND s.seen = r.row_seen WHERE r.bad_reason IS NULL"
                + (doubled
                        ? " QUALIFY row_number() OVER (PARTITION BY r.row_key, r.row_seen ORDER BY r.origin) = 1"
                        : "")
                + "),"
                + " runs AS (SELECT *, lag(content_hash) OVER w IS DISTINCT FROM content_hash"
                + " OR lag(complete_upto) OVER w <> complete_before AS run_begins,"
                + " lead(content_hash) OVER w IS DISTINCT FROM content_hash"
                + " OR lead(complete_before) OVER w <> complete_upto AS run_ends,"
                + " row_number() OVER w AS run_place, lag(row_seen) OVER w AS seen_before"
                + " FROM sighted WINDOW w AS (PARTITION BY row_key ORDER BY row_seen)),"
                // Of what lies between a version's ends nothing is told but how much it is.
                + " ends AS (SELECT r.*" + columns(loader) + " FROM runs r JOIN (SELECT origin AS content_origin"
                + columns(loader)
                + " FROM content_" + x()
                + ") c ON c.content_origin = r.first_origin WHERE run_begins OR run_ends)"
                + " SELECT " + entity(loader) + " AS entity, " + KEY + ", " + first("origin") + " AS origin, "
                + first("row_seen") + " AS first_seen, row_seen AS last_seen, run_place - " + first("run_place")
                + " + 1 AS sightings, "
                + (loader.datesChanges() ? first("updatedAt") : "NULL::TIMESTAMP") + " AS changed_at, "
                + first("seen_before") + " AS seen_before, lead(row_seen) OVER v AS seen_after" + columns(loader)
                + ", origin AS last_origin"
                + volatiles(loader, column -> first(name(column)) + " AS " + firstName(column))
                + " FROM ends WINDOW v AS (PARTITION BY row_key ORDER BY row_seen) QUALIFY run_ends";
    }

    /** In the last row of a version: what its first row has. */
    private static String first(String column) {
        return "CASE WHEN run_begins THEN " + column + " ELSE lag(" + column + ") OVER v END";
    }

    private String foldEvents() {
        // In one snapshot the first row of a key counts.
        String last = doubled ? "-max({'seen': row_seen, 'origin': -origin}).origin" : "arg_max(origin, row_seen)";
        String told = again
                ? "SELECT c.* EXCLUDE (origin), s.* FROM (SELECT first_origin, " + last + " AS origin,"
                        + " min(row_seen) AS first_seen, max(row_seen) AS last_seen, count(*) AS sightings FROM row_"
                        + x() + " WHERE bad_reason IS NULL GROUP BY first_origin) s JOIN content_" + x()
                        + " c ON c.origin = s.first_origin"
                : "SELECT *, row_seen AS first_seen, row_seen AS last_seen, 1 AS sightings FROM row_" + x()
                        + " WHERE bad_reason IS NULL";
        return "CREATE TABLE event_" + x() + " AS SELECT " + EVENT_COLUMNS
                + ", origin, min(first_seen) OVER k AS first_seen, last_seen, CAST(sum(sightings) OVER k AS BIGINT) AS sightings"
                + " FROM (" + told + ") WINDOW k AS (PARTITION BY row_key)"
                + " QUALIFY row_number() OVER (PARTITION BY row_key ORDER BY last_seen DESC, origin) = 1";
    }
}
