package dev.hindcast.reasoning;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder of rules as somebody names it. */
public final class RuleFolder {
    private static final String PACKED = "rules-drl";
    private static final String ENDING = ".drl";
    private static final String SETTINGS = "settings.yml";

    private RuleFolder() {}

    /**
     * Its files, or those packed with the program.
     *
     * @throws InputRefused if it holds no rule
     */
    public static List<TextFile> files(Path folderOrNull) {
        List<TextFile> files = TextFile.inFolder(folderOrNull, PACKED);
        if (files.stream().noneMatch(file -> file.name().endsWith(ENDING))) {
            throw new InputRefused(folderOrNull + ": holds no " + ENDING + " file. A folder of rules holds *" + ENDING
                    + " files and " + SETTINGS + ", as " + PACKED + "/ does. Maybe " + meant(folderOrNull) + ".");
        }
        return files;
    }

    /**
     * The same of one that evidence is to be read under.
     *
     * @throws InputRefused also if it holds no settings
     */
    public static List<TextFile> whole(Path folderOrNull) {
        List<TextFile> files = files(folderOrNull);
        if (files.stream().noneMatch(file -> file.name().equals(SETTINGS))) {
            throw new InputRefused(folderOrNull + ": holds rules, and no " + SETTINGS + ". Maybe copy that of " + PACKED
                    + "/ beside them; a folder of rules stands in place of " + PACKED + "/, and not beside it.");
        }
        return files;
    }

    private static String meant(Path folder) {
        try (Stream<Path> below = Files.walk(folder, 2)) {
            return below.filter(path -> path.toString().endsWith(ENDING))
                    .map(Path::getParent)
                    .sorted()
                    .findFirst()
                    .map(Path::toString)
                    .orElse("another folder was meant");
        } catch (IOException | UncheckedIOException e) {
            return "another folder was meant";
        }
    }
}
