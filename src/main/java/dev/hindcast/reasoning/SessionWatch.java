package dev.hindcast.reasoning;

import java.util.List;
import java.util.Set;

/** Is shown every session of a run; from several threads. What it does changes nothing. */
public interface SessionWatch {
    /**
     * A session that has come to its end.
     *
     * @param facts all that it held, with settings and horizon
     * @param fired ids of the rules that fired, whether or not what they said counts
     */
    void session(Entity subject, List<Object> facts, Set<String> fired);
}
