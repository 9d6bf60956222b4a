package dev.hindcast.store;

import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.Finding;
import dev.hindcast.reasoning.KeptFact;
import dev.hindcast.spans.Span;
import dev.hindcast.timeline.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * All that was settled of one entity, as it goes into the result file.
 *
 * @param facts of a host what its rules were told; of all else none
 */
public record Settled(
        Entity entity, List<Segment> segments, List<Span> spans, List<Finding> findings, List<KeptFact> facts) {
    public Settled(Entity entity, List<Segment> segments, List<Span> spans, List<Finding> findings) {
        this(entity, segments, spans, findings, List.of());
    }

    /** What of it goes into rows of their own, and no more, so that the rows of its sources need not be kept until these are written. */
    Settled bare() {
        boolean isRestedOn = segments.stream().anyMatch(segment -> segment.attribute() == Attribute.INVENTORY);
        List<Span> bare = new ArrayList<>(spans.size());
        spans.forEach(span -> bare.add(span.bare()));
        return new Settled(entity, isRestedOn ? segments : List.of(), bare, findings);
    }
}
