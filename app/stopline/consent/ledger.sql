-- name: head
-- The last event of the ledger, which the next one links to.
SELECT seq, hash FROM consent_events ORDER BY seq DESC LIMIT 1;

-- name: subject_of
-- What events carry in place of an address.
SELECT subject FROM subjects WHERE address = :address;

-- name: add_subject
-- Give an address its salted digest, once.
INSERT INTO subjects (subject, address, salt) VALUES (:subject, :address, :salt);

-- name: add_evidence
-- Keep what proves an event; the same digest is the same content.
INSERT INTO evidence (digest, content) VALUES (:digest, :content) ON CONFLICT (digest) DO NOTHING;

-- name: add_event
-- Append one event.
INSERT INTO consent_events (
    seq, subject, channel, scope, kind, method, actor, evidence_digest, occurred_at, recorded_at, previous_hash, hash)
VALUES (
    :seq, :subject, :channel, :scope, :kind, :method, :actor, :evidence_digest, :occurred_at, :recorded_at, :previous_hash, :hash);

-- name: add_tag
-- Tag an event with a key; where that is done later, who answered for it, and when.
INSERT INTO event_tags (seq, key_id, tag, vouched_by, vouched_at) VALUES (:seq, :key_id, :tag, :vouched_by, :vouched_at);

-- name: untagged
-- The events without a tag among those that have one, up to an event, in ledger order.
SELECT e.seq, e.hash FROM consent_events e LEFT JOIN event_tags t ON t.seq = e.seq
WHERE t.seq IS NULL AND e.seq > (SELECT MIN(seq) FROM event_tags) AND e.seq <= :seq ORDER BY e.seq;

-- name: set_status
-- Write one row of the projection.
INSERT INTO consent_status (address, channel, scope, state, since, event_seq, before_hold, basis, agreed_at)
VALUES (:address, :channel, :scope, :state, :since, :event_seq, :before_hold, :basis, :agreed_at)
ON CONFLICT (address, channel, scope) DO UPDATE
SET state = excluded.state, since = excluded.since, event_seq = excluded.event_seq, before_hold = excluded.before_hold,
    basis = excluded.basis, agreed_at = excluded.agreed_at;

-- name: clear_status
-- Remove one row of the projection.
DELETE FROM consent_status WHERE address = :address AND channel = :channel AND scope = :scope;

-- name: refuse_queued
-- Refuse everything still waiting for an address that stopped or is held; the same row a claim fights for. Whoever stopped
-- or may have stopped is not told afterwards that they are signed up; what answers a stop or HELP still leaves.
UPDATE messages SET state = 'refused', reason = :reason, settled_at = :now
WHERE state = 'queued' AND address = :address AND channel = :channel AND (
    (purpose <> 'compliance' AND (:scope = 'all' OR purpose = :scope))
    OR (purpose = 'compliance' AND EXISTS (
        SELECT 1 FROM consent_events e
        WHERE e.seq = messages.answers_event AND e.kind IN ('given', 'confirmed') AND :scope IN ('all', e.scope))));

-- name: events_of
-- Every event of one address, oldest first, with its evidence; one whose evidence is gone is an event all the same.
SELECT e.seq, s.address, e.channel, e.scope, e.kind, e.method, e.actor, e.occurred_at, e.recorded_at, e.hash, v.content
FROM subjects s JOIN consent_events e ON e.subject = s.subject LEFT JOIN evidence v ON v.digest = e.evidence_digest
WHERE s.address = :address ORDER BY e.seq;

-- name: event
-- One event with its evidence; an erased person's event has no address and is not found.
SELECT e.seq, s.address, e.channel, e.scope, e.kind, e.method, e.actor, e.occurred_at, e.recorded_at, e.hash, v.content
FROM consent_events e JOIN subjects s ON s.subject = e.subject LEFT JOIN evidence v ON v.digest = e.evidence_digest
WHERE e.seq = :seq;

-- name: hash_at
-- The hash of one event.
SELECT hash FROM consent_events WHERE seq = :seq;

-- name: erase_evidence
-- Erase every word of one person; the chain covers the digests, which stay.
UPDATE evidence SET content = NULL WHERE content IS NOT NULL AND digest IN (
    SELECT e.evidence_digest FROM subjects s JOIN consent_events e ON e.subject = s.subject WHERE s.address = :address);

-- name: erase_statuses
-- Forget where an address stood.
DELETE FROM consent_status WHERE address = :address;

-- name: erase_subject
-- Forget whose events these are; without the salt nobody can tell it from the digest.
DELETE FROM subjects WHERE address = :address;

-- name: known_addresses
-- Every address that belongs to somebody or that events are about.
SELECT address FROM contact_addresses UNION SELECT address FROM subjects UNION SELECT address FROM threads;

-- name: addresses_without_events
-- Addresses nothing has been recorded about.
SELECT address FROM contact_addresses c WHERE NOT EXISTS (SELECT 1 FROM subjects s WHERE s.address = c.address)
UNION SELECT address FROM threads t WHERE NOT EXISTS (SELECT 1 FROM subjects s WHERE s.address = t.address);
