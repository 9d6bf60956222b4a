package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LatelyTest {
    private final Lately lately = new Lately();

    @Test
    void equalOnesInARowAreOneObject() {
        String first = new String("host-1");
        String second = new String("host-1");
        assertNotSame(first, second);
        assertSame(first, lately.text(first));
        assertSame(first, lately.text(second));
        assertSame(lately.number(1_700_000_000_000_000L), lately.number(1_700_000_000_000_000L));
    }

    @Test
    void whatIsToldStaysEqualHoweverManyCameBetween() {
        Random random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            long number = random.nextInt(20_000) * 1_000_000L - 10_000_000_000L;
            assertEquals(number, lately.number(number));
            assertEquals("t" + number, lately.text("t" + number));
        }
    }
}
