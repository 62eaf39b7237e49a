-- name: add_campaign
-- A new campaign, as a draft.
INSERT INTO campaigns (name, state, channel, purpose, audience, starts_at, per_minute, created_at, created_by)
VALUES (:name, 'draft', :channel, :purpose, :audience, :starts_at, :per_minute, :now, :agent) RETURNING id;

-- name: add_text
-- A text of a campaign.
INSERT INTO campaign_texts (campaign, label, text, weight) VALUES (:campaign, :label, :text, :weight);

-- name: next_campaign
-- The number the next campaign will have.
SELECT COALESCE(MAX(id), 0) + 1 AS id FROM campaigns;

-- name: rewrite_campaign
-- Write a draft anew.
UPDATE campaigns SET name = :name, channel = :channel, purpose = :purpose, audience = :audience, starts_at = :starts_at, per_minute = :per_minute,
    created_at = :now, created_by = :agent
WHERE id = :campaign AND state = 'draft';

-- name: is_draft
-- Hold on to a campaign, if it is a draft.
UPDATE campaigns SET state = 'draft' WHERE id = :campaign AND state = 'draft';

-- name: drop_texts
-- Take away the texts of a draft.
DELETE FROM campaign_texts WHERE campaign = :campaign;

-- name: drop_list
-- Take away the addresses of a draft's list.
DELETE FROM campaign_list WHERE campaign = :campaign;

-- name: drop_faults
-- Take away the lines of a draft's list that give nobody.
DELETE FROM campaign_list_faults WHERE campaign = :campaign;

-- name: discard
-- Throw a draft away.
DELETE FROM campaigns WHERE id = :campaign AND state = 'draft';

-- name: is_taken
-- Whether messages count under a name already.
SELECT id FROM messages WHERE campaign = :name LIMIT 1;

-- name: tags_in_use
-- The tags people have, the most frequent first.
SELECT tag FROM contact_tags GROUP BY tag ORDER BY COUNT(*) DESC, tag;

-- name: attributes_in_use
-- The attributes people have, the most frequent first.
SELECT name FROM contact_attributes GROUP BY name ORDER BY COUNT(*) DESC, name;

-- name: values_in_use
-- The values people have of an attribute, the most frequent first.
SELECT value FROM contact_attributes WHERE name = :name GROUP BY value ORDER BY COUNT(*) DESC, value;

-- name: campaign_named
-- One campaign.
SELECT * FROM campaigns WHERE name = :name;

-- name: campaign_numbered
-- One campaign.
SELECT * FROM campaigns WHERE id = :campaign;

-- name: campaigns
-- All campaigns, the newest first.
SELECT * FROM campaigns ORDER BY id DESC;

-- name: campaigns_under_way
-- Campaigns that are launched or paused.
SELECT * FROM campaigns WHERE state IN ('launched', 'paused');

-- name: campaigns_cancelled_with_rest
-- Cancelled campaigns of which something waits still.
SELECT * FROM campaigns c
WHERE c.state = 'cancelled' AND EXISTS (SELECT 1 FROM messages m WHERE m.state = 'queued' AND m.campaign = c.name);

-- name: texts_of
-- The texts of a campaign.
SELECT label, text, weight FROM campaign_texts WHERE campaign = :campaign ORDER BY label;

-- name: add_to_list
-- The addresses of a list file, each once; those of nobody we know under the number of their line below zero.
INSERT INTO campaign_list (campaign, contact, address, line)
SELECT :campaign, COALESCE(a.contact, -json_extract(j.value, '$[1]')), json_extract(j.value, '$[0]'), json_extract(j.value, '$[1]')
FROM json_each(:rows) j LEFT JOIN contact_addresses a ON a.address = json_extract(j.value, '$[0]') WHERE true
ON CONFLICT (campaign, contact, address) DO NOTHING;

-- name: add_fault
-- A line of a list file that gives nobody.
INSERT INTO campaign_list_faults (campaign, line, reason) VALUES (:campaign, :line, :reason);

-- name: faults
-- The lines of a list file that give nobody.
SELECT line, reason FROM campaign_list_faults WHERE campaign = :campaign ORDER BY line;

-- name: look_up_list
-- Find again whose the addresses of a list are: people were added and merged since.
UPDATE campaign_list SET contact = COALESCE((SELECT a.contact FROM contact_addresses a WHERE a.address = campaign_list.address), -line)
WHERE campaign = :campaign
    AND contact <> COALESCE((SELECT a.contact FROM contact_addresses a WHERE a.address = campaign_list.address), -line);

-- name: end_of_everyone
-- Where a page of all contacts ends.
SELECT MAX(id) AS until FROM (SELECT id FROM contacts WHERE id > :after ORDER BY id LIMIT :limit);

