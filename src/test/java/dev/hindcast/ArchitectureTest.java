package dev.hindcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.hindcast.reconstruction.Reconstruction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of style that a machine can check, so that nobody has to remember them. It reads the sources as text. */
class ArchitectureTest {
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TEST = Path.of("src/test/java");

    /** The way the data goes; a stage knows itself and those before it. */
    private static final List<String> STAGES =
            List.of("evidence", "reasoning", "timeline", "spans", "ledger", "metrics", "report");

    private static final Set<String> BESIDE = Set.of("store", "audit", "reconstruction", "cli");

    private static final Pattern OWN_PACKAGE = Pattern.compile("\\bdev\\.hindcast\\.([a-z_]+)\\b");
    private static final Pattern DECLARED_TYPE =
            Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z][A-Za-z0-9_]*)");
    private static final Pattern EMPTY_NAME = Pattern.compile(".*(?:Utils?|Managers?|Helpers?|Impl)");
    private static final Pattern VAR = Pattern.compile("\\bvar\\s+\\w+\\s*[=:]");
    private static final Pattern CLOCK = Pattern.compile("\\bSystem\\s*\\.\\s*(?:currentTimeMillis|nanoTime)\\b"
            + "|\\b(?:Instant|LocalDate|LocalTime|LocalDateTime|OffsetDateTime|ZonedDateTime|Year|YearMonth)"
            + "\\s*\\.\\s*now\\b"
            + "|\\bClock\\s*\\.\\s*system\\w*|\\bnew\\s+Date\\s*\\(\\s*\\)");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(?:TODO|FIXME|XXX)\\b");

    /** What may hide a word from the patterns above: comments, text blocks, strings, characters; in this order. */
    private static final Pattern COMMENT_OR_LITERAL = Pattern.compile(
            "/\\*.*?\\*/|//[^\\n]*|\"\"\".*?(?<!\\\\)\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*+\"|'(?:\\\\.|[^'\\\\\\n])++'",
            Pattern.DOTALL);

    private final List<SourceFile> main = sourcesUnder(MAIN);
    private final List<SourceFile> all =
            Stream.concat(main.stream(), sourcesUnder(TEST).stream()).collect(Collectors.toList());

    /** It stands in every result file. */
    @Test
    void the_version_told_is_the_one_that_is_built() throws IOException {
        Matcher built = Pattern.compile("<artifactId>hindcast</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertTrue(built.find(), "pom.xml");
        assertEquals(built.group(1), Reconstruction.VERSION);
    }

    @Test
    void the_sources_are_where_these_tests_look() {
        assertFalse(
                main.isEmpty(),
                "No source under " + MAIN.toAbsolutePath() + ", so nothing here was checked.\n"
                        + "Maybe the tests run in another folder than the project's.");
    }

    @Test
    void every_package_is_a_stage_or_stands_beside_them() {
        List<String> found = new ArrayList<>();
        for (SourceFile file : main) {
            if (!STAGES.contains(file.stage()) && !BESIDE.contains(file.stage())) {
                found.add(file.path() + " is in the package '" + file.stage() + "'");
            }
        }
        assertNone(
                found,
                "Maybe move it to one of " + STAGES + " or " + new TreeSet<>(BESIDE)
                        + "; a new package needs its place in ArchitectureTest and in the design.");
    }

    @Test
    void imports_point_back_along_the_stages() {
        List<String> found = new ArrayList<>();
        for (SourceFile file : main) {
            int own = STAGES.indexOf(file.stage());
            if (own >= 0) {
                found.addAll(file.uses(OWN_PACKAGE, name -> STAGES.indexOf(name) > own));
            }
        }
        assertNone(
                found,
                "The stages are " + String.join(" -> ", STAGES) + ", and a stage knows only earlier ones.\n"
                        + "Maybe move what both need to the earlier stage, or hand it over as a parameter.");
    }

    @Test
    void stages_know_neither_the_audit_nor_the_command_line() {
        List<String> found = new ArrayList<>();
        for (SourceFile file : main) {
            if (STAGES.contains(file.stage())) {
                found.addAll(file.uses(OWN_PACKAGE, name -> name.equals("audit") || name.equals("cli")));
            }
        }
        assertNone(found, "Maybe return a value and let the audit or the command make its text of it.");
    }

    @Test
    void only_the_report_among_the_stages_reads_the_result_file() {
        List<String> found = new ArrayList<>();
        for (SourceFile file : main) {
            if (STAGES.contains(file.stage()) && !file.stage().equals("report")) {
                found.addAll(file.uses(OWN_PACKAGE, "store"::equals));
            }
        }
        assertNone(
                found,
                "The store writes what the stages make, so they must not know it.\n"
                        + "Maybe return records and let the store write them.");
    }

    @Test
    void only_the_command_line_knows_the_run_of_the_stages() {
        List<String> found = new ArrayList<>();
        for (SourceFile file : main) {
            if (!file.stage().equals("reconstruction") && !file.stage().equals("cli")) {
                found.addAll(file.uses(OWN_PACKAGE, "reconstruction"::equals));
            }
        }
        assertNone(found, "Maybe hand over what it needs as a parameter.");
    }

    @Test
    void nothing_knows_the_command_line() {
        List<String> found = new ArrayList<>();
        for (SourceFile file : main) {
            if (!file.stage().equals("cli")) {
                found.addAll(file.uses(OWN_PACKAGE, "cli"::equals));
            }
        }
        assertNone(found, "Maybe move the shared type out of cli.");
    }

    @Test
    void only_the_store_opens_the_result_file_and_only_the_evidence_reads_with_sql() {
        Pattern sql = Pattern.compile("\\b(javax?\\.sql|org\\.duckdb)\\b");
        Pattern sqlite = Pattern.compile("\\b(org\\.sqlite)\\b");
        List<String> found = new ArrayList<>();
        for (SourceFile file : main) {
            boolean store = file.stage().equals("store");
            if (!store) {
                found.addAll(file.uses(sqlite, name -> true));
            }
            if (!store && !file.stage().equals("evidence")) {
                found.addAll(file.uses(sql, name -> true));
            }
        }
        assertNone(
                found,
                "SQLite belongs to store; DuckDB to evidence, or to store where it writes an export.\n"
                        + "Maybe ask the store for records instead of rows.");
    }

    @Test
    void the_replay_shares_no_code_with_what_it_replays() {
        List<String> found = new ArrayList<>();
        for (SourceFile file : main) {
            if (file.path().startsWith(MAIN.resolve("dev/hindcast/audit/replay"))) {
                found.addAll(file.uses(
                        OWN_PACKAGE,
                        name -> !Set.of("audit", "store", "evidence").contains(name)));
                found.addAll(file.uses(
                        Pattern.compile(
                                "\\bdev\\.hindcast\\.(audit\\.(?!replay)\\w+|evidence\\.(?!Micros|Progress)\\w+)"),
                        name -> true));
            }
        }
        assertNone(
                found,
                "What is worked out again by the same code is wrong in the same way.\n"
                        + "Maybe write it once more, in another way.");
    }

    @Test
    void every_package_says_what_goes_in_and_out() {
        Set<String> found = new TreeSet<>();
        for (SourceFile file : main) {
            Path packageInfo = file.path().resolveSibling("package-info.java");
            if (!Files.exists(packageInfo)) {
                found.add(packageInfo + " is missing");
            }
        }
        assertNone(found, "Maybe write it: what comes in, what goes out, the entry type, what always holds.");
    }

    @Test
    void names_say_what_a_thing_is() {
        List<String> found = new ArrayList<>();
        for (SourceFile file : all) {
            found.addAll(
                    file.uses(DECLARED_TYPE, name -> EMPTY_NAME.matcher(name).matches()));
        }
        assertNone(
                found,
                "Util, Manager, Helper and Impl tell a reader nothing.\n"
                        + "Maybe name it after what it does or holds, in the words of the glossary.");
    }

    @Test
    void types_are_written_out() {
        List<String> found = new ArrayList<>();
        for (SourceFile file : all) {
            found.addAll(file.uses(VAR, name -> true));
        }
        assertNone(found, "Maybe replace var by the type.");
    }

    @Test
    void no_result_depends_on_a_clock() {
        List<String> found = new ArrayList<>();
        for (SourceFile file : main) {
            if (!file.stage().equals("cli")) {
                found.addAll(file.uses(CLOCK, name -> true));
            }
        }
        assertNone(
                found,
                "The same inputs give the same bytes at any time; only the progress shown by cli may look"
                        + " at a clock.\nMaybe take the time from the evidence.");
    }

    @Test
    void nothing_is_left_to_do_in_the_sources() {
        List<String> found = new ArrayList<>();
        for (SourceFile file : main) {
            Matcher matcher = UNFINISHED.matcher(file.text());
            while (matcher.find()) {
                found.add(file.at(matcher.start()) + " has " + matcher.group());
            }
        }
        assertNone(found, "Maybe do it now, or write an issue or a decision.");
    }

    @Test
    void words_in_comments_and_literals_are_not_code() {
        String source = "// var a = 1;\n/* var b =\n 2; */ String c = \"var d = \\\" 3\"; char e = '\"'; var f = 4;\n"
                + "String g = \"\"\"\n  var \"h\" = 5;\n  \"\"\"; int i;";
        String code = codeOf(source);
        assertEquals(source.length(), code.length());
        assertEquals(
                List.of("", "", "String c = ; char e = ; var f = 4;", "String g =", "", "; int i;"),
                code.lines().map(line -> line.strip().replaceAll(" +", " ")).collect(Collectors.toList()));
    }

    private static void assertNone(Iterable<String> found, String advice) {
        String lines = String.join("\n", found);
        if (!lines.isEmpty()) {
            fail("\n" + lines + "\n" + advice);
        }
    }

    private static List<SourceFile> sourcesUnder(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .map(ArchitectureTest::read)
                    .collect(Collectors.toList());
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static SourceFile read(Path path) {
        try {
            String text = Files.readString(path);
            return new SourceFile(path, text, codeOf(text));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** The text with blanks for comments and literals, so that positions and line numbers still hold. */
    private static String codeOf(String text) {
        return COMMENT_OR_LITERAL
                .matcher(text)
                .replaceAll(match -> match.group().replaceAll("[^\\n]", " "));
    }

    private record SourceFile(Path path, String text, String code) {
        /** The package right below dev.hindcast, which is the stage; empty for dev.hindcast itself. */
        String stage() {
            Matcher matcher = OWN_PACKAGE.matcher(code);
            return matcher.find() && code.startsWith("package", code.lastIndexOf('\n', matcher.start()) + 1)
                    ? matcher.group(1)
                    : "";
        }

        List<String> uses(Pattern pattern, Predicate<String> forbidden) {
            List<String> found = new ArrayList<>();
            Matcher matcher = pattern.matcher(code);
            while (matcher.find()) {
                if (forbidden.test(matcher.group(matcher.groupCount()))) {
                    found.add(at(matcher.start()) + " has " + matcher.group());
                }
            }
            return found;
        }

        String at(int position) {
            long line = code.substring(0, Math.min(position, code.length()))
                            .chars()
                            .filter(letter -> letter == '\n')
                            .count()
                    + 1;
            return path + ":" + line;
        }
    }
}
