package dev.hindcast.reasoning;

import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Knowledge;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Mistake;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.RuleText.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Old and new rules, of which those that both have are asked once (docs/decisions/0009). No rule sees what another concludes, so the
 * rules of either side say in company what they say alone; whose conclusion is whose, the rule tells.
 */
public final class RulePair {
    /**
     * A rule that the two sides do not share.
     *
     * @param what in words: added, removed, or what of it changed
     */
    public record Change(String id, String what, Rule beforeOrNull, Rule afterOrNull) {}

    private final RuleBase before;
    private final RuleBase moreOrNull;
    /** By identity: two texts of one rule may have equal heads. */
    private final Set<Rule> onlyBefore = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Set<Rule> onlyAfter = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Change> changes = new ArrayList<>();

    private RulePair(RuleBase before, RuleBase moreOrNull) {
        this.before = before;
        this.moreOrNull = moreOrNull;
        if (moreOrNull != null) {
            onlyAfter.addAll(moreOrNull.rules());
        }
    }

    /**
     * Compiles the old rules, unless that was done before, and of the new ones those that are others.
     *
     * @throws InputRefused as {@link RuleBase#compile} of the new rules does, or else of the old ones
     */
    public static RulePair compile(List<TextFile> before, List<TextFile> after, Loaders loaders) {
        Side old = new Side(before);
        Side now = new Side(after);
        Set<String> gone = new HashSet<>(old.byWords.keySet());
        gone.removeAll(now.byWords.keySet());
        Set<String> come = new HashSet<>(now.byWords.keySet());
        come.removeAll(old.byWords.keySet());
        // All of them, since what is wrong may be that two of them have one name.
        List<Mistake> mistakes =
                RuleLinter.lint(now.texts, new RuleLinter.Known(loaders, Knowledge.settingsOf(after), Set.of()));
        if (!mistakes.isEmpty()) {
            throw new InputRefused(mistakes);
        }
        RuleBase more = null;
        if (!come.isEmpty()) {
            List<TextFile> files = new ArrayList<>(now.only(come));
            files.addAll(settings(after));
            more = RuleBase.keptOrCompiled(files, loaders, null);
        }
        RulePair pair = new RulePair(RuleBase.compile(before, loaders), more);
        TreeMap<String, Told> oldById = new TreeMap<>();
        for (String words : gone) {
            Told rule = old.byWords.get(words);
            pair.onlyBefore.add(pair.before.rule(rule.rule().sentence()));
            oldById.put(rule.rule().id(), rule);
        }
        TreeMap<String, Told> newById = new TreeMap<>();
        come.forEach(words -> newById.put(now.byWords.get(words).rule().id(), now.byWords.get(words)));
        Set<String> ids = new TreeSet<>(oldById.keySet());
        ids.addAll(newById.keySet());
        for (String id : ids) {
            pair.changes.add(change(id, oldById.get(id), newById.get(id)));
        }
        return pair;
    }

    private static List<TextFile> settings(List<TextFile> files) {
        return files.stream().filter(file -> !file.name().endsWith(".drl")).toList();
    }

    /** A rule, and the words of its conditions and conclusion. */
    private record Told(Rule rule, String body) {
        /** All that what it concludes depends on; where it stands and what cases show it does not. */
        String words() {
            return String.join("\n", rule.id(), rule.sentence(), rule.precedence() + " " + rule.confidence(), body);
        }
    }

    /** The rules of one side. */
    private static final class Side {
        private final List<RuleText> texts;
        private final Map<String, Told> byWords = new TreeMap<>();

        Side(List<TextFile> files) {
            texts = files.stream()
                    .filter(file -> file.name().endsWith(".drl"))
                    .map(RuleText::new)
                    .toList();
            for (RuleText text : texts) {
                for (Parsed parsed : text.rules()) {
                    Told told = told(text, parsed);
                    byWords.put(told.words(), told);
                }
            }
        }

        /** The files with nothing but some of their rules, each where it was. */
        List<TextFile> only(Set<String> words) {
            List<TextFile> files = new ArrayList<>();
            for (RuleText text : texts) {
                StringBuilder kept = new StringBuilder(text.file().text());
                boolean any = false;
                for (Parsed parsed : text.rules()) {
                    if (words.contains(told(text, parsed).words())) {
                        any = true;
                    } else {
                        blank(kept, parsed.from(), parsed.till());
                    }
                }
                if (any) {
                    String content = kept.toString();
                    files.add(new TextFile(
                            text.file().name(), content, TextFile.sha256(content.getBytes(StandardCharsets.UTF_8))));
                }
            }
            return files;
        }

        private static void blank(StringBuilder text, int from, int till) {
            for (int i = from; i < till; i++) {
                if (text.charAt(i) != '\n') {
                    text.setCharAt(i, ' ');
                }
            }
        }
    }

    /** Whatever the linter would refuse in its head stands for nothing here, since nothing is compiled then. */
    private static Told told(RuleText text, Parsed parsed) {
        Map<String, String> metadata = new HashMap<>();
        parsed.metadata().forEach(each -> metadata.put(each.name().text(), each.text()));
        return new Told(
                new Rule(
                        metadata.getOrDefault("id", ""),
                        parsed.name().text(),
                        text.file().name(),
                        parsed.name().line(),
                        (int) number(metadata.get("precedence")),
                        number(metadata.get("confidence")),
                        metadata.getOrDefault("since", ""),
                        metadata.getOrDefault("evidence", ""),
                        metadata.getOrDefault("golden", "")),
                text.body(parsed));
    }

    private static double number(String textOrNull) {
        try {
            return textOrNull == null ? 0 : Double.parseDouble(textOrNull);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Change change(String id, Told beforeOrNull, Told afterOrNull) {
        if (beforeOrNull == null) {
            return new Change(id, "added", null, afterOrNull.rule());
        }
        Rule before = beforeOrNull.rule();
        if (afterOrNull == null) {
            return new Change(id, "removed", before, null);
        }
        Rule after = afterOrNull.rule();
        List<String> what = new ArrayList<>();
        if (before.precedence() != after.precedence()) {
            what.add("precedence " + before.precedence() + " is now " + after.precedence());
        }
        if (before.confidence() != after.confidence()) {
            what.add("confidence " + before.confidence() + " is now " + after.confidence());
        }
        if (!beforeOrNull.body().equals(afterOrNull.body())) {
            what.add("its conditions or its conclusion changed");
        }
        if (!before.sentence().equals(after.sentence())) {
            what.add("its sentence changed");
        }
        return new Change(id, String.join(", ", what), before, after);
    }

    /** The old rules, with those that both sides have. */
    public RuleBase before() {
        return before;
    }

    /** Those rules that only the new side has; null if there are none. */
    public RuleBase moreOrNull() {
        return moreOrNull;
    }

    /** Whether a rule is of the old side, alone or with the new one. */
    public boolean isBefore(Rule rule) {
        return !onlyAfter.contains(rule);
    }

    /** Whether a rule is of the new side, alone or with the old one. */
    public boolean isAfter(Rule rule) {
        return !onlyBefore.contains(rule);
    }

    /** The rules that differ, by id. */
    public List<Change> changes() {
        return List.copyOf(changes);
    }
}
