-- name: add_ask
-- A question was queued.
INSERT INTO consent_asks (thread, scope, kind, keyword, language, event, message, asked_at, remind_at, expires_at)
VALUES (:thread, :scope, :kind, :keyword, :language, :event, :message, :asked_at, :remind_at, :expires_at) RETURNING id;

-- name: ask_at
-- The question that somebody who writes at an instant may be answering: the open one, or one whose time was not over then.
SELECT a.*, t.address, t.channel, t.contact, c.name, m.text, m.state, m.reason
FROM threads t JOIN consent_asks a ON a.thread = t.id JOIN messages m ON m.id = a.message JOIN contacts c ON c.id = t.contact
WHERE t.address = :address AND t.channel = :channel
    AND (a.closed_at IS NULL OR (a.outcome = 'expired' AND a.expires_at >= :at))
ORDER BY a.id DESC LIMIT 1;

-- name: ask_refused
-- A question of ours that a stop answered, at an instant or later.
SELECT a.id FROM threads t JOIN consent_asks a ON a.thread = t.id
WHERE t.address = :address AND t.channel = :channel AND a.outcome = 'withdrawn' AND a.closed_at >= :since LIMIT 1;

-- name: asks_open
-- Every question that waits for its answer, the oldest first.
SELECT a.*, t.address, t.channel, t.contact, c.name, m.text, m.state, m.reason
FROM consent_asks a JOIN threads t ON t.id = a.thread JOIN messages m ON m.id = a.message JOIN contacts c ON c.id = t.contact
WHERE a.closed_at IS NULL ORDER BY a.asked_at, a.id;

-- name: asks_overdue
-- Questions whose time is over; one that has not left yet goes on waiting.
SELECT a.*, t.address, t.channel, t.contact, c.name, m.text, m.state, m.reason
FROM consent_asks a JOIN threads t ON t.id = a.thread JOIN messages m ON m.id = a.message JOIN contacts c ON c.id = t.contact
WHERE a.closed_at IS NULL AND a.expires_at <= :now AND m.state NOT IN ('queued', 'sending')
ORDER BY a.expires_at, a.id LIMIT :limit;

-- name: asks_to_remind
-- Questions whose one reminder is due.
SELECT a.*, t.address, t.channel, t.contact, c.name, m.text, m.state, m.reason
FROM consent_asks a JOIN threads t ON t.id = a.thread JOIN messages m ON m.id = a.message JOIN contacts c ON c.id = t.contact
WHERE a.closed_at IS NULL AND a.remind_at <= :now AND m.state IN ('sent', 'delivered', 'uncertain')
ORDER BY a.remind_at, a.id LIMIT :limit;

-- name: ask_of_message
-- The open question a message asks.
SELECT id, asked_at, remind_at, expires_at FROM consent_asks WHERE message = :message AND closed_at IS NULL;

-- name: ask_has_left
-- A question left: its time begins.
UPDATE consent_asks SET asked_at = :asked_at, remind_at = :remind_at, expires_at = :expires_at WHERE id = :id;

-- name: ask_is_reminded
-- The one reminder was queued, or there is to be none.
UPDATE consent_asks SET remind_at = NULL, reminder = :reminder WHERE id = :id;

-- name: ask_is_over
-- The time of a question that never arrives is over.
UPDATE consent_asks SET expires_at = MIN(expires_at, :now) WHERE id = :id;

-- name: close_ask
-- A question has its answer, or its time is over.
UPDATE consent_asks SET closed_at = :now, outcome = :outcome WHERE id = :id AND closed_at IS NULL;

-- name: take_back_question
-- What still waits of a question that has its answer is not sent any more.
UPDATE messages SET state = 'refused', reason = :reason, settled_at = :now
WHERE id IN (:message, :reminder) AND state = 'queued';
