package dev.hindcast.evidence;

/**
 * Instances of one size on one node, the first and the last of them: on bare metal the size of the node itself.
 *
 * @param from  creation of the first, microseconds UTC
 * @param till  creation of the last
 */
public record Tenancy(String node, Quantities size, long from, long till, Sighting first, Sighting last) {}
