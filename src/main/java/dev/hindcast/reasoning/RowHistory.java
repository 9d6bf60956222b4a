package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.Version;
import dev.hindcast.evidence.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads the versions of one entity's rows column by column: what held, what changed in between, what vanished
 * (design sections 2 and 4). Arithmetic only; what it means is for the rules.
 */
final class RowHistory {
    private static final String ROW = "row";
    private static final String INVENTORY = "inventory";

    private final RegionEvidence region;
    private final Map<Version, Version> moves;
    private final List<Object> facts = new ArrayList<>();

    private RowHistory(RegionEvidence region, Map<Version, Version> moves) {
        this.region = region;
        this.moves = moves;
    }

    /**
     * Rows whose key went on under another entity's name: the last version under the one, and the first under the other.
     *
     * @param entities the versions of each entity
     */
    static Map<Version, Version> moves(Collection<List<Version>> entities) {
        Map<List<Object>, Version> byStart = new HashMap<>();
        entities.forEach(versions -> versions.forEach(version ->
                byStart.put(List.of(version.loader().table(), version.key(), version.firstSeen()), version)));
        Map<Version, Version> moves = new HashMap<>();
        entities.forEach(versions -> versions.forEach(version -> {
            Version next = version.seenAfter() == null
                    ? null
                    : byStart.get(List.of(version.loader().table(), version.key(), version.seenAfter()));
            if (next != null && !next.entity().equals(version.entity())) {
                moves.put(version, next);
            }
        }));
        return moves;
    }

    /** Held, Gap, Vanished and Succession facts for all rows of one entity. */
    static List<Object> of(RegionEvidence region, List<Version> versions, Map<Version, Version> moves) {
        RowHistory history = new RowHistory(region, moves);
        TreeMap<String, TreeMap<String, List<Version>>> byTable = new TreeMap<>();
        for (Version version : versions) {
            byTable.computeIfAbsent(version.loader().table(), table -> new TreeMap<>())
                    .computeIfAbsent(version.key(), key -> new ArrayList<>())
                    .add(version);
        }
        byTable.forEach((table, rows) -> {
            List<Life> lives = new ArrayList<>();
            rows.forEach((key, row) -> lives.addAll(history.row(row)));
            history.successions(table, lives);
            if (ownTable(lives.get(0).versions().get(0))) {
                history.inventoryOfHost(lives);
            }
        });
        return history.facts;
    }

    /** Whether the table is the hosts' own, in which a host has one live row at a time. */
    private static boolean ownTable(Version version) {
        return !version.loader().carrier().isEmpty();
    }

    /**
     * A row from its creation to its end.
     *
     * @param mayFrom since when it may have stood; its start if that is dated
     * @param mayTill until when it may have stood; its end if that is dated, or if nothing bounds it
     * @param sure    the end is dated, or the row still stands
     */
    private record Life(
            String key, long from, long till, long mayFrom, long mayTill, boolean sure, List<Version> versions) {}

    private List<Life> row(List<Version> versions) {
        versions.sort(Comparator.comparingLong(Version::firstSeen));
        List<Life> lives = new ArrayList<>();
        List<Version> current = new ArrayList<>();
        for (Version version : versions) {
            Version before = current.isEmpty() ? null : current.get(current.size() - 1);
            if (before != null && !goesOn(before, version)) {
                lives.add(life(current));
                current = new ArrayList<>();
            }
            if (current.isEmpty()) {
                arrived(before, version);
            }
            current.add(version);
        }
        lives.add(life(current));
        for (Life life : lives) {
            held(life, ROW, version -> "there", null);
            for (Loader.Column column : versions.get(0).loader().columns()) {
                if (column.state()) {
                    held(life, column.name(), version -> text(version.value(column.name())), null);
                } else if (column.momentary()) {
                    momentary(life, column.name());
                }
            }
            if (versions.get(0).loader().measuresInventory() && !ownTable(versions.get(0))) {
                held(life, INVENTORY, version -> Quantities.text(version.inventory()), Version::inventory);
            }
        }
        return lives;
    }

    /** Whether two versions are of one life: none between them was lacking, deleted or another host's. */
    private static boolean goesOn(Version before, Version version) {
        boolean next = before.seenAfter() != null && before.seenAfter() == version.firstSeen();
        return before.deleted() ? version.deleted() : before.lackedAfter() == null && next;
    }

