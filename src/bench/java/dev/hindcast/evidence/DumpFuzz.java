package dev.hindcast.evidence;

import com.github.luben.zstd.ZstdOutputStream;
import dev.hindcast.Mutation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * Damaged dumps by the ten thousand: whatever they hold, the reader neither throws nor hangs, tells the same whatever the size of its
 * buffer, and accounts for every byte, each stretch it could not read with offset and reason.
 *
 * <p>Arguments: seed (1 unless given), number of inputs (10000 unless given). Input {@code i} depends on the seed and {@code i}
 * alone. An input that fails is saved and named.
 */
final class DumpFuzz {
    private static final Path EXAMPLES = Path.of("src/main/resources/demo/example");
    private static final int SECONDS_MAX = 10;
    private static final int TWICE_BYTES_MAX = 1 << 20;

    private final List<byte[]> dumps = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Path scratch;
    private long bytesRead;
    private long rows;
    private long stretches;

    private DumpFuzz(Path scratch) throws IOException {
        this.scratch = scratch;
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".sql")).sorted().toList()) {
                String dump = Files.readString(file);
                dumps.add(dump.getBytes(StandardCharsets.UTF_8));
                // As MySQL writes it: all rows of a table on one line.
                dumps.add(dump.replace("),\n(", "),(").replace("VALUES\n(", "VALUES (").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        long seed = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1;
        int inputs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        Path scratch = Files.createTempDirectory("dump-fuzz-");
        DumpFuzz fuzz = new DumpFuzz(scratch);
        ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "reader");
            thread.setDaemon(true);
            return thread;
        });
        System.out.println("seed " + seed + ", " + inputs + " inputs");
        for (int i = 0; i < inputs; i++) {
            List<String> names = new ArrayList<>();
            Path file = scratch.resolve("input");
            Files.write(file, fuzz.input(new Random(seed * 1_000_003 + i), names));
            Future<?> reading = reader.submit(() -> {
                fuzz.check(file);
                return null;
            });
            try {
                reading.get(SECONDS_MAX, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                Path kept = Files.move(file, Path.of("target/bench/dump-fuzz-" + seed + "-" + i));
                System.out.println("input " + i + " " + names + " fails and is kept in " + kept);
                if (e instanceof TimeoutException) {
                    System.out.println("it takes longer than " + SECONDS_MAX + " seconds");
                }
                e.printStackTrace(System.out);
                System.exit(1);
            }
            names.forEach(name -> fuzz.counts.merge(name, 1, Integer::sum));
        }
        Files.deleteIfExists(scratch.resolve("input"));
        Files.delete(scratch);
        System.out.println(fuzz.counts);
        System.out.printf(
                "%d inputs passed: %d MB, %d rows read, %d stretches reported%n",
                inputs, fuzz.bytesRead / 1_000_000, fuzz.rows, fuzz.stretches);
        System.exit(0);
    }

    private byte[] input(Random random, List<String> names) throws IOException {
        byte[] dump = dumps.get(random.nextInt(dumps.size()));
        byte[] harmed = Mutation.some(dump, random, names);
        return switch (random.nextInt(10)) {
            case 0 -> compressed(harmed, "gzip", names);
            case 1 -> compressed(harmed, "zstd", names);
            case 2 -> Mutation.some(compressed(dump, "gzip", names), random, names);
            case 3 -> Mutation.some(compressed(dump, "zstd", names), random, names);
            case 4 -> {
                byte[] two = joined(compressed(dump, "gzip", names), compressed(harmed, "gzip", names));
                yield random.nextBoolean() ? two : Mutation.some(two, random, names);
            }
            default -> harmed;
        };
    }

    private static byte[] compressed(byte[] bytes, String format, List<String> names) throws IOException {
        names.add(format);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream compressing = format.equals("gzip") ? new GZIPOutputStream(out) : new ZstdOutputStream(out)) {
            compressing.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }

    private void check(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = decompressed(file);
        } catch (InputRefused e) {
            counts.merge("refused", 1, Integer::sum);
            return;
        }
        Told told = new Told(bytes);
        MysqldumpReader.Summary summary;
        try (InputStream in = Compression.open(file)) {
            summary = MysqldumpReader.read(in, null, told, 1 << 16);
        }
        told.check(summary);
        if (bytes.length < TWICE_BYTES_MAX) {
            Told again = new Told(bytes);
            int buffer = 16 + bytes.length % 301;
            MysqldumpReader.Summary second =
                    MysqldumpReader.read(new ByteArrayInputStream(bytes), null, again, 1 << 16, buffer);
            List<String> first = told.said.toString().lines().toList();
            List<String> other = again.said.toString().lines().toList();
            int same = 0;
            while (same < Math.min(first.size(), other.size()) && first.get(same).equals(other.get(same))) {
                same++;
            }
            require(
                    first.equals(other),
                    "a buffer of " + buffer + " bytes tells\n" + other.stream().skip(same).limit(3).toList()
                            + "\nand not\n" + first.stream().skip(same).limit(3).toList());
            require(summary.account().equals(second.account()), summary.account() + " or " + second.account());
        }
        bytesRead += bytes.length;
        rows += summary.rows();
        stretches += told.stretches;
    }

    /** What the file holds up to its damage. */
    private static byte[] decompressed(Path file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = Compression.open(file)) {
            byte[] buffer = new byte[1 << 12];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        } catch (EOFException | ZipException e) {
            // The damage.
        }
        return out.toByteArray();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /** Writes down what the reader tells, and checks that it lies in the dump, in order. */
    private static final class Told implements MysqldumpReader.Rows {
        private final byte[] dump;
        private final StringBuilder said = new StringBuilder();
        private long last;
        private long rowsTold;
        private long malformed;
        private long stretches;

        Told(byte[] dump) {
            this.dump = dump;
        }

        @Override
        public int[] table(String schema, String table, List<String> columns) {
            said.append(schema).append('.').append(table).append(columns).append('\n');
            int[] all = new int[columns.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = i;
            }
            return table.endsWith("s") ? all : null;
        }

        @Override
        public void row(long number, long offset, String[] values) {
            said.append(number).append('@').append(offset).append(String.join(",", values)).append('\n');
            require(offset >= last && offset < dump.length && dump[(int) offset] == '(', "a row at " + offset);
            last = offset + 1;
            rowsTold++;
        }

        @Override
        public void malformed(
                String schema, String table, long number, long offset, long bytes, String reason, String excerpt) {
            said.append(number).append('@').append(offset).append('+').append(bytes).append(reason).append('\n');
            require(offset >= last && bytes >= 0 && offset + bytes <= dump.length, bytes + " bytes at " + offset);
            require(!reason.isBlank() && excerpt.length() <= 120, reason + ": " + excerpt);
            last = offset + bytes;
            malformed += bytes;
            stretches++;
        }

        void check(MysqldumpReader.Summary summary) {
            DumpAccount account = summary.account();
            require(account.bytes() == dump.length, account + " of " + dump.length);
            require(account.malformed() == malformed, account + ", but told " + malformed);
            require(summary.rows() == rowsTold, summary.rows() + " rows, but told " + rowsTold);
            require(account.rows() >= 2 * rowsTold && account.understood() >= 0, account.toString());
            require(account.leftOut() == 0 || !summary.complete(), account + " of a complete dump");
            require(account.leftOutFrom() >= last, account + ", but told up to " + last);
        }
    }
}
