-- What a gateway brought and could not be taken in. It waits here, so that what came after it is not kept waiting, until a
-- later worker takes it in or a person reads it. `content` is JSON in ASCII, which can hold what no text column can.
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    gateway TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('text', 'receipt')),
    content TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
