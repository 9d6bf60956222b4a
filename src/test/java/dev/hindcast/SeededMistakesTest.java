package dev.hindcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Mistake;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.RuleBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Mistakes that people make, seeded one by one into the shipped rules and loaders: each is found alone, in its file, on its line, and
 * most are answered with the very word that mends them.
 */
class SeededMistakesTest {
    private static final List<TextFile> RULES = TextFile.inFolder(Path.of("rules-drl"), "");
    private static final List<TextFile> LOADERS = TextFile.inFolder(Path.of("evidence-loaders"), "");

    /**
     * @param lines how many lines below the first change it is found; below 0 if above
     * @param mend  what the advice names; empty where there is no one mend
     */
    private record Seed(String file, String was, String is, int lines, String name, String mend) {}

    private static final List<Seed> SEEDS = seeds();

    private static List<Seed> seeds() {
        List<Seed> seeds = new ArrayList<>();
        String host = "10-host-existence.drl";
        String held = "conclude.exists($held.from(), $held.till(), $held);";
        String rows = "Succession(table == \"nova.compute_nodes\", vanished == false, length <= $limit)";
        String churn = "Setting(name == \"churn\", $limit : micros)";
        seeds.add(new Seed(host, "column == \"row\", key", "colum == \"row\", key", 0, "unknown-property", "column"));
        seeds.add(new Seed(host, "NovaService(host", "NovaServce(host", 0, "unknown-fact", "NovaService"));
        seeds.add(new Seed(host, held, held.replace("exists", "exist"), 0, "unknown-conclusion", "exists"));
        seeds.add(new Seed(host, held, held.replace(".from", ".form"), 0, "unknown-property", "$held.from()"));
        seeds.add(
                new Seed(host, held, held.replace("$held.from()", "$held"), 0, "wrong-arguments", "time, time, facts"));
        seeds.add(new Seed(host, held, held.replace("$held)", "$hold)"), 0, "unbound-variable", "$held"));
        seeds.add(new Seed(host, held + "\nend", held, -1, "missing-keyword", "write end"));
        seeds.add(new Seed(host, held, held.replace(";", ""), 0, "not-one-call", "missing ;"));
        seeds.add(new Seed(host, held, held.replace(");", ";"), 0, "open-bracket", "missing )"));
        seeds.add(new Seed(host, churn, churn.replace("churn", "chrun"), 0, "unknown-setting", "churn"));
        seeds.add(new Seed(host, churn, churn.replace("micros", "text"), 0, "setting-form", "micros"));
        seeds.add(new Seed(host, rows, rows.replace("nodes", "node"), 0, "unknown-table", "nova.compute_nodes"));
        seeds.add(new Seed(host, rows, rows.replace("false", "\"false\""), 0, "wrong-type", "without quotes"));
        seeds.add(new Seed(host, rows, rows.replace("$limit", "3600000000"), 0, "site-knowledge", "settings.yml"));
        seeds.add(new Seed(host, rows, rows.replace("vanished ==", "vanished ="), 0, "unknown-operator", "=="));
        seeds.add(new Seed(host, rows, rows.replace("s\", v", "s\" v"), 0, "missing-comma", "missing comma"));
        seeds.add(new Seed(host, rows, rows.replace("nodes\"", "nodes"), 0, "open-text", "missing \""));
        seeds.add(new Seed(host, "@id(\"HOST-02\")", "@id(\"HOST-01\")", 0, "double-id", "HOST-02"));
        seeds.add(new Seed(host, "@id(\"HOST-02\")", "@id(HOST-02)", 0, "metadata-form", "@id(\"POOL-03\")"));
        seeds.add(new Seed(host, "@precedence(40)", "@precedense(40)", 0, "unknown-metadata", "@precedence"));
        seeds.add(
                new Seed(host, "primary-keys\")", "primary-kees\")", 0, "unknown-case", "host-under-two-primary-keys"));
        seeds.add(new Seed(host, "\nthen\n    " + held, "\nthne\n    " + held, 0, "misspelt-keyword", "then"));
        seeds.add(new Seed(
                host, "\nwhen\n    Host", "\nsalience 10\nwhen\n    Host", 0, "engine-attribute", "@precedence"));
        seeds.add(new Seed(
                host,
                "\nrule \"A host exists while its compute",
                "\nrul \"A host exists while its compute",
                0,
                "misplaced",
                "rule"));
        seeds.add(new Seed(
                host,
                "hindcast.reasoning.*",
                "hindcast.reasonning.*",
                0,
                "foreign-import",
                "dev.hindcast.reasoning.*"));
        seeds.add(new Seed(host, "package hindcast.rules", "package site.rules", 0, "wrong-package", "hindcast.rules"));
        seeds.add(new Seed(host, "\"bare_metal\"", "\"baremetal\"", 0, "unknown-word", "bare_metal"));
        seeds.add(new Seed(host, "conclude.kind(\"bare_metal\", $node);", "modify($node) {}", 0, "changed-fact", ""));
        seeds.add(new Seed("20-host-inventory.drl", "vcpus == 0", "vcpus == \"0\"", 0, "wrong-type", "without quotes"));
        seeds.add(new Seed(
                "20-host-inventory.drl",
                "vcpus != null, vcpus == 0",
                "vcpus != 0",
                0,
                "unknown-passes",
                "vcpus != null"));
        seeds.add(new Seed(
                "20-host-inventory.drl",
                "column == \"inventory\"",
                "column == \"inventry\"",
                0,
                "unknown-column",
                "inventory"));
        seeds.add(new Seed(
                "40-commitments.drl", "kind == \"statement\"", "kind == \"statment\"", 0, "unknown-word", "statement"));
        seeds.add(new Seed(
                "40-commitments.drl",
                "name matches $pattern",
                "upper(name) matches $pattern",
                0,
                "unknown-function",
                ""));
        seeds.add(new Seed(
                "60-maintenance.drl",
                "    Host($name : name)",
                "    not (Host() and Gap())\n    Host($name : name)",
                0,
                "absence-of-several",
                "one not for each"));
        seeds.add(new Seed(
                "50-instances.drl",
                "conclude.means(\"builds\"",
                "conclude.means(\"build\"",
                0,
                "unknown-word",
                "builds"));

        String services = "nova.services.sql";
        String nodes = "nova.compute_nodes.sql";
        String flag = "    flag(raw.disabled) AS disabled,";
        seeds.add(new Seed(services, "-- entity:    host", "-- entity:    hots", 0, "not-declared", "host"));
        seeds.add(new Seed(services, "-- heartbeat:", "-- hartbeat:", 0, "unknown-line", "heartbeat"));
        seeds.add(new Seed(services, "-- heartbeat: last_seen_up", "-- window: P1D", 0, "unknown-line", "windows.yml"));
        seeds.add(new Seed(services, "-- about:     service", "-- about:     servise", 0, "line-form", "service"));
        seeds.add(new Seed(services, "reads:     created_at", "reads:     create_at", 0, "not-read", "created_at"));
        seeds.add(new Seed(services, "Boolean  momentary", "Boolean  momentry", 0, "unknown-mark", "momentary"));
        seeds.add(new Seed(services, "disabled       Boolean", "disabled       Bool", 0, "unknown-type", "Boolean"));
        seeds.add(new Seed(services, flag, flag.replace("flag", "flga"), 0, "unknown-function", "flag"));
        seeds.add(new Seed(
                services, flag, flag.replace("raw.disabled", "raw.dissabled"), 0, "unknown-column", "raw.disabled"));
        seeds.add(new Seed(services, flag, flag.replace("flag", "text"), 0, "wrong-type", "flag"));
        seeds.add(new Seed(
                services, flag, flag.replace("AS disabled", "AS disable"), 0, "missing-column", "AS disabled"));
        seeds.add(new Seed(services, flag + "\n", "", -13, "missing-column", "flag(raw.disabled) AS disabled"));
        seeds.add(new Seed(services, flag, flag + " text(raw.id) AS more,", 0, "extra-column", "column more"));
        seeds.add(new Seed(
                services, flag, flag.replace("raw.disabled", "raw.deleted"), 0, "other-source", "raw.disabled"));
        seeds.add(new Seed(services, flag, flag.replace("disabled,", "disabled"), 0, "syntax", "missing comma"));
        seeds.add(new Seed(
                services,
                flag,
                flag.replace("flag(raw.disabled)", "now() > raw.seen"),
                0,
                "changing-answer",
                "raw.seen"));
        seeds.add(new Seed(
                services, flag, flag.replace("flag(raw.disabled)", "random() > 0.5"), 0, "changing-answer", ""));
        seeds.add(new Seed(services, "FROM raw", "FRMO raw", 0, "syntax", "FROM"));
        seeds.add(new Seed(services, "FROM raw", "FROM read_csv('/etc/passwd')", 0, "reaches-outside", ""));
        seeds.add(new Seed(services, "FROM raw", "FROM raw WHERE raw.id > 0", 0, "dropped-rows", ""));
        seeds.add(new Seed(services, "SELECT\n", "SELECT DISTINCT\n", 0, "dropped-rows", "delete it"));
        seeds.add(new Seed(services, "raw.origin,", "min(raw.origin),", 0, "picked-winner", ""));
        seeds.add(new Seed(nodes, "LEFT JOIN", "JOIN", 0, "dropped-rows", "LEFT JOIN"));
        seeds.add(new Seed(
                nodes,
                "identity_nova_services",
                "identity_nova_service",
                0,
                "unknown-table",
                "identity_nova_services"));
        seeds.add(new Seed("macros.sql", "text(x) AS CAST(x", "text(x) AS CAST(y", 0, "bad-macro", "x"));
        return seeds;
    }

