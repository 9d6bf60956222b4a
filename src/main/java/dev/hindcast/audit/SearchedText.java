package dev.hindcast.audit;

import dev.hindcast.evidence.Micros;
import dev.hindcast.store.ResultReader.SnapshotText;
import dev.hindcast.store.ResultReader.WindowText;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where something was searched, when its sources showed it, and what their silence about it means. */
final class SearchedText {
    private final Page page;
    private final long at;

    SearchedText(Page page, long at) {
        this.page = page;
        this.at = at;
    }

    /** Tables that the same snapshots show, and of which the same windows speak, are told of together. */
    void write(List<WhyNot.Searched> tables) {
        Map<List<String>, List<String>> alike = new LinkedHashMap<>();
        for (WhyNot.Searched table : tables) {
            List<String> search = new ArrayList<>();
            search.add(looks(table));
            if (!table.snapshots().isEmpty()) {
                table.windows().forEach(window -> search.addAll(window(table, window)));
            }
            alike.computeIfAbsent(search, key -> new ArrayList<>()).add(table.table() + " (" + rows(table) + ")");
        }
        alike.forEach((search, named) -> {
            page.hanging("  ", String.join(", ", named) + search.get(0) + ".");
            search.subList(1, search.size()).forEach(window -> page.hanging("    ", window));
        });
    }

    private static String rows(WhyNot.Searched table) {
        return table.rows() == 0
                ? "no row about it"
                : Words.count(table.rows(), "row content", "row contents") + " about it";
    }

    private String looks(WhyNot.Searched table) {
        if (table.snapshots().isEmpty()) {
            return ": no source shows it";
        }
        List<SnapshotText> whole =
                table.snapshots().stream().filter(SnapshotText::complete).toList();
        String all = whole.isEmpty()
                ? ": in no whole snapshot"
                : ": in " + Words.count(whole.size(), "whole snapshot", "whole snapshots") + " from "
                        + Micros.text(whole.get(0).seen()) + " to "
                        + Micros.text(whole.get(whole.size() - 1).seen());
        long cut = table.snapshots().stream()
                .filter(look -> !look.complete() && look.seen() >= before(table) && look.seen() <= after(table))
                .count();
        return all + "; around then "
                + table.before(at).map(look -> Micros.text(look.seen())).orElse("none before") + " and "
                + table.after(at).map(look -> Micros.text(look.seen())).orElse("none after")
                + (cut == 0
                        ? ""
                        : ", and in between " + cut + " not whole, in which a row that is lacking proves nothing");
    }

    private long before(WhyNot.Searched table) {
        return table.before(at).map(SnapshotText::seen).orElse(Micros.ALWAYS);
    }

    private long after(WhyNot.Searched table) {
        return table.after(at).map(SnapshotText::seen).orElse(Micros.FOREVER);
    }

    /** {@code window rows: what two sightings agree on is held between them for up to 400 days}. */
    private List<String> window(WhyNot.Searched table, WindowText window) {
        List<String> says = new ArrayList<>();
        Optional<SnapshotText> next = table.after(at);
        if (window.column().isEmpty() && next.isPresent()) {
            says.add(
                    window.provesAbsence(next.get().seen())
                            ? "a row that the snapshot after it lacks is not there"
                            : "that the snapshot after it lacks a row proves nothing ("
                                    + Words.interval(window.absenceFrom(), window.absenceTo()) + " it would)");
        }
        if (window.holdsFor() != Micros.FOREVER) {
            long apart = table.before(at).isPresent() && next.isPresent() ? after(table) - before(table) : 0;
            says.add("what two sightings agree on is held in between for up to " + length(window.holdsFor())
                    + (apart > window.holdsFor() ? ", and these are " + length(apart) + " apart" : ""));
        }
        if (window.keptFor() != Micros.FOREVER) {
            says.add("rows are thrown away " + length(window.keptFor()) + " after what they tell of has ended"
                    + (next.isPresent() && next.get().seen() - at > window.keptFor()
                            ? ", so that none of what ended then was left for the snapshot after it"
                            : ""));
        }
        if (window.purgedAt() != Micros.ALWAYS) {
            says.add("rows of what had ended were thrown away on " + Micros.text(window.purgedAt())
                    + (at < window.purgedAt() && window.purgedAt() <= after(table)
                            ? ", after the instant and before the next snapshot"
                            : ""));
        }
        return says.isEmpty()
                ? List.of()
                : List.of("window " + window.id() + (window.column().isEmpty() ? "" : " (of " + window.column() + ")")
                        + ": " + String.join("; ", says) + ".");
    }

    /** Whole days, else hours. */
    private static String length(long micros) {
        Duration length = Duration.of(micros, ChronoUnit.MICROS);
        return length.toHours() >= 48
                ? Words.count(length.toDays(), "day", "days")
                : length.toMinutes() >= 120
                        ? Words.count(length.toHours(), "hour", "hours")
                        : Words.count(length.toMinutes(), "minute", "minutes");
    }
}
