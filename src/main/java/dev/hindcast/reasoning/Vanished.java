package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import java.util.List;

/**
 * A row ended at an unknown time: last seen alive at {@code from}, no longer there at {@code till}. Either a whole snapshot lacks it,
 * or it is marked deleted without a time; {@code till} is for ever where the table itself was not seen again (silence, which proves
 * no absence).
 *
 * @param marked whether its mark of deletion without a time shows that, as a zero date is
 */
public record Vanished(
        String table, String key, long from, long till, Long createdAt, boolean marked, List<Evidence> evidence)
        implements Because {
    /** Whether it is known to be no longer there. */
    public boolean isLacking() {
        return till != Long.MAX_VALUE;
    }
}
