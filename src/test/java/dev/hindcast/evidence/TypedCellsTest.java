package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TypedCellsTest {
    private static final long NOON = Micros.parse("2024-01-02T12:00:00Z");

    @Test
    void every_cell_can_be_had_as_text() {
        TypedCells cells = new TypedCells();
        cells.instant("a", NOON);
        cells.instant("b", NOON + 1);
        cells.number("c", -7);
        cells.text("d", "007");
        assertEquals(
                Map.of("a", "2024-01-02T12:00:00Z", "b", "2024-01-02T12:00:00.000001Z", "c", "-7", "d", "007"),
                cells.texts());
        cells.clear();
        assertEquals(Map.of(), cells.texts());
    }

    @Test
    void no_text_at_all_is_not_taken_for_a_number() {
        TypedCells cells = new TypedCells();
        assertThrows(NullPointerException.class, () -> cells.text("a", null));
        assertEquals(0, cells.size());
    }

    @Test
    void there_is_room_for_a_hundred_cells() {
        TypedCells cells = new TypedCells();
        for (int i = 0; i < 100; i++) {
            cells.number("column" + i, i);
        }
        for (int i = 0; i < 100; i++) {
            assertEquals("column" + i, cells.column(i));
            assertEquals(i, cells.number(i));
        }
    }

    @Test
    void an_event_tells_its_columns_in_their_order() {
        for (boolean ownAction : new boolean[] {true, false}) {
            EventRow all = event(ownAction, NOON, NOON + Micros.SECOND, "h1");
            assertSorted(all);
            assertEquals(
                    Map.of(
                            ownAction ? "action" : "(action)",
                            "create",
                            "event",
                            "",
                            "result",
                            "Success",
                            "host",
                            "h1",
                            "start_time",
                            "2024-01-02T12:00:00Z",
                            "finish_time",
                            "2024-01-02T12:00:01Z"),
                    all.values());
            assertEquals(3, event(ownAction, null, null, null).values().size());
        }
    }

    @Test
    void a_version_tells_its_columns_in_their_order_and_of_two_that_are_one_in_the_source_the_later() {
        Loader loader = loader(List.of(
                column("name", Loader.Type.STRING, "name", false),
                column("zeroEnd", Loader.Type.BOOLEAN, "end", true),
                column("end", Loader.Type.INSTANT, "end", false),
                column("size", Loader.Type.DOUBLE, "size", false),
                column("gone", Loader.Type.BOOLEAN, "deleted", false),
                column("deleted", Loader.Type.LONG, "deleted", false)));
        Object[] cells = {"7", true, NOON, 0.5, true, 3L};
        Version version = version(loader, cells, cells);
        assertSorted(version);
        Map<String, String> texts =
                Map.of("(zeroEnd)", "true", "deleted", "3", "end", "2024-01-02T12:00:00Z", "name", "7", "size", "0.5");
        assertEquals(texts, version.values());
        TypedCells last = new TypedCells();
        version.tellLast(last);
        assertEquals(0, last.size());

        Object[] later = {"7", true, null, 0.5, false, null};
        Version changed = version(loader, later, cells);
        assertEquals(texts, changed.values());
        changed.tellLast(last);
        assertEquals(Map.of("deleted", "", "end", ""), last.texts());
        assertEquals("0", version(loader, later, later).values().get("deleted"));
    }

    private static void assertSorted(Evidence row) {
        TypedCells cells = new TypedCells();
        row.tell(cells);
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            columns.add(cells.column(i));
        }
        assertFalse(columns.isEmpty());
        assertEquals(columns.stream().sorted().distinct().toList(), columns);
    }

    private static EventRow event(boolean ownAction, Long startedAt, Long at, String host) {
        return new EventRow(
                "nova.instance_actions",
                "1",
                "i1",
                "1",
                ownAction,
                "create",
                "",
                "Success",
                startedAt,
                at,
                host,
                Origin.of(1, 1),
                NOON,
                NOON,
                1,
                1.0);
    }

    private static Version version(Loader loader, Object[] cells, Object[] firstCells) {
        return new Version(
                loader, "e1", "1", cells, firstCells, 0, 0, NOON, NOON, 1, null, null, null, null, null, NOON, 1.0);
    }

    private static Loader.Column column(String name, Loader.Type type, String raw, boolean derived) {
        return new Loader.Column(name, type, raw, false, true, false, false, derived, false, false, "");
    }

    private static Loader loader(List<Loader.Column> columns) {
        return new Loader(
                "rack.power.sql",
                "",
                "rack.power",
                "RackPower",
                Loader.About.HOST,
                "name",
                List.of("id"),
                List.of(),
                List.of(),
                List.of(),
                "",
                Map.of(),
                List.of(),
                1.0,
                columns,
                Loader.Layout.of(columns),
                "",
                null);
    }
}
