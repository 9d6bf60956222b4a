package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Quantities;
import java.util.List;

/**
 * An allocation as settled in its lease's session, handed on to its host's.
 *
 * @param computeHostId the Blazar row's id that it names
 * @param host     empty if nothing names it
 * @param purpose  commitment, maintenance or unknown
 * @param size     null where it takes the whole host
 * @param from     microseconds UTC, when it holds
 */
public record Commitment(
        String allocation,
        String lease,
        String reservation,
        String computeHostId,
        String host,
        @Words({"commitment", "maintenance", Claim.UNKNOWN}) String purpose,
        Quantities size,
        long from,
        long till,
        double confidence,
        List<Evidence> evidence)
        implements Because {
    public boolean isWholeHost() {
        return size == null;
    }
}
