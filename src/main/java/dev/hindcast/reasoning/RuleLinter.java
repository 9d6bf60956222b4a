package dev.hindcast.reasoning;

import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Mistake;
import dev.hindcast.evidence.Setting;
import dev.hindcast.evidence.Spelling;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.FactShape.Session;
import dev.hindcast.reasoning.RuleText.Kind;
import dev.hindcast.reasoning.RuleText.Metadata;
import dev.hindcast.reasoning.RuleText.Parsed;
import dev.hindcast.reasoning.RuleText.Pattern;
import dev.hindcast.reasoning.RuleText.Statement;
import dev.hindcast.reasoning.RuleText.Token;
import dev.hindcast.reasoning.RuleText.Trouble;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads rule files before the engine does, and says in a rule author's words what it finds (design section 5).
 * It allows what rules need and refuses the rest: an engine that says nothing of a mistake is worse than a strict reader.
 */
final class RuleLinter {
    private static final int PATTERNS_MAX = 6;
    private static final String GLOBAL = Conclusions.class.getName() + " " + RuleBase.GLOBAL;
    private static final List<String> METADATA =
            List.of("id", "since", "precedence", "confidence", "evidence", "golden");
    private static final Set<String> TEXTS = Set.of("id", "since", "evidence", "golden");
    /** What a rule may read besides tables. */
    private static final List<String> NO_TABLES = List.of("signals", "none");

    private static final List<String> STATEMENTS = List.of("package", "import", "global", "rule");
    private static final Map<String, String> BANNED_ATTRIBUTES = bannedAttributes();

    /**
     * What rules may speak of.
     *
     * @param settings by name; empty where no settings file is at hand, so that nobody knows
     * @param cases    the golden cases there are; empty where nobody looked for them
     */
    record Known(Loaders loaders, SortedMap<String, Setting> settings, Set<String> cases) {
        /** All tables that a loader reads. */
        SortedSet<String> tables() {
            SortedSet<String> tables = new TreeSet<>();
            for (Loader loader : loaders.all()) {
                tables.add(loader.table());
                tables.addAll(loader.also());
            }
            return tables;
        }
    }

    private final TextFile file;
    private final RuleText text;
    private final Known known;
    private final SortedMap<String, FactShape> facts;
    /** Ids of all rules of all files. */
    private final Set<String> taken;

    private final List<Mistake> mistakes = new ArrayList<>();
    private final Set<String> imports = new HashSet<>();
    /** By package: uses of facts that are not imported. */
    private final SortedMap<String, List<Token>> notImported = new TreeMap<>();

    private String rule = "";

    private RuleLinter(RuleText text, Known known, SortedMap<String, FactShape> facts, Set<String> taken) {
        this.text = text;
        this.file = text.file();
        this.known = known;
        this.facts = facts;
        this.taken = taken;
    }

    /** All mistakes of the files, in the order of files and lines; empty if they are in order. */
    static List<Mistake> lint(List<RuleText> texts, Known known) {
        SortedMap<String, FactShape> facts = facts(texts, known.loaders());
        Map<String, Place> ids = new HashMap<>();
        Map<String, Place> names = new HashMap<>();
        Set<String> taken = new HashSet<>();
        texts.forEach(text -> text.rules().forEach(parsed -> taken.add(id(parsed))));
        List<Mistake> mistakes = new ArrayList<>();
        for (RuleText text : texts) {
            RuleLinter linter = new RuleLinter(text, known, facts, taken);
            linter.file(ids, names);
            linter.mistakes.sort(Comparator.comparingInt(Mistake::line).thenComparingInt(Mistake::column));
            mistakes.addAll(linter.mistakes);
        }
        return mistakes;
    }

    /** Where a rule with some id or name begins. */
    private record Place(String file, Parsed rule) {
        @Override
        public String toString() {
            return file + ":" + rule.name().line();
        }
    }

    /** The facts that loaders declare, and ours. */
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

