package dev.hindcast.audit.checks;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the spans on one host say together: who was there while the host was not, and whether more was used than it carried. */
final class HostChecks {
    private final Region region;
    private final String host;
    private final List<SpanText> own;
    private final List<SpanText> allocations;
    private final List<SpanText> occupied;
    private final List<CheckFinding> findings = new ArrayList<>();

    HostChecks(Region region, String host, List<SpanText> spans) {
        this.region = region;
        this.host = host;
        own = of(spans, "nova_host");
        allocations = of(spans, "blazar_allocation");
        occupied = of(spans, "nova_instance_occupied");
    }

    private static List<SpanText> of(List<SpanText> spans, String type) {
        return spans.stream()
                .filter(span -> span.type().equals(type))
                .sorted(Comparator.comparingLong(SpanText::from))
                .toList();
    }

    List<CheckFinding> run() {
        List<long[]> life = united(own);
        outside("allocation_outside_host", "committed", allocations, life);
        outside("instance_outside_host", "occupied", occupied, life);
        unmeasured();
        TreeSet<String> resources = new TreeSet<>();
        occupied.forEach(span -> resources.addAll(span.quantities().millionths().keySet()));
        resources.forEach(this::above);
        return findings;
    }

    /** Times of spans, those that meet as one. */
    private static List<long[]> united(List<SpanText> byStart) {
        List<long[]> united = new ArrayList<>();
        for (SpanText span : byStart) {
            long[] last = united.isEmpty() ? null : united.get(united.size() - 1);
            if (last != null && span.from() <= last[1]) {
                last[1] = Math.max(last[1], span.till());
            } else {
                united.add(new long[] {span.from(), span.till()});
            }
        }
        return united;
    }

    private void outside(String check, String series, List<SpanText> spans, List<long[]> life) {
        Map<String, List<SpanText>> byEntity = new TreeMap<>();
        spans.forEach(span -> byEntity.computeIfAbsent(span.entity(), key -> new ArrayList<>())
                .add(span));
        byEntity.forEach((entity, theirs) -> {
            for (long[] stay : united(theirs)) {
                long from = stay[0];
                for (long[] lived : life) {
                    if (from < stay[1] && lived[0] > from && lived[1] > stay[0]) {
                        outside(check, series, entity, theirs, from, Math.min(lived[0], stay[1]), life);
                    }
                    from = Math.max(from, lived[1]);
                }
                if (from < stay[1]) {
                    outside(check, series, entity, theirs, from, stay[1], life);
                }
            }
        });
    }

    private void outside(
            String check,
            String series,
            String entity,
            List<SpanText> theirs,
            long from,
            long till,
            List<long[]> life) {
        if (from >= region.horizon()) {
            return;
        }
        boolean before = !life.isEmpty() && from < life.get(0)[0];
        String when = life.isEmpty()
                ? "No source ever shows this host."
                : before
                        ? "The host is first seen at " + Micros.text(life.get(0)[0]) + "."
                        : "The host is not there at that time.";
        findings.add(finding(check, before ? "note" : "notice", series, "", entity, from, till, when, theirs));
    }

    private void unmeasured() {
        List<SpanText> lacking = own.stream()
                .filter(span -> span.certainty() != dev.hindcast.spans.Certainty.DIFFERENCE
                        && span.quantities().of(Quantities.VCPUS) == null)
                .toList();
        for (long[] time : united(lacking)) {
            findings.add(finding(
                    "unmeasured_host",
                    "notice",
                    "total",
                    Quantities.VCPUS,
                    host,
                    time[0],
                    time[1],
                    "No witness ever told what this host carried: it counts as a node and is unmeasured else.",
                    lacking));
        }
    }

    /** Where instances surely hold more than the host can have carried, while it stood and was measured. */
    private void above(String resource) {
        TreeMap<Long, long[]> changes = new TreeMap<>();
        for (SpanText span : occupied) {
            Long amount = span.quantities().of(resource);
            if (span.known() && amount != null) {
                change(changes, span, 0, amount);
            }
        }
        for (SpanText span : own) {
            Long amount = span.quantities().of(resource);
            change(changes, span, 1, amount == null ? 0 : amount);
            // What is not measured cannot be exceeded.
            change(changes, span, 2, amount == null && span.known() ? 1 : 0);
            change(changes, span, 3, 1);
        }
        long[] now = new long[4];
        long since = Micros.ALWAYS;
        long[] first = now;
        for (Map.Entry<Long, long[]> change : changes.entrySet()) {
            for (int i = 0; i < now.length; i++) {
                now[i] += change.getValue()[i];
            }
            boolean over = now[3] > 0 && now[2] == 0 && now[0] - now[1] > Quantities.ONE / 1000;
            if (over && since == Micros.ALWAYS) {
                since = change.getKey();
                first = now.clone();
            } else if (!over && since != Micros.ALWAYS) {
                above(resource, first, since, change.getKey());
                since = Micros.ALWAYS;
            }
        }
        if (since != Micros.ALWAYS) {
            above(resource, first, since, Micros.FOREVER);
        }
    }

    private static void change(TreeMap<Long, long[]> changes, SpanText span, int what, long amount) {
        changes.computeIfAbsent(span.from(), at -> new long[4])[what] += amount;
        if (span.till() != Micros.FOREVER) {
            changes.computeIfAbsent(span.till(), at -> new long[4])[what] -= amount;
        }
    }

    private void above(String resource, long[] amounts, long from, long till) {
        findings.add(finding(
                "host_above_capacity",
                "note",
                "occupied",
                resource,
                host,
                from,
                till,
                "Instances hold " + Quantities.decimal(amounts[0]) + " " + resource + " of a host that carries "
                        + Quantities.decimal(amounts[1]) + ".",
                occupied));
    }

    private CheckFinding finding(
            String check,
            String severity,
            String series,
            String resource,
            String entity,
            long from,
            long till,
            String detail,
            List<SpanText> spans) {
        long instant = Checks.within(region, from);
        return new CheckFinding(
                check,
                severity,
                region.name(),
                series,
                resource,
                entity,
                host,
                from,
                till,
                instant,
                detail,
                "",
                Checks.deltas(spans, instant),
                Checks.at(spans, instant).stream().map(SpanText::id).toList(),
                "",
                0,
                List.of("explain", "--region", region.name(), "--host", host, "--at", Micros.text(instant)));
    }
}
