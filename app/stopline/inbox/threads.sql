-- name: thread_at
-- The thread of an address on a channel.
SELECT id FROM threads WHERE address = :address AND channel = :channel;

-- name: add_thread
-- Begin a thread, under a number no thread has had before.
INSERT INTO threads (id, contact, address, channel, last_at)
VALUES (
    1 + MAX(COALESCE((SELECT MAX(id) FROM threads), 0), COALESCE((SELECT id FROM last_ids WHERE name = 'threads'), 0)),
    :contact, :address, :channel, :at)
RETURNING id;

-- name: take_inbound
-- A text came in: the thread opens again, counts it as unread and shows it, unless it is older than what is shown.
UPDATE threads SET
    unread = unread + 1, status = 'open', snoozed_until = NULL, gateway = COALESCE(:gateway, gateway),
    last_text = CASE WHEN last_at <= :at OR last_text = '' THEN :text ELSE last_text END,
    last_direction = CASE WHEN last_at <= :at OR last_text = '' THEN 'inbound' ELSE last_direction END,
    last_at = MAX(last_at, :at),
    last_inbound_at = MAX(COALESCE(last_inbound_at, ''), :at)
WHERE id = :thread;

-- name: thread
-- One thread as the list shows it.
SELECT * FROM thread_rows WHERE id = :thread;

-- name: page_open
-- Open threads, the latest first, from a place in the list.
SELECT v.* FROM (SELECT id FROM threads WHERE status = 'open' ORDER BY last_at DESC, id DESC LIMIT :limit OFFSET :offset) page
JOIN thread_rows v ON v.id = page.id ORDER BY v.last_at DESC, v.id DESC;

-- name: page_mine
-- Open threads of one agent, the latest first.
SELECT v.* FROM (SELECT id FROM threads WHERE assignee = :agent AND status = 'open' ORDER BY last_at DESC, id DESC LIMIT :limit OFFSET :offset) page
JOIN thread_rows v ON v.id = page.id ORDER BY v.last_at DESC, v.id DESC;

-- name: page_unassigned
-- Open threads nobody has taken, the latest first.
SELECT v.* FROM (SELECT id FROM threads WHERE assignee = '' AND status = 'open' ORDER BY last_at DESC, id DESC LIMIT :limit OFFSET :offset) page
JOIN thread_rows v ON v.id = page.id ORDER BY v.last_at DESC, v.id DESC;

-- name: page_held
-- Threads with a doubtful reply, the latest first.
SELECT v.* FROM (SELECT id FROM threads WHERE consent = 'held' ORDER BY last_at DESC, id DESC LIMIT :limit OFFSET :offset) page
JOIN thread_rows v ON v.id = page.id ORDER BY v.last_at DESC, v.id DESC;

-- name: page_stopped
-- Threads of people who said stop, the latest first.
SELECT v.* FROM (SELECT id FROM threads WHERE consent = 'stopped' ORDER BY last_at DESC, id DESC LIMIT :limit OFFSET :offset) page
JOIN thread_rows v ON v.id = page.id ORDER BY v.last_at DESC, v.id DESC;

-- name: page_closed
-- Closed and snoozed threads, the latest first.
SELECT v.* FROM (SELECT id FROM threads WHERE status <> 'open' ORDER BY last_at DESC, id DESC LIMIT :limit OFFSET :offset) page
JOIN thread_rows v ON v.id = page.id ORDER BY v.last_at DESC, v.id DESC;

-- name: page_due
-- Threads with a request that has a deadline, the longest waiting first: a doubtful reply, or one about the person's data.
SELECT v.* FROM (
    SELECT t.id, MIN(d.asked_at) AS asked_at FROM (
        SELECT address, channel, since AS asked_at FROM consent_status WHERE state = 'held'
        UNION ALL
        SELECT r.address, o.channel, r.asked_at FROM requests r JOIN threads o ON o.address = r.address WHERE r.done_at IS NULL) d
    JOIN threads t ON t.address = d.address AND t.channel = d.channel
    GROUP BY t.id ORDER BY asked_at, t.id LIMIT :limit OFFSET :offset) page
JOIN thread_rows v ON v.id = page.id ORDER BY page.asked_at, v.id;

-- name: count_due
-- How many threads have a request with a deadline.
SELECT COUNT(DISTINCT t.id) AS threads FROM (
    SELECT address, channel FROM consent_status WHERE state = 'held'
    UNION ALL
    SELECT r.address, o.channel FROM requests r JOIN threads o ON o.address = r.address WHERE r.done_at IS NULL) d
JOIN threads t ON t.address = d.address AND t.channel = d.channel;

-- name: page_pending
-- Threads of people who were asked for consent and have not answered, the latest first.
SELECT v.* FROM (SELECT id FROM threads WHERE consent = 'pending' ORDER BY last_at DESC, id DESC LIMIT :limit OFFSET :offset) page
JOIN thread_rows v ON v.id = page.id ORDER BY v.last_at DESC, v.id DESC;

-- name: page_every
-- Every thread, the latest first.
SELECT v.* FROM (SELECT id FROM threads ORDER BY last_at DESC, id DESC LIMIT :limit OFFSET :offset) page
JOIN thread_rows v ON v.id = page.id ORDER BY v.last_at DESC, v.id DESC;

-- name: counts
-- How many threads stand where, as kept by triggers.
SELECT status, assignee, consent, threads FROM thread_counts WHERE threads > 0;

-- name: agents
-- Every agent a thread belongs to.
SELECT DISTINCT assignee FROM thread_counts WHERE assignee <> '' AND threads > 0 ORDER BY assignee;

-- name: threads_of_contact
-- The threads of one person, on every channel and address.
SELECT * FROM thread_rows WHERE contact = :contact ORDER BY last_at DESC, id DESC;

-- name: assign
-- Give a thread to an agent, or to nobody.
UPDATE threads SET assignee = :assignee WHERE id = :thread AND assignee <> :assignee;

-- name: set_status
-- Open, snooze or close a thread.
UPDATE threads SET status = :status, snoozed_until = :snoozed_until WHERE id = :thread;

-- name: wake
-- Open what was snoozed until now.
UPDATE threads SET status = 'open', snoozed_until = NULL WHERE snoozed_until <= :now;

-- name: mark_read
-- Nothing in this thread is unread.
UPDATE threads SET unread = 0 WHERE id = :thread AND unread <> 0;

-- name: mark_unread
-- Show the thread as unread again.
UPDATE threads SET unread = MAX(unread, 1) WHERE id = :thread;

-- name: add_note
-- What agents say among themselves, or did with the thread.
INSERT INTO thread_notes (thread, kind, agent, text, at) VALUES (:thread, :kind, :agent, :text, :at);
