package dev.hindcast.audit.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.evidence.Micros;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rows of nova.services in two dumps, and what their times say of the clocks. */
class ClockChecksTest {
    private static final Region REGION = new Region(1, "kvm", Micros.parse("2024-01-01"), Micros.parse("2024-03-01"));
    private static final String FEBRUARY = "2024-02-01T00:00:00Z";
    private static final String MARCH = "2024-03-01T00:00:00Z";

    private final List<EvidenceText> rows = new ArrayList<>();

    @Test
    void a_row_tells_of_what_came_after_it_was_shown_if_by_more_than_a_minute() {
        row(FEBRUARY, Map.of("created_at", "2024-02-01T00:01:00Z"), FEBRUARY, Map.of());
        assertEquals(List.of(), found());
        row(FEBRUARY, Map.of("created_at", "2024-02-01T00:01:00.000001Z"), FEBRUARY, Map.of());
        assertEquals(List.of("clock_ahead 2024-02-01T00:00:00Z 2024-02-01T00:01:00.000001Z"), found());
    }

    /** That the same row was shown a month later does not make it right. */
    @Test
    void a_row_is_ahead_of_its_first_sighting_however_late_its_last_is() {
        row(FEBRUARY, Map.of("created_at", "2024-02-10T00:00:00Z"), MARCH, Map.of());
        assertEquals(List.of("clock_ahead 2024-02-01T00:00:00Z 2024-02-10T00:00:00Z"), found());
    }

    @Test
    void what_makes_no_version_is_held_against_the_sighting_that_shows_it() {
        row(
                FEBRUARY,
                Map.of("updated_at", "2024-01-31T00:00:00Z"),
                MARCH,
                Map.of("updated_at", "2024-02-29T00:00:00Z"));
        assertEquals(List.of(), found());
        row(
                FEBRUARY,
                Map.of("updated_at", "2024-01-31T00:00:00Z"),
                MARCH,
                Map.of("updated_at", "2024-03-02T00:00:00Z"));
        assertEquals(List.of("clock_ahead 2024-03-01T00:00:00Z 2024-03-02T00:00:00Z"), found());
    }

    @Test
    void what_is_planned_or_is_no_time_is_not_ahead() {
        row(
                FEBRUARY,
                Map.of("end_date", "2025-01-01T00:00:00Z", "deleted_at", "0000-00-00 00:00:00"),
                FEBRUARY,
                Map.of());
        row(FEBRUARY, Map.of("created_at", "later"), FEBRUARY, Map.of());
        assertEquals(List.of(), found());
    }

    @Test
    void updated_at_goes_back_from_one_version_to_the_next_and_stands_still_without_a_finding() {
        row(FEBRUARY, Map.of("updated_at", "2024-01-20T00:00:00Z"), FEBRUARY, Map.of());
        row(MARCH, Map.of("updated_at", "2024-01-20T00:00:00Z"), MARCH, Map.of());
        assertEquals(List.of(), found());
        rows.remove(1);
        row(MARCH, Map.of("updated_at", "2024-01-19T00:00:00Z"), MARCH, Map.of());
        assertEquals(List.of("clock_back 2024-02-01T00:00:00Z 2024-03-01T00:00:00Z"), found());
    }

    private void row(String first, Map<String, String> values, String last, Map<String, String> lastValues) {
        rows.add(new EvidenceText(
                "1.1",
                first + ".sql",
                "nova.services",
                "7",
                1,
                Micros.parse(first),
                Micros.parse(last),
                1,
                1,
                new TreeMap<>(values),
                1,
                last + ".sql",
                "nova.services",
                new TreeMap<>(lastValues)));
    }

    private List<String> found() {
        ClockChecks checks = new ClockChecks(REGION);
        checks.take("host", rows);
        return checks.findings().stream()
                .map(finding -> finding.check() + " " + Micros.text(finding.from()) + " " + Micros.text(finding.till()))
                .toList();
    }
}
