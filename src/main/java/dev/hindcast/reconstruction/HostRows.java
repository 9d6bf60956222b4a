package dev.hindcast.reconstruction;

import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.Tenancy;
import dev.hindcast.evidence.Version;
import dev.hindcast.reasoning.Reasoner;
import dev.hindcast.reasoning.Tenant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the rows of a region say of its hosts before any rule does.
 *
 * @param own      rows of hosts, by host
 * @param services rows of the services that carry hosts, by service
 * @param moves    see {@link Reasoner#moves}
 * @param carriers the services that a host's rows name
 * @param tenants  sizes of instances on a node
 * @param bindings see {@link Reasoner#bindings}
 */
record HostRows(
        SortedMap<String, List<Version>> own,
        SortedMap<String, List<Version>> services,
        Map<Version, Version> moves,
        Map<String, Set<String>> carriers,
        Map<String, List<Tenant>> tenants,
        Map<String, List<Reasoner.Binding>> bindings) {

    static HostRows of(RegionEvidence region) {
        SortedMap<String, List<Version>> own = region.versionsOf(Loader.About.HOST);
        SortedMap<String, List<Version>> services = region.versionsOf(Loader.About.SERVICE);
        Map<String, Set<String>> carriers = new TreeMap<>();
        own.forEach((host, rows) -> rows.forEach(row -> {
            String column = row.loader().carrier();
            if (!column.isEmpty() && row.value(column) != null) {
                carriers.computeIfAbsent(host, key -> new TreeSet<>()).add(row.string(column));
            }
        }));
        return new HostRows(
                own,
                services,
                Reasoner.moves(own.values(), services.values()),
                carriers,
                tenants(region.tenancies()),
                Reasoner.bindings(own.values(), region.snapshots()));
    }

    private static Map<String, List<Tenant>> tenants(List<Tenancy> all) {
        Map<String, List<Tenancy>> tenancies = new TreeMap<>();
        all.forEach(tenancy -> tenancies
                .computeIfAbsent(tenancy.node(), node -> new ArrayList<>())
                .add(tenancy));
        Map<String, List<Tenant>> tenants = new TreeMap<>();
        tenancies.forEach((node, sizes) -> sizes.forEach(tenancy -> {
            long follows = sizes.stream()
                    .mapToLong(Tenancy::from)
                    .filter(from -> from > tenancy.till())
                    .min()
                    .orElse(Micros.FOREVER);
            tenants.computeIfAbsent(node, name -> new ArrayList<>())
                    .add(new Tenant(
                            tenancy.size(),
                            tenancy.from(),
                            tenancy.till(),
                            follows,
                            List.of(tenancy.first(), tenancy.last())));
        }));
        return tenants;
    }

    /** Hosts, and services that carry none and so stand for one. */
    Set<String> names() {
        Set<String> carrying = new TreeSet<>();
        carriers.values().forEach(carrying::addAll);
        Set<String> names = new TreeSet<>(own.keySet());
        services.keySet().stream()
                .filter(service -> !carrying.contains(service))
                .forEach(names::add);
        return names;
    }

    /**
     * What rows call a host besides its id, by which a person may name it and a signal cannot: its name in ironic, the service that
     * carries it. By name, then host: where it is told.
     */
    SortedMap<String, SortedMap<String, String>> otherNames() {
        SortedMap<String, SortedMap<String, String>> names = new TreeMap<>();
        own.forEach((host, rows) -> rows.forEach(row -> {
            for (Loader.Column column : row.loader().columns()) {
                boolean namesHost = row.loader().identity().stream()
                                .findFirst()
                                .filter(column.raw()::equals)
                                .isPresent()
                        || column.name().equals(row.loader().carrier());
                String name = namesHost ? row.string(column.name()) : null;
                if (name != null && !name.equals(host)) {
                    names.computeIfAbsent(name, key -> new TreeMap<>()).put(host, row.table() + "." + column.raw());
                }
            }
        }));
        return names;
    }

    /** Rows of the services that a host names, and of the one of its own name. */
    List<Version> carriedBy(String host) {
        List<Version> carriedBy = new ArrayList<>();
        Set<String> serviceNames = new TreeSet<>(carriers.getOrDefault(host, Set.of()));
        serviceNames.add(host);
        serviceNames.forEach(service -> carriedBy.addAll(services.getOrDefault(service, List.of())));
        return carriedBy;
    }

    /** Hosts that are hypervisors by their own name, so that an event naming one names the host. */
    Set<String> hypervisors() {
        Set<String> hypervisors = new HashSet<>();
        own.forEach((host, rows) -> {
            if (rows.stream().anyMatch(row -> !row.loader().carrier().isEmpty())) {
                hypervisors.add(host);
            }
        });
        return hypervisors;
    }
}
