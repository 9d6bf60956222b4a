package dev.hindcast.audit;

import dev.hindcast.audit.Explanation.Share;
import dev.hindcast.audit.Explanation.Term;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Explanations for people: the answer first, then what it is made of, then why each piece is believed. */
public final class ExplanationText {
    private static final int WIDTH = 118;
    /** Of the rows behind one rule; the structured form gives all. */
    private static final int ROWS = 3;

    private static final int OTHER_RULES = 3;
    /** Groups shown before the spans themselves. */
    private static final int GROUPS = 12;

    private final Explainer explainer;
    private final StringBuilder text = new StringBuilder();

    private ExplanationText(Explainer explainer) {
        this.explainer = explainer;
    }

    /** Where nothing is said: before dawn, and from the horizon on. */
    public static String outside(Region region, long at) {
        return "Nothing is said about region " + region.name() + " on " + Micros.text(at)
                + ": what is known of it reaches from "
                + Micros.text(region.dawn()) + " (its first evidence) until before " + Micros.text(region.horizon())
                + " (its last whole snapshot).\nMaybe ask for an instant between these, or add evidence from outside of them.\n";
    }

    /**
     * A number.
     *
     * @param limit   how many spans are shown; 0 for all
     * @param command what was typed, without a limit, for the line that says how to see the rest
     */
    public static String of(Explainer explainer, Explanation explanation, int limit, String command) {
        ExplanationText writer = new ExplanationText(explainer);
        writer.answer(explanation);
        writer.formula(explanation);
        writer.groups(explanation);
        writer.shares(explanation, limit, command);
        return writer.text.toString();
    }

    /** All that is known of a host; {@code command} is what to type before {@code --span}. */
    public static String of(HostExplanation host, String command) {
        ExplanationText writer = new ExplanationText(null);
        writer.host(host, command);
        return writer.text.toString();
    }

    /** One span with all that it rests on. */
    public static String of(Explainer explainer, Region region, SpanText span) {
        ExplanationText writer = new ExplanationText(explainer);
        writer.line("Span " + span.id() + " of region " + region.name() + ": " + Words.subject(span) + ".");
        writer.indented(
                2,
                "It is one of the " + Words.noun(span.type(), false) + Words.kind(span) + " (" + span.type() + "), "
                        + span(region, span) + ".");
        writer.indented(
                2,
                (span.known() ? "It counts as " : "It may be to be added as ")
                        + (span.quantities().isEmpty()
                                ? "something nobody measured"
                                : Quantities.text(span.quantities()))
                        + ".");
        writer.line("");
        writer.grounds(2, explainer.grounds(span, ""));
        return writer.text.toString();
    }

    // -- the answer

    private void answer(Explanation explanation) {
        line("On " + Micros.text(explanation.at()) + " region "
                + explanation.region().name() + " had " + Words.amount(explanation.range(), explanation.resource())
                + " " + Words.of(explanation.series()) + ".");
        if (explanation.total().unknown() != 0) {
            indented(
                    2,
                    Quantities.decimal(explanation.total().low())
                            + (explanation.series().isBalance() ? " of it is known" : " is the least") + "; up to "
                            + Quantities.decimal(explanation.total().unknown())
                            + " more is possible. What is marked 'perhaps' below says why.");
        }
        long unmeasured = explanation.total().unmeasured();
        if (unmeasured != 0) {
            indented(
                    2,
                    Words.count(unmeasured, "thing counts", "things count")
                            + " here without a number: no witness ever measured "
                            + (unmeasured == 1 ? "its " : "their ") + explanation.resource() + ".");
        }
        if (explanation.total().high() < 0) {
            indented(
                    2,
                    "That is below zero, and is not rounded up: more was taken than there was, or two sources disagree about an end.");
        }
        line("");
    }

    private void formula(Explanation explanation) {
        boolean balance = explanation.series().isBalance();
        line(explanation.series().text() + " = "
                + (balance
                        ? "the sum of the spans that stood then"
                        : explanation.series().formula()));
        row("", "", "known", "may be to be added", "unmeasured", "");
        for (Term term : explanation.terms()) {
            row(
                    term.sign() > 0 ? "+" : "-",
                    term.series().text(),
                    Quantities.decimal(term.amount().value()),
                    Quantities.decimal(term.amount().unknown()),
                    Long.toString(term.amount().unmeasured()),
                    Words.of(term.series()));
        }
        if (!balance) {
            row(
                    "=",
                    explanation.series().text(),
                    Quantities.decimal(explanation.total().value()),
                    Quantities.decimal(explanation.total().unknown()),
                    Long.toString(explanation.total().unmeasured()),
                    "least: the first less all that others may be");
        }
        line("");
    }

    private void row(String sign, String name, String known, String unknown, String unmeasured, String meaning) {
        line(String.format(
                        Locale.ROOT, "  %1s %-25s %12s %19s %11s   %s", sign, name, known, unknown, unmeasured, meaning)
                .stripTrailing());
    }

