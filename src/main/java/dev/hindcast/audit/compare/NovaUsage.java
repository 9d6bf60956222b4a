package dev.hindcast.audit.compare;

import dev.hindcast.evidence.Micros;
import dev.hindcast.metrics.Series;
import dev.hindcast.store.EntityWalk.Walked;
import dev.hindcast.store.ResultReader.ClaimText;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.SegmentText;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How nova's os-simple-tenant-usage reads an instance (nova/api/openstack/compute/simple_tenant_usage.py), reached from our own spans
 * in steps that each change one reading, so that each step's share of a difference can be told.
 */
final class NovaUsage {
    static final List<String> STEPS = List.of(
            "what is unknown here counts in full",
            "stop, pause and shelving ignored",
            "counted from launch",
            "counted to terminated_at, without it for ever",
            "latest flavour for the whole life",
            "purged and archived rows missing");

    static final Set<Series> SERIES = Set.of(Series.OCCUPIED, Series.ACTIVE);
    static final List<String> RESOURCES = List.of("vcpus", "memory_mb", "disk_gb");

    static final Set<String> TABLES = Set.of("nova.instances", "nova.shadow_instances");

    /** So much, in millionths, over [from, till). */
    record Piece(long from, long till, long amount) {}

    private final Walked instance;
    private final EvidenceText rowOrNull;
    private final long lastSnapshot;
    private final Map<List<String>, List<List<Piece>>> read = new HashMap<>();

    /** @param lastSnapshot the last complete one that shows nova.instances, microseconds UTC */
    NovaUsage(Walked instance, long lastSnapshot) {
        this.instance = instance;
        this.lastSnapshot = lastSnapshot;
        this.rowOrNull = row(instance, TABLES);
    }

    /** Of the rows that what is said of an entity rests on, the one of these tables that was seen last, or null. */
    static EvidenceText row(Walked entity, Set<String> tables) {
        EvidenceText last = null;
        for (SegmentText segment : entity.segments()) {
            for (ClaimText claim : segment.claims()) {
                for (EvidenceText row : claim.evidence()) {
                    boolean later = last == null
                            || row.lastSeen() > last.lastSeen()
                            || row.lastSeen() == last.lastSeen() && row.firstSeen() > last.firstSeen();
                    last = tables.contains(row.rawTable()) && later ? row : last;
                }
            }
        }
        return last;
    }

    /** What it adds as we read it, then after each of the {@link #STEPS}. */
    List<List<Piece>> readings(Series series, String resource) {
        return read.computeIfAbsent(List.of(series.text(), resource), key -> read(series, resource));
    }

    private List<List<Piece>> read(Series series, String resource) {
        List<Piece> known = new ArrayList<>();
        List<Piece> all = new ArrayList<>();
        List<Piece> occupied = new ArrayList<>();
        for (SpanText span : instance.spans()) {
            Long amount = span.quantities().of(resource);
            Piece piece = new Piece(span.from(), span.till(), amount == null ? 0 : amount);
            if (span.type().equals(series.spanType())) {
                all.add(piece);
                if (span.known()) {
                    known.add(piece);
                }
            }
            if (span.type().equals(Series.OCCUPIED.spanType())) {
                occupied.add(piece);
            }
        }
        List<Piece> sizes = added(occupied);
        long starts = all.stream().mapToLong(Piece::from).min().orElse(Micros.FOREVER);
        long ends =
                sizes.isEmpty() ? Micros.ALWAYS : sizes.get(sizes.size() - 1).till();
        List<Piece> unbroken = over(sizes, starts, ends);
        if (rowOrNull == null) {
            // Nobody ever saw its row: there is none that nova could have counted.
            return List.of(known, all, unbroken, unbroken, unbroken, unbroken, List.of());
        }
        long launched = instant("launched_at", Micros.FOREVER);
        long terminated = instant("terminated_at", Micros.FOREVER);
        long size = size(resource);
        List<Piece> latest = over(List.of(new Piece(launched, terminated, size)), launched, terminated);
        List<Piece> toTheEnd = sizes.isEmpty() ? latest : over(sizes, launched, terminated);
        boolean missing =
                rowOrNull.lastSeen() < lastSnapshot || rowOrNull.lastTable().contains(".shadow_");
        return List.of(
                known, all, unbroken, over(sizes, launched, ends), toTheEnd, latest, missing ? List.of() : latest);
    }

    /** Pieces that may overlap as pieces that do not, each with the sum of those that stand; in their order. */
    private static List<Piece> added(List<Piece> pieces) {
        TreeSet<Long> bounds = new TreeSet<>();
        pieces.forEach(piece -> bounds.addAll(List.of(piece.from(), piece.till())));
        List<Piece> added = new ArrayList<>();
        Long from = null;
        for (long till : bounds) {
            if (from != null) {
                long at = from;
                List<Piece> standing = pieces.stream()
                        .filter(piece -> piece.from() <= at && at < piece.till())
                        .toList();
                if (!standing.isEmpty()) {
                    added.add(new Piece(
                            from,
                            till,
                            standing.stream().mapToLong(Piece::amount).sum()));
                }
            }
            from = till;
        }
        return added;
    }

    /** Sizes over [from, till) without a gap: each goes on to the next, the first from the beginning and the last to the end. */
    private static List<Piece> over(List<Piece> sizes, long from, long till) {
        List<Piece> over = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            long begins = i == 0 ? from : Math.max(from, sizes.get(i).from());
            long ends = i + 1 == sizes.size()
                    ? till
                    : Math.min(till, sizes.get(i + 1).from());
            if (begins < ends) {
                over.add(new Piece(begins, ends, sizes.get(i).amount()));
            }
        }
        return over;
    }

    private long instant(String column, long otherwise) {
        long instant = Micros.told(rowOrNull.values().getOrDefault(column, ""));
        return instant == Micros.ALWAYS ? otherwise : instant;
    }

    private long size(String resource) {
        return resource.equals("disk_gb") ? whole("root_gb") + whole("ephemeral_gb") : whole(resource);
    }

    private long whole(String column) {
        String text = rowOrNull.values().getOrDefault(column, "");
        return text.matches("\\d{1,12}") ? Long.parseLong(text) * 1_000_000L : 0;
    }
}
