package dev.hindcast.spans;

import dev.hindcast.timeline.Segment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A stretch of time and the segments that hold over it. Intersecting, subtracting and uniting them is all the algebra that spans
 * need, each one sorted sweep.
 */
record Piece(long from, long till, List<Segment> because) {

    static List<Piece> of(List<Segment> segments) {
        List<Piece> pieces = new ArrayList<>(segments.size());
        for (Segment segment : segments) {
            pieces.add(new Piece(segment.from(), segment.till(), List.of(segment)));
        }
        return pieces;
    }

    double confidence() {
        double least = 1.0;
        for (Segment segment : because) {
            least = Math.min(least, segment.confidence());
        }
        return least;
    }

    /** The part within [a, b), or null. */
    Piece within(long a, long b) {
        long begins = Math.max(from, a);
        long ends = Math.min(till, b);
        return begins < ends ? new Piece(begins, ends, because) : null;
    }

    /** The same, resting on these segments too. */
    Piece with(List<Segment> more) {
        return new Piece(from, till, joined(because, more));
    }

    /** This piece and one that follows it without a break as one. */
    Piece upTo(Piece next) {
        return new Piece(from, next.till, joined(because, next.because));
    }

    /** Where both hold, with the grounds of both; by their start. */
    static List<Piece> intersect(List<Piece> ones, List<Piece> others) {
        List<Piece> both = new ArrayList<>(ones.size());
        Sweep sweep = new Sweep(others);
        for (Piece one : byStart(ones)) {
            for (Piece other : sweep.reaching(one)) {
                long begins = Math.max(one.from, other.from);
                long ends = Math.min(one.till, other.till);
                if (begins < ends) {
                    both.add(new Piece(begins, ends, joined(one.because, other.because)));
                }
            }
        }
        return byStart(both);
    }

    /** Where the first holds and the second does not; by their start. */
    static List<Piece> subtract(List<Piece> ones, List<Piece> others) {
        List<Piece> left = new ArrayList<>();
        Sweep sweep = new Sweep(others);
        for (Piece one : byStart(ones)) {
            long free = one.from;
            for (Piece other : sweep.reaching(one)) {
                add(left, one.within(free, other.from));
                free = Math.max(free, other.till);
            }
            add(left, one.within(free, one.till));
        }
        return byStart(left);
    }

    /** The first, cut by the second: with the grounds of both where both hold, else as it is; by their start. */
    static List<Piece> cut(List<Piece> ones, List<Piece> others) {
        if (others.isEmpty()) {
            return byStart(ones);
        }
        List<Piece> cut = new ArrayList<>(ones.size());
        Sweep sweep = new Sweep(others);
        for (Piece one : byStart(ones)) {
            long free = one.from;
            for (Piece other : sweep.reaching(one)) {
                add(cut, one.within(free, other.from));
                Piece both = one.within(other.from, other.till);
                add(cut, both == null ? null : both.with(other.because));
                free = Math.max(free, other.till);
            }
            add(cut, one.within(free, one.till));
        }
        return byStart(cut);
    }

    /** Pieces that may overlap, cut so that they no longer do; each names all that hold over it. */
    static List<Piece> unite(List<Piece> pieces) {
        TreeSet<Long> bounds = new TreeSet<>();
        for (Piece piece : pieces) {
            bounds.add(piece.from);
            bounds.add(piece.till);
        }
        List<Piece> united = new ArrayList<>();
        Sweep sweep = new Sweep(pieces);
        Long from = null;
        for (long bound : bounds) {
            if (from != null) {
                // One that holds thousands at once costs as much as they are and not as their square.
                Set<Segment> known = Collections.newSetFromMap(new IdentityHashMap<>());
                List<Segment> because = new ArrayList<>();
                for (Piece piece : sweep.reaching(new Piece(from, bound, List.of()))) {
                    for (Segment segment : piece.because) {
                        if (known.add(segment)) {
                            because.add(segment);
                        }
                    }
                }
                add(united, because.isEmpty() ? null : new Piece(from, bound, because));
            }
            from = bound;
        }
        return united;
    }

    /**
     * Pieces met by others that come in the order of their start: each is taken up and laid down once, so that a host of
     * many years costs as much as its pieces and not as their square.
     */
    private static final class Sweep {
        private final List<Piece> waiting;
        private final List<Piece> open = new ArrayList<>(2);
        private int next;

        Sweep(List<Piece> pieces) {
            waiting = byStart(pieces);
        }

        /** Those that begin before this one ends and end after it begins, by their start; and some that begin later. */
        List<Piece> reaching(Piece one) {
            while (next < waiting.size() && waiting.get(next).from < one.till) {
                open.add(waiting.get(next++));
            }
            open.removeIf(piece -> piece.till <= one.from);
            return open;
        }
    }

    /** The same list where it is in order already, as nearly all are. */
    static List<Piece> byStart(List<Piece> pieces) {
        for (int i = 1; i < pieces.size(); i++) {
            if (pieces.get(i).from < pieces.get(i - 1).from) {
                List<Piece> sorted = new ArrayList<>(pieces);
                sorted.sort(Comparator.comparingLong(Piece::from));
                return sorted;
            }
        }
        return pieces;
    }

    private static void add(List<Piece> pieces, Piece pieceOrNull) {
        if (pieceOrNull != null) {
            pieces.add(pieceOrNull);
        }
    }

    /** The segments of both, each once; a segment is itself and no other that reads the same. */
    private static List<Segment> joined(List<Segment> ones, List<Segment> others) {
        List<Segment> both = new ArrayList<>(ones.size() + others.size());
        both.addAll(ones);
        for (Segment other : others) {
            if (!contains(both, other)) {
                both.add(other);
            }
        }
        return both;
    }

    private static boolean contains(List<Segment> segments, Segment segment) {
        for (Segment each : segments) {
            if (each == segment) {
                return true;
            }
        }
        return false;
    }
}
