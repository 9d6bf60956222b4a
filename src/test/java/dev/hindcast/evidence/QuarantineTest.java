package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuarantineTest {
    @Test
    void of_each_source_and_table_a_thousand_are_kept_and_the_rest_counted() {
        Quarantine quarantine = new Quarantine();
        for (int row = 1; row <= 1003; row++) {
            quarantine.add(new Quarantined(2, "nova.services", row, "no", ""), 10);
            quarantine.add(new Quarantined(1, "nova.services", row, "no", ""), 0);
        }
        quarantine.add(new Quarantined(1, "nova.instances", 1003, "no", "x"), 10);
        List<Quarantined> rows = quarantine.rows();
        assertEquals(2003, rows.size());
        assertEquals(new Quarantined(1, "nova.services", 1000, "no", ""), rows.get(1999));
        assertEquals(
                List.of(
                        new Quarantined(1, "nova.instances", 1003, "no", "x"),
                        new Quarantined(1, "nova.services", 0, "3 more that could not be used", ""),
                        new Quarantined(2, "nova.services", 0, "3 more that could not be used (30 bytes)", "")),
                rows.subList(2000, 2003));
    }
}
