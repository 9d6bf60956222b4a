package dev.hindcast.cli;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Knowledge;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.RuleBase;
import dev.hindcast.reasoning.RuleFolder;
import dev.hindcast.reasoning.RuleStory;
import dev.hindcast.reasoning.Scenario;
import dev.hindcast.reasoning.ScenarioFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hindcast rules docs}. */
@Command(
        name = "docs",
        description = {
            "Writes the catalogue of the rules: a page for each file, and an index.",
            "With --check it writes nothing and says which pages are not as they would be written (exit code 3).",
            "",
            "  hindcast rules docs",
            "  hindcast rules docs --check",
            ""
        },
        mixinStandardHelpOptions = true)
final class RulesDocsCommand implements Callable<Integer> {
    @Option(
            names = "--rules",
            paramLabel = "DIR",
            defaultValue = "rules-drl",
            description = "The folder of rules; ${DEFAULT-VALUE} unless given.")
    private Path rulesFolder;

    @Option(names = "--loaders", paramLabel = "DIR", description = "Loaders in place of those packed with hindcast.")
    private Path loadersFolder;

    @Option(
            names = "--golden-dir",
            paramLabel = "DIR",
            defaultValue = "golden",
            description = "The folder of golden cases; ${DEFAULT-VALUE} unless given.")
    private Path goldenFolder;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "docs/reference/rules",
            description = "Where the pages are; ${DEFAULT-VALUE} unless given.")
    private Path output;

    @Option(names = "--check", description = "Write nothing, and look whether the pages are current.")
    private boolean isCheck;

    @Override
    public Integer call() {
        SortedMap<String, String> pages = pages();
        List<String> stale = new ArrayList<>();
        try {
            for (Map.Entry<String, String> page : pages.entrySet()) {
                Path file = output.resolve(page.getKey());
                if (!Files.exists(file) || !Files.readString(file).equals(page.getValue())) {
                    stale.add(file.toString());
                    if (!isCheck) {
                        Files.createDirectories(output);
                        Files.writeString(file, page.getValue());
                    }
                }
            }
            if (isCheck) {
                orphans(pages).forEach(orphan -> stale.add(orphan + ", whose rules are gone: delete it"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(output + ": cannot be read or written", e);
        }
        stale.forEach(page -> System.out.println((isCheck ? "stale: " : "written: ") + page));
        if (stale.isEmpty()) {
            System.out.println(pages.size() + " pages are current.");
        } else if (isCheck) {
            System.out.println("Maybe run hindcast rules docs, and read the difference.");
        }
        return isCheck && !stale.isEmpty() ? Main.FINDINGS : 0;
    }

    private List<Path> orphans(SortedMap<String, String> pages) throws IOException {
        if (!Files.isDirectory(output)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(output)) {
            return found.filter(file -> !pages.containsKey(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private SortedMap<String, String> pages() {
        List<TextFile> files = RuleFolder.files(rulesFolder);
        Loaders loaders = Loaders.of(TextFile.inFolder(loadersFolder, "evidence-loaders"));
        RuleBase rules = RuleBase.compile(files, loaders);
        List<RuleStory> stories = RuleStory.of(files, rules, loaders);
        TreeSet<String> unexplained = new TreeSet<>();
        stories.stream()
                .filter(story -> story.why().isEmpty())
                .forEach(story -> unexplained.add(story.rule().id()));
        if (!unexplained.isEmpty()) {
            throw new InputRefused(
                    rulesFolder + ": nothing says why these rules are so: " + String.join(", ", unexplained)
                            + ". Maybe a comment right above each, in lines that begin with //.");
        }
        List<Scenario> scenarios = new ArrayList<>();
        Path folder = rulesFolder.resolve(RulesTestCommand.FOLDER);
        if (Files.isDirectory(folder)) {
            for (TextFile file : TextFile.inFolder(folder, "")) {
                scenarios.addAll(ScenarioFile.read(file, rules, loaders, Knowledge.settingsOf(files)));
            }
        }
        return new RulePages(files, stories, scenarios, GoldenCase.all(goldenFolder)).pages();
    }
}
