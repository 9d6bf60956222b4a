--   One value that cannot be read sets its row aside, and breaks no run.
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
    raw.watts::BIGINT AS watts,
    instant(raw.measured_at) AS measuredAt
FROM raw
