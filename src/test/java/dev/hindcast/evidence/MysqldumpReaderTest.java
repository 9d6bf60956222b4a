package dev.hindcast.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class MysqldumpReaderTest {
    /** MariaDB: sandbox line, one row per line, two databases. */
    private static final String MARIADB = """
            /*M!999999\\- enable the sandbox mode */\s
            -- MariaDB dump 10.19  Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)
            --
            -- Host: localhost    Database: nova
            -- ------------------------------------------------------
            -- Server version\t10.11.19-MariaDB-0+deb12u1

            /*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
            /*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

            --
            -- Current Database: `nova`
            --

            CREATE DATABASE /*!32312 IF NOT EXISTS*/ `nova` /*!40100 DEFAULT CHARACTER SET utf8mb3 */;

            USE `nova`;

            DROP TABLE IF EXISTS `services`;
            /*!40101 SET @saved_cs_client     = @@character_set_client */;
            CREATE TABLE `services` (
              `id` int(11) NOT NULL AUTO_INCREMENT,
              `host` varchar(255) DEFAULT NULL COMMENT 'the (short) name; it''s lower case',
              `disabled` tinyint(1) DEFAULT NULL,
              `last_seen_up` datetime DEFAULT NULL,
              PRIMARY KEY (`id`),
              UNIQUE KEY `uniq_host0deleted` (`host`,`disabled`),
              CONSTRAINT `fk` FOREIGN KEY (`id`) REFERENCES `others` (`id`)
            ) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb3;
            /*!40101 SET character_set_client = @saved_cs_client */;

            LOCK TABLES `services` WRITE;
            /*!40000 ALTER TABLE `services` DISABLE KEYS */;
            INSERT INTO `services` VALUES
            (1,'kvm-01',0,'2022-01-02 03:04:05'),
            (2,NULL,1,'0000-00-00 00:00:00'),
            (3,'it\\'s a \\"host\\"; (really),(truly)',-1,NULL);
            INSERT INTO `services` VALUES
            (4,'',0,NULL);
            /*!40000 ALTER TABLE `services` ENABLE KEYS */;
            UNLOCK TABLES;

            --
            -- Current Database: `blazar`
            --

            USE `blazar`;
            CREATE TABLE `leases` (
              `id` varchar(36) NOT NULL,
              `name` varchar(80) DEFAULT NULL,
              PRIMARY KEY (`id`)
            );
            INSERT INTO `leases` VALUES
            ('l-1','maint-of-kvm-01');
            /*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

            -- Dump completed on 2024-03-01  3:00:05
            """;

    private static final List<String> MARIADB_ROWS = List.of(
            "nova.services 1: [1, kvm-01, 0, 2022-01-02 03:04:05]",
            "nova.services 2: [2, null, 1, 0000-00-00 00:00:00]",
            "nova.services 3: [3, it's a \"host\"; (really),(truly), -1, null]",
            "nova.services 4: [4, , 0, null]",
            "blazar.leases 1: [l-1, maint-of-kvm-01]");

    /** MySQL: one database, rows packed on one line, a trigger, a view. */
    private static final String MYSQL = """
            -- MySQL dump 10.13  Distrib 5.7.44, for Linux (x86_64)
            --
            -- Host: 10.0.0.5    Database: nova
            -- ------------------------------------------------------
            -- Server version\t5.7.44-log

            /*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
            /*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;
            CREATE TABLE `instances` (
              `id` int(11) NOT NULL,
              `uuid` varchar(36) DEFAULT NULL,
              `vcpus` int(11) DEFAULT NULL
            ) ENGINE=InnoDB;
            LOCK TABLES `instances` WRITE;
            INSERT INTO `instances` VALUES (1,'aa',4),(2,'b),(b',8),(3,NULL,NULL);
            UNLOCK TABLES;
            /*!50003 SET sql_mode              = 'NO_ENGINE_SUBSTITUTION' */ ;
            DELIMITER ;;
            /*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `t` BEFORE INSERT ON `instances`
            FOR EACH ROW BEGIN
              -- don't count this
              INSERT INTO instances VALUES (9,'forged',9);
            INSERT INTO instances VALUES (10,'forged',10);
            END */;;
            DELIMITER ;
            /*!50001 CREATE ALGORITHM=UNDEFINED */
            /*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
            /*!50001 VIEW `v` AS select `instances`.`id` AS `id`,'it''s; so' AS `note` from `instances` */;
            CREATE TABLE `flavors` (`id` int, `name` varchar(9));
            INSERT INTO `flavors` VALUES (1,'m1.tiny');
            /*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

            -- Dump completed on 2024-03-01 13:00:05
            """;

    private static final List<String> MYSQL_ROWS = List.of(
            "nova.instances 1: [1, aa, 4]",
            "nova.instances 2: [2, b),(b, 8]",
            "nova.instances 3: [3, null, null]",
            "nova.flavors 1: [1, m1.tiny]");

    // ---- Flavours

    @Test
    void a_mariadb_dump_of_two_databases_gives_its_rows() {
        Recorded read = read(MARIADB);
        assertEquals(MARIADB_ROWS, read.rows);
        assertEquals(List.of(), read.malformed);
        assertEquals(
                List.of("nova.services [id, host, disabled, last_seen_up]", "blazar.leases [id, name]"), read.tables);
        // One row per line, from its bracket to the one before the comma or semicolon.
        long rowBytes = MARIADB.lines()
                .filter(line -> line.startsWith("("))
                .mapToLong(line -> bytes(line).length - 1)
                .sum();
        assertEquals(
                new MysqldumpReader.Summary(
                        true,
                        null,
                        LocalDateTime.of(2024, 3, 1, 3, 0, 5),
                        "MariaDB 10.11.19",
                        Set.of("nova.services", "blazar.leases"),
                        Set.of(),
                        Map.of(),
                        5,
                        new DumpAccount(bytes(MARIADB).length - rowBytes, rowBytes, 0, 0, 0, bytes(MARIADB).length),
                        true,
                        null),
                read.summary);
    }

    @Test
    void a_mysql_dump_of_one_database_gives_its_rows_and_none_from_a_trigger() {
        Recorded read = read(MYSQL);
        assertEquals(MYSQL_ROWS, read.rows);
        assertEquals(List.of(), read.malformed);
        assertEquals("MySQL 5.7.44", read.summary.server());
        assertEquals(LocalDateTime.of(2024, 3, 1, 13, 0, 5), read.summary.completedAt());
        assertEquals(Set.of("nova.instances", "nova.flavors"), read.summary.tables());
        assertTrue(read.summary.complete());
    }

    @Test
    void the_borders_of_the_buffer_make_no_difference() {
        for (String dump : List.of(MARIADB, MYSQL)) {
            Recorded whole = read(dump);
            for (int buffer = 16; buffer < 200; buffer++) {
                Recorded read = read(bytes(dump), MysqldumpReader.ROW_BYTES_MAX, buffer);
                assertEquals(whole.rows, read.rows, "buffer of " + buffer);
                assertEquals(whole.offsets, read.offsets, "buffer of " + buffer);
                assertEquals(whole.malformed, read.malformed, "buffer of " + buffer);
                assertEquals(whole.summary, read.summary, "buffer of " + buffer);
            }
        }
    }

    @Test
    void the_offset_is_that_of_the_opening_bracket() {
        Recorded read = read(MYSQL);
        assertEquals(
                List.of(
                        (long) MYSQL.indexOf("(1,'aa'"),
                        (long) MYSQL.indexOf("(2,'b)"),
                        (long) MYSQL.indexOf("(3,NULL"),
                        (long) MYSQL.indexOf("(1,'m1.tiny'")),
                read.offsets);
    }

    @Test
    void windows_line_ends_change_nothing() {
        assertEquals(MARIADB_ROWS, read(MARIADB.replace("\n", "\r\n")).rows);
        assertEquals(List.of(), read(MARIADB.replace("\n", "\r\n")).malformed);
        assertTrue(read(MARIADB.replace("\n", "\r\n")).summary.complete());
    }

    @Test
    void insert_ignore_and_replace_and_column_lists_are_read() {
        assertEquals(
                List.of("d.t 1: [1, x]", "d.t 2: [2, y]", "d.t 3: [3, z]", "d.t 4: [w, 4]", "e.t 1: [5]", "d.u 1: [6]"),
                read("""
                                CREATE TABLE `t` (`a` int, `b` text);
                                INSERT  IGNORE INTO `t` VALUES (1,'x');
                                REPLACE INTO `t` VALUES (2,'y');
                                INSERT INTO `d`.`t` (`a`, `b`) VALUES (3,'z');
                                INSERT INTO t (b,a) VALUES ('w',4);
                                insert into `e`.`t`(`c`) values(5) ;
                                INSERT INTO "u" ("it") VALUES (6) ON DUPLICATE KEY UPDATE it='a;b';
                                """).rows);
    }

    @Test
    void other_columns_or_another_table_are_told_before_their_rows() {
        assertEquals(List.of("d.t [a, b]", "d.u [c]", "d.t [a, b]", "d.t [b, a]", "d.u [c]"), read("""
                                CREATE TABLE `t` (`a` int, `b` text);
                                CREATE TABLE `u` (`c` int);
                                INSERT INTO `t` VALUES (1,'x');
                                INSERT INTO `t` (`a`,`b`) VALUES (1,'x');
                                INSERT INTO `t` (`b`,`a`) VALUES ('x',1);
                                INSERT INTO `t` (`b`,`a`) VALUES ('x',1);
                                INSERT INTO `u` VALUES (1);
                                """).tables);
    }

    @Test
    void only_wanted_columns_come_in_the_order_asked_for() {
        Recorded recorded = new Recorded() {
            @Override
            public int[] table(String schema, String table, List<String> columns) {
                super.table(schema, table, columns);
                return new int[] {columns.indexOf("vcpus"), columns.indexOf("id")};
            }
        };
        read(
                recorded,
                bytes("CREATE TABLE i (id int, uuid text, vcpus int);\nINSERT INTO i VALUES (1,'aa',4),(2,'b',8);\n"));
        assertEquals(List.of("d.i 1: [4, 1]", "d.i 2: [8, 2]"), recorded.rows);
    }

    @Test
    void rows_of_a_table_that_is_not_wanted_are_skipped() {
        for (int buffer : new int[] {16, 33, 1 << 20}) {
            Recorded recorded = new Recorded() {
                @Override
                public int[] table(String schema, String table, List<String> columns) {
                    return table.equals("services") ? null : super.table(schema, table, columns);
                }
            };
            read(recorded, bytes(MARIADB), MysqldumpReader.ROW_BYTES_MAX, buffer);
            assertEquals(List.of("blazar.leases 1: [l-1, maint-of-kvm-01]"), recorded.rows);
            assertEquals(List.of(), recorded.malformed);
            assertTrue(recorded.summary.complete());
            assertEquals(Set.of("nova.services", "blazar.leases"), recorded.summary.tables());
        }
    }

    @Test
    void names_may_hold_backquotes_and_brackets() {
        Recorded read = read("""
                USE `od``d db`;
                CREATE TABLE `a``b.c` (
                  `x``y` int DEFAULT NULL,
                  `key` varchar(9) DEFAULT 'a,b)',
                  `we(ird, na)me` decimal(10,2) GENERATED ALWAYS AS (`x``y` + 1) VIRTUAL /*!80023 INVISIBLE */,
                  KEY `k` (`key`(3))
                );
                INSERT INTO `a``b.c` VALUES (1,'p',2.00);
                """);
        assertEquals(List.of("od`d db.a`b.c [x`y, key, we(ird, na)me]"), read.tables);
        assertEquals(List.of("od`d db.a`b.c 1: [1, p, 2.00]"), read.rows);
    }

    @Test
    void a_table_is_shown_by_its_rows_or_by_what_stands_before_them_and_not_by_its_structure() {
        String created = "CREATE TABLE `t` (`a` int);\n";
        List<String> showing = List.of(
                "-- Dumping data for table `t`\n",
                "LOCK TABLES `t` WRITE;\nUNLOCK TABLES;\n",
                "INSERT INTO `t` VALUES (1);\n");
        for (String mark : showing) {
            assertEquals(Set.of(), read(created + mark).summary.unshown(), mark);
        }
        Recorded structure = read("-- Table structure for table `t`\n" + created + "-- Dumping data for table `u`\n");
        assertEquals(Set.of("d.t"), structure.summary.unshown());
        assertEquals(Set.of("d.t"), structure.summary.tables());
    }

    @Test
    void the_condition_of_a_dump_of_some_rows_is_that_of_the_table_announced_before() {
        Recorded read = read("""
                CREATE TABLE `t` (`a` int);
                --
                -- Dumping data for table `t`
                --
                -- WHERE:  deleted=0

                INSERT INTO `t` VALUES (1);
                --
                -- Dumping data for table `u`
                --

                INSERT INTO `u` (`a`) VALUES (1);
                """);
        assertEquals(Map.of("d.t", "deleted=0"), read.summary.conditions());
        assertEquals(Set.of("d.t", "d.u"), read.summary.tables());
    }

    @Test
    void the_schema_comes_from_use_or_header_or_comment_or_caller() {
        String row = "INSERT INTO `t` (`a`) VALUES (1);\n";
        assertEquals(List.of("d.t 1: [1]"), read(row).rows);
        assertEquals(List.of("nova.t 1: [1]"), read("-- Host: localhost    Database: nova\n" + row).rows);
        assertEquals(List.of("d.t 1: [1]"), read("-- Host: localhost    Database: \n" + row).rows);
        assertEquals(List.of("blazar.t 1: [1]"), read("-- Current Database: `blazar`\n" + row).rows);
        assertEquals(
                List.of("ironic.t 1: [1]"), read("-- Host: localhost    Database: nova\nUSE `ironic`;\n" + row).rows);
        Recorded nowhere = new Recorded();
        readFrom(nowhere, new ByteArrayInputStream(bytes(row)), null);
        assertEquals(List.of(".t 1: [1]"), nowhere.rows);
        assertEquals(Set.of("t"), nowhere.summary.tables());
    }

    @Test
    void a_semicolon_that_is_lost_does_not_carry_the_rows_away() {
        assertEquals(
                MARIADB_ROWS, read(MARIADB.replace("`services` DISABLE KEYS */;", "`services` DISABLE KEYS */")).rows);
    }

    // ---- Values

    private static List<String> values(String row) {
        return values(bytes(row));
    }

    private static List<String> values(byte[] row) {
        List<String> columns = new ArrayList<>();
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        dump.writeBytes(bytes("INSERT INTO t (c) VALUES ("));
        dump.writeBytes(row);
        dump.writeBytes(bytes(");\n"));
        Recorded recorded = new Recorded() {
            @Override
            public void row(long number, long offset, String[] values) {
                columns.addAll(Arrays.asList(values));
            }
        };
        read(recorded, dump.toByteArray());
        recorded.malformed.forEach(each -> columns.add("malformed: " + each));
        return columns;
    }

    private static String value(String text) {
        List<String> values = values(text);
        assertEquals(1, values.size(), text);
        return values.get(0);
    }

    @Test
    void escapes_are_undone() {
        assertEquals("a\0b\bc\nd\re\tf\u001ag", value("'a\\0b\\bc\\nd\\re\\tf\\Zg'"));
        assertEquals("\\ ' \" ' x", value("'\\\\ \\' \\\" '' \\x'"));
        assertEquals("\\n", value("'\\\\n'"));
        assertEquals("a\tb\nc", value("'a\tb\nc'"));
        assertEquals("it's \"", value("\"it's \"\"\""));
    }

    @Test
    void an_escaped_wildcard_keeps_its_backslash_as_in_mysql() {
        assertEquals("100\\% \\_", value("'100\\% \\_'"));
    }

    @Test
    void numbers_and_dates_stay_as_they_stand() {
        for (String text : List.of(
                "0",
                "-1",
                "12345678901234567890",
                "1.5",
                "-0.25",
                "1e30",
                "-2.25e-300",
                "1E+5",
                ".5",
                "+7",
                "2022-01-02",
                "2022-01-02 03:04:05",
                "2022-01-02 03:04:05.123456",
                "0000-00-00",
                "-12:30:00")) {
            assertEquals(text, value(text));
        }
        assertEquals("7", value(" 7 "));
        assertEquals("0000-00-00 00:00:00", value("'0000-00-00 00:00:00'"));
    }

    @Test
    void null_is_not_the_word_null() {
        assertNull(value("NULL"));
        assertNull(value("null"));
        assertEquals("NULL", value("'NULL'"));
        assertEquals("", value("''"));
    }

    @Test
    void truth_values_bits_and_hexadecimal_strings_are_read() {
        assertEquals("1", value("TRUE"));
        assertEquals("0", value("false"));
        assertEquals("5", value("b'101'"));
        assertEquals("18446744073709551615", value("b'" + "1".repeat(64) + "'"));
        assertEquals("abc", value("0x616263"));
        assertEquals("é", value("x'c3A9'"));
        assertEquals("", value("X''"));
    }

    @Test
    void introducers_are_passed_over() {
        assertEquals("a'b", value("_binary 'a\\'b'"));
        assertEquals("é", value("_utf8mb4'é'"));
        assertEquals("abc", value("_binary 0x616263"));
        assertEquals("n", value("N'n'"));
    }

    @Test
    void text_is_utf_8_and_otherwise_latin_1() {
        assertEquals("日本 😀 \uFFFD", value("'日本 😀 \uFFFD'"));
        assertEquals(
                List.of("caf\u00e9 \u00ff"),
                values(new byte[] {'\'', 'c', 'a', 'f', (byte) 0xe9, ' ', (byte) 0xff, '\''}));
    }

    @Test
    void what_is_no_value_is_malformed() {
        for (String text : List.of(
                "abc", "1,", ",1", "'a'b", "'a' 'b'", "1-2", "x'6'", "b'2'", "NULLX", "now()", "1 2", "0xZZ", "_utf8 1",
                "(1)")) {
            assertTrue(value(text).startsWith("malformed: "), text + " gave " + value(text));
        }
    }

    @Test
    void a_row_of_several_megabytes_is_read() {
        String large = "x'\\\n".repeat(1_500_000);
        String dump = "INSERT INTO t (a,b) VALUES (1,'"
                + large.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
                + "'),(2,'y');\n";
        List<String> found = new ArrayList<>();
        read(
                new Recorded() {
                    @Override
                    public void row(long number, long offset, String[] values) {
                        found.add(values[1]);
                    }
                },
                bytes(dump));
        assertEquals(2, found.size());
        assertTrue(large.equals(found.get(0)));
        assertEquals("y", found.get(1));
    }

    // ---- Damage

    @Test
    void a_row_longer_than_the_limit_is_reported_and_skipped() {
        String longRow = "(2,'" + "x),(\\'".repeat(100) + "')";
        String dump = "INSERT INTO t (a,b) VALUES (1,'a')," + longRow + ",(3,'c');\n";
        for (int buffer : new int[] {16, 64, 1 << 20}) {
            Recorded read = read(bytes(dump), 100, buffer);
            assertEquals(List.of("d.t 1: [1, a]", "d.t 3: [3, c]"), read.rows);
            assertEquals(
                    List.of("d.t 2 @" + dump.indexOf("(2,") + "+" + longRow.length()
                            + ": the row is longer than 100 bytes"),
                    read.malformed);
        }
    }

    @Test
    void where_a_long_row_ends_does_not_depend_on_how_much_of_it_was_at_hand() {
        // Its string goes on to a quote that is not its own: the beginning of another statement shows that one was
        // lost.
        String longRow = "(2,'" + "x".repeat(100) + ";";
        String dump =
                "INSERT INTO t (a,b) VALUES (1,'a')," + longRow + "\n-- more\n" + "y".repeat(50) + "'),(3,'c');\n";
        for (int buffer : new int[] {16, 64, 1 << 20}) {
            Recorded read = read(bytes(dump), 100, buffer);
            assertEquals(List.of("d.t 1: [1, a]"), read.rows);
            assertEquals(
                    "d.t 2 @" + dump.indexOf("(2,") + "+" + (longRow.length() - 1)
                            + ": the row is longer than 100 bytes",
                    read.malformed.get(0));
            assertEquals(2, read.malformed.size(), read.malformed.toString());
        }
    }

    @Test
    void a_long_row_does_not_take_memory() {
        int pieces = 3000;
        byte[] piece = bytes("\\'x),(".repeat(10_000));
        InputStream in = new SequenceInputStream(
                new SequenceInputStream(
                        new ByteArrayInputStream(bytes("INSERT INTO t (a) VALUES ('")), new Repeated(piece, pieces)),
                new ByteArrayInputStream(bytes("'),(2);\n")));
        Recorded recorded = new Recorded();
        readFrom(recorded, in, "d", 1 << 16);
        assertEquals(List.of("d.t 2: [2]"), recorded.rows);
        assertEquals(
                List.of("d.t 1 @25+" + ((long) piece.length * pieces + 4) + ": the row is longer than 65536 bytes"),
                recorded.malformed);
    }

    @Test
    void a_row_with_too_few_or_too_many_values_is_left_out() {
        Recorded read = read("CREATE TABLE t (a int, b int);\nINSERT INTO t VALUES (1,2),(3),(4,5,6),(7,8),();\n");
        assertEquals(List.of("d.t 1: [1, 2]", "d.t 4: [7, 8]"), read.rows);
        assertEquals(
                List.of(
                        "d.t 2 @58+3: the row has 1 values and the table 2 columns",
                        "d.t 3 @62+7: the row has 3 values and the table 2 columns",
                        "d.t 5 @76+2: the row has 0 values and the table 2 columns"),
                read.malformed);
    }

    @Test
    void after_an_unreadable_row_reading_goes_on_at_the_next() {
        Recorded read = read("INSERT INTO t (a,b) VALUES (1,'x'),(2,oops),(3,'y'),(4,'it's),(5'),(6,'z');\n");
        assertEquals(List.of("d.t 1: [1, x]", "d.t 3: [3, y]", "d.t 6: [6, z]"), read.rows);
        assertEquals(3, read.malformed.size());
        assertEquals("d.t 2 @35+8: value 2 of the row is no string, number, date or NULL", read.malformed.get(0));
        assertEquals("(2,oops),(3,'y'),(4,'it's),(5'),(6,'z');.", read.excerpts.get(0));
    }

    @Test
    void where_rows_stand_on_lines_a_lost_quote_costs_one_row() {
        Recorded read = read("INSERT INTO t (a,b) VALUES\n(1,'x'),\n(2,'y),\n(3,'z'),\n(4,'w');\nUSE `e`;\n");
        assertEquals(List.of("d.t 1: [1, x]", "d.t 3: [3, z]", "d.t 4: [4, w]"), read.rows);
        assertEquals(List.of("d.t 2 @36+6: value 2 of the row " + FOLLOWED), read.malformed);
    }

    private static final String FOLLOWED = "is followed by something other than a comma or a bracket";

    @Test
    void a_lost_quote_in_the_last_row_does_not_swallow_what_follows() {
        String dump = "INSERT INTO t (a,b) VALUES\n(1,'x'),\n(2,'y);\n/*!40000 ALTER TABLE `t` ENABLE KEYS */;\n"
                + "INSERT INTO t (a,b) VALUES\n(3,'z');\n-- Dump completed\n";
        Recorded read = read(dump);
        assertEquals(List.of("d.t 1: [1, x]", "d.t 3: [3, z]"), read.rows);
        assertEquals(1, read.malformed.size());
        String untilItsEnd = dump.substring(0, dump.indexOf("INSERT", 9)) + "-- Dump completed\n";
        assertEquals(List.of("d.t 1: [1, x]"), read(untilItsEnd).rows);
        assertEquals(List.of("d.t 2 @36+6: the row has a string without an end"), read(untilItsEnd).malformed);
        assertTrue(read(untilItsEnd).summary.complete());
    }

    @Test
    void a_lost_quote_in_a_table_that_is_not_wanted_does_not_swallow_what_follows() {
        Recorded recorded = new Recorded() {
            @Override
            public int[] table(String schema, String table, List<String> columns) {
                return table.equals("services") ? null : super.table(schema, table, columns);
            }
        };
        read(recorded, bytes(MARIADB.replace("(1,'kvm-01',", "(1,'kvm-01,")));
        assertEquals(List.of("blazar.leases 1: [l-1, maint-of-kvm-01]"), recorded.rows);
        assertTrue(recorded.summary.complete());
    }

    @Test
    void an_insert_that_cannot_be_read_is_reported_whole() {
        Recorded read =
                read("INSERT INTO t SELECT 'a;b' FROM u;\nINSERT INTO t (a) VALUES (1);\nINSERT INTO w VALUES (2);\n");
        assertEquals(List.of("d.t 1: [1]"), read.rows);
        assertEquals(
                List.of(
                        "d. 0 @0+34: is no INSERT with VALUES",
                        "d.w 1 @65+25: names no columns, and no CREATE TABLE came before it"),
                read.malformed);
    }

    @Test
    void lines_that_are_no_statement_are_reported_once() {
        String lines = "mysqldump: [Warning] Using a password is insecure; it's seen.\n\0\0\1 more\n";
        Recorded read = read(lines + MARIADB);
        assertEquals(MARIADB_ROWS, read.rows);
        assertEquals(List.of("d. 0 @0+" + lines.length() + ": is no statement that a mysqldump holds"), read.malformed);
        assertTrue(read.summary.complete());
    }

    @Test
    void an_insert_whose_first_word_is_damaged_is_reported() {
        Recorded read = read(MARIADB.replace("INSERT INTO `leases`", "INS?RT INTO `leases`"));
        assertEquals(MARIADB_ROWS.subList(0, 4), read.rows);
        assertEquals(1, read.malformed.size());
    }

    // ---- Completeness

    @Test
    void without_the_last_line_a_dump_is_not_complete() {
        Recorded read = read(MARIADB.substring(0, MARIADB.indexOf("\n-- Dump completed")));
        assertEquals("the line \"-- Dump completed\" is missing at its end", read.summary.incompleteBecause());
        assertNull(read.summary.completedAt());
    }

    @Test
    void the_last_line_may_lack_its_date() {
        Recorded read = read(MARIADB.replace(" on 2024-03-01  3:00:05", ""));
        assertTrue(read.summary.complete());
        assertNull(read.summary.completedAt());
    }

    @Test
    void without_comments_the_settings_restored_at_the_end_show_completeness() {
        String silent = MARIADB.replaceAll("(?m)^--.*\n", "");
        assertTrue(read(silent).summary.complete());
        assertNull(read(silent).summary.server());
        String cut = silent.substring(0, silent.indexOf("/*!40111 SET SQL_NOTES=@OLD"));
        assertEquals(
                "nothing at its end says that the dump was completed",
                read(cut).summary.incompleteBecause());
    }

    @Test
    void of_two_dumps_in_one_file_both_must_be_complete_to_the_end() {
        assertTrue(read(MYSQL + MARIADB).summary.complete());
        assertFalse(read(MYSQL + MARIADB.substring(0, MARIADB.indexOf("\n-- Dump completed")))
                .summary
                .complete());
    }

    @Test
    void what_is_no_mysqldump_says_so() {
        assertEquals("it is empty", read("").summary.incompleteBecause());
        assertFalse(read("").summary.looksLikeDump());
        Recorded text = read("once upon a time\nthere was a cloud\n");
        assertEquals("it does not look like a mysqldump", text.summary.incompleteBecause());
        assertFalse(text.summary.looksLikeDump());
        Recorded postgres = read("--\n-- PostgreSQL database dump\n--\n\nCOPY t (a) FROM stdin;\n1\n\\.\n");
        assertEquals("pg_dump", postgres.summary.product());
        assertEquals("it was made by pg_dump, not by mysqldump", postgres.summary.incompleteBecause());
        assertFalse(postgres.summary.looksLikeDump());
        assertEquals(List.of(), postgres.malformed);
        assertEquals(
                "SQLite",
                read("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n").summary.product());
    }

    @Test
    void trouble_with_the_disk_is_not_taken_for_an_end() {
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(bytes(MARIADB)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }
        });
        assertThrows(IOException.class, () -> MysqldumpReader.read(in, null, new Recorded()));
    }

    @Test
    void every_byte_of_a_dump_is_accounted_for() {
        String head = "CREATE TABLE t (a int);\nINSERT INTO t VALUES ";
        String unwanted = "INSERT INTO u (b) VALUES (1),(oops);";
        String dump = head + "(1),(x y),(22);\n" + unwanted + "\n-- a comment\nINSERT INTO t VALUES (3),(4";
        Recorded recorded = new Recorded() {
            @Override
            public int[] table(String schema, String name, List<String> columns) {
                return name.equals("u") ? null : super.table(schema, name, columns);
            }
        };
        read(recorded, bytes(dump));
        assertEquals(
                new DumpAccount(
                        dump.length() - "(1)(22)(3)".length() - unwanted.length() - "(x y)".length() - "(4".length(),
                        "(1)(22)(3)".length(),
                        unwanted.length(),
                        "(x y)".length(),
                        "(4".length(),
                        dump.length() - "(4".length()),
                recorded.summary.account());
        assertEquals(
                "it ends inside a row of d.t; 2 bytes from byte " + (dump.length() - 2) + " on are left out",
                recorded.summary.incompleteBecause());
    }

    // ---- Properties

    @Test
    void a_dump_cut_anywhere_gives_a_prefix_of_its_rows_and_is_not_complete() {
        for (String dump : List.of(MARIADB, MYSQL, MARIADB.replaceAll("(?m)^--.*\n", ""))) {
            byte[] all = bytes(dump);
            Recorded whole = read(dump);
            assertTrue(whole.summary.complete());
            int rows = 0;
            for (int length = 0; length < all.length; length++) {
                Recorded cut =
                        read(Arrays.copyOf(all, length), MysqldumpReader.ROW_BYTES_MAX, length % 2 == 0 ? 50 : 4096);
                String where = "cut after " + length + " bytes";
                assertEquals(whole.rows.subList(0, cut.rows.size()), cut.rows, where);
                assertTrue(cut.rows.size() >= rows, where);
                assertEquals(List.of(), cut.malformed, where);
                assertEquals(length, cut.summary.bytes(), where);
                // The very last newlines may be lost: everything was said.
                assertEquals(dump.substring(length).isBlank(), cut.summary.complete(), where);
                rows = cut.rows.size();
            }
            assertEquals(whole.rows.size(), rows);
        }
    }

    @Test
    void a_compressed_dump_cut_anywhere_gives_a_prefix_of_its_rows_and_is_not_complete() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes(MYSQL));
        }
        byte[] all = compressed.toByteArray();
        for (int length = 10; length < all.length; length++) {
            Recorded cut = new Recorded();
            readFrom(cut, new GZIPInputStream(new ByteArrayInputStream(all, 0, length)), "d");
            assertEquals(MYSQL_ROWS.subList(0, cut.rows.size()), cut.rows);
            assertTrue(
                    cut.summary.incompleteBecause().startsWith("the compressed data end early or are damaged ("),
                    cut.summary.incompleteBecause());
        }
    }

    @Test
    void damage_never_throws_or_hangs_and_what_is_told_lies_in_order() {
        String oneLine = MARIADB.replace("VALUES\n(", "VALUES (").replace("),\n(", "),(");
        List<byte[]> dumps = List.of(bytes(MARIADB), bytes(oneLine), bytes(MYSQL));
        Random random = new Random(20240301);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < 3000; i++) {
                byte[] dump = damaged(dumps.get(i % dumps.size()), random);
                int buffer = 16 + random.nextInt(300);
                int rowBytesMax = random.nextInt(4) == 0 ? 30 : MysqldumpReader.ROW_BYTES_MAX;
                Recorded read = read(dump, rowBytesMax, buffer);
                read.assertAccounted(dump);
                Recorded again = read(dump, rowBytesMax, 1 << 16);
                assertEquals(again.rows, read.rows);
                assertEquals(again.malformed, read.malformed);
                assertEquals(again.summary, read.summary);
            }
        });
    }

    @Test
    void one_changed_byte_costs_no_row_without_a_word_and_invents_none() {
        String plain = MYSQL.replaceAll("(?s)DELIMITER ;;.*DELIMITER ;\n", "");
        for (String dump : List.of(MARIADB, plain)) {
            Recorded whole = read(dump);
            byte[] damaged = bytes(dump);
            for (int i = 0; i < damaged.length; i++) {
                int at = i;
                byte before = damaged[at];
                for (char c : "'`\\;-*#x\n".toCharArray()) {
                    damaged[at] = (byte) c;
                    Recorded read = read(damaged, MysqldumpReader.ROW_BYTES_MAX, 4096);
                    boolean said =
                            !read.malformed.isEmpty() || !read.summary.complete() || !read.tables.equals(whole.tables);
                    List<String> invented = new ArrayList<>(withoutNumbers(read.rows));
                    invented.removeAll(withoutNumbers(whole.rows));
                    assertTrue(
                            invented.size() <= 1 || !read.tables.equals(whole.tables),
                            () -> "invented " + invented + " after " + c + " at " + at);
                    assertTrue(
                            read.rows.size() >= whole.rows.size() || said,
                            () -> "lost in silence after " + c + " for "
                                    + dump.substring(at, Math.min(at + 40, dump.length())));
                }
                damaged[at] = before;
            }
        }
    }

    private static List<String> withoutNumbers(List<String> rows) {
        return rows.stream().map(row -> row.replaceFirst(" \\d+: ", "")).toList();
    }

    private static byte[] damaged(byte[] dump, Random random) {
        String interesting = "'\"`\\;,()\n\0 -*/#x0";
        byte[] bytes = dump.clone();
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(random.nextInt(40), bytes.length - at);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1, 2 -> bytes[at] = (byte) interesting.charAt(random.nextInt(interesting.length()));
                case 3 -> Arrays.fill(bytes, at, at + length, (byte) 0);
                case 4 -> {
                    byte[] shorter = new byte[bytes.length - length];
                    System.arraycopy(bytes, 0, shorter, 0, at);
                    System.arraycopy(bytes, at + length, shorter, at, bytes.length - at - length);
                    bytes = shorter;
                }
                default -> System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
            }
            if (bytes.length == 0) {
                return bytes;
            }
        }
        return bytes;
    }

    // ---- Reading

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Recorded read(String dump) {
        return read(bytes(dump), MysqldumpReader.ROW_BYTES_MAX, 1 << 20);
    }

    private static Recorded read(byte[] dump, int rowBytesMax, int bufferBytes) {
        Recorded recorded = new Recorded();
        read(recorded, dump, rowBytesMax, bufferBytes);
        return recorded;
    }

    private static void read(Recorded recorded, byte[] dump) {
        read(recorded, dump, MysqldumpReader.ROW_BYTES_MAX, 1 << 20);
    }

    private static void read(Recorded recorded, byte[] dump, int rowBytesMax, int bufferBytes) {
        try {
            recorded.summary =
                    MysqldumpReader.read(new ByteArrayInputStream(dump), "d", recorded, rowBytesMax, bufferBytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void readFrom(Recorded recorded, InputStream in, String schema) {
        readFrom(recorded, in, schema, MysqldumpReader.ROW_BYTES_MAX);
    }

    private static void readFrom(Recorded recorded, InputStream in, String schema, int rowBytesMax) {
        try {
            recorded.summary = MysqldumpReader.read(in, schema, recorded, rowBytesMax);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Wants everything and writes down what it is told. */
    private static class Recorded implements MysqldumpReader.Rows {
        final List<String> tables = new ArrayList<>();
        final List<String> rows = new ArrayList<>();
        final List<Long> offsets = new ArrayList<>();
        final List<String> malformed = new ArrayList<>();
        final List<String> excerpts = new ArrayList<>();
        /** First and last byte of all that was told, in the order it was told. */
        private final List<long[]> pieces = new ArrayList<>();

        MysqldumpReader.Summary summary;
        private String table;

        @Override
        public int[] table(String schema, String name, List<String> columns) {
            table = schema + "." + name;
            tables.add(table + " " + columns);
            int[] all = new int[columns.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = i;
            }
            return all;
        }

        @Override
        public void row(long number, long offset, String[] values) {
            rows.add(table + " " + number + ": " + Arrays.toString(values));
            offsets.add(offset);
            pieces.add(new long[] {offset, offset + 1});
        }

        @Override
        public void malformed(
                String schema, String name, long number, long offset, long bytes, String reason, String excerpt) {
            malformed.add(schema + "." + name + " " + number + " @" + offset + "+" + bytes + ": " + reason);
            excerpts.add(excerpt);
            pieces.add(new long[] {offset, offset + bytes});
        }

        /** What was told lies inside the dump, in order and without overlap, and with the rest it is the whole dump. */
        void assertAccounted(byte[] dump) {
            assertEquals(dump.length, summary.bytes());
            assertEquals(rows.size(), summary.rows());
            DumpAccount account = summary.account();
            long told = pieces.stream().mapToLong(piece -> piece[1] - piece[0]).sum() - rows.size();
            assertEquals(told, account.malformed());
            assertTrue(account.rows() >= 2L * rows.size() && account.understood() >= 0, account::toString);
            assertTrue(account.leftOut() == 0 || !summary.complete(), account::toString);
            assertEquals(dump.length, account.leftOutFrom() + account.leftOut());
            long last = 0;
            for (long[] piece : pieces) {
                assertTrue(piece[0] >= last, () -> Arrays.toString(piece) + " of " + malformed);
                assertTrue(piece[1] >= piece[0] && piece[1] <= dump.length, () -> Arrays.toString(piece));
                last = piece[1];
            }
            for (long offset : offsets) {
                assertEquals('(', dump[(int) offset]);
            }
            for (String excerpt : excerpts) {
                assertTrue(excerpt.length() <= 120 && excerpt.matches("[ -~]*"), excerpt);
            }
        }
    }

    /** The same bytes many times over, without holding them. */
    private static final class Repeated extends InputStream {
        private final byte[] piece;
        private long left;
        private int at;

        Repeated(byte[] piece, int times) {
            this.piece = piece;
            this.left = (long) piece.length * times;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int now = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, bytes, offset, now);
            at = (at + now) % piece.length;
            left -= now;
            return now;
        }
    }
}
