package dev.hindcast.audit;

import dev.hindcast.evidence.Signal;
import dev.hindcast.metrics.Series;
import dev.hindcast.metrics.SpanRow;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.report.ResourceHours;
import dev.hindcast.spans.Span;
import dev.hindcast.store.SignalRow;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one signal changed: spans that are there because of it, and spans that would be there without it. May be told from several
 * threads, in whatever order.
 */
public final class SignalEffect {
    private final Signal signal;
    private final long horizon;
    private final Map<SpanRow, Integer> gained = new HashMap<>();
    private final Map<Entity.Kind, Set<String>> entities = new EnumMap<>(Entity.Kind.class);
    private long won;
    private long lost;

    public SignalEffect(Signal signal, long horizon) {
        this.signal = signal;
        this.horizon = horizon;
    }

    public Signal signal() {
        return signal;
    }

    /** So many more segments that rest on it, and so many in which it lost. */
    public synchronized void claimed(long moreWon, long moreLost) {
        won += moreWon;
        lost += moreLost;
    }

    /** An entity has these spans, and would have those without the signal. */
    public synchronized void spans(Entity entity, List<Span> with, List<Span> without) {
        Map<SpanRow, Integer> differing = new HashMap<>();
        with.forEach(span -> differing.merge(row(span), 1, Integer::sum));
        without.forEach(span -> differing.merge(row(span), -1, Integer::sum));
        differing.values().removeIf(count -> count == 0);
        if (!differing.isEmpty()) {
            entities.computeIfAbsent(entity.kind(), kind -> new TreeSet<>()).add(entity.id());
            differing.forEach((span, count) -> gained.merge(span, count, Integer::sum));
        }
    }

    private static SpanRow row(Span span) {
        return new SpanRow(
                0, span.type().text(), span.booking(), span.quantities(), span.certainty(), span.from(), span.till());
    }

    /** Whether a segment rests on it. */
    public boolean decides() {
        return won > 0;
    }

    /** Whether any claim rests on it. */
    public boolean speaks() {
        return won + lost > 0;
    }

    /** As it goes into the result file; sums are exact and rounded once, to millionths of an hour. */
    public SignalRow row(Collection<String> resources) {
        List<SignalRow.Gain> gains = new ArrayList<>();
        for (Series series : Series.values()) {
            for (String resource : series.isBalance() ? new TreeSet<>(resources) : Set.<String>of()) {
                ResourceHours sum = ResourceHours.NONE;
                for (Map.Entry<SpanRow, Integer> each : gained.entrySet()) {
                    SpanRow span = each.getKey();
                    BigInteger micros = BigInteger.valueOf(Math.min(span.till(), horizon) - span.from())
                            .multiply(BigInteger.valueOf(each.getValue()));
                    sum = sum.plus(ResourceHours.of(series, span, resource, micros));
                }
                if (!sum.isZero()) {
                    gains.add(new SignalRow.Gain(series, resource, sum));
                }
            }
        }
        Map<Entity.Kind, Integer> counts = new TreeMap<>();
        entities.forEach((kind, ids) -> counts.put(kind, ids.size()));
        return new SignalRow(signal, won, lost, counts, gains);
    }
}
