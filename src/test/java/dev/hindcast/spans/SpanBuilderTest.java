package dev.hindcast.spans;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.timeline.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Time here is a few microseconds: dawn is 100, the horizon 1000. Zero precedence and full confidence unless said. */
class SpanBuilderTest {
    private static final long ALWAYS = Micros.ALWAYS;
    private static final long FOREVER = Micros.FOREVER;

    private final SpanBuilder builder = new SpanBuilder(100, 1000);
    private final List<Segment> segments = new ArrayList<>();

    // -- hosts

    @Test
    void a_host_contributes_its_inventory_as_of_then_while_it_exists() {
        say(Attribute.EXISTENCE, "exists", 200, 800);
        inventory("vcpus=64", ALWAYS, 500);
        inventory("vcpus=96", 500, FOREVER);
        assertHost(
                Set.of(SpanType.NOVA_HOST),
                "nova_host 200..500 nodes=1 vcpus=64 known",
                "nova_host 500..800 nodes=1 vcpus=96 known");
    }

    @Test
    void a_host_of_which_nobody_says_that_it_exists_contributes_nothing() {
        inventory("vcpus=64", ALWAYS, FOREVER);
        say(Attribute.POOL, "reservable", 200, 800);
        say(Attribute.EXISTENCE, "gone", 200, 800);
        assertHost(Set.of(SpanType.values()));
    }

    @Test
    void a_host_that_no_witness_measured_is_still_one_node() {
        say(Attribute.EXISTENCE, "exists", 200, 800);
        inventory("vcpus=64", 300, 400);
        assertHost(
                Set.of(SpanType.NOVA_HOST),
                "nova_host 200..300 nodes=1 known",
                "nova_host 300..400 nodes=1 vcpus=64 known",
                "nova_host 400..800 nodes=1 known");
    }

    @Test
    void spans_lie_between_dawn_and_horizon_and_what_goes_on_beyond_has_no_end() {
        inventory("vcpus=64", ALWAYS, FOREVER);
        say(Attribute.EXISTENCE, "exists", 0, 100);
        say(Attribute.EXISTENCE, "exists", 50, 150);
        say(Attribute.EXISTENCE, "exists", 900, 1000);
        say(Attribute.EXISTENCE, "exists", 950, 1001);
        say(Attribute.EXISTENCE, "exists", 1000, 1100);
        assertHost(
                Set.of(SpanType.NOVA_HOST),
                "nova_host 100..150 nodes=1 vcpus=64 known",
                "nova_host 900..1000 nodes=1 vcpus=64 known",
                "nova_host 950.. nodes=1 vcpus=64 known");
    }

    @Test
    void a_host_whose_existence_is_in_question_may_be_to_be_added_to_all_it_would_count_in() {
        say(Attribute.EXISTENCE, "unknown", 200, 800);
        inventory("vcpus=64", ALWAYS, FOREVER);
        say(Attribute.POOL, "reservable", ALWAYS, FOREVER);
        say(Attribute.MAINTENANCE, "lease", 300, 400);
        assertHost(
                Set.of(SpanType.values()),
                "blazar_host 200..800 nodes=1 vcpus=64 unknown",
                "maintenance_mask 300..400 nodes=1 vcpus=64 unknown for lease",
                "masked 300..400 nodes=1 vcpus=64 unknown for lease",
                "masked_total 300..400 nodes=1 vcpus=64 unknown for lease",
                "nova_host 200..800 nodes=1 vcpus=64 unknown");
    }

    @Test
    void between_two_differing_sightings_the_smaller_inventory_is_known_and_the_rest_unknown() {
        say(Attribute.EXISTENCE, "exists", 200, 800);
        segments.add(segment(
                Attribute.INVENTORY, "between", "vcpus=64 memory_mb=100", "vcpus=32 memory_mb=0", 200, 300, 45, 0.8));
        assertHost(
                Set.of(SpanType.NOVA_HOST),
                "nova_host 200..300 memory_mb=100 nodes=1 vcpus=64 known confidence 0.8",
                "nova_host 200..300 vcpus=32 difference confidence 0.8",
                "nova_host 300..800 nodes=1 known");
    }

    @Test
    void contradicting_inventories_of_equals_are_a_range_as_two_sightings_are() {
        say(Attribute.EXISTENCE, "exists", 200, 800);
        contested(
                Attribute.INVENTORY,
                segment(Attribute.INVENTORY, "a", "vcpus=96", null, 200, 800, 50, 1.0),
                segment(Attribute.INVENTORY, "b", "vcpus=64", null, 200, 800, 50, 1.0),
                segment(Attribute.INVENTORY, "c", "vcpus=1", null, 200, 800, 30, 1.0));
        assertHost(
                Set.of(SpanType.NOVA_HOST),
                "nova_host 200..800 nodes=1 vcpus=64 known",
                "nova_host 200..800 vcpus=32 difference");
    }

