package dev.hindcast.audit.compare;

import dev.hindcast.evidence.Micros;
import dev.hindcast.store.ResultInputs;
import dev.hindcast.store.ResultInputs.Named;
import dev.hindcast.store.ResultInputs.SourceText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An input that only one of two results has, or that differs between them.
 *
 * @param region empty if it is an input of all regions
 * @param name   a source's path, a rule's id, a file's name, ...
 * @param how    what differs, in words
 * @param seen   of a source: the instant whose state it shows; else {@link Micros#ALWAYS}
 */
public record InputChange(Kind kind, String region, String name, String how, long seen) {
    /** What it is; in the order in which one is looked for behind a difference. */
    public enum Kind {
        SIGNAL("signal"),
        RULE("rule"),
        SOURCE("source"),
        WINDOW("window"),
        LOADER("loader"),
        RULE_FILE("rule file"),
        SETTING("setting"),
        TIME("option"),
        VERSION("version");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private static final String ADDED = "added";
    private static final String MISSING = "missing";
    private static final String CHANGED = "changed";

    /** {@code source 2024-03-01.sql (added)}. */
    public String text() {
        return kind.text + " " + name + " (" + how + ")";
    }

    /** All that differ, in the order of kinds and names. */
    static List<InputChange> between(ResultInputs before, ResultInputs after) {
        List<InputChange> changes = new ArrayList<>();
        named(Kind.SIGNAL, before.signals(), after.signals(), changes);
        named(Kind.RULE, before.rules(), after.rules(), changes);
        sources(before.sources(), after.sources(), changes);
        named(Kind.WINDOW, before.windows(), after.windows(), changes);
        Map<String, String> old = before.run();
        Map<String, String> now = after.run();
        run(Kind.LOADER, "loaders ", old, now, changes);
        run(Kind.RULE_FILE, "rules ", old, now, changes);
        changes.removeIf(change -> isTold(change, before, changes));
        run(Kind.SETTING, "setting ", old, now, changes);
        for (String time : List.of("as_of", "until")) {
            if (!old.getOrDefault(time, "").equals(now.getOrDefault(time, ""))) {
                changes.add(new InputChange(
                        Kind.TIME,
                        "",
                        "--" + time.replace('_', '-'),
                        told(old.getOrDefault(time, "")) + " is " + told(now.getOrDefault(time, "")),
                        Micros.ALWAYS));
            }
        }
        if (!old.getOrDefault("hindcast", "").equals(now.getOrDefault("hindcast", ""))) {
            changes.add(new InputChange(
                    Kind.VERSION,
                    "",
                    "of hindcast",
                    old.get("hindcast") + " is " + now.get("hindcast"),
                    Micros.ALWAYS));
        }
        return changes;
    }

    private static String told(String text) {
        return text.isEmpty() ? "none" : text;
    }

    private static void named(Kind kind, List<Named> before, List<Named> after, List<InputChange> changes) {
        Map<List<String>, List<Named>> old = byName(before);
        Map<List<String>, List<Named>> now = byName(after);
        Set<List<String>> names =
                new TreeSet<>((one, other) -> String.join("\n", one).compareTo(String.join("\n", other)));
        names.addAll(old.keySet());
        names.addAll(now.keySet());
        for (List<String> name : names) {
            List<Named> olds = old.getOrDefault(name, List.of());
            List<Named> nows = now.getOrDefault(name, List.of());
            String how = olds.isEmpty() ? ADDED : nows.isEmpty() ? MISSING : differs(olds, nows);
            if (!how.isEmpty()) {
                changes.add(new InputChange(kind, name.get(0), name.get(1), how, Micros.ALWAYS));
            }
        }
    }

    private static Map<List<String>, List<Named>> byName(List<Named> all) {
        Map<List<String>, List<Named>> byName = new LinkedHashMap<>();
        all.forEach(each -> byName.computeIfAbsent(List.of(each.region(), each.name()), key -> new ArrayList<>())
                .add(each));
        return byName;
    }

    /** {@code precedence 50 is 60}; empty if nothing differs. */
    private static String differs(List<Named> olds, List<Named> nows) {
        List<String> differing = new ArrayList<>();
        boolean texts = false;
        if (olds.size() != nows.size()) {
            return CHANGED;
        }
        for (int i = 0; i < olds.size(); i++) {
            Named old = olds.get(i);
            if (old.says().size() > old.columns().size()
                    && !last(old.says()).equals(last(nows.get(i).says()))) {
                texts = true;
            }
            for (int column = 0; column < old.columns().size(); column++) {
                String was = old.says().get(column);
                String is = nows.get(i).says().get(column);
                if (!was.equals(is)) {
                    differing.add(old.columns().get(column) + " " + told(was) + " is " + told(is));
                }
            }
        }
        return differing.isEmpty() && texts ? "its text " + CHANGED : String.join(", ", differing);
    }

    private static String last(List<String> all) {
        return all.get(all.size() - 1);
    }

    /** A source is its content and the instant it shows: one that lies elsewhere in the other folder is the same. */
    private static void sources(List<SourceText> before, List<SourceText> after, List<InputChange> changes) {
        Map<List<Object>, SourceText> old = byContent(before);
        Map<List<Object>, SourceText> now = byContent(after);
        Map<List<String>, InputChange> told =
                new TreeMap<>((one, other) -> String.join("\n", one).compareTo(String.join("\n", other)));
        old.forEach((content, source) -> {
            if (!now.containsKey(content)) {
                told.put(List.of(source.region(), source.path()), source(source, MISSING));
            }
        });
        now.forEach((content, source) -> {
            if (!old.containsKey(content)) {
                told.merge(
                        List.of(source.region(), source.path()),
                        source(source, ADDED),
                        (missing, added) -> source(source, CHANGED));
            }
        });
        changes.addAll(told.values());
    }

    private static InputChange source(SourceText source, String how) {
        return new InputChange(Kind.SOURCE, source.region(), source.path(), how, source.seen());
    }

    private static Map<List<Object>, SourceText> byContent(List<SourceText> sources) {
        Map<List<Object>, SourceText> byContent = new LinkedHashMap<>();
        sources.forEach(
                source -> byContent.putIfAbsent(List.of(source.region(), source.sha256(), source.seen()), source));
        return byContent;
    }

    private static void run(
            Kind kind, String prefix, Map<String, String> old, Map<String, String> now, List<InputChange> changes) {
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            String was = old.get(name);
            String is = now.get(name);
            if (name.startsWith(prefix) && !(was == null ? is == null : was.equals(is))) {
                String bare = name.substring(prefix.length());
                boolean ofRegion = kind == Kind.SETTING && bare.indexOf('/') >= 0;
                boolean told = kind == Kind.SETTING && was != null && is != null;
                changes.add(new InputChange(
                        kind,
                        ofRegion ? bare.substring(0, bare.indexOf('/')) : "",
                        ofRegion ? bare.substring(bare.indexOf('/') + 1) : bare,
                        was == null ? ADDED : is == null ? MISSING : told ? was + " is " + is : CHANGED,
                        Micros.ALWAYS));
            }
        }
    }

    /** What windows, settings and rules say is compared one by one, so that their files need no mention. */
    private static boolean isTold(InputChange change, ResultInputs before, List<InputChange> changes) {
        return change.kind() == Kind.LOADER && change.name().equals("windows.yml")
                || change.kind() == Kind.RULE_FILE
                        && (change.name().equals("settings.yml")
                                || before.rules().stream()
                                        .anyMatch(rule -> rule.place().equals(change.name())
                                                && changes.stream()
                                                        .anyMatch(each -> each.kind() == Kind.RULE
                                                                && each.name().equals(rule.name()))));
    }
}
