package dev.hindcast.evidence;

import java.util.Arrays;
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

    private static final Quantities NONE = new Quantities(new String[0], new long[0]);

    /** Sorted, without doubles. Two arrays and no map: millions are made and compared. */
    private final String[] resources;

    private final long[] amounts;
    private final int hash;
    private String text;

    public Quantities(Map<String, Long> millionths) {
        this(
                new TreeMap<>(millionths).keySet().toArray(String[]::new),
                new TreeMap<>(millionths)
                        .values().stream().mapToLong(Long::longValue).toArray());
    }

    private Quantities(String[] resources, long[] amounts) {
        this.resources = resources;
        this.amounts = amounts;
        this.hash = 31 * Arrays.hashCode(resources) + Arrays.hashCode(amounts);
    }

    public static Quantities none() {
        return NONE;
    }

    /** By resource, sorted by name. */
    public SortedMap<String, Long> millionths() {
        TreeMap<String, Long> millionths = new TreeMap<>();
        for (int i = 0; i < amounts.length; i++) {
            millionths.put(resources[i], amounts[i]);
        }
        return millionths;
    }

    /** Millionths of a resource, or null if unmeasured. */
    public Long of(String resource) {
        int place = Arrays.binarySearch(resources, resource);
        return place < 0 ? null : (Long) amounts[place];
    }

    public Quantities with(String resource, long value) {
        int place = Arrays.binarySearch(resources, resource);
        if (place >= 0) {
            long[] changed = amounts.clone();
            changed[place] = value;
            return new Quantities(resources, changed);
        }
        int at = -place - 1;
        String[] more = new String[resources.length + 1];
        long[] with = new long[more.length];
        System.arraycopy(resources, 0, more, 0, at);
        System.arraycopy(amounts, 0, with, 0, at);
        more[at] = resource;
        with[at] = value;
        System.arraycopy(resources, at, more, at + 1, resources.length - at);
        System.arraycopy(amounts, at, with, at + 1, amounts.length - at);
        return new Quantities(more, with);
    }

    public boolean isEmpty() {
        return amounts.length == 0;
    }

    /** Resource by resource over those that both measure. */
    public Quantities combine(Quantities other, LongBinaryOperator operator) {
        Quantities combined = NONE;
        for (int i = 0; i < amounts.length; i++) {
            Long theirs = other.of(resources[i]);
            if (theirs != null) {
                combined = combined.with(resources[i], operator.applyAsLong(amounts[i], theirs));
            }
        }
        return combined;
    }

    /** {@code vcpus=64 memory_mb=262144}: sorted by name. */
    public static String text(Quantities quantities) {
        if (quantities.text == null) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < quantities.amounts.length; i++) {
                text.append(i > 0 ? " " : "")
                        .append(quantities.resources[i])
                        .append('=')
                        .append(decimal(quantities.amounts[i]));
            }
            quantities.text = text.toString();
        }
        return quantities.text;
    }

    /** Millionths as a plain decimal without trailing zeros. */
    public static String decimal(long millionths) {
        return millionths % ONE == 0
                ? Long.toString(millionths / ONE)
                : java.math.BigDecimal.valueOf(millionths, 6)
                        .stripTrailingZeros()
                        .toPlainString();
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
                || other instanceof Quantities that
                        && that.hash == hash
                        && Arrays.equals(that.amounts, amounts)
                        && Arrays.equals(that.resources, resources);
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