    /**
     * A row that was known before, and not as alive or not under this name: it came somewhere before it was first seen so,
     * unless its own updated_at says when.
     */
    private void arrived(Version beforeOrNull, Version version) {
        long since = notBefore(version);
        long till = Observation.of(version).from();
        if (since != Micros.ALWAYS && dated(version) == Micros.ALWAYS && till > since) {
            facts.add(new Gap(
                    version.loader().table(),
                    version.key(),
                    ROW,
                    "",
                    "there",
                    null,
                    null,
                    since,
                    till,
                    beforeOrNull == null ? List.of(version) : List.of(beforeOrNull, version)));
        }
    }

    /** When the key was last seen otherwise, or lacking; ALWAYS if it never was. */
    private static long notBefore(Version version) {
        Long since = version.lackedBefore() != null ? version.lackedBefore() : version.seenBefore();
        return version.seenBefore() == null ? Micros.ALWAYS : since;
    }

    private Life life(List<Version> versions) {
        Version first = versions.get(0);
        Version last = versions.get(versions.size() - 1);
        Long created = first.micros("createdAt");
        long from = first.firstSeen();
        long mayFrom = from;
        if (first.seenBefore() == null) {
            from = created != null && created <= from ? created : from;
            mayFrom = from;
        } else if (dated(first) != Micros.ALWAYS) {
            from = dated(first);
            mayFrom = from;
        } else {
            mayFrom = notBefore(first);
        }
        boolean standing = last.lastSeen() >= last.tableEnds() && last.tableEnds() >= region.horizon();
        Long deleted = last.micros("deletedAt");
        if (deleted != null) {
            return new Life(first.key(), from, deleted, mayFrom, deleted, true, List.copyOf(versions));
        }
        if (last.deleted()) {
            // Marked deleted without a time: some time after it was last seen alive, before it was first seen so.
            Version marked =
                    versions.stream().filter(Version::deleted).findFirst().orElseThrow();
            long alive = Math.max(from, marked.seenBefore() == null ? from : marked.seenBefore());
            facts.add(new Vanished(
                    marked.loader().table(),
                    marked.key(),
                    alive,
                    marked.firstSeen(),
                    false,
                    true,
                    created,
                    List.of(marked)));
            return new Life(first.key(), from, alive, mayFrom, marked.firstSeen(), false, List.copyOf(versions));
        }
        boolean moved = last.lackedAfter() == null && last.seenAfter() != null;
        Version next = moved ? moves.get(last) : null;
        if (last.lackedAfter() == null && !moved && standing) {
            return new Life(first.key(), from, Micros.FOREVER, mayFrom, Micros.FOREVER, true, List.copyOf(versions));
        }
        long changed = next == null ? Micros.ALWAYS : changed(last, next);
        boolean sure = changed != Micros.ALWAYS;
        Long lacked = moved ? last.seenAfter() : last.lackedAfter();
        long till = sure ? changed : last.lastSeen();
        long gone = sure ? changed : lacked == null ? Micros.FOREVER : lacked;
        facts.add(new Vanished(
                last.loader().table(),
                last.key(),
                till,
                gone,
                moved,
                false,
                created,
                next == null ? List.of(last) : List.of(last, next)));
        // Silence bounds nothing: what the row carried is not told beyond its last sighting.
        long mayTill = gone == Micros.FOREVER ? till : gone;
        return new Life(first.key(), from, till, mayFrom, mayTill, sure, List.copyOf(versions));
    }

    /**
     * A version as a sighting of its content: alive, as long as it was seen so; deleted, at its deletion, since what a
     * deleted row shows later is still what it was then.
     */
    private record Observation(Version version, long from, long till) {
        static Observation of(Version version) {
            if (version.deleted()) {
                Long deleted = version.micros("deletedAt");
                long at = deleted == null ? version.firstSeen() : Math.min(version.firstSeen(), deleted);
                return new Observation(version, at, at);
            }
            return new Observation(version, version.firstSeen(), version.lastSeen());
        }
    }

    /** All rows of one host's own table as one: ids churn, the host and what it carries do not. */
    private void inventoryOfHost(List<Life> lives) {
        // Where a row may have stood, what it carried may have been there with it.
        long from = lives.stream().mapToLong(Life::mayFrom).min().orElseThrow();
        long till = lives.stream().mapToLong(Life::mayTill).max().orElseThrow();
        List<Version> versions = new ArrayList<>();
        lives.forEach(life -> versions.addAll(life.versions()));
        Life whole = new Life(lives.get(lives.size() - 1).key(), from, till, from, till, true, versions);
        held(whole, INVENTORY, version -> Quantities.text(version.inventory()), Version::inventory);
    }

