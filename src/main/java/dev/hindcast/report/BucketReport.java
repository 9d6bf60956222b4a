package dev.hindcast.report;

import dev.hindcast.evidence.Micros;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Balances.Step;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Entry of the report stage: a series in, means and resource-hours per bucket out.
 * Exact until the last division: sums are whole millionths times whole microseconds.
 */
public final class BucketReport {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal HOUR = BigDecimal.valueOf(3_600L * Micros.SECOND);

    /**
     * A bucket of a series; all figures are over the part of the bucket that the region's time covers.
     *
     * @param from          start of the bucket, microseconds UTC
     * @param mean          time-weighted mean of what is known
     * @param resourceHours what is known, in resource times hours
     * @param lowMean       mean of the least it was
     * @param highMean      mean of the most it was
     * @param unknownShare  the unknown part of the most it was, from 0 to 1
     * @param coveredShare  the part of the bucket that lies within [dawn, horizon), from 0 to 1
     */
    public record Line(
            long from,
            long till,
            BigDecimal mean,
            BigDecimal resourceHours,
            BigDecimal lowMean,
            BigDecimal highMean,
            BigDecimal unknownShare,
            BigDecimal coveredShare) {}

    private BucketReport() {}

    /**
     * The lines of one series.
     *
     * @param steps   the series, from {@link Balances#steps}
     * @param dawn    nothing is said before it
     * @param horizon nor from it on
     */
    public static List<Line> lines(List<Step> steps, long dawn, long horizon, List<Bucket> buckets) {
        List<Line> lines = new ArrayList<>();
        int at = 0;
        for (Bucket bucket : buckets) {
            long from = Math.max(bucket.from(), dawn);
            long till = Math.min(bucket.till(), horizon);
            if (from >= till) {
                continue;
            }
            while (at > 0 && steps.get(at).at() > from) {
                at--;
            }
            BigInteger low = BigInteger.ZERO;
            BigInteger high = BigInteger.ZERO;
            for (int i = at; i < steps.size() && steps.get(i).at() < till; i++) {
                long begins = Math.max(from, steps.get(i).at());
                long ends = Math.min(till, i + 1 < steps.size() ? steps.get(i + 1).at() : horizon);
                if (begins < ends) {
                    BigInteger length = BigInteger.valueOf(ends - begins);
                    low = low.add(BigInteger.valueOf(steps.get(i).low()).multiply(length));
                    high = high.add(BigInteger.valueOf(steps.get(i).high()).multiply(length));
                    at = i;
                }
            }
            lines.add(line(bucket, from, till, low, high));
        }
        return lines;
    }

    private static Line line(Bucket bucket, long from, long till, BigInteger low, BigInteger high) {
        BigDecimal covered = BigDecimal.valueOf(till - from);
        BigDecimal lowMean = divided(new BigDecimal(low), covered.multiply(MILLION));
        BigDecimal highMean = divided(new BigDecimal(high), covered.multiply(MILLION));
        BigDecimal hours = divided(new BigDecimal(low), HOUR.multiply(MILLION));
        BigDecimal unknown = high.signum() <= 0 ? BigDecimal.ZERO : divided(new BigDecimal(high.subtract(low)), new BigDecimal(high));
        return new Line(
                bucket.from(), bucket.till(), lowMean, hours, lowMean, highMean, unknown,
                divided(covered, BigDecimal.valueOf(bucket.till() - bucket.from())));
    }

    private static BigDecimal divided(BigDecimal amount, BigDecimal by) {
        return amount.divide(by, 6, RoundingMode.HALF_EVEN);
    }
}
