package dev.hindcast.reasoning;

import dev.hindcast.evidence.Mistake;
import dev.hindcast.evidence.Spelling;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.RuleText.Parsed;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.drools.compiler.compiler.DescrBuildError;
import org.drools.drl.ast.descr.RuleDescr;
import org.drools.drl.parser.ParserError;
import org.kie.internal.builder.KnowledgeBuilderError;

/** What the engine's compiler finds and the linter does not, in a rule author's words as far as they are known. */
public final class RuleProblem {
    private static final Pattern NO_METHOD =
            Pattern.compile("The method (\\w+)\\([^)]*\\) is undefined for the type (\\w+)");
    private static final Pattern OTHER_ARGUMENTS = Pattern.compile(
            "The method (\\w+)\\([^)]*\\) in the type (\\w+) is not applicable for the arguments \\(([^)]*)\\)");
    private static final Pattern NO_VARIABLE = Pattern.compile("(\\S+) cannot be resolved");
    private static final Pattern NO_PROPERTY = Pattern.compile("strict-mode: ([\\w.]+)\\.(\\$?\\w+)\\(\\)");
    private static final Pattern NO_TYPE = Pattern.compile("Unable to resolve ObjectType '([^']+)'");
    private static final Pattern NOT_READ = Pattern.compile(
            "(?:mismatched input|extraneous input|no viable alternative at input) '(.*?)'(?: expecting .*)?",
            Pattern.DOTALL);
    private static final Pattern MISSING = Pattern.compile("missing '(.*?)' at '(.*?)'", Pattern.DOTALL);
    /** The engine's Java class of a rule, and the place in it: nothing that an author wrote. */
    private static final Pattern GENERATED = Pattern.compile(
            "\\S*Rule_\\w+(?:\\.java)?(?: ?\\(\\d+:\\d+\\))?(?: : )?|Rule Compilation error |\\[(?:Near|Line).*");

    /** @param word what it is about, as the rule has it; empty if the engine does not say */
    private record Told(String word, String what, String maybe) {}

    private RuleProblem() {}

    /** The first of each rule's errors: what else the engine says of a rule follows from it. */
    static List<Mistake> of(Iterable<? extends KnowledgeBuilderError> errors, List<TextFile> drl) {
        Map<String, Mistake> first = new LinkedHashMap<>();
        // Where a file cannot be read, all else follows from what it lacks.
        boolean unread = false;
        for (KnowledgeBuilderError error : errors) {
            unread = unread || error instanceof ParserError;
        }
        for (KnowledgeBuilderError error : errors) {
            boolean follows = unread && !(error instanceof ParserError);
            if (!follows && !error.getMessage().contains("null Package")) {
                Mistake mistake = of(error, drl);
                first.putIfAbsent(mistake.file() + " " + mistake.about(), mistake);
            }
        }
        return List.copyOf(first.values());
    }

    private static Mistake of(KnowledgeBuilderError error, List<TextFile> drl) {
        String name =
                error.getResource() == null ? "rules" : error.getResource().getSourcePath();
        Told told = told(error.getMessage());
        for (TextFile file : drl) {
            if (file.name().equals(name)) {
                return placed(told, file, ruleOf(error), error.getLines().length > 0 ? error.getLines()[0] : 0);
            }
        }
        return new Mistake(RuleMistake.NOT_COMPILED.text(), name, 0, 0, 0, "", "", told.what(), told.maybe());
    }

    private static String ruleOf(KnowledgeBuilderError error) {
        return error instanceof DescrBuildError descriptive && descriptive.getParentDescr() instanceof RuleDescr rule
                ? rule.getName()
                : "";
    }

