package dev.hindcast.spans;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.timeline.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Entry of the spans stage: the segments of one entity in, its spans out (design section 6).
 * Spans lie within [dawn, horizon); one that goes on beyond the horizon has no end.
 */
public final class SpanBuilder {
    private final long dawn;
    private final long horizon;
    private final Map<String, List<Segment>> inventories = new TreeMap<>();
    private final Map<String, Boolean> bareMetal = new TreeMap<>();

    public SpanBuilder(long dawn, long horizon) {
        this.dawn = dawn;
        this.horizon = horizon;
    }

    /** Whether a host whose spans were built is bare metal. */
    public boolean isBareMetal(String host) {
        return Boolean.TRUE.equals(bareMetal.get(host));
    }

    /** All spans of a host; remembers its inventory for what runs on it. */
    public List<Span> host(String host, List<Segment> segments) {
        List<Segment> inventory = of(segments, Attribute.INVENTORY);
        inventories.put(host, inventory);
        of(segments, Attribute.KIND)
                .forEach(kind -> bareMetal.put(host, kind.value().equals("bare_metal")));
        List<Piece> exists = Piece.of(of(segments, Attribute.EXISTENCE).stream()
                .filter(segment -> !segment.value().equals("gone"))
                .toList());
        List<Span> spans = new ArrayList<>();
        Host on = new Host(host, inventory, spans);
        on.add(SpanType.NOVA_HOST, exists, "", true);

        List<Piece> masks = Piece.of(of(segments, Attribute.MAINTENANCE));
        List<Piece> conflicts = Piece.unite(Piece.of(of(segments, Attribute.CONFLICT)));
        for (Piece mask : masks) {
            on.add(SpanType.MAINTENANCE_MASK, Piece.intersect(List.of(mask), exists), causes(mask), true);
        }
        for (Piece conflict : conflicts) {
            on.add(SpanType.CONFLICT_EXCLUSION, Piece.intersect(List.of(conflict), exists), causes(conflict), true);
        }
        List<Piece> taken = new ArrayList<>(masks);
        taken.addAll(conflicts);
        List<Piece> union = Piece.unite(taken);

        List<Segment> pool = of(segments, Attribute.POOL);
        List<Piece> reservable = pool(pool, exists, "reservable");
        List<Piece> free = pool(pool, exists, "not_reservable");
        List<Piece> question = pool(pool, exists, Claim.UNKNOWN);
        List<Piece> unspoken = pool(pool, exists, "unspoken");
        on.add(SpanType.BLAZAR_HOST, reservable, "", true);
        on.add(SpanType.BLAZAR_HOST, question, "in question", false);
        on.add(SpanType.NOT_RESERVABLE, free, "", true);
        on.add(SpanType.NOT_RESERVABLE, question, "in question", false);
        on.add(SpanType.NOT_RESERVABLE, unspoken, "unspoken", false);
        on.add(SpanType.UNSPOKEN, unspoken, "", true);
        for (Piece piece : union) {
            on.add(SpanType.MASKED, Piece.intersect(List.of(piece), reservable), causes(piece), true);
            on.add(SpanType.MASKED, Piece.intersect(List.of(piece), question), causes(piece), false);
            on.add(SpanType.MASKED_TOTAL, Piece.intersect(List.of(piece), exists), causes(piece), true);
            on.add(SpanType.MASKED_ONDEMAND, Piece.intersect(List.of(piece), free), causes(piece), true);
            on.add(SpanType.MASKED_ONDEMAND, Piece.intersect(List.of(piece), question), causes(piece), false);
            on.add(SpanType.MASKED_ONDEMAND, Piece.intersect(List.of(piece), unspoken), causes(piece), false);
        }
        return spans;
    }

    private static List<Piece> pool(List<Segment> pool, List<Piece> exists, String state) {
        return Piece.intersect(
                Piece.of(pool.stream()
                        .filter(segment -> segment.value().equals(state))
                        .toList()),
                exists);
    }

    /** Adds spans of one host: time crossed with the inventory as of then. */
    private final class Host {
        private final String name;
        private final List<Piece> inventory;
        private final List<Span> spans;

