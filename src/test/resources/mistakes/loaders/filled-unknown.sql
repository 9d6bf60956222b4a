--   Unknown stays NULL: never 0, never false, never 1970.
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
    coalesce(whole(raw.watts), 0) AS watts,
    instant(raw.measured_at) AS measuredAt
FROM raw
