-- name: move_addresses
-- Give every address of one contact to another.
UPDATE contact_addresses SET contact = :into WHERE contact = :contact;

-- name: move_threads
-- Let the threads of one contact follow.
UPDATE threads SET contact = :into WHERE contact = :contact;

-- name: move_tags
-- Give the tags of one contact to another.
INSERT INTO contact_tags (contact, tag) SELECT :into, tag FROM contact_tags WHERE contact = :contact
ON CONFLICT (contact, tag) DO NOTHING;

-- name: move_attributes
-- Give the attributes of one contact to another, who keeps their own where both have one of a name.
INSERT INTO contact_attributes (contact, name, value)
SELECT :into, name, value FROM contact_attributes WHERE contact = :contact ON CONFLICT (contact, name) DO NOTHING;

-- name: drop_tags
-- Take the tags off a contact that is no more.
DELETE FROM contact_tags WHERE contact = :contact;

-- name: drop_attributes
-- Take the attributes off a contact that is no more.
DELETE FROM contact_attributes WHERE contact = :contact;

-- name: drop_contact
-- Remove a contact that has become another.
DELETE FROM contacts WHERE id = :contact;

-- name: keep_last_contact
-- Remember the highest number of a contact, so that the one that is removed is not given away again.
INSERT INTO last_ids (name, id) SELECT 'contacts', COALESCE(MAX(id), 0) FROM contacts WHERE true
ON CONFLICT (name) DO UPDATE SET id = MAX(last_ids.id, excluded.id);
