package dev.hindcast.reasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.evidence.EntityRows;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.evidence.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of which rules never ask are not read; what rules ask for is, however they do. */
class RuleBaseTest {
    private static final String HEAD = """
            package hindcast.rules
            import dev.hindcast.evidence.*
            import dev.hindcast.reasoning.*
            global dev.hindcast.reasoning.Conclusions conclude
            """;

    @TempDir
    private Path scratch;

    @Test
    void rows_of_their_own_type_are_read() {
        assertEquals(List.of("blazar.events", "blazar.leases"), tablesRead("""
                BlazarLease($lease : leaseId)
                BlazarEvent(leaseId == $lease)
                """));
    }

    @Test
    void rows_whose_absence_counts_are_read() {
        assertEquals(List.of("blazar.events", "blazar.leases"), tablesRead("""
                BlazarLease($lease : leaseId)
                not BlazarEvent(leaseId == $lease)
                """));
    }

    @Test
    void a_type_that_stands_for_several_asks_for_all() {
        assertEquals(List.of("blazar.events", "blazar.leases", "blazar.reservations"), tablesRead("RowVersion()"));
        assertEquals(List.of("blazar.events", "blazar.leases", "blazar.reservations"), tablesRead("Because()"));
    }

    @Test
    void what_no_rule_asks_for_is_not_read() {
        assertEquals(List.of("blazar.leases"), tablesRead("BlazarLease()"));
        // Its project is what a signal may be about.
        assertEquals(List.of("blazar.leases"), tablesRead("NovaInstance()"));
    }

    private List<String> tablesRead(String when) {
        String rule = HEAD + "// Why.\nrule \"A rule\" @id(\"X-01\") @since(\"0.1\") @precedence(1) @confidence(1.0)"
                + " @evidence(\"blazar.leases\") @golden(\"a-case\")\nwhen\n" + when
                + "\nthen\n    conclude.issue(\"zero_date\", \"note\", null, null, \"\");\nend\n";
        TextFile file = new TextFile("10-mine.drl", rule, TextFile.sha256(rule.getBytes()));
        RuleBase base = RuleBase.compile(List.of(file), SnapshotFolder.LOADERS);
        try (RegionEvidence region = region().read();
                Stream<EntityRows> leases = region.leases(base::asksFor)) {
            List<EntityRows> all = leases.toList();
            // Each has a session, also where none of its rows is read: signals and what is lacking speak there.
            assertEquals(
                    List.of("l-0", "l-1", "l-2"),
                    all.stream().map(EntityRows::entity).toList());
            assertEquals(3, region.leaseCount());
            return all.stream()
                    .flatMap(lease -> lease.versions().stream())
                    .map(Version::table)
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    private SnapshotFolder region() {
        return new SnapshotFolder(scratch, "a")
                .at("2024-02-01T00:00:00Z")
                .table("blazar.leases", """
                        id  | created_at          | start_date          | end_date            | name
                        l-1 | 2024-01-01 00:00:00 | 2024-01-02 00:00:00 | 2024-01-03 00:00:00 | one
                        """)
                .table("blazar.reservations", """
                        id  | created_at          | lease_id
                        r-1 | 2024-01-01 00:00:00 | l-1
                        """)
                .table("blazar.events", """
                        id  | created_at          | lease_id | event_type  | time
                        e-1 | 2024-01-01 00:00:00 | l-1      | start_lease | 2024-01-02 00:00:00
                        e-2 | 2024-01-01 00:00:00 | l-2      | start_lease | 2024-01-02 00:00:00
                        e-3 | 2024-01-01 00:00:00 | l-2      | end_lease   | 2024-01-03 00:00:00
                        e-0 | 2024-01-01 00:00:00 | l-0      | start_lease | 2024-01-02 00:00:00
                        """);
    }
}
