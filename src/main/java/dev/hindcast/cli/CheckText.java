package dev.hindcast.cli;

import dev.hindcast.audit.checks.CheckFinding;
import dev.hindcast.audit.checks.CheckGroup;
import dev.hindcast.evidence.Micros;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Findings for a screen: by group and check, the first of each, and how to see the others. */
final class CheckText {
    /** Of what the ledger does at one instant and of what a cause names, so much fits a line. */
    private static final int WIDTH = 160;

    private static final int DELTAS = 3;

    private CheckText() {}

    /** @param limit findings of each check; 0 for all */
    static String of(
            List<CheckFinding> findings, int limit, Function<CheckFinding, String> next, Function<String, String> all) {
        if (findings.isEmpty()) {
            return "Nothing found.\n";
        }
        StringBuilder text = new StringBuilder();
        Map<CheckGroup, Map<String, List<CheckFinding>>> grouped = new TreeMap<>();
        for (CheckFinding finding : findings) {
            grouped.computeIfAbsent(finding.group(), group -> new LinkedHashMap<>())
                    .computeIfAbsent(finding.check(), check -> new java.util.ArrayList<>())
                    .add(finding);
        }
        grouped.forEach((group, checks) -> {
            text.append(text.length() > 0 ? "\n" : "")
                    .append(group.text().replace('_', ' '))
                    .append('\n');
            checks.forEach((check, found) -> {
                text.append(String.format(
                        Locale.ROOT, "  %s (%s): %d%n", check, found.get(0).severity(), found.size()));
                int shown = limit == 0 ? found.size() : Math.min(limit, found.size());
                found.subList(0, shown).forEach(finding -> finding(text, finding, next.apply(finding)));
                if (shown < found.size()) {
                    text.append("    ")
                            .append(found.size() - shown)
                            .append(" more: ")
                            .append(all.apply(check))
                            .append('\n');
                }
            });
        });
        return text.toString();
    }

    private static void finding(StringBuilder text, CheckFinding finding, String next) {
        text.append("    ").append(finding.region());
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
        line(text, "", finding.detail());
        line(text, "because  ", finding.cause());
        List<String> deltas = finding.deltas();
        for (String delta : deltas.subList(0, Math.min(DELTAS, deltas.size()))) {
            line(text, "ledger   ", delta);
        }
        if (deltas.size() > DELTAS) {
            line(text, "ledger   ", deltas.size() - DELTAS + " more entries at " + Micros.text(finding.instant()));
        }
        if (!finding.active().isEmpty()) {
            line(
                    text,
                    "stood    ",
                    finding.active().size() == 1
                            ? "span " + finding.active().get(0)
                            : finding.active().size() + " spans at " + Micros.text(finding.instant()));
        }
        line(text, "next     ", next);
    }

    private static void line(StringBuilder text, String what, String content) {
        if (!content.isEmpty()) {
            boolean whole = what.startsWith("next") || content.length() <= WIDTH;
            text.append("      ")
                    .append(what)
                    .append(whole ? content : content.substring(0, WIDTH - 4) + " ...")
                    .append('\n');
        }
    }
}
