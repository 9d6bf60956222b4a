-- loader:    blazar.computehosts
-- fact:      BlazarComputehost
-- about:     host
-- entity:    hypervisorHostname
-- key:       id
-- also:      -
-- reads:     created_at, updated_at, id, hypervisor_hostname, hypervisor_type, service_name?, vcpus, memory_mb, local_gb, reservable?, deleted?, deleted_at?, disabled?
-- identity:  id -> hypervisor_hostname
-- releases:  openstack/blazar has no deleted, deleted_at: a deletion leaves no row. The ChameleonCloud fork has them here since 2022-05.
--            reservable came in 2017-11: before it every enrolled host was reservable, and the column says NULL. disabled came in 2023.
-- column createdAt          instant                       <- created_at
-- column updatedAt          instant  volatile dates       <- updated_at
-- column deletedAt          instant                       <- deleted_at
-- column deleted            Boolean  derived              <- deleted
-- column hypervisorHostname String   required             <- hypervisor_hostname
-- column hypervisorType     String                        <- hypervisor_type
-- column serviceName        String                        <- service_name
-- column vcpus              Long     inventory(vcpus)     <- vcpus
-- column memoryMb           Long     inventory(memory_mb) <- memory_mb
-- column diskGb             Long     inventory(disk_gb)   <- local_gb
-- column reservable         Boolean  state                <- reservable
-- column disabled           Boolean                       <- disabled
SELECT
    raw.origin,
    instant(raw.created_at) AS createdAt,
    instant(raw.updated_at) AS updatedAt,
    instant(raw.deleted_at) AS deletedAt,
    -- A zero date leaves open when it was deleted, and not whether.
    CASE WHEN zero_date(raw.deleted_at) THEN true ELSE soft_deleted(raw.deleted) END AS deleted,
    text(raw.hypervisor_hostname) AS hypervisorHostname,
    text(raw.hypervisor_type) AS hypervisorType,
    text(raw.service_name) AS serviceName,
    -- A copy made when the host was enrolled; it ages.
    whole(raw.vcpus) AS vcpus,
    whole(raw.memory_mb) AS memoryMb,
    whole(raw.local_gb) AS diskGb,
    flag(raw.reservable) AS reservable,
    flag(raw.disabled) AS disabled
FROM raw
