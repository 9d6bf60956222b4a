package dev.hindcast.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is told of a region's sources: files not read, dumps cut short or missing, tables that none shows, windows of no use. */
final class SourceNotes {
    private static final String BLAZAR = "blazar.";
    private static final int FOLDERS_MAX = 5;

    private final SourceFinder.Found found;
    private final String region;
    private final Loaders loaders;
    private final Snapshots snapshots;
    private final Set<String> unusable;

    /** @param unusable tables of which all rows are in quarantine */
    SourceNotes(SourceFinder.Found found, Loaders loaders, Snapshots snapshots, Set<String> unusable) {
        this.found = found;
        this.region = found.region();
        this.loaders = loaders;
        this.snapshots = snapshots;
        this.unusable = unusable;
    }

    List<EvidenceNote> all(RegionSources sources, Quarantine quarantine, Knowledge knowledge) {
        List<EvidenceNote> notes = new ArrayList<>();
        noteSources(sources.all(), notes);
        noteSetApart(sources, quarantine, notes);
        noteInPart(sources, notes);
        notePassedOver(sources, notes);
        notes.addAll(missing(knowledge));
        noteWindows(knowledge, notes);
        return notes;
    }

    private void noteSources(List<Source> sources, List<EvidenceNote> notes) {
        for (String path : found.ignored()) {
            UnreadFile unread = UnreadFile.of(path, loaders);
            notes.add(new EvidenceNote(
                    "unread_file",
                    unread.seemsEvidence() ? "notice" : "note",
                    region,
                    path,
                    "",
                    Micros.ALWAYS,
                    Micros.FOREVER,
                    (path + " is neither a dump nor named <schema>.<table>.csv or .parquet, so nothing of it is read. "
                                    + unread.maybe())
                            .strip()));
        }
        for (SourceFinder.Copy copy : found.copies()) {
            notes.add(new EvidenceNote(
                    "source_copy",
                    "note",
                    region,
                    copy.path(),
                    "",
                    Micros.ALWAYS,
                    Micros.FOREVER,
                    copy.path() + " equals " + copy.equal() + ", byte by byte; it was read once."));
        }
        List<String> folders = sources.stream()
                .map(SourceFinder::regionFolder)
                .distinct()
                .sorted()
                .toList();
        int left = folders.size() - FOLDERS_MAX;
        if (folders.size() > 1) {
            notes.add(
                    always(
                            "joined_folders",
                            "notice",
                            region,
                            "The folders "
                                    + folders.stream().limit(FOLDERS_MAX).collect(Collectors.joining(" and "))
                                    + (left > 0 ? " and " + left + " more" : "")
                                    + " have one name and are read as one region. What a"
                                    + " snapshot of the one lacks is gone, whatever the other shows. Maybe two sites: name the folders after them."));
        }
        List<Source> dumps = sources.stream()
                .filter(source -> source.kind() == Source.Kind.DUMP)
                .sorted(Comparator.comparingLong(Source::seen))
                .toList();
        for (int i = 0; i < dumps.size(); i++) {
            Source dump = dumps.get(i);
            if (!dump.complete()) {
                long before = i == 0 ? dump.seen() : dumps.get(i - 1).seen();
                notes.add(new EvidenceNote(
                        "truncated_dump",
                        "notice",
                        region,
                        dump.name(),
                        "",
                        before,
                        dump.seen(),
                        "Cut short: " + dump.note() + ". Its rows count, what it lacks proves nothing."));
            }
        }
        noteMissing(dumps, notes);
    }

    /** Tables of which whole sources could not be read, each once for all that lack the same column. */
    private void noteSetApart(RegionSources sources, Quarantine quarantine, List<EvidenceNote> notes) {
        Map<String, List<Quarantined>> alike = new TreeMap<>();
        for (Quarantined table : quarantine.tables()) {
            if (sources.rows(table.source(), table.table())[1] > 0) {
                alike.computeIfAbsent(table.table() + " " + table.reason(), key -> new ArrayList<>())
                        .add(table);
            }
        }
        for (List<Quarantined> each : alike.values()) {
            Quarantined first = each.get(0);
            long rows = each.stream()
                    .mapToLong(table -> sources.rows(table.source(), table.table())[1])
                    .sum();
            notes.add(new EvidenceNote(
                    "unreadable_table",
                    "notice",
                    region,
                    first.table(),
                    "",
                    Micros.ALWAYS,
                    Micros.FOREVER,
                    "None of its rows in " + sources.source(first.source()).path()
                            + (each.size() == 1 ? "" : " and " + (each.size() - 1) + " more")
                            + " could be read (" + rows + " in quarantine), and their absence proves nothing: "
                            + first.reason()));
        }
    }

