package dev.hindcast.reasoning;

import dev.hindcast.evidence.EntityRows;
import dev.hindcast.evidence.EventKind;
import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Loader;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.Setting;
import dev.hindcast.evidence.Signal;
import dev.hindcast.evidence.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drools.core.common.InternalAgenda;
import org.drools.core.phreak.RuleAgendaItem;
import org.drools.core.phreak.RuleExecutor;
import org.drools.mvel.ConstraintEvaluationException;
import org.kie.api.runtime.KieSession;

/**
 * Entry of the reasoning stage: evidence of one region in, claims and findings out (design section 5).
 * One session per lease with its allocations, then one per host with what those settled, then one per instance: so instances can be
 * read as a stream (docs/decisions).
 * May be used from several threads.
 */
public final class Reasoner {
    /**
     * What a session concluded, in a fixed order.
     *
     * @param facts of a host what its session was told, kept for who asks later; of all else none
     */
    public record Concluded(String entity, List<Claim> claims, List<Finding> findings, List<KeptFact> facts) {
        Concluded(String entity, List<Claim> claims, List<Finding> findings) {
            this(entity, claims, findings, List.of());
        }

        /** What some of the rules concluded: since none rests on another's conclusion, the same as if they had been alone. */
        public Concluded of(Predicate<Rule> rules) {
            List<Claim> theirs =
                    claims.stream().filter(claim -> rules.test(claim.rule())).toList();
            List<Finding> found = findings.stream()
                    .filter(finding -> finding.rule() == null || rules.test(finding.rule()))
                    .toList();
            boolean all = theirs.size() == claims.size() && found.size() == findings.size();
            return all ? this : new Concluded(entity, theirs, found, facts);
        }

        /** Adds what events say without a session. */
        public Concluded with(List<Claim> replayed) {
            if (replayed.isEmpty()) {
                return this;
            }
            List<Claim> all = new ArrayList<>(claims);
            all.addAll(replayed);
            all.sort(Claim.ORDER);
            return new Concluded(entity, all, findings, facts);
        }
    }

    /**
     * What a session is asked. Equal questions have equal answers, by the same rules under the same settings.
     *
     * @param rows     of the entity itself
     * @param beside   all other facts but settings
     * @param replayed what its events say without any session
     */
    public record Question(Entity subject, List<Version> rows, List<Object> beside, List<Claim> replayed) {}

    /** What an instance's session is given besides its own rows. */
    public record InstanceContext(
            Map<String, List<Reserved>> reservations,
            Map<String, List<Binding>> bindings,
            Map<String, EndSign> next,
            Map<String, Overlap> doubleTenancies,
            Map<String, HostGone> hostsGone,
            Set<String> hypervisors) {}

    /**
     * Ironic showed a node bound to an instance from {@code seenFrom} till {@code seenTill}, both sightings, and without it at
     * {@code goneBy} (FOREVER if never).
     */
    public record Binding(String host, long seenFrom, long seenTill, long goneBy, List<Evidence> evidence) {}

    private final RuleBase base;
    private final RuleBase moreOrNull;
    private final SessionWatch watchOrNull;
    private final RegionEvidence region;
    private final Horizon horizon;
    private final List<Setting> settings;
    /** The setting of that name, in microseconds. */
    private final long handover;

    private final List<Signal> signals;
    private final List<EventKind> words;
    private final Replay.Vocabulary vocabulary;
    private final Set<EventKind> telling;
    private final List<Finding> vocabularyFindings;

    public Reasoner(RuleBase base, RegionEvidence region) {
        this(base, region, null);
    }

    /** @param watchOrNull is shown every session */
    public Reasoner(RuleBase base, RegionEvidence region, SessionWatch watchOrNull) {
        this(base, null, region, watchOrNull, rule -> true);
    }

    /**
     * Reasons for two sets of rules at once.
     *
     * @param speaks those of the rules that say what events mean; all of them conclude
     */
    public Reasoner(RulePair rules, RegionEvidence region, Predicate<Rule> speaks) {
        this(rules.before(), rules.moreOrNull(), region, null, speaks);
    }

