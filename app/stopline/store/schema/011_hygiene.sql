-- What keeps a workspace tidy: what was looked into and when, what happened that somebody wants to be told, and the alerts that tell it.

-- The last time something was looked into that no query can answer: the chain, its anchor, a backup, a gateway's own list.
CREATE TABLE checkups (
    name TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    fault_count INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What happened, once, however often it is seen. A person stands here by a ledger event alone, so that they can be forgotten.
CREATE TABLE alert_facts (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    event_seq INTEGER,
    note TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

-- How far ledger and facts have been looked through, for each of those who look.
CREATE TABLE alert_positions (
    name TEXT PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A stretch of facts on its way to one place; while it waits, what happens meanwhile joins it.
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY,
    rule TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'sending', 'delivered', 'dropped', 'given_up')),
    first_fact INTEGER NOT NULL,
    last_fact INTEGER NOT NULL,
    fact_count INTEGER NOT NULL,
    opened_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    attempt_count INTEGER NOT NULL DEFAULT 0,
    tried_at TEXT,
    settled_at TEXT,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX alerts_under_way ON alerts (due_at) WHERE state IN ('open', 'sending');
CREATE INDEX alerts_given_up ON alerts (settled_at) WHERE state = 'given_up';

-- Lists of messages go by time, and few of a million failed or were kept back.
CREATE INDEX messages_by_time ON messages (at, id);
CREATE INDEX messages_not_sent ON messages (state, at, id) WHERE state IN ('failed', 'refused');
