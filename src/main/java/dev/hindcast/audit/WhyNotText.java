package dev.hindcast.audit;

import dev.hindcast.audit.Explanation.Share;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.reasoning.Conditions;
import dev.hindcast.reasoning.Conditions.Outcome;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.KeptFact;
import dev.hindcast.store.ResultReader.ClaimText;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Why something was not concluded, in words: what was settled, what was searched, and what became of each rule's conditions. */
public final class WhyNotText {
    private static final int RULES = 6;

    private final Explainer explainer;
    private final Look look;
    private final Commands commands;

    public WhyNotText(Explainer explainer, Look look, Commands commands) {
        this.explainer = explainer;
        this.look = look;
        this.commands = commands;
    }

    /** Of a state or a rule. */
    public String of(WhyNot whyNot, String command) {
        Page page = new Page(look.width());
        Names names = explainer.names(whyNot.region());
        String who = whyNot.kind() == Entity.Kind.HOST ? "host " + names.host(whyNot.name()) : names.any(whyNot.name());
        page.indented(
                0,
                "On " + Micros.text(whyNot.at()) + " in region "
                        + whyNot.region().name() + ", of " + who + ":");
        if (whyNot.settled().isEmpty()) {
            page.line("  Nothing was settled about its " + Words.attribute(whyNot.attribute()) + ".");
        } else {
            if (whyNot.isSo() && !whyNot.value().isEmpty()) {
                page.line("  It is so.");
            }
            new GroundText(page, names, command + " --format json").brief(2, whyNot.settled());
        }
        page.line("");
        page.line("Searched");
        whyNot.tables().forEach(table -> searched(page, table, whyNot));
        page.line("");
        page.line(
                whyNot.rules().size() == 1
                        ? "The rule"
                        : "Rules that could have said " + expected(whyNot) + ", the nearest first");
        int number = 0;
        List<WhyNot.Tried> rules = whyNot.rules();
        for (WhyNot.Tried tried : rules.subList(0, Math.min(look.limit(RULES), rules.size()))) {
            tried(page, names, ++number, tried, whyNot);
        }
        int left = rules.size() - look.limit(RULES);
        if (left > 0) {
            page.command(0, left + " more", command + " --limit 0");
        }
        return page.toString();
    }

    private static String expected(WhyNot whyNot) {
        return whyNot.value().isEmpty()
                ? "anything of its " + Words.attribute(whyNot.attribute())
                : whyNot.value().replace('_', ' ');
    }

    // -- what was searched

    private static void searched(Page page, WhyNot.Searched table, WhyNot whyNot) {
        String rows = table.rows() == 0
                ? "no row about it"
                : Words.count(table.rows(), "row content", "row contents") + " about it";
        long whole = table.snapshots().stream().filter(look -> look.complete()).count();
        String looks = table.snapshots().isEmpty()
                ? "; no source shows this table"
                : ", in " + Words.count(whole, "whole snapshot", "whole snapshots") + " from "
                        + Micros.text(table.snapshots().get(0).seen()) + " to "
                        + Micros.text(table.snapshots()
                                .get(table.snapshots().size() - 1)
                                .seen())
                        + "; around then "
                        + table.before(whyNot.at())
                                .map(look -> Micros.text(look.seen()))
                                .orElse("none before")
                        + " and "
                        + table.after(whyNot.at())
                                .map(look -> Micros.text(look.seen()))
                                .orElse("none after");
        page.hanging("  " + table.table() + ": ", rows + looks + ".");
    }

    // -- rules

    private void tried(Page page, Names names, int number, WhyNot.Tried tried, WhyNot whyNot) {
        page.hanging(
                String.format(java.util.Locale.ROOT, "%2d. ", number),
                tried.rule().sentence() + " [" + tried.rule().id() + ", ranks "
                        + tried.rule().precedence() + "].");
        String indent = " ".repeat(4);
        for (WhyNot.Spoken spoken : tried.now()) {
            ClaimText claim = spoken.claim();
            page.hanging(
                    indent,
                    "It says " + Words.value(whyNot.attribute(), claim.value()) + " "
                            + Words.interval(claim.from(), claim.till())
                            + (spoken.defeat().isEmpty()
                                    ? ", and that is what was settled."
                                    : ", and was not taken: " + spoken.defeat() + "."));
        }
        if (!tried.now().isEmpty()) {
            return;
        }
        if (tried.nearest().isPresent()) {
            ClaimText claim = tried.nearest().get();
            boolean later = whyNot.at() < claim.from();
            page.hanging(
                    indent,
                    "Its conditions hold, but of another time: it says so "
                            + Words.interval(claim.from(), claim.till()) + ", which "
                            + (later
                                    ? "begins " + length(claim.from() - whyNot.at()) + " later"
                                    : "ended " + length(whyNot.at() - claim.till()) + " before")
                            + ".");
            claim.evidence().stream()
                    .limit(2)
                    .forEach(row -> page.hanging(
                            indent + "nearest  ", GroundText.place(row) + ": " + String.join(", ", Cells.plain(row))));
        } else if (tried.attempt().isPresent()) {
            attempt(page, tried.attempt().get(), whyNot);
        } else {
            page.hanging(
                    indent,
                    "It says nothing of it. What its conditions were asked of is kept for hosts alone; it reads "
                            + tried.rule().evidence() + ".");
        }
    }