    /** Runs of equal values of one column within a row's life; what nothing dates becomes a gap. */
    private void held(
            Life life, String column, Function<Version, String> value, Function<Version, Quantities> quantities) {
        List<Observation> run = new ArrayList<>();
        long from = life.from();
        boolean first = true;
        boolean missed = false;
        List<Observation> observations = life.versions().stream()
                .map(Observation::of)
                .sorted(Comparator.comparingLong(Observation::from)
                        .thenComparing(seen -> seen.version().key()))
                .toList();
        for (Observation seen : observations) {
            Version version = seen.version();
            if (quantities != null && quantities.apply(version).isEmpty()) {
                missed = true;
                continue;
            }
            Observation last = run.isEmpty() ? null : run.get(run.size() - 1);
            if (last == null) {
                if (missed) {
                    // Never measured before: the first sight of it stands in for the time before.
                    piece(life, column, value, quantities, from, seen.from(), true, first, List.of(seen));
                    from = Math.max(from, seen.from());
                }
            } else if (value.apply(last.version()).equals(value.apply(version))) {
                if (missed) {
                    piece(life, column, value, quantities, from, last.till(), false, first, run);
                    piece(life, column, value, quantities, last.till(), seen.from(), true, first, List.of(last, seen));
                    from = Math.max(from, seen.from());
                }
            } else {
                long changed = changed(last.version(), version);
                boolean dated = changed != Micros.ALWAYS;
                piece(life, column, value, quantities, from, dated ? changed : last.till(), false, first, run);
                if (!dated && seen.from() > last.till()) {
                    facts.add(new Gap(
                            version.loader().table(),
                            life.key(),
                            column,
                            value.apply(last.version()),
                            value.apply(version),
                            quantities == null ? null : quantities.apply(last.version()),
                            quantities == null ? null : quantities.apply(version),
                            last.till(),
                            seen.from(),
                            List.of(last.version(), version)));
                }
                from = dated ? changed : Math.max(seen.from(), last.till());
                run = new ArrayList<>();
                first = false;
            }
            missed = false;
            run.add(seen);
        }
        if (!run.isEmpty()) {
            long sure = missed ? Math.min(life.till(), run.get(run.size() - 1).till()) : life.till();
            piece(life, column, value, quantities, from, sure, false, first, run);
            if (missed) {
                piece(
                        life,
                        column,
                        value,
                        quantities,
                        Math.max(from, sure),
                        life.till(),
                        true,
                        first,
                        List.of(run.get(run.size() - 1)));
            }
        }
    }

    /** When the row itself says that it changed into this version from the one before; ALWAYS if it does not. */
    private static long dated(Version version) {
        return version.seenBefore() == null ? Micros.ALWAYS : changed(version.seenBefore(), version);
    }

    /** When the row itself says that it changed from one version to the next; ALWAYS if it does not. */
    private static long changed(Version before, Version after) {
        return changed(before.lastSeen(), after);
    }

    private static long changed(long lastSeen, Version after) {
        Long changed = after.changedAt();
        boolean within = changed != null && changed > lastSeen && changed <= after.firstSeen();
        // A deletion writes updated_at too, so it no longer dates what else had changed before it.
        Long deleted = after.micros("deletedAt");
        boolean byDeletion = within && after.deleted() && (deleted == null || changed >= deleted);
        return within && !byDeletion ? changed : Micros.ALWAYS;
    }

    private void piece(
            Life life,
            String column,
            Function<Version, String> value,
            Function<Version, Quantities> quantities,
            long from,
            long till,
            boolean bridged,
            boolean first,
            List<Observation> seen) {
        if (from >= till) {
            return;
        }
        Version start = seen.get(0).version();
        Window window = region.knowledge().rowWindow(start.loader().table(), column);
        long begin = from;
        for (long[] silence : silences(start.loader().table(), window, seen)) {
            if (silence[0] >= begin && silence[1] <= till) {
                stretch(life, column, value, quantities, begin, silence[0], bridged, first, seen, window);
                if (quantities == null) {
                    facts.add(new Gap(
                            start.loader().table(),
                            life.key(),
                            column,
                            value.apply(start),
                            value.apply(start),
                            null,
                            null,
                            silence[0],
                            silence[1],
                            List.of(start, seen.get(seen.size() - 1).version())));
                }
                begin = silence[1];
            }
        }
        stretch(life, column, value, quantities, begin, till, bridged, first, seen, window);
    }

