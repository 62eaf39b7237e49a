-- Questions how to stop. They are answered by themselves and hold nothing, so a person is shown that one was asked.

-- Which message asks, with which words, and whether nobody has looked at it yet.
CREATE TABLE opt_out_questions (
    message INTEGER PRIMARY KEY REFERENCES messages (id),
    thread INTEGER NOT NULL REFERENCES threads (id),
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL,
    is_new INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX opt_out_questions_of_thread ON opt_out_questions (thread, is_new);

-- Whoever opens, answers or closes a thread has seen what was asked in it.
CREATE TRIGGER questions_are_seen_with_their_thread AFTER UPDATE OF unread ON threads
WHEN NEW.unread = 0 AND OLD.unread <> 0
BEGIN
    UPDATE opt_out_questions SET is_new = 0 WHERE thread = NEW.id AND is_new = 1;
END;

-- A thread as the list shows it, with whether somebody asks in it how to stop.
DROP VIEW thread_rows;
CREATE VIEW thread_rows AS
SELECT t.id, t.contact, t.address, c.name, t.channel, t.status, t.unread, t.assignee, t.consent, t.last_at, t.last_text,
    t.last_direction, t.last_inbound_at, t.snoozed_until,
    EXISTS (SELECT 1 FROM opt_out_questions q WHERE q.thread = t.id AND q.is_new = 1) AS asks_how_to_stop
FROM threads t JOIN contacts c ON c.id = t.contact;
