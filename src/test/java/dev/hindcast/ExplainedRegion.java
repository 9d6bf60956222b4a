package dev.hindcast;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.reconstruction.Reconstruction;
import java.nio.file.Path;
import java.util.List;

/**
 * A region that a person can explain by heart, of two hosts and two months.
 *
 * <p>kvm-1 has 64 vcpus, is there from 1 January, and in Blazar's pool from noon of 2 January; its Blazar row has vanished by
 * 1 March without a mark, so from 1 February on the pool is in question. kvm-2 has 32 vcpus, is there from noon of 15 January,
 * and nothing ever speaks of its pool. On kvm-1 the instance i-1 takes 8 vcpus from 12 January under a reservation; on kvm-2 i-2
 * takes 4 from 20 January, and no request tells how it was booked.
 */
public final class ExplainedRegion {
    public static final String NAME = "site-b";

    private ExplainedRegion() {}

    /** Its evidence, written below the folder. */
    public static Path evidence(Path folder) {
        SnapshotFolder region = new SnapshotFolder(folder, NAME);
        snapshot(region.at("2024-02-01").table("blazar.computehosts", """
                id | hypervisor_hostname | vcpus | memory_mb | local_gb | reservable | created_at
                h1 | kvm-1               | 64    | 1000      | 100      | 1          | 2024-01-02 12:00:00
                """), "2024-01-31 23:59:00");
        snapshot(region.at("2024-03-01").table("blazar.computehosts", """
                id | hypervisor_hostname | vcpus | memory_mb | local_gb | reservable | created_at
                """), "2024-02-29 23:59:00");
        return region.write();
    }

    private static void snapshot(SnapshotFolder region, String heartbeat) {
        region.table("nova.services", """
                id | host  | binary       | created_at          | disabled | deleted | last_seen_up
                1  | kvm-1 | nova-compute | 2024-01-01          | 0        | 0       | %1$s
                2  | kvm-2 | nova-compute | 2024-01-15 12:00:00 | 0        | 0       | %1$s
                """.formatted(heartbeat))
                .table("nova.compute_nodes", """
                id | host  | hypervisor_hostname | hypervisor_type | vcpus | memory_mb | local_gb | created_at
                1  | kvm-1 | kvm-1               | QEMU            | 64    | 1000      | 100      | 2024-01-01
                2  | kvm-2 | kvm-2               | QEMU            | 32    | 500       | 50       | 2024-01-15 12:00:00
                """)
                .table("nova.instances", """
                uuid | host  | node  | vcpus | memory_mb | root_gb | created_at | launched_at         | vm_state | deleted
                i-1  | kvm-1 | kvm-1 | 8     | 100       | 10      | 2024-01-12 | 2024-01-12 00:10:00 | active   | 0
                i-2  | kvm-2 | kvm-2 | 4     | 100       | 10      | 2024-01-20 | 2024-01-20 00:10:00 | active   | 0
                """)
                .table("nova_api.request_specs", """
                id | instance_uuid | created_at | spec
                1  | i-1           | 2024-01-12 | {"nova_object.data": {"flavor": {"nova_object.data": {"name": "m1"}}, "scheduler_hints": {"reservation": ["r1"]}}}
                """);
    }

    /** Its result file, made in the folder. */
    public static Path result(Path folder) {
        Path result = folder.resolve("result.db");
        Reconstruction.run(new Reconstruction.Request(
                List.of(evidence(folder.resolve("evidence"))),
                result,
                null,
                null,
                null,
                Micros.FOREVER,
                Micros.FOREVER,
                2,
                Progress.NONE));
        return result;
    }
}