    private Reasoner(
            RuleBase base,
            RuleBase moreOrNull,
            RegionEvidence region,
            SessionWatch watchOrNull,
            Predicate<Rule> speaks) {
        this.base = base;
        this.moreOrNull = moreOrNull;
        this.watchOrNull = watchOrNull;
        this.region = region;
        this.horizon = new Horizon(region.dawn(), region.horizon());
        this.settings = List.copyOf(region.knowledge().settings());
        this.handover = settings.stream()
                .filter(setting -> setting.name().equals("handover"))
                .mapToLong(Setting::micros)
                .findFirst()
                .orElse(0);
        this.signals = region.knowledge().signals().stream()
                .filter(signal -> signal.scope().region().equals(region.region()))
                .toList();
        this.words = region.vocabulary();
        Conclusions conclusions = fire(new Entity(Entity.Kind.INSTANCE, ""), List.of(), words);
        this.vocabulary = conclusions.vocabulary(speaks);
        this.vocabularyFindings = new ArrayList<>(conclusions.findings().stream()
                .filter(finding -> speaks.test(finding.rule()))
                .toList());
        this.telling = words.stream()
                .filter(word -> vocabulary.tells(new Replay.Word(word.action(), word.event(), word.result())))
                .collect(Collectors.toUnmodifiableSet());
        for (EventKind word : words) {
            if (!word.result().isEmpty()
                    && !vocabulary
                            .meanings()
                            .containsKey(new Replay.Word(word.action(), word.event(), word.result()))) {
                vocabularyFindings.add(new Finding(
                        "unknown_event",
                        "note",
                        word.action() + "/" + (word.event().isEmpty() ? "-" : word.event()),
                        "",
                        region.dawn(),
                        region.horizon(),
                        "No rule says what action '" + word.action() + "', event '" + word.event() + "', result '"
                                + word.result()
                                + "' means; seen " + word.count() + " times, taken as without effect. Maybe add it to"
                                + " 50-instances.drl.",
                        null,
                        List.of()));
            }
        }
    }

    private Reasoner(Reasoner other, Signal without) {
        this.base = other.base;
        this.moreOrNull = other.moreOrNull;
        this.region = other.region;
        this.horizon = other.horizon;
        this.settings = other.settings;
        this.handover = other.handover;
        this.signals =
                other.signals.stream().filter(signal -> signal != without).toList();
        this.words = other.words;
        this.vocabulary = other.vocabulary;
        this.telling = other.telling;
        this.vocabularyFindings = other.vocabularyFindings;
        this.watchOrNull = null;
    }

    /** See {@link RuleBase#asksFor}. */
    public boolean asksFor(Loader loader) {
        return base.asksFor(loader) || moreOrNull != null && moreOrNull.asksFor(loader);
    }

    /** The same, as if this signal had not been given. */
    public Reasoner without(Signal signal) {
        return new Reasoner(this, signal);
    }

    /** The signals that are about the region. */
    public List<Signal> signals() {
        return signals;
    }

    /** Words of the event tables by which something is replayed; of all others only their number matters. */
    public Set<EventKind> telling() {
        return telling;
    }

    /** Words of events that bring an instance to a host. */
    public List<EventKind> arrivals() {
        return words.stream()
                .filter(word -> {
                    Meaning meaning =
                            vocabulary.meanings().get(new Replay.Word(word.action(), word.event(), word.result()));
                    return meaning == Meaning.OCCUPIES || meaning == Meaning.MOVES;
                })
                .toList();
    }

    /** Words of the event tables that no rule knows. */
    public List<Finding> vocabularyFindings() {
        return List.copyOf(vocabularyFindings);
    }

    /** A lease with its reservations and allocations. */
    public Question lease(EntityRows lease, Collection<? extends Because> more) {
        List<Object> facts = new ArrayList<>(more);
        Set<String> projects = new TreeSet<>();
        for (Version version : lease.versions()) {
            if (version.value("projectId") != null) {
                projects.add(version.string("projectId"));
            }
        }
        for (Signal signal : signals) {
            Signal.Scope scope = signal.scope();
            boolean ours = scope.lease().isEmpty() && scope.project().isEmpty()
                    ? scope.host().isEmpty() && scope.instance().isEmpty()
                    : scope.lease().equals(lease.entity()) || projects.contains(scope.project());
            if (ours) {
                facts.add(new Signalled(signal));
            }
        }
        return new Question(new Entity(Entity.Kind.LEASE, lease.entity()), lease.versions(), facts, List.of());
    }

