package dev.hindcast.cli;

import dev.hindcast.evidence.Spelling;
import dev.hindcast.metrics.Series;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a series on the command line. */
final class SeriesOption implements ITypeConverter<Series> {
    @Override
    public Series convert(String value) {
        return Series.named(value).orElseThrow(() -> {
            List<String> names =
                    Arrays.stream(Series.values()).map(Series::text).toList();
            String nearest = Spelling.maybe(value, names);
            return new TypeConversionException("there is no series '" + value + "'. "
                    + (nearest.isEmpty() ? "" : nearest + ". ") + "The series are " + String.join(", ", names) + ".");
        });
    }
}
