package dev.hindcast.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reconstruction.Reconstruction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntityWalkTest {
    /** U+FE50 stands before U+1F600 by code point, and behind it by UTF-16 unit, the first of which is U+D83D. */
    private static final String EARLIER = "\uFE50";

    private static final String LATER = "\uD83D\uDE00";

    @TempDir
    private Path scratch;

    @Test
    void entities_stand_and_are_found_in_the_order_of_code_points() {
        Path result = scratch.resolve("result.db");
        Reconstruction.run(new Reconstruction.Request(
                List.of(evidence()), result, null, null, null, Micros.FOREVER, Micros.FOREVER, 2, Progress.NONE));
        try (ResultReader reader = ResultReader.open(result)) {
            ResultReader.Region region = reader.region("site-b");
            List<Entity> walked = new ArrayList<>();
            EntityWalk walk = new EntityWalk(reader, region);
            for (EntityWalk.Walked each = walk.next(); each != null; each = walk.next()) {
                walked.add(each.entity());
            }
            List<Entity> expected = new ArrayList<>();
            // A lease of which nothing is amiss stands in its allocations alone.
            for (Entity.Kind kind : List.of(Entity.Kind.HOST, Entity.Kind.ALLOCATION, Entity.Kind.INSTANCE)) {
                expected.add(new Entity(kind, kind.name().charAt(0) + EARLIER));
                expected.add(new Entity(kind, kind.name().charAt(0) + LATER));
            }
            assertEquals(expected, walked);
            List<Entity> sorted = new ArrayList<>(walked);
            sorted.sort(EntityWalk.ORDER);
            assertEquals(expected, sorted);
            for (int i = 0; i < expected.size(); i++) {
                Entity entity = expected.get(i);
                assertEquals(
                        i + 1L,
                        reader.entity(region, entity.kind(), entity.id()).orElseThrow());
            }
        }
    }

    private Path evidence() {
        return new SnapshotFolder(scratch.resolve("evidence"), "site-b")
                .at("2024-03-01")
                .table("nova.services", """
                        id | host | binary       | created_at | disabled | deleted | last_seen_up
                        1  | H%1$s   | nova-compute | 2024-01-01 | 0        | 0       | 2024-02-29 23:59:00
                        2  | H%2$s   | nova-compute | 2024-01-01 | 0        | 0       | 2024-02-29 23:59:00
                        """.formatted(EARLIER, LATER))
                .table("nova.compute_nodes", """
                        id | host | hypervisor_hostname | hypervisor_type | vcpus | memory_mb | local_gb | created_at
                        1  | H%1$s   | H%1$s                  | QEMU            | 64    | 1000      | 100      | 2024-01-01
                        2  | H%2$s   | H%2$s                  | QEMU            | 64    | 1000      | 100      | 2024-01-01
                        """.formatted(EARLIER, LATER))
                .table("nova.instances", """
                        uuid | host | node | vcpus | memory_mb | root_gb | created_at | launched_at         | vm_state | deleted
                        I%1$s   | H%1$s   | H%1$s   | 8     | 100       | 10      | 2024-01-12 | 2024-01-12 00:10:00 | active   | 0
                        I%2$s   | H%2$s   | H%2$s   | 8     | 100       | 10      | 2024-01-12 | 2024-01-12 00:10:00 | active   | 0
                        """.formatted(EARLIER, LATER))
                .table("blazar.computehosts", """
                        id | hypervisor_hostname | vcpus | memory_mb | local_gb | reservable | created_at
                        h1 | H%1$s                  | 64    | 1000      | 100      | 1          | 2024-01-02
                        h2 | H%2$s                  | 64    | 1000      | 100      | 1          | 2024-01-02
                        """.formatted(EARLIER, LATER))
                .table("blazar.leases", """
                        id | name | start_date | end_date   | created_at | deleted
                        L%1$s | one  | 2024-01-10 | 2024-06-01 | 2024-01-10 | 0
                        L%2$s | two  | 2024-01-10 | 2024-06-01 | 2024-01-10 | 0
                        """.formatted(EARLIER, LATER))
                .table("blazar.reservations", """
                        id | lease_id | resource_type | created_at | deleted
                        r1 | L%1$s       | physical:host | 2024-01-10 | 0
                        r2 | L%2$s       | physical:host | 2024-01-10 | 0
                        """.formatted(EARLIER, LATER))
                .table("blazar.computehost_allocations", """
                        id | compute_host_id | reservation_id | created_at | deleted
                        A%1$s | h1              | r1             | 2024-01-10 | 0
                        A%2$s | h2              | r2             | 2024-01-10 | 0
                        """.formatted(EARLIER, LATER))
                .write();
    }
}
