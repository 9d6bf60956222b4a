--   Thresholds are settings, and rules compare with them.
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
    CASE WHEN whole(raw.watts) > 400 THEN whole(raw.watts) END AS watts,
    instant(raw.measured_at) AS measuredAt
FROM raw
