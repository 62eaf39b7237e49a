-- What is erased of a person, table by table. A table with a column `address`, `contact`, `thread` or `message` belongs into this file,
-- `consent/ledger.sql` or `analytics/tally.sql`; a test looks.

-- name: contact_of
-- Whose address it is.
SELECT contact FROM contact_addresses WHERE address = :address;

-- name: addresses_of
-- Every address of a person.
SELECT address FROM contact_addresses WHERE contact = :contact ORDER BY added_at, address;

-- name: is_known
-- Whether anything at all is held about an address that belongs to nobody.
SELECT address FROM subjects WHERE address = :address UNION SELECT address FROM threads WHERE address = :address;

-- name: channels_used
-- The channels on which anything was said to or by an address.
SELECT DISTINCT t.channel FROM threads t WHERE t.address = :address;

-- name: count_of_address
-- How much is held about an address.
SELECT
    (SELECT COUNT(*) FROM threads t JOIN messages m ON m.thread = t.id WHERE t.address = :address AND m.direction = 'inbound') AS received,
    (SELECT COUNT(*) FROM threads t JOIN messages m ON m.thread = t.id WHERE t.address = :address AND m.direction = 'outbound') AS written,
    (SELECT COUNT(*) FROM threads t JOIN messages m ON m.thread = t.id WHERE t.address = :address AND m.state = 'queued') AS waiting,
    (SELECT COUNT(*) FROM subjects s JOIN consent_events e ON e.subject = s.subject WHERE s.address = :address) AS events,
    (SELECT COUNT(*) FROM threads t JOIN thread_notes n ON n.thread = t.id WHERE t.address = :address AND n.kind = 'note') AS notes,
    (SELECT COUNT(*) FROM threads t JOIN drafts d ON d.thread = t.id WHERE t.address = :address) AS drafts,
    (SELECT COUNT(*) FROM requests r WHERE r.address = :address AND r.kind = 'export' AND r.done_at IS NULL) AS unanswered;

-- name: count_of_contact
-- How much is held about a person beside their addresses.
SELECT
    (SELECT COUNT(*) FROM contact_tags WHERE contact = :contact) AS tags,
    (SELECT COUNT(*) FROM contact_attributes WHERE contact = :contact) AS attributes;

-- name: being_sent
-- How many messages to an address are being handed over now by a worker that is alive.
SELECT COUNT(*) AS messages FROM messages
WHERE state = 'sending' AND address = :address AND EXISTS (SELECT 1 FROM leases WHERE expires_at > :now);

-- name: quarantined
-- What came in and could not be taken in.
SELECT id, content FROM quarantine ORDER BY id;

-- name: erase_quarantined
-- Erase what somebody sent that could not be taken in.
DELETE FROM quarantine WHERE id = :id;

-- name: mentions
-- Texts of other people, and notes about them, in which an address stands as it is written.
SELECT
    (SELECT COUNT(*) FROM messages WHERE address <> :address AND instr(text, :address) > 0)
    + (SELECT COUNT(*) FROM thread_notes n JOIN threads t ON t.id = n.thread WHERE t.address <> :address AND instr(n.text, :address) > 0)
    AS mentions;

-- name: campaign_words
-- The name and the own text of every campaign.
SELECT c.name, c.name || char(10) || COALESCE(group_concat(t.text, char(10)), '') AS words
FROM campaigns c LEFT JOIN campaign_texts t ON t.campaign = c.id GROUP BY c.id ORDER BY c.id;

-- name: keep_last_ids
-- Remember which numbers were given away, so that none of what is erased is given away again.
INSERT INTO last_ids (name, id)
SELECT name, id FROM (
    SELECT 'messages' AS name, COALESCE(MAX(id), 0) AS id FROM messages
    UNION ALL SELECT 'threads', COALESCE(MAX(id), 0) FROM threads
    UNION ALL SELECT 'contacts', COALESCE(MAX(id), 0) FROM contacts) AS given WHERE true
ON CONFLICT (name) DO UPDATE SET id = MAX(last_ids.id, excluded.id);

-- name: erase_drafts
-- Erase what agents have written to somebody and not sent.
DELETE FROM drafts WHERE thread IN (SELECT id FROM threads WHERE address = :address);

-- name: erase_notes
-- Erase what agents have said of somebody.
DELETE FROM thread_notes WHERE thread IN (SELECT id FROM threads WHERE address = :address);

-- name: erase_presence
-- Erase who has a thread open.
DELETE FROM presence WHERE thread IN (SELECT id FROM threads WHERE address = :address);

-- name: erase_asks
-- Erase which questions for consent somebody was asked.
DELETE FROM consent_asks WHERE thread IN (SELECT id FROM threads WHERE address = :address);

-- name: erase_questions
-- Erase that somebody asked how to stop.
DELETE FROM opt_out_questions WHERE thread IN (SELECT id FROM threads WHERE address = :address);

-- name: erase_flow_texts
-- Erase which texts of a flow somebody got.
DELETE FROM flow_texts WHERE thread IN (SELECT id FROM threads WHERE address = :address);

-- name: erase_campaign_people
-- Erase which campaigns somebody got.
DELETE FROM campaign_people WHERE address = :address;

-- name: erase_campaign_list
-- Erase on which lists of campaigns somebody stands.
DELETE FROM campaign_list WHERE address = :address;

-- name: honour_requests
-- Note that what somebody asked of their data is done, and that nobody can tell any more who asked.
UPDATE requests SET address = :nobody, note = '', done_at = COALESCE(done_at, :now), done_by = COALESCE(done_by, :agent)
WHERE address = :address;

-- name: erase_messages
-- Erase the texts of both directions.
DELETE FROM messages WHERE thread IN (SELECT id FROM threads WHERE address = :address);

-- name: erase_threads
-- Erase the threads, whose messages and notes are gone.
DELETE FROM threads WHERE address = :address;

-- name: erase_tags
-- Erase the tags of a person.
DELETE FROM contact_tags WHERE contact = :contact;

-- name: erase_attributes
-- Erase the attributes of a person.
DELETE FROM contact_attributes WHERE contact = :contact;

-- name: erase_addresses
-- Erase the addresses of a person.
DELETE FROM contact_addresses WHERE contact = :contact;

-- name: erase_contact
-- Erase a person.
DELETE FROM contacts WHERE id = :contact;

-- name: merge_messages_index
-- Merge the index of words a little further; what was deleted leaves it when everything is merged.
INSERT INTO messages_fts (messages_fts, rank) VALUES ('merge', :pages);

-- name: merge_contacts_index
-- Merge the index of names a little further; what was deleted leaves it when everything is merged.
INSERT INTO contacts_fts (contacts_fts, rank) VALUES ('merge', :pages);

-- name: changes
-- How many rows this connection has changed; a merge that had nothing to do changes fewer than two.
SELECT total_changes() AS changes;

-- name: set_scrub_due
-- Note that the file still has to be written anew, so that nothing erased is left in it.
INSERT INTO workspace_facts (name, value) VALUES ('scrub_due', :now) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: scrub_due
-- Since when the file has to be written anew.
SELECT value FROM workspace_facts WHERE name = 'scrub_due';

-- name: scrubbed
-- The file was written anew.
DELETE FROM workspace_facts WHERE name = 'scrub_due' AND value = :since;
