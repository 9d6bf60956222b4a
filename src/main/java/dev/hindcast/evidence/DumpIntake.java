package dev.hindcast.evidence;

import static dev.hindcast.evidence.ScratchDatabase.name;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** Takes the rows of a region's dumps into the scratch database, as texts, and dates the dumps whose name tells no instant. */
final class DumpIntake {
    /** Of a file that is read before a thread more would pay. */
    private static final long SMALL_BYTES = 1 << 20;

    private final EvidenceReader.Request request;
    private final Loaders loaders;
    private final String region;
    private final Knowledge knowledge;
    private final ScratchDatabase database;
    private final RegionSources sources;
    private final List<EvidenceNote> notes;
    private final Quarantine quarantine;

    /** @param notes is added to, as is {@code quarantine} */
    DumpIntake(
            EvidenceReader.Request request,
            String region,
            Knowledge knowledge,
            ScratchDatabase database,
            RegionSources sources,
            List<EvidenceNote> notes,
            Quarantine quarantine) {
        this.request = request;
        this.loaders = request.loaders();
        this.region = region;
        this.knowledge = knowledge;
        this.database = database;
        this.sources = sources;
        this.notes = notes;
        this.quarantine = quarantine;
    }

    void read() throws SQLException {
        for (Loader loader : loaders.all()) {
            database.run("CREATE TABLE dump_" + loader.sqlName() + " (origin BIGINT"
                    + loader.reads().stream()
                            .map(c -> ", " + name(c.name()) + " VARCHAR")
                            .collect(Collectors.joining())
                    + ")");
        }
        // Of all loaders in one table: for a small region a statement costs more than its rows.
        database.run("CREATE TABLE again (loader VARCHAR, origin BIGINT, first BIGINT, length BIGINT)");
        long bytes = 0;
        for (Source source : sources.all()) {
            bytes += source.kind() == Source.Kind.DUMP ? source.file().toFile().length() : 0;
        }
        if (bytes > 0) {
            request.progress().stage(region, "bytes of dumps", bytes);
        }
        try (DumpRows rows = new DumpRows()) {
            sources.replaceAll(source -> source.kind() == Source.Kind.DUMP ? readDump(source, rows) : source);
        }
    }

