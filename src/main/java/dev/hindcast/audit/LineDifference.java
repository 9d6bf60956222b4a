package dev.hindcast.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * What differs between two small texts, line by line, in the form of {@code diff -u}.
 * Keeps the longest common sequence of lines, so its cost grows with the product of both: meant for files that a person can read.
 */
public final class LineDifference {
    /** Equal lines shown around a change. */
    private static final int CONTEXT = 2;

    /** A line of the comparison: ' ' in both, '-' in the first only, '+' in the second only. */
    private record Line(char sign, String text) {}

    private LineDifference() {}

    /** Empty if the texts are equal. */
    public static String unified(String name, String expected, String actual) {
        if (expected.equals(actual)) {
            return "";
        }
        List<Line> lines = compare(lines(expected), lines(actual));
        StringBuilder text = new StringBuilder("--- expected/" + name + "\n+++ actual/" + name + "\n");
        int shown = 0;
        int oldLine = 1;
        int newLine = 1;
        for (int i = 0; i < lines.size(); ) {
            int end = hunkEnd(lines, i);
            if (end == i) {
                oldLine++;
                newLine++;
                i++;
                continue;
            }
            int from = Math.max(shown, i - CONTEXT);
            int till = Math.min(lines.size(), end + CONTEXT);
            List<Line> hunk = lines.subList(from, till);
            text.append("@@ -")
                    .append(range(oldLine - (i - from), hunk, '-'))
                    .append(" +")
                    .append(range(newLine - (i - from), hunk, '+'))
                    .append(" @@\n");
            hunk.forEach(line -> text.append(line.sign()).append(line.text()).append('\n'));
            for (Line line : lines.subList(i, till)) {
                oldLine += line.sign() == '+' ? 0 : 1;
                newLine += line.sign() == '-' ? 0 : 1;
            }
            shown = till;
            i = till;
        }
        if (lines(expected).equals(lines(actual))) {
            text.append("(they differ in the end of the last line only)\n");
        }
        return text.toString();
    }

    /** Behind the last change of the hunk that begins here; changes closer than two contexts share one. */
    private static int hunkEnd(List<Line> lines, int from) {
        int end = from;
        for (int i = from; i < lines.size() && i <= end + 2 * CONTEXT; i++) {
            if (lines.get(i).sign() != ' ') {
                end = i + 1;
            } else if (end == from) {
                return from;
            }
        }
        return end;
    }

    private static String range(int first, List<Line> hunk, char sign) {
        long length = hunk.stream()
                .filter(line -> line.sign() == ' ' || line.sign() == sign)
                .count();
        return (length == 0 ? first - 1 : first) + "," + length;
    }

    private static List<Line> compare(List<String> ones, List<String> others) {
        int[][] common = new int[ones.size() + 1][others.size() + 1];
        for (int i = ones.size() - 1; i >= 0; i--) {
            for (int j = others.size() - 1; j >= 0; j--) {
                common[i][j] = ones.get(i).equals(others.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Line> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < ones.size() || j < others.size()) {
            if (i < ones.size() && j < others.size() && ones.get(i).equals(others.get(j))) {
                lines.add(new Line(' ', ones.get(i)));
                i++;
                j++;
            } else if (i < ones.size() && (j == others.size() || common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line('-', ones.get(i++)));
            } else {
                lines.add(new Line('+', others.get(j++)));
            }
        }
        return lines;
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }
}
