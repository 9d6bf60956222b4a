package dev.hindcast.reconstruction;

import dev.hindcast.audit.EntityState;
import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Knowledge;
import dev.hindcast.evidence.Setting;
import dev.hindcast.evidence.Signal;
import dev.hindcast.evidence.Window;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.reasoning.RulePair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What differs between the inputs of the two sides of a trial, in words.
 *
 * @param suspects  by the names that grounds have: rules by id, signals as {@link EntityState#signal} names them
 * @param knowledge windows and settings, which leave no trace in what rests on them
 */
record TrialCauses(Map<String, String> suspects, List<String> knowledge) {

    static TrialCauses of(RulePair rules, Knowledge before, Knowledge after) {
        TreeMap<String, String> suspects = new TreeMap<>();
        for (RulePair.Change change : rules.changes()) {
            suspects.put(change.id(), "rule " + change.id() + " (" + change.what() + ")");
        }
        differing(before.signals(), after.signals(), Signal::id, TrialCauses::said)
                .forEach((id, what) -> suspects.put(EntityState.signal(id), "signal " + id + " (" + what + ")"));
        List<String> knowledge = new ArrayList<>();
        differing(before.windows(), after.windows(), Window::id, window -> window)
                .forEach((id, what) -> knowledge.add("window " + id + " (" + what + ")"));
        differing(before.settings(), after.settings(), Setting::name, setting -> setting)
                .forEach((name, what) -> knowledge.add("setting " + name + " (" + what + ")"));
        return new TrialCauses(suspects, knowledge);
    }

    /** A signal but for the place in its file. */
    private static List<Object> said(Signal signal) {
        return List.of(
                signal.kind(),
                signal.scope(),
                signal.says(),
                signal.value(),
                signal.from(),
                signal.till(),
                signal.confidence(),
                signal.author(),
                signal.source(),
                signal.reason());
    }

    private static <T> Map<String, String> differing(
            List<T> before, List<T> after, Function<T, String> name, Function<T, Object> content) {
        TreeMap<String, List<Object>> old = new TreeMap<>();
        TreeMap<String, List<Object>> now = new TreeMap<>();
        before.forEach(each ->
                old.computeIfAbsent(name.apply(each), key -> new ArrayList<>()).add(content.apply(each)));
        after.forEach(each ->
                now.computeIfAbsent(name.apply(each), key -> new ArrayList<>()).add(content.apply(each)));
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        TreeMap<String, String> differing = new TreeMap<>();
        for (String each : names) {
            if (!old.containsKey(each)) {
                differing.put(each, "added");
            } else if (!now.containsKey(each)) {
                differing.put(each, "removed");
            } else if (!old.get(each).equals(now.get(each))) {
                differing.put(each, "changed");
            }
        }
        return differing;
    }

    boolean isEmpty() {
        return suspects.isEmpty() && knowledge.isEmpty();
    }

    List<String> all() {
        List<String> all = new ArrayList<>(suspects.values());
        all.addAll(knowledge);
        return all;
    }

    /** These causes; if there are none, whatever of windows and settings differs; if nothing does, all that differs. */
    List<String> or(Collection<String> found) {
        if (!found.isEmpty()) {
            return List.copyOf(found);
        }
        return knowledge.isEmpty() ? all() : knowledge;
    }

    /** The suspects among the rules and signals of those claims that only one side makes. */
    List<String> between(List<Claim> before, List<Claim> after) {
        Set<String> found = new LinkedHashSet<>();
        only(after, before, found);
        only(before, after, found);
        return or(found);
    }

    private void only(List<Claim> ones, List<Claim> others, Set<String> found) {
        Set<Claim> shared = new HashSet<>(others);
        for (Claim claim : ones) {
            if (!shared.contains(claim)) {
                add(claim.rule().id(), found);
                for (Evidence row : claim.because()) {
                    if (row.table().equals("signals")) {
                        add(EntityState.signal(row.key()), found);
                    }
                }
            }
        }
    }

    private void add(String ground, Set<String> found) {
        if (suspects.containsKey(ground)) {
            found.add(suspects.get(ground));
        }
    }
}
