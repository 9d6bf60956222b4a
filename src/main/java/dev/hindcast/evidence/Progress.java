package dev.hindcast.evidence;

/**
 * Is told how far long work has come. One thread calls it, and what it is told never changes a result.
 *
 * <p>Stages do not nest: the next one ends the one before.
 */
public interface Progress {
    /** Nobody listens. */
    Progress NONE = new Progress() {
        @Override
        public void stage(String region, String stage, long expected) {}

        @Override
        public void done(long more) {}

        @Override
        public void note(String line) {}
    };

    /**
     * A stage begins.
     *
     * @param region   empty if the stage is about all of them
     * @param stage    names what is counted, such as {@code bytes of dumps} or {@code rows of nova.instances}
     * @param expected how many of them there are; 0 if that is not known
     */
    void stage(String region, String stage, long expected);

    /** So many more of what the stage counts are done. */
    void done(long more);

    /** Something a person should know that belongs to no source and to no result. */
    void note(String line);
}
