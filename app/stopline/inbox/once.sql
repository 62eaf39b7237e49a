-- name: spend
-- Note that a token was used; one that was used before is not noted again.
INSERT INTO spent_tokens (token, expires_at) VALUES (:token, :expires_at) ON CONFLICT (token) DO NOTHING;

-- name: spent
-- Whether a token was used.
SELECT token FROM spent_tokens WHERE token = :token;

-- name: forget_spent
-- Let go of tokens that have expired and would be refused anyway.
DELETE FROM spent_tokens WHERE expires_at < :now;

-- name: answer
-- What a program was answered.
SELECT request, status, answer FROM api_answers WHERE key = :key;

-- name: keep_answer
-- Keep what a program was answered.
INSERT INTO api_answers (key, request, status, answer, at) VALUES (:key, :request, :status, :answer, :now);

-- name: forget_answers
-- Let go of answers that are too old to be asked for again.
DELETE FROM api_answers WHERE at < :before;