    private void attempt(Page page, Conditions.Attempt attempt, WhyNot whyNot) {
        if (attempt.fires()) {
            page.line("    Its conditions hold, but what it says is of no time, or something else.");
        }
        Object nearest = null;
        String none = "";
        for (Conditions.Tried each : attempt.conditions()) {
            String type = each.text()
                    .replaceFirst("^there is an? ", "")
                    .replaceAll("[:(].*", "")
                    .strip();
            boolean missing = each.outcome() == Outcome.FAILS && each.factOrNull() == null;
            if (missing) {
                // What would be asked of it is not asked.
                if (!none.equals(type)) {
                    page.hanging("    NO   ", "There is no " + type + " about this host: " + meaning(type) + ".");
                }
                none = type;
                continue;
            }
            String said = each.outcome() == Outcome.HOLDS ? "yes" : each.outcome() == Outcome.FAILS ? "NO" : "-";
            String found = each.outcome() != Outcome.FAILS
                    ? ""
                    : each.values().isEmpty() ? "" : "   (" + values(each.values()) + ")";
            page.hanging(String.format(java.util.Locale.ROOT, "    %-4s ", said), each.text() + found);
            nearest = each.outcome() == Outcome.FAILS && each.factOrNull() != null && nearest == null
                    ? each.factOrNull()
                    : nearest;
        }
        if (nearest instanceof KeptFact fact) {
            page.hanging("    nearest  ", fact(fact, whyNot));
        }
    }

    /** What the absence of such a fact means. */
    private static String meaning(String type) {
        return switch (type) {
            case "Held" -> "no row of it was seen with any value";
            case "Gap" -> "nothing of it was seen to change without a date";
            case "Vanished" -> "no row of it vanished";
            case "Succession" -> "no row of it followed another";
            case "Signalled" -> "no signal speaks of it";
            case "Commitment" -> "no lease is known to have held it";
            case "Testimony" -> "no allocations name a row of it";
            case "Overlap" -> "no two claims on it overlap";
            case "Tenant" -> "whose instances it had is not kept for this";
            default -> "no row of that table names it";
        };
    }