    private static Told told(String message) {
        Matcher matcher = NO_METHOD.matcher(message);
        if (matcher.find()) {
            return new Told(
                    matcher.group(1),
                    matcher.group(2) + " has no '" + matcher.group(1) + "()'.",
                    Spelling.meant(matcher.group(1), methods(matcher.group(2))));
        }
        matcher = OTHER_ARGUMENTS.matcher(message);
        if (matcher.find()) {
            return new Told(
                    matcher.group(1),
                    matcher.group(1) + " does not take (" + matcher.group(3) + ").",
                    signatures(matcher.group(1)));
        }
        matcher = NO_PROPERTY.matcher(message);
        if (matcher.find()) {
            return noProperty(matcher.group(1), matcher.group(2));
        }
        matcher = NO_TYPE.matcher(message);
        if (matcher.find()) {
            return new Told(
                    matcher.group(1), "There is no fact '" + matcher.group(1) + "'.", "Maybe a missing import.");
        }
        matcher = NO_VARIABLE.matcher(message);
        if (matcher.find()) {
            return new Told(
                    matcher.group(1), matcher.group(1) + " is bound by no condition.", "Maybe a misspelt variable.");
        }
        matcher = MISSING.matcher(message);
        if (matcher.find()) {
            return new Told("", "A " + matcher.group(1) + " is missing before '" + matcher.group(2) + "'.", "");
        }
        matcher = NOT_READ.matcher(message);
        if (matcher.find()) {
            return new Told(
                    "",
                    "'" + matcher.group(1) + "' cannot be read here.",
                    "Maybe a bracket, a comma or a quote is missing before it.");
        }
        return new Told("", GENERATED.matcher(message).replaceAll("").strip(), "");
    }

    private static Told noProperty(String type, String property) {
        String simple = type.substring(type.lastIndexOf('.') + 1);
        if (property.startsWith("$")) {
            return new Told(
                    property, property + " is used before anything is bound to it.", "Maybe a misspelt variable.");
        }
        Class<?> known = FactShape.named(simple);
        return new Told(
                property,
                simple + " has no property '" + property + "'.",
                known == null
                        ? ""
                        : Spelling.meant(
                                property, FactShape.of(known).properties().keySet()));
    }

    private static Collection<String> methods(String simpleType) {
        if (simpleType.equals(Conclusions.class.getSimpleName())) {
            return Arrays.stream(Conclusions.class.getMethods())
                    .map(Method::getName)
                    .toList();
        }
        Class<?> known = FactShape.named(simpleType);
        return known == null ? List.of() : FactShape.of(known).calls().keySet();
    }

    private static String signatures(String method) {
        String signatures = Arrays.stream(Conclusions.class.getMethods())
                .filter(known -> known.getName().equals(method))
                .map(ConsequenceLinter::signature)
                .sorted()
                .collect(Collectors.joining(", or "));
        return signatures.isEmpty() ? "" : "Maybe " + signatures;
    }

    /** With file, rule, and the line of the word it is about; the engine often gives the rule's line, or none. */
    private static Mistake placed(Told told, TextFile file, String ruleName, int engineLine) {
        Parsed found = null;
        for (Parsed parsed : new RuleText(file).rules()) {
            boolean before = ruleName.isEmpty()
                    ? parsed.name().line() <= engineLine
                    : parsed.name().text().equals(ruleName);
            found = before ? parsed : found;
        }
        String about = found == null ? "" : "rule \"" + found.name().text() + "\"";
        String name = RuleMistake.NOT_COMPILED.text();
        if (found != null && !told.word().isEmpty()) {
            Matcher word = Pattern.compile("(?<![\\w$])" + Pattern.quote(told.word()) + "(?![\\w$])")
                    .matcher(file.text());
            // Not in the rule's sentence.
            if (word.find(found.name().end()) && word.start() < found.till()) {
                return Mistake.at(name, file, word.start(), word.end(), about, told.what(), told.maybe());
            }
        }
        String[] lines = file.text().split("\n", -1);
        int line = Math.max(engineLine, found == null ? 0 : found.name().line());
        return new Mistake(
                name,
                file.name(),
                line,
                0,
                0,
                about,
                line > 0 && line <= lines.length ? lines[line - 1] : "",
                told.what(),
                told.maybe());
    }
}
