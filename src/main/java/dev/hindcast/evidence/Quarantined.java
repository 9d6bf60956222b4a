package dev.hindcast.evidence;

/** A row that could not be read, with file, row and reason; never dropped in silence, never fatal. */
public record Quarantined(int source, String table, long row, String reason, String excerpt) {}
