package dev.hindcast.reasoning;

/** What an event does to an instance; which event means what is decided by rules over the vocabulary (design section 5). */
public enum Meaning {
    /** The instance was built: it launched. */
    BUILDS,
    /** The build failed. */
    FAILS,
    /** The instance ended when the event finished. */
    TERMINATES,
    /** An end was tried and did not happen. */
    END_FAILS,
    /** It left its host when the event finished. */
    RELEASES,
    /** It is shelved; it leaves its host then, unless an offload of its own follows. */
    SHELVES,
    /** It takes a host again from the event's start and runs from its finish. */
    OCCUPIES,
    /** It is on another host, or of another size, from the event's finish. */
    MOVES,
    /** It no longer runs from the event's finish. */
    STOPS,
    /** It runs again from the event's finish. */
    STARTS,
    /** It is in error from the event's finish. */
    BREAKS,
    /** Known, and without effect on what is counted. */
    NOTHING
}
