package dev.hindcast.evidence;

/**
 * One object for equal values of which there was another lately, as nearly all are but ids: rows of leases are kept until their hosts
 * were reasoned, and who writes texts knows one again by its object. Not safe for use by several threads at once.
 */
final class Lately {
    /** As a power of two. */
    private static final int SLOTS = 12;

    private final String[] texts = new String[1 << SLOTS];
    private final Long[] numbers = new Long[1 << SLOTS];

    String text(String text) {
        int slot = slot(text.hashCode());
        if (!text.equals(texts[slot])) {
            texts[slot] = text;
        }
        return texts[slot];
    }

    Long number(long number) {
        int slot = slot(number);
        Long there = numbers[slot];
        if (there == null || there != number) {
            there = number;
            numbers[slot] = there;
        }
        return there;
    }

    /** The upper bits of a product, in which all of a value's have a part: instants end in zeros. */
    private static int slot(long value) {
        return (int) (value * 0x9E3779B97F4A7C15L >>> Long.SIZE - SLOTS);
    }
}
