package dev.hindcast.reasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hindcast.evidence.TextFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What why-not offers: the rules that may conclude what was asked for. */
class ConcludingTest {
    private final List<Concluding> shipped = Concluding.of(TextFile.inFolder(null, "rules-drl"));

    /** MAINT-08, CONF-11 and COMMIT-23 say of signals that there was no mask, no exclusion, and that nothing was held. */
    @Test
    void rules_that_conclude_that_there_was_nothing_are_known_by_it() {
        assertMay("MAINT-08", Attribute.MAINTENANCE, "none");
        assertMay("CONF-11", Attribute.CONFLICT, "none");
        assertMay("COMMIT-23", Attribute.TERM, "over");
    }

    private void assertMay(String id, Attribute attribute, String value) {
        Concluding rule = shipped.stream()
                .filter(each -> each.rule().id().equals(id))
                .findFirst()
                .orElseThrow();
        assertEquals(attribute, rule.attribute(), id);
        assertTrue(rule.may(attribute, value), id);
        assertFalse(rule.may(attribute, "held"), id);
    }
}
