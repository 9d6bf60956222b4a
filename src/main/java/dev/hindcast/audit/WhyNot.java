package dev.hindcast.audit;

import dev.hindcast.evidence.Setting;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Concluding;
import dev.hindcast.reasoning.Conditions;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.Horizon;
import dev.hindcast.reasoning.KeptFact;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.ResultReader.ClaimText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SegmentText;
import dev.hindcast.store.ResultReader.SnapshotText;
import dev.hindcast.store.ResultReader.WindowText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Why something was not concluded: each rule that could have said it, what became of each of its conditions, and what was searched.
 *
 * @param value   what one would have expected; empty for any
 * @param settled what was settled instead, at the instant
 * @param rules   those that could have said it, those that came nearest first
 * @param tables  what was searched
 */
public record WhyNot(
        Region region,
        Entity.Kind kind,
        String name,
        Attribute attribute,
        String value,
        long at,
        List<Ground> settled,
        List<Tried> rules,
        List<Searched> tables) {

    /**
     * One rule.
     *
     * @param now     what it says of the instant, whether or not that was taken
     * @param nearest what it says of another time, the nearest; of those that say what was expected
     * @param attempt its conditions with the facts that come nearest; nothing where it speaks of the instant
     */
    public record Tried(
            Rule rule, String says, List<Spoken> now, Optional<Near> nearest, Optional<Conditions.Attempt> attempt) {}

    /** What a rule says of another time, and a segment in which it does. */
    public record Near(SegmentText segment, ClaimText claim) {}

    /** A claim, and why it was not taken; empty if it was. */
    public record Spoken(ClaimText claim, String defeat) {}

    /**
     * A table that the rules read.
     *
     * @param rows      how many row versions of it speak of this entity
     * @param snapshots when sources showed the table
     * @param windows   what its silence means
     */
    public record Searched(String table, long rows, List<SnapshotText> snapshots, List<WindowText> windows) {
        public Searched {
            snapshots = List.copyOf(snapshots);
            windows = List.copyOf(windows);
        }

        /** The last whole snapshot up to an instant. */
        public Optional<SnapshotText> before(long at) {
            return snapshots.stream()
                    .filter(look -> look.complete() && look.seen() <= at)
                    .reduce((one, other) -> other);
        }

        /** The first whole snapshot after it. */
        public Optional<SnapshotText> after(long at) {
            return snapshots.stream()
                    .filter(look -> look.complete() && look.seen() > at)
                    .findFirst();
        }
    }

    /** Works it out from a result file alone. */
    static final class Search {
        /** Of an instance the result has these, and of its rows those that something rests on. */
        private static final Set<String> KEPT_OF_INSTANCES = Set.of("Signalled", "Setting", "Horizon");

        private final ResultReader reader;
        private final Region region;
        private final Entity.Kind kind;
        private final String name;
        private final long at;
        private final List<SegmentText> segments;
        private final List<Object> facts = new ArrayList<>();

        Search(ResultReader reader, Region region, Entity.Kind kind, String name, long entity, long at) {
            this.reader = reader;
            this.region = region;
            this.kind = kind;
            this.name = name;
            this.at = at;
            this.segments = reader.segmentsOfEntity(entity);
            if (kind == Entity.Kind.HOST) {
                facts.addAll(reader.told(entity));
                facts.addAll(commitments());
            } else {
                facts.addAll(InstanceFacts.of(reader, region, name, segments));
                facts.addAll(reader.signalsOf(region, name));
            }
            facts.addAll(settings());
            facts.add(new Horizon(region.dawn(), region.horizon()));
        }

        WhyNot of(Attribute attribute, String value, String ruleOrEmpty) {
            List<Concluding> all = Concluding.of(reader.ruleFiles());
            List<Concluding> could = all.stream()
                    .filter(each -> ruleOrEmpty.isEmpty()
                            ? each.may(attribute, value)
                            : each.rule().id().equals(ruleOrEmpty))
                    .sorted(Comparator.comparingInt(
                                    (Concluding each) -> -each.rule().precedence())
                            .thenComparing(each -> each.rule().id()))
                    .toList();
            Conditions conditions = Conditions.of(reader.ruleFiles());
            List<Tried> tried = new ArrayList<>();
            for (Concluding each : could) {
                tried.add(tried(each, value, conditions));
            }
            // Those of one distance stay in the order of their rank.
            tried.sort(Comparator.comparingLong(this::away));
            List<Ground> settled = segments.stream()
                    .filter(segment -> segment.attribute() == attribute && segment.from() <= at && at < segment.till())
                    .map(segment -> Explainer.ground(segment, false))
                    .toList();
            return new WhyNot(region, kind, name, attribute, value, at, settled, tried, searched(could));
        }

        private Tried tried(Concluding each, String value, Conditions conditions) {
            List<Spoken> now = new ArrayList<>();
            Near nearest = null;
            for (SegmentText segment : segments) {
                for (ClaimText claim : segment.claims()) {
                    if (!claim.ruleId().equals(each.rule().id())) {
                        continue;
                    }
                    boolean covers =
                            segment.from() <= at && at < segment.till() && claim.from() <= at && at < claim.till();
                    if (covers) {
                        Ground ground = Explainer.ground(segment, false);
                        now.add(new Spoken(
                                claim, claim.won() ? "" : ground.defeat(new Ground.Reason(claim, claim.evidence()))));
                    } else if ((value.isEmpty() || claim.value().equals(value))
                            && !(claim.from() <= at && at < claim.till())
                            && (nearest == null || distance(claim) < distance(nearest.claim()))) {
                        nearest = new Near(segment, claim);
                    }
                }
            }
            return new Tried(
                    each.rule(),
                    each.value(),
                    now,
                    Optional.ofNullable(nearest),
                    now.isEmpty()
                            ? Optional.of(conditions.nearest(each.rule().id(), facts, this::isKept))
                            : Optional.empty());
        }

        private boolean isKept(String type) {
            return kind == Entity.Kind.HOST || KEPT_OF_INSTANCES.contains(type);
        }

        /** How far a rule is from saying it: what it says of the instant, then of a time near it, then the conditions that fail. */
        private long away(Tried tried) {
            return !tried.now().isEmpty()
                    ? -1
                    : tried.nearest()
                            .map(near -> distance(near.claim()))
                            .orElseGet(() -> Long.MAX_VALUE / 2
                                    + tried.attempt()
                                            .map(attempt -> attempt.failing().size())
                                            .orElse(0));
        }

        private long distance(ClaimText claim) {
            return at < claim.from() ? claim.from() - at : at - claim.till();
        }

        /** Each table that one of the rules reads, by name. */
        private List<Searched> searched(List<Concluding> could) {
            Map<String, Searched> tables = new TreeMap<>();
            for (Concluding each : could) {
                Arrays.stream(each.rule().evidence().split(",\\s*"))
                        .filter(table -> table.contains("."))
                        .forEach(table -> tables.computeIfAbsent(
                                table,
                                key -> new Searched(
                                        key, rows(key), reader.snapshots(region, key), reader.windows(region, key))));
            }
            return List.copyOf(tables.values());
        }

        /** Row contents of a table that the rules were told of or that something about the entity rests on. */
        private long rows(String table) {
            Set<String> rows = new TreeSet<>();
            for (Object fact : facts) {
                if (fact instanceof KeptFact kept
                        && table.equals(kept.properties().get("table"))
                        && kept.properties().containsKey("sightings")) {
                    rows.add(kept.properties().get("key") + " "
                            + kept.properties().get("firstSeen"));
                }
            }
            segments.stream()
                    .flatMap(segment -> segment.claims().stream())
                    .flatMap(claim -> claim.evidence().stream())
                    .filter(row -> row.rawTable().equals(table))
                    .forEach(row -> rows.add(row.key() + " " + row.firstSeen()));
            return rows.size();
        }

        /** Allocations of the host are in the result as spans, and not kept as facts once more. */
        private List<KeptFact> commitments() {
            List<KeptFact> commitments = new ArrayList<>();
            reader.spansOn(region, name).forEach(span -> {
                boolean lease = span.type().equals("blazar_allocation");
                if (lease
                        || span.type().equals("maintenance_mask")
                                && span.cause().equals("lease")) {
                    TreeMap<String, Object> properties = new TreeMap<>();
                    properties.put("allocation", span.entity());
                    properties.put("host", name);
                    properties.put("purpose", lease ? "commitment" : "maintenance");
                    properties.put("from", span.from());
                    properties.put("till", span.till());
                    properties.put("size", span.quantities());
                    commitments.add(new KeptFact("Commitment", properties, 0));
                }
            });
            return commitments;
        }

        private List<Setting> settings() {
            String prefix = "setting " + region.name() + "/";
            List<Setting> settings = new ArrayList<>();
            reader.run().forEach((key, text) -> {
                if (key.startsWith(prefix)) {
                    boolean duration = text.matches("P(T?\\d).*");
                    long micros = duration ? Duration.parse(text).toMillis() * 1000 : 0;
                    settings.add(new Setting(key.substring(prefix.length()), text, micros));
                }
            });
            return settings;
        }
    }

    /** {@code pool is reservable}, or {@code pool}. */
    String expected() {
        return Words.attribute(attribute) + (value.isEmpty() ? "" : " " + value.replace('_', ' '));
    }

    /** Whether just this was settled. */
    boolean isSo() {
        return settled.stream()
                .anyMatch(ground -> value.isEmpty() || ground.segment().value().equals(value));
    }
}