    /** Moves of an instance that its records tell, by time. Of one that changed since, what it first said is the nearest. */
    private static List<Replay.Move> moves(List<Version> versions, Set<String> hypervisors) {
        Map<String, Replay.Move> byKey = new HashMap<>();
        for (Version version : versions) {
            if (version.loader().tellsMoves() && version.micros("movedAt") != null) {
                long at = version.micros("movedAt");
                long from = version.micros("createdAt") == null ? at : Math.min(at, version.micros("createdAt"));
                long till = version.micros("updatedAt") == null ? at : Math.max(at, version.micros("updatedAt"));
                String to = Stream.of("destNode", "destCompute")
                        .map(version::string)
                        .filter(host -> host != null && hypervisors.contains(host))
                        .findFirst()
                        .orElse("");
                byKey.merge(
                        version.loader().table() + " " + version.key(),
                        new Replay.Move(from, till, at, to, version),
                        (one, other) -> one.at() <= other.at() ? one : other);
            }
        }
        return byKey.isEmpty()
                ? List.of()
                : byKey.values().stream()
                        .sorted(Comparator.comparingLong(Replay.Move::at)
                                .thenComparing(Replay.Move::row, Evidence.ORDER))
                        .toList();
    }

    /** An instance with its requests, its events as replayed, and the signs of its end. */
    public Question instance(EntityRows rows, InstanceContext context) {
        List<Object> facts = new ArrayList<>();
        Long createdAt = null;
        for (Version version : rows.versions()) {
            if (createdAt == null && version.loader().tellsInstances()) {
                createdAt = version.micros("createdAt");
            }
        }
        Replay replay = Replay.of(rows.entity(), rows.events(), createdAt, vocabulary, context.hypervisors());
        replay.alsoMoved(moves(rows.versions(), context.hypervisors()), handover);
        facts.addAll(replay.stays());
        facts.addAll(replay.signs());
        if (replay.builtAt() != null) {
            facts.add(new Built(replay.builtAt(), List.of(replay.built())));
        }
        for (String reservation : reservations(rows)) {
            facts.addAll(context.reservations().getOrDefault(reservation, List.of()));
        }
        add(facts, context.next().get(rows.entity()));
        add(facts, context.doubleTenancies().get(rows.entity()));
        List<Binding> bindings = context.bindings().getOrDefault(rows.entity(), List.of());
        facts.addAll(InstancePlaces.of(rows.versions(), replay.stays(), bindings));
        facts.addAll(InstanceStates.of(rows.versions(), replay.told()));
        Map<String, HostGone> gone = context.hostsGone();
        for (Version version : rows.versions()) {
            addOnce(facts, gone.get(version.string("node")));
            addOnce(facts, gone.get(version.string("host")));
        }
        for (Stay stay : replay.stays()) {
            addOnce(facts, gone.get(stay.host()));
        }
        add(facts, unbound(bindings, createdAt));
        for (Signal signal : signals) {
            if (signal.scope().instance().equals(rows.entity())) {
                facts.add(new Signalled(signal));
            }
        }
        return new Question(new Entity(Entity.Kind.INSTANCE, rows.entity()), rows.versions(), facts, replay.claims());
    }

    private static void add(List<Object> facts, Object factOrNull) {
        if (factOrNull != null) {
            facts.add(factOrNull);
        }
    }

    /** Several rows may name one host. */
    private static void addOnce(List<Object> facts, HostGone goneOrNull) {
        if (goneOrNull != null && !facts.contains(goneOrNull)) {
            facts.add(goneOrNull);
        }
    }

    /** The reservations that an instance's rows name, each once. */
    public static List<String> reservations(EntityRows rows) {
        List<String> reservations = new ArrayList<>(2);
        for (Version version : rows.versions()) {
            for (int place : version.loader().reservations()) {
                Object cell = version.cells()[place];
                if (cell != null && !reservations.contains(cell.toString())) {
                    reservations.add(cell.toString());
                }
            }
        }
        return reservations;
    }

    private static EndSign unbound(List<Binding> bindings, Long createdAt) {
        EndSign sign = null;
        for (Binding binding : bindings) {
            boolean elsewhere = bindings.stream().anyMatch(other -> other.seenTill() >= binding.goneBy());
            if (binding.goneBy() != Micros.FOREVER
                    && !elsewhere
                    && (createdAt == null || binding.goneBy() > createdAt)
                    && (sign == null || binding.goneBy() > sign.at())) {
                sign = new EndSign(
                        "unbound", binding.seenTill(), binding.goneBy(), binding.host(), 1.0, binding.evidence());
            }
        }
        return sign;
    }

