package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Quantities;
import java.util.List;

/**
 * A column had one value at its last sighting before and another at the first after, and nothing dates the change:
 * it lies somewhere in [from, till).
 *
 * @param before value as text; empty if there was none
 */
public record Gap(
        String table,
        String key,
        String column,
        String before,
        String after,
        Quantities quantitiesBefore,
        Quantities quantitiesAfter,
        long from,
        long till,
        List<Evidence> evidence)
        implements Because {}
