package dev.hindcast.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All loaders of one folder, in the order of their tables, and the macros they share. */
public record Loaders(List<Loader> all, String macros) {
    public Loaders {
        all = List.copyOf(all);
    }

    /** @throws InputRefused if a file is not in order, or two speak of one raw table */
    public static Loaders of(List<TextFile> files) {
        List<Loader> loaders = new ArrayList<>();
        String macros = "";
        for (TextFile file : files) {
            if (file.name().equals("macros.sql")) {
                macros = file.text();
            } else if (file.name().endsWith(".sql")) {
                loaders.add(Loader.parse(file.name(), file.text(), file.sha256()));
            }
        }
        loaders.sort(java.util.Comparator.comparing(Loader::table));
        for (int i = 1; i < loaders.size(); i++) {
            if (loaders.get(i).table().equals(loaders.get(i - 1).table())) {
                throw new InputRefused(
                        loaders.get(i).file() + ": " + loaders.get(i - 1).file() + " already loads "
                                + loaders.get(i).table() + ". Maybe delete one of them.");
            }
        }
        if (loaders.isEmpty()) {
            throw new InputRefused("The loader folder holds no .sql file. Maybe --loaders names the wrong folder.");
        }
        return new Loaders(loaders, macros);
    }

    /** The loader that reads a raw table, its own or one of the same shape. */
    public Optional<Loader> reading(String rawTable) {
        return all.stream()
                .filter(loader ->
                        loader.table().equals(rawTable) || loader.also().contains(rawTable))
                .findFirst();
    }
}
