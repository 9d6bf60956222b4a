package dev.hindcast.audit;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.store.ResultReader.EntryText;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.IssueText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.List;

/** Explanations for people: the answer first, then what it is made of, then why each piece is believed, on a screen. */
public final class ExplanationText {
    private static final int ROWS = 8;

    private final Explainer explainer;
    private final Look look;
    private final Commands commands;

    public ExplanationText(Explainer explainer, Look look, Commands commands) {
        this.explainer = explainer;
        this.look = look;
        this.commands = commands;
    }

    /** Where nothing is said: before dawn, and from the horizon on. */
    public static String outside(Region region, long at) {
        return "Nothing is said about region " + region.name() + " on " + Micros.text(at)
                + ": what is known of it reaches from "
                + Micros.text(region.dawn()) + " (its first evidence) until before " + Micros.text(region.horizon())
                + " (its last whole snapshot).\nMaybe ask for an instant between these, or add evidence from outside of them.\n";
    }

    /** A number. */
    public String of(Explanation explanation) {
        Page page = new Page(look.width());
        new NumberText(page, explainer, explanation, look, commands).write();
        return page.toString();
    }

    /** A host or an instance. */
    public String of(Story story) {
        Page page = new Page(look.width());
        new StoryText(page, explainer, story, look, commands).write();
        return page.toString();
    }

    /** One span with all that it rests on. */
    public String of(Region region, SpanText span) {
        Page page = new Page(look.width());
        span(page, explainer.names(region), region, span);
        return page.toString();
    }

    private void span(Page page, Names names, Region region, SpanText span) {
        page.indented(
                0,
                "Span " + span.id() + " of region " + region.name() + ": " + names.subject(span) + Words.kind(span)
                        + ".");
        page.indented(
                2,
                "It counts as " + Words.one(span) + " (" + span.type()
                        + (span.type().equals("blazar_allocation") ? ", allocation " + span.entity() : "") + "), "
                        + Words.life(region, span) + ", with "
                        + (span.quantities().isEmpty()
                                ? "nothing that anybody measured"
                                : Quantities.text(span.quantities()))
                        + (span.known() ? "" : ", perhaps") + ".");
        page.line("");
        GroundText text = new GroundText(page, names, commands.span(span.id()) + " --format json");
        if (look.depth(3) > 2) {
            text.full(2, explainer.grounds(span, ""));
        } else if (look.depth() == 2) {
            text.brief(2, explainer.grounds(span, ""));
        }
    }

    /** A ledger entry: what it did to the sums, and the span that it begins or ends. */
    public String of(Region region, EntryText entry) {
        Page page = new Page(look.width());
        Names names = explainer.names(region);
        page.indented(
                0,
                "Entry " + entry.seq() + " of the ledger: on " + Micros.text(entry.at()) + " "
                        + (entry.sign() > 0 ? "began" : "ended") + " what follows, so its quantities were "
                        + (entry.sign() > 0 ? "added." : "taken off."));
        page.line("");
        span(page, names, region, entry.span());
        return page.toString();
    }

    /** An issue, whom it names, and the rows behind it. */
    public String of(IssueText issue) {
        Page page = new Page(look.width());
        Names names = explainer.names(issue.region());
        page.indented(
                0,
                "Issue " + issue.id() + " of region " + issue.region().name() + ": " + issue.kind() + " ("
                        + Words.severity(issue.severity()) + ")"
                        + (issue.from() == Micros.ALWAYS && issue.till() == Micros.FOREVER
                                ? ""
                                : ", " + Words.interval(issue.from(), issue.till()))
                        + ".");
        page.indented(2, issue.detail());
        page.line("");
        Parties parties = explainer.parties(names, issue);
        parties.named().forEach(named -> page.hanging("  about     ", named));
        parties.others().forEach(other -> page.hanging("  and       ", other));
        if (!issue.host().isEmpty() && !List.of(issue.entities().split(" ")).contains(issue.host())) {
            page.hanging("  on        ", "host " + names.host(issue.host()));
        }
        if (!issue.ruleId().isEmpty()) {
            page.hanging("  because   ", issue.sentence() + " [" + issue.ruleId() + "].");
        }
        List<EvidenceText> rows = explainer.rows(issue);
        int shown = 0;
        for (EvidenceText row : rows) {
            Page next = page.another();
            next.hanging("  row       ", GroundText.place(row) + ": " + String.join(", ", Cells.all(row)));
            boolean room = !look.fits() || page.lines() + next.lines() + 3 < Look.LINES;
            if (shown == look.limit(ROWS) || shown > 0 && !room) {
                break;
            }
            page.add(next);
            shown++;
        }
        int left = rows.size() - shown;
        if (left > 0) {
            page.command(2, left + " more", commands.explain(" --issue " + issue.id() + " --limit 0"));
        }
        explainer.storyOf(issue, commands).ifPresent(command -> {
            page.line("");
            page.command(0, "What was known then", command);
        });
        return page.toString();
    }
}
