package dev.hindcast.store;

import dev.hindcast.evidence.Micros;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The series of one region over its whole time, in resource-hours, as they are and as they would be without one signal. What the
 * file keeps is how much each balance gained by it; series made of balances follow, since they are sums and differences.
 */
final class SignalGains {
    private static final BigDecimal HOUR = BigDecimal.valueOf(3600 * Micros.SECOND);

    private record Key(Series series, String resource) {}

    private final ResultReader reader;
    private final ResultReader.Region region;
    private final Balances balances;
    private final Map<Key, long[]> asItIs = new HashMap<>();

    SignalGains(ResultReader reader, ResultReader.Region region) {
        this.reader = reader;
        this.region = region;
        this.balances = reader.hasSignals(region) ? reader.balances(region) : null;
    }

    /** Series, resource, value and unknown with the signal, value and unknown without it; one row of blanks if none differs. */
    List<List<String>> of(long signal) {
        Map<Key, long[]> gains = new HashMap<>();
        reader.each(
                "SELECT series, resource, value, unknown, unmeasured FROM signal_gain WHERE signal = " + signal,
                rows -> gains.put(
                        new Key(Series.named(rows.getString(1)).orElseThrow(), rows.getString(2)),
                        new long[] {rows.getLong(3), rows.getLong(4), rows.getLong(5)}));
        List<List<String>> rows = new ArrayList<>();
        for (Series series : gains.isEmpty() ? new Series[0] : Series.values()) {
            for (String resource : balances.resources()) {
                long[] gain = gain(gains, series, resource);
                if (gain[0] != 0 || gain[1] != 0) {
                    long[] with = asItIs.computeIfAbsent(new Key(series, resource), this::hours);
                    rows.add(List.of(
                            series.text(),
                            resource,
                            Export.amount(with[0]),
                            Export.amount(with[1]),
                            Export.amount(with[0] - gain[0]),
                            Export.amount(with[1] - gain[1])));
                }
            }
        }
        return rows.isEmpty() ? List.of(List.of("", "", "", "", "", "")) : rows;
    }

    /** As {@link Balances} makes a metric of its terms: the first less the most that the others can be, and the width of all. */
    private static long[] gain(Map<Key, long[]> gains, Series series, String resource) {
        long[] sum = new long[2];
        boolean first = true;
        for (Series term : series.terms()) {
            long[] gain = gains.getOrDefault(new Key(term, resource), new long[3]);
            sum[0] += first ? gain[0] : -(gain[0] + gain[1]);
            sum[1] += gain[1];
            first = false;
        }
        return sum;
    }

    /** Value and unknown of a series times the hours they stood, in millionths. */
    private long[] hours(Key key) {
        BigDecimal[] sums = {BigDecimal.ZERO, BigDecimal.ZERO};
        Balances.Step[] last = {null};
        balances.eachStep(key.series(), key.resource(), step -> {
            add(sums, last[0], step.at());
            last[0] = step;
        });
        add(sums, last[0], region.horizon());
        return new long[] {rounded(sums[0]), rounded(sums[1])};
    }

    private static void add(BigDecimal[] sums, Balances.Step stepOrNull, long till) {
        if (stepOrNull != null) {
            BigDecimal micros = BigDecimal.valueOf(till - stepOrNull.at());
            sums[0] = sums[0].add(micros.multiply(BigDecimal.valueOf(stepOrNull.value())));
            sums[1] = sums[1].add(micros.multiply(BigDecimal.valueOf(stepOrNull.unknown())));
        }
    }

    private static long rounded(BigDecimal micros) {
        return micros.divide(HOUR, 0, RoundingMode.HALF_EVEN).longValueExact();
    }
}
