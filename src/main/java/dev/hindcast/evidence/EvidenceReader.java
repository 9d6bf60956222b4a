package dev.hindcast.evidence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Entry of the evidence stage: folders in, row versions per entity out (design section 3).
 * Reads one region after the other, so that memory holds one of them at a time.
 */
public final class EvidenceReader {
    /**
     * What to read and how.
     *
     * @param signals    a signals file for all regions, or null
     * @param readings   what rules read of signals; asked for only if there are any
     * @param asOf       evidence observed later is left out, microseconds UTC
     * @param saidUntil  nothing is said beyond it, microseconds UTC
     * @param progress   is told which source or table is being read
     */
    public record Request(
            List<Path> folders,
            Loaders loaders,
            List<TextFile> settings,
            Path signals,
            Supplier<List<SignalReading>> readings,
            long asOf,
            long saidUntil,
            int threads,
            Progress progress) {}

    private final Request request;
    private final List<SourceFinder.Found> found;
    private final Knowledge shipped = new Knowledge();
    private final List<TextFile> read = new ArrayList<>();

    /** @throws InputRefused if there is no region, or a settings file is not in order */
    public EvidenceReader(Request request) {
        this.request = request;
        this.found = SourceFinder.find(request.folders());
        for (TextFile file : request.settings()) {
            if (file.name().equals("settings.yml")) {
                shipped.addSettings(file, file.name(), true);
            } else if (file.name().equals("windows.yml")) {
                shipped.addWindows(file, file.name(), request.loaders(), false);
            }
        }
        if (request.signals() != null) {
            shipped.addSignals(
                    text(request.signals()),
                    request.signals().getFileName().toString(),
                    request.readings().get(),
                    request.loaders());
        }
    }

    /** Begins to start the scratch database, whose first start in a process takes a tenth of a second, beside other work. */
    public static void warmUp() {
        Thread first = new Thread(ScratchDatabase::start, "warm-up");
        first.setDaemon(true);
        first.start();
    }

    public List<String> regionNames() {
        return found.stream().map(SourceFinder.Found::region).toList();
    }

    /** The signals, windows and settings files used so far, for the run's digests. */
    public List<TextFile> knowledgeFiles() {
        return List.copyOf(read);
    }

    /**
     * Reads one region.
     *
     * @throws InputRefused if a file is no dump, or of another product, or nothing in it can be used
     */
    public RegionEvidence read(String region) {
        SourceFinder.Found files = files(region);
        Knowledge knowledge = knowledge(region, files);
        return new Staging(request, files, knowledge, strayed(region, knowledge)).read();
    }

    /**
     * Evidence of a region that another reader has read from the same folders, as this one's knowledge has it. It is read anew
     * only if that says otherwise how it is to be read; what was read once is closed by closing the first.
     */
    public RegionEvidence readAlike(RegionEvidence read, EvidenceReader reader) {
        SourceFinder.Found files = files(read.region());
        Knowledge knowledge = knowledge(read.region(), files);
        List<EvidenceNote> strayed = strayed(read.region(), knowledge);
        RegionEvidence alike = read.underOrNull(knowledge, reader.strayed(read.region(), read.knowledge()), strayed);
        return alike != null ? alike : new Staging(request, files, knowledge, strayed).read();
    }

    private SourceFinder.Found files(String region) {
        return found.stream()
                .filter(candidate -> candidate.region().equals(region))
                .findFirst()
                .orElseThrow();
    }

    private Knowledge knowledge(String region, SourceFinder.Found files) {
        Knowledge knowledge = shipped.copy();
        for (Map.Entry<String, Path> entry : new java.util.TreeMap<>(files.knowledge()).entrySet()) {
            TextFile file = text(entry.getValue());
            String where = region + "/" + file.name();
            switch (entry.getKey()) {
                case "signals.yml" ->
                    knowledge.addSignals(file, where, request.readings().get(), request.loaders());
                case "windows.yml" -> knowledge.addWindows(file, where, request.loaders(), true);
                default -> knowledge.addSettings(file, where, false);
            }
        }
        return knowledge;
    }

    /**
     * Signals about a region that there is none of, or that another folder holds: after a folder is renamed they would change nothing in
     * silence. Those of a file for all regions are told in the first.
     */
    private List<EvidenceNote> strayed(String region, Knowledge knowledge) {
        List<String> names = regionNames();
        Map<String, List<Signal>> byRegion = new java.util.TreeMap<>();
        for (Signal signal : knowledge.signals()) {
            String about = signal.scope().region();
            boolean stray = signal.isOfRegionsFile()
                    ? !about.equals(region)
                    : !names.contains(about) && region.equals(names.get(0));
            if (stray) {
                byRegion.computeIfAbsent(about, key -> new ArrayList<>()).add(signal);
            }
        }
        List<EvidenceNote> notes = new ArrayList<>();
        byRegion.forEach((about, signals) -> {
            Signal first = signals.get(0);
            String what = names.contains(about)
                    ? "it stands in the folder of " + region + " and is not read for " + about
                            + ". Maybe move it into that folder's signals.yml"
                    : "no region of this run is named so. "
                            + (first.isOfRegionsFile()
                                    ? "Maybe " + region + ", if the folder was renamed"
                                    : Spelling.meantOrAll(about, names).replaceAll("\\.$", ""));
            String detail = (signals.size() == 1 ? "The signal" : "Of " + signals.size() + " signals the first")
                    + " is of " + first.where() + " and about the region '" + about + "': " + what
                    + ". Until then " + (signals.size() == 1 ? "it changes" : "they change") + " nothing.";
            notes.add(new EvidenceNote(
                    "signal_unknown",
                    // A region that was renamed has lost what was said of it; one file for many sites names others too.
                    first.isOfRegionsFile() ? "notice" : "note",
                    region,
                    signals.stream().map(Signal::id).collect(Collectors.joining(" ")),
                    "",
                    Micros.ALWAYS,
                    Micros.FOREVER,
                    detail));
            request.progress().note(detail);
        });
        return notes;
    }

    private TextFile text(Path path) {
        try {
            TextFile file = TextFile.read(path);
            read.add(file);
            return file;
        } catch (IOException e) {
            throw new InputRefused(path + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
