package dev.hindcast.audit;

import dev.hindcast.audit.Explanation.Share;
import dev.hindcast.audit.Explanation.Term;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Amount;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.store.ResultReader.EntryText;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A number in words: the answer first, then what it is made of, then why each part is believed. */
final class NumberText {
    /** Groups shown before the parts themselves. */
    private static final int GROUPS = 10;

    private final Page page;
    private final Explainer explainer;
    private final Explanation explanation;
    private final Names names;
    private final Look look;
    private final Commands commands;
    private final List<Part> parts;
    /** One part is told in full, of many the largest in brief, and the others in a line. */
    private final int depth;

    private static final int PARTS = 8;
    /** Before the instant, and after it; of a difference, above which stands its formula, one. */
    private static final int ENTRIES = 2;
    /** Of a screen, for what is left and how to see it. */
    private static final int TAIL = 4;
    /** Of what was taken from one part. */
    private static final int TAKEN = 4;

    NumberText(Page page, Explainer explainer, Explanation explanation, Look look, Commands commands) {
        this.page = page;
        this.explainer = explainer;
        this.explanation = explanation;
        this.names = explainer.names(explanation.region());
        this.look = look;
        this.commands = commands;
        this.parts = Part.of(explanation);
        this.depth = look.depth(parts.size() == 1 && parts.get(0).shares().size() == 1 ? 3 : 2);
    }

    void write() {
        answer();
        formula();
        entries();
        groups();
        if (depth > 1) {
            parts();
        } else if (!parts.isEmpty()) {
            page.command(0, "Why each is believed", command() + " --depth 2");
        }
    }

    private String command() {
        return commands.number(explanation.region(), explanation.series(), explanation.resource(), explanation.at());
    }

    // -- the answer

    private void answer() {
        page.indented(
                0,
                "On " + Micros.text(explanation.at()) + " region "
                        + explanation.region().name() + " had "
                        + Words.amount(explanation.range(), explanation.resource())
                        + " " + Words.of(explanation.series()) + ".");
        if (explanation.total().unknown() != 0) {
            page.indented(
                    2,
                    Quantities.decimal(explanation.total().low())
                            + (explanation.series().isBalance() ? " of it is known" : " is the least") + "; up to "
                            + Quantities.decimal(explanation.total().unknown())
                            + " more is possible. What is marked 'perhaps' below says why.");
        }
        long unmeasured = explanation.total().unmeasured();
        if (unmeasured != 0) {
            page.indented(
                    2,
                    Words.count(unmeasured, "thing counts", "things count")
                            + " here without a number: no witness ever measured "
                            + (unmeasured == 1 ? "its " : "their ") + explanation.resource() + ".");
        }
        for (String table : explanation.unshown()) {
            page.indented(
                    2,
                    "No source of the region shows " + table + ", which "
                            + explanation.series().text()
                            + " is made of: what it would tell is not in this number, and a 0 is no evidence of 0.");
        }
        if (explanation.total().high() < 0) {
            page.indented(
                    2,
                    "That is below zero, and is not rounded up: more was taken than there was, or two sources disagree about an end.");
        }
        page.line("");
    }

    private void formula() {
        boolean balance = explanation.series().isBalance();
        if (balance) {
            return;
        }
        page.line(explanation.formula());
        row("", "", "known", "perhaps more", "");
        for (Term term : explanation.terms()) {
            row(
                    term.sign() > 0 ? "+" : "-",
                    term.series().text(),
                    Quantities.decimal(term.amount().value()),
                    Quantities.decimal(term.amount().unknown()),
                    Words.of(term.series()) + unmeasured(term.amount().unmeasured()));
        }
        row(
                "=",
                explanation.series().text(),
                Quantities.decimal(explanation.total().value()),
                Quantities.decimal(explanation.total().unknown()),
                explanation.total().unknown() == 0
                        ? ""
                        : "at least: what perhaps was taken is taken off, what perhaps was there is not counted");
        page.line("");
    }

    private static String unmeasured(long count) {
        return count == 0 ? "" : "; " + count + " never measured";
    }

