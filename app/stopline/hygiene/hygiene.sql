-- Every list answers with the same columns: how many there are in all, and for some of them who, address, channel, thread, instant,
-- contact and what is the matter. The inner query finds and counts; only what is shown is joined with people and threads.

-- name: held
-- Doubtful replies that wait for a decision, the oldest first, each with the evidence of what was held first.
SELECT f.total, c.name AS who, f.address, f.channel, t.id AS thread, f.at, a.contact, COALESCE((
    SELECT v.content FROM consent_status h JOIN consent_events e ON e.seq = h.event_seq JOIN evidence v ON v.digest = e.evidence_digest
    WHERE h.address = f.address AND h.channel = f.channel AND h.state = 'held' ORDER BY h.since LIMIT 1), '') AS detail
FROM (SELECT COUNT(*) OVER () AS total, address, channel, MIN(since) AS at FROM consent_status WHERE state = 'held'
    GROUP BY address, channel ORDER BY at, address LIMIT :limit OFFSET :offset) f
LEFT JOIN contact_addresses a ON a.address = f.address LEFT JOIN contacts c ON c.id = a.contact
LEFT JOIN threads t ON t.address = f.address AND t.channel = f.channel
ORDER BY f.at, f.address;

-- name: requests_open
-- What people ask of their data and is not done, the oldest first.
SELECT f.total, c.name AS who, f.address, NULL AS channel, t.id AS thread, f.at, a.contact, f.detail
FROM (SELECT COUNT(*) OVER () AS total, r.id, r.address, r.asked_at AS at, CASE r.kind WHEN 'export' THEN 'access' ELSE 'erasure' END AS detail FROM requests r
    WHERE r.done_at IS NULL ORDER BY r.asked_at, r.id LIMIT :limit OFFSET :offset) f
LEFT JOIN contact_addresses a ON a.address = f.address LEFT JOIN contacts c ON c.id = a.contact
LEFT JOIN threads t ON t.id = (SELECT MIN(h.id) FROM threads h WHERE h.address = f.address)
ORDER BY f.at, f.id;

-- name: pending_long
-- People who were asked long ago and have not answered, the oldest question first; a file's day is not when they were asked.
SELECT f.total, c.name AS who, f.address, f.channel, t.id AS thread, f.at, a.contact, '' AS detail
FROM (SELECT COUNT(*) OVER () AS total, s.address, s.channel, MIN(s.asked_at) AS at
    FROM (SELECT p.address, p.channel, p.scope, COALESCE((
            SELECT MAX(k.asked_at) FROM threads h JOIN consent_asks k ON k.thread = h.id
            WHERE h.address = p.address AND h.channel = p.channel AND k.closed_at IS NULL), p.since) AS asked_at
        FROM consent_status p WHERE p.state = 'pending' AND p.since < :pending_before) s
    WHERE s.asked_at < :pending_before
        AND (s.scope = 'all' OR NOT EXISTS (SELECT 1 FROM consent_status b
            WHERE b.address = s.address AND b.channel = s.channel AND b.scope = 'all' AND b.state IN ('stopped', 'held')))
    GROUP BY s.address, s.channel ORDER BY at, s.address LIMIT :limit OFFSET :offset) f
LEFT JOIN contact_addresses a ON a.address = f.address LEFT JOIN contacts c ON c.id = a.contact
LEFT JOIN threads t ON t.address = f.address AND t.channel = f.channel
ORDER BY f.at, f.address;

-- name: stale
-- Consents given long ago, with no word from either side since and no yes after it, the oldest first.
SELECT f.total, c.name AS who, f.address, f.channel, t.id AS thread, f.at, a.contact, '' AS detail
FROM (SELECT COUNT(*) OVER () AS total, s.address, s.channel, MIN(s.since) AS at FROM consent_status s
    WHERE s.state = 'subscribed' AND s.since < :stale_before
        AND (s.scope = 'all' OR NOT EXISTS (SELECT 1 FROM consent_status b
            WHERE b.address = s.address AND b.channel = s.channel AND b.scope = 'all' AND b.state IN ('stopped', 'held')))
        AND NOT EXISTS (SELECT 1 FROM threads h WHERE h.address = s.address AND h.channel = s.channel AND h.last_at >= :stale_before)
        AND NOT EXISTS (SELECT 1 FROM subjects u JOIN consent_events e ON e.subject = u.subject
            WHERE u.address = s.address AND e.channel = s.channel AND e.kind IN ('given', 'confirmed', 'imported')
                AND e.occurred_at >= :stale_before)
    GROUP BY s.address, s.channel ORDER BY at, s.address LIMIT :limit OFFSET :offset) f
LEFT JOIN contact_addresses a ON a.address = f.address LEFT JOIN contacts c ON c.id = a.contact
LEFT JOIN threads t ON t.address = f.address AND t.channel = f.channel
ORDER BY f.at, f.address;

