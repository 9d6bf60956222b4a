package dev.hindcast.evidence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.duckdb.DuckDBConnection;

/** One loader's versions or events in the order of their entity, read as a stream and merged with those of other loaders. */
final class EntityCursor implements AutoCloseable {
    private final Loader loader;
    private final DuckDBConnection connection;
    private final Statement statement;
    private final ResultSet rows;
    private final long tableEnd;
    private final long[] complete;
    private String entity;

    private EntityCursor(Loader loader, DuckDBConnection connection, String sql, long tableEnd, long[] complete)
            throws SQLException {
        this.loader = loader;
        this.connection = connection;
        this.statement = connection.createStatement();
        this.rows = statement.executeQuery(sql);
        this.tableEnd = tableEnd;
        this.complete = complete;
        advance();
    }

    static EntityCursor open(DuckDBConnection connection, Loader loader, Map<String, Long> tableEnds, long[] complete)
            throws SQLException {
        String sql;
        if (loader.isEvents()) {
            sql =
                    "SELECT entity, row_key, parent, action, event, result, epoch_us(started_at), epoch_us(at_time), host, origin,"
                            + " epoch_us(first_seen), epoch_us(last_seen), sightings FROM event_" + loader.sqlName()
                            + " WHERE entity IS NOT NULL ORDER BY entity, row_key";
        } else {
            String columns = loader.columns().stream()
                    .map(column -> column.type() == Loader.Type.INSTANT
                            ? ", epoch_us(" + Staging.name(column.name()) + ")"
                            : ", " + Staging.name(column.name()))
                    .collect(Collectors.joining());
            sql =
                    "SELECT entity, row_key, origin, epoch_us(first_seen), epoch_us(last_seen), sightings, epoch_us(changed_at),"
                            + " epoch_us(seen_before), epoch_us(seen_after)" + columns + " FROM version_"
                            + loader.sqlName()
                            + " WHERE entity IS NOT NULL ORDER BY entity, row_key, first_seen";
        }
        return new EntityCursor(
                loader, connection, sql, tableEnds.getOrDefault(loader.table(), Micros.ALWAYS), complete);
    }

    static Stream<EntityRows> merge(List<EntityCursor> cursors) {
        Spliterator<EntityRows> entities =
                new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
                    @Override
                    public boolean tryAdvance(Consumer<? super EntityRows> action) {
                        String next = null;
                        for (EntityCursor cursor : cursors) {
                            if (cursor.entity != null && (next == null || ORDER.compare(cursor.entity, next) < 0)) {
                                next = cursor.entity;
                            }
                        }
                        if (next == null) {
                            return false;
                        }
                        EntityRows rows = new EntityRows(next, new ArrayList<>(), new ArrayList<>());
                        for (EntityCursor cursor : cursors) {
                            cursor.take(rows);
                        }
                        rows.events().sort(EVENT_ORDER);
                        action.accept(rows);
                        return true;
                    }
                };
        return StreamSupport.stream(entities, false).onClose(() -> cursors.forEach(EntityCursor::close));
    }

    /** DuckDB orders text by its UTF-8 bytes, which is the order of code points and not that of UTF-16 units. */
    static final Comparator<String> ORDER = (a, b) -> {
        int n = Math.min(a.length(), b.length());
        for (int i = 0; i < n; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean high = Character.isSurrogate(x) != Character.isSurrogate(y);
                return high ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    };

    private static final Comparator<EventRow> EVENT_ORDER = Comparator.comparingLong((EventRow event) ->
                    event.at() != null ? event.at() : event.startedAt() != null ? event.startedAt() : Micros.FOREVER)
            .thenComparingLong(event -> event.startedAt() != null ? event.startedAt() : Micros.FOREVER)
            .thenComparing(EventRow::table)
            .thenComparingInt(event -> event.key().length())
            .thenComparing(EventRow::key);

    private void take(EntityRows into) {
        try {
            while (entity != null && entity.equals(into.entity())) {
                if (loader.isEvents()) {
                    into.events().add(event());
                } else {
                    into.versions().add(version());
                }
                advance();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void advance() throws SQLException {
        entity = rows.next() ? rows.getString(1) : null;
    }

    private EventRow event() throws SQLException {
        long origin = rows.getLong(10);
        boolean ownAction = !loader.events().containsKey("event");
        return new EventRow(
                loader.rawTable(origin),
                rows.getString(2),
                entity,
                rows.getString(3),
                ownAction,
                text(rows.getString(4)),
                text(rows.getString(5)),
                text(rows.getString(6)),
                number(7),
                number(8),
                rows.getString(9),
                origin,
                rows.getLong(11),
                rows.getLong(12),
                rows.getInt(13));
    }

    private static String text(String value) {
        return value == null ? "" : value.intern();
    }

    private Version version() throws SQLException {
        Object[] values = new Object[loader.columns().size()];
        for (int i = 0; i < values.length; i++) {
            int at = 10 + i;
            values[i] = switch (loader.columns().get(i).type()) {
                case STRING -> rows.getString(at);
                case LONG, INSTANT -> number(at);
                case DOUBLE -> rows.getObject(at) == null ? null : (Object) rows.getDouble(at);
                case BOOLEAN -> rows.getObject(at) == null ? null : (Object) rows.getBoolean(at);
            };
        }
        long first = rows.getLong(4);
        long last = rows.getLong(5);
        Long before = number(8);
        Long after = number(9);
        return new Version(
                loader,
                entity,
                rows.getString(2),
                values,
                rows.getLong(3),
                first,
                last,
                rows.getInt(6),
                number(7),
                before,
                after,
                lackedBefore(first, before),
                lackedAfter(last, after),
                tableEnd,
                1.0);
    }

    private Long lackedBefore(long first, Long before) {
        Long lacked = null;
        for (long snapshot : complete) {
            if (snapshot < first && (before == null || snapshot > before)) {
                lacked = snapshot;
            }
        }
        return lacked;
    }

    private Long lackedAfter(long last, Long after) {
        for (long snapshot : complete) {
            if (snapshot > last) {
                return after != null && after <= snapshot ? null : snapshot;
            }
        }
        return null;
    }

    private Long number(int column) throws SQLException {
        long value = rows.getLong(column);
        return rows.wasNull() ? null : value;
    }

    @Override
    public void close() {
        try {
            rows.close();
            statement.close();
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
