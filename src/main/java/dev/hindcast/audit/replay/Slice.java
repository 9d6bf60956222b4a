package dev.hindcast.audit.replay;

import dev.hindcast.store.ResultReader.SegmentText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** All segments that hold over a time in which none begins and none ends. */
record Slice(long from, long till, List<SegmentText> holding) {
    /** [from, till) cut at every bound of the segments. */
    static List<Slice> of(List<SegmentText> segments, long from, long till) {
        TreeSet<Long> bounds = new TreeSet<>(List.of(from, till));
        List<SegmentText> waiting = new ArrayList<>();
        for (SegmentText segment : segments) {
            if (segment.from() < till && segment.till() > from) {
                bounds.add(Math.max(segment.from(), from));
                bounds.add(Math.min(segment.till(), till));
                waiting.add(segment);
            }
        }
        waiting.sort(Comparator.comparingLong(SegmentText::from));
        List<Slice> slices = new ArrayList<>();
        List<SegmentText> open = new ArrayList<>();
        int next = 0;
        Long since = null;
        for (long bound : bounds) {
            if (since != null) {
                long begins = since;
                while (next < waiting.size() && waiting.get(next).from() <= begins) {
                    open.add(waiting.get(next++));
                }
                open.removeIf(segment -> segment.till() <= begins);
                slices.add(new Slice(begins, bound, List.copyOf(open)));
            }
            since = bound;
        }
        return slices;
    }

    /** The one that speaks of an attribute, or null. */
    SegmentText the(String attribute) {
        for (SegmentText segment : holding) {
            if (segment.attribute().name().equals(attribute)) {
                return segment;
            }
        }
        return null;
    }

    List<SegmentText> all(String attribute) {
        return holding.stream()
                .filter(segment -> segment.attribute().name().equals(attribute))
                .toList();
    }
}
