package dev.hindcast.cli;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.store.ResultReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Option;

/** Where a command writes what it was asked for. */
final class OutputFile {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write; stdout unless set.")
    private Path path;

    /** What is written. */
    interface Content {
        void to(Writer writer) throws IOException;
    }

    /**
     * Null for stdout.
     *
     * @throws InputRefused if it is a result, such as the one that is read
     */
    Path pathOrNull() {
        if (path != null && ResultReader.looksLikeResult(path)) {
            throw new InputRefused(path + ": is a result, and is not written over. Maybe another name with -o.");
        }
        return path;
    }

    /** @throws InputRefused if the file cannot be written */
    void write(Content content) throws IOException {
        if (pathOrNull() == null) {
            // Not to be closed: stdout belongs to the process.
            Writer writer = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
            content.to(writer);
            writer.flush();
            return;
        }
        replace(file -> {
            try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                content.to(writer);
            }
        });
    }

    /** What writes a file. */
    interface Writing {
        void to(Path file) throws IOException;
    }

    /**
     * Writes a file beside the one that was asked for, whose place it takes once it is whole: whoever is stopped half-way, by a full disk
     * or otherwise, leaves what was there. A pipe or a terminal is written as it is.
     *
     * @throws InputRefused if the file cannot be written
     */
    void replace(Writing writing) throws IOException {
        try {
            if (!Files.isRegularFile(pathOrNull()) && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                writing.to(path);
                return;
            }
            // Not a link's place, but that of the file which it names.
            Path target = Files.exists(path) ? path.toRealPath() : path;
            Path partial = target.resolveSibling(target.getFileName() + ".partial");
            try {
                writing.to(partial);
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new InputRefused(
                    path + ": cannot be written" + reason(e)
                            + ". Maybe the folder does not exist or is not yours, or the disk is full.",
                    e);
        }
    }

    private static String reason(Exception failure) {
        Throwable cause = failure instanceof UncheckedIOException ? failure.getCause() : failure;
        // Their message is the path, with or without a reason.
        String reason = cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
        return reason == null ? "" : ": " + reason;
    }
}
