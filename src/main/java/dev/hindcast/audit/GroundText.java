package dev.hindcast.audit;

import dev.hindcast.evidence.Micros;
import dev.hindcast.store.ResultReader.EvidenceText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What something rests on, in words: in brief, or with all that spoke for it and against it. */
final class GroundText {
    private static final int BRIEF_ROWS = 3;
    /** Behind one rule. */
    private static final int ROWS = 4;

    private final Page page;
    private final Names names;
    /** Where the rest is to be seen. */
    private final String all;

    GroundText(Page page, Names names, String all) {
        this.page = page;
        this.names = names;
        this.all = all;
    }

    // -- in brief

    /** What was settled and by which rule, then the rows of all of it, each once and with what it adds. */
    void brief(int indent, List<Ground> grounds) {
        Map<String, EvidenceText> rows = new LinkedHashMap<>();
        Map<String, Set<String>> cells = new LinkedHashMap<>();
        Set<String> told = new TreeSet<>();
        for (Ground ground : grounds) {
            Ground.Reason first = ground.winners().get(0);
            page.indented(
                    indent,
                    Words.settled(ground, names) + ": " + first.claim().sentence() + " ["
                            + first.claim().ruleId() + "].");
            for (EvidenceText row : shown(first.evidence())) {
                for (String cell : Cells.telling(ground.segment(), first.claim(), row)) {
                    // Whom the row is about is known, and what one row of a table tells another need not.
                    if (!cell.endsWith("=" + ground.segment().entity()) && told.add(row.rawTable() + cell)) {
                        rows.putIfAbsent(row.id(), row);
                        cells.computeIfAbsent(row.id(), id -> new LinkedHashSet<>())
                                .add(cell);
                    }
                }
            }
        }
        Set<String> shown = mostTelling(rows, cells, grounds);
        rows.values().stream()
                .filter(row -> shown.contains(row.id()))
                .forEach(row -> page.hanging(
                        " ".repeat(indent) + "- ", where(row) + ": " + String.join(", ", cells.get(row.id()))));
        int left = rows.size() - shown.size();
        if (left > 0) {
            page.indented(indent, "- and " + Words.count(left, "more row", "more rows"));
        }
    }

    /** What a person said comes first, then a row of what was settled last, which sets this apart, then those that tell the most. */
    private static Set<String> mostTelling(
            Map<String, EvidenceText> rows, Map<String, Set<String>> cells, List<Ground> grounds) {
        List<EvidenceText> most = new ArrayList<>(rows.values());
        most.sort(Comparator.comparing(row -> -cells.get(row.id()).size()));
        Optional<String> apart = grounds.isEmpty()
                ? Optional.empty()
                : most.stream()
                        .filter(grounds.get(grounds.size() - 1).winners().get(0).evidence()::contains)
                        .map(EvidenceText::id)
                        .findFirst();
        most.sort(Comparator.comparing((EvidenceText row) -> !row.rawTable().equals("signals"))
                .thenComparing(row -> !row.id().equals(apart.orElse(""))));
        return most.stream().limit(BRIEF_ROWS).map(EvidenceText::id).collect(Collectors.toSet());
    }

    // -- in full

    void full(int indent, List<Ground> grounds) {
        Set<String> placed = new TreeSet<>();
        for (Ground ground : grounds) {
            String when =
                    Words.interval(ground.segment().from(), ground.segment().till());
            page.indented(indent, Words.settled(ground, names) + (when.isEmpty() ? "" : " " + when) + ".");
            Ground.Reason first = ground.winners().get(0);
            String said = ground.segment().contested()
                    ? Words.value(ground.segment().attribute(), first.claim().value()) + ": "
                    : "";
            page.hanging(" ".repeat(indent + 2) + "because  ", said + sentence(first));
            rows(indent + 11, ground, merged(ground), placed);
            also(indent + 2, ground);
            against(indent + 2, ground);
        }
    }

    /** What the rule that won says by further contents of the same rows is no further reason. */
    private static Ground.Reason merged(Ground ground) {
        Ground.Reason first = ground.winners().get(0);
        Map<String, EvidenceText> rows = new LinkedHashMap<>();
        for (Ground.Reason winner : ground.winners()) {
            if (winner == first || repeats(first, winner)) {
                winner.evidence().forEach(row -> rows.putIfAbsent(row.id(), row));
            }
        }
        return new Ground.Reason(first.claim(), List.copyOf(rows.values()));
    }

    private static boolean repeats(Ground.Reason first, Ground.Reason other) {
        Set<String> rows = new TreeSet<>();
        first.evidence().forEach(row -> rows.add(row.rawTable() + " " + row.key()));
        return other.claim().ruleId().equals(first.claim().ruleId())
                && other.claim().value().equals(first.claim().value())
                && other.evidence().stream().allMatch(row -> rows.contains(row.rawTable() + " " + row.key()));
    }

    private void rows(int indent, Ground ground, Ground.Reason reason, Set<String> placed) {
        if (reason.evidence().isEmpty()) {
            page.indented(indent, "No row speaks of it.");
            return;
        }
        List<EvidenceText> shown = shown(reason.evidence());
        Set<String> before = new TreeSet<>();
        for (EvidenceText row : shown.subList(0, Math.min(ROWS, shown.size()))) {
            List<String> cells = new ArrayList<>(Cells.telling(ground.segment(), reason.claim(), row));
            // Of a row seen with several contents only what differs is told again.
            cells.removeIf(cell -> before.contains(row.rawTable() + row.key() + cell));
            cells.forEach(cell -> before.add(row.rawTable() + row.key() + cell));
            String where = placed.add(row.id())
                    ? place(row)
                    : row.rawTable() + " " + row.key() + ", as above (seen " + Micros.text(row.firstSeen()) + ")";
            page.hanging(" ".repeat(indent), where + (cells.isEmpty() ? "" : ": " + String.join(", ", cells)));
        }
        int left = reason.evidence().size() - Math.min(ROWS, shown.size());
        if (left > 0) {
            page.indented(indent, Words.count(left, "more row", "more rows") + ": " + all);
        }
    }

