-- name: kept_basis
-- The zone and the window the counts were made with.
SELECT value FROM workspace_facts WHERE name = 'optouts_counted_in';

-- name: keep_basis
-- Note the zone and the window the counts are made with from now on.
INSERT INTO workspace_facts (name, value) VALUES ('optouts_counted_in', :basis)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: message_before
-- The last message that left for an address on a channel within a stretch of time; automatic answers are none.
SELECT id, campaign, purpose FROM messages
WHERE thread = (SELECT id FROM threads WHERE address = :address AND channel = :channel)
    AND direction = 'outbound' AND purpose <> 'compliance' AND at < :before AND sent_at < :before AND sent_at >= :since
ORDER BY sent_at DESC, id DESC LIMIT 1;

-- name: add_optout
-- Count one opt-out; a trigger keeps the hourly counts.
INSERT INTO optouts (event_seq, hour, address, channel, method, keyword, campaign, after_message)
VALUES (:event_seq, :hour, :address, :channel, :method, :keyword, :campaign, :after_message);

-- name: uncount_optout
-- Take one opt-out, still there, out of the hourly counts.
UPDATE optout_counts SET optouts = optouts - 1
WHERE (hour, channel, method, keyword, campaign) = (
    SELECT o.hour, o.channel, o.method, o.keyword, o.campaign FROM optouts o WHERE o.event_seq = :event_seq);

-- name: remove_optout
-- Remove one opt-out that was recorded by mistake.
DELETE FROM optouts WHERE event_seq = :event_seq;

-- name: add_reached
-- Note who a message reached on a day: on its channel and on any, in all and by what the message is counted under.
INSERT INTO reached (dimension, key, channel, address)
VALUES ('day', :day, :channel, :address), ('day', :day, :every, :address),
    ('campaign', :source, :channel, :address), ('campaign', :source, :every, :address)
ON CONFLICT (dimension, key, channel, address) DO NOTHING;

-- name: empty_optouts
-- Drop every opt-out, to count again; those of forgotten people cannot be read again, and stay.
DELETE FROM optouts WHERE SUBSTR(address, 1, 10) <> 'forgotten:';

-- name: empty_optout_counts
-- Drop the hourly counts, to count again.
DELETE FROM optout_counts;

-- name: empty_reached
-- Drop who was reached, to count again; forgotten people cannot be counted again, and stay.
DELETE FROM reached WHERE SUBSTR(address, 1, 10) <> 'forgotten:';

-- name: empty_reach_counts
-- Drop how many were reached, to count again.
DELETE FROM reach_counts;

-- name: count_forgotten_optouts
-- Begin the hourly counts with the opt-outs of people who were forgotten.
INSERT INTO optout_counts (hour, channel, method, keyword, campaign, optouts)
SELECT hour, channel, method, keyword, campaign, COUNT(*) FROM optouts GROUP BY hour, channel, method, keyword, campaign;

-- name: count_forgotten_reach
-- Begin the counts of people reached with those who were forgotten.
INSERT INTO reach_counts (dimension, key, channel, people)
SELECT dimension, key, channel, COUNT(*) FROM reached GROUP BY dimension, key, channel;

-- name: forgotten_reach
-- How many of the people reached were forgotten.
SELECT dimension, key, channel, COUNT(*) AS people FROM reached WHERE SUBSTR(address, 1, 10) = 'forgotten:'
GROUP BY dimension, key, channel;

-- name: events_after
-- The next events of the ledger; those of forgotten people are counted already.
SELECT e.seq, s.address, e.channel, e.scope, e.kind, e.method, e.actor, e.occurred_at,
    e.recorded_at, e.hash, v.content
FROM consent_events e JOIN subjects s ON s.subject = e.subject LEFT JOIN evidence v ON v.digest = e.evidence_digest
WHERE e.seq > :after ORDER BY e.seq LIMIT :limit;

-- name: left_messages_after
-- The next messages that left and were no automatic answer.
SELECT id, address, channel, campaign, purpose, sent_at FROM messages
WHERE id > :after AND direction = 'outbound' AND purpose <> 'compliance' AND sent_at IS NOT NULL ORDER BY id LIMIT :limit;

-- name: every_optout
-- Every opt-out, to be compared with the ledger; those of forgotten people cannot be.
SELECT event_seq, hour, address, channel, method, keyword, campaign, after_message FROM optouts
WHERE SUBSTR(address, 1, 10) <> 'forgotten:';

-- name: every_reach_count
-- Every count of people reached, to be compared with the messages.
SELECT dimension, key, channel, people FROM reach_counts;

-- name: miscounted_optouts
-- Hourly counts that do not agree with the opt-outs they count.
SELECT hour FROM (
    SELECT hour, channel, method, keyword, campaign, COUNT(*) AS optouts FROM optouts
    GROUP BY hour, channel, method, keyword, campaign
    EXCEPT SELECT hour, channel, method, keyword, campaign, optouts FROM optout_counts) AS uncounted
