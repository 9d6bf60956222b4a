package dev.hindcast.reasoning;

import dev.hindcast.evidence.EventRow;
import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Micros;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Replays one instance's events by what the rules say they mean (design section 5): arithmetic over millions of rows that
 * no session has to see one by one.
 */
final class Replay {
    /** What an event is called in the vocabulary. */
    record Word(String action, String event, String result) {}

    /** The meanings, and the rule that gave each, by word of the vocabulary. */
    record Vocabulary(Map<Word, Meaning> meanings, Map<Word, Rule> rules) {
        boolean tells(Word word) {
            return meanings.getOrDefault(word, Meaning.NOTHING) != Meaning.NOTHING;
        }
    }

    /** Among so few events a parent is found faster by looking at each than by its hash. */
    private static final int FEW = 16;

    private record Absence(long from, Rule rule, EventRow row) {}

    /**
     * A stay that has begun.
     *
     * @param unshelving what it began with, or null
     */
    private record Open(long from, String host, boolean fromCreation, EventRow unshelving, List<Evidence> evidence) {}

    /**
     * A move that the database kept a record of.
     *
     * @param from when it was asked for
     * @param till when its record was last changed
     * @param at   when the instance changed its host
     * @param to   the hypervisor it came to, by which events are told apart; empty where that is not known
     */
    record Move(long from, long till, long at, String to, Evidence row) {}

    private final Entity instance;
    private final Vocabulary vocabulary;
    private final Set<String> hypervisors;
    private final List<Stay> stays = new ArrayList<>();
    private final List<EndSign> signs = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private final List<Long> told = new ArrayList<>();
    private Long builtAt;
    private EventRow built;
    private Open stay;
    /** Stays that began as it came from another host. */
    private final List<Open> arrivals = new ArrayList<>();
    /** When it left its host; FOREVER while it holds it. */
    private long stayTill = Micros.FOREVER;

    private boolean shelved;
    private Absence away;
    /** Since when it does not run; the earliest reason goes on, whatever else stops it. */
    private Absence idle;
    /** When the last event came that says it runs. */
    private long ranSince = Micros.ALWAYS;

