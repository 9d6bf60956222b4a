package dev.hindcast.audit.replay;

import dev.hindcast.evidence.Micros;
import dev.hindcast.store.RawTables.EntityRow;
import dev.hindcast.store.ResultReader.ClaimText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SegmentText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What spans the segments of an entity make. Time is cut at every bound of every segment, each slice is looked at by itself, and
 * neighbours that rest on the same are joined; hosts come before what is on them.
 */
final class SpansOfSegments {
    private final Region region;
    private final Map<String, Carrier> carriers = new HashMap<>();
    private final Map<String, Amounts> parsed = new HashMap<>();

    SpansOfSegments(Region region) {
        this.region = region;
    }

    /** A host as what is on it sees it. */
    private record Carrier(boolean bareMetal, List<SegmentText> inventory, List<SegmentText> shown) {
        static final Carrier NONE = new Carrier(false, List.of(), List.of());
    }

    /** @param bareMetal whether an instance of unknown host took a whole node, which no segment tells */
    List<Contribution> of(EntityRow entity, boolean bareMetal) {
        List<Contribution> spans = new ArrayList<>();
        switch (entity.kind()) {
            case "host" -> host(entity, spans);
            case "allocation" -> allocation(entity, spans);
            case "instance" -> instance(entity, bareMetal, spans);
            default -> {
                // Leases have findings and no spans.
            }
        }
        return spans;
    }

    /** Time in which the same segments speak, as long as it goes on. */
    private static final class Runs {
        private static final class Run {
            private final String what;
            private final boolean certain;
            private final List<SegmentText> because;
            private final long from;
            private long till;

            Run(String what, boolean certain, List<SegmentText> because, long from) {
                this.what = what;
                this.certain = certain;
                this.because = because;
                this.from = from;
            }

            SegmentText the(String attribute) {
                return because.stream()
                        .filter(segment -> segment.attribute().name().equals(attribute))
                        .findFirst()
                        .orElse(null);
            }
        }

        private final Map<String, Run> last = new HashMap<>();
        private final List<Run> all = new ArrayList<>();

        void add(Slice slice, String what, boolean certain, Stream<SegmentText> segments) {
            List<SegmentText> because = segments.filter(Objects::nonNull).toList();
            String key = what + "|" + String.join(" ", ids(because));
            Run run = last.get(key);
            if (run == null || run.till != slice.from()) {
                run = new Run(what, certain, because, slice.from());
                last.put(key, run);
                all.add(run);
            }
            run.till = slice.till();
        }
    }

    private static TreeSet<String> ids(List<SegmentText> segments) {
        return segments.stream().map(SegmentText::id).collect(Collectors.toCollection(TreeSet::new));
    }

    // -- hosts
    // ---------------------------------------------------------------------------------------------------------

    private void host(EntityRow host, List<Contribution> spans) {
        List<SegmentText> shown = host.segments().stream()
                .filter(segment -> is(segment, "EXISTENCE") && !segment.value().equals("gone"))
                .toList();
        List<SegmentText> inventory = sorted(host.segments(), "INVENTORY");
        carriers.put(
                host.name(),
                new Carrier(
                        host.segments().stream()
                                .anyMatch(segment ->
                                        is(segment, "KIND") && segment.value().equals("bare_metal")),
                        inventory,
                        shown));
        Runs runs = new Runs();
        for (Slice slice : Slice.of(host.segments(), region.dawn(), Micros.FOREVER)) {
            SegmentText exists = slice.the("EXISTENCE");
            if (exists == null || exists.value().equals("gone")) {
                continue;
            }
            SegmentText carries = slice.the("INVENTORY");
            runs.add(slice, "nova_host", true, Stream.of(exists, carries));
            for (SegmentText mask : some(slice, "MAINTENANCE")) {
                runs.add(slice, "maintenance_mask", true, Stream.of(mask, exists, carries));
            }
            List<SegmentText> conflicts = some(slice, "CONFLICT");
            if (!conflicts.isEmpty()) {
                runs.add(
                        slice,
                        "conflict_exclusion",
                        true,
                        Stream.concat(conflicts.stream(), Stream.of(exists, carries)));
            }
            List<SegmentText> taken = Stream.concat(some(slice, "MAINTENANCE").stream(), conflicts.stream())
                    .toList();
            if (!taken.isEmpty()) {
                runs.add(slice, "masked_total", true, Stream.concat(taken.stream(), Stream.of(exists, carries)));
            }
            SegmentText pool = slice.the("POOL");
            if (pool != null) {
                pool(runs, slice, pool, Stream.of(pool, exists, carries).toList(), taken);
            }
        }
        for (Runs.Run run : runs.all) {
            String[] what = run.what.split("/");
            SegmentText carries = run.the("INVENTORY");
            put(
                    spans,
                    new Who(what[0], host.name(), "", what.length > 1 ? what[1] : causes(run.because)),
                    (carries == null ? Amounts.none() : size(carries)).asOneNode(),
                    run.certain && !run.the("EXISTENCE").value().equals("unknown"),
                    run.from,
                    run.till,
                    run.because);
        }
    }

