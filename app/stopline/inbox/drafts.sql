-- name: keep_draft
-- What an agent has written in a thread up to now.
INSERT INTO drafts (agent, thread, text, at) VALUES (:agent, :thread, :text, :now)
ON CONFLICT (agent, thread) DO UPDATE SET text = excluded.text, at = excluded.at;

-- name: drop_draft
-- Nothing is written in a thread any more.
DELETE FROM drafts WHERE agent = :agent AND thread = :thread;

-- name: drop_sent_draft
-- A draft was sent as it stands; one that has been written on since stays.
DELETE FROM drafts WHERE agent = :agent AND thread = :thread AND text = :text;

-- name: drafts_of
-- Everything an agent has written and not sent.
SELECT thread, text FROM drafts WHERE agent = :agent ORDER BY thread;
