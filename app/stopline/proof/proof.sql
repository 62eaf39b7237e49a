-- name: message
-- One message with everything that is known of its way, and the name of whom it went to or came from.
SELECT m.*, c.name, (SELECT a.event FROM consent_asks a WHERE a.message = m.id) AS asked_event
FROM messages m JOIN threads t ON t.id = m.thread JOIN contacts c ON c.id = t.contact WHERE m.id = :id;

-- name: messages_of
-- The newest messages to and from an address on every channel, and the name of the person.
SELECT m.*, c.name, (SELECT a.event FROM consent_asks a WHERE a.message = m.id) AS asked_event
FROM threads t JOIN messages m ON m.thread = t.id JOIN contacts c ON c.id = t.contact
WHERE t.address = :address ORDER BY m.id DESC LIMIT :limit;

-- name: last_text_before
-- What the person had last written in a thread when something was put into the queue.
SELECT * FROM messages
WHERE thread = :thread AND direction = 'inbound' AND recorded_at <= :queued_at AND id < :id ORDER BY at DESC, id DESC LIMIT 1;

-- name: page_all
-- The newest events of everybody before a place, that fit every filter which is given.
SELECT e.seq, e.channel, e.scope, e.kind, e.method, e.actor, e.occurred_at, e.recorded_at, e.hash, v.content, s.address, c.name,
    EXISTS (SELECT 1 FROM event_tags g WHERE g.seq = e.seq) AS is_tagged
FROM consent_events e LEFT JOIN evidence v ON v.digest = e.evidence_digest LEFT JOIN subjects s ON s.subject = e.subject
    LEFT JOIN contact_addresses a ON a.address = s.address LEFT JOIN contacts c ON c.id = a.contact
WHERE e.seq < :before AND (:channel IS NULL OR e.channel = :channel)
ORDER BY e.seq DESC LIMIT :limit;

-- name: page_kind
-- The same for events of one kind.
SELECT e.seq, e.channel, e.scope, e.kind, e.method, e.actor, e.occurred_at, e.recorded_at, e.hash, v.content, s.address, c.name,
    EXISTS (SELECT 1 FROM event_tags g WHERE g.seq = e.seq) AS is_tagged
FROM consent_events e LEFT JOIN evidence v ON v.digest = e.evidence_digest LEFT JOIN subjects s ON s.subject = e.subject
    LEFT JOIN contact_addresses a ON a.address = s.address LEFT JOIN contacts c ON c.id = a.contact
WHERE e.kind = :kind AND e.seq < :before AND (:channel IS NULL OR e.channel = :channel)
    AND (:method IS NULL OR e.method = :method) AND (:actor IS NULL OR e.actor = :actor)
ORDER BY e.seq DESC LIMIT :limit;

-- name: page_method
-- The same for events known in one way.
SELECT e.seq, e.channel, e.scope, e.kind, e.method, e.actor, e.occurred_at, e.recorded_at, e.hash, v.content, s.address, c.name,
    EXISTS (SELECT 1 FROM event_tags g WHERE g.seq = e.seq) AS is_tagged
FROM consent_events e LEFT JOIN evidence v ON v.digest = e.evidence_digest LEFT JOIN subjects s ON s.subject = e.subject
    LEFT JOIN contact_addresses a ON a.address = s.address LEFT JOIN contacts c ON c.id = a.contact
WHERE e.method = :method AND e.seq < :before AND (:channel IS NULL OR e.channel = :channel)
    AND (:actor IS NULL OR e.actor = :actor)
ORDER BY e.seq DESC LIMIT :limit;

-- name: page_actor
-- The same for events one actor brought.
SELECT e.seq, e.channel, e.scope, e.kind, e.method, e.actor, e.occurred_at, e.recorded_at, e.hash, v.content, s.address, c.name,
    EXISTS (SELECT 1 FROM event_tags g WHERE g.seq = e.seq) AS is_tagged
FROM consent_events e LEFT JOIN evidence v ON v.digest = e.evidence_digest LEFT JOIN subjects s ON s.subject = e.subject
    LEFT JOIN contact_addresses a ON a.address = s.address LEFT JOIN contacts c ON c.id = a.contact
WHERE e.actor = :actor AND e.seq < :before AND (:channel IS NULL OR e.channel = :channel)
ORDER BY e.seq DESC LIMIT :limit;

-- name: actors
-- Who has brought events, by name; the index is skipped from one name to the next.
WITH RECURSIVE names (actor) AS (
    SELECT MIN(actor) FROM consent_events
    UNION ALL SELECT (SELECT MIN(e.actor) FROM consent_events e WHERE e.actor > names.actor) FROM names WHERE names.actor IS NOT NULL)
SELECT actor FROM names WHERE actor IS NOT NULL LIMIT :limit;

-- name: last_event
-- The last event of the ledger.
SELECT seq, hash FROM consent_events ORDER BY seq DESC LIMIT 1;

-- name: first_tag
-- The first event with a tag.
SELECT MIN(seq) AS seq FROM event_tags;

-- name: untagged_count
-- How many events lack a tag behind one that has one.
SELECT COUNT(*) AS events FROM consent_events e LEFT JOIN event_tags t ON t.seq = e.seq
WHERE t.seq IS NULL AND e.seq > (SELECT MIN(seq) FROM event_tags);
