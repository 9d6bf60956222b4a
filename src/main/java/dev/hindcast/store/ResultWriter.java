package dev.hindcast.store;

import dev.hindcast.evidence.InUse;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.Quarantined;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.RowCount;
import dev.hindcast.evidence.Signal;
import dev.hindcast.evidence.Source;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.evidence.Window;
import dev.hindcast.ledger.Entries;
import dev.hindcast.metrics.Checkpoint;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.Finding;
import dev.hindcast.reasoning.Leaning;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.spans.Certainty;
import dev.hindcast.spans.Span;
import dev.hindcast.spans.SpanType;
import dev.hindcast.timeline.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;

/**
 * Writes one result file: one writer, sorted inserts, one transaction, into a file beside the target that replaces it when complete
 * (design section 7). Closing without {@link #publish} leaves the last published result as it was.
 */
public final class ResultWriter implements AutoCloseable {
    private static final Set<SQLiteErrorCode> DISK = Set.of(
            SQLiteErrorCode.SQLITE_FULL,
            SQLiteErrorCode.SQLITE_READONLY,
            SQLiteErrorCode.SQLITE_IOERR,
            SQLiteErrorCode.SQLITE_CANTOPEN,
            SQLiteErrorCode.SQLITE_PERM);

    /** Rows in one statement, which take half of the time they take alone. */
    private static final int ROWS = 40;
    /** Rows, or bytes of their texts and blobs, that wait for SQLite at most. */
    private static final int BATCH = 125 * ROWS;

    private static final long BATCH_BYTES = 1 << 20;
    /** Entries from one list of the spans that stand to the next: what stands at an instant is the list before it and these. */
    static final int STANDING = 8192;

    /** The end of the name of a file that is being written. */
    private static final Pattern UNFINISHED = Pattern.compile("[0-9a-f-]{36}\\.partial");

    private final Path target;
    private final Path partial;
    private final InUse lock;
    private final Connection connection;
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<Quantities, Integer> vectors = new HashMap<>();
    /** What many spans of the region have in common. */
    private record SpanKind(SpanType type, String booking, String cause, Certainty certainty, long confidence) {}

    private final Map<SpanKind, Integer> spanKinds = new HashMap<>();
    private final Map<String, Integer> rules = new HashMap<>();
    private final Map<Integer, Integer> sources = new HashMap<>();
    /** What hosts of the region carry: what is on a host rests on it too. Read by those that pack. */
    private final Map<Segment, Grounds.Foreign> inventories = Collections.synchronizedMap(new IdentityHashMap<>());

    /** One for each thread that packs. */
    private final ThreadLocal<Grounds.Packer> packer =
            ThreadLocal.withInitial(() -> new Grounds.Packer(rule -> rules.get(rule.id()), inventories::get));

    private int region;
    private int lastSource;
    private int lastName;
    private long lastEntity;
    private long lastSpan;
    private int lastSpanKind;
    /** By span: its region and type in one number. */
    private short[] spanGroups = new short[1024];
    /** By name of a host of the region, the spans on it. */
    private Numbers[] onHost = new Numbers[1024];

    private long lastIssue;
    private long lastQuarantine;
    private long lastSignal;

