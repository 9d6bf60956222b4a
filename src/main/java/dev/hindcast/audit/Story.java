package dev.hindcast.audit;

import dev.hindcast.reasoning.Entity;
import dev.hindcast.store.ResultReader.IssueText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.List;

/**
 * All that is known of a host or an instance over [from, till), or at one instant.
 *
 * @param grounds what was settled about it, by attribute and time
 * @param spans   its own spans, and those of what was on it
 * @param issues  findings about it
 */
public record Story(
        Region region,
        Entity.Kind kind,
        String name,
        long from,
        long till,
        List<Ground> grounds,
        List<SpanText> spans,
        List<IssueText> issues) {
    public Story {
        grounds = List.copyOf(grounds);
        spans = List.copyOf(spans);
        issues = List.copyOf(issues);
    }

    boolean isInstant() {
        return till == from + 1;
    }

    /** Spans of what was on a host. */
    List<SpanText> guests() {
        return spans.stream().filter(span -> !span.entity().equals(name)).toList();
    }

    boolean isHost() {
        return kind == Entity.Kind.HOST;
    }
}
