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

    @Test
    void findsWhatComesInAnotherOrderOrWithOthersBetween() {
        for (int i = 0; i < 100; i++) {
            first(1, i, "row " + i);
        }
        // The third and the fourth have changed, the sixth is gone, and the first comes again at the end.
        assertEquals(0, first(1, 100, "row 0"));
        assertEquals(1, first(1, 101, "row 1"));
        assertEquals(102, first(1, 102, "row 2 has changed"));
        assertEquals(103, first(1, 103, "row 3 has changed"));
        assertEquals(4, first(1, 104, "row 4"));
        assertEquals(6, first(1, 105, "row 6"));
        assertEquals(7, first(1, 106, "row 7"));
        assertEquals(0, first(1, 107, "row 0"));
        assertEquals(1, first(1, 108, "row 1"));
        assertEquals(102, first(1, 109, "row 2 has changed"));
        assertEquals(103, first(1, 110, "row 3 has changed"));
        assertEquals(99, first(1, 111, "row 99"));
        assertEquals(112, first(1, 112, "a new one"));
    }
}
