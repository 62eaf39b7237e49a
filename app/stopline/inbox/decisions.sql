-- name: held
-- Everything held, the oldest first.
SELECT s.address, s.channel, s.scope, s.since, s.event_seq, a.region, a.zones
FROM consent_status s LEFT JOIN contact_addresses a ON a.address = s.address WHERE s.state = 'held' ORDER BY s.since;

-- name: held_before
-- What is held since before an instant, the oldest first.
SELECT s.address, s.channel, s.scope, s.since, s.event_seq, a.region, a.zones
FROM consent_status s LEFT JOIN contact_addresses a ON a.address = s.address
WHERE s.state = 'held' AND s.since <= :before ORDER BY s.since;

-- name: held_of
-- What is held of one address on one channel.
SELECT s.address, s.channel, s.scope, s.since, s.event_seq, a.region, a.zones
FROM consent_status s LEFT JOIN contact_addresses a ON a.address = s.address
WHERE s.address = :address AND s.channel = :channel AND s.state = 'held' ORDER BY s.since LIMIT 1;
