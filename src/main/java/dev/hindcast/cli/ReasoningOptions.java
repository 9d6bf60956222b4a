package dev.hindcast.cli;

import dev.hindcast.evidence.Micros;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How far a reconstruction goes, and by how many threads. */
final class ReasoningOptions {
    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "Say nothing beyond this instant.")
    private long until = Micros.FOREVER;

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "Leave out evidence observed after this instant.")
    private long asOf = Micros.FOREVER;

    @Option(names = "--threads", paramLabel = "N", description = "Threads for reasoning; all cores unless set.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress on stderr.")
    private boolean quiet;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Microseconds UTC. */
    long until() {
        return until;
    }

    /** Microseconds UTC. */
    long asOf() {
        return asOf;
    }

    int threads() {
        if (threads < 1) {
            throw new ParameterException(
                    spec.commandLine(), spec.name() + ": --threads is " + threads + ". Maybe 1 or more.");
        }
        return threads;
    }

    boolean isQuiet() {
        return quiet;
    }
}
