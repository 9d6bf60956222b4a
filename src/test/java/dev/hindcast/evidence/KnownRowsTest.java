package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KnownRowsTest {
    private static final byte NULL = 0;
    private static final byte TEXT = 1;

    private final KnownRows known = new KnownRows();

    private long first(long table, long origin, String... values) {
        known.begin(table);
        for (String value : values) {
            byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
            known.add(value == null ? NULL : TEXT, bytes, 0, bytes.length);
        }
        return known.first(origin);
    }

    @Test
    void tellsTheFirstOriginOfEqualContent() {
        assertEquals(7, first(1, 7, "a host", "48"));
        assertEquals(8, first(1, 8, "a host", "49"));
        assertEquals(7, first(1, 9, "a host", "48"));
        assertEquals(8, first(1, 10, "a host", "49"));
    }

    @Test
    void tellsApartWhatOnlyLooksEqual() {
        assertEquals(1, first(1, 1, "ab", "c"));
        assertEquals(2, first(1, 2, "a", "bc"), "where a value ends belongs to it");
        assertEquals(3, first(2, 3, "ab", "c"), "another table");
        assertEquals(4, first(1, 4, "", "c"));
        assertEquals(5, first(1, 5, null, "c"), "NULL is no empty text");
        assertEquals(6, first(1, 6, "c", "ab"), "another order");
        assertEquals(7, first(1, 7, "12345678", "0"));
        assertEquals(8, first(1, 8, "123456780", ""), "words of eight bytes");
    }

    @Test
    void remembersMoreThanItHadRoomFor() {
        for (int i = 0; i < 20_000; i++) {
            assertEquals(i + 1, first(1, i + 1, "row " + i));
        }
        for (int i = 0; i < 20_000; i++) {
            assertEquals(i + 1, first(1, 100_000, "row " + i));
        }
    }
}
