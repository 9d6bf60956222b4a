package dev.hindcast.audit.checks;

import dev.hindcast.evidence.Micros;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * One finding of a check.
 *
 * @param severity action, notice or note, as of issues
 * @param series   the number that it touches most; empty where it touches none
 * @param resource empty for all
 * @param instant  within [dawn, horizon): where the ledger and the spans are looked at
 * @param cause    why, where it is known; empty else
 * @param deltas   what the ledger adds and takes away at the instant
 * @param active   numbers of the spans concerned that stand at the instant
 * @param issue    the number of the issue, or 0 if the check found it
 * @param next     the words of the command that looks further, without the program's name
 */
public record CheckFinding(
        String check,
        String severity,
        String region,
        String series,
        String resource,
        String entity,
        String host,
        long from,
        long till,
        long instant,
        String detail,
        String cause,
        List<String> deltas,
        List<Long> active,
        String rule,
        long issue,
        List<String> next) {
    public static final List<String> COLUMNS = List.of(
            "check",
            "group",
            "severity",
            "region",
            "series",
            "resource",
            "entity_id",
            "host",
            "start",
            "end",
            "instant",
            "detail",
            "cause",
            "deltas",
            "active_spans",
            "rule",
            "issue_id",
            "command");

    private static final List<String> SEVERITIES = List.of("action", "notice", "note");

    static final Comparator<CheckFinding> ORDER = Comparator.comparing(CheckFinding::group)
            .thenComparing(CheckFinding::rank)
            .thenComparing(CheckFinding::check)
            .thenComparing(CheckFinding::region)
            .thenComparingLong(CheckFinding::from)
            .thenComparing(CheckFinding::entity)
            .thenComparing(CheckFinding::host)
            .thenComparing(CheckFinding::resource)
            .thenComparingLong(CheckFinding::issue);

    public CheckGroup group() {
        return CheckGroup.of(check);
    }

    /** 0 for the gravest severity. */
    public int rank() {
        return SEVERITIES.indexOf(severity);
    }

    /** Whether it is at least as severe. */
    public boolean isAtLeast(String threshold) {
        return rank() <= SEVERITIES.indexOf(threshold);
    }

    CheckFinding because(String itsCause) {
        return new CheckFinding(
                check, severity, region, series, resource, entity, host, from, till, instant, detail, itsCause, deltas,
                active, rule, issue, next);
    }

    public static boolean isSeverity(String text) {
        return SEVERITIES.contains(text);
    }

    /** By {@link #COLUMNS}. */
    public List<String> row(String command) {
        return List.of(
                check,
                group().name().toLowerCase(Locale.ROOT),
                severity,
                region,
                series,
                resource,
                entity,
                host,
                Micros.text(from),
                Micros.text(till),
                Micros.text(instant),
                detail,
                cause,
                String.join("; ", deltas),
                String.join(" ", active.stream().map(Object::toString).toList()),
                rule,
                issue == 0 ? "" : Long.toString(issue),
                command);
    }
}
