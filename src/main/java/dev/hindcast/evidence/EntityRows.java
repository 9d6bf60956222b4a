package dev.hindcast.evidence;

import java.util.List;

/** All that was seen of one entity: its row versions in the order of (table, key, time) and its events in the order of time. */
public record EntityRows(String entity, List<Version> versions, List<EventRow> events) {}
