package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.Conditions;
import dev.hindcast.reasoning.RuleBase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleCoverageTest {
    @TempDir
    Path scratch;

    private final RuleBase rules = RuleBase.compile(
            TextFile.inFolder(null, "rules-drl"), Loaders.of(TextFile.inFolder(null, "evidence-loaders")));

    @Test
    void conditions_hold_exactly_where_the_engine_fires() throws Exception {
        Conditions conditions = rules.conditions();
        TreeSet<String> amiss = new TreeSet<>();
        RuleCoverage coverage = new RuleCoverage(rules);
        long t = System.currentTimeMillis();
        for (GoldenCase golden : GoldenCase.all(Path.of("golden"))) {
            golden.reconstruct(null, scratch.resolve(golden.name() + ".db"), 2, (subject, facts, fired) -> {
                coverage.of("golden/" + golden.name()).session(subject, facts, fired);
                rules.rules().forEach(rule -> {
                    if (conditions.nearest(rule.id(), facts).fires() != fired.contains(rule.id())) {
                        synchronized (amiss) {
                            amiss.add(rule.id() + " in " + golden.name() + " of " + subject.id() + " engine "
                                    + fired.contains(rule.id()));
                        }
                    }
                });
            });
        }
        StringBuilder b = new StringBuilder();
        coverage.lines()
                .forEach(l -> b.append(l.rule().id())
                        .append(" fires ")
                        .append(l.fires().size())
                        .append(" misses ")
                        .append(l.misses().size())
                        .append(" ")
                        .append(l.misses().values().stream().distinct().limit(3).toList())
                        .append("\n"));
        Files.writeString(Path.of("/tmp/wt/covB.txt"), b.toString());
        System.err.println("MS " + (System.currentTimeMillis() - t));
        assertEquals("", String.join("\n", amiss));
    }
}