    private Source readDump(Source source, DumpRows rows) {
        rows.begin(source);
        try (InputStream in = open(source)) {
            MysqldumpReader.Summary summary = MysqldumpReader.read(in, null, rows);
            rows.endRun();
            if (summary.product() != null) {
                throw new InputRefused(source.file() + ": is a dump of " + summary.product()
                        + ", not of MySQL or MariaDB. Maybe export its tables as <schema>.<table>.csv.");
            }
            if (!summary.looksLikeDump()) {
                throw new InputRefused(source.file() + ": is no mysqldump: no CREATE TABLE or INSERT was found in "
                        + summary.bytes() + " bytes. Maybe a wrong file; take it out of the evidence folder.");
            }
            Source read = dated(source, summary.completedAt());
            for (String table : summary.tables()) {
                boolean shown = !summary.unshown().contains(table);
                if (rows.refused.contains(table)) {
                    continue;
                }
                if (loaders.reading(table).isPresent()) {
                    if (shown) {
                        sources.shows(source, table);
                    }
                    String condition = summary.conditions().getOrDefault(table, "");
                    if (!shown || !condition.isEmpty()) {
                        sources.showsInPart(source, table, condition);
                    }
                } else if (shown && loaders.readingLikeOf(table).isPresent()) {
                    sources.passesOver(source, table);
                }
            }
            return summary.complete() ? read : read.with(read.seen(), false, summary.incompleteBecause());
        } catch (IOException e) {
            throw new InputRefused(source.file() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** A large file is decompressed beside the reading of its rows. */
    private InputStream open(Source source) throws IOException {
        LongConsumer done = new LongConsumer() {
            private long told;

            @Override
            public void accept(long bytes) {
                request.progress().done(bytes - told);
                told = bytes;
            }
        };
        if (request.threads() == 1 || source.file().toFile().length() < SMALL_BYTES) {
            return Compression.open(source.file(), done);
        }
        AtomicLong bytes = new AtomicLong();
        // Progress is told by one thread alone.
        return new FilterInputStream(new ReadAhead(Compression.open(source.file(), bytes::set))) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                done.accept(bytes.get());
                return super.read(into, offset, length);
            }
        };
    }

    /**
     * By its name or its folder's, else by its trailer; one that tells the day alone is no instant either, for what ended before the dump
     * was made would be gone since midnight.
     */
    private Source dated(Source source, LocalDateTime completedAt) {
        boolean named = source.seen() != Micros.ALWAYS;
        if (completedAt == null) {
            if (!named) {
                throw new InputRefused(source.file() + ": neither its name nor a trailer tells when it was made."
                        + " Maybe name it like mysqldump-2024-05-01T03:00:00Z.sql.");
            }
            return source;
        }
        String zone = knowledge.setting(Knowledge.DUMP_ZONE).text();
        long completed = Micros.of(completedAt.atZone(ZoneId.of(zone)).toInstant());
        // From any zone's day to another's.
        boolean thatDay = completed >= source.seen() - Micros.DAY && completed < source.seen() + 2 * Micros.DAY;
        if (named && !(SourceFinder.tellsDayAlone(source) && thatDay)) {
            if (Math.abs(completed - source.seen()) > Micros.DAY) {
                note(
                        source.seen(),
                        new EvidenceNote(
                                "instant_contradicted",
                                // Old dumps that were restored and dumped anew are named by what they show.
                                "note",
                                region,
                                source.name(),
                                "",
                                Math.min(completed, source.seen()),
                                Math.max(completed, source.seen()),
                                "By its name it was made at " + Micros.text(source.seen())
                                        + ", by its trailer it was completed at " + Micros.text(completed)
                                        + "; the name counts. Maybe name it by its trailer, unless it was restored and dumped anew."));
            }
            return source;
        }
        note(
                completed,
                new EvidenceNote(
                        "assumed_time",
                        "note",
                        region,
                        source.name(),
                        "",
                        completed,
                        completed,
                        "The instant is the dump trailer's, read as local time of the zone " + zone
                                + " (setting dump_zone)."));
        return source.with(completed, source.complete(), "instant from the trailer");
    }

    /** Of what was observed later than asked for nothing is told. */
    private void note(long seen, EvidenceNote ofDump) {
        if (seen <= request.asOf()) {
            notes.add(ofDump);
        }
    }

    /** Takes the rows of all dumps into the scratch tables: what was read before only as a reference to its first row. */
    private final class DumpRows implements MysqldumpReader.Rows, AutoCloseable {
        private final KnownRows known = new KnownRows();
        private final Map<String, Integer> layouts = new HashMap<>();
        private final RowAppender storing = new RowAppender(database, request.threads() > 1);
        private final TreeSet<String> refused = new TreeSet<>();
        private Source source;
        /** By which the loader's tables are called; null where its rows are not taken. */
        private String loaderName;
        /** Rows one after the other that stood one after the other before: what did not change comes in long runs. */
        private long runFrom;

        private long runFirst;
        private long runLength;
        private int tableIndex;
        private long layout;
        private int[] place;
        private long[] count;

        void begin(Source next) {
            source = next;
            refused.clear();
        }

        @Override
        public int[] table(String schema, String table, List<String> columns) {
            String rawTable = schema + "." + table;
            endRun();
            loaderName = null;
            Loader loader = loaders.reading(rawTable).orElse(null);
            if (loader == null) {
                return null;
            }
            if (columns.isEmpty()) {
                // Nothing names its columns: wanted all the same, so that the rows are reported and not skipped.
                return new int[0];
            }
            List<Loader.RawColumn> reads = loader.reads();
            place = new int[reads.size()];
            List<Integer> wanted = new ArrayList<>();
            for (int i = 0; i < place.length; i++) {
                int index = columns.indexOf(reads.get(i).name());
                place[i] = index < 0 ? -1 : wanted.size();
                if (index >= 0) {
                    wanted.add(index);
                } else if (!reads.get(i).optional()) {
                    if (refused.add(rawTable)) {
                        quarantine.addTable(Quarantined.lacksColumn(
                                source, rawTable, reads.get(i).name(), columns));
                    }
                    // No value of its rows is wanted, but they are counted.
                    count = sources.rowsToCount(source, rawTable);
                    return new int[0];
                }
            }
            tableIndex = loader.table().equals(rawTable) ? 0 : loader.also().indexOf(rawTable) + 1;
            count = sources.rowsToCount(source, rawTable);
            loaderName = loader.sqlName();
            // Equal values are equal rows only if they stand in the same columns of the same table.
            layout = layouts.computeIfAbsent(rawTable + Arrays.toString(place), key -> layouts.size());
            return wanted.stream().mapToInt(Integer::intValue).toArray();
        }

        @Override
        public boolean isKnown(long number, DumpRow row, int[] wanted) {
            if (loaderName == null) {
                return false;
            }
            known.begin(layout);
            row.describe(wanted, known);
            long origin = Origin.of(source.id(), tableIndex, number);
            long first = known.first(origin);
            if (first == origin) {
                return false;
            }
            if (origin != runFrom + runLength || first != runFirst + runLength) {
                endRun();
                runFrom = origin;
                runFirst = first;
            }
            runLength++;
            count[0]++;
            return true;
        }

        private void endRun() {
            if (runLength > 0) {
                storing.addAgain(loaderName, runFrom, runFirst, runLength);
            }
            runLength = 0;
        }

        @Override
        public void row(long number, long offset, String[] values) {
            if (loaderName == null) {
                count[0]++;
                count[1]++;
                return;
            }
            String[] cells = new String[place.length];
            for (int i = 0; i < place.length; i++) {
                cells[i] = place[i] < 0 ? null : values[place[i]];
            }
            storing.add("dump_" + loaderName, Origin.of(source.id(), tableIndex, number), cells);
            count[0]++;
        }

        @Override
        public void malformed(
                String schema, String table, long number, long offset, long bytes, String reason, String excerpt) {
            String rawTable = table.isEmpty() ? "" : schema + "." + table;
            if (rawTable.isEmpty() || loaders.reading(rawTable).isPresent()) {
                long[] counted = sources.rowsToCount(source, rawTable);
                counted[0]++;
                counted[1]++;
                quarantine.add(
                        new Quarantined(
                                source.id(),
                                rawTable,
                                number,
                                reason + " (" + bytes + " bytes from byte " + offset + ")",
                                excerpt),
                        bytes);
            }
        }

        @Override
        public void close() throws SQLException {
            storing.close();
        }
    }
}
