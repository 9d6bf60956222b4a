package dev.hindcast.audit;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Signal;
import dev.hindcast.metrics.Amount;
import dev.hindcast.metrics.Series;
import dev.hindcast.metrics.SpanRow;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.spans.Span;
import dev.hindcast.store.SignalRow;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
    private static final BigDecimal HOUR = BigDecimal.valueOf(3600 * Micros.SECOND);

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
                BigDecimal[] sums = {BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO};
                gained.forEach((span, count) -> {
                    Amount amount = Amount.of(series, span, resource);
                    if (amount != null) {
                        BigDecimal micros = BigDecimal.valueOf(Math.min(span.till(), horizon) - span.from())
                                .multiply(BigDecimal.valueOf(count));
                        sums[0] = sums[0].add(micros.multiply(BigDecimal.valueOf(amount.value())));
                        sums[1] = sums[1].add(micros.multiply(BigDecimal.valueOf(amount.unknown())));
                        sums[2] = sums[2].add(micros.multiply(
                                BigDecimal.valueOf(amount.unmeasured()).movePointRight(6)));
                    }
                });
                if (sums[0].signum() != 0 || sums[1].signum() != 0 || sums[2].signum() != 0) {
                    gains.add(new SignalRow.Gain(series, resource, hours(sums[0]), hours(sums[1]), hours(sums[2])));
                }
            }
        }
        Map<Entity.Kind, Integer> counts = new TreeMap<>();
        entities.forEach((kind, ids) -> counts.put(kind, ids.size()));
        return new SignalRow(signal, won, lost, counts, gains);
    }

    private static long hours(BigDecimal micros) {
        return micros.divide(HOUR, 0, RoundingMode.HALF_EVEN).longValueExact();
    }
}
