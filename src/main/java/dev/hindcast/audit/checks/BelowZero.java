package dev.hindcast.audit.checks;

import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Amount;
import dev.hindcast.metrics.Series;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Why a metric is below zero: its formula host by host, and what the hosts that are below zero have in common. */
final class BelowZero {
    private BelowZero() {}

    private record Cause(long amount, TreeSet<String> hosts) {}

    /** Each cause with how much and on which hosts, the largest first; empty if no host is below zero by itself. */
    static String cause(Series metric, String resource, List<SpanText> active) {
        Map<String, Amount[]> byHost = new TreeMap<>();
        for (SpanText span : active) {
            for (int term = 0; term < metric.terms().size(); term++) {
                Amount amount = Amount.of(metric.terms().get(term), span.row(), resource);
                if (amount != null) {
                    Amount[] terms = byHost.computeIfAbsent(span.host(), host -> none(metric));
                    terms[term] = terms[term].plus(amount);
                }
            }
        }
        Map<String, Cause> causes = new TreeMap<>();
        byHost.forEach((host, terms) -> {
            long most = terms[0].value() + terms[0].unknown();
            for (int term = 1; term < terms.length; term++) {
                most -= terms[term].value();
            }
            if (most < 0) {
                long missing = -most;
                causes.merge(
                        name(metric, terms),
                        new Cause(missing, new TreeSet<>(List.of(host.isEmpty() ? "(host unknown)" : host))),
                        (one, other) -> {
                            one.hosts.addAll(other.hosts);
                            return new Cause(one.amount + other.amount, one.hosts);
                        });
            }
        });
        List<Map.Entry<String, Cause>> largest = new ArrayList<>(causes.entrySet());
        largest.sort(Map.Entry.comparingByValue((one, other) -> Long.compare(other.amount(), one.amount())));
        return String.join(
                "; ",
                largest.stream()
                        .map(cause -> cause.getKey() + ": "
                                + Quantities.decimal(cause.getValue().amount()) + " " + resource + " on "
                                + String.join(", ", cause.getValue().hosts()))
                        .toList());
    }

    private static Amount[] none(Series metric) {
        Amount[] none = new Amount[metric.terms().size()];
        java.util.Arrays.fill(none, Amount.NONE);
        return none;
    }

    private static String name(Series metric, Amount[] terms) {
        boolean capacity = terms[0].value() + terms[0].unknown() > 0;
        return switch (metric) {
            case AVAILABLE ->
                !capacity
                        ? "leased outside the pool"
                        : terms[1].value() > 0 && terms[2].value() > 0
                                ? "leased and masked, so subtracted twice"
                                : "leased beyond its capacity";
            case IDLE -> capacity ? "more reserved instances than was leased" : "reserved instances without a lease";
            case STOPPED -> "active beyond what is occupied";
            case AVAILABLE_ONDEMAND ->
                capacity
                        ? "more instances on demand than capacity"
                        : "instances on demand on hosts not known to be on demand";
            default -> capacity ? "masked beyond capacity" : "masked outside the capacity";
        };
    }
}