    /** Tables of which dumps were told to leave out all rows, or some; dumps of each day may have a condition each. */
    private void noteInPart(RegionSources sources, List<EvidenceNote> notes) {
        sources.shownInPart().forEach((table, conditions) -> {
            SortedSet<Integer> some = new TreeSet<>(conditions.keySet());
            some.removeIf(dump -> conditions.get(dump).isEmpty());
            SortedSet<Integer> none = new TreeSet<>(conditions.keySet());
            none.removeAll(some);
            if (!none.isEmpty()) {
                notes.add(
                        always(
                                "partial_table",
                                "notice",
                                table,
                                paths(sources, none)
                                        + " has its structure and none of its rows (--no-data, --tab), which does not show it empty."));
            }
            if (!some.isEmpty()) {
                boolean several = some.stream().map(conditions::get).distinct().count() > 1;
                notes.add(always(
                        "partial_table",
                        "notice",
                        table,
                        paths(sources, some) + " has those of its rows where " + conditions.get(some.first())
                                + (several ? ", or as others say" : "")
                                + " (--where); they count, and what lacks there proves nothing."));
            }
        });
    }

    /** Tables of a cell or of no database: as if they were not there, though a loader reads their like. */
    private void notePassedOver(RegionSources sources, List<EvidenceNote> notes) {
        sources.passedOver().forEach((table, dumps) -> {
            String read = loaders.readingLikeOf(table).orElseThrow().table();
            boolean unscheduled = table.contains("_cell0.");
            notes.add(
                    always(
                            "unread_table",
                            unscheduled ? "note" : "notice",
                            table,
                            paths(sources, dumps) + " shows this table, and " + read
                                    + " is read and not this one: none of it counts. "
                                    + (unscheduled
                                            ? "nova keeps there what no host was found for."
                                            : table.contains(".")
                                                    ? "Maybe another cell: make it a region of its own, with a copy of the loaders for its database."
                                                    : "Nothing says of which database it is. Maybe dump it with --databases.")));
        });
    }

    private EvidenceNote always(String kind, String severity, String entity, String detail) {
        return new EvidenceNote(kind, severity, region, entity, "", Micros.ALWAYS, Micros.FOREVER, detail);
    }

    private static String paths(RegionSources sources, SortedSet<Integer> numbers) {
        String first = sources.source(numbers.first()).path();
        return numbers.size() == 1 ? first : first + " and " + (numbers.size() - 1) + " more";
    }

    /** What no source of the region shows, as far as the knowledge does not make up for it. */
    List<EvidenceNote> missing(Knowledge knowing) {
        List<EvidenceNote> missing = new ArrayList<>();
        boolean blazarMissing = noteMissingBlazar(knowing, missing);
        for (String table : loaders.all().stream().map(Loader::table).toList()) {
            if ((!snapshots.tables().contains(table) || unusable.contains(table))
                    && !(blazarMissing && table.startsWith(BLAZAR))) {
                List<String> series = SeriesTables.seriesOf(table);
                missing.add(new EvidenceNote(
                        "missing_table",
                        series.isEmpty() ? "note" : "notice",
                        region,
                        table,
                        "",
                        Micros.ALWAYS,
                        Micros.FOREVER,
                        "No source of this region shows this table, or only with rows that are in quarantine"
                                + (series.isEmpty()
                                        ? "; what rests on it alone is unknown."
                                        : ": a 0 of " + String.join(", ", series) + " is no evidence of 0."
                                                + " Maybe add the table to the dumps, also of former days.")));
            }
        }
        return missing;
    }

