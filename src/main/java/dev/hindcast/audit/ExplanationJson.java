package dev.hindcast.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hindcast.audit.Explanation.Share;
import dev.hindcast.audit.Explanation.Term;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.metrics.Series;
import dev.hindcast.reasoning.KeptFact;
import dev.hindcast.store.ResultReader.EntryText;
import dev.hindcast.store.ResultReader.EvidenceText;
import dev.hindcast.store.ResultReader.IssueText;
import dev.hindcast.store.ResultReader.Region;
import dev.hindcast.store.ResultReader.SpanText;
import dev.hindcast.store.ResultReader.WindowText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Explanations for programs: everything, with the same names in the same order each time.
 * Times are ISO-8601 in UTC; one that is open or without bound is null, as is a quantity that nobody measured.
 */
public final class ExplanationJson {
    private static final ObjectMapper JSON = new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

    private ExplanationJson() {}

    /** A number: spans are read and written one by one, for a region may have very many. */
    public static void write(Explainer explainer, Explanation explanation, Writer writer) {
        Map<String, Object> head =
                cell(explanation.region(), explanation.series(), explanation.resource(), explanation.at());
        head.put("value", amount(explanation.total().value()));
        head.put("unknown", amount(explanation.total().unknown()));
        head.put("unmeasured", explanation.total().unmeasured());
        head.put("low", amount(explanation.total().low()));
        head.put("high", amount(explanation.total().high()));
        head.put("unshown_tables", explanation.unshown());
        head.put("formula", explanation.formula());
        head.put(
                "terms", explanation.terms().stream().map(ExplanationJson::term).toList());
        List<EntryText> entries = new ArrayList<>(explainer.entriesUpTo(explanation));
        Collections.reverse(entries);
        entries.addAll(explainer.entriesAfter(explanation));
        head.put("entries_around", entries.stream().map(ExplanationJson::entry).toList());
        write(writer, json -> {
            json.writeStartObject();
            for (Map.Entry<String, Object> field : head.entrySet()) {
                json.writeObjectField(field.getKey(), field.getValue());
            }
            json.writeArrayFieldStart("spans");
            for (Share share : explanation.shares()) {
                json.writeObject(share(explainer, share, explanation.resource()));
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** Where nothing is said: the cell, the bounds of what is said, and no value. */
    public static void writeOutside(Region region, Series series, String resource, long at, Writer writer) {
        Map<String, Object> cell = cell(region, series, resource, at);
        for (String number : List.of("value", "unknown", "unmeasured", "low", "high")) {
            cell.put(number, null);
        }
        cell.put("formula", series.text() + " = " + series.formula());
        cell.put("terms", List.of());
        cell.put("spans", List.of());
        write(writer, json -> json.writeObject(cell));
    }

    /** All that is known of a host or an instance. */
    public static void write(Explainer explainer, Story story, Writer writer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("region", story.region().name());
        fields.put(story.isHost() ? "host" : "instance", story.name());
        if (story.isInstant()) {
            fields.put("at", time(story.from()));
        } else {
            fields.put("from", time(story.from()));
            fields.put("to", time(story.till()));
        }
        fields.put(
                "segments",
                story.grounds().stream().map(ExplanationJson::ground).toList());
        fields.put(
                "spans",
                story.spans().stream().map(span -> span(explainer, span)).toList());
        fields.put(
                "issues",
                story.issues().stream().map(issue -> issue(explainer, issue)).toList());
        write(writer, json -> json.writeObject(fields));
    }

    /** Why something was not settled. */
    public static void write(Explainer explainer, WhyNot whyNot, Writer writer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("region", whyNot.region().name());
        fields.put("entity_id", whyNot.name());
        fields.put("at", time(whyNot.at()));
        fields.put("attribute", Words.attribute(whyNot.attribute()));
        fields.put("expected", whyNot.value());
        fields.put(
                "settled",
                whyNot.settled().stream().map(ExplanationJson::ground).toList());
        List<Object> searched = new ArrayList<>();
        for (WhyNot.Searched table : whyNot.tables()) {
            Map<String, Object> looked = new LinkedHashMap<>();
            looked.put("table", table.table());
            looked.put("rows", table.rows());
            looked.put(
                    "whole_snapshots",
                    table.snapshots().stream().filter(look -> look.complete()).count());
            looked.put(
                    "snapshot_before",
                    table.before(whyNot.at()).map(look -> time(look.seen())).orElse(null));
            looked.put(
                    "snapshot_after",
                    table.after(whyNot.at()).map(look -> time(look.seen())).orElse(null));
            looked.put(
                    "windows",
                    table.windows().stream().map(ExplanationJson::window).toList());
            searched.add(looked);
        }
        fields.put("searched", searched);
        List<Object> rules = new ArrayList<>();
        for (WhyNot.Tried tried : whyNot.rules()) {
            Map<String, Object> rule = new LinkedHashMap<>();
            rule.put("rule", tried.rule().id());
            rule.put("sentence", tried.rule().sentence());
            rule.put("precedence", tried.rule().precedence());
            List<Object> now = new ArrayList<>();
            for (WhyNot.Spoken spoken : tried.now()) {
                Map<String, Object> said =
                        reason(new Ground.Reason(spoken.claim(), spoken.claim().evidence()));
                said.put("lost", spoken.defeat().isEmpty() ? null : spoken.defeat());
                now.add(said);
            }
            rule.put("says", now);
            rule.put(
                    "says_of_another_time",
                    tried.nearest()
                            .map(WhyNot.Near::claim)
                            .map(claim -> reason(new Ground.Reason(claim, claim.evidence())))
                            .orElse(null));
            List<Object> conditions = new ArrayList<>();
            tried.attempt()
                    .ifPresent(attempt -> attempt.conditions().forEach(each -> {
                        Map<String, Object> condition = new LinkedHashMap<>();
                        condition.put("condition", each.text());
                        condition.put("outcome", each.outcome().name().toLowerCase(java.util.Locale.ROOT));
                        condition.put("values", each.values());
                        condition.put(
                                "fact",
                                each.factOrNull() instanceof KeptFact fact
                                        ? fact(explainer, whyNot.region(), fact)
                                        : null);
                        conditions.add(condition);
                    }));
            rule.put("conditions", conditions);
            rules.add(rule);
        }
        fields.put("rules", rules);
        write(writer, json -> json.writeObject(fields));
    }

    private static Map<String, Object> window(WindowText window) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("window", window.id());
        fields.put("column", window.column());
        fields.put("holds_for", duration(window.holdsFor()));
        fields.put("absence_from", time(window.absenceFrom()));
        fields.put("absence_to", time(window.absenceTo()));
        fields.put("kept_for", duration(window.keptFor()));
        fields.put("purged_at", time(window.purgedAt()));
        fields.put("confidence", window.confidence());
        fields.put("reason", window.reason());
        return fields;
    }

    private static String duration(long micros) {
        return micros == Micros.FOREVER
                ? null
                : Duration.of(micros, ChronoUnit.MICROS).toString();
    }

    private static Map<String, Object> fact(Explainer explainer, Region region, KeptFact fact) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", fact.type());
        fact.properties()
                .forEach((name, value) -> fields.put(name, value instanceof Quantities ? value.toString() : value));
        fields.put("place", explainer.place(region, fact));
        return fields;
    }

    /** An issue. */
    public static void write(Explainer explainer, IssueText issue, Writer writer) {
        write(writer, json -> json.writeObject(issue(explainer, issue)));
    }

    /** A ledger entry with its span. */
    public static void write(Explainer explainer, Region region, EntryText entry, Writer writer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("region", region.name());
        fields.putAll(entry(entry));
        fields.put("span", span(explainer, entry.span()));
        write(writer, json -> json.writeObject(fields));
    }

    private static Map<String, Object> entry(EntryText entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("seq", entry.seq());
        fields.put("at", time(entry.at()));
        fields.put("sign", entry.sign());
        fields.put("span_id", entry.span().id());
        return fields;
    }

    private static Map<String, Object> issue(Explainer explainer, IssueText issue) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("issue_id", issue.id());
        fields.put("region", issue.region().name());
        fields.put("kind", issue.kind());
        fields.put("severity", issue.severity());
        fields.put("entity_ids", List.of(issue.entities().split(" ")));
        fields.put("host", issue.host());
        fields.put("start", time(issue.from()));
        fields.put("end", time(issue.till()));
        fields.put("detail", issue.detail());
        fields.put("rule", issue.ruleId());
        fields.put("sentence", issue.sentence());
        fields.put(
                "evidence",
                explainer.rows(issue).stream().map(ExplanationJson::evidence).toList());
        return fields;
    }

    /** One span. */
    public static void write(Explainer explainer, Region region, SpanText span, Writer writer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("region", region.name());
        fields.putAll(span(explainer, span));
        write(writer, json -> json.writeObject(fields));
    }

    private static Map<String, Object> cell(Region region, Series series, String resource, long at) {
        Map<String, Object> cell = new LinkedHashMap<>();
        cell.put("region", region.name());
        cell.put("dawn", time(region.dawn()));
        cell.put("horizon", time(region.horizon()));
        cell.put("series", series.text());
        cell.put("resource", resource);
        cell.put("at", time(at));
        return cell;
    }

    private static Map<String, Object> term(Term term) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("series", term.series().text());
        fields.put("sign", term.sign());
        fields.put("value", amount(term.amount().value()));
        fields.put("unknown", amount(term.amount().unknown()));
        fields.put("unmeasured", term.amount().unmeasured());
        return fields;
    }

