-- name: position
-- How far somebody has looked.
SELECT position FROM alert_positions WHERE name = :name;

-- name: set_position
-- Note how far somebody has looked.
INSERT INTO alert_positions (name, position) VALUES (:name, :position)
ON CONFLICT (name) DO UPDATE SET position = excluded.position WHERE alert_positions.position < excluded.position;

-- name: head
-- The last event of the ledger.
SELECT COALESCE(MAX(seq), 0) AS seq FROM consent_events;

-- name: last_fact
-- The last fact.
SELECT COALESCE(MAX(id), 0) AS id FROM alert_facts;

-- name: note_optouts
-- Note every opt-out of a stretch of the ledger, each once; one recorded long ago is no news.
INSERT INTO alert_facts (kind, key, event_seq, note, at)
SELECT 'opt-out', 'opt-out:' || o.event_seq, o.event_seq, '', e.occurred_at
FROM optouts o JOIN consent_events e ON e.seq = o.event_seq
WHERE o.event_seq > :after AND o.event_seq <= :until AND e.recorded_at >= :since ORDER BY o.event_seq
ON CONFLICT (key) DO NOTHING;

-- name: note_holds
-- Note every doubtful reply of a stretch of the ledger that still waits for a decision, each once; one recorded long ago is no news.
INSERT INTO alert_facts (kind, key, event_seq, note, at)
SELECT 'hold', 'hold:' || e.seq, e.seq, '', e.occurred_at
FROM consent_events e JOIN consent_status s ON s.event_seq = e.seq
WHERE e.seq > :after AND e.seq <= :until AND e.recorded_at >= :since AND e.kind = 'held' AND s.state = 'held'
    AND s.address = (SELECT u.address FROM subjects u WHERE u.subject = e.subject) ORDER BY e.seq
ON CONFLICT (key) DO NOTHING;

-- name: note_gateways
-- Note every gateway that has not worked for a while, once for each time it fails.
INSERT INTO alert_facts (kind, key, event_seq, note, at)
SELECT 'gateway', 'gateway:' || gateway || ':' || failing_since, NULL, gateway || ': ' || COALESCE(last_error, ''), failing_since
FROM gateway_states
WHERE failing_since <= :before
    AND NOT EXISTS (SELECT 1 FROM alert_facts f WHERE f.key = 'gateway:' || gateway_states.gateway || ':' || failing_since)
ON CONFLICT (key) DO NOTHING;

-- name: note_brakes
-- Note every campaign that paused itself since an instant, each once.
INSERT INTO alert_facts (kind, key, event_seq, note, at)
SELECT 'brake', 'brake:' || id, NULL, name || ' ' || reason, braked_at FROM campaigns WHERE braked_at >= :since
ON CONFLICT (key) DO NOTHING;

-- name: braked
-- A campaign that paused itself since an instant and was not told of.
SELECT id FROM campaigns
WHERE braked_at >= :since AND NOT EXISTS (SELECT 1 FROM alert_facts f WHERE f.key = 'brake:' || campaigns.id);

-- name: failing_gateways
-- Gateways that have not worked for a while and were not told of.
SELECT gateway FROM gateway_states
WHERE failing_since <= :before
    AND NOT EXISTS (SELECT 1 FROM alert_facts f WHERE f.key = 'gateway:' || gateway_states.gateway || ':' || failing_since);

-- name: note_upkeep
-- Note what the worker was to do by itself and cannot, once for each time it fails.
INSERT INTO alert_facts (kind, key, event_seq, note, at)
SELECT 'upkeep', name || ':' || at, NULL, SUBSTR(name, 8) || ': ' || detail, at FROM checkups WHERE name LIKE 'upkeep %'
ON CONFLICT (key) DO NOTHING;

-- name: untold_upkeep
-- What the worker was to do by itself and cannot, and was not told.
SELECT name FROM checkups
WHERE name LIKE 'upkeep %' AND NOT EXISTS (SELECT 1 FROM alert_facts f WHERE f.key = checkups.name || ':' || checkups.at);

