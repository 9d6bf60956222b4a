package dev.hindcast.audit.replay;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.store.RawTables;
import dev.hindcast.store.RawTables.EntityRow;
import dev.hindcast.store.RawTables.EntryRow;
import dev.hindcast.store.RawTables.SpanRow;
import dev.hindcast.store.ResultReader.ClaimText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SegmentText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Entry of the replay: from a result's segments to its metrics, compared with what the result says at each step. Each part begins
 * with what the file holds of the part before, so that one difference is told once. Takes some 45 bytes a span.
 */
public final class Replay {
    /** Entries in a link of the chain, and bytes of a span's digest in it. */
    private static final int LINK = 1024;

    private static final int DIGEST = 16;
    /** Entries from one list of the spans that stand to the next. */
    private static final int STANDING = 8192;

    private final RawTables tables;
    private final Progress progress;
    private final Map<Integer, Region> regions = new TreeMap<>();
    private final Map<Integer, SortedMap<String, Long>> vectors;

    /** By vector: a million spans share some hundreds. */
    private final Map<Integer, String> amountTexts = new HashMap<>();

    private final Map<Integer, SpansOfSegments> spansOf = new HashMap<>();
    private final Map<Integer, TreeSet<String>> resources = new TreeMap<>();
    private final List<Kind> kinds = new ArrayList<>();
    private final Map<Kind, Integer> kindNumbers = new HashMap<>();
    private final Map<Integer, Sums> sums = new TreeMap<>();

    /** By number of a span, from 1 and without gaps: its digest, its kind, when it starts and ends. */
    private final byte[] digests;

    private final int[] kindOf;
    /** By number of a span, the number of its region and host; 0 if it is on none. */
    private final int[] hostOf;

    private final Map<List<Object>, Integer> hosts = new HashMap<>();
    private final long[] starts;
    private final long[] ends;
    private final int spans;
    private long nextSpan = 1;

    /** What spans have in common that count alike. */
    private record Kind(int region, Sums.Alike alike) {}

    public Replay(RawTables tables, Progress progress) {
        this.tables = tables;
        this.progress = progress;
        tables.regions().forEach(region -> regions.put(region.id(), region));
        vectors = tables.vectors();
        spans = Math.toIntExact(tables.count("span"));
        digests = new byte[(spans + 1) * DIGEST];
        kindOf = new int[spans + 1];
        hostOf = new int[spans + 1];
        starts = new long[spans + 1];
        ends = new long[spans + 1];
    }

    /** All parts in the order of the data. */
    public List<Part> run() {
        List<Part> parts = new ArrayList<>();
        parts.addAll(spans());
        parts.add(onHosts());
        parts.add(resources());
        parts.addAll(ledger());
        parts.add(below());
        return parts;
    }

    /** How a series went according to the replay; null if the result has no such series. */
    public Steps steps(int region, String series, String resource) {
        Sums of = sums.get(region);
        int number = of == null ? -1 : of.resources().indexOf(resource);
        return number < 0
                ? null
                : Dictionary.ALL.stream()
                        .filter(known -> known.text().equals(series))
                        .map(known -> of.steps(known, number))
                        .findFirst()
                        .orElse(null);
    }

    // -- segments and spans
    // --------------------------------------------------------------------------------------------

    private List<Part> spans() {
        Part.Differences ofSegments = new Part.Differences();
        Part.Differences ofSpans = new Part.Differences();
        long[] counts = new long[3];
        progress.stage("", "spans from segments of entities", tables.count("entity"));
        tables.eachBlock(new RawTables.BlockSink() {
            @Override
            public void take(List<EntityRow> entities) {
                for (EntityRow entity : entities) {
                    if (entity.id() != ++counts[0]) {
                        ofSpans.add("entity " + entity.id() + " (" + entity.name() + ") stands where entity "
                                + counts[0] + " was expected");
                        counts[0] = entity.id();
                    }
                    counts[1] += entity.segments().size();
                    counts[2] += entity.spans().size();
                    segments(entity, ofSegments);
                    spans(entity, ofSpans);
                }
                progress.done(entities.size());
            }

            @Override
            public void damaged(List<EntityRow> entities, String why) {
                if (!entities.isEmpty()) {
                    counts[0] = entities.get(entities.size() - 1).id();
                    ofSegments.add("grounds, row " + counts[0] + ": the segments of the entities "
                            + entities.get(0).id() + " to " + counts[0] + " cannot be unpacked (" + why + ")");
                }
                for (EntityRow entity : entities) {
                    entity.spans().forEach(span -> keep(span, entity, amounts(span)));
                    nextSpan += entity.spanGrounds().size();
                }
            }
        });
        if (counts[0] != tables.count("entity")) {
            ofSpans.add("entity: there are " + tables.count("entity") + ", and " + counts[0] + " have their segments");
        }
        if (nextSpan - 1 != spans) {
            ofSpans.add("span: there are " + spans + ", and the entities have " + (nextSpan - 1));
        }
        return List.of(
                ofSegments.of("segments", counts[1] + " of " + counts[0] + " entities, each from its claims"),
                ofSpans.of("spans", counts[2] + " from the segments"));
    }

