-- name: triggers
-- Every trigger of the database, with the statement that made it.
SELECT name, sql FROM sqlite_master WHERE type = 'trigger';
