package dev.hindcast.report;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Amount;
import dev.hindcast.metrics.Balances.Step;
import dev.hindcast.metrics.Series;
import dev.hindcast.metrics.SpanRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * What a series adds up to over time. Exact until it is read: millionths times microseconds.
 *
 * @param value      what is known; for a metric the least it can be
 * @param unknown    what may be to be added
 * @param unmeasured entities without a quantity, in microseconds
 */
public record ResourceHours(BigInteger value, BigInteger unknown, BigInteger unmeasured) {
    public static final ResourceHours NONE = new ResourceHours(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);

    private static final BigDecimal HOUR = BigDecimal.valueOf(3_600L * Micros.SECOND);
    private static final BigDecimal UNIT_HOUR = HOUR.multiply(BigDecimal.valueOf(Quantities.ONE));
    private static final int DECIMALS = 6;

    /** What spans that count alike add to a series, a balance or a metric, in all the time that they stood; zero if nothing. */
    public static ResourceHours of(Series series, SpanRow alike, String resource, BigInteger micros) {
        ResourceHours sum = NONE;
        for (int i = 0; i < series.terms().size(); i++) {
            Amount amount = Amount.of(series.terms().get(i), alike, resource);
            if (amount != null) {
                // As of a difference: the least is with all of what is taken away.
                long value = i == 0 ? amount.value() : -(amount.value() + amount.unknown());
                sum = sum.plus(new ResourceHours(
                        BigInteger.valueOf(value).multiply(micros),
                        BigInteger.valueOf(amount.unknown()).multiply(micros),
                        BigInteger.valueOf(amount.unmeasured()).multiply(micros)));
            }
        }
        return sum;
    }

    /** What a step of a series adds up to in the time that it stood. */
    public static ResourceHours of(Step step, long micros) {
        return new ResourceHours(
                        BigInteger.valueOf(step.value()),
                        BigInteger.valueOf(step.unknown()),
                        BigInteger.valueOf(step.unmeasured()))
                .times(BigInteger.valueOf(micros));
    }

    public ResourceHours plus(ResourceHours other) {
        return new ResourceHours(value.add(other.value), unknown.add(other.unknown), unmeasured.add(other.unmeasured));
    }

    public ResourceHours minus(ResourceHours other) {
        return new ResourceHours(
                value.subtract(other.value), unknown.subtract(other.unknown), unmeasured.subtract(other.unmeasured));
    }

    public ResourceHours times(BigInteger factor) {
        return new ResourceHours(value.multiply(factor), unknown.multiply(factor), unmeasured.multiply(factor));
    }

    public boolean isZero() {
        return value.signum() == 0 && unknown.signum() == 0 && unmeasured.signum() == 0;
    }

    public BigDecimal valueHours() {
        return hours(value);
    }

    public BigDecimal unknownHours() {
        return hours(unknown);
    }

    /** Entities without a quantity times the hours they were. */
    public BigDecimal unmeasuredHours() {
        return entityHours(unmeasured);
    }

    /** Microseconds of all entities as hours. */
    public static BigDecimal entityHours(BigInteger micros) {
        return new BigDecimal(micros).divide(HOUR, DECIMALS, RoundingMode.HALF_EVEN);
    }

    /** Millionths times microseconds as resource-hours. */
    public static BigDecimal hours(BigInteger exact) {
        return new BigDecimal(exact).divide(UNIT_HOUR, DECIMALS, RoundingMode.HALF_EVEN);
    }

    /** The same of parts of one sum, rounded so that they still add up to the sum as it is rounded. */
    public static List<BigDecimal> hours(List<BigInteger> parts) {
        List<BigDecimal> hours = new ArrayList<>();
        BigInteger sum = BigInteger.ZERO;
        BigDecimal told = hours(sum);
        for (BigInteger part : parts) {
            sum = sum.add(part);
            BigDecimal upTo = hours(sum);
            hours.add(upTo.subtract(told));
            told = upTo;
        }
        return hours;
    }
}
