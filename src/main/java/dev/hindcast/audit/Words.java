package dev.hindcast.audit;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.store.ResultReader.EntryText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SegmentText;
import dev.hindcast.store.ResultReader.SpanText;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** The result's terms as an operator says them to someone who has never seen hindcast. */
final class Words {
    private Words() {}

    /** What had such an amount of a resource; {@code had 24 nodes} goes before it. */
    static String of(Series series) {
        return switch (series) {
            case TOTAL -> "in all";
            case RESERVABLE -> "in the reservable pool";
            case COMMITTED -> "promised to leases";
            case OCCUPIED -> "held by instances";
            case OCCUPIED_RESERVATION -> "held by instances under a reservation";
            case OCCUPIED_ONDEMAND -> "held by instances on demand";
            case OCCUPIED_UNKNOWN_BOOKING -> "held by instances of unknown booking";
            case ACTIVE -> "held by running instances";
            case MAINTENANCE -> "in maintenance, counted once for each cause";
            case CONFLICT -> "claimed twice";
            case MASKED -> "in the reservable pool but out of service or claimed twice";
            case MASKED_TOTAL -> "out of service or claimed twice";
            case MASKED_ONDEMAND -> "outside the reservable pool and out of service or claimed twice";
            case NOT_RESERVABLE -> "outside the reservable pool";
            case UNSPOKEN -> "of whose pool no source says anything";
            case ADMITTABLE -> "that could be promised to leases";
            case ADMITTABLE_TOTAL -> "in service";
            case AVAILABLE -> "still free to be promised to leases";
            case IDLE -> "promised to leases and not in use";
            case STOPPED -> "held by instances that did not run";
            case AVAILABLE_ONDEMAND -> "free for instances on demand";
        };
    }

    /** What becomes of a span at an entry: {@code  begins}; of a host's state {@code  from then on}, since others may follow. */
    static String turn(EntryText entry) {
        boolean host = entry.span().host().equals(entry.span().entity());
        return host ? entry.sign() > 0 ? " from then on" : " until then" : entry.sign() > 0 ? " begins" : " ends";
    }

    /** What a span of a type is, with a plural. */
    static String noun(String type, boolean one) {
        String many = switch (type) {
            case "nova_host" -> "hosts";
            case "blazar_host" -> "hosts in the reservable pool";
            case "blazar_allocation" -> "hosts or parts of hosts promised to leases";
            case "nova_instance_occupied" -> "instances";
            case "nova_instance_active" -> "running instances";
            case "maintenance_mask" -> "hosts in maintenance";
            case "conflict_exclusion" -> "hosts claimed twice";
            case "not_reservable" -> "hosts outside the reservable pool";
            case "unspoken" -> "hosts of whose pool nothing speaks";
            case "masked" -> "hosts of the pool out of service or claimed twice";
            case "masked_ondemand" -> "hosts outside the pool out of service or claimed twice";
            default -> "hosts out of service or claimed twice";
        };
        if (one && many.startsWith("hosts or parts")) {
            return "host or part of a host promised to a lease";
        }
        return one ? many.replaceFirst("^(hosts|instances|running instances)", singular(many)) : many;
    }

    private static String singular(String many) {
        return many.startsWith("running") ? "running instance" : many.startsWith("hosts") ? "host" : "instance";
    }

    /** What sets some spans of a type apart: how they were booked, for what cause. */
    static String kind(SpanText span) {
        String booking = switch (span.booking()) {
            case "reservation" -> "";
            case "ondemand" -> ", on demand";
            case Claim.UNKNOWN -> ", of unknown booking";
            default -> "";
        };
        return booking + (span.cause().isEmpty() ? "" : " (" + causes(span.cause()) + ")");
    }

    /** {@code lease+signal} as words. */
    static String causes(String causes) {
        return causes.replace("+", " and ").replace('_', ' ');
    }

    /** What an issue's severity asks for. */
    static String severity(String severity) {
        return switch (severity) {
            case "action" -> "a person should look";
            case "notice" -> "the number is affected";
            default -> "how a state was settled";
        };
    }

    /** What one span is, behind "counted as". */
    static String one(SpanText span) {
        return switch (span.type()) {
            case "nova_host" -> "there";
            case "blazar_host" -> "in the reservable pool";
            case "blazar_allocation" -> "promised to a lease";
            case "nova_instance_occupied" -> "holding its host";
            case "nova_instance_active" -> "running";
            case "maintenance_mask" -> "in maintenance";
            case "conflict_exclusion" -> "claimed twice";
            case "not_reservable" -> "outside the reservable pool";
            case "unspoken" -> "of unknown pool";
            default -> "out of service or claimed twice";
        };
    }

    /** From when to when, and how surely: {@code from ... to ..., confidence 0.95}. */
    static String life(Region region, SpanText span) {
        String from = span.from() == region.dawn()
                ? "from the region's first evidence (" + Micros.text(span.from()) + ")"
                : "from " + Micros.text(span.from());
        String till = span.till() == Micros.FOREVER
                ? " on, still so at the region's last whole snapshot"
                : " to " + Micros.text(span.till());
        return from + till + (span.confidence() < 1.0 ? ", confidence " + number(span.confidence()) : "");
    }

