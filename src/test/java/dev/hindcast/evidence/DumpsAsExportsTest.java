package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.SnapshotFolder;
import dev.hindcast.reasoning.SignalReadings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What dumps show again is kept once, and exports are read row by row: of the same tables both tell the same. The tables are made at
 * random, with rows that change, vanish, come back, stand twice, move to a shadow table or cannot be read.
 */
class DumpsAsExportsTest {
    private static final List<String> TABLES = List.of(
            "nova.services",
            "nova.compute_nodes",
            "nova.instances",
            "nova.shadow_instances",
            "nova.instance_actions",
            "nova.instance_actions_events",
            "nova_api.request_specs",
            "blazar.computehosts",
            "blazar.leases",
            "blazar.reservations",
            "blazar.computehost_allocations");
    private static final List<String> INSTANTS = List.of(
            "2024-02-01T00:00:00Z",
            "2024-03-01T00:00:00Z",
            "2024-04-01T00:00:00Z",
            "2024-05-01T00:00:00Z",
            "2024-06-01T00:00:00Z",
            "2024-07-01T00:00:00Z");
    private static final int ROWS = 12;

    @TempDir
    private Path folder;

    /** Of odd seeds an id keeps its meaning, of even ones it may get another. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void the_same_is_told_of_the_same_tables(int seed) throws IOException {
        List<Map<String, List<List<String>>>> snapshots = snapshots(new Random(seed), seed % 2 == 0);
        List<String> exported = told(exports(snapshots), 1, Micros.FOREVER);
        assertTrue(exported.size() > 300, exported.size() + " lines");
        assertEquals(exported, told(dumps(snapshots, false), 2, Micros.FOREVER));
    }

    /** Later dumps are read first here, so that what is left out is where content was shown first. */
    @ParameterizedTest
    @ValueSource(ints = {7, 8})
    void what_is_observed_later_is_left_out_wherever_it_stands(int seed) throws IOException {
        List<Map<String, List<List<String>>>> snapshots = snapshots(new Random(seed), seed % 2 == 0);
        List<String> exported = told(exports(snapshots.subList(0, 3)), 1, Micros.FOREVER);
        long asOf = Micros.fromText(INSTANTS.get(2));
        assertEquals(exported, told(dumps(snapshots, true), 2, asOf));
    }

    // -- the tables
    // ----------------------------------------------------------------------------------------------------

    private static List<Map<String, List<List<String>>>> snapshots(Random random, boolean idsAreUsedAgain) {
        List<Map<String, List<List<String>>>> snapshots = new ArrayList<>();
        Map<String, List<List<String>>> tables = new TreeMap<>();
        TABLES.forEach(table -> tables.put(table, new ArrayList<>()));
        for (int i = 0; i < INSTANTS.size(); i++) {
            tables.forEach((table, rows) -> change(random, table, rows, idsAreUsedAgain));
            if (i == 3) {
                // As nova-manage db archive_deleted_rows does.
                List<List<String>> live = tables.get("nova.instances");
                tables.get("nova.shadow_instances").addAll(List.copyOf(live.subList(0, 3)));
                live.subList(0, 3).clear();
            }
            Map<String, List<List<String>>> shown = new TreeMap<>();
            tables.forEach((table, rows) -> {
                List<List<String>> all = new ArrayList<>(rows);
                if (random.nextInt(2) == 0) {
                    all.add(rows.get(random.nextInt(rows.size())));
                }
                shown.put(table, all);
            });
            snapshots.add(shown);
        }
        return snapshots;
    }