    /** A segment says what its strongest claim says; where equals contradict each other, that it is unknown. */
    private static void segments(EntityRow entity, Part.Differences differences) {
        for (SegmentText segment : entity.segments()) {
            ClaimText strongest = segment.claims().get(0);
            boolean accumulates = List.of("MAINTENANCE", "CONFLICT")
                    .contains(segment.attribute().name());
            boolean contradicted = false;
            for (ClaimText claim : segment.claims()) {
                boolean equal =
                        claim.precedence() == strongest.precedence() && claim.confidence() == strongest.confidence();
                contradicted |= equal && !claim.won();
                boolean stronger = claim.precedence() > strongest.precedence()
                        || claim.precedence() == strongest.precedence() && claim.confidence() > strongest.confidence();
                if (stronger && !claim.won()) {
                    differences.add(
                            where(entity) + ", " + segment.attribute().name().toLowerCase(java.util.Locale.ROOT)
                                    + ": a claim lost that is stronger than the one that won (" + claim.ruleId() + ")");
                }
            }
            String expected = contradicted && !accumulates ? "unknown" : strongest.value();
            if (!segment.value().equals(expected)
                    || segment.confidence() != strongest.confidence()
                    || segment.contested() != contradicted) {
                differences.add(where(entity) + ", segment " + segment.id() + ": says '" + segment.value() + "' ("
                        + segment.confidence() + "), expected '" + expected + "' (" + strongest.confidence() + ")");
            }
        }
    }

    private void spans(EntityRow entity, Part.Differences differences) {
        if (entity.firstSpan() != nextSpan) {
            differences.add(where(entity) + ": its first span is " + entity.firstSpan() + ", expected " + nextSpan);
        }
        nextSpan += entity.spanGrounds().size();
        List<Contribution> found = new ArrayList<>();
        boolean wholeNode = false;
        for (int i = 0; i < entity.spans().size(); i++) {
            SpanRow span = entity.spans().get(i);
            SortedMap<String, Long> amounts = amounts(span);
            wholeNode |= SpansOfSegments.isWholeNode(span.type(), span.host(), amounts);
            found.add(new Contribution(
                    span.type(),
                    span.host(),
                    span.booking(),
                    span.cause(),
                    amounts,
                    span.known(),
                    span.confidence(),
                    span.starts(),
                    span.ends() == null ? Micros.FOREVER : span.ends(),
                    new TreeSet<>(
                            i < entity.spanGrounds().size()
                                    ? entity.spanGrounds().get(i)
                                    : List.of())));
            if (span.region() != entity.region() || span.entity() != entity.id()) {
                differences.add("span " + span.id() + ": is of entity " + span.entity() + " in region " + span.region()
                        + ", expected " + entity.id() + " (" + entity.name() + ") in region " + entity.region());
            }
            keep(span, entity, amounts);
        }
        Region region = regions.get(entity.region());
        if (region == null) {
            differences.add(where(entity) + ": is in region " + entity.region() + ", which does not exist");
            return;
        }
        List<Contribution> expected;
        try {
            expected = spansOf.computeIfAbsent(entity.region(), key -> new SpansOfSegments(region))
                    .of(entity, wholeNode);
        } catch (RuntimeException e) {
            // A value that is no time or no quantity; only a changed file has one.
            differences.add(where(entity) + ": its segments make no spans (" + e.getMessage() + ")");
            return;
        }
        compare(entity, found, expected, differences);
    }

