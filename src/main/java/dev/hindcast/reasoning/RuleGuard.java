package dev.hindcast.reasoning;

import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Mistake;
import dev.hindcast.evidence.TextFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.AnnotatedBaseDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.GlobalDescr;
import org.drools.drl.ast.descr.ImportDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;

/**
 * Allows of a rule what rules are made of, and nothing else: a rule file is code, and the engine would run it
 * (docs/reference/rules-trust.md).
 *
 * <p>{@link RuleLinter} reads the text and helps its author; this reads what the engine's own parser made of the text, so that nothing
 * can hide between two ways of reading. Where the linter is thorough it never finds anything.
 */
final class RuleGuard {
    /** A word, number, text or sign; what is none of these has no place in a rule. */
    private static final Pattern WORD = Pattern.compile("\\s+|//[^\\r\\n]*|/\\*(?s:.*?)\\*/"
            + "|(?<name>[A-Za-z_$][A-Za-z0-9_$]*)"
            + "|(?<constant>[0-9]+(?:\\.[0-9]+)?[LlDd]?|\"(?:[^\"\\\\\\r\\n]++|\\\\[^u\\r\\n])*+\")"
            + "|(?<sign>&&|\\|\\||:=|[=!<>]=|[-+*/%<>!:.,();])");

    private static final Set<String> CONSTANTS = Set.of("true", "false", "null");
    private static final Set<String> OPERATORS =
            Set.of("not", "in", "matches", "contains", "excludes", "memberOf", "soundslike");
    /** Words that would make more of a property than a property, should a loader name a column so. */
    private static final Set<String> KEYWORDS = Set.of(
            "class",
            "getClass",
            "new",
            "def",
            "var",
            "proto",
            "function",
            "import",
            "import_static",
            "assert",
            "with",
            "for",
            "foreach",
            "while",
            "until",
            "do",
            "if",
            "else",
            "switch",
            "return",
            "isdef",
            "instanceof",
            "eval");

    /** More words than the longest condition that anybody could read, and brackets too: the engine reads them by recursion. */
    private static final int WORDS_MAX = 500;

    private static final int DEPTH_MAX = 20;
    private static final int TEXT_MAX = 2_000;

    /** One call that concludes, in the signs of {@link #shape}: texts may be put together, and {@code latest} and the like called. */
    private static final Pattern CONCLUSION;

    static {
        String operand = "(-?c|v(\\.n\\(\\))*)";
        String argument = "(OPERAND|g\\.n\\((OPERAND(,OPERAND)*)?\\))".replace("OPERAND", operand);
        CONCLUSION = Pattern.compile("g\\.n\\((ARGUMENT([,+]ARGUMENT)*)?\\);".replace("ARGUMENT", argument));
    }

    private final TextFile file;
    private final Map<String, FactShape> loaded;
    private final List<Mistake> mistakes = new ArrayList<>();
    private RuleDescr rule;
    private final Set<String> variables = new HashSet<>();
    private final Set<String> properties = new HashSet<>();

    private RuleGuard(TextFile file, Map<String, FactShape> loaded) {
        this.file = file;
        this.loaded = loaded;
    }

    /** What the engine read in this file that is not allowed; empty if all is. */
    static List<Mistake> check(TextFile file, PackageDescr read, Loaders loaders) {
        Map<String, FactShape> loaded = new HashMap<>();
        for (Loader loader : loaders.all()) {
            loaded.put(loader.fact(), FactShape.of(loader));
        }
        RuleGuard guard = new RuleGuard(file, loaded);
        guard.file(read);
        return guard.mistakes;
    }

    private void refuse(BaseDescr where, String what) {
        String[] lines = file.text().split("\n", -1);
        int line = Math.max(0, where.getLine());
        mistakes.add(new Mistake(
                RuleMistake.NOT_COMPILED.text(),
                file.name(),
                line,
                0,
                0,
                rule == null ? "" : "rule \"" + rule.getName() + "\"",
                line > 0 && line <= lines.length ? lines[line - 1].strip() : "",
                what,
                "Maybe write it in the plain form that the other rules have; what they may hold is in"
                        + " docs/reference/rules-trust.md."));
    }

