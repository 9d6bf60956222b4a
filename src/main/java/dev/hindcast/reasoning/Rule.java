package dev.hindcast.reasoning;

/**
 * One rule of {@code rules-drl/}: one sentence (design section 5).
 *
 * @param id         stable for ever, for instance {@code POOL-01}
 * @param sentence   the rule's quoted name
 * @param precedence the higher wins where conclusions compete
 * @param confidence how sure the rule is of itself, at most 1
 * @param evidence   what it reads, as its author says
 * @param golden     the case in which it fires
 */
public record Rule(
        String id,
        String sentence,
        String file,
        int line,
        int precedence,
        double confidence,
        String since,
        String evidence,
        String golden) {}
