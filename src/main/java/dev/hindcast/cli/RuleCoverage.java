package dev.hindcast.cli;

import dev.hindcast.reasoning.Conditions;
import dev.hindcast.reasoning.Conditions.Attempt;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.reasoning.RuleBase;
import dev.hindcast.reasoning.SessionWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * In which scenarios and golden cases each rule fires, and in which it narrowly does not: in one of their sessions all its
 * conditions hold but one.
 */
public final class RuleCoverage {
    /**
     * A rule's.
     *
     * @param fires  names of cases, {@code golden/} before those of the folder golden
     * @param misses the one condition that fails, by name of the case
     */
    public record Line(Rule rule, SortedSet<String> fires, SortedMap<String, String> misses) {}

    private final Conditions conditions;
    private final SortedMap<String, Line> lines = new TreeMap<>();
    private final SortedSet<String> misjudged = new TreeSet<>();

    public RuleCoverage(RuleBase rules) {
        this.conditions = rules.conditions();
        rules.rules().forEach(rule -> lines.put(rule.id(), new Line(rule, new TreeSet<>(), new TreeMap<>())));
    }

    public List<Line> lines() {
        return List.copyOf(lines.values());
    }

    /** Rules of which the engine thinks otherwise than {@link Conditions}, and where: then one of the two is wrong. */
    public SortedSet<String> misjudged() {
        return misjudged;
    }

    /** Sees the sessions of one case. */
    public SessionWatch of(String name) {
        return (subject, facts, fired) -> {
            List<Attempt> attempts = new ArrayList<>();
            lines.keySet().forEach(id -> attempts.add(conditions.nearest(id, facts)));
            synchronized (lines) {
                for (Attempt attempt : attempts) {
                    Line line = lines.get(attempt.rule().id());
                    if (attempt.fires() != fired.contains(line.rule().id())) {
                        misjudged.add(line.rule().id() + " in " + name);
                    }
                    if (fired.contains(line.rule().id())) {
                        line.fires().add(name);
                    } else if (isTelling(attempt)) {
                        line.misses().putIfAbsent(name, attempt.failing().get(0).text());
                    }
                }
            }
        };
    }

    /** A fact of another table is no near miss, but where a rule asks for nothing else. */
    private static boolean isTelling(Attempt attempt) {
        return attempt.narrow()
                && (!attempt.failing().get(0).selects()
                        || attempt.conditions().stream().allMatch(Conditions.Tried::selects));
    }

    /** Reconstructs the golden cases. */
    void golden(List<GoldenCase> cases, Path rulesOrNull, int threads) {
        try {
            Path result = Files.createTempFile("coverage", ".db");
            try {
                for (GoldenCase golden : cases) {
                    Files.delete(result);
                    golden.reconstruct(rulesOrNull, result, threads, of("golden/" + golden.name()));
                }
            } finally {
                Files.deleteIfExists(result);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for temporary files cannot be written", e);
        }
    }
}