-- name: note_fact
-- Note one fact, once.
INSERT INTO alert_facts (kind, key, event_seq, note, at) VALUES (:kind, :key, :event_seq, :note, :at)
ON CONFLICT (key) DO NOTHING;

-- name: is_noted
-- Whether a fact was noted.
SELECT id FROM alert_facts WHERE key = :key;

-- name: broken_ledger
-- What was wrong when the ledger was last verified.
SELECT at, detail FROM checkups WHERE name = 'verified' AND fault_count > 0;

-- name: verified_at
-- When the ledger was last verified.
SELECT at FROM checkups WHERE name = 'verified';

-- name: facts_wanted
-- How many facts after a place are of the kinds a rule asks for, and which is the first and the last.
SELECT COUNT(*) AS facts, COALESCE(MIN(id), 0) AS first, COALESCE(MAX(id), 0) AS last FROM alert_facts
WHERE id > :after AND :kinds LIKE '%,' || kind || ',%';

-- name: open_alert
-- The alert of a rule that waits and can take more.
SELECT id FROM alerts WHERE rule = :rule AND state IN ('open', 'sending') AND state = 'open' ORDER BY id LIMIT 1;

-- name: add_alert
-- Begin an alert.
INSERT INTO alerts (rule, state, first_fact, last_fact, fact_count, opened_at, due_at)
VALUES (:rule, 'open', :first, :last, :facts, :now, :due_at);

-- name: extend_alert
-- Let an alert that waits tell of more.
UPDATE alerts SET last_fact = :last, fact_count = fact_count + :facts WHERE id = :id AND state = 'open';

-- name: is_due
-- Whether an alert is to be sent now, or was being sent by somebody who went away.
SELECT id FROM alerts WHERE state IN ('open', 'sending') AND due_at <= :now ORDER BY due_at LIMIT 1;

-- name: claim_alert
-- Take the next alert that is due, for a while.
UPDATE alerts SET state = 'sending', due_at = :until, attempt_count = attempt_count + 1, tried_at = COALESCE(tried_at, :now)
WHERE id = (SELECT id FROM alerts WHERE state IN ('open', 'sending') AND due_at <= :now ORDER BY due_at, id LIMIT 1)
RETURNING *;

-- name: settle_alert
-- Note what became of an alert.
UPDATE alerts SET state = :state, due_at = :due_at, settled_at = :settled_at, reason = :reason
WHERE id = :id AND state = 'sending';

-- name: retry_alerts
-- Send after all what was given up, and at once what waits for its next attempt.
UPDATE alerts SET state = 'open', due_at = :now, attempt_count = 0, tried_at = NULL, settled_at = NULL
WHERE state = 'given_up' OR (state IN ('open', 'sending') AND state = 'open' AND attempt_count > 0);

-- name: alerts
-- The last alerts, the newest first.
SELECT * FROM alerts ORDER BY id DESC LIMIT :limit;

-- name: fact_counts
-- How many facts of each kind an alert tells of.
SELECT kind, COUNT(*) AS facts FROM alert_facts
WHERE id BETWEEN :first AND :last AND :kinds LIKE '%,' || kind || ',%' GROUP BY kind;

-- name: facts
-- The first facts an alert tells of, with what is known of the people now.
SELECT f.kind, f.at, f.note, u.address, c.name, e.channel, e.method, v.content
FROM alert_facts f LEFT JOIN consent_events e ON e.seq = f.event_seq LEFT JOIN subjects u ON u.subject = e.subject
LEFT JOIN evidence v ON v.digest = e.evidence_digest
LEFT JOIN contact_addresses a ON a.address = u.address LEFT JOIN contacts c ON c.id = a.contact
WHERE f.id BETWEEN :first AND :last AND :kinds LIKE '%,' || f.kind || ',%' ORDER BY f.id LIMIT :limit;
