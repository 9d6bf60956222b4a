package dev.hindcast.spans;

import java.util.Locale;

/** Whether what a span contributes is known (design section 6). */
public enum Certainty {
    KNOWN(1),
    /** All of it only may be to be added. */
    UNKNOWN(0),
    /** It only may be to be added to another span of the same entity, and says nothing of what does not differ. */
    DIFFERENCE(-1);

    private final int number;
    private final String text = name().toLowerCase(Locale.ROOT);

    Certainty(int number) {
        this.number = number;
    }

    /** As in the result file. */
    public int number() {
        return number;
    }

    /** As in the ledger's digests. */
    public String text() {
        return text;
    }

    /** The one of this number. */
    public static Certainty of(int number) {
        for (Certainty certainty : values()) {
            if (certainty.number == number) {
                return certainty;
            }
        }
        throw new IllegalArgumentException("no certainty has the number " + number);
    }
}
