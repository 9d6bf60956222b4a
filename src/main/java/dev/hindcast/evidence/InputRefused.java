package dev.hindcast.evidence;

/**
 * An input, a rule or a loader that cannot be used as it is: exit code 1 (design section 8).
 * The message begins with the place ({@code file:line}), says what is wrong, and what to do ("Maybe ...").
 */
public final class InputRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InputRefused(String message) {
        super(message);
    }

    public InputRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
