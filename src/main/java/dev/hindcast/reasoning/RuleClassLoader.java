package dev.hindcast.reasoning;

import dev.hindcast.evidence.EventKind;
import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.Setting;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.mvel2.compiler.AbstractParser;

/**
 * What compiled rules can name: the facts, what facts are made of, and what the engine itself writes into a compiled rule. Every other
 * class is not there for them, neither when the engine compiles a rule nor when Java links it
 * (docs/reference/rules-trust.md).
 */
final class RuleClassLoader extends ClassLoader {
    private static final Set<Class<?>> OURS = Set.of(
            Because.class,
            Conclusions.class,
            EventKind.class,
            Evidence.class,
            Horizon.class,
            Host.class,
            Quantities.class,
            Setting.class);

    /** Values, and what Java needs to make a class and to call a method. None of them reaches out of a rule. */
    private static final Pattern JAVA = Pattern.compile("java\\.lang\\.("
            + "Object|String|StringBuilder|CharSequence|Comparable|Boolean|Number|Byte|Short|Integer|Long|Float|Double|Character|Record|Enum"
            + "|Throwable|Exception|RuntimeException|Error|constant\\.\\w+|invoke\\.(LambdaForm\\W?\\w*|MethodHandle))"
            + "|java\\.io\\.Serializable|java\\.util\\.(List|regex\\.(Pattern|Matcher))"
            + "|jdk\\.internal\\.reflect\\.\\w+");

    /** What the engine's own classes refer to that it makes for a rule, and what it looks up by name while it compiles. */
    private static final Pattern ENGINE = Pattern.compile("org\\.drools\\.("
            + "base\\.(base\\.(Value(Resolver|Type)|extractors\\.BaseObjectClassFieldReader)"
            + "|factmodel\\.GeneratedFact|reteoo\\.BaseTuple"
            + "|rule\\.(Declaration|accessor\\.CompiledInvoker|consequence\\.Consequence(Context)?))"
            + "|core\\.(WorkingMemory|base\\.accumulators\\.\\w+|common\\.InternalFactHandle|reteoo\\.(Left)?Tuple"
            + "|rule\\.consequence\\.KnowledgeHelper)"
            + "|mvel\\.(ConditionEvaluator|accessors\\.\\w+|asm\\.Consequence(Generator|Stub)|evaluators\\.\\w+)"
            + "|ecj\\.EclipseJavaCompiler)"
            + "|org\\.kie\\.api\\.runtime\\.(KieContext|rule\\.(FactHandle|RuleContext))");

    /** The engine's expression language knows these by name, whatever class loader it is given. */
    private static final List<String> REACHING =
            List.of("System", "Runtime", "Thread", "Class", "ClassLoader", "Array", "Exception", "Object", "Math");

    RuleClassLoader() {
        super(RuleClassLoader.class.getClassLoader());
        AbstractParser.LITERALS.keySet().removeAll(REACHING);
        AbstractParser.CLASS_LITERALS.keySet().removeAll(REACHING);
    }

    /** Whether it is a fact, part of one, or what a rule puts its conclusions into. */
    static boolean isOurs(Class<?> type) {
        return Because.class.isAssignableFrom(type) || OURS.contains(type);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        // Java links what the engine makes with Class, but no rule is compiled with it.
        if (JAVA.matcher(name).matches() || ENGINE.matcher(name).matches() || name.equals("java.lang.Class")) {
            return super.loadClass(name, resolve);
        }
        if (FactShape.PACKAGES.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))))) {
            Class<?> type = super.loadClass(name, resolve);
            if (isOurs(type)) {
                return type;
            }
        }
        throw new ClassNotFoundException(name + " is hidden from rules");
    }

    /** The engine's compiler reads classes as files. */
    @Override
    public URL getResource(String name) {
        try {
            boolean isClass = name.endsWith(".class") && !name.equals("java/lang/Class.class");
            if (isClass) {
                loadClass(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
            }
            return isClass ? super.getResource(name) : null;
        } catch (ClassNotFoundException | LinkageError e) {
            // A LinkageError where the file system does not tell capitals apart.
            return null;
        }
    }

    @Override
    public InputStream getResourceAsStream(String name) {
        return getResource(name) == null ? null : super.getResourceAsStream(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) {
        return Collections.emptyEnumeration();
    }
}
