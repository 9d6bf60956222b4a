package dev.hindcast;

import dev.hindcast.evidence.EvidenceReader;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.SignalReadings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A region made by hand: exports of raw tables under folders named by their instant, written as tables that a person can read.
 * Columns that a test does not care for are filled in as NULL.
 */
public final class SnapshotFolder {
    /** The loaders that hindcast ships. */
    public static final Loaders LOADERS = Loaders.of(TextFile.inFolder(null, "evidence-loaders"));

    private final Path evidence;
    private final String region;
    private final TreeMap<String, String> files = new TreeMap<>();
    private String instant = "";

    public SnapshotFolder(Path evidence, String region) {
        this.evidence = evidence;
        this.region = region;
    }

    /** What follows was seen at this instant, a name of a folder. */
    public SnapshotFolder at(String folderNamedByInstant) {
        this.instant = folderNamedByInstant;
        return this;
    }

    /** One raw table: a line of column names, then a line per row, cells parted by {@code |}; an empty cell is NULL. */
    public SnapshotFolder table(String rawTable, String text) {
        List<List<String>> lines = text.lines()
                .filter(line -> !line.isBlank())
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
                .toList();
        List<String> given = lines.get(0);
        List<String> columns = new ArrayList<>(given);
        for (Loader.RawColumn column : LOADERS.reading(rawTable).orElseThrow().reads()) {
            if (!column.optional() && !columns.contains(column.name())) {
                columns.add(column.name());
            }
        }
        StringBuilder csv = new StringBuilder(String.join(",", columns)).append('\n');
        for (List<String> row : lines.subList(1, lines.size())) {
            if (row.size() != given.size()) {
                throw new IllegalArgumentException(rawTable + ": " + row + " does not fit " + given);
            }
            csv.append(row.stream().map(SnapshotFolder::quoted).collect(Collectors.joining(",")))
                    .append(",".repeat(columns.size() - given.size()))
                    .append('\n');
        }
        files.put(instant + "/" + rawTable + ".csv", csv.toString());
        return this;
    }

    /** A file beside the snapshots: {@code signals.yml}, {@code region.yml}. */
    public SnapshotFolder file(String name, String text) {
        files.put(name, text);
        return this;
    }

    private static String quoted(String cell) {
        return cell.contains(",") || cell.contains("\"") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }

    /** The names of the files, in the order of names. */
    public List<String> fileNames() {
        return List.copyOf(files.keySet());
    }

    /** Writes all files; returns the evidence folder. */
    public Path write() {
        return write(evidence, fileNames());
    }

    /** Writes the files elsewhere, in this order. */
    public Path write(Path elsewhere, List<String> order) {
        try {
            for (String name : order) {
                Path file = elsewhere.resolve(region).resolve(name);
                Files.createDirectories(file.getParent());
                Files.writeString(file, files.get(name));
            }
            return elsewhere;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes all files and reads them as hindcast does; to be closed. */
    public RegionEvidence read() {
        EvidenceReader reader = new EvidenceReader(new EvidenceReader.Request(
                List.of(write()),
                LOADERS,
                settings(),
                null,
                () -> SignalReadings.of(settings()),
                Micros.FOREVER,
                Micros.FOREVER,
                1,
                Progress.NONE));
        return reader.read(region);
    }

    private static List<TextFile> settings() {
        List<TextFile> settings = new ArrayList<>(TextFile.inFolder(null, "rules-drl"));
        settings.addAll(TextFile.inFolder(null, "evidence-loaders"));
        return settings;
    }
}
