-- name: recipients
-- Who was put into the queue by a campaign, by what became of their message; the reason matters where one is given.
SELECT p.address, p.label, m.state, m.not_before, m.paused, m.thread, COALESCE(m.reason, '') AS reason, COALESCE(c.name, '') AS name
FROM campaign_people p
JOIN messages m ON m.id = p.message
LEFT JOIN contact_addresses a ON a.address = p.address
LEFT JOIN contacts c ON c.id = a.contact
WHERE p.campaign = :campaign AND m.state IN (SELECT value FROM json_each(:states))
    AND (:reason IS NULL OR COALESCE(m.reason, '') = :reason)
ORDER BY p.address LIMIT :limit;

-- name: is_recipient
-- Whether a campaign has a message for an address.
SELECT 1 AS found FROM campaign_people WHERE campaign = :campaign AND address = :address;
