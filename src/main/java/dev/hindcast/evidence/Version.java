package dev.hindcast.evidence;

import java.util.Objects;

/**
 * A row version: a maximal run of consecutive snapshots in which one key of one table shows equal columns (design section 2).
 * Volatile columns make no version and keep their first and last value.
 *
 * @param cells        by the loader's columns, the volatile ones as last sighted; instants are microseconds UTC
 * @param firstCells   the same as first sighted; {@code cells} itself where nothing differs
 * @param changedAt    the row's own updated_at in the first sighting, or null
 * @param seenBefore   last sighting of the version before it, or null
 * @param seenAfter    first sighting of the version after it, or null
 * @param lackedBefore last snapshot before it that lacks the key, or null
 * @param lackedAfter  first complete snapshot after it that lacks the key, or null; only for a key's last version before a gap
 * @param tableEnds    the table's last complete snapshot in this region; what lasts beyond it is not confirmed
 */
public record Version(
        Loader loader,
        String entity,
        String key,
        Object[] cells,
        Object[] firstCells,
        long origin,
        long lastOrigin,
        long firstSeen,
        long lastSeen,
        int sightings,
        Long changedAt,
        Long seenBefore,
        Long seenAfter,
        Long lackedBefore,
        Long lackedAfter,
        long tableEnds,
        double confidence)
        implements Evidence {

    public Object value(String column) {
        int index = loader.index(column);
        return index < 0 ? null : cells[index];
    }

    /** The column as text, or null. */
    public String string(String column) {
        Object value = value(column);
        return value == null ? null : value.toString();
    }

    public Long micros(String column) {
        return (Long) value(column);
    }

    public boolean isTrue(String column) {
        return Boolean.TRUE.equals(value(column));
    }

    /**
     * What the inventory columns say; a column that is NULL or not above 0 was missed, not measured.
     */
    public Quantities inventory() {
        Quantities measured = Quantities.none();
        for (int place : loader.layout().inventory()) {
            if (cells[place] instanceof Long number && number > 0) {
                measured = measured.with(loader.columns().get(place).resource(), number * Quantities.ONE);
            }
        }
        return measured;
    }

    /** Whether the row, as of this version, is marked deleted; a zero date marks it without saying when. */
    public boolean deleted() {
        return micros("deletedAt") != null || isTrue("deleted");
    }

    @Override
    public String table() {
        return loader.rawTable(origin);
    }

    @Override
    public String lastTable() {
        return loader.rawTable(lastOrigin);
    }

    @Override
    public void tell(TypedCells into) {
        for (Loader.ToldColumn column : loader.layout().told()) {
            Object cell = firstCells[column.place()];
            if (cell != null) {
                tell(into, column, cell);
            }
        }
    }

    @Override
    public void tellLast(TypedCells into) {
        if (firstCells == cells) {
            return;
        }
        for (Loader.ToldColumn column : loader.layout().told()) {
            Object cell = cells[column.place()];
            if (!Objects.equals(cell, firstCells[column.place()])) {
                tell(into, column, cell == null ? "" : cell);
            }
        }
    }

    private static void tell(TypedCells into, Loader.ToldColumn column, Object cell) {
        if (cell instanceof Long number) {
            if (column.instant()) {
                into.instant(column.name(), number);
            } else {
                into.number(column.name(), number);
            }
        } else if (cell instanceof Boolean flag && !column.derived()) {
            // It stands in the source as 1 or 0.
            into.number(column.name(), flag ? 1 : 0);
        } else {
            into.text(column.name(), cell.toString());
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
