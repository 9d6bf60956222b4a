package dev.hindcast.reconstruction;

import dev.hindcast.audit.Comparison.EntityChange;
import dev.hindcast.audit.Comparison.IssueChange;
import dev.hindcast.audit.Comparison.SeriesChange;
import dev.hindcast.evidence.EvidenceReader;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Progress;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.reasoning.Entity;
import dev.hindcast.reasoning.RuleFolder;
import dev.hindcast.reasoning.RulePair;
import dev.hindcast.reasoning.SignalReadings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Future;

/** Reconstructs evidence folders under old and new rules, signals, windows and settings at once, and tells what differs. */
public final class RulesTrial {
    /**
     * What to try.
     *
     * @param old           what the numbers rest on now; {@code now} what is tried
     * @param loadersOrNull for both sides, in place of those packed
     */
    public record Request(
            List<Path> folders,
            Side old,
            Side now,
            Path loadersOrNull,
            long asOf,
            long saidUntil,
            int threads,
            Progress progress) {}

    /**
     * One side of a trial.
     *
     * @param rulesOrNull   rules and settings in place of those packed
     * @param signalsOrNull signals beside the folders' own
     * @param windowsOrNull windows in place of the loaders'
     */
    public record Side(Path rulesOrNull, Path signalsOrNull, Path windowsOrNull) {}

    /** What differs, by region; and what of the inputs does, in words. */
    public record Outcome(List<String> inputs, List<RegionOutcome> regions) {
        public boolean isEmpty() {
            return regions.stream().allMatch(RegionOutcome::isEmpty);
        }
    }

    /**
     * What differs in one region.
     *
     * @param entities those that differ, as they were settled: leases, hosts, allocations, instances
     * @param issues   of the region as a whole
     */
    public record RegionOutcome(
            String region,
            SortedMap<Entity.Kind, Integer> counted,
            List<EntityChange> entities,
            List<Caused> series,
            List<IssueChange> issues) {
        public boolean isEmpty() {
            return entities.isEmpty() && series.isEmpty() && issues.isEmpty();
        }
    }

    /** A month of a series, and by which causes spans in it differ. */
    public record Caused(SeriesChange change, List<String> causes) {}

    private static final String WINDOWS = "windows.yml";

    private RulesTrial() {}

    /** @throws InputRefused if an input or a rule is refused; what is wrong with rules is said as {@code rules check} says it */
    public static Outcome run(Request request) {
        EvidenceReader.warmUp();
        List<TextFile> loaderFiles = TextFile.inFolder(request.loadersOrNull(), "evidence-loaders");
        Loaders loaders = Loaders.of(loaderFiles);
        List<TextFile> oldRules = RuleFolder.whole(request.old().rulesOrNull());
        List<TextFile> newRules = RuleFolder.whole(request.now().rulesOrNull());
        try (Workers workers = new Workers(request.threads(), request.progress())) {
            Future<RulePair> compiling = workers.submit(() -> RulePair.compile(oldRules, newRules, loaders));
            try {
                EvidenceReader old = reader(request, request.old(), loaders, oldRules, loaderFiles);
                EvidenceReader now = reader(request, request.now(), loaders, newRules, loaderFiles);
                return run(request, old, now, compiling, workers);
            } catch (InputRefused refused) {
                // Where rules and evidence are refused, the rules are, however far either had come.
                Workers.get(compiling);
                throw refused;
            }
        }
    }

    private static EvidenceReader reader(
            Request request, Side side, Loaders loaders, List<TextFile> rules, List<TextFile> loaderFiles) {
        List<TextFile> settings = new ArrayList<>(rules);
        for (TextFile file : loaderFiles) {
            if (side.windowsOrNull() == null || !file.name().equals(WINDOWS)) {
                settings.add(file);
            }
        }
        if (side.windowsOrNull() != null) {
            settings.add(windows(side.windowsOrNull()));
        }
        return new EvidenceReader(new EvidenceReader.Request(
                request.folders(),
                loaders,
                settings,
                side.signalsOrNull(),
                () -> SignalReadings.of(rules),
                request.asOf(),
                request.saidUntil(),
                request.threads(),
                request.progress()));
    }

    private static TextFile windows(Path path) {
        try {
            TextFile file = TextFile.read(path);
            return new TextFile(WINDOWS, file.text(), file.sha256());
        } catch (IOException e) {
            throw new InputRefused(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Outcome run(
            Request request, EvidenceReader old, EvidenceReader now, Future<RulePair> compiling, Workers workers) {
        List<RegionOutcome> regions = new ArrayList<>();
        List<String> inputs = new ArrayList<>();
        for (String region : now.regionNames()) {
            try (RegionEvidence after = now.read(region)) {
                RegionEvidence before = old.readAlike(after, now);
                try {
                    request.progress().stage(region, "compiling rules", 0);
                    RulePair rules = Workers.get(compiling);
                    TrialCauses causes = TrialCauses.of(rules, before.knowledge(), after.knowledge());
                    causes.all().stream().filter(each -> !inputs.contains(each)).forEach(inputs::add);
                    regions.add(new RegionTrial(before, after, rules, causes, workers, request.progress()).run());
                } finally {
                    if (!before.isOfSameRows(after)) {
                        before.close();
                    }
                }
            }
        }
        return new Outcome(List.copyOf(inputs), regions);
    }
}
