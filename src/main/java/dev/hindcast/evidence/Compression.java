package dev.hindcast.evidence;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Opens a file that may be compressed. The first bytes decide, never the name: a backup script that stops compressing
 * one day often goes on calling its files {@code .gz}.
 *
 * <p>Data that are cut or damaged show as {@link EOFException} or {@link ZipException} while reading, whatever the
 * format and however early the cut (also inside the header, so that {@code open} itself does not fail for it). Every
 * other {@link IOException} is trouble with the disk.
 */
public final class Compression {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAGIC_BYTES = 6;

    private Compression() {}

    /** The decompressed bytes of the file. */
    public static InputStream open(Path file) throws IOException {
        return open(file, bytes -> {});
    }

    /**
     * The decompressed bytes of the file.
     *
     * @param compressedBytesRead told, after every read from the file, how many of its bytes have been read so far
     * @throws InputRefused if the file is compressed in a way that is not read here
     */
    public static InputStream open(Path file, LongConsumer compressedBytesRead) throws IOException {
        InputStream plain = new Counting(Files.newInputStream(file), compressedBytesRead);
        try {
            return decompressed(file, plain);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private static InputStream decompressed(Path file, InputStream plain) throws IOException {
        PushbackInputStream in = new PushbackInputStream(plain, MAGIC_BYTES);
        byte[] magic = new byte[MAGIC_BYTES];
        int length = in.readNBytes(magic, 0, MAGIC_BYTES);
        in.unread(magic, 0, length);
        if (starts(magic, length, 0x1f, 0x8b)) {
            return gzip(in);
        }
        // The second is a skippable frame (its first byte has 16 forms), which some tools write before the data.
        if (starts(magic, length, 0x28, 0xb5, 0x2f, 0xfd)
                || (magic[0] & 0xf0) == 0x50 && starts(magic, length, magic[0] & 0xff, 0x2a, 0x4d, 0x18)) {
            return new Zstd(new ZstdInputStream(in));
        }
        refuse(file, "xz", starts(magic, length, 0xfd, '7', 'z', 'X', 'Z', 0));
        refuse(file, "bzip2", starts(magic, length, 'B', 'Z', 'h') && magic[3] >= '1' && magic[3] <= '9');
        refuse(file, "zip", starts(magic, length, 'P', 'K', 3, 4));
        refuse(file, "lz4", starts(magic, length, 0x04, 0x22, 0x4d, 0x18));
        return in;
    }

    private static void refuse(Path file, String format, boolean found) {
        if (found) {
            throw new InputRefused(file + ": is compressed with " + format + ", and only gzip and zstd are read.\n"
                    + "Maybe decompress it, or compress it again with gzip or zstd.");
        }
    }

    private static boolean starts(byte[] bytes, int length, int... expected) {
        if (length < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((bytes[i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static InputStream gzip(InputStream in) throws IOException {
        try {
            return new Gzip(in);
        } catch (EOFException | ZipException e) {
            // A cut inside the header is content like any other cut: whoever reads shall meet it, not whoever opens.
            return new Cut(in, e);
        }
    }

    /** Tells how far the reading of the file itself has come. */
    private static final class Counting extends FilterInputStream {
        private final LongConsumer listener;
        private long total;

        Counting(InputStream in, LongConsumer listener) {
            super(in);
            this.listener = listener;
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            if (read >= 0) {
                listener.accept(++total);
            }
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            if (read > 0) {
                total += read;
                listener.accept(total);
            }
            return read;
        }
    }

    /**
     * Any number of gzip members one after the other. Java takes whatever follows a member and is no other one for the end; it may as
     * well be a member whose first bytes are damaged, so here it is damage, except for the zeros with which tapes are filled up.
     *
     * <p>What a read has decompressed before it comes upon damage, a whole buffer maybe, Java throws away with the exception; here it
     * is given first, and the exception at the next read.
     */
    private static final class Gzip extends GZIPInputStream {
        private static final int TRAILER_BYTES = 8;
        private boolean ended;
        private IOException damage;

        Gzip(InputStream in) throws IOException {
            super(in, BUFFER_BYTES);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (damage != null) {
                throw damage;
            }
            long before = inf.getBytesWritten();
            int read;
            try {
                read = super.read(bytes, offset, length);
            } catch (ZipException e) {
                damage = e;
                read = (int) (inf.getBytesWritten() - before);
                if (read == 0) {
                    throw e;
                }
            }
            if (read < 0 && !ended) {
                ended = true;
                for (int p = len - inf.getRemaining() + TRAILER_BYTES; p < len; p++) {
                    refuseUnlessZero(buf[p]);
                }
                for (int next = in.read(); next >= 0; next = in.read()) {
                    refuseUnlessZero(next);
                }
            }
            return read;
        }

        private static void refuseUnlessZero(int next) throws ZipException {
            if (next != 0) {
                throw new ZipException("something other than gzip follows");
            }
        }
    }

    /**
     * Gives damage in a zstd stream the exception that damage in a gzip stream has. It reads in small pieces, as what a piece holds
     * before the damage is lost with it.
     */
    private static final class Zstd extends FilterInputStream {
        private final byte[] piece = new byte[1 << 13];
        private int at;
        private int end;

        Zstd(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                if (at == end) {
                    at = 0;
                    end = Math.max(0, in.read(piece));
                    if (end == 0) {
                        return -1;
                    }
                }
                int read = Math.min(length, end - at);
                System.arraycopy(piece, at, bytes, offset, read);
                at += read;
                return read;
            } catch (ZstdIOException e) {
                at = end;
                ZipException damaged = new ZipException("zstd: " + e.getMessage());
                damaged.initCause(e);
                throw damaged;
            }
        }
    }

    /** A stream that ends before it has begun. */
    private static final class Cut extends FilterInputStream {
        private final IOException why;

        Cut(InputStream in, IOException why) {
            super(in);
            this.why = why;
        }

        @Override
        public int read() throws IOException {
            throw why;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            throw why;
        }
    }
}
