-- name: count_everybody
-- How many people are known.
SELECT COUNT(*) AS people FROM contacts;

-- name: everybody
-- The numbers of all people, those added last first.
SELECT id FROM contacts ORDER BY id DESC LIMIT :limit OFFSET :offset;

-- name: everybody_backwards
-- The numbers of all people, those added first first: the quicker way to the end of a long list.
SELECT id FROM contacts ORDER BY id LIMIT :limit OFFSET :offset;

-- name: named_or_tagged
-- People whose name holds words that begin as searched, or who have a tag that begins so, those added last first.
SELECT id, COUNT(*) OVER () AS people FROM (
    SELECT rowid AS id FROM contacts_fts WHERE contacts_fts MATCH :words
    UNION SELECT contact FROM contact_tags WHERE lower(substr(tag, 1, length(:tag))) = lower(:tag))
ORDER BY id DESC LIMIT :limit OFFSET :offset;

-- name: reached_or_tagged
-- People one of whose addresses holds what was searched, or who have a tag that begins so, those added last first.
SELECT id, COUNT(*) OVER () AS people FROM (
    SELECT contact AS id FROM contact_addresses WHERE instr(address, :part) > 0
    UNION SELECT contact FROM contact_tags WHERE lower(substr(tag, 1, length(:tag))) = lower(:tag))
ORDER BY id DESC LIMIT :limit OFFSET :offset;

-- name: tagged
-- People who have a tag that begins as searched, those added last first.
SELECT id, COUNT(*) OVER () AS people FROM (
    SELECT DISTINCT contact AS id FROM contact_tags WHERE lower(substr(tag, 1, length(:tag))) = lower(:tag))
ORDER BY id DESC LIMIT :limit OFFSET :offset;

-- name: people
-- Who some people are.
SELECT id, name, source FROM contacts WHERE id IN (SELECT value FROM json_each(:people));

-- name: addresses
-- Where some people are reached.
SELECT contact, address FROM contact_addresses
WHERE contact IN (SELECT value FROM json_each(:people)) ORDER BY added_at, address;

-- name: statuses
-- Where the addresses of some people stand on every channel.
SELECT s.address, s.channel, s.scope, s.state, s.since, s.event_seq, s.before_hold, s.basis, s.agreed_at
FROM contact_addresses a JOIN consent_status s ON s.address = a.address
WHERE a.contact IN (SELECT value FROM json_each(:people));

-- name: tags
-- How some people are tagged.
SELECT contact, tag FROM contact_tags WHERE contact IN (SELECT value FROM json_each(:people)) ORDER BY tag;

-- name: threads
-- The threads of some people, the latest first.
SELECT id, contact, address, channel, last_inbound_at FROM threads
WHERE contact IN (SELECT value FROM json_each(:people)) ORDER BY last_at DESC, id DESC;
