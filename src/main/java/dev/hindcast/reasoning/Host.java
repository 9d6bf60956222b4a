package dev.hindcast.reasoning;

/** The host that a session is about. */
public record Host(String name) {}
