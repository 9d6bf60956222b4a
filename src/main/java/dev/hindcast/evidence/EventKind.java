package dev.hindcast.evidence;

/**
 * A word of the vocabulary of actions and events, and how often it was seen.
 *
 * @param event  empty for an action that no event accompanies
 * @param result empty where it never finished
 */
public record EventKind(String action, String event, String result, long count) {}
