package dev.hindcast.spans;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.timeline.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Entry of the spans stage: the segments of one entity in, its spans out (design section 6).
 * Spans lie within [dawn, horizon); one that goes on beyond the horizon has no end.
 * May be used from several threads, as long as a host is built before what is on it.
 */
public final class SpanBuilder {
    private final long dawn;
    private final long horizon;
    private final Map<String, Carrier> carriers = new ConcurrentHashMap<>();
    /** The quantities of all spans, each once: millions of spans are of few sizes, which are looked up again and again. */
    private final Map<Quantities, Quantities> sizes = new ConcurrentHashMap<>();

    private final SpanBuilder otherOrNull;

    public SpanBuilder(long dawn, long horizon) {
        this.dawn = dawn;
        this.horizon = horizon;
        this.otherOrNull = null;
    }

    /** One that knows the hosts of another as long as it builds none itself of that name. */
    public SpanBuilder(SpanBuilder other) {
        this.dawn = other.dawn;
        this.horizon = other.horizon;
        this.otherOrNull = other;
    }

    /** What is known of a host whose spans were built, for what is on it. */
    private record Carrier(String name, boolean bareMetal, List<Piece> exists, List<Piece> inventory) {
        static final Carrier NONE = new Carrier("", false, List.of(), List.of());
    }

    /** Whether a host whose spans were built is bare metal. */
    public boolean isBareMetal(String host) {
        return carrier(host).bareMetal();
    }

    private Carrier carrier(String host) {
        Carrier own = carriers.get(host);
        if (own == null) {
            return otherOrNull == null ? Carrier.NONE : otherOrNull.carrier(host);
        }
        return own;
    }

    /** All spans of a host; remembers its inventory for what is on it. */
    public List<Span> host(String host, List<Segment> segments) {
        List<Piece> inventory = Piece.of(Segment.of(segments, Attribute.INVENTORY));
        List<Piece> exists = unless(segments, Attribute.EXISTENCE, "gone");
        boolean bareMetal = !Segment.of(segments, Attribute.KIND, "bare_metal").isEmpty();
        carriers.put(host, new Carrier(host, bareMetal, exists, inventory));
        List<Span> spans = new ArrayList<>();
        Host on = new Host(host, inventory, spans);
        on.add(SpanType.NOVA_HOST, exists, "", true);

        List<Piece> masks = unless(segments, Attribute.MAINTENANCE, Claim.NONE);
        List<Piece> conflicts = Piece.unite(unless(segments, Attribute.CONFLICT, Claim.NONE));
        on.add(SpanType.MAINTENANCE_MASK, Piece.intersect(masks, exists), "", true);
        on.add(SpanType.CONFLICT_EXCLUSION, Piece.intersect(conflicts, exists), "", true);
        List<Piece> taken = new ArrayList<>(masks);
        taken.addAll(conflicts);
        List<Piece> union = Piece.unite(taken);

        List<Piece> reservable = pool(segments, exists, "reservable");
        List<Piece> free = pool(segments, exists, "not_reservable");
        List<Piece> question = pool(segments, exists, Claim.UNKNOWN);
        List<Piece> unspoken = pool(segments, exists, "unspoken");
        on.add(SpanType.BLAZAR_HOST, reservable, "", true);
        on.add(SpanType.BLAZAR_HOST, question, "in question", false);
        on.add(SpanType.NOT_RESERVABLE, free, "", true);
        on.add(SpanType.NOT_RESERVABLE, question, "in question", false);
        on.add(SpanType.NOT_RESERVABLE, unspoken, "unspoken", false);
        on.add(SpanType.UNSPOKEN, unspoken, "", true);
        on.add(SpanType.MASKED, Piece.intersect(union, reservable), "", true);
        on.add(SpanType.MASKED, Piece.intersect(union, question), "", false);
        on.add(SpanType.MASKED_TOTAL, Piece.intersect(union, exists), "", true);
        on.add(SpanType.MASKED_ONDEMAND, Piece.intersect(union, free), "", true);
        on.add(SpanType.MASKED_ONDEMAND, Piece.intersect(union, question), "", false);
        on.add(SpanType.MASKED_ONDEMAND, Piece.intersect(union, unspoken), "", false);
        return spans;
    }

    /** Where an attribute has any value but one, which says that there was nothing. */
    private static List<Piece> unless(List<Segment> segments, Attribute attribute, String nothing) {
        List<Segment> some = Segment.of(segments, attribute);
        some.removeIf(segment -> segment.value().equals(nothing));
        return Piece.of(some);
    }

