package dev.hindcast.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Whole numbers in as few bytes as each needs: seven bits a byte, the lowest first. */
final class Numbers {
    private byte[] bytes = new byte[256];
    private int size;
    private long last;

    void clear() {
        size = 0;
        last = 0;
    }

    void number(long number) {
        room(10);
        long rest = number;
        // Few take more than three bytes, and most take one.
        if ((rest & ~127L) != 0) {
            bytes[size++] = (byte) (rest & 127 | 128);
            rest >>>= 7;
            if ((rest & ~127L) != 0) {
                bytes[size++] = (byte) (rest & 127 | 128);
                rest >>>= 7;
                while ((rest & ~127L) != 0) {
                    bytes[size++] = (byte) (rest & 127 | 128);
                    rest >>>= 7;
                }
            }
        }
        bytes[size++] = (byte) rest;
    }

    void signed(long number) {
        number(number << 1 ^ number >> 63);
    }

    /** The next of ascending numbers, as its distance from the one before. */
    void ascending(long number) {
        number(number - last);
        last = number;
    }

    /** What {@link #ascending} was given, one after the other. */
    static void eachAscending(byte[] packed, LongConsumer sink) {
        ByteBuffer content = ByteBuffer.wrap(packed);
        for (long number = 0; content.hasRemaining(); ) {
            number += number(content);
            sink.accept(number);
        }
    }

    /** All eight bytes of it, for what is no smaller as a rule. */
    void whole(long number) {
        room(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (number >>> shift);
        }
    }

    void bytes(byte[] more) {
        bytes(more, more.length);
    }

    private void bytes(byte[] more, int length) {
        room(length);
        System.arraycopy(more, 0, bytes, size, length);
        size += length;
    }

    /** How long the content is, how long it is compressed, and that. */
    void compressed(Numbers content, ZstdCompressCtx zstd) {
        byte[] packed = new byte[(int) Zstd.compressBound(content.size)];
        int length = zstd.compressByteArray(packed, 0, packed.length, content.bytes, 0, content.size);
        number(content.size);
        number(length);
        bytes(packed, length);
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
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
