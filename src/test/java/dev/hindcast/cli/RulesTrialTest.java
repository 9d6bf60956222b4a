package dev.hindcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.audit.Comparison.EntityChange;
import dev.hindcast.audit.Comparison.IssueChange;
import dev.hindcast.audit.Comparison.StateChange;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.reconstruction.Reconstruction;
import dev.hindcast.reconstruction.RulesTrial;
import dev.hindcast.spans.Certainty;
import dev.hindcast.store.Export;
import dev.hindcast.store.ResultReader;
import dev.hindcast.store.ResultReader.SpanText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a trial says differs, against what differs between the exports of two whole reconstructions, worked out here by other code.
 * The regions are those of golden cases, chosen because one thing in them rests on another.
 */
class RulesTrialTest {
    private static final Path GOLDEN = Path.of("golden");
    private static final List<String> CASES = List.of(
            "blazar-gap-is-unknown",
            "instance-outliving-its-host",
            "lease-follows-its-hosts-inventory",
            "maintenance-lease-by-name",
            "null-host-found-by-its-reservation",
            "region-without-blazar",
            "shelved-then-deleted-without-a-compute-event");

    @TempDir
    private static Path scratch;

    private static Path evidence;
    private static Path before;

    @BeforeAll
    static void reconstruct_the_regions_as_they_are() throws IOException {
        evidence = scratch.resolve("evidence");
        for (String name : chosen()) {
            region(name, evidence);
        }
        before = reconstruct("before.db", null, null, null);
    }

