package dev.hindcast.cli;

import dev.hindcast.store.Export;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of an export on the command line. */
final class ExportOption implements ITypeConverter<Export> {
    @Override
    public Export convert(String value) {
        return Arrays.stream(Export.values())
                .filter(export -> export.text().equals(value))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("there is no table '" + value + "'. Maybe one of "
                        + Arrays.stream(Export.values()).map(Export::text).collect(Collectors.joining(", "))));
    }
}
