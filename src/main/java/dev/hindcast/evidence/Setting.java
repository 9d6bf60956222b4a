package dev.hindcast.evidence;

/**
 * A threshold or a piece of site knowledge that rules use, from the shipped {@code settings.yml} or a region's
 * {@code region.yml}.
 *
 * @param micros the value as a duration in microseconds; 0 if it is none
 */
public record Setting(String name, String text, long micros) {}
