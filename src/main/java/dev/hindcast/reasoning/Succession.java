package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import java.util.List;

/**
 * Two rows of one table about one host, the later made after the earlier ended and before any other.
 *
 * @param from       end of the earlier row (its deletion, or its last sighting if it vanished)
 * @param till       creation of the later row
 * @param vanished   whether the earlier row's end is only bounded
 */
public record Succession(
        String table,
        String earlierKey,
        String laterKey,
        long from,
        long till,
        boolean vanished,
        List<Evidence> evidence)
        implements Because {
    /** Microseconds between the two. */
    public long getLength() {
        return till - from;
    }
}
