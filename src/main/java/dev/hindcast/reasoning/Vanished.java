package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import java.util.List;

/**
 * A row that was never marked deleted is no longer shown: last seen at {@code from}, lacking in a whole snapshot at
 * {@code till}; {@code till} is for ever where the table itself was not seen again (silence, which proves no absence).
 *
 * @param moved whether the row was not lacking at {@code till} but named another host; {@code from} and {@code till} are one
 *              instant where its own updated_at dates that
 */
public record Vanished(
        String table, String key, long from, long till, boolean moved, Long createdAt, List<Evidence> evidence)
        implements Because {
    /** Whether a whole snapshot lacks it. */
    public boolean isLacking() {
        return till != Long.MAX_VALUE;
    }
}
