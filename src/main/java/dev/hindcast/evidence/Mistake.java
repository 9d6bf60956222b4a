package dev.hindcast.evidence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Something wrong with a file that domain experts write, told in their words.
 *
 * @param name   of this kind of mistake, by which the reference explains it; it never changes
 * @param line   1-based; 0 if it is about the file as a whole
 * @param column 1-based, where on that line; 0 if it is about the line as a whole
 * @param length how many letters of the line are meant
 * @param about  what of the file it is in, for instance {@code rule "A host exists"}; may be empty
 * @param excerpt the line of the file; empty if there is none
 * @param what   what is wrong
 * @param maybe  what to do; empty if nothing is known
 */
public record Mistake(
        String name,
        String file,
        int line,
        int column,
        int length,
        String about,
        String excerpt,
        String what,
        String maybe) {

    /** A mistake at [from, till) of a file's text; an empty range means the file as a whole. */
    public static Mistake at(String name, TextFile file, int from, int till, String about, String what, String maybe) {
        if (till <= from) {
            return new Mistake(name, file.name(), 0, 0, 0, about, "", what, maybe);
        }
        String text = file.text();
        int begins = text.lastIndexOf('\n', from - 1) + 1;
        int ends = text.indexOf('\n', from);
        ends = ends < 0 ? text.length() : ends;
        int line =
                1 + (int) text.substring(0, from).chars().filter(c -> c == '\n').count();
        return new Mistake(
                name,
                file.name(),
                line,
                from - begins + 1,
                Math.max(1, Math.min(till, ends) - from),
                about,
                text.substring(begins, ends),
                what,
                maybe);
    }

    private static final int ELSEWHERE_MAX = 12;

    /** All of them as one message; what has one cause is told once, with the places where else it is. */
    public static String text(List<Mistake> mistakes) {
        Map<List<String>, List<Mistake>> alike = new LinkedHashMap<>();
        for (Mistake mistake : mistakes) {
            alike.computeIfAbsent(List.of(mistake.name, mistake.what, mistake.maybe), key -> new ArrayList<>())
                    .add(mistake);
        }
        return alike.values().stream().map(Mistake::told).collect(Collectors.joining("\n"));
    }

    private static String told(List<Mistake> alike) {
        Mistake first = alike.get(0);
        List<String> elsewhere = alike.stream()
                .map(mistake -> mistake.file + ":" + mistake.line)
                .distinct()
                .skip(1)
                .toList();
        String more = elsewhere.size() > ELSEWHERE_MAX ? " and " + (elsewhere.size() - ELSEWHERE_MAX) + " more" : "";
        return first.text()
                + (elsewhere.isEmpty()
                        ? ""
                        : elsewhere.stream()
                                .limit(ELSEWHERE_MAX)
                                .collect(Collectors.joining(", ", "\n    The same at ", more + ".")));
    }

    private String text() {
        StringBuilder text = new StringBuilder(file);
        text.append(line > 0 ? ":" + line : "").append(": ");
        text.append(about.isEmpty() ? "" : about + " ").append('[').append(name).append(']');
        String shown = excerpt.strip();
        if (!shown.isEmpty()) {
            text.append("\n    ").append(shown.replace('\t', ' '));
            int indent = column - 1 - excerpt.indexOf(shown);
            if (column > 0 && indent >= 0 && indent <= shown.length()) {
                text.append("\n    ")
                        .append(" ".repeat(indent))
                        .append("^".repeat(Math.max(1, Math.min(length, shown.length() - indent))));
            }
        }
        for (String part : List.of(what, maybe)) {
            text.append(part.isEmpty() ? "" : "\n    " + part.replace("\n", "\n    "));
        }
        return text.toString();
    }
}
