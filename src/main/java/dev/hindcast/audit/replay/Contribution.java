package dev.hindcast.audit.replay;

import dev.hindcast.evidence.Micros;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What a span says.
 *
 * @param amounts    in millionths
 * @param known      1, or 0 if all only may be to be added, or -1 if it is the difference to another
 * @param confidence in millionths
 * @param till       {@link Micros#FOREVER} if open
 * @param because    the ids of the segments it rests on
 */
record Contribution(
        String type,
        String host,
        String booking,
        String cause,
        SortedMap<String, Long> amounts,
        int known,
        long confidence,
        long from,
        long till,
        SortedSet<String> because) {

    /** By name, for people and to compare. */
    SortedMap<String, String> fields() {
        SortedMap<String, String> fields = new TreeMap<>();
        fields.put("type", type);
        fields.put("host", host);
        fields.put("booking", booking);
        fields.put("cause", cause);
        fields.put("quantities", Amounts.text(amounts));
        fields.put("known", Integer.toString(known));
        fields.put("confidence", Amounts.decimal(confidence));
        fields.put("start", Micros.text(from));
        fields.put("end", Micros.text(till));
        fields.put("segments", String.join(" ", because));
        return fields;
    }

    /** In how many fields two say the same. */
    int likeness(Contribution other) {
        SortedMap<String, String> theirs = other.fields();
        return (int) fields().entrySet().stream()
                .filter(field -> field.getValue().equals(theirs.get(field.getKey())))
                .count();
    }

    /** Where they differ: what this one says, and what the expected one says. */
    String against(Contribution expected) {
        SortedMap<String, String> theirs = expected.fields();
        StringBuilder text = new StringBuilder();
        fields().forEach((field, value) -> {
            if (!value.equals(theirs.get(field))) {
                text.append(text.length() > 0 ? "; " : "")
                        .append(field)
                        .append(" is '")
                        .append(value)
                        .append("', expected '")
                        .append(theirs.get(field))
                        .append("'");
            }
        });
        return text.toString();
    }

    String text() {
        return type + (host.isEmpty() ? "" : " on " + host) + " from " + Micros.text(from) + " to "
                + (till == Micros.FOREVER ? "the horizon" : Micros.text(till)) + ": " + Amounts.text(amounts);
    }
}
