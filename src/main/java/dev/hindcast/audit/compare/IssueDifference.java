package dev.hindcast.audit.compare;

import dev.hindcast.store.ResultReader.IssueText;

/**
 * An issue that only one of two results has.
 *
 * @param inSecond whether it is the second that has it
 * @param cause    in words
 */
public record IssueDifference(IssueText issue, boolean inSecond, String cause) {}