    /** What was settled, as a sentence without its full stop. */
    static String settled(Ground ground, Names names) {
        SegmentText segment = ground.segment();
        if (segment.contested()) {
            return segment.attribute() == Attribute.INVENTORY
                    ? "Witnesses of equal rank contradict each other about what "
                            + (ground.ofHost() ? "its host" : "it")
                            + " carried: what all grant is known, and the rest perhaps"
                    : "Witnesses of equal rank contradict each other about its " + attribute(segment.attribute())
                            + ", so it is unknown";
        }
        String it = ground.ofHost() ? "Its host " + names.host(segment.entity()) : "It";
        String value = segment.value();
        boolean unknown = value.equals(Claim.UNKNOWN);
        return switch (segment.attribute()) {
            case EXISTENCE ->
                unknown ? "Whether it existed is unknown" : value.equals("exists") ? it + " existed" : it + " was gone";
            case KIND -> it + " is " + (value.equals("bare_metal") ? "bare metal" : "a " + value);
            case INVENTORY -> it + " carried " + value;
            case POOL ->
                switch (value) {
                    case "reservable" -> it + " was in the reservable pool";
                    case "not_reservable" -> it + " was outside the reservable pool";
                    case "unspoken" -> "Nothing says whether it was reservable";
                    default -> "Whether it was reservable is in question";
                };
            case MAINTENANCE -> it + " was out of service (" + causes(value) + ")" + leases(ground);
            case CONFLICT -> it + " was claimed twice (" + causes(value) + ")" + leases(ground);
            case PURPOSE ->
                unknown
                        ? "What it is for is unknown"
                        : value.equals("commitment") ? it + " is a commitment" : it + " serves " + value;
            case TERM ->
                switch (value) {
                    case "held" -> it + " was in force";
                    case "over" -> it + " was over";
                    default -> "Whether it was still in force is open";
                };
            case YIELDS -> it + " yields to " + names.allocation(value.substring("to ".length()));
            case PLACEMENT -> unknown ? "On which host it was is unknown" : it + " was on host " + names.host(value);
            case SIZE -> value.isEmpty() ? "How much it took is unknown" : it + " took " + value;
            case PRESENCE ->
                unknown
                        ? "Whether it held its host is unknown"
                        : value.equals("holding") ? it + " held its host" : it + " held no host";
            case ACTIVITY ->
                unknown ? "Whether it ran is unknown" : value.equals("active") ? it + " ran" : it + " did not run";
            case END ->
                value.indexOf('/') < 0
                        ? it + " ended at " + value
                        : value.endsWith("/")
                                ? it + " still held at " + value.replace("/", "") + "; since then it is open"
                                : it + " ended between " + value.replace("/", " and ");
            case BOOKING ->
                switch (value) {
                    case "reservation" -> it + " was booked by a reservation";
                    case "ondemand" -> it + " was there on demand";
                    default -> "How it was booked is unknown";
                };
        };
    }

    /** {@code  by lease a and lease b}: whose, where leases made it so. */
    private static String leases(Ground ground) {
        List<String> leases = ground.winners().stream()
                .flatMap(winner -> winner.evidence().stream())
                .filter(row -> row.rawTable().equals("blazar.leases"))
                .map(Names::lease)
                .distinct()
                .toList();
        return leases.isEmpty() ? "" : " by " + String.join(" and ", leases);
    }

    /** A value as one claim among several gives it. */
    static String value(Attribute attribute, String value) {
        return switch (attribute) {
            case POOL -> value.equals("unspoken") ? "nothing known" : causes(value);
            case MAINTENANCE, CONFLICT, KIND -> causes(value);
            case END ->
                value.indexOf('/') < 0
                        ? value
                        : value.endsWith("/")
                                ? "after " + value.replace("/", "")
                                : "between " + value.replace("/", " and ");
            default -> value;
        };
    }

    static String attribute(Attribute attribute) {
        return attribute.name().toLowerCase(Locale.ROOT);
    }

    /** {@code from A to B}; empty for all time. */
    static String interval(long from, long till) {
        if (from == Micros.ALWAYS) {
            return till == Micros.FOREVER ? "" : "until " + Micros.text(till);
        }
        return "from " + Micros.text(from) + (till == Micros.FOREVER ? " on" : " to " + Micros.text(till));
    }

    /** The same of times as text, either of which may be missing. */
    static String from(String from, String till) {
        return (from == null ? "" : "from " + from + " ") + (till == null ? "on" : "to " + till);
    }

    /** {@code 1 node}, {@code 24 nodes}, {@code 48 vcpus}. */
    static String amount(String number, String resource) {
        boolean one = number.equals("1") && (resource.equals(Quantities.NODES) || resource.equals(Quantities.VCPUS));
        return number + " " + (one ? resource.substring(0, resource.length() - 1) : resource);
    }

    /** {@code 0.9}, {@code 1}. */
    static String number(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    static String count(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
