package dev.hindcast.store;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Whole numbers in as few bytes as each needs: seven bits a byte, the lowest first. */
final class Numbers extends ByteArrayOutputStream {
    private long last;

    void number(long number) {
        long rest = number;
        while ((rest & ~127L) != 0) {
            write((int) (rest & 127 | 128));
            rest >>>= 7;
        }
        write((int) rest);
    }

    void signed(long number) {
        number(number << 1 ^ number >> 63);
    }

    /** The next of ascending numbers, as its distance from the one before. */
    void ascending(long number) {
        number(number - last);
        last = number;
    }

    /** All eight bytes of it, for what is no smaller as a rule. */
    void whole(long number) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            write((int) (number >>> shift));
        }
    }

    static long number(ByteBuffer from) {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = from.get();
            number |= (long) (part & 127) << shift;
            if (part >= 0) {
                return number;
            }
        }
    }

    static long signed(ByteBuffer from) {
        long number = number(from);
        return number >>> 1 ^ -(number & 1);
    }
}
