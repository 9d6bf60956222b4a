package dev.hindcast.cli;

import dev.hindcast.audit.compare.OutsideComparison.Unfit;
import dev.hindcast.audit.compare.OutsideRow;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.metrics.Series;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A CSV table of numbers from elsewhere (docs/how-to/compare-with-other-numbers.md): UTF-8, commas, a header. A row that cannot be
 * used is told with its line; a file that is no such table is refused.
 */
final class OutsideTable {
    /** Our names of its columns. */
    static final List<String> COLUMNS =
            List.of("region", "series", "resource", "start", "end", "month", "value", "unit", "project");

    private static final int ROWS_MAX = 1_000_000;
    private static final int CELL_MAX = 10_000;
    private static final BigDecimal VALUE_MAX = new BigDecimal("1e18");

    /** @param unfit rows that are none */
    record Content(List<OutsideRow> rows, List<Unfit> unfit) {}

    private final Path file;
    /** Cells that stand for a column in every row. */
    private final Map<String, String> set;

    private final PushbackReader reader;
    private long line = 1;
    /** Cells of the header. */
    private int width;

    private OutsideTable(Path file, Map<String, String> set, Reader reader) {
        this.file = file;
        this.set = set;
        this.reader = new PushbackReader(reader);
    }

    /**
     * Reads a table.
     *
     * @param columns their name by ours, where they differ
     * @param set     values by our names, for columns that the table does not have
     * @throws InputRefused if the file is no such table
     */
    static Content read(Path file, Map<String, String> columns, Map<String, String> set) {
        if (!Files.isRegularFile(file)) {
            throw new InputRefused(file + ": no such table. Maybe the name is misspelt.");
        }
        try (Reader text = new BufferedReader(new InputStreamReader(
                Files.newInputStream(file),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
            return new OutsideTable(file, set, text).content(columns);
        } catch (CharacterCodingException e) {
            throw new InputRefused(file + ": is not UTF-8 text. Maybe save it as CSV in UTF-8.", e);
        } catch (IOException e) {
            throw new InputRefused(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private Content content(Map<String, String> columns) throws IOException {
        Map<String, Integer> places = header(columns);
        List<OutsideRow> rows = new ArrayList<>();
        List<Unfit> unfit = new ArrayList<>();
        Map<List<Object>, Long> known = new HashMap<>();
        while (true) {
            long begins = line;
            List<String> cells = record();
            if (cells == null) {
                if (rows.isEmpty() && unfit.isEmpty()) {
                    throw new InputRefused(file + ": has a header and no rows. Maybe another file was meant.");
                }
                return new Content(rows, unfit);
            }
            if (cells.size() == 1 && cells.get(0).isBlank()) {
                continue;
            }
            if (rows.size() + unfit.size() == ROWS_MAX) {
                throw refused(begins, "more than " + ROWS_MAX + " rows. Maybe compare a part of the table.");
            }
            try {
                OutsideRow row = row(begins, cells, places);
                // Counted twice, it would be taken for a difference.
                Long before = known.putIfAbsent(
                        List.of(row.region(), row.series(), row.resource(), row.from(), row.till(), row.project()),
                        begins);
                if (before != null) {
                    throw new NoRow("it is of the same number and time as line " + before + ", which counts.");
                }
                rows.add(row);
            } catch (NoRow e) {
                unfit.add(new Unfit(begins, e.getMessage()));
            }
        }
    }

    /** The places of our columns. */
    private Map<String, Integer> header(Map<String, String> columns) throws IOException {
        List<String> header = record();
        if (header == null) {
            throw new InputRefused(file + ": is empty. Maybe another file was meant.");
        }
        if (header.get(0).startsWith("\uFEFF")) {
            header.set(0, header.get(0).substring(1));
        }
        header.replaceAll(String::strip);
        width = header.size();
        Map<String, Integer> theirs = new HashMap<>();
        for (int i = 0; i < header.size(); i++) {
            if (theirs.put(header.get(i), i) != null && !header.get(i).isEmpty()) {
                throw refused(1, "the column '" + header.get(i) + "' stands twice.");
            }
        }
        Map<String, Integer> places = new LinkedHashMap<>();
        for (String ours : COLUMNS) {
            String name = columns.getOrDefault(ours, ours);
            if (theirs.containsKey(name)) {
                places.put(ours, theirs.get(name));
            } else if (columns.containsKey(ours)) {
                throw refused(1, "there is no column '" + name + "' for " + ours + ". It has: " + shown(header) + ".");
            }
        }
        List<String> missing = new ArrayList<>();
        HashSet<String> there = new HashSet<>(places.keySet());
        there.addAll(set.keySet());
        for (String needed : List.of("region", "series", "resource", "value")) {
            if (!there.contains(needed)) {
                missing.add(needed);
            }
        }
        if (!there.contains("month") && !(there.contains("start") && there.contains("end"))) {
            missing.add("month (or start and end)");
        }
        if (!missing.isEmpty()) {
            throw refused(
                    1,
                    "there is no column " + String.join(", ", missing) + ". It has: " + shown(header)
                            + (header.size() == 1 && header.get(0).matches(".*[;\t|].*")
                                    ? ". Maybe it is not parted by commas: save it as CSV with commas."
                                    : ". Maybe say which it is with --columns OURS=THEIRS, or what holds for all rows with --set OURS=VALUE."));
        }
        return places;
    }

    private static String shown(List<String> header) {
        String all = String.join(", ", header);
        return all.length() > 200 ? all.substring(0, 200) + " ..." : all;
    }

    // -- a row

    /** Why a row cannot be used. */
    private static final class NoRow extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoRow(String reason) {
            super(reason);
        }
    }

    private OutsideRow row(long begins, List<String> cells, Map<String, Integer> places) {
        if (cells.size() > width && cells.subList(width, cells.size()).stream().anyMatch(cell -> !cell.isBlank())) {
            throw new NoRow("it has " + cells.size() + " cells, and the header " + width
                    + ". Maybe a comma stands within one: put that in quotes, and write numbers as 1234.5.");
        }
        Map<String, String> row = new HashMap<>(set);
        places.forEach((ours, place) -> {
            String cell = place < cells.size() ? cells.get(place).strip() : "";
            if (!cell.isEmpty()) {
                row.put(ours, cell);
            }
        });
        for (String needed : List.of("region", "series", "resource", "value")) {
            if (!row.containsKey(needed)) {
                throw new NoRow("it has no " + needed + ".");
            }
        }
        Series series = Series.named(row.get("series"))
                .orElseThrow(() -> new NoRow("there is no series '" + excerpt(row.get("series")) + "'."));
        long[] time = time(row);
        BigDecimal value = value(row.get("value"));
        String unit = row.getOrDefault("unit", "hours");
        if (unit.equals("mean")) {
            BigDecimal hours = BigDecimal.valueOf(time[1] - time[0])
                    .divide(BigDecimal.valueOf(3_600 * Micros.SECOND), java.math.MathContext.DECIMAL64);
            value = value.multiply(hours);
        } else if (!unit.equals("hours")) {
            throw new NoRow("there is no unit '" + excerpt(unit) + "'. Maybe hours or mean.");
        }
        return new OutsideRow(
                begins,
                row.get("region"),
                series,
                row.get("resource"),
                time[0],
                time[1],
                value,
                row.getOrDefault("project", ""));
    }

    private static BigDecimal value(String text) {
        try {
            BigDecimal value = text.length() > 50 ? VALUE_MAX : new BigDecimal(text);
            if (value.abs().compareTo(VALUE_MAX) < 0 && value.scale() < 50) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below with all that is no number.
        }
        throw new NoRow("'" + excerpt(text) + "' is no number. Maybe write it plainly, as in 1234.5.");
    }

    private static long[] time(Map<String, String> row) {
        boolean bounded = row.containsKey("start") && row.containsKey("end");
        if (!bounded && !row.containsKey("month")) {
            throw new NoRow("it has neither a month nor a start and an end.");
        }
        String text = bounded ? row.get("start") : row.get("month");
        try {
            long from;
            long till;
            if (bounded) {
                from = Micros.parse(text);
                text = row.get("end");
                till = Micros.parse(text);
            } else {
                YearMonth month = YearMonth.parse(text);
                from = Micros.of(month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant());
                till = Micros.of(month.plusMonths(1)
                        .atDay(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant());
            }
            if (from >= till) {
                throw new NoRow("it ends before it begins.");
            }
            return new long[] {from, till};
        } catch (DateTimeException | ArithmeticException e) {
            throw new NoRow("'" + excerpt(text) + "' is no "
                    + (bounded ? "time like 2023-05-01T12:00:00Z." : "month like 2023-05."));
        }
    }

    private static String excerpt(String text) {
        return text.length() > 40 ? text.substring(0, 40) + " ..." : text;
    }

    // -- cells

    /** The cells of the next row, or null at the end; quoted as RFC 4180 has it. */
    private List<String> record() throws IOException {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        long begins = line;
        boolean quoted = false;
        boolean any = false;
        while (true) {
            int c = reader.read();
            if (c < 0) {
                if (quoted) {
                    throw refused(begins, "a quote is never closed.");
                }
                if (!any) {
                    return null;
                }
                cells.add(cell.toString());
                return cells;
            }
            any = true;
            line += c == '\n' ? 1 : 0;
            if (c == 0) {
                throw refused(line, "there is a zero byte: this is no text. Maybe save it as CSV.");
            }
            if (cell.length() > CELL_MAX) {
                throw refused(begins, "a cell is longer than " + CELL_MAX + " characters. Maybe this is no CSV.");
            }
            if (c == '"') {
                int next = quoted ? reader.read() : -1;
                if (quoted && next == '"') {
                    cell.append('"');
                } else {
                    quoted = !quoted;
                    if (next >= 0) {
                        reader.unread(next);
                    }
                }
            } else if (!quoted && c == ',') {
                cells.add(cell.toString());
                cell.setLength(0);
            } else if (!quoted && c == '\n') {
                cells.add(cell.toString());
                return cells;
            } else if (quoted || c != '\r') {
                cell.append((char) c);
            }
        }
    }

    private InputRefused refused(long at, String what) {
        return new InputRefused(file + ":" + at + ": " + what);
    }
}