        Host(String name, List<Segment> inventory, List<Span> spans) {
            this.name = name;
            this.inventory = Piece.of(inventory);
            this.spans = spans;
        }

        void add(SpanType type, List<Piece> pieces, String cause, boolean certain) {
            for (Piece piece : Piece.intersect(pieces, inventory)) {
                Segment measured = piece.because().stream()
                        .filter(segment -> segment.attribute() == Attribute.INVENTORY)
                        .reduce((a, b) -> b)
                        .orElseThrow();
                Measured size = Measured.of(measured);
                boolean known = certain && exists(piece);
                put(type, piece, cause, size.known().with(Quantities.NODES, Quantities.ONE), known);
                if (!size.spread().isEmpty()) {
                    put(type, piece, cause, size.spread(), false);
                }
            }
            for (Piece piece : Piece.subtract(pieces, inventory)) {
                put(
                        type,
                        piece,
                        cause,
                        Quantities.none().with(Quantities.NODES, Quantities.ONE),
                        certain && exists(piece));
            }
        }

        /** Existence in question makes everything about the host so. */
        private boolean exists(Piece piece) {
            return piece.because().stream()
                    .noneMatch(segment -> segment.attribute() == Attribute.EXISTENCE
                            && segment.value().equals(Claim.UNKNOWN));
        }

        private void put(SpanType type, Piece piece, String cause, Quantities quantities, boolean known) {
            SpanBuilder.this.put(spans, type, name, name, "", cause, quantities, known, piece);
        }
    }

    /**
     * What an inventory or size segment says: what is known, and what may be to be added without zero entries.
     * Contradicting equals are a range, as two sightings are.
     */
    private record Measured(Quantities known, Quantities spread) {
        static Measured of(Segment segment) {
            Quantities known = segment.quantities();
            Quantities high = segment.spread() == null ? known : plus(known, segment.spread());
            if (segment.contested()) {
                for (Claim other : segment.losers()) {
                    if (other.rule().precedence() == segment.winner().rule().precedence()
                            && other.quantities() != null) {
                        known = known.combine(other.quantities(), Math::min);
                        high = high.combine(other.quantities(), Math::max);
                    }
                }
            }
            TreeMap<String, Long> spread = new TreeMap<>();
            Quantities low = known;
            high.millionths().forEach((resource, most) -> {
                Long least = low.of(resource);
                if (least != null && most > least) {
                    spread.put(resource, most - least);
                }
            });
            return new Measured(low, new Quantities(spread));
        }

        private static Quantities plus(Quantities a, Quantities b) {
            return a.combine(b, Long::sum);
        }
    }

    /** The commitment of an allocation; none for maintenance, for one that yields, or one that never held. */
    public List<Span> allocation(String allocation, List<Segment> segments) {
        List<Span> spans = new ArrayList<>();
        List<Segment> purpose = of(segments, Attribute.PURPOSE);
        if (purpose.isEmpty()
                || purpose.get(0).value().equals("maintenance")
                || !of(segments, Attribute.YIELDS).isEmpty()) {
            return spans;
        }
        boolean known = purpose.get(0).value().equals("commitment");
        for (Segment term : of(segments, Attribute.TERM)) {
            if (!term.value().equals("over")) {
                hold(
                        spans,
                        allocation,
                        Piece.intersect(Piece.of(List.of(term)), Piece.of(purpose)),
                        segments,
                        known && term.value().equals("held"));
            }
        }
        return spans;
    }

    private void hold(List<Span> spans, String allocation, List<Piece> terms, List<Segment> segments, boolean known) {
        List<Segment> size = of(segments, Attribute.SIZE);
        List<Piece> places = Piece.of(of(segments, Attribute.PLACEMENT));
        List<Piece> placed = Piece.intersect(terms, places);
        for (Piece piece : placed) {
            Segment place = piece.because().stream()
                    .filter(segment -> segment.attribute() == Attribute.PLACEMENT)
                    .findFirst()
                    .orElseThrow();
            commit(spans, allocation, place.value().equals(Claim.UNKNOWN) ? "" : place.value(), size, piece, known);
        }
        for (Piece piece : Piece.subtract(terms, places)) {
            commit(spans, allocation, "", size, piece, known);
        }
    }

