package dev.hindcast.evidence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The SHA-256 of a source's bytes, worked out beside other work: years of dumps take seconds that nobody need wait for. */
final class FileDigest {
    private final Path file;
    private final long bytes;
    private final long modified;
    private final FutureTask<String> sha256;

    FileDigest(Path file) {
        this.file = file;
        this.bytes = file.toFile().length();
        this.modified = file.toFile().lastModified();
        this.sha256 = new FutureTask<>(() -> TextFile.sha256(file));
    }

    /** Begins to work out those of some sources, one after the other. */
    static void begin(List<Source> sources) {
        Thread beside = new Thread(
                () -> sources.forEach(source -> source.digest().sha256.run()), "digests");
        beside.setDaemon(true);
        beside.start();
    }

    /** Whether two files are equal; of different sizes neither need be read. */
    boolean isAs(FileDigest other) {
        return bytes == other.bytes && text().equals(other.text());
    }

    /**
     * In hexadecimal digits, at once if it has been worked out.
     *
     * @throws InputRefused if the file cannot be read, or has changed since it was found: others may have read other bytes by now
     */
    String text() {
        // Does nothing if somebody else has begun it.
        sha256.run();
        try {
            String digest = sha256.get();
            if (file.toFile().length() != bytes || file.toFile().lastModified() != modified) {
                throw new InputRefused(
                        file + ": has changed while it was read, so that no digest could tell what was read."
                                + " Maybe it is still being written; run again when it is whole.");
            }
            return digest;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException unread) {
                throw new InputRefused(file + ": cannot be read: " + unread.getMessage(), unread);
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
