package dev.hindcast.reasoning;

import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.RuleText.Parsed;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.drools.compiler.compiler.DescrBuildError;
import org.drools.drl.ast.descr.RuleDescr;
import org.kie.internal.builder.KnowledgeBuilderError;

/**
 * Something wrong with a rule file, for the person who writes rules.
 *
 * @param line    1-based; 0 if the problem has no line
 * @param rule    the rule's quoted name; empty if it is about the file
 * @param excerpt the line of the file; empty if there is none
 * @param what    what is wrong; empty if the problem only repeats another
 * @param maybe   what to do; empty if nothing is known
 */
public record RuleProblem(String file, int line, String rule, String excerpt, String what, String maybe) {
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

    /** All problems as one message. */
    public static String text(List<RuleProblem> problems) {
        return problems.stream()
                .filter(problem -> !problem.what().isEmpty())
                .map(RuleProblem::text)
                .collect(Collectors.joining("\n"));
    }

    private String text() {
        StringBuilder text = new StringBuilder(file);
        text.append(line > 0 ? ":" + line : "").append(':').append(rule.isEmpty() ? "" : " rule \"" + rule + "\"");
        for (String part : List.of(excerpt, what, maybe)) {
            text.append(part.isEmpty() ? "" : "\n    " + part.replace("\n", "\n    "));
        }
        return text.toString();
    }

    /** An error of the engine's, in a rule author's words as far as they are known. */
    static RuleProblem of(KnowledgeBuilderError error, List<TextFile> drl) {
        String name =
                error.getResource() == null ? "rules" : error.getResource().getSourcePath();
        RuleProblem translated = translated(error.getMessage());
        for (TextFile file : drl) {
            if (file.name().equals(name)) {
                return translated.placed(file, ruleOf(error), error.getLines().length > 0 ? error.getLines()[0] : 0);
            }
        }
        return new RuleProblem(name, 0, "", "", translated.what(), translated.maybe());
    }

    private static String ruleOf(KnowledgeBuilderError error) {
        return error instanceof DescrBuildError descriptive && descriptive.getParentDescr() instanceof RuleDescr rule
                ? rule.getName()
                : "";
    }

    /** What is wrong, and in {@code excerpt} the word it is about. */
    private static RuleProblem translated(String message) {
        if (message.contains("null Package")) {
            // It follows every error of syntax.
            return new RuleProblem("", 0, "", "", "", "");
        }
        Matcher matcher = NO_METHOD.matcher(message);
        if (matcher.find()) {
            return about(
                    matcher.group(1),
                    matcher.group(2) + " has no '" + matcher.group(1) + "()'.",
                    nearest(matcher.group(1), methods(matcher.group(2))));
        }
        matcher = OTHER_ARGUMENTS.matcher(message);
        if (matcher.find()) {
            return about(
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
            return about(matcher.group(1), "There is no fact '" + matcher.group(1) + "'.", "Maybe a missing import.");
        }
        matcher = NO_VARIABLE.matcher(message);
        if (matcher.find()) {
            return about(
                    matcher.group(1), matcher.group(1) + " is bound by no condition.", "Maybe a misspelt variable.");
        }
        matcher = MISSING.matcher(message);
        if (matcher.find()) {
            return about("", "A " + matcher.group(1) + " is missing before '" + matcher.group(2) + "'.", "");
        }
        matcher = NOT_READ.matcher(message);
        if (matcher.find()) {
            return about(
                    "",
                    "'" + matcher.group(1) + "' cannot be read here.",
                    "Maybe a bracket, a comma or a quote is missing before it.");
        }
        return about("", GENERATED.matcher(message).replaceAll("").strip(), "");
    }

    private static RuleProblem about(String word, String what, String maybe) {
        return new RuleProblem("", 0, "", word, what, maybe);
    }

    private static RuleProblem noProperty(String type, String property) {
        String simple = type.substring(type.lastIndexOf('.') + 1);
        if (property.startsWith("$")) {
            return about(property, property + " is used before anything is bound to it.", "Maybe a misspelt variable.");
        }
        Class<?> known = FactShape.named(simple);
        return about(
                property,
                simple + " has no property '" + property + "'.",
                known == null
                        ? ""
                        : nearest(property, FactShape.of(known).properties().keySet()));
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
    private RuleProblem placed(TextFile file, String ruleName, int engineLine) {
        String[] lines = file.text().split("\n", -1);
        Parsed found = null;
        int until = lines.length;
        for (Parsed parsed : new RuleText(file).rules()) {
            boolean before = ruleName.isEmpty()
                    ? parsed.name().line() <= engineLine
                    : parsed.name().text().equals(ruleName);
            if (before) {
                found = parsed;
                until = lines.length;
            } else if (found != null && until == lines.length) {
                until = parsed.name().line() - 1;
            }
        }
        int place = Math.max(engineLine, found == null ? 0 : found.name().line());
        Pattern word = Pattern.compile("(?<![\\w$])" + Pattern.quote(excerpt) + "(?![\\w$])");
        for (int i = found == null ? until : found.name().line(); i < until && !excerpt.isEmpty(); i++) {
            if (word.matcher(lines[i]).find()) {
                place = i + 1;
                break;
            }
        }
        return new RuleProblem(
                file.name(),
                place,
                found == null ? "" : found.name().text(),
                place > 0 && place <= lines.length ? lines[place - 1].strip() : "",
                what,
                maybe);
    }

    /** 1-based line of {@code rule "name"}, 0 if absent. */
    static int lineOfRule(String text, String ruleName) {
        // Only at the beginning of a line, so that neither comments nor texts count.
        Matcher matcher = Pattern.compile(
                        "^[ \\t]*rule\\s+([\"'])" + Pattern.quote(ruleName) + "\\1", Pattern.MULTILINE)
                .matcher(text);
        if (!matcher.find()) {
            return 0;
        }
        return (int) text.substring(0, matcher.start(1))
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
    }

    /** {@code Maybe name}: the known name that a misspelt one is nearest to; empty if none is near. */
    public static String nearest(String word, Collection<String> names) {
        String best = "";
        // Two letters changed places count as two, but a word of three is not two letters from what was meant.
        int least = Math.min(Math.max(2, word.length() / 3), word.length() - 2) + 1;
        for (String name : new TreeSet<>(names)) {
            int distance = distance(word.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best.isEmpty() ? "" : "Maybe " + best;
    }

    /** How many letters must be put in, left out or replaced to make one word of the other (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[other.length()];
    }
}
