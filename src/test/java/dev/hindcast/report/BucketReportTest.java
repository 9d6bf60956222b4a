package dev.hindcast.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Balances.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A series of 10 on 1 January, of 20 and perhaps 4 more from the 2nd on; the horizon is the 4th. All days are of 2024. */
class BucketReportTest {
    private static final List<Step> STEPS = List.of(
            new Step(day(1), 10 * Quantities.ONE, 0, 0), new Step(day(2), 20 * Quantities.ONE, 4 * Quantities.ONE, 1));

    @Test
    void what_begins_at_a_buckets_end_is_the_next_buckets() {
        assertEquals(
                List.of(
                        "mean 10 to 10, 240 hours, covered 1, unmeasured 0",
                        "mean 20 to 24, 480 hours, covered 1, unmeasured 1",
                        "mean 20 to 24, 480 hours, covered 1, unmeasured 1"),
                lines(day(1), day(4)));
    }

    @Test
    void a_part_of_a_bucket_counts_from_its_first_instant_and_without_its_last() {
        long noon = day(1) + Micros.DAY / 2;
        assertEquals(List.of("mean 10 to 10, 120 hours, covered 0.5, unmeasured 0"), lines(noon, day(2)));
        // 10 for half a day and 20 for half a day.
        assertEquals(
                List.of(
                        "mean 10 to 10, 120 hours, covered 0.5, unmeasured 0",
                        "mean 20 to 24, 240 hours, covered 0.5, unmeasured 1"),
                lines(noon, day(2) + Micros.DAY / 2));
    }

    @Test
    void a_bucket_of_which_nothing_is_covered_says_so() {
        List<Bucket> buckets = Bucket.covering(Bucket.Length.DAY, day(4), day(5));
        List<BucketReport.Line> lines = BucketReport.lines(STEPS, day(1), day(4), buckets);
        assertEquals(1, lines.size());
        assertEquals(false, lines.get(0).isCovered());
    }

    @Test
    void a_period_that_ends_at_midnight_does_not_touch_the_next_day_week_or_month() {
        assertEquals(1, Bucket.covering(Bucket.Length.DAY, day(1), day(2)).size());
        assertEquals(2, Bucket.covering(Bucket.Length.DAY, day(1), day(2) + 1).size());
        assertEquals(2, Bucket.covering(Bucket.Length.DAY, day(2) - 1, day(3)).size());
        // 1 January 2024 is a Monday.
        assertEquals(1, Bucket.covering(Bucket.Length.WEEK, day(1), day(8)).size());
        assertEquals(2, Bucket.covering(Bucket.Length.WEEK, day(7), day(8) + 1).size());
        long february = Micros.parse("2024-02-01");
        assertEquals(1, Bucket.covering(Bucket.Length.MONTH, day(1), february).size());
        assertEquals(
                List.of(new Bucket(february, Micros.parse("2024-03-01"))),
                Bucket.covering(Bucket.Length.MONTH, february, february + 1));
    }

    @Test
    void quarters_begin_in_january_april_july_and_october_and_a_leap_year_has_its_own_length() {
        long may = Micros.parse("2024-05-17");
        assertEquals(
                List.of(
                        new Bucket(Micros.parse("2024-04-01"), Micros.parse("2024-07-01")),
                        new Bucket(Micros.parse("2024-07-01"), Micros.parse("2024-10-01"))),
                Bucket.covering(Bucket.Length.QUARTER, may, Micros.parse("2024-07-01") + 1));
        List<Bucket> years = Bucket.covering(Bucket.Length.YEAR, may, Micros.parse("2025-12-31"));
        assertEquals(
                List.of(
                        new Bucket(Micros.parse("2024-01-01"), Micros.parse("2025-01-01")),
                        new Bucket(Micros.parse("2025-01-01"), Micros.parse("2026-01-01"))),
                years);
        assertEquals(366 * Micros.DAY, years.get(0).till() - years.get(0).from());
    }

    private static List<String> lines(long from, long till) {
        List<Bucket> buckets = Bucket.covering(Bucket.Length.DAY, from, till);
        return BucketReport.lines(STEPS, from, till, buckets).stream()
                .map(line -> "mean " + line.lowMean().stripTrailingZeros().toPlainString() + " to "
                        + line.highMean().stripTrailingZeros().toPlainString() + ", "
                        + line.resourceHours().stripTrailingZeros().toPlainString() + " hours, covered "
                        + line.coveredShare().stripTrailingZeros().toPlainString() + ", unmeasured "
                        + line.unmeasuredMean().stripTrailingZeros().toPlainString())
                .toList();
    }

    private static long day(int day) {
        return Micros.parse("2024-01-01") + (day - 1) * Micros.DAY;
    }
}
