package dev.hindcast.audit;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.store.ResultReader.IssueText;
import dev.hindcast.store.ResultReader.SegmentText;
import dev.hindcast.store.ResultReader.SpanText;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** The story of a host or an instance in words: at an instant what is known and why, over an interval what happened when. */
final class StoryText {
    private static final int EVENTS = 40;
    private static final int GUESTS = 8;
    private static final int ISSUES = 5;

    private final Page page;
    private final Explainer explainer;
    private final Story story;
    private final Names names;
    private final Look look;
    private final Commands commands;
    private final String option;

    StoryText(Page page, Explainer explainer, Story story, Look look, Commands commands) {
        this.page = page;
        this.explainer = explainer;
        this.story = story;
        this.names = explainer.names(story.region());
        this.look = look;
        this.commands = commands;
        this.option = story.isHost() ? "--host" : "--instance";
    }

    void write() {
        if (story.isInstant()) {
            instant();
        } else {
            interval();
        }
    }

    private String who() {
        return story.isHost() ? "host " + names.host(story.name()) : names.any(story.name());
    }

    private String command(long from, long till) {
        String when = till == from + 1
                ? " --at " + Micros.text(from)
                : " --from " + Micros.text(from) + " --to " + Micros.text(till);
        return commands.story(story.region(), option, story.name()) + when;
    }

    // -- at an instant

    private void instant() {
        page.indented(
                0,
                "On " + Micros.text(story.from()) + " this is known of " + who() + " in region "
                        + story.region().name() + ":");
        if (story.grounds().isEmpty()) {
            page.indented(2, "nothing. It is known at other times.");
        }
        String all = command(story.from(), story.till()) + " --format json";
        GroundText text = new GroundText(page, names, all);
        if (look.depth(2) > 2) {
            text.full(2, story.grounds());
        } else if (look.depth(2) == 2) {
            text.brief(2, story.grounds());
        } else {
            story.grounds().forEach(ground -> page.indented(2, Words.settled(ground, names) + "."));
        }
        if (story.isHost()) {
            guests();
        }
        issues();
        page.line("");
        if (look.depth(2) < 3) {
            page.command(
                    0, "All that speaks for it, and against it", command(story.from(), story.till()) + " --depth 3");
        }
        page.command(
                0,
                "Its whole time",
                command(story.region().dawn(), story.region().horizon()));
    }

    private void guests() {
        List<SpanText> guests = withoutDoubles(story.guests());
        page.line("");
        page.line(guests.isEmpty() ? "Nothing was on it." : "On it then:");
        guests.stream().limit(look.limit(GUESTS)).forEach(guest -> page.hanging("  ", guest(guest)));
        int left = guests.size() - look.limit(GUESTS);
        if (left > 0) {
            page.command(2, left + " more", command(story.from(), story.till()) + " --limit 0");
        }
    }

    /** An instance that holds a host and runs has two spans; here it is one guest. */
    private static List<SpanText> withoutDoubles(List<SpanText> guests) {
        return guests.stream()
                .filter(guest -> !guest.type().equals("nova_instance_active"))
                .toList();
    }

    private String guest(SpanText guest) {
        boolean runs = story.spans().stream()
                .anyMatch(other -> other.type().equals("nova_instance_active")
                        && other.entity().equals(guest.entity())
                        && other.from() < Math.max(guest.till(), guest.from() + 1)
                        && other.till() > guest.from());
        boolean instance = guest.type().equals("nova_instance_occupied");
        String who = names.subject(guest).replaceAll(" on host .*", "");
        return who + Words.kind(guest)
                + (!instance ? "" : runs ? ", running" : ", not running")
                + ": " + Quantities.text(guest.quantities()) + (guest.known() ? "" : ", perhaps") + ", "
                + Words.life(story.region(), guest) + " [span " + guest.id() + "]";
    }

    private void issues() {
        List<IssueText> issues = story.issues();
        if (issues.isEmpty()) {
            return;
        }
        page.line("");
        page.line("Issues about it");
        issues.stream()
                .limit(look.limit(ISSUES))
                .forEach(issue -> page.hanging(
                        "  ",
                        issue.kind() + " (" + issue.severity() + ") "
                                + Words.interval(issue.from(), issue.till()) + ": " + said(issue) + " [issue "
                                + issue.id() + "]"));
        int left = issues.size() - look.limit(ISSUES);
        if (left > 0) {
            page.command(2, left + " more", command(story.from(), story.till()) + " --limit 0");
        }
    }

    // -- over an interval

    /**
     * @param at    when it began to be so; the beginning of the interval for what was so before
     * @param guest whether it tells of a lease or an instance on a host
     * @param words read only where they are shown, for a host may have thousands
     */
    private record Event(long at, int order, boolean guest, Supplier<String> words) {}

    private static final int OF_GUEST = 100;
    private static final int OF_SPAN = 150;
    private static final int OF_ISSUE = 200;

