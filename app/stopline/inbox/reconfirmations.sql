-- name: statuses_to_confirm
-- Consents that stand or did, with whose they are, those of everything before narrower ones.
SELECT s.address, s.channel, s.scope, s.state, COALESCE(c.name, '') AS name, COALESCE(c.source, '') AS source
FROM consent_status s LEFT JOIN contact_addresses a ON a.address = s.address LEFT JOIN contacts c ON c.id = a.contact
WHERE s.state <> 'unknown'
    AND (:tag IS NULL OR EXISTS (SELECT 1 FROM contact_tags t WHERE t.contact = a.contact AND t.tag = :tag))
ORDER BY s.address, s.channel, s.scope;

-- name: statuses_to_confirm_at
-- The same of one address, whatever is known of it.
SELECT s.address, s.channel, s.scope, s.state, COALESCE(c.name, '') AS name, COALESCE(c.source, '') AS source
FROM consent_status s LEFT JOIN contact_addresses a ON a.address = s.address LEFT JOIN contacts c ON c.id = a.contact
WHERE s.address = :address
    AND (:tag IS NULL OR EXISTS (SELECT 1 FROM contact_tags t WHERE t.contact = a.contact AND t.tag = :tag))
ORDER BY s.channel, s.scope;