    private Replay(String instance, Vocabulary vocabulary, Set<String> hypervisors) {
        this.instance = new Entity(Entity.Kind.INSTANCE, instance);
        this.vocabulary = vocabulary;
        this.hypervisors = hypervisors;
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

    /**
     * Events are purged before the records of moves. A move of which no event tells begins a stay as well.
     *
     * @param moves    in the order of time
     * @param handover so far apart, in microseconds, an event and a record may tell of one move
     */
    void alsoMoved(List<Move> moves, long handover) {
        List<Open> untold = new ArrayList<>(arrivals);
        for (Move move : moves) {
            Open told = untold.stream()
                    .filter(each -> each.from() >= move.from() - handover && each.from() <= move.till() + handover)
                    .filter(each -> each.host().isEmpty()
                            || move.to().isEmpty()
                            || each.host().equals(move.to()))
                    .findFirst()
                    .orElse(null);
            // Each tells of one.
            if (told != null) {
                untold.remove(told);
                continue;
            }
            for (int i = 0; i < stays.size(); i++) {
                Stay whole = stays.get(i);
                if (whole.from() < move.at() && move.at() < whole.till()) {
                    stays.set(i, whole.before(move.at()));
                    stays.add(i + 1, whole.after(move.at(), move.row()));
                    break;
                }
            }
        }
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

    /** When events tell that where it is, or whether it runs, changed; ascending. */
    List<Long> told() {
        return told;
    }

    /** When a build finished with success, or null. */
    Long builtAt() {
        return builtAt;
    }

    EventRow built() {
        return built;
    }

    private void run(List<EventRow> events, Long createdAt) {
        Collection<String> accompanied = events.size() <= FEW ? new ArrayList<>(FEW) : new HashSet<>();
        for (EventRow event : events) {
            if (!event.ownAction()) {
                accompanied.add(event.parent());
            }
        }
        stay = new Open(createdAt == null ? Micros.ALWAYS : createdAt, "", true, null, List.of());
        for (EventRow event : events) {
            if (event.at() == null || event.ownAction() && accompanied.contains(event.parent())) {
                continue;
            }
            Word word = new Word(event.action(), event.event(), event.result());
            Meaning meaning = vocabulary.meanings().get(word);
            if (meaning != null && meaning != Meaning.NOTHING) {
                replay(event, meaning, vocabulary.rules().get(word), createdAt);
            }
        }
        close(stayTill, true);
        if (away != null) {
            claim(Attribute.PRESENCE, "away", away, Micros.FOREVER, null);
        }
        if (idle != null) {
            claim(Attribute.ACTIVITY, "inactive", idle, Micros.FOREVER, null);
        }
    }

    private void replay(EventRow event, Meaning meaning, Rule rule, Long createdAt) {
        long at = event.at();
        switch (meaning) {
            case BUILDS -> {
                builtAt = at;
                built = event;
                if (stay.fromCreation() && isHolding()) {
                    long from = stay.from() == Micros.ALWAYS ? started(event) : stay.from();
                    stay = new Open(from, host(event), true, null, List.of(event));
                }
            }
            case FAILS -> sign("build_failed", rule, event);
            case TERMINATES -> sign("event", rule, event);
            case END_FAILS -> sign("failed_event", rule, event);
            default -> {
                // Its clock is another than the row's, as that of an end before the creation: neither is believed.
                if (createdAt != null && at < createdAt) {
                    sign("disbelieved", rule, event);
                } else {
                    change(event, meaning, rule);
                }
            }
        }
    }

    /** What is told in the order of time changes where it is and whether it runs. */
    private void change(EventRow event, Meaning meaning, Rule rule) {
        long at = event.at();
        told.add(at);
        switch (meaning) {
            case SHELVES, RELEASES -> {
                if (isHolding() && stay.unshelving() != null && started(event) < started(stay.unshelving())) {
                    // It was under way before the unshelving began, so it ended what was before that.
                    sign("disbelieved", rule, event);
                    return;
                }
                if (isHolding() || shelved && meaning == Meaning.RELEASES) {
                    // An offload of its own follows the shelving: it held its host till then.
                    stayTill = at;
                    away = new Absence(at, rule, event);
                    shelved = meaning == Meaning.SHELVES;
                }
                idle = idle != null ? idle : new Absence(at, rule, event);
            }
            case OCCUPIES -> {
                boolean elsewhere = !host(event).isEmpty() && !host(event).equals(stay.host());
                if (!isHolding() || elsewhere) {
                    // Without a release it was never seen to leave: it was where it was until it took another host.
                    long from = Math.max(started(event), isHolding() ? stay.from() : stayTill);
                    boolean moved = isHolding();
                    close(Math.min(from, stayTill), false);
                    stay = new Open(from, host(event), false, event, List.of(event));
                    if (moved) {
                        arrivals.add(stay);
                    }
                    if (away != null) {
                        claim(Attribute.PRESENCE, "away", away, from, event);
                        away = null;
                    }
                    idle = idle != null ? idle : new Absence(Math.max(from, ranSince), rule, event);
                }
                runs(event);
            }
            case MOVES -> {
                if (isHolding()) {
                    close(at, false);
                    stay = new Open(at, host(event), false, null, List.of(event));
                    arrivals.add(stay);
                } else {
                    sign("disbelieved", rule, event);
                }
            }
            case STOPS, BREAKS -> idle = idle != null ? idle : new Absence(at, rule, event);
            case STARTS -> runs(event);
            default -> throw new IllegalStateException("no such meaning: " + meaning);
        }
    }

    private boolean isHolding() {
        return stayTill == Micros.FOREVER;
    }

    /** Ends the stay, which is none where it took no time, and begins to wait for the next. */
    private void close(long till, boolean last) {
        if (till > stay.from()) {
            stays.add(new Stay(stay.from(), till, stay.host(), stay.fromCreation(), false, false, stay.evidence()));
        }
        if (last && !stays.isEmpty()) {
            int end = stays.size() - 1;
            Stay stood = stays.get(end);
            stays.set(
                    end,
                    new Stay(stood.from(), stood.till(), stood.host(), stood.first(), true, false, stood.evidence()));
        }
        stayTill = Micros.FOREVER;
        shelved = false;
    }

    private void sign(String kind, Rule rule, EventRow event) {
        double confidence = Math.min(rule.confidence(), event.confidence());
        signs.add(new EndSign(kind, event.at(), event.at(), "", confidence, List.of(event)));
    }

    private static long started(EventRow event) {
        return event.startedAt() == null ? event.at() : Math.min(event.startedAt(), event.at());
    }

    private String host(EventRow event) {
        return event.host() != null && hypervisors.contains(event.host()) ? event.host() : "";
    }

    private void runs(EventRow event) {
        ranSince = event.at();
        if (idle != null) {
            claim(Attribute.ACTIVITY, "inactive", idle, event.at(), event);
            idle = null;
        }
    }

    /** @param endedOrNull the event that ended it, as much a reason for the time as the one that began it */
    private void claim(Attribute attribute, String value, Absence absence, long till, EventRow endedOrNull) {
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
                    endedOrNull == null ? List.of(absence.row()) : both(absence.row(), endedOrNull)));
        }
    }

    private static List<Evidence> both(Evidence one, Evidence other) {
        int order = Evidence.ORDER.compare(one, other);
        return order == 0 ? List.of(one) : order < 0 ? List.of(one, other) : List.of(other, one);
    }
}