    private static List<Piece> pool(List<Segment> segments, List<Piece> exists, String state) {
        return Piece.intersect(Piece.of(Segment.of(segments, Attribute.POOL, state)), exists);
    }

    /** Adds spans of one host: time crossed with the inventory as of then. */
    private final class Host {
        private final String name;
        private final List<Piece> inventory;
        private final List<Span> spans;

        Host(String name, List<Piece> inventory, List<Span> spans) {
            this.name = name;
            this.inventory = inventory;
            this.spans = spans;
        }

        /** @param doubt why it is in doubt, if it is; the causes of masks and exclusions stand in the pieces themselves */
        void add(SpanType type, List<Piece> pieces, String doubt, boolean certain) {
            for (Piece piece : Piece.intersect(pieces, inventory)) {
                put(type, piece, doubt, Measured.of(first(piece, Attribute.INVENTORY)), certain);
            }
            for (Piece piece : Piece.subtract(pieces, inventory)) {
                put(type, piece, doubt, Measured.NOTHING, certain);
            }
        }

        private void put(SpanType type, Piece piece, String doubt, Measured size, boolean certain) {
            SpanBuilder.this.put(
                    spans,
                    type,
                    name,
                    name,
                    "",
                    doubt.isEmpty() ? causes(piece) : doubt,
                    size.with(Quantities.NODES, Quantities.ONE, Quantities.ONE),
                    certain && exists(piece),
                    piece);
        }

        /** Existence in question makes everything about the host so. */
        private boolean exists(Piece piece) {
            return piece.because().stream()
                    .noneMatch(segment -> segment.attribute() == Attribute.EXISTENCE
                            && segment.value().equals(Claim.UNKNOWN));
        }
    }

    /** The commitment of an allocation; none for maintenance, for one that yields, or one that never held. */
    public List<Span> allocation(String allocation, List<Segment> segments) {
        List<Span> spans = new ArrayList<>();
        List<Segment> purpose = Segment.of(segments, Attribute.PURPOSE);
        if (purpose.isEmpty()
                || purpose.get(0).value().equals("maintenance")
                || !Segment.of(segments, Attribute.YIELDS).isEmpty()) {
            return spans;
        }
        boolean known = purpose.get(0).value().equals("commitment");
        List<Piece> terms = unless(segments, Attribute.TERM, "over");
        for (Piece piece : placedAndSized(Piece.intersect(terms, Piece.of(purpose)), segments)) {
            String host = host(piece);
            Segment size = first(piece, Attribute.SIZE);
            boolean held = first(piece, Attribute.TERM).value().equals("held");
            for (Part part : size == null ? whole(host, piece) : share(host, false, Measured.of(size), piece)) {
                put(
                        spans,
                        SpanType.BLAZAR_ALLOCATION,
                        allocation,
                        host,
                        "reservation",
                        "",
                        part.size(),
                        known && held,
                        part.piece());
            }
        }
        return spans;
    }

    /**
     * Occupied and active spans of an instance.
     *
     * @param serviceHost the service that its row or events name, which tells bare metal where the node is unknown; may be null
     */
    public List<Span> instance(
            String uuid, List<Segment> segments, String serviceHost, Map<String, Boolean> bareMetalServices) {
        List<Piece> holding = Piece.of(Segment.of(segments, Attribute.PRESENCE, "holding"));
        long knownTill = Micros.FOREVER;
        long till = Micros.FOREVER;
        List<Segment> grounds = new ArrayList<>();
        for (Segment end : Segment.of(segments, Attribute.END)) {
            End times = End.of(end);
            knownTill = times.knownTill();
            till = times.till();
            grounds.add(end);
        }
        String booking = Claim.UNKNOWN;
        for (Segment booked : Segment.of(segments, Attribute.BOOKING)) {
            booking = booked.value();
            grounds.add(booked);
        }
        List<Piece> running = Piece.of(Segment.of(segments, Attribute.ACTIVITY, "active"));
        List<Piece> mayRun = Piece.of(Segment.of(segments, Attribute.ACTIVITY, Claim.UNKNOWN));
        boolean bareMetal = serviceHost != null && bareMetalServices.getOrDefault(serviceHost, false);
        List<Span> spans = new ArrayList<>();
        Instance instance = new Instance(uuid, booking, bareMetal, spans);
        for (Piece piece : placedAndSized(holding, segments)) {
            Piece held = piece.with(grounds);
            instance.add(SpanType.NOVA_INSTANCE_OCCUPIED, held, knownTill, till);
            for (Piece ran : Piece.intersect(List.of(held), running)) {
                instance.add(SpanType.NOVA_INSTANCE_ACTIVE, ran, knownTill, till);
            }
            for (Piece ran : Piece.intersect(List.of(held), mayRun)) {
                instance.add(SpanType.NOVA_INSTANCE_ACTIVE, ran, Micros.ALWAYS, till);
            }
        }
        List<Piece> mayHold = Piece.of(Segment.of(segments, Attribute.PRESENCE, Claim.UNKNOWN));
        for (Piece piece : mayHold.isEmpty() ? mayHold : placedAndSized(mayHold, segments)) {
            Piece held = piece.with(grounds);
            instance.add(SpanType.NOVA_INSTANCE_OCCUPIED, held, Micros.ALWAYS, till);
            for (List<Piece> maybe : List.of(running, mayRun)) {
                for (Piece ran : Piece.intersect(List.of(held), maybe)) {
                    instance.add(SpanType.NOVA_INSTANCE_ACTIVE, ran, Micros.ALWAYS, till);
                }
            }
        }
        return spans;
    }

