-- name: held_requests
-- Replies that may mean stop and wait for a decision, with the country of their number.
SELECT s.event_seq AS seq, s.address, s.channel, s.since, a.region, a.zones, v.content
FROM consent_status s JOIN consent_events e ON e.seq = s.event_seq LEFT JOIN evidence v ON v.digest = e.evidence_digest
    LEFT JOIN contact_addresses a ON a.address = s.address
WHERE s.state = 'held' ORDER BY s.since;

-- name: honoured_stops
-- Stops that were asked of us, the latest first; what another system had honoured already, or a suppression, is not among them.
SELECT e.seq, s.address, e.channel, e.occurred_at, e.recorded_at, a.region, a.zones, v.content
FROM consent_events e JOIN subjects s ON s.subject = e.subject LEFT JOIN evidence v ON v.digest = e.evidence_digest
    LEFT JOIN contact_addresses a ON a.address = s.address
WHERE e.kind = 'withdrawn' AND e.method NOT IN ('import', 'suppression') ORDER BY e.seq DESC LIMIT :limit;

-- name: add_request
-- Note what somebody asks of their data.
INSERT INTO requests (kind, address, asked_at, recorded_at, agent, note)
VALUES (:kind, :address, :asked_at, :now, :agent, :note) RETURNING id;

-- name: finish_request
-- Note that it is done.
UPDATE requests SET done_at = :now, done_by = :agent,
    note = note || CASE WHEN :note = '' OR note = '' THEN '' ELSE ' · ' END || :note
WHERE id = :id AND done_at IS NULL;

-- name: is_held
-- Whether anything is held about an address.
SELECT address FROM contact_addresses WHERE address = :address
UNION SELECT address FROM subjects WHERE address = :address
UNION SELECT address FROM threads WHERE address = :address;

-- name: open_rights_of
-- Requests about the data of one address that are still to be done.
SELECT r.id, r.kind, r.address, r.asked_at, r.done_at, r.note, a.region, a.zones
FROM requests r LEFT JOIN contact_addresses a ON a.address = r.address WHERE r.address = :address AND r.done_at IS NULL;

-- name: request
-- One request about data, with the country of the number.
SELECT r.id, r.kind, r.address, r.asked_at, r.done_at, r.note, a.region, a.zones
FROM requests r LEFT JOIN contact_addresses a ON a.address = r.address WHERE r.id = :id;

-- name: open_rights
-- Requests about data that are still to be done.
SELECT r.id, r.kind, r.address, r.asked_at, r.done_at, r.note, a.region, a.zones
FROM requests r LEFT JOIN contact_addresses a ON a.address = r.address WHERE r.done_at IS NULL ORDER BY r.asked_at;

-- name: done_rights
-- Requests about data that are done, the latest first.
SELECT r.id, r.kind, r.address, r.asked_at, r.done_at, r.note, a.region, a.zones
FROM requests r LEFT JOIN contact_addresses a ON a.address = r.address
WHERE r.done_at IS NOT NULL ORDER BY r.done_at DESC LIMIT :limit;