    @Test
    void only_equals_of_the_winner_widen_what_is_contested() {
        say(Attribute.EXISTENCE, "exists", 200, 800);
        contested(
                Attribute.INVENTORY,
                segment(Attribute.INVENTORY, "a", "vcpus=96", null, 200, 800, 50, 0.9),
                segment(Attribute.INVENTORY, "b", "vcpus=64", null, 200, 800, 50, 0.9),
                segment(Attribute.INVENTORY, "c", "vcpus=1", null, 200, 800, 50, 0.8));
        assertHost(
                Set.of(SpanType.NOVA_HOST),
                "nova_host 200..800 nodes=1 vcpus=64 known confidence 0.9",
                "nova_host 200..800 vcpus=32 difference confidence 0.9");
    }

    @Test
    void contradicting_ranges_reach_from_the_least_of_both_to_the_most_of_both() {
        say(Attribute.EXISTENCE, "exists", 200, 800);
        contested(
                Attribute.INVENTORY,
                segment(Attribute.INVENTORY, "a", "vcpus=64", "vcpus=0", 200, 800, 45, 1.0),
                segment(Attribute.INVENTORY, "b", "vcpus=32", "vcpus=64", 200, 800, 45, 1.0));
        assertHost(
                Set.of(SpanType.NOVA_HOST),
                "nova_host 200..800 nodes=1 vcpus=32 known",
                "nova_host 200..800 vcpus=64 difference");
    }

    @Test
    void each_state_of_the_pool_counts_where_the_design_says() {
        say(Attribute.EXISTENCE, "exists", 100, FOREVER);
        inventory("vcpus=64", ALWAYS, FOREVER);
        say(Attribute.POOL, "reservable", ALWAYS, 200);
        say(Attribute.POOL, "unknown", 200, 300);
        say(Attribute.POOL, "not_reservable", 300, 400);
        say(Attribute.POOL, "unspoken", 400, FOREVER);
        assertHost(
                Set.of(SpanType.BLAZAR_HOST, SpanType.NOT_RESERVABLE, SpanType.UNSPOKEN),
                "blazar_host 100..200 nodes=1 vcpus=64 known",
                "blazar_host 200..300 nodes=1 vcpus=64 unknown for in question",
                "not_reservable 200..300 nodes=1 vcpus=64 unknown for in question",
                "not_reservable 300..400 nodes=1 vcpus=64 known",
                "not_reservable 400.. nodes=1 vcpus=64 unknown for unspoken",
                "unspoken 400.. nodes=1 vcpus=64 known");
    }

    @Test
    void masks_stand_side_by_side_and_their_union_is_named_by_all_causes() {
        say(Attribute.EXISTENCE, "exists", 100, FOREVER);
        inventory("vcpus=64", ALWAYS, FOREVER);
        say(Attribute.POOL, "reservable", ALWAYS, 500);
        say(Attribute.POOL, "not_reservable", 500, FOREVER);
        say(Attribute.MAINTENANCE, "lease", 200, 400);
        say(Attribute.MAINTENANCE, "ironic_flag", 300, 600);
        assertHost(
                Set.of(SpanType.MAINTENANCE_MASK, SpanType.MASKED, SpanType.MASKED_TOTAL, SpanType.MASKED_ONDEMAND),
                "maintenance_mask 200..400 nodes=1 vcpus=64 known for lease",
                "maintenance_mask 300..600 nodes=1 vcpus=64 known for ironic_flag",
                "masked 200..300 nodes=1 vcpus=64 known for lease",
                "masked 300..400 nodes=1 vcpus=64 known for ironic_flag+lease",
                "masked 400..500 nodes=1 vcpus=64 known for ironic_flag",
                "masked_ondemand 500..600 nodes=1 vcpus=64 known for ironic_flag",
                "masked_total 200..300 nodes=1 vcpus=64 known for lease",
                "masked_total 300..400 nodes=1 vcpus=64 known for ironic_flag+lease",
                "masked_total 400..600 nodes=1 vcpus=64 known for ironic_flag");
    }

    @Test
    void two_masks_of_one_cause_are_named_once() {
        say(Attribute.EXISTENCE, "exists", 100, FOREVER);
        say(Attribute.MAINTENANCE, "lease", 200, 400);
        say(Attribute.MAINTENANCE, "lease", 300, 400);
        assertHost(
                Set.of(SpanType.MASKED_TOTAL),
                "masked_total 200..300 nodes=1 known for lease",
                "masked_total 300..400 nodes=1 known for lease");
    }

