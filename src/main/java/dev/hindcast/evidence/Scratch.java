package dev.hindcast.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder for what a run needs while it lasts, below the temporary directory. Closing removes it.
 *
 * <p>A run that is killed cannot; the next one removes what it left. A folder is known to be left over by the lock in it that nobody
 * holds any more, as the system releases the locks of a process however it ends; a number of a process may mean another one in
 * another container that shares the directory.
 */
public final class Scratch implements AutoCloseable {
    private static final String LOCK = "in-use";
    private static final String ELSEWHERE =
            "HINDCAST_JAVA_OPTS=-Djava.io.tmpdir=DIR names another folder, where there is room.";
    private static final Pattern NAME = Pattern.compile("hindcast-(\\d{1,18})-\\d+");

    /** How DuckDB says that it cannot put something down; what the system says of it is in the machine's language. */
    private static final Pattern UNWRITABLE = Pattern.compile(
            "Could not write .*" + NAME.pattern() + "|failed to offload data block|max_temp_directory_size");

    private final Path folder;
    private final InUse lock;

    private Scratch(Path folder, InUse lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** @throws InputRefused if the temporary directory cannot be written */
    public static Scratch make() {
        try {
            Path folder = Files.createTempDirectory(
                    "hindcast-" + ProcessHandle.current().pid() + "-");
            InUse lock = InUse.make(folder.resolve(LOCK));
            removeLeftOver(folder.getParent());
            return new Scratch(folder, lock);
        } catch (IOException e) {
            throw new InputRefused(
                    System.getProperty("java.io.tmpdir") + ": no scratch folder can be made: " + e.getMessage()
                            + ". Maybe the disk is full, and " + ELSEWHERE,
                    e);
        }
    }

    /**
     * What to tell of a failure that comes of a scratch folder which can no longer be written, nearly always for want of room: neither
     * the evidence nor a loader is to blame then. Null if it comes of something else.
     */
    public static String unwritableOrNull(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String said = String.valueOf(cause.getMessage());
            if (cause instanceof SQLException && UNWRITABLE.matcher(said).find()) {
                return System.getProperty("java.io.tmpdir") + ": the scratch folder cannot be written: "
                        + said.lines().findFirst().orElse("").replaceFirst("\\.$", "")
                        + ". Maybe the disk is full, and "
                        + ELSEWHERE;
            }
        }
        return null;
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        lock.close();
        remove(folder);
    }

    private static void removeLeftOver(Path directory) throws IOException {
        List<Path> entries;
        try (Stream<Path> all = Files.list(directory)) {
            entries = all.toList();
        }
        for (Path entry : entries) {
            try {
                if (isLeftOver(entry)) {
                    remove(entry);
                }
            } catch (IOException e) {
                // Another user's, or another run removes it at the same time.
                continue;
            }
        }
    }

    private static boolean isLeftOver(Path entry) throws IOException {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        if (!name.matches() || !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Path lock = entry.resolve(LOCK);
        // One that is not locked yet has been made this moment, unless its process is gone.
        return Files.exists(lock)
                ? !InUse.is(lock)
                : ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