    private static String values(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + " is " + value.getValue())
                .collect(Collectors.joining(", "));
    }

    /** {@code Held: blazar.computehosts 3, reservable true, from ... to ... (row 3 in dump.sql)}. */
    private String fact(KeptFact fact, WhyNot whyNot) {
        List<String> words = new ArrayList<>();
        for (String name : List.of("table", "key", "column", "value", "name", "says", "purpose")) {
            if (fact.properties().containsKey(name)) {
                words.add(fact.properties().get(name).toString());
            }
        }
        for (String[] bounds : new String[][] {{"from", "till"}, {"firstSeen", "lastSeen"}}) {
            if (fact.properties().get(bounds[0]) instanceof Long from
                    && fact.properties().get(bounds[1]) instanceof Long till) {
                words.add((bounds[0].equals("firstSeen") ? "seen " : "") + Words.interval(from, till));
                break;
            }
        }
        String place = explainer.place(whyNot.region(), fact);
        return fact.type() + ": " + String.join(" ", words) + (place.isEmpty() ? "" : " (" + place + ")");
    }

    private static String length(long micros) {
        Duration length = Duration.of(micros, ChronoUnit.MICROS);
        return length.toDays() > 1
                ? length.toDays() + " days"
                : length.toHours() > 1 ? length.toHours() + " hours" : length.toMinutes() + " minutes";
    }

    // -- series

    /** Why a host does not count in a series at an instant, or that it does. */
    public String of(Explanation explanation, Story host) {
        Page page = new Page(look.width());
        Names names = explainer.names(host.region());
        List<Share> shares = explanation.shares().stream()
                .filter(share -> share.span().host().equals(host.name()))
                .toList();
        long known = shares.stream()
                .filter(Share::isKnown)
                .mapToLong(share -> share.sign() * share.quantity())
                .sum();
        page.indented(
                0,
                "On " + Micros.text(host.from()) + " host " + names.host(host.name()) + " of region "
                        + host.region().name() + " makes " + Quantities.decimal(known) + " of the "
                        + Words.amount(explanation.range(), explanation.resource()) + " "
                        + Words.of(explanation.series()) + ".");
        page.line("  " + explanation.formula());
        page.line("");
        for (Explanation.Term term : explanation.terms()) {
            page.line((term.sign() > 0 ? "+ " : "- ") + term.series().text() + ": " + Words.of(term.series()));
            List<Share> ofTerm = shares.stream()
                    .filter(share -> share.term() == term.series())
                    .toList();
            for (Share share : ofTerm) {
                page.hanging(
                        "    yes  ",
                        (share.isMeasured()
                                        ? Words.amount(Quantities.decimal(share.quantity()), explanation.resource())
                                        : explanation.resource() + " never measured")
                                + (share.isKnown() ? "" : ", perhaps") + ": " + names.subject(share.span())
                                + Words.kind(share.span()) + ", " + Words.life(host.region(), share.span()) + " [span "
                                + share.span().id() + "]");
            }
            if (ofTerm.isEmpty()) {
                missing(page, names, term.series(), host);
            }
        }
        page.line("");
        page.command(
                0,
                "All that is known of it then",
                commands.story(host.region(), "--host", host.name()) + " --at " + Micros.text(host.from()));
        return page.toString();
    }

    /** What a host needs to count in a sum, and which of it was not so. */
    private void missing(Page page, Names names, Series series, Story host) {
        Set<Attribute> needs = needs(series);
        for (Attribute need : needs) {
            List<Ground> grounds = host.grounds().stream()
                    .filter(ground -> ground.segment().attribute() == need)
                    .toList();
            String wanted = wanted(series, need);
            boolean so = need == Attribute.MAINTENANCE || need == Attribute.CONFLICT || need == Attribute.INVENTORY
                    ? !grounds.isEmpty()
                    : grounds.stream()
                            .anyMatch(ground -> ground.segment().value().equals(wanted));
            if (grounds.isEmpty()) {
                page.line("    NO   " + nothing(need));
            }
            for (Ground ground : grounds) {
                page.hanging(
                        so ? "    yes  " : "    NO   ",
                        Words.settled(ground, names) + ": "
                                + GroundText.sentence(ground.winners().get(0)));
            }
            if (!so && !wanted.isEmpty()) {
                page.command(
                        9,
                        "Why not " + wanted.replace('_', ' '),
                        commands.whyNot(
                                host.region(),
                                " --host " + Commands.word(host.name()) + " --attribute " + Words.attribute(need) + "="
                                        + wanted + " --at " + Micros.text(host.from())));
            }
        }
        if (needs.isEmpty()) {
            boolean allocations = series == Series.COMMITTED;
            page.line("    NO   " + (allocations ? "No lease held it then." : "No such instance was on it then."));
            host.spans().stream()
                    .filter(span -> !span.entity().equals(host.name()))
                    .filter(span -> span.type().equals("blazar_allocation") == allocations)
                    .limit(3)
                    .forEach(span -> page.hanging("         ", "there was " + names.subject(span) + Words.kind(span)));
        }
    }

    private static String nothing(Attribute need) {
        return switch (need) {
            case EXISTENCE -> "Nothing tells whether it existed.";
            case INVENTORY -> "Nothing tells what it carried.";
            case MAINTENANCE -> "Nothing took it out of service.";
            case CONFLICT -> "Nothing claimed it twice.";
            default -> "Nothing tells its " + Words.attribute(need) + ".";
        };
    }

    private static Set<Attribute> needs(Series series) {
        return switch (series) {
            case TOTAL -> EnumSet.of(Attribute.EXISTENCE, Attribute.INVENTORY);
            case RESERVABLE, NOT_RESERVABLE, UNSPOKEN ->
                EnumSet.of(Attribute.EXISTENCE, Attribute.INVENTORY, Attribute.POOL);
            case MAINTENANCE -> EnumSet.of(Attribute.MAINTENANCE);
            case CONFLICT -> EnumSet.of(Attribute.CONFLICT);
            case MASKED, MASKED_ONDEMAND -> EnumSet.of(Attribute.MAINTENANCE, Attribute.CONFLICT);
            case MASKED_TOTAL -> EnumSet.of(Attribute.MAINTENANCE, Attribute.CONFLICT);
            default -> EnumSet.noneOf(Attribute.class);
        };
    }

    private static String wanted(Series series, Attribute need) {
        return switch (need) {
            case EXISTENCE -> "exists";
            case POOL ->
                switch (series) {
                    case RESERVABLE, MASKED -> "reservable";
                    case UNSPOKEN -> "unspoken";
                    default -> "not_reservable";
                };
            default -> "";
        };
    }
}