    private void file(PackageDescr read) {
        boolean plain = read.getAttributes().isEmpty()
                && read.getFunctions().isEmpty()
                && read.getFunctionImports().isEmpty()
                && read.getAccumulateImports().isEmpty()
                && read.getTypeDeclarations().isEmpty()
                && read.getEnumDeclarations().isEmpty()
                && read.getEntryPointDeclarations().isEmpty()
                && read.getWindowDeclarations().isEmpty()
                && read.getUnit() == null
                && RuleBase.PACKAGE.equals(read.getName());
        if (!plain) {
            refuse(read, "The engine reads more in this file than its package, imports, the global, and rules.");
        }
        for (ImportDescr imported : read.getImports()) {
            int dot = imported.getTarget().lastIndexOf('.');
            String packageName = imported.getTarget().substring(0, Math.max(0, dot));
            if (!FactShape.PACKAGES.contains(packageName)
                    || !imported.getTarget().endsWith(".*") && !isFact(FactShape.loaded(imported.getTarget()))) {
                refuse(imported, "The engine would import " + imported.getTarget() + ", which is no fact.");
            }
        }
        for (GlobalDescr global : read.getGlobals()) {
            if (!global.getType().equals(Conclusions.class.getName())
                    || !global.getIdentifier().equals(RuleBase.GLOBAL)) {
                refuse(global, "The engine would hand " + global.getType() + " to rules.");
            }
        }
        for (RuleDescr each : read.getRules()) {
            rule = each;
            rule();
        }
    }

    private static boolean isFact(Class<?> type) {
        return type != null && RuleClassLoader.isOurs(type);
    }

    private void rule() {
        boolean plain = rule.getClass() == RuleDescr.class
                && rule.getAttributes().isEmpty()
                && rule.getAnnotations().isEmpty()
                && rule.getNamedConsequences().isEmpty()
                && rule.getParentName() == null
                && rule.getConsequence() instanceof String;
        if (!plain) {
            refuse(rule, "The engine reads more in this rule than its name, conditions and one conclusion.");
            return;
        }
        variables.clear();
        properties.clear();
        properties.add("this");
        condition(rule.getLhs(), 0);
        consequence((String) rule.getConsequence());
    }

    // -- conditions

    private void condition(BaseDescr node, int depth) {
        Class<?> kind = node.getClass();
        boolean groups =
                kind == AndDescr.class || kind == OrDescr.class || kind == NotDescr.class || kind == ExistsDescr.class;
        if (groups
                && depth < DEPTH_MAX
                && ((AnnotatedBaseDescr) node).getAnnotations().isEmpty()) {
            for (BaseDescr part : ((ConditionalElementDescr) node).getDescrs()) {
                condition(part, depth + 1);
            }
        } else if (kind == PatternDescr.class) {
            pattern((PatternDescr) node);
        } else {
            refuse(node, "The engine reads a condition here that is no pattern of a fact.");
        }
    }

    private void pattern(PatternDescr pattern) {
        boolean plain = pattern.getSource() == null
                && pattern.getBehaviors().isEmpty()
                && pattern.getAnnotations().isEmpty()
                && pattern.getPositionalConstraints().isEmpty()
                && !pattern.isQuery()
                && !pattern.isUnification();
        FactShape shape = loaded.get(pattern.getObjectType());
        if (shape == null) {
            Class<?> named = FactShape.named(pattern.getObjectType());
            shape = isFact(named) ? FactShape.of(named) : null;
        }
        if (!plain || shape == null) {
            refuse(pattern, "The engine reads a pattern here that is none of a fact.");
            return;
        }
        if (pattern.getIdentifier() != null) {
            variables.add(pattern.getIdentifier());
        }
        names(shape, new HashSet<>());
        for (BaseDescr constraint : pattern.getConstraint().getDescrs()) {
            if (constraint.getClass() != ExprConstraintDescr.class) {
                refuse(pattern, "The engine reads a test here that is no comparison.");
            } else if (!isComparison(((ExprConstraintDescr) constraint).getExpression())) {
                refuse(
                        pattern,
                        "A condition names more than facts, their properties, constants and comparisons: "
                                + shortened(((ExprConstraintDescr) constraint).getExpression()));
            }
        }
    }

    /** What can be asked of this fact, and of what it gives if that is ours. */
    private void names(FactShape shape, Set<String> seen) {
        if (seen.add(shape.name())) {
            properties.addAll(shape.properties().keySet());
            properties.addAll(shape.calls().keySet());
            properties.removeAll(KEYWORDS);
            for (Class<?> given : shape.calls().values()) {
                if (RuleClassLoader.isOurs(given)) {
                    names(FactShape.of(given), seen);
                }
            }
        }
    }