-- name: quiet
-- Subscribed people who have neither written nor agreed anew for long, those who wrote last longest ago first.
SELECT f.total, c.name AS who, f.address, f.channel, t.id AS thread, f.at, a.contact, '' AS detail
FROM (SELECT COUNT(*) OVER () AS total, s.address, s.channel, MAX(COALESCE(h.last_inbound_at, s.since)) AS at
    FROM consent_status s LEFT JOIN threads h ON h.address = s.address AND h.channel = s.channel
    WHERE s.state = 'subscribed' AND s.since < :quiet_before AND COALESCE(h.last_inbound_at, '') < :quiet_before
        AND (s.scope = 'all' OR NOT EXISTS (SELECT 1 FROM consent_status b
            WHERE b.address = s.address AND b.channel = s.channel AND b.scope = 'all' AND b.state IN ('stopped', 'held')))
        AND NOT EXISTS (SELECT 1 FROM subjects u JOIN consent_events e ON e.subject = u.subject
            WHERE u.address = s.address AND e.channel = s.channel AND e.kind IN ('given', 'confirmed', 'imported')
                AND e.occurred_at >= :quiet_before)
    GROUP BY s.address, s.channel ORDER BY at, s.address LIMIT :limit OFFSET :offset) f
LEFT JOIN contact_addresses a ON a.address = f.address LEFT JOIN contacts c ON c.id = a.contact
LEFT JOIN threads t ON t.address = f.address AND t.channel = f.channel
ORDER BY f.at, f.address;

-- name: stopped_in_lists
-- People who have stopped, are subscribed nowhere, and still carry tags; one of the tags, and how many there are. What says how
-- somebody came (`via-…`) is no list.
SELECT f.total, c.name AS who, f.address, f.channel, t.id AS thread, f.at, f.contact,
    (SELECT MIN(g.tag) || ' ' || COUNT(*) FROM contact_tags g WHERE g.contact = f.contact AND g.tag NOT LIKE 'via-%') AS detail
FROM (SELECT COUNT(*) OVER () AS total, a.contact, MIN(s.address) AS address, MIN(s.channel) AS channel, MIN(s.since) AS at
    FROM consent_status s JOIN contact_addresses a ON a.address = s.address
    WHERE s.state = 'stopped' AND s.scope IN ('all', 'marketing')
        AND EXISTS (SELECT 1 FROM contact_tags g WHERE g.contact = a.contact AND g.tag NOT LIKE 'via-%')
        AND NOT EXISTS (SELECT 1 FROM contact_addresses o JOIN consent_status y ON y.address = o.address
            WHERE o.contact = a.contact AND y.state = 'subscribed' AND y.scope IN ('all', 'marketing')
                AND NOT EXISTS (SELECT 1 FROM consent_status n WHERE n.address = y.address AND n.channel = y.channel
                    AND n.state = 'stopped' AND n.scope IN ('all', 'marketing')))
    GROUP BY a.contact ORDER BY at, a.contact LIMIT :limit OFFSET :offset) f
LEFT JOIN contacts c ON c.id = f.contact
LEFT JOIN threads t ON t.address = f.address AND t.channel = f.channel
ORDER BY f.at, f.contact;

-- name: queued_to_stopped
-- Messages that wait for an address which may not be written to; the number of each.
SELECT f.total, c.name AS who, f.address, f.channel, f.thread, f.at, a.contact, 'message ' || f.id AS detail
FROM (SELECT COUNT(*) OVER () AS total, m.id, m.address, m.channel, m.thread, m.at FROM messages m
    WHERE m.state = 'queued' AND m.purpose <> 'compliance' AND EXISTS (
        SELECT 1 FROM consent_status s
        WHERE s.address = m.address AND s.channel = m.channel AND s.scope IN ('all', m.purpose) AND s.state IN ('stopped', 'held'))
    ORDER BY m.id LIMIT :limit OFFSET :offset) f
LEFT JOIN contact_addresses a ON a.address = f.address LEFT JOIN contacts c ON c.id = a.contact
ORDER BY f.id;

