package dev.hindcast.evidence;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that is locked for as long as a run works with it. The operating system ends the lock with the process, however that ends, so
 * what a killed run has left behind can be told from what another is at work on, also one of another container on the same disk, whose
 * process numbers mean nothing here.
 */
public final class InUse implements AutoCloseable {
    /** To look at a lock of one's own would release it. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    /** A byte that nobody writes: some systems let nobody write what is locked. */
    private static final long WHERE = Long.MAX_VALUE - 1;

    private final Path file;
    private final FileChannel channel;

    private InUse(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Makes the file, empty, and locks it. */
    public static InUse make(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        OWN.add(absolute);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.lock(WHERE, 1, false);
        return new InUse(absolute, channel);
    }

    /** Whether this or another run works with it. */
    public static boolean is(Path file) throws IOException {
        if (OWN.contains(file.toAbsolutePath())) {
            return true;
        }
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return channel.tryLock(WHERE, 1, false) == null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        OWN.remove(file);
    }
}
