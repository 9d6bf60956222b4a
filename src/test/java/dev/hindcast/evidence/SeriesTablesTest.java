package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.metrics.Series;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Series and tables are named by texts here, which no compiler compares. */
class SeriesTablesTest {
    @Test
    void its_tables_have_loaders_and_its_series_are_series() {
        for (Loader loader : SnapshotFolder.LOADERS.all()) {
            for (String series : SeriesTables.seriesOf(loader.table())) {
                assertTrue(Series.named(series).isPresent(), loader.table() + ": " + series);
            }
        }
        for (Series series : Series.values()) {
            for (String table : SeriesTables.tablesOf(series.text())) {
                assertTrue(SnapshotFolder.LOADERS.reading(table).isPresent(), table);
            }
        }
        assertEquals(
                List.of("blazar.computehost_allocations", "blazar.leases", "blazar.reservations"),
                SeriesTables.tablesOf("committed"));
    }
}
