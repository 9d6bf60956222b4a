package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Micros;
import dev.hindcast.evidence.Quantities;
import dev.hindcast.evidence.Version;
import java.util.List;

/**
 * What every fact that a loader declares has in common: one row version (design section 2).
 * All times are microseconds UTC; a {@code null} is unknown.
 */
public abstract class RowVersion implements Because {
    private Version version;
    private List<Evidence> evidence;
    /** Rules ask for it again and again. */
    private Quantities inventory;

    /** Set once, right after the fact is made: the engine's declared types know only their own columns. */
    void rest(Version restsOn) {
        this.version = restsOn;
        this.evidence = List.of(restsOn);
    }

    Version version() {
        return version;
    }

    public String getTable() {
        return version.loader().table();
    }

    public String getKey() {
        return version.key();
    }

    public Long getCreatedAt() {
        return version.micros("createdAt");
    }

    public Long getUpdatedAt() {
        return version.micros("updatedAt");
    }

    public Long getDeletedAt() {
        return version.micros("deletedAt");
    }

    public long getFirstSeen() {
        return version.firstSeen();
    }

    public long getLastSeen() {
        return version.lastSeen();
    }

    public int getSightings() {
        return version.sightings();
    }

    /** Last sighting of this row with other content before, or null. */
    public Long getSeenBefore() {
        return version.seenBefore();
    }

    /** First sighting of this row with other content after, or null: this is the latest version. */
    public Long getSeenAfter() {
        return version.seenAfter();
    }

    public Long getLackedBefore() {
        return version.lackedBefore();
    }

    /** First whole snapshot after it that lacks the row, or null. */
    public Long getLackedAfter() {
        return version.lackedAfter();
    }

    public boolean isLatest() {
        return version.seenAfter() == null;
    }

    /** Whether the last whole snapshot of the table still shows it so. */
    public boolean isStanding() {
        return version.lastSeen() >= version.tableEnds();
    }

    /** Whether it is not marked deleted, neither with a time nor without one. */
    public boolean isAlive() {
        return !version.deleted();
    }

    public Quantities getInventory() {
        if (inventory == null) {
            inventory = version.inventory();
        }
        return inventory;
    }

    /** Since when this content stood: for ever for a row's first version, else since it was changed or first seen so. */
    public long getSince() {
        if (version.seenBefore() == null) {
            return Micros.ALWAYS;
        }
        Long changed = version.changedAt();
        return changed != null && changed > version.seenBefore() && changed <= version.firstSeen()
                ? changed
                : version.firstSeen();
    }

    /** Till when: for ever for a row's latest version, else till the next was first seen. */
    public long getTill() {
        return version.seenAfter() == null ? Micros.FOREVER : version.seenAfter();
    }

    @Override
    public List<Evidence> evidence() {
        return evidence;
    }

    @Override
    public double confidence() {
        return version.confidence();
    }
}
