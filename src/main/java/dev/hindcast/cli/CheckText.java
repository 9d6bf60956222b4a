package dev.hindcast.cli;

import dev.hindcast.audit.checks.CheckFinding;
import dev.hindcast.evidence.Micros;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Findings for a screen: a line for each check, the gravest first; then some in full, and how to see the others. */
final class CheckText {
    /** Of what the ledger does at one instant and of what a cause names, so much fits a line. */
    private static final int WIDTH = 160;

    /** Of what the first finding of a check says, so much fits its line of the table. */
    private static final int SAYS = 80;

    private static final int DELTAS = 3;

    /** Lines of findings in full that fit a screen beside the table. */
    private static final int SCREEN = 24;

    private final boolean fits;
    private final Function<CheckFinding, String> next;
    private final Function<String, String> all;
    private final StringBuilder text = new StringBuilder();

    private CheckText(boolean fits, Function<CheckFinding, String> next, Function<String, String> all) {
        this.fits = fits;
        this.next = next;
        this.all = all;
    }

    /**
     * @param limit findings of each check in full; 0 for all, below 0 for what fits a screen
     * @param fits  whether lines are cut to fit a screen; what goes into a file or another program is whole
     * @param next  what looks further into a finding
     * @param all   what shows all findings of a check
     */
    static String of(
            List<CheckFinding> findings,
            int limit,
            boolean fits,
            Function<CheckFinding, String> next,
            Function<String, String> all) {
        if (findings.isEmpty()) {
            return "Nothing found.\n";
        }
        CheckText text = new CheckText(fits, next, all);
        Map<String, List<CheckFinding>> byCheck = new LinkedHashMap<>();
        findings.stream()
                .sorted(Comparator.comparing(CheckFinding::rank)
                        .thenComparing(CheckFinding::group)
                        .thenComparing(CheckFinding::check))
                .forEach(finding -> byCheck.computeIfAbsent(finding.check(), check -> new ArrayList<>())
                        .add(finding));
        if (byCheck.size() > 1) {
            text.table(findings, byCheck);
        }
        if (limit < 0) {
            text.screen(byCheck);
        } else {
            byCheck.forEach((check, found) -> text.check(check, found, limit == 0 ? found.size() : limit));
        }
        return text.text.toString();
    }

    private void table(List<CheckFinding> findings, Map<String, List<CheckFinding>> byCheck) {
        Map<String, String> meaning = new LinkedHashMap<>();
        meaning.put("action", "for a person to look at (action)");
        meaning.put("notice", "by which a number is less sure (notice)");
        meaning.put("note", "of how a state was settled, or that are odd and change no number (note)");
        List<String> counts = new ArrayList<>();
        meaning.forEach((severity, means) -> counts.add(findings.stream()
                        .filter(finding -> finding.severity().equals(severity))
                        .count()
                + " " + means));
        text.append("Findings: ").append(String.join(", ", counts)).append(".\n\n");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("severity", "check", "findings", "where", "since", "the first says"));
        byCheck.forEach((check, found) -> {
            Set<String> regions = new TreeSet<>();
            found.forEach(finding -> regions.add(finding.region()));
            long since = found.stream().mapToLong(CheckFinding::from).min().orElseThrow();
            rows.add(List.of(
                    found.get(0).severity(),
                    check,
                    Integer.toString(found.size()),
                    regions.size() == 1 ? regions.iterator().next() : regions.size() + " regions",
                    since == Micros.ALWAYS ? "" : Micros.text(since).substring(0, 10),
                    cut(found.get(0).detail().replaceAll("\\s*\n\\s*", " "), SAYS)));
        });
        text.append(TextTable.of(rows, Set.of(2)));
        text.append("\nAll of one check: ").append(all.apply("CHECK")).append('\n');
    }

    /** The first of each check, the gravest first, as far as a screen goes. */
    private void screen(Map<String, List<CheckFinding>> byCheck) {
        int begins = text.length();
        for (Map.Entry<String, List<CheckFinding>> each : byCheck.entrySet()) {
            if (text.substring(begins).lines().count() >= SCREEN) {
                return;
            }
            check(each.getKey(), each.getValue(), 1);
        }
    }

    private void check(String check, List<CheckFinding> found, int limit) {
        text.append(text.length() > 0 ? "\n" : "")
                .append(check)
                .append(" (")
                .append(found.get(0).severity())
                .append("): ")
                .append(found.size())
                .append('\n');
        int shown = Math.min(limit, found.size());
        found.subList(0, shown).forEach(this::finding);
        if (shown < found.size()) {
            text.append("  ")
                    .append(found.size() - shown)
                    .append(" more: ")
                    .append(all.apply(check))
                    .append('\n');
        }
    }

    private void finding(CheckFinding finding) {
        text.append("  ").append(finding.region());
        if (!finding.resource().isEmpty()) {
            text.append(" ").append(finding.series()).append(' ').append(finding.resource());
        }
        if (!finding.entity().isEmpty()) {
            text.append(" ").append(finding.entity());
        }
        if (!finding.host().isEmpty() && !finding.host().equals(finding.entity())) {
            text.append(" on ").append(finding.host());
        }
        text.append(", ")
                .append(finding.from() == Micros.ALWAYS ? "all along" : Micros.text(finding.from()))
                .append(
                        finding.from() == Micros.ALWAYS
                                ? ""
                                : finding.till() == Micros.FOREVER ? " on" : " to " + Micros.text(finding.till()))
                .append('\n');
        line("", finding.detail());
        line("because  ", finding.cause());
        List<String> deltas = finding.deltas();
        for (String delta : deltas.subList(0, Math.min(DELTAS, deltas.size()))) {
            line("ledger   ", delta);
        }
        if (deltas.size() > DELTAS) {
            line("ledger   ", deltas.size() - DELTAS + " more entries at " + Micros.text(finding.instant()));
        }
        if (!finding.active().isEmpty()) {
            line(
                    "stood    ",
                    finding.active().size() == 1
                            ? "span " + finding.active().get(0)
                            : finding.active().size() + " spans at " + Micros.text(finding.instant()));
        }
        text.append("    next     ").append(next.apply(finding)).append('\n');
    }

    private void line(String what, String content) {
        if (!content.isEmpty()) {
            text.append("    ").append(what).append(cut(content, WIDTH)).append('\n');
        }
    }

    /** Between two words, as far as there are any. */
    private String cut(String content, int width) {
        if (!fits || content.length() <= width) {
            return content;
        }
        int blank = content.lastIndexOf(' ', width - 4);
        return content.substring(0, blank > width / 2 ? blank : width - 4) + " ...";
    }
}
