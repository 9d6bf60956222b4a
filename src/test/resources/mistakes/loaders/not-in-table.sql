--   What a loader reads, its table has, as far as the example beside it or the loader shipped for the table tells; a run says it in the quarantine of the rows.
-- loader:    rack.power
-- fact:      RackPower
-- about:     host
-- entity:    host
-- key:       id
-- reads:     id, host, wats, measured_at
-- column host       String  required <- host
-- column watts      Long             <- wats
-- column measuredAt instant          <- measured_at
SELECT
    raw.origin,
    text(raw.host) AS host,
    whole(raw.wats) AS watts,
    instant(raw.measured_at) AS measuredAt
FROM raw
