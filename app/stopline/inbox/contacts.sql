-- name: contact_at
-- The contact an address belongs to.
SELECT c.id, c.name FROM contact_addresses a JOIN contacts c ON c.id = a.contact WHERE a.address = :address;

-- name: add_contact
-- A new person, under a number nobody has had before.
INSERT INTO contacts (id, name, source, created_at)
VALUES (
    1 + MAX(COALESCE((SELECT MAX(id) FROM contacts), 0), COALESCE((SELECT id FROM last_ids WHERE name = 'contacts'), 0)),
    :name, :source, :now)
RETURNING id;

-- name: add_address
-- Give an address to a person; one that belongs to somebody stays theirs.
INSERT INTO contact_addresses (address, contact, region, zones, added_at) VALUES (:address, :contact, :region, :zones, :now)
ON CONFLICT (address) DO NOTHING;

-- name: contact
-- One person.
SELECT id, name, source, created_at FROM contacts WHERE id = :contact;

-- name: addresses_of
-- Every address of a person.
SELECT address, region, added_at FROM contact_addresses WHERE contact = :contact ORDER BY added_at, address;

-- name: rename
-- Change a person's name.
UPDATE contacts SET name = :name WHERE id = :contact AND name <> :name;

-- name: name_the_nameless
-- Name somebody who was known by an address alone.
UPDATE contacts SET name = :name WHERE id = :contact AND name = '';

-- name: add_tag
-- Tag a person.
INSERT INTO contact_tags (contact, tag) VALUES (:contact, :tag) ON CONFLICT (contact, tag) DO NOTHING;

-- name: remove_tag
-- Take a tag off a person.
DELETE FROM contact_tags WHERE contact = :contact AND tag = :tag;

-- name: tags_of
-- The tags of a person.
SELECT tag FROM contact_tags WHERE contact = :contact ORDER BY tag;

-- name: set_attribute
-- Set one attribute of a person.
INSERT INTO contact_attributes (contact, name, value) VALUES (:contact, :name, :value)
ON CONFLICT (contact, name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value;

-- name: remove_attribute
-- Take one attribute off a person.
DELETE FROM contact_attributes WHERE contact = :contact AND name = :name;

-- name: attributes_of
-- The attributes of a person.
SELECT name, value FROM contact_attributes WHERE contact = :contact ORDER BY name;

-- name: move_address
-- Give an address to another contact.
UPDATE contact_addresses SET contact = :contact WHERE address = :address;

-- name: move_threads
-- Let the threads of an address follow it to another contact.
UPDATE threads SET contact = :contact WHERE address = :address;