    private void commit(
            List<Span> spans, String allocation, String host, List<Segment> size, Piece piece, boolean known) {
        if (!size.isEmpty()) {
            Piece sized = Piece.intersect(List.of(piece), Piece.of(size.subList(0, 1)))
                    .get(0);
            Quantities share = onHost(size.get(0).quantities(), host, null, piece.from());
            put(spans, SpanType.BLAZAR_ALLOCATION, allocation, host, "reservation", "", share, known, sized);
            return;
        }
        Segment inventory = inventoryAt(host, piece.from());
        Quantities whole = Quantities.none();
        if (inventory != null) {
            Measured measured = Measured.of(inventory);
            whole = measured.known();
            if (!measured.spread().isEmpty()) {
                put(
                        spans,
                        SpanType.BLAZAR_ALLOCATION,
                        allocation,
                        host,
                        "reservation",
                        "",
                        measured.spread(),
                        false,
                        piece);
            }
        }
        put(
                spans,
                SpanType.BLAZAR_ALLOCATION,
                allocation,
                host,
                "reservation",
                "",
                whole.with(Quantities.NODES, Quantities.ONE),
                known,
                piece);
    }

    /**
     * Occupied and active spans of an instance.
     *
     * @param serviceHost the service that its row or events name, which tells bare metal where the node is unknown; may be null
     */
    public List<Span> instance(
            String uuid, List<Segment> segments, String serviceHost, Map<String, Boolean> bareMetalServices) {
        List<Piece> holding = Piece.of(of(segments, Attribute.PRESENCE).stream()
                .filter(segment -> segment.value().equals("holding"))
                .toList());
        if (holding.isEmpty()) {
            return List.of();
        }
        long knownTill = Micros.FOREVER;
        long till = Micros.FOREVER;
        List<Segment> ends = of(segments, Attribute.END);
        for (Segment end : ends) {
            knownTill = endTimes(end).get(0);
            till = endTimes(end).get(1);
        }
        List<Piece> running = Piece.of(of(segments, Attribute.ACTIVITY).stream()
                .filter(segment -> segment.value().equals("active"))
                .toList());
        Boolean whole = serviceHost == null ? null : bareMetalServices.get(serviceHost);
        List<Segment> bookings = of(segments, Attribute.BOOKING);
        String booking = bookings.isEmpty() || bookings.get(0).contested()
                ? Claim.UNKNOWN
                : bookings.get(0).value();
        List<Span> spans = new ArrayList<>();
        for (Piece piece : crossed(crossed(holding, of(segments, Attribute.PLACEMENT)), of(segments, Attribute.SIZE))) {
            List<Segment> grounds = new ArrayList<>(piece.because());
            grounds.addAll(ends);
            grounds.addAll(bookings);
            Piece grounded = new Piece(piece.from(), piece.till(), grounds);
            Segment place = first(grounds, Attribute.PLACEMENT);
            Segment sized = first(grounds, Attribute.SIZE);
            String host = place == null || place.value().equals(Claim.UNKNOWN) ? "" : place.value();
            Quantities size =
                    sized == null ? Quantities.none() : Measured.of(sized).known();
            Quantities share = onHost(size, host, whole, Math.max(dawn, piece.from()));
            occupy(
                    spans,
                    uuid,
                    host,
                    booking,
                    share,
                    SpanType.NOVA_INSTANCE_OCCUPIED,
                    List.of(grounded),
                    knownTill,
                    till);
            occupy(
                    spans,
                    uuid,
                    host,
                    booking,
                    share,
                    SpanType.NOVA_INSTANCE_ACTIVE,
                    Piece.intersect(List.of(grounded), running),
                    knownTill,
                    till);
        }
        return spans;
    }

    private void occupy(
            List<Span> spans,
            String uuid,
            String host,
            String booking,
            Quantities share,
            SpanType type,
            List<Piece> pieces,
            long knownTill,
            long till) {
        for (Piece piece : pieces) {
            Piece sure = piece.within(Micros.ALWAYS, knownTill);
            Piece maybe = piece.within(knownTill, till);
            if (sure != null) {
                put(spans, type, uuid, host, booking, "", share, true, sure);
            }
            if (maybe != null) {
                put(spans, type, uuid, host, booking, "", share, false, maybe);
            }
        }
    }

