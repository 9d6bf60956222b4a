package dev.hindcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.cli.Main;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Conclusions;
import dev.hindcast.reconstruction.Reconstruction;
import dev.hindcast.store.Export;
import dev.hindcast.store.ResultReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The documentation says what the program does: whoever changes the one is told to change the other. */
class DocumentationTest {
    private static final Path DOCS = Path.of("docs");
    private static final Path DEMO = Path.of("src/main/resources/demo");

    /** A link to a file, {@code [text](target)}, without its anchor. */
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");

    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.~])/(work|tmp|home|root|Users|mnt)/|[A-Z]:\\\\");

    @Test
    void every_command_and_option_is_in_the_reference() {
        String page = read(DOCS.resolve("reference/cli.md"));
        Map<String, String> sections = sections(page);
        assertEquals(sections.size(), page.split("(?m)^## ").length, "a command stands twice in docs/reference/cli.md");
        List<String> missing = new ArrayList<>();
        subcommands(Main.commandLine()).forEach(command -> {
            String name = command.getCommandSpec().qualifiedName();
            String section = sections.getOrDefault(name, "");
            if (section.isEmpty()) {
                missing.add(name);
            }
            for (OptionSpec option : command.getCommandSpec().options()) {
                for (String spelling : option.usageHelp() || option.versionHelp() ? new String[0] : option.names()) {
                    if (!section.contains("`" + spelling + "`")) {
                        missing.add(name + " " + spelling);
                    }
                }
            }
        });
        assertEquals(List.of(), missing, "not in docs/reference/cli.md");
    }

    private static List<CommandLine> subcommands(CommandLine command) {
        List<CommandLine> all = new ArrayList<>();
        for (CommandLine subcommand : new TreeMap<>(command.getSubcommands()).values()) {
            all.add(subcommand);
            all.addAll(subcommands(subcommand));
        }
        return all;
    }

    @Test
    void every_series_is_in_the_metric_dictionary_with_its_formula() {
        List<String> rows = read(DOCS.resolve("reference/series.md")).lines().toList();
        for (Series series : Series.values()) {
            String row = rows.stream()
                    .filter(line -> line.startsWith("| `" + series.text() + "` |"))
                    .findFirst()
                    .orElse("");
            assertFalse(row.isEmpty(), series.text() + " is not in docs/reference/series.md");
            if (!series.isBalance()) {
                assertTrue(row.contains("| " + series.formula() + " |"), row + " should say " + series.formula());
            }
        }
    }

    @Test
    void every_export_table_and_column_is_in_the_reference_in_order() {
        Map<String, String> sections = sections(read(DOCS.resolve("reference/export-tables.md")));
        for (Export export : Export.values()) {
            List<String> told = new ArrayList<>();
            for (String line : sections.getOrDefault(export.text(), "").split("\n")) {
                if (line.startsWith("| `")) {
                    Matcher names = Pattern.compile("`([a-z0-9_]+)`").matcher(line.split("\\|")[1]);
                    while (names.find()) {
                        told.add(names.group(1));
                    }
                }
            }
            assertEquals(export.columns(), told, "docs/reference/export-tables.md on " + export.text());
        }
    }

    @Test
    void every_issue_that_a_rule_raises_is_in_the_reference_with_its_severity() {
        String issues = read(DOCS.resolve("reference/issues.md"));
        Pattern raised = Pattern.compile("conclude\\.issue(?:About)?\\([^\"]*\"([a-z_]+)\", \"([a-z]+)\"");
        for (Path file : files(Path.of("rules-drl"), ".drl")) {
            Matcher issue = raised.matcher(read(file));
            while (issue.find()) {
                String row = "| `" + issue.group(1) + "` | " + issue.group(2) + " |";
                assertTrue(issues.contains(row), "docs/reference/issues.md lacks " + row + " of " + file);
            }
        }
    }

    @Test
    void every_conclusion_that_a_rule_can_draw_is_in_the_readme_of_the_rules() {
        String readme = read(Path.of("rules-drl/README.md"));
        for (Method method : Conclusions.class.getMethods()) {
            if (method.getDeclaringClass() == Conclusions.class) {
                assertTrue(
                        readme.contains("`" + method.getName() + "`")
                                || readme.contains("`conclude." + method.getName() + "("),
                        "rules-drl/README.md lacks " + method.getName());
            }
        }
    }

    @Test
    void every_setting_is_in_the_reference_with_its_shipped_value() {
        String reference =
                read(DOCS.resolve("reference/windows-and-settings.md")).replace("\\|", "|");
        Matcher setting = Pattern.compile("(?m)^  ([a-z_]+): \"?([^\"\n]+?)\"?$")
                .matcher(read(Path.of("rules-drl/settings.yml")));
        while (setting.find()) {
            String value = setting.group(2);
            String row = "| `" + setting.group(1) + "` | ";
            assertTrue(
                    reference.contains(row + value + " |") || reference.contains(row + "`" + value + "` |"),
                    "docs/reference/windows-and-settings.md lacks " + row + value);
        }
    }

    @Test
    void every_column_that_a_release_may_lack_is_in_the_reference() {
        List<String> rows =
                read(DOCS.resolve("reference/schema-releases.md")).lines().toList();
        for (Path loader : files(Path.of("evidence-loaders"), ".sql")) {
            Matcher reads = Pattern.compile("(?m)^-- reads: +(.*)$").matcher(read(loader));
            String table = loader.getFileName().toString().replace(".sql", "");
            if (reads.find()) {
                String row = rows.stream()
                        .filter(line -> line.startsWith("| " + table + " |"))
                        .findFirst()
                        .orElse("");
                Matcher optional = Pattern.compile("(\\w+)\\?").matcher(reads.group(1));
                assertFalse(row.isEmpty(), "docs/reference/schema-releases.md lacks " + table);
                while (optional.find()) {
                    assertTrue(row.contains("`" + optional.group(1) + "`"), row + " lacks " + optional.group(1));
                }
            }
        }
    }

    @Test
    void every_relative_link_leads_somewhere() {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(read(page).replaceAll("(?s)```.*?```", ""));
            while (link.find()) {
                Path folder = page.toAbsolutePath().getParent();
                if (!link.group(1).contains("://")
                        && !Files.exists(folder.resolve(link.group(1)).normalize())) {
                    broken.add(page + " -> " + link.group(1));
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void no_page_names_a_path_of_somebodys_machine() {
        List<String> named = new ArrayList<>();
        for (Path page : pages()) {
            read(page)
                    .lines()
                    .filter(line -> MACHINE_PATH.matcher(line).find())
                    .forEach(line -> named.add(page + ": " + line));
        }
        assertEquals(List.of(), named);
    }

    @Test
    void the_index_of_the_demo_lists_its_files() {
        TreeSet<String> there = new TreeSet<>();
        try (Stream<Path> found = Files.walk(DEMO.resolve("example"))) {
            found.filter(Files::isRegularFile)
                    .forEach(file -> there.add(DEMO.relativize(file).toString().replace('\\', '/')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertEquals(List.copyOf(there), read(DEMO.resolve("index.txt")).lines().toList());
    }

    /** {@code <!-- output of: COMMAND -->}, or {@code excerpt of}, and the indented block below it. */
    private static final Pattern PRINTED =
            Pattern.compile("(?m)^<!-- (output|excerpt) of: (.+) -->\n((?:(?: {4}.*)?\n)+)");

    /** To take over what commands print now: {@code mvn test -Dtest=DocumentationTest -Ddocumentation.write=true}, and read the diff. */
    @Test
    void what_pages_show_as_output_is_what_the_commands_print(@TempDir Path folder) throws IOException {
        String result = folder.resolve("example.db").toString();
        printed("reconstruct src/main/resources/demo/example -q -o example.db", result);
        int blocks = 0;
        for (Path page : pages()) {
            Matcher shown = PRINTED.matcher(read(page));
            StringBuilder written = new StringBuilder();
            while (shown.find()) {
                String actual = printed(shown.group(2), result);
                if (shown.group(1).equals("excerpt")) {
                    assertTrue(
                            trimmed(actual).contains(trimmed(shown.group(3)).strip()),
                            page + ": " + shown.group(2) + " no longer prints\n" + shown.group(3) + "but\n" + actual);
                } else if (!Boolean.getBoolean("documentation.write")) {
                    assertEquals(indented(actual).strip(), shown.group(3).strip(), page + ": " + shown.group(2));
                }
                String block = shown.group(1).equals("excerpt")
                        ? shown.group(3)
                        : indented(actual).stripTrailing() + "\n\n";
                shown.appendReplacement(
                        written,
                        Matcher.quoteReplacement(
                                "<!-- " + shown.group(1) + " of: " + shown.group(2) + " -->\n" + block));
                blocks++;
            }
            if (Boolean.getBoolean("documentation.write")) {
                Files.writeString(page, shown.appendTail(written));
            }
        }
        assertTrue(blocks > 5, "the pages no longer show what commands print");
    }

    /** What a command prints about the demo, where the result file is called as in the command. */
    private static String printed(String command, String result) {
        List<String> words = Stream.of(command.split(" "))
                .map(word -> word.equals("example.db") || word.equals("hindcast-demo.db") ? result : word)
                .toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, Main.commandLine().execute(words.toArray(new String[0])), command);
        } finally {
            System.setOut(before);
        }
        String called = command.contains("hindcast-demo.db") ? "hindcast-demo.db" : "example.db";
        return bytes.toString(StandardCharsets.UTF_8).replace(result, called);
    }

    private static String indented(String text) {
        return text.lines().map(line -> line.isEmpty() ? "" : "    " + line).collect(Collectors.joining("\n")) + "\n";
    }

    private static String trimmed(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    @Test
    void the_example_worked_by_hand_is_what_the_demo_says(@TempDir Path folder) {
        Path result = folder.resolve("demo.db");
        Reconstruction.run(new Reconstruction.Request(
                List.of(DEMO.resolve("example")),
                result,
                null,
                null,
                null,
                Micros.FOREVER,
                Micros.FOREVER,
                1,
                Progress.NONE));
        List<String> worked = read(DOCS.resolve("reference/series.md"))
                .lines()
                .filter(line -> line.matches("\\| \\d{4}-.*"))
                .toList();
        assertTrue(worked.size() > 20, "the table of the worked example is gone");
        try (ResultReader reader = ResultReader.open(result)) {
            Balances balances = reader.balances(reader.regions().get(0));
            TreeSet<String> told = new TreeSet<>();
            for (String row : worked) {
                String[] cells = row.split("\\|");
                Series series = Series.named(cells[2].strip()).orElseThrow();
                Balances.Step step = balances.at(series, cells[3].strip(), Micros.parse(cells[1].strip()));
                assertEquals(millionths(cells[4]), step.value(), row);
                assertEquals(millionths(cells[5]), step.unknown(), row);
                told.add(series.text());
            }
            for (Series series : Series.values()) {
                assertTrue(told.contains(series.text()), "no worked example of " + series.text());
            }
        }
    }

    private static long millionths(String decimal) {
        return new BigDecimal(decimal.strip())
                .multiply(BigDecimal.valueOf(Quantities.ONE))
                .longValueExact();
    }

    /** By heading of the second level, the text below it. */
    private static Map<String, String> sections(String page) {
        Map<String, String> sections = new TreeMap<>();
        for (String part : page.split("(?m)^## ")) {
            int end = part.indexOf('\n');
            if (end > 0) {
                sections.put(part.substring(0, end).strip(), part.substring(end));
            }
        }
        return sections;
    }

    private static List<Path> pages() {
        List<Path> pages = new ArrayList<>(files(DOCS, ".md"));
        for (String page : List.of(
                "README.md",
                "CONTRIBUTING.md",
                "rules-drl/README.md",
                "evidence-loaders/README.md",
                "golden/README.md")) {
            if (Files.exists(Path.of(page))) {
                pages.add(Path.of(page));
            }
        }
        return pages;
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
