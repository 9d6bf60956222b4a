package dev.hindcast.audit;

import dev.hindcast.audit.replay.Part;
import dev.hindcast.audit.replay.Replay;
import dev.hindcast.audit.replay.Steps;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Progress;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.store.RawTables;
import dev.hindcast.store.ResultReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Whether a result file says what its segments make, and is as it was written: the replay, the digests of all tables, and the head
 * that covers them.
 */
public final class Verification {
    /** @param head as the run row gives it now, whatever is written down */
    public record Outcome(List<Part> parts, String head) {
        public boolean isEqual() {
            return parts.stream().allMatch(Part::isEqual);
        }
    }

    private Verification() {}

    /**
     * @param keptHead a head kept elsewhere, or empty
     * @throws dev.hindcast.evidence.InputRefused if the file cannot be read
     */
    public static Outcome run(Path file, String keptHead, Progress progress) {
        ExecutorService beside = Executors.newSingleThreadExecutor();
        try (ResultReader reader = ResultReader.open(file);
                ResultReader other = ResultReader.open(file)) {
            RawTables tables = new RawTables(reader);
            List<Part> parts = new ArrayList<>();
            parts.add(new Part(
                    "schema",
                    "tables, views, indexes and guards",
                    tables.schemaDifference().orElse(""),
                    0));
            // What only reads goes on beside what works out, each with its own hold of the file.
            RawTables same = new RawTables(other);
            Future<Part> digests = beside.submit(() -> digests(same));
            Future<Part> pages = beside.submit(() -> new Part(
                    "pages", "all, as SQLite checks them", same.damage().orElse(""), 0));
            try {
                Replay replay = new Replay(tables, progress);
                parts.addAll(replay.run());
                if (parts.stream().allMatch(Part::isEqual)) {
                    parts.add(metrics(reader, replay, progress));
                }
            } catch (InputRefused e) {
                throw e;
            } catch (RuntimeException e) {
                // Rows that were never written may hold anything; of those that were, it is our fault.
                if (of(digests).isEqual()) {
                    throw e;
                }
                parts.add(new Part("replay", "what the segments make", "cannot be worked out again (" + e + ")", 0));
            }
            progress.stage("", "digests of tables", 0);
            parts.add(of(digests));
            String head = tables.head();
            parts.add(head(tables.run(), head, keptHead));
            parts.add(of(pages));
            return new Outcome(parts, head);
        } finally {
            beside.shutdownNow();
        }
    }

    private static Part of(Future<Part> part) {
        try {
            return part.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** What export and explain say, step by step, against what the entries give. */
    private static Part metrics(ResultReader reader, Replay replay, Progress progress) {
        long[] steps = new long[2];
        String first = "";
        long more = 0;
        for (ResultReader.Region region : reader.regions()) {
            Balances balances = reader.balances(region);
            progress.stage(
                    region.name(),
                    "series",
                    (long) Series.values().length * balances.resources().size());
            for (Series series : Series.values()) {
                for (String resource : balances.resources()) {
                    Steps told = new Steps();
                    balances.eachStep(
                            series,
                            resource,
                            step -> told.add(step.at(), step.value(), step.unknown(), step.unmeasured()));
                    Steps expected = replay.steps(region.id(), series.text(), resource);
                    steps[0]++;
                    steps[1] += told.count();
                    if (expected == null || !expected.isSame(told)) {
                        more += first.isEmpty() ? 0 : 1;
                        first = first.isEmpty()
                                ? "series " + series.text() + " " + resource + " of region " + region.name() + ": "
                                        + told.count() + " steps that are not just the "
                                        + (expected == null ? 0 : expected.count()) + " that the entries give"
                                : first;
                    }
                    progress.done(1);
                }
            }
        }
        return new Part("metrics", steps[1] + " steps of " + steps[0] + " series, from the entries", first, more);
    }

    private static Part digests(RawTables tables) {
        SortedMap<String, String> run = tables.run();
        String first = "";
        long more = 0;
        long rows = 0;
        for (String table : tables.tables()) {
            RawTables.TableDigest digest = tables.digest(table);
            rows += digest.rows();
            String written = run.getOrDefault("digest of " + table, "nothing");
            if (!written.equals(digest.sha256())) {
                more += first.isEmpty() ? 0 : 1;
                first = first.isEmpty()
                        ? "table " + table + ": a value of its " + digest.rows()
                                + " rows, or their number, is not what was written (digest " + digest.sha256()
                                + ", expected " + written + ")"
                        : first;
            }
        }
        return new Part("digests", tables.tables().size() + " tables of " + rows + " rows", first, more);
    }

    private static Part head(SortedMap<String, String> run, String head, String kept) {
        String written = run.getOrDefault("head", "nothing");
        String difference = "";
        if (!written.equals(head)) {
            difference = "run, row 'head': is " + written + ", expected " + head + " from the " + (run.size() - 1)
                    + " other rows";
        } else if (!kept.isEmpty() && !kept.equals(head)) {
            difference = "the head is " + head + ", and the one kept is " + kept
                    + ": this is not the file, or not the state of it, whose head was kept";
        }
        return new Part(
                "head",
                (run.size() - 1) + " rows of the run" + (kept.isEmpty() ? "" : ", and the head kept"),
                difference,
                0);
    }
}
