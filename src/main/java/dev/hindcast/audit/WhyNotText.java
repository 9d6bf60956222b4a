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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
            page.line("  " + nothing(whyNot.attribute()));
        } else {
            boolean asExpected = whyNot.isSo() && !whyNot.value().isEmpty();
            if (asExpected) {
                page.line("  It is so.");
            }
            new GroundText(page, names, command + " --format json").brief(2, whyNot.settled());
            if (asExpected) {
                String option = whyNot.kind() == Entity.Kind.HOST ? "--host" : "--instance";
                page.command(
                        2,
                        "All that is known of it then",
                        commands.story(whyNot.region(), option, whyNot.name()) + " --at " + Micros.text(whyNot.at()));
                return page.toString();
            }
        }
        Page signal = signal(page.another(), whyNot);
        page.line("");
        page.line("Searched");
        new SearchedText(page, whyNot.at()).write(whyNot.tables());
        page.line("");
        page.line(
                whyNot.rules().size() == 1
                        ? "The rule"
                        : "Rules that could have said " + expected(whyNot) + ", the nearest first");
        int shown = 0;
        for (WhyNot.Tried tried : whyNot.rules()) {
            Page next = page.another();
            tried(next, shown + 1, tried, whyNot);
            boolean room = !look.fits() || page.lines() + next.lines() + signal.lines() < Look.LINES;
            if (shown == look.limit(RULES) || shown > 0 && !room) {
                break;
            }
            page.add(next);
            shown++;
        }
        boolean open = whyNot.rules().subList(0, shown).stream()
                .flatMap(tried -> tried.attempt().stream())
                .flatMap(attempt -> attempt.conditions().stream())
                .anyMatch(each -> each.outcome() == Outcome.NOT_KEPT);
        if (open) {
            page.indented(
                    0,
                    "What is marked ? the result does not have: of an instance it keeps the rows that something rests on.");
        }
        int left = whyNot.rules().size() - shown;
        if (left > 0) {
            page.command(0, left + " more", command + " --limit 0");
        }
        page.add(signal);
        return page.toString();
    }

    /** What a person may know where no source tells it. */
    private Page signal(Page page, WhyNot whyNot) {
        List<String> lines = SignalToWrite.of(whyNot, explainer.signalReadings());
        if (!lines.isEmpty()) {
            page.line("");
            page.indented(
                    0,
                    "If you know that it was so, write this into signals.yml in the region's folder, with your name and how"
                            + " you know, and reconstruct anew:");
            lines.forEach(page::line);
        }
        return page;
    }

    private static String expected(WhyNot whyNot) {
        return whyNot.value().isEmpty()
                ? "anything of its " + Words.attribute(whyNot.attribute())
                : whyNot.value().replace('_', ' ');
    }

    // -- rules

    private void tried(Page page, int number, WhyNot.Tried tried, WhyNot whyNot) {
        page.hanging(
                String.format(java.util.Locale.ROOT, "%2d. ", number),
                tried.rule().sentence() + " [" + tried.rule().id() + ", ranks "
                        + tried.rule().precedence() + "].");
        String indent = " ".repeat(4);
        for (WhyNot.Spoken spoken : tried.now()) {
            ClaimText claim = spoken.claim();
            page.hanging(
                    indent,
                    ("It says " + Words.value(whyNot.attribute(), claim.value()) + " "
                                            + Words.interval(claim.from(), claim.till()))
                                    .strip()
                            + (spoken.defeat().isEmpty()
                                    ? ", and that is what was settled."
                                    : ", and was not taken: " + spoken.defeat() + "."));
        }
        tried.nearest()
                .filter(near -> tried.now().isEmpty())
                .ifPresentOrElse(
                        near -> another(page, indent, near, whyNot.at()),
                        () -> tried.attempt().ifPresent(attempt -> attempt(page, attempt, whyNot)));
    }

    private static void another(Page page, String indent, WhyNot.Near near, long at) {
        ClaimText claim = near.claim();
        page.hanging(
                indent,
                "Its conditions hold, but of another time: it says "
                        + (near.segment().attribute().accumulates()
                                ? "so"
                                : Words.value(near.segment().attribute(), claim.value()))
                        + " " + Words.interval(claim.from(), claim.till())
                        + ", which "
                        + (at < claim.from()
                                ? "begins " + length(claim.from() - at) + " later"
                                : "ended " + length(at - claim.till()) + " before")
                        + ".");
        claim.evidence().stream()
                .limit(2)
                .forEach(row -> page.hanging(
                        indent + "nearest  ",
                        GroundText.where(row) + ": " + String.join(", ", Cells.telling(near.segment(), claim, row))));
    }

    /** Conditions that one fact answers alike stand on one line. */
    private void attempt(Page page, Conditions.Attempt attempt, WhyNot whyNot) {
        if (attempt.fires()) {
            page.line("    Its conditions hold, but what it says is of no time, or something else.");
        }
        Object nearest = null;
        Set<String> none = new HashSet<>();
        String label = "";
        List<String> alike = new ArrayList<>();
        for (Conditions.Tried each : attempt.conditions()) {
            boolean absent = each.text().startsWith("not ");
            String type = each.text()
                    .replaceFirst("^(there is an? |not )", "")
                    .replaceAll("[:(].*", "")
                    .strip();
            boolean missing = each.outcome() == Outcome.FAILS && each.factOrNull() == null;
            String mark = mark(each.outcome());
            String words;
            if (missing || each.outcome() == Outcome.NOT_KEPT) {
                // What would be asked of it is not asked.
                if (!none.add(type)) {
                    continue;
                }
                words = missing ? FactWords.absence(type) : FactWords.notKept(type);
            } else if (absent) {
                String inside = each.text().replaceFirst("^[^(]*\\(", "").replaceFirst("\\)$", "");
                words = "there is no " + FactWords.noun(type)
                        + (inside.isEmpty() ? "" : " with " + FactWords.condition(inside));
            } else if (each.text().startsWith("there is ")) {
                words = "there is such a " + FactWords.noun(type);
            } else {
                String condition = FactWords.condition(each.text().replaceFirst("^\\w+:\\s*", ""));
                boolean told = each.outcome() == Outcome.FAILS && !each.values().isEmpty();
                String noun = each.factOrNull() instanceof KeptFact fact ? FactWords.noun(fact) : FactWords.noun(type);
                String begin = noun + ": ";
                words = begin + condition + (told ? "   (" + FactWords.values(each.values()) + ")" : "");
                if (!told && label.equals(mark + begin)) {
                    alike.add(condition);
                    continue;
                }
                flush(page, label, alike);
                label = told ? "" : mark + begin;
                alike.add(told ? mark + words : condition);
                nearest = nearest == null && each.outcome() == Outcome.FAILS ? each.factOrNull() : nearest;
                continue;
            }
            flush(page, label, alike);
            label = "";
            alike.add(mark + words);
            nearest = nearest == null && each.outcome() == Outcome.FAILS ? each.factOrNull() : nearest;
        }
        flush(page, label, alike);
        if (nearest instanceof KeptFact fact) {
            String place = explainer.place(whyNot.region(), fact);
            page.hanging("    nearest  ", FactWords.fact(fact) + (place.isEmpty() ? "" : " (" + place + ")"));
        }
    }

    /** Writes what has come together: conditions of one label, or a line by itself. */
    private static void flush(Page page, String label, List<String> alike) {
        if (!alike.isEmpty()) {
            String line = label + String.join(", ", alike);
            page.hanging("    " + line.substring(0, MARK), line.substring(MARK));
        }
        alike.clear();
    }

    private static final int MARK = 5;

    private static String mark(Outcome outcome) {
        return switch (outcome) {
            case HOLDS -> "yes  ";
            case FAILS -> "NO   ";
            case NOT_ASKED -> "-    ";
            case NOT_KEPT -> "?    ";
        };
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
                        + host.region().name() + " adds " + Quantities.decimal(known) + " to the "
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
                    .forEach(span -> page.hanging(
                            "         ",
                            "there was " + names.subject(span) + Words.kind(span)
                                    + (span.booking().equals("reservation") ? ", booked by a reservation" : "")));
        }
    }

    private static String nothing(Attribute need) {
        return switch (need) {
            case EXISTENCE -> "Nothing tells whether it existed.";
            case INVENTORY -> "Nothing tells what it carried.";
            case MAINTENANCE -> "Nothing took it out of service.";
            case CONFLICT -> "Nothing claimed it twice.";
            case POOL -> "Nothing tells its pool.";
            default -> "Nothing was settled about its " + Words.attribute(need) + ".";
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
