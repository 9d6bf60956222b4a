package dev.hindcast.reasoning;

import dev.hindcast.evidence.SignalReading;
import dev.hindcast.evidence.SignalReading.Form;
import dev.hindcast.evidence.TextFile;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What signals can say, as the rules read it: a rule with a pattern like {@code Signalled(kind == "statement", says == "pool",
 * host != "")} makes {@code pool} sayable of a host. So a new attribute needs a rule and no Java.
 */
public final class SignalReadings {
    /** What a conclusion takes as the text of a signal; what is not named here takes words, or any text. */
    private static final Map<String, Form> FORMS = Map.of("inventoryOf", Form.QUANTITIES, "endText", Form.TIME);

    private final List<SignalReading> readings = new ArrayList<>();

    private SignalReadings() {}

    /** @param files of a folder of rules; those that are none are passed over */
    public static List<SignalReading> of(List<TextFile> files) {
        SignalReadings found = new SignalReadings();
        for (TextFile file : files) {
            if (file.name().endsWith(".drl")) {
                for (RuleText.Parsed rule : new RuleText(file).rules()) {
                    rule.patterns().stream()
                            .filter(pattern -> pattern.type().is(Signalled.class.getSimpleName()))
                            .forEach(pattern -> found.read(rule, pattern));
                }
            }
        }
        return List.copyOf(found.readings);
    }

    private void read(RuleText.Parsed rule, RuleText.Pattern pattern) {
        Set<String> says = new TreeSet<>();
        Set<String> kinds = new TreeSet<>();
        Set<String> values = new TreeSet<>();
        Set<String> scopes = new TreeSet<>();
        boolean regionAlone = false;
        List<RuleText.Token> words = pattern.inside();
        for (int i = 0; i + 2 < words.size(); i++) {
            String property = words.get(i).isWord() ? words.get(i).text() : "";
            boolean equal = words.get(i + 1).is("==") || words.get(i + 1).is("in");
            boolean other = words.get(i + 1).is("!=");
            if (SignalReading.SCOPES.contains(property) && (equal || other)) {
                boolean empty = words.get(i + 2).kind() == RuleText.Kind.STRING
                        && words.get(i + 2).text().isEmpty();
                regionAlone |= equal && empty;
                if (other == empty) {
                    scopes.add(property);
                }
            } else if (equal) {
                Set<String> into = switch (property) {
                    case "says" -> says;
                    case "kind" -> kinds;
                    case "value" -> values;
                    default -> new TreeSet<>();
                };
                texts(words, i + 2, into);
            }
        }
        if (scopes.isEmpty()) {
            boolean aboutHosts =
                    rule.patterns().stream().anyMatch(beside -> beside.type().is(Host.class.getSimpleName()));
            scopes.addAll(
                    regionAlone ? List.of("region") : aboutHosts ? List.of("region", "host") : SignalReading.SCOPES);
        }
        Form form = Form.WORDS;
        if (values.isEmpty()) {
            String conclusion = conclusionOfValue(rule.consequence(), pattern.variable());
            values.addAll(words(conclusion));
            form = values.isEmpty() ? FORMS.getOrDefault(conclusion, Form.TEXT) : Form.WORDS;
        }
        for (String said : says.isEmpty() ? Set.of("") : says) {
            for (String kind : kinds.isEmpty() ? Set.of("") : kinds) {
                readings.add(new SignalReading(said, kind, scopes, form, values));
            }
        }
    }

    /** The only texts that a conclusion takes; none if it takes any. */
    static List<String> words(String conclusion) {
        for (Method method : Conclusions.class.getMethods()) {
            for (Parameter parameter : method.getParameters()) {
                if (method.getName().equals(conclusion) && parameter.isAnnotationPresent(Words.class)) {
                    return List.of(parameter.getAnnotation(Words.class).value());
                }
            }
        }
        return List.of();
    }

    /** A text, or all texts of a list in brackets. */
    private static void texts(List<RuleText.Token> words, int at, Set<String> into) {
        int end = words.get(at).is("(") ? RuleText.closing(words, at) : at + 1;
        for (int i = at; i < end; i++) {
            if (words.get(i).kind() == RuleText.Kind.STRING) {
                into.add(words.get(i).text());
            }
        }
    }

    /** The method of {@code conclude} that is given the signal's value: {@code conclude.pool($signal.getValue(), ...)}. */
    private static String conclusionOfValue(List<RuleText.Token> words, String signal) {
        String method = "";
        for (int i = 0; i + 2 < words.size(); i++) {
            if (words.get(i).is("conclude") && words.get(i + 1).is(".")) {
                method = words.get(i + 2).text();
            }
            boolean value = words.get(i + 2).is("getValue") || words.get(i + 2).is("value");
            if (words.get(i).is(signal) && words.get(i + 1).is(".") && value) {
                return method;
            }
        }
        return "";
    }
}
