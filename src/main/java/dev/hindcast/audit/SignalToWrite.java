package dev.hindcast.audit;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.SignalReading;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SegmentText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The signal that would settle what is unknown, ready for {@code signals.yml}: what no source tells, a person may. */
final class SignalToWrite {
    private static final Set<String> UNKNOWN = Set.of(Claim.UNKNOWN, "unspoken");

    private SignalToWrite() {}

    /**
     * Its lines; none if what was expected is not unknown, or no rule reads such a signal.
     *
     * @param readings what the rules of the result read of signals
     */
    static List<String> of(WhyNot whyNot, Collection<SignalReading> readings) {
        String says = says(whyNot.attribute());
        String value = value(whyNot.value());
        boolean unknown = whyNot.settled().stream()
                .allMatch(ground -> UNKNOWN.contains(ground.segment().value()));
        String scope = whyNot.kind() == Entity.Kind.HOST ? "host" : "instance";
        boolean read = readings.stream()
                .anyMatch(reading -> reading.says().equals(says)
                        && !reading.kind().equals("default")
                        && reading.scopes().contains(scope)
                        && reading.words().contains(value));
        if (!unknown || !read || UNKNOWN.contains(value)) {
            return List.of();
        }
        Region region = whyNot.region();
        List<String> lines = new ArrayList<>(List.of(
                "signals:",
                "  - id: " + says + "-of-" + whyNot.name().replaceAll("[^\\w.:-]", "-"),
                "    kind: statement",
                "    scope: { region: " + quoted(region.name()) + ", " + scope + ": " + quoted(whyNot.name()) + " }",
                "    says: { " + says + ": " + value + " }"));
        if (!whyNot.settled().isEmpty() && whyNot.attribute() != Attribute.BOOKING) {
            SegmentText segment = whyNot.settled().get(0).segment();
            if (segment.from() > region.dawn()) {
                lines.add("    from: " + Micros.text(segment.from()));
            }
            if (segment.till() < region.horizon()) {
                lines.add("    to: " + Micros.text(segment.till()));
            }
        }
        lines.add("    author: your name");
        lines.add("    source: how you know");
        return lines;
    }

    private static String says(Attribute attribute) {
        return attribute == Attribute.EXISTENCE ? "exists" : Words.attribute(attribute);
    }

    private static String value(String expected) {
        return switch (expected) {
            case "exists" -> "true";
            case "gone" -> "false";
            default -> expected;
        };
    }

    private static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
