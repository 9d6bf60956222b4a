--   Rules must be able to speak of a column.
-- loader:    rack.power
-- fact:      RackPower
-- about:     host
-- entity:    host
-- key:       id
-- reads:     id, host, watts, measured_at
-- column host       String  required <- host
-- column watts      Long             <- watts
-- column in         instant          <- measured_at
SELECT
    raw.origin,
    text(raw.host) AS host,
    whole(raw.watts) AS watts,
    instant(raw.measured_at) AS "in"
FROM raw
