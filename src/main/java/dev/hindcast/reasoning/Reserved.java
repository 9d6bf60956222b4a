package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import java.util.List;

/**
 * A reservation that an instance's request names, as settled in its lease's session.
 *
 * @param onlyHost the host, where all its allocations are on one; else empty
 * @param till     when its lease ended or ends, microseconds UTC
 */
public record Reserved(String reservation, String lease, String onlyHost, long from, long till, List<Evidence> evidence)
        implements Because {}
