package dev.hindcast.reasoning;

import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Setting;
import java.beans.Introspector;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a rule may ask of a fact.
 *
 * @param importedAs the class's full name; empty for the facts that loaders declare
 * @param properties as patterns name them
 * @param calls      as consequences call them, with what they give
 */
record FactShape(
        String name, String importedAs, SortedMap<String, Property> properties, SortedMap<String, Class<?>> calls) {

    /** @param nullable whether it may be unknown, which is {@code null} */
    record Property(Class<?> type, boolean nullable) {
        boolean isText() {
            return type == String.class;
        }

        boolean isTruth() {
            return type == boolean.class || type == Boolean.class;
        }

        boolean isNumber() {
            return type == long.class || type == int.class || type == double.class || WRAPPED_NUMBERS.contains(type);
        }
    }

    private static final List<Class<?>> WRAPPED_NUMBERS = List.of(Long.class, Integer.class, Double.class);
    /** Whose classes rules may see. */
    static final List<String> PACKAGES = List.of(FactShape.class.getPackageName(), Setting.class.getPackageName());

    /** The fact type that a loader declares; see {@link RuleBase#declarations}. */
    static FactShape of(Loader loader) {
        FactShape shape = of(RowVersion.class);
        for (Loader.Column column : loader.columns()) {
            Class<?> type = switch (column.type()) {
                case STRING -> String.class;
                case BOOLEAN -> Boolean.class;
                case DOUBLE -> Double.class;
                case LONG, INSTANT -> Long.class;
            };
            shape.properties.put(column.name(), new Property(type, !column.required()));
            shape.calls.put(
                    "get" + column.name().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                            + column.name().substring(1),
                    type);
        }
        return new FactShape(loader.fact(), "", shape.properties, shape.calls);
    }

    /** A class of ours; of others (texts, numbers) a rule may ask nothing. */
    static FactShape of(Class<?> type) {
        FactShape shape = new FactShape(type.getSimpleName(), type.getName(), new TreeMap<>(), new TreeMap<>());
        if (!PACKAGES.contains(type.getPackageName())) {
            return shape;
        }
        for (Method method : type.getMethods()) {
            if (method.getParameterCount() > 0
                    || Modifier.isStatic(method.getModifiers())
                    || method.getReturnType() == void.class
                    || method.getDeclaringClass() == Object.class
                    || OBJECT_METHODS.contains(method.getName())) {
                continue;
            }
            shape.calls.put(method.getName(), method.getReturnType());
            shape.properties.put(
                    property(method.getName()),
                    new Property(method.getReturnType(), isWrapped(method.getReturnType())));
        }
        return shape;
    }

    private static final List<String> OBJECT_METHODS = List.of("hashCode", "toString");

    private static boolean isWrapped(Class<?> type) {
        return type == Boolean.class || WRAPPED_NUMBERS.contains(type);
    }

    private static String property(String method) {
        for (String prefix : List.of("get", "is")) {
            String rest = method.startsWith(prefix) ? method.substring(prefix.length()) : "";
            if (!rest.isEmpty() && Character.isUpperCase(rest.charAt(0))) {
                return Introspector.decapitalize(rest);
            }
        }
        return method;
    }

    /** The public class of ours with this simple name, or null. */
    static Class<?> named(String simpleName) {
        for (String packageName : PACKAGES) {
            Class<?> found = loaded(packageName + "." + simpleName);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The public class with this full name, or null; only classes of our own packages are looked for. */
    static Class<?> loaded(String fullName) {
        int dot = fullName.lastIndexOf('.');
        if (dot < 0 || !PACKAGES.contains(fullName.substring(0, dot))) {
            return null;
        }
        try {
            Class<?> found = Class.forName(fullName, false, FactShape.class.getClassLoader());
            return Modifier.isPublic(found.getModifiers()) ? found : null;
        } catch (ClassNotFoundException | LinkageError e) {
            // A LinkageError where the file system does not tell capitals apart.
            return null;
        }
    }
}
