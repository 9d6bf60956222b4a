package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Quantities;
import java.util.List;

/**
 * Instances of one size that a node carried, from the creation of the first to that of the last, microseconds UTC.
 * On bare metal an instance takes the whole node, so its size is the node's.
 *
 * @param follows creation of the first instance of another size after that, or FOREVER
 */
public record Tenant(Quantities size, long from, long till, long follows, List<Evidence> evidence) implements Because {}
