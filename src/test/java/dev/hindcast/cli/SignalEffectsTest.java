package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.hindcast.evidence.Micros;
import dev.hindcast.store.Export;
import dev.hindcast.store.ResultReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a signal changed, against the plain way to find out: the region reconstructed once more from a signals.yml in which it is
 * not.
 */
class SignalEffectsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final BigDecimal HOUR = BigDecimal.valueOf(3_600_000_000L);

    @TempDir
    static Path scratch;

    @TestFactory
    Stream<DynamicTest> without_a_signal_the_numbers_are_those_of_a_file_that_lacks_it() {
        return Stream.concat(
                        GoldenCase.all(Path.of("golden")).stream()
                                .map(GoldenCase::raw)
                                .filter(raw -> !signalFiles(raw).isEmpty()),
                        Stream.of(Path.of("src/main/resources/demo")))
                .map(raw -> dynamicTest(raw.toString(), () -> compare(raw)));
    }

    private static void compare(Path raw) throws IOException {
        Path result = scratch.resolve("with.db");
        GoldenCase.reconstruct(raw, result, 2);
        Map<String, BigDecimal> with = hours(result);
        for (Path file : signalFiles(raw)) {
            JsonNode signals = YAML.readTree(file.toFile()).get("signals");
            for (int i = 0; i < signals.size(); i++) {
                String id = signals.get(i).get("id").asText();
                Map<String, BigDecimal> told = new TreeMap<>(with);
                told.putAll(exported(result, id));
                Path copy = Files.createTempDirectory(scratch, "without");
                copy(raw, copy);
                ArrayNode rest = signals.deepCopy();
                rest.remove(i);
                YAML.writeValue(copy.resolve(raw.relativize(file).toString()).toFile(), Map.of("signals", rest));
                Path without = scratch.resolve("without.db");
                GoldenCase.reconstruct(copy, without, 2);
                Map<String, BigDecimal> expected = new TreeMap<>(with);
                expected.replaceAll((key, value) -> BigDecimal.ZERO);
                expected.putAll(hours(without));
                assertEquals(rounded(expected), rounded(told), file + ": without " + id);
            }
        }
    }

    /** A span of days rarely has a round number of hours in each part; the last of six digits may differ. */
    private static Map<String, String> rounded(Map<String, BigDecimal> hours) {
        Map<String, String> rounded = new TreeMap<>();
        hours.forEach((key, value) ->
                rounded.put(key, value.setScale(4, RoundingMode.HALF_EVEN).toPlainString()));
        return rounded;
    }

    private static Map<String, BigDecimal> exported(Path result, String signal) {
        Map<String, BigDecimal> without = new TreeMap<>();
        try (ResultReader reader = ResultReader.open(result)) {
            List<String> columns = Export.SIGNALS.columns();
            reader.export(Export.SIGNALS, Export.Filter.all(), row -> {
                if (row.get(columns.indexOf("signal")).equals(signal)
                        && !row.get(columns.indexOf("series")).isEmpty()) {
                    String key = row.get(columns.indexOf("series")) + " " + row.get(columns.indexOf("resource")) + " ";
                    without.put(key + "value", new BigDecimal(row.get(columns.indexOf("without_value"))));
                    without.put(key + "unknown", new BigDecimal(row.get(columns.indexOf("without_unknown"))));
                }
            });
        }
        return without;
    }

    /** Every series times the hours it stood, summed from the exported steps. */
    private static Map<String, BigDecimal> hours(Path result) {
        Map<String, BigDecimal> hours = new TreeMap<>();
        try (ResultReader reader = ResultReader.open(result)) {
            long horizon = reader.regions().get(0).horizon();
            List<List<String>> steps = new ArrayList<>();
            reader.export(Export.SERIES, Export.Filter.all(), steps::add);
            for (int i = 0; i < steps.size(); i++) {
                List<String> step = steps.get(i);
                boolean last =
                        i + 1 == steps.size() || !steps.get(i + 1).subList(1, 3).equals(step.subList(1, 3));
                long till = last ? horizon : Micros.parse(steps.get(i + 1).get(3));
                BigDecimal stood = BigDecimal.valueOf(till - Micros.parse(step.get(3)));
                for (String column : List.of("value", "unknown")) {
                    BigDecimal amount =
                            new BigDecimal(step.get(Export.SERIES.columns().indexOf(column)));
                    hours.merge(
                            step.get(1) + " " + step.get(2) + " " + column,
                            amount.multiply(stood).divide(HOUR, 9, RoundingMode.HALF_EVEN),
                            BigDecimal::add);
                }
            }
        }
        return hours;
    }

    private static List<Path> signalFiles(Path raw) {
        try (Stream<Path> files = Files.walk(raw)) {
            return files.filter(file -> file.endsWith("signals.yml")).sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(Path from, Path into) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = into.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
