package dev.hindcast.evidence;

/** Rows of one raw table in one source: {@code read = emitted + quarantined}. */
public record RowCount(int source, String table, long read, long emitted, long quarantined) {}
