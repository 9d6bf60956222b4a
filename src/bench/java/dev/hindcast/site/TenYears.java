package dev.hindcast.site;

import dev.hindcast.reasoning.Entity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How long {@code reconstruct} takes for ten years of a large site, stage by stage, beside the {@link Floor} of the same minutes.
 *
 * <p>Arguments: an evidence folder, made if it is not there, and further arguments of {@code reconstruct}, such as
 * {@code --signals FILE}. Run from the checkout.
 */
final class TenYears {
    private TenYears() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        Path folder = Path.of(arguments[0]);
        MadeSite.make(folder, MadeSite.Scale.TEN_YEARS);
        warm(folder);
        Path scratch = Files.createTempDirectory("ten-years-");
        Path result = scratch.resolve("result.db");
        try {
            Launched run = Launched.reconstruct(List.of(arguments), result);
            print("reconstruct", run.stages());
            long instances = instances(result);
            System.out.printf(
                    Locale.ROOT,
                    "%-44s %10d %9.2f %9.2f  peak %s, result %d MB, %d bytes an instance%n%n",
                    "whole (instances)",
                    instances,
                    run.wall(),
                    run.cpu(),
                    run.peak(),
                    run.result() / 1_000_000,
                    run.result() / Math.max(1, instances));
            List<Launched.Stage> floor = Floor.of(folder, result, scratch);
            print("floor", floor);
            double wall = floor.stream().mapToDouble(Launched.Stage::wall).sum();
            double cpu = floor.stream().mapToDouble(Launched.Stage::cpu).sum();
            System.out.printf(Locale.ROOT, "%-44s %10s %9.2f %9.2f%n%n", "whole", "", wall, cpu);
            System.out.printf(
                    Locale.ROOT, "reconstruct / floor: %.2f wall, %.2f CPU%n", run.wall() / wall, run.cpu() / cpu);
        } finally {
            try (Stream<Path> left = Files.walk(scratch)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void print(String title, List<Launched.Stage> stages) {
        System.out.printf("%-44s %10s %9s %9s%n", title, "rows", "wall s", "CPU s");
        for (Launched.Stage stage : stages) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-42s %10s %9.2f %9.2f%n",
                    stage.name(),
                    stage.rows() == 0 ? "" : stage.rows(),
                    stage.wall(),
                    stage.cpu());
        }
    }

    /** Reads all files once, so that the disk is slow for nobody. */
    static void warm(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
        }
    }

    private static long instances(Path result) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + result);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "SELECT count(*) FROM entity WHERE kind = " + Entity.Kind.INSTANCE.ordinal())) {
            count.next();
            return count.getLong(1);
        }
    }
}
