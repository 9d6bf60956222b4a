package dev.hindcast.audit.compare;

import dev.hindcast.audit.Comparison;
import dev.hindcast.audit.Comparison.StateChange;
import dev.hindcast.audit.EntityState;
import dev.hindcast.audit.EntityState.State;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Window;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.store.ResultInputs;
import dev.hindcast.store.ResultReader.ClaimText;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.IssueText;
import dev.hindcast.store.ResultReader.SegmentText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Which of the inputs that differ stand behind what differs of an entity.
 *
 * <p>The same inputs give the same result, so if one input differs it is the cause of all. Of several, those are that the states
 * themselves rest on: signals and rules first, then sources (a row read from it, or a bound that is the instant it shows: what a dump
 * lacks leaves no row), then windows of the tables, loaders and files of rules. What names none of these is laid to the inputs that leave no trace, and if
 * there are none, to all that differ, as not told apart.
 */
final class Causes {
    static final String UNEXPLAINED = "unexplained";

    /** The attributes that the spans of a type are made of, beside those of the host something is on. */
    private static final Map<String, Set<Attribute>> ATTRIBUTES = Map.ofEntries(
            Map.entry("nova_host", Set.of(Attribute.EXISTENCE, Attribute.INVENTORY)),
            Map.entry("blazar_host", Set.of(Attribute.EXISTENCE, Attribute.INVENTORY, Attribute.POOL)),
            Map.entry("not_reservable", Set.of(Attribute.EXISTENCE, Attribute.INVENTORY, Attribute.POOL)),
            Map.entry("unspoken", Set.of(Attribute.EXISTENCE, Attribute.INVENTORY, Attribute.POOL)),
            Map.entry("maintenance_mask", Set.of(Attribute.EXISTENCE, Attribute.INVENTORY, Attribute.MAINTENANCE)),
            Map.entry("conflict_exclusion", Set.of(Attribute.EXISTENCE, Attribute.INVENTORY, Attribute.CONFLICT)),
            Map.entry(
                    "masked_total",
                    Set.of(Attribute.EXISTENCE, Attribute.INVENTORY, Attribute.MAINTENANCE, Attribute.CONFLICT)));

    private static final List<List<InputChange.Kind>> TIERS = List.of(
            List.of(InputChange.Kind.SIGNAL, InputChange.Kind.RULE),
            List.of(InputChange.Kind.SOURCE),
            List.of(InputChange.Kind.WINDOW),
            List.of(InputChange.Kind.LOADER, InputChange.Kind.RULE_FILE));

    private static final Set<InputChange.Kind> WITHOUT_TRACE =
            Set.of(InputChange.Kind.SETTING, InputChange.Kind.TIME, InputChange.Kind.VERSION);

    private final List<InputChange> changes;
    /** By the names that grounds have, for each tier. */
    private final List<Map<String, String>> suspects = new ArrayList<>();

    private final Map<String, String> fileOf = new HashMap<>();
    private final Map<String, String> tableOf = new HashMap<>();
    private final Map<Long, Set<String>> seen = new HashMap<>();
    private final List<String> otherwise;
    /** What differs of hosts, for what is on them. */
    private final Map<String, List<List<StateChange>>> hosts = new HashMap<>();

    /** @param changes of the region, and of all regions */
    Causes(List<InputChange> changes, ResultInputs before, ResultInputs after) {
        this.changes = changes;
        for (ResultInputs each : List.of(before, after)) {
            each.rules().forEach(rule -> fileOf.put(rule.name(), rule.place()));
            each.windows().forEach(window -> tableOf.put(window.name(), window.place()));
        }
        for (List<InputChange.Kind> tier : TIERS) {
            Map<String, String> names = new TreeMap<>();
            changes.stream()
                    .filter(change -> tier.contains(change.kind()))
                    .forEach(change -> grounds(change).forEach(name -> names.putIfAbsent(name, change.text())));
            suspects.add(names);
        }
        List<String> untraced = changes.stream()
                .filter(change -> WITHOUT_TRACE.contains(change.kind())
                        || change.name().equals("macros.sql")
                        || change.kind() == InputChange.Kind.WINDOW
                                && tableOf.get(change.name()).equals(Window.ALL_TABLES))
                .map(InputChange::text)
                .toList();
        otherwise = changes.size() == 1
                ? List.of(changes.get(0).text())
                : !untraced.isEmpty()
                        ? untraced
                        : changes.isEmpty() ? List.of(UNEXPLAINED) : List.of("not told apart: " + counted());
    }

    /** {@code 4 sources added, 1 rule changed}. */
    private String counted() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (InputChange change : changes) {
            boolean plain = change.how().matches("added|missing|changed");
            counts.merge(
                    change.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + "s "
                            + (plain ? change.how() : "changed"),
                    1,
                    Integer::sum);
        }
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    /** By what a state that rests on the input names it. */
    private List<String> grounds(InputChange change) {
        switch (change.kind()) {
            case SIGNAL:
                return List.of(EntityState.signal(change.name()));
            case RULE:
                return List.of(change.name());
            case SOURCE:
                String file = change.name().substring(change.name().lastIndexOf('/') + 1);
                // An export is of one table, a dump of all.
                String table = file.matches("\\w+\\.\\w+\\.(csv|parquet)") ? file.replaceAll("\\.\\w+$", "") : "";
                seen.computeIfAbsent(change.seen(), key -> new TreeSet<>()).add(table);
                return List.of("file " + change.name(), "seen " + change.seen() + " " + table);
            case WINDOW:
                return List.of("table " + tableOf.get(change.name()));
            case LOADER:
                String[] parts = change.name().split("\\.");
                return parts.length < 3 ? List.of() : List.of("table " + parts[0] + "." + parts[1]);
            case RULE_FILE:
                return fileOf.entrySet().stream()
                        .filter(rule -> rule.getValue().equals(change.name()))
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList();
            default:
                return List.of();
        }
    }

