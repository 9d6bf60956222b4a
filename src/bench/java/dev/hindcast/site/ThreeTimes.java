package dev.hindcast.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/**
 * What three times the hosts, leases and instances cost {@code reconstruct}, in ratios.
 *
 * <p>Arguments: a folder, in which {@code one} and {@code three} are made if they are not there, and by how much to divide the ten
 * years' hosts and instances for {@code one} (1 unless given). Run from the checkout.
 */
final class ThreeTimes {
    private ThreeTimes() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        MadeSite.Scale scale = MadeSite.Scale.TEN_YEARS.part(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1);
        Launched one = measured(folder.resolve("one"), scale);
        Launched three = measured(folder.resolve("three"), scale.times(3));
        System.out.printf(
                Locale.ROOT,
                "three / one: %.2f wall, %.2f CPU, %.2f peak memory, %.2f result%n",
                three.wall() / one.wall(),
                three.cpu() / one.cpu(),
                three.peakBytes() / (double) one.peakBytes(),
                three.result() / (double) one.result());
    }

    private static Launched measured(Path site, MadeSite.Scale scale)
            throws IOException, InterruptedException, SQLException {
        MadeSite.make(site, scale);
        TenYears.warm(site);
        Path result = Files.createTempFile("three-times-", ".db");
        try {
            Launched run = Launched.reconstruct(List.of(site.toString()), result);
            System.out.printf(
                    Locale.ROOT,
                    "%-6s %8d instances wanted: %.2f s wall, %.2f s CPU, peak %s, result %d MB%n",
                    site.getFileName(),
                    scale.instances(),
                    run.wall(),
                    run.cpu(),
                    run.peak(),
                    run.result() / 1_000_000);
            return run;
        } finally {
            Files.deleteIfExists(result);
        }
    }
}