    @Test
    void conflicts_of_one_host_are_excluded_once() {
        say(Attribute.EXISTENCE, "exists", 100, FOREVER);
        say(Attribute.CONFLICT, "allocation_overlap", 200, 400);
        say(Attribute.CONFLICT, "blazar_duplicate_host", 300, 500);
        say(Attribute.MAINTENANCE, "lease", 450, 500);
        assertHost(
                Set.of(SpanType.CONFLICT_EXCLUSION, SpanType.MASKED_TOTAL),
                "conflict_exclusion 200..300 nodes=1 known for allocation_overlap",
                "conflict_exclusion 300..400 nodes=1 known for allocation_overlap+blazar_duplicate_host",
                "conflict_exclusion 400..500 nodes=1 known for blazar_duplicate_host",
                "masked_total 200..300 nodes=1 known for allocation_overlap",
                "masked_total 300..400 nodes=1 known for allocation_overlap+blazar_duplicate_host",
                "masked_total 400..450 nodes=1 known for blazar_duplicate_host",
                "masked_total 450..500 nodes=1 known for blazar_duplicate_host+lease");
    }

    @Test
    void where_the_pool_is_in_question_a_mask_may_be_to_be_added_to_both() {
        say(Attribute.EXISTENCE, "exists", 100, FOREVER);
        say(Attribute.POOL, "unknown", 100, 300);
        say(Attribute.POOL, "unspoken", 300, FOREVER);
        say(Attribute.MAINTENANCE, "lease", 200, 400);
        assertHost(
                Set.of(SpanType.MASKED, SpanType.MASKED_ONDEMAND),
                "masked 200..300 nodes=1 unknown for lease",
                "masked_ondemand 200..300 nodes=1 unknown for lease",
                "masked_ondemand 300..400 nodes=1 unknown for lease");
    }

    @Test
    void a_mask_on_a_host_that_does_not_exist_takes_nothing_away() {
        say(Attribute.EXISTENCE, "exists", 100, 300);
        say(Attribute.MAINTENANCE, "lease", 200, 400);
        say(Attribute.CONFLICT, "allocation_overlap", 300, 400);
        assertHost(
                Set.of(SpanType.MAINTENANCE_MASK, SpanType.CONFLICT_EXCLUSION),
                "maintenance_mask 200..300 nodes=1 known for lease");
    }

    @Test
    void a_span_rests_on_all_its_segments_and_is_no_surer_than_the_least_sure_of_them() {
        segments.add(segment(Attribute.EXISTENCE, "exists", null, null, 200, 300, 50, 0.9));
        segments.add(segment(Attribute.POOL, "reservable", null, null, 200, 300, 50, 0.7));
        segments.add(segment(Attribute.INVENTORY, "vcpus=64", "vcpus=64", null, 200, 300, 50, 0.8));
        List<Span> spans = builder.host("n1", segments);
        assertEquals(
                List.of("NOVA_HOST 0.8 [EXISTENCE, INVENTORY]", "BLAZAR_HOST 0.7 [EXISTENCE, INVENTORY, POOL]"),
                spans.stream()
                        .map(span -> span.type() + " " + span.confidence() + " "
                                + span.because().stream()
                                        .map(segment -> segment.attribute().name())
                                        .sorted()
                                        .toList())
                        .toList());
    }

    // -- allocations

    @Test
    void an_allocation_of_the_whole_host_commits_the_hosts_inventory() {
        host("n1", "hypervisor", "vcpus=64");
        say(Attribute.PURPOSE, "commitment", ALWAYS, FOREVER);
        say(Attribute.TERM, "held", 200, 400);
        say(Attribute.PLACEMENT, "n1", ALWAYS, FOREVER);
        assertAllocation("blazar_allocation 200..400 nodes=1 vcpus=64 known on n1 reservation");
    }

    @Test
    void an_allocation_of_the_whole_host_follows_the_hosts_inventory() {
        say(Attribute.EXISTENCE, "exists", 100, FOREVER);
        inventory("vcpus=64", ALWAYS, 300);
        segments.add(segment(Attribute.INVENTORY, "between", "vcpus=64", "vcpus=32", 300, 350, 45, 0.8));
        inventory("vcpus=96", 350, 380);
        builder.host("n1", segments);
        segments.clear();
        say(Attribute.PURPOSE, "commitment", ALWAYS, FOREVER);
        say(Attribute.TERM, "held", 200, 400);
        say(Attribute.PLACEMENT, "n1", ALWAYS, FOREVER);
        assertAllocation(
                "blazar_allocation 200..300 nodes=1 vcpus=64 known on n1 reservation",
                "blazar_allocation 300..350 nodes=1 vcpus=64 known confidence 0.8 on n1 reservation",
                "blazar_allocation 300..350 vcpus=32 difference confidence 0.8 on n1 reservation",
                "blazar_allocation 350..380 nodes=1 vcpus=96 known on n1 reservation",
                "blazar_allocation 380..400 nodes=1 known on n1 reservation");
    }

