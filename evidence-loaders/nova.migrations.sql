-- loader:    nova.migrations
-- fact:      NovaMigration
-- about:     instance
-- entity:    instanceUuid
-- key:       id
-- also:      nova.shadow_migrations
-- reads:     created_at, updated_at, deleted_at, id, instance_uuid, status, migration_type?, source_compute, dest_compute, source_node?, dest_node?, old_instance_type_id, new_instance_type_id
-- releases:  migration_type came with Liberty: NULL before it. source_node and dest_node are missing in very old ones.
-- column createdAt         instant           <- created_at
-- column updatedAt         instant  dates    <- updated_at
-- column deletedAt         instant           <- deleted_at
-- column instanceUuid      String   required <- instance_uuid
-- column status            String            <- status
-- column migrationType     String            <- migration_type
-- column sourceCompute     String            <- source_compute
-- column sourceNode        String            <- source_node
-- column destCompute       String            <- dest_compute
-- column destNode          String            <- dest_node
-- column oldInstanceTypeId Long              <- old_instance_type_id
-- column newInstanceTypeId Long              <- new_instance_type_id
-- column movedAt           instant  derived  <- status, migration_type, created_at, updated_at
SELECT
    raw.origin,
    instant(raw.created_at) AS createdAt,
    -- Not volatile: the last update is the best witness of when the move was finished, confirmed or reverted.
    instant(raw.updated_at) AS updatedAt,
    instant(raw.deleted_at) AS deletedAt,
    text(raw.instance_uuid) AS instanceUuid,
    text(raw.status) AS status,
    text(raw.migration_type) AS migrationType,
    text(raw.source_compute) AS sourceCompute,
    text(raw.source_node) AS sourceNode,
    text(raw.dest_compute) AS destCompute,
    text(raw.dest_node) AS destNode,
    whole(raw.old_instance_type_id) AS oldInstanceTypeId,
    whole(raw.new_instance_type_id) AS newInstanceTypeId,
    -- A live migration is completed when the instance has moved. What else is asked for is done within minutes, and updated when
    -- the user confirms it, or when an evacuated host comes back.
    CASE
        WHEN text(raw.status) = 'completed' AND text(raw.migration_type) = 'live-migration' THEN instant(raw.updated_at)
        WHEN text(raw.status) IN ('completed', 'confirmed', 'finished', 'done') THEN instant(raw.created_at)
    END AS movedAt
FROM raw
