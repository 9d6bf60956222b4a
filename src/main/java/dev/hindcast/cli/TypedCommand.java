package dev.hindcast.cli;

import dev.hindcast.audit.Commands;
import java.util.List;
import java.util.stream.Collectors;

/** A command to type next, beginning with the program as the user has typed it, its words quoted for a shell where they must be. */
final class TypedCommand {
    private TypedCommand() {}

    static String of(List<String> words) {
        return program() + " " + words.stream().map(Commands::word).collect(Collectors.joining(" "));
    }

    /** As the launcher tells it. */
    static String program() {
        return System.getProperty("hindcast.typed", "hindcast");
    }
}
