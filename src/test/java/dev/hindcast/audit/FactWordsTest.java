package dev.hindcast.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.TextFile;
import org.junit.jupiter.api.Test;

class FactWordsTest {
    @Test
    void a_condition_is_told_in_words_and_its_texts_as_they_are() {
        assertEquals("launched at is known", FactWords.condition("launchedAt != null"));
        assertEquals("value is \"a == b\"", FactWords.condition("value == \"a == b\""));
        assertEquals(
                "that created is unknown or at >= that created",
                FactWords.condition("$created == null || at >= $created"));
        assertEquals("till is known", FactWords.condition("$end : till != null"));
        assertEquals("kind is one of (\"a\", \"b\")", FactWords.condition("kind in (\"a\", \"b\")"));
    }

    @Test
    void a_row_is_called_by_its_table() {
        assertEquals("nova request spec row", FactWords.noun("NovaRequestSpec"));
        assertEquals("signal", FactWords.noun("Signalled"));
    }

    /** Facts of instances are made of kept rows, so by their names alone it must be found which they are. */
    @Test
    void rows_of_instances_are_facts_and_properties_as_their_loaders_name_them() {
        for (Loader loader :
                Loaders.of(TextFile.inFolder(null, "evidence-loaders")).all()) {
            // Events are replayed and no facts.
            if (loader.about() == Loader.About.INSTANCE && !loader.table().contains("_actions")) {
                assertEquals(loader.fact(), InstanceFacts.type(loader.table()));
                for (Loader.Column column : loader.columns()) {
                    String told = column.derived() ? "(" + column.name() + ")" : column.raw();
                    assertEquals(column.name(), InstanceFacts.property(told), loader.table());
                }
            }
        }
    }
}
