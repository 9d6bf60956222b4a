package dev.hindcast.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the sources of each region below the evidence folders (design section 8).
 * The region of a file is the nearest folder above it that is not named by an instant.
 */
final class SourceFinder {
    static final Pattern INSTANT_NAME =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(?:[T_](\\d{2})[:.\\-]?(\\d{2})[:.\\-]?(\\d{2})?(\\.\\d{1,6})?"
                    + "(Z|[+-](?:0\\d|1[0-4]):?(?:00|15|30|45))?(?!\\d))?");
    private static final List<String> KNOWLEDGE = List.of("signals.yml", "windows.yml", "region.yml");
    private static final Pattern DUMP = Pattern.compile(".*\\.(sql|mysql|dump)(\\.(gz|zstd?|xz|lzma|bz2|zip|lz4))?");
    static final Pattern TABLE = Pattern.compile("([a-z0-9_]+\\.[a-z0-9_]+)\\.(parquet|csv)");

    /** What one region's folders hold. */
    record Found(
            String region,
            List<Source> sources,
            Map<String, Path> knowledge,
            List<Copy> copies,
            List<String> ignored) {}

    /** A file that was found twice: paths relative to their evidence folders. */
    record Copy(String path, String equal) {}

    private final Map<String, Found> regions = new TreeMap<>();