    private ResultWriter(Path target, Path partial, InUse lock, Connection connection) {
        this.target = target;
        this.partial = partial;
        this.lock = lock;
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
        // A device or a backup may be named by mistake.
        if (Files.exists(absolute) && !ResultReader.looksLikeResult(absolute) && !isEmpty(absolute)) {
            throw new InputRefused(
                    target
                            + ": is there already and is no result, so it is not replaced. Maybe another name with -o, or take it away first.");
        }
        String prefix = "." + absolute.getFileName() + ".";
        try {
            try (Stream<Path> siblings = Files.list(folder)) {
                for (Path sibling : siblings.toList()) {
                    if (isLitter(sibling, prefix)) {
                        Files.deleteIfExists(sibling);
                    }
                }
            }
            // Of a name of its own, so that two runs do not share it; the file mode is the user's own, as for any file.
            Path partial = folder.resolve(prefix + UUID.randomUUID() + ".partial");
            InUse lock = InUse.make(partial);
            // Not by way of java.sql.DriverManager, which would start DuckDB as well.
            try {
                Connection connection = JDBC.createConnection("jdbc:sqlite:" + partial, new Properties());
                ResultWriter writer = new ResultWriter(absolute, partial, lock, connection);
                writer.create();
                return writer;
            } catch (SQLException e) {
                lock.close();
                Files.deleteIfExists(partial);
                throw e;
            }
        } catch (IOException | SQLException e) {
            throw new InputRefused(
                    target + ": cannot be written: " + e.getMessage() + ". Maybe another place with -o.", e);
        }
    }

    private static boolean isEmpty(Path file) {
        return Files.isRegularFile(file) && file.toFile().length() == 0;
    }

