package dev.hindcast.reasoning;

import dev.hindcast.evidence.EventRow;
import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Micros;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replays one instance's events by what the rules say they mean (design section 5): arithmetic over millions of rows that
 * no session has to see one by one.
 */
final class Replay {
    /** The meanings, and the rule that gave each, by word of the vocabulary. */
    record Vocabulary(Map<String, Meaning> meanings, Map<String, Rule> rules) {
        boolean tells(String word) {
            return meanings.getOrDefault(word, Meaning.NOTHING) != Meaning.NOTHING;
        }
    }

    private record Absence(long from, long till, Rule rule, EventRow row) {}

    private final Entity instance;
    private final Vocabulary vocabulary;
    private final Set<String> hypervisors;
    private final List<Stay> stays = new ArrayList<>();
    private final List<EndSign> signs = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private Long builtAt;
    private EventRow built;

    private Replay(String instance, Vocabulary vocabulary, Set<String> hypervisors) {
        this.instance = new Entity(Entity.Kind.INSTANCE, instance);
        this.vocabulary = vocabulary;
        this.hypervisors = hypervisors;
    }

    static String word(String action, String event, String result) {
        return action + '\u0000' + event + '\u0000' + result;
    }

    /**
     * @param createdAt   the row's, or null
     * @param hypervisors hosts that are hypervisors by their own name, so that an event naming one names the host
     */
    static Replay of(
            String instance, List<EventRow> events, Long createdAt, Vocabulary vocabulary, Set<String> hypervisors) {
        Replay replay = new Replay(instance, vocabulary, hypervisors);
        replay.run(events, createdAt);
        return replay;
    }

    List<Stay> stays() {
        return stays;
    }

    List<EndSign> signs() {
        return signs;
    }

    /** What the events conclude themselves: away from its host, not running. */
    List<Claim> claims() {
        return claims;
    }

    /** When a build finished with success, or null. */
    Long builtAt() {
        return builtAt;
    }

    EventRow built() {
        return built;
    }

    private void run(List<EventRow> events, Long createdAt) {
        Set<String> accompanied = new HashSet<>();
        for (EventRow event : events) {
            if (!event.ownAction()) {
                accompanied.add(event.parent());
            }
        }
        long stayFrom = createdAt == null ? Micros.ALWAYS : createdAt;
        String stayHost = "";
        boolean holding = true;
        boolean first = true;
        List<Evidence> stayRows = new ArrayList<>();
        Absence away = null;
        EventRow shelved = null;
        Absence idle = null;
        for (EventRow event : events) {
            if (event.at() == null || event.ownAction() && accompanied.contains(event.parent())) {
                continue;
            }
            String word = word(event.action(), event.event(), event.result());
            Meaning meaning = vocabulary.meanings().get(word);
            Rule rule = vocabulary.rules().get(word);
            if (meaning == null || meaning == Meaning.NOTHING) {
                continue;
            }
            long at = event.at();
            switch (meaning) {
                case BUILDS -> {
                    builtAt = at;
                    built = event;
                    if (stays.isEmpty() && first) {
                        stayHost = host(event);
                        stayRows = new ArrayList<>(List.of(event));
                        stayFrom = stayFrom == Micros.ALWAYS ? started(event) : stayFrom;
                    }
                }
                case FAILS -> signs.add(new EndSign("build_failed", at, at, "", List.of(event)));
                case TERMINATES -> signs.add(new EndSign("event", at, at, "", List.of(event)));
                case END_FAILS -> signs.add(new EndSign("failed_event", at, at, "", List.of(event)));
                case SHELVES, RELEASES -> {
                    if (holding || shelved != null && meaning == Meaning.RELEASES) {
                        if (shelved != null) {
                            // An offload of its own follows the shelving: it held its host till then.
                            Stay before = stays.remove(stays.size() - 1);
                            stayFrom = before.from();
                            stayHost = before.host();
                            first = before.first();
                            stayRows = new ArrayList<>(before.evidence());
                        }
                        stays.add(new Stay(
                                stayFrom, Math.max(stayFrom, at), stayHost, first, false, List.copyOf(stayRows)));
                        first = false;
                        holding = false;
                        away = new Absence(at, Micros.FOREVER, rule, event);
                        shelved = meaning == Meaning.SHELVES ? event : null;
                    }
                    idle = idle(idle, at, Micros.FOREVER, rule, event);
                }
                case OCCUPIES -> {
                    if (!holding) {
                        stayFrom = started(event);
                        stayHost = host(event);
                        stayRows = new ArrayList<>(List.of(event));
                        holding = true;
                        shelved = null;
                        if (away != null) {
                            claim(Attribute.PRESENCE, "away", away, stayFrom);
                            away = null;
                        }
                    }
                    idle = runs(idle, at);
                }
                case MOVES -> {
                    if (holding && at > stayFrom) {
                        stays.add(new Stay(stayFrom, at, stayHost, first, false, List.copyOf(stayRows)));
                        first = false;
                        stayFrom = at;
                        stayHost = host(event);
                        stayRows = new ArrayList<>(List.of(event));
                    }
                }
                case STOPS, BREAKS -> idle = idle(idle, at, Micros.FOREVER, rule, event);
                case STARTS -> idle = runs(idle, at);
                default -> throw new IllegalStateException("no such meaning: " + meaning);
            }
        }
        if (holding) {
            stays.add(new Stay(stayFrom, Micros.FOREVER, stayHost, first, true, List.copyOf(stayRows)));
        } else if (!stays.isEmpty()) {
            Stay last = stays.remove(stays.size() - 1);
            stays.add(new Stay(last.from(), last.till(), last.host(), last.first(), true, last.evidence()));
        }
        if (away != null) {
            claim(Attribute.PRESENCE, "away", away, Micros.FOREVER);
        }
        if (idle != null) {
            claim(Attribute.ACTIVITY, "inactive", idle, Micros.FOREVER);
        }
    }

    private static long started(EventRow event) {
        return event.startedAt() == null ? event.at() : event.startedAt();
    }

    private String host(EventRow event) {
        return event.host() != null && hypervisors.contains(event.host()) ? event.host() : "";
    }

    /** Not running from here on; the earlier reason goes on where there is one. */
    private static Absence idle(Absence idle, long from, long till, Rule rule, EventRow row) {
        return idle != null ? idle : new Absence(from, till, rule, row);
    }

    private Absence runs(Absence idle, long at) {
        if (idle != null) {
            claim(Attribute.ACTIVITY, "inactive", idle, at);
        }
        return null;
    }

    private void claim(Attribute attribute, String value, Absence absence, long till) {
        if (till > absence.from()) {
            claims.add(new Claim(
                    instance,
                    attribute,
                    value,
                    null,
                    null,
                    absence.from(),
                    till,
                    absence.rule(),
                    absence.rule().confidence(),
                    List.of(absence.row())));
        }
    }
}
