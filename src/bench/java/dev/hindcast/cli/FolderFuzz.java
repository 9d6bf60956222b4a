package dev.hindcast.cli;

import dev.hindcast.Mutation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
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

/**
 * Damaged evidence folders, whole runs: dumps, CSV and Parquet exports, signals, windows and settings come to harm, files are empty, and
 * names hold whatever a name can hold. Each run must end well, or with exit code 1 and one clear message, and leave no litter.
 *
 * <p>Arguments: seed (1 unless given), number of folders (1000 unless given). Folder {@code i} depends on the seed and {@code i}
 * alone. A folder that fails is kept and named.
 */
final class FolderFuzz {
    private static final int SECONDS_MAX = 60;
    private static final String[] NAMES = {
        "it's", "a b", "new\nline", "\"q\"", "x;DROP TABLE y", "[a-z]", "st*r", "wh?t", "{1,2}", "a=b", "%41$(x)", "\u00e9\u4e16", "'',x) --",
        "back\\slash", "~", "-o",
    };
    private static final String WINDOWS =
            """
            windows:
              - id: ironic-seen-every-hour
                table: ironic.nodes
                column: maintenance
                holds_for: PT2H
                confidence: 0.9
                reason: Since 2023 this table is exported hourly.
            """;
    private static final String SETTINGS =
            """
            settings:
              dump_zone: America/Chicago
              silence: P90D
              maintenance_lease_name: "maint-(.+)|[a-z]*-maintenance"
            """;

    private final List<Path> examples = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Path scratch;

    private FolderFuzz(Path scratch) throws IOException {
        this.scratch = scratch;
        examples.add(Path.of("src/main/resources/demo/example"));
        try (Stream<Path> cases = Files.list(Path.of("golden"))) {
            cases.map(each -> each.resolve("raw")).filter(Files::isDirectory).sorted().forEach(examples::add);
        }
    }

    public static void main(String[] arguments) throws Exception {
        long seed = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1;
        int folders = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
        Path scratch = Files.createTempDirectory("folder-fuzz-");
        FolderFuzz fuzz = new FolderFuzz(scratch);
        ExecutorService runner = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "runner");
            thread.setDaemon(true);
            return thread;
        });
        PrintStream out = System.out;
        out.println("seed " + seed + ", " + folders + " folders");
        for (int i = 0; i < folders; i++) {
            List<String> harm = new ArrayList<>();
            Path folder = Files.createDirectory(scratch.resolve("run-" + i));
            Path evidence = fuzz.harmedFolder(folder, new Random(seed * 1_000_003 + i), harm);
            Future<String> running = runner.submit(() -> fuzz.problemOf(evidence, folder));
            String problem;
            try {
                problem = running.get(SECONDS_MAX, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                problem = "it takes longer than " + SECONDS_MAX + " seconds";
            } catch (ExecutionException e) {
                problem = e.getCause().toString();
            }
            if (problem != null) {
                out.println("folder " + i + " " + harm + " fails and is kept in " + folder + "\n" + problem);
                System.exit(1);
            }
            delete(folder);
            harm.forEach(name -> fuzz.counts.merge(name.replaceAll(" .*", ""), 1, Integer::sum));
        }
        Files.delete(scratch);
        out.println(fuzz.counts);
        out.println(folders + " folders passed");
        System.exit(0);
    }

    private Path harmedFolder(Path folder, Random random, List<String> harm) throws IOException, SQLException {
        Path example = examples.get(random.nextInt(examples.size()));
        harm.add("example " + example);
        Path evidence = folder.resolve(random.nextInt(4) == 0 ? NAMES[random.nextInt(NAMES.length)] : "evidence");
        copy(example, evidence);
        List<Path> files = files(evidence);
        Path region = files.get(0).getParent();
        if (random.nextInt(3) == 0) {
            Files.writeString(region.resolve("windows.yml"), WINDOWS);
            Files.writeString(region.resolve("region.yml"), SETTINGS);
        }
        if (random.nextInt(3) == 0) {
            harm.add("parquet");
            for (Path file : files) {
                parquet(file);
            }
        }
        files = files(evidence);
        for (int i = random.nextInt(3); i >= 0; i--) {
            Path file = files.get(random.nextInt(files.size()));
            if (!Files.isRegularFile(file)) {
                continue;
            }
            byte[] bytes = Files.readAllBytes(file);
            switch (random.nextInt(8)) {
                case 0 -> {
                    harm.add("empty " + file.getFileName());
                    Files.write(file, new byte[0]);
                }
                case 1 -> {
                    harm.add("renamed " + file.getFileName());
                    Path odd = file.resolveSibling(NAMES[random.nextInt(NAMES.length)]);
                    Files.createDirectories(odd);
                    Files.move(file, odd.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
                case 2 -> {
                    harm.add("link " + file.getFileName());
                    Path link = file.resolveSibling("loop" + i);
                    Files.deleteIfExists(link);
                    Files.createSymbolicLink(link, random.nextBoolean() ? folder : Path.of("nowhere.sql"));
                }
                case 3 -> {
                    harm.add("folder " + file.getFileName());
                    Files.delete(file);
                    Files.createDirectory(file);
                }
                default -> {
                    if (bytes.length > 0) {
                        harm.add("harmed " + file.getFileName());
                        Files.write(file, Mutation.some(bytes, random, harm));
                    }
                }
            }
        }
        return evidence;
    }

    private static void parquet(Path csv) throws IOException, SQLException {
        String name = csv.getFileName().toString();
        if (name.endsWith(".csv")) {
            Path parquet = Files.createTempFile("export", ".parquet");
            Path plain = Files.copy(csv, Files.createTempFile("export", ".csv"), StandardCopyOption.REPLACE_EXISTING);
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "COPY (FROM read_csv('" + plain + "', header=true)) TO '" + parquet + "' (FORMAT parquet)");
            }
            Files.move(parquet, csv.resolveSibling(name.replace(".csv", ".parquet")), StandardCopyOption.REPLACE_EXISTING);
            Files.delete(plain);
            Files.delete(csv);
        }
    }

    /** A file of what people know tells all its mistakes at once. */
    private static final int MESSAGE_MAX = 8000;

    /** Runs a reconstruction and says what is wrong with how it ends; null if nothing is. */
    private String problemOf(Path evidence, Path folder) throws IOException {
        Path output = Files.createDirectory(folder.resolve("out")).resolve("region.db");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        int exit = Main.run("reconstruct", "--quiet", "-o", output.toString(), "--", evidence.toString());
        String said = err.toString(StandardCharsets.UTF_8);
        counts.merge("EXIT " + exit, 1, Integer::sum);
        List<Path> left;
        try (Stream<Path> files = Files.list(output.getParent())) {
            left = files.toList();
        }
        String problem = null;
        if (exit == 0) {
            problem = left.equals(List.of(output)) && said.isEmpty() ? null : "beside the result: " + left;
        } else if (exit != 1) {
            problem = "exit code " + exit;
        } else if (!said.startsWith("hindcast: ") || said.contains("\tat ") || said.length() > MESSAGE_MAX) {
            problem = "not one clear message";
        } else if (!left.isEmpty()) {
            problem = "refused, but left " + left;
        }
        return problem == null ? null : problem + "\n" + said + out.toString(StandardCharsets.UTF_8);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