-- name: end_of_list
-- Where a page of a list ends.
SELECT MAX(contact) AS until FROM (
    SELECT DISTINCT contact FROM campaign_list WHERE campaign = :campaign AND contact > :after ORDER BY contact LIMIT :limit);

-- name: everyone
-- The addresses of a page of contacts, with what is known of them on a channel.
SELECT a.contact, c.name, a.address, a.region, a.zones, t.last_inbound_at,
    CASE WHEN :wants_written THEN (
        SELECT MAX(m.at) FROM messages m
        WHERE m.thread = t.id AND m.direction = 'outbound' AND m.state IN ('sent', 'delivered')) END AS last_outbound_at
FROM contact_addresses a JOIN contacts c ON c.id = a.contact
LEFT JOIN threads t ON t.address = a.address AND t.channel = :channel
WHERE a.contact > :after AND a.contact <= :until ORDER BY a.contact, a.added_at, a.address;

-- name: listed
-- The addresses of a page of a list, with what is known of them on a channel.
SELECT l.contact, COALESCE(c.name, '') AS name, l.address, a.region, a.zones, t.last_inbound_at,
    CASE WHEN :wants_written THEN (
        SELECT MAX(m.at) FROM messages m
        WHERE m.thread = t.id AND m.direction = 'outbound' AND m.state IN ('sent', 'delivered')) END AS last_outbound_at
FROM campaign_list l LEFT JOIN contact_addresses a ON a.address = l.address LEFT JOIN contacts c ON c.id = a.contact
LEFT JOIN threads t ON t.address = l.address AND t.channel = :channel
WHERE l.campaign = :campaign AND l.contact > :after AND l.contact <= :until ORDER BY l.contact, l.line;

-- name: tags_on_page
-- The tags of a page of contacts, of those on a list where one is given.
SELECT contact, tag FROM contact_tags WHERE contact > :after AND contact <= :until
    AND (:campaign IS NULL OR contact IN (
        SELECT l.contact FROM campaign_list l WHERE l.campaign = :campaign AND l.contact > :after AND l.contact <= :until));

-- name: attributes_on_page
-- The attributes of a page of contacts.
SELECT contact, name, value FROM contact_attributes WHERE contact > :after AND contact <= :until
    AND (:campaign IS NULL OR contact IN (
        SELECT l.contact FROM campaign_list l WHERE l.campaign = :campaign AND l.contact > :after AND l.contact <= :until));

-- name: statuses_on_page
-- The present consent of a page of contacts on a channel.
SELECT s.address, s.scope, s.state, s.since, s.event_seq, s.before_hold, s.basis, s.agreed_at
FROM contact_addresses a JOIN consent_status s ON s.address = a.address AND s.channel = :channel
WHERE a.contact > :after AND a.contact <= :until
    AND (:campaign IS NULL OR a.contact IN (
        SELECT l.contact FROM campaign_list l WHERE l.campaign = :campaign AND l.contact > :after AND l.contact <= :until));

-- name: marketing_left_on_page
-- When marketing left for a page of contacts since an instant, or may have left, oldest first.
SELECT m.address, COALESCE(m.sent_at, m.settled_at) AS left_at
FROM contact_addresses a JOIN messages m ON m.address = a.address AND m.channel = :channel
WHERE a.contact > :after AND a.contact <= :until
    AND (:campaign IS NULL OR a.contact IN (
        SELECT l.contact FROM campaign_list l WHERE l.campaign = :campaign AND l.contact > :after AND l.contact <= :until))
    AND m.purpose = 'marketing' AND m.settled_at > :since
    AND m.state IN ('sent', 'delivered', 'uncertain') ORDER BY left_at;

-- name: launch
-- Launch a draft.
UPDATE campaigns SET state = 'launched', launched_at = :now, launched_by = :agent WHERE id = :campaign AND state = 'draft';

-- name: move_on
-- Note how far recipients are in the queue, unless somebody else was faster or the campaign is not launched any more.
UPDATE campaigns SET position = :until, last_leaves_at = MAX(COALESCE(last_leaves_at, ''), :last)
WHERE id = :campaign AND state = 'launched' AND queued_at IS NULL AND position IS :after;

-- name: all_queued
-- Note that every recipient is in the queue.
UPDATE campaigns SET queued_at = :now WHERE id = :campaign AND state = 'launched' AND queued_at IS NULL AND position IS :after;

-- name: already
-- Which of some addresses a campaign has put into the queue before.
SELECT address FROM campaign_people WHERE campaign = :campaign AND address IN (SELECT value FROM json_each(:addresses));

-- name: add_people
-- Note who was put into the queue, with which text and in how many parts.
INSERT INTO campaign_people (campaign, address, message, label, parts)
SELECT :campaign, json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]')
FROM json_each(:rows);

