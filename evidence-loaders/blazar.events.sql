-- loader:    blazar.events
-- fact:      BlazarEvent
-- about:     booking
-- entity:    leaseId
-- key:       id
-- also:      -
-- reads:     created_at, updated_at, id, lease_id, event_type, time, status, deleted_at?
-- releases:  openstack/blazar has no deleted_at: a deletion leaves no row. The ChameleonCloud fork has it since 2018-07.
-- column createdAt instant                 <- created_at
-- column updatedAt instant  volatile dates <- updated_at
-- column deletedAt instant                 <- deleted_at
-- column leaseId   String   required       <- lease_id
-- column eventType String                  <- event_type
-- column eventTime instant                 <- time
-- column status    String                  <- status
SELECT
    raw.origin,
    instant(raw.created_at) AS createdAt,
    instant(raw.updated_at) AS updatedAt,
    instant(raw.deleted_at) AS deletedAt,
    text(raw.lease_id) AS leaseId,
    text(raw.event_type) AS eventType,
    -- When it is due, not when it ran: an update of the lease overwrites it.
    instant(raw."time") AS eventTime,
    text(raw.status) AS status
FROM raw
