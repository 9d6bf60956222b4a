package dev.hindcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hindcast.evidence.LoaderMistake;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Mistake;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.RuleBase;
import dev.hindcast.reasoning.RuleMistake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The gallery of mistakes: for each kind a file that makes it, first line why it is one. Each is found alone, and told with its place
 * and its mend; docs/reference shows what is told.
 */
class MistakeGalleryTest {
    private static final Path GALLERY = Path.of("src/test/resources/mistakes");
    private static final List<TextFile> RULES = TextFile.inFolder(Path.of("rules-drl"), "");
    private static final List<TextFile> LOADERS = TextFile.inFolder(Path.of("evidence-loaders"), "");

    @TestFactory
    Stream<DynamicTest> each_mistake_in_a_rule_is_found_alone() {
        return Arrays.stream(RuleMistake.values())
                .map(kind -> dynamicTest(kind.text(), () -> assertAlone(kind.text(), inRule(kind))));
    }

    @TestFactory
    Stream<DynamicTest> each_mistake_in_a_loader_is_found_alone() {
        return Arrays.stream(LoaderMistake.values())
                .map(kind -> dynamicTest(kind.text(), () -> assertAlone(kind.text(), inLoader(kind))));
    }

    private static void assertAlone(String name, List<Mistake> mistakes) {
        assertEquals(List.of(name), mistakes.stream().map(Mistake::name).toList(), Mistake.text(mistakes));
        Mistake mistake = mistakes.get(0);
        assertFalse(mistake.line() == 0 || mistake.excerpt().isBlank(), "no place: " + Mistake.text(mistakes));
        assertFalse(mistake.maybe().isBlank(), "no mend: " + Mistake.text(mistakes));
    }

    @Test
    void the_gallery_holds_no_other_files() {
        assertEquals(
                Arrays.stream(RuleMistake.values())
                        .map(kind -> kind.text() + ".drl")
                        .collect(Collectors.toCollection(TreeSet::new)),
                names("rules"));
        assertEquals(
                Arrays.stream(LoaderMistake.values())
                        .map(kind -> kind.text() + ".sql")
                        .collect(Collectors.toCollection(TreeSet::new)),
                names("loaders"));
    }

    /** To take over what is told now: {@code mvn test -Dtest=MistakeGalleryTest -Ddocumentation.write=true}, and read the diff. */
    @Test
    void the_pages_show_what_is_told() throws IOException {
        StringBuilder rules = new StringBuilder("""
                # Mistakes in rules

                What `hindcast rules check`, and every run, says of a mistake in a rule file.
                A finding begins with file and line, names the rule, and bears in brackets the name by which it stands here.
                One cause is told once: what else goes wrong because of it is not.
                A rule that cannot be read is told of its first trouble alone; the rest is looked at once that is mended.

                This page is made from the files in `src/test/resources/mistakes/rules`, one for each name; a test finds each of them, and that this page is as they are.

                """);
        for (RuleMistake kind : RuleMistake.values()) {
            section(rules, kind.text(), file("rules", kind.text() + ".drl", ""), inRule(kind));
        }
        StringBuilder loaders = new StringBuilder("""
                # Mistakes in loaders

                What `hindcast loaders check`, and every run, says of a mistake in a loader.
                A finding begins with file and line, and bears in brackets the name by which it stands here.
                A statement is looked at once its header is in order; no row is read for it.

                Beside what is found here, DuckDB can reach nothing but the files of the region while loaders run, and rows read are counted against rows emitted.

                This page is made from the files in `src/test/resources/mistakes/loaders`, one for each name; a test finds each of them, and that this page is as they are.

                """);
        for (LoaderMistake kind : LoaderMistake.values()) {
            section(loaders, kind.text(), file("loaders", kind.text() + ".sql", ""), inLoader(kind));
        }
        page("rule-errors.md", rules.toString().stripTrailing() + "\n");
        page("loader-errors.md", loaders.toString().stripTrailing() + "\n");
    }

    private static void page(String name, String text) throws IOException {
        Path page = Path.of("docs/reference").resolve(name);
        if (Boolean.getBoolean("documentation.write")) {
            Files.writeString(page, text);
        }
        assertEquals(text, Files.readString(page), page + ": run this test with -Ddocumentation.write=true");
    }

    private static void section(StringBuilder page, String name, TextFile file, List<Mistake> mistakes) {
        String why = file.text().lines().findFirst().orElseThrow().replaceFirst("^(//|--) *", "");
        page.append("## ")
                .append(name)
                .append('\n')
                .append(why)
                .append("\n\n")
                .append(Mistake.text(mistakes)
                        .lines()
                        .map(line -> line.isBlank() ? "" : "    " + line)
                        .collect(Collectors.joining("\n")))
                .append("\n\n");
    }

    // -- the files

    private static List<Mistake> inRule(RuleMistake kind) {
        List<TextFile> files = new ArrayList<>(List.of(file("rules", kind.text() + ".drl", "my-rules.drl")));
        RULES.stream().filter(file -> file.name().endsWith(".yml")).forEach(files::add);
        return RuleBase.check(files, Loaders.of(LOADERS), Set.of("kvm-host-lives-with-its-service"));
    }

    private static List<Mistake> inLoader(LoaderMistake kind) {
        boolean macros = kind == LoaderMistake.BAD_MACRO;
        String name = macros ? "macros.sql" : "rack.power.sql";
        List<TextFile> files = new ArrayList<>(LOADERS);
        files.removeIf(file -> file.name().equals(name));
        files.add(file("loaders", kind.text() + ".sql", name));
        if (kind == LoaderMistake.NOT_IN_TABLE) {
            files.add(new TextFile("rack.power.in.csv", "id,host,watts,measured_at\n1,node-1,400,2024-01-01\n", ""));
        }
        return Loaders.check(files);
    }

    private static TextFile file(String folder, String name, String as) {
        try {
            String text = Files.readString(GALLERY.resolve(folder).resolve(name));
            return new TextFile(as, text, TextFile.sha256(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("the gallery lacks " + name, e);
        }
    }

    private static TreeSet<String> names(String folder) {
        try (Stream<Path> files = Files.list(GALLERY.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
