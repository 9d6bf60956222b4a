package dev.hindcast.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All loaders of one folder, in the order of their tables, and the macros they share.
 *
 * @param macros the file {@code macros.sql}; an empty one if there is none
 */
public record Loaders(List<Loader> all, TextFile macros) {
    private static final String MACROS = "macros.sql";

    public Loaders {
        all = List.copyOf(all);
    }

    /** @throws InputRefused if a header is not in order, or two files speak of one raw table */
    public static Loaders of(List<TextFile> files) {
        List<LoaderText> texts = texts(files);
        if (texts.isEmpty()) {
            throw new InputRefused("The loader folder holds no .sql file. Maybe --loaders names the wrong folder.");
        }
        List<Mistake> mistakes = LoaderLinter.headers(texts);
        if (!mistakes.isEmpty()) {
            throw new InputRefused(mistakes);
        }
        return of(texts, files);
    }

    private static Loaders of(List<LoaderText> texts, List<TextFile> files) {
        return new Loaders(
                texts.stream()
                        .map(Loader::of)
                        .sorted(Comparator.comparing(Loader::table))
                        .toList(),
                files.stream()
                        .filter(file -> file.name().equals(MACROS))
                        .findFirst()
                        .orElse(new TextFile(MACROS, "", "")));
    }

    /**
     * All mistakes in the loaders of a folder, headers, statements and raw columns; empty if they are in order.
     *
     * @param files of the folder, and the examples among them
     */
    public static List<Mistake> check(List<TextFile> files) {
        List<LoaderText> texts = texts(files);
        List<Mistake> mistakes = new ArrayList<>(LoaderLinter.headers(texts));
        // A statement is looked at where its header can be believed.
        Set<String> doubted = mistakes.stream().map(Mistake::file).collect(Collectors.toSet());
        List<LoaderText> inOrder = texts.stream()
                .filter(text -> !doubted.contains(text.file().name()))
                .toList();
        Set<String> doubtedTables = texts.stream()
                .filter(text -> doubted.contains(text.file().name()))
                .flatMap(text ->
                        Stream.of(text.first("loader"), text.file().name().replaceFirst("\\.sql$", "")))
                .collect(Collectors.toSet());
        mistakes.addAll(StatementLinter.lint(of(inOrder, files), doubtedTables));
        mistakes.addAll(LoaderColumns.check(inOrder, files, shipped().all()));
        mistakes.sort(Comparator.comparing(Mistake::file)
                .thenComparingInt(Mistake::line)
                .thenComparingInt(Mistake::column));
        return mistakes;
    }

    /** Tables of loaders whose raw columns nothing but evidence tells: no example stands beside them, and hindcast ships none. */
    public static List<String> withoutExample(List<Loader> loaders, List<TextFile> files) {
        Loaders shipped = shipped();
        return loaders.stream()
                .map(Loader::table)
                .filter(table -> shipped.reading(table).isEmpty())
                .filter(table -> files.stream().noneMatch(file -> file.name().equals(table + TextFile.EXAMPLE)))
                .toList();
    }

    /** The loader of a table that one in another database of the same service is named as, such as a cell's, or one in none. */
    Optional<Loader> readingLikeOf(String table) {
        String schema = table.substring(0, Math.max(table.indexOf('.'), 0));
        String name = table.substring(table.indexOf('.') + 1);
        return all.stream()
                .filter(loader -> loader.table().endsWith("." + name)
                        && (schema.isEmpty() || schema.startsWith(loader.table().replaceFirst("\\..*", "_"))))
                .findFirst();
    }

    private static Loaders shipped() {
        return of(TextFile.inFolder(null, "evidence-loaders"));
    }

    private static List<LoaderText> texts(List<TextFile> files) {
        return files.stream()
                .filter(file -> file.name().endsWith(".sql") && !file.name().equals(MACROS))
                .map(LoaderText::new)
                .toList();
    }

    /** All mistakes in their statements; empty if they are in order. */
    public List<Mistake> mistakes() {
        return StatementLinter.lint(this, Set.of());
    }

    /** The loader that reads a raw table, its own or one of the same shape. */
    public Optional<Loader> reading(String rawTable) {
        return all.stream()
                .filter(loader ->
                        loader.table().equals(rawTable) || loader.also().contains(rawTable))
                .findFirst();
    }
}