    private static void compare(
            EntityRow entity, List<Contribution> found, List<Contribution> expected, Part.Differences differences) {
        List<Contribution> missing = new ArrayList<>(expected);
        List<Integer> odd = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            if (!missing.remove(found.get(i))) {
                odd.add(i);
            }
        }
        for (int place : odd) {
            Contribution span = found.get(place);
            Contribution nearest = null;
            for (Contribution other : missing) {
                nearest = nearest == null || span.likeness(other) > span.likeness(nearest) ? other : nearest;
            }
            missing.remove(nearest);
            differences.add("span " + entity.spans().get(place).id() + " of " + where(entity) + ": "
                    + (nearest == null ? "its segments give no such span" : span.against(nearest)));
        }
        for (Contribution other : missing) {
            differences.add(where(entity) + ": has no span for what its segments give: " + other.text());
        }
    }

    private static String where(EntityRow entity) {
        return "entity " + entity.id() + " (" + entity.kind() + " " + entity.name() + ")";
    }

    private SortedMap<String, Long> amounts(SpanRow span) {
        return vectors.getOrDefault(span.vector(), new TreeMap<>());
    }

    // -- what the ledger is made of
    // ------------------------------------------------------------------------------------

    private void keep(SpanRow span, EntityRow entity, SortedMap<String, Long> amounts) {
        if (span.id() > spans) {
            return;
        }
        int place = (int) span.id();
        Kind kind = new Kind(span.region(), new Sums.Alike(span.type(), span.booking(), span.vector(), span.known()));
        Integer number = kindNumbers.get(kind);
        if (number == null) {
            number = kinds.size();
            kinds.add(kind);
            kindNumbers.put(kind, number);
            resources.computeIfAbsent(span.region(), region -> new TreeSet<>()).addAll(amounts.keySet());
        }
        kindOf[place] = number;
        hostOf[place] = span.host().isEmpty()
                ? 0
                : hosts.computeIfAbsent(List.of(span.region(), span.host()), key -> hosts.size() + 1);
        starts[place] = span.starts();
        ends[place] = span.ends() == null ? Micros.FOREVER : span.ends();
        Region region = regions.get(span.region());
        String text = String.join(
                "\u0000",
                span.type(),
                region == null ? "" : region.name(),
                entity.name(),
                span.host(),
                span.booking(),
                span.cause(),
                amountTexts.computeIfAbsent(span.vector(), vector -> Amounts.text(amounts)),
                span.known() == 1 ? "known" : span.known() == 0 ? "unknown" : "difference",
                Long.toString(span.confidence()),
                Long.toString(span.starts()),
                span.ends() == null ? "" : Long.toString(span.ends()));
        byte[] digest = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        System.arraycopy(digest, 0, digests, place * DIGEST, DIGEST);
    }

    /** Each list names spans of its host alone, in their order, and all lists together as many as are on a host. */
    private Part onHosts() {
        Part.Differences differences = new Part.Differences();
        long[] listed = new long[2];
        tables.eachOnHost((region, host, named) -> {
            String where = "on_host, region " + region + ", host " + host + ": ";
            listed[0]++;
            if (named.isEmpty()) {
                differences.add(where + "cannot be unpacked");
                return;
            }
            int number = hosts.getOrDefault(List.of(region, host), -1);
            long before = 0;
            for (long span : named.get()) {
                if (span <= before || span > spans || hostOf[(int) span] != number) {
                    differences.add(where + "names span " + span + " behind span " + before
                            + ", expected spans on that host in their order");
                    return;
                }
                before = span;
            }
            listed[1] += named.get().size();
        });
        long expected = Arrays.stream(hostOf).filter(host -> host > 0).count();
        if (listed[1] != expected) {
            differences.add("on_host: names " + listed[1] + " spans, expected " + expected);
        }
        return differences.of("on hosts", listed[0] + " lists of the spans on a host");
    }

    private Part resources() {
        Part.Differences differences = new Part.Differences();
        int number = 0;
        for (Region region : regions.values()) {
            TreeSet<String> expected = resources.computeIfAbsent(region.id(), key -> new TreeSet<>());
            expected.add(Amounts.NODES);
            List<String> found = tables.resources(region.id());
            number += expected.size();
            if (!found.equals(List.copyOf(expected))) {
                differences.add("resource, region " + region.name() + ": are " + found + ", expected " + expected);
            }
        }
        return differences.of("resources", number + " from the spans");
    }

    // -- ledger, chain, lists of what stands, checkpoints
    // --------------------------------------------------------------

    private final Part.Differences ofEntries = new Part.Differences();
    private final Part.Differences ofChain = new Part.Differences();
    private final Part.Differences ofStanding = new Part.Differences();
    private final Part.Differences ofCheckpoints = new Part.Differences();
    private final BitSet standing = new BitSet();
    private final BitSet ended = new BitSet();
    private long entries;
    private long lists;
    private long checkpoints;
    private EntryRow last = new EntryRow(0, 0);
    private long lastAt = Micros.ALWAYS;
    private MessageDigest link = sha256();
    private List<RawTables.BlockRow> chain;
    private String head = "";
    private int links;

    private List<Part> ledger() {
        for (Region region : regions.values()) {
            List<String> of = List.copyOf(resources.get(region.id()));
            List<Long> told = tables.checkpoints(region.id());
            List<Long> made = new ArrayList<>();
            Sums[] ofRegion = new Sums[1];
            boolean any = kinds.stream().anyMatch(kind -> kind.region() == region.id());
            ofRegion[0] = new Sums(region, of, (midnight, balances) -> {
                if (any) {
                    made.add(midnight);
                    checkpoint(region, midnight, balances, ofRegion[0]);
                }
            });
            sums.put(region.id(), ofRegion[0]);
            checkpointsOf.put(region.id(), new List<?>[] {told, made});
        }
        chain = tables.chain();
        progress.stage("", "ledger entries", tables.count("ledger"));
        tables.eachEntry(this::entry);
        end();
        return List.of(
                ofEntries.of("entries", entries + " from the spans"),
                ofChain.of("chain", links + " links of " + LINK + " entries"),
                ofStanding.of("standing", lists + " lists of the spans that stand"),
                ofCheckpoints.of("checkpoints", checkpoints + " midnights, from the entries"));
    }

    private final Map<Integer, List<?>[]> checkpointsOf = new TreeMap<>();

    private void entry(EntryRow entry) {
        entries++;
        if (entries % 65536 == 0) {
            progress.done(65536);
        }
        long signed = entry.signedSpan();
        int sign = Long.signum(signed);
        boolean known = sign != 0 && signed <= spans && signed >= -spans;
        if (!known) {
            ofEntries.add("ledger, row " + entry.seq() + ": span " + signed + " does not exist");
        }
        if (entry.seq() != last.seq() + 1) {
            ofEntries.add("ledger, row " + entry.seq() + ": comes after row " + last.seq());
        }
        int span = known ? (int) Math.abs(signed) : 0;
        long at = !known ? lastAt : sign > 0 ? starts[span] : ends[span];
        if (known && at == Micros.FOREVER) {
            ofEntries.add("ledger, row " + entry.seq() + ": the end of span " + span + ", which has none");
        }
        // At one instant ends come before starts, and each in the order of the spans.
        boolean ordered = at > lastAt
                || at == lastAt
                        && (sign > Long.signum(last.signedSpan())
                                || sign == Long.signum(last.signedSpan())
                                        && Math.abs(signed) > Math.abs(last.signedSpan()));
        if (known && !ordered) {
            ofEntries.add("ledger, row " + entry.seq() + ": the " + (sign > 0 ? "start" : "end") + " of span " + span
                    + " on " + Micros.text(at) + " stands behind row " + last.seq() + ", expected before it");
        }
        if (known) {
            standing.set(span, sign > 0);
            if (sign < 0) {
                ended.set(span);
            }
            Kind kind = kinds.get(kindOf[span]);
            Sums of = sums.get(kind.region());
            if (of != null) {
                of.entry(at, kind.alike(), vectors.getOrDefault(kind.alike().vector(), new TreeMap<>()), sign);
            }
        }
        link.update((entry.seq() + " " + at + " " + signed + " ").getBytes(StandardCharsets.US_ASCII));
        link.update(digests, span * DIGEST, DIGEST);
        if (entries % LINK == 0) {
            link(entry.seq());
        }
        if (entries % STANDING == 0) {
            standing(entry.seq());
        }
        last = entry;
        lastAt = at;
    }

    private void end() {
        if (entries % LINK != 0) {
            link(last.seq());
        }
        if (chain.size() != links) {
            ofChain.add("ledger_block: has " + chain.size() + " links, expected " + links);
        }
        String told = tables.run().getOrDefault("ledger head", "");
        if (!told.equals(head)) {
            ofChain.add("run, row 'ledger head': is " + told + ", expected " + head);
        }
        for (int span = 1; span <= spans; span++) {
            if (!standing.get(span) && !ended.get(span)) {
                ofEntries.add("ledger: span " + span + " has no entry for its start");
            } else if (standing.get(span) != (ends[span] == Micros.FOREVER)) {
                ofEntries.add("ledger: span " + span + " has no entry for its end");
            }
        }
        if (lists != tables.count("standing")) {
            ofStanding.add("standing: has " + tables.count("standing") + " rows, expected " + lists);
        }
        for (Region region : regions.values()) {
            sums.get(region.id()).end();
            List<?>[] instants = checkpointsOf.get(region.id());
            if (!instants[0].equals(instants[1])) {
                List<Object> odd = new ArrayList<>(instants[0]);
                odd.removeAll(instants[1]);
                ofCheckpoints.add("checkpoint, region " + region.name() + ": has " + instants[0].size()
                        + " midnights, expected " + instants[1].size()
                        + (odd.isEmpty() ? "" : "; the one of " + Micros.text((Long) odd.get(0)) + " is too many"));
            }
        }
    }

    private void link(long lastSeq) {
        byte[] hash = link.digest();
        head = HexFormat.of().formatHex(hash);
        link = sha256();
        link.update(hash);
        RawTables.BlockRow found = links < chain.size() ? chain.get(links) : null;
        links++;
        if (found != null
                && (found.block() != links
                        || found.lastSeq() != lastSeq
                        || !found.hash().equals(head))) {
            ofChain.add(
                    "ledger_block, row " + found.block() + ": ends with entry " + found.lastSeq() + " and has the hash "
                            + found.hash() + ", expected row " + links + ", entry " + lastSeq + ", hash " + head);
        }
    }

    /** The list of a region and type, each span by its number. */
    private void standing(long seq) {
        Map<String, List<Long>> expected = new TreeMap<>();
        for (int span = standing.nextSetBit(0); span >= 0; span = standing.nextSetBit(span + 1)) {
            Kind kind = kinds.get(kindOf[span]);
            expected.computeIfAbsent(kind.region() + " " + kind.alike().type(), key -> new ArrayList<>())
                    .add((long) span);
        }
        lists += expected.size();
        Map<String, List<Long>> found = new TreeMap<>();
        try {
            tables.standing(seq).forEach(list -> found.put(list.region() + " " + list.type(), list.spans()));
        } catch (java.nio.BufferUnderflowException e) {
            ofStanding.add("standing, row " + seq + ": cannot be unpacked");
            return;
        }
        if (!found.equals(expected)) {
            TreeSet<String> odd = new TreeSet<>(found.keySet());
            odd.addAll(expected.keySet());
            odd.removeIf(key -> found.getOrDefault(key, List.of()).equals(expected.get(key)));
            String first = odd.first();
            ofStanding.add("standing, row " + seq + ", region and type " + first + ": names "
                    + found.getOrDefault(first, List.of()).size() + " spans that are not just the "
                    + expected.getOrDefault(first, List.of()).size() + " expected");
        }
    }

    private void checkpoint(Region region, long midnight, long[] expected, Sums of) {
        checkpoints++;
        String where = "checkpoint, region " + region.name() + " at " + Micros.text(midnight);
        List<Long> found;
        try {
            found = tables.checkpoint(region.id(), midnight).orElse(List.of());
        } catch (java.nio.BufferUnderflowException e) {
            ofCheckpoints.add(where + ": cannot be unpacked");
            return;
        }
        if (found.size() != expected.length) {
            ofCheckpoints.add(where + ": has " + found.size() + " numbers, expected " + expected.length);
            return;
        }
        for (int place = 0; place < expected.length; place++) {
            if (found.get(place) != expected[place]) {
                String unit = of.named(place);
                ofCheckpoints.add(where + ": " + unit + " is " + number(found.get(place), unit) + ", expected "
                        + number(expected[place], unit));
                return;
            }
        }
    }

    private static String number(long number, String named) {
        return named.endsWith(" unmeasured") ? Long.toString(number) : Amounts.decimal(number);
    }

    // -- metrics
    // -------------------------------------------------------------------------------------------------------

    /** Metrics that are surely below zero are issues; of these the result holds all and no others. */
    private Part below() {
        Part.Differences differences = new Part.Differences();
        Map<String, String> found = new TreeMap<>();
        for (RawTables.IssueRow issue : tables.issues()) {
            if (issue.kind().startsWith("negative_")) {
                found.put(
                        below(issue.region(), issue.kind(), issue.entity(), issue.starts(), issue.ends()),
                        "issue, row " + issue.id());
            }
        }
        long number = 0;
        for (Map.Entry<Integer, Sums> region : sums.entrySet()) {
            for (Sums.Below below : region.getValue().below()) {
                number++;
                String metric = below.metric().text();
                String text = below(
                        region.getKey(),
                        "negative_" + metric,
                        metric + " " + below.resource(),
                        below.from(),
                        below.till());
                if (found.remove(text) == null) {
                    differences.add("issue: has no row for " + text);
                }
            }
        }
        found.forEach((text, where) -> differences.add(where + ": " + text + ", which the entries do not give"));
        return differences.of("below zero", number + " times that a metric is, from the entries");
    }

    private String below(int region, String kind, String entity, Long from, Long till) {
        return kind + " " + entity + " in region "
                + (regions.containsKey(region) ? regions.get(region).name() : "(no region " + region + ")") + " from "
                + Micros.text(from == null ? Micros.ALWAYS : from) + " to "
                + Micros.text(till == null ? Micros.FOREVER : till);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
