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
import java.nio.file.Path;
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
     * @throws InputRefused if it is no name, or a result, such as the one that is read
     */
    Path pathOrNull() {
        if (path != null && path.toString().isEmpty()) {
            throw new InputRefused("-o names no file. Maybe without it, for stdout.");
        }
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
        try (Writer writer = Files.newBufferedWriter(path, StandardCharsets.UTF_8)) {
            content.to(writer);
        } catch (IOException | UncheckedIOException e) {
            throw new InputRefused(
                    path + ": cannot be written" + reason(e)
                            + ". Maybe the folder does not exist or is not yours, or the disk is full and the file is not whole.",
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
