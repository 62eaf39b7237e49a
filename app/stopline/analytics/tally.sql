-- name: kept_basis
-- The zone and the windows the counts were made with.
SELECT value FROM workspace_facts WHERE name = 'optouts_counted_in';

-- name: keep_basis
-- Note the zone and the windows the counts are made with from now on.
INSERT INTO workspace_facts (name, value) VALUES ('optouts_counted_in', :basis)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: recount_place
-- How far counting again has come, where somebody is at it.
SELECT value FROM workspace_facts WHERE name = 'figures_counting_again';

-- name: keep_recount_place
-- Note how far counting again has come.
INSERT INTO workspace_facts (name, value) VALUES ('figures_counting_again', :place)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: end_recount
-- Note that everything is counted.
DELETE FROM workspace_facts WHERE name = 'figures_counting_again';

-- name: person
-- The number a person has in the figures, and their country.
SELECT id, country FROM figure_people WHERE address = :address;

-- name: add_person
-- Give a person a number.
INSERT INTO figure_people (address, country) VALUES (:address, :country) RETURNING id, country;

-- name: forget_person_number
-- Put the ledger's digest in place of an address, so that the figures stay and the person is gone.
UPDATE figure_people SET address = :nobody WHERE address = :address;

-- name: forget_person_optouts
-- The same for their opt-outs.
UPDATE optouts SET address = :nobody WHERE address = :address;

-- name: forget_person_memberships
-- The same for the times they were a subscriber.
UPDATE memberships SET address = :nobody WHERE address = :address;

-- name: forget_person_holds
-- The same for their holds.
UPDATE hold_facts SET address = :nobody WHERE address = :address;

-- name: message_before
-- The last message that left for an address on a channel within a stretch of time; automatic answers are none.
SELECT id, campaign, purpose, template, agent, gateway, sent_at FROM messages
WHERE thread = (SELECT id FROM threads WHERE address = :address AND channel = :channel)
    AND direction = 'outbound' AND purpose <> 'compliance' AND at < :before AND sent_at < :before AND sent_at >= :since
ORDER BY sent_at DESC, id DESC LIMIT 1;

-- name: add_optout
-- Note one opt-out with everything it may be put down to; a trigger counts it.
INSERT INTO optouts (event_seq, hour, address, channel, scope, method, certainty, keyword, country, after_message, gap, within,
    campaign, template, agent, gateway, sent)
VALUES (:event_seq, :hour, :address, :channel, :scope, :method, :certainty, :keyword, :country, :after_message, :gap, :within,
    :campaign, :template, :agent, :gateway, :sent);

-- name: remove_optout
-- Remove one opt-out that was recorded by mistake; a trigger takes it out of the counts.
DELETE FROM optouts WHERE event_seq = :event_seq;

-- name: add_reach_series
-- Make known what a message is counted by.
INSERT INTO reach_series (dimension, key, is_rolled_up)
SELECT column1, column2, CASE WHEN EXISTS (SELECT 1 FROM workspace_facts WHERE name = 'figures_counting_again') THEN 0 ELSE 1 END
FROM (VALUES ('day', ''), ('channel', :channel), ('campaign', :source), ('template', :template), ('agent', :agent),
    ('gateway', :gateway), ('country', :country), ('sent', :sent)) AS wanted
WHERE column2 IS NOT NULL ON CONFLICT (dimension, key) DO NOTHING;

-- name: add_reached
-- Note who a message reached on a day, in all and by everything it is counted by; a trigger counts those who are new.
INSERT INTO reached (series, person, day)
SELECT s.id, :person, :day
FROM (VALUES ('day', ''), ('channel', :channel), ('campaign', :source), ('template', :template), ('agent', :agent),
    ('gateway', :gateway), ('country', :country), ('sent', :sent)) AS wanted
    JOIN reach_series s ON s.dimension = wanted.column1 AND s.key = wanted.column2
WHERE 1 = 1 ON CONFLICT (series, person, day) DO NOTHING;

-- name: add_membership
-- Note that somebody became a subscriber.
INSERT INTO memberships (event_seq, address, channel, source, joined_on, joined_at)
VALUES (:event_seq, :address, :channel, :source, :joined_on, :joined_at);

