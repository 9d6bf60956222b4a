-- loader:    nova.services
-- fact:      NovaService
-- about:     service
-- entity:    host
-- key:       id
-- also:      nova.shadow_services
-- reads:     created_at, updated_at, deleted_at, id, host, binary, disabled, deleted, disabled_reason, last_seen_up?
-- identity:  id -> host
-- heartbeat: last_seen_up
-- releases:  last_seen_up came with Liberty; before it, updated_at is the only heartbeat.
-- column createdAt      instant            <- created_at
-- column updatedAt      instant  volatile  <- updated_at
-- column deletedAt      instant            <- deleted_at
-- column deleted        Boolean  derived   <- deleted
-- column host           String   derived   <- host
-- column binaryName     String   required  <- binary
-- column disabled       Boolean  momentary <- disabled
-- column disabledReason String             <- disabled_reason
-- column lastSeenUp     instant  volatile  <- last_seen_up
SELECT
    raw.origin,
    instant(raw.created_at) AS createdAt,
    instant(raw.updated_at) AS updatedAt,
    instant(raw.deleted_at) AS deletedAt,
    -- Beside deletedAt, since a deletion may carry a zero date.
    soft_deleted(raw.deleted) AS deleted,
    -- A conductor or scheduler runs on a controller and carries no host.
    CASE WHEN raw."binary" = 'nova-compute' THEN text(raw.host) END AS host,
    text(raw."binary") AS binaryName,
    flag(raw.disabled) AS disabled,
    text(raw.disabled_reason) AS disabledReason,
    instant(raw.last_seen_up) AS lastSeenUp
FROM raw
