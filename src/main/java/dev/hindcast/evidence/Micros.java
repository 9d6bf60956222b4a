package dev.hindcast.evidence;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

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

    private Micros() {}

    public static long of(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** {@code YYYY-MM-DDTHH:MM:SS[.ffffff]Z}; empty for {@link #ALWAYS} and {@link #FOREVER}. */
    public static String text(long micros) {
        return micros == ALWAYS || micros == FOREVER ? "" : instant(micros).toString();
    }

    /**
     * Reads ISO-8601 with zone, or without one (then UTC), {@code T} or blank between date and time, or a date alone.
     *
     * @throws DateTimeException if it is none of these
     */
    public static long parse(String text) {
        String iso = text.strip().replace(' ', 'T');
        if (iso.length() == 10) {
            iso += "T00:00:00";
        }
        boolean zoned = iso.endsWith("Z") || iso.indexOf('+', 11) > 0 || iso.indexOf('-', 11) > 0;
        return of(
                zoned
                        ? OffsetDateTime.parse(iso).toInstant()
                        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
    }

    /** Keeps the two sentinels where they are. */
    public static long clip(long micros, long from, long to) {
        return Math.max(from, Math.min(to, micros));
    }
}
