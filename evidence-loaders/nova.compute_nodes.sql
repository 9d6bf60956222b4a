-- loader:    nova.compute_nodes
-- fact:      NovaComputeNode
-- about:     host
-- entity:    hypervisorHostname
-- key:       id
-- also:      nova.shadow_compute_nodes
-- reads:     created_at, updated_at, deleted_at, id, service_id?, host?, hypervisor_hostname, hypervisor_type, vcpus, memory_mb, local_gb, deleted
-- carrier:   service
-- releases:  host came with Kilo; before it, and in rows no newer service has saved, service_id names the services row.
-- column createdAt          instant                       <- created_at
-- column updatedAt          instant  volatile             <- updated_at
-- column deletedAt          instant                       <- deleted_at
-- column deleted            Boolean  derived              <- deleted
-- column hypervisorHostname String   required             <- hypervisor_hostname
-- column service            String   derived              <- host
-- column hypervisorType     String                        <- hypervisor_type
-- column vcpus              Long     inventory(vcpus)     <- vcpus
-- column memoryMb           Long     inventory(memory_mb) <- memory_mb
-- column diskGb             Long     inventory(disk_gb)   <- local_gb
SELECT
    raw.origin,
    instant(raw.created_at) AS createdAt,
    instant(raw.updated_at) AS updatedAt,
    instant(raw.deleted_at) AS deletedAt,
    soft_deleted(raw.deleted) AS deleted,
    text(raw.hypervisor_hostname) AS hypervisorHostname,
    -- Not a choice between two witnesses: one column moved, and nova itself reads the row this way.
    CASE WHEN blank(raw.host) THEN service.key ELSE text(raw.host) END AS service,
    text(raw.hypervisor_type) AS hypervisorType,
    whole(raw.vcpus) AS vcpus,
    whole(raw.memory_mb) AS memoryMb,
    whole(raw.local_gb) AS diskGb
FROM raw
LEFT JOIN identity_nova_services service
    ON service.id = text(raw.service_id) AND raw.seen >= service.first AND raw.seen < service.last
