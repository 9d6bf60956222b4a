package dev.hindcast.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs that are killed at random instants, over a result published before: the file is the old one or the new one, whole, and the next
 * run leaves nothing behind, neither beside the result nor in the temporary directory.
 *
 * <p>Arguments: seed (1 unless given), number of runs (100 unless given), evidence folder (the demo's unless given).
 */
final class KilledRuns {
    private static final String RESULT = "region.db";

    private final Path scratch;
    private final String evidence;

    private KilledRuns(Path scratch, String evidence) {
        this.scratch = scratch;
        this.evidence = evidence;
    }

    public static void main(String[] arguments) throws Exception {
        long seed = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1;
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
        String evidence = arguments.length > 2 ? arguments[2] : "src/main/resources/demo/example";
        Path scratch = Files.createTempDirectory("killed-runs-");
        System.out.println("seed " + seed + ", " + runs + " runs");
        String problem = new KilledRuns(scratch, evidence).problem(new Random(seed), runs);
        if (problem != null) {
            System.out.println(problem + "; see " + scratch);
            System.exit(1);
        }
        try (Stream<Path> files = Files.walk(scratch)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private String problem(Random random, int runs) throws IOException, InterruptedException {
        Path temporary = Files.createDirectory(scratch.resolve("tmp"));
        Path results = Files.createDirectory(scratch.resolve("results"));
        Path result = results.resolve(RESULT);
        start("--until", "2024-03-15T00:00:00Z").waitFor();
        byte[] before = Files.readAllBytes(result);
        long start = System.nanoTime();
        start().waitFor();
        long whole = System.nanoTime() - start;
        byte[] after = Files.readAllBytes(result);
        if (Arrays.equals(before, after)) {
            return "the old result and the new are the same";
        }
        Path old = Files.write(scratch.resolve("old.db"), before);
        int published = 0;
        int most = 0;
        for (int i = 0; i < runs; i++) {
            Files.copy(old, result, StandardCopyOption.REPLACE_EXISTING);
            Process process = start();
            process.waitFor((long) (whole * 1.5 * random.nextDouble()), TimeUnit.NANOSECONDS);
            process.destroyForcibly().waitFor();
            byte[] now = Files.readAllBytes(result);
            if (Arrays.equals(now, after)) {
                published++;
            } else if (!Arrays.equals(now, before)) {
                return "after run " + i + " the result is neither the old one nor the new";
            }
            most = Math.max(most, entries(temporary).size() + entries(results).size() - 1);
        }
        System.out.printf(
                "a whole run takes %.1f s; of %d killed, %d had published; at most %d things lay about%n",
                whole / 1e9, runs, published, most);
        Files.copy(old, result, StandardCopyOption.REPLACE_EXISTING);
        if (start().waitFor() != 0 || !Arrays.equals(Files.readAllBytes(result), after)) {
            return "the run after them fails";
        }
        return entries(temporary).isEmpty() && entries(results).equals(List.of(result))
                ? null
                : "litter: " + entries(temporary) + " " + entries(results);
    }

    private Process start(String... more) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                "./hindcast", "reconstruct", evidence, "-q", "-o", scratch.resolve("results").resolve(RESULT).toString());
        builder.command().addAll(List.of(more));
        builder.environment().put("HINDCAST_JAVA_OPTS", "-Djava.io.tmpdir=" + scratch.resolve("tmp"));
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(new File(scratch.toFile(), "err"))
                .start();
    }

    private static List<Path> entries(Path folder) throws IOException {
        // Libraries that Java unpacks by itself, where the launcher has not done it, are not ours to remove.
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> !path.getFileName().toString().matches("(lib|sqlite-).*\\.so(\\.lck)?"))
                    .sorted()
                    .toList();
        }
    }
}