    static List<Found> find(List<Path> folders) {
        SourceFinder finder = new SourceFinder();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new InputRefused(folder + ": no such evidence folder. Maybe a misspelt path.");
            }
            finder.walk(folder);
        }
        // What lies in a folder without a source belongs to no region, and is told in the first.
        List<String> astray = finder.regions.values().stream()
                .filter(region -> region.sources().isEmpty())
                .flatMap(region -> region.ignored().stream())
                .toList();
        List<Path> unread = finder.regions.values().stream()
                .filter(region -> region.sources().isEmpty())
                .flatMap(region -> new TreeMap<>(region.knowledge()).values().stream())
                .toList();
        finder.regions.values().removeIf(region -> region.sources().isEmpty());
        finder.regions.values().stream()
                .findFirst()
                .ifPresent(region -> region.ignored().addAll(astray));
        List<Found> found =
                finder.regions.values().stream().map(SourceFinder::numbered).toList();
        if (found.isEmpty()) {
            throw new InputRefused(
                    folders.get(0) + ": holds no evidence. Expected mysqldumps (*.sql, *.mysql, also .gz or .zst) or"
                            + " <schema>.<table>.parquet or .csv files in a folder named after their region. Maybe one folder too deep"
                            + " or too high.");
        }
        if (!unread.isEmpty()) {
            throw new InputRefused(unread.get(0)
                    + ": there is no evidence in its folder, so nothing would be read of it for any region. Maybe move it into the"
                    + " folder of " + String.join(" or ", finder.regions.keySet()) + ".");
        }
        return found;
    }

    /** A folder that was named may be a link; links to folders inside it lead nowhere, since the same files would have two regions. */
    private void walk(Path folder) {
        Path start = folder.resolve(".");
        try (Stream<Path> files = Files.walk(start)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                place(folder, folder.resolve(start.relativize(file)));
            }
        } catch (IOException | UncheckedIOException e) {
            throw new InputRefused(folder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private void place(Path folder, Path file) {
        String name = file.getFileName().toString();
        Path parent = file.toAbsolutePath().normalize().getParent();
        String instant = "";
        while (parent.getFileName() != null
                && INSTANT_NAME.matcher(parent.getFileName().toString()).matches()) {
            instant = instant.isEmpty() ? parent.getFileName().toString() : instant;
            parent = parent.getParent();
        }
        String region =
                parent.getFileName() == null ? "region" : parent.getFileName().toString();
        Found found = regions.computeIfAbsent(
                region, r -> new Found(r, new ArrayList<>(), new HashMap<>(), new ArrayList<>(), new ArrayList<>()));
        String path = folder.toAbsolutePath()
                .normalize()
                .relativize(file.toAbsolutePath().normalize())
                .toString()
                .replace('\\', '/');
        if (name.matches(".*\\.ya?ml") && !KNOWLEDGE.contains(name)) {
            String meant = Spelling.meant(name, KNOWLEDGE);
            if (!meant.isEmpty()) {
                throw new InputRefused(file + ": nothing reads a file of this name. " + meant);
            }
        }
        if (KNOWLEDGE.contains(name)) {
            Path other = found.knowledge().putIfAbsent(name, file);
            if (other != null && !new FileDigest(other).isAs(new FileDigest(file))) {
                throw new InputRefused(file + ": region " + region + " has another " + name + " already, " + other
                        + ". Maybe join the two into one.");
            }
            return;
        }
        Matcher table = TABLE.matcher(name.toLowerCase(Locale.ROOT));
        Source.Kind kind;
        if (table.matches()) {
            kind = table.group(2).equals("csv") ? Source.Kind.CSV : Source.Kind.PARQUET;
        } else if (DUMP.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
            kind = Source.Kind.DUMP;
            Matcher named = INSTANT_NAME.matcher(name);
            instant = named.find() ? named.group() : instant;
        } else {
            found.ignored().add(path);
            return;
        }
        refuseUnreadable(file);
        long seen = instant.isEmpty() ? Micros.ALWAYS : instantOf(instant, file);
        Source source = new Source(0, region, path, file, kind, seen, true, new FileDigest(file), "");
        for (int i = 0; i < found.sources().size(); i++) {
            Source other = found.sources().get(i);
            if (sameTable(other, source) && other.digest().isAs(source.digest())) {
                // A dated one is kept, else the first by path, whatever the order of the folders was.
                boolean dated = (source.seen() == Micros.ALWAYS) == (other.seen() == Micros.ALWAYS);
                boolean first = dated ? path.compareTo(other.path()) < 0 : other.seen() == Micros.ALWAYS;
                found.sources().set(i, first ? source : other);
                found.copies().add(first ? new Copy(other.path(), path) : new Copy(path, other.path()));
                return;
            }
        }
        found.sources().add(source);
    }

    /** Before any work is done, and whether or not anything of it will be wanted: its digest is worked out later. */
    private static void refuseUnreadable(Path file) {
        if (!Files.isReadable(file)) {
            throw new InputRefused(file + ": cannot be read. Maybe it is not this user's to read.");
        }
        try (InputStream in = Files.newInputStream(file)) {
            in.read();
        } catch (IOException e) {
            throw new InputRefused(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Two exports of different tables may be equal bytes (both empty, for one): only the same table's is a copy. Equal bytes under
     * another instant are a sighting of their own: the table had not changed.
     */
    private static boolean sameTable(Source one, Source other) {
        boolean undated = one.seen() == Micros.ALWAYS || other.seen() == Micros.ALWAYS;
        return other.kind() == Source.Kind.DUMP
                || one.name().equals(other.name()) && (undated || one.seen() == other.seen());
    }

    private static Found numbered(Found found) {
        List<Source> sorted = new ArrayList<>(found.sources());
        sorted.sort(Comparator.comparing(Source::path).thenComparing(Source::sha256));
        List<Source> numbered = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            numbered.add(sorted.get(i).numbered(i + 1));
        }
        List<Copy> copies = new ArrayList<>(found.copies());
        copies.sort(Comparator.comparing(Copy::path).thenComparing(Copy::equal));
        return new Found(
                found.region(),
                numbered,
                found.knowledge(),
                copies,
                found.ignored().stream().sorted().toList());
    }

    /** The folder named as its region that a source stands in, as it lies in its evidence folder; empty if it is that one. */
    static String regionFolder(Source source) {
        String folder = source.path().replaceFirst("/?[^/]*$", "");
        while (INSTANT_NAME
                .matcher(folder.substring(folder.lastIndexOf('/') + 1))
                .matches()) {
            folder = folder.replaceFirst("/?[^/]*$", "");
        }
        return folder;
    }

    /** Whether the name of a dump, or else that of its folder, tells the day that it was made on, and no time of the day. */
    static boolean tellsDayAlone(Source dump) {
        Matcher named = INSTANT_NAME.matcher(dump.name());
        if (named.find()) {
            return named.group(2) == null;
        }
        Path folder = dump.file().toAbsolutePath().normalize().getParent().getFileName();
        Matcher dated = INSTANT_NAME.matcher(folder == null ? "" : folder.toString());
        return dated.matches() && dated.group(2) == null;
    }

    /** @param named the file whose name or folder is so */
    private static long instantOf(String text, Path named) {
        Matcher matcher = INSTANT_NAME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        String time = matcher.group(2) == null
                ? "00:00:00"
                : matcher.group(2) + ":" + matcher.group(3) + ":"
                        + (matcher.group(4) == null ? "00" : matcher.group(4));
        String fraction = matcher.group(5) == null ? "" : matcher.group(5);
        try {
            String zone = matcher.group(6) == null ? "Z" : matcher.group(6).replaceFirst("(\\d{2}):?(\\d{2})", "$1:$2");
            return Micros.parse(matcher.group(1) + "T" + time + fraction + zone);
        } catch (DateTimeException e) {
            throw new InputRefused(
                    named + ": " + text + " in its name or its folder's is no time. Maybe a misspelt date.", e);
        }
    }
}