-- name: present_membership
-- Since when somebody is a subscriber.
SELECT event_seq, joined_at FROM memberships WHERE address = :address AND channel = :channel AND left_on IS NULL;

-- name: end_membership
-- Note that somebody ceased to be a subscriber.
UPDATE memberships SET left_on = :left_on, left_by = :left_by, left_seq = :left_seq, stayed = :stayed WHERE event_seq = :event_seq;

-- name: reopen_membership
-- Note that somebody never left: the stop was recorded by mistake.
UPDATE memberships SET left_on = NULL, left_by = NULL, left_seq = NULL, stayed = NULL WHERE left_seq = :left_seq;

-- name: add_hold
-- Note that something is held.
INSERT INTO hold_facts (event_seq, address, channel, held_on, held_at, decided)
VALUES (:event_seq, :address, :channel, :held_on, :held_at, 'open');

-- name: hold_began
-- Since when something is held.
SELECT held_at FROM hold_facts WHERE event_seq = :event_seq;

-- name: end_hold
-- Note how a hold ended, and after how long.
UPDATE hold_facts SET decided = :decided, waited = :waited WHERE event_seq = :event_seq;

-- name: empty_optouts
-- Drop every opt-out, to count again.
DELETE FROM optouts;

-- name: empty_optout_counts
-- Drop the counts of opt-outs, to count again.
DELETE FROM optout_counts;

-- name: empty_reached
-- Drop who was reached, to count again.
DELETE FROM reached;

-- name: empty_reach_counts
-- Drop how many were reached, to count again.
DELETE FROM reach_counts;

-- name: empty_reach_days
-- Drop how many were reached by day, to count again.
DELETE FROM reach_days;

-- name: empty_reach_series
-- Drop what people are counted by, to count again.
DELETE FROM reach_series;

-- name: empty_memberships
-- Drop who was a subscriber, to count again.
DELETE FROM memberships;

-- name: empty_membership_counts
-- Drop how many joined and left, to count again.
DELETE FROM membership_counts;

-- name: empty_cohort_counts
-- Drop how long subscribers stayed, to count again.
DELETE FROM cohort_counts;

-- name: empty_hold_facts
-- Drop what became of holds, to count again.
DELETE FROM hold_facts;

-- name: series_to_roll_up
-- What people are counted by and is not rolled up yet.
SELECT id FROM reach_series WHERE is_rolled_up = 0 ORDER BY id LIMIT 1;

-- name: empty_series_counts
-- Drop how many were reached of one series.
DELETE FROM reach_counts WHERE series = :series;

-- name: empty_series_days
-- Drop how many were reached by day of one series.
DELETE FROM reach_days WHERE series = :series;

-- name: roll_up_counts
-- Roll up one series: how many were reached on a day whose previous day is which.
INSERT INTO reach_counts (series, day, previous, people)
SELECT :series, day, previous, COUNT(*) FROM (
    SELECT day, COALESCE(LAG(day) OVER (PARTITION BY person ORDER BY day), '') AS previous FROM reached WHERE series = :series) AS chained
GROUP BY day, previous;

-- name: roll_up_days
-- Roll up one series by day.
INSERT INTO reach_days (series, day, people) SELECT :series, day, SUM(people) FROM reach_counts WHERE series = :series GROUP BY day;

-- name: end_roll_up
-- Note that a series is rolled up and counted as it happens from now on.
UPDATE reach_series SET is_rolled_up = 1 WHERE id = :series;

-- name: events_after
-- The next events of the ledger; one whose person was erased keeps the digest in place of the address, and its count.
SELECT e.seq, COALESCE(s.address, 'forgotten:' || e.subject) AS address, e.channel, e.scope, e.kind, e.method, e.actor, e.occurred_at,
    e.recorded_at, e.hash, v.content
FROM consent_events e LEFT JOIN subjects s ON s.subject = e.subject LEFT JOIN evidence v ON v.digest = e.evidence_digest
WHERE e.seq > :after ORDER BY e.seq LIMIT :limit;

-- name: left_messages_after
-- The next messages that left and were no automatic answer.
SELECT id, address, channel, campaign, purpose, template, agent, gateway, sent_at FROM messages
WHERE id > :after AND direction = 'outbound' AND purpose <> 'compliance' AND sent_at IS NOT NULL ORDER BY id LIMIT :limit;

