package dev.hindcast.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Makes Parquet exports of a site that never was, the same for the same seed: of its hosts five sixths are bare metal and have leases,
 * the others are KVM and have seven tenths of the instances.
 *
 * <p>Arguments: the folder to make, and as many as wanted of hosts (1200), years till 2026 (10), instances (1000000, of which a few
 * fall away) and seed (1).
 */
final class MadeSite {
    private static final String HORIZON = "2026-01-01 03:00:00";

    /** How much of it there is. */
    record Scale(int hosts, int years, int instances, int seed) {
        static final Scale TEN_YEARS = new Scale(1200, 10, 1_000_000, 1);

        Scale times(int factor) {
            return new Scale(hosts * factor, years, instances * factor, seed);
        }

        Scale part(int divisor) {
            return new Scale(hosts / divisor, years, instances / divisor, seed);
        }
    }

    private MadeSite() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        int[] numbers = {1200, 10, 1_000_000, 1};
        for (int i = 1; i < arguments.length; i++) {
            numbers[i - 1] = Integer.parseInt(arguments[i]);
        }
        make(Path.of(arguments[0]), new Scale(numbers[0], numbers[1], numbers[2], numbers[3]));
    }

    /** Makes the folder unless it is there. */
    static void make(Path folder, Scale scale) throws IOException, SQLException {
        if (Files.exists(folder)) {
            return;
        }
        long start = System.nanoTime();
        int kvm = Math.max(1, scale.hosts() / 6);
        int virtual = scale.instances() / 10 * 7;
        Path partial = folder.resolveSibling(folder.getFileName() + ".partial");
        region(partial.resolve("made-bm"), true, scale.hosts() - kvm, scale.instances() - virtual, scale);
        region(partial.resolve("made-kvm"), false, kvm, virtual, scale);
        Files.move(partial, folder);
        System.out.printf(Locale.ROOT, "%s made in %.1f s%n", folder, (System.nanoTime() - start) / 1e9);
    }

    private static void region(Path folder, boolean bareMetal, int hosts, int instances, Scale scale)
            throws IOException, SQLException {
        Files.createDirectories(folder);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET VARIABLE region = '" + folder.getFileName() + "'");
            statement.execute("SET VARIABLE bare_metal = " + bareMetal);
            statement.execute("SET VARIABLE hosts = " + hosts);
            statement.execute("SET VARIABLE instances = " + instances);
            statement.execute("SET VARIABLE seed = " + scale.seed());
            statement.execute("SET VARIABLE horizon = TIMESTAMP '" + HORIZON + "'");
            statement.execute("SET VARIABLE dawn = TIMESTAMP '" + HORIZON + "' - to_years(" + scale.years() + ")");
            for (String part : script().split(";")) {
                statement.execute(part);
            }
            List<String> tables = new ArrayList<>();
            try (ResultSet views = statement.executeQuery("SELECT schema_name || '.' || view_name FROM duckdb_views()"
                    + " WHERE schema_name IN ('nova', 'nova_api', 'blazar', 'ironic') ORDER BY 1")) {
                while (views.next()) {
                    tables.add(views.getString(1));
                }
            }
            // DuckDB writes a page per column and group; other exporters write pages of about a megabyte.
            for (String table : tables) {
                String file = folder.resolve(table + ".parquet").toString().replace("'", "''");
                statement.execute("COPY (FROM " + table + ") TO '" + file
                        + "' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)");
            }
        }
    }

    private static String script() throws IOException {
        try (InputStream in = MadeSite.class.getResourceAsStream("/site.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
