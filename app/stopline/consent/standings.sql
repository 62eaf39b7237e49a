-- name: statuses_on
-- The present of one address on one channel, a row for each scope something is known of.
SELECT scope, state, since, event_seq, before_hold FROM consent_status WHERE address = :address AND channel = :channel;

-- name: statuses_of
-- The present of one address on every channel.
SELECT channel, scope, state, since, event_seq, before_hold FROM consent_status
WHERE address = :address ORDER BY channel, scope;

-- name: last_inbound
-- When the person at an address last wrote on a channel.
SELECT last_inbound_at FROM threads WHERE address = :address AND channel = :channel;