-- name: last_message
-- The number of the last message there is.
SELECT COALESCE(MAX(id), 0) AS id FROM messages;

-- name: erased_optouts
-- Opt-outs whose words are erased: what they were recognised by cannot be found again.
SELECT o.event_seq, o.hour, o.address, o.channel, o.scope, o.method, o.certainty, o.keyword, o.country, o.after_message, o.gap, o.within,
    o.campaign, o.template, o.agent, o.gateway, o.sent
FROM evidence v JOIN consent_events e ON e.evidence_digest = v.digest JOIN optouts o ON o.event_seq = e.seq WHERE v.content IS NULL;

-- name: erased_memberships
-- How those agreed whose words are erased.
SELECT m.event_seq, m.source FROM evidence v JOIN consent_events e ON e.evidence_digest = v.digest
    JOIN memberships m ON m.event_seq = e.seq WHERE v.content IS NULL;

-- name: erased_leavings
-- How those left whose words are erased.
SELECT m.left_seq, m.left_by FROM evidence v JOIN consent_events e ON e.evidence_digest = v.digest
    JOIN memberships m ON m.left_seq = e.seq WHERE v.content IS NULL;

-- name: forgotten_reached
-- When forgotten people were reached: their messages are erased, so this cannot be counted again.
SELECT s.dimension, s.key, r.person, r.day FROM figure_people p CROSS JOIN reach_series s
    JOIN reached r ON r.series = s.id AND r.person = p.id
WHERE p.address >= 'forgotten:' AND p.address < 'forgotten;';

-- name: keep_forgotten_series
-- Make known again what forgotten people were counted by; rolled up is at the end.
INSERT INTO reach_series (dimension, key, is_rolled_up) VALUES (:dimension, :key, 0) ON CONFLICT (dimension, key) DO NOTHING;

-- name: keep_forgotten_reached
-- Note again that a forgotten person was reached on a day.
INSERT INTO reached (series, person, day)
SELECT id, :person, :day FROM reach_series WHERE dimension = :dimension AND key = :key;

-- name: erased_holds
-- How holds ended whose words are erased.
SELECT h.event_seq, h.decided FROM evidence v JOIN consent_events e ON e.evidence_digest = v.digest
    JOIN hold_facts h ON h.event_seq = e.seq WHERE v.content IS NULL;

-- name: every_optout
-- Every opt-out, to be compared with the ledger.
SELECT event_seq, hour, address, channel, scope, method, certainty, keyword, country, after_message, gap, within, campaign, template,
    agent, gateway, sent FROM optouts;

-- name: every_membership
-- Every time somebody was a subscriber, to be compared with the ledger.
SELECT event_seq, address, channel, source, joined_on, joined_at, left_on, left_by, left_seq, stayed FROM memberships;

-- name: every_hold
-- Every hold, to be compared with the ledger.
SELECT event_seq, address, channel, held_on, held_at, decided, waited FROM hold_facts;

-- name: reached_by
-- The next people reached by one dimension, to be compared with the messages; of those who are forgotten none is left.
SELECT s.key, r.series, r.person, r.day, p.address FROM reached r JOIN reach_series s ON s.id = r.series
    JOIN figure_people p ON p.id = r.person
WHERE s.dimension = :dimension AND SUBSTR(p.address, 1, 10) <> 'forgotten:' AND (r.series, r.person, r.day) > (:series, :person, :day)
ORDER BY r.series, r.person, r.day LIMIT :limit;

