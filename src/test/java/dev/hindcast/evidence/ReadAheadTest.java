package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadAheadTest {
    private static final int BLOCK = 1 << 18;

    /** Gives its bytes in pieces of odd lengths, then throws if there is something to throw. */
    private static final class Pieces extends InputStream {
        private final ByteArrayInputStream bytes;
        private final IOException thrown;
        private final Random random = new Random(1);
        private final AtomicBoolean closed = new AtomicBoolean();

        Pieces(byte[] bytes, IOException thrown) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.thrown = thrown;
        }

        @Override
        public int read() {
            throw new AssertionError("read byte by byte");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = bytes.read(into, offset, Math.min(length, 1 + random.nextInt(70_000)));
            if (read < 0 && thrown != null) {
                throw thrown;
            }
            return read;
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void all_bytes_come_in_their_order_however_many_there_are() throws IOException {
        for (int length : new int[] {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 20 * BLOCK + 7}) {
            Pieces in = new Pieces(bytes(length), null);
            try (ReadAhead ahead = new ReadAhead(in)) {
                assertArrayEquals(bytes(length), ahead.readAllBytes());
                assertEquals(-1, ahead.read());
            }
            assertTrue(in.closed.get());
        }
    }

    @Test
    void what_is_thrown_comes_after_what_was_read_before_it_and_again() throws IOException {
        ZipException damaged = new ZipException("damaged");
        try (ReadAhead ahead = new ReadAhead(new Pieces(bytes(3 * BLOCK + 5), damaged))) {
            assertArrayEquals(bytes(3 * BLOCK + 5), ahead.readNBytes(3 * BLOCK + 5));
            assertSame(damaged, assertThrows(ZipException.class, ahead::read));
            assertSame(damaged, assertThrows(ZipException.class, () -> ahead.read(new byte[8], 0, 8)));
        }
    }

    @Test
    void closed_before_the_end_it_stops_reading() throws IOException {
        Pieces in = new Pieces(bytes(40 * BLOCK), null);
        ReadAhead ahead = new ReadAhead(in);
        ahead.read();
        ahead.close();
        assertTrue(in.closed.get());
        // No more than waits to be read, and one more that was under way.
        assertTrue(in.bytes.available() > 30 * BLOCK, in.bytes.available() + " left");
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("reading ahead") && thread.isAlive()));
    }
}
