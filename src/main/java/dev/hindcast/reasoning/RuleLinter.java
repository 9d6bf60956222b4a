package dev.hindcast.reasoning;

import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.ConditionLinter.Variable;
import dev.hindcast.reasoning.RuleText.Kind;
import dev.hindcast.reasoning.RuleText.Metadata;
import dev.hindcast.reasoning.RuleText.Parsed;
import dev.hindcast.reasoning.RuleText.Pattern;
import dev.hindcast.reasoning.RuleText.Statement;
import dev.hindcast.reasoning.RuleText.Token;
import dev.hindcast.reasoning.RuleText.Trouble;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads rule files before the engine does, and says in a rule author's words what it finds (design section 5).
 * It allows what rules need and refuses the rest: an engine that says nothing of a mistake is worse than a strict reader.
 */
final class RuleLinter {
    private static final int PATTERNS_MAX = 6;
    private static final String GLOBAL = Conclusions.class.getName() + " conclude";
    private static final List<String> METADATA =
            List.of("id", "since", "precedence", "confidence", "evidence", "golden");
    private static final Set<String> TEXTS = Set.of("id", "since", "evidence", "golden");
    private static final Map<String, String> BANNED_ATTRIBUTES = bannedAttributes();

    private final TextFile file;
    private final String[] lines;
    private final RuleText text;
    private final SortedMap<String, FactShape> facts;
    private final List<RuleProblem> problems = new ArrayList<>();
    private final Set<String> imports = new HashSet<>();
    private String rule = "";

    private RuleLinter(RuleText text, SortedMap<String, FactShape> facts) {
        this.text = text;
        this.file = text.file();
        this.lines = file.text().split("\n", -1);
        this.facts = facts;
    }

    /** All problems of the files, in the order of files and lines; empty if they are in order. */
    static List<RuleProblem> lint(List<RuleText> texts, Loaders loaders) {
        SortedMap<String, FactShape> facts = facts(texts, loaders);
        Map<String, String> ids = new HashMap<>();
        Map<String, String> names = new HashMap<>();
        List<RuleProblem> problems = new ArrayList<>();
        for (RuleText text : texts) {
            RuleLinter linter = new RuleLinter(text, facts);
            linter.file(ids, names);
            linter.problems.sort(Comparator.comparingInt(RuleProblem::line));
            problems.addAll(linter.problems);
        }
        return problems;
    }

    /** The facts that loaders declare and those that rules name: one of them is meant by a misspelt name, too. */
    private static SortedMap<String, FactShape> facts(List<RuleText> texts, Loaders loaders) {
        SortedMap<String, FactShape> facts = new TreeMap<>();
        for (Loader loader : loaders.all()) {
            facts.put(loader.fact(), FactShape.of(loader));
        }
        Set<String> asked = new HashSet<>(facts.keySet());
        for (RuleText text : texts) {
            for (Parsed parsed : text.rules()) {
                for (Pattern pattern : parsed.patterns()) {
                    // Looking for a class that is not there is slow.
                    Class<?> named = asked.add(pattern.type().text())
                            ? FactShape.named(pattern.type().text())
                            : null;
                    if (named != null) {
                        facts.put(named.getSimpleName(), FactShape.of(named));
                    }
                }
            }
        }
        return facts;
    }

    private static Map<String, String> bannedAttributes() {
        Map<String, String> banned = new TreeMap<>();
        for (String order : List.of("salience", "agenda-group", "activation-group", "ruleflow-group", "auto-focus")) {
            banned.put(order, "Maybe @precedence(...): rules only propose, and the resolver decides.");
        }
        for (String loop : List.of("no-loop", "lock-on-active")) {
            banned.put(loop, "Maybe leave it out: a rule changes no fact, so none fires in a loop.");
        }
        for (String clock : List.of("timer", "calendars", "duration", "date-effective", "date-expires")) {
            banned.put(
                    clock, "Maybe compare with Horizon(at): the same evidence must give the same numbers at any time.");
        }
        banned.put("enabled", "Maybe delete the rule.");
        banned.put("dialect", "Maybe leave it out.");
        banned.put("extends", "Maybe repeat the conditions: a rule reads true by itself.");
        return banned;
    }

    private void problem(int line, String what, String maybe) {
        String excerpt = line > 0 && line <= lines.length ? lines[line - 1].strip() : "";
        problems.add(new RuleProblem(file.name(), line, rule, excerpt, what, maybe));
    }

