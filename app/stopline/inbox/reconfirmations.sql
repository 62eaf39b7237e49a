-- name: statuses_to_confirm
-- Consents that stand or did, with whose they are, those of everything before narrower ones.
SELECT s.address, s.channel, s.scope, s.state, COALESCE(c.name, '') AS name, COALESCE(c.source, '') AS source, '' AS doubt
FROM consent_status s LEFT JOIN contact_addresses a ON a.address = s.address LEFT JOIN contacts c ON c.id = a.contact
WHERE s.state <> 'unknown'
    AND (:tag IS NULL OR EXISTS (SELECT 1 FROM contact_tags t WHERE t.contact = a.contact AND t.tag = :tag))
ORDER BY s.address, s.channel, s.scope;

-- name: doubted_consents
-- Consents that a file told of and that did not count, because they were old or not proven; why stands beside the person.
SELECT a.address, SUBSTR(d.name, 11) AS channel, 'all' AS scope, 'unknown' AS state, c.name, c.source, d.value AS doubt
FROM contact_attributes d JOIN contacts c ON c.id = d.contact JOIN contact_addresses a ON a.contact = d.contact
WHERE d.name IN ('reconfirm sms', 'reconfirm whatsapp', 'reconfirm email')
    AND (SUBSTR(d.name, 11) = 'email') = (instr(a.address, '@') > 0)
    AND NOT EXISTS (SELECT 1 FROM consent_status s
        WHERE s.address = a.address AND s.channel = SUBSTR(d.name, 11) AND s.state <> 'unknown')
    AND (:address IS NULL OR a.address = :address)
    AND (:tag IS NULL OR EXISTS (SELECT 1 FROM contact_tags t WHERE t.contact = d.contact AND t.tag = :tag))
ORDER BY a.address, channel;

-- name: statuses_to_confirm_at
-- The same of one address, whatever is known of it.
SELECT s.address, s.channel, s.scope, s.state, COALESCE(c.name, '') AS name, COALESCE(c.source, '') AS source, '' AS doubt
FROM consent_status s LEFT JOIN contact_addresses a ON a.address = s.address LEFT JOIN contacts c ON c.id = a.contact
WHERE s.address = :address
    AND (:tag IS NULL OR EXISTS (SELECT 1 FROM contact_tags t WHERE t.contact = a.contact AND t.tag = :tag))
ORDER BY s.channel, s.scope;