    /** Times between two sightings of one value that are longer than its window holds. */
    private List<long[]> silences(String table, Window window, List<Observation> seen) {
        List<long[]> silences = new ArrayList<>();
        if (window == null || window.holdsFor() == Micros.FOREVER) {
            return silences;
        }
        long earliest = seen.stream()
                .mapToLong(observation -> observation.version().firstSeen())
                .min()
                .orElseThrow();
        long latest = seen.stream()
                .map(Observation::version)
                .filter(version -> !version.deleted())
                .mapToLong(Version::lastSeen)
                .max()
                .orElse(Micros.ALWAYS);
        List<Long> snapshots = region.snapshotsOf(table);
        for (int i = 1; i < snapshots.size(); i++) {
            long before = snapshots.get(i - 1);
            long after = snapshots.get(i);
            if (before >= earliest && after <= latest && after - before > window.holdsFor()) {
                silences.add(new long[] {before, after});
            }
        }
        return silences;
    }

    private void stretch(
            Life life,
            String column,
            Function<Version, String> value,
            Function<Version, Quantities> quantities,
            long from,
            long till,
            boolean bridged,
            boolean first,
            List<Observation> seen,
            Window window) {
        if (from >= till) {
            return;
        }
        Version start = seen.get(0).version();
        List<Evidence> rows = new ArrayList<>();
        seen.forEach(observation -> rows.add(observation.version()));
        facts.add(new Held(
                start.loader().table(),
                life.key(),
                column,
                value.apply(start),
                quantities == null ? null : quantities.apply(start),
                from,
                till,
                bridged,
                first,
                start.micros("createdAt"),
                start.micros("updatedAt"),
                window == null ? 1.0 : window.confidence(),
                rows));
    }

    /** A flag of the moment holds at its sightings, and between two equal ones no further apart than its window says. */
    private void momentary(Life life, String column) {
        String table = life.versions().get(0).loader().table();
        Window window = region.knowledge().window(table, column);
        long holdsFor = window == null ? 0 : window.holdsFor();
        List<Long> snapshots = region.snapshotsOf(table);
        long from = Micros.ALWAYS;
        long last = Micros.ALWAYS;
        String value = null;
        List<Version> rows = new ArrayList<>();
        for (Version version : life.versions()) {
            for (long at : snapshots) {
                if (at < version.firstSeen() || at > version.lastSeen()) {
                    continue;
                }
                String now = text(version.value(column));
                if (value == null || !Objects.equals(value, now) || at - last > holdsFor) {
                    flag(life, column, value, from, last, rows, window);
                    from = at;
                    value = now;
                    rows = new ArrayList<>();
                }
                if (!rows.contains(version)) {
                    rows.add(version);
                }
                last = at;
            }
        }
        flag(life, column, value, from, last, rows, window);
    }

    private void flag(Life life, String column, String value, long from, long till, List<Version> rows, Window window) {
        if (value != null && !value.isEmpty()) {
            List<Evidence> evidence = List.copyOf(rows);
            facts.add(new Held(
                    rows.get(0).loader().table(),
                    life.key(),
                    column,
                    value,
                    null,
                    from,
                    till,
                    false,
                    false,
                    rows.get(0).micros("createdAt"),
                    rows.get(0).micros("updatedAt"),
                    window == null ? 1.0 : window.confidence(),
                    evidence));
        }
    }

    private void successions(String table, List<Life> lives) {
        lives.sort(Comparator.comparingLong(Life::from).thenComparing(Life::key));
        for (int i = 1; i < lives.size(); i++) {
            Life later = lives.get(i);
            Life earlier = null;
            for (int j = 0; j < i; j++) {
                Life candidate = lives.get(j);
                if (candidate.till() <= later.from() && (earlier == null || candidate.till() >= earlier.till())) {
                    earlier = candidate;
                }
            }
            if (earlier != null) {
                Version last = earlier.versions().get(earlier.versions().size() - 1);
                facts.add(new Succession(
                        table,
                        earlier.key(),
                        later.key(),
                        earlier.till(),
                        later.from(),
                        !earlier.sure(),
                        List.of(last, later.versions().get(0))));
            }
        }
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }
}
