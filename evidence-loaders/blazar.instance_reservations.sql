-- loader:    blazar.instance_reservations
-- fact:      BlazarInstanceReservation
-- about:     booking
-- entity:    leaseId
-- key:       id
-- also:      -
-- reads:     created_at, updated_at, id, reservation_id, vcpus, memory_mb, disk_gb, amount, deleted_at?
-- releases:  openstack/blazar has no deleted_at: a deletion leaves no row. The ChameleonCloud fork has it since 2018-07.
-- column createdAt     instant                       <- created_at
-- column updatedAt     instant  volatile dates       <- updated_at
-- column deletedAt     instant                       <- deleted_at
-- column leaseId       String   derived              <- reservation_id
-- column reservationId String                        <- reservation_id
-- column vcpus         Long     inventory(vcpus)     <- vcpus
-- column memoryMb      Long     inventory(memory_mb) <- memory_mb
-- column diskGb        Long     inventory(disk_gb)   <- disk_gb
-- column amount        Long                          <- amount
SELECT
    raw.origin,
    instant(raw.created_at) AS createdAt,
    instant(raw.updated_at) AS updatedAt,
    instant(raw.deleted_at) AS deletedAt,
    reservation.key AS leaseId,
    text(raw.reservation_id) AS reservationId,
    -- The size of one instance: each has an allocation row of its own, `amount` of them.
    whole(raw.vcpus) AS vcpus,
    whole(raw.memory_mb) AS memoryMb,
    whole(raw.disk_gb) AS diskGb,
    whole(raw.amount) AS amount
FROM raw
LEFT JOIN identity_blazar_reservations reservation
    ON reservation.id = text(raw.reservation_id) AND raw.seen >= reservation.first AND raw.seen < reservation.last