-- name: unproven
-- Subscribed people whose consent came from elsewhere without what proves it: its source, a time of its own, or their words. Erased
-- evidence is no fault. The canonical form writes a field as "name":" where there is one, and escapes these signs inside a value.
SELECT f.total, c.name AS who, f.address, f.channel, t.id AS thread, f.at, a.contact, f.detail
FROM (SELECT COUNT(*) OVER () AS total, s.address, s.channel, MIN(s.since) AS at,
        CASE WHEN MIN(e.method) = 'agent' THEN 'words'
            WHEN MIN(v.content) NOT LIKE '%"source":"%' THEN 'source' ELSE 'time' END AS detail
    FROM consent_status s JOIN consent_events e ON e.seq = s.event_seq JOIN evidence v ON v.digest = e.evidence_digest
    WHERE s.state = 'subscribed'
        AND (s.scope = 'all' OR NOT EXISTS (SELECT 1 FROM consent_status b
            WHERE b.address = s.address AND b.channel = s.channel AND b.scope = 'all' AND b.state IN ('stopped', 'held')))
        AND e.method IN ('import', 'api', 'form', 'agent')
        AND ((e.method IN ('import', 'api', 'form') AND v.content NOT LIKE '%"source":"%'
            -- What another Stopline knew by their own words needs no other place.
            AND v.content NOT LIKE '%"origin":"keyword"%' AND v.content NOT LIKE '%"origin":"sentence"%' AND v.content NOT LIKE '%"origin":"form"%')
        OR (e.method = 'agent' AND v.content NOT LIKE '%"words":"%' AND v.content NOT LIKE '%"source":"%')
        OR (e.method = 'import' AND SUBSTR(e.occurred_at, 1, 16) = SUBSTR(e.recorded_at, 1, 16)))
    GROUP BY s.address, s.channel ORDER BY at, s.address LIMIT :limit OFFSET :offset) f
LEFT JOIN contact_addresses a ON a.address = f.address LEFT JOIN contacts c ON c.id = a.contact
LEFT JOIN threads t ON t.address = f.address AND t.channel = f.channel
ORDER BY f.at, f.address;

-- name: imported_without_consent
-- Addresses from files of which nothing was ever recorded, and who have never written; with why the file's yes did not count, where
-- it said one.
SELECT f.total, c.name AS who, f.address, NULL AS channel, NULL AS thread, f.at, f.contact, COALESCE((
    SELECT MIN(d.value) FROM contact_attributes d
    WHERE d.contact = f.contact AND d.name IN ('reconfirm sms', 'reconfirm whatsapp', 'reconfirm email')), c.source) AS detail
FROM (SELECT COUNT(*) OVER () AS total, a.address, a.contact, a.added_at AS at
    FROM contacts i JOIN contact_addresses a ON a.contact = i.id
    WHERE i.source LIKE 'import%'
        AND NOT EXISTS (SELECT 1 FROM consent_status s JOIN contact_addresses o ON o.address = s.address WHERE o.contact = i.id)
        AND NOT EXISTS (SELECT 1 FROM subjects u WHERE u.address = a.address)
        AND NOT EXISTS (SELECT 1 FROM threads h WHERE h.contact = i.id)
    ORDER BY a.contact DESC, a.address LIMIT :limit OFFSET :offset) f
JOIN contacts c ON c.id = f.contact
ORDER BY f.contact DESC, f.address;

-- name: unreachable
-- Addresses whose last messages all failed, with no word from them since the last one arrived. Those who stopped are left in peace,
-- and those whose consent is over, for nothing is left of it to retire.
SELECT f.total, c.name AS who, f.address, f.channel, f.thread, f.at, a.contact, f.failures AS detail
FROM (SELECT COUNT(*) OVER () AS total, m.address, m.channel, m.thread, MAX(m.at) AS at, CAST(COUNT(*) AS TEXT) AS failures
    FROM messages m JOIN threads h ON h.id = m.thread
    WHERE m.state = 'failed' AND m.state IN ('failed', 'refused') AND m.at > COALESCE(h.last_inbound_at, '') AND h.consent NOT IN ('stopped', 'held')
        AND NOT EXISTS (SELECT 1 FROM messages s WHERE s.thread = m.thread AND s.at >= m.at AND s.state IN ('sent', 'delivered'))
        AND (EXISTS (SELECT 1 FROM consent_status y WHERE y.address = m.address AND y.channel = m.channel AND y.state IN ('subscribed', 'pending'))
            OR NOT EXISTS (SELECT 1 FROM consent_status y WHERE y.address = m.address AND y.channel = m.channel))
    GROUP BY m.address, m.channel, m.thread HAVING COUNT(*) >= :failed_sends
    ORDER BY at DESC, m.address LIMIT :limit OFFSET :offset) f
LEFT JOIN contact_addresses a ON a.address = f.address LEFT JOIN contacts c ON c.id = a.contact
ORDER BY f.at DESC, f.address;

-- name: uncertain
-- Messages nobody knows the fate of; the number of each.
SELECT f.total, c.name AS who, f.address, f.channel, f.thread, f.at, a.contact, 'message ' || f.id AS detail
FROM (SELECT COUNT(*) OVER () AS total, id, address, channel, thread, at FROM messages WHERE state = 'uncertain'
    ORDER BY id LIMIT :limit OFFSET :offset) f
LEFT JOIN contact_addresses a ON a.address = f.address LEFT JOIN contacts c ON c.id = a.contact
ORDER BY f.id;

