package dev.hindcast.audit.replay;

/** How a series goes, as its number of changes and one number that follows from all of them: two that differ in a step differ in it. */
public final class Steps {
    private long steps;
    private long mixed;

    /** The series has these values from an instant on. */
    public void add(long at, long value, long unknown, long unmeasured) {
        steps++;
        mix(at);
        mix(value);
        mix(unknown);
        mix(unmeasured);
    }

    private void mix(long number) {
        mixed = (mixed ^ number) * 0x9E3779B97F4A7C15L;
        mixed ^= mixed >>> 29;
    }

    public long count() {
        return steps;
    }

    public boolean isSame(Steps other) {
        return steps == other.steps && mixed == other.mixed;
    }
}
