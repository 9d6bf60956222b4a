package dev.hindcast.evidence;

import java.util.Collection;

/** A row that could not be read, with file, row and reason; never dropped in silence, never fatal. */
public record Quarantined(int source, String table, long row, String reason, String excerpt) {
    /** Stands for all rows of a table. */
    static Quarantined lacksColumn(Source source, String rawTable, String column, Collection<String> there) {
        String nearest = Spelling.nearest(column, there);
        return new Quarantined(
                source.id(),
                rawTable,
                0,
                "the whole table lacks the column " + column
                        + ": a schema release the loader does not know. Maybe mark it '" + column
                        + "?' in the loader's reads line"
                        + (nearest.isEmpty() ? "." : ", or read " + nearest + ", which the table has."),
                "");
    }
}
