package dev.hindcast.evidence;

/** An instance whose row was never marked deleted, and the next one that was put on the same node. */
public record NextTenant(String instance, String node, String next, long at, Sighting row) {}