    /** All cases with -Dtrial.all=true: slower, and not only those that were chosen. */
    private static List<String> chosen() throws IOException {
        if (!Boolean.getBoolean("trial.all")) {
            return CASES;
        }
        try (Stream<Path> cases = Files.list(GOLDEN)) {
            return cases.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** A case's evidence as a region of the case's name. */
    private static void region(String name, Path into) throws IOException {
        Path raw = GOLDEN.resolve(name).resolve("raw");
        try (Stream<Path> files = Files.walk(raw)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path within = raw.relativize(file);
                String region = within.getName(0).toString();
                String named = name + "-" + region;
                Path copy = into.resolve(named).resolve(within.subpath(1, within.getNameCount()));
                Files.createDirectories(copy.getParent());
                if (file.toString().endsWith(".yml")) {
                    Files.writeString(
                            copy,
                            Files.readString(file).replaceAll("region: \"?" + region + "\\b\"?", "region: " + named));
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    @Test
    void the_same_rules_differ_in_nothing() {
        Rules same = new Rules("same").edit("POOL-01", "when", "// a word, and other lines\n\n\nwhen");
        RulesTrial.Outcome outcome = trial(same.folder(), null, null);
        assertTrue(outcome.isEmpty());
        assertEquals(List.of(), outcome.inputs());
        assertEquals(
                "Nothing differs: both sides have the same rules, signals, windows and settings.\n",
                TrialText.of(outcome, false));
    }

    @Test
    void another_precedence() {
        RulesTrial.Outcome outcome = assertAsTwoReconstructions(
                new Rules("precedence").edit("HOST-18", "@precedence(48)", "@precedence(10)"), null, null);
        assertEquals(List.of("rule HOST-18 (precedence 48 is now 10)"), outcome.inputs());
        assertCauses(outcome);
    }

    @Test
    void rules_added_removed_and_with_another_condition() {
        RulesTrial.Outcome outcome = assertAsTwoReconstructions(
                new Rules("several")
                        .add("60-maintenance.drl", """
                                rule "A host whose Blazar row vanished is out of service until a snapshot lacks it"
                                    @id("MAINT-90") @since("0.1") @precedence(50) @confidence(0.7)
                                    @evidence("blazar.computehosts") @golden("blazar-gap-is-unknown")
                                when
                                    $row : Vanished(table == "blazar.computehosts")
                                then
                                    conclude.mask("vanished", $row.from(), $row.till(), $row);
                                end
                                """)
                        .remove("COMMIT-05")
                        .edit("INV-01", "@confidence(1.0)", "@confidence(0.6)")
                        .edit("HOST-02", "column == \"row\"", "column == \"row\", bridged == false"),
                null,
                null);
        assertEquals(
                List.of(
                        "rule COMMIT-05 (removed)",
                        "rule HOST-02 (its conditions or its conclusion changed)",
                        "rule INV-01 (confidence 1.0 is now 0.6)",
                        "rule MAINT-90 (added)"),
                outcome.inputs());
        assertCauses(outcome);
    }

    @Test
    void events_that_mean_something_else_or_nothing() {
        assertCauses(assertAsTwoReconstructions(
                new Rules("meaning")
                        .edit("EVENT-07", "conclude.means(\"shelves\"", "conclude.means(\"stops\"")
                        .remove("EVENT-05"),
                null,
                null));
    }

    @Test
    void signals_added() throws IOException {
        Path signals = Files.writeString(scratch.resolve("signals.yml"), """
                signals:
                  - id: no-blazar
                    kind: default
                    scope: { region: region-without-blazar-%1$s }
                    says: { pool: not_reservable }
                    author: operations
                  - id: all-was-maintenance
                    kind: statement
                    scope: { region: maintenance-lease-by-name-%2$s, project: users }
                    says: { lease_purpose: maintenance }
                    author: operations
                  - id: never-there
                    kind: statement
                    scope: { region: instance-outliving-its-host-kvm, host: kvm-1 }
                    says: { exists: "false" }
                    author: operations
                """.formatted(
                        regionOf("region-without-blazar"), regionOf("maintenance-lease-by-name")));
        RulesTrial.Outcome outcome = assertAsTwoReconstructions(null, signals, null);
        assertTrue(outcome.inputs().contains("signal never-there (added)"), outcome.inputs()::toString);
        assertCauses(outcome);
        // A host that never was does not end, so neither does the instance that ended with it: by the same signal.
        EntityChange instance = entity(outcome, "instance-outliving-its-host-kvm", "INSTANCE");
        assertFalse(instance.states().isEmpty());
        assertEquals(List.of("signal never-there (added)"), instance.causes());
    }

    private static String regionOf(String name) throws IOException {
        try (Stream<Path> regions = Files.list(GOLDEN.resolve(name).resolve("raw"))) {
            return regions.findFirst().orElseThrow().getFileName().toString();
        }
    }

    @Test
    void windows_that_hold_shorter() throws IOException {
        assertCauses(
                assertAsTwoReconstructions(null, null, windows("shorter", "holds_for: P400D", "holds_for: PT30H")));
    }

    @Test
    void windows_by_which_absence_proves_less_so_that_evidence_is_read_twice() throws IOException {
        assertCauses(assertAsTwoReconstructions(
                null, null, windows("absence", "2018-07-25T00:00:00Z", "2024-02-01T00:00:00Z")));
    }

    private static Path windows(String name, String from, String to) throws IOException {
        String text = Files.readString(Path.of("evidence-loaders/windows.yml"));
        assertTrue(text.contains(from));
        return Files.writeString(scratch.resolve(name + ".yml"), text.replace(from, to));
    }

    @Test
    void settings_that_rules_and_the_stages_use() {
        RulesTrial.Outcome outcome = assertAsTwoReconstructions(
                new Rules("settings")
                        .set("churn: PT1H", "churn: P30D")
                        .set("silence: P60D", "silence: PT1H")
                        .set("maint-of-.+-by-.+-for-.*|.+-maintenance", "nothing"),
                null,
                null);
        assertEquals(
                List.of(
                        "setting churn (changed)",
                        "setting maintenance_lease_name (changed)",
                        "setting silence (changed)"),
                outcome.inputs());
        assertCauses(outcome);
    }

    // -- rules, signals and windows that differ
    // ----------------------------------------------------------------------------

    /** A copy of the shipped rules, with edits. */
    private static final class Rules {
        private final Path folder;

        Rules(String name) {
            folder = scratch.resolve("rules-" + name);
            try {
                Files.createDirectory(folder);
                try (Stream<Path> files = Files.list(Path.of("rules-drl"))) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        Files.copy(file, folder.resolve(file.getFileName().toString()));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Path folder() {
            return folder;
        }

        /** Replaces a text within one rule. */
        Rules edit(String id, String from, String to) {
            return each(text -> {
                int[] rule = place(text, id);
                if (rule == null) {
                    return text;
                }
                String body = text.substring(rule[0], rule[1]);
                assertTrue(body.contains(from), body);
                return text.substring(0, rule[0]) + body.replace(from, to) + text.substring(rule[1]);
            });
        }

        Rules remove(String id) {
            return each(text -> {
                int[] rule = place(text, id);
                return rule == null ? text : text.substring(0, rule[0]) + text.substring(rule[1]);
            });
        }

        /** From the word rule to behind its end. */
        private static int[] place(String text, String id) {
            int at = text.indexOf("@id(\"" + id + "\")");
            return at < 0 ? null : new int[] {text.lastIndexOf("rule \"", at), text.indexOf("\nend\n", at) + 5};
        }

        Rules add(String file, String rule) {
            return each((name, text) -> name.equals(file) ? text + "\n" + rule : text);
        }

        Rules set(String from, String to) {
            return each((name, text) -> name.equals("settings.yml") ? text.replace(from, to) : text);
        }

        private Rules each(java.util.function.UnaryOperator<String> edit) {
            return each((name, text) -> name.endsWith(".drl") ? edit.apply(text) : text);
        }

        private Rules each(java.util.function.BinaryOperator<String> edit) {
            boolean edited = false;
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    String text = Files.readString(file);
                    String now = edit.apply(file.getFileName().toString(), text);
                    edited |= !now.equals(text);
                    Files.writeString(file, now);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            assertTrue(edited);
            return this;
        }
    }

    private static RulesTrial.Outcome trial(Path rulesOrNull, Path signalsOrNull, Path windowsOrNull) {
        return RulesTrial.run(new RulesTrial.Request(
                List.of(evidence),
                new RulesTrial.Side(null, null, null),
                new RulesTrial.Side(rulesOrNull, signalsOrNull, windowsOrNull),
                null,
                Micros.FOREVER,
                Micros.FOREVER,
                2,
                Progress.NONE));
    }

    private static Path reconstruct(String name, Path rulesOrNull, Path signalsOrNull, Path windowsOrNull)
            throws IOException {
        Path loaders = null;
        if (windowsOrNull != null) {
            loaders = Files.createDirectories(scratch.resolve("loaders-" + name));
            try (Stream<Path> files = Files.list(Path.of("evidence-loaders"))) {
                for (Path file : files.toList()) {
                    Files.copy(file, loaders.resolve(file.getFileName().toString()));
                }
            }
            Files.copy(
                    windowsOrNull, loaders.resolve("windows.yml"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        Path result = scratch.resolve(name);
        Reconstruction.run(new Reconstruction.Request(
                List.of(evidence),
                result,
                rulesOrNull,
                loaders,
                signalsOrNull,
                Micros.FOREVER,
                Micros.FOREVER,
                2,
                Progress.NONE));
        return result;
    }

    // -- the comparison
    // ----------------------------------------------------------------------------------------------------

    /** Compares the trial with two reconstructions; that anything differs at all is asserted too. */
    private static RulesTrial.Outcome assertAsTwoReconstructions(Rules rulesOrNull, Path signals, Path windows) {
        Path rules = rulesOrNull == null ? null : rulesOrNull.folder();
        RulesTrial.Outcome outcome = trial(rules, signals, windows);
        try {
            Path after = reconstruct(
                    (rules == null ? "after" : rules.getFileName().toString())
                            + (signals == null ? "" : "-signals")
                            + (windows == null ? "" : "-" + windows.getFileName()) + ".db",
                    rules,
                    signals,
                    windows);
            try (ResultReader old = ResultReader.open(before);
                    ResultReader now = ResultReader.open(after)) {
                List<String> expected = new ArrayList<>();
                expected.addAll(states(old, now));
                expected.addAll(spans(old, now));
                expected.addAll(issues(old, now));
                expected.addAll(series(old, now));
                assertFalse(expected.isEmpty());
                assertEquals(String.join("\n", expected), String.join("\n", told(outcome)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return outcome;
    }

    /** Whatever differs names what caused it, and nothing else than what was changed. */
    private static void assertCauses(RulesTrial.Outcome outcome) {
        for (RulesTrial.RegionOutcome region : outcome.regions()) {
            for (EntityChange entity : region.entities()) {
                for (StateChange state : entity.states()) {
                    assertFalse(state.causes().isEmpty(), state::toString);
                    assertTrue(outcome.inputs().containsAll(state.causes()), state::toString);
                }
                entity.issues().forEach(issue -> assertFalse(issue.causes().isEmpty(), issue::toString));
            }
            region.issues().forEach(issue -> assertFalse(issue.causes().isEmpty(), issue::toString));
            region.series().forEach(series -> assertFalse(series.causes().isEmpty(), series::toString));
        }
    }

    private static EntityChange entity(RulesTrial.Outcome outcome, String region, String kind) {
        return outcome.regions().stream()
                .filter(each -> each.region().equals(region))
                .flatMap(each -> each.entities().stream())
                .filter(each -> each.entity().kind().name().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> told(RulesTrial.Outcome outcome) {
        List<String> states = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        List<String> come = new ArrayList<>();
        List<String> issues = new ArrayList<>();
        List<String> series = new ArrayList<>();
        for (RulesTrial.RegionOutcome region : outcome.regions()) {
            List<IssueChange> found = new ArrayList<>(region.issues());
            for (EntityChange entity : region.entities()) {
                found.addAll(entity.issues());
                String last = null;
                for (StateChange state : entity.states()) {
                    String head = String.join(
                            " ",
                            "state",
                            region.region(),
                            state.entity().kind().name().toLowerCase(java.util.Locale.ROOT),
                            state.entity().id(),
                            state.attribute().name().toLowerCase(java.util.Locale.ROOT));
                    String what = state.oldValue() + " (" + state.oldRule() + ") -> " + state.newValue() + " ("
                            + state.newRule() + ")";
                    String from = Micros.text(state.from());
                    // Stretches that differ by another cause alone are one here.
                    String before = states.isEmpty() ? "" : states.get(states.size() - 1);
                    if (last != null
                            && last.equals(head + what)
                            && before.contains(".." + from + ": ")
                            && !from.isEmpty()) {
                        states.set(
                                states.size() - 1,
                                before.replace(".." + from + ": ", ".." + Micros.text(state.till()) + ": "));
                    } else {
                        states.add(head + " " + from + ".." + Micros.text(state.till()) + ": " + what);
                    }
                    last = head + what;
                }
                entity.spansGone().forEach(span -> gone.addAll(rows(region.region(), span)));
                entity.spansNew().forEach(span -> come.addAll(rows(region.region(), span)));
            }
            for (IssueChange issue : found) {
                issues.add(String.join(
                        " ",
                        issue.gone() ? "gone" : "new",
                        issue.issue().kind(),
                        issue.issue().severity(),
                        region.region(),
                        issue.issue().entities(),
                        issue.issue().host(),
                        Micros.text(issue.issue().from()),
                        Micros.text(issue.issue().till()),
                        issue.issue().detail()));
            }
            region.series()
                    .forEach(each -> series.add(String.join(
                            " ",
                            "series",
                            region.region(),
                            each.change().series().text(),
                            each.change().resource(),
                            each.change().monthText(),
                            plain(each.change().before().value()),
                            plain(each.change().before().unknown()),
                            plain(each.change().before().unmeasured()),
                            plain(each.change().after().value()),
                            plain(each.change().after().unknown()),
                            plain(each.change().after().unmeasured()))));
        }
        List<String> all = sorted(states);
        all.addAll(less("span gone ", gone, come));
        all.addAll(less("span new ", come, gone));
        all.addAll(sorted(issues));
        all.addAll(sorted(series));
        return all;
    }

    private static List<String> rows(String region, SpanText span) {
        return span.quantities().millionths().entrySet().stream()
                .map(amount -> String.join(
                        " ",
                        span.type(),
                        region,
                        span.entity(),
                        span.host(),
                        span.booking(),
                        span.cause(),
                        amount.getKey(),
                        Quantities.decimal(amount.getValue()),
                        Micros.text(span.from()),
                        Micros.text(span.till()),
                        span.certainty() == Certainty.KNOWN ? "known" : "unknown",
                        plain(BigDecimal.valueOf(span.confidence()))))
                .toList();
    }

    // -- what differs between two results, from their exports
    // --------------------------------------------------------------

    private static List<Map<String, String>> export(ResultReader reader, Export table) {
        List<Map<String, String>> rows = new ArrayList<>();
        reader.export(table, new Export.Filter("", Micros.ALWAYS, Micros.FOREVER), row -> {
            Map<String, String> named = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                named.put(table.columns().get(i), row.get(i));
            }
            rows.add(named);
        });
        return rows;
    }

    private static long from(String text) {
        return text.isEmpty() ? Micros.ALWAYS : Micros.parse(text);
    }

    private static long till(String text) {
        return text.isEmpty() ? Micros.FOREVER : Micros.parse(text);
    }

    /** Per attribute of an entity: what stands in each stretch between any two bounds, on either side. */
    private static List<String> states(ResultReader old, ResultReader now) {
        Map<String, List<List<Map<String, String>>>> byAttribute = new TreeMap<>();
        List<ResultReader> sides = List.of(old, now);
        for (int side = 0; side < 2; side++) {
            for (Map<String, String> row : export(sides.get(side), Export.SEGMENTS)) {
                byAttribute
                        .computeIfAbsent(
                                String.join(
                                        " ",
                                        "state",
                                        row.get("region"),
                                        row.get("kind"),
                                        row.get("entity_id"),
                                        row.get("attribute")),
                                key -> List.of(new ArrayList<>(), new ArrayList<>()))
                        .get(side)
                        .add(row);
            }
        }
        List<String> differing = new ArrayList<>();
        byAttribute.forEach((head, rows) -> {
            TreeSet<Long> bounds = new TreeSet<>();
            rows.forEach(side -> side.forEach(row -> {
                bounds.add(from(row.get("start")));
                bounds.add(till(row.get("end")));
            }));
            List<Long> all = List.copyOf(bounds);
            String open = null;
            long since = 0;
            for (int i = 0; i < all.size(); i++) {
                String here = i + 1 == all.size() ? null : difference(rows, all.get(i));
                if (open != null && !open.equals(here)) {
                    differing.add(head + " " + Micros.text(since) + ".." + Micros.text(all.get(i)) + ": " + open);
                }
                since = open != null && open.equals(here) ? since : all.get(i);
                open = here;
            }
        });
        return sorted(differing);
    }

    /** Null if both sides say the same there, by the same rule, and are as sure. */
    private static String difference(List<List<Map<String, String>>> sides, long instant) {
        List<Set<String>> decided = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (List<Map<String, String>> side : sides) {
            List<Map<String, String>> here = side.stream()
                    .filter(row -> from(row.get("start")) <= instant && instant < till(row.get("end")))
                    .toList();
            decided.add(here.stream()
                    .map(row -> row.get("value") + "|" + row.get("rule") + "|" + row.get("confidence"))
                    .collect(Collectors.toSet()));
            texts.add(joined(here, "value") + " (" + joined(here, "rule") + ")");
        }
        return decided.get(0).equals(decided.get(1)) ? null : texts.get(0) + " -> " + texts.get(1);
    }

    private static String joined(List<Map<String, String>> rows, String column) {
        return rows.stream().map(row -> row.get(column)).distinct().sorted().collect(Collectors.joining("+"));
    }

    private static List<String> spans(ResultReader old, ResultReader now) {
        List<List<String>> sides = new ArrayList<>();
        for (ResultReader side : List.of(old, now)) {
            sides.add(export(side, Export.SPANS).stream()
                    .map(row -> String.join(
                            " ",
                            row.get("type"),
                            row.get("region"),
                            row.get("entity_id"),
                            row.get("host"),
                            row.get("booking"),
                            row.get("cause"),
                            row.get("resource"),
                            plain(new BigDecimal(row.get("quantity"))),
                            row.get("start"),
                            row.get("end"),
                            row.get("certainty"),
                            plain(new BigDecimal(row.get("confidence")))))
                    .toList());
        }
        List<String> differing = new ArrayList<>(less("span gone ", sides.get(0), sides.get(1)));
        differing.addAll(less("span new ", sides.get(1), sides.get(0)));
        return differing;
    }

    private static List<String> issues(ResultReader old, ResultReader now) {
        List<List<String>> sides = new ArrayList<>();
        for (ResultReader side : List.of(old, now)) {
            sides.add(export(side, Export.ISSUES).stream()
                    .map(row -> String.join(
                            " ",
                            row.get("kind"),
                            row.get("severity"),
                            row.get("region"),
                            row.get("entity_id"),
                            row.get("host"),
                            row.get("start"),
                            row.get("end"),
                            row.get("detail")))
                    .toList());
        }
        List<String> differing = new ArrayList<>(less("gone ", sides.get(0), sides.get(1)));
        differing.addAll(less("new ", sides.get(1), sides.get(0)));
        return sorted(differing);
    }

    /** Per month: hours of the value and of the unknown, and the mean of the unmeasured, added up from the exported steps. */
    private static List<String> series(ResultReader old, ResultReader now) {
        Map<String, TreeMap<Long, BigDecimal[]>> oldSteps = steps(old);
        Map<String, TreeMap<Long, BigDecimal[]>> newSteps = steps(now);
        Set<String> names = new TreeSet<>(oldSteps.keySet());
        names.addAll(newSteps.keySet());
        List<String> differing = new ArrayList<>();
        for (String name : names) {
            ResultReader.Region oldRegion = old.region(name.split(" ")[0]);
            ResultReader.Region newRegion = now.region(name.split(" ")[0]);
            YearMonth month = month(Math.min(oldRegion.dawn(), newRegion.dawn()));
            YearMonth last = month(Math.max(oldRegion.horizon(), newRegion.horizon()) - 1);
            for (; !month.isAfter(last); month = month.plusMonths(1)) {
                long from = Micros.parse(month + "-01");
                long till = Micros.parse(month.plusMonths(1) + "-01");
                TreeMap<Long, BigDecimal[]> one =
                        cut(oldSteps.getOrDefault(name, new TreeMap<>()), oldRegion, from, till);
                TreeMap<Long, BigDecimal[]> other =
                        cut(newSteps.getOrDefault(name, new TreeMap<>()), newRegion, from, till);
                if (!text(one).equals(text(other))) {
                    differing.add("series " + name + " " + month + " " + sums(one) + " " + sums(other));
                }
            }
        }
        return sorted(differing);
    }

    private static YearMonth month(long instant) {
        return YearMonth.from(Micros.instant(instant).atOffset(ZoneOffset.UTC));
    }

    private static Map<String, TreeMap<Long, BigDecimal[]>> steps(ResultReader reader) {
        Map<String, TreeMap<Long, BigDecimal[]>> steps = new TreeMap<>();
        for (Map<String, String> row : export(reader, Export.SERIES)) {
            steps.computeIfAbsent(
                            row.get("region") + " " + row.get("series") + " " + row.get("resource"),
                            key -> new TreeMap<>())
                    .put(Micros.parse(row.get("timestamp")), new BigDecimal[] {
                        new BigDecimal(row.get("value")),
                        new BigDecimal(row.get("unknown")),
                        new BigDecimal(row.get("unmeasured"))
                    });
        }
        return steps;
    }

    /** From the instant the month and the region begin to that at which either ends, which closes it with null. */
    private static TreeMap<Long, BigDecimal[]> cut(
            TreeMap<Long, BigDecimal[]> steps, ResultReader.Region region, long from, long till) {
        TreeMap<Long, BigDecimal[]> cut = new TreeMap<>();
        long begins = Math.max(from, region.dawn());
        long ends = Math.min(till, region.horizon());
        if (begins < ends && steps.floorEntry(begins) != null) {
            cut.put(begins, steps.floorEntry(begins).getValue());
            cut.putAll(steps.subMap(begins, false, ends, false));
            cut.put(ends, null);
        }
        return cut;
    }

    private static String text(TreeMap<Long, BigDecimal[]> steps) {
        StringBuilder text = new StringBuilder();
        steps.forEach((at, step) -> text.append(at)
                .append('=')
                .append(step == null ? "" : List.of(step))
                .append(' '));
        return text.toString();
    }

    private static String sums(TreeMap<Long, BigDecimal[]> steps) {
        BigDecimal[] sums = {BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO};
        BigDecimal micros = BigDecimal.ZERO;
        for (Map.Entry<Long, BigDecimal[]> step : steps.entrySet()) {
            if (step.getValue() != null) {
                BigDecimal length = BigDecimal.valueOf(steps.higherKey(step.getKey()) - step.getKey());
                for (int i = 0; i < sums.length; i++) {
                    sums[i] = sums[i].add(step.getValue()[i].multiply(length));
                }
                micros = micros.add(length);
            }
        }
        BigDecimal hour = BigDecimal.valueOf(3_600_000_000L);
        return plain(sums[0].divide(hour, 6, RoundingMode.HALF_EVEN)) + " "
                + plain(sums[1].divide(hour, 6, RoundingMode.HALF_EVEN)) + " "
                + plain(micros.signum() == 0 ? BigDecimal.ZERO : sums[2].divide(micros, 6, RoundingMode.HALF_EVEN));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** Lines of the one that the other lacks, as often as it lacks them. */
    private static List<String> less(String head, List<String> ones, List<String> others) {
        Map<String, Integer> left = new HashMap<>();
        others.forEach(line -> left.merge(line, 1, Integer::sum));
        return sorted(ones.stream()
                .filter(line -> left.merge(line, -1, Integer::sum) < 0)
                .map(line -> head + line)
                .toList());
    }

    private static List<String> sorted(List<String> lines) {
        List<String> sorted = new ArrayList<>(lines);
        sorted.sort(null);
        return sorted;
    }
}