    @TestFactory
    Stream<DynamicTest> each_is_found_alone_where_it_is() {
        return SEEDS.stream().map(seed -> dynamicTest(seed.file() + ": " + seed.is(), () -> assertFound(seed)));
    }

    @Test
    void there_are_enough_of_them_and_most_are_answered_with_the_mend() {
        assertTrue(SEEDS.size() >= 20);
        assertTrue(SEEDS.stream().filter(seed -> !seed.mend().isEmpty()).count() >= 0.75 * SEEDS.size());
    }

    private static void assertFound(Seed seed) throws IOException {
        boolean rule = seed.file().endsWith(".drl");
        List<TextFile> files = new ArrayList<>();
        int line = 0;
        for (TextFile file : rule ? RULES : LOADERS) {
            if (!file.name().equals(seed.file())) {
                files.add(file);
                continue;
            }
            String text = file.text();
            assertTrue(text.contains(seed.was()), seed.file() + " no longer holds " + seed.was());
            int at = text.indexOf(seed.was());
            String spoilt = text.substring(0, at)
                    + seed.is()
                    + text.substring(at + seed.was().length());
            int same = 0;
            while (same < spoilt.length() && spoilt.charAt(same) == text.charAt(same)) {
                same++;
            }
            line = 1
                    + seed.lines()
                    + (int) spoilt.substring(0, same)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            files.add(new TextFile(file.name(), spoilt, TextFile.sha256(spoilt.getBytes(StandardCharsets.UTF_8))));
        }
        List<Mistake> found = rule ? RuleBase.check(files, Loaders.of(LOADERS), cases()) : Loaders.check(files);
        String told = Mistake.text(found);
        assertEquals(1, found.size(), told);
        assertEquals(seed.name(), found.get(0).name(), told);
        assertEquals(seed.file(), found.get(0).file(), told);
        assertEquals(line, found.get(0).line(), told);
        assertTrue(found.get(0).maybe().contains(seed.mend()), told);
    }

    private static Set<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("golden"))) {
            return folders.map(folder -> folder.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