    @Test
    void before_nova_shows_a_host_its_first_inventory_is_what_a_lease_commits() {
        say(Attribute.EXISTENCE, "exists", 300, FOREVER);
        inventory("vcpus=64", 300, 350);
        inventory("vcpus=96", 350, FOREVER);
        builder.host("n1", segments);
        segments.clear();
        say(Attribute.PURPOSE, "commitment", ALWAYS, FOREVER);
        say(Attribute.TERM, "held", 200, 400);
        say(Attribute.PLACEMENT, "n1", ALWAYS, FOREVER);
        assertAllocation(
                "blazar_allocation 200..350 nodes=1 vcpus=64 known on n1 reservation",
                "blazar_allocation 350..400 nodes=1 vcpus=96 known on n1 reservation");
    }

    /** Random inventories, known and between two, with times of none; a host leased all along while it is reservable. */
    @Test
    void a_wholly_leased_host_commits_at_every_instant_what_it_has_reservable() {
        Random random = new Random(20240102);
        for (int round = 0; round < 200; round++) {
            segments.clear();
            say(Attribute.EXISTENCE, "exists", 100, FOREVER);
            say(Attribute.POOL, "reservable", ALWAYS, FOREVER);
            for (long at = 50 + random.nextInt(100); at < 900; at += 1 + random.nextInt(200)) {
                long till = at + 1 + random.nextInt(200);
                String spread = random.nextBoolean() ? null : "vcpus=32";
                String carried = "vcpus=" + 32 * (1 + random.nextInt(3));
                segments.add(segment(Attribute.INVENTORY, carried, carried, spread, at, till, 50, 1.0));
                at = till;
            }
            SpanBuilder builder = new SpanBuilder(100, 1000);
            List<Span> reservable = builder.host("n1", segments).stream()
                    .filter(span -> span.type() == SpanType.BLAZAR_HOST)
                    .toList();
            segments.clear();
            say(Attribute.PURPOSE, "commitment", ALWAYS, FOREVER);
            say(Attribute.TERM, "held", ALWAYS, FOREVER);
            say(Attribute.PLACEMENT, "n1", ALWAYS, FOREVER);
            List<Span> committed = builder.allocation("a-1", segments);
            for (long at = 100; at < 1000; at++) {
                assertEquals(quantitiesAt(reservable, at), quantitiesAt(committed, at), "at " + at);
            }
        }
    }

    @Test
    void an_allocation_of_a_part_commits_its_own_size_and_its_share_of_the_hosts_vcpus() {
        host("n1", "hypervisor", "vcpus=64");
        say(Attribute.PURPOSE, "commitment", ALWAYS, FOREVER);
        say(Attribute.TERM, "held", 200, 400);
        say(Attribute.PLACEMENT, "n1", ALWAYS, FOREVER);
        segments.add(segment(Attribute.SIZE, "s", "vcpus=16 memory_mb=100", null, ALWAYS, FOREVER, 50, 1.0));
        assertAllocation("blazar_allocation 200..400 memory_mb=100 nodes=0.25 vcpus=16 known on n1 reservation");
    }

    @Test
    void an_allocation_on_no_known_host_commits_a_node_that_nobody_measured() {
        say(Attribute.PURPOSE, "commitment", ALWAYS, FOREVER);
        say(Attribute.TERM, "held", 200, 400);
        assertAllocation("blazar_allocation 200..400 nodes=1 known on - reservation");
    }

    @Test
    void an_allocation_that_moved_commits_one_host_after_the_other() {
        host("n1", "hypervisor", "vcpus=64");
        host("n2", "hypervisor", "vcpus=96");
        say(Attribute.PURPOSE, "commitment", ALWAYS, FOREVER);
        say(Attribute.TERM, "held", 200, 400);
        say(Attribute.PLACEMENT, "n1", ALWAYS, 300);
        say(Attribute.PLACEMENT, "n2", 300, FOREVER);
        assertAllocation(
                "blazar_allocation 200..300 nodes=1 vcpus=64 known on n1 reservation",
                "blazar_allocation 300..400 nodes=1 vcpus=96 known on n2 reservation");
    }