    private static void change(Random random, String table, List<List<String>> rows, boolean idsAreUsedAgain) {
        Loader loader = SnapshotFolder.LOADERS.reading(table).orElseThrow();
        rows.removeIf(row -> rows.size() > 4 && random.nextInt(12) == 0);
        rows.replaceAll(row -> {
            List<String> changed = new ArrayList<>(row);
            if (random.nextInt(4) == 0) {
                int column = random.nextInt(row.size());
                String name = loader.reads().get(column).name();
                if (idsAreUsedAgain
                        || !loader.key().contains(name) && !loader.identity().contains(name)) {
                    changed.set(column, cell(random, loader, name, random.nextInt(ROWS)));
                }
            }
            return changed;
        });
        while (rows.size() < ROWS) {
            int number = random.nextInt(1000) + ROWS;
            rows.add(loader.reads().stream()
                    .map(column -> cell(random, loader, column.name(), number))
                    .collect(Collectors.toCollection(ArrayList::new)));
        }
    }

    private static String cell(Random random, Loader loader, String column, int number) {
        if (loader.key().contains(column)) {
            return loader.key().equals(List.of("uuid")) ? "vm-" + number % 40 : Integer.toString(number);
        }
        if (random.nextInt(9) == 0) {
            return null;
        }
        Loader.Type type = loader.columns().stream()
                .filter(each -> each.raw().equals(column) && !each.derived())
                .map(Loader.Column::type)
                .findFirst()
                .orElse(Loader.Type.STRING);
        if (type == Loader.Type.INSTANT || column.endsWith("_at")) {
            return random.nextInt(40) == 0
                    ? "soon"
                    : "2024-0" + (1 + random.nextInt(6)) + "-1" + random.nextInt(9) + " 03:04:05";
        }
        return switch (column) {
            case "instance_uuid", "uuid" -> "vm-" + random.nextInt(40);
            case "action_id", "reservation_id", "compute_host_id", "service_id", "lease_id" ->
                Integer.toString(random.nextInt(1000));
            case "deleted", "disabled", "reservable" -> Integer.toString(random.nextInt(2));
            case "spec" -> "{}";
            default -> type == Loader.Type.LONG ? Integer.toString(random.nextInt(4)) : column + random.nextInt(3);
        };
    }

    // -- as files
    // ------------------------------------------------------------------------------------------------------

    private Path exports(List<Map<String, List<List<String>>>> snapshots) throws IOException {
        Path evidence = folder.resolve("exports");
        for (int i = 0; i < snapshots.size(); i++) {
            Path region = Files.createDirectories(evidence.resolve("kvm-a").resolve(INSTANTS.get(i)));
            for (Map.Entry<String, List<List<String>>> table : snapshots.get(i).entrySet()) {
                Stream<String> rows = table.getValue().stream()
                        .map(row -> row.stream()
                                .map(cell -> cell == null ? "" : cell)
                                .collect(Collectors.joining(",")));
                Files.write(
                        region.resolve(table.getKey() + ".csv"),
                        Stream.concat(Stream.of(String.join(",", columns(table.getKey()))), rows)
                                .toList());
            }
        }
        return evidence;
    }

    private Path dumps(List<Map<String, List<List<String>>>> snapshots, boolean latestFirst) throws IOException {
        Path evidence = folder.resolve("dumps");
        Path region = Files.createDirectories(evidence.resolve("kvm-a"));
        for (int i = 0; i < INSTANTS.size(); i++) {
            StringBuilder dump = new StringBuilder("-- MySQL dump 10.13\n");
            snapshots.get(i).forEach((table, rows) -> {
                String[] name = table.split("\\.");
                dump.append("USE `")
                        .append(name[0])
                        .append("`;\nCREATE TABLE `")
                        .append(name[1])
                        .append("` (\n");
                dump.append(columns(table).stream()
                                .map(column -> "  `" + column + "` varchar(255)")
                                .collect(Collectors.joining(",\n")))
                        .append("\n);\nINSERT INTO `")
                        .append(name[1])
                        .append("` VALUES ");
                dump.append(rows.stream()
                                .map(row -> row.stream()
                                        .map(cell -> cell == null ? "NULL" : "'" + cell + "'")
                                        .collect(Collectors.joining(",", "(", ")")))
                                .collect(Collectors.joining(",\n")))
                        .append(";\n");
            });
            dump.append("-- Dump completed on ").append(INSTANTS.get(i), 0, 10).append("  0:00:00\n");
            String order = (latestFirst ? INSTANTS.size() - i : i) + "-";
            Files.writeString(region.resolve(order + "mysqldump-" + INSTANTS.get(i) + ".sql"), dump);
        }
        return evidence;
    }

