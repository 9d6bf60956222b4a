package dev.hindcast.reasoning;

import java.util.Locale;

/**
 * The kinds of mistakes in rule files, by the names that findings bear. docs/reference/rule-errors.md shows one of each, made of
 * the file of that name in the tests.
 */
public enum RuleMistake {
    // The file.
    WRONG_PACKAGE,
    MISSING_GLOBAL,
    FOREIGN_IMPORT,
    NOT_IMPORTED,
    MISPLACED,
    HIDDEN_LETTER,
    OPEN_COMMENT,
    OPEN_TEXT,
    OPEN_BRACKET,
    STRAY_BRACKET,
    // A rule's frame.
    MISSING_NAME,
    NO_SENTENCE,
    DOUBLE_RULE,
    DOUBLE_NAME,
    DOUBLE_ID,
    MISSING_KEYWORD,
    MISSPELT_KEYWORD,
    MISSING_METADATA,
    UNKNOWN_METADATA,
    DOUBLE_METADATA,
    METADATA_FORM,
    UNKNOWN_CASE,
    ENGINE_ATTRIBUTE,
    // Conditions.
    NO_CONDITION,
    UNREADABLE_CONDITION,
    TOO_MANY_CONDITIONS,
    HIDDEN_MATCH,
    ABSENCE_OF_SEVERAL,
    NEVER_TOGETHER,
    UNKNOWN_FACT,
    UNKNOWN_PROPERTY,
    UNKNOWN_FUNCTION,
    UNBOUND_VARIABLE,
    UNKNOWN_OPERATOR,
    MISSING_COMMA,
    MISSING_SIDE,
    TURNED_ROUND,
    NO_TEST,
    WRONG_TYPE,
    BAD_EXPRESSION,
    UNKNOWN_PASSES,
    SITE_KNOWLEDGE,
    CLOCK,
    FORBIDDEN_WORD,
    UNKNOWN_SETTING,
    SETTING_FORM,
    UNKNOWN_TABLE,
    UNKNOWN_COLUMN,
    UNKNOWN_WORD,
    // The conclusion.
    NO_CONCLUSION,
    NOT_ONE_CALL,
    UNKNOWN_CONCLUSION,
    WRONG_ARGUMENTS,
    CHANGED_FACT,
    DECISION,
    ARITHMETIC,
    WRONG_SUBJECT,
    // What only the engine's parser or compiler finds.
    NOT_COMPILED;

    /** As findings bear it, for instance {@code unknown-fact}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