-- name: miscounted_optouts
-- Counts that do not agree with the opt-outs they count.
WITH counted AS (
    SELECT 'day' AS dimension, SUBSTR(hour, 1, 10) AS day, '' AS key, 0 AS within FROM optouts
    UNION ALL SELECT 'hour', SUBSTR(hour, 1, 10), SUBSTR(hour, 12, 2), 0 FROM optouts
    UNION ALL SELECT 'channel', SUBSTR(hour, 1, 10), channel, 0 FROM optouts
    UNION ALL SELECT 'method', SUBSTR(hour, 1, 10), method, 0 FROM optouts
    UNION ALL SELECT 'certainty', SUBSTR(hour, 1, 10), certainty, 0 FROM optouts
    UNION ALL SELECT 'keyword', SUBSTR(hour, 1, 10), keyword, 0 FROM optouts
    UNION ALL SELECT 'country', SUBSTR(hour, 1, 10), country, 0 FROM optouts
    UNION ALL SELECT 'campaign', SUBSTR(hour, 1, 10), campaign, within FROM optouts
    UNION ALL SELECT 'template', SUBSTR(hour, 1, 10), template, within FROM optouts
    UNION ALL SELECT 'agent', SUBSTR(hour, 1, 10), agent, within FROM optouts
    UNION ALL SELECT 'gateway', SUBSTR(hour, 1, 10), gateway, within FROM optouts
    UNION ALL SELECT 'sent', SUBSTR(hour, 1, 10), sent, within FROM optouts),
expected AS (SELECT dimension, day, key, within, COUNT(*) AS optouts FROM counted GROUP BY dimension, day, key, within)
SELECT day FROM (SELECT * FROM expected
    EXCEPT SELECT dimension, day, key, within, optouts FROM optout_counts) AS uncounted
UNION ALL
SELECT day FROM (SELECT dimension, day, key, within, optouts FROM optout_counts WHERE optouts <> 0
    EXCEPT SELECT * FROM expected) AS overcounted;

-- name: miscounted_reach
-- Counts of people reached that do not agree with the people they count.
WITH chained AS (
    SELECT series, day, COALESCE(LAG(day) OVER (PARTITION BY series, person ORDER BY day), '') AS previous FROM reached),
expected AS (SELECT series, day, previous, COUNT(*) AS people FROM chained GROUP BY series, day, previous),
expected_days AS (SELECT series, day, SUM(people) AS people FROM expected GROUP BY series, day)
SELECT day FROM (SELECT * FROM expected EXCEPT SELECT series, day, previous, people FROM reach_counts) AS uncounted
UNION ALL
SELECT day FROM (SELECT series, day, previous, people FROM reach_counts WHERE people <> 0 EXCEPT SELECT * FROM expected) AS overcounted
UNION ALL
SELECT day FROM (SELECT * FROM expected_days EXCEPT SELECT series, day, people FROM reach_days) AS uncounted_days
UNION ALL
SELECT day FROM (SELECT series, day, people FROM reach_days WHERE people <> 0 EXCEPT SELECT * FROM expected_days) AS overcounted_days;

-- name: miscounted_memberships
-- Counts of subscribers who joined or left that do not agree with the subscribers they count.
WITH moves AS (
    SELECT joined_on AS day, 'joined' AS move, source FROM memberships
    UNION ALL SELECT left_on, 'left', left_by FROM memberships WHERE left_on IS NOT NULL),
expected AS (SELECT day, move, source, COUNT(*) AS people FROM moves GROUP BY day, move, source)
SELECT day FROM (SELECT * FROM expected EXCEPT SELECT day, move, source, people FROM membership_counts) AS uncounted
UNION ALL
SELECT day FROM (SELECT day, move, source, people FROM membership_counts WHERE people <> 0 EXCEPT SELECT * FROM expected) AS overcounted;

-- name: miscounted_cohorts
-- Counts of subscribers by how long they stayed that do not agree with the subscribers they count.
WITH stays AS (
    SELECT SUBSTR(joined_on, 1, 7) AS month, source, '' AS stayed FROM memberships
    UNION ALL SELECT SUBSTR(joined_on, 1, 7), source, CASE
        WHEN left_by = 'expired' THEN 'expired'
        WHEN stayed < 86400 THEN 'day' WHEN stayed < 604800 THEN 'week' WHEN stayed < 2592000 THEN 'month'
        WHEN stayed < 7776000 THEN 'quarter' ELSE 'later' END
    FROM memberships WHERE left_on IS NOT NULL),
expected AS (SELECT month, source, stayed, COUNT(*) AS people FROM stays GROUP BY month, source, stayed)
SELECT month FROM (SELECT * FROM expected EXCEPT SELECT month, source, stayed, people FROM cohort_counts) AS uncounted
UNION ALL
SELECT month FROM (SELECT month, source, stayed, people FROM cohort_counts WHERE people <> 0 EXCEPT SELECT * FROM expected) AS overcounted;