    /**
     * A dump without Blazar's schema is not a site without Blazar (design section 5): where no signal about the region's pool says
     * which it is, one issue prints the signal to write. An empty schema is something else: it shows that Blazar was there.
     */
    private boolean noteMissingBlazar(Knowledge knowing, List<EvidenceNote> missing) {
        boolean shown = snapshots.tables().stream().anyMatch(table -> table.startsWith(BLAZAR));
        boolean said = knowing.signals().stream()
                .anyMatch(signal -> signal.says().equals("pool")
                        && signal.scope().region().equals(region)
                        && signal.scope().host().isEmpty());
        if (shown || said) {
            return false;
        }
        missing.add(new EvidenceNote(
                "missing_blazar",
                "notice",
                region,
                region,
                "",
                Micros.ALWAYS,
                Micros.FOREVER,
                "No source of this region shows any table of Blazar, so the pool of every host is unknown: a dump without"
                        + " the schema is not a site without Blazar. If you know that there is none, write this into"
                        + " signals.yml in the region's folder, with your name and how you know:\n"
                        + "signals:\n"
                        + "  - id: no-blazar-here\n"
                        + "    kind: default\n"
                        + "    scope: { region: \""
                        + region.replace("\\", "\\\\").replace("\"", "\\\"") + "\" }\n"
                        + "    says: { pool: not_reservable }\n"
                        + "    confidence: 0.9\n"
                        + "    author: your name\n"
                        + "    source: how you know\n"
                        + "    reason: This region has no Blazar."));
        return true;
    }

    /** Windows of the region's own that no source gives a meaning, and times of which a table never told what had ended in them. */
    private void noteWindows(Knowledge knowledge, List<EvidenceNote> notes) {
        for (Window window : knowledge.windows()) {
            List<Long> seen = snapshots.of(window.table());
            String named = "window " + window.id() + (window.where().isEmpty() ? "" : " of " + window.where());
            if (seen.isEmpty() && !window.where().isEmpty() && !window.table().equals(Window.ALL_TABLES)) {
                notes.add(windowNote(
                        "window_unused",
                        "note",
                        window,
                        Micros.ALWAYS,
                        Micros.FOREVER,
                        "The " + named + " is about a table that no source of this region shows; it changes nothing."));
            }
            long before = Micros.ALWAYS;
            for (long at : seen) {
                if (window.keptFor() != Micros.FOREVER && at - window.keptFor() > before) {
                    notes.add(windowNote(
                            "history_incomplete",
                            "notice",
                            window,
                            before,
                            at - window.keptFor(),
                            "Rows of " + window.table() + " are kept for " + Micros.length(window.keptFor())
                                    + " after what they tell of has ended (" + named
                                    + "): what began and ended in this time no source shows, and it is not counted."));
                }
                if (before < window.purgedAt() && window.purgedAt() <= at) {
                    notes.add(windowNote(
                            "history_incomplete",
                            "notice",
                            window,
                            before,
                            window.purgedAt(),
                            "Rows of " + window.table() + " about what had ended were thrown away at its end (" + named
                                    + "): what began and ended in this time no source shows, and it is not counted."));
                }
                before = at;
            }
        }
    }

    private EvidenceNote windowNote(String kind, String severity, Window window, long from, long till, String detail) {
        return new EvidenceNote(kind, severity, region, window.table(), "", from, till, detail);
    }

    /** A gap of more than one and a half times the usual distance between dumps. */
    private void noteMissing(List<Source> dumps, List<EvidenceNote> notes) {
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < dumps.size(); i++) {
            gaps.add(dumps.get(i).seen() - dumps.get(i - 1).seen());
        }
        gaps.sort(Comparator.naturalOrder());
        if (gaps.size() < 3) {
            return;
        }
        long usual = gaps.get(gaps.size() / 2);
        for (int i = 1; i < dumps.size(); i++) {
            long from = dumps.get(i - 1).seen();
            long till = dumps.get(i).seen();
            if (till - from > usual + usual / 2) {
                notes.add(new EvidenceNote(
                        "missing_dump",
                        "notice",
                        region,
                        dumps.get(i - 1).name() + " " + dumps.get(i).name(),
                        "",
                        from,
                        till,
                        "No dump for " + Micros.length(till - from) + "; the usual distance is " + Micros.length(usual)
                                + "."));
            }
        }
    }
}
