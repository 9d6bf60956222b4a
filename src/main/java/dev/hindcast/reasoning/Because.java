package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import java.util.List;

/** A fact of a session that a conclusion can name as its reason. */
public interface Because {
    /** The rows or signals it rests on, never empty for what came from a source. */
    List<Evidence> evidence();

    /** At most 1.0; a conclusion is never surer than what it rests on. */
    default double confidence() {
        double confidence = 1.0;
        for (Evidence row : evidence()) {
            confidence = Math.min(confidence, row.confidence());
        }
        return confidence;
    }
}