    private void row(String sign, String name, String known, String unknown, String meaning) {
        page.hanging(String.format(Locale.ROOT, "  %1s %-25s %12s %13s   ", sign, name, known, unknown), meaning);
    }

    // -- what changed around then

    private void entries() {
        int most = explanation.series().isBalance() ? ENTRIES : 1;
        List<EntryText> before =
                explainer.entriesUpTo(explanation).stream().limit(most).toList();
        List<EntryText> after =
                explainer.entriesAfter(explanation).stream().limit(most).toList();
        if (before.isEmpty() && after.isEmpty()) {
            return;
        }
        page.line("What changed it before and after");
        for (int i = before.size() - 1; i >= 0; i--) {
            entry(before.get(i));
        }
        page.line("  " + Micros.text(explanation.at()) + "  asked for");
        after.forEach(this::entry);
        page.line("");
    }

    private void entry(EntryText entry) {
        Series counts = explanation.series().terms().stream()
                .filter(term -> Amount.of(term, entry.span().row(), explanation.resource()) != null)
                .findFirst()
                .orElseThrow();
        boolean first = counts == explanation.series().terms().get(0);
        boolean plus = entry.sign() > 0 == first;
        Amount amount = Amount.of(counts, entry.span().row(), explanation.resource());
        String number = amount.unmeasured() > 0
                ? "? " + explanation.resource()
                : Words.amount(Quantities.decimal(amount.value() + amount.unknown()), explanation.resource());
        page.hanging(
                "  " + Micros.text(entry.at()) + "  ",
                (plus ? "+ " : "- ") + number + (amount.unknown() > 0 ? ", perhaps" : "") + ": "
                        + names.brief(entry.span()) + Words.turn(entry) + " [entry "
                        + entry.seq() + "]");
    }

    // -- groups

    private void groups() {
        if (explanation.shares().isEmpty()) {
            page.line("Nothing stood then that counts.");
            return;
        }
        if (explanation.shares().size() == 1) {
            return;
        }
        Map<String, List<Share>> groups = new LinkedHashMap<>();
        for (Share share : explanation.shares()) {
            groups.computeIfAbsent(
                            share.term() + "\u0000" + Words.kind(share.span()) + "\u0000" + share.isKnown(),
                            key -> new ArrayList<>())
                    .add(share);
        }
        List<List<Share>> largest = new ArrayList<>(groups.values());
        largest.sort(Comparator.comparingInt(
                        (List<Share> group) -> -group.get(0).sign())
                .thenComparingInt(group ->
                        explanation.series().terms().indexOf(group.get(0).term()))
                .thenComparingLong(
                        group -> -group.stream().mapToLong(Share::quantity).sum()));
        if (largest.size() == 1) {
            return;
        }
        page.line("Made of");
        largest.stream().limit(GROUPS).forEach(this::group);
        if (largest.size() > GROUPS) {
            page.command(
                    4, Words.count(largest.size() - GROUPS, "more kind", "more kinds"), command() + " --format json");
        }
        page.line("");
    }

    private void group(List<Share> group) {
        Share first = group.get(0);
        long sum = group.stream().mapToLong(Share::quantity).sum();
        String amount = Words.amount(Quantities.decimal(sum), explanation.resource());
        page.line(String.format(
                Locale.ROOT,
                "  %s %-22s %s",
                first.sign() > 0 ? "+" : "-",
                first.isKnown() ? amount : "up to " + amount,
                group.size() + " " + Words.noun(first.span().type(), group.size() == 1) + Words.kind(first.span())
                        + (first.isKnown() ? "" : ", perhaps")));
    }

    // -- parts

