package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongBinaryOperator;
import java.util.function.Predicate;

/**
 * Where rules put what they conclude: the only global, and the only thing a consequence may call (design section 5).
 * Each method is one kind of conclusion; the facts named last are what it rests on. The rule comes from the engine.
 */
public final class Conclusions {
    private final Entity subject;
    private final List<Claim> claims = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Meant> meant = new ArrayList<>();
    private Rule rule;
    private int firings;
    /** By id, those that were concluded of. */
    private final Map<String, Entity> allocations = new HashMap<>(4);

    private record Meant(Replay.Word word, Meaning meaning, Rule rule) {}

    Conclusions(Entity subject) {
        this.subject = subject;
    }

    /** @throws InputRefused if the session has concluded too often to come to an end in order */
    void firing(Rule firing) {
        this.rule = firing;
        firings++;
        if (firings > SessionLimit.FIRINGS_MAX) {
            throw new InputRefused(
                    Reasoner.of(firing) + ": in the session of " + Reasoner.of(subject) + " rules concluded more than "
                            + SessionLimit.FIRINGS_MAX + " times. Maybe a rule pairs all facts with all others.");
        }
    }

    /** The rule that fires, or fired last. */
    Rule rule() {
        return rule;
    }

    /** Adds what other rules concluded of the same. */
    void add(Conclusions others) {
        claims.addAll(others.claims);
        findings.addAll(others.findings);
        meant.addAll(others.meant);
    }

    List<Claim> claims() {
        claims.sort(Claim.ORDER);
        return claims;
    }

    List<Finding> findings() {
        findings.sort(Finding.ORDER);
        return findings;
    }

    /** The meaning of each word, by the strongest of those rules that may speak. */
    Replay.Vocabulary vocabulary(Predicate<Rule> speaks) {
        Map<Replay.Word, Meaning> meanings = new HashMap<>();
        Map<Replay.Word, Rule> rules = new HashMap<>();
        for (Meant each : meant) {
            Rule before = rules.get(each.word());
            boolean stronger = before == null
                    || each.rule().precedence() > before.precedence()
                    || each.rule().precedence() == before.precedence()
                            && each.rule().id().compareTo(before.id()) < 0;
            if (stronger && speaks.test(each.rule())) {
                meanings.put(each.word(), each.meaning());
                rules.put(each.word(), each.rule());
            }
        }
        return new Replay.Vocabulary(meanings, rules);
    }

    // -- hosts
    // ---------------------------------------------------------------------------------------------------------

    /** The host existed over [from, till). */
    public void exists(Long from, Long till, Because... because) {
        claim(subject, Attribute.EXISTENCE, "exists", null, null, from, till, because);
    }

    /** The host was gone over [from, till). */
    public void gone(Long from, Long till, Because... because) {
        claim(subject, Attribute.EXISTENCE, "gone", null, null, from, till, because);
    }

    /** Whether the host existed over [from, till) is in question. */
    public void existenceUnknown(Long from, Long till, Because... because) {
        claim(subject, Attribute.EXISTENCE, Claim.UNKNOWN, null, null, from, till, because);
    }

    /** The host is {@code bare_metal} or a {@code hypervisor}. */
    public void kind(@Words({"bare_metal", "hypervisor"}) String kind, Because... because) {
        claim(subject, Attribute.KIND, kind, null, null, Micros.ALWAYS, Micros.FOREVER, because);
    }

    /** The host carried these quantities over [from, till). */
    public void inventory(Quantities quantities, Long from, Long till, Because... because) {
        claim(subject, Attribute.INVENTORY, Quantities.text(quantities), quantities, null, from, till, because);
    }

    /** The inventory over [from, till) was one of two: the smaller is known, the difference may be to be added. */
    public void inventoryBetween(Quantities one, Quantities other, Long from, Long till, Because... because) {
        Quantities known = one.combine(other, Math::min);
        Quantities spread = one.combine(other, (a, b) -> Math.abs(a - b));
        claim(subject, Attribute.INVENTORY, "between " + one + " and " + other, known, spread, from, till, because);
    }

