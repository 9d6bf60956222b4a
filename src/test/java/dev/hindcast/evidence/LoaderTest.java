package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.SnapshotFolder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoaderTest {
    @Test
    void a_table_whose_key_is_read_off_as_the_entity_has_one_row_of_each() {
        assertEquals(
                List.of("blazar.leases", "nova.instances"),
                SnapshotFolder.LOADERS.all().stream()
                        .filter(Loader::isKeyedByEntity)
                        .map(Loader::table)
                        .sorted()
                        .toList());
    }

    /** In none of these is the entity the key: it stands in a comment, at the end of an expression, or in a part that another makes anew. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT raw.origin, lower(raw.id) AS host -- text(raw.id) AS host\nFROM raw",
                "SELECT raw.origin, /* text(raw.id) AS host, */ lower(raw.id) AS host FROM raw",
                "SELECT raw.origin, left(raw.host, 1) || text(raw.id) AS host FROM raw",
                "SELECT raw.origin, lower(raw.host) AS host FROM (SELECT *, text(raw.id) AS host FROM raw) AS raw"
            })
    void an_entity_is_the_key_only_where_the_statement_says_nothing_else_of_it(String statement) {
        assertFalse(loader("", statement).isKeyedByEntity());
        assertTrue(loader("", "SELECT raw.origin, text(raw.id) AS host -- as it stands\nFROM raw")
                .isKeyedByEntity());
    }

    /** What is shown again is read once only where it says the same whenever it is shown. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT raw.origin, text(raw.host) AS host, raw.seen AS at FROM raw",
                "SELECT raw.origin, CASE WHEN instant(raw.deleted_at) < RAW.SEEN THEN text(raw.host) END AS host FROM raw",
                "SELECT raw.origin, raw.origin || text(raw.host) AS host FROM raw",
                "SELECT raw.origin, max(text(raw.host)) OVER () AS host FROM raw",
                "SELECT raw.origin, (SELECT max(text(other.host)) FROM raw AS other) AS host FROM raw",
                "SELECT raw.origin, h.key AS host FROM raw LEFT JOIN identity_a_b h ON h.id = text(raw.id) AND raw.seen >= h.first"
            })
    void a_loader_that_asks_when_a_row_is_seen_or_beside_which_others_is_not_timeless(String statement) {
        assertFalse(loader("", statement).isTimeless());
    }

    @Test
    void a_loader_that_asks_so_for_its_look_ups_alone_is_timeless() {
        Loader loader = loader(
                "",
                "SELECT raw.origin, h.key AS host -- as of raw.seen\nFROM raw LEFT JOIN identity_nova_services h"
                        + " ON h.id = text(raw.id) AND raw.seen >= h.first\n AND raw.seen < h.last");
        assertTrue(loader.isTimeless());
        assertEquals(Set.of("nova_services"), loader.lookUps());
        assertTrue(SnapshotFolder.LOADERS.all().stream().allMatch(Loader::isTimeless));
    }

    @Test
    void a_table_is_believed_in_full_unless_its_header_says_less() {
        assertEquals(1.0, loader("").confidence());
        assertEquals(0.7, loader("-- confidence: 0.7\n").confidence());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1.1", "-1", "high", "NaN"})
    void a_confidence_that_is_none_is_refused(String value) {
        InputRefused refused = assertThrows(InputRefused.class, () -> loader("-- confidence: " + value + "\n"));
        assertTrue(refused.getMessage().startsWith("rack.power.sql:7: [line-form]"), refused.getMessage());
        assertTrue(refused.getMessage().contains("confidence: '" + value + "' is no number"), refused.getMessage());
        assertTrue(refused.getMessage().contains("Maybe"), refused.getMessage());
    }

    private static Loader loader(String line) {
        return loader(line, "SELECT raw.origin, text(raw.host) AS host FROM raw");
    }

    private static Loader loader(String line, String statement) {
        return Loaders.of(List.of(new TextFile("rack.power.sql", """
                        -- loader: rack.power
                        -- fact:   RackPower
                        -- about:  host
                        -- entity: host
                        -- key:    id
                        -- reads:  id, host
                        """ + line + """
                        -- column host String <- host
                        """ + statement + "\n", "")))
                .all()
                .get(0);
    }
}
