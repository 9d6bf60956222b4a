package dev.hindcast.audit;

import dev.hindcast.reasoning.Entity;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.ResultReader.ClaimText;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SegmentText;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What people call things, beside the ids that tables go by: read off the rows that something rests on. */
final class Names {
    private static final String LEASES = "blazar.leases";
    private static final int LONG = 60;
    private static final Set<String> REQUESTS = Set.of("nova_api.request_specs");
    private static final String NODES = "ironic.nodes";
    private static final Set<String> INSTANCES = Set.of("nova.instances", "nova.shadow_instances");

    private final ResultReader reader;
    private final Region region;
    private final Map<String, String> hosts = new HashMap<>();
    private final Map<Long, String> allocations = new HashMap<>();
    private final Map<Long, String> instances = new HashMap<>();
    /** Told once with its id, from then on by its name alone. */
    private final Set<String> told = new HashSet<>();

    Names(ResultReader reader, Region region) {
        this.reader = reader;
        this.region = region;
    }

    /** What was told so far is not on the page: it is told with its id once more. */
    void again() {
        told.clear();
    }

    /** {@code c00-03 (c00f5b6c-...)} the first time, {@code c00-03} after it; the id where ironic gives no name. */
    String host(String host) {
        String name = hostName(host);
        return name.equals(host) || !told.add(host) ? name : name + " (" + host + ")";
    }

    /** The name alone; the id where there is none. */
    String hostName(String host) {
        return hosts.computeIfAbsent(
                host,
                id -> reader.entity(region, Entity.Kind.HOST, id)
                        .flatMap(entity -> last(entity, Set.of(NODES), "name"))
                        .orElse(id));
    }

    /** {@code lease weather-model-2 of project 7ea0...}; the allocation's id where no row tells its lease. */
    String allocation(String allocation) {
        return reader.entity(region, Entity.Kind.ALLOCATION, allocation)
                .map(this::allocation)
                .orElse("allocation " + allocation);
    }

    private String allocation(long entity) {
        return allocations.computeIfAbsent(entity, id -> {
            Optional<EvidenceText> lease = row(id, Set.of(LEASES));
            return lease.map(Names::lease).orElse("an allocation of an unknown lease");
        });
    }

    /** {@code lease weather-model-2 of project 7ea0...}, as its row tells. */
    static String lease(EvidenceText row) {
        String name = value(row, "name");
        String project = value(row, "project_id");
        return "lease " + (name.isEmpty() ? row.key() : quoted(name))
                + (project.isEmpty() ? "" : " of project " + project);
    }

    /** People name things as they like; what does not read as one word is set off, and cut where it would fill the screen. */
    private static String quoted(String name) {
        String cut = name.length() > LONG ? name.substring(0, LONG) + "..." : name;
        return cut.matches("[\\w.:@/+-]+") ? cut : "'" + cut + "'";
    }

    private String instance(long entity, String id) {
        return instances.computeIfAbsent(entity, key -> {
            Optional<EvidenceText> row = row(key, INSTANCES);
            String name = row.map(seen -> value(seen, "display_name")).orElse("");
            String project = row.map(seen -> value(seen, "project_id")).orElse("");
            String flavor = last(key, REQUESTS, "(flavorName)").orElse("");
            List<String> of = new ArrayList<>();
            if (!flavor.isEmpty() && !flavor.startsWith("reservation:")) {
                of.add("flavor " + quoted(flavor));
            }
            if (!project.isEmpty()) {
                of.add("project " + project);
            }
            return "instance " + (name.isEmpty() ? id : quoted(name) + " (" + id + ")")
                    + (of.isEmpty() ? "" : " of " + String.join(" and ", of));
        });
    }

    /** Whom a span is about, and where: {@code lease weather-model-2 of project 7ea0... on host c00-03}. */
    String subject(SpanText span) {
        String what = switch (span.type()) {
            case "blazar_allocation" -> allocation(reader.entityOf(span.id()));
            case "nova_instance_occupied", "nova_instance_active" ->
                instance(reader.entityOf(span.id()), span.entity());
            default -> "host " + host(span.entity());
        };
        boolean elsewhere = !span.host().equals(span.entity());
        return what
                + (!elsewhere ? "" : span.host().isEmpty() ? " on an unknown host" : " on host " + host(span.host()));
    }

    /** The same in few words: {@code lease weather-model-2 on c00-03}. */
    String brief(SpanText span) {
        String where = span.host().isEmpty() || span.host().equals(span.entity()) ? "" : " on " + hostName(span.host());
        return switch (span.type()) {
            case "blazar_allocation" -> allocation(reader.entityOf(span.id())).replaceAll(" of project .*", "") + where;
            case "nova_instance_occupied" -> "instance " + span.entity() + where;
            case "nova_instance_active" -> "running instance " + span.entity() + where;
            default -> "host " + hostName(span.entity()) + " " + Words.one(span);
        };
    }

    /** An id of an issue, with what it is where the result knows it. */
    String any(String id) {
        if (reader.entity(region, Entity.Kind.HOST, id).isPresent()) {
            return "host " + host(id);
        }
        Optional<Long> allocation = reader.entity(region, Entity.Kind.ALLOCATION, id);
        if (allocation.isPresent()) {
            return allocation(allocation.get()) + " (allocation " + id + ")";
        }
        return reader.entity(region, Entity.Kind.INSTANCE, id)
                .map(entity -> instance(entity, id))
                .orElse(id);
    }

    private Optional<String> last(long entity, Set<String> tables, String column) {
        return row(entity, tables).map(row -> value(row, column)).filter(value -> !value.isEmpty());
    }

    private static String value(EvidenceText row, String column) {
        return row.lastValues().getOrDefault(column, row.values().getOrDefault(column, ""));
    }

    /** The row of one of these tables that was seen last. */
    private Optional<EvidenceText> row(long entity, Set<String> tables) {
        EvidenceText found = null;
        for (SegmentText segment : reader.segmentsOfEntity(entity)) {
            for (ClaimText claim : segment.claims()) {
                for (EvidenceText row : claim.evidence()) {
                    if (tables.contains(row.rawTable()) && (found == null || row.lastSeen() > found.lastSeen())) {
                        found = row;
                    }
                }
            }
        }
        return Optional.ofNullable(found);
    }
}
