package dev.hindcast.evidence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Remembers under which origin a row's content was met first. From one dump to the next nearly all rows stay as they are, so all but
 * the first are told by a fingerprint and need no decoding and no room.
 *
 * <p>Of a fingerprint 96 bits are compared: among ten million contents two are taken for one with a probability below 10^-14. Its keys
 * are drawn anew for every run, so that nobody can make two rows that look alike. Of more than {@link #ROWS_MAX} contents the rest is
 * not remembered, which costs time and changes nothing.
 */
final class KnownRows {
    /** Takes 340 MB, and half as much again while it grows. */
    private static final int ROWS_MAX = 11_700_000;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long placeKey;
    private final long printKey;
    /** Open addressing: a print of 0 is a free place. */
    private long[] prints = new long[1 << 12];

    private int[] places = new int[1 << 12];
    private long[] origins = new long[1 << 12];

    private int count;
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
        long mark = print == 0 ? 1 : print;
        int half = (int) (place >>> 32) ^ (int) place;
        int mask = prints.length - 1;
        int at = half & mask;
        while (prints[at] != 0) {
            if (prints[at] == mark && places[at] == half) {
                return origins[at];
            }
            at = at + 1 & mask;
        }
        if (count < ROWS_MAX) {
            prints[at] = mark;
            origins[at] = origin;
            places[at] = half;
            count++;
            if (count > prints.length / 10 * 7) {
                grow();
            }
        }
        return origin;
    }

    private void grow() {
        long[] oldPrints = prints;
        int[] oldPlaces = places;
        long[] oldOrigins = origins;
        prints = new long[2 * oldPrints.length];
        places = new int[prints.length];
        origins = new long[prints.length];
        int mask = prints.length - 1;
        for (int i = 0; i < oldPrints.length; i++) {
            if (oldPrints[i] != 0) {
                int at = oldPlaces[i] & mask;
                while (prints[at] != 0) {
                    at = at + 1 & mask;
                }
                prints[at] = oldPrints[i];
                places[at] = oldPlaces[i];
                origins[at] = oldOrigins[i];
            }
        }
    }
}
