-- name: last_event
-- The last event of the ledger.
SELECT seq, hash FROM consent_events ORDER BY seq DESC LIMIT 1;

-- name: links_after
-- The next events in ledger order with everything their hashes, digests and tags cover; the columns stand in the order of `StoredLink`.
SELECT e.seq, e.subject, e.channel, e.scope, e.kind, e.method, e.actor, e.evidence_digest, e.occurred_at, e.recorded_at,
    e.previous_hash, e.hash, v.content, s.address, s.salt, t.key_id, t.tag, t.vouched_by, t.vouched_at
FROM consent_events e LEFT JOIN evidence v ON v.digest = e.evidence_digest LEFT JOIN subjects s ON s.subject = e.subject
    LEFT JOIN event_tags t ON t.seq = e.seq
WHERE e.seq > :seq ORDER BY e.seq LIMIT :limit;

-- name: links_of
-- Every event of one address in ledger order, as above, then what stands on both sides of it in the ledger.
SELECT e.seq, e.subject, e.channel, e.scope, e.kind, e.method, e.actor, e.evidence_digest, e.occurred_at, e.recorded_at,
    e.previous_hash, e.hash, v.content, s.address, s.salt, t.key_id, t.tag, t.vouched_by, t.vouched_at,
    (SELECT p.hash FROM consent_events p WHERE p.seq = e.seq - 1) AS hash_before,
    (SELECT n.previous_hash FROM consent_events n WHERE n.seq = e.seq + 1) AS linked_by
FROM subjects s JOIN consent_events e ON e.subject = s.subject LEFT JOIN evidence v ON v.digest = e.evidence_digest
    LEFT JOIN event_tags t ON t.seq = e.seq
WHERE s.address = :address ORDER BY e.seq;

-- name: every_status
-- The whole projection, to be compared with the ledger.
SELECT address, channel, scope, state, since, event_seq, before_hold, basis, agreed_at FROM consent_status;

-- name: statuses_at
-- The projection of one address on one channel.
SELECT address, channel, scope, state, since, event_seq, before_hold, basis, agreed_at FROM consent_status
WHERE address = :address AND channel = :channel;

-- name: first_tag
-- The first event with a tag.
SELECT MIN(seq) AS seq FROM event_tags;

-- name: stands_at
-- Where a person stands whose events belong to nobody: the status still names an event of theirs.
SELECT s.address FROM consent_events e JOIN consent_status s ON s.event_seq = e.seq WHERE e.subject = :subject LIMIT 1;
