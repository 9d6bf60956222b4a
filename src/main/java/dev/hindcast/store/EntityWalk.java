package dev.hindcast.store;

import static dev.hindcast.store.Schema.ENTITY_NAME;

import dev.hindcast.evidence.EntityRows;
import dev.hindcast.evidence.Micros;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.IssueText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SegmentText;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The entities of a region one after the other, each with its spans; some hundreds are held at a time. What one rests on is unpacked
 * only if it is asked for, and is best asked for in the order of the walk.
 */
public final class EntityWalk {
    /** The order of the walk, by which two results are walked side by side. */
    public static final Comparator<Entity> ORDER = Comparator.<Entity>comparingInt(
                    entity -> ResultReader.WRITTEN.indexOf(entity.kind()))
            .thenComparing(Entity::id, EntityRows.ORDER);

    private static final int BATCH = 1000;

    /** An entity of the result. */
    public final class Walked {
        private final long number;
        private final Entity entity;
        private final long firstSpan;
        private final List<SpanText> spans = new ArrayList<>();

        private Walked(long number, Entity entity, long firstSpan) {
            this.number = number;
            this.entity = entity;
            this.firstSpan = firstSpan;
        }

        public Entity entity() {
            return entity;
        }

        /** In their order in the file. */
        public List<SpanText> spans() {
            return spans;
        }

        public List<SegmentText> segments() {
            return grounds().segments();
        }

        /** In the file. */
        public long number() {
            return number;
        }

        /** The rows that an issue about it rests on. */
        public List<EvidenceText> evidence(IssueText issue) {
            return reader.whole("what issue " + issue.id() + " rests on", () -> {
                Grounds.Of grounds = grounds();
                opened.block().at((int) (number - blockFirst));
                return grounds.evidence(grounds.ofFindings().get(issue.place()), opened.block());
            });
        }

        Grounds.Of grounds() {
            if (opened == null
                    || number < blockFirst
                    || number >= blockFirst + opened.grounds().size()) {
                long[] bounds = reader.blockBounds(number);
                blockFirst = bounds[0];
                opened = reader.open(bounds[1]);
            }
            return opened.grounds().get((int) (number - blockFirst));
        }
    }

    private final ResultReader reader;
    private final Region region;
    private final Deque<Walked> ahead = new ArrayDeque<>();
    private long last;
    private boolean ended;
    private long blockFirst;
    private ResultReader.Opened opened;

    public EntityWalk(ResultReader reader, Region region) {
        this.reader = reader;
        this.region = region;
    }

    /** The next one, or null if there is none. */
    public Walked next() {
        if (ahead.isEmpty() && !ended) {
            fill();
        }
        return ahead.poll();
    }

    private void fill() {
        List<Walked> batch = reader.list(
                "SELECT e.id, e.kind, " + ENTITY_NAME + ", e.first_span FROM entity e WHERE e.id > ? AND e.region = ?"
                        + " ORDER BY e.id LIMIT " + BATCH,
                rows -> new Walked(
                        rows.getLong(1), new Entity(reader.kind(rows.getInt(2)), rows.getString(3)), rows.getLong(4)),
                last,
                region.id());
        ended = batch.size() < BATCH;
        if (batch.isEmpty()) {
            return;
        }
        last = batch.get(batch.size() - 1).number;
        long end = reader.list("SELECT first_span FROM entity WHERE id = ?", rows -> rows.getLong(1), last + 1).stream()
                .findFirst()
                .orElse(Micros.FOREVER);
        int at = 0;
        for (SpanText span : reader.spansBetween(batch.get(0).firstSpan, end)) {
            while (at + 1 < batch.size() && batch.get(at + 1).firstSpan <= span.id()) {
                at++;
            }
            batch.get(at).spans.add(span);
        }
        ahead.addAll(batch);
    }
}
