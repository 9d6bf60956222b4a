package dev.hindcast.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PageTest {
    @Test
    void further_lines_stand_below_the_first_words_and_a_number_stays_with_its_name() {
        Page page = new Page(12);
        page.hanging("- ", "aa bb [span 17]");
        assertEquals("- aa bb\n  [span 17]\n", page.toString());
        assertEquals(2, page.lines());
    }

    /** A lease may be named to clear the screen, or to look like another line. */
    @Test
    void what_a_source_holds_moves_no_cursor_and_breaks_no_line() {
        Page page = new Page(80);
        page.line("lease \u001b[2J\r\nEntry 5\u202e");
        assertEquals("lease \ufffd[2J\ufffd\ufffdEntry 5\ufffd\n", page.toString());
    }
}
