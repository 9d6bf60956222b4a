-- loader:    blazar.leases
-- fact:      BlazarLease
-- about:     booking
-- entity:    leaseId
-- key:       id
-- also:      -
-- reads:     created_at, updated_at, id, name, project_id, start_date, end_date, status?, deleted?, deleted_at?
-- releases:  openstack/blazar has no deleted, deleted_at: a deletion leaves no row. The ChameleonCloud fork has them since 2018-07.
--            status is missing in old ones. A lease that ends by itself is TERMINATED and not deleted.
-- column createdAt instant                 <- created_at
-- column updatedAt instant  volatile dates <- updated_at
-- column deletedAt instant                 <- deleted_at
-- column deleted   Boolean  derived        <- deleted
-- column leaseId   String   required       <- id
-- column name      String                  <- name
-- column projectId String                  <- project_id
-- column startDate instant                 <- start_date
-- column endDate   instant                 <- end_date
-- column status    String   volatile       <- status
SELECT
    raw.origin,
    instant(raw.created_at) AS createdAt,
    instant(raw.updated_at) AS updatedAt,
    instant(raw.deleted_at) AS deletedAt,
    -- A zero date leaves open when it was deleted, and not whether.
    CASE WHEN zero_date(raw.deleted_at) THEN true ELSE soft_deleted(raw.deleted) END AS deleted,
    text(raw.id) AS leaseId,
    text(raw.name) AS name,
    text(raw.project_id) AS projectId,
    instant(raw.start_date) AS startDate,
    -- An update overwrites it in place: only an earlier dump shows what was promised before.
    instant(raw.end_date) AS endDate,
    text(raw.status) AS status
FROM raw
