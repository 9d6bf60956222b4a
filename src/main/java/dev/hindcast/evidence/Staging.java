package dev.hindcast.evidence;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Stages one region's raw rows in a scratch DuckDB: takes dumps and exports in, runs the loaders, folds their rows into versions.
 * Here stands the order of the steps; each is a class of its own.
 */
final class Staging {
    /** Kinds of notes that are told as soon as they are known, for the numbers lack something. */
    private static final Set<String> TOLD = Set.of(
            "missing_table",
            "unreadable_table",
            "unreadable_rows",
            "partial_table",
            "unread_table",
            "joined_folders",
            "name_spelt_otherwise",
            "emptied_table");

    /** Files that seem to be evidence and are not read: so many are told one by one. */
    private static final int UNREAD_MAX = 5;

    private final EvidenceReader.Request request;
    private final SourceFinder.Found found;
    private final Knowledge knowledge;
    private final String region;
    private final Loaders loaders;
    private final RegionSources sources;
    private final List<EvidenceNote> notes;
    private final Quarantine quarantine = new Quarantine();
    private final ScratchDatabase database;
    private final Exports exports;

    /** @param noted about what people wrote, for the region's issues */
    Staging(EvidenceReader.Request request, SourceFinder.Found found, Knowledge knowledge, List<EvidenceNote> noted) {
        this.request = request;
        this.found = found;
        this.knowledge = knowledge;
        this.region = found.region();
        this.loaders = request.loaders();
        this.sources = new RegionSources(found.sources());
        this.notes = new ArrayList<>(noted);
        this.database = new ScratchDatabase(request, found.sources());
        this.exports = new Exports(region, loaders, database, sources);
    }

    RegionEvidence read() {
        try {
            return staged();
        } catch (SQLException e) {
            InputRefused damaged = exports.damaged();
            database.close();
            throw damaged != null ? damaged : new IllegalStateException(region + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private RegionEvidence staged() throws SQLException {
        FileDigest.begin(found.sources());
        new DumpIntake(request, region, knowledge, database, sources, notes, quarantine).read();
        exports.readInstants(notes, quarantine);
        sources.leaveOutLater(request.asOf(), quarantine);
        Snapshots snapshots = Snapshots.find(loaders, knowledge, sources, database);
        RawRows raw = new RawRows(region, loaders, database, sources, exports);
        raw.find(snapshots);
        // Tables without rows need no statement more.
        List<Loader> loaded = loaders.all().stream().filter(raw::hasAny).toList();
        Identities identities = new Identities(database, snapshots, raw);
        identities.make(loaders);
        request.progress().stage(region, "rows of tables", raw.total());
        RowNotes rowNotes = new RowNotes(region, loaders, sources, snapshots, identities);
        LoaderRun.Told told = new LoaderRun(
                        request.progress(), database, sources, exports, snapshots, raw, identities, rowNotes)
                .runAll(loaded, notes, quarantine);
        try (Statement statement = database.statement()) {
            notes.addAll(rowNotes.hostsSpeltOtherwise(loaded, statement));
        }
        database.readFromNowOn();
        SourceNotes sourceNotes = new SourceNotes(found, loaders, snapshots, told.unusable(loaders));
        notes.addAll(sourceNotes.all(sources, quarantine, knowledge));
        tell(notes);
        long horizon = snapshots.horizon(region, request.saidUntil());
        long dawn = Math.min(horizon, told.firstTold());
        if (dawn == horizon && horizon == request.saidUntil()) {
            throw new InputRefused(region + ": nothing is known of it before " + Micros.text(horizon)
                    + ", the instant of --until. Maybe a later one.");
        }
        StagedRows rows = new StagedRows(
                loaders,
                knowledge,
                database,
                snapshots,
                new EntityStreams(database, snapshots, loaded),
                new InstanceSweeps(database, snapshots, loaded),
                sourceNotes);
        return new RegionEvidence(
                region, rows, knowledge, sources.all(), notes, quarantine.rows(), told.counts(), dawn, horizon);
    }

    private void tell(List<EvidenceNote> ofSources) {
        int unread = 0;
        for (EvidenceNote note : ofSources) {
            if (!note.severity().equals("notice")) {
                continue;
            }
            if (note.kind().equals("unread_file")) {
                unread++;
                if (unread <= UNREAD_MAX) {
                    request.progress().note(note.detail());
                }
            } else if (TOLD.contains(note.kind())) {
                request.progress().note(region + ", " + note.entity() + ": " + note.detail());
            }
        }
        if (unread > UNREAD_MAX) {
            request.progress()
                    .note(region + ": and " + (unread - UNREAD_MAX) + " more such files; 'hindcast check' on the result"
                            + " has them all.");
        }
    }
}
