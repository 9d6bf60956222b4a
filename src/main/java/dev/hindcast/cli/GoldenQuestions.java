package dev.hindcast.cli;

import dev.hindcast.audit.LineDifference;
import dev.hindcast.evidence.InputRefused;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * What a golden case is asked: each file {@code explain/NAME.args} holds a command without its result file, such as
 * {@code explain --series reservable --resource nodes --at 2024-01-03T12:00:00Z}; beside it stand the answers as text and as JSON.
 * Numbers given anew with each result are masked.
 */
public final class GoldenQuestions {
    private static final String ASKED = ".args";

    private final Path folder;

    GoldenQuestions(Path folder) {
        this.folder = folder;
    }

    /** The answers that a result gives now, by file name. */
    public SortedMap<String, String> answers(Path result) {
        SortedMap<String, String> answers = new TreeMap<>();
        for (String name : names()) {
            List<String> words = List.of(read(name + ASKED).strip().split("\\s+"));
            for (String format : List.of("text", "json")) {
                List<String> arguments = new ArrayList<>(words.subList(1, words.size()));
                arguments.add(0, result.toString());
                arguments.addAll(List.of("--format", format));
                answers.put(
                        name + (format.equals("text") ? ".txt" : ".json"),
                        masked(answer(words.get(0), arguments), result));
            }
        }
        return answers;
    }

    private String answer(String command, List<String> arguments) {
        StringWriter writer = new StringWriter();
        Callable<Integer> asked = switch (command) {
            case "explain" -> new ExplainCommand(writer);
            case "why-not" -> new WhyNotCommand(writer);
            default -> throw new InputRefused(folder + ": '" + command + "' is no question. Maybe explain or why-not.");
        };
        CommandLine line = new CommandLine(asked);
        line.setExecutionExceptionHandler((exception, commandLine, parsed) -> {
            throw exception;
        });
        if (line.execute(arguments.toArray(String[]::new)) != 0) {
            throw new InputRefused(folder + ": '" + command + " " + String.join(" ", arguments) + "' was refused.");
        }
        return writer.toString();
    }

    private static String masked(String answer, Path result) {
        return answer.replace(result.toString(), "region.db")
                .replace(ExplainCommand.commands(result).hindcast() + " explain ", "hindcast explain ")
                .replace(ExplainCommand.commands(result).hindcast() + " why-not ", "hindcast why-not ")
                .replaceAll("\\b(span|entry|issue) \\d+]", "$1]")
                .replaceAll("--(span|entry|issue) \\d+", "--$1 N")
                .replaceAll("\"(span_id|seq|issue_id)\" : \\d+", "\"$1\" : 0")
                .replaceAll("(?m)^(Span|Entry|Issue) \\d+ of", "$1 of");
    }

    /** What differs from the committed answer, as a unified diff; empty if nothing does. */
    public String difference(String file, String actual) {
        Path committed = folder.resolve(file);
        return LineDifference.unified("explain/" + file, Files.exists(committed) ? read(file) : "", actual);
    }

    /** Writes answers into a folder; nothing if there are none. */
    public static void write(SortedMap<String, String> answers, Path into) throws IOException {
        for (String file : answers.keySet()) {
            Files.createDirectories(into);
            Files.writeString(into.resolve(file), answers.get(file), StandardCharsets.UTF_8);
        }
    }

    Path folder() {
        return folder;
    }

    private List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(ASKED))
                    .map(file -> file.substring(0, file.length() - ASKED.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be read", e);
        }
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(folder.resolve(file) + ": cannot be read", e);
        }
    }
}
