-- name: data_version
-- A number that moves whenever another connection has committed.
PRAGMA data_version;
