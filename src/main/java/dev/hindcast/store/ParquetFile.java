package dev.hindcast.store;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Progress;
import dev.hindcast.evidence.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** An export as a Parquet file, written by DuckDB; all columns are text as in the other forms, numbers excepted. */
public final class ParquetFile {
    private static final List<String> NUMBERS = List.of(
            "quantity",
            "value",
            "unknown",
            "unmeasured",
            "low",
            "high",
            "confidence",
            "read",
            "emitted",
            "quarantined",
            "resource_hours",
            "with_value",
            "with_unknown",
            "without_value",
            "without_unknown",
            "entity_hours");

    /** Rows that memory does not keep until they are written go to a scratch folder; an export is as large as its result. */
    private static final int MEGABYTES = 512;

    private ParquetFile() {}

    /** What segments and signals say is text under a name that series use for a number. */
    private static boolean isNumber(Export export, String column) {
        return NUMBERS.contains(column) && (export == Export.SERIES || !column.equals("value"));
    }

    /** @throws InputRefused if the file cannot be written */
    public static void write(Path file, ResultReader reader, Export export, Export.Filter filter, Progress progress) {
        try (Scratch scratch = Scratch.make();
                Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET memory_limit='" + MEGABYTES + "MB'");
            statement.execute(
                    "SET temp_directory='" + scratch.folder().toString().replace("'", "''") + "'");
            statement.execute("CREATE TABLE rows ("
                    + export.columns().stream().map(c -> '"' + c + "\" VARCHAR").collect(Collectors.joining(", "))
                    + ")");
            try (DuckDBAppender appender =
                    ((DuckDBConnection) connection).createAppender(DuckDBConnection.DEFAULT_SCHEMA, "rows")) {
                reader.export(export, filter, row -> {
                    progress.done(1);
                    try {
                        appender.beginRow();
                        for (String value : row) {
                            appender.append(value);
                        }
                        appender.endRow();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
            }
            String columns = export.columns().stream()
                    .map(c -> isNumber(export, c) ? "TRY_CAST(\"" + c + "\" AS DOUBLE) AS \"" + c + '"' : '"' + c + '"')
                    .collect(Collectors.joining(", "));
            statement.execute("COPY (SELECT " + columns + " FROM rows) TO '"
                    + file.toString().replace("'", "''") + "' (FORMAT PARQUET, COMPRESSION ZSTD)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new InputRefused(
                    file + ": cannot be written: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
    }
}