    /** A signal gives the inventory, as text like {@code vcpus=64 memory_mb=262144}. */
    public void inventoryOf(String text, Long from, Long till, Because... because) {
        try {
            inventory(Quantities.parse(text), from, till, because);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new InputRefused(
                    "signals: inventory '" + text + "': " + e.getMessage()
                            + ". Maybe write it like 'vcpus=64 memory_mb=262144'.",
                    e);
        }
    }

    /** The host was {@code reservable}, {@code not_reservable} or {@code unknown} over [from, till). */
    public void pool(
            @Words({"reservable", "not_reservable", Claim.UNKNOWN}) String state,
            Long from,
            Long till,
            Because... because) {
        oneOf("pool", state, List.of("reservable", "not_reservable", Claim.UNKNOWN));
        claim(subject, Attribute.POOL, state, null, null, from, till, because);
    }

    /** Nothing speaks of the host's pool: unknown for want of evidence, and not because evidence is in question. */
    public void poolUnspoken() {
        claim(subject, Attribute.POOL, "unspoken", null, null, Micros.ALWAYS, Micros.FOREVER);
    }

    /** The host was out of service over [from, till) for this cause. */
    public void mask(String cause, Long from, Long till, Because... because) {
        claim(subject, Attribute.MAINTENANCE, cause, null, null, from, till, because);
    }

    /** The host was in service over [from, till): what is weaker and says otherwise loses. */
    public void noMask(Long from, Long till, Because... because) {
        claim(subject, Attribute.MAINTENANCE, Claim.NONE, null, null, from, till, because);
    }

    /** The host's capacity over [from, till) is claimed twice and must not be counted as free. */
    public void exclude(String cause, Long from, Long till, Because... because) {
        claim(subject, Attribute.CONFLICT, cause, null, null, from, till, because);
    }

    /** The host's capacity over [from, till) is claimed once only: what is weaker and says otherwise loses. */
    public void noExclusion(Long from, Long till, Because... because) {
        claim(subject, Attribute.CONFLICT, Claim.NONE, null, null, from, till, because);
    }

    // -- allocations
    // ---------------------------------------------------------------------------------------------------

    /** The allocation serves a {@code commitment} or {@code maintenance}, or what it serves is {@code unknown}. */
    public void purpose(
            String allocation,
            @Words({"commitment", "maintenance", Claim.UNKNOWN}) String purpose,
            Because... because) {
        oneOf("lease_purpose", purpose, List.of("commitment", "maintenance", Claim.UNKNOWN));
        claim(allocation(allocation), Attribute.PURPOSE, purpose, null, null, Micros.ALWAYS, Micros.FOREVER, because);
    }

    /** The allocation held its host over [from, till); nothing if it ended before it began. */
    public void term(String allocation, Long from, Long till, Because... because) {
        claim(allocation(allocation), Attribute.TERM, "held", null, null, from, till, because);
    }

    /** Whether the allocation still held its host over [from, till) is open. */
    public void termUnknown(String allocation, Long from, Long till, Because... because) {
        claim(allocation(allocation), Attribute.TERM, Claim.UNKNOWN, null, null, from, till, because);
    }

    /** The allocation held nothing from this instant on. */
    public void termOver(String allocation, Long from, Because... because) {
        claim(allocation(allocation), Attribute.TERM, "over", null, null, from, null, because);
    }

    /** The allocation held nothing over [from, till). */
    public void notHeld(String allocation, Long from, Long till, Because... because) {
        claim(allocation(allocation), Attribute.TERM, "over", null, null, from, till, because);
    }

    /** The allocation was on this host over [from, till). */
    public void allocatedOn(String allocation, String host, Long from, Long till, Because... because) {
        claim(allocation(allocation), Attribute.PLACEMENT, host, null, null, from, till, because);
    }

    /** The allocation took these quantities of its host, and not the whole of it. */
    public void takes(String allocation, Quantities quantities, Because... because) {
        claim(
                allocation(allocation),
                Attribute.SIZE,
                Quantities.text(quantities),
                quantities,
                null,
                Micros.ALWAYS,
                Micros.FOREVER,
                because);
    }

