package dev.hindcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/how-to/add-a-source.md, done to the letter: its files are written, its commands run, and what it says they print is looked for. */
class AddASourceTest {
    private static final Path PAGE = Path.of("docs/how-to/add-a-source.md");
    /** A block between fences, and before it the file it is, if it is one. */
    private static final Pattern BLOCK = Pattern.compile("(?ms)(?:^`([^`\n]+)`:\n\n)?^```(\\w+)\n(.*?)^```$");

    @TempDir
    private Path checkout;

    private String printed = "";

    @Test
    void a_new_source_and_a_new_rule_are_added_without_java() throws IOException, InterruptedException {
        for (String folder : List.of("evidence-loaders", "rules-drl", "src/main/resources/demo")) {
            copy(Path.of(folder), checkout.resolve(folder));
        }
        int files = 0;
        int commands = 0;
        int expected = 0;
        Matcher block = BLOCK.matcher(Files.readString(PAGE));
        while (block.find()) {
            String text = block.group(3);
            if (block.group(1) != null) {
                assertFalse(block.group(1).endsWith(".java"), "a new source needs Java");
                Files.writeString(checkout.resolve(block.group(1)), text);
                files++;
            } else if (block.group(2).equals("shell")) {
                for (String command : text.strip().split("\n")) {
                    run(command);
                    commands++;
                }
            } else {
                assertEquals("text", block.group(2), "a block that is neither file, command nor output");
                assertTrue(trimmed(printed).contains(trimmed(text)), text + "is not in\n" + printed);
                expected++;
            }
        }
        assertEquals(List.of(4, 10, 5), List.of(files, commands, expected), "files, commands and outputs of the page");
    }

    private void run(String command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        switch (words.get(0)) {
            case "mkdir" -> Files.createDirectory(checkout.resolve(words.get(1)));
            case "cp" -> copy(checkout.resolve(words.get(2)), checkout.resolve(words.get(3)));
            case "./hindcast" -> {
                words.remove(0);
                words.addAll(
                        0,
                        List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                absolute(System.getProperty("java.class.path")),
                                "dev.hindcast.cli.Main"));
                Process hindcast = new ProcessBuilder(words)
                        .directory(checkout.toFile())
                        .redirectErrorStream(true)
                        .start();
                printed = new String(hindcast.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertEquals(0, hindcast.waitFor(), command + "\n" + printed);
            }
            default -> throw new AssertionError("the page types a command that this test does not know: " + command);
        }
    }

    private static String absolute(String path) {
        String separator = System.getProperty("path.separator");
        return Stream.of(path.split(Pattern.quote(separator)))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(separator));
    }

    private static String trimmed(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                Path copied = to.resolve(from.relativize(file).toString());
                try {
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copied);
                    } else {
                        Files.createDirectories(copied.getParent());
                        Files.copy(file, copied);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
