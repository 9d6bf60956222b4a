package dev.hindcast.audit;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.Finding;
import dev.hindcast.spans.Span;
import dev.hindcast.store.ResultReader.SpanText;
import dev.hindcast.store.Settled;
import dev.hindcast.timeline.Segment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one result says of one entity, as far as a comparison needs it; the same whether it was just worked out or read from a file.
 *
 * @param spans without their numbers, which are 0: these differ from result to result
 */
public record EntityState(Entity entity, List<State> states, List<SpanText> spans, List<Issue> issues) {
    /**
     * One value of one attribute over [from, till), microseconds UTC.
     *
     * @param rule    the id of the rule that decided it
     * @param grounds what its winner rests on, then those that contradicted it as equals: ids of rules, and of signals as
     *                {@link #signal} names them
     */
    public record State(
            Attribute attribute,
            String value,
            long from,
            long till,
            double confidence,
            String rule,
            List<String> grounds) {}

    /** @param grounds the rule and the signals it rests on; none where arithmetic raised it */
    public record Issue(
            String kind,
            String severity,
            String entities,
            String host,
            long from,
            long till,
            String detail,
            List<String> grounds) {
        /** What is found, whoever found it. */
        List<Object> finding() {
            return List.of(kind, severity, entities, host, from, till, detail);
        }
    }

    public EntityState {
        states = List.copyOf(states);
        spans = List.copyOf(spans);
        issues = List.copyOf(issues);
    }

    /** An entity of which a result says nothing. */
    public static EntityState none(Entity entity) {
        return new EntityState(entity, List.of(), List.of(), List.of());
    }

    /** The name of a signal among grounds. */
    public static String signal(String id) {
        return "signal " + id;
    }

    public static EntityState of(Settled settled) {
        return new EntityState(
                settled.entity(),
                settled.segments().stream().map(EntityState::state).toList(),
                settled.spans().stream().map(EntityState::span).toList(),
                issues(settled.findings()));
    }

    public static List<Issue> issues(List<Finding> findings) {
        return findings.stream().map(EntityState::issue).toList();
    }

    private static State state(Segment segment) {
        Set<String> grounds = new LinkedHashSet<>();
        segment.winners().forEach(claim -> add(grounds, claim));
        segment.rivals().forEach(claim -> add(grounds, claim));
        return new State(
                segment.attribute(),
                segment.value(),
                segment.from(),
                segment.till(),
                kept(segment.confidence()),
                segment.winner().rule().id(),
                List.copyOf(grounds));
    }

    private static void add(Set<String> grounds, Claim claim) {
        grounds.add(claim.rule().id());
        addSignals(grounds, claim.because());
    }

    private static void addSignals(Set<String> grounds, List<Evidence> because) {
        for (Evidence row : because) {
            if (row.table().equals("signals")) {
                grounds.add(signal(row.key()));
            }
        }
    }

    private static SpanText span(Span span) {
        return new SpanText(
                0,
                span.type().text(),
                span.entity(),
                span.host(),
                span.booking(),
                span.cause(),
                span.quantities(),
                span.certainty(),
                kept(span.confidence()),
                span.from(),
                span.till());
    }

    /** As exactly as the result file keeps it. */
    private static double kept(double confidence) {
        return Math.round(confidence * 1e6) / 1e6;
    }

    private static Issue issue(Finding finding) {
        Set<String> grounds = new LinkedHashSet<>();
        if (finding.rule() != null) {
            grounds.add(finding.rule().id());
        }
        addSignals(grounds, finding.because());
        return new Issue(
                finding.kind(),
                finding.severity(),
                finding.entities(),
                finding.host(),
                finding.from(),
                finding.till(),
                finding.detail(),
                new ArrayList<>(grounds));
    }
}
