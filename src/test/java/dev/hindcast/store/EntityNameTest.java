package dev.hindcast.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntityNameTest {
    private static final String NAME = "f0105e4f-8019-44ee-a342-5a4e33d2006b";

    @Test
    void the_digits_of_a_uuid_are_kept_as_its_sixteen_bytes() {
        assertArrayEquals(
                HexFormat.of().parseHex("f0105e4f801944eea3425a4e33d2006b"), (byte[]) EntityName.stored(NAME));
    }

    @Test
    void every_name_that_would_not_come_back_the_same_stays_as_it_is() {
        for (String name : List.of(
                "",
                "kvm-1",
                NAME.toUpperCase(java.util.Locale.ROOT),
                "F" + NAME.substring(1),
                NAME.replace("-", ""),
                NAME + "0",
                NAME.substring(1),
                "g" + NAME.substring(1),
                "f0105e4f08019-44ee-a342-5a4e33d2006b",
                "f0105e4f-8019-44ee-a3425a4e33d2-006b",
                "-0105e4f-8019-44ee-a342-5a4e33d2006b",
                "\u0660" + NAME.substring(1))) {
            assertEquals(name, EntityName.stored(name));
        }
    }

    @Test
    void plain_sql_gives_either_back_as_text() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE entity (name ANY NOT NULL) STRICT");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO entity VALUES (?)")) {
                for (String name : List.of(NAME, "kvm-1", "00000000-0000-0000-0000-000000000000")) {
                    insert.setObject(1, EntityName.stored(name));
                    insert.execute();
                }
            }
            try (ResultSet rows = statement.executeQuery("SELECT group_concat(" + Schema.ENTITY_NAME
                    + ", ' '), group_concat(typeof(e.name), ' ') FROM entity e")) {
                assertEquals(NAME + " kvm-1 00000000-0000-0000-0000-000000000000", rows.getString(1));
                assertEquals("blob text blob", rows.getString(2));
            }
        }
    }
}