-- name: quarantined
-- What came in and could not be taken in, and why.
SELECT COUNT(*) OVER () AS total, gateway AS who, '' AS address, NULL AS channel, NULL AS thread, at, NULL AS contact,
    kind || ': ' || reason AS detail
FROM quarantine ORDER BY id LIMIT :limit OFFSET :offset;

-- name: gateways_failing
-- Gateways that do not do their work, and what they said last.
SELECT COUNT(*) OVER () AS total, gateway AS who, '' AS address, NULL AS channel, NULL AS thread, failing_since AS at,
    NULL AS contact, COALESCE(last_error, '') AS detail
FROM gateway_states WHERE failing_since IS NOT NULL ORDER BY failing_since LIMIT :limit OFFSET :offset;

-- name: alerts_given_up
-- Alerts that were not delivered within a day, and why, the last first.
SELECT COUNT(*) OVER () AS total, rule AS who, '' AS address, NULL AS channel, NULL AS thread, settled_at AS at, NULL AS contact,
    reason AS detail
FROM alerts WHERE state = 'given_up' ORDER BY settled_at DESC LIMIT :limit OFFSET :offset;

-- name: possible_twins
-- Addresses that may be written in another way, and those of people who share their name; the rest cannot have a twin.
SELECT c.name AS who, a.address, a.contact, c.created_at AS at,
    (SELECT MIN(t.id) FROM threads t WHERE t.contact = a.contact) AS thread
FROM contact_addresses a JOIN contacts c ON c.id = a.contact
WHERE a.address LIKE '%@%' OR a.address LIKE '+52%' OR a.address LIKE '+54%' OR a.address LIKE '+55%'
    OR LOWER(c.name) IN (SELECT LOWER(n.name) FROM contacts n WHERE n.name LIKE '% %' GROUP BY LOWER(n.name) HAVING COUNT(*) > 1);

-- name: stored_countries
-- What is stored of countries, and of whom; whether it is one is not for a query to say.
SELECT c.name AS who, t.contact, t.name, t.value, c.created_at AS at,
    (SELECT MIN(a.address) FROM contact_addresses a WHERE a.contact = t.contact) AS address,
    (SELECT MIN(h.id) FROM threads h WHERE h.contact = t.contact) AS thread
FROM contact_attributes t JOIN contacts c ON c.id = t.contact
WHERE LOWER(t.name) LIKE '%country%' ORDER BY t.contact, t.name;

-- name: checkups
-- What was last looked into, when, and what was wrong.
SELECT name, at, fault_count, detail FROM checkups WHERE name NOT LIKE 'upkeep %';

-- name: upkeep_faults
-- What the worker was to do by itself and could not, since when, and why.
SELECT name, at, detail FROM checkups WHERE name LIKE 'upkeep %' ORDER BY name;

-- name: note_upkeep_fault
-- Note that something failed which the worker does by itself; the first failure says since when.
INSERT INTO checkups (name, at, fault_count, detail) VALUES (:name, :now, 1, :reason)
ON CONFLICT (name) DO UPDATE SET fault_count = checkups.fault_count + 1, detail = excluded.detail;

-- name: forget_upkeep_fault
-- Something the worker does by itself works again.
DELETE FROM checkups WHERE name = :name;

-- name: note_checkup
-- Note that something was looked into.
INSERT INTO checkups (name, at, fault_count, detail) VALUES (:name, :at, :fault_count, :detail)
ON CONFLICT (name) DO UPDATE SET at = excluded.at, fault_count = excluded.fault_count, detail = excluded.detail;

-- name: first_event
-- When the first event was recorded.
SELECT recorded_at FROM consent_events WHERE seq = 1;

-- name: tagged
-- Every address of the people who carry a tag.
SELECT a.address FROM contact_tags g JOIN contact_addresses a ON a.contact = g.contact WHERE g.tag = :tag;

-- name: refuse_queued_to_stopped
-- Keep back what waits for an address that may not be written to.
UPDATE messages SET state = 'refused', settled_at = :now, reason = (
    SELECT s.state FROM consent_status s
    WHERE s.address = messages.address AND s.channel = messages.channel AND s.scope IN ('all', messages.purpose)
        AND s.state IN ('stopped', 'held') ORDER BY s.scope LIMIT 1)
WHERE state = 'queued' AND purpose <> 'compliance' AND EXISTS (
    SELECT 1 FROM consent_status s
    WHERE s.address = messages.address AND s.channel = messages.channel AND s.scope IN ('all', messages.purpose)
        AND s.state IN ('stopped', 'held'));

-- name: forget_tags
-- Take a contact out of every list.
DELETE FROM contact_tags WHERE contact = :contact AND tag NOT LIKE 'via-%';
