-- name: upkeep_fact
-- What is remembered of one matter.
SELECT value FROM workspace_facts WHERE name = :name;

-- name: set_upkeep_fact
-- Remember something of one matter in place of what was known before.
INSERT INTO workspace_facts (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value;
