-- One region of a site that never was: hosts, leases one after the other on them, and instances with their actions.
-- Everything is a hash of what it is about, so that a seed gives the same rows again, whatever the number of threads.
-- Read before it: region, bare_metal, hosts, instances (about as many), seed, dawn and horizon, as variables.
-- Only the columns that loaders read. Tables in the schemas nova, nova_api, blazar and ironic become Parquet files.
-- The file is cut at each semicolon, so none may stand in a comment or in a text.

CREATE OR REPLACE MACRO share(what, a, b) AS (hash(what, a, b, getvariable('seed'), getvariable('region')) % 1000000) / 1000000;
CREATE OR REPLACE MACRO uuid_of(what, a, b) AS
    CAST(CAST(md5(concat_ws(' ', what, a, b, getvariable('seed'), getvariable('region'))) AS UUID) AS VARCHAR);
CREATE OR REPLACE MACRO project_of(a) AS md5(concat('project ', a));
CREATE OR REPLACE MACRO later(instant, seconds) AS instant + to_seconds(CAST(round(seconds) AS BIGINT));
-- NULL beyond the horizon: nobody has seen it yet.
CREATE OR REPLACE MACRO seen(instant) AS CASE WHEN instant < getvariable('horizon') THEN instant END;
-- What would begin before its host or end after it falls away, about one of twelve.
SET VARIABLE tried = getvariable('instances') * 12 // 11;
SET VARIABLE seconds = date_diff('second', getvariable('dawn'), getvariable('horizon'));

-- Hosts: four of five since the first day, one of ten goes again.
CREATE OR REPLACE TABLE host AS
SELECT
    number,
    CASE WHEN getvariable('bare_metal') THEN uuid_of('node', number, 0)
        ELSE format('{}-c{:04d}.example.org', getvariable('region'), number) END AS name,
    CASE WHEN getvariable('bare_metal') THEN format('{}-ironic-{}', getvariable('region'), number % 3)
        ELSE format('{}-c{:04d}.example.org', getvariable('region'), number) END AS service,
    CAST([48, 64, 96][1 + number % 3] AS INTEGER) AS vcpus,
    CAST([131072, 196608, 262144][1 + number % 3] AS INTEGER) AS memory_mb,
    CAST([400, 900, 2000][1 + number % 3] AS INTEGER) AS local_gb,
    later(getvariable('dawn'), CASE WHEN share('late', number, 0) < 0.8 THEN 60 * number
        ELSE share('born', number, 0) * 0.6 * getvariable('seconds') END) AS born,
    CASE WHEN share('goes', number, 0) < 0.1
        THEN later(getvariable('horizon'), -share('gone', number, 0) * 0.3 * getvariable('seconds')) END AS gone
FROM (SELECT CAST(range AS INTEGER) AS number FROM range(getvariable('hosts')));