    @Test
    void an_allocation_on_a_host_between_two_inventories_commits_a_range() {
        segments.add(segment(Attribute.EXISTENCE, "exists", null, null, 100, FOREVER, 50, 1.0));
        segments.add(segment(Attribute.INVENTORY, "between", "vcpus=64", "vcpus=32", 100, FOREVER, 45, 1.0));
        builder.host("n1", segments);
        segments.clear();
        say(Attribute.PURPOSE, "commitment", ALWAYS, FOREVER);
        say(Attribute.TERM, "held", 200, 400);
        say(Attribute.PLACEMENT, "n1", ALWAYS, FOREVER);
        assertAllocation(
                "blazar_allocation 200..400 nodes=1 vcpus=64 known on n1 reservation",
                "blazar_allocation 200..400 vcpus=32 difference on n1 reservation");
    }

    @Test
    void while_it_is_open_whether_it_still_held_an_allocation_is_unknown_and_then_it_is_over() {
        say(Attribute.PURPOSE, "commitment", ALWAYS, FOREVER);
        say(Attribute.TERM, "held", 200, 300);
        say(Attribute.TERM, "unknown", 300, 400);
        say(Attribute.TERM, "over", 400, FOREVER);
        assertAllocation(
                "blazar_allocation 200..300 nodes=1 known on - reservation",
                "blazar_allocation 300..400 nodes=1 unknown on - reservation");
    }

    @Test
    void an_allocation_of_contested_purpose_may_be_to_be_added() {
        say(Attribute.PURPOSE, "unknown", ALWAYS, FOREVER);
        say(Attribute.TERM, "held", 200, 300);
        assertAllocation("blazar_allocation 200..300 nodes=1 unknown on - reservation");
    }

    @Test
    void maintenance_and_what_yields_commit_nothing() {
        say(Attribute.PURPOSE, "maintenance", ALWAYS, FOREVER);
        say(Attribute.TERM, "held", 200, 300);
        assertAllocation();
        segments.clear();
        say(Attribute.PURPOSE, "commitment", ALWAYS, FOREVER);
        say(Attribute.TERM, "held", 200, 300);
        say(Attribute.YIELDS, "to a-1", ALWAYS, FOREVER);
        assertAllocation();
    }

    // -- instances

    @Test
    void on_a_hypervisor_an_instance_takes_its_share_of_the_hosts_vcpus() {
        host("n1", "hypervisor", "vcpus=64");
        holding(200, 400, "n1", "vcpus=8 memory_mb=100");
        assertInstance("nova_instance_occupied 200..400 memory_mb=100 nodes=0.125 vcpus=8 known on n1 unknown");
    }

    @Test
    void a_share_is_rounded_once_to_the_millionth() {
        host("n1", "hypervisor", "vcpus=48");
        holding(200, 400, "n1", "vcpus=1");
        assertInstance("nova_instance_occupied 200..400 nodes=0.020833 vcpus=1 known on n1 unknown");
    }

    @Test
    void a_share_is_that_of_the_hosts_vcpus_as_of_then() {
        segments.add(segment(Attribute.KIND, "hypervisor", null, null, ALWAYS, FOREVER, 50, 1.0));
        inventory("vcpus=64", 0, 300);
        inventory("vcpus=128", 300, FOREVER);
        builder.host("n1", segments);
        segments.clear();
        holding(200, 400, "n1", "vcpus=8");
        assertInstance(
                "nova_instance_occupied 200..300 nodes=0.125 vcpus=8 known on n1 unknown",
                "nova_instance_occupied 300..400 nodes=0.0625 vcpus=8 known on n1 unknown");
        segments.clear();
        holding(200, FOREVER, "n1", "vcpus=8");
        say(Attribute.END, Micros.text(250) + "/" + Micros.text(400), ALWAYS, FOREVER);
        assertInstance(
                "nova_instance_occupied 200..250 nodes=0.125 vcpus=8 known on n1 unknown",
                "nova_instance_occupied 250..300 nodes=0.125 vcpus=8 unknown on n1 unknown",
                "nova_instance_occupied 300..400 nodes=0.0625 vcpus=8 unknown on n1 unknown");
    }

    @Test
    void a_change_of_the_hosts_memory_alone_cuts_no_instance_in_two() {
        inventory("vcpus=64 memory_mb=100", 0, 300);
        inventory("vcpus=64 memory_mb=200", 300, FOREVER);
        builder.host("n1", segments);
        segments.clear();
        holding(200, 400, "n1", "vcpus=8");
        assertInstance("nova_instance_occupied 200..400 nodes=0.125 vcpus=8 known on n1 unknown");
    }