    /** Adds spans of one instance: time crossed with what its host carried then. */
    private final class Instance {
        private final String uuid;
        private final String booking;
        private final boolean bareMetal;
        private final List<Span> spans;

        Instance(String uuid, String booking, boolean bareMetal, List<Span> spans) {
            this.uuid = uuid;
            this.booking = booking;
            this.bareMetal = bareMetal;
            this.spans = spans;
        }

        void add(SpanType type, Piece piece, long knownTill, long till) {
            put(type, piece.within(Micros.ALWAYS, knownTill), true);
            put(type, piece.within(knownTill, till), false);
        }

        private void put(SpanType type, Piece pieceOrNull, boolean known) {
            if (pieceOrNull == null) {
                return;
            }
            String host = host(pieceOrNull);
            Segment size = first(pieceOrNull, Attribute.SIZE);
            for (Part part : share(host, bareMetal, size == null ? Measured.NOTHING : Measured.of(size), pieceOrNull)) {
                SpanBuilder.this.put(spans, type, uuid, host, booking, "", part.size(), known, part.piece());
            }
        }
    }

    /** There until the first, gone by the second. */
    private record End(long knownTill, long till) {
        /** Contradicting equals leave the time between them open. */
        static End of(Segment segment) {
            End end = of(segment.winner().value());
            for (Claim rival : segment.rivals()) {
                End other = of(rival.value());
                end = new End(Math.min(end.knownTill, other.knownTill), Math.max(end.till, other.till));
            }
            return end;
        }

        private static End of(String value) {
            int slash = value.indexOf('/');
            if (slash < 0) {
                long at = Micros.parse(value);
                return new End(at, at);
            }
            String by = value.substring(slash + 1);
            // "since/" with nothing behind it: open ever since.
            return new End(Micros.parse(value.substring(0, slash)), by.isEmpty() ? Micros.FOREVER : Micros.parse(by));
        }
    }

    /** Pieces cut by where the allocation or instance was and by how large it was, each naming both where they are known. */
    private static List<Piece> placedAndSized(List<Piece> pieces, List<Segment> segments) {
        return Piece.cut(
                Piece.cut(pieces, Piece.of(Segment.of(segments, Attribute.PLACEMENT))),
                Piece.of(Segment.of(segments, Attribute.SIZE)));
    }

    private static String host(Piece piece) {
        Segment place = first(piece, Attribute.PLACEMENT);
        return place == null || place.value().equals(Claim.UNKNOWN) ? "" : place.value();
    }

    // -- parts of hosts
    // ------------------------------------------------------------------------------------------------

    /** So much of a host over a stretch of time. */
    private record Part(Piece piece, Measured size) {}

    /** The whole of a host, with its inventory as of then. */
    private List<Part> whole(String host, Piece piece) {
        List<Part> parts = new ArrayList<>();
        for (Piece cut : asOfThen(carrier(host), piece)) {
            Segment inventory = first(cut, Attribute.INVENTORY);
            Measured size = inventory == null ? Measured.NOTHING : Measured.of(inventory);
            append(parts, new Part(cut, size.with(Quantities.NODES, Quantities.ONE, Quantities.ONE)));
        }
        return parts;
    }