    private void file(Map<String, String> ids, Map<String, String> names) {
        for (int i = 0; i < lines.length; i++) {
            // Java reads such an escape even in a comment, so that a reader sees other code than the compiler.
            if (lines[i].contains("\\u")) {
                problem(i + 1, "A \\u escape hides what is written.", "Maybe write the letter itself.");
            }
        }
        for (Trouble trouble : text.troubles()) {
            rule = trouble.rule();
            problem(trouble.line(), trouble.what(), trouble.maybe());
        }
        rule = "";
        statements();
        for (Parsed parsed : text.rules()) {
            rule = parsed.name().text();
            rule(parsed, ids, names);
        }
    }

    // -- outside rules

    private void statements() {
        long packages = text.statements().stream()
                .filter(statement -> statement.first().is("package"))
                .count();
        if (packages != 1 || !text.statements().get(0).first().is("package")) {
            problem(
                    1,
                    "The file does not begin with its package, once.",
                    "Maybe begin it with: package " + RuleBase.PACKAGE);
        }
        for (Statement statement : text.statements()) {
            Token first = statement.first();
            if (first.is("package")) {
                if (!statement.rest().equals(RuleBase.PACKAGE)) {
                    problem(
                            first.line(),
                            "All rules are in one package: of rules spread over two, the engine silently fires some never.",
                            "Maybe package " + RuleBase.PACKAGE);
                }
            } else if (first.is("import")) {
                imported(statement);
            } else if (first.is("global")) {
                if (!statement.rest().equals(GLOBAL)) {
                    problem(
                            first.line(),
                            "Rules have one global, where they put what they conclude.",
                            "Maybe global " + GLOBAL);
                }
            } else {
                other(first);
            }
        }
    }

    private void other(Token first) {
        String maybe = switch (first.text()) {
            case "declare" -> "Maybe write a loader: its header declares the fact.";
            case "function", "query" -> "Maybe let a fact made in Java carry the result.";
            default ->
                BANNED_ATTRIBUTES.getOrDefault(
                        first.text(), "Maybe a rule before it has an end too early, or its first word is misspelt.");
        };
        problem(
                first.line(),
                "'" + first.text() + "' has no place here: a file holds its package, imports, the global, and rules.",
                maybe);
    }

    private void imported(Statement statement) {
        String name = statement.rest();
        int line = statement.first().line();
        if (name.endsWith(".*")) {
            if (!FactShape.PACKAGES.contains(name.substring(0, name.length() - 2))) {
                problem(line, "Rules see only the facts of hindcast, not " + name + ".", "Maybe delete this line.");
            }
        } else if (FactShape.loaded(name) == null) {
            int dot = name.lastIndexOf('.');
            boolean ours = dot > 0 && FactShape.PACKAGES.contains(name.substring(0, dot));
            problem(
                    line,
                    ours ? "There is no " + name + "." : "Rules see only the facts of hindcast, not " + name + ".",
                    ours ? RuleProblem.nearest(name.substring(dot + 1), facts.keySet()) : "Maybe delete this line.");
        }
        imports.add(name);
    }

    // -- head of a rule

    private void rule(Parsed parsed, Map<String, String> ids, Map<String, String> names) {
        Token name = parsed.name();
        String place = file.name() + ":" + name.line();
        if (!parsed.named()) {
            problem(name.line(), "The rule's name is not quoted.", "Maybe rule \"A host exists while ...\"");
        } else if (!Character.isUpperCase(
                name.text().isEmpty() ? ' ' : name.text().charAt(0))) {
            problem(
                    name.line(),
                    "The rule's name is not a sentence: it does not begin with a capital letter.",
                    "Maybe say what holds, and when: \"A host exists while its row stands\".");
        }
        String before = names.putIfAbsent(name.text(), place);
        if (before != null) {
            problem(name.line(), "Another rule at " + before + " has the same name.", "Maybe say how the two differ.");
        }
        for (int i = 0; i < parsed.other().size(); i++) {
            i = attribute(parsed.other(), i);
        }
        metadata(parsed, ids);
        conditions(parsed);
    }

    /** @return the index of the attribute's last word */
    private int attribute(List<Token> words, int at) {
        Token first = words.get(at);
        StringBuilder name = new StringBuilder(first.text());
        int end = at;
        while (end + 2 < words.size()
                && words.get(end + 1).is("-")
                && words.get(end + 2).isWord()) {
            name.append('-').append(words.get(end + 2).text());
            end += 2;
        }
        while (end + 1 < words.size() && words.get(end + 1).line() == first.line()) {
            end++;
        }
        problem(
                first.line(),
                "'" + name + "' is not allowed: between name and when stands only metadata.",
                BANNED_ATTRIBUTES.getOrDefault(name.toString(), "Maybe a missing @ before it, or a missing when."));
        return end;
    }

