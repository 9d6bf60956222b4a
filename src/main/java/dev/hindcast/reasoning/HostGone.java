package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import java.util.List;

/** A host that ceased to exist at an instant, as settled in its own session. */
public record HostGone(String host, long at, List<Evidence> evidence) implements Because {}
