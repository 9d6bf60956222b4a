package dev.hindcast.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How fast dumps are read, in megabytes (10^6) of decompressed dump per second, beside {@code zcat} in the same run. The bar: what
 * reads dumps into the scratch database is at least a third as fast as {@code zcat} alone.
 *
 * <p>Arguments: a folder with one region's {@code .gz} dumps, and how often to repeat (3 unless given).
 */
final class DumpSpeed {
    private final Loaders loaders = Loaders.of(TextFile.inFolder(null, "evidence-loaders"));
    private final List<TextFile> settings = TextFile.inFolder(null, "rules-drl");
    private final Path folder;
    private final List<Path> dumps;
    private final Path plain;
    private long bytes;

    private DumpSpeed(Path folder, Path scratch) throws IOException {
        this.folder = folder;
        this.plain = scratch.resolve("plain.sql");
        try (Stream<Path> files = Files.list(folder)) {
            this.dumps = files.filter(file -> file.toString().endsWith(".gz"))
                    .sorted()
                    .toList();
        }
    }

    public static void main(String[] arguments) throws Exception {
        int repeats = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        Path scratch = Files.createTempDirectory("dump-speed-");
        DumpSpeed speed = new DumpSpeed(Path.of(arguments[0]), scratch);
        try {
            speed.makePlain();
            System.out.printf("%d dumps, %d MB decompressed%n", speed.dumps.size(), speed.bytes / 1_000_000);
            for (int i = 0; i < repeats; i++) {
                speed.measure();
            }
        } finally {
            Files.deleteIfExists(speed.plain);
            Files.delete(scratch);
        }
    }

    private void makePlain() throws IOException {
        try (OutputStream out = Files.newOutputStream(plain)) {
            for (Path dump : dumps) {
                MysqldumpReader.Summary summary;
                try (InputStream in = Compression.open(dump)) {
                    summary = MysqldumpReader.read(new Copying(in, out), null, new Nothing());
                }
                bytes += summary.bytes();
            }
        }
    }

    private void measure() throws Exception {
        double zcat = rate(() -> {
            List<String> command = new ArrayList<>(List.of("zcat"));
            dumps.forEach(dump -> command.add(dump.toString()));
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        });
        double gunzip = rate(() -> {
            for (Path dump : dumps) {
                drain(dump);
            }
        });
        double tokenizer = rate(() -> readAll(List.of(plain)));
        double both = rate(() -> readAll(dumps));
        double staged = bytes / 1e6 / secondsUntilStaged();
        System.out.printf(
                Locale.ROOT,
                "zcat %.0f MB/s; Java's gunzip %.0f; tokenizer on plain %.0f; on .gz %.0f (%.2f of zcat);"
                        + " staged %.0f (%.2f of zcat)%n",
                zcat,
                gunzip,
                tokenizer,
                both,
                both / zcat,
                staged,
                staged / zcat);
    }

    /** What is timed. */
    private interface Work {
        void run() throws Exception;
    }

    private double rate(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return bytes / 1e6 / ((System.nanoTime() - start) / 1e9);
    }

    private static void drain(Path dump) throws IOException {
        try (InputStream in = Compression.open(dump)) {
            byte[] buffer = new byte[1 << 20];
            while (in.read(buffer) >= 0) {
                // only decompressing
            }
        } catch (java.io.EOFException e) {
            // One of them may be cut short: it is as long as it is.
        }
    }

    private void readAll(List<Path> files) throws IOException {
        for (Path file : files) {
            try (InputStream in = Compression.open(file)) {
                MysqldumpReader.read(in, null, new Columns());
            }
        }
    }

    private double secondsUntilStaged() {
        long start = System.nanoTime();
        long[] end = new long[1];
        EvidenceReader reader = new EvidenceReader(new EvidenceReader.Request(
                List.of(folder), loaders, settings, null, List::of, Micros.FOREVER, Micros.FOREVER, 2, new Progress() {
                    private boolean dumps;

                    @Override
                    public void stage(String region, String stage, long expected) {
                        boolean reading = stage.startsWith("bytes of");
                        if (dumps && !reading) {
                            end[0] = System.nanoTime();
                            throw new Staged();
                        }
                        dumps |= reading;
                    }

                    @Override
                    public void done(long more) {}

                    @Override
                    public void note(String line) {}
                }));
        try {
            reader.read(reader.regionNames().get(0)).close();
        } catch (Staged e) {
            return (end[0] - start) / 1e9;
        }
        throw new IllegalStateException("nothing followed the dumps");
    }

    /** Thrown once the dumps are read: what follows is not measured here. */
    private static final class Staged extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Wants the columns that loaders read, and looks at nothing. */
    private final class Columns implements MysqldumpReader.Rows {
        @Override
        public int[] table(String schema, String table, List<String> columns) {
            return loaders.reading(schema + "." + table)
                    .map(loader -> loader.reads().stream()
                            .mapToInt(column -> columns.indexOf(column.name()))
                            .filter(index -> index >= 0)
                            .toArray())
                    .orElse(null);
        }

        @Override
        public void row(long number, long offset, String[] values) {}

        @Override
        public void malformed(
                String schema, String table, long number, long offset, long bytes, String reason, String excerpt) {}
    }

    /** Wants no row. */
    private static final class Nothing implements MysqldumpReader.Rows {
        @Override
        public int[] table(String schema, String table, List<String> columns) {
            return null;
        }

        @Override
        public void row(long number, long offset, String[] values) {}

        @Override
        public void malformed(
                String schema, String table, long number, long offset, long bytes, String reason, String excerpt) {}
    }

    /** Copies what is read. */
    private static final class Copying extends java.io.FilterInputStream {
        private final OutputStream out;

        Copying(InputStream in, OutputStream out) {
            super(in);
            this.out = out;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            if (read > 0) {
                out.write(buffer, offset, read);
            }
            return read;
        }
    }
}
