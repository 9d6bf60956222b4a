package dev.hindcast.evidence;

import static dev.hindcast.evidence.ScratchDatabase.name;
import static dev.hindcast.evidence.ScratchDatabase.query;
import static dev.hindcast.evidence.ScratchDatabase.quoted;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads the versions and events of a region out of the scratch database, entity by entity, and the words of its events. */
final class EntityStreams {
    private final ScratchDatabase database;
    private final Snapshots snapshots;
    /** Loaders that have rows. */
    private final List<Loader> loaded;

    EntityStreams(ScratchDatabase database, Snapshots snapshots, List<Loader> loaded) {
        this.database = database;
        this.snapshots = snapshots;
        this.loaded = loaded;
    }

    List<EventKind> vocabulary() {
        List<EventKind> words = new ArrayList<>();
        String union = loaded.stream()
                .filter(Loader::isEvents)
                .map(loader ->
                        "SELECT action, event, CASE WHEN at_time IS NULL THEN NULL ELSE result END AS result FROM event_"
                                + loader.sqlName()
                                + (loader.events().containsKey("event") ? " WHERE event IS NOT NULL" : ""))
                .collect(Collectors.joining(" UNION ALL "));
        if (union.isEmpty()) {
            return words;
        }
        try (Statement statement = database.statement();
                ResultSet rows = query(
                        statement,
                        "SELECT coalesce(action, ''), coalesce(event, ''), coalesce(result, ''), count(*) FROM ("
                                + union + ") GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")) {
            while (rows.next()) {
                words.add(new EventKind(rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return words;
    }

    long entities(Loader.About about) {
        String union = loaded.stream()
                .filter(loader -> loader.about() == about && !loader.isEvents())
                .map(loader -> "SELECT entity FROM version_" + loader.sqlName())
                .collect(Collectors.joining(" UNION ALL "));
        if (union.isEmpty()) {
            return 0;
        }
        try (Statement statement = database.statement();
                ResultSet counted = query(statement, "SELECT count(DISTINCT entity) FROM (" + union + ")")) {
            counted.next();
            return counted.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param asked   the only loaders whose rows are read; entities that only others name come without rows
     * @param telling the only words of events that are read; null for all
     */
    Stream<EntityRows> stream(Loader.About about, Predicate<Loader> asked, Set<EventKind> telling) {
        List<EntityCursor> cursors = new ArrayList<>();
        Lately lately = new Lately();
        try {
            String unread = namedOnlyByUnread(about, asked);
            if (!unread.isEmpty()) {
                cursors.add(EntityCursor.ofNames(database.another(), unread));
            }
            for (Loader loader : loaded) {
                if (loader.about() == about && asked.test(loader)) {
                    List<EventKind> words = loader.isEvents() ? wordsOf(loader, telling) : List.of();
                    cursors.add(EntityCursor.open(
                            database.another(),
                            loader,
                            loader.isEvents() ? eventQuery(loader, telling, words) : versionQuery(loader),
                            words,
                            snapshots.tableEnds(),
                            snapshots.completeOf(loader),
                            lately));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return EntityCursor.merge(cursors);
    }

    /** A query for the entities that no loader names whose rows are read; empty where all are read. */
    private String namedOnlyByUnread(Loader.About about, Predicate<Loader> asked) {
        Map<Boolean, String> named = loaded.stream()
                .filter(loader -> loader.about() == about)
                .collect(Collectors.partitioningBy(
                        asked,
                        Collectors.mapping(
                                loader -> "SELECT entity FROM " + (loader.isEvents() ? "event_" : "version_")
                                        + loader.sqlName() + " WHERE entity IS NOT NULL",
                                Collectors.joining(" UNION ALL "))));
        String read = named.get(true);
        return named.get(false).isEmpty()
                ? ""
                : "SELECT length(entity), entity FROM (SELECT DISTINCT entity FROM (" + named.get(false) + ")"
                        + (read.isEmpty() ? "" : " WHERE entity NOT IN (" + read + ")") + " ORDER BY entity)";
    }

    /** The words of the events that are read, in some order: a row then names its word by its place in the list. */
    private List<EventKind> wordsOf(Loader loader, Set<EventKind> telling) throws SQLException {
        if (telling != null) {
            return List.copyOf(telling);
        }
        List<EventKind> words = new ArrayList<>();
        try (Statement statement = database.statement();
                ResultSet rows = query(
                        statement,
                        "SELECT coalesce(action, ''), coalesce(event, ''), coalesce(result, ''), count(*) FROM event_"
                                + loader.sqlName() + " GROUP BY 1, 2, 3")) {
            while (rows.next()) {
                words.add(new EventKind(rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4)));
            }
        }
        return words;
    }

    private String versionQuery(Loader loader) {
        List<String> columns = new ArrayList<>(List.of(
                "entity",
                "nullif(row_key, entity)",
                "origin",
                "epoch_us(first_seen)",
                "epoch_us(last_seen)",
                "sightings",
                "epoch_us(changed_at)",
                "epoch_us(seen_before)",
                "epoch_us(seen_after)"));
        BitSet texts = new BitSet();
        texts.set(0, 2);
        for (Loader.Column column : loader.columns()) {
            // The column that names the entity is told already.
            boolean told = column.name().equals(loader.entity()) && column.type() == Loader.Type.STRING;
            texts.set(columns.size(), column.type() == Loader.Type.STRING && !told);
            columns.add(told ? "NULL::BIGINT" : cell(column.type(), name(column.name())));
        }
        columns.add("last_origin");
        for (Loader.Column column : loader.columns()) {
            if (column.volatileValue()) {
                texts.set(columns.size(), column.type() == Loader.Type.STRING);
                columns.add(cell(column.type(), VersionFold.firstName(column.name())));
            }
        }
        return inOne(columns, texts) + " FROM " + sorted(loader);
    }

    /** Texts go to {@link EntityCursor} as one, which comes last, and in their places are their lengths. */
    private static String inOne(List<String> columns, BitSet texts) {
        return "SELECT "
                + IntStream.range(0, columns.size())
                        .mapToObj(i -> texts.get(i) ? "length(" + columns.get(i) + ")" : columns.get(i))
                        .collect(Collectors.joining(", "))
                + texts.stream().mapToObj(columns::get).collect(Collectors.joining(", ", ", concat(", ")"));
    }

    /** What is sorted is kept for each row, so what is told twice or is the same of all rows is told afterwards. */
    private String sorted(Loader loader) {
        String versions = " FROM version_" + loader.sqlName() + " WHERE entity IS NOT NULL ORDER BY entity"
                + (snapshots.showEachOnce(loader) ? "" : ", row_key, first_seen");
        return snapshots.isSeenOnce(loader)
                ? "("
                        + VersionFold.seenOnce(
                                loader,
                                "(SELECT row_key, origin, first_seen AS row_seen" + VersionFold.columns(loader)
                                        + versions + ")")
                        + ")"
                : "(SELECT *" + versions + ")";
    }

    private static String cell(Loader.Type type, String column) {
        return switch (type) {
            case INSTANT -> "epoch_us(" + column + ")";
            case STRING -> "CAST(" + column + " AS VARCHAR)";
            case LONG -> "CAST(" + column + " AS BIGINT)";
            case DOUBLE -> "CAST(" + column + " AS DOUBLE)";
            case BOOLEAN -> "CAST(" + column + " AS BOOLEAN)";
        };
    }

    /**
     * Most events say nothing that bounds a span, and an action whose events speak says nothing more: these are not read.
     * Of one entity they come in any order, since those of several tables are sorted into one another all the same.
     */
    private String eventQuery(Loader loader, Set<EventKind> telling, List<EventKind> words) {
        List<Loader> speaking = telling == null || loader.events().containsKey("event")
                ? List.of()
                : loaded.stream()
                        .filter(other -> other.isEvents() && other.events().containsKey("event"))
                        .toList();
        // Numbers are compared at half the cost of their texts.
        Loader.Type compared = Stream.concat(Stream.of(loader), speaking.stream())
                .map(EntityStreams::parentType)
                .reduce((a, b) -> a == b ? a : Loader.Type.STRING)
                .orElseThrow();
        String spoken = speaking.stream()
                .map(other -> "SELECT " + cell(compared, "parent") + " AS parent FROM event_" + other.sqlName()
                        + " WHERE entity IS NOT NULL")
                .collect(Collectors.joining(" UNION ALL "));
        boolean seenOnce = snapshots.isSeenOnce(loader);
        BitSet texts = new BitSet();
        texts.set(0);
        texts.set(6);
        return inOne(
                        List.of(
                                "entity",
                                "row_key",
                                "parent",
                                "word",
                                "epoch_us(started_at)",
                                "epoch_us(at_time)",
                                cell(Loader.Type.STRING, "host"),
                                "origin",
                                "epoch_us(first_seen)",
                                "epoch_us(last_seen)",
                                "sightings"),
                        texts)
                + " FROM (SELECT "
                + (seenOnce ? "* EXCLUDE (seen), seen AS first_seen, seen AS last_seen" : "*")
                + " FROM (SELECT entity, row_key, " + cell(parentType(loader), "parent")
                + " AS parent, word, started_at, at_time, host, origin, sightings, "
                + (seenOnce ? "first_seen AS seen" : "first_seen, last_seen") + " FROM " + speaking(loader, words)
                + (spoken.isEmpty()
                        ? ""
                        : " ANTI JOIN (" + spoken + ") spoken ON spoken.parent = " + cell(compared, "event.parent"))
                + " WHERE entity IS NOT NULL" + (telling == null ? "" : " AND at_time IS NOT NULL")
                + " ORDER BY entity))";
    }

    /** A number is left as one, see EntityCursor; whatever else a loader has in its place is told as text. */
    private static Loader.Type parentType(Loader loader) {
        int parent = loader.index(loader.events().getOrDefault("parent", ""));
        return parent >= 0 && loader.columns().get(parent).type() == Loader.Type.LONG
                ? Loader.Type.LONG
                : Loader.Type.STRING;
    }

    /** The events of some words, as a relation called event; each with the place of its word in the list. */
    static String speaking(Loader loader, List<EventKind> words) {
        String rows = IntStream.range(0, words.size())
                .mapToObj(place -> "('" + quoted(words.get(place).action()) + "', '"
                        + quoted(words.get(place).event()) + "', '"
                        + quoted(words.get(place).result()) + "', " + place + ")")
                .collect(Collectors.joining(", "));
        return "event_" + loader.sqlName() + " event JOIN (VALUES " + (rows.isEmpty() ? "(NULL, NULL, NULL, 0)" : rows)
                + ") words(word_action, word_event, word_result, word) ON coalesce(event.action, '') = word_action"
                + " AND coalesce(event.event, '') = word_event AND coalesce(event.result, '') = word_result";
    }
}