    /** Whether its words are properties of facts, variables and constants alone, and nothing is called with arguments. */
    private boolean isComparison(String text) {
        List<String> words = words(text);
        if (words == null) {
            return false;
        }
        boolean binds =
                words.size() > 2 && (words.get(1).equals(":") || words.get(1).equals(":="));
        if (binds) {
            variables.add(words.get(0));
        }
        int depth = 0;
        for (int i = binds ? 2 : 0; i < words.size(); i++) {
            String word = words.get(i);
            depth += word.equals("(") ? 1 : word.equals(")") ? -1 : 0;
            boolean member = i > 0 && words.get(i - 1).equals(".");
            boolean allowed;
            if (Character.isJavaIdentifierStart(word.charAt(0))) {
                allowed = properties.contains(word)
                        || !member
                                && (variables.contains(word) || CONSTANTS.contains(word) || OPERATORS.contains(word));
            } else if (word.equals("(") && i > 0 && isName(words.get(i - 1))) {
                // Of a property's method, without arguments; or a list or group that an operator stands before.
                allowed = OPERATORS.contains(words.get(i - 1))
                                && !(i > 1 && words.get(i - 2).equals("."))
                        || i + 1 < words.size() && words.get(i + 1).equals(")");
            } else if (word.equals("*") || word.equals("/") || word.equals("%")) {
                allowed = i > 0
                        && (isOperand(words.get(i - 1)) || words.get(i - 1).equals(")"));
            } else if (word.equals("+") || word.equals("-")) {
                // Twice, it would change what it stands beside.
                allowed = i == 0 || !words.get(i - 1).equals(word);
            } else {
                allowed = depth <= DEPTH_MAX && !word.equals(";") && !word.equals(":") && !word.equals(":=");
            }
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    private static boolean isName(String word) {
        return Character.isJavaIdentifierStart(word.charAt(0));
    }

    private static boolean isOperand(String word) {
        return isName(word) || Character.isDigit(word.charAt(0)) || word.charAt(0) == '"';
    }

    // -- consequence

    private void consequence(String text) {
        List<String> words = words(text);
        if (words == null || !CONCLUSION.matcher(shape(words)).matches()) {
            refuse(rule, "A consequence is more than one call of conclude: " + shortened(text));
        }
    }

    /** A letter or sign for each word: g the global, v a variable, n a name after a dot, c a constant, x what is none of these. */
    private String shape(List<String> words) {
        StringBuilder shape = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            char first = word.charAt(0);
            if (i > 0 && words.get(i - 1).equals(".")) {
                boolean ofGlobal = i > 1 && words.get(i - 2).equals(RuleBase.GLOBAL);
                shape.append(ofGlobal ? isConclusion(word) ? 'n' : 'x' : properties.contains(word) ? 'n' : 'x');
            } else if (word.equals(RuleBase.GLOBAL)) {
                shape.append('g');
            } else if (CONSTANTS.contains(word) || first == '"' || Character.isDigit(first)) {
                shape.append('c');
            } else if (isName(word)) {
                shape.append(variables.contains(word) ? 'v' : 'x');
            } else {
                shape.append(word);
            }
        }
        return shape.toString();
    }

    private static boolean isConclusion(String name) {
        for (java.lang.reflect.Method method : Conclusions.class.getDeclaredMethods()) {
            if (method.getName().equals(name) && java.lang.reflect.Modifier.isPublic(method.getModifiers())) {
                return true;
            }
        }
        return false;
    }

    // -- words

    /** Its words without blanks and comments; null if it holds what is no word of rules, or too much. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        int at = 0;
        // Java reads such an escape before it knows comments and texts.
        boolean plain = !text.contains("\\u") && text.length() <= WORDS_MAX * TEXT_MAX / 10;
        while (plain && at < text.length()) {
            plain = matcher.region(at, text.length()).lookingAt() && words.size() < WORDS_MAX;
            if (plain) {
                at = matcher.end();
                String word = matcher.group();
                boolean blank = matcher.group("name") == null
                        && matcher.group("constant") == null
                        && matcher.group("sign") == null;
                plain = blank || word.length() <= TEXT_MAX;
                if (!blank) {
                    words.add(word);
                }
            }
        }
        return plain ? words : null;
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() > 80 ? line.substring(0, 80) + " ..." : line;
    }
}
