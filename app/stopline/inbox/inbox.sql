-- name: last_texts
-- The last texts we sent in a thread before an instant, latest first.
SELECT text, purpose, asks FROM messages
WHERE thread = :thread AND direction = 'outbound' AND at <= :before AND state IN ('sent', 'delivered', 'sending')
ORDER BY at DESC, id DESC LIMIT :limit;

-- name: answered_since
-- Whether an automatic answer went into a thread since an instant.
SELECT id FROM messages
WHERE thread = :thread AND at >= :since AND direction = 'outbound' AND purpose = 'compliance' LIMIT 1;

-- name: add_question
-- A text asks how to stop.
INSERT INTO opt_out_questions (message, thread, start_at, end_at) VALUES (:message, :thread, :start, :end);

-- name: see
-- An agent has a thread open.
INSERT INTO presence (agent, screen, thread, is_typing, seen_at) VALUES (:agent, :screen, :thread, :is_typing, :now)
ON CONFLICT (agent, screen) DO UPDATE SET thread = excluded.thread, is_typing = excluded.is_typing, seen_at = excluded.seen_at;

-- name: leave
-- An agent closed the screen.
DELETE FROM presence WHERE agent = :agent AND screen = :screen;

-- name: others_in
-- Who else has had a thread open since an instant.
SELECT agent, MAX(is_typing) AS is_typing FROM presence
WHERE thread = :thread AND seen_at >= :since AND agent <> :agent GROUP BY agent ORDER BY agent;

-- name: search_words
-- The latest messages that hold all words.
SELECT m.id, m.thread, m.text, m.at, m.direction FROM messages_fts f JOIN messages m ON m.id = f.rowid
WHERE messages_fts MATCH :words AND f.rowid < :before ORDER BY f.rowid DESC LIMIT :limit;

-- name: search_names
-- Threads of people whose names hold words that begin as searched; of very many people, those added last.
SELECT v.* FROM (
    SELECT rowid AS contact FROM contacts_fts WHERE contacts_fts MATCH :words ORDER BY rowid DESC LIMIT :considered) f
JOIN thread_rows v ON v.contact = f.contact ORDER BY v.last_at DESC LIMIT :limit;

-- name: search_addresses
-- Threads whose address holds what was searched.
SELECT v.* FROM (SELECT id FROM threads WHERE instr(address, :part) > 0 LIMIT :limit) found
JOIN thread_rows v ON v.id = found.id ORDER BY v.last_at DESC;

-- name: search_numbers
-- Threads whose number begins as was searched.
SELECT v.* FROM (SELECT id FROM threads WHERE address >= :start AND address < :behind LIMIT :limit) found
JOIN thread_rows v ON v.id = found.id ORDER BY v.last_at DESC;

-- name: contacts_named
-- The numbers of contacts whose names hold words that begin as searched, those added last first.
SELECT rowid AS id FROM contacts_fts WHERE contacts_fts MATCH :words ORDER BY rowid DESC LIMIT :limit OFFSET :offset;

-- name: contacts_from
-- The numbers of contacts one of whose numbers begins as was searched, those added last first.
SELECT DISTINCT contact AS id FROM contact_addresses WHERE address >= :start AND address < :behind
ORDER BY contact DESC LIMIT :limit OFFSET :offset;

-- name: contacts_at
-- The numbers of contacts one of whose addresses holds what was searched, those added last first.
SELECT DISTINCT contact AS id FROM contact_addresses WHERE instr(address, :part) > 0 ORDER BY contact DESC LIMIT :limit OFFSET :offset;
