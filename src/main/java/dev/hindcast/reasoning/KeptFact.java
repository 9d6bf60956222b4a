package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Quantities;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A fact as a session was told it, kept in the result for whoever asks later why a rule did not speak.
 *
 * @param type       its name in rules
 * @param properties as patterns name them: texts, numbers, truths and quantities; what is unknown is left out
 * @param origin     of the first row it rests on, see {@link dev.hindcast.evidence.Origin}; 0 if it rests on none
 */
public record KeptFact(String type, SortedMap<String, Object> properties, long origin) {
    /** There may be hundreds on one host, and the result has them as spans. */
    private static final String ELSEWHERE = "Commitment";

    private static final Map<Class<?>, Map<String, Method>> READ = new ConcurrentHashMap<>();

    /** Of the facts of a session those that are kept, in a fixed order. */
    static List<KeptFact> of(Collection<?> facts) {
        List<KeptFact> kept = new ArrayList<>();
        for (Object fact : facts) {
            if (!fact.getClass().getSimpleName().equals(ELSEWHERE)) {
                kept.add(of(fact));
            }
        }
        return kept;
    }

    private static KeptFact of(Object fact) {
        SortedMap<String, Object> properties = new TreeMap<>();
        READ.computeIfAbsent(fact.getClass(), KeptFact::readable).forEach((name, method) -> {
            try {
                Object value = method.invoke(fact);
                if (value != null) {
                    properties.put(name, value);
                }
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(fact.getClass().getSimpleName() + "." + name, e);
            }
        });
        List<Evidence> rows = fact instanceof Because because ? because.evidence() : List.of();
        return new KeptFact(
                fact.getClass().getSimpleName(),
                properties,
                rows.isEmpty() ? 0 : rows.get(0).origin());
    }

    private static Map<String, Method> readable(Class<?> type) {
        Map<String, Method> methods = new TreeMap<>();
        for (Method method : type.getMethods()) {
            Class<?> gives = method.getReturnType();
            boolean value = gives.isPrimitive() && gives != void.class
                    || gives == String.class
                    || gives == Quantities.class
                    || gives == Boolean.class
                    || Number.class.isAssignableFrom(gives);
            if (value
                    && method.getParameterCount() == 0
                    && !java.lang.reflect.Modifier.isStatic(method.getModifiers())
                    && method.getDeclaringClass() != Object.class
                    && !Set.of("hashCode", "toString").contains(method.getName())) {
                methods.put(FactShape.property(method.getName()), method);
            }
        }
        return methods;
    }

    /** A property, or null if it is unknown or the fact has none of that name. */
    public Object property(String name) {
        return properties.get(name);
    }
}
