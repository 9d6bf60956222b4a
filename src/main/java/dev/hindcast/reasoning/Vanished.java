package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import java.util.List;

/**
 * A row that was never marked deleted is no longer shown: last seen at {@code from}, lacking in a whole snapshot at
 * {@code till}; {@code till} is for ever where the table itself was not seen again (silence, which proves no absence).
 */
public record Vanished(String table, String key, long from, long till, Long createdAt, List<Evidence> evidence)
        implements Because {
    /** Whether a whole snapshot lacks it. */
    public boolean isLacking() {
        return till != Long.MAX_VALUE;
    }
}
