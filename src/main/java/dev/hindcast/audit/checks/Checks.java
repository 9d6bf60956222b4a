package dev.hindcast.audit.checks;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Amount;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.ResultReader.IssueText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SpanText;
import dev.hindcast.store.StandingSpans;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Entry of the checks: a result in, all findings of some groups out. */
public final class Checks {
    private final ResultReader reader;
    private final Set<CheckGroup> groups;
    private final Progress progress;
    private final List<CheckFinding> findings = new ArrayList<>();

    private Checks(ResultReader reader, Set<CheckGroup> groups, Progress progress) {
        this.reader = reader;
        this.groups = groups;
        this.progress = progress;
    }

    /** Findings by group, the most severe first. */
    public static List<CheckFinding> run(
            ResultReader reader, Collection<Region> regions, Set<CheckGroup> groups, Progress progress) {
        Checks checks = new Checks(reader, groups, progress);
        for (Region region : regions) {
            checks.issuesAndHosts(region);
            checks.evidence(region);
            checks.sums(region);
        }
        checks.findings.sort(CheckFinding.ORDER);
        return checks.findings;
    }

    private boolean asksFor(CheckGroup... some) {
        return List.of(some).stream().anyMatch(groups::contains);
    }

    // -- issues, and what spans on one host say
    // ------------------------------------------------------------------------

    private void issuesAndHosts(Region region) {
        Map<String, List<IssueText>> onHosts = new HashMap<>();
        Map<Series, StandingSpans> standing = new EnumMap<>(Series.class);
        List<IssueText> issues = reader.issues(region);
        progress.stage(region.name(), "issues", issues.size());
        for (IssueText issue : issues) {
            progress.done(1);
            if (!groups.contains(CheckGroup.of(issue.kind()))) {
                continue;
            }
            if (issue.kind().startsWith("negative_") && issue.entities().indexOf(' ') > 0) {
                negative(region, issue, standing);
            } else if (issue.host().isEmpty()) {
                List<SpanText> own = issue.about() == 0 ? List.of() : reader.spansOf(issue.about());
                findings.add(of(region, issue, own));
            } else {
                onHosts.computeIfAbsent(issue.host(), host -> new ArrayList<>()).add(issue);
            }
        }
        boolean computed = asksFor(CheckGroup.CAPACITY, CheckGroup.PLACES, CheckGroup.INVENTORY);
        Set<String> hosts = new TreeSet<>(onHosts.keySet());
        if (computed) {
            hosts.addAll(reader.hostsOfSpans(region));
        }
        progress.stage(region.name(), "hosts", hosts.size());
        for (String host : hosts) {
            progress.done(1);
            List<SpanText> spans = reader.spansOn(region, host);
            Map<String, List<SpanText>> byEntity = new HashMap<>();
            spans.forEach(span -> byEntity.computeIfAbsent(span.entity(), entity -> new ArrayList<>())
                    .add(span));
            for (IssueText issue : onHosts.getOrDefault(host, List.of())) {
                List<SpanText> own = new ArrayList<>();
                for (String entity : new TreeSet<>(List.of(issue.entities().split(" ")))) {
                    own.addAll(byEntity.getOrDefault(entity, List.of()));
                }
                Set<String> types = CheckGroup.series(issue.kind()).spanTypes();
                findings.add(of(
                        region,
                        issue,
                        own.isEmpty()
                                ? spans.stream()
                                        .filter(span -> types.contains(span.type()))
                                        .toList()
                                : own));
            }
            if (computed) {
                for (CheckFinding finding : new HostChecks(region, host, spans).run()) {
                    if (groups.contains(finding.group())) {
                        findings.add(finding);
                    }
                }
            }
        }
    }

