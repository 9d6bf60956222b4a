package dev.hindcast.cli;

import dev.hindcast.evidence.Progress;
import java.util.function.LongSupplier;

/**
 * Progress as people or programs see it: keeps count and time of the present stage, and says when there is something to show.
 * Closing it ends the last stage.
 */
abstract class ProgressForm implements Progress, AutoCloseable {
    static final double SECOND = 1e9;

    private final LongSupplier nanoTime;
    private final long everyNanos;
    private String region = "";
    private String stage = "";
    private long expected;
    private long done;
    private long began;
    private long shown;

    /** @param everyNanos how long a stage lasts at least before {@link #goesOn} is called again */
    ProgressForm(LongSupplier nanoTime, long everyNanos) {
        this.nanoTime = nanoTime;
        this.everyNanos = everyNanos;
    }

    /** Of a form that may be null where nobody listens. */
    static Progress of(ProgressForm formOrNull) {
        return formOrNull == null ? NONE : formOrNull;
    }

    abstract void begins();

    abstract void goesOn();

    abstract void ends();

    @Override
    public final void stage(String itsRegion, String itsStage, long itsExpected) {
        close();
        region = itsRegion;
        stage = itsStage;
        expected = itsExpected;
        done = 0;
        began = nanoTime.getAsLong();
        shown = began;
        begins();
    }

    @Override
    public final void done(long more) {
        done += more;
        long now = nanoTime.getAsLong();
        if (now - shown >= everyNanos) {
            shown = now;
            goesOn();
        }
    }

    @Override
    public final void close() {
        if (!stage.isEmpty()) {
            ends();
            stage = "";
        }
    }

    String region() {
        return region;
    }

    String stage() {
        return stage;
    }

    long done() {
        return done;
    }

    /** 0 if not known; never less than what is done already. */
    long expected() {
        return expected == 0 ? 0 : Math.max(expected, done);
    }

    double seconds() {
        return (nanoTime.getAsLong() - began) / SECOND;
    }

    /** Of what the stage counts, a second, since it began; 0 if nothing is done yet. */
    double rate() {
        double seconds = seconds();
        return seconds > 0 ? done / seconds : 0;
    }

    /** At the rate so far; -1 if nobody can tell. */
    double secondsLeft() {
        return expected == 0 || rate() == 0 ? -1 : (expected() - done) / rate();
    }
}
