package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every loader beside its example: {@code <table>.in.csv} goes through the real machinery and must come out as {@code <table>.out.csv}.
 * All examples are read together as one region, so that look-ups are answered from the table looked up.
 */
class LoaderExamplesTest {
    private static final Path FOLDER = Path.of(System.getProperty("basedir", ""), "evidence-loaders");
    private static final String SEEN = "2024-02-01T03:00:00Z";
    /** A raw column of our own: with it as the key every row stays a row, where the machinery folds equal sightings into one. */
    private static final String ROW_NUMBER = "example_row";

    @TempDir
    private Path folder;

    /** A loader and its two files, the first line of each being the names of the columns. */
    private record Example(Loader loader, List<List<String>> in, List<List<String>> out) {}

    @Test
    void every_loader_has_an_example() {
        List<String> lacking = new ArrayList<>();
        for (Loader loader : loaders().all()) {
            for (String ending : List.of(".in.csv", ".out.csv")) {
                if (!Files.exists(beside(loader, ending))) {
                    lacking.add("evidence-loaders/" + loader.file() + ": has no "
                            + beside(loader, ending).getFileName() + " beside it.");
                }
            }
        }
        assertTrue(
                lacking.isEmpty(),
                String.join("\n", lacking)
                        + "\nWrite by hand two to five raw rows with the odd cases (.in.csv) and what should"
                        + " come out of them (.out.csv); evidence-loaders/README.md says how.");
    }

    @Test
    void every_file_is_named_after_the_table_it_loads() {
        for (Loader loader : loaders().all()) {
            assertEquals(
                    loader.table() + ".sql",
                    loader.file(),
                    "evidence-loaders/" + loader.file() + ": its header says it loads " + loader.table() + ".");
        }
    }

    @TestFactory
    Stream<DynamicTest> loader_makes_of_its_example_what_stands_beside_it() throws IOException {
        return compared(examples(), folder);
    }

