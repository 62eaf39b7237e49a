-- name: put
-- Keep an item that cannot be taken in.
INSERT INTO quarantine (gateway, kind, content, reason, at) VALUES (:gateway, :kind, :content, :reason, :now);

-- name: cases
-- Everything in quarantine, oldest first.
SELECT id, gateway, kind, content, reason, at FROM quarantine ORDER BY id;

-- name: count
-- How many items are in quarantine.
SELECT COUNT(*) AS items FROM quarantine;

-- name: remove
-- Let an item go that has been taken in after all.
DELETE FROM quarantine WHERE id = :id;
