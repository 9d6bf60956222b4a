package dev.hindcast.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads a stream on a thread of its own, some blocks ahead of whoever reads from here: to decompress a dump takes as long as to take its
 * rows. What a read throws is thrown here, after all bytes that came before it.
 */
final class ReadAhead extends InputStream {
    private static final int BLOCK_BYTES = 1 << 18;
    private static final int BLOCKS = 4;

    /**
     * Bytes that were read.
     *
     * @param thrown by the read that followed, or null
     */
    private record Block(byte[] bytes, int length, boolean last, Throwable thrown) {}

    private final InputStream in;
    private final BlockingQueue<Block> filled = new ArrayBlockingQueue<>(BLOCKS);
    /** Read by now, to be filled again. */
    private final BlockingQueue<byte[]> emptied = new ArrayBlockingQueue<>(BLOCKS + 1);

    private final Thread reader = new Thread(this::readAll, "reading ahead");
    private Block block = new Block(new byte[0], 0, false, null);
    private int at;

    /** @param in is closed with this, and read by nobody else till then */
    ReadAhead(InputStream in) {
        this.in = in;
        reader.setDaemon(true);
        reader.start();
    }

    private void readAll() {
        try {
            Block next;
            do {
                byte[] free = emptied.poll();
                next = fill(free == null ? new byte[BLOCK_BYTES] : free);
                filled.put(next);
            } while (!next.last());
        } catch (InterruptedException e) {
            // Closed before the end: nobody waits for more.
            Thread.currentThread().interrupt();
        }
    }

    private Block fill(byte[] bytes) {
        int length = 0;
        try {
            while (length < bytes.length) {
                int read = in.read(bytes, length, bytes.length - length);
                if (read < 0) {
                    return new Block(bytes, length, true, null);
                }
                length += read;
            }
            return new Block(bytes, length, false, null);
        } catch (IOException | RuntimeException | Error e) {
            return new Block(bytes, length, true, e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at == block.length()) {
            if (block.last()) {
                return end();
            }
            if (block.bytes().length > 0) {
                emptied.offer(block.bytes());
            }
            block = next();
            at = 0;
        }
        int read = Math.min(length, block.length() - at);
        System.arraycopy(block.bytes(), at, bytes, offset, read);
        at += read;
        return read;
    }

    private Block next() throws IOException {
        try {
            return filled.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a file was read");
        }
    }

    private int end() throws IOException {
        if (block.thrown() instanceof IOException thrown) {
            throw thrown;
        } else if (block.thrown() instanceof RuntimeException thrown) {
            throw thrown;
        } else if (block.thrown() instanceof Error thrown) {
            throw thrown;
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        reader.interrupt();
        boolean interrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        in.close();
    }
}
