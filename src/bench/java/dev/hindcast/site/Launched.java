package dev.hindcast.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A run of {@code ./hindcast reconstruct} in a process of its own, measured from outside: its progress tells when a stage ends, and
 * the operating system what it has used till then.
 *
 * @param stages    those of all regions together, in the order of the first region
 * @param wall      seconds
 * @param cpu       seconds on all cores, to a few hundredths
 * @param peakBytes the most memory that was resident; -1 where the system does not tell
 * @param result    bytes of the result file
 */
record Launched(List<Stage> stages, double wall, double cpu, long peakBytes, long result) {
    private static final long POLL_MILLIS = 20;

    /** A stage, or what was done before the first. Rows are what the stage counts, 0 if it counts nothing. */
    record Stage(String name, long rows, double wall, double cpu) {
        private Stage and(Stage other) {
            return new Stage(name, rows + other.rows, wall + other.wall, cpu + other.cpu);
        }
    }

    /** @param arguments of the command, without the result file */
    static Launched reconstruct(List<String> arguments, Path result) throws IOException, InterruptedException {
        // A build that is due is no part of the run.
        new ProcessBuilder("./hindcast", "--version")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        List<String> command = new ArrayList<>(List.of("./hindcast", "reconstruct", "--progress", "json"));
        command.addAll(arguments);
        command.addAll(List.of("-o", result.toString()));
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Use use = new Use(process);
        use.start();
        Map<String, Stage> stages = new LinkedHashMap<>();
        try (BufferedReader progress = process.errorReader(StandardCharsets.UTF_8)) {
            Stage before = new Stage("", 0, 0, 0);
            for (String line = progress.readLine(); line != null; line = progress.readLine()) {
                JsonNode told = told(line);
                boolean first = stages.isEmpty() && told.path("state").asText().equals("begins");
                if (first || told.path("state").asText().equals("has ended")) {
                    use.look();
                    Stage till = new Stage("", 0, (System.nanoTime() - start) / 1e9, use.cpu);
                    String name = first ? "starting" : told.path("stage").asText();
                    Stage stage = new Stage(
                            name.replaceFirst("^publishing .*", "publishing"),
                            told.path("done").asLong(),
                            till.wall - before.wall,
                            till.cpu - before.cpu);
                    stages.merge(stage.name, stage, Stage::and);
                    before = till;
                }
            }
        }
        int exit = process.waitFor();
        double wall = (System.nanoTime() - start) / 1e9;
        if (exit != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + exit);
        }
        return new Launched(List.copyOf(stages.values()), wall, use.cpu, use.peakBytes, Files.size(result));
    }

    private static JsonNode told(String line) throws IOException {
        if (!line.startsWith("{")) {
            System.err.println(line);
            return new ObjectMapper().createObjectNode();
        }
        return new ObjectMapper().readTree(line);
    }

    String peak() {
        return peakBytes < 0 ? "unknown" : peakBytes / 1_000_000 + " MB";
    }

    /** What a process has used; looks again and again, for afterwards nobody can tell. */
    private static final class Use extends Thread {
        private final Process process;
        private volatile double cpu;
        private volatile long peakBytes = -1;

        Use(Process process) {
            this.process = process;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (process.isAlive()) {
                    look();
                    sleep(POLL_MILLIS);
                }
            } catch (InterruptedException e) {
                interrupt();
            }
        }

        synchronized void look() {
            cpu = Math.max(
                    cpu, process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9);
            try {
                for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
                    if (line.startsWith("VmHWM:")) {
                        peakBytes = Math.max(peakBytes, Long.parseLong(line.replaceAll("\\D", "")) * 1024);
                    }
                }
            } catch (IOException e) {
                // Another system, or the process is gone: what was seen before stays.
                return;
            }
        }
    }
}
