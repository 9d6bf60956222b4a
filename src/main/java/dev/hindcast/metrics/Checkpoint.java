package dev.hindcast.metrics;

/** A balance at 00:00 UTC of a day; the ledger from there gives any instant of that day. */
public record Checkpoint(String series, String resource, long at, long value, long unknown, long unmeasured) {}
