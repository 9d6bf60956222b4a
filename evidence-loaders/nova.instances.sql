-- loader:    nova.instances
-- fact:      NovaInstance
-- about:     instance
-- entity:    uuid
-- key:       uuid
-- also:      nova.shadow_instances
-- reads:     created_at, updated_at, deleted_at, uuid, project_id, vm_state, host, node?, launched_on, launched_at, terminated_at, deleted, instance_type_id, vcpus, memory_mb, root_gb, ephemeral_gb
-- heartbeat: launched_at, terminated_at
-- releases:  node is missing in very old ones. The key is uuid, not id: it is uuid by which every other table names an instance.
-- column createdAt      instant                             <- created_at
-- column updatedAt      instant  volatile dates             <- updated_at
-- column deletedAt      instant                             <- deleted_at
-- column launchedAt     instant                             <- launched_at
-- column terminatedAt   instant                             <- terminated_at
-- column deletedZero    Boolean  derived                    <- deleted_at
-- column terminatedZero Boolean  derived                    <- terminated_at
-- column deleted        Boolean  derived                    <- deleted
-- column archived       Boolean  volatile derived           <- raw_table
-- column uuid           String   required                   <- uuid
-- column projectId      String                              <- project_id
-- column vmState        String                              <- vm_state
-- column host           String                              <- host
-- column node           String                              <- node
-- column launchedOn     String                              <- launched_on
-- column instanceTypeId Long                                <- instance_type_id
-- column vcpus          Long     inventory(vcpus)           <- vcpus
-- column memoryMb       Long     inventory(memory_mb)       <- memory_mb
-- column diskGb         Long     inventory(disk_gb) derived <- root_gb, ephemeral_gb
SELECT
    raw.origin,
    instant(raw.created_at) AS createdAt,
    instant(raw.updated_at) AS updatedAt,
    instant(raw.deleted_at) AS deletedAt,
    instant(raw.launched_at) AS launchedAt,
    instant(raw.terminated_at) AS terminatedAt,
    zero_date(raw.deleted_at) AS deletedZero,
    zero_date(raw.terminated_at) AS terminatedZero,
    soft_deleted(raw.deleted) AS deleted,
    -- nova-manage db archive_deleted_rows moves deleted rows to the shadow table: a move, not a change.
    contains(raw.raw_table, '.shadow_') AS archived,
    text(raw.uuid) AS uuid,
    text(raw.project_id) AS projectId,
    text(raw.vm_state) AS vmState,
    text(raw.host) AS host,
    text(raw.node) AS node,
    text(raw.launched_on) AS launchedOn,
    whole(raw.instance_type_id) AS instanceTypeId,
    whole(raw.vcpus) AS vcpus,
    whole(raw.memory_mb) AS memoryMb,
    -- No ephemeral disk is 0; no root disk is unknown.
    whole(raw.root_gb) + CASE WHEN blank(raw.ephemeral_gb) THEN 0 ELSE whole(raw.ephemeral_gb) END AS diskGb
FROM raw
