package dev.hindcast.audit.replay;

/**
 * A part of the result that was worked out again.
 *
 * @param counted    what and how much of it
 * @param difference empty if it is equal; else where the first one stands, what was found and what was expected
 * @param more       how many further differences there are
 */
public record Part(String name, String counted, String difference, long more) {
    public boolean isEqual() {
        return difference.isEmpty();
    }

    /** Keeps the first difference and counts the others. */
    static final class Differences {
        private String first = "";
        private long more;

        void add(String difference) {
            if (first.isEmpty()) {
                first = difference;
            } else {
                more++;
            }
        }

        Part of(String name, String counted) {
            return new Part(name, counted, first, more);
        }
    }
}
