package dev.hindcast.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The sources of one region, the raw tables each of them shows, and how many of their rows were read from dumps. */
final class RegionSources {
    private final List<Source> sources;
    /** By number of the source and raw table: rows of dumps and of tables set apart, and of these the ones that could not be read. */
    private final Map<String, long[]> rowsRead = new TreeMap<>();
    /** By raw table and number of the dump: the condition that its rows there meet, since others were left out; all, if it is empty. */
    private final TreeMap<String, TreeMap<Integer, String>> partial = new TreeMap<>();
    /** Table that is not read, though its like is: numbers of the dumps that show it. */
    private final TreeMap<String, TreeSet<Integer>> passedOver = new TreeMap<>();
    /** Raw table to the sources that show it. */
    private final Map<String, TreeSet<Integer>> shownBy = new TreeMap<>();

    private boolean leavesOut;

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
        sources.removeIf(other -> other.id() == source.id());
    }

    /** @param quarantine what it has of these is forgotten */
    void leaveOutLater(long asOf, Quarantine quarantine) {
        for (TreeSet<Integer> ids : shownBy.values()) {
            ids.removeIf(id -> source(id).seen() > asOf);
        }
        shownBy.values().removeIf(TreeSet::isEmpty);
        leavesOut = sources.removeIf(source -> source.seen() > asOf);
        Set<Integer> left = sources.stream().map(Source::id).collect(Collectors.toSet());
        rowsRead.keySet().removeIf(where -> !left.contains(numberOf(where)));
        partial.values().forEach(dumps -> dumps.keySet().retainAll(left));
        passedOver.values().forEach(dumps -> dumps.retainAll(left));
        passedOver.values().removeIf(TreeSet::isEmpty);
        quarantine.retain(left);
    }

    /** Whether any was left out, of which rows may have been taken in by then. */
    boolean leavesOut() {
        return leavesOut;
    }

    /** Notes that a source shows a raw table. */
    void shows(Source source, String table) {
        shownBy.computeIfAbsent(table, t -> new TreeSet<>()).add(source.id());
    }

    /** Notes that a dump shows of a raw table the rows that meet a condition, or its structure alone if that is empty. */
    void showsInPart(Source source, String table, String condition) {
        partial.computeIfAbsent(table, t -> new TreeMap<>()).put(source.id(), condition);
    }

    /** By raw table and number of the dump: the condition of the rows that it shows alone; it shows none if that is empty. */
    SortedMap<String, TreeMap<Integer, String>> shownInPart() {
        return Collections.unmodifiableSortedMap(partial);
    }

    /** Notes that a dump shows a table that is not read, though one of this name is in another database. */
    void passesOver(Source source, String table) {
        passedOver.computeIfAbsent(table, t -> new TreeSet<>()).add(source.id());
    }

    /** Table that is not read, though its like is: numbers of the dumps that show it. */
    SortedMap<String, TreeSet<Integer>> passedOver() {
        return Collections.unmodifiableSortedMap(passedOver);
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

    /** Whether some rows could not be read or were left out, so that what lacks there proves nothing; an empty table is the dump as a whole. */
    boolean isDamaged(int source, String rawTable) {
        return rows(source, rawTable)[1] > 0
                || partial.getOrDefault(rawTable, new TreeMap<>()).containsKey(source);
    }

    private static int numberOf(String where) {
        return Integer.parseInt(where.substring(0, where.indexOf(' ')));
    }

    /** Tables of which a source shows nothing that could be read are counted too. */
    void countUnreadable(List<RowCount> counts) {
        Set<String> counted = counts.stream()
                .map(count -> count.source() + " " + count.table())
                .collect(Collectors.toSet());
        rowsRead.forEach((where, rows) -> {
            if (rows[1] > 0 && !counted.contains(where)) {
                String table = where.substring(where.indexOf(' ') + 1);
                counts.add(new RowCount(numberOf(where), table, rows[1], 0, rows[1]));
            }
        });
    }
}
