-- name: optouts_by_day
-- Opt-outs by local day.
SELECT day, optouts FROM optout_counts WHERE dimension = 'day' AND day >= :first AND day <= :last;

-- name: reached_by_day
-- People reached by day, each counted once a day whatever the channel.
SELECT d.day AS key, d.people FROM reach_days d
WHERE d.series = (SELECT id FROM reach_series WHERE dimension = 'day' AND key = '') AND d.day >= :first AND d.day <= :last;

-- name: shares
-- Opt-outs of a period by one dimension; what came longer after a message than the window is put down to nothing.
SELECT CASE WHEN within <= :window THEN key ELSE '' END AS shared, SUM(optouts) AS optouts FROM optout_counts
WHERE dimension = :dimension AND day >= :first AND day <= :last GROUP BY shared HAVING SUM(optouts) > 0;

-- name: people_reached
-- How many different people were reached in a period: those whose previous day lies before it.
SELECT COALESCE(SUM(people), 0) AS people FROM reach_counts
WHERE series = (SELECT id FROM reach_series WHERE dimension = 'day' AND key = '')
    AND day >= :first AND day <= :last AND previous < :first;

-- name: people_by
-- How many different people were reached in a period, by one dimension.
SELECT s.key, SUM(c.people) AS people FROM reach_series s JOIN reach_counts c ON c.series = s.id
WHERE s.dimension = :dimension AND c.day >= :first AND c.day <= :last AND c.previous < :first GROUP BY s.key;

-- name: person_days_by
-- How many people were reached in a period, each counted once a day, by one dimension.
SELECT s.key, SUM(d.people) AS people FROM reach_series s JOIN reach_days d ON d.series = s.id
WHERE s.dimension = :dimension AND d.day >= :first AND d.day <= :last GROUP BY s.key;

-- name: hours_of_weekdays
-- Opt-outs of a period by day and local hour.
SELECT day, key, optouts FROM optout_counts WHERE dimension = 'hour' AND day >= :first AND day <= :last AND optouts > 0;

-- name: subscribers
-- How many subscribers there are at the end of a period, and how many joined and left in it; on two channels somebody counts on both.
SELECT COALESCE(SUM(CASE WHEN move = 'joined' THEN people ELSE -people END), 0) AS subscribed,
    COALESCE(SUM(CASE WHEN move = 'joined' AND day >= :first THEN people ELSE 0 END), 0) AS joined,
    COALESCE(SUM(CASE WHEN move = 'left' AND day >= :first THEN people ELSE 0 END), 0) AS left_count
FROM membership_counts WHERE day <= :last;

-- name: membership_moves
-- Subscribers who joined or left in a period, by day and source.
SELECT day, move, source, people FROM membership_counts WHERE day >= :first AND day <= :last AND people > 0;

-- name: members_before
-- How many subscribers there were when a day began.
SELECT COALESCE(SUM(CASE WHEN move = 'joined' THEN people ELSE -people END), 0) AS people FROM membership_counts WHERE day < :first;

-- name: cohorts
-- Subscribers by the month in which they joined and how they agreed, and how long those stayed who opted out.
SELECT month, source, stayed, people FROM cohort_counts WHERE month >= :first AND month <= :last AND people > 0;

-- name: stay_count
-- How many subscribers opted out in a period.
SELECT COUNT(*) AS people FROM memberships WHERE left_on >= :first AND left_on <= :last AND left_by <> 'expired';

-- name: stay_at
-- How long the subscriber stayed who is at one place in the order of how long they stayed, among those who opted out in a period.
SELECT stayed FROM memberships WHERE left_on >= :first AND left_on <= :last AND left_by <> 'expired'
ORDER BY stayed LIMIT 1 OFFSET :place;

-- name: stays
-- Subscribers who opted out in a period by how long they stayed.
SELECT CASE
    WHEN stayed < 86400 THEN 'day' WHEN stayed < 604800 THEN 'week' WHEN stayed < 2592000 THEN 'month'
    WHEN stayed < 7776000 THEN 'quarter' ELSE 'later' END AS stay, COUNT(*) AS people
