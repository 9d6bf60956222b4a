package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Quantities;
import java.util.List;

/**
 * A row's column held one value over [from, till): the sightings agree, the row's own times bound it (design section 4).
 *
 * @param column     the column; {@code row} for the row's own life; {@code inventory} for all inventory columns at once
 * @param value      as text, for instance {@code true}
 * @param quantities for {@code inventory}, else null
 * @param bridged    whether it rests on sightings before or after alone, since those in between missed the value
 * @param first      whether it is the first value this row was ever seen with
 * @param createdAt  the row's creation, or null
 * @param updatedAt  the row's own updated_at where it was first seen so, or null
 * @param confidence of what is held between two sightings, from the window; at most that of the rows
 */
public record Held(
        String table,
        String key,
        String column,
        String value,
        Quantities quantities,
        long from,
        long till,
        boolean bridged,
        boolean first,
        Long createdAt,
        Long updatedAt,
        double confidence,
        List<Evidence> evidence)
        implements Because {
    /** Held is never surer than what was seen. */
    public Held {
        for (Evidence row : evidence) {
            confidence = Math.min(confidence, row.confidence());
        }
    }
}
