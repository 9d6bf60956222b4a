package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.SnapshotFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signal that names nothing is told on the spot, with what it may have meant. */
class SignalNamesTest {
    private static final String NODE = "c00f5b6c-0000-4000-8000-000000000001";
    private static final String OTHER = "c00f5b6c-0000-4000-8000-000000000002";

    @TempDir
    private Path folder;

    /** In March the second node takes the name of the first. */
    private CommandRun reconstruct(String scope, String says) {
        SnapshotFolder region = new SnapshotFolder(folder.resolve("evidence"), "bm");
        for (String day : new String[] {"2024-02-01", "2024-03-01"}) {
            boolean later = day.startsWith("2024-03");
            region.at(day)
                    .table("nova.services", """
                    id | host     | binary       | created_at | disabled | deleted
                    1  | ironic-1 | nova-compute | 2024-01-01 | 0        | 0
                    """)
                    .table("nova.compute_nodes", """
                    id | host     | hypervisor_hostname | hypervisor_type | vcpus | memory_mb | local_gb | created_at | deleted
                    1  | ironic-1 | %s | ironic | 8 | 1000 | 10 | 2024-01-01 | 0
                    2  | ironic-1 | %s | ironic | 8 | 1000 | 10 | 2024-01-01 | 0
                    """.formatted(NODE, OTHER))
                    .table("ironic.nodes", """
                    id | uuid | name | provision_state | maintenance | created_at
                    1  | %s   | %s   | available       | 0           | 2024-01-01
                    2  | %s   | %s   | available       | 0           | 2024-01-01
                    """.formatted(
                                    NODE, later ? "c00-05" : "c00-01", OTHER, later ? "c00-01" : "lent-out"))
                    .table("blazar.leases", """
                    id  | name | project_id | start_date | end_date   | created_at
                    l-2 | work | work-group | 2024-01-10 | 2024-04-01 | 2024-01-09
                    """)
                    .table("nova.instances", """
                    uuid | project_id | vm_state | deleted | created_at
                    i-1  | p-1        | active   | 0       | 2024-01-05
                    """);
        }
        region.file("signals.yml", """
                signals:
                  - id: s-1
                    kind: statement
                    scope: { region: bm, %s }
                    says: { %s }
                    from: 2024-02-10
                    to: 2024-02-12
                """.formatted(scope, says));
        CommandRun run = CommandRun.of("reconstruct", region.write(), "-o", folder.resolve("result.db"));
        assertEquals(0, run.exit(), run.err());
        return run;
    }

    private String issues() {
        return CommandRun.of("export", folder.resolve("result.db"), "issues").out();
    }

    private void told(String scope, String says, String words) {
        CommandRun run = reconstruct(scope, says);
        assertTrue(run.err().contains("bm/signals.yml:2") && run.err().contains(words), run.err());
        assertTrue(issues().contains("signal_unknown,notice,") && issues().contains(words), issues());
    }

    @Test
    void the_name_of_a_node_in_ironic_is_answered_with_the_id_to_write() {
        told(
                "host: lent-out",
                "maintenance: moved",
                "no row of this region has such a host: it changes nothing. But ironic.nodes.name calls the host "
                        + OTHER + " so: write 'host: " + OTHER + "'.");
    }

    @Test
    void it_is_so_too_where_the_signal_would_make_a_host_of_its_own() {
        told(
                "host: lent-out",
                "exists: true",
                "it counts as one of its own. But ironic.nodes.name calls the host " + OTHER);
    }

    @Test
    void a_name_of_several_hosts_is_not_guessed_at() {
        told("host: c00-01", "maintenance: moved", "ironic.nodes.name calls 2 hosts so, " + NODE + ", " + OTHER);
        told("host: ironic-1", "maintenance: moved", "nova.compute_nodes.host calls 2 hosts so, " + NODE);
    }

    @Test
    void a_misspelt_host_is_answered_with_the_nearest() {
        told("host: " + NODE.replace("c00f", "c0Of"), "pool: reservable", "Maybe you meant the host " + NODE + ".");
        told(
                "host: lend-out",
                "pool: reservable",
                "Maybe you meant the host lent-out; ironic.nodes.name calls the host " + OTHER + " so");
    }

    /** It is told that it changes nothing, and so it does. */
    @Test
    void a_misspelt_host_is_no_host_of_the_result() {
        reconstruct("host: lend-out", "pool: reservable");
        assertFalse(CommandRun.of("export", folder.resolve("result.db"), "pool")
                .out()
                .contains("lend-out"));
        reconstruct("host: lend-out", "exists: true");
        assertTrue(CommandRun.of("export", folder.resolve("result.db"), "pool")
                .out()
                .contains("lend-out"));
    }

    @Test
    void what_a_signal_names_beside_hosts_is_told_as_well() {
        told(
                "instance: i-2",
                "booking: ondemand",
                "is about the instance i-2, and no row of this region has such an instance");
        told("lease: l-1", "held: false", "no row of this region has such a lease");
        told("project: work-gruop", "lease_purpose: maintenance", "Maybe you meant the project work-group.");
    }

    /** So it is with a project that has no lease there yet. */
    @Test
    void a_project_without_leases_is_a_note() {
        CommandRun run = reconstruct("project: firmware", "lease_purpose: maintenance");
        assertFalse(run.err().contains("signals.yml:2"), run.err());
        assertTrue(
                issues().contains("signal_unknown,note,") && issues().contains("such a project: it changes"), issues());
    }

    @Test
    void a_host_that_only_a_signal_knows_may_be_stated() {
        reconstruct("host: never-in-nova", "exists: true");
        assertFalse(issues().contains("signal_unknown"), issues());
    }
}