    private void metadata(Parsed parsed, Map<String, String> ids) {
        Set<String> seen = new HashSet<>();
        for (Metadata metadata : parsed.metadata()) {
            String name = metadata.name().text();
            int line = metadata.name().line();
            if (!METADATA.contains(name)) {
                String nearest = RuleProblem.nearest(name, METADATA);
                problem(
                        line,
                        "There is no metadata @" + name + ".",
                        nearest.isEmpty() ? "Maybe one of @" + String.join(", @", METADATA) + "." : nearest);
            } else if (!seen.add(name)) {
                problem(line, "@" + name + " stands twice.", "Maybe delete one of them.");
            } else {
                value(metadata, ids);
            }
        }
        for (String needed : METADATA) {
            if (!seen.contains(needed)) {
                problem(parsed.name().line(), "The rule has no @" + needed + ".", example(needed));
            }
        }
    }

    private static String example(String metadata) {
        return "Maybe "
                + switch (metadata) {
                    case "id" -> "@id(\"POOL-03\"), for ever its own.";
                    case "since" -> "@since(\"0.1\"), the version that first had it.";
                    case "precedence" -> "@precedence(50), a whole number: the higher wins.";
                    case "confidence" -> "@confidence(0.9), above 0 and at most 1.";
                    case "evidence" -> "@evidence(\"nova.services\"), what it reads.";
                    default -> "@golden(\"host-under-two-primary-keys\"), the case in which it fires.";
                };
    }

    private void value(Metadata metadata, Map<String, String> ids) {
        String name = metadata.name().text();
        int line = metadata.name().line();
        String value = metadata.text();
        boolean quoted = metadata.value().size() == 1 && metadata.value().get(0).kind() == Kind.STRING;
        boolean good = switch (name) {
            case "id" -> value.matches("[A-Z]+-[0-9]{2,}");
            case "golden" -> value.matches("[a-z0-9]+(-[a-z0-9]+)*");
            case "precedence" -> value.matches("-?[0-9]{1,9}");
            case "confidence" ->
                value.matches("[01]|[01]\\.[0-9]+") && Double.parseDouble(value) > 0 && Double.parseDouble(value) <= 1;
            default -> !value.isBlank();
        };
        if (!good || quoted != TEXTS.contains(name)) {
            problem(line, "@" + name + " is not in order.", example(name));
        } else if (name.equals("id")) {
            String before = ids.putIfAbsent(value, file.name() + ":" + line);
            if (before != null) {
                problem(line, "The rule at " + before + " has the same @id.", "Maybe the next free number.");
            }
        }
    }

    // -- conditions

    private void conditions(Parsed parsed) {
        if (parsed.patterns().size() > PATTERNS_MAX) {
            problem(
                    parsed.name().line(),
                    "The rule has " + parsed.patterns().size() + " conditions, more than " + PATTERNS_MAX
                            + ", which nobody can read or explain.",
                    "Maybe split it, or let a fact made in Java carry part of it.");
        }
        ConditionLinter conditions = new ConditionLinter(this::problem);
        for (Pattern pattern : parsed.patterns()) {
            conditions.check(pattern, shape(pattern.type()));
        }
        consequence(parsed, conditions.variables());
    }

    private FactShape shape(Token type) {
        FactShape shape = facts.get(type.text());
        if (shape == null) {
            problem(
                    type.line(),
                    "There is no fact '" + type.text() + "'.",
                    RuleProblem.nearest(type.text(), facts.keySet()));
            return null;
        }
        String fullName = shape.importedAs();
        // The engine would see another file's import, until somebody takes that file away.
        if (!fullName.isEmpty()
                && !imports.contains(fullName)
                && !imports.contains(fullName.substring(0, fullName.lastIndexOf('.')) + ".*")) {
            problem(type.line(), type.text() + " is not imported by this file.", "Maybe import " + fullName);
        }
        return shape;
    }

    // -- consequence

    private void consequence(Parsed parsed, Map<String, Variable> variables) {
        new ConsequenceLinter(this::problem, variables).check(parsed.name().line(), parsed.consequence());
    }
}
