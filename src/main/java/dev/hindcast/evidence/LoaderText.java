package dev.hindcast.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A loader file taken apart: the lines of its header, each word with its place in the file, and its statement. It only reads;
 * {@link LoaderLinter} judges.
 */
final class LoaderText {
    /** A word of the file at [at, end). */
    record Word(String text, int at, int end) {}

    /**
     * A line {@code -- key: value}.
     *
     * @param names the words of its value, which commas or blanks part; without the remark after {@code " --"}
     * @param value all of it
     */
    record Line(Word key, List<Word> names, Word value) {
        String first() {
            return names.isEmpty() ? "" : names.get(0).text();
        }
    }

    /** A line {@code -- column name Type marks <- raw, raw}. */
    record ColumnLine(Word all, List<Word> declared, boolean arrow, List<Word> raw) {}

    private final TextFile file;
    private final List<Line> lines = new ArrayList<>();
    private final List<ColumnLine> columns = new ArrayList<>();
    /** First words of comments that look like a header's line and are none. */
    private final List<Word> others = new ArrayList<>();

    private final int statementAt;
    private final String statement;

    LoaderText(TextFile file) {
        this.file = file;
        String text = file.text();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            String line = text.substring(at, end);
            if (!line.isBlank() && !line.strip().startsWith("--")) {
                break;
            }
            if (!line.isBlank()) {
                comment(line, at);
            }
            at = end + 1;
        }
        this.statementAt = Math.min(at, text.length());
        String rest = text.substring(statementAt).stripTrailing();
        this.statement = rest.endsWith(";") ? rest.substring(0, rest.length() - 1) : rest;
    }

    TextFile file() {
        return file;
    }

    List<Line> lines() {
        return lines;
    }

    List<ColumnLine> columns() {
        return columns;
    }

    List<Word> others() {
        return others;
    }

    /** Where the statement begins in the file. */
    int statementAt() {
        return statementAt;
    }

    /** As it stands in the file, without a closing semicolon. */
    String statement() {
        return statement;
    }

    Optional<Line> line(String key) {
        return lines.stream().filter(line -> line.key().text().equals(key)).findFirst();
    }

    /** The first word of a line's value; empty if there is no such line. */
    String first(String key) {
        return line(key).map(Line::first).orElse("");
    }

    /** The words of a line's value; empty if there is no such line, or its value is a dash. */
    List<String> names(String key) {
        return line(key)
                .map(line -> line.names().stream().map(Word::text).toList())
                .filter(names -> !names.equals(List.of("-")))
                .orElse(List.of());
    }

    private void comment(String line, int lineAt) {
        int from = line.indexOf("--") + 2;
        // What is indented further goes on with the line before.
        boolean goesOn = line.startsWith("   ", from);
        String said = line.substring(from).strip();
        if (goesOn || said.isEmpty()) {
            return;
        }
        int at = lineAt + line.indexOf(said, from);
        if (said.startsWith("column ")) {
            column(said, at);
            return;
        }
        int colon = said.indexOf(':');
        String key = colon < 0 ? "" : said.substring(0, colon).strip();
        if (key.matches("\\S+")) {
            String value = said.substring(colon + 1);
            int remark = value.indexOf(" --");
            lines.add(new Line(
                    new Word(key, at, at + key.length()),
                    words(remark < 0 ? value : value.substring(0, remark), at + colon + 1, "[^,\\s]+"),
                    new Word(value.strip(), at + colon + 1 + value.indexOf(value.strip()), at + said.length())));
        } else {
            String first = said.split("\\s", 2)[0];
            others.add(new Word(first, at, at + first.length()));
        }
    }

    private void column(String said, int at) {
        int arrow = said.indexOf("<-");
        String declared = said.substring(7, arrow < 0 ? said.length() : arrow);
        columns.add(new ColumnLine(
                new Word(said, at, at + said.length()),
                words(declared, at + 7, "\\S+"),
                arrow >= 0,
                arrow < 0 ? List.of() : words(said.substring(arrow + 2), at + arrow + 2, "[^,\\s]+")));
    }

    private static List<Word> words(String text, int at, String pattern) {
        List<Word> words = new ArrayList<>();
        java.util.regex.Pattern.compile(pattern)
                .matcher(text)
                .results()
                .forEach(word -> words.add(new Word(word.group(), at + word.start(), at + word.end())));
        return words;
    }
}