    /** Masks or exclusions that hold; that there was none is a value too. */
    private static List<SegmentText> some(Slice slice, String attribute) {
        return slice.all(attribute).stream()
                .filter(segment -> !segment.value().equals("none"))
                .toList();
    }

    /** Capacity by what is said of its pool; what is in doubt counts on either side as what may be to be added. */
    private static void pool(
            Runs runs, Slice slice, SegmentText pool, List<SegmentText> host, List<SegmentText> taken) {
        List<SegmentText> masked = new ArrayList<>(taken);
        masked.addAll(host);
        switch (pool.value()) {
            case "reservable" -> runs.add(slice, "blazar_host", true, host.stream());
            case "not_reservable" -> runs.add(slice, "not_reservable", true, host.stream());
            case "unspoken" -> {
                runs.add(slice, "not_reservable/unspoken", false, host.stream());
                runs.add(slice, "unspoken", true, host.stream());
            }
            default -> {
                runs.add(slice, "blazar_host/in question", false, host.stream());
                runs.add(slice, "not_reservable/in question", false, host.stream());
            }
        }
        if (taken.isEmpty()) {
            return;
        }
        boolean spoken = !pool.value().equals("unspoken");
        boolean question =
                spoken && !pool.value().equals("reservable") && !pool.value().equals("not_reservable");
        if (pool.value().equals("reservable") || question) {
            runs.add(slice, "masked", !question, masked.stream());
        }
        if (!pool.value().equals("reservable")) {
            runs.add(slice, "masked_ondemand", spoken && !question, masked.stream());
        }
    }

    private static String causes(List<SegmentText> because) {
        return because.stream()
                .filter(segment -> is(segment, "MAINTENANCE") || is(segment, "CONFLICT"))
                .map(SegmentText::value)
                .distinct()
                .sorted()
                .collect(Collectors.joining("+"));
    }

    // -- allocations
    // ---------------------------------------------------------------------------------------------------

    private void allocation(EntityRow allocation, List<Contribution> spans) {
        List<SegmentText> purposes = all(allocation.segments(), "PURPOSE");
        if (purposes.isEmpty()
                || purposes.get(0).value().equals("maintenance")
                || !all(allocation.segments(), "YIELDS").isEmpty()) {
            return;
        }
        boolean committed = purposes.get(0).value().equals("commitment");
        Runs runs = new Runs();
        for (Slice slice : Slice.of(allocation.segments(), region.dawn(), Micros.FOREVER)) {
            SegmentText term = slice.the("TERM");
            SegmentText purpose = slice.the("PURPOSE");
            if (term != null && !term.value().equals("over") && purpose != null) {
                runs.add(
                        slice,
                        "blazar_allocation",
                        committed && term.value().equals("held"),
                        Stream.of(term, purpose, slice.the("PLACEMENT"), slice.the("SIZE")));
            }
        }
        for (Runs.Run run : runs.all) {
            String host = placed(run.the("PLACEMENT"));
            SegmentText size = run.the("SIZE");
            List<Part> parts = size == null
                    ? asOfThen(host, run, carried -> carried.asOneNode())
                    : share(host, false, size(size), run);
            for (Part part : parts) {
                put(
                        spans,
                        new Who(run.what, host, "reservation", ""),
                        part.size,
                        run.certain,
                        part.from,
                        part.till,
                        part.because);
            }
        }
    }

    // -- instances
    // -----------------------------------------------------------------------------------------------------

