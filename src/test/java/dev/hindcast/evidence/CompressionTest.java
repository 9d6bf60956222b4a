package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressionTest {
    private static final byte[] TEXT = text();

    @TempDir
    private Path folder;

    private static byte[] text() {
        byte[] text = new byte[300_000];
        Random random = new Random(1);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + random.nextInt(20));
        }
        return text;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] zstd(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // With a checksum, as the zstd program writes it.
        try (OutputStream zstd = new ZstdOutputStream(out).setChecksum(true)) {
            zstd.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private byte[] opened(String name, byte[] bytes) throws IOException {
        try (InputStream in = Compression.open(file(name, bytes))) {
            return in.readAllBytes();
        }
    }

    @Test
    void the_first_bytes_decide_and_not_the_name() throws IOException {
        assertArrayEquals(TEXT, opened("plain.gz", TEXT));
        assertArrayEquals(TEXT, opened("gzip.sql", gzip(TEXT)));
        assertArrayEquals(TEXT, opened("zstd.gz", zstd(TEXT)));
    }

    @Test
    void several_members_or_frames_are_one_stream() throws IOException {
        byte[] twice = joined(TEXT, TEXT);
        assertArrayEquals(twice, opened("two.gz", joined(gzip(TEXT), gzip(TEXT))));
        assertArrayEquals(twice, opened("two.zst", joined(zstd(TEXT), zstd(TEXT))));
        byte[] skippable = {0x51, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 'x', 'y'};
        assertArrayEquals(TEXT, opened("skip.zst", joined(skippable, zstd(TEXT))));
    }

    @Test
    void short_files_are_plain() throws IOException {
        for (String text : new String[] {"", "a", "\u001f", "BZ", "--\n"}) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            assertArrayEquals(bytes, opened("short", bytes));
        }
    }

    @Test
    void a_cut_anywhere_shows_while_reading_after_what_came_before_it() throws IOException {
        byte[] all = gzip(TEXT);
        for (int length : new int[] {2, 3, 9, 10, 11, 5000, all.length - 9, all.length - 1}) {
            assertEquals(EOFException.class, failureOf(file("cut.gz", Arrays.copyOf(all, length))));
        }
        all = zstd(TEXT);
        for (int length : new int[] {4, 5, 9, 5000, all.length - 1}) {
            assertEquals(ZipException.class, failureOf(file("cut.zst", Arrays.copyOf(all, length))));
        }
    }

    @Test
    void damage_shows_while_reading() throws IOException {
        byte[] damaged = gzip(TEXT);
        damaged[damaged.length - 8] ^= 1;
        assertEquals(ZipException.class, failureOf(file("damaged.gz", damaged)));
        damaged = zstd(TEXT);
        damaged[damaged.length - 1] ^= 1;
        assertEquals(ZipException.class, failureOf(file("damaged.zst", damaged)));
    }

    @Test
    void what_follows_the_last_member_is_damage_unless_it_is_zeros() throws IOException {
        byte[] all = gzip(TEXT);
        byte[] second = all.clone();
        second[0] ^= 1;
        assertEquals(ZipException.class, failureOf(file("second.gz", joined(all, second))));
        assertEquals(ZipException.class, failureOf(file("garbage.gz", joined(all, new byte[] {0, 0, 'x'}))));
        assertArrayEquals(TEXT, opened("tape.gz", joined(all, new byte[100_000])));
        // Whatever stands at the border of the buffer.
        for (int length = (1 << 16) - 40; length < (1 << 16) + 10; length++) {
            byte[] random = new byte[length];
            new Random(length).nextBytes(random);
            byte[] one = gzip(random);
            assertArrayEquals(joined(random, TEXT), opened("border.gz", joined(one, all)), "length " + length);
        }
    }

    /** What reading fails with; all that is read before is as it was. */
    private static Class<?> failureOf(Path file) throws IOException {
        int read = 0;
        byte[] buffer = new byte[1000];
        try (InputStream in = Compression.open(file)) {
            for (; ; ) {
                int now;
                try {
                    now = in.read(buffer, 0, buffer.length);
                } catch (EOFException | ZipException e) {
                    return e.getClass();
                }
                if (now < 0) {
                    return null;
                }
                assertArrayEquals(Arrays.copyOfRange(TEXT, read, read + now), Arrays.copyOf(buffer, now));
                read += now;
            }
        }
    }

    @Test
    void progress_counts_the_bytes_of_the_file() throws IOException {
        for (byte[] bytes : new byte[][] {TEXT, gzip(TEXT), zstd(TEXT)}) {
            AtomicLong last = new AtomicLong();
            try (InputStream in = Compression.open(file("progress", bytes), read -> {
                assertTrue(read > last.get());
                last.set(read);
            })) {
                in.readAllBytes();
            }
            assertEquals(bytes.length, last.get());
        }
    }

    @Test
    void other_compressions_are_refused_by_name() throws IOException {
        Path file = file("dump.sql", new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 4});
        InputRefused refused = assertThrows(InputRefused.class, () -> Compression.open(file));
        assertEquals(
                file + ": is compressed with xz, and only gzip and zstd are read.\n"
                        + "Maybe decompress it, or compress it again with gzip or zstd.",
                refused.getMessage());
    }

    @Test
    void a_missing_file_is_missing() {
        assertThrows(NoSuchFileException.class, () -> Compression.open(folder.resolve("none")));
    }
}
