package dev.hindcast.reasoning;

import dev.hindcast.reasoning.FactShape.Session;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a call of {@link Conclusions} concludes; issues apart, which settle nothing.
 *
 * @param call      the method's name
 * @param session   in which it can be drawn
 * @param attribute whereof; null for what an event means
 * @param value     as its claim has it; empty where the rule or a fact gives it
 * @param about     whereof, in words
 * @param says      the value in words; empty where the rule or a fact gives it
 */
record Conclusion(String call, Session session, Attribute attribute, String value, String about, String says) {
    private static final Map<String, Conclusion> ALL = List.of(
                    host(Attribute.EXISTENCE, "existence", "exists", "exists"),
                    host(Attribute.EXISTENCE, "existence", "gone", "gone"),
                    host(Attribute.EXISTENCE, "existence", "existenceUnknown", Claim.UNKNOWN),
                    host(Attribute.KIND, "kind", "kind", ""),
                    host(Attribute.INVENTORY, "inventory", "inventory", ""),
                    host(Attribute.INVENTORY, "inventory", "inventoryBetween", "")
                            .saying("one of two"),
                    host(Attribute.INVENTORY, "inventory", "inventoryOf", ""),
                    host(Attribute.POOL, "pool", "pool", ""),
                    host(Attribute.POOL, "pool", "poolUnspoken", "unspoken"),
                    host(Attribute.MAINTENANCE, "maintenance", "mask", ""),
                    host(Attribute.MAINTENANCE, "maintenance", "noMask", Claim.NONE),
                    host(Attribute.CONFLICT, "conflicts", "exclude", ""),
                    host(Attribute.CONFLICT, "conflicts", "noExclusion", Claim.NONE),
                    allocation(Attribute.PURPOSE, "purpose", "purpose", ""),
                    allocation(Attribute.TERM, "term", "term", "held"),
                    allocation(Attribute.TERM, "term", "termUnknown", Claim.UNKNOWN),
                    allocation(Attribute.TERM, "term", "termOver", "over"),
                    allocation(Attribute.TERM, "term", "notHeld", "over"),
                    allocation(Attribute.PLACEMENT, "host", "allocatedOn", ""),
                    allocation(Attribute.SIZE, "size", "takes", ""),
                    allocation(Attribute.SIZE, "size", "takesUnknown", "").saying(Claim.UNKNOWN),
                    // Of two allocations, in the session of the host that both are on.
                    new Conclusion("yields", Session.HOST, Attribute.YIELDS, "", "which allocation yields", "yields"),
                    instance(Attribute.PRESENCE, "an instance's hold on its host", "holds", "holding"),
                    instance(Attribute.PRESENCE, "an instance's hold on its host", "holdsNone", "away"),
                    instance(Attribute.PRESENCE, "an instance's hold on its host", "holdsUnknown", Claim.UNKNOWN),
                    instance(Attribute.ACTIVITY, "when an instance runs", "runs", "active"),
                    instance(Attribute.ACTIVITY, "when an instance runs", "runsNot", "inactive"),
                    instance(Attribute.ACTIVITY, "when an instance runs", "runsUnknown", Claim.UNKNOWN),
                    instance(Attribute.END, "an instance's end", "end", "").saying("at an instant"),
                    instance(Attribute.END, "an instance's end", "endText", "").saying("at an instant"),
                    instance(Attribute.END, "an instance's end", "endBetween", "")
                            .saying("between two instants"),
                    instance(Attribute.END, "an instance's end", "endUnknownAfter", "")
                            .saying(Claim.UNKNOWN),
                    instance(Attribute.PLACEMENT, "an instance's host", "on", ""),
                    instance(Attribute.PLACEMENT, "an instance's host", "placeUnknown", Claim.UNKNOWN),
                    instance(Attribute.SIZE, "an instance's size", "size", ""),
                    instance(Attribute.BOOKING, "an instance's booking", "booking", ""),
                    new Conclusion("means", Session.VOCABULARY, null, "", "what an event means", ""))
            .stream()
            .collect(Collectors.toUnmodifiableMap(Conclusion::call, Function.identity()));

    /** By the method's name. */
    static Map<String, Conclusion> all() {
        return ALL;
    }

    private static Conclusion host(Attribute attribute, String about, String call, String value) {
        return new Conclusion(call, Session.HOST, attribute, value, "a host's " + about, value);
    }

    private static Conclusion allocation(Attribute attribute, String about, String call, String value) {
        return new Conclusion(call, Session.LEASE, attribute, value, "an allocation's " + about, value);
    }

    private static Conclusion instance(Attribute attribute, String about, String call, String value) {
        return new Conclusion(call, Session.INSTANCE, attribute, value, about, value);
    }

    private Conclusion saying(String words) {
        return new Conclusion(call, session, attribute, value, about, words);
    }
}