    private void instance(EntityRow instance, boolean bareMetal, List<Contribution> spans) {
        List<SegmentText> ends = all(instance.segments(), "END");
        List<SegmentText> bookings = all(instance.segments(), "BOOKING");
        String booking = bookings.isEmpty()
                ? "unknown"
                : bookings.get(bookings.size() - 1).value();
        long knownTill = Micros.FOREVER;
        long till = Micros.FOREVER;
        if (!ends.isEmpty()) {
            long[] end = end(ends.get(ends.size() - 1));
            knownTill = end[0];
            till = end[1];
        }
        List<SegmentText> throughout =
                Stream.concat(ends.stream(), bookings.stream()).toList();
        List<SegmentText> cutting = instance.segments().stream()
                .filter(segment -> Stream.of("PRESENCE", "PLACEMENT", "SIZE", "ACTIVITY")
                        .anyMatch(attribute -> is(segment, attribute)))
                .toList();
        Runs runs = new Runs();
        for (Slice slice : Slice.of(cutting, region.dawn(), Micros.FOREVER)) {
            SegmentText presence = slice.the("PRESENCE");
            if (presence == null || presence.value().equals("away")) {
                continue;
            }
            boolean surelyHeld = presence.value().equals("holding");
            List<SegmentText> held = new ArrayList<>(throughout);
            held.addAll(Arrays.asList(presence, slice.the("PLACEMENT"), slice.the("SIZE")));
            runs.add(slice, "nova_instance_occupied", surelyHeld, held.stream());
            SegmentText activity = slice.the("ACTIVITY");
            if (activity != null && !activity.value().equals("inactive")) {
                boolean surelyRan = surelyHeld && activity.value().equals("active");
                runs.add(slice, "nova_instance_active", surelyRan, Stream.concat(held.stream(), Stream.of(activity)));
            }
        }
        for (Runs.Run run : runs.all) {
            String host = placed(run.the("PLACEMENT"));
            SegmentText size = run.the("SIZE");
            Amounts amounts = size == null ? Amounts.none() : size(size);
            long surelyTill = run.certain ? knownTill : Micros.ALWAYS;
            for (boolean known : List.of(true, false)) {
                Runs.Run within =
                        new Runs.Run(run.what, known, run.because, known ? run.from : Math.max(run.from, surelyTill));
                within.till = Math.min(run.till, known ? surelyTill : till);
                if (within.from < within.till) {
                    for (Part part : share(host, bareMetal, amounts, within)) {
                        put(
                                spans,
                                new Who(run.what, host, booking, ""),
                                part.size,
                                known,
                                part.from,
                                part.till,
                                part.because);
                    }
                }
            }
        }
    }

    /** Known until the first, gone by the second. */
    private static long[] end(SegmentText end) {
        long first = Micros.FOREVER;
        long last = Micros.ALWAYS;
        List<ClaimText> said = new ArrayList<>(rivals(end));
        said.add(end.claims().get(0));
        for (ClaimText claim : said) {
            int between = claim.value().indexOf('/');
            String from = between < 0 ? claim.value() : claim.value().substring(0, between);
            String till = between < 0 ? from : claim.value().substring(between + 1);
            first = Math.min(first, Micros.parse(from));
            last = Math.max(last, till.isEmpty() ? Micros.FOREVER : Micros.parse(till));
        }
        return new long[] {first, last};
    }

    // -- parts of hosts
    // ------------------------------------------------------------------------------------------------

    private record Part(long from, long till, Amounts size, List<SegmentText> because) {}

    /** What of a host is made of what it carries. */
    private interface Taken {
        Amounts of(Amounts carried);
    }

    private List<Part> share(String host, boolean bareMetalIfUnknown, Amounts size, Runs.Run run) {
        boolean bareMetal = host.isEmpty() ? bareMetalIfUnknown : carrier(host).bareMetal;
        if (bareMetal || !size.known().containsKey(Amounts.VCPUS)) {
            return List.of(new Part(run.from, run.till, bareMetal ? size.asOneNode() : size, run.because));
        }
        return asOfThen(host, run, size::asShareOf);
    }

