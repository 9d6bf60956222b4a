package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import java.util.List;

/** A build of the instance that finished with success, microseconds UTC. */
public record Built(long at, List<Evidence> evidence) implements Because {}
