package dev.hindcast.evidence;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One way in which a rule reads signals. All of them together say what a signal can say at all: what no rule reads would
 * change nothing in silence.
 *
 * @param says   the attribute; empty if the rule reads any
 * @param kind   {@code statement} or {@code default}; empty if the rule reads both
 * @param scopes whom it may concern, some of {@link #SCOPES}
 * @param words  the values that it takes, where it takes some words only
 */
public record SignalReading(String says, String kind, Set<String> scopes, Form form, Set<String> words) {
    /** From all to one: {@code region} where a signal names nothing narrower. */
    public static final List<String> SCOPES = List.of("region", "host", "instance", "lease", "project");

    private static final Pattern QUANTITY = Pattern.compile("(\\w+)=(\\d{1,12}(?:\\.\\d{1,6})?)");

    /** What the value of a signal looks like. */
    public enum Form {
        /** One of some words. */
        WORDS,
        /** An instant, such as {@code 2023-05-01T12:00:00Z}. */
        TIME,
        /** Quantities, such as {@code vcpus=64 memory_mb=262144}. */
        QUANTITIES,
        /** Anything. */
        TEXT
    }

    public SignalReading {
        scopes = Set.copyOf(scopes);
        words = Set.copyOf(words);
    }

    /** What is wrong, about which field of the signal, and what to do. */
    record Amiss(String field, String what, String maybe) {}

    /**
     * What is wrong with a signal that no rule reads; null if one does.
     *
     * @param resources that a quantity can be of
     */
    static Amiss amiss(
            Collection<SignalReading> readings,
            String kind,
            String scope,
            String says,
            String value,
            Set<String> resources) {
        List<SignalReading> left = where(readings, reading -> matches(reading.says(), says));
        if (left.isEmpty()) {
            Set<String> known = all(readings, reading -> Set.of(reading.says()));
            return new Amiss("says", "no rule reads '" + says + "' of a signal.", Spelling.meantOrAll(says, known));
        }
        Set<String> kinds = all(left, reading -> Set.of(reading.kind()));
        left = where(left, reading -> matches(reading.kind(), kind));
        if (left.isEmpty()) {
            return new Amiss(
                    "kind",
                    "no rule reads '" + says + "' of a " + kind + ".",
                    "Maybe kind: " + String.join(" or ", kinds) + ".");
        }
        Set<String> scopes = all(left, SignalReading::scopes);
        left = where(left, reading -> reading.scopes().contains(scope));
        if (left.isEmpty()) {
            return new Amiss(
                    "scope",
                    "'" + says + "' as a " + kind + " cannot be said of " + named(scope) + ".",
                    "Maybe of "
                            + String.join(
                                    " or ",
                                    scopes.stream().map(SignalReading::named).toList()) + ".");
        }
        Amiss amiss = null;
        for (SignalReading reading : left) {
            amiss = reading.valueAmiss(value, left, resources);
            if (amiss == null) {
                return null;
            }
        }
        return amiss;
    }

    private static String named(String scope) {
        return scope.equals("instance") ? "an instance" : "a " + scope;
    }

    private static boolean matches(String read, String said) {
        return read.isEmpty() || read.equals(said);
    }

    private static List<SignalReading> where(Collection<SignalReading> readings, Predicate<SignalReading> holds) {
        return readings.stream().filter(holds).toList();
    }

    private static Set<String> all(
            Collection<SignalReading> readings, java.util.function.Function<SignalReading, Set<String>> part) {
        Set<String> all = new TreeSet<>();
        readings.forEach(reading -> all.addAll(part.apply(reading)));
        return all;
    }

    private Amiss valueAmiss(String value, List<SignalReading> beside, Set<String> resources) {
        switch (form) {
            case WORDS:
                Set<String> known = all(beside, SignalReading::words);
                return words.contains(value)
                        ? null
                        : new Amiss(
                                "says",
                                says + " '" + value + "' is none of " + String.join(", ", known) + ".",
                                Spelling.meant(value, known));
            case TIME:
                try {
                    Micros.parse(value);
                    return null;
                } catch (DateTimeException e) {
                    return new Amiss(
                            "says", says + " '" + value + "' is no time.", "Maybe write it like 2023-05-01T12:00:00Z.");
                }
            case QUANTITIES:
                return quantitiesAmiss(value, resources);
            default:
                return null;
        }
    }

    private Amiss quantitiesAmiss(String value, Set<String> resources) {
        Set<String> given = new TreeSet<>();
        for (String part : value.strip().split("[\\s,]+")) {
            java.util.regex.Matcher quantity = QUANTITY.matcher(part);
            if (!quantity.matches() || new BigDecimal(quantity.group(2)).signum() == 0) {
                return new Amiss(
                        "says",
                        says + " '" + part + "' is no quantity above 0.",
                        "Maybe write it like vcpus=64 memory_mb=262144.");
            }
            if (!resources.contains(quantity.group(1))) {
                return new Amiss(
                        "says",
                        says + ": no loader measures '" + quantity.group(1) + "'.",
                        Spelling.meantOrAll(quantity.group(1), resources));
            }
            if (!given.add(quantity.group(1))) {
                return new Amiss("says", says + " gives " + quantity.group(1) + " twice.", "Maybe leave one out.");
            }
        }
        return null;
    }
}
