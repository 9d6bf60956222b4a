-- loader:    nova_api.request_specs
-- fact:      NovaRequestSpec
-- about:     instance
-- entity:    instanceUuid
-- key:       id
-- also:      -
-- reads:     created_at, updated_at, id, instance_uuid, spec
-- releases:  the table came with Liberty. No release soft-deletes a row; archiving an instance removes its spec.
-- column createdAt         instant                      <- created_at
-- column updatedAt         instant  volatile dates      <- updated_at
-- column instanceUuid      String   required            <- instance_uuid
-- column reservationHint   String   derived reservation <- spec
-- column flavorName        String   derived             <- spec
-- column flavorReservation String   derived reservation <- spec
SELECT
    raw.origin,
    instant(raw.created_at) AS createdAt,
    instant(raw.updated_at) AS updatedAt,
    text(raw.instance_uuid) AS instanceUuid,
    -- Hints are lists of strings, or the whole of them is null; a bare string is read too.
    CASE WHEN starts_with(spec_hint(raw.spec), '[') THEN json(spec_hint(raw.spec), '$[0]') ELSE spec_hint(raw.spec) END
        AS reservationHint,
    spec_flavor(raw.spec) AS flavorName,
    -- Blazar names the flavor of an instance reservation after the reservation: 'reservation:<uuid>'.
    nullif(regexp_extract(spec_flavor(raw.spec), '^reservation:(.+)$', 1), '') AS flavorReservation
FROM raw