    private static List<String> columns(String table) {
        return SnapshotFolder.LOADERS.reading(table).orElseThrow().reads().stream()
                .map(Loader.RawColumn::name)
                .toList();
    }

    // -- what is told
    // --------------------------------------------------------------------------------------------------

    private static List<String> told(Path evidence, int threads, long asOf) {
        List<TextFile> settings = new ArrayList<>(TextFile.inFolder(null, "rules-drl"));
        settings.addAll(TextFile.inFolder(null, "evidence-loaders"));
        EvidenceReader reader = new EvidenceReader(new EvidenceReader.Request(
                List.of(evidence),
                SnapshotFolder.LOADERS,
                settings,
                null,
                () -> SignalReadings.of(settings),
                asOf,
                Micros.FOREVER,
                threads,
                Progress.NONE));
        List<String> told = new ArrayList<>();
        try (RegionEvidence region = reader.read("kvm-a")) {
            told.add(region.dawn() + " to " + region.horizon());
            for (RowCount count : region.counts()) {
                told.add("count " + at(region, Origin.of(count.source(), 1)) + " " + count.table() + " " + count.read()
                        + " " + count.emitted() + " " + count.quarantined());
            }
            region.quarantined()
                    .forEach(bad -> told.add("bad " + at(region, Origin.of(bad.source(), bad.row())) + " " + bad.table()
                            + " " + bad.reason() + " " + bad.excerpt()));
            for (Loader.About about : Loader.About.values()) {
                if (about != Loader.About.NOBODY) {
                    try (Stream<EntityRows> entities = region.stream(about)) {
                        entities.forEach(entity -> {
                            entity.versions().forEach(version -> told.add(version(region, version)));
                            entity.events().forEach(event -> told.add(event(region, event)));
                        });
                    }
                }
            }
            region.notes().stream()
                    .filter(note -> !note.kind().equals("missing_table"))
                    .forEach(note -> told.add(
                            "note " + note.kind() + " " + note.entity() + " " + note.from() + " " + note.till()));
        }
        return told.stream().sorted().toList();
    }

    private static String version(RegionEvidence region, Version row) {
        return String.join(
                " ",
                row.table(),
                row.lastTable(),
                row.entity(),
                row.key(),
                Arrays.toString(row.cells()),
                Arrays.toString(row.firstCells()),
                at(region, row.origin()),
                at(region, row.lastOrigin()),
                row.firstSeen() + "-" + row.lastSeen(),
                row.sightings() + " " + row.changedAt() + " " + row.seenBefore() + " " + row.seenAfter(),
                row.lackedBefore() + " " + row.lackedAfter() + " " + row.tableEnds());
    }

    private static String event(RegionEvidence region, EventRow row) {
        return String.join(
                " ",
                row.table(),
                row.entity(),
                row.key(),
                row.parent(),
                row.action() + "/" + row.event() + "/" + row.result(),
                row.startedAt() + "-" + row.at() + " " + row.host(),
                at(region, row.origin()),
                row.firstSeen() + "-" + row.lastSeen() + " " + row.sightings());
    }

    /** Which row of what snapshot: a dump and the exports of one instant are numbered otherwise. */
    private static String at(RegionEvidence region, long origin) {
        Source source = region.sources().stream()
                .filter(each -> each.id() == Origin.source(origin))
                .findFirst()
                .orElseThrow();
        return Micros.text(source.seen()) + "#" + Origin.row(origin);
    }
}
