package dev.hindcast.evidence;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;

/**
 * How much of each resource, in millionths (design section 6): exact sums need whole numbers.
 * A resource that is not a key was never measured, which is not 0.
 */
public final class Quantities {
    public static final long ONE = 1_000_000L;
    public static final String NODES = "nodes";
    public static final String VCPUS = "vcpus";

    private final SortedMap<String, Long> millionths;
    /** They are looked up millions of times, and few differ. */
    private final int hash;

    public Quantities(Map<String, Long> millionths) {
        this.millionths = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(millionths));
        this.hash = this.millionths.hashCode();
    }

    public static Quantities none() {
        return new Quantities(Map.of());
    }

    public SortedMap<String, Long> millionths() {
        return millionths;
    }

    /** Millionths of a resource, or null if unmeasured. */
    public Long of(String resource) {
        return millionths.get(resource);
    }

    public Quantities with(String resource, long value) {
        TreeMap<String, Long> copy = new TreeMap<>(millionths);
        copy.put(resource, value);
        return new Quantities(copy);
    }

    public boolean isEmpty() {
        return millionths.isEmpty();
    }

    /** Resource by resource over those that both measure. */
    public Quantities combine(Quantities other, LongBinaryOperator operator) {
        TreeMap<String, Long> combined = new TreeMap<>();
        millionths.forEach((resource, value) -> {
            Long theirs = other.of(resource);
            if (theirs != null) {
                combined.put(resource, operator.applyAsLong(value, theirs));
            }
        });
        return new Quantities(combined);
    }

    /** {@code vcpus=64 memory_mb=262144}: sorted by name. */
    public static String text(Quantities quantities) {
        StringBuilder text = new StringBuilder();
        quantities.millionths.forEach((resource, value) -> text.append(text.length() > 0 ? " " : "")
                .append(resource)
                .append('=')
                .append(decimal(value)));
        return text.toString();
    }

    /** Millionths as a plain decimal without trailing zeros. */
    public static String decimal(long millionths) {
        return java.math.BigDecimal.valueOf(millionths, 6).stripTrailingZeros().toPlainString();
    }

    /** Reads {@link #text}; numbers in whole units. */
    public static Quantities parse(String text) {
        TreeMap<String, Long> map = new TreeMap<>();
        for (String part : text.strip().split("[\\s,]+")) {
            int equals = part.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("'" + part + "' is not like vcpus=64");
            }
            map.put(
                    part.substring(0, equals),
                    new java.math.BigDecimal(part.substring(equals + 1))
                            .movePointRight(6)
                            .longValueExact());
        }
        return new Quantities(map);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Quantities
                        && ((Quantities) other).hash == hash
                        && ((Quantities) other).millionths.equals(millionths);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return text(this);
    }
}
