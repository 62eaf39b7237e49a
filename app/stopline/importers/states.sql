-- name: states_after
-- Where the next addresses stand, with what made it so; a page from a place in the list.
SELECT s.address, s.channel, s.scope, s.state, s.since, s.before_hold, e.method, v.content
FROM consent_status s LEFT JOIN consent_events e ON e.seq = s.event_seq LEFT JOIN evidence v ON v.digest = e.evidence_digest
WHERE (s.address, s.channel, s.scope) > (:address, :channel, :scope)
ORDER BY s.address, s.channel, s.scope LIMIT :limit;
