package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import java.util.List;

/**
 * From the first to the last time that an allocation which names one Blazar row held this host, microseconds UTC.
 *
 * @param computeHostId the Blazar row's id, whether or not any source shows that row
 */
public record Testimony(String computeHostId, long from, long till, double confidence, List<Evidence> evidence)
        implements Because {}
