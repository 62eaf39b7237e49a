-- name: held
-- Everything held, the oldest first.
SELECT address, channel, scope, since, event_seq FROM consent_status WHERE state = 'held' ORDER BY since;

-- name: held_before
-- What is held since before an instant, the oldest first.
SELECT address, channel, scope, since, event_seq FROM consent_status
WHERE state = 'held' AND since <= :before ORDER BY since;

-- name: held_of
-- What is held of one address on one channel.
SELECT address, channel, scope, since, event_seq FROM consent_status
WHERE address = :address AND channel = :channel AND state = 'held' ORDER BY since LIMIT 1;
