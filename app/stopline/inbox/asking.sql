-- name: last_written
-- The last texts somebody wrote from an address, on any channel.
SELECT m.text FROM threads t JOIN messages m ON m.thread = t.id
WHERE t.address = :address AND m.direction = 'inbound' ORDER BY m.at DESC, m.id DESC LIMIT :limit;
