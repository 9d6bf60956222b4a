package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.reconstruction.Reconstruction;
import dev.hindcast.store.Export;
import dev.hindcast.store.ResultReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which conclusions lean on a window, and what is noted of windows; hours counted by hand. */
class WindowsTest {
    @TempDir
    Path scratch;

    @Test
    void what_holds_between_sightings_and_what_a_snapshot_lacks_leans_on_its_window() {
        // node-1 stands in nova from the 1st to the 7th: 144 hours. Its Blazar row is lacking after the 2nd, which
        // counts from the
        // 6th on: in question from the 2nd to the 6th, gone until the 7th, 120 hours in two pieces.
        Path result = scratch.resolve("absence.db");
        GoldenCase.reconstruct(Path.of("golden/absence-outside-its-window-proves-nothing/raw"), result, 1);
        assertEquals(
                List.of(
                        "ironic-maintenance-flag   0 0 0",
                        "nova-service-disabled-flag   0 0 0",
                        "rows  existence 1 1 144",
                        "rows  inventory 1 1 144",
                        "soft-deletion-came-late bm/windows.yml:2 pool 2 1 120"),
                rows(result, Export.WINDOWS, "window", "place", "attribute", "segments", "entities", "entity_hours"));
        assertEquals(
                List.of("unknown soft-deletion-came-late", "not_reservable soft-deletion-came-late"),
                rows(result, Export.SEGMENTS, "value", "windows").stream()
                        .filter(row -> row.endsWith("soft-deletion-came-late"))
                        .toList());
    }

    @Test
    void two_sightings_too_far_apart_lean_on_the_window_that_says_so() {
        Path result = scratch.resolve("far.db");
        GoldenCase.reconstruct(Path.of("golden/sightings-too-far-apart/raw"), result, 1);
        assertEquals(
                true,
                rows(result, Export.SEGMENTS, "attribute", "value", "rule", "windows").stream()
                        .anyMatch(row -> row.matches("existence unknown HOST-3[12] \\S+")));
    }

    @Test
    void what_rows_no_longer_tell_is_noted() {
        SnapshotFolder region = new SnapshotFolder(scratch.resolve("evidence"), "kvm");
        for (String day : List.of("2024-01-02", "2024-01-03", "2024-01-09")) {
            region.at(day).table("nova.instances", """
                    uuid | host  | node  | vcpus | created_at | launched_at | vm_state | deleted
                    i-1  | kvm-1 | kvm-1 | 4     | 2024-01-01 | 2024-01-01  | active   | 0
                    """).table("nova.services", """
                    id | host  | binary       | created_at | disabled | deleted | last_seen_up
                    1  | kvm-1 | nova-compute | 2024-01-01 | 0        | 0       | %1$s 00:00:00
                    """.formatted(day));
        }
        region.file("windows.yml", """
                windows:
                  - { id: kept-two-days, table: nova.instances, kept_for: P2D }
                  - { id: purged, table: nova.services, purged_at: 2024-01-05T00:00:00Z }
                  - { id: no-such-rows, table: blazar.leases, holds_for: P1D }
                """);
        Path result = scratch.resolve("told.db");
        Reconstruction.run(new Reconstruction.Request(
                List.of(region.write()), result, null, null, null, Micros.FOREVER, Micros.FOREVER, 1, Progress.NONE));
        // Rows that ended before 31 December are gone from the dump of the 2nd, those from the 3rd to the 7th from that
        // of the 9th.
        assertEquals(
                List.of(
                        "history_incomplete nova.instances  2023-12-31T00:00:00Z",
                        "history_incomplete nova.instances 2024-01-03T00:00:00Z 2024-01-07T00:00:00Z",
                        "history_incomplete nova.services 2024-01-03T00:00:00Z 2024-01-05T00:00:00Z",
                        "window_unused blazar.leases  "),
                rows(result, Export.ISSUES, "kind", "entity_id", "start", "end").stream()
                        .filter(row -> row.startsWith("history") || row.startsWith("window"))
                        .toList());
    }

    private static List<String> rows(Path result, Export table, String... columns) {
        List<String> rows = new ArrayList<>();
        try (ResultReader reader = ResultReader.open(result)) {
            reader.export(
                    table,
                    Export.Filter.all(),
                    row -> rows.add(String.join(
                            " ",
                            List.of(columns).stream()
                                    .map(column -> row.get(table.columns().indexOf(column)))
                                    .toList())));
        }
        return rows;
    }
}
