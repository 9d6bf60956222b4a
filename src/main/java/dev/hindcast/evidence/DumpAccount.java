package dev.hindcast.evidence;

/**
 * Where the bytes of a dump went, all of them: decompressed bytes.
 *
 * @param understood comments, statements that hold no rows, and what stands between rows
 * @param rows       of rows handed over
 * @param unwanted   of INSERTs into tables that nobody wants, skipped unread
 * @param malformed  reported, each stretch with its offset and reason
 * @param leftOut    from {@code leftOutFrom} to the end: what the dump ends inside, or a file of another product
 */
record DumpAccount(long understood, long rows, long unwanted, long malformed, long leftOut, long leftOutFrom) {
    long bytes() {
        return understood + rows + unwanted + malformed + leftOut;
    }
}