FROM memberships WHERE left_on >= :first AND left_on <= :last AND left_by <> 'expired' GROUP BY stay;

-- name: holds
-- Holds of a period by how they ended.
SELECT decided, COUNT(*) AS holds FROM hold_facts WHERE held_on >= :first AND held_on <= :last GROUP BY decided;

-- name: hold_waits
-- How long the holds of a period waited that were decided, by how.
SELECT decided, waited FROM hold_facts
WHERE held_on >= :first AND held_on <= :last AND decided <> 'open' AND waited IS NOT NULL ORDER BY decided, waited;

-- name: optout_rows
-- The opt-outs of a period, narrowed to what they have in common; newest first, before a place in the list.
SELECT o.event_seq, o.hour, e.occurred_at, o.address, o.channel, e.scope, o.method, o.certainty, o.keyword, o.country,
    CASE WHEN o.within <= :window THEN o.campaign ELSE '' END AS campaign, v.content, o.gap,
    COALESCE(c.name, '') AS name, t.id AS thread, m.sent_at AS before_at, m.text AS before_text, m.agent AS before_agent
FROM optouts o JOIN consent_events e ON e.seq = o.event_seq LEFT JOIN evidence v ON v.digest = e.evidence_digest
    LEFT JOIN contact_addresses a ON a.address = o.address LEFT JOIN contacts c ON c.id = a.contact
    LEFT JOIN threads t ON t.address = o.address AND t.channel = o.channel
    LEFT JOIN messages m ON m.id = o.after_message AND o.within <= :window
WHERE o.hour >= :first AND o.hour < :end AND (:keyword IS NULL OR o.keyword = :keyword)
    AND (:channel IS NULL OR o.channel = :channel) AND (:certainty IS NULL OR o.certainty = :certainty)
    AND (:method IS NULL OR o.method = :method) AND (:country IS NULL OR o.country = :country)
    AND (:campaign IS NULL OR CASE WHEN o.within <= :window THEN o.campaign ELSE '' END = :campaign)
    AND (:template IS NULL OR CASE WHEN o.within <= :window THEN o.template ELSE '' END = :template)
    AND (:by_agent IS NULL OR CASE WHEN o.within <= :window THEN o.agent ELSE '' END = :by_agent)
    AND (:gateway IS NULL OR CASE WHEN o.within <= :window THEN o.gateway ELSE '' END = :gateway)
    AND (:sent IS NULL OR CASE WHEN o.within <= :window THEN o.sent ELSE '' END = :sent)
    AND (:clock_hour IS NULL OR SUBSTR(o.hour, 12, 2) = :clock_hour)
    AND (:days IS NULL OR SUBSTR(o.hour, 1, 10) IN (SELECT value FROM json_each(:days)))
    AND (o.hour, o.event_seq) < (:before_hour, :before_seq)
ORDER BY o.hour DESC, o.event_seq DESC LIMIT :limit;

-- name: optouts_on_days
-- Opt-outs of some days, which need not follow each other.
SELECT day, optouts FROM optout_counts WHERE dimension = 'day' AND day IN (SELECT value FROM json_each(:days));

-- name: reached_on_days
-- People reached on some days, which need not follow each other.
SELECT d.day AS key, d.people FROM reach_days d
WHERE d.series = (SELECT id FROM reach_series WHERE dimension = 'day' AND key = '') AND d.day IN (SELECT value FROM json_each(:days));

-- name: first_days_of_campaigns
-- The first day on which each of some campaigns reached somebody.
SELECT s.key, MIN(d.day) AS day FROM reach_series s JOIN reach_days d ON d.series = s.id
WHERE s.dimension = 'campaign' AND s.key IN (SELECT value FROM json_each(:keys)) GROUP BY s.key;

-- name: days_of_campaign
-- The days on which a campaign reached somebody.
SELECT d.day FROM reach_days d
WHERE d.series = (SELECT id FROM reach_series WHERE dimension = 'campaign' AND key = :key) ORDER BY d.day;