    /** Others that agree, each with the first of its rows. */
    private void also(int indent, Ground ground) {
        Map<String, List<Ground.Reason>> byRule =
                byRule(ground.winners().subList(1, ground.winners().size()).stream()
                        .filter(winner -> !repeats(ground.winners().get(0), winner))
                        .toList());
        for (List<Ground.Reason> reasons : byRule.values()) {
            Ground.Reason first = reasons.get(0);
            page.hanging(" ".repeat(indent) + "also     ", sentence(first) + times(reasons) + by(ground, first));
        }
    }

    /** The row that tells the most of it. */
    private static String by(Ground ground, Ground.Reason reason) {
        EvidenceText most = null;
        List<String> told = List.of();
        for (EvidenceText row : reason.evidence()) {
            List<String> cells = new ArrayList<>(Cells.telling(ground.segment(), reason.claim(), row));
            cells.removeIf(cell -> cell.endsWith("=" + ground.segment().entity()));
            if (most == null || cells.size() > told.size()) {
                most = row;
                told = cells;
            }
        }
        return most == null ? "" : " By " + where(most) + (told.isEmpty() ? "" : ": " + String.join(", ", told)) + ".";
    }

    static String where(EvidenceText row) {
        return row.path().isEmpty()
                ? place(row)
                : row.rawTable() + " " + row.key() + ", row " + row.row() + " in " + row.path();
    }

    /** Rules that said something else, and why they lost; those that only knew nothing are named in one line. */
    private void against(int indent, Ground ground) {
        Set<String> knewNothing = new TreeSet<>();
        List<Ground.Reason> others = new ArrayList<>();
        for (Ground.Reason loser : ground.losers()) {
            boolean nothing = Ground.knowsNothing(loser)
                    && loser.claim().precedence()
                            < ground.winners().get(0).claim().precedence();
            if (nothing) {
                knewNothing.add(loser.claim().ruleId());
            } else {
                others.add(loser);
            }
        }
        for (List<Ground.Reason> reasons : byRule(others).values()) {
            Ground.Reason first = reasons.get(0);
            page.hanging(
                    " ".repeat(indent) + "against  ",
                    Words.value(ground.segment().attribute(), first.claim().value()) + ": " + sentence(first)
                            + times(reasons) + " Not taken: " + ground.defeat(first) + "." + by(ground, first));
        }
        if (!knewNothing.isEmpty()) {
            page.hanging(
                    " ".repeat(indent) + "else     ",
                    "Without these it would be unknown [" + String.join(", ", knewNothing) + "].");
        }
    }

    private static Map<String, List<Ground.Reason>> byRule(Collection<Ground.Reason> reasons) {
        Map<String, List<Ground.Reason>> byRule = new LinkedHashMap<>();
        for (Ground.Reason reason : reasons) {
            byRule.computeIfAbsent(
                            reason.claim().ruleId() + " "
                                    + (reason.claim().won()
                                            ? ""
                                            : reason.claim().value()),
                            key -> new ArrayList<>())
                    .add(reason);
        }
        return byRule;
    }

    private static String times(List<Ground.Reason> reasons) {
        return reasons.size() == 1 ? "" : " (" + reasons.size() + " times)";
    }

    // -- rows

    /** Of a row seen with several contents the first and the last: what lies between changed in other columns. */
    private static List<EvidenceText> shown(List<EvidenceText> rows) {
        Map<String, EvidenceText[]> byKey = new LinkedHashMap<>();
        for (EvidenceText row : rows) {
            EvidenceText[] ends = byKey.computeIfAbsent(row.rawTable() + " " + row.key(), key -> new EvidenceText[2]);
            if (ends[0] == null || row.firstSeen() < ends[0].firstSeen()) {
                ends[1] = ends[1] == null ? ends[0] : ends[1];
                ends[0] = row;
            } else if (ends[1] == null || row.firstSeen() > ends[1].firstSeen()) {
                ends[1] = row;
            }
        }
        List<EvidenceText> shown = new ArrayList<>();
        byKey.values().forEach(ends -> {
            shown.add(ends[0]);
            if (ends[1] != null) {
                shown.add(ends[1]);
            }
        });
        return shown;
    }

    /** {@code A host exists while ... [HOST-02, confidence 0.95].} */
    static String sentence(Ground.Reason reason) {
        double confidence = reason.claim().confidence();
        return reason.claim().sentence() + " [" + reason.claim().ruleId()
                + (confidence < 1.0 ? ", confidence " + Words.number(confidence) : "") + "].";
    }

    /** {@code nova.services 7 (row 3 in dump.sql, seen 4 times until 2024-03-01T00:00:00Z)}. */
    static String place(EvidenceText row) {
        if (row.path().isEmpty()) {
            return row.rawTable().equals("signals") ? "signal " + row.key() : row.rawTable() + " " + row.key();
        }
        String seen = row.sightings() == 1
                ? "seen once, " + Micros.text(row.firstSeen())
                : "seen " + row.sightings() + " times, from " + Micros.text(row.firstSeen()) + " to "
                        + Micros.text(row.lastSeen());
        return row.rawTable() + " " + row.key() + " (row " + row.row() + " in " + row.path() + ", " + seen
                + (row.confidence() < 1.0 ? ", confidence " + Words.number(row.confidence()) : "") + ")";
    }
}
