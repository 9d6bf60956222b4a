package dev.hindcast.cli;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/** Progress for logs: one line when a stage begins, and nothing while it lasts. */
final class ProgressLines extends ProgressForm {
    private final PrintStream to;

    ProgressLines(PrintStream to, LongSupplier nanoTime) {
        super(nanoTime, Long.MAX_VALUE);
        this.to = to;
    }

    @Override
    void begins() {
        to.println(region().isEmpty() ? stage() : region() + ": " + stage());
    }

    @Override
    void goesOn() {}

    @Override
    void ends() {}

    @Override
    public void note(String line) {
        to.println(line);
    }
}