    private void problem(Token at, RuleMistake mistake, String what, String maybe) {
        problem(at.at(), at.end(), mistake, what, maybe);
    }

    private void problem(int from, int till, RuleMistake mistake, String what, String maybe) {
        mistakes.add(Mistake.at(
                mistake.text(), file, from, till, rule.isEmpty() ? "" : "rule \"" + rule + "\"", what, maybe));
    }

    private void file(Map<String, Place> ids, Map<String, Place> names) {
        // Java reads such an escape even in a comment, so that a reader sees other code than the compiler.
        for (int at = file.text().indexOf("\\u"); at >= 0; at = file.text().indexOf("\\u", at + 2)) {
            problem(
                    at,
                    at + 6,
                    RuleMistake.HIDDEN_LETTER,
                    "A \\u escape hides what is written.",
                    "Maybe write the letter itself.");
        }
        List<Trouble> outside = new ArrayList<>(text.troubles());
        for (Parsed parsed : text.rules()) {
            outside.removeIf(trouble -> parsed.holds(trouble.at()));
        }
        outside.forEach(trouble -> problem(trouble.at(), trouble.mistake(), trouble.what(), trouble.maybe()));
        statements();
        for (Parsed parsed : text.rules()) {
            rule = parsed.name().text();
            rule(parsed, ids, names);
        }
        notImported.forEach(this::notImported);
    }

    /** The engine would see another file's import, until somebody takes that file away. */
    private void notImported(String ourPackage, List<Token> types) {
        boolean misspelt = mistakes.stream()
                .anyMatch(mistake -> mistake.name().equals(RuleMistake.FOREIGN_IMPORT.text())
                        || mistake.name().equals(RuleMistake.MISPLACED.text()));
        if (misspelt) {
            return;
        }
        SortedSet<String> names = types.stream().map(Token::text).collect(Collectors.toCollection(TreeSet::new));
        rule = "";
        problem(
                types.get(0),
                RuleMistake.NOT_IMPORTED,
                "This file does not import " + String.join(", ", names) + ".",
                "Maybe import " + ourPackage + "." + (names.size() == 1 ? names.first() : "*"));
    }

    // -- outside rules

    private void statements() {
        List<Statement> statements = text.statements();
        boolean first = !statements.isEmpty() && statements.get(0).first().is("package");
        if (!first) {
            problem(
                    0,
                    Math.max(1, file.text().indexOf('\n')),
                    RuleMistake.WRONG_PACKAGE,
                    "The file does not begin with its package.",
                    "Maybe begin it with: package " + RuleBase.PACKAGE);
        }
        boolean global = false;
        for (Statement statement : statements) {
            Token word = statement.first();
            if (word.is("package")) {
                if (statement != statements.get(0) && first) {
                    problem(
                            word,
                            RuleMistake.WRONG_PACKAGE,
                            "A file has one package, at its beginning.",
                            "Maybe delete this line.");
                } else if (!statement.rest().equals(RuleBase.PACKAGE)) {
                    problem(
                            word.at(),
                            statement.till(),
                            RuleMistake.WRONG_PACKAGE,
                            "All rules are in one package: of rules spread over two, the engine silently fires some never.",
                            "Maybe package " + RuleBase.PACKAGE);
                }
            } else if (word.is("import")) {
                imported(statement);
            } else if (word.is("global")) {
                global = true;
                if (!statement.rest().equals(GLOBAL)) {
                    problem(
                            word.at(),
                            statement.till(),
                            RuleMistake.MISSING_GLOBAL,
                            "Rules have one global, where they put what they conclude.",
                            "Maybe global " + GLOBAL);
                }
            } else {
                // Such a word may be the misspelt one of what would be missing below.
                global = global
                        || Spelling.nearest(word.text(), List.of("global")).equals("global");
                other(word);
            }
        }
        if (!global && !text.rules().isEmpty()) {
            problem(
                    text.rules().get(0).name(),
                    RuleMistake.MISSING_GLOBAL,
                    "The file does not say what conclude is, which its rules call.",
                    "Maybe write before its rules: global " + GLOBAL);
        }
    }

