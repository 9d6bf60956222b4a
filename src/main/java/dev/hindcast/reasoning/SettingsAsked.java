package dev.hindcast.reasoning;

import dev.hindcast.evidence.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which settings a session needs: those of rules for each of whose other patterns it holds a fact. A setting that no rule can use
 * there costs as much as a row that one can, and most sessions need none of a dozen.
 */
final class SettingsAsked {
    private static final int TYPES_MAX = Long.SIZE;

    /** @param name of the setting; null where the rule takes any */
    private record Asking(String nameOrNull, long types) {}

    private final List<Asking> askings = new ArrayList<>();
    /** Types that rules with a setting ask for, each with a bit of its own. */
    private final Map<String, Long> bits = new HashMap<>();

    private final Map<Class<?>, Long> ofClasses = new ConcurrentHashMap<>();
    /** Of the types of facts that every session holds. */
    private final long always;

    SettingsAsked(List<RuleText> texts) {
        for (RuleText text : texts) {
            for (RuleText.Parsed rule : text.rules()) {
                for (RuleText.Pattern pattern : rule.patterns()) {
                    if (pattern.type().is(Setting.class.getSimpleName())) {
                        askings.add(new Asking(name(pattern), rule.branches() ? 0 : types(rule, pattern)));
                    }
                }
            }
        }
        always = bits(Setting.class) | bits(Horizon.class);
    }

    /** The name that the pattern asks for, where it begins with {@code name == "..."}. */
    private static String name(RuleText.Pattern pattern) {
        List<RuleText.Token> inside = pattern.inside();
        boolean named = inside.size() >= 3
                && inside.get(0).is("name")
                && inside.get(1).is("==")
                && inside.get(2).kind() == RuleText.Kind.STRING
                && (inside.size() == 3 || inside.get(3).is(","));
        return named ? inside.get(2).text() : null;
    }

    private long types(RuleText.Parsed rule, RuleText.Pattern setting) {
        long types = 0;
        for (RuleText.Pattern other : rule.patterns()) {
            String type = other.type().text();
            if (other != setting && !other.absent() && (bits.containsKey(type) || bits.size() < TYPES_MAX)) {
                types |= bits.computeIfAbsent(type, key -> 1L << bits.size());
            }
        }
        return types;
    }

    /** Those of the region's settings that a rule can use beside these facts. */
    List<Setting> beside(Iterable<?> facts, List<Setting> settings) {
        long there = always;
        for (Object fact : facts) {
            there |= ofClasses.computeIfAbsent(fact.getClass(), this::bits);
        }
        List<Setting> asked = new ArrayList<>();
        for (Setting setting : settings) {
            for (Asking asking : askings) {
                boolean usable = (asking.types() & ~there) == 0;
                if (usable
                        && (asking.nameOrNull() == null || asking.nameOrNull().equals(setting.name()))) {
                    asked.add(setting);
                    break;
                }
            }
        }
        return asked;
    }

    /** A pattern of a class or interface takes all that extend it. */
    private long bits(Class<?> type) {
        long mask = type == null ? 0 : bits.getOrDefault(type.getSimpleName(), 0L);
        if (type != null) {
            mask |= bits(type.getSuperclass());
            for (Class<?> implemented : type.getInterfaces()) {
                mask |= bits(implemented);
            }
        }
        return mask;
    }
}
