package dev.hindcast.evidence;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file below the evidence folders that nothing reads. Most are somebody's notes; but one whose name looks like evidence is data
 * lost to a misspelt ending.
 *
 * @param seemsEvidence whether its name looks so
 * @param maybe         what to do; empty if nothing is known
 */
record UnreadFile(boolean seemsEvidence, String maybe) {
    private static final List<String> READ = List.of("parquet", "csv", "sql", "mysql", "dump");
    private static final Pattern PACKED = Pattern.compile("\\.(gz|tgz|zstd?|xz|lzma|bz2|zip|lz4|7z|tar|rar)$");
    private static final Pattern DATA = Pattern.compile("\\.(parquet|csv|tsv|sql|mysql|dump)$");
    /** Such a file goes with another of the same name. */
    private static final Pattern BESIDE = Pattern.compile("\\.(sha\\d+|sha\\d+sum|md5|md5sum|sig|asc)$");

    private static final Set<String> TEXTS = Set.of("md", "txt", "rst", "pdf", "html", "css", "log");

    /** @param path as it is told */
    static UnreadFile of(String path, Loaders loaders) {
        String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (name.startsWith(".") || BESIDE.matcher(name).find()) {
            return new UnreadFile(false, "");
        }
        String bare = PACKED.matcher(name).replaceFirst("");
        if (!bare.equals(name)) {
            boolean table = SourceFinder.TABLE.matcher(bare).matches();
            return new UnreadFile(
                    true, table ? "Maybe decompress it: only dumps are read compressed." : "Maybe unpack it.");
        }
        String ending = name.substring(name.lastIndexOf('.') + 1);
        String stem = ending.equals(name) ? name : name.substring(0, name.length() - ending.length() - 1);
        boolean data = DATA.matcher(name).find();
        String meant = data || TEXTS.contains(ending) ? "" : Spelling.nearest(ending, READ);
        if (!meant.isEmpty() && !stem.equals(name)) {
            return new UnreadFile(true, "Maybe name it " + stem + "." + meant + ".");
        }
        boolean ofTable = loaders.reading(stem).isPresent();
        boolean ofSchema = !TEXTS.contains(ending)
                && loaders.all().stream()
                        .anyMatch(loader -> loader.table().startsWith(stem.replaceAll("\\W.*", "") + "."));
        return new UnreadFile(
                ofTable || ofSchema || data, ofTable ? "Maybe export the table as " + stem + ".csv or .parquet." : "");
    }
}
