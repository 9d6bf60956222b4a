package dev.hindcast.audit;

import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Amount;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.List;

/**
 * Why a series had its value at an instant.
 *
 * @param total  the value with its range
 * @param shares the spans that stood then, term by term, in each the largest first
 * @param unshown tables that the series is made of and that no source of the region shows
 */
public record Explanation(
        Region region,
        Series series,
        String resource,
        long at,
        Balances.Step total,
        List<Term> terms,
        List<Share> shares,
        List<String> unshown) {

    /** A balance of the formula; the first counts plus, the others minus. */
    public record Term(Series series, int sign, Amount amount) {}

    /**
     * What one span adds to a term.
     *
     * @param amount as it counts here: a span that is known may be unknown in a term, if its booking is
     */
    public record Share(SpanText span, Series term, int sign, Amount amount) {
        /** Whether it surely counts here; else it only may be to be added. */
        public boolean isKnown() {
            return term.surelyCounts(span.row());
        }

        public boolean isMeasured() {
            return amount.unmeasured() == 0;
        }

        /** In millionths, whether known or not. */
        long quantity() {
            return amount.value() + amount.unknown();
        }
    }

    public Explanation {
        terms = List.copyOf(terms);
        shares = List.copyOf(shares);
        unshown = List.copyOf(unshown);
    }

    /** The shares of one term. */
    List<Share> of(Term term) {
        return shares.stream().filter(share -> share.term() == term.series()).toList();
    }

    /** For instance {@code available = reservable - masked - committed}. */
    String formula() {
        return series.text() + " = " + series.formula();
    }

    /** For instance {@code 24 to 25}. */
    String range() {
        String low = Quantities.decimal(total.low());
        return total.unknown() == 0 ? low : low + " to " + Quantities.decimal(total.high());
    }
}
