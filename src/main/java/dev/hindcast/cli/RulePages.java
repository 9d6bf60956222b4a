package dev.hindcast.cli;

import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.Rule;
import dev.hindcast.reasoning.RuleStory;
import dev.hindcast.reasoning.Scenario;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The catalogue of rules: a page for each file of rules, and an index. The same files give the same pages. */
final class RulePages {
    /** From the catalogue's folder to the project's. */
    private static final String TOP = "../../../";

    private final List<TextFile> files;
    private final List<RuleStory> stories;
    private final List<Scenario> scenarios;
    private final Map<String, GoldenCase> cases;

    RulePages(List<TextFile> files, List<RuleStory> stories, List<Scenario> scenarios, List<GoldenCase> cases) {
        this.files = files.stream().filter(file -> file.name().endsWith(".drl")).toList();
        this.stories = stories;
        this.scenarios = scenarios;
        this.cases = new TreeMap<>();
        cases.forEach(golden -> this.cases.put(golden.name(), golden));
    }

    /** Text by the page's file name. */
    SortedMap<String, String> pages() {
        SortedMap<String, String> pages = new TreeMap<>();
        for (TextFile file : files) {
            pages.put(page(file.name()), page(file));
        }
        pages.put("README.md", index());
        return pages;
    }

    private static String page(String file) {
        return file.replace(".drl", ".md");
    }

    private List<RuleStory> of(TextFile file) {
        return stories.stream()
                .filter(story -> story.rule().file().equals(file.name()))
                .toList();
    }

    // -- the index

    private String index() {
        StringBuilder text = new StringBuilder("""
                # The rules

                Every rule that decides a number, by the question it answers.
                `hindcast rules docs` makes these pages of the rule files, their scenarios and the golden cases; what stands here is changed there.
                [Rules and precedence](../../concepts/rules-and-precedence.md) tells how a winner is found, [how to change a rule](../../how-to/change-a-rule.md) how to write one.

                | page | question | rules |
                |---|---|---|
                """);
        for (TextFile file : files) {
            text.append("| [")
                    .append(page(file.name()))
                    .append("](")
                    .append(page(file.name()))
                    .append(") | ")
                    .append(question(file))
                    .append(" | ")
                    .append(of(file).size())
                    .append(" |\n");
        }
        text.append("\n## By id\n\n| rule | sentence |\n|---|---|\n");
        stories.stream()
                .sorted(Comparator.comparing(story -> story.rule().id()))
                .forEach(story -> text.append("| ")
                        .append(link(story.rule(), page(story.rule().file())))
                        .append(" | ")
                        .append(story.rule().sentence())
                        .append(" |\n"));
        return text.toString();
    }

    private static String link(Rule rule, String page) {
        return "[" + rule.id() + "](" + page + "#" + rule.id().toLowerCase(Locale.ROOT) + ")";
    }

    /** The first sentence of the comment at the file's head. */
    private static String question(TextFile file) {
        return file.text()
                .lines()
                .filter(line -> line.startsWith(" * ") && line.endsWith("?"))
                .findFirst()
                .map(line -> line.substring(3))
                .orElse(file.name());
    }

    // -- a page

    private String page(TextFile file) {
        StringBuilder text = new StringBuilder("# " + question(file) + "\n\n");
        text.append("Made by `hindcast rules docs` of [rules-drl/")
                .append(file.name())
                .append("](")
                .append(TOP)
                .append("rules-drl/")
                .append(file.name())
                .append("), its scenarios and the golden cases; it is changed there.\n");
        Map<String, List<RuleStory>> byQuestion = new LinkedHashMap<>();
        for (RuleStory story : of(file)) {
            byQuestion.computeIfAbsent(story.about(), about -> new ArrayList<>());
        }
        stories.forEach(story -> byQuestion.computeIfPresent(story.about(), (about, those) -> {
            those.add(story);
            return those;
        }));
        text.append("\n## Who outranks whom\n");
        byQuestion.forEach((about, those) -> {
            if (!about.isEmpty()) {
                outranks(text, about, those);
            }
        });
        text.append("\n## The rules\n");
        of(file).forEach(story -> rule(text, story));
        return text.toString();
    }