    /**
     * A part of a host in nodes: the whole of a bare-metal host, else its share of the host's vcpus as of then (design section
     * 6). Unmeasured where the host or its vcpus are unknown.
     *
     * @param bareMetal whether it is on bare metal where the host is unknown
     */
    private List<Part> share(String host, boolean bareMetal, Measured size, Piece piece) {
        Carrier carrier = carrier(host);
        if (host.isEmpty() ? bareMetal : carrier.bareMetal()) {
            return List.of(new Part(piece, size.with(Quantities.NODES, Quantities.ONE, Quantities.ONE)));
        }
        if (size.known().of(Quantities.VCPUS) == null) {
            return List.of(new Part(piece, size));
        }
        List<Part> parts = new ArrayList<>();
        for (Piece cut : asOfThen(carrier, piece)) {
            Segment inventory = first(cut, Attribute.INVENTORY);
            append(parts, new Part(cut, inventory == null ? size : size.shareOf(Measured.of(inventory))));
        }
        return parts;
    }

    /** Neighbours of equal size are one part: not every change of an inventory changes what is counted of it. */
    private static void append(List<Part> parts, Part next) {
        Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (last != null
                && last.piece().till() == next.piece().from()
                && last.size().equals(next.size())) {
            parts.set(parts.size() - 1, new Part(last.piece().upTo(next.piece()), last.size()));
        } else {
            parts.add(next);
        }
    }

    /**
     * A piece cut by the host's inventory, each part naming it. Hosts appear in nova later than what is on them: where the host is
     * not seen, the inventory last known before, or else the first, is the best there is. Where it is seen and nobody measured it,
     * what is on it is unmeasured as the host itself is.
     */
    private List<Piece> asOfThen(Carrier host, Piece piece) {
        Piece said = piece.within(dawn, Micros.FOREVER);
        if (said == null || host.inventory().isEmpty()) {
            return said == null ? List.of() : List.of(said);
        }
        List<Piece> cuts = new ArrayList<>();
        for (Piece part : Piece.cut(List.of(said), host.inventory())) {
            if (first(part, Attribute.INVENTORY) != null) {
                cuts.add(part);
                continue;
            }
            List<Piece> unseen = Piece.subtract(List.of(part), host.exists());
            cuts.addAll(Piece.subtract(List.of(part), unseen));
            Piece nearest = host.inventory().get(0);
            for (Piece known : host.inventory()) {
                nearest = known.till() <= part.from() ? known : nearest;
            }
            for (Piece before : unseen) {
                cuts.add(before.with(nearest.because()));
            }
        }
        return Piece.byStart(cuts);
    }

    // ------------------------------------------------------------------------------------------------------------------

    private void put(
            List<Span> spans,
            SpanType type,
            String entity,
            String host,
            String booking,
            String cause,
            Measured size,
            boolean known,
            Piece piece) {
        Piece within = piece.within(dawn, Micros.FOREVER);
        if (within == null || within.from() >= horizon) {
            return;
        }
        Certainty certainty = known ? Certainty.KNOWN : Certainty.UNKNOWN;
        spans.add(span(type, entity, host, booking, cause, size.known(), certainty, within));
        if (!size.spread().isEmpty()) {
            spans.add(span(type, entity, host, booking, cause, size.spread(), Certainty.DIFFERENCE, within));
        }
    }

    private Span span(
            SpanType type,
            String entity,
            String host,
            String booking,
            String cause,
            Quantities quantities,
            Certainty certainty,
            Piece piece) {
        Carrier carrier = carrier(host);
        return new Span(
                type,
                entity,
                // The text by which its own spans name it.
                carrier == Carrier.NONE ? host : carrier.name(),
                booking,
                cause,
                once(quantities),
                certainty,
                piece.confidence(),
                piece.from(),
                piece.till() > horizon ? Micros.FOREVER : piece.till(),
                piece.because());
    }

    private Quantities once(Quantities quantities) {
        Quantities known = sizes.get(quantities);
        return known != null ? known : sizes.computeIfAbsent(quantities, size -> size);
    }

    private static String causes(Piece piece) {
        return piece.because().stream()
                .filter(segment -> segment.attribute().accumulates())
                .map(Segment::value)
                .distinct()
                .sorted()
                .collect(Collectors.joining("+"));
    }

    /** The segment of an attribute that a piece rests on, or null. */
    private static Segment first(Piece piece, Attribute attribute) {
        for (Segment segment : piece.because()) {
            if (segment.attribute() == attribute) {
                return segment;
            }
        }
        return null;
    }
}