    private static CheckFinding of(Region region, IssueText issue, List<SpanText> spans) {
        long instant = within(region, issue.from());
        List<SpanText> active = at(spans, instant);
        List<String> next = !active.isEmpty() && issue.host().isEmpty()
                ? List.of("explain", "--span", Long.toString(active.get(0).id()))
                : !issue.host().isEmpty()
                        ? List.of(
                                "explain",
                                "--region",
                                region.name(),
                                "--host",
                                issue.host(),
                                "--at",
                                Micros.text(instant))
                        : !spans.isEmpty()
                                ? List.of(
                                        "explain",
                                        "--span",
                                        Long.toString(spans.get(0).id()))
                                : CheckGroup.of(issue.kind()) == CheckGroup.SOURCES
                                        ? List.of("export", "sources", "--region", region.name())
                                        : List.of("export", "evidence", "--region", region.name());
        return new CheckFinding(
                issue.kind(),
                issue.severity(),
                region.name(),
                spans.isEmpty() ? "" : CheckGroup.series(issue.kind()).text(),
                "",
                issue.entities(),
                issue.host(),
                issue.from(),
                issue.till(),
                instant,
                issue.detail(),
                "",
                deltas(spans, instant),
                active.stream().map(SpanText::id).toList(),
                issue.ruleId(),
                issue.id(),
                next);
    }

    // -- metrics below zero
    // --------------------------------------------------------------------------------------------

    private void negative(Region region, IssueText issue, Map<Series, StandingSpans> standing) {
        String[] number = issue.entities().split(" ", 2);
        Series metric = Series.named(number[0]).orElseThrow();
        long instant = within(region, issue.from());
        StandingSpans spans = standing.computeIfAbsent(metric, series -> reader.standing(region, series.spanTypes()));
        List<SpanText> active = spans.at(instant);
        findings.add(new CheckFinding(
                issue.kind(),
                issue.severity(),
                region.name(),
                metric.text(),
                number[1],
                "",
                "",
                issue.from(),
                issue.till(),
                instant,
                issue.detail(),
                BelowZero.cause(metric, number[1], active),
                deltas(metric, number[1], spans.entries()),
                active.stream().map(SpanText::id).toList(),
                issue.ruleId(),
                issue.id(),
                explain(region, metric, number[1], instant)));
    }

    private static List<String> deltas(Series series, String resource, List<StandingSpans.Entry> entries) {
        return entries.stream()
                .filter(entry -> series.sums(entry.span().row()))
                .map(entry -> delta(entry.span(), entry.sign(), resource))
                .toList();
    }

    static List<String> deltas(List<SpanText> spans, long instant) {
        List<String> deltas = new ArrayList<>();
        for (int sign = -1; sign <= 1; sign += 2) {
            for (SpanText span : spans) {
                if ((sign < 0 ? span.till() : span.from()) == instant) {
                    deltas.add(delta(span, sign, ""));
                }
            }
        }
        return deltas;
    }

    /** {@code +48 vcpus blazar_allocation of a110c}, or all resources where none is named. */
    private static String delta(SpanText span, int sign, String resource) {
        Long amount = span.quantities().of(resource);
        String what = resource.isEmpty()
                ? (sign > 0 ? "+ " : "- ") + Quantities.text(span.quantities())
                : amount == null
                        ? (sign > 0 ? "+ unmeasured " : "- unmeasured ") + resource
                        : (sign > 0 ? "+" : "-") + Quantities.decimal(amount) + " " + resource;
        return what + (span.known() ? " " : " (may be to be added) ") + span.type() + " of " + span.entity() + " [span "
                + span.id() + "]";
    }

    static List<SpanText> at(List<SpanText> spans, long instant) {
        return spans.stream()
                .filter(span -> span.from() <= instant && span.till() > instant)
                .toList();
    }

    /** The nearest instant that the result says something about. */
    static long within(Region region, long instant) {
        return Math.max(region.dawn(), Math.min(instant, region.horizon() - 1));
    }

    private static List<String> explain(Region region, Series series, String resource, long instant) {
        return List.of(
                "explain",
                "--region",
                region.name(),
                "--series",
                series.text(),
                "--resource",
                resource,
                "--at",
                Micros.text(instant));
    }

