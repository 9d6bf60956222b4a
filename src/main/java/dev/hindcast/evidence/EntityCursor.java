package dev.hindcast.evidence;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;

/** One loader's versions or events in the order of their entity, read as a stream and merged with those of other loaders. */
final class EntityCursor implements AutoCloseable {
    /** Null where entities are named and have no rows to be read. */
    private final Loader loader;
    /** Whether rows of events are those of the actions themselves. */
    private final boolean ownAction;

    /** Which column of the loader names the entity; where it is a text, it is read once. */
    private final int own;

    private final DuckDBConnection connection;
    private final DuckDBPreparedStatement statement;
    private final DuckDBChunkedResult result;
    /** What a row's word is the place in. */
    private final List<EventKind> words;

    private final long tableEnd;
    /** Whole snapshots of the table, ascending. */
    private final long[] complete;

    private DuckDBReadableVector[] columns;
    /** The row at hand, and how many the chunk at hand has: chunks are read directly, which takes half the time of JDBC's rows. */
    private long row;

    private long rows;
    private String entity;
    /**
     * The texts of the row at hand, and up to where they were taken. A text costs a call into C, so they come in one; but for keys of
     * events and of their actions, which mostly are numbers.
     */
    private String texts;

    private int taken;
    /** Whether none of its characters takes two places in Java. */
    private boolean plain;

    private final Lately lately;

    private EntityCursor(
            Loader loader,
            DuckDBConnection connection,
            String sql,
            List<EventKind> words,
            long tableEnd,
            long[] complete,
            Lately lately)
            throws SQLException {
        this.loader = loader;
        this.ownAction = loader != null && !loader.events().containsKey("event");
        int entityColumn = loader == null ? -1 : loader.index(loader.entity());
        this.own = entityColumn >= 0 && loader.columns().get(entityColumn).type() == Loader.Type.STRING
                ? entityColumn
                : -1;
        this.connection = connection;
        this.statement = connection.prepareStatement(sql).unwrap(DuckDBPreparedStatement.class);
        this.result = statement.query();
        this.words = words;
        this.tableEnd = tableEnd;
        this.complete = complete;
        this.lately = lately;
        this.row = -1;
        advance();
    }

    /**
     * @param sql    as {@link EntityStreams} writes it for versions or for events
     * @param lately of all cursors that are merged
     */
    static EntityCursor open(
            DuckDBConnection connection,
            Loader loader,
            String sql,
            List<EventKind> words,
            Map<String, Long> tableEnds,
            long[] complete,
            Lately lately)
            throws SQLException {
        return new EntityCursor(
                loader,
                connection,
                sql,
                words,
                tableEnds.getOrDefault(loader.table(), Micros.ALWAYS),
                complete,
                lately);
    }

    /** Names entities that have no rows to be read; the query tells the length of the name and the name. */
    static EntityCursor ofNames(DuckDBConnection connection, String sql) throws SQLException {
        return new EntityCursor(null, connection, sql, List.of(), Micros.ALWAYS, new long[0], new Lately());
    }

