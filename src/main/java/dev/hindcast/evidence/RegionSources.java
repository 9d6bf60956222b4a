package dev.hindcast.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The sources of one region, the raw tables each of them shows, and how many of their rows were read from dumps. */
final class RegionSources {
    private final List<Source> sources;
    /** By number of the source and raw table: rows of dumps, and of these the ones that could not be read. */
    private final Map<String, long[]> rowsRead = new TreeMap<>();
    /** Raw table to the sources that show it. */
    private final Map<String, TreeSet<Integer>> shownBy = new TreeMap<>();

    RegionSources(List<Source> sources) {
        this.sources = new ArrayList<>(sources);
    }

    List<Source> all() {
        return Collections.unmodifiableList(sources);
    }

    Source source(int id) {
        return sources.stream().filter(source -> source.id() == id).findFirst().orElseThrow();
    }

    void replaceAll(UnaryOperator<Source> read) {
        sources.replaceAll(read);
    }

    void remove(Source source) {
        sources.remove(source);
    }

    void leaveOutLater(long asOf) {
        for (TreeSet<Integer> ids : shownBy.values()) {
            ids.removeIf(id -> source(id).seen() > asOf);
        }
        shownBy.values().removeIf(TreeSet::isEmpty);
        sources.removeIf(source -> source.seen() > asOf);
    }

    /** Notes that a source shows a raw table. */
    void shows(Source source, String table) {
        shownBy.computeIfAbsent(table, t -> new TreeSet<>()).add(source.id());
    }

    /** Numbers of the sources that show a raw table. */
    Set<Integer> showing(String table) {
        return shownBy.getOrDefault(table, new TreeSet<>());
    }

    /** Rows of a table that a dump holds, and of these the ones that could not be read: to be counted up. */
    long[] rowsToCount(Source source, String rawTable) {
        return rowsRead.computeIfAbsent(source.id() + " " + rawTable, key -> new long[2]);
    }

    /** Rows of a table that a dump holds, and of these the ones that could not be read. */
    long[] rows(int source, String rawTable) {
        return rowsRead.getOrDefault(source + " " + rawTable, new long[2]);
    }

    /** Whether some rows could not be read, so that what lacks there proves nothing; an empty table is the dump as a whole. */
    boolean isDamaged(int source, String rawTable) {
        return rows(source, rawTable)[1] > 0;
    }

    /** Tables of which a dump shows nothing that could be read are counted too. */
    void countUnreadable(List<RowCount> counts) {
        Set<String> counted = counts.stream()
                .map(count -> count.source() + " " + count.table())
                .collect(Collectors.toSet());
        rowsRead.forEach((where, rows) -> {
            if (rows[1] > 0 && !counted.contains(where)) {
                int blank = where.indexOf(' ');
                counts.add(new RowCount(
                        Integer.parseInt(where.substring(0, blank)), where.substring(blank + 1), rows[1], 0, rows[1]));
            }
        });
    }
}
