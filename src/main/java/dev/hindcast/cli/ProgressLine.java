package dev.hindcast.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Progress on a terminal: one line, written anew in its place, and wiped when all is done. */
final class ProgressLine extends ProgressForm {
    private static final String WIPE = "\r\033[K";
    private static final int WIDTH = 79;
    private static final double MEGABYTE = 1e6;

    private final PrintStream to;

    ProgressLine(PrintStream to, LongSupplier nanoTime) {
        super(nanoTime, 200_000_000);
        this.to = to;
    }

    /** Null where stderr is no terminal: who asks for a result's contents there has no use for it. */
    static ProgressLine onTerminalOrNull() {
        return "true".equals(System.getProperty("hindcast.terminal"))
                ? new ProgressLine(System.err, System::nanoTime)
                : null;
    }

    @Override
    void begins() {
        show();
    }

    @Override
    void goesOn() {
        show();
    }

    @Override
    void ends() {
        to.print(WIPE);
        to.flush();
    }

    @Override
    public void note(String line) {
        to.println(WIPE + line);
    }

    private void show() {
        String text = text();
        to.print(WIPE + (text.length() <= WIDTH ? text : text.substring(0, WIDTH)));
        to.flush();
    }

    private String text() {
        StringBuilder text = new StringBuilder(region().isEmpty() ? stage() : region() + ": " + stage());
        if (done() > 0 || expected() > 0) {
            text.append(' ').append(amount(done()));
        }
        if (expected() > 0) {
            text.append(" of ").append(amount(expected()));
        }
        if (done() > 0) {
            text.append(", ").append(amount((long) rate())).append("/s");
        }
        if (secondsLeft() >= 0) {
            text.append(", ").append(time((long) Math.ceil(secondsLeft()))).append(" left");
        }
        return text.toString();
    }

    private String amount(long count) {
        return stage().startsWith("bytes")
                ? String.format(Locale.ROOT, "%.1f MB", count / MEGABYTE)
                : String.format(Locale.ROOT, "%,d", count);
    }

    private static String time(long seconds) {
        return seconds < 100 ? seconds + " s" : seconds / 60 + " min";
    }
}
