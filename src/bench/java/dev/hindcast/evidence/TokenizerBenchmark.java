package dev.hindcast.evidence;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Rows of a dump in memory, several megabytes of instances of which a third of the columns is wanted, read a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TokenizerBenchmark {
    private static final int ROWS = 20_000;

    private byte[] dump;

    /** Rows as mysqldump writes them: many to a statement, with NULLs, numbers, times and an escaped quote. */
    @Setup
    public void write() {
        StringBuilder text = new StringBuilder("-- MySQL dump 10.13\n\nCREATE TABLE `instances` (\n");
        for (String column : List.of("created_at", "deleted_at", "id", "uuid", "project_id", "vm_state", "memory_mb")) {
            text.append("  `").append(column).append("` varchar(255) DEFAULT NULL,\n");
        }
        text.append("  `display_name` varchar(255),\n  `key_data` mediumtext\n) ENGINE=InnoDB;\n");
        for (int row = 0; row < ROWS; row++) {
            text.append(row % 1000 == 0 ? "INSERT INTO `instances` VALUES (" : ",(")
                    .append("'2024-05-01 03:00:00',NULL,")
                    .append(row)
                    .append(",'7b6bc171-e672-7aa8-087a-")
                    .append(100_000_000_000L + row)
                    .append("','ef33fa27baa519589df7c7dd3140cfa6','active',65536,'Ann\\'s machine','ssh-rsa ")
                    .append("AAAAB3NzaC1yc2E".repeat(12))
                    .append("')")
                    .append(row % 1000 == 999 ? ";\n" : "");
        }
        dump = text.append("\n-- Dump completed on 2024-05-01  3:00:00\n")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long rows() throws IOException {
        Wanted wanted = new Wanted();
        MysqldumpReader.read(new ByteArrayInputStream(dump), null, wanted);
        if (wanted.rows != ROWS) {
            throw new IllegalStateException(wanted.rows + " rows were read");
        }
        return wanted.characters;
    }

    private static final class Wanted implements MysqldumpReader.Rows {
        private long rows;
        private long characters;

        @Override
        public int[] table(String schema, String table, List<String> columns) {
            return new int[] {columns.indexOf("created_at"), columns.indexOf("deleted_at"), columns.indexOf("uuid")};
        }

        @Override
        public void row(long number, long offset, String[] values) {
            rows++;
            for (String value : values) {
                characters += value == null ? 0 : value.length();
            }
        }

        @Override
        public void malformed(
                String schema, String table, long number, long offset, long bytes, String reason, String excerpt) {
            throw new IllegalStateException(reason);
        }
    }
}
