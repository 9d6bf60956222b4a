package dev.hindcast.evidence;

import java.util.Locale;

/**
 * The kinds of mistakes in loaders, by the names that findings bear. docs/reference/loader-errors.md shows one of each, made of the
 * file of that name in the tests.
 */
public enum LoaderMistake {
    // The header.
    MISSING_LINE,
    UNKNOWN_LINE,
    DOUBLE_LINE,
    LINE_FORM,
    OTHER_FILE_NAME,
    DOUBLE_TABLE,
    DOUBLE_FACT,
    NOT_READ,
    NOT_IN_TABLE,
    NOT_DECLARED,
    UNUSED,
    UNKNOWN_TYPE,
    UNKNOWN_MARK,
    MARK_FORM,
    COLUMN_NAME,
    DOUBLE_COLUMN,
    // The statement.
    SYNTAX,
    NOT_ONE_SELECT,
    MISSING_ORIGIN,
    MISSING_COLUMN,
    EXTRA_COLUMN,
    WRONG_TYPE,
    OTHER_SOURCE,
    STAR,
    UNKNOWN_COLUMN,
    UNKNOWN_TABLE,
    UNKNOWN_FUNCTION,
    DROPPED_ROWS,
    DOUBLED_ROWS,
    PICKED_WINNER,
    FILLED_UNKNOWN,
    BREAKING_CAST,
    CHANGING_ANSWER,
    REACHES_OUTSIDE,
    THRESHOLD,
    BAD_MACRO,
    NOT_RUN;

    /** As findings bear it, for instance {@code missing-column}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
