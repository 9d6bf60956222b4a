package dev.hindcast.reconstruction;

import dev.hindcast.audit.SignalEffect;
import dev.hindcast.audit.SignalIssues;
import dev.hindcast.evidence.EntityRows;
import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.Signal;
import dev.hindcast.evidence.Version;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Finding;
import dev.hindcast.spans.Span;
import dev.hindcast.store.Settled;
import dev.hindcast.timeline.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Works out a region entity by entity, as {@link RegionReasoning} does, and beside it what each signal changed: where a signal
 * decided something, or something that rests on it did, that entity is worked out a second time without it. A region without signals costs
 * nothing, one signal the entities that it reaches. May be used from several threads.
 */
final class SignalEffects {
    private final RegionReasoning reasoning;
    /** By what a signal says: two regions that are compared have each their own of it. */
    private final Map<Signal, World> worlds = new HashMap<>();
    /** In the order of the files. */
    private final List<World> all = new ArrayList<>();

    private final Map<String, List<World>> ofInstances = new HashMap<>();
    /** Whom signals name, as {@code lease 1}, and which of these rows name too. */
    private final Set<String> named = new TreeSet<>();

    private boolean namesProjects;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    /** Those of signals that may reach allocations or instances beyond the ones they name; known once all hosts are. */
    private List<World> reaching;

    /** The region without one signal; equal to itself only, since it is looked for among others for every entity. */
    private static final class World {
        private final SignalEffect effect;
        private final RegionReasoning.Without without;

        World(SignalEffect effect, RegionReasoning.Without without) {
            this.effect = effect;
            this.without = without;
        }

        Signal.Scope scope() {
            return effect.signal().scope();
        }
    }

    SignalEffects(RegionReasoning reasoning, long horizon) {
        this.reasoning = reasoning;
        for (Signal signal : reasoning.signals()) {
            World world = new World(new SignalEffect(signal, horizon), reasoning.new Without(signal));
            worlds.put(signal, world);
            named.add(signal.scope().text());
            namesProjects |= !world.scope().project().isEmpty();
            all.add(world);
            if (!world.scope().instance().isEmpty()) {
                ofInstances
                        .computeIfAbsent(world.scope().instance(), id -> new ArrayList<>())
                        .add(world);
            }
        }
    }

    RegionReasoning.Lease lease(EntityRows rows) {
        RegionReasoning.Lease lease = reasoning.lease(rows);
        deciding(lease).forEach(world -> world.without.lease(lease));
        return lease;
    }

    /** Notes of a lease as settled what signals did in it, without asking what would be without them. */
    void note(RegionReasoning.Lease lease) {
        deciding(lease);
    }

    private List<World> deciding(RegionReasoning.Lease lease) {
        if (all.isEmpty()) {
            return List.of();
        }
        know("lease " + lease.rows().entity());
        for (Version row : lease.rows().versions()) {
            if (row.value("projectId") != null) {
                knowProject(row.string("projectId"));
            }
        }
        return deciding(lease.segments());
    }

    RegionReasoning.Host host(String name) {
        RegionReasoning.Host host = reasoning.host(name);
        if (!all.isEmpty()) {
            List<World> deciding = deciding(host.settled().segments());
            for (World world : all) {
                if (deciding.contains(world) || world.without.concernsHost(name)) {
                    differ(world, host.settled(), world.without.host(host));
                }
            }
        }
        return host;
    }

    /** The same of a host. */
    void note(RegionReasoning.Host host) {
        if (!all.isEmpty()) {
            deciding(host.settled().segments());
        }
    }

    Settled allocation(Map.Entry<String, List<Claim>> claims) {
        Settled allocation = reasoning.allocation(claims);
        for (World world : reaching()) {
            if (world.without.concernsAllocation(allocation)) {
                differ(world, allocation, world.without.allocation(allocation));
            }
        }
        return allocation;
    }

    Settled instance(EntityRows rows) {
        Settled instance = reasoning.instance(rows);
        if (!all.isEmpty()) {
            List<World> deciding = deciding(rows, instance);
            for (World world : deciding) {
                differ(world, instance, world.without.instance(rows));
            }
            for (World world : reaching()) {
                if (!deciding.contains(world) && world.without.concernsInstance(rows, instance)) {
                    differ(world, instance, world.without.instance(rows));
                }
            }
        }
        return instance;
    }

    /** The same of an instance. */
    void note(EntityRows rows, Settled instance) {
        if (!all.isEmpty()) {
            deciding(rows, instance);
        }
    }

    private List<World> deciding(EntityRows rows, Settled instance) {
        if (!ofInstances.containsKey(rows.entity())) {
            return List.of();
        }
        know("instance " + rows.entity());
        return deciding(instance.segments());
    }

    private void know(String name) {
        if (named.contains(name)) {
            known.add(name);
        }
    }

    /** Projects are few: where signals name any, all are kept, so that a misspelt one finds what it was meant to be. */
    private void knowProject(String project) {
        if (namesProjects) {
            known.add("project " + project);
        }
    }

    private synchronized List<World> reaching() {
        if (reaching == null) {
            reaching =
                    all.stream().filter(world -> world.without.reachesOthers()).toList();
        }
        return reaching;
    }

    private static void differ(World world, Settled with, List<Span> without) {
        world.effect.spans(with.entity(), with.spans(), without);
    }

    /** The signals without which a segment might be another: those of claims that won, or that contradict the winner as equals. */
    private List<World> deciding(List<Segment> segments) {
        List<World> deciding = new ArrayList<>();
        for (Segment segment : segments) {
            List<World> winners = worlds(segment.winners());
            List<World> losers = worlds(segment.losers());
            for (World world : winners) {
                world.effect.claimed(1, 0);
            }
            for (World world : losers) {
                world.effect.claimed(0, winners.contains(world) ? 0 : 1);
            }
            addNew(deciding, winners);
            addNew(deciding, worlds(segment.rivals()));
        }
        return deciding;
    }

    private static void addNew(List<World> worlds, List<World> more) {
        for (World world : more) {
            if (!worlds.contains(world)) {
                worlds.add(world);
            }
        }
    }

    /** Each once; may be immutable if there are none, as of nearly all. */
    private List<World> worlds(List<Claim> claims) {
        List<World> found = List.of();
        for (Claim claim : claims) {
            for (Evidence row : claim.because()) {
                World world = row instanceof Signal signal ? worlds.get(signal) : null;
                if (world != null) {
                    found = found.isEmpty() ? new ArrayList<>() : found;
                    addNew(found, List.of(world));
                }
            }
        }
        return found;
    }

    List<SignalEffect> effects() {
        return all.stream().map(world -> world.effect).toList();
    }

    /** What is to be told of the signals themselves, once all was worked out. */
    List<Finding> issues(RegionEvidence region) {
        if (all.isEmpty()) {
            return List.of();
        }
        Set<String> names = new TreeSet<>(known);
        reasoning.hostsOfRows().forEach(host -> names.add("host " + host));
        return SignalIssues.of(region, effects(), names, reasoning.otherNames());
    }
}