    // -- groups

    private void groups(Explanation explanation) {
        Map<String, List<Share>> groups = new LinkedHashMap<>();
        for (Share share : explanation.shares()) {
            groups.computeIfAbsent(
                            share.term() + "\u0000" + Words.kind(share.span()) + "\u0000" + share.isKnown(),
                            key -> new ArrayList<>())
                    .add(share);
        }
        if (explanation.shares().isEmpty()) {
            line("Nothing stood then that counts.");
            return;
        }
        if (explanation.shares().size() == 1) {
            return;
        }
        line("Made of");
        int shown = 0;
        for (List<Share> group : groups.values()) {
            if (++shown > GROUPS) {
                line("    and " + Words.count(groups.size() - GROUPS, "more kind", "more kinds"));
                break;
            }
            group(group, explanation.resource());
        }
        line("");
    }

    private void group(List<Share> group, String resource) {
        Share first = group.get(0);
        String what =
                group.size() + " " + Words.noun(first.span().type(), group.size() == 1) + Words.kind(first.span());
        long sum = group.stream().mapToLong(Share::quantity).sum();
        String amount = Words.amount(Quantities.decimal(sum), resource);
        line(String.format(
                Locale.ROOT,
                "  %s %-60s %s",
                first.sign() > 0 ? "+" : "-",
                what,
                first.isKnown() ? amount : "up to " + amount + ", perhaps"));
    }

    // -- spans

    private void shares(Explanation explanation, int limit, String command) {
        List<Share> shown = shown(explanation, limit);
        int number = 0;
        for (Share share : shown) {
            share(++number, share, explanation);
        }
        int more = explanation.shares().size() - shown.size();
        if (more > 0) {
            line(more + " more: " + command + " --limit 0");
        }
    }

    /** Largest first, and of each term some. */
    private static List<Share> shown(Explanation explanation, int limit) {
        if (limit == 0 || explanation.shares().size() <= limit) {
            return explanation.shares();
        }
        int[] quota = new int[explanation.terms().size()];
        for (int left = limit; left > 0; ) {
            for (int i = 0; i < quota.length && left > 0; i++) {
                if (quota[i] < explanation.of(explanation.terms().get(i)).size()) {
                    quota[i]++;
                    left--;
                }
            }
        }
        List<Share> shown = new ArrayList<>();
        for (int i = 0; i < quota.length; i++) {
            shown.addAll(explanation.of(explanation.terms().get(i)).subList(0, quota[i]));
        }
        return shown;
    }

    private void share(int number, Share share, Explanation explanation) {
        SpanText span = share.span();
        String amount = share.isMeasured()
                ? Words.amount(Quantities.decimal(share.quantity()), explanation.resource())
                : explanation.resource() + " never measured";
        String counts = share.isKnown() ? "" : span.known() ? ", perhaps: its booking is unknown" : ", perhaps";
        hanging(
                String.format(Locale.ROOT, "%2d. %s ", number, share.sign() > 0 ? "+" : "-"),
                amount + counts + ": " + Words.subject(span) + Words.kind(span) + ", "
                        + span(explanation.region(), span) + " [span " + span.id() + "]");
        // A host is one node whatever it carries.
        boolean whole =
                explanation.resource().equals(Quantities.NODES) && span.entity().equals(span.host());
        grounds(
                4,
                explainer.grounds(span, explanation.resource()).stream()
                        .filter(ground -> !whole || ground.segment().attribute() != Attribute.INVENTORY)
                        .toList());
        line("");
    }

    private static String span(Region region, SpanText span) {
        String from = span.from() == region.dawn()
                ? "from the region's first evidence (" + Micros.text(span.from()) + ")"
                : "from " + Micros.text(span.from());
        String till = span.till() == Micros.FOREVER
                ? " on, still so at the region's last whole snapshot"
                : " to " + Micros.text(span.till());
        return from + till + (span.confidence() < 1.0 ? ", confidence " + Words.number(span.confidence()) : "");
    }

    // -- grounds

    /** All that one span or host rests on; a row that stands behind several things is placed once. */
    private void grounds(int indent, List<Ground> grounds) {
        Set<String> placed = new HashSet<>();
        for (Ground ground : grounds) {
            String when =
                    Words.interval(ground.segment().from(), ground.segment().till());
            indented(indent, Words.settled(ground) + (when.isEmpty() ? "" : " " + when) + ".");
            Ground.Reason first = ground.winners().get(0);
            String said = ground.segment().contested()
                    ? Words.value(ground.segment().attribute(), first.claim().value()) + ": "
                    : "";
            hanging(" ".repeat(indent + 2) + "because  ", said + sentence(first));
            rows(indent + 2, ground, first, placed);
            others(
                    indent + 2,
                    "also     ",
                    ground,
                    ground.winners().subList(1, ground.winners().size()));
            others(indent + 2, "against  ", ground, ground.losers());
        }
    }

