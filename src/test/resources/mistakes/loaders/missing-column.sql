--   What the header declares comes out.
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
    instant(raw.measured_at) AS measuredAt
FROM raw
