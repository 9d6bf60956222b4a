package dev.hindcast.cli;

import dev.hindcast.evidence.Micros;
import dev.hindcast.reconstruction.Reconstruction;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The summary that a reconstruction prints: what was read, what was found, where it is. */
final class SummaryText {
    private SummaryText() {}

    static String of(Reconstruction.Summary summary, Path output) {
        StringBuilder text = new StringBuilder();
        for (Reconstruction.RegionSummary region : summary.regions()) {
            line(
                    text,
                    "Region %s, from %s (dawn) to %s (horizon)",
                    region.region(),
                    Micros.text(region.dawn()),
                    Micros.text(region.horizon()));
            long cut = region.sources().stream()
                    .filter(source -> !source.complete())
                    .count();
            line(
                    text,
                    "  sources      %d files%s",
                    region.sources().size(),
                    cut == 0 ? "" : ", " + cut + " of them cut short");
            line(text, "  %-42s %12s %12s %12s", "rows of", "read", "emitted", "quarantined");
            region.rowsByTable()
                    .forEach((table, rows) -> line(text, "    %-40s %12d %12d %12d", table, rows[0], rows[1], rows[2]));
            line(text, "  hosts        %d", region.hosts());
            line(text, "  spans        %d", region.spans());
            int issues = region.issues().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            line(text, "  issues       %d", issues);
            region.issues().forEach((kind, count) -> line(text, "    %-40s %12d", kind, count));
            text.append('\n');
        }
        line(text, "Head %s", summary.head());
        line(
                text,
                "Result in %s. Next: %s",
                output,
                TypedCommand.of(List.of("export", output.toString(), "series", "--format", "csv")));
        return text.toString();
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
