package dev.hindcast.reasoning;

import dev.hindcast.evidence.EventRow;
import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where the sources put one instance, compared: two nodes at once, and a node that changed while no event moved it.
 * Arithmetic only; what follows is for the rules.
 */
final class InstancePlaces {
    static final String NODE = "node";

    /** The instance's row shows a node over [from, till], both sightings; of a deleted row, as it was at its deletion. */
    private record Shown(String node, boolean alive, long from, long till, Version row) {}

    private InstancePlaces() {}

    /** Overlaps of kind {@code places}, and Held and Gap facts of the column node within a stay. */
    static List<Object> of(List<Version> versions, List<Stay> stays, List<Reasoner.Binding> bindings) {
        List<Shown> shown = shown(versions);
        if (shown.isEmpty() && bindings.isEmpty()) {
            return List.of();
        }
        List<Object> facts = new ArrayList<>();
        // Nearly all rows show one node from first to last: that cannot contradict itself.
        boolean moved = differ(shown);
        for (int i = 0; i < stays.size(); i++) {
            Stay stay = stays.get(i);
            if (!moved && stay.host().isEmpty()) {
                continue;
            }
            // While an event moves the instance its row already names the new node: that is of the next stay.
            long till = i + 1 < stays.size() ? began(stays.get(i + 1)) : stay.till();
            List<Shown> during = during(shown, stay.from(), till);
            if (!during.isEmpty() && during.get(0).alive()) {
                againstEvent(facts, stay, till, during.get(0));
            }
            if (moved && differ(during(shown, stay.from(), stay.till()))) {
                runs(facts, stay, during);
            }
        }
        if (moved || !bindings.isEmpty()) {
            List<Version> alive = new ArrayList<>(shown.size());
            for (Shown sight : shown) {
                if (sight.alive()) {
                    alive.add(sight.row());
                }
            }
            facts.addAll(HostOverlaps.places(alive, bindings));
        }
        return facts;
    }

    private static List<Shown> during(List<Shown> shown, long from, long till) {
        List<Shown> during = new ArrayList<>(shown.size());
        for (Shown sight : shown) {
            if (sight.from() < till && sight.till() >= from) {
                during.add(sight);
            }
        }
        return during;
    }

    private static boolean differ(List<Shown> shown) {
        for (Shown sight : shown) {
            if (!sight.node().equals(shown.get(0).node())) {
                return true;
            }
        }
        return false;
    }

    private static List<Shown> shown(List<Version> versions) {
        List<Shown> shown = new ArrayList<>();
        for (Version row : versions) {
            if (row.loader().tellsInstances() && row.value(NODE) != null) {
                Long deleted = row.micros("deletedAt");
                boolean alive = deleted == null && !row.isTrue("deleted");
                long from = deleted == null ? row.firstSeen() : Math.min(deleted, row.firstSeen());
                shown.add(new Shown(row.string(NODE), alive, from, alive ? row.lastSeen() : from, row));
            }
        }
        shown.sort(Comparator.comparingLong((Shown sight) -> sight.row().firstSeen()));
        return shown;
    }

    private static long began(Stay stay) {
        return !stay.evidence().isEmpty()
                        && stay.evidence().get(0) instanceof EventRow event
                        && event.startedAt() != null
                ? Math.min(event.startedAt(), stay.from())
                : stay.from();
    }

    /** The event that began a stay names one hypervisor, and the row's first sighting in it another. */
    private static void againstEvent(List<Object> facts, Stay stay, long till, Shown first) {
        if (!stay.host().isEmpty() && !stay.host().equals(first.node())) {
            List<Evidence> evidence = new ArrayList<>(stay.evidence());
            evidence.add(first.row());
            long from = Math.max(stay.from(), first.from());
            facts.add(new Overlap(
                    "places",
                    stay.host(),
                    first.node(),
                    "",
                    from,
                    Math.max(from, Math.min(first.till(), till)),
                    from,
                    Math.max(from, Math.min(first.till(), till)),
                    evidence));
        }
    }

    /** Runs of one node within a stay: each held from its first to its last sighting, the outer ones to the stay's bounds. */
    private static void runs(List<Object> facts, Stay stay, List<Shown> during) {
        List<Shown> run = new ArrayList<>();
        long from = stay.from();
        for (Shown sight : during) {
            Shown last = run.isEmpty() ? null : run.get(run.size() - 1);
            if (last != null && !last.node().equals(sight.node())) {
                long seen = Math.max(stay.from(), last.till());
                long again = Math.max(seen, sight.from());
                held(facts, run, from, seen);
                if (again > seen) {
                    facts.add(new Gap(
                            last.row().loader().table(),
                            last.row().key(),
                            NODE,
                            last.node(),
                            sight.node(),
                            null,
                            null,
                            seen,
                            again,
                            List.of(last.row(), sight.row())));
                }
                run.clear();
                from = again;
            }
            run.add(sight);
        }
        if (!run.isEmpty()) {
            held(facts, run, from, stay.till());
        }
    }

    private static void held(List<Object> facts, List<Shown> run, long from, long till) {
        if (from < till) {
            Version row = run.get(0).row();
            facts.add(new Held(
                    row.loader().table(),
                    row.key(),
                    NODE,
                    run.get(0).node(),
                    null,
                    from,
                    till,
                    false,
                    false,
                    row.micros("createdAt"),
                    row.micros("updatedAt"),
                    1.0,
                    run.stream().map(sight -> (Evidence) sight.row()).toList()));
        }
    }
}
