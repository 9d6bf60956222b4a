package dev.hindcast.store;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Origin;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.Quarantined;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.RowCount;
import dev.hindcast.evidence.Source;
import dev.hindcast.ledger.Entries;
import dev.hindcast.metrics.Checkpoint;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.Finding;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.spans.Span;
import dev.hindcast.timeline.Segment;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.sqlite.JDBC;

/**
 * Writes one result file: one writer, sorted inserts, one transaction, into a file beside the target that replaces it when complete
 * (design section 7). Closing without {@link #publish} leaves the last published result as it was.
 */
public final class ResultWriter implements AutoCloseable {
    private static final int BATCH = 5000;

    private final Path target;
    private final Path partial;
    private final Connection connection;
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<Quantities, Integer> vectors = new HashMap<>();
    private final Map<Rule, Integer> rules = new HashMap<>();
    private final Map<Integer, Integer> sources = new HashMap<>();
    private int region;
    private int lastSource;
    private int lastName;
    private long lastEvidence;
    private long lastClaim;
    private long lastSegment;
    private long lastSpan;
    private long lastIssue;
    private long lastQuarantine;

    private ResultWriter(Path target, Path partial, Connection connection) {
        this.target = target;
        this.partial = partial;
        this.connection = connection;
    }

    /** @throws InputRefused if the place cannot be written */
    public static ResultWriter open(Path target) {
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new InputRefused(target + ": the folder to write into does not exist. Maybe make it first.");
        }
        if (Files.isDirectory(absolute)) {
            throw new InputRefused(
                    target + ": is a folder. Maybe name a file in it, for instance " + target + "/region.db.");
        }
        String prefix = "." + absolute.getFileName() + ".";
        try {
            try (Stream<Path> siblings = Files.list(folder)) {
                for (Path litter : siblings.filter(
                                path -> isLitter(path.getFileName().toString(), prefix))
                        .toList()) {
                    Files.deleteIfExists(litter);
                }
            }
            // Named by the process, so that two runs do not share it; the file mode is the user's own, as for any file.
            Path partial = folder.resolve(prefix + ProcessHandle.current().pid() + ".partial");
            // Not by way of java.sql.DriverManager, which would start DuckDB as well.
            Connection connection = JDBC.createConnection("jdbc:sqlite:" + partial, new Properties());
            ResultWriter writer = new ResultWriter(absolute, partial, connection);
            writer.create();
            return writer;
        } catch (IOException | SQLException e) {
            throw new InputRefused(
                    target + ": cannot be written: " + e.getMessage() + ". Maybe another place with -o.", e);
        }
    }

    /** What a run left behind that was killed; another run that is still at work is left alone. */
    private static boolean isLitter(String name, String prefix) {
        if (!name.startsWith(prefix) || !name.substring(prefix.length()).matches("\\d{1,18}\\.partial")) {
            return false;
        }
        long process = Long.parseLong(name.substring(prefix.length(), name.length() - ".partial".length()));
        return process == ProcessHandle.current().pid()
                || ProcessHandle.of(process).isEmpty();
    }

    private void create() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size=4096");
            statement.execute("PRAGMA journal_mode=OFF");
            statement.execute("PRAGMA synchronous=OFF");
            statement.execute("PRAGMA user_version=" + Schema.VERSION);
            connection.setAutoCommit(false);
            for (String table : Schema.TABLES) {
                statement.execute(table);
            }
        }
        name("");
    }

    // -- regions and sources
    // -------------------------------------------------------------------------------------------

    public void rules(List<Rule> all) {
        for (Rule rule : all) {
            rules.put(rule, rules.size() + 1);
            table("rule")
                    .add(
                            rules.get(rule),
                            rule.id(),
                            rule.sentence(),
                            rule.file(),
                            rule.line(),
                            rule.precedence(),
                            rule.confidence(),
                            rule.since(),
                            rule.evidence(),
                            rule.golden());
        }
    }

    public void region(RegionEvidence evidence) {
        region++;
        sources.clear();
        table("region").add(region, evidence.region(), evidence.dawn(), evidence.horizon());
        for (Source source : evidence.sources()) {
            sources.put(source.id(), ++lastSource);
            table("source")
                    .add(
                            lastSource,
                            region,
                            source.path(),
                            source.kind().name().toLowerCase(java.util.Locale.ROOT),
                            source.seen(),
                            source.complete() ? 1 : 0,
                            source.sha256(),
                            source.note());
        }
        for (RowCount count : evidence.counts()) {
            table("row_count")
                    .add(source(count.source()), count.table(), count.read(), count.emitted(), count.quarantined());
        }
        for (Quarantined row : evidence.quarantined()) {
            table("quarantine")
                    .add(++lastQuarantine, source(row.source()), row.table(), row.row(), row.reason(), row.excerpt());
        }
    }

    /** 0 stands for what no source file holds, such as signals given on the command line. */
    private int source(int number) {
        return sources.getOrDefault(number, 0);
    }

    // -- conclusions
    // ---------------------------------------------------------------------------------------------------

    /** One entity's segments with their claims and evidence; returns each segment's number. */
    public Map<Segment, Long> segments(List<Segment> segments) {
        Map<Segment, Long> numbers = new IdentityHashMap<>();
        Map<Claim, Long> claims = new IdentityHashMap<>();
        Map<String, Long> evidence = new HashMap<>();
        for (Segment segment : segments) {
            numbers.put(segment, ++lastSegment);
            table("segment")
                    .add(
                            lastSegment,
                            region,
                            segment.entity().kind().ordinal(),
                            entity(
                                    segment.entity().id(),
                                    segment.entity().kind().ordinal()),
                            segment.attribute().ordinal(),
                            name(segment.value()),
                            segment.from(),
                            segment.till(),
                            segment.confidence(),
                            segment.contested() ? 1 : 0);
            for (Claim claim : segment.winners()) {
                table("segment_claim").add(lastSegment, claim(claim, claims, evidence), 1);
            }
            for (Claim claim : segment.losers()) {
                table("segment_claim").add(lastSegment, claim(claim, claims, evidence), 0);
            }
        }
        return numbers;
    }

    private long claim(Claim claim, Map<Claim, Long> claims, Map<String, Long> evidence) {
        Long known = claims.get(claim);
        if (known != null) {
            return known;
        }
        claims.put(claim, ++lastClaim);
        long number = lastClaim;
        table("claim")
                .add(
                        number,
                        region,
                        claim.entity().kind().ordinal(),
                        entity(claim.entity().id(), claim.entity().kind().ordinal()),
                        claim.attribute().ordinal(),
                        name(claim.value()),
                        vector(claim.quantities()),
                        vector(claim.spread()),
                        claim.from(),
                        claim.till(),
                        rules.get(claim.rule()),
                        claim.confidence());
        claim.because().stream()
                .map(row -> evidence(row, evidence))
                .distinct()
                .sorted()
                .forEach(row -> table("claim_evidence").add(number, row));
        return number;
    }

    private long evidence(Evidence row, Map<String, Long> evidence) {
        Long known = evidence.get(row.evidenceKey());
        if (known != null) {
            return known;
        }
        evidence.put(row.evidenceKey(), ++lastEvidence);
        StringBuilder cells = new StringBuilder();
        row.values()
                .forEach((column, value) -> cells.append(cells.length() > 0 ? "\n" : "")
                        .append(column)
                        .append('=')
                        .append(value.replace("\\", "\\\\").replace("\n", "\\n")));
        table("evidence")
                .add(
                        lastEvidence,
                        region,
                        source(Origin.source(row.origin())),
                        name(row.table()),
                        row.key(),
                        Origin.row(row.origin()),
                        row.firstSeen(),
                        row.lastSeen(),
                        row.sightings(),
                        row.confidence(),
                        cells.toString());
        return lastEvidence;
    }

    /** Spans of entities whose segments were written before; returns the number of the first. */
    public long spans(List<Span> spans, Map<Segment, Long> segments) {
        long first = lastSpan + 1;
        for (Span span : spans) {
            table("span")
                    .add(
                            ++lastSpan,
                            region,
                            name(span.type().text()),
                            entity(span.entity(), -1),
                            name(span.host()),
                            name(span.booking()),
                            name(span.cause()),
                            vector(span.quantities()),
                            span.known() ? 1 : 0,
                            span.confidence(),
                            span.from(),
                            span.till() == Micros.FOREVER ? null : span.till());
            span.because().stream()
                    .map(segments::get)
                    .filter(java.util.Objects::nonNull)
                    .distinct()
                    .sorted()
                    .forEach(segment -> table("span_segment").add(lastSpan, segment));
        }
        return first;
    }

    public void findings(List<Finding> findings) {
        for (Finding finding : findings) {
            table("issue")
                    .add(
                            ++lastIssue,
                            name(finding.kind()),
                            finding.severity(),
                            region,
                            finding.entities(),
                            name(finding.host()),
                            finding.from() == Micros.ALWAYS ? null : finding.from(),
                            finding.till() == Micros.FOREVER ? null : finding.till(),
                            finding.detail(),
                            finding.rule() == null ? null : rules.get(finding.rule()));
            Map<String, Long> evidence = new HashMap<>();
            finding.because().stream()
                    .map(row -> evidence(row, evidence))
                    .distinct()
                    .sorted()
                    .forEach(row -> table("issue_evidence").add(lastIssue, row));
        }
    }

    public void ledger(Entries entries) {
        for (int i = 0; i < entries.size(); i++) {
            table("ledger").add(i + 1, entries.at(i), entries.span(i), entries.sign(i));
        }
        List<String> hashes = entries.blockHashes();
        for (int block = 0; block < hashes.size(); block++) {
            table("ledger_block").add(block + 1, entries.lastSeq(block), hashes.get(block));
        }
    }

    public void checkpoints(List<Checkpoint> checkpoints) {
        for (Checkpoint checkpoint : checkpoints) {
            table("checkpoint")
                    .add(
                            region,
                            name(checkpoint.series()),
                            checkpoint.resource(),
                            checkpoint.at(),
                            checkpoint.value(),
                            checkpoint.unknown(),
                            checkpoint.unmeasured());
        }
    }

    /**
     * Completes the file and puts it in the target's place at once.
     *
     * @param run names and values of the run row: version, digests of every input, rule, loader, signal and setting
     */
    public void publish(Map<String, String> run) {
        try {
            Map<String, String> all = new java.util.TreeMap<>(run);
            for (String guarded : Schema.GUARDED) {
                all.put("digest of " + guarded, table(guarded).digest());
            }
            all.forEach((name, value) -> table("run").add(name, value));
            for (Table table : tables.values()) {
                table.flush();
            }
            try (Statement statement = connection.createStatement()) {
                for (String index : Schema.INDEXES) {
                    statement.execute(index);
                }
                for (String view : Schema.VIEWS) {
                    statement.execute(view);
                }
                for (String table : Schema.GUARDED) {
                    for (String change : List.of("INSERT", "UPDATE", "DELETE")) {
                        statement.execute(
                                "CREATE TRIGGER no_" + change.toLowerCase(java.util.Locale.ROOT) + "_" + table
                                        + " BEFORE " + change + " ON " + table
                                        + " BEGIN SELECT RAISE(ABORT, 'a published result is never changed, only replaced'); END");
                    }
                }
            }
            connection.commit();
            connection.close();
            try {
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (SQLException | IOException e) {
            throw new InputRefused(target + ": cannot be written: " + e.getMessage() + ". Maybe the disk is full.", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
            Files.deleteIfExists(partial);
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(partial + " stays behind: " + e.getMessage(), e);
        }
    }

    // -- dictionaries
    // --------------------------------------------------------------------------------------------------

    private int name(String text) {
        Integer known = names.get(text);
        if (known == null) {
            known = ++lastName;
            names.put(text, known);
            table("name").add(known, text);
        }
        return known;
    }

    private int entity(String id, int kind) {
        return name(id);
    }

    private Integer vector(Quantities quantities) {
        if (quantities == null) {
            return null;
        }
        Integer known = vectors.get(quantities);
        if (known == null) {
            known = vectors.size() + 1;
            vectors.put(quantities, known);
            int number = known;
            quantities
                    .millionths()
                    .forEach((resource, amount) -> table("quantity").add(number, resource, amount));
        }
        return known;
    }

    private Table table(String name) {
        Table table = tables.get(name);
        if (table == null) {
            table = new Table(name);
            tables.put(name, table);
        }
        return table;
    }

    /** One table's inserts in batches, and a running digest of what was put in. */
    private final class Table {
        private final String name;
        private final java.security.MessageDigest digest = dev.hindcast.evidence.TextFile.digest();
        private PreparedStatement insert;
        private int waiting;

        Table(String name) {
            this.name = name;
        }

        void add(Object... values) {
            try {
                if (insert == null) {
                    insert = connection.prepareStatement(
                            "INSERT INTO " + name + " VALUES (" + "?,".repeat(values.length - 1) + "?)");
                }
                StringBuilder row = new StringBuilder();
                for (int i = 0; i < values.length; i++) {
                    Object value = values[i];
                    if (value == null) {
                        insert.setNull(i + 1, Types.NULL);
                    } else if (value instanceof Long number) {
                        insert.setLong(i + 1, number);
                    } else if (value instanceof Integer number) {
                        insert.setInt(i + 1, number);
                    } else if (value instanceof Double number) {
                        insert.setDouble(i + 1, number);
                    } else {
                        insert.setString(i + 1, value.toString());
                    }
                    row.append(value).append('\u0000');
                }
                digest.update(row.append('\n').toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                insert.addBatch();
                if (++waiting >= BATCH) {
                    flush();
                }
            } catch (SQLException e) {
                throw new InputRefused(
                        target + ": cannot be written: " + e.getMessage() + ". Maybe the disk is full.", e);
            }
        }

        void flush() throws SQLException {
            if (waiting > 0) {
                insert.executeBatch();
                waiting = 0;
            }
        }

        String digest() {
            return java.util.HexFormat.of().formatHex(digest.digest());
        }
    }
}
