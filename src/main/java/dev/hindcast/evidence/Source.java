package dev.hindcast.evidence;

import java.nio.file.Path;

/**
 * One input file with its digest (design section 2).
 *
 * @param id       number within the region, in the order of their paths
 * @param path     relative to the evidence folder it was found in, with '/'
 * @param seen     the instant whose state it shows, microseconds UTC
 * @param complete whether what it lacks was truly absent; false for a dump cut short
 * @param note     why it is not complete, or how its instant was found; may be empty
 */
public record Source(
        int id,
        String region,
        String path,
        Path file,
        Kind kind,
        long seen,
        boolean complete,
        FileDigest digest,
        String note) {

    /** What kind of file it is. */
    public enum Kind {
        DUMP,
        PARQUET,
        CSV
    }

    Source with(long newSeen, boolean newComplete, String newNote) {
        return new Source(id, region, path, file, kind, newSeen, newComplete, digest, newNote);
    }

    Source numbered(int number) {
        return new Source(number, region, path, file, kind, seen, complete, digest, note);
    }

    /**
     * The SHA-256 of its bytes in hexadecimal digits; waits if that is still being worked out.
     *
     * @throws InputRefused if it cannot be read
     */
    public String sha256() {
        return digest.text();
    }

    /** The file's own name. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
