package dev.hindcast.reasoning;

import dev.hindcast.evidence.InputRefused;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Bounds on what the rules may do in one session: a rule that never comes to an end must not hold up a run without a word.
 *
 * <p>One thread looks at all sessions once a second; a session itself only says that it begins and ends. What counts is the time that a
 * processor worked for it, so that neither a slow machine nor a stopped process is taken for a rule without end. Java cannot stop a
 * thread that does not want to: its uncaught-exception handler is told, and the run ends.
 */
final class SessionLimit {
    /** Conclusions of one session; the largest sessions of real regions have some thousands. */
    static final int FIRINGS_MAX = 1_000_000;

    /** Processor time of one session; the largest sessions of real regions take seconds. */
    private static final Duration PROCESSOR_TIME_MAX = Duration.parse(System.getProperty("hindcast.session", "PT60S"));

    private static final long LOOKS_EVERY_MILLIS = Math.min(1_000, PROCESSOR_TIME_MAX.toMillis());

    /** What a thread does; only itself writes to it. */
    private static final class Running {
        private final Thread thread = Thread.currentThread();
        private volatile long sessions;
        /** What to say if it takes too long; null between two sessions. */
        private volatile Supplier<String> saying;

        // For the looking thread alone.
        private long seen;
        private long processorSince;
    }

    private static final long UNKNOWN = -1;
    private static final List<Running> ALL = new CopyOnWriteArrayList<>();
    private static final ThreadLocal<Running> OWN = ThreadLocal.withInitial(() -> {
        Running running = new Running();
        ALL.add(running);
        return running;
    });

    static {
        Thread looking = new Thread(SessionLimit::look, "session-limit");
        looking.setDaemon(true);
        looking.start();
    }

    private SessionLimit() {}

    /** @param saying the message, should it take too long; called on another thread while the session runs */
    static void begins(Supplier<String> saying) {
        Running own = OWN.get();
        own.sessions = own.sessions + 1;
        own.saying = saying;
    }

    static void ends() {
        OWN.get().saying = null;
    }

    private static void look() {
        try {
            while (true) {
                Thread.sleep(LOOKS_EVERY_MILLIS);
                ALL.removeIf(running -> !running.thread.isAlive());
                ALL.forEach(SessionLimit::look);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts it but who wants it to end.
            return;
        }
    }

    private static void look(Running running) {
        long session = running.sessions;
        Supplier<String> saying = running.saying;
        if (saying == null || session != running.seen) {
            // Most sessions take less than a millisecond, and are not there any more at the next look.
            running.seen = session;
            running.processorSince = UNKNOWN;
            return;
        }
        long processor = ManagementFactory.getThreadMXBean().getThreadCpuTime(running.thread.getId());
        if (running.processorSince == UNKNOWN) {
            running.processorSince = processor;
        } else if (processor - running.processorSince > PROCESSOR_TIME_MAX.toNanos()) {
            running.processorSince = Long.MAX_VALUE;
            running.thread
                    .getUncaughtExceptionHandler()
                    .uncaughtException(running.thread, new InputRefused(saying.get()));
        }
    }

    /** In a message. */
    static String text() {
        return PROCESSOR_TIME_MAX.toSeconds() + " s";
    }
}
