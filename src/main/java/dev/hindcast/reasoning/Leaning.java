package dev.hindcast.reasoning;

import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Loaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * That a rule concludes from what a window lets hold: its condition names a fact that was read off sightings of a table, or asks
 * whether a snapshot lacks a row.
 *
 * @param fact   {@code Held}, {@code Gap} or {@code Vanished}; also the last where a rule asks for {@code lackedAfter}
 * @param table  empty if the rule asks for any
 * @param column empty if the rule asks for any
 */
public record Leaning(String fact, String table, String column) {
    private static final String ABSENCE = Vanished.class.getSimpleName();
    private static final Set<String> READ_OFF = Set.of(Held.class.getSimpleName(), Gap.class.getSimpleName(), ABSENCE);

    /** By the sentences of the rules that lean on a window at all. */
    static Map<String, List<Leaning>> of(List<RuleText> texts, Loaders loaders) {
        Map<String, List<Leaning>> leanings = new TreeMap<>();
        for (RuleText text : texts) {
            for (RuleText.Parsed rule : text.rules()) {
                List<Leaning> found = new ArrayList<>();
                for (RuleText.Pattern pattern : rule.patterns()) {
                    if (!pattern.absent()) {
                        read(pattern, loaders, found);
                    }
                }
                if (!found.isEmpty()) {
                    leanings.put(rule.name().text(), found);
                }
            }
        }
        return leanings;
    }

    private static void read(RuleText.Pattern pattern, Loaders loaders, List<Leaning> into) {
        String type = pattern.type().text();
        if (READ_OFF.contains(type)) {
            for (String table : texts(pattern, "table")) {
                for (String column : texts(pattern, "column")) {
                    into.add(new Leaning(type, table, column));
                }
            }
        } else if (pattern.inside().stream().anyMatch(word -> word.is("lackedAfter"))) {
            for (Loader loader : loaders.all()) {
                if (loader.fact().equals(type)) {
                    into.add(new Leaning(ABSENCE, loader.table(), ""));
                }
            }
        }
    }

    /** The texts that {@code name == "..."} or {@code name in ("...", ...)} allow; an empty one if nothing is asked. */
    private static Set<String> texts(RuleText.Pattern pattern, String name) {
        Set<String> texts = new TreeSet<>();
        List<RuleText.Token> words = pattern.inside();
        for (int i = 0; i + 2 < words.size(); i++) {
            if (words.get(i).is(name)
                    && (words.get(i + 1).is("==") || words.get(i + 1).is("in"))) {
                int end = words.get(i + 2).is("(") ? RuleText.closing(words, i + 2) : i + 3;
                for (RuleText.Token word : words.subList(i + 2, end)) {
                    if (word.kind() == RuleText.Kind.STRING) {
                        texts.add(word.text());
                    }
                }
            }
        }
        return texts.isEmpty() ? Set.of("") : texts;
    }
}
