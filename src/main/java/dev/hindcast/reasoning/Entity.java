package dev.hindcast.reasoning;

/** Whom a conclusion is about. */
public record Entity(Kind kind, String id) implements Comparable<Entity> {
    /** What kind of thing it is; the order is that of the result file. */
    public enum Kind {
        HOST,
        LEASE,
        ALLOCATION,
        INSTANCE
    }

    @Override
    public int compareTo(Entity other) {
        if (this == other) {
            return 0;
        }
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : id.compareTo(other.id);
    }
}
