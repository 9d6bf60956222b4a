package dev.hindcast.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.spans.Certainty;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BalancesTest {
    private static final long DAWN = 100;
    private static final long HORIZON = 1000;

    private final Balances balances = balances(DAWN, HORIZON);

    // -- balances

    @Test
    void a_series_begins_at_dawn_and_has_a_row_per_change() {
        add("nova_host", "vcpus=64", true, 200, 400);
        add("nova_host", "vcpus=32", true, 300, Micros.FOREVER);
        assertSteps(Series.TOTAL, "100 0", "200 64", "300 96", "400 32");
    }

    @Test
    void a_series_that_nothing_counts_in_is_zero_from_dawn_on() {
        add("nova_host", "vcpus=64", true, 200, 400);
        assertSteps(Series.RESERVABLE, "100 0");
        assertSteps(Series.AVAILABLE, "100 0");
    }

    @Test
    void what_began_at_dawn_is_in_the_first_row() {
        add("nova_host", "vcpus=64", true, 100, Micros.FOREVER);
        assertSteps(Series.TOTAL, "100 64");
    }

    @Test
    void a_host_handed_over_at_an_instant_is_no_change() {
        add("nova_host", "vcpus=64", true, 100, 300);
        add("nova_host", "vcpus=64", true, 300, Micros.FOREVER);
        assertSteps(Series.TOTAL, "100 64");
    }

    @Test
    void nothing_is_said_from_the_horizon_on() {
        add("nova_host", "vcpus=64", true, 200, 1000);
        add("nova_host", "vcpus=32", true, 300, Micros.FOREVER);
        assertSteps(Series.TOTAL, "100 0", "200 64", "300 96");
        assertNull(balances.at(Series.TOTAL, "vcpus", 1000));
        assertNull(balances.at(Series.TOTAL, "vcpus", 99));
        assertEquals(
                96 * Quantities.ONE, balances.at(Series.TOTAL, "vcpus", 999).value());
        assertEquals(0, balances.at(Series.TOTAL, "vcpus", 100).value());
    }

    @Test
    void what_is_in_question_may_be_to_be_added() {
        add("nova_host", "vcpus=64", true, 100, Micros.FOREVER);
        add("nova_host", "vcpus=32", false, 200, 300);
        assertSteps(Series.TOTAL, "100 64", "200 64 unknown 32", "300 64");
        assertEquals(
                64 * Quantities.ONE, balances.at(Series.TOTAL, "vcpus", 250).low());
        assertEquals(
                96 * Quantities.ONE, balances.at(Series.TOTAL, "vcpus", 250).high());
    }

    @Test
    void a_known_span_without_the_resource_is_unmeasured_in_it_and_counts_in_the_others() {
        add("nova_host", "nodes=1", true, 200, 300);
        assertSteps(Series.TOTAL, "100 0", "200 0 unmeasured 1", "300 0");
        assertEquals(Quantities.ONE, balances.at(Series.TOTAL, "nodes", 250).value());
        assertEquals(0, balances.at(Series.TOTAL, "nodes", 250).unmeasured());
    }

    @Test
    void a_difference_between_two_sightings_is_not_unmeasured_in_what_did_not_differ() {
        balances.add(row("nova_host", "", "nodes=1", Certainty.DIFFERENCE, 200, 300));
        assertSteps(Series.TOTAL, "100 0");
    }

    @Test
    void a_host_in_question_that_nobody_measured_is_unmeasured_once_and_an_unknown_node() {
        add("nova_host", "nodes=1", false, 200, 300);
        assertSteps(Series.TOTAL, "100 0", "200 0 unmeasured 1", "300 0");
        assertEquals(Quantities.ONE, balances.at(Series.TOTAL, "nodes", 250).unknown());
        assertEquals(0, balances.at(Series.TOTAL, "nodes", 250).unmeasured());
    }

    @Test
    void a_metric_counts_the_unmeasured_of_all_its_terms() {
        add("blazar_host", "nodes=1", true, 200, 500);
        add("blazar_allocation", "nodes=1", true, 300, 400);
        assertSteps(
                Series.AVAILABLE, "100 0", "200 0 unmeasured 1", "300 0 unmeasured 2", "400 0 unmeasured 1", "500 0");
    }

    @Test
    void shares_of_a_millionth_sum_exactly() {
        for (int i = 0; i < 48; i++) {
            add("nova_instance_occupied", "vcpus=0.020833", true, 200, 300);
        }
        assertSteps(Series.OCCUPIED, "100 0", "200 0.999984", "300 0");
    }

    // -- the algebra of metrics: low = a - (b + unknown b), high = (a + unknown a) - b

    @Test
    void each_metric_has_the_range_that_follows_from_its_terms() {
        everySeries();
        assertAt(Series.TOTAL, "1000 unknown 100");
        assertAt(Series.RESERVABLE, "100 unknown 10");
        assertAt(Series.COMMITTED, "30 unknown 7");
        assertAt(Series.OCCUPIED, "19 unknown 3");
        // Of the reserved ones 2 are in question, and 3 are of unknown booking.
        assertAt(Series.OCCUPIED_RESERVATION, "12 unknown 5");
        assertAt(Series.OCCUPIED_ONDEMAND, "4 unknown 4");
        assertAt(Series.OCCUPIED_UNKNOWN_BOOKING, "3");
        assertAt(Series.ACTIVE, "10 unknown 2");
        assertAt(Series.MAINTENANCE, "21");
        assertAt(Series.CONFLICT, "22");
        assertAt(Series.MASKED, "20 unknown 5");
        assertAt(Series.MASKED_TOTAL, "50 unknown 8");
        assertAt(Series.MASKED_ONDEMAND, "15 unknown 5");
        assertAt(Series.NOT_RESERVABLE, "200 unknown 20");
        assertAt(Series.UNSPOKEN, "23");
        // 100 - 25, 110 - 20
        assertRange(Series.ADMITTABLE, 75, 90);
        // 1000 - 58, 1100 - 50
        assertRange(Series.ADMITTABLE_TOTAL, 942, 1050);
        // 100 - 25 - 37, 110 - 20 - 30
        assertRange(Series.AVAILABLE, 38, 60);
        // 30 - 17, 37 - 12
        assertRange(Series.IDLE, 13, 25);
        // 19 - 12, 22 - 10
        assertRange(Series.STOPPED, 7, 12);
        // 200 - 20 - 8, 220 - 15 - 4
        assertRange(Series.AVAILABLE_ONDEMAND, 172, 201);
    }

    @Test
    void below_zero_is_not_clipped() {
        add("blazar_host", "vcpus=10", true, 200, 300);
        add("blazar_allocation", "vcpus=30", true, 200, 300);
        assertSteps(Series.AVAILABLE, "100 0", "200 -20", "300 0");
    }

    @Test
    void a_metric_is_not_below_zero_while_something_of_unknown_size_adds_to_it() {
        add("blazar_host", "vcpus=10", true, 200, 500);
        add("blazar_allocation", "vcpus=30", true, 200, 500);
        add("blazar_host", "nodes=1", true, 300, 400);
        add("blazar_allocation", "nodes=1", true, 450, 460);
        List<String> below = new ArrayList<>();
        balances.eachBelowZero(
                Series.AVAILABLE,
                (resource, since, till) -> below.add(resource + " " + since.at() + ".." + till + " " + since.high()));
        // What takes from it and is of unknown size only makes it less; of nodes the first host has no number
        // throughout.
        assertEquals(List.of("vcpus 200..300 -20000000", "vcpus 400..500 -20000000"), below);
    }

    @Test
    void each_resource_is_below_zero_for_itself_and_at_the_latest_until_the_horizon() {
        Balances some = balances(100, 900);
        some.add(row("blazar_host", "", "nodes=1,vcpus=10", Certainty.KNOWN, 200, 900));
        some.add(row("blazar_allocation", "", "nodes=2,vcpus=10", Certainty.KNOWN, 300, 400));
        some.add(row("blazar_allocation", "", "nodes=1,vcpus=11", Certainty.KNOWN, 500, Micros.FOREVER));
        List<String> below = new ArrayList<>();
        some.eachBelowZero(
                Series.AVAILABLE,
                (resource, since, till) ->
                        below.add(resource + " " + since.at() + ".." + till + " " + Quantities.decimal(since.high())));
        assertEquals(List.of("nodes 300..400 -1", "vcpus 500..900 -1"), below);
    }

    @Test
    void a_metric_at_one_instant_can_be_had_from_the_sums_of_its_terms_alone() {
        everySeries();
        Balances.Step step = Balances.step(
                500,
                List.of(
                        new Amount(100 * Quantities.ONE, 10 * Quantities.ONE, 0),
                        new Amount(20 * Quantities.ONE, 5 * Quantities.ONE, 0),
                        new Amount(30 * Quantities.ONE, 7 * Quantities.ONE, 0)));
        Balances.Step swept = balances.at(Series.AVAILABLE, "vcpus", 500);
        assertEquals(swept.low(), step.low());
        assertEquals(swept.high(), step.high());
    }

    // -- checkpoints

    @Test
    void a_checkpoint_is_the_balance_at_midnight_of_each_day_that_begins_with_another_value() {
        long day = Micros.DAY;
        Balances days = balances(day / 2, 10 * day);
        days.add(row("nova_host", "", "nodes=1", Certainty.KNOWN, day / 2, 4 * day));
        days.add(row("nova_host", "", "nodes=1", Certainty.KNOWN, 2 * day, 2 * day + 5));
        days.add(row("nova_host", "", "nodes=1", Certainty.KNOWN, 3 * day + 1, 3 * day + 9));
        days.add(row("nova_host", "", "nodes=1", Certainty.KNOWN, 10 * day - 5, Micros.FOREVER));
        assertEquals(
                List.of("total nodes 1: 1", "total nodes 2: 2", "total nodes 3: 1", "total nodes 4: 0"),
                days.checkpoints().stream()
                        .filter(checkpoint -> checkpoint.resource().equals("nodes"))
                        .map(checkpoint -> checkpoint.series() + " " + checkpoint.resource() + " "
                                + checkpoint.at() / day + ": " + Quantities.decimal(checkpoint.value()))
                        .toList());
    }

    // -- what always holds

    @Test
    void at_every_instant_a_balance_is_the_sum_of_the_spans_that_are_on() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Balances swept = balances(DAWN, DAWN + 60);
            List<SpanRow> all = randomSpans(random);
            all.forEach(swept::add);
            for (Series series : Series.values()) {
                for (String resource : List.of("nodes", "vcpus")) {
                    for (long at = DAWN; at < DAWN + 60; at++) {
                        List<Amount> terms = new ArrayList<>();
                        for (Series term : series.terms()) {
                            terms.add(directly(all, term, resource, at));
                        }
                        long low = terms.get(0).value();
                        long high = terms.get(0).value() + terms.get(0).unknown();
                        long unmeasured = terms.get(0).unmeasured();
                        for (Amount less : terms.subList(1, terms.size())) {
                            low -= less.value() + less.unknown();
                            high -= less.value();
                            unmeasured += less.unmeasured();
                        }
                        Balances.Step step = swept.at(series, resource, at);
                        String where = "seed " + seed + " " + series + " " + resource + " at " + at;
                        assertEquals(low, step.low(), where);
                        assertEquals(high, step.high(), where);
                        assertEquals(unmeasured, step.unmeasured(), where);
                    }
                }
            }
        }
    }

    @Test
    void steps_go_forward_and_each_differs_from_the_one_before() {
        Balances swept = balances(DAWN, DAWN + 60);
        randomSpans(new Random(99)).forEach(swept::add);
        for (Series series : Series.values()) {
            List<Balances.Step> steps = swept.steps(series, "vcpus");
            assertEquals(DAWN, steps.get(0).at());
            for (int i = 1; i < steps.size(); i++) {
                Balances.Step one = steps.get(i - 1);
                Balances.Step next = steps.get(i);
                assertTrue(one.at() < next.at() && next.at() < DAWN + 60);
                assertTrue(one.value() != next.value()
                        || one.unknown() != next.unknown()
                        || one.unmeasured() != next.unmeasured());
            }
        }
    }

    // ------------------------------------------------------------------------------------------------------------------

    /** Each balance has numbers of its own, so that no two can be taken for each other. */
    private void everySeries() {
        both("nova_host", 1000, 100);
        both("blazar_host", 100, 10);
        both("blazar_allocation", 30, 7);
        both("masked", 20, 5);
        both("masked_total", 50, 8);
        both("masked_ondemand", 15, 5);
        both("not_reservable", 200, 20);
        both("nova_instance_active", 10, 2);
        add("maintenance_mask", "vcpus=21", true, 100, Micros.FOREVER);
        add("conflict_exclusion", "vcpus=22", true, 100, Micros.FOREVER);
        add("unspoken", "vcpus=23", true, 100, Micros.FOREVER);
        balances.add(row("nova_instance_occupied", "reservation", "vcpus=12", Certainty.KNOWN, 100, Micros.FOREVER));
        balances.add(row("nova_instance_occupied", "reservation", "vcpus=2", Certainty.UNKNOWN, 100, Micros.FOREVER));
        balances.add(row("nova_instance_occupied", "ondemand", "vcpus=4", Certainty.KNOWN, 100, Micros.FOREVER));
        balances.add(row("nova_instance_occupied", "ondemand", "vcpus=1", Certainty.UNKNOWN, 100, Micros.FOREVER));
        balances.add(row("nova_instance_occupied", "unknown", "vcpus=3", Certainty.KNOWN, 100, Micros.FOREVER));
    }

    private void both(String type, int known, int unknown) {
        add(type, "vcpus=" + known, true, 100, Micros.FOREVER);
        add(type, "vcpus=" + unknown, false, 100, Micros.FOREVER);
    }

    private static Balances balances(long dawn, long horizon) {
        return new Balances(dawn, horizon, new TreeSet<>(List.of("nodes", "vcpus")));
    }

    private void add(String type, String quantities, boolean known, long from, long till) {
        balances.add(row(type, "", quantities, known ? Certainty.KNOWN : Certainty.UNKNOWN, from, till));
    }

    private static SpanRow row(
            String type, String booking, String quantities, Certainty certainty, long from, long till) {
        return new SpanRow(1, type, booking, Quantities.parse(quantities), certainty, from, till);
    }

    private static List<SpanRow> randomSpans(Random random) {
        List<String> types = new ArrayList<>();
        for (Series series : Series.values()) {
            types.addAll(series.spanTypes());
        }
        List<SpanRow> all = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            String type = types.get(random.nextInt(types.size()));
            String booking = List.of("", "reservation", "ondemand", "unknown").get(random.nextInt(4));
            String size = List.of("nodes=1", "nodes=1 vcpus=64", "nodes=0.125 vcpus=8")
                    .get(random.nextInt(3));
            long from = DAWN + random.nextInt(55);
            long till = random.nextInt(5) == 0 ? Micros.FOREVER : from + 1 + random.nextInt(10);
            all.add(row(type, booking, size, Certainty.values()[random.nextInt(3)], from, till));
        }
        return all;
    }

    private static Amount directly(List<SpanRow> spans, Series balance, String resource, long at) {
        long value = 0;
        long unknown = 0;
        long unmeasured = 0;
        for (SpanRow span : spans) {
            boolean on = span.from() <= at && at < span.till();
            Series.Counts counts = balance.counts(span);
            Long amount = span.quantities().of(resource);
            if (!on || counts == Series.Counts.NOT) {
                continue;
            }
            if (amount == null) {
                unmeasured += span.certainty() == Certainty.DIFFERENCE ? 0 : 1;
            } else if (counts == Series.Counts.KNOWN) {
                value += amount;
            } else {
                unknown += amount;
            }
        }
        return new Amount(value, unknown, unmeasured);
    }

    private void assertSteps(Series series, String... expected) {
        assertEquals(
                List.of(expected),
                balances.steps(series, "vcpus").stream()
                        .map(step -> step.at() + " " + text(step))
                        .toList());
    }

    private void assertAt(Series series, String expected) {
        assertEquals(expected, text(balances.at(series, "vcpus", 500)), series.text());
    }

    private void assertRange(Series series, long low, long high) {
        Balances.Step step = balances.at(series, "vcpus", 500);
        assertEquals(low * Quantities.ONE, step.low(), series.text());
        assertEquals(high * Quantities.ONE, step.high(), series.text());
        assertEquals(low * Quantities.ONE, step.value(), series.text());
    }

    private static String text(Balances.Step step) {
        return Quantities.decimal(step.value())
                + (step.unknown() == 0 ? "" : " unknown " + Quantities.decimal(step.unknown()))
                + (step.unmeasured() == 0 ? "" : " unmeasured " + step.unmeasured());
    }
}
