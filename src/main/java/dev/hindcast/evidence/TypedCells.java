package dev.hindcast.evidence;

import java.util.Arrays;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a row shows, column by column in the order of their names, each cell as an instant, a whole number or a text. Filled by {@link
 * Evidence#tell} and emptied to be filled again: tens of millions of cells go into a result, and most are never read as text.
 */
public final class TypedCells {
    private String[] columns = new String[32];
    /** Null where the cell is an instant or a whole number. */
    private String[] texts = new String[32];

    private long[] numbers = new long[32];
    private boolean[] instants = new boolean[32];
    private int size;

    public void clear() {
        size = 0;
    }

    public void text(String column, String text) {
        // None would be taken for the number 0.
        add(column, Objects.requireNonNull(text, column), 0, false);
    }

    /** @param micros microseconds UTC */
    public void instant(String column, long micros) {
        add(column, null, micros, true);
    }

    public void number(String column, long number) {
        add(column, null, number, false);
    }

    private void add(String column, String text, long number, boolean instant) {
        // Where two columns of a loader are one in the source, and so the same object, the later tells it.
        if (size > 0 && columns[size - 1] == column) {
            size--;
        }
        if (size == columns.length) {
            columns = Arrays.copyOf(columns, size * 2);
            texts = Arrays.copyOf(texts, size * 2);
            numbers = Arrays.copyOf(numbers, size * 2);
            instants = Arrays.copyOf(instants, size * 2);
        }
        columns[size] = column;
        texts[size] = text;
        numbers[size] = number;
        instants[size++] = instant;
    }

    public int size() {
        return size;
    }

    public String column(int place) {
        return columns[place];
    }

    public boolean isText(int place) {
        return texts[place] != null;
    }

    public boolean isInstant(int place) {
        return instants[place];
    }

    /** The instant, microseconds UTC, or the whole number. */
    public long number(int place) {
        return numbers[place];
    }

    /** The cell written out, whatever it is. */
    public String text(int place) {
        return isText(place)
                ? texts[place]
                : isInstant(place) ? Micros.text(numbers[place]) : Long.toString(numbers[place]);
    }

    /** All written out, by column. */
    SortedMap<String, String> texts() {
        SortedMap<String, String> all = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            all.put(columns[i], text(i));
        }
        return all;
    }
}
