-- name: statuses_on
-- The present of one address on one channel, a row for each scope something is known of.
SELECT scope, state, since, event_seq, before_hold FROM consent_status WHERE address = :address AND channel = :channel;

-- name: statuses_of
-- The present of one address on every channel.
SELECT channel, scope, state, since, event_seq, before_hold FROM consent_status
WHERE address = :address ORDER BY channel, scope;

-- name: standing_and_last_inbound
-- All that the gate asks: the present scope by scope (one empty row where nothing is known), and when the person last wrote.
SELECT s.scope, s.state, s.since, s.event_seq, s.before_hold, t.last_inbound_at
FROM (SELECT 1) always
LEFT JOIN threads t ON t.address = :address AND t.channel = :channel
LEFT JOIN consent_status s ON s.address = :address AND s.channel = :channel;
