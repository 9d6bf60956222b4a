package dev.hindcast.report;

import dev.hindcast.evidence.Micros;
import java.util.List;

/**
 * The calendar months (UTC) that touch [from, till), and how long something stood in each: whole microseconds, so that what is summed
 * per month is exact. Spans that count alike share one array of times, and a region of millions of spans needs a few hundred.
 */
public final class MonthTimes {
    private final List<Bucket> months;

    public MonthTimes(long from, long till) {
        this.months = Bucket.covering(Bucket.Length.MONTH, from, till);
    }

    public int size() {
        return months.size();
    }

    public Bucket month(int number) {
        return months.get(number);
    }

    /** As in 2023-04. */
    public String name(int number) {
        return Micros.text(months.get(number).from()).substring(0, 7);
    }

    /** Adds what [from, till) has of each month, {@code times} times; it lies within the months. */
    public void add(long[] micros, long from, long till, int times) {
        if (from >= till) {
            return;
        }
        for (int i = first(from); i < months.size() && months.get(i).from() < till; i++) {
            long within = Math.min(till, months.get(i).till())
                    - Math.max(from, months.get(i).from());
            micros[i] = Math.addExact(micros[i], Math.multiplyExact(within, (long) times));
        }
    }

    /** The month an instant is in. */
    private int first(long instant) {
        int low = 0;
        int high = months.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (months.get(middle).till() > instant) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
