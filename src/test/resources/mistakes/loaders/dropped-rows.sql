--   No row is dropped: rows read are rows emitted or set aside, always.
-- loader:    rack.power
-- fact:      RackPower
-- about:     host
-- entity:    host
-- key:       id
-- reads:     id, host, watts, measured_at
-- column host       String  required <- host
-- column watts      Long             <- watts
-- column measuredAt instant          <- measured_at
SELECT
    raw.origin,
    text(raw.host) AS host,
    whole(raw.watts) AS watts,
    instant(raw.measured_at) AS measuredAt
FROM raw
WHERE raw.host IS NOT NULL
