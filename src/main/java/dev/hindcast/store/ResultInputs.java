package dev.hindcast.store;

import dev.hindcast.evidence.Micros;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a result was made of, as its file has it.
 *
 * @param run     the run row: digests of rules, loaders and knowledge, settings, the version, ...
 * @param rules   by id: what is said of each beside the file
 * @param signals by region and id: all that each says, but not where it stands
 * @param windows the same of windows
 */
public record ResultInputs(
        Map<String, String> run,
        List<SourceText> sources,
        List<Named> rules,
        List<Named> signals,
        List<Named> windows) {
    /** @param seen the instant whose state it shows, microseconds UTC */
    public record SourceText(String region, String path, String sha256, long seen) {}

    /**
     * A rule, a signal or a window.
     *
     * @param region empty for a rule
     * @param place  of a rule its file, of a window its table; empty for a signal
     * @param says   its columns, in the order of {@code columns}; of a rule, its text behind them
     */
    public record Named(String region, String name, String place, List<String> columns, List<String> says) {}

    private static final List<String> OF_RULES = List.of("sentence", "precedence", "confidence", "reads");
    private static final List<String> OF_WINDOWS = List.of(
            "raw_table",
            "raw_column",
            "holds_for",
            "absence_from",
            "absence_to",
            "kept_for",
            "purged_at",
            "confidence");
    private static final List<String> OF_SIGNALS =
            List.of("kind", "scope", "says", "value", "starts", "ends", "confidence", "author", "source", "reason");

    private static final Set<String> INSTANTS = Set.of("starts", "ends", "absence_from", "absence_to", "purged_at");
    private static final Set<String> DURATIONS = Set.of("holds_for", "kept_for");

    public static ResultInputs of(ResultReader reader) {
        Map<String, List<String>> files = new HashMap<>();
        reader.each(
                "SELECT file, text FROM rule_file",
                rows -> files.put(rows.getString(1), rows.getString(2).lines().toList()));
        return new ResultInputs(
                reader.run(),
                reader.list(
                        "SELECT r.name, s.path, s.sha256, s.seen FROM source s JOIN region r ON r.id = s.region ORDER BY s.id",
                        rows -> new SourceText(
                                rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4))),
                named(
                        reader,
                        "SELECT '', rule, file, " + String.join(", ", OF_RULES) + ", line FROM rule ORDER BY rule",
                        OF_RULES,
                        rows -> List.of(body(files.getOrDefault(rows.getString(3), List.of()), rows.getInt(8)))),
                named(reader, of("signal", "''", OF_SIGNALS), OF_SIGNALS, rows -> List.of()),
                named(reader, of("window", "s.raw_table", OF_WINDOWS), OF_WINDOWS, rows -> List.of()));
    }

    private static String of(String table, String where, List<String> columns) {
        return "SELECT r.name, s." + table + ", " + where + ", s." + String.join(", s.", columns) + " FROM " + table
                + " s JOIN region r ON r.id = s.region ORDER BY r.name, s." + table + ", s.confidence";
    }

    /** From the line that a rule begins in to its end, without what is blank. */
    private static String body(List<String> file, int line) {
        StringBuilder body = new StringBuilder();
        for (int i = line - 1; i < file.size(); i++) {
            body.append(file.get(i).strip()).append('\n');
            if (file.get(i).replaceFirst("//.*", "").strip().equals("end")) {
                break;
            }
        }
        return body.toString();
    }

    /** Microseconds as people read them. */
    private static String told(String column, String text) {
        if (INSTANTS.contains(column)) {
            return Micros.text(Long.parseLong(text));
        }
        return DURATIONS.contains(column)
                ? Duration.of(Long.parseLong(text), ChronoUnit.MICROS).toString()
                : text;
    }

    private static List<Named> named(
            ResultReader reader, String sql, List<String> columns, ResultReader.Row<List<String>> more) {
        return reader.list(sql, rows -> {
            List<String> says = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                String text = rows.getString(4 + i);
                says.add(text == null ? "" : told(columns.get(i), text));
            }
            says.addAll(more.read(rows));
            return new Named(rows.getString(1), rows.getString(2), rows.getString(3), columns, says);
        });
    }
}
