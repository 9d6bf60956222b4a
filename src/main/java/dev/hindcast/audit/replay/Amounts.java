package dev.hindcast.audit.replay;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SortedMap;
import java.util.TreeMap;

/** How much of each resource: what is known, and what may be to be added; in millionths. */
record Amounts(SortedMap<String, Long> known, SortedMap<String, Long> spread) {
    static final String NODES = "nodes";
    static final String VCPUS = "vcpus";
    static final long ONE = 1_000_000;

    static Amounts none() {
        return new Amounts(new TreeMap<>(), new TreeMap<>());
    }

    /** What a claim's value says: {@code memory_mb=512 vcpus=4}, or {@code between vcpus=4 and vcpus=8}. */
    static Amounts parse(String value) {
        if (!value.startsWith("between ")) {
            return new Amounts(quantities(value), new TreeMap<>());
        }
        int and = value.indexOf(" and ");
        SortedMap<String, Long> one = quantities(value.substring("between ".length(), and));
        SortedMap<String, Long> other = quantities(value.substring(and + " and ".length()));
        Amounts range = none();
        one.forEach((resource, amount) -> {
            if (other.containsKey(resource)) {
                range.known.put(resource, Math.min(amount, other.get(resource)));
                range.spread.put(resource, Math.abs(amount - other.get(resource)));
            }
        });
        return range;
    }

    private static SortedMap<String, Long> quantities(String text) {
        SortedMap<String, Long> quantities = new TreeMap<>();
        for (String part : text.split(" ")) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                quantities.put(
                        part.substring(0, equals),
                        new BigDecimal(part.substring(equals + 1))
                                .movePointRight(6)
                                .longValueExact());
            }
        }
        return quantities;
    }

    long most(String resource) {
        return known.get(resource) + spread.getOrDefault(resource, 0L);
    }

    /** The same with at least so much of a resource, and at most. */
    Amounts with(String resource, long least, long most) {
        Amounts more = new Amounts(new TreeMap<>(known), new TreeMap<>(spread));
        more.known.put(resource, least);
        if (most > least) {
            more.spread.put(resource, most - least);
        }
        return more;
    }

    Amounts asOneNode() {
        return with(NODES, ONE, ONE);
    }

    /** The same with its share of a host's vcpus as nodes: at least of the larger host, at most of the smaller. */
    Amounts asShareOf(Amounts host) {
        if (!known.containsKey(VCPUS) || host.known.getOrDefault(VCPUS, 0L) == 0) {
            return this;
        }
        return with(NODES, share(known.get(VCPUS), host.most(VCPUS)), share(most(VCPUS), host.known.get(VCPUS)));
    }

    private static long share(long part, long whole) {
        return BigDecimal.valueOf(part, 6)
                .divide(BigDecimal.valueOf(whole, 6), 6, RoundingMode.HALF_EVEN)
                .movePointRight(6)
                .longValueExact();
    }

    /** As the ledger's digests and people read it. */
    static String text(SortedMap<String, Long> quantities) {
        StringBuilder text = new StringBuilder();
        quantities.forEach((resource, amount) -> text.append(text.length() > 0 ? " " : "")
                .append(resource)
                .append('=')
                .append(decimal(amount)));
        return text.toString();
    }

    static String decimal(long millionths) {
        return BigDecimal.valueOf(millionths, 6).stripTrailingZeros().toPlainString();
    }
}
