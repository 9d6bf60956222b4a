package dev.hindcast.audit;

import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.List;

/**
 * All that is known of a host at an instant.
 *
 * @param grounds what was settled about it: existence, kind, inventory, pool, masks, exclusions
 * @param spans   its own spans and those of what was on it, that stood then
 */
public record HostExplanation(Region region, String host, long at, List<Ground> grounds, List<SpanText> spans) {
    public HostExplanation {
        grounds = List.copyOf(grounds);
        spans = List.copyOf(spans);
    }
}
