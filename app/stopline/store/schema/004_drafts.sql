-- What an agent has written in a thread and not sent; it outlives the screen it was written on.
CREATE TABLE drafts (
    agent TEXT NOT NULL,
    thread INTEGER NOT NULL REFERENCES threads (id),
    text TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (agent, thread)
) STRICT, WITHOUT ROWID;
