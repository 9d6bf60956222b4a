package dev.hindcast.evidence;

import java.util.List;

/**
 * An input, a rule or a loader that cannot be used as it is: exit code 1 (design section 8).
 * The message begins with the place ({@code file:line}), says what is wrong, and what to do ("Maybe ...").
 */
public final class InputRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    public InputRefused(String message) {
        this(message, null);
    }

    public InputRefused(String message, Throwable cause) {
        super(message, cause);
        this.mistakes = List.of();
    }

    /** Files of experts with these mistakes in them. */
    public InputRefused(List<Mistake> mistakes) {
        super(Mistake.text(mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    /** The mistakes it is made of; empty if it is about something else. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