    private static Map<String, Object> share(Explainer explainer, Share share, String resource) {
        SpanText span = share.span();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("span_id", span.id());
        fields.put("type", span.type());
        fields.put("term", share.term().text());
        fields.put("sign", share.sign());
        identity(fields, span);
        fields.put("quantity", share.isMeasured() ? amount(share.quantity()) : null);
        fields.put("certainty", certainty(share.isKnown()));
        rest(fields, span);
        fields.put(
                "segments",
                explainer.grounds(span, resource).stream()
                        .map(ExplanationJson::ground)
                        .toList());
        return fields;
    }

    private static Map<String, Object> span(Explainer explainer, SpanText span) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("span_id", span.id());
        fields.put("type", span.type());
        identity(fields, span);
        Map<String, Object> quantities = new LinkedHashMap<>();
        span.quantities().millionths().forEach((resource, quantity) -> quantities.put(resource, amount(quantity)));
        fields.put("quantities", quantities);
        fields.put("certainty", certainty(span.known()));
        rest(fields, span);
        fields.put(
                "segments",
                explainer.grounds(span, "").stream()
                        .map(ExplanationJson::ground)
                        .toList());
        return fields;
    }

    private static void identity(Map<String, Object> fields, SpanText span) {
        fields.put("entity_id", span.entity());
        fields.put("host", span.host());
        fields.put("booking", span.booking());
        fields.put("cause", span.cause());
    }

    private static void rest(Map<String, Object> fields, SpanText span) {
        fields.put("confidence", span.confidence());
        fields.put("start", time(span.from()));
        fields.put("end", time(span.till()));
    }

    private static Map<String, Object> ground(Ground ground) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("entity_id", ground.segment().entity());
        fields.put("attribute", Words.attribute(ground.segment().attribute()));
        fields.put("value", ground.segment().value());
        fields.put("start", time(ground.segment().from()));
        fields.put("end", time(ground.segment().till()));
        fields.put("confidence", ground.segment().confidence());
        fields.put("contested", ground.segment().contested());
        fields.put(
                "winners",
                ground.winners().stream().map(ExplanationJson::reason).toList());
        fields.put(
                "losers",
                ground.losers().stream()
                        .map(loser -> {
                            Map<String, Object> lost = reason(loser);
                            lost.put("lost", ground.defeat(loser));
                            return lost;
                        })
                        .toList());
        return fields;
    }

    private static Map<String, Object> reason(Ground.Reason reason) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("value", reason.claim().value());
        fields.put("start", time(reason.claim().from()));
        fields.put("end", time(reason.claim().till()));
        fields.put("rule", reason.claim().ruleId());
        fields.put("sentence", reason.claim().sentence());
        fields.put("precedence", reason.claim().precedence());
        fields.put("confidence", reason.claim().confidence());
        fields.put(
                "evidence",
                reason.evidence().stream().map(ExplanationJson::evidence).toList());
        return fields;
    }

    private static Map<String, Object> evidence(EvidenceText row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", row.path());
        fields.put("table", row.rawTable());
        fields.put("key", row.key());
        fields.put("row", row.row());
        fields.put("first_seen", time(row.firstSeen()));
        fields.put("last_seen", time(row.lastSeen()));
        fields.put("sightings", row.sightings());
        fields.put("confidence", row.confidence());
        fields.put("values", row.values());
        if (!row.lastValues().isEmpty()) {
            fields.put("last_file", row.lastPath());
            fields.put("last_table", row.lastTable());
            fields.put("last_row", row.lastRow());
            fields.put("last_values", row.lastValues());
        }
        return fields;
    }

    private static String certainty(boolean known) {
        return known ? "known" : "unknown";
    }

    private static String time(long micros) {
        return micros == Micros.ALWAYS || micros == Micros.FOREVER ? null : Micros.text(micros);
    }

    private static BigDecimal amount(long millionths) {
        return new BigDecimal(Quantities.decimal(millionths));
    }

    /** What goes between the opening and the closing of a document. */
    private interface Content {
        void into(JsonGenerator json) throws IOException;
    }

    private static void write(Writer writer, Content content) {
        try (JsonGenerator json = JSON.createGenerator(writer)) {
            json.setPrettyPrinter(
                    new DefaultPrettyPrinter().withObjectIndenter(LINES).withArrayIndenter(LINES));
            content.into(json);
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
