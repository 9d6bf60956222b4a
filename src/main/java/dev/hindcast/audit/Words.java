package dev.hindcast.audit;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Claim;
import dev.hindcast.store.ResultReader.SegmentText;
import dev.hindcast.store.ResultReader.SpanText;
import java.math.BigDecimal;
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

    /** What a span of a type is, with a plural. */
    static String noun(String type, boolean one) {
        String many = switch (type) {
            case "nova_host" -> "hosts";
            case "blazar_host" -> "hosts in the reservable pool";
            case "blazar_allocation" -> "allocations of leases";
            case "nova_instance_occupied" -> "instances";
            case "nova_instance_active" -> "running instances";
            case "maintenance_mask" -> "hosts in maintenance";
            case "conflict_exclusion" -> "hosts claimed twice";
            case "not_reservable" -> "hosts outside the reservable pool";
            case "unspoken" -> "hosts of whose pool nothing speaks";
            default -> "hosts out of service or claimed twice";
        };
        return one ? many.replaceFirst("^(hosts|allocations|instances|running instances)", singular(many)) : many;
    }

    private static String singular(String many) {
        return many.startsWith("running")
                ? "running instance"
                : many.startsWith("hosts") ? "host" : many.startsWith("all") ? "allocation" : "instance";
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

    /** {@code host node-1}, or {@code instance 77.. on host node-1}. */
    static String subject(SpanText span) {
        String what = switch (span.type()) {
            case "blazar_allocation" -> "allocation ";
            case "nova_instance_occupied", "nova_instance_active" -> "instance ";
            default -> "host ";
        };
        boolean elsewhere = !span.host().equals(span.entity());
        return what
                + span.entity()
                + (!elsewhere ? "" : span.host().isEmpty() ? " on an unknown host" : " on host " + span.host());
    }

    /** What was settled, as a sentence without its full stop. */
    static String settled(Ground ground) {
        SegmentText segment = ground.segment();
        if (segment.contested()) {
            return "Rules of equal rank contradict each other about its " + attribute(segment.attribute())
                    + ", so it is unknown";
        }
        String it = ground.ofHost() ? "Its host " + segment.entity() : "It";
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
            case MAINTENANCE -> it + " was out of service (" + causes(value) + ")";
            case CONFLICT -> it + " was claimed twice (" + causes(value) + ")";
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
            case YIELDS -> it + " yields " + value;
            case PLACEMENT -> it + " was on host " + value;
            case SIZE -> it + " took " + value;
            case PRESENCE -> value.equals("holding") ? it + " held its host" : it + " held no host";
            case ACTIVITY -> value.equals("active") ? it + " ran" : it + " did not run";
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
