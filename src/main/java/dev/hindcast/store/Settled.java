package dev.hindcast.store;

import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.Finding;
import dev.hindcast.spans.Span;
import dev.hindcast.timeline.Segment;
import java.util.List;

/** All that was settled of one entity, as it goes into the result file. */
public record Settled(Entity entity, List<Segment> segments, List<Span> spans, List<Finding> findings) {}
