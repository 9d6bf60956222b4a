package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Micros;
import java.util.List;

/**
 * A row is no longer shown as it was: last seen so at {@code from}, and at {@code till} lacking in a whole snapshot, marked deleted
 * without a time, or under another host's name; {@code till} is for ever where the table itself was not seen again (silence, which
 * proves no absence).
 *
 * @param moved  whether the row was not lacking at {@code till} but named another host; {@code from} and {@code till} are one
 *               instant where its own updated_at dates that
 * @param marked whether it was not lacking at {@code till} but marked deleted without a time, as by a zero date
 */
public record Vanished(
        String table,
        String key,
        long from,
        long till,
        boolean moved,
        boolean marked,
        Long createdAt,
        List<Evidence> evidence)
        implements Because {
    /** Whether it is known to be no longer there. */
    public boolean isLacking() {
        return till != Micros.FOREVER;
    }
}
