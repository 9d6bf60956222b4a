package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import java.util.List;

/**
 * A sign, outside the instance's own row, that it ended or did not.
 *
 * @param kind   {@code event} (an event that means an end), {@code failed_event} (one that means a failed end),
 *               {@code next_instance} (another instance took its bare-metal node), {@code unbound} (ironic shows the node
 *               without it), {@code build_failed}; or {@code disbelieved} (an event that cannot have happened when it says)
 * @param after  it still held then, as far as the sign tells, microseconds UTC
 * @param at     it had ended by then
 * @param confidence at most that of its rows and, for an event, of the rule that says what the event means
 */
public record EndSign(
        @Words({"event", "failed_event", "next_instance", "unbound", "build_failed", "disbelieved"})
        String kind,

        long after,
        long at,
        String detail,
        double confidence,
        List<Evidence> evidence)
        implements Because {}
