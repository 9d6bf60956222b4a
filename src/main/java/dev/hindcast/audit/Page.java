package dev.hindcast.audit;

/** Text for a screen: lines no wider than wanted, each further line below the first one's words. */
final class Page {
    private final int width;
    private final StringBuilder text = new StringBuilder();

    Page(int width) {
        this.width = width;
    }

    void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    void indented(int indent, String words) {
        hanging(" ".repeat(indent), words);
    }

    void hanging(String label, String words) {
        StringBuilder current = new StringBuilder(label);
        int begin = current.length();
        for (String word : words.split(" ")) {
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
