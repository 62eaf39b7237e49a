-- name: states_after
-- Where the next addresses stand, with what made it so and how often a stop was said again; a page from a place in the list.
SELECT s.address, s.channel, s.scope, s.state, s.since, s.before_hold, s.basis, s.agreed_at,
    (SELECT MAX(a.agreed_at) FROM consent_status a WHERE a.address = s.address AND a.channel = s.channel AND a.scope IN ('all', s.scope)) AS last_yes,
    e.method, v.content, e.scope AS made_in,
    s.state = 'stopped' AND EXISTS (
        SELECT 1 FROM consent_events r WHERE r.subject = e.subject AND r.channel = e.channel AND r.scope = e.scope
            AND r.kind = 'withdrawn' AND r.seq > e.seq) AS repeats
FROM consent_status s LEFT JOIN consent_events e ON e.seq = s.event_seq LEFT JOIN evidence v ON v.digest = e.evidence_digest
WHERE (s.address, s.channel, s.scope) > (:address, :channel, :scope)
ORDER BY s.address, s.channel, s.scope LIMIT :limit;
