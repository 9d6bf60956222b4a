package dev.hindcast.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.reconstruction.Reconstruction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers at the edges: none at all, and more than a long holds. */
class ExportedNumbersTest {
    @TempDir
    private Path scratch;

    /** On a hypervisor an instance takes as much of the node as of its vcpus, so without these nothing of it is measured. */
    @Test
    void a_span_of_which_nothing_was_measured_has_a_row() {
        SnapshotFolder region =
                host(64, "2024-01-01", "2024-03-01", "2024-02-29 23:59:00").table("nova.instances", """
                        uuid | host  | node  | vcpus | memory_mb | root_gb | created_at | launched_at         | vm_state | deleted
                        i-1  | kvm-1 | kvm-1 |       |           |         | 2024-01-12 | 2024-01-12 00:10:00 | active   | 0
                        """);
        Path result = reconstruct(region);
        assertEquals(
                List.of(
                        "nova_instance_active i-1 kvm-1   2024-01-12T00:10:00Z ",
                        "nova_instance_occupied i-1 kvm-1   2024-01-12T00:00:00Z "),
                exported(result, Export.SPANS, "type", "entity_id", "host", "resource", "quantity", "start", "end")
                        .stream()
                        .filter(row -> row.contains(" i-1 "))
                        .toList());
        assertEquals(
                List.of(
                        "1 nova_instance_occupied i-1   2024-01-12T00:00:00Z",
                        "1 nova_instance_active i-1   2024-01-12T00:10:00Z"),
                exported(result, Export.LEDGER, "sign", "type", "entity_id", "resource", "quantity", "at").stream()
                        .filter(row -> row.contains(" i-1 "))
                        .toList());
    }

    /**
     * 10,000 hosts of 4 TB, here as one: 10,000 * 4,194,304 MB = 41,943,040,000 MB. The twenty years from 2004 to 2024 have 20 * 365 + 5
     * = 7,305 days of 24 hours, 175,320 hours, which makes 7,353,453,772,800,000 MB-hours; in millionths a long ends at 9,223,372,036,854.
     */
    @Test
    void a_signal_over_ten_thousand_large_hosts_and_twenty_years_is_counted() {
        SnapshotFolder region = host(41_943_040_000L, "2004-01-01", "2024-01-01", "2023-12-31 23:59:00")
                .table("nova.instances", "uuid | host\n")
                .table("blazar.computehosts", "id | hypervisor_hostname\n")
                .file("signals.yml", """
                        signals:
                          - id: s-1
                            kind: default
                            scope: { region: site-b }
                            says: { pool: not_reservable }
                            author: operations
                            source: site policy
                            reason: hosts are on demand
                        """);
        assertEquals(
                List.of("available_ondemand memory_mb 7353453772800000.0 0.0 0.0"),
                exported(
                                reconstruct(region),
                                Export.SIGNALS,
                                "series",
                                "resource",
                                "with_value",
                                "with_unknown",
                                "without_value")
                        .stream()
                        .filter(row -> row.startsWith("available_ondemand memory_mb "))
                        .toList());
    }

    private SnapshotFolder host(long memory, String created, String seen, String heartbeat) {
        return new SnapshotFolder(scratch.resolve("evidence"), "site-b")
                .at(seen)
                .table("nova.services", """
                        id | host  | binary       | created_at | disabled | deleted | last_seen_up
                        1  | kvm-1 | nova-compute | %s         | 0        | 0       | %s
                        """.formatted(created, heartbeat))
                .table("nova.compute_nodes", """
                        id | host  | hypervisor_hostname | hypervisor_type | vcpus | memory_mb | local_gb | created_at
                        1  | kvm-1 | kvm-1               | QEMU            | 64    | %s        | 100      | %s
                        """.formatted(memory, created));
    }

    private Path reconstruct(SnapshotFolder region) {
        Path result = scratch.resolve("result.db");
        Reconstruction.run(new Reconstruction.Request(
                List.of(region.write()), result, null, null, null, Micros.FOREVER, Micros.FOREVER, 2, Progress.NONE));
        return result;
    }

    private static List<String> exported(Path result, Export export, String... columns) {
        List<String> exported = new ArrayList<>();
        try (ResultReader reader = ResultReader.open(result)) {
            reader.export(export, Export.Filter.all(), row -> {
                List<String> cells = new ArrayList<>();
                for (String column : columns) {
                    cells.add(row.get(export.columns().indexOf(column)));
                }
                exported.add(String.join(" ", cells));
            });
        }
        return exported;
    }
}
