package dev.hindcast.reasoning;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Setting;
import dev.hindcast.reasoning.Conditions.Attempt;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A small example of what some rules make of a handful of facts, written beside the rules by who knows why they are so
 * ({@link ScenarioFile}). It is one session: rules see these facts and nothing that Java works out of rows; that is shown by the
 * golden cases.
 *
 * @param then   what each of these rules concludes, all of it
 * @param not    rules that do not fire, and why
 * @param unless changes of the facts with which rules of {@code then} do not fire
 */
public record Scenario(
        String file,
        int line,
        String name,
        Session session,
        Map<String, List<Conclusion>> then,
        Map<String, String> not,
        List<Unless> unless) {
    /** The facts of one session. */
    record Session(Entity subject, List<Object> facts, List<Setting> settings, Horizon horizon) {}

    /** The same facts but for one change, and the rules that it keeps from firing. */
    record Unless(int line, Session session, List<String> rules, String because) {}

    /**
     * A claim, an issue or the meaning of an event's word, as names and texts: {@code existence: gone}, {@code from},
     * {@code to}, and what else was asked for. An open end is empty.
     */
    record Conclusion(Map<String, String> says) {
        /** Whether this says all that the other asks for. */
        boolean satisfies(Conclusion expected) {
            return says.entrySet().containsAll(expected.says().entrySet());
        }

        /** @param like which of the other names are worth telling */
        String text(Set<String> like) {
            StringBuilder text = new StringBuilder();
            for (Map.Entry<String, String> each : says.entrySet()) {
                boolean time = each.getKey().equals("from") || each.getKey().equals("to");
                boolean asked = like.contains(each.getKey()) || !OPTIONAL.contains(each.getKey());
                if (asked && !(time && each.getValue().isEmpty())) {
                    text.append(text.isEmpty() ? "" : ", ")
                            .append(each.getKey())
                            .append(time ? " " : ": ")
                            .append(each.getValue().replace("T00:00:00Z", ""));
                }
            }
            return text.toString();
        }
    }

    /** What a scenario need not say of a conclusion. */
    static final Set<String> OPTIONAL = Set.of("of", "severity", "confidence", "precedence");

    /** Why this rule does not fire in it, or in a change of it. */
    public List<String> keptFrom(String rule) {
        List<String> reasons = new ArrayList<>();
        if (not.containsKey(rule)) {
            reasons.add(not.get(rule));
        }
        for (Unless change : unless) {
            if (change.rules().contains(rule)) {
                reasons.add(change.because());
            }
        }
        return reasons;
    }

    /** How a scenario went; it is as expected where nothing is amiss. */
    public record Verdict(Scenario scenario, String amiss) {}

    private record Fired(Conclusions conclusions, Set<String> rules, List<Object> facts) {}

    /**
     * Runs it.
     *
     * @param watchOrNull is shown its sessions
     */
    public Verdict run(RuleBase base, Conditions conditions, SessionWatch watchOrNull) {
        StringBuilder amiss = new StringBuilder();
        Fired fired = fire(base, session, watchOrNull);
        then.forEach((rule, expected) -> {
            List<Conclusion> actual = conclusions(fired.conclusions(), rule);
            if (!fired.rules().contains(rule)) {
                amiss.append(sideBySide(rule, expected, List.of()));
                amiss.append(why(conditions.nearest(rule, fired.facts())));
            } else if (!match(expected, actual)) {
                amiss.append(sideBySide(rule, expected, actual));
            }
        });
        not.forEach((rule, because) -> {
            if (fired.rules().contains(rule)) {
                amiss.append("    " + rule + " fires, and should not: " + because + "\n");
            }
        });
        for (Unless change : unless) {
            Fired changed = fire(base, change.session(), watchOrNull);
            for (String rule : change.rules()) {
                if (changed.rules().contains(rule)) {
                    amiss.append("    " + rule + " fires all the same with the change of line " + change.line()
                            + ", and should not: " + change.because() + "\n");
                }
            }
        }
        return new Verdict(this, amiss.toString());
    }

    private static Fired fire(RuleBase base, Session session, SessionWatch watchOrNull) {
        Set<String> rules = new LinkedHashSet<>();
        List<Object> all = new ArrayList<>();
        Conclusions conclusions = Reasoner.fire(
                base,
                session.subject(),
                session.facts(),
                session.settings(),
                session.horizon(),
                (subject, facts, fired) -> {
                    rules.addAll(fired);
                    all.addAll(facts);
                });
        if (watchOrNull != null) {
            watchOrNull.session(session.subject(), all, rules);
        }
        return new Fired(conclusions, rules, all);
    }

    // -- what a rule concluded

    private static List<Conclusion> conclusions(Conclusions all, String rule) {
        Set<Conclusion> conclusions = new LinkedHashSet<>();
        for (Claim claim : all.claims()) {
            if (claim.rule().id().equals(rule)) {
                Map<String, String> says = new TreeMap<>(FIRST);
                says.put(claim.attribute().name().toLowerCase(Locale.ROOT), claim.value());
                times(says, claim.from(), claim.till());
                says.put("of", claim.entity().id());
                says.put("confidence", Double.toString(claim.confidence()));
                says.put("precedence", Integer.toString(claim.rule().precedence()));
                conclusions.add(new Conclusion(says));
            }
        }
        for (Finding finding : all.findings()) {
            if (finding.rule().id().equals(rule)) {
                Map<String, String> says = new TreeMap<>(FIRST);
                says.put("issue", finding.kind());
                says.put("severity", finding.severity());
                times(says, finding.from(), finding.till());
                says.put("of", finding.entities());
                conclusions.add(new Conclusion(says));
            }
        }
        Replay.Vocabulary vocabulary = all.vocabulary(each -> true);
        vocabulary.rules().forEach((word, by) -> {
            if (by.id().equals(rule)) {
                Map<String, String> says = new TreeMap<>(FIRST);
                says.put("means", vocabulary.meanings().get(word).name().toLowerCase(Locale.ROOT));
                conclusions.add(new Conclusion(says));
            }
        });
        return List.copyOf(conclusions);
    }

    static void times(Map<String, String> says, long from, long till) {
        says.put("from", from == Micros.ALWAYS ? "" : Micros.text(from));
        says.put("to", till == Micros.FOREVER ? "" : Micros.text(till));
    }

    private static final List<String> LAST = List.of("severity", "from", "to", "of", "confidence", "precedence");

    /** What is said before when, of whom and how surely. */
    static final java.util.Comparator<String> FIRST =
            java.util.Comparator.<String>comparingInt(LAST::indexOf).thenComparing(name -> name);

    private static boolean match(List<Conclusion> expected, List<Conclusion> actual) {
        List<Conclusion> left = new ArrayList<>(actual);
        for (Conclusion each : expected) {
            Conclusion found = left.stream()
                    .filter(conclusion -> conclusion.satisfies(each))
                    .findFirst()
                    .orElse(null);
            if (!left.remove(found)) {
                return false;
            }
        }
        return left.isEmpty();
    }

    // -- what is amiss, as text

    private static String sideBySide(String rule, List<Conclusion> expected, List<Conclusion> actual) {
        Set<String> asked = new LinkedHashSet<>();
        expected.forEach(each -> asked.addAll(each.says().keySet()));
        List<String> left = new ArrayList<>(List.of("expected"));
        List<String> right = new ArrayList<>(List.of("actual"));
        expected.forEach(each -> left.add(each.text(asked)));
        actual.forEach(each -> right.add(each.text(asked)));
        while (left.size() < right.size()) {
            left.add("nothing more");
        }
        while (right.size() < left.size()) {
            right.add(actual.isEmpty() ? "nothing" : "nothing more");
        }
        int width = left.stream().mapToInt(String::length).max().orElseThrow();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < left.size(); i++) {
            text.append(String.format(
                    Locale.ROOT, "    %-10s %-" + width + "s   %s\n", i == 0 ? rule : "", left.get(i), right.get(i)));
        }
        return text.toString();
    }

    /** Why a rule did not fire: the conditions that fail, each with the nearest fact. */
    private static String why(Attempt attempt) {
        StringBuilder text = new StringBuilder();
        for (Conditions.Tried failing : attempt.failing()) {
            text.append("    ")
                    .append(attempt.rule().file())
                    .append(':')
                    .append(failing.line())
                    .append(": ")
                    .append(failing.text())
                    .append(failing.factOrNull() == null ? " fails: there is none" : " fails");
            String joint = "; ";
            for (Map.Entry<String, String> value : failing.values().entrySet()) {
                text.append(joint).append(value.getKey()).append(" is ").append(value.getValue());
                joint = ", ";
            }
            text.append(".\n");
        }
        return text.toString();
    }
}
