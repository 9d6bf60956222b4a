package dev.hindcast.store;

import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Spans of a region and of some types that stand at an instant: the list of those that stood before, and the ledger since. Who asks for
 * one instant after another has each entry between them read once.
 */
public final class StandingSpans {
    /** One entry of the ledger: a span begins or ends. */
    public record Entry(SpanText span, int sign) {}

    private final ResultReader reader;
    private final Region region;
    private final Set<String> types;
    private final TreeMap<Long, SpanText> standing = new TreeMap<>();
    private List<Entry> entries = List.of();
    private long instant;
    /** The first entry of the ledger that is not in what stands; 0 before anything is. */
    private long next;

    StandingSpans(ResultReader reader, Region region, Set<String> types) {
        this.reader = reader;
        this.region = region;
        this.types = types;
    }

    /** Those that stand at an instant, microseconds UTC, by their numbers. */
    public List<SpanText> at(long asked) {
        if (next == 0 || asked != instant) {
            long begin = reader.firstEntryAfter(asked - 1);
            if (next == 0 || begin < next || begin - next > ResultWriter.STANDING) {
                begin(begin);
            }
            take(begin);
            entries = take(reader.firstEntryAfter(asked));
            instant = asked;
        }
        return List.copyOf(standing.values());
    }

    /** The entries at the instant that was asked last, in the order of the ledger. */
    public List<Entry> entries() {
        return entries;
    }

    /** As it stood before an entry. */
    private void begin(long entry) {
        long seq = (entry - 1) / ResultWriter.STANDING * ResultWriter.STANDING;
        BitSet numbers = new BitSet();
        for (byte[] spans : reader.list(
                "SELECT spans FROM standing WHERE seq = ? AND region = ? AND type IN (" + reader.ids(types) + ")",
                rows -> rows.getBytes(1),
                seq,
                region.id())) {
            reader.whole("what stands after entry " + seq, () -> {
                Numbers.eachAscending(spans, span -> numbers.set((int) span));
                return numbers;
            });
        }
        for (long signed : signedSpans(seq + 1, entry)) {
            reader.whole("the span of an entry of the ledger", () -> {
                numbers.set(Math.toIntExact(Math.abs(signed)), signed > 0);
                return numbers;
            });
        }
        standing.clear();
        spans(numbers).forEach(span -> standing.put(span.id(), span));
        next = entry;
    }

    private List<Entry> take(long till) {
        List<Long> all = signedSpans(next, till);
        BitSet numbers = new BitSet();
        for (long signed : all) {
            if (signed > 0) {
                reader.whole("the span of an entry of the ledger", () -> {
                    numbers.set(Math.toIntExact(signed));
                    return numbers;
                });
            }
        }
        Map<Long, SpanText> begun = new HashMap<>();
        spans(numbers).forEach(span -> begun.put(span.id(), span));
        List<Entry> taken = new ArrayList<>();
        for (long signed : all) {
            SpanText span = signed > 0 ? begun.get(signed) : standing.remove(-signed);
            if (span != null) {
                if (signed > 0) {
                    standing.put(signed, span);
                }
                taken.add(new Entry(span, Long.signum(signed)));
            }
        }
        next = till;
        return taken;
    }

    private List<Long> signedSpans(long from, long till) {
        return from == till
                ? List.of()
                : reader.list(
                        "SELECT signed_span FROM ledger WHERE seq >= ? AND seq < ? ORDER BY seq",
                        rows -> rows.getLong(1),
                        from,
                        till);
    }

    private List<SpanText> spans(BitSet numbers) {
        return numbers.isEmpty() ? List.of() : reader.spans(numbers, "s.kind IN (" + reader.kinds(region, types) + ")");
    }
}