    private void other(Token first) {
        String meant = Spelling.meant(first.text(), STATEMENTS);
        String maybe = switch (first.text()) {
            case "declare" -> "Maybe write a loader: its header declares the fact.";
            case "function", "query" -> "Maybe let a fact made in Java carry the result.";
            default ->
                BANNED_ATTRIBUTES.getOrDefault(
                        first.text(), meant.isEmpty() ? "Maybe a rule before it has an end too early." : meant);
        };
        problem(
                first,
                RuleMistake.MISPLACED,
                "'" + first.text() + "' has no place here: a file holds its package, imports, the global, and rules.",
                maybe);
    }

    private void imported(Statement statement) {
        String name = statement.rest();
        String foreign = "";
        String maybe = "Maybe delete this line.";
        int dot = name.lastIndexOf('.');
        boolean ours = dot > 0 && FactShape.PACKAGES.contains(name.substring(0, dot));
        if (name.endsWith(".*")) {
            if (!ours) {
                String meant = Spelling.meant(
                        name,
                        FactShape.PACKAGES.stream().map(known -> known + ".*").toList());
                foreign = "Rules see only the facts of hindcast, not " + name + ".";
                maybe = meant.isEmpty() ? maybe : meant;
            }
        } else if (FactShape.loaded(name) == null) {
            foreign = ours ? "There is no " + name + "." : "Rules see only the facts of hindcast, not " + name + ".";
            String meant = ours ? Spelling.meant(name.substring(dot + 1), facts.keySet()) : "";
            maybe = meant.isEmpty() ? maybe : meant;
        }
        if (!foreign.isEmpty()) {
            problem(statement.first().at(), statement.till(), RuleMistake.FOREIGN_IMPORT, foreign, maybe);
        }
        imports.add(name);
    }

    // -- head of a rule

    private void rule(Parsed parsed, Map<String, Place> ids, Map<String, Place> names) {
        Trouble trouble = text.troubles().stream()
                .filter(any -> parsed.holds(any.at()))
                // A quote that is never closed hides the brackets after it.
                .min(Comparator.<Trouble, Boolean>comparing(any -> any.mistake() != RuleMistake.OPEN_TEXT)
                        .thenComparingInt(any -> any.at().at()))
                .orElse(null);
        if (trouble != null) {
            // What else there is may only follow from it.
            problem(trouble.at(), trouble.mistake(), trouble.what(), trouble.maybe());
        }
        Token name = parsed.name();
        if (!parsed.named()) {
            problem(
                    name,
                    RuleMistake.MISSING_NAME,
                    "The rule's name is not quoted.",
                    "Maybe rule \"A host exists while ...\"");
            return;
        }
        if (name.text().isEmpty() || !Character.isUpperCase(name.text().charAt(0))) {
            problem(
                    name,
                    RuleMistake.NO_SENTENCE,
                    "The rule's name is not a sentence: it does not begin with a capital letter.",
                    "Maybe say what holds, and when: \"A host exists while its row stands\".");
        }
        Place place = new Place(file.name(), parsed);
        Place before = names.putIfAbsent(name.text(), place);
        if (before != null) {
            boolean whole = id(before.rule()).equals(id(parsed));
            problem(
                    name,
                    whole ? RuleMistake.DOUBLE_RULE : RuleMistake.DOUBLE_NAME,
                    whole
                            ? "This rule stands at " + before + " already, with the same name and @id."
                            : "Another rule at " + before + " has the same name.",
                    whole ? "Maybe delete one of the two." : "Maybe say how the two differ.");
        }
        metadata(parsed, before == null ? ids : new HashMap<>(), place);
        if (trouble != null) {
            return;
        }
        for (int i = 0; i < parsed.other().size(); i++) {
            i = attribute(parsed.other(), i);
        }
        conditions(parsed);
    }