    private static void outranks(StringBuilder text, String about, List<RuleStory> those) {
        text.append("\nAbout ").append(about).append(":\n\n");
        text.append("| precedence | confidence | says | rule | |\n|---:|---:|---|---|---|\n");
        those.stream()
                .sorted(Comparator.comparingInt(
                                (RuleStory story) -> -story.rule().precedence())
                        .thenComparing(story -> story.rule().id()))
                .forEach(story -> text.append("| ")
                        .append(story.rule().precedence())
                        .append(" | ")
                        .append(story.rule().confidence())
                        .append(" | ")
                        .append(story.concludes())
                        .append(" | ")
                        .append(link(story.rule(), page(story.rule().file())))
                        .append(" | ")
                        .append(story.rule().sentence())
                        .append(" |\n"));
    }

    private void rule(StringBuilder text, RuleStory story) {
        Rule rule = story.rule();
        text.append("\n### ")
                .append(rule.id())
                .append("\n\n**")
                .append(rule.sentence())
                .append(".**\n");
        text.append(story.why().isEmpty() ? "" : story.why().replaceAll("(?<=[.]) (?=[A-Z])", "\n") + "\n")
                .append("\n");
        text.append("- Concludes ")
                .append(story.about().isEmpty() ? "the issue " : story.about() + ": ")
                .append(story.concludes())
                .append(
                        story.about().isEmpty()
                                ? ".\n"
                                : "; precedence " + rule.precedence() + ", confidence at most " + rule.confidence()
                                        + ".\n");
        text.append("- Reads ")
                .append(reads(story))
                .append("; since ")
                .append(rule.since())
                .append(".\n");
        example(text, rule);
        for (Scenario scenario : scenarios) {
            if (scenario.then().containsKey(rule.id())) {
                text.append("- Scenario: ").append(scenario.name()).append(".\n");
            }
        }
        for (Scenario scenario : scenarios) {
            scenario.keptFrom(rule.id())
                    .forEach(because ->
                            text.append("- Narrowly not: ").append(because).append(".\n"));
        }
    }

    private static String reads(RuleStory story) {
        List<String> tables = new ArrayList<>();
        story.reads()
                .forEach((table, columns) -> tables.add(
                        "`" + table + "`" + (columns.isEmpty() ? "" : " (" + String.join(", ", columns) + ")")));
        return tables.isEmpty() ? "no table" : String.join(", ", tables);
    }

    /** The case that shows the rule, and what the rule says there. */
    private void example(StringBuilder text, Rule rule) {
        GoldenCase golden = cases.get(rule.golden());
        if (golden == null) {
            return;
        }
        text.append("- Example: [")
                .append(golden.title())
                .append("](")
                .append(TOP)
                .append("golden/")
                .append(golden.name())
                .append("/README.md)");
        String won = first(golden, GoldenCase.Layer.SEGMENTS, rule.id());
        String raised = first(golden, GoldenCase.Layer.ISSUES, rule.id());
        text.append(won.isEmpty() && raised.isEmpty() ? "" : ". There: " + (won.isEmpty() ? raised : won))
                .append(".\n");
    }

    private static String first(GoldenCase golden, GoldenCase.Layer layer, String rule) {
        List<List<String>> rows = Csv.rows(golden.expected(layer));
        if (rows.isEmpty()) {
            return "";
        }
        List<String> columns = rows.get(0);
        for (List<String> row : rows) {
            if (row.get(columns.indexOf("rule")).equals(rule)) {
                String what = layer == GoldenCase.Layer.ISSUES
                        ? row.get(columns.indexOf("kind"))
                        : row.get(columns.indexOf("attribute")) + " " + row.get(columns.indexOf("value"));
                String from = row.get(columns.indexOf("start"));
                String till = row.get(columns.indexOf("end"));
                return "`" + row.get(columns.indexOf("entity_id")) + "`, " + what
                        + (from.isEmpty() ? "" : " from " + day(from))
                        + (till.isEmpty() ? "" : " to " + day(till))
                        + (layer == GoldenCase.Layer.ISSUES
                                ? ""
                                : ", confidence " + row.get(columns.indexOf("confidence")));
            }
        }
        return "";
    }

    private static String day(String time) {
        return time.replace("T00:00:00Z", "");
    }
}
