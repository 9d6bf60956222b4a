package dev.hindcast.report;

import dev.hindcast.evidence.Micros;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/** A UTC day, ISO week, or calendar month, quarter or year, [from, till) in microseconds. */
public record Bucket(long from, long till) {
    /** How long buckets are. */
    public enum Length {
        DAY("1d"),
        WEEK("7d"),
        MONTH("1mo"),
        QUARTER("3mo"),
        YEAR("1y");

        private final String text;

        Length(String text) {
            this.text = text;
        }

        /** As on the command line. */
        public String text() {
            return text;
        }
    }

    /** The buckets that touch [from, till), without a gap; the first and the last may reach beyond it. Weeks begin on Monday. */
    public static List<Bucket> covering(Length length, long from, long till) {
        List<Bucket> buckets = new ArrayList<>();
        LocalDate day = LocalDate.ofInstant(Micros.instant(from), ZoneOffset.UTC);
        LocalDate start = switch (length) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
            case QUARTER -> LocalDate.of(day.getYear(), day.getMonth().firstMonthOfQuarter(), 1);
            case YEAR -> day.withDayOfYear(1);
        };
        while (micros(start) < till) {
            LocalDate next = switch (length) {
                case DAY -> start.plusDays(1);
                case WEEK -> start.plusWeeks(1);
                case MONTH -> start.plusMonths(1);
                case QUARTER -> start.plusMonths(3);
                case YEAR -> start.plusYears(1);
            };
            buckets.add(new Bucket(micros(start), micros(next)));
            start = next;
        }
        return buckets;
    }

    private static long micros(LocalDate day) {
        return Micros.of(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
