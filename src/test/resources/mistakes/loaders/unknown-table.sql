--   A loader reads from raw, and looks up what other loaders offer.
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
LEFT JOIN identity_nova_service service
    ON service.id = text(raw.host) AND raw.seen >= service.first AND raw.seen < service.last
