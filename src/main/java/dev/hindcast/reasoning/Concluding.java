package dev.hindcast.reasoning;

import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.RuleText.Kind;
import dev.hindcast.reasoning.RuleText.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a rule may conclude, as its file says.
 *
 * @param attribute whereof; null for a rule that settles nothing of an entity, but reports or tells what an event means
 * @param value     the value it concludes; empty where a fact gives it
 * @param asks      the fact types of its conditions, with those of absences
 */
public record Concluding(Rule rule, Attribute attribute, String value, List<String> asks) {
    /** Of all rules of these files, by file and place. */
    public static List<Concluding> of(List<TextFile> files) {
        List<Concluding> all = new ArrayList<>();
        List<RuleText> texts = RuleBase.texts(files);
        Map<String, Rule> rules = RuleBase.rules(texts);
        for (RuleText text : texts) {
            for (RuleText.Parsed parsed : text.rules()) {
                List<Token> words = parsed.consequence();
                String method = words.size() > 2 && words.get(0).is("conclude")
                        ? words.get(2).text()
                        : "";
                Conclusion conclusion = Conclusion.all().get(method);
                String value = conclusion == null ? "" : conclusion.value();
                boolean literal = value.isEmpty()
                        && List.of("pool", "mask", "exclude", "kind", "booking").contains(method)
                        && words.size() > 4
                        && words.get(4).kind() == Kind.STRING;
                all.add(new Concluding(
                        rules.get(parsed.name().text()),
                        conclusion == null ? null : conclusion.attribute(),
                        literal ? words.get(4).text() : value,
                        parsed.patterns().stream()
                                .map(pattern -> pattern.type().text())
                                .distinct()
                                .toList()));
            }
        }
        return all;
    }

    /** Whether it may conclude this of an attribute; an empty value stands for any. */
    public boolean may(Attribute of, String wanted) {
        return attribute == of && (value.isEmpty() || wanted.isEmpty() || value.equals(wanted));
    }

    /**
     * The values that some rule may conclude of an attribute. Where a rule takes one from a fact, such as the name of a host,
     * there are others ({@link #isOpen}).
     */
    public static SortedSet<String> values(Collection<Concluding> rules, Attribute attribute) {
        SortedSet<String> values = new TreeSet<>();
        Conclusion.all().values().stream()
                .filter(conclusion -> conclusion.attribute() == attribute)
                .forEach(conclusion -> values.addAll(
                        conclusion.value().isEmpty()
                                ? SignalReadings.words(conclusion.call())
                                : List.of(conclusion.value())));
        rules.stream()
                .filter(each -> each.attribute() == attribute && !each.value().isEmpty())
                .forEach(each -> values.add(each.value()));
        return values;
    }

    /** Whether a rule may conclude of an attribute what no list of words has. */
    public static boolean isOpen(Attribute attribute) {
        return Conclusion.all().values().stream()
                .filter(conclusion -> conclusion.attribute() == attribute)
                .anyMatch(conclusion -> conclusion.value().isEmpty()
                        && SignalReadings.words(conclusion.call()).isEmpty());
    }

    /** What rules settle of a host, or of an instance. */
    public static List<Attribute> attributes(Entity.Kind kind) {
        FactShape.Session session = kind == Entity.Kind.HOST ? FactShape.Session.HOST : FactShape.Session.INSTANCE;
        return Arrays.stream(Attribute.values())
                .filter(attribute -> attribute != Attribute.YIELDS)
                .filter(attribute -> Conclusion.all().values().stream()
                        .anyMatch(conclusion -> conclusion.attribute() == attribute && conclusion.session() == session))
                .toList();
    }
}
