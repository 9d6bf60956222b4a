-- loader:    blazar.reservations
-- fact:      BlazarReservation
-- about:     booking
-- entity:    leaseId
-- key:       id
-- also:      -
-- reads:     created_at, updated_at, id, lease_id, resource_id, resource_type, status, deleted?, deleted_at?
-- identity:  id -> lease_id
-- releases:  openstack/blazar has no deleted, deleted_at: a deletion leaves no row. The ChameleonCloud fork has them since 2018-07.
-- column createdAt     instant                 <- created_at
-- column updatedAt     instant  volatile dates <- updated_at
-- column deletedAt     instant                 <- deleted_at
-- column deleted       Boolean  derived        <- deleted
-- column leaseId       String   required       <- lease_id
-- column reservationId String   required       <- id
-- column resourceType  String                  <- resource_type
-- column resourceId    String                  <- resource_id
-- column status        String   volatile       <- status
SELECT
    raw.origin,
    instant(raw.created_at) AS createdAt,
    instant(raw.updated_at) AS updatedAt,
    instant(raw.deleted_at) AS deletedAt,
    -- A zero date leaves open when it was deleted, and not whether.
    CASE WHEN zero_date(raw.deleted_at) THEN true ELSE soft_deleted(raw.deleted) END AS deleted,
    text(raw.lease_id) AS leaseId,
    text(raw.id) AS reservationId,
    text(raw.resource_type) AS resourceType,
    text(raw.resource_id) AS resourceId,
    text(raw.status) AS status
FROM raw
