package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFinderTest {
    /** May be opened, and gives an error when its first byte is read, as a disk does whose block is bad. */
    private static final Path BAD = Path.of("/proc/self/mem");

    @TempDir
    Path folder;

    private Path region(String name) throws IOException {
        Path region = Files.createDirectories(folder.resolve(name));
        Files.writeString(region.resolve("nova.services.csv"), "id\n1\n");
        return region;
    }

    @Test
    void aFileThatCannotBeReadIsRefusedThoughNobodyReadsItsTable() throws IOException {
        assumeTrue(Files.isReadable(BAD));
        Path bad = region("r").resolve("foo.bar.csv");
        Files.createSymbolicLink(bad, BAD);
        String message = assertThrows(InputRefused.class, () -> SourceFinder.find(List.of(folder)))
                .getMessage();
        assertTrue(message.startsWith(bad + ": cannot be read: "), message);
    }

    @Test
    void equalBytesOfOneTableAreACopyAndOthersOfThatSizeAreNot() throws IOException {
        Files.writeString(region("r").resolve("nova.instances.csv"), "id\n2\n");
        Files.writeString(region("other/r").resolve("nova.instances.csv"), "id\n1\n");
        SourceFinder.Found found = SourceFinder.find(List.of(folder)).get(0);
        assertEquals(
                List.of("other/r/nova.instances.csv", "other/r/nova.services.csv", "r/nova.instances.csv"),
                found.sources().stream().map(Source::path).toList());
        assertEquals(
                List.of(new SourceFinder.Copy("r/nova.services.csv", "other/r/nova.services.csv")), found.copies());
    }
}
