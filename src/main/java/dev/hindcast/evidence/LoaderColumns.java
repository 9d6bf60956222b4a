package dev.hindcast.evidence;

import dev.hindcast.evidence.LoaderText.Line;
import dev.hindcast.evidence.LoaderText.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the raw columns that loaders read against those that their tables are known to have before any evidence is read: by the
 * example beside a loader, and else by the loader that is shipped for the table. A misspelt column would put every row into
 * quarantine, and one that some releases lack would be unknown for ever.
 */
final class LoaderColumns {
    private final Map<String, TextFile> examples = new HashMap<>();
    private final Map<String, Loader> shipped = new HashMap<>();
    private final List<Mistake> mistakes = new ArrayList<>();

    private LoaderColumns() {}

    /**
     * All columns that the tables do not have as far as is known.
     *
     * @param files among others the examples
     */
    static List<Mistake> check(List<LoaderText> texts, List<TextFile> files, List<Loader> shipped) {
        LoaderColumns columns = new LoaderColumns();
        files.forEach(file -> columns.examples.put(file.name(), file));
        shipped.forEach(loader -> columns.shipped.put(loader.table(), loader));
        texts.forEach(columns::check);
        return columns.mistakes;
    }

    private void check(LoaderText text) {
        Line reads = text.line("reads").orElseThrow();
        Set<String> read = new HashSet<>();
        reads.names().forEach(name -> read.add(Loader.rawColumn(name.text()).name()));
        String table = text.first("loader");
        TextFile example = examples.get(table + TextFile.EXAMPLE);
        Loader alike = shipped.get(table);
        if (example != null) {
            compare(text, read, header(example), "The example " + example.name() + " has", true);
        } else if (alike != null) {
            Set<String> known = new HashSet<>();
            alike.reads().forEach(column -> known.add(column.name()));
            compare(text, read, known, "The loader that hindcast ships for " + table + " reads", false);
        }
    }

    private static Set<String> header(TextFile example) {
        String first = example.text().lines().findFirst().orElse("");
        Set<String> header = new HashSet<>();
        Arrays.stream(first.split(",")).forEach(name -> header.add(name.strip().replace("\"", "")));
        return header;
    }

    /** @param all whether the table is known to have no others than these, but for those that some releases lack */
    private void compare(LoaderText text, Set<String> read, Set<String> known, String who, boolean all) {
        Set<String> unread = new HashSet<>(known);
        unread.removeAll(read);
        for (Word word : text.line("reads").orElseThrow().names()) {
            Loader.RawColumn column = Loader.rawColumn(word.text());
            String meant = Spelling.meant(column.name(), unread);
            boolean needed = all && !column.optional();
            if (!known.contains(column.name()) && (needed || !meant.isEmpty())) {
                mistakes.add(Mistake.at(
                        LoaderMistake.NOT_IN_TABLE.text(),
                        text.file(),
                        word.at(),
                        word.end(),
                        "",
                        who + " no column '" + column.name() + "'.",
                        meant.isEmpty()
                                ? "Maybe add it to the example; or " + column.name() + "?, if some releases lack it."
                                : meant));
            }
        }
    }
}