    private void interval() {
        page.indented(
                0,
                "What is known of " + who() + " in region " + story.region().name() + " from "
                        + Micros.text(story.from()) + " to " + Micros.text(story.till()));
        List<Event> events = new ArrayList<>();
        states(events);
        for (SpanText guest : story.isHost() ? withoutDoubles(story.guests()) : List.<SpanText>of()) {
            String took = guest.type().equals("blazar_allocation") ? "It was promised to " : "It held ";
            events.add(new Event(
                    guest.from(),
                    OF_GUEST,
                    true,
                    () -> took + names.subject(guest).replaceAll(" on host .*", "") + Words.kind(guest)
                            + (guest.known() ? "" : ", perhaps") + until(guest.till()) + " [span " + guest.id() + "]"));
        }
        for (SpanText span : story.isHost() ? List.<SpanText>of() : story.spans()) {
            events.add(new Event(
                    span.from(),
                    OF_SPAN,
                    false,
                    () -> "It counts as " + Words.one(span) + Words.kind(span) + ", with "
                            + Quantities.text(span.quantities()) + (span.known() ? "" : ", perhaps")
                            + until(span.till()) + " [span " + span.id() + "]"));
        }
        for (IssueText issue : story.issues()) {
            events.add(new Event(
                    issue.from(),
                    OF_ISSUE,
                    false,
                    () -> "Issue: " + said(issue) + " [" + issue.kind() + ", issue " + issue.id() + "]"));
        }
        events.sort(Comparator.comparingLong(Event::at).thenComparingInt(Event::order));
        events(events);
        long day = events.stream()
                .mapToLong(Event::at)
                .filter(at -> at >= story.from() && at < story.till())
                .findFirst()
                .orElse(Math.max(story.from(), story.region().dawn()));
        page.line("");
        page.command(0, "Why it was so on a day", command(day, day + 1));
    }

    private void states(List<Event> events) {
        List<Ground> grounds = joined(story.grounds());
        for (Ground ground : grounds) {
            SegmentText segment = ground.segment();
            boolean nothing = segment.attribute() == Attribute.POOL
                    && segment.value().equals("unspoken")
                    && grounds.size() > 1
                    && segment.from() == Micros.ALWAYS
                    && segment.till() <= story.region().dawn();
            if (!nothing) {
                // An end is no state that lasts: it stands where it was.
                long at = segment.attribute() == Attribute.END ? ended(segment) : segment.from();
                events.add(new Event(
                        at,
                        segment.attribute().ordinal(),
                        false,
                        () -> Words.settled(ground, names) + until(segment.till()) + " [" + rules(ground) + "]"));
            }
        }
    }

    /** When it had ended, or since when its end is open. */
    private static long ended(SegmentText end) {
        String text = end.value().replaceAll("/$", "").replaceAll("^.*/", "");
        try {
            return Micros.parse(text);
        } catch (DateTimeException e) {
            return end.from();
        }
    }

    /** All, or what fits: of what does not, guests are left out first, for a host is what it is without them. */
    private void events(List<Event> events) {
        if (events.isEmpty()) {
            page.line("  nothing");
        }
        boolean all = page.lines() + events.size() + 2 < Look.LINES || !look.fits();
        List<Event> own = events.stream().filter(event -> !event.guest()).toList();
        List<Event> telling = all || own.isEmpty() ? events : own;
        int shown = 0;
        for (Event event : telling) {
            Page next = page.another();
            String at = event.at() == Micros.ALWAYS ? "at all times" : Micros.text(event.at());
            next.hanging(
                    "  " + at + " ".repeat(Math.max(2, 22 - at.length())),
                    event.words().get());
            boolean room = !look.fits() || page.lines() + next.lines() + 4 < Look.LINES;
            if (shown == look.limit(EVENTS) || shown > 0 && !room) {
                break;
            }
            page.add(next);
            shown++;
        }
        int left = events.size() - shown;
        if (left > 0) {
            long guests =
                    telling == events ? 0 : events.stream().filter(Event::guest).count();
            page.command(
                    2,
                    left + " more"
                            + (guests == 0
                                    ? ""
                                    : ", of them " + Words.count(guests, "lease or instance", "leases and instances")),
                    command(story.from(), story.till()) + " --limit 0");
        }
    }

    private String said(IssueText issue) {
        return explainer.parties(names, issue).finding(story.name());
    }

    private static String until(long till) {
        return till == Micros.FOREVER ? "" : ", until " + Micros.text(till);
    }

    private static String rules(Ground ground) {
        return String.join(
                ", ",
                ground.winners().stream()
                        .map(winner -> winner.claim().ruleId())
                        .distinct()
                        .limit(3)
                        .toList());
    }

    /** What stayed the same while only the witness changed is one event. */
    private static List<Ground> joined(List<Ground> grounds) {
        List<Ground> joined = new ArrayList<>();
        for (Ground ground : grounds) {
            Ground last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            SegmentText segment = ground.segment();
            boolean same = last != null
                    && !segment.attribute().accumulates()
                    && last.segment().attribute() == segment.attribute()
                    && last.segment().value().equals(segment.value())
                    && last.segment().till() == segment.from();
            if (!same) {
                joined.add(ground);
                continue;
            }
            List<Ground.Reason> winners = new ArrayList<>(last.winners());
            winners.addAll(ground.winners());
            SegmentText first = last.segment();
            joined.set(
                    joined.size() - 1,
                    new Ground(
                            new SegmentText(
                                    first.id(),
                                    first.kind(),
                                    first.entity(),
                                    first.attribute(),
                                    first.value(),
                                    first.from(),
                                    segment.till(),
                                    Math.min(first.confidence(), segment.confidence()),
                                    first.contested() || segment.contested(),
                                    first.claims()),
                            last.ofHost(),
                            winners,
                            last.losers()));
        }
        return joined;
    }
}
