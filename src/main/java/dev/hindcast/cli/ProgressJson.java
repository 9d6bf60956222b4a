package dev.hindcast.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.function.LongSupplier;

/** Progress for programs: one JSON object a line, when a stage begins, each second while it lasts, and when it has ended. */
final class ProgressJson extends ProgressForm {
    private final PrintStream to;

    ProgressJson(PrintStream to, LongSupplier nanoTime) {
        super(nanoTime, (long) SECOND);
        this.to = to;
    }

    @Override
    void begins() {
        print("begins");
    }

    @Override
    void goesOn() {
        print("goes on");
    }

    @Override
    void ends() {
        print("has ended");
    }

    @Override
    public void note(String line) {
        to.println(JsonNodeFactory.instance.objectNode().put("note", line));
    }

    private void print(String state) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("region", region()).put("stage", stage()).put("state", state).put("done", done());
        if (expected() > 0) {
            line.put("expected", expected());
        }
        line.put("seconds", rounded(seconds())).put("per_second", rounded(rate()));
        if (secondsLeft() >= 0) {
            line.put("seconds_left", rounded(secondsLeft()));
        }
        to.println(line);
    }

    private static double rounded(double number) {
        return Math.round(number * 1000) / 1000.0;
    }
}
