package dev.hindcast.evidence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Remembers under which origin a row's content was met first. From one dump to the next nearly all rows stay as they are, so all but
 * the first are told by a fingerprint and need no decoding and no room.
 *
 * <p>Of a fingerprint 96 bits are compared: among ten million contents two are taken for one with a probability below 10^-14. Its keys
 * are drawn anew for every run, so that nobody can make two rows that look alike. Of more than {@link #ROWS_MAX} contents the rest is
 * not remembered, which costs time and changes nothing.
 */
final class KnownRows {
    /** Takes 300 MB, and a sixth as much again while it grows. */
    private static final int ROWS_MAX = 11_700_000;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long placeKey;
    private final long printKey;
    /** By what is left of a fingerprint: a number of a content + 1, or 0. */
    private int[] table = new int[1 << 12];
    /** Contents as they came, since most come again one after the other: those need no look into the table. */
    private long[] prints = new long[1 << 11];

    private int[] places = new int[1 << 11];
    private long[] origins = new long[1 << 11];

    private int count;
    /** The number of the content that came last. */
    private int last = -1;

    private long place;
    private long print;

    KnownRows() {
        SecureRandom random = new SecureRandom();
        placeKey = random.nextLong() | 1;
        printKey = random.nextLong() | 1;
    }

    /** Begins a row. @param kind what is no content and tells rows apart, such as the table */
    void begin(long kind) {
        place = mixed(kind ^ placeKey, printKey);
        print = mixed(kind ^ printKey, placeKey);
    }

    /** Adds one value, as it is written. @param kind how it is written, so that NULL and '' differ */
    void add(byte kind, byte[] bytes, int from, int to) {
        take((long) (to - from) << 8 | kind);
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            take((long) LONGS.get(bytes, at));
        }
        if (at < to) {
            long rest = 0;
            for (; at < to; at++) {
                rest = rest << 8 | bytes[at] & 0xff;
            }
            take(rest);
        }
    }

    private void take(long word) {
        place = mixed(place ^ word, placeKey);
        print = mixed(print + word, printKey);
    }

    /** Folds the product of two words: every bit of either reaches all bits of the result. */
    private static long mixed(long word, long key) {
        long a = word ^ 0x9E3779B97F4A7C15L;
        return Math.multiplyHigh(a, key) ^ a * key ^ word >>> 29;
    }

    /** The origin under which an equal row was met first; if none was, that is now this one. */
    long first(long origin) {
        int half = (int) (place >>> 32) ^ (int) place;
        // One that changed, or is gone, is passed over.
        for (int next = last + 1; next <= last + 2; next++) {
            if (isAt(next, half)) {
                last = next;
                return origins[next];
            }
        }
        int mask = table.length - 1;
        int at = half & mask;
        while (table[at] != 0) {
            if (isAt(table[at] - 1, half)) {
                last = table[at] - 1;
                return origins[last];
            }
            at = at + 1 & mask;
        }
        if (count < ROWS_MAX) {
            add(origin, half, at);
        }
        return origin;
    }

    private boolean isAt(int number, int half) {
        return number < count && prints[number] == print && places[number] == half;
    }

    private void add(long origin, int half, int at) {
        if (count == prints.length) {
            int more = Math.min(ROWS_MAX, count * 2);
            prints = Arrays.copyOf(prints, more);
            places = Arrays.copyOf(places, more);
            origins = Arrays.copyOf(origins, more);
        }
        prints[count] = print;
        places[count] = half;
        origins[count] = origin;
        table[at] = ++count;
        if (count > table.length / 10 * 7) {
            grow();
        }
    }

    private void grow() {
        table = new int[2 * table.length];
        int mask = table.length - 1;
        for (int number = 0; number < count; number++) {
            int at = places[number] & mask;
            while (table[at] != 0) {
                at = at + 1 & mask;
            }
            table[at] = number + 1;
        }
    }
}
