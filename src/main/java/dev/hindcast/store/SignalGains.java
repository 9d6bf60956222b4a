package dev.hindcast.store;

import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.report.ResourceHours;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The series of one region over its whole time, in resource-hours, as they are and as they would be without one signal. What the
 * file keeps is how much each balance gained by it; series made of balances follow, since they are sums and differences.
 */
final class SignalGains {
    private record Key(Series series, String resource) {}

    /** Resource-hours. */
    private record Hours(BigDecimal value, BigDecimal unknown) {
        private static final Hours NONE = new Hours(BigDecimal.ZERO, BigDecimal.ZERO);

        boolean isZero() {
            return value.signum() == 0 && unknown.signum() == 0;
        }
    }

    private final ResultReader reader;
    private final ResultReader.Region region;
    private final Balances balances;
    private final Map<Key, Hours> asItIs = new HashMap<>();

    SignalGains(ResultReader reader, ResultReader.Region region) {
        this.reader = reader;
        this.region = region;
        this.balances = reader.hasSignals(region) ? reader.balances(region) : null;
    }

    /** Series, resource, value and unknown with the signal, value and unknown without it; one row of blanks if none differs. */
    List<List<String>> of(long signal) {
        Map<Key, Hours> gains = new HashMap<>();
        reader.each(
                "SELECT series, resource, value, unknown FROM signal_gain WHERE signal = " + signal,
                rows -> gains.put(
                        new Key(Series.named(rows.getString(1)).orElseThrow(), rows.getString(2)),
                        new Hours(reader.decimal(rows.getString(3)), reader.decimal(rows.getString(4)))));
        List<List<String>> rows = new ArrayList<>();
        for (Series series : gains.isEmpty() ? new Series[0] : Series.values()) {
            for (String resource : balances.resources()) {
                Hours gain = gain(gains, series, resource);
                if (!gain.isZero()) {
                    Hours with = asItIs.computeIfAbsent(new Key(series, resource), this::hours);
                    rows.add(List.of(
                            series.text(),
                            resource,
                            Export.amount(with.value()),
                            Export.amount(with.unknown()),
                            Export.amount(with.value().subtract(gain.value())),
                            Export.amount(with.unknown().subtract(gain.unknown()))));
                }
            }
        }
        return rows.isEmpty() ? List.of(List.of("", "", "", "", "", "")) : rows;
    }

    /** As {@link Balances} makes a metric of its terms: the first less the most that the others can be, and the width of all. */
    private static Hours gain(Map<Key, Hours> gains, Series series, String resource) {
        BigDecimal value = BigDecimal.ZERO;
        BigDecimal unknown = BigDecimal.ZERO;
        boolean first = true;
        for (Series term : series.terms()) {
            Hours gain = gains.getOrDefault(new Key(term, resource), Hours.NONE);
            value = first
                    ? value.add(gain.value())
                    : value.subtract(gain.value().add(gain.unknown()));
            unknown = unknown.add(gain.unknown());
            first = false;
        }
        return new Hours(value, unknown);
    }

    /** Value and unknown of a series times the hours they stood. */
    private Hours hours(Key key) {
        ResourceHours[] sum = {ResourceHours.NONE};
        Balances.Step[] last = {null};
        balances.eachStep(key.series(), key.resource(), step -> {
            sum[0] = sum[0].plus(stood(last[0], step.at()));
            last[0] = step;
        });
        ResourceHours all = sum[0].plus(stood(last[0], region.horizon()));
        return new Hours(all.valueHours(), all.unknownHours());
    }

    private static ResourceHours stood(Balances.Step stepOrNull, long till) {
        return stepOrNull == null ? ResourceHours.NONE : ResourceHours.of(stepOrNull, till - stepOrNull.at());
    }
}
