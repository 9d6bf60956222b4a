package dev.hindcast.audit.compare;

import dev.hindcast.store.ResultReader.IssueText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The issues of a region that only one of two results has. One is the same in both if it says the same, whatever its number is. */
final class IssueDifferences {
    private final Map<Long, List<IssueText>> gone;
    private final Map<Long, List<IssueText>> come;

    IssueDifferences(List<IssueText> before, List<IssueText> after) {
        gone = less(before, after);
        come = less(after, before);
    }

    /** By the number of the entity they are about, in their order. */
    private static Map<Long, List<IssueText>> less(List<IssueText> ones, List<IssueText> others) {
        Map<List<Object>, Integer> counts = new HashMap<>();
        others.forEach(other -> counts.merge(said(other), 1, Integer::sum));
        Map<Long, List<IssueText>> less = new HashMap<>();
        for (IssueText one : ones) {
            if (counts.merge(said(one), -1, Integer::sum) < 0) {
                less.computeIfAbsent(one.about(), about -> new ArrayList<>()).add(one);
            }
        }
        return less;
    }

    private static List<Object> said(IssueText issue) {
        return List.of(
                issue.kind(),
                issue.severity(),
                issue.entities(),
                issue.host(),
                issue.from(),
                issue.till(),
                issue.detail());
    }

    /** Of an entity by its number in the first result, or in the second; of none by 0. */
    List<IssueText> of(long number, boolean inSecond) {
        return (inSecond ? come : gone).getOrDefault(number, List.of());
    }
}