    static Stream<EntityRows> merge(List<EntityCursor> cursors) {
        Spliterator<EntityRows> entities =
                new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
                    @Override
                    public boolean tryAdvance(Consumer<? super EntityRows> action) {
                        String next = null;
                        for (EntityCursor cursor : cursors) {
                            if (cursor.entity != null
                                    && (next == null || EntityRows.ORDER.compare(cursor.entity, next) < 0)) {
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

    private static final Comparator<EventRow> EVENT_ORDER = Comparator.comparingLong((EventRow event) ->
                    event.at() != null ? event.at() : event.startedAt() != null ? event.startedAt() : Micros.FOREVER)
            .thenComparingLong(event -> event.startedAt() != null ? event.startedAt() : Micros.FOREVER)
            .thenComparing(EventRow::table)
            .thenComparingInt(event -> event.key().length())
            .thenComparing(EventRow::key);

    private void take(EntityRows into) {
        while (entity != null && entity.equals(into.entity())) {
            if (loader != null && loader.isEvents()) {
                into.events().add(event(into.entity()));
            } else if (loader != null) {
                into.versions().add(version(into.entity()));
            }
            advance();
        }
    }

    private void advance() {
        while (++row >= rows) {
            if (!result.nextChunk()) {
                entity = null;
                return;
            }
            DuckDBDataChunkReader chunk = result.chunk();
            rows = chunk.rowCount();
            row = -1;
            columns = new DuckDBReadableVector[(int) chunk.columnCount()];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = chunk.vector(i);
            }
        }
        texts = columns[columns.length - 1].getString(row);
        plain = texts.codePointCount(0, texts.length()) == texts.length();
        taken = 0;
        String next = nextText(1);
        if (entity != null && EntityRows.ORDER.compare(next, entity) < 0) {
            throw new IllegalStateException(
                    (loader == null ? "" : loader.table()) + " is not in order: " + next + " comes after " + entity);
        }
        entity = next;
    }

    private EventRow event(String entity) {
        long origin = columns[7].getLong(row);
        EventKind word = words.get(columns[3].getInt(row));
        return new EventRow(
                loader.rawTable(origin),
                text(2),
                entity,
                text(3),
                ownAction,
                word.action(),
                word.event(),
                word.result(),
                number(5),
                number(6),
                shared(nextText(7)),
                origin,
                columns[8].getLong(row),
                columns[9].getLong(row),
                (int) columns[10].getLong(row),
                loader.confidence());
    }

    private String shared(String text) {
        return text == null ? null : lately.text(text);
    }

    private Version version(String entity) {
        // Before the cells, one of which may be the same.
        String key = shared(nextText(2));
        Object[] values = new Object[loader.columns().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i == own ? entity : cell(loader.columns().get(i).type(), 10 + i);
        }
        Object[] firstValues = values;
        int at = 10 + values.length;
        long lastOrigin = columns[at++ - 1].getLong(row);
        for (int i = 0; i < values.length; i++) {
            if (loader.columns().get(i).volatileValue()) {
                Object sighted = cell(loader.columns().get(i).type(), at++);
                if (!Objects.equals(sighted, values[i])) {
                    firstValues = firstValues == values ? values.clone() : firstValues;
                    firstValues[i] = sighted;
                }
            }
        }
        long first = columns[3].getLong(row);
        long last = columns[4].getLong(row);
        Long before = number(8);
        Long after = number(9);
        Long lackedAfter = lackedAfter(last, after);
        return new Version(
                loader,
                entity,
                key == null ? entity : key,
                values,
                firstValues,
                columns[2].getLong(row),
                lastOrigin,
                first,
                last,
                (int) columns[5].getLong(row),
                number(7),
                before,
                after,
                lackedBefore(first, before),
                lackedAfter,
                last < tableEnd && lackedAfter == null ? provenEnd() : tableEnd,
                loader.confidence());
    }

    private Object cell(Loader.Type type, int at) {
        return switch (type) {
            case STRING -> shared(nextText(at));
            case LONG, INSTANT -> number(at);
            case DOUBLE -> columns[at - 1].isNull(row) ? null : (Object) columns[at - 1].getDouble(row);
            case BOOLEAN -> columns[at - 1].isNull(row) ? null : (Object) columns[at - 1].getBoolean(row);
        };
    }

    /** To what no longer shows, the table ends with its last snapshot that proves absence: later ones have rows that could not be read. */
    private long provenEnd() {
        return complete.length == 0 ? Micros.ALWAYS : complete[complete.length - 1];
    }

    /** The last whole snapshot before the first sighting that comes after the version before. */
    private Long lackedBefore(long first, Long before) {
        int place = Arrays.binarySearch(complete, first);
        int last = (place < 0 ? -place - 1 : place) - 1;
        return last < 0 || before != null && complete[last] <= before ? null : (Long) complete[last];
    }

    /** The first whole snapshot after the last sighting that comes before the next version. */
    private Long lackedAfter(long last, Long after) {
        int place = Arrays.binarySearch(complete, last);
        int next = place < 0 ? -place - 1 : place + 1;
        return next == complete.length || after != null && after <= complete[next] ? null : (Long) complete[next];
    }

    /** Of those that come in one, the next, which must be asked for in their order; its length is in a column, counted from 1. */
    private String nextText(int column) {
        int length = (int) columns[column - 1].getLong(row, -1);
        if (length < 0) {
            return null;
        }
        int from = taken;
        taken = plain ? from + length : texts.offsetByCodePoints(from, length);
        return texts.substring(from, taken);
    }

    /** The key of an event or of its action: a number is left as one by the query. Columns are counted from 1, as there. */
    private String text(int column) {
        DuckDBReadableVector cells = columns[column - 1];
        if (cells.isNull(row)) {
            return null;
        }
        return cells.getType() == DuckDBColumnType.BIGINT ? Long.toString(cells.getLong(row)) : cells.getString(row);
    }

    private Long number(int column) {
        long number = columns[column - 1].getLong(row, Long.MIN_VALUE);
        return number == Long.MIN_VALUE && columns[column - 1].isNull(row) ? null : lately.number(number);
    }

    @Override
    public void close() {
        try {
            result.close();
            statement.close();
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