    /** Known until the first, gone by the second; contradicting equals leave the time between them open. */
    private static List<Long> endTimes(Segment end) {
        List<String> values = new ArrayList<>();
        values.add(end.winner().value());
        if (end.contested()) {
            end.losers().stream()
                    .filter(claim ->
                            claim.rule().precedence() == end.winner().rule().precedence())
                    .forEach(claim -> values.add(claim.value()));
        }
        long from = Micros.FOREVER;
        long till = Micros.ALWAYS;
        for (String value : values) {
            String[] bounds = value.split("/");
            from = Math.min(from, Micros.parse(bounds[0]));
            // "since/" with nothing behind it: open ever since.
            till = value.endsWith("/") ? Micros.FOREVER : Math.max(till, Micros.parse(bounds[bounds.length - 1]));
        }
        return List.of(from, till);
    }

    /** Pieces cut by segments; where none of these holds, the piece stays as it is. */
    private static List<Piece> crossed(List<Piece> pieces, List<Segment> segments) {
        List<Piece> with = new ArrayList<>(Piece.intersect(pieces, Piece.of(segments)));
        with.addAll(Piece.subtract(pieces, Piece.of(segments)));
        with.sort(Comparator.comparingLong(Piece::from));
        return with;
    }

    /**
     * A part of a host in nodes: the whole of a bare-metal host, else its share of the host's vcpus as of the span's start
     * (design section 6). Unmeasured where the host or its vcpus are unknown.
     */
    private Quantities onHost(Quantities size, String host, Boolean wholeHost, long at) {
        boolean whole = host.isEmpty() ? Boolean.TRUE.equals(wholeHost) : Boolean.TRUE.equals(bareMetal.get(host));
        if (whole) {
            return size.with(Quantities.NODES, Quantities.ONE);
        }
        Segment inventory = inventoryAt(host, at);
        Long ours = size.of(Quantities.VCPUS);
        Long theirs = inventory == null ? null : Measured.of(inventory).known().of(Quantities.VCPUS);
        if (ours == null || theirs == null || theirs == 0) {
            return size;
        }
        long share = java.math.BigDecimal.valueOf(ours)
                .multiply(java.math.BigDecimal.valueOf(Quantities.ONE))
                .divide(java.math.BigDecimal.valueOf(theirs), 0, java.math.RoundingMode.HALF_EVEN)
                .longValueExact();
        return size.with(Quantities.NODES, share);
    }

    private Segment inventoryAt(String host, long at) {
        Segment nearest = null;
        for (Segment segment : inventories.getOrDefault(host, List.of())) {
            if (segment.from() <= at && at < segment.till()) {
                return segment;
            }
            // Hosts appear in nova later than what runs on them: then the first inventory known is the best there is.
            nearest = nearest == null || segment.till() <= at ? segment : nearest;
        }
        return nearest;
    }

    private void put(
            List<Span> spans,
            SpanType type,
            String entity,
            String host,
            String booking,
            String cause,
            Quantities quantities,
            boolean known,
            Piece piece) {
        Piece within = piece.within(dawn, Micros.FOREVER);
        if (within == null || within.from() >= horizon) {
            return;
        }
        spans.add(new Span(
                type,
                entity,
                host,
                booking,
                cause,
                quantities,
                known,
                within.confidence(),
                within.from(),
                within.till() > horizon ? Micros.FOREVER : within.till(),
                within.because()));
    }

    private static String causes(Piece piece) {
        return piece.because().stream()
                .filter(segment -> segment.attribute().accumulates())
                .map(Segment::value)
                .distinct()
                .sorted()
                .collect(Collectors.joining("+"));
    }

    private static List<Segment> of(List<Segment> segments, Attribute attribute) {
        return segments.stream()
                .filter(segment -> segment.attribute() == attribute)
                .toList();
    }

    private static Segment first(List<Segment> segments, Attribute attribute) {
        return segments.stream()
                .filter(segment -> segment.attribute() == attribute)
                .findFirst()
                .orElse(null);
    }
}
