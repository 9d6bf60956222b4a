package dev.hindcast.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A small text file that people write (rule, loader, settings), with its digest. */
public record TextFile(String name, String text, String sha256) {
    /** How the name of an example of raw rows ends. */
    static final String EXAMPLE = ".in.csv";

    private static final List<String> WRITTEN = List.of(".sql", ".drl", ".yml");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * The files of a folder, or, where none is given, those packed with the program.
     *
     * @param packed the packed folder's name, for instance {@code rules-drl}
     * @throws InputRefused if the folder cannot be read
     */
    public static List<TextFile> inFolder(Path folderOrNull, String packed) {
        try {
            if (folderOrNull != null) {
                if (!Files.isDirectory(folderOrNull)) {
                    throw new InputRefused(folderOrNull + ": no such folder. Maybe a misspelt path.");
                }
                return list(folderOrNull, WRITTEN);
            }
            URL url = TextFile.class.getResource("/" + packed);
            if (url == null) {
                throw new IllegalStateException("not packed: " + packed);
            }
            URI uri = url.toURI();
            if (uri.getScheme().equals("jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                    return list(jar.getPath("/" + packed), WRITTEN);
                }
            }
            return list(Path.of(uri), WRITTEN);
        } catch (IOException | URISyntaxException e) {
            throw new InputRefused(
                    (folderOrNull == null ? packed : folderOrNull) + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** The raw rows that stand as examples beside the loaders of a folder; none are packed with the program. */
    public static List<TextFile> examplesIn(Path folderOrNull) {
        try {
            return folderOrNull == null ? List.of() : list(folderOrNull, List.of(EXAMPLE));
        } catch (IOException e) {
            throw new InputRefused(folderOrNull + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<TextFile> list(Path folder, List<String> endings) throws IOException {
        List<TextFile> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path path : entries.sorted(
                            Comparator.comparing(p -> p.getFileName().toString()))
                    .toList()) {
                String name = path.getFileName().toString();
                if (Files.isRegularFile(path) && endings.stream().anyMatch(name::endsWith)) {
                    files.add(read(path));
                }
            }
        }
        return files;
    }

    /** @throws InputRefused if it is not written in UTF-8 */
    public static TextFile read(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        String text = decoded(path, bytes).replace("\r\n", "\n");
        return new TextFile(
                path.getFileName().toString(),
                // Some editors put it before the first word.
                text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text,
                sha256(bytes));
    }

    private static String decoded(Path path, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        if (decoder.decode(in, out, true).isError()) {
            long line = 1 + out.flip().chars().filter(letter -> letter == '\n').count();
            throw new InputRefused(
                    path + ":" + line + ": is not written in UTF-8. Maybe saved as Latin-1 by an editor.");
        }
        return out.flip().toString();
    }

    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = digest();
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
