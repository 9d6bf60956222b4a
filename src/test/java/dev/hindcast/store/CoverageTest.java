package dev.hindcast.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.hindcast.ExplainedRegion;
import dev.hindcast.metrics.Balances;
import dev.hindcast.metrics.Series;
import dev.hindcast.report.Bucket;
import dev.hindcast.report.BucketReport;
import dev.hindcast.store.ResultReader.Region;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rests on what in the explained region. */
class CoverageTest {
    @TempDir
    private static Path folder;

    private static ResultReader reader;
    private static List<List<String>> rows;

    @BeforeAll
    static void read_the_coverage() {
        reader = ResultReader.open(ExplainedRegion.result(folder));
        rows = new ArrayList<>();
        reader.export(Export.COVERAGE, Export.Filter.all(), rows::add);
    }

    @AfterAll
    static void close_the_result() {
        reader.close();
    }

    @Test
    void the_parts_of_a_month_add_up_to_what_the_report_says_of_it() {
        Map<List<String>, BigDecimal> sums =
                new TreeMap<>((one, other) -> String.join(" ", one).compareTo(String.join(" ", other)));
        rows.forEach(row -> sums.merge(row.subList(0, 5), new BigDecimal(row.get(7)), BigDecimal::add));
        Region region = reader.region(ExplainedRegion.NAME);
        Balances balances = reader.balances(region);
        List<Bucket> months = Bucket.covering(Bucket.Length.MONTH, region.dawn(), region.horizon());
        int compared = 0;
        for (Series series : Series.values()) {
            for (String resource : balances.resources()) {
                if (series.isBalance()) {
                    List<BucketReport.Line> lines = BucketReport.lines(
                            balances.steps(series, resource), region.dawn(), region.horizon(), months);
                    for (int month = 0; month < 2; month++) {
                        for (String certainty : List.of("known", "unknown")) {
                            BigDecimal reported = certainty.equals("known")
                                    ? lines.get(month).resourceHours()
                                    : lines.get(month).unknownHours();
                            List<String> key =
                                    List.of(region.name(), series.text(), resource, "2024-0" + (month + 1), certainty);
                            assertEquals(
                                    0,
                                    reported.compareTo(sums.getOrDefault(key, BigDecimal.ZERO)),
                                    key + " " + reported);
                            compared += reported.signum();
                        }
                    }
                }
            }
        }
        assertFalse(compared < 40, "only " + compared + " are not zero");
    }

    /**
     * kvm-1 is in the pool from noon of 2 January on, 29.5 days of that month, and in question for the 29 days of February. i-1
     * takes 8 vcpus for 20 days of January and 29 of February under a reservation that nova's request tells, i-2 takes 4 for 12
     * and 29 days, and no request tells of it. Heartbeats carry hosts between two sightings at a confidence below 1.
     */
    @Test
    void each_hour_stands_with_its_certainty_its_confidence_and_its_tables() {
        String hosts = "nova.compute_nodes+nova.services";
        assertEquals(
                List.of(
                        "2024-01 known 0.9 blazar.computehosts+" + hosts + " 708.000000",
                        "2024-02 unknown 0.7 blazar.computehosts+" + hosts + " 696.000000"),
                told("reservable", "nodes"));
        String instances = "nova.compute_nodes+nova.instances";
        assertEquals(
                List.of(
                        "2024-01 known 0.9 " + instances + " 1152.000000",
                        "2024-01 known 0.9 " + instances + "+nova_api.request_specs 3840.000000",
                        "2024-02 known 0.9 " + instances + " 2784.000000",
                        "2024-02 known 0.9 " + instances + "+nova_api.request_specs 5568.000000"),
                told("occupied", "vcpus"));
        assertEquals(
                List.of(
                        "2024-01 known 0.9 " + instances + "+nova_api.request_specs 3840.000000",
                        "2024-01 unknown 0.9 " + instances + " 1152.000000",
                        "2024-02 known 0.9 " + instances + "+nova_api.request_specs 5568.000000",
                        "2024-02 unknown 0.9 " + instances + " 2784.000000"),
                told("occupied_reservation", "vcpus"));
    }

    private static List<String> told(String series, String resource) {
        return rows.stream()
                .filter(row -> row.get(1).equals(series) && row.get(2).equals(resource))
                .map(row -> String.join(" ", row.subList(3, 8)))
                .toList();
    }
}