    /** A host with its rows, those of the services that carry it, and what the other sessions settled about it. */
    public Question host(
            String host,
            List<Version> own,
            List<Version> services,
            Map<Version, Version> moves,
            Collection<? extends Because> settled) {
        List<Version> rows = new ArrayList<>(own);
        rows.addAll(services);
        List<Object> facts = new ArrayList<>(RowHistory.of(region, rows, moves));
        facts.addAll(settled);
        facts.addAll(HostOverlaps.find(own, settled, horizon.at()));
        facts.addAll(HostOverlaps.testimonies(settled));
        facts.add(new Host(host));
        for (Signal signal : signals) {
            Signal.Scope scope = signal.scope();
            boolean ours = scope.host().equals(host)
                    || scope.host().isEmpty()
                            && scope.instance().isEmpty()
                            && scope.lease().isEmpty()
                            && scope.project().isEmpty();
            if (ours) {
                facts.add(new Signalled(signal));
            }
        }
        return new Question(new Entity(Entity.Kind.HOST, host), rows, facts, List.of());
    }

    /** Asks a session. */
    public Concluded conclude(Question question) {
        List<Object> facts = facts(base, question.rows(), question.beside());
        Conclusions conclusions = fire(base, question.subject(), facts, settings, horizon, watchOrNull);
        return new Concluded(
                        question.subject().id(),
                        conclusions.claims(),
                        conclusions.findings(),
                        question.subject().kind() == Entity.Kind.HOST ? KeptFact.of(facts) : List.of())
                .with(question.replayed());
    }

    /** What the rules of both sides conclude, without what events say themselves; facts are not kept. */
    public Concluded session(Question question) {
        Conclusions conclusions = fire(question.subject(), question.rows(), question.beside());
        return new Concluded(question.subject().id(), conclusions.claims(), conclusions.findings());
    }

    /** Whether this and another of the same rules answer a question alike: whether no rule could use a setting in which they differ. */
    public boolean answersAs(Reasoner other, Question question) {
        if (settings.equals(other.settings)) {
            return true;
        }
        List<Object> facts = facts(base, question.rows(), question.beside());
        return Stream.of(base, moreOrNull)
                .filter(Objects::nonNull)
                .map(RuleBase::settings)
                .allMatch(asked -> asked.beside(facts, settings).equals(asked.beside(facts, other.settings)));
    }

    /** Whether this and another replay events alike. */
    public boolean readsEventsAs(Reasoner other) {
        return vocabulary.equals(other.vocabulary) && handover == other.handover;
    }

    private static List<Object> facts(RuleBase base, List<Version> rows, Collection<?> beside) {
        List<Object> facts = new ArrayList<>(rows.size() + beside.size());
        for (Version row : rows) {
            facts.add(base.fact(row));
        }
        facts.addAll(beside);
        return facts;
    }

    private Conclusions fire(Entity subject, List<Version> rows, Collection<?> beside) {
        Conclusions conclusions = fire(base, subject, facts(base, rows, beside), settings, horizon, watchOrNull);
        if (moreOrNull != null && moreOrNull.asksOf(rows, beside)) {
            conclusions.add(fire(moreOrNull, subject, facts(moreOrNull, rows, beside), settings, horizon, watchOrNull));
        }
        return conclusions;
    }

