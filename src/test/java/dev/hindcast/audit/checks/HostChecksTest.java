package dev.hindcast.audit.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Series;
import dev.hindcast.spans.Certainty;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A host in January, and who was on it; each check finds its case, and not the one beside it. */
class HostChecksTest {
    private static final Region JANUARY = new Region(1, "kvm", Micros.parse("2024-01-01"), Micros.parse("2024-02-01"));
    private static final String OPEN = "";

    private final List<SpanText> spans = new ArrayList<>();

    @Test
    void an_instance_before_its_host_is_a_note_and_one_after_it_a_notice() {
        host("vcpus=8", "2024-01-05", "2024-01-20");
        instance("vm-1", "vcpus=4", "2024-01-03", "2024-01-10");
        instance("vm-2", "vcpus=4", "2024-01-15", OPEN);
        assertEquals(
                List.of(
                        "instance_outside_host note vm-1 2024-01-03 2024-01-05",
                        "instance_outside_host notice vm-2 2024-01-20 "),
                found("instance_outside_host"));
    }

    @Test
    void an_instance_that_begins_and_ends_with_its_host_is_not_outside() {
        host("vcpus=8", "2024-01-05", "2024-01-12");
        host("vcpus=16", "2024-01-12", "2024-01-20");
        instance("vm-1", "vcpus=4", "2024-01-05", "2024-01-20");
        assertEquals(List.of(), found("instance_outside_host"));
    }

    /** From 10 to 12 January the host is not there; a lease that goes on stands outside it for just these two days. */
    @Test
    void an_allocation_in_a_gap_of_its_host_is_outside_for_the_gap() {
        host("vcpus=8", "2024-01-01", "2024-01-10");
        host("vcpus=8", "2024-01-12", OPEN);
        span("blazar_allocation", "lease-1", "vcpus=8", Certainty.KNOWN, "2024-01-08", "2024-01-14");
        assertEquals(
                List.of("allocation_outside_host notice lease-1 2024-01-10 2024-01-12"),
                found("allocation_outside_host"));
    }

    /** Two instances of 4 vcpus fill 8; from the 4th to the 6th a third of 1 is too many, in vcpus and not in memory. */
    @Test
    void instances_that_hold_more_than_their_host_are_above_it_while_they_do() {
        host("memory_mb=100 vcpus=8", "2024-01-01", OPEN);
        instance("vm-1", "memory_mb=40 vcpus=4", "2024-01-02", "2024-01-06");
        instance("vm-2", "memory_mb=40 vcpus=4", "2024-01-03", OPEN);
        assertEquals(List.of(), found("host_above_capacity"));
        instance("vm-3", "memory_mb=20 vcpus=1", "2024-01-04", OPEN);
        assertEquals(List.of("host_above_capacity note host 2024-01-04 2024-01-06"), found("host_above_capacity"));
    }

    @Test
    void what_only_may_be_there_exceeds_nothing_and_an_unmeasured_host_is_not_exceeded() {
        host("vcpus=8", "2024-01-01", "2024-01-10");
        host("nodes=1", "2024-01-10", OPEN);
        span("nova_instance_occupied", "vm-1", "vcpus=9", Certainty.UNKNOWN, "2024-01-02", OPEN);
        instance("vm-2", "vcpus=9", "2024-01-10", OPEN);
        assertEquals(List.of(), found("host_above_capacity"));
    }

    @Test
    void a_host_without_vcpus_is_unmeasured_as_long_as_it_is() {
        host("nodes=1", "2024-01-01", "2024-01-04");
        host("nodes=1", "2024-01-04", "2024-01-10");
        host("nodes=1 vcpus=8", "2024-01-10", OPEN);
        // The difference between two witnesses is none of its own.
        span("nova_host", "host", "memory_mb=1", Certainty.DIFFERENCE, "2024-01-10", OPEN);
        assertEquals(List.of("unmeasured_host notice host 2024-01-01 2024-01-10"), found("unmeasured_host"));
    }

    /** Reserved instances of 6 vcpus: 4 on a host with a lease of 2, and 2 on a host without one. */
    @Test
    void a_metric_below_zero_is_told_host_by_host_the_largest_cause_first() {
        List<SpanText> active = List.of(
                span("h1", "blazar_allocation", "", "vcpus=2"),
                span("h1", "nova_instance_occupied", "reservation", "vcpus=5"),
                span("h2", "nova_instance_occupied", "reservation", "vcpus=2"),
                span("h3", "blazar_allocation", "", "vcpus=8"),
                span("h3", "nova_instance_occupied", "reservation", "vcpus=8"),
                span("h4", "nova_instance_occupied", "ondemand", "vcpus=9"));
        assertEquals(
                "more reserved instances than was leased: 3 vcpus on h1; reserved instances without a lease: 2 vcpus on h2",
                BelowZero.cause(Series.IDLE, "vcpus", active));
        assertEquals("", BelowZero.cause(Series.IDLE, "memory_mb", List.of()));
    }

    @Test
    void a_lease_on_a_masked_host_is_taken_off_twice_and_one_outside_the_pool_once() {
        List<SpanText> active = List.of(
                span("h1", "blazar_host", "", "nodes=1"),
                span("h1", "masked", "", "nodes=1"),
                span("h1", "blazar_allocation", "", "nodes=1"),
                span("h2", "blazar_allocation", "", "nodes=1"),
                span("h3", "blazar_host", "", "nodes=1"),
                span("h3", "blazar_allocation", "", "nodes=1"));
        assertEquals(
                "leased and masked, so subtracted twice: 1 nodes on h1; leased outside the pool: 1 nodes on h2",
                BelowZero.cause(Series.AVAILABLE, "nodes", active));
    }

    private void host(String quantities, String from, String till) {
        span("nova_host", "host", quantities, Certainty.KNOWN, from, till);
    }

    private void instance(String name, String quantities, String from, String till) {
        span("nova_instance_occupied", name, quantities, Certainty.KNOWN, from, till);
    }

    private void span(String type, String entity, String quantities, Certainty certainty, String from, String till) {
        spans.add(new SpanText(
                spans.size() + 1,
                type,
                entity,
                "host",
                "",
                "",
                Quantities.parse(quantities),
                certainty,
                1,
                Micros.parse(from),
                till.equals(OPEN) ? Micros.FOREVER : Micros.parse(till)));
    }

    private static SpanText span(String host, String type, String booking, String quantities) {
        return new SpanText(
                1,
                type,
                host,
                host,
                booking,
                "",
                Quantities.parse(quantities),
                Certainty.KNOWN,
                1,
                JANUARY.dawn(),
                Micros.FOREVER);
    }

    /** Check, severity, entity, and the days of its time. */
    private List<String> found(String check) {
        return new HostChecks(JANUARY, "host", spans)
                .run().stream()
                        .filter(finding -> finding.check().equals(check))
                        .map(finding -> String.join(
                                " ",
                                finding.check(),
                                finding.severity(),
                                finding.entity(),
                                day(finding.from()),
                                day(finding.till())))
                        .toList();
    }

    private static String day(long instant) {
        return instant == Micros.FOREVER ? "" : Micros.text(instant).substring(0, 10);
    }
}
