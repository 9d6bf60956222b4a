package dev.hindcast.audit;

import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.Signal;
import dev.hindcast.evidence.Spelling;
import dev.hindcast.reasoning.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Signals that change nothing in silence, or contradict each other: what only the data show, so that it is an issue and no refusal. */
public final class SignalIssues {
    private static final String HOST = "host ";
    private static final String PROJECT = "project ";
    private static final int CALLED_MAX = 5;
    /** Of these, several things may be so at once; only that there was nothing contradicts the others. */
    private static final Set<String> SIDE_BY_SIDE = Set.of("maintenance", "conflict");

    private final RegionEvidence region;
    /** What rows name, as {@code host kvm-1}. */
    private final Set<String> known;
    /** Of hosts that rows name: what else these rows call them, and where. */
    private final Map<String, ? extends Map<String, String>> otherNames;

    private final List<Finding> findings = new ArrayList<>();

    private SignalIssues(
            RegionEvidence region, Set<String> known, Map<String, ? extends Map<String, String>> otherNames) {
        this.region = region;
        this.known = known;
        this.otherNames = otherNames;
    }

    /**
     * The issues about the signals of a region.
     *
     * @param effects    of all signals that are about the region
     * @param known      what rows name, as {@code host kvm-1}
     * @param otherNames what rows call hosts besides their ids: by name, then host, the table and column that tell it
     */
    public static List<Finding> of(
            RegionEvidence region,
            List<SignalEffect> effects,
            Set<String> known,
            Map<String, ? extends Map<String, String>> otherNames) {
        SignalIssues issues = new SignalIssues(region, known, otherNames);
        Set<String> stated = effects.stream()
                .map(SignalEffect::signal)
                .filter(signal ->
                        signal.says().equals("exists") && signal.value().equals("true"))
                .map(signal -> signal.scope().text())
                .collect(Collectors.toSet());
        for (SignalEffect effect : effects) {
            issues.about(effect, stated);
        }
        issues.contradictions(effects.stream().map(SignalEffect::signal).toList());
        return issues.findings;
    }

    private void about(SignalEffect effect, Set<String> stated) {
        Signal signal = effect.signal();
        String scope = signal.scope().text();
        boolean outside = signal.from() >= region.horizon() || signal.till() <= region.dawn();
        if (outside) {
            find(signal, "signal_outside", "note", "lies wholly outside the region's time and changes nothing.");
        } else if (!signal.scope().isRegion()
                && !known.contains(scope)
                && (!stated.contains(scope)
                        || otherNames.containsKey(signal.scope().host()))) {
            String meant = meant(signal.scope());
            find(
                    signal,
                    "signal_unknown",
                    // What is said of a project is said of leases to come too: it may wait for its first.
                    signal.scope().project().isEmpty() || !meant.isEmpty() ? "notice" : "note",
                    "is about the " + scope + ", and no row of this region has such "
                            + (scope.startsWith("instance ") ? "an " : "a ") + scope.replaceAll(" .*", "") + ": it "
                            + (stated.contains(scope) ? "counts as one of its own." : "changes nothing.") + meant);
        } else if (!effect.speaks()) {
            find(
                    signal,
                    "signal_unused",
                    "note",
                    "is about the " + scope + ", and no rule found there what it speaks of: it changes nothing.");
        } else if (!effect.decides()) {
            boolean fills = signal.kind() == Signal.Kind.DEFAULT;
            find(
                    signal,
                    "signal_shadowed",
                    "note",
                    fills
                            ? "decides nothing: wherever it could, evidence or another signal does."
                            : "decides nothing: everywhere a stronger signal says otherwise.");
        }
    }

    /**
     * Who may be meant: never guessed at, since a name may have been another host's in former days. Names of hosts and of projects
     * are few enough to look through.
     */
    private String meant(Signal.Scope scope) {
        if (otherNames.containsKey(scope.host())) {
            return " But " + called(scope.host());
        }
        if (!scope.project().isEmpty()) {
            String project = Spelling.nearest(scope.project(), known(PROJECT));
            return project.isEmpty() ? "" : " Maybe you meant the project " + project + ".";
        }
        Set<String> hosts = known(HOST);
        Set<String> names = new TreeSet<>(hosts);
        names.addAll(otherNames.keySet());
        String host = Spelling.nearest(scope.host(), names);
        if (host.isEmpty()) {
            return "";
        }
        return " Maybe you meant the host " + host + (hosts.contains(host) ? "." : "; " + called(host));
    }

    private Set<String> known(String kind) {
        return known.stream()
                .filter(name -> name.startsWith(kind))
                .map(name -> name.substring(kind.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@code ironic.nodes.name calls the host c00f5b6c-... so: write 'host: c00f5b6c-...'.} */
    private String called(String name) {
        Map<String, String> hosts = otherNames.get(name);
        String first = hosts.keySet().iterator().next();
        String by = hosts.values().stream().distinct().collect(Collectors.joining(" and "));
        if (hosts.size() == 1) {
            return by + " calls the host " + first + " so: write 'host: " + first + "'.";
        }
        return by + " calls " + hosts.size() + " hosts so, "
                + hosts.keySet().stream().limit(CALLED_MAX).collect(Collectors.joining(", "))
                + (hosts.size() > CALLED_MAX ? " and more" : "") + ": write the one that you mean.";
    }

    private void find(Signal signal, String kind, String severity, String what) {
        findings.add(new Finding(
                kind,
                severity,
                signal.id(),
                signal.scope().host(),
                signal.from(),
                signal.till(),
                "The signal of " + signal.where() + " " + what,
                null,
                List.of(signal)));
    }

    /** Two of one kind that say different things about one attribute of the same at one time. */
    private void contradictions(List<Signal> signals) {
        Map<String, List<Signal>> alike = new TreeMap<>();
        for (Signal signal : signals) {
            alike.computeIfAbsent(
                            signal.getKind()
                                    + ' '
                                    + signal.says()
                                    + ' '
                                    + signal.scope().text(),
                            key -> new ArrayList<>())
                    .add(signal);
        }
        for (List<Signal> group : alike.values()) {
            for (int i = 0; i < group.size(); i++) {
                for (Signal other : group.subList(i + 1, group.size())) {
                    contradiction(group.get(i), other);
                }
            }
        }
    }

    private void contradiction(Signal one, Signal other) {
        long from = Math.max(one.from(), other.from());
        long till = Math.min(one.till(), other.till());
        boolean together = SIDE_BY_SIDE.contains(one.says())
                && one.value().equals("none") == other.value().equals("none");
        if (from >= till || one.value().equals(other.value()) || together) {
            return;
        }
        int surer = Double.compare(one.confidence(), other.confidence());
        String counts = surer == 0
                ? "equally sure, so neither counts and it is unknown"
                : "the surer one counts, " + (surer > 0 ? one : other).id();
        if (surer == 0 && SIDE_BY_SIDE.contains(one.says())) {
            counts = "equally sure, so what was there counts";
        }
        findings.add(new Finding(
                "signal_contradicted",
                "action",
                one.id() + " " + other.id(),
                one.scope().host(),
                Math.max(from, Micros.ALWAYS),
                till,
                "About the " + one.says() + " of the " + one.scope().text() + " the signal of " + one.where() + " says "
                        + one.value() + " and that of " + other.where() + " says " + other.value() + "; " + counts
                        + ".",
                null,
                List.of(one, other)));
    }
}