    /** The allocation took a part of its host, and how much is unknown: it is unmeasured. */
    public void takesUnknown(String allocation, Because... because) {
        takes(allocation, Quantities.none(), because);
    }

    /** The allocation yields to another that held the host first, and commits nothing. */
    public void yields(String allocation, String winner, Because... because) {
        claim(
                allocation(allocation),
                Attribute.YIELDS,
                "to " + winner,
                null,
                null,
                Micros.ALWAYS,
                Micros.FOREVER,
                because);
    }

    // -- instances
    // -----------------------------------------------------------------------------------------------------

    /** The instance held its host over [from, till), unless its events say otherwise. */
    public void holds(Long from, Long till, Because... because) {
        claim(subject, Attribute.PRESENCE, "holding", null, null, from, till, because);
    }

    /** The instance held no host over [from, till). */
    public void holdsNone(Long from, Long till, Because... because) {
        claim(subject, Attribute.PRESENCE, "away", null, null, from, till, because);
    }

    /** Whether the instance held its host over [from, till) is in question. */
    public void holdsUnknown(Long from, Long till, Because... because) {
        claim(subject, Attribute.PRESENCE, Claim.UNKNOWN, null, null, from, till, because);
    }

    /** The instance ran over [from, till), unless its events say otherwise. */
    public void runs(Long from, Long till, Because... because) {
        claim(subject, Attribute.ACTIVITY, "active", null, null, from, till, because);
    }

    /** The instance did not run over [from, till). */
    public void runsNot(Long from, Long till, Because... because) {
        claim(subject, Attribute.ACTIVITY, "inactive", null, null, from, till, because);
    }

    /** Whether the instance ran over [from, till) is in question. */
    public void runsUnknown(Long from, Long till, Because... because) {
        claim(subject, Attribute.ACTIVITY, Claim.UNKNOWN, null, null, from, till, because);
    }

    /** The instance ended at this instant. */
    public void end(Long at, Because... because) {
        claim(subject, Attribute.END, Micros.text(at), null, null, Micros.ALWAYS, Micros.FOREVER, because);
    }

    /** The instance ended at the instant that a signal gives as text. */
    public void endText(String at, Because... because) {
        try {
            end(Micros.parse(at), because);
        } catch (java.time.DateTimeException e) {
            throw new InputRefused("signals: end '" + at + "' is no time like 2023-05-01T12:00:00Z.", e);
        }
    }

    /** The instance still held after the first instant and had ended by the second. */
    public void endBetween(Long after, Long by, Because... because) {
        String value = after.equals(by) ? Micros.text(by) : Micros.text(after) + "/" + Micros.text(by);
        claim(subject, Attribute.END, value, null, null, Micros.ALWAYS, Micros.FOREVER, because);
    }

    /** The instance still held at this instant; whether and when it ended since is open. */
    public void endUnknownAfter(Long after, Because... because) {
        claim(subject, Attribute.END, Micros.text(after) + "/", null, null, Micros.ALWAYS, Micros.FOREVER, because);
    }

    /** The instance was on this host over [from, till). */
    public void on(String host, Long from, Long till, Because... because) {
        claim(subject, Attribute.PLACEMENT, host, null, null, from, till, because);
    }

    /** On which host the instance was over [from, till) is in question. */
    public void placeUnknown(Long from, Long till, Because... because) {
        claim(subject, Attribute.PLACEMENT, Claim.UNKNOWN, null, null, from, till, because);
    }

    /** The instance had this size over [from, till). */
    public void size(Quantities quantities, Long from, Long till, Because... because) {
        claim(subject, Attribute.SIZE, Quantities.text(quantities), quantities, null, from, till, because);
    }

    /** The instance was booked by {@code reservation} or {@code ondemand}. */
    public void booking(@Words({"reservation", "ondemand", Claim.UNKNOWN}) String booking, Because... because) {
        oneOf("booking", booking, List.of("reservation", "ondemand", Claim.UNKNOWN));
        claim(subject, Attribute.BOOKING, booking, null, null, Micros.ALWAYS, Micros.FOREVER, because);
    }

