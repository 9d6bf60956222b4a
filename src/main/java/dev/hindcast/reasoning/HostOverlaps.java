package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;

/** Pairs that held one host at once, by one sorted sweep: a join inside a session would be quadratic. */
final class HostOverlaps {
    /** Something that holds a host over [from, till). */
    private record Holder(String id, String lease, long from, long till, List<Evidence> evidence) {}

    private HostOverlaps() {}

    static List<Overlap> find(List<Version> rows, Collection<? extends Because> settled, long horizon) {
        List<Overlap> overlaps = new ArrayList<>();
        overlaps.addAll(sweep("blazar_rows", enrolments(rows)));
        List<Holder> commitments = new ArrayList<>();
        for (Because fact : settled) {
            if (fact instanceof Commitment commitment
                    && commitment.isWholeHost()
                    && commitment.purpose().equals("commitment")) {
                commitments.add(new Holder(
                        commitment.allocation(),
                        commitment.lease(),
                        commitment.from(),
                        commitment.till(),
                        commitment.evidence()));
            }
        }
        overlaps.addAll(sweep("commitments", commitments));
        // Nothing is said beyond the horizon, not even of what is planned there.
        overlaps.removeIf(pair -> pair.from() >= horizon);
        return overlaps;
    }

    /** Nodes shown for one instance at once, by its own living row or by ironic; both bounds are sightings. */
    static List<Overlap> places(List<Version> rows, List<Reasoner.Binding> bindings) {
        List<Holder> holders = new ArrayList<>();
        for (Version row : rows) {
            // A sighting holds at its very instant; the sweep knows half-open intervals only.
            holders.add(
                    new Holder(row.string(InstancePlaces.NODE), "", row.firstSeen(), row.lastSeen() + 1, List.of(row)));
        }
        for (Reasoner.Binding binding : bindings) {
            holders.add(new Holder(binding.host(), "", binding.seenFrom(), binding.seenTill() + 1, binding.evidence()));
        }
        List<Overlap> overlaps = new ArrayList<>();
        for (Overlap pair : sweep("places", holders)) {
            if (!pair.first().equals(pair.second())) {
                overlaps.add(new Overlap(
                        pair.kind(),
                        pair.first(),
                        pair.second(),
                        "",
                        pair.secondFrom(),
                        pair.secondTill() - 1,
                        pair.from(),
                        pair.till() - 1,
                        pair.evidence()));
            }
        }
        return overlaps;
    }

    /** By Blazar row: the first and last time that an allocation naming it held the host. */
    static List<Testimony> testimonies(Collection<? extends Because> settled) {
        TreeMap<String, Commitment> earliest = new TreeMap<>();
        TreeMap<String, Commitment> latest = new TreeMap<>();
        for (Because fact : settled) {
            if (fact instanceof Commitment commitment
                    && !commitment.computeHostId().isEmpty()) {
                earliest.merge(commitment.computeHostId(), commitment, (a, b) -> a.from() <= b.from() ? a : b);
                latest.merge(commitment.computeHostId(), commitment, (a, b) -> a.till() >= b.till() ? a : b);
            }
        }
        List<Testimony> testimonies = new ArrayList<>();
        earliest.forEach((row, first) -> {
            Commitment last = latest.get(row);
            List<Evidence> evidence = new ArrayList<>(first.evidence());
            Evidence.addInOrder(evidence, last.evidence());
            testimonies.add(new Testimony(
                    row, first.from(), last.till(), Math.min(first.confidence(), last.confidence()), evidence));
        });
        return testimonies;
    }

    /**
     * A Blazar row holds the host's enrolment from its creation to its deletion, or to its last sighting if it vanished or went on
     * under another host's name; one that came from another host, from its first sighting here.
     */
    private static List<Holder> enrolments(List<Version> rows) {
        TreeMap<String, Version> earliest = new TreeMap<>();
        TreeMap<String, Version> latest = new TreeMap<>();
        for (Version row : rows) {
            if (row.loader().about() == Loader.About.HOST && row.loader().index("reservable") >= 0) {
                earliest.merge(row.key(), row, (a, b) -> a.firstSeen() <= b.firstSeen() ? a : b);
                latest.merge(row.key(), row, (a, b) -> a.lastSeen() >= b.lastSeen() ? a : b);
            }
        }
        List<Holder> holders = new ArrayList<>();
        for (Version row : latest.values()) {
            Long created = row.micros("createdAt");
            Long deleted = row.micros("deletedAt");
            boolean came = earliest.get(row.key()).seenBefore() != null;
            long from = came ? earliest.get(row.key()).firstSeen() : created == null ? row.firstSeen() : created;
            long till = Micros.FOREVER;
            if (deleted != null) {
                till = deleted;
            } else if (row.deleted()) {
                till = row.seenBefore() == null ? from : row.seenBefore();
            } else if (row.lackedAfter() != null || row.seenAfter() != null) {
                till = row.lastSeen();
            }
            holders.add(new Holder(row.key(), "", from, till, List.of(row)));
        }
        return holders;
    }

    private static List<Overlap> sweep(String kind, List<Holder> holders) {
        if (holders.size() < 2) {
            return List.of();
        }
        holders.removeIf(holder -> holder.from() >= holder.till());
        holders.sort(Comparator.comparingLong(Holder::from).thenComparing(Holder::id));
        PriorityQueue<Holder> open =
                new PriorityQueue<>(Comparator.comparingLong(Holder::till).thenComparing(Holder::id));
        List<Overlap> overlaps = new ArrayList<>();
        for (Holder later : holders) {
            while (!open.isEmpty() && open.peek().till() <= later.from()) {
                open.poll();
            }
            for (Holder earlier : open.stream()
                    .sorted(Comparator.comparingLong(Holder::from).thenComparing(Holder::id))
                    .toList()) {
                List<Evidence> evidence = new ArrayList<>(earlier.evidence());
                evidence.addAll(later.evidence());
                overlaps.add(new Overlap(
                        kind,
                        earlier.id(),
                        later.id(),
                        later.lease(),
                        later.from(),
                        later.till(),
                        later.from(),
                        Math.min(earlier.till(), later.till()),
                        evidence));
            }
            open.add(later);
        }
        return overlaps;
    }
}
