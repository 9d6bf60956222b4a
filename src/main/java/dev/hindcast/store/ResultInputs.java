package dev.hindcast.store;

import java.util.List;
import java.util.Map;

/**
 * What a result was made of, as its file has it.
 *
 * @param run     the run row: digests of rules, loaders and knowledge, settings, the version, ...
 * @param rules   by id: what is said of each beside the file
 * @param signals by region and id: all that each says, but not where it stands
 */
public record ResultInputs(Map<String, String> run, List<SourceText> sources, List<Named> rules, List<Named> signals) {
    /** @param seen the instant whose state it shows, microseconds UTC */
    public record SourceText(String region, String path, String sha256, long seen) {}

    /**
     * A rule or a signal.
     *
     * @param region empty for a rule
     * @param file   empty for a signal
     * @param says   its columns, in the order of {@code columns}
     */
    public record Named(String region, String name, String file, List<String> columns, List<String> says) {}

    private static final List<String> OF_RULES = List.of("sentence", "precedence", "confidence", "reads");
    private static final List<String> OF_SIGNALS =
            List.of("kind", "scope", "says", "value", "starts", "ends", "confidence", "author", "source", "reason");

    public static ResultInputs of(ResultReader reader) {
        return new ResultInputs(
                reader.run(),
                reader.list(
                        "SELECT r.name, s.path, s.sha256, s.seen FROM source s JOIN region r ON r.id = s.region ORDER BY s.id",
                        rows -> new SourceText(
                                rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4))),
                named(
                        reader,
                        "SELECT '', rule, file, " + String.join(", ", OF_RULES) + " FROM rule ORDER BY rule",
                        OF_RULES),
                named(
                        reader,
                        "SELECT r.name, s.signal, '', s." + String.join(", s.", OF_SIGNALS)
                                + " FROM signal s JOIN region r ON r.id = s.region ORDER BY r.name, s.signal, s.id",
                        OF_SIGNALS));
    }

    private static List<Named> named(ResultReader reader, String sql, List<String> columns) {
        return reader.list(sql, rows -> {
            String[] says = new String[columns.size()];
            for (int i = 0; i < says.length; i++) {
                String text = rows.getString(4 + i);
                says[i] = text == null ? "" : text;
            }
            return new Named(rows.getString(1), rows.getString(2), rows.getString(3), columns, List.of(says));
        });
    }
}
