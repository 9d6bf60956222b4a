package dev.hindcast.evidence;

import static dev.hindcast.evidence.ScratchDatabase.name;
import static dev.hindcast.evidence.ScratchDatabase.run;

import java.sql.SQLException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/** Folds the rows that a loader made into {@code version_x} or {@code event_x}: equal sightings of one key are one. */
final class VersionFold {
    private static final String KEY = "CAST(row_key AS VARCHAR) AS row_key";

    private static final String EVENT_COLUMNS =
            "CAST(role_entity AS VARCHAR) AS entity, row_key, role_parent AS parent,"
                    + " role_action AS action, role_event AS event, role_result AS result, role_started AS started_at, role_at AS at_time,"
                    + " role_host AS host";

    private VersionFold() {}

    /**
     * @param seenOnce whether the table has one snapshot
     * @param doubled  whether one shows a key twice
     */
    static void fold(Loader loader, boolean seenOnce, boolean doubled, DuckDBConnection on) throws SQLException {
        if (!doubled && seenOnce) {
            run(seenOnce(loader), on);
        } else {
            run(loader.isEvents() ? foldEvents(loader) : foldVersions(loader, seenOnce, doubled), on);
            run("DROP TABLE row_" + loader.sqlName(), on);
        }
    }

    /** Where a table was seen once and no key twice, its rows are the versions: nothing has to be compared or copied. */
    private static String seenOnce(Loader loader) {
        String name = loader.sqlName();
        if (loader.isEvents()) {
            return "CREATE VIEW event_" + name + " AS SELECT " + EVENT_COLUMNS
                    + ", origin, row_seen AS first_seen, row_seen AS last_seen, 1::BIGINT AS sightings FROM row_" + name
                    + " WHERE bad_reason IS NULL";
        }
        return "CREATE VIEW version_" + name + " AS " + seenOnceVersions(loader);
    }

    private static String seenOnceVersions(Loader loader) {
        return "SELECT " + entity(loader) + " AS entity, " + KEY + ", origin, row_seen AS first_seen,"
                + " row_seen AS last_seen, 1::BIGINT AS sightings, "
                + (loader.datesChanges() ? "updatedAt" : "NULL::TIMESTAMP")
                + " AS changed_at, NULL::TIMESTAMP AS seen_before, NULL::TIMESTAMP AS seen_after"
                + loader.columns().stream().map(c -> ", " + name(c.name())).collect(Collectors.joining())
                + ", origin AS last_origin"
                + volatiles(loader, column -> name(column) + " AS " + firstName(column))
                + " FROM row_" + loader.sqlName() + " WHERE bad_reason IS NULL";
    }

    /** Volatile columns keep their first value beside their last. */
    static String firstName(String column) {
        return name("first " + column);
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

    private static String foldVersions(Loader loader, boolean seenOnce, boolean doubled) {
        String name = loader.sqlName();
        String stable = loader.columns().stream()
                .filter(column -> !column.volatileValue())
                .map(column -> name(column.name()))
                .collect(Collectors.joining(", "));
        if (seenOnce) {
            return "CREATE TABLE version_" + name + " AS " + seenOnceVersions(loader)
                    + " QUALIFY row_number() OVER (PARTITION BY row_key ORDER BY origin) = 1";
        }
        return "CREATE TABLE version_" + name
                + " AS WITH sighted AS (SELECT r.*, s.complete_before, s.complete_upto, hash(" + stable
                + ") AS stable_hash FROM row_" + name + " r JOIN snapshot s ON s.loader = '" + name
                + "' AND s.seen = r.row_seen WHERE r.bad_reason IS NULL"
                + (doubled
                        ? " QUALIFY row_number() OVER (PARTITION BY r.row_key, r.row_seen ORDER BY r.origin) = 1"
                        : "")
                + "),"
                + " runs AS (SELECT *, lag(stable_hash) OVER w IS DISTINCT FROM stable_hash"
                + " OR lag(complete_upto) OVER w <> complete_before AS run_begins,"
                + " lead(stable_hash) OVER w IS DISTINCT FROM stable_hash"
                + " OR lead(complete_before) OVER w <> complete_upto AS run_ends,"
                + " row_number() OVER w AS run_place, lag(row_seen) OVER w AS seen_before"
                + " FROM sighted WINDOW w AS (PARTITION BY row_key ORDER BY row_seen))"
                + " SELECT " + entity(loader) + " AS entity, " + KEY + ", " + first("origin", "origin") + ", "
                + first("row_seen", "first_seen") + ", row_seen AS last_seen, run_place - "
                + first("run_place") + " + 1 AS sightings, "
                + (loader.datesChanges() ? first("updatedAt") : "NULL::TIMESTAMP") + " AS changed_at, "
                + first("seen_before", "seen_before") + ", lead(row_seen) OVER v AS seen_after"
                + loader.columns().stream().map(c -> ", " + name(c.name())).collect(Collectors.joining())
                + ", origin AS last_origin"
                + volatiles(loader, column -> first(name(column)) + " AS " + firstName(column))
                // Of what lies between a version's ends nothing is told but how much it is.
                + " FROM (FROM runs WHERE run_begins OR run_ends) WINDOW v AS (PARTITION BY row_key ORDER BY row_seen)"
                + " QUALIFY run_ends";
    }

    /** In the last row of a version: what its first row has. */
    private static String first(String column) {
        return "CASE WHEN run_begins THEN " + column + " ELSE lag(" + column + ") OVER v END";
    }

    private static String first(String column, String as) {
        return first(column) + " AS " + as;
    }

    private static String foldEvents(Loader loader) {
        String name = loader.sqlName();
        return "CREATE TABLE event_" + name + " AS SELECT " + EVENT_COLUMNS
                + ", origin, first_seen, row_seen AS last_seen, sightings FROM (SELECT *"
                + ", min(row_seen) OVER (PARTITION BY row_key) AS first_seen, count(*) OVER (PARTITION BY row_key) AS sightings"
                + " FROM row_" + name + " WHERE bad_reason IS NULL"
                + " QUALIFY row_number() OVER (PARTITION BY row_key ORDER BY row_seen DESC, origin) = 1)";
    }
}
