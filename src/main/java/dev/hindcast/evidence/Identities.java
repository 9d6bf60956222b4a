package dev.hindcast.evidence;

import static dev.hindcast.evidence.ScratchDatabase.isDoubled;
import static dev.hindcast.evidence.ScratchDatabase.name;
import static dev.hindcast.evidence.ScratchDatabase.query;
import static dev.hindcast.evidence.ScratchDatabase.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/** Which key an id of a table meant at each time, for the look-ups of other loaders. */
final class Identities {
    private final ScratchDatabase database;
    private final Snapshots snapshots;
    private final RawRows raw;
    /** Tables seen once of which each key is known to be that of one row. */
    private final Set<String> undoubled = ConcurrentHashMap.newKeySet();

    /** Loaders, by their names in SQL, of which an id has one meaning for all time. */
    private final Set<String> timeless = ConcurrentHashMap.newKeySet();

    Identities(ScratchDatabase database, Snapshots snapshots, RawRows raw) {
        this.database = database;
        this.snapshots = snapshots;
        this.raw = raw;
    }

    /** Makes them of all loaders that tell any. */
    void make(Loaders loaders) throws SQLException {
        database.beside(
                loaders.all().stream()
                        .filter(loader -> !loader.identity().isEmpty())
                        .toList(),
                loader -> !raw.hasMany(loader),
                (loader, on) -> {
                    makeIdentity(loader, on);
                    return loader;
                },
                (loader, made) -> {});
    }

    /** Whether the table is known to have been seen once, and each of its keys to be that of one row. */
    boolean areUndoubled(Loader loader) {
        return undoubled.contains(loader.table());
    }

    /** Whether a loader makes the same of a row whenever it is shown. */
    boolean areTimeless(Loader loader) {
        return loader.isTimeless() && timeless.containsAll(loader.lookUps());
    }

    /** identity_x(id, key, first, last, ...): one row per run of an id that meant one key; runs meet, the outer ones are open. */
    private void makeIdentity(Loader loader, DuckDBConnection on) throws SQLException {
        String id = name(loader.identity().get(0));
        List<String> meanings = loader.identity().subList(1, loader.identity().size());
        String offered = "CAST(" + name(meanings.get(0)) + " AS VARCHAR) AS key"
                + meanings.stream()
                        .skip(1)
                        .map(m -> ", CAST(" + name(m) + " AS VARCHAR) AS " + name(m))
                        .collect(Collectors.joining());
        boolean there = raw.hasAny(loader);
        String from = there
                ? raw.of(loader)
                : "(SELECT NULL::TIMESTAMP AS seen, "
                        + loader.identity().stream()
                                .map(c -> "NULL::VARCHAR AS " + name(c))
                                .collect(Collectors.joining(", "))
                        + " WHERE false)";
        boolean seenOnce = there && snapshots.isSeenOnce(loader);
        if (seenOnce && !isDoubled(from, id, on)) {
            if (loader.key().equals(List.of(loader.identity().get(0)))) {
                undoubled.add(loader.table());
            }
            // Seen once, an id means one key for all time.
            timeless.add(loader.sqlName());
            run(
                    "CREATE VIEW identity_" + loader.sqlName() + " AS SELECT CAST(" + id + " AS VARCHAR) AS id, "
                            + offered
                            + ", TIMESTAMP '0001-01-01' AS first, TIMESTAMP '9999-01-01' AS last FROM " + from
                            + " WHERE " + id
                            + " IS NOT NULL AND " + name(meanings.get(0)) + " IS NOT NULL",
                    on);
            return;
        }
        String more = meanings.stream().skip(1).map(m -> ", " + name(m)).collect(Collectors.joining());
        String least = meanings.stream()
                .skip(1)
                .map(m -> ", min(" + name(m) + ") AS " + name(m))
                .collect(Collectors.joining());
        String columns = " AS WITH meant AS (SELECT CAST(" + id + " AS VARCHAR) AS id, seen, " + offered + " FROM ";
        String told = " WHERE " + id + " IS NOT NULL AND " + name(meanings.get(0)) + " IS NOT NULL)";
        // Nearly every id means one key for ever.
        run(
                "CREATE TABLE identity_" + loader.sqlName() + columns + (there ? raw.firstShownOf(loader) : from) + told
                        + " SELECT id, min(key) AS key" + least
                        + ", TIMESTAMP '0001-01-01' AS first, TIMESTAMP '9999-01-01' AS last, max(key) AS \"other key\""
                        + " FROM meant GROUP BY id",
                on);
        if (!hasSeveral(loader, on)) {
            timeless.add(loader.sqlName());
            return;
        }
        // Of the others every sighting is compared with the one before.
        run(
                "CREATE OR REPLACE TABLE identity_" + loader.sqlName() + columns + from + told
                        + ", several AS (SELECT id FROM meant GROUP BY id HAVING min(key) <> max(key)),"
                        + " sighted AS (SELECT id, key, seen" + least
                        + " FROM meant WHERE id IN (FROM several) GROUP BY id, key, seen),"
                        + " compared AS (SELECT *, lag(key) OVER (PARTITION BY id ORDER BY seen, key) AS before FROM sighted),"
                        + " runs AS (SELECT id, key, seen AS first_seen" + more
                        + " FROM compared WHERE before IS DISTINCT FROM key UNION ALL"
                        + " SELECT id, min(key) AS key, min(seen) AS first_seen" + least
                        + " FROM meant WHERE id NOT IN (FROM several) GROUP BY id)"
                        + " SELECT id, key" + more
                        + ", CASE WHEN lag(key) OVER w IS NULL THEN TIMESTAMP '0001-01-01' ELSE first_seen END AS first,"
                        + " coalesce(lead(first_seen) OVER w, TIMESTAMP '9999-01-01') AS last"
                        + " FROM runs WINDOW w AS (PARTITION BY id ORDER BY first_seen, key)",
                on);
    }

    /** Whether there is an id that means several keys, as far as they were made of what was first shown. */
    private static boolean hasSeveral(Loader loader, DuckDBConnection on) throws SQLException {
        try (Statement statement = on.createStatement();
                ResultSet several = query(
                        statement,
                        "SELECT count(*) FROM identity_" + loader.sqlName() + " WHERE key <> \"other key\"")) {
            several.next();
            return several.getLong(1) > 0;
        }
    }
}
