package dev.hindcast.evidence;

import java.util.Map;
import java.util.TreeMap;

/**
 * Manual knowledge as data (design section 2): a {@code statement} stands above all derived evidence, a {@code default}
 * below it.
 *
 * @param says  the attribute it speaks of, for instance {@code pool}
 * @param from  microseconds UTC, {@link Micros#ALWAYS} if unbounded
 * @param till  microseconds UTC, {@link Micros#FOREVER} if unbounded
 * @param scope empty strings where the signal does not narrow its scope
 * @param where file and line, {@code region/signals.yml:12}
 */
public record Signal(
        String id,
        Kind kind,
        Scope scope,
        String says,
        String value,
        long from,
        long till,
        double confidence,
        String author,
        String source,
        String reason,
        long origin,
        String where)
        implements Evidence {

    /** Above or below what evidence says. */
    public enum Kind {
        STATEMENT,
        DEFAULT
    }

    /** Whom it concerns; region is always given. */
    public record Scope(String region, String host, String instance, String lease, String project) {
        /** Whether it concerns the whole region. */
        public boolean isRegion() {
            return (host + instance + lease + project).isEmpty();
        }

        /** {@code region}, or what it narrows to and which, such as {@code host kvm-1}. */
        public String text() {
            return !host.isEmpty()
                    ? "host " + host
                    : !instance.isEmpty()
                            ? "instance " + instance
                            : !lease.isEmpty()
                                    ? "lease " + lease
                                    : !project.isEmpty() ? "project " + project : "region";
        }
    }

    /** Whether it stands in a region's own file and not in one for all regions. */
    boolean isOfRegionsFile() {
        return where.contains("/");
    }

    /** {@code statement} or {@code default}, as in the file. */
    public String getKind() {
        return kind == Kind.STATEMENT ? "statement" : "default";
    }

    @Override
    public String table() {
        return "signals";
    }

    @Override
    public String key() {
        return id;
    }

    @Override
    public long firstSeen() {
        return from;
    }

    @Override
    public long lastSeen() {
        return till;
    }

    @Override
    public int sightings() {
        return 1;
    }

    @Override
    public void tell(TypedCells into) {
        Map<String, String> values = new TreeMap<>();
        values.put(says, value);
        values.put("author", author);
        values.put("source", source);
        values.put("reason", reason);
        values.values().removeIf(String::isEmpty);
        values.forEach(into::text);
    }
}
