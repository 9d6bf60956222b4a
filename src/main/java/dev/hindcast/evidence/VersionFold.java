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
                + volatiles(loader, column -> name(column) + " AS " + first(column))
                + " FROM row_" + loader.sqlName() + " WHERE bad_reason IS NULL";
    }

    /** Volatile columns keep their first value beside their last. */
    static String first(String column) {
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
        String entity = entity(loader);
        String stable = loader.columns().stream()
                .filter(column -> !column.volatileValue())
                .map(column -> name(column.name()))
                .collect(Collectors.joining(", "));
        String all = loader.columns().stream().map(c -> ", " + name(c.name())).collect(Collectors.joining());
        String folded = loader.columns().stream()
                .map(column -> ", "
                        + (column.volatileValue()
                                ? "arg_max(" + name(column.name()) + ", row_seen)"
                                : "any_value(" + name(column.name()) + ")")
                        + " AS " + name(column.name()))
                .collect(Collectors.joining());
        String changed = loader.datesChanges() ? "arg_min(updatedAt, row_seen)" : "NULL::TIMESTAMP";
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
                + " broken AS (SELECT *, CASE WHEN lag(stable_hash) OVER w = stable_hash"
                + " AND lag(complete_upto) OVER w = complete_before THEN 0 ELSE 1 END AS break_here"
                + " FROM sighted WINDOW w AS (PARTITION BY row_key ORDER BY row_seen)),"
                + " numbered AS (SELECT *, sum(break_here) OVER (PARTITION BY row_key ORDER BY row_seen ROWS UNBOUNDED PRECEDING) AS run FROM broken),"
                + " folded AS (SELECT row_key, run, arg_min(origin, row_seen) AS origin, min(row_seen) AS first_seen, max(row_seen) AS last_seen, count(*) AS sightings, "
                + changed + " AS changed_at" + folded + ", arg_max(origin, row_seen) AS last_origin"
                + volatiles(loader, column -> "arg_min(" + name(column) + ", row_seen) AS " + first(column))
                + " FROM (SELECT n.*"
                + " FROM numbered n) GROUP BY row_key, run)"
                + " SELECT " + entity + " AS entity, " + KEY + ", origin, first_seen, last_seen, sightings, changed_at,"
                + " lag(last_seen) OVER v AS seen_before, lead(first_seen) OVER v AS seen_after" + all
                + ", last_origin" + volatiles(loader, VersionFold::first)
                + " FROM folded WINDOW v AS (PARTITION BY row_key ORDER BY first_seen)";
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
