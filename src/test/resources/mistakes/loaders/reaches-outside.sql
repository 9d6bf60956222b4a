--   A loader sees the rows of its table and nothing else; DuckDB refuses the rest, too.
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
FROM read_csv('elsewhere.csv')
