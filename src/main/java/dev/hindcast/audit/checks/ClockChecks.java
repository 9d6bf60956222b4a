package dev.hindcast.audit.checks;

import dev.hindcast.evidence.Micros;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the rows' own times say of the clocks: none is later than the row was shown, and none goes back. */
final class ClockChecks {
    /** Columns that say when something was done, and never when it is planned. */
    private static final List<String> DONE = List.of(
            "created_at",
            "deleted_at",
            "finish_time",
            "last_seen_up",
            "launched_at",
            "start_time",
            "terminated_at",
            "updated_at");

    /** Columns that only move on. */
    private static final List<String> MOVING_ON = List.of("last_seen_up", "updated_at");

    /** A dump takes its time, and its name need not be to the second. */
    private static final long DUMPING = 60 * Micros.SECOND;

    /** Later than shown, of one source, table and column. */
    private record Ahead(Set<Long> rows, String key, long told, long shown) {}

    private final Region region;
    private final Map<String, Ahead> ahead = new TreeMap<>();
    /** By what they say: a row may speak of several entities. */
    private final Map<String, CheckFinding> back = new TreeMap<>();

    ClockChecks(Region region) {
        this.region = region;
    }

    /** Where it was seen last in a source, or null if no source shows it. */
    static EvidenceText lastSeen(List<EvidenceText> rows) {
        return rows.stream()
                .filter(row -> !row.path().isEmpty())
                .max(Comparator.comparingLong(EvidenceText::lastSeen))
                .orElse(null);
    }

    /** The rows that speak of one entity. */
    void take(String entity, List<EvidenceText> rows) {
        Map<String, List<EvidenceText>> byKey = new HashMap<>();
        for (EvidenceText row : rows) {
            if (row.path().isEmpty()) {
                continue;
            }
            byKey.computeIfAbsent(row.rawTable() + " " + row.key(), key -> new ArrayList<>())
                    .add(row);
            for (String column : DONE) {
                ahead(row, row.path(), column, row.values(), row.row(), row.firstSeen());
                // What makes no version stands as it was last sighted, too.
                ahead(row, row.lastPath(), column, row.lastValues(), row.lastRow(), row.lastSeen());
            }
        }
        byKey.values().forEach(versions -> goingBack(entity, versions));
    }

    private void ahead(
            EvidenceText row, String path, String column, Map<String, String> values, long number, long shown) {
        long told = time(values, column);
        if (told != Micros.ALWAYS && told > shown + DUMPING) {
            Ahead one = new Ahead(new HashSet<>(Set.of(number)), row.key(), told, shown);
            ahead.merge(path + "\n" + row.rawTable() + "\n" + column, one, (before, now) -> {
                Ahead worst = now.told - now.shown > before.told - before.shown ? now : before;
                before.rows.addAll(now.rows);
                return new Ahead(before.rows, worst.key, worst.told, worst.shown);
            });
        }
    }

    private void goingBack(String entity, List<EvidenceText> versions) {
        if (versions.size() < 2) {
            return;
        }
        versions.sort(Comparator.comparingLong(EvidenceText::firstSeen));
        for (String column : MOVING_ON) {
            EvidenceText before = null;
            for (EvidenceText row : versions) {
                long told = time(row.values(), column);
                if (told == Micros.ALWAYS) {
                    continue;
                }
                if (before != null && told < time(before.values(), column) && row.firstSeen() > before.lastSeen()) {
                    CheckFinding finding = finding(
                            "clock_back",
                            entity,
                            before.lastSeen(),
                            row.firstSeen(),
                            row.rawTable() + " " + row.key() + ": " + column + " was "
                                    + before.values().get(column) + " in " + before.path() + ", and is "
                                    + row.values().get(column) + " in " + row.path() + ".");
                    back.putIfAbsent(finding.detail(), finding);
                }
                before = row;
            }
        }
    }

    private static long time(Map<String, String> values, String column) {
        String value = values.get(column);
        return value == null ? Micros.ALWAYS : Micros.told(value);
    }

    List<CheckFinding> findings() {
        List<CheckFinding> all = new ArrayList<>(back.values());
        ahead.forEach((where, found) -> {
            String[] parts = where.split("\n");
            boolean one = found.rows().size() == 1;
            all.add(finding(
                    "clock_ahead",
                    found.key(),
                    found.shown(),
                    found.told(),
                    (one ? "A row" : found.rows().size() + " rows") + " of " + parts[1] + " in " + parts[0] + ": "
                            + parts[2] + " is later than the instant at which the source shows it"
                            + (one ? ": " : "; most of all of ") + found.key() + ", " + Micros.text(found.told())
                            + " as shown at " + Micros.text(found.shown()) + "."));
        });
        return all;
    }

    private CheckFinding finding(String check, String entity, long from, long till, String detail) {
        return new CheckFinding(
                check,
                "notice",
                region.name(),
                "",
                "",
                entity,
                "",
                from,
                till,
                Checks.within(region, from),
                detail,
                "",
                List.of(),
                List.of(),
                "",
                0,
                List.of("export", "evidence", "--region", region.name()));
    }
}
