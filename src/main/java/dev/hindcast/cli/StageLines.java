package dev.hindcast.cli;

import dev.hindcast.evidence.Progress;
import java.io.PrintStream;

/** Progress for logs: one line when a stage begins, and nothing while it lasts. */
record StageLines(PrintStream to) implements Progress {
    @Override
    public void stage(String region, String stage, long expected) {
        to.println(region.isEmpty() ? stage : region + ": " + stage);
    }

    @Override
    public void done(long more) {}

    @Override
    public void note(String line) {
        to.println(line);
    }
}
