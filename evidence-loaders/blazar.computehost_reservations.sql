-- loader:    blazar.computehost_reservations
-- fact:      BlazarComputehostReservation
-- about:     booking
-- entity:    leaseId
-- key:       id
-- also:      -
-- reads:     created_at, updated_at, id, reservation_id, count_range, deleted_at?
-- releases:  openstack/blazar has no deleted_at: a deletion leaves no row. The ChameleonCloud fork has it since 2018-07.
-- column createdAt     instant                 <- created_at
-- column updatedAt     instant  volatile dates <- updated_at
-- column deletedAt     instant                 <- deleted_at
-- column leaseId       String   derived        <- reservation_id
-- column reservationId String                  <- reservation_id
-- column countRange    String                  <- count_range
SELECT
    raw.origin,
    instant(raw.created_at) AS createdAt,
    instant(raw.updated_at) AS updatedAt,
    instant(raw.deleted_at) AS deletedAt,
    reservation.key AS leaseId,
    text(raw.reservation_id) AS reservationId,
    -- As asked for, 'least-most'; how many hosts were given only the allocations tell.
    text(raw.count_range) AS countRange
FROM raw
LEFT JOIN identity_blazar_reservations reservation
    ON reservation.id = text(raw.reservation_id) AND raw.seen >= reservation.first AND raw.seen < reservation.last