    // -- rows of the sources
    // -------------------------------------------------------------------------------------------

    private void evidence(Region region) {
        if (asksFor(CheckGroup.SOURCES)) {
            for (ResultReader.Quarantined rows : reader.quarantined(region)) {
                findings.add(new CheckFinding(
                        "quarantined_rows",
                        "note",
                        region.name(),
                        "",
                        "",
                        "",
                        "",
                        Micros.ALWAYS,
                        Micros.FOREVER,
                        region.dawn(),
                        rows.rows() + (rows.rows() == 1 ? " row of " : " rows of ") + rows.rawTable() + " in "
                                + rows.path() + " could not be used.",
                        "",
                        List.of(),
                        List.of(),
                        "",
                        0,
                        List.of("export", "quarantine", "--region", region.name())));
            }
        }
        if (!asksFor(CheckGroup.CLOCKS, CheckGroup.OPEN_ENDED)) {
            return;
        }
        Map<Long, Entity> open = asksFor(CheckGroup.OPEN_ENDED) ? reader.openEntities(region) : Map.of();
        long silence = Duration.parse(reader.run().getOrDefault("setting " + region.name() + "/silence", "P60D"))
                        .toSeconds()
                * Micros.SECOND;
        ClockChecks clocks = new ClockChecks(region);
        Map<Long, String> lastSeen = new HashMap<>();
        Map<Long, Long> about = new HashMap<>();
        for (IssueText issue : reader.issues(region)) {
            if (issue.kind().equals("open_ended")) {
                about.put(issue.id(), issue.about());
                lastSeen.put(issue.about(), "");
            }
        }
        progress.stage(region.name(), "evidence of hosts, leases and instances", reader.entities(region));
        reader.eachEvidence(region, (number, name, rows) -> {
            progress.done(1);
            clocks.take(name, rows);
            ResultReader.EvidenceText last = ClockChecks.lastSeen(rows);
            if (last != null) {
                lastSeen.computeIfPresent(number, (key, before) -> sighting(last));
                if (open.containsKey(number) && last.lastSeen() < region.horizon() - silence) {
                    openEnded(region, open.get(number), reader.spansOf(number), last);
                }
            }
        });
        if (asksFor(CheckGroup.CLOCKS)) {
            findings.addAll(clocks.findings());
        }
        // An issue of this kind begins with the last sighting, and does not say in which table.
        findings.replaceAll(finding -> finding.region().equals(region.name()) && about.containsKey(finding.issue())
                ? finding.because(lastSeen.get(about.get(finding.issue())))
                : finding);
    }

    private static String sighting(ResultReader.EvidenceText row) {
        return "last seen " + Micros.text(row.lastSeen()) + " as " + row.rawTable() + " " + row.key() + " (first in "
                + row.path() + ")";
    }

    private void openEnded(Region region, Entity entity, List<SpanText> spans, ResultReader.EvidenceText last) {
        long instant = within(region, last.lastSeen());
        List<SpanText> active =
                spans.stream().filter(span -> span.till() == Micros.FOREVER).toList();
        boolean host = entity.kind() == Entity.Kind.HOST;
        findings.add(new CheckFinding(
                "open_ended",
                "notice",
                region.name(),
                (host ? Series.TOTAL : Series.COMMITTED).text(),
                "",
                entity.id(),
                host ? entity.id() : active.get(0).host(),
                last.lastSeen(),
                Micros.FOREVER,
                instant,
                "Still open at the horizon; no source has shown it since " + Micros.text(last.lastSeen()) + ".",
                sighting(last),
                deltas(spans, instant),
                active.stream().map(SpanText::id).toList(),
                "",
                0,
                List.of("explain", "--span", Long.toString(active.get(0).id()))));
    }

    // -- sums
    // ----------------------------------------------------------------------------------------------------------