-- name: add_exclusions
-- Count people who were left out.
INSERT INTO campaign_exclusions (campaign, reason, people) VALUES (:campaign, :reason, :people)
ON CONFLICT (campaign, reason) DO UPDATE SET people = people + excluded.people;

-- name: exclusions
-- Why people were left out of a launch.
SELECT reason, people FROM campaign_exclusions WHERE campaign = :campaign ORDER BY people DESC, reason;

-- name: minutes_taken
-- How many messages of a campaign leave in each minute.
SELECT SUBSTR(not_before, 1, 16) AS minute, COUNT(*) AS messages FROM messages WHERE campaign = :name GROUP BY minute;

-- name: pause
-- Pause a launched campaign.
UPDATE campaigns SET state = 'paused', paused_at = :now, reason = :reason, braked_at = COALESCE(:braked_at, braked_at)
WHERE id = :campaign AND state = 'launched';

-- name: rest
-- Let messages of a paused campaign rest, those that would leave first first.
UPDATE messages SET paused = 1 WHERE id IN (
    SELECT m.id FROM messages m WHERE m.state = 'queued' AND m.campaign = :name AND m.paused = 0 ORDER BY m.not_before LIMIT :limit);

-- name: resume
-- Let a paused campaign go on.
UPDATE campaigns SET state = 'launched', paused_at = NULL, reason = '' WHERE id = :campaign AND state = 'paused';

-- name: delay
-- Let what is still to come of a campaign with a rate leave later by as long as it was paused, so that nothing leaves in a burst.
UPDATE campaigns SET last_leaves_at = strftime('%Y-%m-%dT%H:%M:%fZ', last_leaves_at, :by)
WHERE id = :campaign AND per_minute > 0 AND last_leaves_at IS NOT NULL;

-- name: wake
-- Let messages of a campaign that goes on wait for their turn again, later by as long as they rested where it has a rate.
UPDATE messages SET paused = 0, not_before = CASE WHEN :by = '' THEN not_before ELSE strftime('%Y-%m-%dT%H:%M:%fZ', not_before, :by) END
WHERE id IN (
    SELECT m.id FROM messages m WHERE m.state = 'queued' AND m.campaign = :name AND m.paused = 1 ORDER BY m.not_before LIMIT :limit);

-- name: cancel_campaign
-- End a campaign.
UPDATE campaigns SET state = 'cancelled', settled_at = :now, reason = :reason
WHERE id = :campaign AND state IN ('draft', 'launched', 'paused');

-- name: refuse_rest
-- Keep back what a cancelled campaign has not sent, what would leave first first.
UPDATE messages SET state = 'refused', reason = 'campaign cancelled', settled_at = :now WHERE id IN (
    SELECT m.id FROM messages m WHERE m.state = 'queued' AND m.campaign = :name ORDER BY m.paused, m.not_before LIMIT :limit);

-- name: finish
-- Note that nothing of a launched campaign is to be sent any more.
UPDATE campaigns SET state = 'finished', settled_at = :now
WHERE id = :campaign AND state = 'launched' AND queued_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.state = 'queued' AND m.campaign = :name)
    AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.state = 'sending' AND m.campaign = :name);

-- name: progress
-- How many messages of a campaign are in which state.
SELECT m.state, COUNT(*) AS messages FROM messages m WHERE m.campaign = :name GROUP BY m.state;

-- name: refusals
-- Why messages of a campaign were kept back.
SELECT COALESCE(reason, '') AS reason, COUNT(*) AS messages FROM messages
WHERE state = 'refused' AND state IN ('failed', 'refused') AND campaign = :name GROUP BY 1 ORDER BY 2 DESC;

-- name: by_text
-- What became of each text of a campaign.
SELECT p.label, COUNT(*) AS queued, SUM(p.parts) AS parts,
    SUM(m.state IN ('sent', 'delivered')) AS sent, SUM(m.state = 'delivered') AS delivered,
    SUM(CASE WHEN m.state IN ('sent', 'delivered') THEN p.parts ELSE 0 END) AS sent_parts
FROM campaign_people p JOIN messages m ON m.id = p.message WHERE p.campaign = :campaign GROUP BY p.label;

-- name: optouts_by_text
-- Who left after a campaign, by the text they got.
SELECT p.label, COUNT(*) AS optouts
FROM optouts o JOIN campaign_people p ON p.campaign = :campaign AND p.address = o.address
WHERE o.campaign = :name GROUP BY p.label;

-- name: optouts
-- How many left after a campaign.
SELECT COUNT(*) AS optouts FROM optouts WHERE campaign = :name;

-- name: head
-- The last event of the ledger.
SELECT COALESCE(MAX(seq), 0) AS seq FROM consent_events;
