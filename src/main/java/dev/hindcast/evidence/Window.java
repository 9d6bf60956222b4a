package dev.hindcast.evidence;

/**
 * What a table's silence means and how long its states hold between sightings (design section 4).
 *
 * @param table       {@code schema.table}, or {@code *} for all that have no window of their own
 * @param column      the column it speaks of; empty for the whole row
 * @param holdsFor    longest gap between two equal sightings over which the state is held, microseconds
 * @param absenceFrom before this instant a row's absence proves nothing, microseconds UTC
 * @param confidence  of what is held between two sightings
 */
public record Window(
        String id, String table, String column, long holdsFor, long absenceFrom, double confidence, String reason) {
    /** In place of a table: of all that have no window of their own. */
    public static final String ALL_TABLES = "*";
}
