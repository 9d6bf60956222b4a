package dev.hindcast.evidence;

/**
 * That an allocation shows this reservation on the host that this id of Blazar meant.
 *
 * @param hostOrNull null where no row explains the id
 */
public record Booked(String reservationId, String computeHostId, String hostOrNull) {}