    private static String id(Parsed parsed) {
        return parsed.metadata().stream()
                .filter(metadata -> metadata.name().is("id"))
                .map(Metadata::text)
                .findFirst()
                .orElse("");
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
        String example = METADATA.contains(first.text())
                ? "Maybe @" + first.text() + "(...): a missing @ before it."
                : "Maybe a missing @ before it, or a missing when.";
        problem(
                first.at(),
                words.get(end).end(),
                RuleMistake.ENGINE_ATTRIBUTE,
                "'" + name + "' is not allowed: between name and when stands only metadata.",
                BANNED_ATTRIBUTES.getOrDefault(name.toString(), example));
        while (end + 1 < words.size() && words.get(end + 1).line() == first.line()) {
            end++;
        }
        return end;
    }

    private void metadata(Parsed parsed, Map<String, Place> ids, Place place) {
        Set<String> seen = new HashSet<>();
        // What is there and misspelt is not missing as well.
        Set<String> meantToBe = new HashSet<>();
        parsed.other().forEach(word -> meantToBe.add(word.text()));
        for (Metadata metadata : parsed.metadata()) {
            String name = metadata.name().text();
            if (!METADATA.contains(name)) {
                String meant = Spelling.nearest(name, METADATA);
                meantToBe.add(meant);
                problem(
                        metadata.name(),
                        RuleMistake.UNKNOWN_METADATA,
                        "There is no metadata @" + name + ".",
                        meant.isEmpty()
                                ? "Maybe one of @" + String.join(", @", METADATA) + "."
                                : "Maybe you meant @" + meant + ".");
            } else if (!seen.add(name)) {
                problem(
                        metadata.name(),
                        RuleMistake.DOUBLE_METADATA,
                        "@" + name + " stands twice.",
                        "Maybe delete one of them.");
            } else {
                value(metadata, ids, place);
            }
        }
        List<String> missing = METADATA.stream()
                .filter(needed -> !seen.contains(needed) && !meantToBe.contains(needed))
                .toList();
        if (!missing.isEmpty()) {
            problem(
                    parsed.name(),
                    RuleMistake.MISSING_METADATA,
                    "The rule has no @" + String.join(", no @", missing) + ".",
                    "Maybe " + missing.stream().map(RuleLinter::example).collect(Collectors.joining("\nand ")));
        }
    }

    private static String example(String metadata) {
        return switch (metadata) {
            case "id" -> "@id(\"POOL-03\"), for ever its own.";
            case "since" -> "@since(\"0.1\"), the version that first had it.";
            case "precedence" -> "@precedence(50), a whole number: the higher wins.";
            case "confidence" -> "@confidence(0.9), above 0 and at most 1.";
            case "evidence" -> "@evidence(\"nova.services\"), what it reads.";
            default -> "@golden(\"host-under-two-primary-keys\"), the case in which it fires.";
        };
    }