    // -- one entity

    /** What differs of an entity, by tier; asked for once of a host, before what is on it. */
    List<List<StateChange>> of(Entity entity, List<SegmentText> before, List<SegmentText> after) {
        List<List<StateChange>> byTier = new ArrayList<>();
        if (changes.size() > 1) {
            EntityState old = state(entity, before);
            EntityState now = state(entity, after);
            for (Map<String, String> tier : suspects) {
                byTier.add(Comparison.entity(old, now, tier, List.of()).states());
            }
        }
        if (entity.kind() == Entity.Kind.HOST) {
            hosts.put(entity.id(), byTier);
        }
        return byTier;
    }

    private EntityState state(Entity entity, List<SegmentText> segments) {
        return new EntityState(entity, segments.stream().map(this::state).toList(), List.of(), List.of());
    }

    private State state(SegmentText segment) {
        Set<String> grounds = new LinkedHashSet<>();
        ClaimText winner = segment.claims().get(0);
        for (ClaimText claim : segment.claims()) {
            boolean equal = claim.precedence() == winner.precedence() && claim.confidence() == winner.confidence();
            if (claim.won() || segment.contested() && equal) {
                grounds(segment, claim, grounds);
            }
        }
        return new State(
                segment.attribute(),
                segment.value(),
                segment.from(),
                segment.till(),
                segment.confidence(),
                winner.ruleId(),
                List.copyOf(grounds));
    }

    private void grounds(SegmentText segment, ClaimText claim, Set<String> grounds) {
        grounds.add(claim.ruleId());
        for (EvidenceText row : claim.evidence()) {
            grounds(row, grounds, segment.from(), segment.till(), claim.from(), claim.till());
        }
    }

    /** @param bounds of what rests on the row */
    private void grounds(EvidenceText row, Set<String> grounds, long... bounds) {
        if (row.rawTable().equals("signals")) {
            grounds.add(EntityState.signal(row.key()));
        }
        String table = row.rawTable().replace(".shadow_", ".");
        grounds.add("file " + row.path());
        grounds.add("file " + row.lastPath());
        LongStream.concat(LongStream.of(bounds), LongStream.of(row.firstSeen(), row.lastSeen()))
                .forEach(instant -> {
                    for (String of : seen.getOrDefault(instant, Set.of())) {
                        if (of.isEmpty() || of.equals(table)) {
                            grounds.add("seen " + instant + " " + of);
                        }
                    }
                });
        grounds.add("table " + table);
    }

    /**
     * The cause of an issue that only one result has: what it rests on itself, else what differs of its entity or host then.
     *
     * @param own     what differs of its entity
     * @param instant at which it begins, within the time of the region
     */
    String of(IssueText issue, List<EvidenceText> rows, List<List<StateChange>> own, long instant) {
        Set<String> grounds = new LinkedHashSet<>(List.of(issue.ruleId()));
        rows.forEach(row -> grounds(row, grounds, issue.from(), issue.till()));
        for (Map<String, String> tier : suspects) {
            for (String ground : grounds) {
                if (tier.containsKey(ground)) {
                    return tier.get(ground);
                }
            }
        }
        return at(own, "", issue.host(), instant);
    }

    /** Whether there is but one input that can be the cause. */
    boolean areCertain() {
        return changes.size() <= 1;
    }

    /** What is laid to no input by its grounds. */
    String otherwise() {
        return String.join(" and ", otherwise);
    }

    // -- a stretch of time

    /** Instants at which the cause of a span of this entity, on this host, may change. */
    Set<Long> bounds(List<List<StateChange>> own, String host) {
        Set<Long> bounds = new TreeSet<>();
        for (List<List<StateChange>> changed : List.of(own, hosts.getOrDefault(host, List.of()))) {
            changed.forEach(tier -> tier.forEach(change -> bounds.addAll(List.of(change.from(), change.till()))));
        }
        return bounds;
    }

    /** The cause of what differs at an instant, in words. */
    String at(List<List<StateChange>> own, String type, String host, long instant) {
        Set<Attribute> relevant = ATTRIBUTES.getOrDefault(type, Set.of(Attribute.values()));
        for (List<List<StateChange>> changed : List.of(own, hosts.getOrDefault(host, List.of()))) {
            // What changed a value before what only changed who decides it.
            for (boolean value : new boolean[] {true, false}) {
                for (List<StateChange> tier : changed) {
                    Set<String> found = new TreeSet<>();
                    for (StateChange change : tier) {
                        if (change.from() <= instant
                                && instant < change.till()
                                && change.sameValue() != value
                                && relevant.contains(change.attribute())) {
                            found.addAll(change.causes());
                        }
                    }
                    if (!found.isEmpty()) {
                        return String.join(" and ", found);
                    }
                }
            }
        }
        return otherwise();
    }

    /** The cause of what is said of a time of which only one result speaks. */
    String ofTime(boolean after, long from, long till) {
        List<String> sources = changes.stream()
                .filter(change ->
                        change.kind() == InputChange.Kind.SOURCE && (change.seen() == till || changes.size() == 1))
                .map(InputChange::text)
                .toList();
        String by = sources.isEmpty()
                ? ""
                : ": " + sources.get(0) + (sources.size() == 1 ? "" : " and " + (sources.size() - 1) + " more");
        return "only " + (after ? "the second" : "the first") + " speaks of " + Micros.text(from) + " to "
                + Micros.text(till) + by;
    }
}
