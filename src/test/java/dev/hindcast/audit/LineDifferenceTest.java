package dev.hindcast.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LineDifferenceTest {
    @Test
    void equal_texts_differ_in_nothing() {
        assertEquals("", LineDifference.unified("a.csv", "1\n2\n", "1\n2\n"));
    }

    @Test
    void a_changed_line_is_shown_with_its_neighbours() {
        assertEquals("""
                --- expected/a.csv
                +++ actual/a.csv
                @@ -2,5 +2,5 @@
                 2
                 3
                -4
                +four
                 5
                 6
                """, LineDifference.unified("a.csv", "1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\nfour\n5\n6\n7\n"));
    }

    @Test
    void changes_far_from_each_other_are_shown_apart() {
        assertEquals(
                """
                --- expected/a.csv
                +++ actual/a.csv
                @@ -1,3 +1,2 @@
                -1
                 2
                 3
                @@ -8,2 +7,3 @@
                 8
                 9
                +10
                """, LineDifference.unified("a.csv", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "2\n3\n4\n5\n6\n7\n8\n9\n10\n"));
    }

    @Test
    void changes_close_to_each_other_are_shown_together() {
        assertEquals("""
                --- expected/a.csv
                +++ actual/a.csv
                @@ -1,6 +1,6 @@
                -1
                +one
                 2
                 3
                 4
                 5
                -6
                +six
                """, LineDifference.unified("a.csv", "1\n2\n3\n4\n5\n6\n", "one\n2\n3\n4\n5\nsix\n"));
    }

    @Test
    void a_text_that_was_not_there_is_all_new() {
        assertEquals("""
                --- expected/a.csv
                +++ actual/a.csv
                @@ -0,0 +1,2 @@
                +1
                +2
                """, LineDifference.unified("a.csv", "", "1\n2\n"));
    }

    @Test
    void a_missing_last_line_feed_is_told() {
        assertEquals("""
                --- expected/a.csv
                +++ actual/a.csv
                (they differ in the end of the last line only)
                """, LineDifference.unified("a.csv", "1\n", "1"));
    }
}
