package dev.hindcast.evidence;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * Points in time as whole microseconds since 1970-01-01T00:00:00Z (design section 4).
 * A {@code long} and not an {@link Instant} inside the core: a ten-year region holds millions of bounds.
 */
public final class Micros {
    /** No lower bound: "as long as one can look back". */
    public static final long ALWAYS = Long.MIN_VALUE;
    /** No upper bound: "still so". */
    public static final long FOREVER = Long.MAX_VALUE;

    public static final long SECOND = 1_000_000L;
    public static final long DAY = 86_400 * SECOND;

    private static final long YEAR_10000 = LocalDate.of(10_000, 1, 1).toEpochDay() * 86_400 * 1_000_000L;

    private Micros() {}

    public static long of(Instant instant) {
        // Not by ChronoUnit, which counts nanoseconds and so overflows in the year 2262.
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano() / 1000);
    }

    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** {@code YYYY-MM-DDTHH:MM:SS[.ffffff]Z}; empty for {@link #ALWAYS} and {@link #FOREVER}. */
    public static String text(long micros) {
        if (micros == ALWAYS || micros == FOREVER) {
            return "";
        }
        if (!isWholeSecondOfOurEra(micros)) {
            return instant(micros).toString();
        }
        LocalDate day = LocalDate.ofEpochDay(micros / DAY);
        int second = (int) (micros % DAY / SECOND);
        byte[] text = "0000-00-00T00:00:00Z".getBytes(StandardCharsets.ISO_8859_1);
        put(text, 0, day.getYear() / 100);
        put(text, 2, day.getYear() % 100);
        put(text, 5, day.getMonthValue());
        put(text, 8, day.getDayOfMonth());
        put(text, 11, second / 3600);
        put(text, 14, second / 60 % 60);
        put(text, 17, second % 60);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Whether it is an instant that {@link #fromText} reads back: nearly every one that a source tells. */
    public static boolean isWholeSecondOfOurEra(long micros) {
        return micros >= 0 && micros < YEAR_10000 && micros % SECOND == 0;
    }

    private static void put(byte[] text, int at, int number) {
        text[at] += (byte) (number / 10);
        text[at + 1] += (byte) (number % 10);
    }

    /** The instant that a cell of a row tells, as {@link #text} writes it; {@link #ALWAYS} if it tells none. */
    public static long told(String text) {
        long whole = fromText(text);
        if (whole != ALWAYS || text.isEmpty() || text.charAt(text.length() - 1) != 'Z') {
            return whole;
        }
        try {
            return parse(text);
        } catch (DateTimeException e) {
            return ALWAYS;
        }
    }

    /** The instant that {@link #text} writes so, if it is of a whole second since 1970; else {@link #ALWAYS}. */
    public static long fromText(String text) {
        if (text.length() != 20 || text.charAt(10) != 'T' || text.charAt(19) != 'Z') {
            return ALWAYS;
        }
        for (int i = 0; i < 19; i++) {
            char c = text.charAt(i);
            char separator = i == 4 || i == 7 ? '-' : i == 10 ? 'T' : i == 13 || i == 16 ? ':' : 0;
            if (separator == 0 ? c < '0' || c > '9' : c != separator) {
                return ALWAYS;
            }
        }
        int month = two(text, 5);
        int day = two(text, 8);
        int hour = two(text, 11);
        int minute = two(text, 14);
        int second = two(text, 17);
        if (month < 1
                || month > 12
                || day < 1
                || day > 28
                        && day
                                > YearMonth.of(two(text, 0) * 100 + two(text, 2), month)
                                        .lengthOfMonth()) {
            return ALWAYS;
        }
        long days = LocalDate.of(two(text, 0) * 100 + two(text, 2), month, day).toEpochDay();
        return days < 0 || hour > 23 || minute > 59 || second > 59
                ? ALWAYS
                : days * DAY + (hour * 3600 + minute * 60 + second) * SECOND;
    }

    private static int two(String text, int at) {
        return (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
    }

    /**
     * Reads ISO-8601 with zone, or without one (then UTC), {@code T} or blank between date and time, or a date alone.
     *
     * @throws DateTimeException if it is none of these
     */
    public static long parse(String text) {
        // As we write them, and by the million.
        long ours = fromText(text);
        if (ours != ALWAYS) {
            return ours;
        }
        String iso = text.strip().replace(' ', 'T');
        if (iso.length() == 10) {
            iso += "T00:00:00";
        }
        boolean zoned = iso.endsWith("Z") || iso.indexOf('+', 11) > 0 || iso.indexOf('-', 11) > 0;
        try {
            return of(
                    zoned
                            ? OffsetDateTime.parse(iso).toInstant()
                            : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
        } catch (ArithmeticException e) {
            throw new DateTimeException(text + " is too far from our time", e);
        }
    }

    /**
     * A duration as settings and windows have it, such as PT26H or P60D, in microseconds.
     *
     * @throws DateTimeException if it is none, below zero, or longer than can be counted
     */
    public static long duration(String text) {
        Duration duration = Duration.parse(text);
        if (duration.isNegative()) {
            throw new DateTimeException(text + " is below zero");
        }
        try {
            return Math.addExact(Math.multiplyExact(duration.getSeconds(), SECOND), duration.getNano() / 1000);
        } catch (ArithmeticException e) {
            throw new DateTimeException(text + " is too long", e);
        }
    }

    /** A length of time as people say it, rounded down: {@code 36 hours}. */
    public static String length(long micros) {
        Duration length = Duration.of(micros, ChronoUnit.MICROS);
        return length.toDays() > 1
                ? length.toDays() + " days"
                : length.toHours() > 1 ? length.toHours() + " hours" : length.toMinutes() + " minutes";
    }

    /**
     * The places of the first {@code size} instants in ascending order, equal ones in the order they stand: instant and place
     * packed into one number, since a ten-year region holds millions and comparing boxed numbers was the slowest step of all.
     */
    public static int[] order(long[] instants, int size) {
        long least = FOREVER;
        long most = ALWAYS;
        for (int i = 0; i < size; i++) {
            least = Math.min(least, instants[i]);
            most = Math.max(most, instants[i]);
        }
        int placeBits = Integer.SIZE - Integer.numberOfLeadingZeros(size);
        // What does not fit of an instant's low bits is looked at where the rest is equal.
        int coarse = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(most - least) + placeBits - (Long.SIZE - 1));
        long[] packed = new long[size];
        for (int i = 0; i < size; i++) {
            packed[i] = (instants[i] - least >>> coarse) << placeBits | i;
        }
        Arrays.sort(packed);
        long placeMask = (1L << placeBits) - 1;
        int[] order = new int[size];
        for (int from = 0, till = 0; from < size; from = till) {
            long alike = packed[from] >>> placeBits;
            long begins = least + (alike << coarse);
            boolean ordered = true;
            while (till < size && packed[till] >>> placeBits == alike) {
                int place = (int) (packed[till] & placeMask);
                packed[till] = (instants[place] - begins) << placeBits | place;
                ordered &= till == from || packed[till - 1] < packed[till];
                till++;
            }
            // Most are alone, or of one instant.
            if (!ordered) {
                Arrays.sort(packed, from, till);
            }
            for (int i = from; i < till; i++) {
                order[i] = (int) (packed[i] & placeMask);
            }
        }
        return order;
    }
}
