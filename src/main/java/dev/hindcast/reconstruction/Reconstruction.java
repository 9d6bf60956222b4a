package dev.hindcast.reconstruction;

import dev.hindcast.evidence.EvidenceReader;
import dev.hindcast.evidence.InputRefused;
import dev.hindcast.evidence.Loaders;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Progress;
import dev.hindcast.evidence.RegionEvidence;
import dev.hindcast.evidence.Source;
import dev.hindcast.evidence.TextFile;
import dev.hindcast.ledger.Entries;
import dev.hindcast.reasoning.RuleBase;
import dev.hindcast.reasoning.RuleFolder;
import dev.hindcast.reasoning.SessionWatch;
import dev.hindcast.reasoning.SignalReadings;
import dev.hindcast.store.ResultWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the stages one after the other over all regions of some evidence folders, and publishes the result file. */
public final class Reconstruction {
    /** Of hindcast; a result names it. */
    public static final String VERSION = "0.1.0";

    /**
     * What to reconstruct.
     *
     * @param rulesOrNull   a folder of rules in place of those packed
     * @param loadersOrNull the same for loaders
     * @param signalsOrNull a signals file for all regions
     * @param progress      is told the stages and how far they are
     */
    public record Request(
            List<Path> folders,
            Path output,
            Path rulesOrNull,
            Path loadersOrNull,
            Path signalsOrNull,
            long asOf,
            long saidUntil,
            int threads,
            Progress progress) {}

    /** What was found, for the summary. */
    public record Summary(List<RegionSummary> regions, String head) {}

    /** What was found in one region; issues by kind and severity. */
    public record RegionSummary(
            String region,
            long dawn,
            long horizon,
            List<Source> sources,
            Map<String, long[]> rowsByTable,
            int hosts,
            long spans,
            Map<String, Integer> issues) {}

    private Reconstruction() {}

    /** @throws dev.hindcast.evidence.InputRefused if an input, a rule or the place to write is refused */
    public static Summary run(Request request) {
        return run(request, null);
    }

    /** @param watchOrNull is shown every session of the rules */
    public static Summary run(Request request, SessionWatch watchOrNull) {
        EvidenceReader.warmUp();
        List<TextFile> loaderFiles = TextFile.inFolder(request.loadersOrNull(), "evidence-loaders");
        List<TextFile> ruleFiles = RuleFolder.whole(request.rulesOrNull());
        Loaders loaders = Loaders.of(loaderFiles);
        try (Workers workers = new Workers(request.threads(), request.progress())) {
            // Rules compile while the first sources are read; if they are refused, that is said at once and not at the
            // end.
            Future<RuleBase> compiling = workers.submit(() -> RuleBase.compile(ruleFiles, loaders));
            try {
                return run(request, loaders, ruleFiles, loaderFiles, compiling, workers, watchOrNull);
            } catch (InputRefused refused) {
                // Where rules and evidence are refused, the rules are, however far either had come.
                Workers.get(compiling);
                throw refused;
            }
        }
    }

    private static Summary run(
            Request request,
            Loaders loaders,
            List<TextFile> ruleFiles,
            List<TextFile> loaderFiles,
            Future<RuleBase> compiling,
            Workers workers,
            SessionWatch watchOrNull) {
        List<TextFile> settings = new ArrayList<>(ruleFiles);
        settings.addAll(loaderFiles);
        EvidenceReader reader = new EvidenceReader(new EvidenceReader.Request(
                request.folders(),
                loaders,
                settings,
                request.signalsOrNull(),
                () -> SignalReadings.of(ruleFiles),
                request.asOf(),
                request.saidUntil(),
                request.threads(),
                new RefusingEarly(request.progress(), compiling)));
        try (ResultWriter writer = ResultWriter.open(request.output())) {
            Entries entries = new Entries();
            List<RegionSummary> summaries = new ArrayList<>();
            TreeMap<String, String> run = new TreeMap<>();
            List<Future<?>> sorting = new ArrayList<>();
            Collection<String> regions = reader.regionNames();
            for (String region : regions) {
                try (RegionEvidence evidence = reader.read(region)) {
                    request.progress().stage(region, "compiling rules", 0);
                    RuleBase rules = Workers.get(compiling);
                    if (summaries.isEmpty()) {
                        writer.rules(rules.rules(), rules.leanings(loaders));
                        writer.ruleFiles(ruleFiles);
                    }
                    boolean last = summaries.size() + 1 == regions.size();
                    // Beside the last sums, and while the evidence is put away.
                    Runnable spansAreIn =
                            last ? () -> sorting.add(workers.submit(Executors.callable(entries::close))) : () -> {};
                    summaries.add(
                            new RegionStages(evidence, rules, workers, writer, entries, request.progress(), watchOrNull)
                                    .run(spansAreIn));
                    for (Source source : evidence.sources()) {
                        // Two folders may hold files of one name; sources are in the order of path and digest.
                        run.merge(
                                "source " + region + "/" + source.path(),
                                source.sha256(),
                                (one, other) -> one + " " + other);
                    }
                    evidence.knowledge()
                            .settings()
                            .forEach(setting -> run.put("setting " + region + "/" + setting.name(), setting.text()));
                }
            }
            request.progress().stage("", "ledger", 0);
            sorting.forEach(Workers::get);
            writer.ledger(entries);
            for (TextFile file : ruleFiles) {
                run.put("rules " + file.name(), file.sha256());
            }
            for (TextFile file : loaderFiles) {
                run.put("loaders " + file.name(), file.sha256());
            }
            for (TextFile file : reader.knowledgeFiles()) {
                run.put("knowledge " + file.sha256(), file.name());
            }
            run.put("hindcast", VERSION);
            run.put("as_of", Micros.text(request.asOf()));
            run.put("until", Micros.text(request.saidUntil()));
            run.put("ledger head", entries.head());
            request.progress().stage("", "publishing " + request.output().getFileName(), 0);
            return new Summary(summaries, writer.publish(run));
        }
    }

    /** Passes progress on, and at every stage looks whether the rules were refused meanwhile. */
    private record RefusingEarly(Progress progress, Future<RuleBase> compiling) implements Progress {
        @Override
        public void stage(String region, String stage, long expected) {
            if (compiling.isDone()) {
                Workers.get(compiling);
            }
            progress.stage(region, stage, expected);
        }

        @Override
        public void done(long more) {
            progress.done(more);
        }

        @Override
        public void note(String line) {
            progress.note(line);
        }
    }
}
