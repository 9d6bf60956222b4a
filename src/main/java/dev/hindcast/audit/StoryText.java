package dev.hindcast.audit;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.reasoning.Attribute;
import dev.hindcast.store.ResultReader.IssueText;
import dev.hindcast.store.ResultReader.SegmentText;
import dev.hindcast.store.ResultReader.SpanText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The story of a host or an instance in words: at an instant what is known and why, over an interval what happened when. */
final class StoryText {
    private static final int EVENTS = 40;
    private static final int GUESTS = 8;
    private static final int ISSUES = 5;

    private final Page page;
    private final Story story;
    private final Names names;
    private final Look look;
    private final Commands commands;
    private final String option;

    StoryText(Page page, Names names, Story story, Look look, Commands commands) {
        this.page = page;
        this.names = names;
        this.story = story;
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
        page.line("On " + Micros.text(story.from()) + " this is known of " + who() + " in region "
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
                                + Words.interval(issue.from(), issue.till()) + ": " + issue.detail() + " [issue "
                                + issue.id() + "]"));
        int left = issues.size() - look.limit(ISSUES);
        if (left > 0) {
            page.command(2, left + " more", command(story.from(), story.till()) + " --limit 0");
        }
    }

    // -- over an interval

    /** @param at when it began to be so; the beginning of the interval for what was so before */
    private record Event(long at, int order, String words) {}

    private void interval() {
        page.line("What is known of " + who() + " in region " + story.region().name() + " from "
                + Micros.text(story.from()) + " to " + Micros.text(story.till()));
        List<Event> events = new ArrayList<>();
        List<Ground> grounds = joined(story.grounds());
        for (Ground ground : grounds) {
            SegmentText segment = ground.segment();
            boolean nothing = segment.attribute() == Attribute.POOL
                    && segment.value().equals("unspoken")
                    && grounds.size() > 1
                    && segment.from() == Micros.ALWAYS
                    && segment.till() <= story.region().dawn();
            if (!nothing) {
                events.add(new Event(
                        segment.from(),
                        segment.attribute().ordinal(),
                        Words.settled(ground, names) + until(segment.till()) + " [" + rules(ground) + "]"));
            }
        }
        for (SpanText guest : story.isHost() ? withoutDoubles(story.guests()) : List.<SpanText>of()) {
            String who = names.subject(guest).replaceAll(" on host .*", "");
            String took = guest.type().equals("blazar_allocation") ? "It was promised to " : "It held ";
            events.add(new Event(
                    guest.from(),
                    100,
                    took + who + Words.kind(guest) + (guest.known() ? "" : ", perhaps") + until(guest.till())
                            + " [span " + guest.id() + "]"));
        }
        for (IssueText issue : story.issues()) {
            events.add(new Event(
                    issue.from(),
                    200,
                    "Issue: " + issue.detail() + " [" + issue.kind() + ", issue " + issue.id() + "]"));
        }
        events.sort(Comparator.comparingLong(Event::at).thenComparingInt(Event::order));
        if (events.isEmpty()) {
            page.line("  nothing");
        }
        events.stream().limit(look.limit(EVENTS)).forEach(event -> {
            String at = event.at() == Micros.ALWAYS ? "at all times" : Micros.text(event.at());
            page.hanging("  " + at + " ".repeat(Math.max(2, 22 - at.length())), event.words());
        });
        int left = events.size() - look.limit(EVENTS);
        if (left > 0) {
            page.command(2, left + " more", command(story.from(), story.till()) + " --limit 0");
        }
        page.line("");
        page.command(
                0,
                "Why it was so on a day",
                command(
                        Math.max(story.from(), story.region().dawn()),
                        1L + Math.max(story.from(), story.region().dawn())));
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
