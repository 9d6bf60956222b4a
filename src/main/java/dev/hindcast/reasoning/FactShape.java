package dev.hindcast.reasoning;

import dev.hindcast.evidence.EventKind;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Setting;
import java.beans.Introspector;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a rule may ask of a fact.
 *
 * @param type       its class, or for the facts that loaders declare, what they extend
 * @param importedAs the class's full name; empty for the facts that loaders declare
 * @param properties as patterns name them
 * @param calls      as consequences call them, with what they give
 */
record FactShape(
        String name,
        Class<?> type,
        String importedAs,
        SortedMap<String, Property> properties,
        SortedMap<String, Class<?>> calls,
        Set<Session> sessions) {

    /** Whose session a fact is put into (docs/decisions/0003). */
    enum Session {
        LEASE,
        HOST,
        INSTANCE,
        VOCABULARY
    }

    /**
     * @param nullable whether it may be unknown, which is {@code null}
     * @param words    the only texts it may be; empty if it may be any
     */
    record Property(Class<?> type, boolean nullable, List<String> words) {}

    static boolean isText(Class<?> type) {
        return type == String.class;
    }

    static boolean isTruth(Class<?> type) {
        return type == boolean.class || type == Boolean.class;
    }

    static boolean isNumber(Class<?> type) {
        return type == long.class || type == int.class || type == double.class || WRAPPED_NUMBERS.contains(type);
    }

    /** In a rule author's words; empty for what is no single value. */
    static String kind(Class<?> type) {
        return isText(type) ? "a text" : isNumber(type) ? "a number" : isTruth(type) ? "yes or no" : "";
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
            shape.properties.put(column.name(), new Property(type, !column.required(), List.of()));
            shape.calls.put(
                    "get" + column.name().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                            + column.name().substring(1),
                    type);
        }
        return new FactShape(loader.fact(), RowVersion.class, "", shape.properties, shape.calls, sessions(loader));
    }

    /** Rows of events are replayed and not inserted; what is about nobody reaches no session. */
    private static Set<Session> sessions(Loader loader) {
        return switch (loader.isEvents() ? Loader.About.NOBODY : loader.about()) {
            case HOST, SERVICE -> Set.of(Session.HOST);
            case INSTANCE -> Set.of(Session.INSTANCE);
            case BOOKING -> Set.of(Session.LEASE);
            case NOBODY -> Set.of();
        };
    }

    /** As {@link Reasoner} fills the sessions; what is not named here may be in any. */
    private static final Map<Class<?>, Set<Session>> SESSIONS = Map.ofEntries(
            Map.entry(Candidate.class, Set.of(Session.LEASE)),
            Map.entry(Host.class, Set.of(Session.HOST)),
            Map.entry(Vanished.class, Set.of(Session.HOST)),
            Map.entry(Succession.class, Set.of(Session.HOST)),
            Map.entry(Commitment.class, Set.of(Session.HOST)),
            Map.entry(Testimony.class, Set.of(Session.HOST)),
            Map.entry(Tenant.class, Set.of(Session.HOST)),
            Map.entry(Held.class, Set.of(Session.HOST, Session.INSTANCE)),
            Map.entry(Gap.class, Set.of(Session.HOST, Session.INSTANCE)),
            Map.entry(Overlap.class, Set.of(Session.HOST, Session.INSTANCE)),
            Map.entry(Stay.class, Set.of(Session.INSTANCE)),
            Map.entry(EndSign.class, Set.of(Session.INSTANCE)),
            Map.entry(Built.class, Set.of(Session.INSTANCE)),
            Map.entry(Reserved.class, Set.of(Session.INSTANCE)),
            Map.entry(HostGone.class, Set.of(Session.INSTANCE)),
            Map.entry(Signalled.class, Set.of(Session.LEASE, Session.HOST, Session.INSTANCE)),
            Map.entry(EventKind.class, Set.of(Session.VOCABULARY)));

    /** A class of ours; of others (texts, numbers) a rule may ask nothing. */
    static FactShape of(Class<?> type) {
        FactShape shape = new FactShape(
                type.getSimpleName(),
                type,
                type.getName(),
                new TreeMap<>(),
                new TreeMap<>(),
                SESSIONS.getOrDefault(type, EnumSet.allOf(Session.class)));
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
                    new Property(
                            method.getReturnType(),
                            isWrapped(method.getReturnType()),
                            method.isAnnotationPresent(Words.class)
                                    ? List.of(method.getAnnotation(Words.class).value())
                                    : List.of()));
        }
        return shape;
    }

    private static final List<String> OBJECT_METHODS = List.of("hashCode", "toString");

    private static boolean isWrapped(Class<?> type) {
        return type == Boolean.class || WRAPPED_NUMBERS.contains(type);
    }

    static String property(String method) {
        for (String prefix : List.of("get", "is")) {
            String rest = method.startsWith(prefix) ? method.substring(prefix.length()) : "";
            if (!rest.isEmpty() && Character.isUpperCase(rest.charAt(0))) {
                return Introspector.decapitalize(rest);
            }
        }
        return method;
    }

    /** Our facts, but for those that loaders declare. */
    static Set<Class<?>> all() {
        Set<Class<?>> all = new HashSet<>(SESSIONS.keySet());
        all.add(Setting.class);
        all.add(Horizon.class);
        return all;
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
