package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
    /** Linux has a file that is always full. */
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path folder;

    @Test
    void a_full_disk_is_not_blamed_on_a_loader() throws IOException {
        assumeTrue(Files.exists(FULL));
        Path scratch = Files.createDirectory(folder.resolve("hindcast-4711-815"));
        Path file = Files.createSymbolicLink(scratch.resolve("staging"), FULL);
        SQLException full = fails("COPY (FROM range(100000)) TO '" + file + "' (FORMAT csv, USE_TMP_FILE false)");
        Files.delete(file);
        InputRefused blamed = new InputRefused("evidence-loaders/x.sql: DuckDB refuses it: " + full.getMessage(), full);

        String said = Scratch.unwritableOrNull(blamed);

        assertTrue(
                said.startsWith(System.getProperty("java.io.tmpdir") + ": the scratch folder cannot be written: "),
                said);
        assertTrue(said.contains(file.toString()), said);
        assertTrue(
                said.endsWith(". Maybe the disk is full, and"
                        + " HINDCAST_JAVA_OPTS=-Djava.io.tmpdir=DIR names another folder, where there is room."),
                said);
        assertEquals(1, said.lines().count());
    }

    @Test
    void nor_is_one_without_room_for_what_memory_cannot_keep() {
        SQLException noRoom = fails(
                "SET memory_limit='24MB'",
                "SET temp_directory='" + folder + "'",
                "SET max_temp_directory_size='1MB'",
                "CREATE TABLE many AS SELECT hash(range) AS x, repeat('x', 40) || range AS y FROM range(2000000) ORDER BY x");

        String said = Scratch.unwritableOrNull(new IllegalStateException(noRoom));

        assertTrue(said.contains("failed to offload data block"), said);
        assertEquals(1, said.lines().count());
    }

    @Test
    void other_failures_are_what_they_were() throws IOException {
        assertNull(Scratch.unwritableOrNull(new IllegalStateException("Could not write hindcast-1-1")));
        assertNull(Scratch.unwritableOrNull(fails("SELECT no_such_column")));
        assertNull(Scratch.unwritableOrNull(fails(
                "SET temp_directory=''",
                "SET memory_limit='24MB'",
                "SELECT count(DISTINCT hash(range)) FROM range(2000000)")));
        // Of a file that is not in a scratch folder the disk may be another.
        assumeTrue(Files.exists(FULL));
        assertNull(Scratch.unwritableOrNull(
                fails("COPY (FROM range(100000)) TO '" + FULL + "' (FORMAT csv, USE_TMP_FILE false)")));
    }

    /** What DuckDB itself says where the last of some statements fails. */
    private static SQLException fails(String... statements) {
        try (DuckDBConnection on = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = on.createStatement()) {
            for (int i = 0; i < statements.length - 1; i++) {
                statement.execute(statements[i]);
            }
            return assertThrows(SQLException.class, () -> statement.execute(statements[statements.length - 1]));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