    private void rows(int indent, Ground ground, Ground.Reason reason, Set<String> placed) {
        String label = " ".repeat(indent) + "evidence ";
        String below = " ".repeat(label.length());
        if (reason.evidence().isEmpty()) {
            hanging(label, "none; nothing speaks of it");
        }
        int shown = 0;
        for (EvidenceText row : reason.evidence()) {
            if (++shown > ROWS) {
                hanging(
                        below,
                        Words.count(reason.evidence().size() - ROWS, "more row", "more rows")
                                + "; --format json gives all");
                break;
            }
            String cells = String.join("  ", Cells.telling(ground.segment(), reason.claim(), row));
            if (placed.add(row.id())) {
                hanging(label, place(row));
                hanging(below, cells);
            } else {
                hanging(
                        label,
                        row.rawTable() + " " + row.key() + " as above (seen " + Micros.text(row.firstSeen()) + "): "
                                + cells);
            }
        }
    }

    /** Rules that also spoke; one that did so for several rows is named once. */
    private void others(int indent, String label, Ground ground, List<Ground.Reason> reasons) {
        Map<String, Integer> sentences = new LinkedHashMap<>();
        for (Ground.Reason reason : reasons) {
            boolean won = reason.claim().won();
            String said = won
                    ? ""
                    : Words.value(ground.segment().attribute(), reason.claim().value()) + ": ";
            sentences.merge(
                    said + sentence(reason) + (won ? "" : " Lost: " + ground.defeat(reason) + "."), 1, Integer::sum);
        }
        int shown = 0;
        for (Map.Entry<String, Integer> sentence : sentences.entrySet()) {
            if (++shown > OTHER_RULES) {
                hanging(
                        " ".repeat(indent) + label,
                        Words.count(sentences.size() - OTHER_RULES, "more", "more") + "; --format json gives all");
                break;
            }
            hanging(
                    " ".repeat(indent) + label,
                    sentence.getKey() + (sentence.getValue() == 1 ? "" : " (" + sentence.getValue() + " times)"));
        }
    }

    private static String sentence(Ground.Reason reason) {
        double confidence = reason.claim().confidence();
        return reason.claim().sentence() + " [" + reason.claim().ruleId()
                + (confidence < 1.0 ? ", confidence " + Words.number(confidence) : "") + "].";
    }

    private static String place(EvidenceText row) {
        if (row.path().isEmpty()) {
            return row.rawTable() + " " + row.key()
                    + (row.rawTable().equals("signals") ? " (what operators state)" : "");
        }
        String seen = row.sightings() == 1
                ? "seen once, " + Micros.text(row.firstSeen())
                : "seen " + row.sightings() + " times, " + Micros.text(row.firstSeen()) + " to "
                        + Micros.text(row.lastSeen());
        return row.rawTable() + " " + row.key() + ": row " + row.row() + " of this table in " + row.path() + "; " + seen
                + (row.confidence() < 1.0 ? ", confidence " + Words.number(row.confidence()) : "");
    }

    // -- hosts

    private void host(HostExplanation host, String command) {
        line("On " + Micros.text(host.at()) + " this is known of host " + host.host() + " in region "
                + host.region().name() + ":");
        if (host.grounds().isEmpty()) {
            indented(2, "nothing. It is known at other times.");
        }
        grounds(2, host.grounds());
        line("");
        List<SpanText> guests = host.spans().stream()
                .filter(span -> !span.entity().equals(host.host()))
                .toList();
        line(guests.isEmpty() ? "Nothing was on it." : "On it then:");
        for (SpanText guest : guests) {
            hanging(
                    "  ",
                    Words.noun(guest.type(), true) + " " + guest.entity() + Words.kind(guest) + ": "
                            + Quantities.text(guest.quantities()) + (guest.known() ? "" : ", perhaps") + ", "
                            + span(host.region(), guest) + " [span " + guest.id() + "]");
        }
        if (!host.spans().isEmpty()) {
            line("");
            line("Next: " + command + " --span " + host.spans().get(0).id() + "   (why one of these is believed)");
        }
    }

    // -- lines

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void indented(int indent, String words) {
        hanging(" ".repeat(indent), words);
    }

    /** Wrapped at the width of a screen, each further line below the first one's words. */
    private void hanging(String label, String words) {
        StringBuilder current = new StringBuilder(label);
        int begin = current.length();
        for (String word : words.split(" ")) {
            if (current.length() > begin && current.length() + 1 + word.length() > WIDTH) {
                line(current.toString().stripTrailing());
                current = new StringBuilder(" ".repeat(label.length()));
                begin = current.length();
            } else if (current.length() > begin) {
                current.append(' ');
            }
            current.append(word);
        }
        line(current.toString().stripTrailing());
    }
}
