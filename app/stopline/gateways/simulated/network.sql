-- The simulated world's own small database, `simulator.db`: what is going to happen, what has happened, and what was sent.

-- name: make_facts
-- Make the table of what is known about this world as a whole.
CREATE TABLE IF NOT EXISTS facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- name: make_happenings
-- Make the table of texts and receipts; `seq` is given when one becomes due, so that whatever is planned later comes later.
CREATE TABLE IF NOT EXISTS happenings (
    id INTEGER PRIMARY KEY,
    due_at TEXT NOT NULL,
    seq INTEGER UNIQUE,
    arrived_at TEXT,
    sent INTEGER,
    sender TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    receipt TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    has_opted_out INTEGER NOT NULL DEFAULT 0
) STRICT;

-- name: make_due_index
-- Find what is due next without reading what has happened.
CREATE INDEX IF NOT EXISTS happenings_to_come ON happenings (due_at, id) WHERE seq IS NULL;

-- name: make_sender_index
-- Find when somebody last wrote.
CREATE INDEX IF NOT EXISTS happenings_by_sender ON happenings (sender, channel, seq) WHERE sent IS NULL;

-- name: make_sent
-- Make the table of the messages the carriers took from us.
CREATE TABLE IF NOT EXISTS sent (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    purpose TEXT NOT NULL,
    text TEXT NOT NULL,
    answers_count INTEGER NOT NULL DEFAULT 0,
    taken_at TEXT NOT NULL
) STRICT;

-- name: make_sent_index
-- Find a message by our own number of it.
CREATE INDEX IF NOT EXISTS sent_by_message ON sent (message, id);

-- name: make_sent_to_index
-- Find what was sent to somebody.
CREATE INDEX IF NOT EXISTS sent_to ON sent (address, channel, id);

-- name: fact
-- Read one fact.
SELECT value FROM facts WHERE name = :name;

-- name: set_fact
-- Write one fact.
INSERT INTO facts (name, value) VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: plan_text
-- Plan that somebody writes.
INSERT INTO happenings (due_at, sender, channel, text) VALUES (:due_at, :sender, :channel, :text);

-- name: plan_receipt
-- Plan that the carrier tells what became of a message.
INSERT INTO happenings (due_at, sent, receipt, reason, has_opted_out)
VALUES (:due_at, :sent, :receipt, :reason, :has_opted_out);

-- name: next_due
-- The next thing to come.
SELECT due_at FROM happenings WHERE seq IS NULL ORDER BY due_at, id LIMIT 1;

-- name: due
-- What has become due and has no place in the order of arrival yet.
SELECT id, due_at FROM happenings WHERE seq IS NULL AND due_at <= :now ORDER BY due_at, id LIMIT :limit;

-- name: last_seq
-- How much has arrived.
SELECT COALESCE(MAX(seq), 0) AS seq FROM happenings;

-- name: arrive
-- Give something that became due the next place in the order of arrival.
UPDATE happenings SET seq = :seq, arrived_at = :arrived_at WHERE id = :id;

-- name: arrived_after
-- What arrived after a place, in order.
SELECT id, seq, arrived_at, sent, sender, channel, text, receipt, reason, has_opted_out
FROM happenings WHERE seq > :seq AND (sent IS NOT NULL OR sender <> '') ORDER BY seq LIMIT :limit;

-- name: last_wrote
-- When somebody last wrote, as the simulated clock tells it.
SELECT MAX(due_at) AS at FROM happenings WHERE sent IS NULL AND sender = :sender AND channel = :channel AND seq IS NOT NULL;

-- name: add_sent
-- Note a message the carrier took.
INSERT INTO sent (message, channel, address, purpose, text, taken_at)
VALUES (:message, :channel, :address, :purpose, :text, :taken_at)
RETURNING id;

-- name: count_sent_to
-- How many messages somebody got, and how many of them they answered of their own accord.
SELECT COUNT(*) AS messages, COALESCE(SUM(answers_count), 0) AS answers
FROM sent WHERE address = :address AND channel = :channel;

-- name: note_answer
-- Note that somebody is going to answer a message of their own accord.
UPDATE sent SET answers_count = answers_count + 1 WHERE id = :id;

-- name: sent_as
-- The first time a message of ours was taken.
SELECT id FROM sent WHERE message = :message ORDER BY id LIMIT 1;

-- name: said
-- What somebody has written, the latest first.
SELECT text FROM happenings WHERE sent IS NULL AND sender = :sender AND channel = :channel AND seq IS NOT NULL ORDER BY seq DESC;

-- name: forget_planned
-- Let somebody who was forgotten write no more.
DELETE FROM happenings WHERE sent IS NULL AND sender = :address AND seq IS NULL;

-- name: forget_said
-- Erase what somebody has written; its place in the order of arrival stays, for others have been told how far they are.
UPDATE happenings SET sender = '', text = '' WHERE sent IS NULL AND sender = :address;

-- name: forget_sent
-- Erase what was sent to somebody.
UPDATE sent SET address = '', text = '' WHERE address = :address;
