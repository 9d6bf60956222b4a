package dev.hindcast.spans;

import dev.hindcast.timeline.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A stretch of time and the segments that hold over it; intersecting and uniting them is all the algebra that spans need. */
record Piece(long from, long till, List<Segment> because) {

    static List<Piece> of(List<Segment> segments) {
        return segments.stream()
                .map(segment -> new Piece(segment.from(), segment.till(), List.of(segment)))
                .toList();
    }

    double confidence() {
        return because.stream().mapToDouble(Segment::confidence).min().orElse(1.0);
    }

    /** The part within [a, b), or null. */
    Piece within(long a, long b) {
        long begins = Math.max(from, a);
        long ends = Math.min(till, b);
        return begins < ends ? new Piece(begins, ends, because) : null;
    }

    /** Where both hold, with the grounds of both. */
    static List<Piece> intersect(List<Piece> ones, List<Piece> others) {
        List<Piece> both = new ArrayList<>();
        for (Piece one : ones) {
            for (Piece other : others) {
                Piece part = one.within(other.from, other.till);
                if (part != null) {
                    both.add(new Piece(part.from, part.till, joined(one.because, other.because)));
                }
            }
        }
        both.sort(Comparator.comparingLong(Piece::from));
        return both;
    }

    /** Where the first holds and the second does not. */
    static List<Piece> subtract(List<Piece> ones, List<Piece> others) {
        List<Piece> left = new ArrayList<>(ones);
        for (Piece other : others) {
            List<Piece> next = new ArrayList<>();
            for (Piece one : left) {
                add(next, one.within(Long.MIN_VALUE, other.from));
                add(next, one.within(other.till, Long.MAX_VALUE));
            }
            left = next;
        }
        return left;
    }

    /** Pieces that may overlap, cut so that they no longer do; each names all that hold over it. */
    static List<Piece> unite(List<Piece> pieces) {
        TreeSet<Long> bounds = new TreeSet<>();
        for (Piece piece : pieces) {
            bounds.add(piece.from);
            bounds.add(piece.till);
        }
        List<Piece> united = new ArrayList<>();
        Long from = null;
        for (long bound : bounds) {
            if (from != null) {
                Set<Segment> because = new LinkedHashSet<>();
                for (Piece piece : pieces) {
                    if (piece.from <= from && piece.till >= bound) {
                        because.addAll(piece.because);
                    }
                }
                if (!because.isEmpty()) {
                    united.add(new Piece(from, bound, List.copyOf(because)));
                }
            }
            from = bound;
        }
        return united;
    }

    private static void add(List<Piece> pieces, Piece pieceOrNull) {
        if (pieceOrNull != null) {
            pieces.add(pieceOrNull);
        }
    }

    private static List<Segment> joined(List<Segment> ones, List<Segment> others) {
        Set<Segment> both = new LinkedHashSet<>(ones);
        both.addAll(others);
        return List.copyOf(both);
    }
}
