package dev.hindcast.cli;

import java.util.List;
import java.util.Set;

/** A table for a screen: columns as wide as what they hold, and two blanks before each line. */
final class TextTable {
    private TextTable() {}

    /**
     * Its lines, each with a line feed.
     *
     * @param rows    the header first; all of one length
     * @param numbers the columns that end, and do not begin, at one place
     */
    static String of(List<List<String>> rows, Set<Integer> numbers) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(' ').append(numbers.contains(i) ? pad + row.get(i) : row.get(i) + pad);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
