package dev.hindcast.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** Text that is to be digested, in UTF-8, written into bytes that serve again and again: there are millions of lines of it. */
final class DigestText {
    private byte[] bytes = new byte[256];
    private int size;
    private final byte[] digits = new byte[19];

    void clear() {
        size = 0;
    }

    void text(String text) {
        room(text.length());
        int start = size;
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter > 127) {
                size = start;
                byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
                bytes(encoded, 0, encoded.length);
                return;
            }
            bytes[size++] = (byte) letter;
        }
    }

    /** As {@code Long.toString} writes it. */
    void number(long number) {
        if (number == Long.MIN_VALUE) {
            text(Long.toString(number));
            return;
        }
        room(20);
        if (number < 0) {
            bytes[size++] = '-';
        }
        int place = digits.length;
        long rest = Math.abs(number);
        do {
            digits[--place] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        bytes(digits, place, digits.length - place);
    }

    void letter(char ascii) {
        room(1);
        bytes[size++] = (byte) ascii;
    }

    void bytes(byte[] from, int start, int length) {
        room(length);
        System.arraycopy(from, start, bytes, size, length);
        size += length;
    }

    void into(MessageDigest digest) {
        digest.update(bytes, 0, size);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
