package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What state one instance's row shows, compared with its events: a state that changed while no event tells of it.
 * Arithmetic only; what a state means is for the rules.
 */
final class InstanceStates {
    static final String STATE = "vmState";

    /** What every instance is in from its launch on; shown from the first, it says nothing more. */
    private static final String LAUNCHED = "active";

    /** Longer than a dump takes, at whose end or beginning a row may have been read. */
    private static final long DUMPING = 2 * 3600 * Micros.SECOND;

    /** Sightings in a row that show one state of an instance not deleted. */
    private record Run(String state, List<Version> rows) {
        /** The first of them. */
        Version row() {
            return rows.get(0);
        }

        long first() {
            return row().firstSeen();
        }

        long last() {
            return rows.get(rows.size() - 1).lastSeen();
        }
    }

    private InstanceStates() {}

    /**
     * Held and Gap facts of the column {@code vmState}.
     *
     * @param told when events tell of a change, ascending
     */
    static List<Object> of(List<Version> versions, List<Long> told) {
        List<Run> runs = runs(versions);
        if (runs.isEmpty() || runs.size() == 1 && runs.get(0).state().equals(LAUNCHED)) {
            return List.of();
        }
        List<Object> facts = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            Run before = i == 0 ? null : runs.get(i - 1);
            long after = after(before, run);
            if (isTold(told, before, run) || before == null && run.state().equals(LAUNCHED)) {
                continue;
            }
            boolean dated = isDated(after, run);
            long from = dated ? run.row().changedAt() : run.first();
            // Between two sightings its own date settles it; from the launch to the first it was otherwise at some
            // time.
            if (after < from && (before == null || !dated)) {
                gap(facts, before, run, after, from);
            }
            held(facts, run, from, till(run, i + 1 < runs.size() ? runs.get(i + 1) : null, told), before == null);
        }
        return facts;
    }

    private static List<Run> runs(List<Version> versions) {
        List<Version> rows = new ArrayList<>();
        for (Version row : versions) {
            if (row.loader().tellsInstances()
                    && !row.deleted()
                    && row.value(STATE) != null
                    && row.value("launchedAt") != null) {
                rows.add(row);
            }
        }
        rows.sort(Comparator.comparingLong(Version::firstSeen));
        List<Run> runs = new ArrayList<>();
        for (Version row : rows) {
            if (runs.isEmpty() || !runs.get(runs.size() - 1).state().equals(row.string(STATE))) {
                runs.add(new Run(row.string(STATE), new ArrayList<>()));
            }
            runs.get(runs.size() - 1).rows().add(row);
        }
        return runs;
    }

    /** The last that is known of the state before. */
    private static long after(Run beforeOrNull, Run run) {
        return beforeOrNull == null ? Math.min(run.row().micros("launchedAt"), run.first()) : beforeOrNull.last();
    }

    private static boolean isTold(List<Long> told, Run beforeOrNull, Run run) {
        long from = after(beforeOrNull, run) - (beforeOrNull == null ? 0 : DUMPING);
        return told.stream().anyMatch(at -> at > from && at <= run.first() + DUMPING);
    }

    /** Whether the row's own updated_at tells when it changed. */
    private static boolean isDated(long after, Run run) {
        Long changed = run.row().changedAt();
        return changed != null && changed > after && changed <= run.first();
    }

    /** Till an event tells of another state, or the row does. */
    private static long till(Run run, Run nextOrNull, List<Long> told) {
        if (nextOrNull != null && !isTold(told, run, nextOrNull)) {
            return isDated(run.last(), nextOrNull) ? nextOrNull.row().changedAt() : run.last();
        }
        return told.stream()
                .filter(at -> at > run.last())
                .findFirst()
                .orElse(nextOrNull == null ? Micros.FOREVER : run.last());
    }

    private static void gap(List<Object> facts, Run beforeOrNull, Run run, long from, long till) {
        List<Evidence> evidence = new ArrayList<>();
        if (beforeOrNull != null) {
            evidence.add(beforeOrNull.rows().get(beforeOrNull.rows().size() - 1));
        }
        evidence.add(run.row());
        facts.add(new Gap(
                run.row().loader().table(),
                run.row().key(),
                STATE,
                beforeOrNull == null ? "" : beforeOrNull.state(),
                run.state(),
                null,
                null,
                from,
                till,
                evidence));
    }

    private static void held(List<Object> facts, Run run, long from, long till, boolean first) {
        if (from < till) {
            facts.add(new Held(
                    run.row().loader().table(),
                    run.row().key(),
                    STATE,
                    run.state(),
                    null,
                    from,
                    till,
                    false,
                    first,
                    run.row().micros("createdAt"),
                    run.row().micros("updatedAt"),
                    1.0,
                    List.copyOf(run.rows())));
        }
    }
}