    /** What a word of the vocabulary of events means. */
    public void means(
            @Words({
                        "builds",
                        "fails",
                        "terminates",
                        "end_fails",
                        "releases",
                        "shelves",
                        "occupies",
                        "moves",
                        "stops",
                        "starts",
                        "breaks",
                        "nothing"
                    })
                    String meaning,
            dev.hindcast.evidence.EventKind kind) {
        Meaning known;
        try {
            known = Meaning.valueOf(meaning.toUpperCase(java.util.Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InputRefused(
                    rule.file() + ":" + rule.line() + ": '" + meaning + "' is no meaning of an event. Maybe one of "
                            + List.of(Meaning.values()) + " in lower case.",
                    e);
        }
        meant.add(new Meant(new Replay.Word(kind.action(), kind.event(), kind.result()), known, rule));
    }

    // -- issues
    // --------------------------------------------------------------------------------------------------------

    /** Something a person should look at ({@code action}), that touches the number ({@code notice}), or how a state was settled ({@code note}). */
    public void issue(
            String kind,
            @Words({"action", "notice", "note"}) String severity,
            Long from,
            Long till,
            String detail,
            Because... because) {
        issueAbout(subject.id(), kind, severity, from, till, detail, because);
    }

    /** The same about other entities, blank-separated. */
    public void issueAbout(
            String entities,
            String kind,
            @Words({"action", "notice", "note"}) String severity,
            Long from,
            Long till,
            String detail,
            Because... because) {
        findings.add(new Finding(
                kind,
                severity,
                entities,
                subject.kind() == Entity.Kind.HOST ? subject.id() : "",
                from == null ? Micros.ALWAYS : from,
                till == null ? Micros.FOREVER : till,
                detail,
                rule,
                rows(because)));
    }

    // -- bounds
    // --------------------------------------------------------------------------------------------------------

    /** The latest of these times; an unknown one does not count; null if all are unknown. */
    public Long latest(Long... times) {
        return fold(Math::max, times);
    }

    /** The earliest of these times; an unknown one does not count; null if all are unknown. */
    public Long earliest(Long... times) {
        return fold(Math::min, times);
    }

    private static Long fold(LongBinaryOperator operator, Long... times) {
        Long result = null;
        for (Long time : times) {
            if (time != null) {
                result = result == null ? time : Long.valueOf(operator.applyAsLong(result, time));
            }
        }
        return result;
    }

    // ------------------------------------------------------------------------------------------------------------------

    /** A value that nothing downstream knows would be taken for something else in silence. */
    private void oneOf(String what, String value, List<String> known) {
        if (!known.contains(value)) {
            throw new InputRefused(rule.file() + ":" + rule.line() + ": " + what + " '" + value + "' is none of "
                    + String.join(", ", known) + ". Maybe a misspelt rule or signal.");
        }
    }

    /** One object for all that is concluded of it. */
    private Entity allocation(String id) {
        return allocations.computeIfAbsent(id, key -> new Entity(Entity.Kind.ALLOCATION, key));
    }

    private void claim(
            Entity entity,
            Attribute attribute,
            String value,
            Quantities quantities,
            Quantities spread,
            Long from,
            Long till,
            Because... because) {
        long begins = from == null ? Micros.ALWAYS : from;
        long ends = till == null ? Micros.FOREVER : till;
        if (begins >= ends) {
            return;
        }
        double confidence = rule.confidence();
        for (Because reason : because) {
            confidence = Math.min(confidence, reason.confidence());
        }
        claims.add(
                new Claim(entity, attribute, value, quantities, spread, begins, ends, rule, confidence, rows(because)));
    }

    private static List<Evidence> rows(Because... because) {
        if (because.length == 1 && because[0].evidence().size() <= 1) {
            return because[0].evidence();
        }
        List<Evidence> rows = new ArrayList<>(because.length);
        for (Because reason : because) {
            Evidence.addInOrder(rows, reason.evidence());
        }
        // Nearly all are of one or two, which take half as much so.
        return rows.size() <= 2 ? List.copyOf(rows) : rows;
    }
}
