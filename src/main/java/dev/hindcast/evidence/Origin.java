package dev.hindcast.evidence;

/**
 * A row of a source packed into one number: from the top the source's number, which of the loader's raw tables it stands in
 * (0 = its own, 1 = the first of those of the same shape), and the row number in that table, from 1.
 */
public final class Origin {
    private static final int ROW_BITS = 40;
    private static final int TABLE_BITS = 4;

    private Origin() {}

    public static long of(int source, long row) {
        return of(source, 0, row);
    }

    public static long of(int source, int table, long row) {
        return ((((long) source << TABLE_BITS) | table) << ROW_BITS) | row;
    }

    public static int source(long origin) {
        return (int) (origin >>> (ROW_BITS + TABLE_BITS));
    }

    static int table(long origin) {
        return (int) (origin >>> ROW_BITS) & ((1 << TABLE_BITS) - 1);
    }

    public static long row(long origin) {
        return origin & ((1L << ROW_BITS) - 1);
    }
}
