package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDigestTest {
    /** Of these three letters, as FIPS 180-2 gives it in its first example. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void isThatOfTheBytesWhetherBegunBeforeOrNot() throws IOException {
        Path file = file("abc", "abc");
        assertEquals(OF_ABC, new FileDigest(file).text());
        Source begun = new Source(1, "r", "abc", file, Source.Kind.CSV, Micros.ALWAYS, true, new FileDigest(file), "");
        FileDigest.begin(List.of(begun));
        assertEquals(OF_ABC, begun.sha256());
        assertEquals(OF_ABC, begun.sha256());
    }

    @Test
    void tellsEqualFilesFromOthersOfTheirSize() throws IOException {
        FileDigest one = new FileDigest(file("one", "abc"));
        assertTrue(one.isAs(new FileDigest(file("equal", "abc"))));
        assertFalse(one.isAs(new FileDigest(file("other", "abd"))));
    }

    @Test
    void filesOfOtherSizesAreNotReadToTellThemApart() throws IOException {
        FileDigest gone = new FileDigest(file("gone", "abc"));
        Files.delete(folder.resolve("gone"));
        assertFalse(gone.isAs(new FileDigest(file("longer", "abcd"))));
    }

    @Test
    void aFileThatCannotBeReadIsRefusedByName() throws IOException {
        Path gone = file("gone", "abc");
        FileDigest digest = new FileDigest(gone);
        Files.delete(gone);
        String message = assertThrows(InputRefused.class, digest::text).getMessage();
        assertTrue(message.startsWith(gone + ": cannot be read"), message);
    }

    /** Whether its digest was worked out before or after: what others read may be neither. */
    @Test
    void aFileThatChangedSinceItWasFoundIsRefused() throws IOException {
        Path grown = old("grown");
        FileDigest before = new FileDigest(grown);
        assertEquals(OF_ABC, before.text());
        FileDigest after = new FileDigest(grown);
        Files.writeString(grown, "d", StandardOpenOption.APPEND);
        Path writtenAgain = old("written-again");
        FileDigest ofAsManyBytes = new FileDigest(writtenAgain);
        Files.writeString(writtenAgain, "abd");
        Path gone = old("gone");
        FileDigest ofGone = new FileDigest(gone);
        assertEquals(OF_ABC, ofGone.text());
        Files.delete(gone);
        for (FileDigest digest : List.of(before, after, ofAsManyBytes, ofGone)) {
            String message = assertThrows(InputRefused.class, digest::text).getMessage();
            assertTrue(message.contains(": has changed while it was read"), message);
        }
    }

    /** Of three letters, written long ago. */
    private Path old(String name) throws IOException {
        Path file = file(name, "abc");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        return file;
    }
}
