package dev.hindcast.cli;

import dev.hindcast.audit.LineDifference;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.reasoning.SessionWatch;
import dev.hindcast.reconstruction.Reconstruction;
import dev.hindcast.store.Export;
import dev.hindcast.store.ResultReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A golden case: a folder with a story, a tiny region's raw tables, and every layer that must come out of them. */
public final class GoldenCase {
    /**
     * A stage of the way as text, in the order in which a change spreads: the first layer that differs shows where it begins.
     * Rows are sorted, columns fixed, and what is numbered anew in every run is left out.
     */
    public enum Layer {
        EVIDENCE(
                Export.EVIDENCE,
                "region, raw_table, key, first_seen, last_seen, sightings, confidence, file, row, cells"),
        SEGMENTS(Export.SEGMENTS, "region, kind, entity_id, attribute, start, end, value, confidence, rule, contested"),
        SPANS(
                Export.SPANS,
                "region, type, entity_id, host, booking, cause, start, end, resource, quantity, certainty, confidence"),
        LEDGER(Export.LEDGER, "region, at, type, entity_id, resource, quantity, certainty"),
        POOL(Export.POOL, "region, host, start, end, state, confidence, rule"),
        SERIES(Export.SERIES, "region, series, resource, timestamp, value, unknown, unmeasured"),
        ISSUES(Export.ISSUES, "region, kind, severity, entity_id, host, start, end, rule");

        private final Export export;
        private final List<String> columns;

        Layer(Export export, String columns) {
            this.export = export;
            this.columns = List.of(columns.split(", "));
        }

        /** As in a case's folder {@code expected}. */
        public String fileName() {
            return name().toLowerCase(Locale.ROOT) + ".csv";
        }

        private String text(ResultReader reader) {
            List<Integer> places =
                    columns.stream().map(export.columns()::indexOf).toList();
            // Evidence that several entities rest on is stored with each of them.
            Set<List<String>> rows = this == EVIDENCE ? new HashSet<>() : null;
            List<List<String>> all = new ArrayList<>();
            reader.export(export, Export.Filter.all(), exported -> {
                List<String> row = new ArrayList<>(places.stream()
                        .map(exported::get)
                        .map(cell -> cell.replace("\n", "; "))
                        .toList());
                if (this == EVIDENCE && !last(exported, "last_file").isEmpty()) {
                    row.set(
                            row.size() - 1,
                            row.get(row.size() - 1) + "; at last " + last(exported, "last_cells") + " (row "
                                    + last(exported, "last_row") + " of " + last(exported, "last_file") + ")");
                }
                if (rows == null || rows.add(row)) {
                    all.add(row);
                }
            });
            all.removeIf(left(all));
            all.sort(COLUMN_BY_COLUMN);
            StringBuilder text = new StringBuilder(Csv.line(columns));
            all.forEach(row -> text.append(Csv.line(row)));
            return text.toString();
        }

        private String last(List<String> exported, String column) {
            return exported.get(export.columns().indexOf(column)).replace("\n", "; ");
        }

        /** Rows that would make a case unreadable without telling anything. */
        private Predicate<List<String>> left(List<List<String>> all) {
            if (this == ISSUES) {
                // The raw folder itself shows which tables there are.
                return row -> row.get(columns.indexOf("kind")).equals("missing_table");
            }
            if (this == SERIES) {
                Set<String> speaking = new TreeSet<>();
                for (List<String> row : all) {
                    if (!row.subList(columns.indexOf("value"), columns.size()).stream()
                            .allMatch(ZERO::contains)) {
                        speaking.add(String.join("/", row.subList(0, 3)));
                    }
                }
                return row -> !READABLE.contains(row.get(columns.indexOf("resource")))
                        || !speaking.contains(String.join("/", row.subList(0, 3)));
            }
            return row -> false;
        }
    }

    private static final Set<String> ZERO = Set.of("0", "0.0");
    private static final Set<String> READABLE = Set.of("nodes", "vcpus");
    private static final Comparator<List<String>> COLUMN_BY_COLUMN = (one, other) -> {
        for (int i = 0; i < one.size(); i++) {
            int order = one.get(i).compareTo(other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    };

    private final Path folder;

    private GoldenCase(Path folder) {
        this.folder = folder;
    }

    /**
     * The cases of a folder such as {@code golden}, by name.
     *
     * @throws InputRefused if there is no such folder
     */
    public static List<GoldenCase> all(Path goldenFolder) {
        if (!Files.isDirectory(goldenFolder)) {
            throw new InputRefused(
                    goldenFolder + ": no such folder of golden cases. Maybe name it with --golden-dir, or run from the"
                            + " checkout.");
        }
        try (Stream<Path> folders = Files.list(goldenFolder)) {
            return folders.filter(Files::isDirectory)
                    .sorted(Comparator.comparing(path -> path.getFileName().toString()))
                    .map(GoldenCase::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(goldenFolder + ": cannot be read", e);
        }
    }

    public String name() {
        return folder.getFileName().toString();
    }

    public Path folder() {
        return folder;
    }

    public Path readme() {
        return folder.resolve("README.md");
    }

    /** The first line of its story. */
    String title() {
        try (Stream<String> lines = Files.lines(readme())) {
            return lines.findFirst().orElse(name()).replaceFirst("^# ", "");
        } catch (IOException e) {
            throw new UncheckedIOException(readme() + ": cannot be read", e);
        }
    }

    /** The evidence folder: a folder per region in it. */
    public Path raw() {
        return folder.resolve("raw");
    }

    public Path expected() {
        return folder.resolve("expected");
    }

    /** What the case is asked beside its layers. */
    public GoldenQuestions questions() {
        return new GoldenQuestions(folder.resolve("explain"));
    }

    /** The committed text of a layer; empty if it was never accepted. */
    public String expected(Layer layer) {
        Path file = expected().resolve(layer.fileName());
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }

    /** Reconstructs an evidence folder, a case's own or a copy of it, into a result file. */
    public static void reconstruct(Path raw, Path result, int threads) {
        Reconstruction.run(new Reconstruction.Request(
                List.of(raw), result, null, null, null, Micros.FOREVER, Micros.FOREVER, threads, Progress.NONE));
    }

    /** Reconstructs the case with these rules, or the packed ones, while somebody watches. */
    public void reconstruct(Path rulesOrNull, Path result, int threads, SessionWatch watch) {
        Reconstruction.run(
                new Reconstruction.Request(
                        List.of(raw()),
                        result,
                        rulesOrNull,
                        null,
                        null,
                        Micros.FOREVER,
                        Micros.FOREVER,
                        threads,
                        Progress.NONE),
                watch);
    }

    /** All layers of a result file. */
    public static Map<Layer, String> layers(Path result) {
        Map<Layer, String> texts = new EnumMap<>(Layer.class);
        try (ResultReader reader = ResultReader.open(result)) {
            for (Layer layer : Layer.values()) {
                texts.put(layer, layer.text(reader));
            }
        }
        return texts;
    }

    /** What differs from the committed layer, as a unified diff; empty if nothing does. */
    public String difference(Layer layer, String actual) {
        return LineDifference.unified(layer.fileName(), expected(layer), actual);
    }

    /** Writes layers into a folder, one file each. */
    public static void write(Map<Layer, String> layers, Path into) throws IOException {
        Files.createDirectories(into);
        for (Map.Entry<Layer, String> layer : layers.entrySet()) {
            Files.writeString(into.resolve(layer.getKey().fileName()), layer.getValue(), StandardCharsets.UTF_8);
        }
    }
}