    /** Cut by what the host carries; before and after it was seen, by what it carried last before, or else first. */
    private List<Part> asOfThen(String host, Runs.Run run, Taken taken) {
        Carrier carrier = carrier(host);
        List<SegmentText> bounds = new ArrayList<>(carrier.inventory);
        if (!carrier.inventory.isEmpty()) {
            bounds.addAll(carrier.shown);
        }
        List<Part> parts = new ArrayList<>();
        for (Slice slice : Slice.of(bounds, run.from, run.till)) {
            SegmentText carries = slice.the("INVENTORY");
            if (carries == null && !carrier.inventory.isEmpty() && slice.the("EXISTENCE") == null) {
                carries = carrier.inventory.get(0);
                for (SegmentText before : carrier.inventory) {
                    carries = before.till() <= slice.from() ? before : carries;
                }
            }
            List<SegmentText> because = new ArrayList<>(run.because);
            if (carries != null) {
                because.add(carries);
            }
            Part part = new Part(
                    slice.from(), slice.till(), taken.of(carries == null ? Amounts.none() : size(carries)), because);
            Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
            if (last != null && last.size.equals(part.size)) {
                List<SegmentText> both = new ArrayList<>(last.because);
                both.addAll(because);
                parts.set(parts.size() - 1, new Part(last.from, part.till, part.size, both));
            } else {
                parts.add(part);
            }
        }
        return parts;
    }

    private Carrier carrier(String host) {
        return carriers.getOrDefault(host, Carrier.NONE);
    }

    private static String placed(SegmentText placement) {
        return placement == null || placement.value().equals("unknown") ? "" : placement.value();
    }

    // -- segments
    // ------------------------------------------------------------------------------------------------------

    /** What a segment of inventory or size says; of contradicting equals the least is known, up to the most. */
    private Amounts size(SegmentText segment) {
        Amounts winner = parsed.computeIfAbsent(segment.claims().get(0).value(), Amounts::parse);
        List<ClaimText> rivals = rivals(segment);
        if (rivals.isEmpty() && !segment.claims().get(0).value().startsWith("between ")) {
            return winner;
        }
        Amounts range = Amounts.none();
        List<Amounts> said = new ArrayList<>(List.of(winner));
        rivals.forEach(rival -> said.add(Amounts.parse(rival.value())));
        for (String resource : winner.known().keySet()) {
            if (said.stream().allMatch(amounts -> amounts.known().containsKey(resource))) {
                range = range.with(
                        resource,
                        said.stream()
                                .mapToLong(one -> one.known().get(resource))
                                .min()
                                .orElseThrow(),
                        said.stream().mapToLong(one -> one.most(resource)).max().orElseThrow());
            }
        }
        return range;
    }

    /** Losers as strong as the winner. */
    private static List<ClaimText> rivals(SegmentText segment) {
        ClaimText winner = segment.claims().get(0);
        return segment.claims().stream()
                .filter(claim -> segment.contested()
                        && !claim.won()
                        && claim.precedence() == winner.precedence()
                        && claim.confidence() == winner.confidence())
                .toList();
    }

    private static boolean is(SegmentText segment, String attribute) {
        return segment.attribute().name().equals(attribute);
    }

    private static List<SegmentText> all(List<SegmentText> segments, String attribute) {
        return segments.stream().filter(segment -> is(segment, attribute)).toList();
    }

    private static List<SegmentText> sorted(List<SegmentText> segments, String attribute) {
        return segments.stream()
                .filter(segment -> is(segment, attribute))
                .sorted(Comparator.comparingLong(SegmentText::from))
                .toList();
    }

    // -- spans
    // ---------------------------------------------------------------------------------------------------------

    private record Who(String type, String host, String booking, String cause) {}

    private void put(
            List<Contribution> spans,
            Who who,
            Amounts size,
            boolean certain,
            long from,
            long till,
            List<SegmentText> because) {
        if (from >= region.horizon()) {
            return;
        }
        long confidence = because.stream()
                .mapToLong(segment -> Math.round(segment.confidence() * 1e6))
                .min()
                .orElse(0);
        long ends = till > region.horizon() ? Micros.FOREVER : till;
        spans.add(new Contribution(
                who.type,
                who.host,
                who.booking,
                who.cause,
                size.known(),
                certain ? 1 : 0,
                confidence,
                from,
                ends,
                ids(because)));
        if (!size.spread().isEmpty()) {
            spans.add(new Contribution(
                    who.type,
                    who.host,
                    who.booking,
                    who.cause,
                    size.spread(),
                    -1,
                    confidence,
                    from,
                    ends,
                    ids(because)));
        }
    }

    /** Whether a span shows that an instance of unknown host took a whole node. */
    static boolean isWholeNode(String type, String host, SortedMap<String, Long> amounts) {
        return type.startsWith("nova_instance")
                && host.isEmpty()
                && amounts.getOrDefault(Amounts.NODES, 0L) == Amounts.ONE;
    }
}
