-- What stays when a person is forgotten: a keyed hash in place of address, channel and scope, so that the number stays stopped.
-- The key is not in this database; the list is also in a file beside it, which outlives a database copied back from before.
CREATE TABLE suppressions (
    hash TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    scope TEXT NOT NULL,
    since TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The highest numbers that were ever given away. What is erased gives its number back, and a screen that is still open on an
-- erased thread must not find somebody else under it.
CREATE TABLE last_ids (
    name TEXT PRIMARY KEY,
    id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How our stops and a gateway's own list of opt-outs compared when they were last laid beside each other.
CREATE TABLE reconciliations (
    gateway TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    listed INTEGER NOT NULL,
    agreed INTEGER NOT NULL,
    only_there INTEGER NOT NULL,
    only_here INTEGER NOT NULL,
    unreadable INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