    private void sums(Region region) {
        progress.stage(region.name(), "sums", 0);
        if (asksFor(CheckGroup.SUMS)) {
            reader.openAtHorizon(region)
                    .forEach((balance, sums) ->
                            sums.forEach((resource, open) -> horizon(region, balance, resource, open)));
        }
        if (asksFor(CheckGroup.CAPACITY)) {
            Balances balances = reader.balances(
                    region, List.of(Series.OCCUPIED, Series.TOTAL, Series.COMMITTED, Series.RESERVABLE));
            for (String resource : balances.resources()) {
                above(region, balances, Series.OCCUPIED, Series.TOTAL, resource);
                above(region, balances, Series.COMMITTED, Series.RESERVABLE, resource);
            }
        }
    }

    private void horizon(Region region, Series balance, String resource, Amount open) {
        long instant = region.horizon() - 1;
        Amount ledger = reader.ledgerBalance(region, balance, resource, instant);
        if (!ledger.equals(open)) {
            findings.add(new CheckFinding(
                    "horizon_sum",
                    "action",
                    region.name(),
                    balance.text(),
                    resource,
                    "",
                    "",
                    instant,
                    Micros.FOREVER,
                    instant,
                    "At the horizon the ledger gives " + text(ledger) + ", and the spans that are open " + text(open)
                            + ".",
                    "",
                    List.of(),
                    List.of(),
                    "",
                    0,
                    List.of("verify")));
        }
    }

    private static String text(Amount amount) {
        return Quantities.decimal(amount.value()) + " (unknown " + Quantities.decimal(amount.unknown())
                + ", unmeasured " + amount.unmeasured() + ")";
    }

    /** Where what is surely used is more than there can have been. */
    private void above(Region region, Balances balances, Series use, Series capacity, String resource) {
        StandingSpans standing = reader.standing(region, use.spanTypes());
        TreeMap<Long, long[]> both = new TreeMap<>();
        balances.eachStep(use, resource, step -> both.computeIfAbsent(step.at(), at -> unset())[0] = step.value());
        balances.eachStep(
                capacity,
                resource,
                step -> both.computeIfAbsent(step.at(), at -> unset())[1] =
                        step.unmeasured() > 0 ? Long.MAX_VALUE : step.high());
        long[] now = {0, 0};
        long[] since = null;
        long from = 0;
        for (Map.Entry<Long, long[]> step : both.entrySet()) {
            for (int i = 0; i < 2; i++) {
                now[i] = step.getValue()[i] == Long.MIN_VALUE ? now[i] : step.getValue()[i];
            }
            // Shares of hosts are rounded to a millionth, each to its own side.
            boolean over = now[1] != Long.MAX_VALUE && now[0] - now[1] > Quantities.ONE / 1000;
            if (over && since == null) {
                since = now.clone();
                from = step.getKey();
            } else if (!over && since != null) {
                above(region, standing, use, capacity, resource, since, from, step.getKey());
                since = null;
            }
        }
        if (since != null) {
            above(region, standing, use, capacity, resource, since, from, region.horizon());
        }
    }

    private static long[] unset() {
        return new long[] {Long.MIN_VALUE, Long.MIN_VALUE};
    }

    private void above(
            Region region,
            StandingSpans standing,
            Series use,
            Series capacity,
            String resource,
            long[] amounts,
            long from,
            long till) {
        List<SpanText> active = standing.at(from);
        findings.add(new CheckFinding(
                "use_above_capacity",
                "note",
                region.name(),
                use.text(),
                resource,
                "",
                "",
                from,
                till,
                from,
                use.text() + " is " + Quantities.decimal(amounts[0]) + " " + resource + ", and " + capacity.text()
                        + " at most " + Quantities.decimal(amounts[1]) + ".",
                "",
                deltas(use, resource, standing.entries()),
                active.stream().map(SpanText::id).toList(),
                "",
                0,
                explain(region, use, resource, from)));
    }
}
