package dev.hindcast.audit;

import java.util.regex.Pattern;

/**
 * Text for a screen: lines no wider than wanted, each further line below the first one's words. What a source holds may be anything;
 * here it moves no cursor and breaks no line.
 */
final class Page {
    /** What is to be typed after {@code --span} stays on one line with its number. */
    private static final Pattern NUMBERED = Pattern.compile("(span|issue|entry) (?=\\d+\\])");

    private final int width;
    private final StringBuilder text = new StringBuilder();
    private int lines;

    Page(int width) {
        this.width = width;
    }

    void line(String line) {
        text.append(line.stripTrailing().replace('\0', ' ').replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "\ufffd"))
                .append('\n');
        lines++;
    }

    int lines() {
        return lines;
    }

    /** An empty page of the same width, for what may not find room on this one. */
    Page another() {
        return new Page(width);
    }

    void add(Page page) {
        text.append(page.text);
        lines += page.lines;
    }

    void indented(int indent, String words) {
        hanging(" ".repeat(indent), words);
    }

    void hanging(String label, String words) {
        StringBuilder current = new StringBuilder(label);
        int begin = current.length();
        for (String word : NUMBERED.matcher(words).replaceAll("$1\0").split(" ")) {
            if (current.length() > begin && current.length() + 1 + word.length() > width) {
                line(current.toString());
                current = new StringBuilder(" ".repeat(label.length()));
                begin = current.length();
            } else if (current.length() > begin) {
                current.append(' ');
            }
            current.append(word);
        }
        line(current.toString());
    }

    /** What is to be typed stands on one line, however wide, so that it can be copied. */
    void command(int indent, String words, String command) {
        line(" ".repeat(indent) + words + ": " + command);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
