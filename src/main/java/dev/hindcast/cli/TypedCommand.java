package dev.hindcast.cli;

import java.util.List;
import java.util.stream.Collectors;

/** A command to type next, beginning with the program as the user has typed it, its words quoted for a shell where they must be. */
final class TypedCommand {
    private TypedCommand() {}

    static String of(List<String> words) {
        return System.getProperty("hindcast.typed", "hindcast") + " "
                + words.stream().map(TypedCommand::word).collect(Collectors.joining(" "));
    }

    private static String word(String text) {
        return text.matches("[\\w./:@%+=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
