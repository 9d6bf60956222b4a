package dev.hindcast.evidence;

import java.util.List;

/** What instances that followed each other on the same nodes tell: ends that no row marks, and times in which two overlap. */
public record Tenures(List<NextTenant> next, List<DoubleTenancy> doubles) {}