    /** One session: all facts in, what the rules conclude out. */
    static Conclusions fire(
            RuleBase base,
            Entity subject,
            Collection<?> facts,
            List<Setting> settings,
            Horizon horizon,
            SessionWatch watchOrNull) {
        Set<String> fired = new TreeSet<>();
        Conclusions conclusions = new Conclusions(subject);
        KieSession session = base.session(subject.kind());
        Thread thread = Thread.currentThread();
        SessionLimit.begins(() -> tooLong(base, subject, session, thread));
        try {
            // Not by the session itself, which locks the base and looks up what the global may be.
            session.getGlobals().set(RuleBase.GLOBAL, conclusions);
            for (Object fact : facts) {
                session.insert(fact);
            }
            for (Setting setting : base.settings().beside(facts, settings)) {
                session.insert(setting);
            }
            session.insert(horizon);
            long inserted = session.getFactCount();
            // A filter is asked right before a rule fires, and costs less than a listener, who is told more.
            session.fireAllRules(match -> {
                Rule rule = base.rule(match.getRule());
                conclusions.firing(rule);
                if (watchOrNull != null) {
                    fired.add(rule.id());
                }
                return true;
            });
            if (session.getFactCount() != inserted) {
                throw new InputRefused(of(conclusions.rule()) + ": in the session of " + of(subject)
                        + " a rule changed the facts: evidence is never changed.");
            }
        } catch (OutOfMemoryError e) {
            throw new InputRefused(
                    "The session of " + of(subject)
                            + " needs more memory than there is. Maybe a rule pairs all facts with"
                            + " all others; else HINDCAST_JAVA_OPTS=-Xmx8g.",
                    e);
        } catch (ConstraintEvaluationException e) {
            // Of these the rule's author can mend each, for instance a setting that is no regular expression.
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            String problem =
                    String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            throw new InputRefused(
                    e.getMessage() + ": " + problem + ". Maybe a value that it reads from settings or rows.", e);
        } finally {
            SessionLimit.ends();
            session.dispose();
        }
        if (watchOrNull != null) {
            List<Object> all = new ArrayList<>(facts);
            all.addAll(settings);
            all.add(horizon);
            watchOrNull.session(subject, all, fired);
        }
        return conclusions;
    }

    static String of(Entity subject) {
        return subject.id().isEmpty()
                ? "the words of events"
                : subject.kind().name().toLowerCase(Locale.ROOT) + " " + subject.id();
    }

    static String of(Rule rule) {
        return rule.file() + ":" + rule.line() + ": rule \"" + rule.sentence() + "\"";
    }

    /** What a session that takes too long is busy with; asked on another thread. */
    private static String tooLong(RuleBase base, Entity subject, KieSession session, Thread thread) {
        boolean joining = Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(RuleExecutor.class.getName()));
        RuleAgendaItem next =
                ((InternalAgenda) session.getAgenda()).getAgendaGroupsManager().peekNextRule();
        // What a condition asks of one fact alone is asked for all rules at once.
        String culprit = joining && next != null
                ? of(base.rule(next.getRule()))
                : base.matching().stream()
                        .map(Reasoner::of)
                        .collect(Collectors.joining(", or ", "One of the rules: ", ""));
        return culprit + ": the session of " + of(subject) + " took more than " + SessionLimit.text()
                + " of processor time and did not come to an end. Maybe a regular expression with a repetition inside a"
                + " repetition, or a rule that pairs all facts with all others; a longer time is given by"
                + " HINDCAST_JAVA_OPTS=-Dhindcast.session=PT10M.";
    }

    /** Rows that name one host or service and then another: the last version of the one and the first of the other. */
    public static Map<Version, Version> moves(Collection<List<Version>> hosts, Collection<List<Version>> services) {
        Map<Version, Version> moves = RowHistory.moves(hosts);
        moves.putAll(RowHistory.moves(services));
        return moves;
    }

    /** Nodes and the instances that ironic showed on them, by instance. */
    public static Map<String, List<Binding>> bindings(Collection<List<Version>> hosts, List<Long> snapshots) {
        Map<String, List<Binding>> byInstance = new HashMap<>();
        for (List<Version> rows : hosts) {
            List<Version> nodes = rows.stream()
                    .filter(row -> row.loader().index("instanceUuid") >= 0)
                    .toList();
            for (int i = 0; i < nodes.size(); i++) {
                Version node = nodes.get(i);
                String instance = node.string("instanceUuid");
                boolean goesOn = i + 1 < nodes.size()
                        && java.util.Objects.equals(instance, nodes.get(i + 1).string("instanceUuid"));
                if (instance != null && !goesOn) {
                    long goneBy = Micros.FOREVER;
                    List<Evidence> witnesses = new ArrayList<>(List.of(node));
                    for (long at : snapshots) {
                        if (at > node.lastSeen()
                                && i + 1 < nodes.size()
                                && at >= nodes.get(i + 1).firstSeen()) {
                            goneBy = at;
                            witnesses.add(nodes.get(i + 1));
                            break;
                        }
                    }
                    byInstance
                            .computeIfAbsent(instance, key -> new ArrayList<>())
                            .add(new Binding(node.entity(), node.firstSeen(), node.lastSeen(), goneBy, witnesses));
                }
            }
        }
        return byInstance;
    }
}
