package dev.hindcast.evidence;

import static dev.hindcast.evidence.ScratchDatabase.name;
import static dev.hindcast.evidence.ScratchDatabase.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What only all instances together tell: who followed whom on a node, what a node carried, where those of a reservation were. */
final class InstanceSweeps {
    /** What a sweep says of the tenant in a row and of the next on its node: columns 1 to 8, and the same again behind them. */
    private static final String TENANT = "entity, epoch_us(since) AS at_time, epoch_us(created), row_key, origin,"
            + " epoch_us(first_seen), epoch_us(last_seen), sightings";

    private static final String NEXT_TENANT =
            "lead(entity) OVER w AS next, epoch_us(lead(since) OVER w) AS next_at, epoch_us(lead(created) OVER w),"
                    + " lead(row_key) OVER w, lead(origin) OVER w, epoch_us(lead(first_seen) OVER w),"
                    + " epoch_us(lead(last_seen) OVER w), lead(sightings) OVER w";

    private final ScratchDatabase database;
    private final Snapshots snapshots;
    /** Loaders that have rows. */
    private final List<Loader> loaded;

    InstanceSweeps(ScratchDatabase database, Snapshots snapshots, List<Loader> loaded) {
        this.database = database;
        this.snapshots = snapshots;
        this.loaded = loaded;
    }

    /** The loader of instance rows: about instances, with a size and a node. */
    private Loader instances() {
        return loaded.stream()
                .filter(loader -> loader.about() == Loader.About.INSTANCE
                        && loader.measuresInventory()
                        && loader.index("node") >= 0)
                .findFirst()
                .orElse(null);
    }

    /** By instance: its node, its creation, whether any version is marked deleted. */
    private String lives(Loader loader, String which) {
        if (snapshots.showEachOnce(loader)) {
            // To group rows that are one each took most of the time.
            return "(SELECT entity, node, createdAt AS created, deletedAt IS NOT NULL AS gone, launchedAt IS NOT NULL AS launched,"
                    + " least(terminatedAt, deletedAt) AS ended, row_key, origin, first_seen, last_seen,"
                    + " CAST(sightings AS INTEGER) AS sightings FROM version_" + loader.sqlName() + " WHERE " + which
                    + ")";
        }
        return "(SELECT entity, arg_max(node, last_seen) AS node, min(createdAt) AS created, bool_or(deletedAt IS NOT NULL) AS gone,"
                + " bool_or(launchedAt IS NOT NULL) AS launched, min(least(terminatedAt, deletedAt)) AS ended,"
                + " arg_min(row_key, (first_seen, origin)) AS row_key, arg_min(origin, (first_seen, origin)) AS origin,"
                + " min(first_seen) AS first_seen, max(last_seen) AS last_seen,"
                + " CAST(sum(sightings) AS INTEGER) AS sightings FROM version_" + loader.sqlName()
                + " WHERE " + which + " GROUP BY entity)";
    }

    /**
     * Lives that know since when the instance is on its node: since its creation, or since an event last brought it there.
     *
     * @param arrivals words of events that bring an instance to a host
     */
    private String tenures(Loader loader, List<EventKind> arrivals) {
        String events = loaded.stream()
                .filter(Loader::isEvents)
                .map(from -> "SELECT entity, at_time FROM " + EntityStreams.speaking(from, arrivals))
                .collect(Collectors.joining(" UNION ALL "));
        String arrived = events.isEmpty() ? "SELECT NULL::VARCHAR AS entity, NULL::TIMESTAMP AS at_time" : events;
        return "(SELECT lives.*, greatest(created, arrived) AS since FROM " + lives(loader, "entity IS NOT NULL")
                + " lives LEFT JOIN (SELECT entity, max(at_time) AS arrived FROM (" + arrived
                + ") GROUP BY entity) arrivals USING (entity) WHERE node IN (FROM node_asked) AND created IS NOT NULL)";
    }

