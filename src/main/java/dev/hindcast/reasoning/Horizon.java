package dev.hindcast.reasoning;

/** The region's first evidence and its last whole snapshot, microseconds UTC; in every session. */
public record Horizon(long dawn, long at) {}
