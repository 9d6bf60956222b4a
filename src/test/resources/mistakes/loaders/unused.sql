--   A table that lacks a column of that line is refused, so the line names what is needed.
-- loader:    rack.power
-- fact:      RackPower
-- about:     host
-- entity:    host
-- key:       id
-- reads:     id, host, watts, measured_at, colour
-- column host       String  required <- host
-- column watts      Long             <- watts
-- column measuredAt instant          <- measured_at
SELECT
    raw.origin,
    text(raw.host) AS host,
    whole(raw.watts) AS watts,
    instant(raw.measured_at) AS measuredAt
FROM raw