    @Test
    void a_share_rests_on_the_inventories_of_its_own_time_and_is_no_surer_than_they() {
        segments.add(segment(Attribute.INVENTORY, "a", "vcpus=64 memory_mb=1", null, 0, 300, 50, 0.9));
        segments.add(segment(Attribute.INVENTORY, "b", "vcpus=64 memory_mb=2", null, 300, 500, 50, 0.7));
        builder.host("n1", segments);
        segments.clear();
        holding(200, 300, "n1", "vcpus=8");
        assertInstance("nova_instance_occupied 200..300 nodes=0.125 vcpus=8 known confidence 0.9 on n1 unknown");
        segments.clear();
        holding(200, 301, "n1", "vcpus=8");
        assertInstance("nova_instance_occupied 200..301 nodes=0.125 vcpus=8 known confidence 0.7 on n1 unknown");
    }

    @Test
    void a_share_of_a_host_between_two_inventories_is_a_range_too() {
        segments.add(segment(Attribute.INVENTORY, "between", "vcpus=64", "vcpus=64", 0, FOREVER, 45, 1.0));
        builder.host("n1", segments);
        segments.clear();
        holding(200, 400, "n1", "vcpus=8");
        assertInstance(
                "nova_instance_occupied 200..400 nodes=0.0625 difference on n1 unknown",
                "nova_instance_occupied 200..400 nodes=0.0625 vcpus=8 known on n1 unknown");
    }

    @Test
    void an_instance_of_contested_size_has_the_smaller_one_and_perhaps_the_difference() {
        host("n1", "hypervisor", "vcpus=64");
        say(Attribute.PRESENCE, "holding", 200, 400);
        say(Attribute.PLACEMENT, "n1", ALWAYS, FOREVER);
        contested(
                Attribute.SIZE,
                segment(Attribute.SIZE, "a", "vcpus=16 memory_mb=100", null, ALWAYS, FOREVER, 50, 1.0),
                segment(Attribute.SIZE, "b", "vcpus=8 memory_mb=100", null, ALWAYS, FOREVER, 50, 1.0));
        assertInstance(
                "nova_instance_occupied 200..400 memory_mb=100 nodes=0.125 vcpus=8 known on n1 unknown",
                "nova_instance_occupied 200..400 nodes=0.125 vcpus=8 difference on n1 unknown");
    }

    @Test
    void on_bare_metal_an_instance_takes_the_whole_node() {
        host("n1", "bare_metal", "vcpus=64");
        holding(200, 400, "n1", "vcpus=8");
        assertInstance("nova_instance_occupied 200..400 nodes=1 vcpus=8 known on n1 unknown");
    }

    @Test
    void where_the_node_is_unknown_its_service_tells_bare_metal() {
        holding(200, 400, null, "vcpus=8");
        assertEquals(
                List.of("nova_instance_occupied 200..400 nodes=1 vcpus=8 known on - unknown"),
                texts(builder.instance("i-1", segments, "bm-ironic-0", Map.of("bm-ironic-0", true))));
        assertEquals(
                List.of("nova_instance_occupied 200..400 vcpus=8 known on - unknown"),
                texts(builder.instance("i-1", segments, "kvm-1", Map.of("kvm-1", false))));
        assertInstance("nova_instance_occupied 200..400 vcpus=8 known on - unknown");
    }

    @Test
    void an_instance_of_unknown_size_is_unmeasured_and_still_counts() {
        host("n1", "bare_metal", "vcpus=64");
        say(Attribute.PRESENCE, "holding", 200, 400);
        say(Attribute.PLACEMENT, "n1", ALWAYS, FOREVER);
        assertInstance("nova_instance_occupied 200..400 nodes=1 known on n1 unknown");
    }

    @Test
    void an_instance_whose_host_is_contested_is_on_none() {
        host("n1", "hypervisor", "vcpus=64");
        host("n2", "hypervisor", "vcpus=64");
        say(Attribute.PRESENCE, "holding", 200, 400);
        contested(
                Attribute.PLACEMENT,
                segment(Attribute.PLACEMENT, "n1", null, null, ALWAYS, FOREVER, 50, 1.0),
                segment(Attribute.PLACEMENT, "n2", null, null, ALWAYS, FOREVER, 50, 1.0));
        segments.add(segment(Attribute.SIZE, "s", "vcpus=8", null, ALWAYS, FOREVER, 50, 1.0));
        assertInstance("nova_instance_occupied 200..400 vcpus=8 known on - unknown");
    }