    private void parts() {
        if (parts.isEmpty()) {
            return;
        }
        List<Part> telling = parts.stream().filter(part -> !part.cancels()).toList();
        int cancelled = parts.size() - telling.size();
        if (parts.size() > 1 && !telling.isEmpty()) {
            page.line(
                    explanation.series().isBalance()
                            ? "The largest"
                            : "What is left of "
                                    + (explanation.series() == Series.STOPPED ? "each instance" : "each host")
                                    + ", the largest first");
        }
        int shown = 0;
        boolean inFull = depth > 2;
        for (Part part : telling) {
            Page next = part(shown + 1, part, depth > 2);
            boolean screen = look.fits() && page.lines() + next.lines() + TAIL > Look.LINES;
            if (screen && shown == 0 && depth > 2) {
                names.again();
                next = part(1, part, false);
                inFull = false;
            }
            if (shown == look.limit(PARTS) || shown > 0 && screen) {
                break;
            }
            page.add(next);
            shown++;
        }
        if (shown > 0) {
            page.line("");
        }
        if (cancelled > 0) {
            String others = telling.isEmpty() ? "" : "other ";
            page.line(
                    explanation.series() == Series.STOPPED
                            ? "All of " + Words.count(cancelled, others + "instance", others + "instances")
                                    + " ran, so nothing is left of them."
                            : "On " + Words.count(cancelled, others + "host", others + "hosts")
                                    + " nothing is left: what was taken is what there was.");
        }
        if (shown < telling.size()) {
            page.command(0, telling.size() - shown + " more", command() + " --limit 0");
        }
        if (shown > 1 && depth == 2 && look.fits()) {
            page.command(0, "Why each of them is believed", command() + " --depth 2");
        }
        if (!inFull) {
            page.command(
                    0,
                    "All that speaks for " + (parts.size() == 1 ? "it" : "the first") + ", and against it",
                    commands.span(parts.get(0).shares().get(0).span().id()));
        }
    }

    private Page part(int number, Part part, boolean full) {
        Page room = page.another();
        String label = String.format(Locale.ROOT, "%2d. ", number);
        // Of what fits on a screen the first is told with its reasons.
        boolean reasons =
                number == 1 || look.depth() > 1 && explanation.series().isBalance();
        if (part.shares().size() == 1) {
            if (full || reasons) {
                share(room, label, part.shares().get(0), full);
            } else {
                line(room, label, part.shares().get(0));
            }
            return room;
        }
        String left = Words.amount(Quantities.decimal(part.known()), explanation.resource());
        room.hanging(
                label,
                left
                        + (part.unknown() == 0
                                ? ""
                                : ", " + Quantities.decimal(part.unknown()) + " of it or beside it perhaps")
                        + ": "
                        + (explanation.series() == Series.STOPPED
                                ? "instance " + part.about()
                                : "host " + names.host(part.about())));
        // Of the first part what there was is told with its reasons, all else in a line each.
        boolean told = number > 1 || part.shares().get(0).sign() < 0;
        int taken = 0;
        for (Share share : part.shares()) {
            boolean first = !told && share.sign() > 0;
            told |= first;
            if (full || first) {
                share(room, "    ", share, full);
            } else if (++taken <= TAKEN) {
                line(room, "    ", share);
            }
        }
        if (taken > TAKEN) {
            room.command(6, taken - TAKEN + " more", command() + " --depth 3 --limit " + number);
        }
        return room;
    }

    private void line(Page page, String label, Share share) {
        SpanText span = share.span();
        String amount = share.isMeasured()
                ? Words.amount(Quantities.decimal(share.quantity()), explanation.resource())
                : explanation.resource() + " never measured";
        String counts = share.isKnown() ? "" : span.known() ? ", perhaps: its booking is unknown" : ", perhaps";
        page.hanging(
                label + (share.sign() > 0 ? "+ " : "- "),
                amount
                        + (explanation.series().isBalance()
                                ? ""
                                : " " + share.term().text())
                        + counts + ": " + names.subject(span) + Words.kind(span) + ", "
                        + Words.life(explanation.region(), span) + " [span " + span.id() + "]");
    }

    private void share(Page page, String label, Share share, boolean full) {
        line(page, label, share);
        SpanText span = share.span();
        // A host is one node whatever it carries.
        boolean whole =
                explanation.resource().equals(Quantities.NODES) && span.entity().equals(span.host());
        List<Ground> grounds = explainer.grounds(span, explanation.resource()).stream()
                .filter(ground -> !whole || ground.segment().attribute() != Attribute.INVENTORY)
                .toList();
        GroundText text = new GroundText(page, names, commands.span(span.id()) + " --format json");
        if (full) {
            text.full(label.length() + 2, grounds);
        } else {
            text.brief(label.length() + 2, grounds);
        }
    }
}
