-- name: statuses_on
-- The present of one address on one channel, a row for each scope something is known of.
SELECT scope, state, since, event_seq, before_hold, basis, agreed_at FROM consent_status WHERE address = :address AND channel = :channel;

-- name: statuses_of
-- The present of one address on every channel.
SELECT channel, scope, state, since, event_seq, before_hold, basis, agreed_at FROM consent_status
WHERE address = :address ORDER BY channel, scope;

-- name: last_inbound
-- When the person at an address last wrote on a channel.
SELECT last_inbound_at FROM threads WHERE address = :address AND channel = :channel;

-- name: brought_along
-- The event a stop rests on, where a file brought it along.
SELECT actor, occurred_at, recorded_at FROM consent_events WHERE seq = :seq AND method = 'import';

-- name: stops_and_yeses
-- What an address stopped and said yes to on a channel, oldest first: it tells whose a stop is.
SELECT e.kind, e.scope, e.method, e.actor, e.occurred_at, e.seq, v.content
FROM subjects s JOIN consent_events e ON e.subject = s.subject
    LEFT JOIN evidence v ON v.digest = e.evidence_digest AND e.kind = 'withdrawn'
WHERE s.address = :address AND e.channel = :channel AND e.kind IN ('withdrawn', 'given', 'confirmed') ORDER BY e.seq;

-- name: where_lives
-- What is stored of where the person at an address may be, a row for each attribute of theirs.
SELECT a.region, a.zones, t.name, t.value
FROM contact_addresses a LEFT JOIN contact_attributes t ON t.contact = a.contact WHERE a.address = :address;

-- name: marketing_left
-- When marketing left for an address since an instant, or may have left, oldest first.
SELECT COALESCE(sent_at, settled_at) AS left_at FROM messages
WHERE address = :address AND channel = :channel AND purpose = 'marketing' AND settled_at > :since
    AND state IN ('sent', 'delivered', 'uncertain') ORDER BY left_at;

-- name: last_asked
-- When consent was last asked for on a channel of an address, by another message than one, and how.
SELECT COALESCE(sent_at, NULLIF(not_before, ''), at) AS at, asks FROM messages
WHERE address = :address AND channel = :channel AND asks IS NOT NULL AND id <> :message
    AND state NOT IN ('refused', 'failed') ORDER BY at DESC, id DESC LIMIT 1;
