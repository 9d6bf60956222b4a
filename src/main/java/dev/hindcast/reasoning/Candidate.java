package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import java.util.List;

/**
 * The one host on which instances ran for every reservation that a Blazar host id was allocated to, where no row explains
 * that id.
 */
public record Candidate(String computeHostId, String host, List<Evidence> evidence) implements Because {}
