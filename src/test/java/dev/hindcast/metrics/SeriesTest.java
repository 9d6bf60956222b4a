package dev.hindcast.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.evidence.Quantities;
import dev.hindcast.spans.Certainty;
import dev.hindcast.spans.SpanType;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void a_balance_sums_spans_of_one_type_that_the_spans_stage_makes() {
        Set<String> types = Arrays.stream(SpanType.values()).map(SpanType::text).collect(Collectors.toSet());
        for (Series series : Series.values()) {
            if (series.isBalance()) {
                assertEquals(Set.of(series.spanType()), series.spanTypes());
                assertTrue(types.contains(series.spanType()), series.text());
            }
        }
    }

    @Test
    void every_type_of_span_is_summed_by_some_balance() {
        TreeSet<String> summed = new TreeSet<>();
        for (Series series : Series.values()) {
            summed.addAll(series.spanTypes());
        }
        for (SpanType type : SpanType.values()) {
            assertTrue(summed.contains(type.text()), type.text());
        }
    }

    @Test
    void a_metric_is_made_of_balances_alone() {
        for (Series series : Series.values()) {
            assertTrue(series.terms().stream().allMatch(Series::isBalance), series.text());
            assertEquals(series.isBalance(), series.terms().size() == 1, series.text());
        }
    }

    @Test
    void the_metrics_are_those_of_the_design() {
        assertEquals("reservable - masked", Series.ADMITTABLE.formula());
        assertEquals("total - masked_total", Series.ADMITTABLE_TOTAL.formula());
        assertEquals("reservable - masked - committed", Series.AVAILABLE.formula());
        assertEquals("committed - occupied_reservation", Series.IDLE.formula());
        assertEquals("occupied - active", Series.STOPPED.formula());
        assertEquals("not_reservable - masked_ondemand - occupied_ondemand", Series.AVAILABLE_ONDEMAND.formula());
        assertEquals("sum of nova_instance_occupied booked ondemand", Series.OCCUPIED_ONDEMAND.formula());
        assertEquals("sum of nova_host", Series.TOTAL.formula());
    }

    @Test
    void a_series_is_found_by_its_name() {
        for (Series series : Series.values()) {
            assertEquals(Optional.of(series), Series.named(series.text()));
        }
        assertEquals(Optional.empty(), Series.named("TOTAL"));
        assertEquals(Optional.empty(), Series.named("no_such_series"));
    }

    @Test
    void a_span_of_another_type_does_not_count() {
        assertEquals(Series.Counts.NOT, Series.TOTAL.counts(span("blazar_host", "", true)));
    }

    @Test
    void a_span_in_question_counts_as_unknown() {
        assertEquals(Series.Counts.KNOWN, Series.TOTAL.counts(span("nova_host", "", true)));
        assertEquals(Series.Counts.UNKNOWN, Series.TOTAL.counts(span("nova_host", "", false)));
    }

    @Test
    void an_instance_counts_by_its_booking() {
        SpanRow reserved = span("nova_instance_occupied", "reservation", true);
        assertEquals(Series.Counts.KNOWN, Series.OCCUPIED.counts(reserved));
        assertEquals(Series.Counts.KNOWN, Series.OCCUPIED_RESERVATION.counts(reserved));
        assertEquals(Series.Counts.NOT, Series.OCCUPIED_ONDEMAND.counts(reserved));
        assertEquals(Series.Counts.NOT, Series.OCCUPIED_UNKNOWN_BOOKING.counts(reserved));
    }

    @Test
    void an_instance_of_unknown_booking_may_be_to_be_added_to_either() {
        SpanRow open = span("nova_instance_occupied", "unknown", true);
        assertEquals(Series.Counts.KNOWN, Series.OCCUPIED.counts(open));
        assertEquals(Series.Counts.UNKNOWN, Series.OCCUPIED_RESERVATION.counts(open));
        assertEquals(Series.Counts.UNKNOWN, Series.OCCUPIED_ONDEMAND.counts(open));
        assertEquals(Series.Counts.KNOWN, Series.OCCUPIED_UNKNOWN_BOOKING.counts(open));
    }

    @Test
    void a_metric_sums_the_spans_of_all_its_terms() {
        assertTrue(Series.AVAILABLE.sums(span("blazar_host", "", true)));
        assertTrue(Series.AVAILABLE.sums(span("masked", "", true)));
        assertTrue(Series.AVAILABLE.sums(span("blazar_allocation", "reservation", true)));
        assertFalse(Series.AVAILABLE.sums(span("nova_host", "", true)));
    }

    private static SpanRow span(String type, String booking, boolean known) {
        return new SpanRow(
                1, type, booking, Quantities.parse("nodes=1"), known ? Certainty.KNOWN : Certainty.UNKNOWN, 0, 10);
    }
}
