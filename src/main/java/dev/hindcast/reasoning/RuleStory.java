package dev.hindcast.reasoning;

import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.RuleText.Kind;
import dev.hindcast.reasoning.RuleText.Pattern;
import dev.hindcast.reasoning.RuleText.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a rule's file tells of it beside its metadata, for the catalogue of rules.
 *
 * @param why       the comment right above the rule, on one line; empty if there is none
 * @param reads     columns as the source has them, by table; a table of which only sightings count has none
 * @param about     what it concludes about: {@code a host's existence}; empty for an issue
 * @param concludes the conclusion: {@code gone}, or an issue's kind and severity
 */
public record RuleStory(
        Rule rule, String why, SortedMap<String, SortedSet<String>> reads, String about, String concludes) {
    /** The stories of these rules, in the order of their files. */
    public static List<RuleStory> of(List<TextFile> files, RuleBase base, Loaders loaders) {
        Map<String, Rule> bySentence = new TreeMap<>();
        base.rules().forEach(rule -> bySentence.put(rule.sentence(), rule));
        List<RuleStory> stories = new ArrayList<>();
        for (TextFile file : files) {
            if (file.name().endsWith(".drl")) {
                for (RuleText.Parsed parsed : new RuleText(file).rules()) {
                    stories.add(story(file, parsed, bySentence.get(parsed.name().text()), loaders));
                }
            }
        }
        return stories;
    }

    private static RuleStory story(TextFile file, RuleText.Parsed parsed, Rule rule, Loaders loaders) {
        SortedMap<String, SortedSet<String>> reads = new TreeMap<>();
        for (String table : rule.evidence().split(",")) {
            if (!table.strip().equals("none")) {
                reads.put(table.strip(), new TreeSet<>());
            }
        }
        for (Pattern pattern : parsed.patterns()) {
            loaders.all().stream()
                    .filter(loader -> loader.fact().equals(pattern.type().text()))
                    .forEach(loader -> columns(loader, pattern, parsed.consequence(), reads));
            told(pattern, loaders, reads);
        }
        List<Token> then = parsed.consequence();
        String call = then.size() > 2 ? then.get(2).text() : "";
        List<String> texts = then.stream()
                .filter(word -> word.kind() == Kind.STRING)
                .map(Token::text)
                .toList();
        if (call.startsWith("issue")) {
            return new RuleStory(rule, why(file, parsed), reads, "", texts.get(0) + " (" + texts.get(1) + ")");
        }
        Conclusion conclusion = Conclusion.all().get(call);
        String shown = rule.evidence().startsWith("signals") ? "what is stated" : "what is shown";
        String said = conclusion.says().isEmpty() ? texts.isEmpty() ? shown : texts.get(0) : conclusion.says();
        return new RuleStory(rule, why(file, parsed), reads, conclusion.about(), said);
    }

    /** Columns of a row that conditions or the conclusion read. */
    private static void columns(
            Loader loader, Pattern pattern, List<Token> then, SortedMap<String, SortedSet<String>> reads) {
        SortedSet<String> columns = reads.computeIfAbsent(loader.table(), table -> new TreeSet<>());
        List<String> words = new ArrayList<>();
        pattern.inside().forEach(word -> words.add(word.text()));
        for (int i = 2; i < then.size(); i++) {
            if (then.get(i - 2).is(pattern.variable()) && then.get(i).text().startsWith("get")) {
                String name = then.get(i).text().substring(3);
                words.add(name.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + name.substring(1));
            }
        }
        for (Loader.Column column : loader.columns()) {
            boolean inventory =
                    words.contains("inventory") && !column.resource().isEmpty();
            if ((words.contains(column.name()) || inventory) && !column.raw().isEmpty()) {
                columns.addAll(Arrays.asList(column.raw().split(",\\s*")));
            }
        }
    }

    /** What Java read off a table's rows, where the condition names table and column. */
    private static void told(Pattern pattern, Loaders loaders, SortedMap<String, SortedSet<String>> reads) {
        List<Token> words = pattern.inside();
        List<String> tables = texts(words, "table");
        for (String table : tables) {
            SortedSet<String> columns = reads.computeIfAbsent(table, key -> new TreeSet<>());
            for (String column : texts(words, "column")) {
                loaders.reading(table).stream()
                        .flatMap(loader -> loader.columns().stream())
                        .filter(each -> each.name().equals(column)
                                || column.equals("inventory")
                                        && !each.resource().isEmpty())
                        .forEach(each -> columns.addAll(Arrays.asList(each.raw().split(",\\s*"))));
            }
        }
    }

    /** The texts with which a condition compares a property. */
    private static List<String> texts(List<Token> words, String property) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).is(property)) {
                for (int j = i + 1;
                        j < words.size()
                                && (j == i + 1
                                        || !words.get(j).isWord()
                                        || words.get(j).is("in"));
                        j++) {
                    if (words.get(j).kind() == Kind.STRING) {
                        texts.add(words.get(j).text());
                    } else if (words.get(j).is(",") && words.get(i + 1).is("==")) {
                        break;
                    }
                }
            }
        }
        return texts;
    }

    private static String why(TextFile file, RuleText.Parsed parsed) {
        String[] lines = file.text().split("\n", -1);
        List<String> why = new ArrayList<>();
        for (int i = parsed.name().line() - 2;
                i >= 0 && lines[i].startsWith("// ") && !lines[i].startsWith("// --");
                i--) {
            why.add(0, lines[i].substring(3).strip());
        }
        return String.join(" ", why);
    }
}
