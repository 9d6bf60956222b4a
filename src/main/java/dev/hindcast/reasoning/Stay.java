package dev.hindcast.reasoning;

import dev.hindcast.evidence.Evidence;
import dev.hindcast.evidence.Micros;
import java.util.List;

/**
 * A time in which an instance held one host at one size, by its events and by nova's records of moves of which no event is left: from
 * its creation, its unshelving or a move, till it was shelved, moved or ended.
 *
 * @param host     the hypervisor that the event at its beginning names; empty where it names none (on bare metal it names a service),
 *                 or where no event began it
 * @param first    whether it begins with the instance's creation
 * @param last     whether no other stay follows
 * @param recorded whether it begins with a move that the record alone tells
 */
public record Stay(
        long from, long till, String host, boolean first, boolean last, boolean recorded, List<Evidence> evidence)
        implements Because {
    /** Whether nothing that happened to it ended it. */
    public boolean isOpen() {
        return till == Micros.FOREVER;
    }

    /** What of it was before an instant at which another began. */
    Stay before(long instant) {
        return new Stay(from, instant, host, first, false, recorded, evidence);
    }

    /** The other, that began at that instant with a move on record. */
    Stay after(long instant, Evidence record) {
        return new Stay(instant, till, "", false, last, true, List.of(record));
    }
}
