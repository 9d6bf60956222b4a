package dev.hindcast.audit;

/**
 * How much of an explanation is wanted on a screen.
 *
 * @param depth 0: what fits; 1: what it is made of; 2: and the rule and the rows behind each; 3: and all else that speaks for and
 *              against it
 * @param limit so many of each; 0 for all, below 0 for what fits
 * @param width of a line
 */
public record Look(int depth, int limit, int width) {
    /** What fits on a screen. */
    public static final Look SCREEN = new Look(0, -1, 100);

    /** Lines of a screen, with some left for the prompt and the command. */
    static final int LINES = 40;

    /** Whether it is for us to say how much fits. */
    boolean fits() {
        return depth == 0 && limit < 0;
    }

    int limit(int fits) {
        return limit < 0 ? fits : limit == 0 ? Integer.MAX_VALUE : limit;
    }

    int depth(int fits) {
        return depth == 0 ? fits : depth;
    }
}
