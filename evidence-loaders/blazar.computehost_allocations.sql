-- loader:    blazar.computehost_allocations
-- fact:      BlazarAllocation
-- about:     booking
-- entity:    leaseId
-- key:       id
-- also:      -
-- reads:     created_at, updated_at, id, compute_host_id, reservation_id, deleted?, deleted_at?
-- releases:  openstack/blazar has no deleted, deleted_at: a deletion leaves no row. The ChameleonCloud fork has them since 2018-07.
--            With them it dropped the foreign key on compute_host_id, which may dangle.
-- column createdAt     instant                 <- created_at
-- column updatedAt     instant  volatile dates <- updated_at
-- column deletedAt     instant                 <- deleted_at
-- column deleted       Boolean  derived        <- deleted
-- column leaseId       String   derived        <- reservation_id
-- column allocationId  String   required       <- id
-- column reservationId String                  <- reservation_id
-- column computeHostId String                  <- compute_host_id
-- column host          String   derived        <- compute_host_id
SELECT
    raw.origin,
    instant(raw.created_at) AS createdAt,
    instant(raw.updated_at) AS updatedAt,
    instant(raw.deleted_at) AS deletedAt,
    -- A zero date leaves open when it was deleted, and not whether.
    CASE WHEN zero_date(raw.deleted_at) THEN true ELSE soft_deleted(raw.deleted) END AS deleted,
    reservation.key AS leaseId,
    text(raw.id) AS allocationId,
    text(raw.reservation_id) AS reservationId,
    text(raw.compute_host_id) AS computeHostId,
    -- NULL where the id dangles: some host, by that id, was still reserved.
    computehost.key AS host
FROM raw
LEFT JOIN identity_blazar_reservations reservation
    ON reservation.id = text(raw.reservation_id) AND raw.seen >= reservation.first AND raw.seen < reservation.last
LEFT JOIN identity_blazar_computehosts computehost
    ON computehost.id = text(raw.compute_host_id) AND raw.seen >= computehost.first AND raw.seen < computehost.last