    @TestFactory
    Stream<DynamicTest> loader_makes_the_same_of_typed_columns() throws IOException, SQLException {
        List<Example> examples = examples();
        Path texts = Files.createDirectory(folder.resolve("texts"));
        Path typed = Files.createDirectory(folder.resolve("typed"));
        writeRegion(examples, texts);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                Stream<Path> files = Files.walk(texts)) {
            for (Path csv : files.filter(Files::isRegularFile).toList()) {
                Path parquet = typed.resolve(texts.relativize(csv).toString().replaceFirst("\\.csv$", ".parquet"));
                Files.createDirectories(parquet.getParent());
                statement.execute("COPY (SELECT * FROM read_csv('" + csv + "', header=true, sample_size=-1)) TO '"
                        + parquet + "' (FORMAT parquet)");
            }
        }
        return compared(examples, typed);
    }

    // -- the comparison
    // ------------------------------------------------------------------------------------------------

    /** Reads the region below a folder (made here if need be) and compares it loader by loader. */
    private static Stream<DynamicTest> compared(List<Example> examples, Path evidence) throws IOException {
        try (Stream<Path> there = Files.list(evidence)) {
            if (there.findAny().isEmpty()) {
                writeRegion(examples, evidence);
            }
        }
        Loaders loaders = loaders();
        List<Loader> numbering =
                loaders.all().stream().map(LoaderExamplesTest::keepingEveryRow).toList();
        Map<String, Map<Integer, Version>> facts = new TreeMap<>();
        List<RowCount> counts;
        List<Quarantined> quarantined;
        EvidenceReader reader = new EvidenceReader(new EvidenceReader.Request(
                List.of(evidence),
                new Loaders(numbering, loaders.macros()),
                List.of(),
                null,
                List::of,
                Micros.FOREVER,
                Micros.FOREVER,
                1,
                Progress.NONE));
        try (RegionEvidence region = reader.read("example");
                Stream<EntityRows> rows = region.stream(Loader.About.HOST)) {
            rows.flatMap(entity -> entity.versions().stream())
                    .forEach(version -> facts.computeIfAbsent(version.loader().table(), table -> new TreeMap<>())
                            .put(Integer.valueOf(version.entity()), version));
            counts = region.counts();
            quarantined = region.quarantined();
        }
        return examples.stream()
                .map(example -> dynamicTest(
                        example.loader().table(),
                        () -> compare(
                                example,
                                facts.getOrDefault(example.loader().table(), Map.of()),
                                ofTables(example.loader(), counts, RowCount::table),
                                ofTables(example.loader(), quarantined, Quarantined::table))));
    }

    private static <T> List<T> ofTables(Loader loader, List<T> all, Function<T, String> table) {
        Predicate<T> own =
                one -> loader.table().equals(table.apply(one)) || loader.also().contains(table.apply(one));
        return all.stream().filter(own).toList();
    }

    private static void compare(
            Example example, Map<Integer, Version> facts, List<RowCount> counts, List<Quarantined> quarantined) {
        Loader loader = example.loader();
        String file = "evidence-loaders/" + loader.file() + ": ";
        int rows = example.in().size() - 1;
        assertEquals(List.of(), quarantined, file + "rows of its example are set aside");
        assertEquals(
                rows,
                counts.stream().mapToLong(RowCount::read).sum(),
                file + "the SELECT makes more or fewer rows than it reads");
        assertEquals(rows, example.out().size() - 1, file + "the rows in its .out.csv against those in its .in.csv");
        assertEquals(
                loader.columns().stream().map(Loader.Column::name).toList(),
                example.out().get(0),
                file + "the first line of its .out.csv against the columns in its header");
        List<String> differences = new ArrayList<>();
        for (int row = 1; row <= rows; row++) {
            for (int i = 0; i < loader.columns().size(); i++) {
                String name = loader.columns().get(i).name();
                String expected = example.out().get(row).get(i);
                String actual = text(loader.columns().get(i), facts.get(row).value(name));
                if (!expected.equals(actual)) {
                    differences.add(
                            "row " + row + ", " + name + ": expected '" + expected + "' but was '" + actual + "'");
                }
            }
        }
        assertTrue(
                differences.isEmpty(),
                file + "makes something else of its example than stands beside it:\n" + String.join("\n", differences));
    }

    private static String text(Loader.Column column, Object value) {
        if (value == null) {
            return "";
        }
        return column.type() == Loader.Type.INSTANT ? Micros.text((Long) value) : value.toString();
    }

    /** The same loader and statement, keyed by the number of the row; all are called host facts, to be read in one go. */
    private static Loader keepingEveryRow(Loader loader) {
        List<Loader.RawColumn> reads = new ArrayList<>(loader.reads());
        reads.add(new Loader.RawColumn(ROW_NUMBER, false));
        List<Loader.Column> columns = new ArrayList<>();
        columns.add(new Loader.Column(
                "exampleRow", Loader.Type.STRING, "", false, false, false, false, true, false, false, ""));
        columns.addAll(loader.columns());
        return new Loader(
                loader.file(),
                loader.sha256(),
                loader.table(),
                loader.fact(),
                Loader.About.HOST,
                "exampleRow",
                List.of(ROW_NUMBER),
                loader.also(),
                reads,
                loader.identity(),
                loader.carrier(),
                Map.of(),
                loader.heartbeat(),
                loader.confidence(),
                columns,
                Loader.Layout.of(columns),
                loader.sql()
                        .replaceFirst("\\braw\\.origin\\b", "raw.origin, text(raw." + ROW_NUMBER + ") AS exampleRow"),
                loader.text());
    }

    // -- files
    // ---------------------------------------------------------------------------------------------------------

    private static Loaders loaders() {
        return Loaders.of(TextFile.inFolder(FOLDER, "evidence-loaders"));
    }

    private static Path beside(Loader loader, String ending) {
        return FOLDER.resolve(loader.file().replaceFirst("\\.sql$", ending));
    }

    private static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (Loader loader : loaders().all()) {
            // One that lacks is told of by every_loader_has_an_example.
            if (Files.exists(beside(loader, ".in.csv")) && Files.exists(beside(loader, ".out.csv"))) {
                examples.add(new Example(loader, csv(beside(loader, ".in.csv")), csv(beside(loader, ".out.csv"))));
            }
        }
        assertTrue(!examples.isEmpty(), FOLDER.toAbsolutePath() + " holds no example, so nothing was compared.");
        return examples;
    }

    /** The raw rows as a region has them: a folder per instant, a file per raw table. */
    private static void writeRegion(List<Example> examples, Path evidence) throws IOException {
        Map<Path, StringBuilder> files = new TreeMap<>();
        for (Example example : examples) {
            List<String> header = example.in().get(0);
            int seen = header.indexOf("seen");
            int table = header.indexOf("raw_table");
            for (int row = 1; row < example.in().size(); row++) {
                List<String> cells = example.in().get(row);
                Path file = evidence.resolve("example")
                        .resolve((seen < 0 ? SEEN : cells.get(seen)).replace(':', '-'))
                        .resolve((table < 0 ? example.loader().table() : cells.get(table)) + ".csv");
                files.computeIfAbsent(file, path -> new StringBuilder(ROW_NUMBER + line(header)))
                        .append(row)
                        .append(line(cells));
            }
        }
        for (Map.Entry<Path, StringBuilder> file : files.entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            Files.writeString(file.getKey(), file.getValue());
        }
    }

    private static String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (String cell : cells) {
            boolean plain = cell.matches("[^,\"\n]*");
            line.append(',').append(plain ? cell : '"' + cell.replace("\"", "\"\"") + '"');
        }
        return line.append('\n').toString();
    }

    /** Lines of cells; a cell may be quoted, a quote in it is doubled. */
    private static List<List<String>> csv(Path file) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            List<String> cells = new ArrayList<>();
            StringBuilder cell = new StringBuilder();
            boolean quoted = false;
            for (int i = 0; i < line.length(); i++) {
                char c = line.charAt(i);
                if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    cell.append(line.charAt(++i));
                } else if (c == '"') {
                    quoted = !quoted;
                } else if (c == ',' && !quoted) {
                    cells.add(cell.toString());
                    cell.setLength(0);
                } else {
                    cell.append(c);
                }
            }
            cells.add(cell.toString());
            assertTrue(!quoted, file + ": line " + (lines.size() + 1) + " ends within quotes");
            assertTrue(
                    lines.isEmpty() || cells.size() == lines.get(0).size(),
                    file + ": line " + (lines.size() + 1) + " has " + cells.size()
                            + " cells and not as many as the first");
            lines.add(cells);
        }
        return lines;
    }
}