    @Test
    void away_from_its_host_an_instance_occupies_nothing() {
        host("n1", "hypervisor", "vcpus=64");
        host("n2", "hypervisor", "vcpus=64");
        say(Attribute.PRESENCE, "holding", 200, 300);
        say(Attribute.PRESENCE, "away", 300, 400);
        say(Attribute.PRESENCE, "holding", 400, FOREVER);
        say(Attribute.PLACEMENT, "n1", 200, 300);
        say(Attribute.PLACEMENT, "n2", 400, FOREVER);
        segments.add(segment(Attribute.SIZE, "s", "vcpus=8", null, ALWAYS, FOREVER, 50, 1.0));
        assertInstance(
                "nova_instance_occupied 200..300 nodes=0.125 vcpus=8 known on n1 unknown",
                "nova_instance_occupied 400.. nodes=0.125 vcpus=8 known on n2 unknown");
    }

    @Test
    void it_is_active_while_it_holds_its_host_and_runs() {
        holding(200, 500, null, "vcpus=8");
        say(Attribute.ACTIVITY, "active", 250, 300);
        say(Attribute.ACTIVITY, "inactive", 300, 400);
        say(Attribute.ACTIVITY, "active", 400, FOREVER);
        assertInstance(
                "nova_instance_active 250..300 vcpus=8 known on - unknown",
                "nova_instance_active 400..500 vcpus=8 known on - unknown",
                "nova_instance_occupied 200..500 vcpus=8 known on - unknown");
    }

    @Test
    void an_end_closes_what_it_held_and_ran() {
        holding(200, FOREVER, null, "vcpus=8");
        say(Attribute.ACTIVITY, "active", 300, FOREVER);
        say(Attribute.END, Micros.text(400), ALWAYS, FOREVER);
        assertInstance(
                "nova_instance_active 300..400 vcpus=8 known on - unknown",
                "nova_instance_occupied 200..400 vcpus=8 known on - unknown");
    }

    @Test
    void an_end_before_the_start_opens_nothing() {
        holding(200, FOREVER, null, "vcpus=8");
        say(Attribute.END, Micros.text(150), ALWAYS, FOREVER);
        assertInstance();
    }

    @Test
    void an_end_somewhere_between_two_instants_leaves_the_time_between_them_open() {
        holding(200, FOREVER, null, "vcpus=8");
        say(Attribute.ACTIVITY, "active", 200, FOREVER);
        say(Attribute.END, Micros.text(300) + "/" + Micros.text(400), ALWAYS, FOREVER);
        assertInstance(
                "nova_instance_active 200..300 vcpus=8 known on - unknown",
                "nova_instance_active 300..400 vcpus=8 unknown on - unknown",
                "nova_instance_occupied 200..300 vcpus=8 known on - unknown",
                "nova_instance_occupied 300..400 vcpus=8 unknown on - unknown");
    }

    @Test
    void contradicting_ends_leave_the_time_from_the_first_to_the_last_open() {
        holding(200, FOREVER, null, "vcpus=8");
        contested(
                Attribute.END,
                segment(Attribute.END, Micros.text(500), null, null, ALWAYS, FOREVER, 50, 1.0),
                segment(Attribute.END, Micros.text(300), null, null, ALWAYS, FOREVER, 50, 1.0),
                segment(Attribute.END, Micros.text(250), null, null, ALWAYS, FOREVER, 40, 1.0));
        assertInstance(
                "nova_instance_occupied 200..300 vcpus=8 known on - unknown",
                "nova_instance_occupied 300..500 vcpus=8 unknown on - unknown");
    }

    @Test
    void an_end_of_lower_confidence_than_the_tie_leaves_nothing_open() {
        holding(200, FOREVER, null, "vcpus=8");
        contested(
                Attribute.END,
                segment(Attribute.END, Micros.text(500), null, null, ALWAYS, FOREVER, 50, 1.0),
                segment(Attribute.END, Micros.text(300), null, null, ALWAYS, FOREVER, 50, 1.0),
                segment(Attribute.END, Micros.text(250), null, null, ALWAYS, FOREVER, 50, 0.9));
        assertInstance(
                "nova_instance_occupied 200..300 vcpus=8 known on - unknown",
                "nova_instance_occupied 300..500 vcpus=8 unknown on - unknown");
    }

    @Test
    void the_booking_of_an_instance_is_that_of_its_spans() {
        holding(200, 400, null, "vcpus=8");
        say(Attribute.BOOKING, "reservation", ALWAYS, FOREVER);
        assertInstance("nova_instance_occupied 200..400 vcpus=8 known on - reservation");
    }

    @Test
    void an_instance_that_never_held_a_host_has_no_spans() {
        say(Attribute.BOOKING, "ondemand", ALWAYS, FOREVER);
        say(Attribute.PLACEMENT, "n1", ALWAYS, FOREVER);
        say(Attribute.ACTIVITY, "active", 200, 300);
        assertInstance();
    }

    // -- what always holds

