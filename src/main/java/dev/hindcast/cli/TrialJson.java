package dev.hindcast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindcast.audit.Comparison.EntityChange;
import dev.hindcast.audit.Comparison.IssueChange;
import dev.hindcast.audit.Comparison.StateChange;
import dev.hindcast.evidence.Micros;
import dev.hindcast.reconstruction.RulesTrial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a trial found, for programs: one object a line, of which {@code what} says what it is. Hours are exact to a millionth. */
final class TrialJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StringBuilder text = new StringBuilder();

    private TrialJson() {}

    static String of(RulesTrial.Outcome outcome) {
        TrialJson json = new TrialJson();
        for (String input : outcome.inputs()) {
            json.line(fields("what", "input", "input", input));
        }
        for (RulesTrial.RegionOutcome region : outcome.regions()) {
            json.region(region);
        }
        return json.text.toString();
    }

    private void region(RulesTrial.RegionOutcome region) {
        String name = region.region();
        for (RulesTrial.Caused each : region.series()) {
            line(fields(
                    "what", "series",
                    "region", name,
                    "series", each.change().series().text(),
                    "resource", each.change().resource(),
                    "month", each.change().monthText(),
                    "old_hours", each.change().before().value(),
                    "new_hours", each.change().after().value(),
                    "old_unknown_hours", each.change().before().unknown(),
                    "new_unknown_hours", each.change().after().unknown(),
                    "old_unmeasured", each.change().before().unmeasured(),
                    "new_unmeasured", each.change().after().unmeasured(),
                    "causes", each.causes()));
        }
        for (EntityChange entity : region.entities()) {
            for (StateChange state : entity.states()) {
                line(fields(
                        "what", "state",
                        "region", name,
                        "kind", state.entity().kind().name().toLowerCase(Locale.ROOT),
                        "entity_id", state.entity().id(),
                        "attribute", state.attribute().name().toLowerCase(Locale.ROOT),
                        "start", Micros.text(state.from()),
                        "end", Micros.text(state.till()),
                        "old_value", state.oldValue(),
                        "new_value", state.newValue(),
                        "old_rule", state.oldRule(),
                        "new_rule", state.newRule(),
                        "causes", state.causes()));
            }
            issues(name, entity.issues());
        }
        issues(name, region.issues());
    }

    private void issues(String region, List<IssueChange> issues) {
        for (IssueChange change : issues) {
            line(fields(
                    "what", "issue",
                    "change", change.gone() ? "gone" : "new",
                    "region", region,
                    "severity", change.issue().severity(),
                    "kind", change.issue().kind(),
                    "entity_id", change.issue().entities(),
                    "host", change.issue().host(),
                    "start", Micros.text(change.issue().from()),
                    "end", Micros.text(change.issue().till()),
                    "detail", change.issue().detail(),
                    "causes", change.causes()));
        }
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private void line(Map<String, Object> fields) {
        try {
            text.append(JSON.writeValueAsString(fields)).append('\n');
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
