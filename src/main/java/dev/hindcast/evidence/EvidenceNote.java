package dev.hindcast.evidence;

/**
 * A finding about the sources themselves, which becomes an issue.
 *
 * @param kind as exported, for instance {@code truncated_dump}
 * @param from microseconds UTC, or {@link Micros#ALWAYS}
 */
public record EvidenceNote(
        String kind, String severity, String region, String entity, String host, long from, long till, String detail) {}
