-- name: fact
-- One fact about this workspace.
SELECT value FROM workspace_facts WHERE name = :name;

-- name: add_fact
-- Note a fact that is never changed again.
INSERT INTO workspace_facts (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING;

-- name: set_fact
-- Note a fact in place of what was known before.
INSERT INTO workspace_facts (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value;