    @Test
    void every_span_lies_within_dawn_and_horizon_and_rests_on_segments() {
        host("n1", "hypervisor", "vcpus=64");
        say(Attribute.EXISTENCE, "exists", ALWAYS, FOREVER);
        say(Attribute.POOL, "reservable", ALWAYS, FOREVER);
        inventory("vcpus=64", ALWAYS, FOREVER);
        say(Attribute.MAINTENANCE, "lease", ALWAYS, FOREVER);
        for (Span span : builder.host("n1", segments)) {
            assertEquals(100, span.from());
            assertEquals(FOREVER, span.till());
            assertTrue(!span.because().isEmpty());
        }
    }

    // ------------------------------------------------------------------------------------------------------------------

    private void say(Attribute attribute, String value, long from, long till) {
        segments.add(segment(attribute, value, null, null, from, till, 50, 1.0));
    }

    private void inventory(String quantities, long from, long till) {
        segments.add(segment(Attribute.INVENTORY, quantities, quantities, null, from, till, 50, 1.0));
    }

    /** Makes a host known that has always been there. */
    private void host(String name, String kind, String quantities) {
        builder.host(
                name,
                List.of(
                        segment(Attribute.KIND, kind, null, null, ALWAYS, FOREVER, 50, 1.0),
                        segment(Attribute.INVENTORY, quantities, quantities, null, ALWAYS, FOREVER, 50, 1.0)));
    }

    private void holding(long from, long till, String hostOrNull, String size) {
        say(Attribute.PRESENCE, "holding", from, till);
        if (hostOrNull != null) {
            say(Attribute.PLACEMENT, hostOrNull, ALWAYS, FOREVER);
        }
        segments.add(segment(Attribute.SIZE, size, size, null, ALWAYS, FOREVER, 50, 1.0));
    }

    private static Segment segment(
            Attribute attribute,
            String value,
            String quantitiesOrNull,
            String spreadOrNull,
            long from,
            long till,
            int precedence,
            double confidence) {
        Entity entity = new Entity(Entity.Kind.HOST, "n1");
        Claim claim = new Claim(
                entity,
                attribute,
                value,
                quantitiesOrNull == null ? null : Quantities.parse(quantitiesOrNull),
                spreadOrNull == null ? null : Quantities.parse(spreadOrNull),
                from,
                till,
                new Rule("R1", "A rule says so", "x.drl", 1, precedence, 1.0, "0.1", "", ""),
                confidence,
                List.of());
        return new Segment(entity, attribute, value, from, till, confidence, List.of(claim), List.of(), false);
    }

    /** One segment in which the first won over the others in name only. */
    private void contested(Attribute attribute, Segment... contenders) {
        Segment first = contenders[0];
        List<Claim> losers = new ArrayList<>();
        for (Segment other : List.of(contenders).subList(1, contenders.length)) {
            losers.add(other.winner());
        }
        segments.add(new Segment(
                first.entity(),
                attribute,
                Claim.UNKNOWN,
                first.from(),
                first.till(),
                first.confidence(),
                first.winners(),
                losers,
                true));
    }

    private void assertHost(Set<SpanType> types, String... expected) {
        List<Span> spans = builder.host("n1", segments).stream()
                .filter(span -> types.contains(span.type()))
                .toList();
        assertEquals(List.of(expected), texts(spans));
    }

    private void assertAllocation(String... expected) {
        assertEquals(List.of(expected), texts(builder.allocation("a-1", segments)));
    }

    private void assertInstance(String... expected) {
        assertEquals(List.of(expected), texts(builder.instance("i-1", segments, null, new HashMap<>())));
    }

    /** What stands at an instant. */
    private static List<String> quantitiesAt(List<Span> spans, long at) {
        return spans.stream()
                .filter(span -> span.from() <= at && at < span.till())
                .map(span -> span.certainty().text() + " " + Quantities.text(span.quantities()))
                .sorted()
                .toList();
    }

    /** In the order of the text, which is that of type and time. */
    private static List<String> texts(List<Span> spans) {
        return spans.stream().map(SpanBuilderTest::text).sorted().toList();
    }

    private static String text(Span span) {
        boolean ofHost = span.entity().equals(span.host());
        return span.type().text() + " " + span.from() + ".." + (span.till() == FOREVER ? "" : span.till()) + " "
                + Quantities.text(span.quantities()) + " " + span.certainty().text()
                + (span.cause().isEmpty() ? "" : " for " + span.cause())
                + (span.confidence() < 1 ? " confidence " + span.confidence() : "")
                + (ofHost ? "" : " on " + (span.host().isEmpty() ? "-" : span.host()) + " " + span.booking());
    }
}