UNION ALL
SELECT hour FROM (
    SELECT hour, channel, method, keyword, campaign, optouts FROM optout_counts WHERE optouts > 0
    EXCEPT SELECT hour, channel, method, keyword, campaign, COUNT(*) FROM optouts
    GROUP BY hour, channel, method, keyword, campaign) AS overcounted;

-- name: miscounted_reach
-- Counts of people reached that do not agree with the people they count.
SELECT key FROM (
    SELECT dimension, key, channel, COUNT(*) AS people FROM reached GROUP BY dimension, key, channel
    EXCEPT SELECT dimension, key, channel, people FROM reach_counts) AS uncounted
UNION ALL
SELECT key FROM (
    SELECT dimension, key, channel, people FROM reach_counts
    EXCEPT SELECT dimension, key, channel, COUNT(*) FROM reached GROUP BY dimension, key, channel) AS overcounted;

-- name: optouts_by_hour
-- Opt-outs by local hour.
SELECT hour, SUM(optouts) AS optouts FROM optout_counts WHERE hour >= :first AND hour < :end GROUP BY hour;

-- name: reached_by_day
-- People reached by day, each counted once a day whatever the channel.
SELECT key, people FROM reach_counts WHERE dimension = 'day' AND key >= :first AND key <= :last AND channel = '';

-- name: shares_by_keyword
-- Opt-outs of a period by the word they were recognised by.
SELECT keyword AS key, SUM(optouts) AS optouts FROM optout_counts WHERE hour >= :first AND hour < :end
GROUP BY keyword HAVING SUM(optouts) > 0;

-- name: shares_by_channel
-- Opt-outs of a period by channel.
SELECT channel AS key, SUM(optouts) AS optouts FROM optout_counts WHERE hour >= :first AND hour < :end
GROUP BY channel HAVING SUM(optouts) > 0;

-- name: shares_by_campaign
-- Opt-outs of a period by the campaign, or kind of message, that came before.
SELECT campaign AS key, SUM(optouts) AS optouts FROM optout_counts WHERE hour >= :first AND hour < :end
GROUP BY campaign HAVING SUM(optouts) > 0;

-- name: people_reached
-- How many different people were reached in a period.
SELECT COUNT(DISTINCT address) AS people FROM reached
WHERE dimension = 'day' AND key >= :first AND key <= :last AND channel = '';

-- name: people_by_channel
-- How many different people were reached in a period, on each channel.
SELECT channel AS key, COUNT(DISTINCT address) AS people FROM reached
WHERE dimension = 'day' AND key >= :first AND key <= :last AND channel <> '' GROUP BY channel;

-- name: people_by_campaign
-- How many different people were reached in a period, by each campaign or kind of message; a key begins with its day.
SELECT SUBSTR(key, 12) AS key, COUNT(DISTINCT address) AS people FROM reached
WHERE dimension = 'campaign' AND key >= :first AND key < :end AND channel = '' GROUP BY SUBSTR(key, 12);

-- name: subscribers
-- How many addresses may get marketing on some channel, and how many of them may since an instant.
SELECT COUNT(DISTINCT s.address) AS subscribed, COUNT(DISTINCT CASE WHEN s.since >= :since THEN s.address END) AS joined
FROM consent_status s
WHERE s.state = 'subscribed' AND s.scope IN ('all', 'marketing') AND NOT EXISTS (
    SELECT 1 FROM consent_status n
    WHERE n.address = s.address AND n.channel = s.channel
        AND (n.scope = 'marketing' AND n.state <> 'subscribed' OR n.scope = 'all' AND n.state IN ('stopped', 'held')));

-- name: optout_rows
-- The opt-outs of a period, narrowed to a keyword, channel or campaign; newest first, before a place in the list.
SELECT o.event_seq, o.hour, e.occurred_at, o.address, o.channel, e.scope, o.method, o.keyword, o.campaign, v.content,
    COALESCE(c.name, '') AS name, t.id AS thread, m.sent_at AS before_at, m.text AS before_text, m.agent AS before_agent
FROM optouts o JOIN consent_events e ON e.seq = o.event_seq LEFT JOIN evidence v ON v.digest = e.evidence_digest
    LEFT JOIN contact_addresses a ON a.address = o.address LEFT JOIN contacts c ON c.id = a.contact
    LEFT JOIN threads t ON t.address = o.address AND t.channel = o.channel
    LEFT JOIN messages m ON m.id = o.after_message
WHERE o.hour >= :first AND o.hour < :end AND (:keyword IS NULL OR o.keyword = :keyword)
    AND (:channel IS NULL OR o.channel = :channel) AND (:campaign IS NULL OR o.campaign = :campaign)
    AND (o.hour, o.event_seq) < (:before_hour, :before_seq)
ORDER BY o.hour DESC, o.event_seq DESC LIMIT :limit;
