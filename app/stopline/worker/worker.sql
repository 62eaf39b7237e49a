-- name: take_lease
-- Take or renew the right to act: it is ours already, nobody's, run out, or dated so far ahead that a clock has jumped.
INSERT INTO leases (name, holder, expires_at) VALUES (:name, :holder, :expires_at)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
WHERE leases.holder = excluded.holder OR leases.expires_at <= :now OR leases.expires_at > :too_late;

-- name: give_back_lease
-- Let the next worker begin at once.
DELETE FROM leases WHERE name = :name AND holder = :holder;

-- name: lease
-- Who has the right to act, if anybody works.
SELECT holder FROM leases WHERE name = :name AND expires_at > :now;

-- name: gateway_state
-- How far one gateway was read, and how it is doing.
SELECT gateway, cursor, collected_at, failing_since, failure_count, next_attempt_at, last_error FROM gateway_states
WHERE gateway = :gateway;

-- name: gateway_states
-- How far every gateway was read, and how it is doing.
SELECT gateway, cursor, collected_at, failing_since, failure_count, next_attempt_at, last_error FROM gateway_states
ORDER BY gateway;

-- name: move_cursor
-- A gateway has been read up to here.
INSERT INTO gateway_states (gateway, cursor) VALUES (:gateway, :cursor)
ON CONFLICT (gateway) DO UPDATE SET cursor = excluded.cursor;

-- name: note_answer
-- A gateway answered; an instant is given where that was all it had.
INSERT INTO gateway_states (gateway, collected_at) VALUES (:gateway, :collected_at)
ON CONFLICT (gateway) DO UPDATE SET collected_at = COALESCE(excluded.collected_at, gateway_states.collected_at),
    failing_since = NULL, failure_count = 0, next_attempt_at = NULL, last_error = NULL;

-- name: note_failure
-- A gateway did not answer, or not with sense.
INSERT INTO gateway_states (gateway, failing_since, failure_count, next_attempt_at, last_error)
VALUES (:gateway, :now, 1, :next_attempt_at, :error)
ON CONFLICT (gateway) DO UPDATE SET failing_since = COALESCE(gateway_states.failing_since, excluded.failing_since),
    failure_count = gateway_states.failure_count + 1, next_attempt_at = excluded.next_attempt_at, last_error = excluded.last_error;

-- name: stops_on_channel
-- Where an address said stop to everything on a channel, with how that is known.
SELECT s.address, s.since, e.method FROM consent_status s LEFT JOIN consent_events e ON e.seq = s.event_seq
WHERE s.channel = :channel AND s.scope = 'all' AND s.state = 'stopped' ORDER BY s.address;

-- name: keep_reconciliation
-- Keep how our stops and a gateway's list compared.
INSERT INTO reconciliations (gateway, at, listed, agreed, only_there, only_here, unreadable)
VALUES (:gateway, :at, :listed, :agreed, :only_there, :only_here, :unreadable)
ON CONFLICT (gateway) DO UPDATE SET at = excluded.at, listed = excluded.listed, agreed = excluded.agreed,
    only_there = excluded.only_there, only_here = excluded.only_here, unreadable = excluded.unreadable;

-- name: reconciliations
-- How our stops and each gateway's list compared when they were last laid beside each other.
SELECT gateway, at, listed, agreed, only_there, only_here, unreadable FROM reconciliations ORDER BY gateway;

-- name: claim_weekly_report
-- Note that the report of a week is made, unless somebody has noted that week or a later one.
INSERT INTO workspace_facts (name, value) VALUES ('weekly_report_made_for', :week)
ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE workspace_facts.value < excluded.value;
