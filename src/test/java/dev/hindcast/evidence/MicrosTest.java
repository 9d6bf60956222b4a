package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MicrosTest {
    @Test
    void text_is_what_the_java_library_writes() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            Instant instant = Instant.ofEpochSecond(random.nextLong(-5_000_000_000L, 260_000_000_000L));
            assertEquals(instant.toString(), Micros.text(Micros.of(instant)));
        }
        assertEquals("2024-02-29T23:59:59.500Z", Micros.text(Micros.parse("2024-02-29T23:59:59.5Z")));
        assertEquals("", Micros.text(Micros.FOREVER));
    }

    @Test
    void a_text_of_a_whole_second_is_read_back() {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            long micros = random.nextLong(0, 250_000_000_000L) * Micros.SECOND;
            assertEquals(micros, Micros.fromText(Micros.text(micros)));
        }
    }

    @Test
    void what_text_would_not_write_is_not_read() {
        for (String other : List.of(
                "",
                "2024-02-30T00:00:00Z",
                "2023-02-29T00:00:00Z",
                "2024-13-01T00:00:00Z",
                "2024-00-01T00:00:00Z",
                "2024-01-00T00:00:00Z",
                "2024-01-01T24:00:00Z",
                "2024-01-01T00:60:00Z",
                "2024-01-01T00:00:60Z",
                "2024-01-01 00:00:00Z",
                "2024-01-01T00:00:00z",
                "2024-01-01T00:00:00.5Z",
                "1969-12-31T23:59:59Z",
                "2024-1a-01T00:00:00Z")) {
            assertEquals(Micros.ALWAYS, Micros.fromText(other), other);
        }
    }

    @Test
    void order_is_ascending_and_keeps_equals_in_their_order() {
        Random random = new Random(3);
        for (int size : new int[] {0, 1, 2, 500, 5000}) {
            long[] instants = random.longs(size).toArray();
            for (int i = 0; i < size; i++) {
                instants[i] = i % 3 == 0 ? instants[i] % 7 : instants[i] >> 12;
            }
            Integer[] expected = new Integer[size];
            Arrays.setAll(expected, i -> i);
            Arrays.sort(expected, (a, b) -> Long.compare(instants[a], instants[b]));
            int[] order = Micros.order(instants, size);
            for (int i = 0; i < size; i++) {
                assertEquals((int) expected[i], order[i], "size " + size + " place " + i);
            }
        }
    }

    /** 26 hours are 93,600 seconds, 60 days 5,184,000; a long holds 292,271 years. */
    @Test
    void a_duration_is_read_to_the_microsecond_and_refused_where_it_is_none() {
        assertEquals(93_600_000_000L, Micros.duration("PT26H"));
        assertEquals(5_184_000_000_000L, Micros.duration("P60D"));
        assertEquals(1_500_001L, Micros.duration("PT1.500001S"));
        for (String none : List.of("", "60 days", "-P1D", "P1M", "P999999999D")) {
            assertThrows(DateTimeException.class, () -> Micros.duration(none), none);
        }
    }
}
