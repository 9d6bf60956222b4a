package dev.hindcast.evidence;

import java.util.Comparator;
import java.util.List;

/** All that was seen of one entity: its row versions in the order of (table, key, time) and its events in the order of time. */
public record EntityRows(String entity, List<Version> versions, List<EventRow> events) {
    /** The order in which entities are read: DuckDB orders text by its UTF-8 bytes, which is the order of code points and not that of UTF-16 units. */
    public static final Comparator<String> ORDER = (a, b) -> {
        int n = Math.min(a.length(), b.length());
        for (int i = 0; i < n; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean high = Character.isSurrogate(x) != Character.isSurrogate(y);
                return high ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    };
}