    /** What a run left behind that was killed; another run that is still at work is left alone. */
    private static boolean isLitter(Path file, String prefix) throws IOException {
        String name = file.getFileName().toString();
        return name.startsWith(prefix)
                && UNFINISHED.matcher(name.substring(prefix.length())).matches()
                && !InUse.is(file);
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

    /** The rule files as they were, so that a result tells what its rules say. */
    public void ruleFiles(List<TextFile> files) {
        files.stream()
                .filter(file -> file.name().endsWith(".drl"))
                .forEach(file -> table("rule_file").add(file.name(), file.text()));
    }

    /** @param leanings by the sentences of the rules */
    public void rules(List<Rule> all, Map<String, List<Leaning>> leanings) {
        for (Rule rule : all) {
            rules.put(rule.id(), rules.size() + 1);
            table("rule")
                    .add(
                            rules.get(rule.id()),
                            rule.id(),
                            rule.sentence(),
                            rule.file(),
                            rule.line(),
                            rule.precedence(),
                            rule.confidence(),
                            rule.since(),
                            rule.evidence(),
                            rule.golden());
            for (Leaning leaning : leanings.getOrDefault(rule.sentence(), List.of())) {
                table("leaning").add(rules.get(rule.id()), leaning.fact(), leaning.table(), leaning.column());
            }
        }
    }

    public void region(RegionEvidence evidence) {
        spansOnHosts();
        region++;
        sources.clear();
        inventories.clear();
        spanKinds.clear();
        table("region").add(region, evidence.region(), evidence.dawn(), evidence.horizon());
        for (Source source : evidence.sources()) {
            sources.put(source.id(), ++lastSource);
            table("source")
                    .add(
                            lastSource,
                            region,
                            source.id(),
                            source.path(),
                            source.kind().name().toLowerCase(java.util.Locale.ROOT),
                            source.seen(),
                            source.complete() ? 1 : 0,
                            source.sha256(),
                            source.note());
        }
        List<RowCount> counts = new ArrayList<>(evidence.counts());
        counts.sort(Comparator.comparingInt((RowCount count) -> source(count.source()))
                .thenComparing(RowCount::table));
        for (RowCount count : counts) {
            table("row_count")
                    .add(source(count.source()), count.table(), count.read(), count.emitted(), count.quarantined());
        }
        List<Window> windows = new ArrayList<>(evidence.knowledge().windows());
        windows.sort(Comparator.comparing(Window::id));
        for (Window window : windows) {
            table("window")
                    .add(
                            region,
                            window.id(),
                            window.where(),
                            window.table(),
                            window.column(),
                            window.holdsFor() == Micros.FOREVER ? null : window.holdsFor(),
                            window.absenceFrom() == Micros.ALWAYS ? null : window.absenceFrom(),
                            window.absenceTo() == Micros.FOREVER ? null : window.absenceTo(),
                            window.keptFor() == Micros.FOREVER ? null : window.keptFor(),
                            window.purgedAt() == Micros.ALWAYS ? null : window.purgedAt(),
                            window.confidence(),
                            window.author(),
                            window.source(),
                            window.reason());
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

    // -- what was settled
    // -----------------------------------------------------------------------------------------------

    /** Some entities, packed. */
    public static final class Block {
        private final List<Settled> entities;
        private final byte[] grounds;
        /** For each entity what its rules were told; empty where that is not kept. */
        private final List<byte[]> told;

        private Block(List<Settled> entities, byte[] grounds, List<byte[]> told) {
            this.entities = entities;
            this.grounds = grounds;
            this.told = told;
        }

        /** Without what they rest on. */
        public List<Settled> entities() {
            return entities;
        }
    }

    /** Begins to pack entities, to be added later: on any thread, which packs one block after the other. */
    public Packing packing() {
        Grounds.Packer grounds = packer.get();
        grounds.begin();
        return new Packing(grounds);
    }

    /** A block of which not all entities are settled. Their order is that of the file. */
    public static final class Packing {
        private final Grounds.Packer grounds;
        private final List<Settled> entities = new ArrayList<>();
        private final List<byte[]> told = new ArrayList<>();

        private Packing(Grounds.Packer grounds) {
            this.grounds = grounds;
        }

        public void add(Settled settled) {
            grounds.add(settled);
            told.add(settled.facts().isEmpty() ? new byte[0] : ToldFacts.pack(settled.facts()));
            entities.add(settled.bare());
        }

        public Block block() {
            return new Block(entities, grounds.end(), told);
        }
    }

    /** Adds a block; returns the number of its first span, the others follow without gaps. */
    public long add(Block block) {
        long first = lastSpan + 1;
        long firstEntity = lastEntity + 1;
        for (Settled settled : block.entities) {
            int kind = settled.entity().kind().ordinal();
            table("entity")
                    .add(
                            ++lastEntity,
                            region,
                            kind,
                            EntityName.stored(settled.entity().id()),
                            lastSpan + 1);
            settled.spans().forEach(this::span);
            for (int place = 0; place < settled.segments().size(); place++) {
                if (settled.segments().get(place).attribute() == Attribute.INVENTORY) {
                    inventories.put(settled.segments().get(place), new Grounds.Foreign(lastEntity, place));
                }
            }
            for (int place = 0; place < settled.findings().size(); place++) {
                finding(settled.findings().get(place), lastEntity, place);
            }
        }
        if (lastEntity >= firstEntity) {
            table("grounds").add(lastEntity, firstEntity, block.grounds);
            for (int i = 0; i < block.told.size(); i++) {
                if (block.told.get(i).length > 0) {
                    table("told").add(firstEntity + i, block.told.get(i));
                }
            }
        }
        return first;
    }

    private void span(Span span) {
        lastSpan++;
        if (lastSpan >= spanGroups.length) {
            spanGroups = Arrays.copyOf(spanGroups, spanGroups.length * 2);
        }
        spanGroups[(int) lastSpan] =
                (short) (region * SpanType.values().length + span.type().ordinal());
        int host = name(span.host());
        if (!span.host().isEmpty()) {
            onHost(host).ascending(lastSpan);
        }
        table("span")
                .add(
                        lastSpan,
                        spanKind(span),
                        lastEntity,
                        host,
                        vector(span.quantities()),
                        span.from(),
                        span.till() == Micros.FOREVER ? null : span.till());
    }

    private Numbers onHost(int host) {
        if (host >= onHost.length) {
            onHost = Arrays.copyOf(onHost, Math.max(host + 1, onHost.length * 2));
        }
        if (onHost[host] == null) {
            onHost[host] = new Numbers();
        }
        return onHost[host];
    }

    /** The spans on each host of the region that is complete: no index, which would be five times as large and is sorted once more. */
    private void spansOnHosts() {
        for (int host = 0; host < onHost.length; host++) {
            if (onHost[host] != null) {
                table("on_host").add(region, host, onHost[host].toByteArray());
                onHost[host] = null;
            }
        }
    }

    /** Adds a finding that no entity's rows are behind. */
    public void finding(Finding finding) {
        finding(finding, null, null);
    }

    private void finding(Finding finding, Long aboutOrNull, Integer placeOrNull) {
        table("issue")
                .add(
                        ++lastIssue,
                        name(finding.kind()),
                        name(finding.severity()),
                        region,
                        finding.entities(),
                        name(finding.host()),
                        finding.from() == Micros.ALWAYS ? null : finding.from(),
                        finding.till() == Micros.FOREVER ? null : finding.till(),
                        name(finding.detail()),
                        finding.rule() == null ? null : rules.get(finding.rule().id()),
                        aboutOrNull,
                        placeOrNull);
    }

    public void ledger(Entries entries) {
        spansOnHosts();
        BitSet standing = new BitSet();
        for (int i = 0; i < entries.size(); i++) {
            table("ledger").add(i + 1, entries.sign(i) * entries.span(i));
            standing.set((int) entries.span(i), entries.sign(i) > 0);
            if ((i + 1) % STANDING == 0) {
                standing(i + 1, standing);
            }
        }
        List<String> hashes = entries.blockHashes();
        for (int block = 0; block < hashes.size(); block++) {
            table("ledger_block").add(block + 1, entries.lastSeq(block), hashes.get(block));
        }
    }

    /** The spans that stand after an entry, by region and type, each as its distance from the one before. */
    private void standing(int seq, BitSet standing) {
        int types = SpanType.values().length;
        Numbers[] groups = new Numbers[(region + 1) * types];
        for (int span = standing.nextSetBit(0); span >= 0; span = standing.nextSetBit(span + 1)) {
            int group = spanGroups[span];
            if (groups[group] == null) {
                groups[group] = new Numbers();
            }
            groups[group].ascending(span);
        }
        // In the order of the table's key, as all rows come.
        TreeMap<Integer, Numbers> byType = new TreeMap<>();
        for (int of = 0; of <= region; of++) {
            byType.clear();
            for (SpanType type : SpanType.values()) {
                Numbers spans = groups[of * types + type.ordinal()];
                if (spans != null) {
                    byType.put(name(type.text()), spans);
                }
            }
            int inRegion = of;
            byType.forEach((type, spans) -> table("standing").add(seq, inRegion, type, spans.toByteArray()));
        }
    }

    /** Balances of the region, all resources of which are given, at the midnights at which one of them changed. */
    public void checkpoints(List<Checkpoint> checkpoints, SortedSet<String> resources) {
        List<String> numbered = List.copyOf(resources);
        for (int number = 0; number < numbered.size(); number++) {
            table("resource").add(region, number, numbered.get(number));
        }
        TreeMap<Long, List<Checkpoint>> byDay = new TreeMap<>();
        checkpoints.forEach(checkpoint ->
                byDay.computeIfAbsent(checkpoint.at(), at -> new ArrayList<>()).add(checkpoint));
        long[] balances = new long[Series.values().length * numbered.size() * 3];
        byDay.forEach((at, changed) -> {
            for (Checkpoint checkpoint : changed) {
                int place = place(
                        Series.named(checkpoint.series()).orElseThrow(),
                        numbered.indexOf(checkpoint.resource()),
                        numbered.size());
                balances[place] = checkpoint.value();
                balances[place + 1] = checkpoint.unknown();
                balances[place + 2] = checkpoint.unmeasured();
            }
            Numbers content = new Numbers();
            for (long balance : balances) {
                content.signed(balance);
            }
            table("checkpoint").add(region, at, content.toByteArray());
        });
    }

    /** Where the three numbers of a balance begin in a checkpoint. */
    static int place(Series series, int resource, int resources) {
        return (series.ordinal() * resources + resource) * 3;
    }

    /**
     * Completes the file and puts it in the target's place at once.
     *
     * @param run names and values of the run row: version, digests of every input, rule, loader, signal and setting
     * @return the head, which changes with every value of the file: {@link Schema#head}
     */
    public String publish(Map<String, String> run) {
        try {
            TreeMap<String, String> all = new TreeMap<>(run);
            for (String table : Schema.tables()) {
                if (!table.equals("run")) {
                    all.put("digest of " + table, table(table).digest());
                }
            }
            String head = Schema.head(all);
            all.put("head", head);
            all.forEach((name, value) -> table("run").add(name, value));
            for (Table table : tables.values()) {
                table.flush();
            }
            try (Statement statement = connection.createStatement()) {
                for (String later : Schema.afterwards()) {
                    statement.execute(later);
                }
            }
            connection.commit();
            connection.close();
            try {
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
            }
            return head;
        } catch (SQLException | IOException e) {
            throw failure(target, e);
        }
    }

    /** What the disk refuses is the user's to mend; whatever else SQLite refuses is our fault. */
    static RuntimeException failure(Path target, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            boolean disk = cause instanceof SQLException refused
                    // The low byte is the kind; the others say more about it.
                    ? DISK.contains(SQLiteErrorCode.getErrorCode(refused.getErrorCode() & 0xff))
                    : cause instanceof IOException;
            if (disk) {
                return new InputRefused(
                        target + ": cannot be written: " + e.getMessage()
                                + ". Maybe the disk is full, or the place is not yours.",
                        e);
            }
        }
        return new IllegalStateException(target + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            connection.close();
            Files.deleteIfExists(partial);
            lock.close();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(partial + " stays behind: " + e.getMessage(), e);
        }
    }

    /** Adds a signal of the region, and what it changed. */
    public void signal(SignalRow row) {
        Signal signal = row.signal();
        table("signal")
                .add(
                        ++lastSignal,
                        region,
                        signal.id(),
                        signal.where(),
                        signal.getKind(),
                        signal.scope().text(),
                        signal.says(),
                        signal.value(),
                        signal.from() == Micros.ALWAYS ? null : signal.from(),
                        signal.till() == Micros.FOREVER ? null : signal.till(),
                        signal.confidence(),
                        signal.author(),
                        signal.source(),
                        signal.reason(),
                        row.won(),
                        row.lost(),
                        row.entities().getOrDefault(Entity.Kind.HOST, 0),
                        row.entities().getOrDefault(Entity.Kind.ALLOCATION, 0),
                        row.entities().getOrDefault(Entity.Kind.INSTANCE, 0));
        // In the order of the key, in which a table's digest is taken.
        List<SignalRow.Gain> gains = new ArrayList<>(row.gains());
        gains.sort(Comparator.comparing((SignalRow.Gain gain) -> gain.balance().text())
                .thenComparing(SignalRow.Gain::resource));
        for (SignalRow.Gain gain : gains) {
            table("signal_gain")
                    .add(
                            lastSignal,
                            gain.balance().text(),
                            gain.resource(),
                            gain.hours().valueHours().toPlainString(),
                            gain.hours().unknownHours().toPlainString(),
                            gain.hours().unmeasuredHours().toPlainString());
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

    private int spanKind(Span span) {
        SpanKind kind = new SpanKind(
                span.type(), span.booking(), span.cause(), span.certainty(), Grounds.confidence(span.confidence()));
        Integer known = spanKinds.get(kind);
        if (known == null) {
            known = ++lastSpanKind;
            spanKinds.put(kind, known);
            table("span_kind")
                    .add(
                            known,
                            region,
                            kind.type().text(),
                            kind.booking(),
                            kind.cause(),
                            kind.certainty().number(),
                            kind.confidence());
        }
        return known;
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

    /** Tables of millions of rows, whose key numbers these from 1: SQLite gives the numbers itself, which is faster than being told. */
    private static final Set<String> NUMBERED = Set.of("entity", "span", "ledger");

    /** One table's inserts, many rows to a statement and many statements to a batch, and a running digest of what was put in. */
    private final class Table {
        private final String name;
        private final MessageDigest digest = TextFile.digest();
        private ByteBuffer digested = ByteBuffer.allocate(8192);
        private final List<Object[]> rows = new ArrayList<>();
        private PreparedStatement insert;
        private final boolean numbered;
        private int waiting;
        private long waitingBytes;

        Table(String name) {
            this.name = name;
            this.numbered = NUMBERED.contains(name);
        }

        void add(Object... values) {
            try {
                for (Object value : values) {
                    digest(value);
                }
                rows.add(values);
                if (rows.size() == ROWS) {
                    if (insert == null) {
                        insert = insert(ROWS);
                    }
                    bind(insert);
                    waiting += ROWS;
                }
                if (waiting >= BATCH || waitingBytes >= BATCH_BYTES) {
                    flush();
                }
            } catch (SQLException e) {
                throw failure(target, e);
            }
        }

        private PreparedStatement insert(int count) throws SQLException {
            int values = rows.get(0).length - (numbered ? 1 : 0);
            String row = "(" + "?,".repeat(values - 1) + "?)";
            return connection.prepareStatement(
                    "INSERT INTO " + name + columns() + " VALUES " + (row + ",").repeat(count - 1) + row);
        }

        /** All but the number. */
        private String columns() throws SQLException {
            if (!numbered) {
                return "";
            }
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT group_concat(name, ', ') FROM pragma_table_info('" + name + "') WHERE pk = 0")) {
                return " (" + row.getString(1) + ")";
            }
        }

        private void bind(PreparedStatement statement) throws SQLException {
            int parameter = 0;
            for (Object[] values : rows) {
                for (int i = numbered ? 1 : 0; i < values.length; i++) {
                    Object value = values[i];
                    parameter++;
                    if (value == null) {
                        statement.setNull(parameter, Types.NULL);
                    } else if (value instanceof Long || value instanceof Integer) {
                        statement.setLong(parameter, ((Number) value).longValue());
                    } else if (value instanceof Double number) {
                        statement.setDouble(parameter, number);
                    } else if (value instanceof byte[] bytes) {
                        statement.setBytes(parameter, bytes);
                    } else {
                        statement.setString(parameter, value.toString());
                    }
                }
            }
            statement.addBatch();
            rows.clear();
        }

        private void digest(Object value) {
            if (value == null) {
                digest(0, 0);
            } else if (value instanceof Long || value instanceof Integer) {
                digest(1, ((Number) value).longValue());
            } else if (value instanceof Double number) {
                digest(2, Double.doubleToLongBits(number));
            } else if (value instanceof byte[] bytes) {
                digest(3, bytes);
            } else {
                digest(4, value.toString().getBytes(StandardCharsets.UTF_8));
            }
        }

        private void digest(int kind, byte[] content) {
            digest(kind, content.length);
            waitingBytes += content.length;
            if (digested.remaining() < content.length) {
                drain();
            }
            if (digested.remaining() < content.length) {
                digest.update(content);
            } else {
                digested.put(content);
            }
        }

        private void digest(int kind, long number) {
            if (digested.remaining() < 9) {
                drain();
            }
            digested.put((byte) kind).putLong(number);
        }

        private void drain() {
            digest.update(digested.array(), 0, digested.position());
            digested.clear();
        }

        void flush() throws SQLException {
            if (waiting > 0) {
                insert.executeBatch();
                waiting = 0;
            }
            if (!rows.isEmpty()) {
                try (PreparedStatement rest = insert(rows.size())) {
                    bind(rest);
                    rest.executeBatch();
                }
            }
            waitingBytes = 0;
        }

        String digest() {
            drain();
            return java.util.HexFormat.of().formatHex(digest.digest());
        }
    }
}
