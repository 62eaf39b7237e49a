-- Questions for consent that were asked, how long their answers count, and what came of them. Whom a question went to is told by
-- its thread, what it said by its message: nothing here names a person.
CREATE TABLE consent_asks (
    id INTEGER PRIMARY KEY,
    thread INTEGER NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    scope TEXT NOT NULL CHECK (scope IN ('all', 'marketing', 'notice')),
    kind TEXT NOT NULL CHECK (kind IN ('first', 'confirm', 'reconfirm')),
    keyword TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL,
    event INTEGER NOT NULL,
    message INTEGER NOT NULL,
    reminder INTEGER,
    asked_at TEXT NOT NULL,
    remind_at TEXT,
    expires_at TEXT NOT NULL,
    closed_at TEXT,
    outcome TEXT CHECK (outcome IN ('confirmed', 'withdrawn', 'expired', 'replaced'))
) STRICT;
-- Nobody has two questions to answer at once.
CREATE UNIQUE INDEX consent_asks_open ON consent_asks (thread) WHERE closed_at IS NULL;
CREATE INDEX consent_asks_of_thread ON consent_asks (thread, id);
CREATE INDEX consent_asks_of_message ON consent_asks (message);
CREATE INDEX consent_asks_overdue ON consent_asks (expires_at) WHERE closed_at IS NULL;
CREATE INDEX consent_asks_to_remind ON consent_asks (remind_at) WHERE closed_at IS NULL AND remind_at IS NOT NULL;

-- Which message is which text of a flow, so that nobody gets one twice, however often they join.
CREATE TABLE flow_texts (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    thread INTEGER NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    keyword TEXT NOT NULL,
    step INTEGER NOT NULL
) STRICT;
CREATE INDEX flow_texts_of_thread ON flow_texts (thread, keyword, step);
