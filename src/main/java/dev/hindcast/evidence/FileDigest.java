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
    private final FutureTask<String> sha256;

    FileDigest(Path file) {
        this.file = file;
        this.bytes = file.toFile().length();
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
     * @throws InputRefused if the file cannot be read
     */
    String text() {
        // Does nothing if somebody else has begun it.
        sha256.run();
        try {
            return sha256.get();
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
