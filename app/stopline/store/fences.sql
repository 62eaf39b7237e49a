-- name: triggers
-- Every trigger of the database, and every view, for triggers read some; each with the statement that made it.
SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view');