    /** @param nodes whose instances are looked at */
    Tenures tenures(Set<String> nodes, List<EventKind> arrivals) {
        Tenures tenures = new Tenures(new ArrayList<>(), new ArrayList<>());
        Loader loader = instances();
        if (loader == null) {
            return tenures;
        }
        try {
            database.ask("node", nodes);
            database.run("CREATE OR REPLACE TABLE tenure AS FROM " + tenures(loader, arrivals));
            nextTenants(loader, tenures.next());
            doubleTenancies(loader, tenures.doubles());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return tenures;
    }

    private void nextTenants(Loader loader, List<NextTenant> next) throws SQLException {
        try (Statement statement = database.statement();
                ResultSet rows = query(
                        statement,
                        "SELECT * FROM (SELECT " + TENANT + ", " + NEXT_TENANT
                                + ", node, gone FROM tenure WINDOW w AS (PARTITION BY node ORDER BY since, entity))"
                                + " WHERE NOT gone AND next IS NOT NULL ORDER BY entity")) {
            while (rows.next()) {
                next.add(new NextTenant(
                        rows.getString(1),
                        rows.getString(17),
                        rows.getString(9),
                        rows.getLong(10),
                        tenant(loader, rows, 8)));
            }
        }
    }

    private void doubleTenancies(Loader loader, List<DoubleTenancy> doubles) throws SQLException {
        try (Statement statement = database.statement();
                ResultSet rows = query(
                        statement,
                        "SELECT * FROM (SELECT " + TENANT + ", " + NEXT_TENANT
                                + ", node, gone, ended, epoch_us(ended) FROM tenure"
                                + " WHERE launched WINDOW w AS (PARTITION BY node ORDER BY since, entity))"
                                + " WHERE gone AND epoch_us(ended) > next_at ORDER BY entity")) {
            while (rows.next()) {
                doubles.add(new DoubleTenancy(
                        rows.getString(17),
                        rows.getString(1),
                        rows.getString(9),
                        rows.getLong(10),
                        rows.getLong(20),
                        tenant(loader, rows, 0),
                        tenant(loader, rows, 8)));
            }
        }
    }

    private static Sighting tenant(Loader loader, ResultSet rows, int before) throws SQLException {
        return sighting(loader, rows, before + 3, new TreeMap<>(Map.of("node", rows.getString(17))));
    }

    List<Tenancy> tenancies() {
        List<Tenancy> tenancies = new ArrayList<>();
        Loader loader = instances();
        if (loader == null) {
            return tenancies;
        }
        List<Loader.Column> sizes = loader.columns().stream()
                .filter(column -> !column.resource().isEmpty())
                .toList();
        String size = sizes.stream().map(column -> ", " + name(column.name())).collect(Collectors.joining());
        try (Statement statement = database.statement();
                ResultSet rows = query(
                        statement,
                        "SELECT node, " + tenancyEnd("arg_min") + ", "
                                + tenancyEnd("arg_max") + size + " FROM " + stays(loader, size) + " GROUP BY node"
                                + size
                                + " ORDER BY node" + size)) {
            while (rows.next()) {
                TreeMap<String, Long> measured = new TreeMap<>();
                TreeMap<String, String> seen = new TreeMap<>();
                seen.put("node", rows.getString(1));
                for (int i = 0; i < sizes.size(); i++) {
                    long amount = rows.getLong(14 + i);
                    if (amount > 0) {
                        measured.put(sizes.get(i).resource(), amount * Quantities.ONE);
                        String raw = sizes.get(i).derived()
                                ? "(" + sizes.get(i).name() + ")"
                                : sizes.get(i).raw();
                        seen.put(raw, Long.toString(amount));
                    }
                }
                tenancies.add(new Tenancy(
                        rows.getString(1),
                        new Quantities(measured),
                        rows.getLong(2),
                        rows.getLong(8),
                        sighting(loader, rows, 2, seen),
                        sighting(loader, rows, 8, seen)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return tenancies;
    }

    /** By instance, node and size. */
    private String stays(Loader loader, String size) {
        String from = " FROM version_" + loader.sqlName() + " WHERE node IS NOT NULL AND createdAt IS NOT NULL";
        // Seen once, a key has one row.
        return snapshots.isSeenOnce(loader)
                ? "(SELECT row_key, node" + size + ", createdAt AS created, origin, first_seen, last_seen,"
                        + " CAST(sightings AS INTEGER) AS sightings" + from + ")"
                : "(SELECT row_key, node" + size
                        + ", min(createdAt) AS created, arg_min(origin, (first_seen, origin)) AS origin, min(first_seen) AS first_seen,"
                        + " max(last_seen) AS last_seen, CAST(sum(sightings) AS INTEGER) AS sightings" + from
                        + " GROUP BY row_key, node" + size + ")";
    }

    /** Of the earliest or latest made instance: when, and its row as it was sighted. */
    private static String tenancyEnd(String choice) {
        return Stream.of(
                        "epoch_us(created)",
                        "row_key",
                        "origin",
                        "epoch_us(first_seen)",
                        "epoch_us(last_seen)",
                        "sightings")
                .map(column -> choice + "(" + column + ", (created, row_key))")
                .collect(Collectors.joining(", "));
    }

    /** A row that six columns tell of, from the one with its created_at on. */
    private static Sighting sighting(Loader loader, ResultSet rows, int from, SortedMap<String, String> common)
            throws SQLException {
        TreeMap<String, String> seen = new TreeMap<>(common);
        seen.put("created_at", Micros.text(rows.getLong(from)));
        return new Sighting(
                loader.rawTable(rows.getLong(from + 2)),
                rows.getString(from + 1),
                rows.getLong(from + 2),
                rows.getLong(from + 3),
                rows.getLong(from + 4),
                rows.getInt(from + 5),
                seen);
    }

    List<Booked> unexplainedBookings() {
        List<Booked> booked = new ArrayList<>();
        String union = loaded.stream()
                .filter(loader -> loader.about() == Loader.About.BOOKING
                        && Stream.of("reservationId", "computeHostId", "host").allMatch(c -> loader.index(c) >= 0))
                .map(
                        loader ->
                                "SELECT CAST(reservationId AS VARCHAR) AS reservation, CAST(computeHostId AS VARCHAR) AS id,"
                                        + " CAST(host AS VARCHAR) AS host FROM version_" + loader.sqlName()
                                        + " WHERE entity IS NOT NULL AND reservationId IS NOT NULL AND computeHostId IS NOT NULL")
                .collect(Collectors.joining(" UNION ALL "));
        if (union.isEmpty()) {
            return booked;
        }
        try (Statement statement = database.statement();
                ResultSet rows = query(
                        statement,
                        "WITH booked AS (" + union + ") SELECT DISTINCT * FROM booked"
                                + " WHERE reservation IN (SELECT reservation FROM booked WHERE host IS NULL) ORDER BY ALL")) {
            while (rows.next()) {
                booked.add(new Booked(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return booked;
    }

    /** Reservation to the hypervisors on which its instances were seen. */
    Map<String, List<Sighting>> hostsOfReservations(Set<String> reservations) {
        Map<String, List<Sighting>> hosts = new TreeMap<>();
        Loader loader = instances();
        if (loader == null) {
            return hosts;
        }
        try {
            database.ask("reservation", reservations);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        for (Loader other : loaded) {
            for (Loader.Column column : other.columns()) {
                if (!column.reservation()) {
                    continue;
                }
                try (Statement statement = database.statement();
                        ResultSet rows = query(
                                statement,
                                "WITH told AS (SELECT DISTINCT " + name(column.name())
                                        + " AS reservation, entity FROM version_" + other.sqlName() + " WHERE "
                                        + name(column.name()) + " IN (FROM reservation_asked) AND entity IS NOT NULL)"
                                        + " SELECT reservation, node, row_key, origin, epoch_us(first_seen), epoch_us(last_seen), sightings"
                                        + " FROM told JOIN " + lives(loader, "entity IN (SELECT entity FROM told)")
                                        + " USING (entity) WHERE node IS NOT NULL ORDER BY 1, 2, 3")) {
                    while (rows.next()) {
                        TreeMap<String, String> seen = new TreeMap<>();
                        seen.put("node", rows.getString(2));
                        hosts.computeIfAbsent(rows.getString(1), key -> new ArrayList<>())
                                .add(new Sighting(
                                        loader.rawTable(rows.getLong(4)),
                                        rows.getString(3),
                                        rows.getLong(4),
                                        rows.getLong(5),
                                        rows.getLong(6),
                                        rows.getInt(7),
                                        seen));
                    }
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return hosts;
    }
}
