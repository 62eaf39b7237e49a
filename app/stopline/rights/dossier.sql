-- name: contact_of
-- Whose address it is.
SELECT contact FROM contact_addresses WHERE address = :address;

-- name: addresses_of
-- Every address of a person.
SELECT address, region, added_at FROM contact_addresses WHERE contact = :contact ORDER BY added_at, address;

-- name: threads_of
-- The threads of an address.
SELECT id, channel, status, assignee, last_at, last_inbound_at, snoozed_until FROM threads WHERE address = :address ORDER BY id;

-- name: messages_of
-- Every message of both directions in a thread, oldest first.
SELECT id, direction, state, purpose, text, agent, campaign, template, at, recorded_at, sent_at, settled_at, not_before, gateway,
    provider_id, decided_on, reason
FROM messages WHERE thread = :thread ORDER BY at, id;

-- name: notes_of
-- What agents have said in a thread and done with it.
SELECT kind, agent, text, at FROM thread_notes WHERE thread = :thread ORDER BY at, id;

-- name: drafts_of
-- What agents have written in a thread and not sent.
SELECT agent, text, at FROM drafts WHERE thread = :thread ORDER BY at;

-- name: requests_of
-- What was asked of the data of an address.
SELECT kind, asked_at, agent, note, done_at, done_by FROM requests WHERE address = :address ORDER BY asked_at, id;

-- name: quarantined
-- What came in and could not be taken in.
SELECT id, content, reason, at FROM quarantine ORDER BY id;

-- name: counted
-- On which days a message reached an address, and by what it was counted.
SELECT r.day || ' ' || s.key AS key, s.dimension FROM figure_people p CROSS JOIN reach_series s
    JOIN reached r ON r.series = s.id AND r.person = p.id
WHERE p.address = :address AND s.dimension <> 'day' ORDER BY r.day, s.dimension, s.key;
