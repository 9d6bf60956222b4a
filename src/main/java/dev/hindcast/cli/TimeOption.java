package dev.hindcast.cli;

import dev.hindcast.evidence.Micros;
import java.time.DateTimeException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time on the command line, in UTC. */
final class TimeOption implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
        try {
            return Micros.parse(value);
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + value + "' is no time like 2023-05-01T12:00:00Z");
        }
    }
}
