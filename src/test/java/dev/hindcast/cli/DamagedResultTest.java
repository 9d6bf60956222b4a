package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.ExplainedRegion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A result that was damaged or forged is refused in one line that names it and says what to do, and is no fault of ours. */
class DamagedResultTest {
    private static final int REFUSED = 1;

    @TempDir
    private Path scratch;

    private Path result;
    private Path damaged;

    @BeforeEach
    void reconstruct() {
        result = ExplainedRegion.result(scratch);
        damaged = scratch.resolve("damaged.db");
    }

    @Test
    void grounds_that_cannot_be_unpacked() throws Exception {
        for (String content : List.of(
                "zeroblob(9)",
                "x''",
                "CAST(substr(content, 1, length(content) / 2) AS BLOB)",
                "CAST(x'ffffffff07' || content AS BLOB)")) {
            damage("grounds", "UPDATE grounds SET content = " + content);
            assertRefused("export", damaged, "segments");
            assertRefused("check", damaged);
        }
        assertRefused("export", damaged, "evidence");
        assertRefused("export", damaged, "evidence", "--format", "parquet", "-o", scratch.resolve("evidence.parquet"));
        assertRefused("explain", damaged, "--host", "kvm-1", "--at", "2024-01-20");
        assertRefused("why-not", damaged, "--host", "kvm-1", "--attribute", "pool=reservable", "--at", "2024-02-10");
    }

    @Test
    void grounds_of_other_entities_than_there_are() throws Exception {
        for (String bounds : List.of(
                "last_entity = last_entity + 1", "first_entity = last_entity + 1", "first_entity = first_entity - 1")) {
            damage(
                    "grounds",
                    "UPDATE grounds SET " + bounds + " WHERE last_entity = (SELECT max(last_entity) FROM grounds)");
            assertRefused("export", damaged, "segments");
        }
    }

    @Test
    void a_certainty_that_there_is_not() throws Exception {
        damage("span_kind", "UPDATE span_kind SET known = 7");
        assertRefused("export", damaged, "series");
        assertRefused("explain", damaged, "--series", "total", "--resource", "vcpus", "--at", "2024-01-20");
        assertRefused("check", damaged);
        assertRefused("report", damaged, "-o", scratch.resolve("report.csv"));
    }

    @Test
    void a_checkpoint_cut_short() throws Exception {
        damage("checkpoint", "UPDATE checkpoint SET balances = x'80'");
        assertRefused("explain", damaged, "--series", "total", "--resource", "vcpus", "--at", "2024-01-20T06:00:00Z");
    }

    @Test
    void entries_of_spans_that_there_are_not() throws Exception {
        for (String spans : List.of("4000", "seq * 4000", "-9223372036854775807")) {
            damage("ledger", "UPDATE ledger SET signed_span = " + spans);
            assertRefused("explain", damaged, "--series", "total", "--resource", "vcpus", "--at", "2024-01-20");
        }
        damage("ledger", "UPDATE ledger SET signed_span = -9223372036854775807 WHERE seq = 1");
        assertRefused("explain", damaged, "--series", "total", "--resource", "vcpus", "--at", "2024-01-20");
    }

    @Test
    void spans_on_a_host_that_cannot_be_unpacked() throws Exception {
        for (String spans : List.of("x'80'", "x'ffffffffffffffff7f'", "x'ffffffff7f'")) {
            damage("on_host", "UPDATE on_host SET spans = " + spans);
            assertRefused("explain", damaged, "--host", "kvm-1", "--at", "2024-01-20");
            assertRefused("check", damaged);
        }
    }

    @Test
    void a_kind_that_there_is_not() throws Exception {
        damage("entity", "UPDATE entity SET kind = 9 WHERE name = 'i-1'");
        assertRefused("export", damaged, "segments");
    }

    @Test
    void spans_of_a_kind_on_a_host_or_of_an_entity_that_there_is_not() throws Exception {
        List<Object> explain =
                List.of("explain", damaged, "--series", "total", "--resource", "vcpus", "--at", "2024-01-20");
        damage("span", "UPDATE span SET kind = 999");
        assertRefused("check", damaged);
        for (String column : List.of("host", "entity")) {
            damage("span", "UPDATE span SET " + column + " = 99999");
            assertRefused(explain.toArray());
        }
        damage("span", "UPDATE span SET host = 99999");
        assertRefused("export", damaged, "spans");
        assertRefused("export", damaged, "ledger");
        damage("entity", "UPDATE entity SET name = x'0102'");
        assertRefused(explain.toArray());
    }

    @Test
    void what_rules_were_told_that_cannot_be_unpacked() throws Exception {
        for (String content : List.of("zeroblob(9)", "x''")) {
            damage("told", "UPDATE told SET content = " + content);
            assertRefused(
                    "why-not", damaged, "--host", "kvm-1", "--attribute", "pool=reservable", "--at", "2024-02-10");
        }
    }

    private void assertRefused(Object... words) {
        CommandRun run = CommandRun.of(words);
        String what = List.of(words) + ": " + run.out() + run.err();
        assertEquals(REFUSED, run.exit(), what);
        assertEquals(1, run.err().lines().count(), what);
        assertTrue(run.err().contains(damaged + ": is a damaged result: "), what);
        assertTrue(run.err().contains("hindcast verify " + damaged), what);
    }

    /** Makes a copy with a table changed, which its guard would refuse. */
    private void damage(String table, String change) throws IOException, SQLException {
        Files.copy(result, damaged, StandardCopyOption.REPLACE_EXISTING);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + damaged);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TRIGGER no_update_" + table);
            statement.execute(change);
        }
    }
}
