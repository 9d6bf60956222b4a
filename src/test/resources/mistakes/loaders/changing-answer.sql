--   The same evidence gives the same facts, today and tomorrow.
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
    CASE WHEN instant(raw.measured_at) < now() THEN instant(raw.measured_at) END AS measuredAt
FROM raw
