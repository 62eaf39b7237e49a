-- What counts once only, such as the token in a form; kept as a keyed digest until it would have expired anyway.
CREATE TABLE spent_tokens (
    token TEXT PRIMARY KEY,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX spent_tokens_by_expiry ON spent_tokens (expires_at);

-- What a program was answered, by the keyed digest of its idempotency key: asking again changes nothing and gets the same answer.
-- An answer holds no address and no words.
CREATE TABLE api_answers (
    key TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    status INTEGER NOT NULL,
    answer TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX api_answers_by_time ON api_answers (at);