    private void value(Metadata metadata, Map<String, Place> ids, Place place) {
        String name = metadata.name().text();
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
            problem(
                    metadata.from(),
                    metadata.till(),
                    RuleMistake.METADATA_FORM,
                    "@" + name + " is not in order.",
                    "Maybe " + example(name));
            return;
        }
        switch (name) {
            case "id" -> {
                Place before = ids.putIfAbsent(value, place);
                if (before != null) {
                    problem(
                            metadata.value().get(0),
                            RuleMistake.DOUBLE_ID,
                            "The rule at " + before + " has the same @id.",
                            "Maybe the next free number, " + free(value) + ".");
                }
            }
            case "golden" -> {
                if (!known.cases().isEmpty() && !known.cases().contains(value)) {
                    String meant = Spelling.meant(value, known.cases());
                    problem(
                            metadata.value().get(0),
                            RuleMistake.UNKNOWN_CASE,
                            "There is no golden case '" + value + "'.",
                            meant.isEmpty()
                                    ? "Maybe make it: a folder golden/" + value + " with a README and raw/."
                                    : meant);
                }
            }
            case "evidence" -> evidence(metadata.value().get(0));
            default -> {
                // Of these the form is all.
            }
        }
    }

    private void evidence(Token value) {
        SortedSet<String> readable = known.tables();
        readable.addAll(NO_TABLES);
        for (String table : value.text().split(",")) {
            if (!readable.contains(table.strip())) {
                String meant = Spelling.meant(table.strip(), readable);
                problem(
                        value,
                        RuleMistake.UNKNOWN_TABLE,
                        "No loader reads a table '" + table.strip() + "'.",
                        meant.isEmpty() ? "Maybe write its loader first, or name the table of another." : meant);
            }
        }
    }

    /** The first number after an id that no rule of these files has. */
    private String free(String id) {
        String series = id.substring(0, id.indexOf('-') + 1);
        int number = Integer.parseInt(id.substring(series.length()));
        String next = id;
        while (taken.contains(next)) {
            number++;
            next = series + String.format(Locale.ROOT, "%02d", number);
        }
        return next;
    }

    // -- conditions

    private void conditions(Parsed parsed) {
        if (parsed.patterns().size() > PATTERNS_MAX) {
            problem(
                    parsed.name(),
                    RuleMistake.TOO_MANY_CONDITIONS,
                    "The rule has " + parsed.patterns().size() + " conditions, more than " + PATTERNS_MAX
                            + ", which nobody can read or explain.",
                    "Maybe split it, or let a fact made in Java carry part of it.");
        }
        ConditionLinter conditions = new ConditionLinter(this::problem, known);
        Set<Session> sessions = EnumSet.allOf(Session.class);
        for (Pattern pattern : parsed.patterns()) {
            FactShape shape = shape(pattern.type());
            conditions.check(pattern, shape);
            if (shape != null && !pattern.absent() && !parsed.branches()) {
                together(pattern.type(), shape, sessions);
            }
        }
        new ConsequenceLinter(this::problem, conditions.variables(), sessions)
                .check(parsed.name(), parsed.consequence());
    }

    /** Facts are seen together that are put into one session: leases are settled first, then hosts, then instances. */
    private void together(Token type, FactShape shape, Set<Session> sessions) {
        if (sessions.isEmpty()) {
            return;
        }
        sessions.retainAll(shape.sessions());
        if (sessions.isEmpty()) {
            problem(
                    type,
                    RuleMistake.NEVER_TOGETHER,
                    shape.sessions().isEmpty()
                            ? "No rule ever sees a " + type.text() + ": such rows are replayed, or are about nobody."
                            : "A " + type.text()
                                    + " is never seen together with the facts before it, so the rule could never fire.",
                    "Maybe a fact of the same kind of thing: rules see a lease, a host or an instance with what is about it.");
        }
    }

    private FactShape shape(Token type) {
        FactShape shape = facts.get(type.text());
        if (shape == null) {
            SortedSet<String> names = new TreeSet<>(facts.keySet());
            FactShape.all().forEach(known -> names.add(known.getSimpleName()));
            String meant = Spelling.meant(type.text(), names);
            problem(
                    type,
                    RuleMistake.UNKNOWN_FACT,
                    "There is no fact '" + type.text() + "'.",
                    meant.isEmpty()
                            ? "Maybe a loader is missing; hindcast loaders list shows the facts there are."
                            : meant);
            return null;
        }
        String fullName = shape.importedAs();
        boolean imported = fullName.isEmpty()
                || imports.contains(fullName)
                || imports.contains(fullName.substring(0, fullName.lastIndexOf('.')) + ".*");
        if (!imported) {
            notImported
                    .computeIfAbsent(fullName.substring(0, fullName.lastIndexOf('.')), name -> new ArrayList<>())
                    .add(type);
        }
        return shape;
    }
}
