--   A loader never picks a winner; a rule does, by its precedence.
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
    max(whole(raw.watts)) AS watts,
    instant(raw.measured_at) AS measuredAt
FROM raw
