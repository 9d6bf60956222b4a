package dev.hindcast.evidence;

import java.util.List;
import java.util.Map;

/**
 * The tables that whole series are made of. A row that was never seen leaves no trace, not even an unknown one, so where no source shows
 * such a table a 0 of these series is no evidence of 0 (design section 1: unknown is never turned into 0).
 */
public final class SeriesTables {
    private static final List<String> OF_LEASES = List.of("committed", "idle", "available");

    private static final Map<String, List<String>> SERIES = Map.of(
            "nova.compute_nodes",
            List.of("total", "admittable_total"),
            "nova.instances",
            List.of(
                    "occupied",
                    "occupied_reservation",
                    "occupied_ondemand",
                    "occupied_unknown_booking",
                    "active",
                    "idle",
                    "stopped",
                    "available_ondemand"),
            "blazar.computehosts",
            List.of("reservable", "not_reservable", "admittable", "available", "available_ondemand"),
            "blazar.leases",
            OF_LEASES,
            "blazar.reservations",
            OF_LEASES,
            "blazar.computehost_allocations",
            OF_LEASES);

    private SeriesTables() {}

    /** The series that rest on a table, as they are exported; none if it only adds to what others tell. */
    public static List<String> seriesOf(String table) {
        return SERIES.getOrDefault(table, List.of());
    }

    /** The tables that a series rests on. */
    public static List<String> tablesOf(String series) {
        return SERIES.entrySet().stream()
                .filter(entry -> entry.getValue().contains(series))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
