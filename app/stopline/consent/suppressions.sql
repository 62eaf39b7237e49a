-- name: has_any
-- Whether anything is suppressed at all; mostly nothing is, and then nothing is hashed.
SELECT hash FROM suppressions LIMIT 1;

-- name: since
-- Since when something is suppressed.
SELECT since FROM suppressions WHERE hash = :hash;

-- name: keep
-- Keep a suppression; a later one of the same person takes its place.
INSERT INTO suppressions (hash, channel, scope, since) VALUES (:hash, :channel, :scope, :since)
ON CONFLICT (hash) DO UPDATE SET since = excluded.since WHERE excluded.since > suppressions.since;

-- name: fact
-- One fact about the suppressions of this workspace.
SELECT value FROM workspace_facts WHERE name = :name;

-- name: set_fact
-- Note a fact about the suppressions of this workspace.
INSERT INTO workspace_facts (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value;
