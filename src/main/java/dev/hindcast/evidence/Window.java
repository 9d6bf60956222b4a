package dev.hindcast.evidence;

/**
 * What a table's silence means and how long its states hold between sightings (design section 4).
 *
 * @param table       {@code schema.table}, or {@code *} for all that have no window of their own
 * @param column      the column it speaks of; empty for the whole row
 * @param holdsFor    longest gap between two equal sightings over which the state is held, microseconds
 * @param absenceFrom what a snapshot in [absenceFrom, absenceTo) lacks is not there; any other proves no absence, microseconds UTC
 * @param keptFor     how long a row is kept after what it tells of has ended, microseconds; {@link Micros#FOREVER} if always
 * @param purgedAt    when rows of what had ended were last thrown away, microseconds UTC; {@link Micros#ALWAYS} if never
 * @param confidence  of what is held between two sightings
 * @param where       file and line in a region's own file; empty if it is shipped
 */
public record Window(
        String id,
        String table,
        String column,
        long holdsFor,
        long absenceFrom,
        long absenceTo,
        long keptFor,
        long purgedAt,
        double confidence,
        String author,
        String source,
        String reason,
        String where) {
    /** In place of a table: of all that have no window of their own. */
    public static final String ALL_TABLES = "*";

    /** Whether what a snapshot of this instant lacks is not there. */
    boolean provesAbsence(long seen) {
        return seen >= absenceFrom && seen < absenceTo;
    }

    /** Whether some snapshots prove no absence. */
    public boolean boundsAbsence() {
        return absenceFrom != Micros.ALWAYS || absenceTo != Micros.FOREVER;
    }
}
