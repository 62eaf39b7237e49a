-- The tables belong to gammu-smsd (schema version 17); we read all of them and add to the outbox.

-- name: own_tables
-- How many of the tables a gammu-smsd database has are there.
SELECT COUNT(*) AS tables FROM sqlite_master
WHERE type = 'table' AND name IN ('gammu', 'inbox', 'outbox', 'outbox_multipart', 'sentitems', 'phones');

-- name: version
-- The version of the schema.
SELECT MAX(Version) AS version FROM gammu;

-- name: heartbeat
-- When the daemon last wrote down how its modem is doing; NULL before it has reached one.
SELECT MAX(UpdatedInDB) AS seen_at FROM phones WHERE :phone IN ('', ID);

-- name: inbox_place
-- The highest number the inbox ever gave, and when the text of a given number came, where it is still there.
SELECT
    COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'inbox'), 0) AS newest,
    (SELECT CAST(ReceivingDateTime AS TEXT) FROM inbox WHERE ID = :id) AS received_at;

-- name: inbox_after
-- Texts that came after a number, and those held back because a part of them was missing; oldest first.
SELECT
    ID AS id,
    CAST(ReceivingDateTime AS TEXT) AS received_at,
    CAST(UpdatedInDB AS TEXT) AS stored_at,
    CAST(SenderNumber AS TEXT) AS sender,
    CAST(RecipientID AS TEXT) AS recipient,
    CAST(Coding AS TEXT) AS coding,
    CAST(UDH AS TEXT) AS udh,
    CAST(Text AS TEXT) AS encoded,
    CAST(TextDecoded AS TEXT) AS decoded
FROM inbox
WHERE (ID > :after OR ID IN (SELECT value FROM json_each(:held))) AND :phone IN ('', RecipientID)
ORDER BY ID
LIMIT :limit;

-- name: sent_after
-- Parts of our messages whose state changed after a place and not later than an instant, each with how its whole message does.
SELECT
    changed.ID AS id,
    changed.SequencePosition AS position,
    CAST(changed.UpdatedInDB AS TEXT) AS changed_at,
    changed.CreatorID AS creator,
    CAST(changed.UDH AS TEXT) AS udh,
    changed.Status AS status,
    changed.StatusError AS network_status,
    changed.StatusCode AS modem_error,
    CAST(COALESCE(changed.DeliveryDateTime, changed.SendingDateTime) AS TEXT) AS happened_at,
    COUNT(*) AS parts,
    COUNT(*) FILTER (WHERE part.Status = 'DeliveryOK') AS delivered_parts,
    COUNT(*) FILTER (WHERE part.Status IN ('SendingError', 'DeliveryFailed', 'Error')) AS failed_parts
FROM sentitems changed
JOIN sentitems part ON part.ID = changed.ID
WHERE changed.UpdatedInDB <= :until
    AND (changed.UpdatedInDB, changed.ID, changed.SequencePosition) > (:at, :id, :position)
    AND substr(changed.CreatorID, 1, length(:mark)) = :mark
GROUP BY changed.ID, changed.SequencePosition
ORDER BY changed.UpdatedInDB, changed.ID, changed.SequencePosition
LIMIT :limit;

-- name: add
-- Hand a message, or the first part of one, to the daemon.
INSERT INTO outbox (DestinationNumber, TextDecoded, Coding, UDH, MultiPart, CreatorID, DeliveryReport, SenderID)
VALUES (:number, :text, :coding, :udh, :multipart, :creator, 'yes', NULLIF(:phone, ''))
RETURNING ID AS id;

-- name: add_part
-- Add a further part to a message.
INSERT INTO outbox_multipart (ID, SequencePosition, TextDecoded, Coding, UDH)
VALUES (:id, :position, :text, :coding, :udh);

-- name: trace
-- Whether the daemon has a message of ours, waiting or dealt with; it is added to the one table before it leaves the other.
SELECT CreatorID AS creator FROM outbox WHERE CreatorID = :creator
UNION ALL
SELECT CreatorID FROM sentitems WHERE CreatorID = :creator
LIMIT 1;