-- Leases on bare metal: each pair of hosts has one after the other, and two of three take both hosts.
SET VARIABLE leases_per_pair = CASE WHEN getvariable('bare_metal')
    THEN greatest(1, getvariable('tried') * 2 * 3 // (getvariable('hosts') * 10)) ELSE 0 END;
CREATE OR REPLACE TABLE lease AS
SELECT
    *,
    uuid_of('lease', pair, turn) AS id,
    uuid_of('reservation', pair, turn) AS reservation_id,
    share('maintenance', pair, turn) < 0.01 AS maintenance,
    share('early', pair, turn) < 0.1 AS early,
    project_of(CAST(share('tenant', pair, turn) * 400 AS INTEGER)) AS project_id,
    later(starts, length) AS ends,
    -- Deleted by its owner at seven tenths of its time, or it ends by itself.
    later(starts, CASE WHEN share('early', pair, turn) < 0.1 THEN 0.7 ELSE 1 END * length) AS freed
FROM (
    SELECT
        pair,
        turn,
        later(getvariable('dawn'), (share('phase', pair, 0) + turn + 0.2 * share('start', pair, turn)) * slot) AS starts,
        (0.4 + 0.35 * share('length', pair, turn)) * slot AS length
    FROM (
        SELECT p.range AS pair, t.range AS turn, getvariable('seconds') / getvariable('leases_per_pair') AS slot
        FROM range((getvariable('hosts') + 1) // 2) p, range(getvariable('leases_per_pair')) t))
WHERE starts < getvariable('horizon');

CREATE OR REPLACE TABLE allocation AS
SELECT lease.*, host.number AS host_number, uuid_of('allocation', host.number, turn) AS allocation_id
FROM lease
JOIN host ON host.number // 2 = lease.pair AND (host.number % 2 = 0 OR share('both', pair, turn) < 0.67)
WHERE later(host.born, 86400) < lease.starts AND (host.gone IS NULL OR host.gone > lease.ends);

-- Instances: two in turn on each allocation of bare metal, elsewhere as they come.
CREATE OR REPLACE TABLE instance AS
SELECT
    CAST(row_number() OVER (ORDER BY created, host_number, place) AS INTEGER) AS number,
    uuid_of('instance', host_number, place) AS uuid,
    CASE WHEN share('fails', host_number, place) < 0.02 THEN 0
        ELSE 1 + CAST(floor(share('pattern', host_number, place) * 4) AS INTEGER) END AS pattern,
    lives.*,
    host.* EXCLUDE (number, born, gone)
FROM (
    SELECT
        host_number,
        project_id,
        reservation_id,
        2 * turn + half AS place,
        later(starts, 600 + (0.48 * half + 0.05 * share('wait', host_number, turn)) * date_diff('second', starts, freed)) AS created,
        later(starts, (0.45 + 0.5 * half) * date_diff('second', starts, freed)) AS ended
    FROM allocation, (VALUES (0), (1)) halves(half)
    WHERE NOT maintenance
    UNION ALL
    -- Most live for hours, some for months.
    SELECT host_number, project_of(CAST(share('tenant', host_number, place) * 400 AS INTEGER)), NULL, place, created,
        later(created, 1800 + 3600 * exp(9 * pow(share('life', host_number, place), 2)))
    FROM (
        SELECT n.range % getvariable('hosts') AS host_number, n.range AS place,
            later(getvariable('dawn'), share('created', n.range, 0) * getvariable('seconds')) AS created
        FROM range(getvariable('tried')) n
        WHERE NOT getvariable('bare_metal'))) lives
JOIN host ON host.number = lives.host_number
WHERE created > born AND ended > later(created, 100) AND (gone IS NULL OR ended < gone) AND created < getvariable('horizon');

-- What is done to an instance, by pattern: at which share of its life, and for how many seconds.
CREATE OR REPLACE TABLE step AS
SELECT * FROM (VALUES
    (0, 0, 'create', 'compute__do_build_and_run_instance', 0.0, 90, 'Error'),
    (1, 0, 'create', 'compute__do_build_and_run_instance', 0.0, 90, 'Success'),
    (2, 0, 'create', 'compute__do_build_and_run_instance', 0.0, 90, 'Success'),
    (3, 0, 'create', 'compute__do_build_and_run_instance', 0.0, 90, 'Success'),
    (4, 0, 'create', 'compute__do_build_and_run_instance', 0.0, 90, 'Success'),
    (2, 1, 'reboot', 'compute_reboot_instance', 0.5, 30, 'Success'),
    (3, 1, 'stop', 'compute_stop_instance', 0.3, 20, 'Success'),
    (3, 2, 'start', 'compute_start_instance', 0.5, 20, 'Success'),
    (3, 3, 'attach_volume', 'compute_attach_volume', 0.7, 4, 'Success'),
    (4, 1, 'attach_volume', 'compute_attach_volume', 0.2, 4, 'Success'),
    (4, 2, 'attach_interface', 'compute_attach_interface', 0.3, 4, 'Success'),
    (4, 3, 'reboot', 'compute_reboot_instance', 0.6, 30, 'Error'),
    (4, 4, 'detach_volume', 'compute_detach_volume', 0.8, 4, 'Success'),
    (0, 7, 'delete', 'compute_terminate_instance', 1.0, 10, 'Success'),
    (1, 7, 'delete', 'compute_terminate_instance', 1.0, 10, 'Success'),
    (2, 7, 'delete', 'compute_terminate_instance', 1.0, 10, 'Success'),
    (3, 7, 'delete', 'compute_terminate_instance', 1.0, 10, 'Success'),
    (4, 7, 'delete', 'compute_terminate_instance', 1.0, 10, 'Success'))
    steps(pattern, place, action, event, moment, lasts, result);

CREATE OR REPLACE TABLE act AS
SELECT
    instance.number * 8 + step.place AS id,
    instance.uuid,
    instance.service,
    step.action,
    step.event,
    step.result,
    later(instance.created, step.moment * date_diff('second', instance.created, instance.ended)) AS started,
    later(started, step.lasts) AS finished
FROM instance JOIN step USING (pattern)
WHERE later(instance.created, step.moment * date_diff('second', instance.created, instance.ended) + step.lasts)
    < getvariable('horizon')
ORDER BY 1;

CREATE SCHEMA IF NOT EXISTS nova;
CREATE SCHEMA IF NOT EXISTS nova_api;
CREATE SCHEMA IF NOT EXISTS blazar;
CREATE SCHEMA IF NOT EXISTS ironic;

CREATE OR REPLACE VIEW nova.services AS
SELECT
    created AS created_at,
    coalesce(gone, later(getvariable('horizon'), -5)) AS updated_at,
    gone AS deleted_at,
    CAST(row_number() OVER (ORDER BY "binary", host) AS INTEGER) AS id,
    host,
    "binary",
    CAST(0 AS TINYINT) AS disabled,
    CASE WHEN gone IS NULL THEN 0 ELSE id END AS deleted,
    CAST(NULL AS VARCHAR) AS disabled_reason,
    coalesce(gone, later(getvariable('horizon'), -5)) AS last_seen_up
FROM (
    SELECT service AS host, 'nova-compute' AS "binary", min(born) AS created,
        CASE WHEN NOT getvariable('bare_metal') THEN any_value(gone) END AS gone
    FROM host GROUP BY 1
    UNION ALL
    SELECT concat(getvariable('region'), '-controller'), name, getvariable('dawn'), NULL
    FROM (VALUES ('nova-conductor'), ('nova-scheduler')) services(name))
ORDER BY id;

CREATE OR REPLACE VIEW nova.compute_nodes AS
SELECT
    born AS created_at,
    coalesce(gone, later(getvariable('horizon'), -30)) AS updated_at,
    gone AS deleted_at,
    number + 1 AS id,
    CAST(NULL AS INTEGER) AS service_id,
    service AS host,
    name AS hypervisor_hostname,
    CASE WHEN getvariable('bare_metal') THEN 'ironic' ELSE 'QEMU' END AS hypervisor_type,
    vcpus,
    memory_mb,
    local_gb,
    CASE WHEN gone IS NULL THEN 0 ELSE number + 1 END AS deleted
FROM host ORDER BY id;

CREATE OR REPLACE VIEW nova.instances AS
SELECT
    created AS created_at,
    coalesce(seen(later(ended, 10)), later(created, 90)) AS updated_at,
    seen(later(ended, 10)) AS deleted_at,
    uuid,
    project_id,
    CASE WHEN seen(later(ended, 10)) IS NOT NULL THEN 'deleted' WHEN pattern = 0 THEN 'error'
        WHEN later(created, 90) >= getvariable('horizon') THEN 'building' ELSE 'active' END AS vm_state,
    service AS host,
    name AS node,
    CASE WHEN pattern > 0 THEN service END AS launched_on,
    CASE WHEN pattern > 0 THEN seen(later(created, 90)) END AS launched_at,
    seen(later(ended, 10)) AS terminated_at,
    CASE WHEN seen(later(ended, 10)) IS NULL THEN 0 ELSE number END AS deleted,
    1 + number % 4 AS instance_type_id,
    CASE WHEN getvariable('bare_metal') THEN vcpus ELSE CAST(1 << (number % 4) AS INTEGER) END AS vcpus,
    CASE WHEN getvariable('bare_metal') THEN memory_mb ELSE CAST(2048 << (number % 4) AS INTEGER) END AS memory_mb,
    CASE WHEN getvariable('bare_metal') THEN local_gb ELSE 40 END AS root_gb,
    0 AS ephemeral_gb
FROM instance ORDER BY number;

CREATE OR REPLACE VIEW nova.instance_actions AS
SELECT started AS created_at, finished AS updated_at, id, uuid AS instance_uuid, action, started AS start_time,
    finished AS finish_time, CASE WHEN result = 'Error' THEN 'Error' END AS message
FROM act;

CREATE OR REPLACE VIEW nova.instance_actions_events AS
SELECT id, id AS action_id, event, started AS start_time, finished AS finish_time, result, service AS host FROM act;

CREATE OR REPLACE VIEW nova_api.request_specs AS
SELECT
    created AS created_at,
    CAST(NULL AS TIMESTAMP) AS updated_at,
    number AS id,
    uuid AS instance_uuid,
    concat(
        '{"nova_object.name": "RequestSpec", "nova_object.namespace": "nova", "nova_object.version": "1.14", "nova_object.data": {"id": ',
        number, ', "image": {"nova_object.name": "ImageMeta", "nova_object.data": {"name": "Ubuntu", "min_ram": 0}},',
        ' "numa_topology": null, "project_id": "', project_id, '", "availability_zone": null, "flavor": {"nova_object.name": "Flavor",',
        ' "nova_object.namespace": "nova", "nova_object.version": "1.2", "nova_object.data": {"id": ', 1 + number % 4,
        ', "name": "', CASE WHEN getvariable('bare_metal') THEN 'baremetal' ELSE concat('m1.', number % 4) END,
        '", "swap": 0, "disabled": false, "is_public": true, "extra_specs": {}}, "nova_object.changes": ["vcpus"]},',
        ' "num_instances": 1, "force_hosts": null, "force_nodes": null, "retry": null, "scheduler_hints": {',
        CASE WHEN reservation_id IS NULL THEN '' ELSE concat('"reservation": ["', reservation_id, '"]') END,
        '}, "instance_uuid": "', uuid, '", "is_bfv": false}, "nova_object.changes": ["flavor", "scheduler_hints"]}') AS spec
FROM instance ORDER BY id;

CREATE OR REPLACE VIEW blazar.computehosts AS
SELECT
    later(born, 43200) AS created_at,
    gone AS updated_at,
    CAST(number + 1 AS VARCHAR) AS id,
    name AS hypervisor_hostname,
    'ironic' AS hypervisor_type,
    service AS service_name,
    vcpus,
    memory_mb,
    local_gb,
    CAST(1 AS TINYINT) AS reservable,
    CASE WHEN gone IS NOT NULL THEN CAST(number + 1 AS VARCHAR) END AS deleted,
    gone AS deleted_at,
    CAST(0 AS TINYINT) AS disabled
FROM host WHERE getvariable('bare_metal') ORDER BY number;

CREATE OR REPLACE VIEW blazar.leases AS
SELECT
    later(starts, -3600) AS created_at,
    coalesce(seen(freed), starts) AS updated_at,
    id,
    CASE WHEN maintenance THEN format('maint-of-{}-by-op-for-disk_failure', pair) ELSE format('lease-{}-{}', pair, turn) END AS name,
    project_id,
    starts AS start_date,
    ends AS end_date,
    CASE WHEN freed >= getvariable('horizon') THEN 'ACTIVE' WHEN early THEN 'DELETING' ELSE 'TERMINATED' END AS status,
    CASE WHEN early AND freed < getvariable('horizon') THEN id END AS deleted,
    CASE WHEN early THEN seen(freed) END AS deleted_at
FROM lease ORDER BY created_at, id;

CREATE OR REPLACE VIEW blazar.reservations AS
SELECT created_at, updated_at, uuid_of('reservation', pair, turn) AS id, l.id AS lease_id,
    uuid_of('computehost_reservation', pair, turn) AS resource_id, 'physical:host' AS resource_type,
    CASE WHEN l.status = 'ACTIVE' THEN 'active' ELSE 'deleted' END AS status,
    CASE WHEN l.deleted IS NOT NULL THEN uuid_of('reservation', pair, turn) END AS deleted, deleted_at
FROM blazar.leases l JOIN lease USING (id) ORDER BY created_at, l.id;

CREATE OR REPLACE VIEW blazar.computehost_reservations AS
SELECT created_at, updated_at, resource_id AS id, id AS reservation_id, '1-2' AS count_range, deleted_at
FROM blazar.reservations ORDER BY created_at, id;

CREATE OR REPLACE VIEW blazar.computehost_allocations AS
SELECT later(starts, -3600) AS created_at, CASE WHEN early THEN seen(freed) END AS updated_at, allocation_id AS id,
    CAST(host_number + 1 AS VARCHAR) AS compute_host_id, reservation_id,
    CASE WHEN early AND freed < getvariable('horizon') THEN allocation_id END AS deleted,
    CASE WHEN early THEN seen(freed) END AS deleted_at
FROM allocation ORDER BY created_at, allocation_id;

CREATE OR REPLACE VIEW ironic.nodes AS
SELECT
    host.born AS created_at,
    later(getvariable('horizon'), -60) AS updated_at,
    host.number + 1 AS id,
    host.name AS uuid,
    format('c{:02d}-{:02d}', host.number // 40, host.number % 40) AS name,
    live.uuid AS instance_uuid,
    CASE WHEN live.uuid IS NULL THEN 'available' ELSE 'active' END AS provision_state,
    CAST(0 AS TINYINT) AS maintenance,
    CAST(NULL AS VARCHAR) AS maintenance_reason,
    'baremetal' AS resource_class,
    format('{{"cpus": "{}", "memory_mb": "{}", "local_gb": "{}", "cpu_arch": "x86_64"}}', host.vcpus, host.memory_mb, host.local_gb)
        AS properties
FROM host
LEFT JOIN (SELECT host_number, max(uuid) AS uuid FROM instance
    WHERE later(created, 90) < getvariable('horizon') AND later(ended, 10) >= getvariable('horizon') AND pattern > 0
    GROUP BY host_number) live ON live.host_number = host.number
WHERE getvariable('bare_metal') AND host.gone IS NULL
ORDER BY host.number
