package dev.hindcast.report;

import dev.hindcast.evidence.Quantities;
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
    private static final BigDecimal UNIT = BigDecimal.valueOf(Quantities.ONE);
    private static final int DECIMALS = 6;

    /**
     * A bucket of a series; all figures are over its covered part, and without meaning where nothing of it is covered.
     *
     * @param resourceHours  the value times the hours it stood
     * @param unknownHours   what may be to be added, times the hours it stood
     * @param lowMean        time-weighted mean of the value, which is the least it was
     * @param highMean       mean of the most it was
     * @param unknownShare   how much of it is not known: the width of the range as a part of its larger end, from 0 to 1
     * @param coveredShare   how much of the bucket's time is covered, from 0 to 1
     * @param unmeasuredMean how many entities counted without a quantity, on the mean
     */
    public record Line(
            Bucket bucket,
            BigDecimal resourceHours,
            BigDecimal unknownHours,
            BigDecimal lowMean,
            BigDecimal highMean,
            BigDecimal unknownShare,
            BigDecimal coveredShare,
            BigDecimal unmeasuredMean) {
        public boolean isCovered() {
            return coveredShare.signum() > 0;
        }
    }

    private BucketReport() {}

    /**
     * One line per bucket.
     *
     * @param steps   the series as a step function, each step standing till the next; the last stands till {@code till}
     * @param from    nothing before it is covered, for instance the dawn
     * @param till    nothing from it on is covered, for instance the horizon
     * @param buckets in the order of time, without overlap
     */
    public static List<Line> lines(List<Step> steps, long from, long till, List<Bucket> buckets) {
        List<Line> lines = new ArrayList<>();
        int first = 0;
        for (Bucket bucket : buckets) {
            long begins = Math.max(bucket.from(), from);
            long ends = Math.min(bucket.till(), till);
            Sums sums = new Sums();
            // One pass over the steps in all: a bucket begins in the step that the one before it ended in, or later.
            while (first + 1 < steps.size() && steps.get(first + 1).at() <= begins) {
                first++;
            }
            for (int i = first; i < steps.size() && steps.get(i).at() < ends; i++) {
                long since = Math.max(begins, steps.get(i).at());
                long until =
                        i + 1 < steps.size() ? Math.min(ends, steps.get(i + 1).at()) : ends;
                sums.add(steps.get(i), Math.max(0, until - since));
            }
            lines.add(sums.line(bucket));
        }
        return lines;
    }

    private static final class Sums {
        private ResourceHours hours = ResourceHours.NONE;
        private long covered;

        void add(Step step, long micros) {
            hours = hours.plus(ResourceHours.of(step, micros));
            covered += micros;
        }

        Line line(Bucket bucket) {
            BigDecimal time = BigDecimal.valueOf(covered);
            BigInteger high = hours.value().add(hours.unknown());
            BigInteger larger = hours.value().abs().max(high.abs());
            return new Line(
                    bucket,
                    hours.valueHours(),
                    hours.unknownHours(),
                    divided(hours.value(), time.multiply(UNIT)),
                    divided(high, time.multiply(UNIT)),
                    divided(hours.unknown(), new BigDecimal(larger)).min(BigDecimal.ONE),
                    divided(BigInteger.valueOf(covered), BigDecimal.valueOf(bucket.till() - bucket.from())),
                    divided(hours.unmeasured(), time));
        }

        /** Zero where there is nothing to divide by: no time is covered, or all is zero. */
        private static BigDecimal divided(BigInteger amount, BigDecimal by) {
            return by.signum() == 0
                    ? BigDecimal.ZERO
                    : new BigDecimal(amount).divide(by, DECIMALS, RoundingMode.HALF_EVEN);
        }
    }
}
