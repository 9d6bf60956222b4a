-- loader:    ironic.nodes
-- fact:      IronicNode
-- about:     host
-- entity:    nodeUuid
-- key:       id
-- also:      -
-- reads:     created_at, updated_at, id, uuid, name, instance_uuid, provision_state, maintenance, maintenance_reason?, resource_class?, properties
-- identity:  name -> uuid
-- releases:  ironic never soft-deletes: a deletion leaves no row. resource_class is missing in old ones.
--            nova's hypervisor_hostname is this table's uuid.
-- column createdAt         instant                               <- created_at
-- column updatedAt         instant  volatile                     <- updated_at
-- column nodeUuid          String   required                     <- uuid
-- column name              String                                <- name
-- column instanceUuid      String   momentary                    <- instance_uuid
-- column maintenance       Boolean  momentary                    <- maintenance
-- column maintenanceReason String                                <- maintenance_reason
-- column provisionState    String   volatile                     <- provision_state
-- column resourceClass     String                                <- resource_class
-- column vcpus             Long     inventory(vcpus) derived     <- properties
-- column memoryMb          Long     inventory(memory_mb) derived <- properties
-- column diskGb            Long     inventory(disk_gb) derived   <- properties
SELECT
    raw.origin,
    instant(raw.created_at) AS createdAt,
    instant(raw.updated_at) AS updatedAt,
    text(raw.uuid) AS nodeUuid,
    text(raw.name) AS name,
    text(raw.instance_uuid) AS instanceUuid,
    flag(raw.maintenance) AS maintenance,
    text(raw.maintenance_reason) AS maintenanceReason,
    text(raw.provision_state) AS provisionState,
    text(raw.resource_class) AS resourceClass,
    -- Operators type these in, as numbers or as text; what is no number is unknown.
    whole(json(raw.properties, '$.cpus')) AS vcpus,
    whole(json(raw.properties, '$.memory_mb')) AS memoryMb,
    whole(json(raw.properties, '$.local_gb')) AS diskGb
FROM raw
